/* The CSV inventory: design/watch.md, "CSV inventory". */
#include "base/csv.h"
#include "feed/inventory.h"
#include "feed/limits.h"

enum { COLUMNS = 9 };

static const struct { const char *name; bool required; size_t at; } columns[COLUMNS] = {
    { "id", true, offsetof(struct component, id) }, { "host", true, offsetof(struct component, host) },
    { "part", true, offsetof(struct component, part) }, { "vendor", true, offsetof(struct component, vendor) },
    { "product", true, offsetof(struct component, product) }, { "version", true, offsetof(struct component, version) },
    { "update", false, offsetof(struct component, update) }, { "cpe", false, offsetof(struct component, cpe) },
    { "purl", false, offsetof(struct component, purl) },
};

struct header {
    size_t field[COLUMNS]; /* of each column of the file: its row in the table above */
    size_t n;
};

static bool read_header(struct csv *c, const struct csv_row *row, struct header *h)
{
    bool seen[COLUMNS] = { false };
    for (size_t i = 0; i < row->n; i++) {
        size_t k = 0;
        while (k < COLUMNS && !str_is(row->cell[i], columns[k].name))
            k++;
        char name[FAULT_ARG];
        struct str cell = str_sub(row->cell[i], 0, sizeof name - 1);
        memcpy(name, cell.p ? cell.p : "", cell.n);
        name[cell.n] = '\0';
        if (k == COLUMNS || seen[k]) {
            csv_refuse(c, row->line, NULL, E_INVALID, k == COLUMNS ? N_("Kolumnen \"{1}\" finns inte i en inventering.") :
                       N_("Kolumnen \"{1}\" står två gånger i rubrikraden."), name, NULL);
            return false;
        }
        seen[k] = true;
        h->field[i] = k;
    }
    h->n = row->n;
    for (size_t k = 0; k < COLUMNS; k++)
        if (columns[k].required && !seen[k]) {
            csv_refuse(c, row->line, NULL, E_INVALID,
                N_("Rubrikraden saknar kolumnen \"{1}\". Den ska vara id,host,part,vendor,product,version,update,cpe,purl."),
                columns[k].name, NULL);
            return false;
        }
    return true;
}

static void read_item(struct csv *c, const struct csv_row *row, const struct header *h, struct inventory *inv)
{
    struct component item = { 0 };
    for (size_t i = 0; i < h->n; i++)
        memcpy((char *)&item + columns[h->field[i]].at, &row->cell[i], sizeof row->cell[i]);
    struct fault f = { 0 };
    if (item.cpe.n == 0 && item.part.n == 0)
        csv_refuse(c, row->line, "part", E_INVALID, N_("Här ska a, o eller h stå."), NULL, NULL);
    else if (inventory_add(inv, &item, &f) != OK)
        csv_refuse(c, row->line, f.place[0] ? f.place : NULL, f.code, f.text, f.arg[0], f.arg[1]);
}

enum err inventory_read_csv(struct str text, struct inventory *inv, struct fault *f)
{
    struct csv_options options = CSV_OPTIONS;
    options.separator = csv_guess_separator(text);
    options.cell_max = feed_limits[LIMIT_STRING].most;
    options.row_max = feed_limits[LIMIT_RECORD].most;
    struct arena a cleanup(arena_free) = arena_new(2 * options.row_max);
    struct csv c = csv_new(text, options);
    struct header h;
    struct csv_row row;
    if (csv_row(&c, &a, &row)) {
        if (read_header(&c, &row, &h))
            for (arena_reset(&a); csv_row(&c, &a, &row); arena_reset(&a))
                read_item(&c, &row, &h, inv);
    } else
        csv_refuse(&c, 1, NULL, E_INVALID,
            N_("Filen är tom. Den ska börja med rubrikraden id,host,part,vendor,product,version,update,cpe,purl."),
            NULL, NULL);
    return csv_end(&c, f);
}
