/* Names in a report to organisations and bodies of the register. */
#include "base/arena.h"
#include "domain/audit_import_inside.h"

enum err import_save(struct importer *x, const struct entity *e, void *row, const char *path, struct fault *f)
{
    struct faults faults = { .arena = x->a };
    enum err err = domain_save(x->w, e, row, NULL, &faults, f);
    if (err == OK)
        x->done.rows++;
    else if (path)
        fault_within(f, path);
    return err;
}

enum err import_rows(struct importer *x, const struct entity *e, const char *field, struct str value, struct rows *ret, struct fault *f)
{
    struct query q = { .entity = e, .limit = QUERY_LIMIT_MAX };
    if (field)
        q.filters[q.filters_n++] = (struct filter){ entity_field_named(e, str(field)), COMPARE_EQUAL, value };
    return store_list(x->r, x->a, &q, ret, f);
}

bool import_same(struct importer *x, struct str a, struct str b)
{
    return a.n && b.n && str_eq(audit_text_key(x->a, a), audit_text_key(x->a, b));
}

static enum err lacking(struct importer *x, struct str name, bool body, const char *path, struct fault *f)
{
    if (!x->w) {
        for (size_t i = 0; i < x->missing_n; i++)
            if (str_eq(x->missing[i].name, name) && x->missing[i].body == body)
                return OK;
        struct audit_missing *v = arena_grow(x->a, x->missing, x->missing_n, x->missing_n + 1, sizeof *v, &x->missing_cap);
        if (!v)
            return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
        x->missing = v;
        v[x->missing_n++] = (struct audit_missing){ name, body };
        return OK;
    }
    if (x->import->create)
        return OK;
    return fault(f, E_ABSENT, path, body ? N_("Organet {1} finns inte i registret.") : N_("Organisationen {1} finns inte i registret."), str_c(x->a, name), NULL);
}

/* ---- organisations ---- */

/* The report's "Köping" is the register's "Köpings kommun". Keys have no spaces. */
static bool names_organisation(struct importer *x, struct str name, const struct organisation *o)
{
    struct str want = audit_text_key(x->a, name), have = audit_text_key(x->a, o->name), code = audit_text_key(x->a, o->code);
    if (str_eq(want, have) || str_eq(want, code))
        return true;
    if (str_starts(want, have) && str_is(str_sub(want, have.n, want.n), "ab"))
        return true;
    if (!str_starts(have, want))
        return false;
    struct str rest = str_sub(have, want.n, have.n);
    return str_is(rest, "kommun") || str_is(rest, "skommun") || str_is(rest, "ab");
}

/* Up to eight capitals of the name, made unique with a number. */
static struct str code_for(struct importer *x, struct str name)
{
    char code[12];
    size_t n = 0;
    for (size_t i = 0; i < name.n && n < 8;) {
        uint32_t c = utf8_next(name, &i);
        c = c == 0xC5 || c == 0xC4 || c == 0xE5 || c == 0xE4 ? 'A' : c == 0xD6 || c == 0xF6 ? 'O' : c >= 'a' && c <= 'z' ? c - 32 : c;
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
            code[n++] = (char)c;
    }
    if (!n)
        code[n++] = 'X';
    for (unsigned k = 1;; k++) {
        struct str s = k == 1 ? str_printf(x->a, "%.*s", (int)n, code) : str_printf(x->a, "%.*s%u", (int)n, code, k);
        bool taken = false;
        for (size_t i = 0; i < x->organisations_n && !taken; i++)
            taken = str_eq_nocase(x->organisations[i].code, s);
        if (!taken)
            return s;
    }
}

static enum err remember(struct importer *x, const struct organisation *o, struct fault *f)
{
    struct organisation *v = arena_grow(x->a, x->organisations, x->organisations_n, x->organisations_n + 1, sizeof *v, &x->organisations_cap);
    if (!v)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    x->organisations = v;
    v[x->organisations_n++] = *o;
    return OK;
}

enum err import_organisation(struct importer *x, struct str name, enum organisation_type type, const char *path, organisation_id *ret, struct fault *f)
{
    *ret = (organisation_id){ 0 };
    if (!name.n)
        return OK;
    for (size_t i = 0; i < x->organisations_n; i++)
        if (names_organisation(x, name, &x->organisations[i])) {
            ret->v = x->organisations[i].row.id;
            return OK;
        }
    TRY(lacking(x, name, false, path, f));
    if (!x->w)
        return OK;
    struct organisation *o = row_new(x->a, &organisation_entity);
    if (!o)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    o->name = name;
    o->code = code_for(x, name);
    o->type = type;
    TRY(import_save(x, &organisation_entity, o, path, f));
    ret->v = o->row.id;
    return remember(x, o, f);
}

