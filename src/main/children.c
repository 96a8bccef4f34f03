#include "main/children.h"

/* One row a function. */
const struct sandbox_child children[] = {
    { 0 },
};

const size_t children_n = LEN(children) - 1;
