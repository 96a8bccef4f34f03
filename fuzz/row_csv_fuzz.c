/* The reader of rows as CSV: what is read and written reads back to equal rows. The first byte chooses the entity. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "derive/csv.h"

static void write_rows(struct buf *b, const struct entity *e, const struct rows_csv_read *r)
{
    struct rows_csv w = rows_csv_begin(b, e, (struct rows_csv_options){ .separator = ';', .labels = &words_sv, .only = r->set });
    for (size_t i = 0; i < r->n; i++)
        rows_csv_put(&w, (char *)r->rows + i * e->size, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n == 0)
        return 0;
    const struct entity *e = model[data[0] % model_n];
    struct arena a cleanup(arena_free) = arena_new((size_t)256 << 20);
    struct buf one cleanup(buf_free) = buf_new(64 << 20), two cleanup(buf_free) = buf_new(64 << 20);
    struct faults fs = { .arena = &a };
    struct rows_csv_read read, again;
    enum err err = rows_csv_read(&a, e, (struct str){ (const char *)data + 1, n - 1 }, &words_sv, &read, &fs);
    if (err == E_INVALID && fs.n + fs.beyond == 0)
        abort();
    if (err != OK || read.n == 0)
        return 0;
    write_rows(&one, e, &read);
    if (rows_csv_read(&a, e, buf_str(&one), &words_sv, &again, &fs) != OK || again.n != read.n)
        abort();
    write_rows(&two, e, &again);
    if (!str_eq(buf_str(&one), buf_str(&two)))
        abort();
    return 0;
}
