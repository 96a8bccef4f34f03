#include "model/field.h"

static const struct word reach_words[] = {
    [REACH_OWN] = { "egen", N_("Den egna organisationen") },
    [REACH_COMMON] = { "gemensam", N_("Gemensam för förbundet och medlemmarna") },
};
static const struct word standing_words[] = {
    [STANDING_VALID] = { "gallande", N_("Gällande") },
    [STANDING_REPLACED] = { "ersatt", N_("Ersatt") },
    [STANDING_REVOKED] = { "upphavd", N_("Upphävd") },
};

const struct field row_fields[] = {
    { .name = "id", .kind = KIND_KEY, .offset = offsetof(struct row, id), .label = N_("Nummer"), .flags = COMPUTED },
    FIELD(row, version, .label = N_("Version"), .flags = COMPUTED, .limit = { 0, INT64_MAX }),
    FIELD(row, federation, .label = N_("Förbund"), .refers = "organisation", .flags = COMPUTED),
    FIELD(row, owner, .label = N_("Ägare"), .refers = "organisation", .flags = IMMUTABLE),
    FIELD(row, reach, .label = N_("Synlig för"), WORDS(reach_words), .flags = REQUIRED),
    FIELD(row, standing, .label = N_("Läge"), WORDS(standing_words), .flags = COMPUTED),
    FIELD(row, secrecy, .label = N_("Sekretessmarkering"), .limit = { 0, 100 },
          .help = N_("Paragraf, till exempel OSL 18 kap. 8 §. Märket är en påminnelse; prövningen görs när någon begär ut uppgiften.")),
    FIELD(row, secrecy_date, .label = N_("Markerad den")),
    FIELD(row, unknown_why, .label = N_("Varför uppgift saknas"), .limit = { 0, 1000 },
          .help = N_("Fyll i när något i posten är okänt.")),
    FIELD(row, created_at, .label = N_("Skapad"), .flags = COMPUTED),
    FIELD(row, changed_at, .label = N_("Ändrad"), .flags = COMPUTED),
    FIELD(row, created_by, .label = N_("Skapad av"), .refers = "account", .flags = COMPUTED),
    FIELD(row, changed_by, .label = N_("Ändrad av"), .refers = "account", .flags = COMPUTED),
};
const size_t row_fields_n = LEN(row_fields);

#define MODEL_ROW(name) &name##_entity,
const struct entity *const model[] = { MODEL_ENTITIES(MODEL_ROW) };
const size_t model_n = LEN(model);

const struct entity *model_entity(struct str name)
{
    for (size_t i = 0; i < model_n; i++)
        if (str_is(name, model[i]->name))
            return model[i];
    return NULL;
}

const struct entity *model_entity_at(struct str path)
{
    for (size_t i = 0; i < model_n; i++)
        if (model[i]->path && str_is(path, model[i]->path))
            return model[i];
    return NULL;
}

size_t model_index(const struct entity *e)
{
    size_t i = 0;
    while (model[i] != e)
        i++;
    return i;
}

size_t entity_fields(const struct entity *e)
{
    return row_fields_n + e->n;
}

const struct field *entity_field(const struct entity *e, size_t i)
{
    return i < row_fields_n ? &row_fields[i] : &e->fields[i - row_fields_n];
}

size_t entity_field_index(const struct entity *e, struct str name)
{
    size_t i = 0;
    while (i < entity_fields(e) && !str_is(name, entity_field(e, i)->name))
        i++;
    return i;
}

const struct field *entity_field_named(const struct entity *e, struct str name)
{
    size_t i = entity_field_index(e, name);
    return i < entity_fields(e) ? entity_field(e, i) : NULL;
}

struct str reference_title(const struct entity *e, const struct str *titles, const char *field)
{
    size_t i = entity_field_index(e, str(field));
    return titles && i < entity_fields(e) ? titles[i] : (struct str){ 0 };
}

bool entity_takes_file(const struct entity *e)
{
    const struct field *sum = entity_field_named(e, S("sha256")), *name = entity_field_named(e, S("file_name"));
    return sum && name && (sum->flags & COMPUTED) && (name->flags & COMPUTED);
}

unsigned field_word(const struct field *f, struct str code)
{
    for (size_t i = 1; i < f->words_n; i++)
        if (str_is(code, f->words[i].code))
            return (unsigned)i;
    return 0;
}
