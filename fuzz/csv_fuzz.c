/* Any bytes as CSV: what is read, written and read again is the same, byte for byte. The first byte chooses the options. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    struct csv_options options = CSV_OPTIONS;
    options.separator = ",;\t"[data[0] % 3];
    options.formula_safe = data[0] & 4;
    options.cell_max = 4096;
    struct arena a cleanup(arena_free) = arena_new((size_t)256 << 20), b cleanup(arena_free) = arena_new((size_t)256 << 20);
    struct buf out cleanup(buf_free) = buf_new((size_t)64 << 20);
    struct csv c = csv_new((struct str){ (const char *)data + 1, size - 1 }, options);
    struct csv_writer w = csv_writer_new(&out, options);
    struct csv_row row, again;
    size_t rows = 0;
    for (; csv_row(&c, &a, &row); arena_reset(&a), rows++) {
        for (size_t i = 0; i < row.n; i++)
            csv_put(&w, row.cell[i]);
        csv_put_end(&w);
    }
    options.cell_max *= 3;
    c = csv_new((struct str){ (const char *)data + 1, size - 1 }, options);
    struct csv d = csv_new(buf_str(&out), options);
    for (size_t i = 0; i < rows; i++, arena_reset(&a), arena_reset(&b)) {
        if (!csv_row(&c, &a, &row) || !csv_row(&d, &b, &again) || row.n != again.n)
            abort();
        for (size_t k = 0; k < row.n; k++)
            if (!str_eq(row.cell[k], again.cell[k]))
                abort();
    }
    if (csv_row(&d, &b, &again) || csv_end(&d, NULL) != OK)
        abort();
    return 0;
}
