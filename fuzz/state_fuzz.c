/* The reader of a list's state: one parameter a line, NAME=VALUE, already decoded. What is printed is read to the same state. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "derive/state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n == 0)
        return 0;
    const struct entity *e = model[data[0] % model_n];
    struct arena a cleanup(arena_free) = arena_new(64 << 20);
    struct buf one cleanup(buf_free) = buf_new(16 << 20), two cleanup(buf_free) = buf_new(16 << 20);
    struct state_param params[STATE_PARAMS_MAX + 20];
    struct faults fs = { .arena = &a };
    struct str rest = { (const char *)data + 1, n - 1 };
    size_t given = 0, again_n;
    while (rest.n && given < LEN(params)) {
        struct str value = str_cut(&rest, '\n'), name = str_cut(&value, '=');
        params[given++] = (struct state_param){ name, value };
    }
    struct state s, again;
    enum err err = state_parse(&a, e, params, given, 50, NULL, &s, &fs);
    if (err == E_NOMEM)
        return 0;
    const struct state_param *printed = state_params(&a, &s, &again_n);
    struct faults none = { .arena = &a };
    if (!printed || state_parse(&a, e, printed, again_n, 50, NULL, &again, &none) != OK)
        abort();
    if (state_put(&one, &a, &s) != OK || state_put(&two, &a, &again) != OK || !str_eq(buf_str(&one), buf_str(&two)))
        abort();
    return 0;
}
