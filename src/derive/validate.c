#include "derive/validate.h"

#include <stdio.h>

#include "base/arena.h"

enum { TEXT_MOST = 4000, LONG_MOST = 100000 };

void faults_add(struct faults *fs, const char *place, const char *text, const char *a1, const char *a2)
{
    struct fault *grown = fs->n < FAULTS_MAX ? arena_grow(fs->arena, fs->v, fs->n, fs->n + 1, sizeof *fs->v, &fs->cap) : NULL;
    if (!grown) {
        fs->beyond++;
        return;
    }
    fs->v = grown;
    (void)fault(&fs->v[fs->n++], E_INVALID, place, text, a1, a2);
}

int64_t field_most(const struct field *f)
{
    if (f->limit.most)
        return f->limit.most;
    if (f->kind == KIND_TEXT)
        return f->flags & LONG ? LONG_MOST : TEXT_MOST;
    return INT64_MAX;
}

static bool has_limits(const struct field *f)
{
    return f->limit.least || f->limit.most;
}

static void add_number(struct faults *fs, const struct field *f, const char *text, int64_t a1, int64_t a2)
{
    char n1[24], n2[24];
    snprintf(n1, sizeof n1, "%lld", (long long)a1);
    snprintf(n2, sizeof n2, "%lld", (long long)a2);
    faults_add(fs, f->name, text, n1, n2);
}

/* "entity/id" of an entity that people see. */
static bool is_link(struct str s)
{
    struct str name = str_cut(&s, '/');
    const struct entity *e = model_entity(name);
    int64_t id;
    return e && !(e->flags & PLUMBING) && s.n && s.p[0] != '0' && str_to_int64(s, &id) && id > 0;
}

/* One @ with something on both sides and no white space: what can be seen without sending. */
static bool is_address(struct str s)
{
    size_t at = str_find(s, S("@"), 0);
    if (at == SIZE_MAX || at == 0 || at + 1 == s.n || str_find(s, S("@"), at + 1) != SIZE_MAX)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f)
            return false;
    return true;
}

static void check_text(const struct field *f, struct str s, struct faults *fs)
{
    if (!utf8_valid(s)) {
        faults_add(fs, f->name, N_("Texten är inte giltig UTF-8."), NULL, NULL);
        return;
    }
    if (memchr(s.p, 0, s.n))
        faults_add(fs, f->name, N_("Texten innehåller tecknet NUL, som inte kan sparas."), NULL, NULL);
    int64_t length = (int64_t)utf8_length(s);
    if (length > field_most(f))
        add_number(fs, f, N_("Texten är för lång: {1} tecken, högst {2}."), length, field_most(f));
    if (length < f->limit.least)
        add_number(fs, f, N_("Texten är för kort: {1} tecken, minst {2}."), length, f->limit.least);
    if (f->flags & LINK && !is_link(s))
        faults_add(fs, f->name, N_("Här ska en post stå som slag/nummer, till exempel document/4."), NULL, NULL);
    if (f->flags & EMAIL && !is_address(s))
        faults_add(fs, f->name, N_("Här ska en e-postadress stå, till exempel namn@exempel.se."), NULL, NULL);
}

void field_validate(const struct field *f, struct value v, struct faults *fs)
{
    if (v.none)
        return;
    switch (f->kind) {
    case KIND_TEXT:
        check_text(f, v.s, fs);
        break;
    case KIND_INT: case KIND_ORE:
        if (has_limits(f) && (v.i < f->limit.least || v.i > field_most(f)))
            add_number(fs, f, N_("Talet ska vara från {1} till {2}."), f->limit.least, field_most(f));
        break;
    case KIND_WORD:
        if ((size_t)v.i >= f->words_n || !f->words[v.i].code)
            faults_add(fs, f->name, N_("Värdet finns inte bland alternativen."), NULL, NULL);
        break;
    case KIND_KEY: case KIND_REF:
        if (v.i < 1)
            faults_add(fs, f->name, N_("Här ska numret på en post stå."), NULL, NULL);
        break;
    case KIND_BOOL: case KIND_DATE: case KIND_INSTANT:
        break;
    }
}

/* Given, but not in substance: white space alone does not fill a required field. */
static bool is_empty(const struct field *f, struct value v)
{
    return v.none || (f->kind == KIND_TEXT && str_trim(v.s).n == 0);
}

enum err row_validate(const struct entity *e, const void *old, const void *row, bool correcting, struct faults *fs)
{
    size_t before = fs->n + fs->beyond;
    bool unknown = false;
    for (size_t i = 0; i < entity_fields(e); i++) {
        const struct field *f = entity_field(e, i);
        struct value v = value_of(f, row);
        unknown = unknown || (f->kind == KIND_DATE && v.d.year < 0);
        if (f->flags & REQUIRED && f->kind != KIND_BOOL && is_empty(f, v))
            faults_add(fs, f->name, N_("Fältet måste fyllas i."), NULL, NULL);
        else
            field_validate(f, v, fs);
        if (old && f->flags & IMMUTABLE && !correcting && !value_equal(value_of(f, old), v))
            faults_add(fs, f->name, N_("Fältet kan inte ändras efter att posten skapades. Gör en rättelse med ett skäl."), NULL, NULL);
    }
    if (unknown && str_trim(((const struct row *)row)->unknown_why).n == 0)
        faults_add(fs, "unknown_why", N_("Skriv varför uppgift saknas när något är angivet som okänt."), NULL, NULL);
    return fs->n + fs->beyond > before ? E_INVALID : OK;
}
