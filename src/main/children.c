#include "main/children.h"

#include "feed/inventory.h"

/* One row a function. */
const struct sandbox_child children[] = {
    { "inventory", inventory_child },
    { 0 },
};

const size_t children_n = LEN(children) - 1;
