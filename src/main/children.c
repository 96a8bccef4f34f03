#include "main/children.h"

#include "feed/file_type.h"
#include "feed/intake.h"
#include "feed/inventory.h"
#include "feed/look.h"

/* One row a function. */
const struct sandbox_child children[] = {
    { "feed", feed_child },
    { "file-type", file_type_child },
    { "inventory", inventory_child },
    { "look", look_child },
    { 0 },
};

const size_t children_n = LEN(children) - 1;
