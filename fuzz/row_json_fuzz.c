/* The readers of rows as JSON, both forms: what is read and written is read again to the same row. The first byte chooses the entity. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "derive/json.h"
#include "derive/problem.h"

static void full(const struct entity *e, struct str text)
{
    struct arena a cleanup(arena_free) = arena_new(64 << 20);
    struct buf one cleanup(buf_free) = buf_new(64 << 20), two cleanup(buf_free) = buf_new(64 << 20);
    void *row = row_new(&a, e), *again = row_new(&a, e);
    if (row_json_read_full(&a, e, text, row, NULL) != OK)
        return;
    row_json_full(&one, e, row);
    if (row_json_read_full(&a, e, buf_str(&one), again, NULL) != OK)
        abort();
    row_json_full(&two, e, again);
    if (!str_eq(buf_str(&one), buf_str(&two)))
        abort();
}

static void public(const struct entity *e, struct str text)
{
    struct arena a cleanup(arena_free) = arena_new(64 << 20);
    struct buf b cleanup(buf_free) = buf_new(64 << 20);
    struct faults fs = { .arena = &a };
    void *row = row_new(&a, e);
    enum err err = row_json_read_public(&a, e, text, row, NULL, &fs);
    if (err == OK && row_validate(e, NULL, row, false, &fs) == OK)
        row_json_public(&b, e, row, NULL);
    if (err == E_INVALID && fs.n + fs.beyond == 0)
        abort();
    problem_json(&b, &words_sv, &(struct problem){ .faults = &fs });
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n == 0)
        return 0;
    struct str text = { (const char *)data + 1, n - 1 };
    full(model[data[0] % model_n], text);
    public(model[data[0] % model_n], text);
    return 0;
}