/* ---- bodies ---- */

static enum err body_in(struct importer *x, organisation_id organisation, struct str name, enum body_type type, const char *path, body_id *ret, struct fault *f)
{
    for (int round = 0; round < 2; round++) /* by name; then the one of that kind */
        for (size_t i = 0; i < x->bodies_n; i++) {
            const struct body *b = &x->bodies[i];
            bool alone = type == BODY_BOARD || type == BODY_COUNCIL || type == BODY_AUDITORS;
            if (b->organisation.v == organisation.v && organisation.v && (round == 0 ? import_same(x, b->name, name) : alone && b->type == type)) {
                ret->v = b->row.id;
                return OK;
            }
        }
    TRY(lacking(x, name, true, path, f));
    if (!x->w)
        return OK;
    struct body *b = row_new(x->a, &body_entity);
    if (!b)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    b->organisation = organisation;
    b->name = name;
    b->type = type;
    TRY(import_save(x, &body_entity, b, path, f));
    struct body *v = arena_grow(x->a, x->bodies, x->bodies_n, x->bodies_n + 1, sizeof *v, &x->bodies_cap);
    if (!v)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    x->bodies = v;
    v[x->bodies_n++] = *b;
    ret->v = b->row.id;
    return OK;
}

enum err import_body(struct importer *x, struct str name, const char *path, body_id *ret, struct fault *f)
{
    *ret = (body_id){ 0 };
    if (!name.n)
        return OK;
    for (size_t i = 0; i < x->bodies_n; i++) /* a name that is the whole name of just one body */
        if (import_same(x, x->bodies[i].name, name) && x->bodies[i].organisation.v == x->federation.v) {
            ret->v = x->bodies[i].row.id;
            return OK;
        }
    struct str key = audit_text_key(x->a, name);
    if (str_starts(key, S("kommunfullmäktige")) && key.n > 17 + 1) {
        size_t at = str_find(name, S(" "), 0);
        struct str member = at == SIZE_MAX ? (struct str){ 0 } : str_trim(str_sub(name, at, name.n));
        if (str_starts(member, S("i ")))
            member = str_trim(str_sub(member, 2, member.n));
        organisation_id o;
        TRY(import_organisation(x, member, ORGANISATION_MEMBER, path, &o, f));
        return body_in(x, o, x->w ? S("Kommunfullmäktige") : name, BODY_COUNCIL, path, ret, f);
    }
    enum body_type type = str_find(key, S("direktion"), 0) != SIZE_MAX ? BODY_BOARD : str_find(key, S("revisor"), 0) != SIZE_MAX ? BODY_AUDITORS :
        str_find(key, S("nämnd"), 0) != SIZE_MAX || str_find(key, S("styrelse"), 0) != SIZE_MAX ? BODY_COMMITTEE : BODY_OTHER;
    return body_in(x, x->federation, name, type, path, ret, f);
}

/* ---- registers ---- */

enum err import_registers(struct importer *x, struct fault *f)
{
    struct rows rows;
    TRY(import_rows(x, &organisation_entity, NULL, (struct str){ 0 }, &rows, f));
    for (size_t i = 0; i < rows.n; i++)
        TRY(remember(x, rows_at(&rows, &organisation_entity, i), f));
    TRY(import_rows(x, &body_entity, NULL, (struct str){ 0 }, &rows, f));
    x->bodies = arena_array(x->a, rows.n + 1, sizeof *x->bodies);
    if (!x->bodies)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    x->bodies_cap = rows.n + 1;
    for (size_t i = 0; i < rows.n; i++)
        x->bodies[x->bodies_n++] = *(struct body *)rows_at(&rows, &body_entity, i);
    struct str name = audit_item_text(x->p, PART_AUDIT, 1, "federation");
    x->federation = reading_seat(x->r)->federation;
    if (name.n)
        TRY(import_organisation(x, name, ORGANISATION_OTHER, "audit/1/federation", &x->federation, f));
    return OK;
}
