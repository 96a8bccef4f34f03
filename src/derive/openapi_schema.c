#include "derive/openapi_parts.h"

#include <stdio.h>

#include "derive/state.h"
#include "derive/validate.h"

void openapi_put_ref(struct json_out *o, const char *key, const char *kind, const char *name, const char *suffix)
{
    char ref[240];
    snprintf(ref, sizeof ref, "{ \"$ref\": \"#/components/%s/%s%s\" }", kind, name, suffix);
    json_out_raw(o, key, ref);
}

/* A type, or the type and null. */
static void put_type(struct json_out *o, const char *type, bool nullable)
{
    if (!nullable) {
        json_out_text(o, "type", type);
        return;
    }
    json_out_open(o, "type", '[');
    json_out_text(o, NULL, type);
    json_out_text(o, NULL, "null");
    json_out_close(o, ']');
}

static void put_words(struct json_out *o, const struct field *f, bool nullable)
{
    json_out_open(o, "enum", '[');
    for (size_t i = 1; i < f->words_n; i++)
        json_out_text(o, NULL, f->words[i].code);
    if (nullable)
        json_out_raw(o, NULL, "null");
    json_out_close(o, ']');
    json_out_open(o, "x-labels", '{');
    for (size_t i = 1; i < f->words_n; i++)
        json_out_text(o, f->words[i].code, f->words[i].label);
    json_out_close(o, '}');
}

static void put_limits(struct json_out *o, const struct field *f)
{
    if (f->kind == KIND_TEXT) {
        if (f->limit.least)
            json_out_int(o, "minLength", f->limit.least);
        json_out_int(o, "maxLength", field_most(f));
    } else if (f->limit.least || f->limit.most) {
        json_out_int(o, "minimum", f->limit.least);
        json_out_int(o, "maximum", field_most(f));
    }
}

/* Keywords for the value of a field; a reference only where it is read as a bare id. */
static void put_value(struct json_out *o, const struct field *f, bool nullable)
{
    switch (f->kind) {
    case KIND_KEY: case KIND_REF:
        put_type(o, "integer", nullable);
        json_out_text(o, "format", "int64");
        json_out_int(o, "minimum", 1);
        break;
    case KIND_INT: case KIND_ORE:
        put_type(o, "integer", nullable);
        json_out_text(o, "format", "int64");
        put_limits(o, f);
        if (f->kind == KIND_ORE)
            json_out_text(o, "x-unit", "öre");
        break;
    case KIND_BOOL:
        put_type(o, "boolean", nullable);
        break;
    case KIND_WORD:
        put_type(o, "string", nullable);
        put_words(o, f, nullable);
        break;
    case KIND_TEXT:
        put_type(o, "string", nullable);
        put_limits(o, f);
        if (f->flags & LINK)
            json_out_text(o, "pattern", "^([a-z_]+/[1-9][0-9]*)?$");
        if (f->flags & EMAIL)
            json_out_text(o, "format", "email");
        break;
    case KIND_DATE:
        put_type(o, "string", nullable);
        json_out_text(o, "pattern", "^(\\?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)$");
        break;
    case KIND_INSTANT:
        put_type(o, "string", nullable);
        json_out_text(o, "format", "date-time");
        break;
    }
}

static void put_about(struct json_out *o, const struct field *f)
{
    json_out_text(o, "title", f->label);
    if (f->help)
        json_out_text(o, "description", f->help);
    if (f->kind == KIND_REF)
        json_out_text(o, "x-refers", f->refers);
    if (f->flags & PERSONAL)
        json_out_bool(o, "x-personal", true);
}

static bool always_given(const struct field *f)
{
    return f->kind == KIND_KEY || f->kind == KIND_BOOL || f->flags & REQUIRED || f->offset == offsetof(struct row, version);
}

/* As row_json_public writes it. */
static void put_read(struct json_out *o, const struct field *f, const char *key)
{
    json_out_open(o, key, '{');
    put_about(o, f);
    if (f->flags & COMPUTED)
        json_out_bool(o, "readOnly", true);
    if (f->kind == KIND_REF && always_given(f)) {
        json_out_text(o, "$ref", "#/components/schemas/reference");
    } else if (f->kind == KIND_REF) {
        json_out_open(o, "anyOf", '[');
        openapi_put_ref(o, NULL, "schemas", "reference", "");
        json_out_raw(o, NULL, "{ \"type\": \"null\" }");
        json_out_close(o, ']');
    } else {
        put_value(o, f, !always_given(f));
    }
    json_out_close(o, '}');
}

/* As row_json_read_public takes it. */
static void put_written(struct json_out *o, const struct field *f, const char *key)
{
    json_out_open(o, key, '{');
    put_about(o, f);
    if (f->kind == KIND_REF) {
        json_out_open(o, "anyOf", '[');
        json_out_open(o, NULL, '{');
        put_value(o, f, true);
        json_out_close(o, '}');
        openapi_put_ref(o, NULL, "schemas", "reference", "");
        json_out_close(o, ']');
    } else {
        put_value(o, f, true);
    }
    if (f->flags & IMMUTABLE)
        json_out_text(o, "x-immutable", "after creation only by a correction");
    json_out_close(o, '}');
}

/* The component that says how a condition's value is written in an address; NULL: a word, whose codes stand with it. */
static const char *filter_kind(const struct field *f, enum compare c)
{
    if (c == COMPARE_GIVEN || f->kind == KIND_BOOL)
        return "yes_or_no";
    switch (f->kind) {
    case KIND_KEY: case KIND_REF: return "number_of_row";
    case KIND_INT: return "whole_number";
    case KIND_ORE: return "kronor";
    case KIND_DATE: return "date";
    case KIND_INSTANT: return "instant";
    case KIND_WORD: return NULL;
    case KIND_TEXT: case KIND_BOOL: break;
    }
    return "text";
}

static void put_filter(struct json_out *o, const struct field *f, enum compare c)
{
    struct buf name cleanup(buf_free) = buf_new(200), schema cleanup(buf_free) = buf_new(8192);
    const char *suffix = state_compare_name(c), *kind = filter_kind(f, c);
    buf_printf(&name, "%s%s%s%c", f->name, suffix[0] ? "." : "", suffix, 0);
    if (kind)
        buf_printf(&schema, "{ \"$ref\": \"#/components/schemas/%s\" }", kind);
    for (size_t i = 1; !kind && i < f->words_n; i++)
        buf_printf(&schema, "%s\"%s\"", i > 1 ? ", " : "{ \"enum\": [", f->words[i].code);
    buf_put(&schema, kind ? S("") : S("] }"));
    buf_char(&schema, '\0');
    if (name.failed || schema.failed)
        o->b->failed = true;
    else
        json_out_raw(o, name.p, schema.p);
}

static void put_filters(struct json_out *o, const struct entity *e)
{
    json_out_open(o, "properties", '{');
    for (size_t i = 0; i < entity_fields(e); i++) {
        const struct field *f = entity_field(e, i);
        for (unsigned c = COMPARE_EQUAL; c < COMPARE_NOT_GIVEN; c++)
            if (state_compares(f) & 1u << c)
                put_filter(o, f, (enum compare)c);
    }
    json_out_close(o, '}');
}

/* The common fields are described once. */
static void put_field(struct json_out *o, size_t i, const struct field *f, bool written)
{
    char name[120];
    snprintf(name, sizeof name, "%s%s", f->name, written ? "_patch" : "");
    if (i < row_fields_n)
        openapi_put_ref(o, f->name, "schemas", "row_", name);
    else if (written)
        put_written(o, f, f->name);
    else
        put_read(o, f, f->name);
}

static void put_common_fields(struct json_out *o)
{
    char name[120];
    for (size_t i = 0; i < row_fields_n; i++) {
        snprintf(name, sizeof name, "row_%s", row_fields[i].name);
        put_read(o, &row_fields[i], name);
        snprintf(name, sizeof name, "row_%s_patch", row_fields[i].name);
        if (!(row_fields[i].flags & COMPUTED))
            put_written(o, &row_fields[i], name);
    }
}

static void open_schema(struct json_out *o, const struct entity *e, const char *suffix)
{
    char name[120];
    snprintf(name, sizeof name, "%s%s", e->name, suffix);
    json_out_open(o, name, '{');
}

void openapi_put_schemas(struct json_out *o, const struct entity *e)
{
    open_schema(o, e, "");
    json_out_text(o, "title", e->one);
    json_out_text(o, "type", "object");
    json_out_raw(o, "required", "[\"id\", \"version\"]");
    json_out_open(o, "properties", '{');
    for (size_t i = 0; i < entity_fields(e); i++)
        if (!(entity_field(e, i)->flags & SECRET))
            put_field(o, i, entity_field(e, i), false);
    json_out_close(o, '}');
    json_out_bool(o, "additionalProperties", false);
    json_out_close(o, '}');

    open_schema(o, e, "_patch");
    json_out_text(o, "type", "object");
    json_out_open(o, "properties", '{');
    for (size_t i = 0; i < entity_fields(e); i++)
        if (!(entity_field(e, i)->flags & (SECRET | COMPUTED)))
            put_field(o, i, entity_field(e, i), true);
    json_out_close(o, '}');
    json_out_bool(o, "additionalProperties", false);
    json_out_close(o, '}');

    open_schema(o, e, "_new");
    json_out_open(o, "allOf", '[');
    openapi_put_ref(o, NULL, "schemas", e->name, "_patch");
    json_out_close(o, ']');
    json_out_open(o, "required", '[');
    for (size_t i = row_fields_n; i < entity_fields(e); i++) {
        const struct field *f = entity_field(e, i);
        if (f->flags & REQUIRED && f->kind != KIND_BOOL && !(f->flags & COMPUTED))
            json_out_text(o, NULL, f->name);
    }
    json_out_close(o, ']');
    json_out_close(o, '}');

    open_schema(o, e, "_filter");
    json_out_text(o, "type", "object");
    put_filters(o, e);
    json_out_bool(o, "additionalProperties", false);
    json_out_close(o, '}');

    open_schema(o, e, "_page");
    json_out_text(o, "type", "object");
    json_out_raw(o, "required", "[\"items\", \"after\", \"before\"]");
    json_out_open(o, "properties", '{');
    json_out_open(o, "items", '{');
    json_out_text(o, "type", "array");
    openapi_put_ref(o, "items", "schemas", e->name, "");
    json_out_close(o, '}');
    openapi_put_ref(o, "after", "schemas", "cursor", "");
    openapi_put_ref(o, "before", "schemas", "cursor", "");
    json_out_raw(o, "count", "{ \"type\": \"integer\", \"minimum\": 0 }");
    json_out_raw(o, "count_is_more", "{ \"type\": \"boolean\", \"description\": \"There are more than count.\" }");
    json_out_close(o, '}');
    json_out_bool(o, "additionalProperties", false);
    json_out_close(o, '}');
}

void openapi_put_common_schemas(struct json_out *o)
{
    put_common_fields(o);
    json_out_raw(o, "reference", "{\n        \"type\": \"object\",\n        \"description\": \"A row of another register. The title is left out where "
        "the reader may not see the row.\",\n"
        "        \"required\": [\"id\"],\n        \"properties\": {\n          \"id\": { \"type\": \"integer\", \"format\": \"int64\", \"minimum\": 1 },\n"
        "          \"title\": { \"type\": \"string\" }\n        },\n        \"additionalProperties\": false\n      }");
    json_out_raw(o, "number_of_row", "{ \"type\": \"integer\", \"format\": \"int64\", \"minimum\": 1 }");
    json_out_raw(o, "whole_number", "{ \"type\": \"integer\", \"format\": \"int64\" }");
    json_out_raw(o, "kronor", "{ \"type\": \"string\", \"pattern\": \"^-?[0-9]+([.,][0-9]{1,2})?$\", \"x-unit\": \"krona\" }");
    json_out_raw(o, "date", "{ \"type\": \"string\", \"pattern\": \"^(\\\\?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)$\" }");
    json_out_raw(o, "instant", "{ \"type\": \"string\", \"format\": \"date-time\" }");
    json_out_raw(o, "yes_or_no", "{ \"enum\": [\"ja\", \"nej\", \"true\", \"false\", \"1\", \"0\"] }");
    json_out_raw(o, "text", "{ \"type\": \"string\" }");
    json_out_raw(o, "cursor", "{ \"type\": [\"string\", \"null\"], \"description\": \"The place of the next page, for after= or before=; null: there is none.\" }");
    json_out_raw(o, "problem", "{\n        \"type\": \"object\",\n        \"description\": \"RFC 9457, in the language of Accept-Language.\",\n"
        "        \"required\": [\"type\", \"title\", \"status\"],\n        \"properties\": {\n"
        "          \"type\": { \"type\": \"string\", \"format\": \"uri-reference\" },\n          \"title\": { \"type\": \"string\" },\n"
        "          \"status\": { \"type\": \"integer\", \"minimum\": 400, \"maximum\": 599 },\n"
        "          \"code\": { \"enum\": [\"invalid\", \"denied\", \"absent\", \"conflict\", \"limit\", \"memory\", \"io\", \"full\", \"bug\"] },\n"
        "          \"detail\": { \"type\": \"string\" },\n          \"instance\": { \"type\": \"string\" },\n"
        "          \"errors\": { \"type\": \"array\", \"items\": { \"$ref\": \"#/components/schemas/problem_error\" } },\n"
        "          \"errors_beyond\": { \"type\": \"integer\", \"description\": \"Further errors that are not listed.\" },\n"
        "          \"current\": { \"type\": \"object\", \"description\": \"With 412: the row as it is.\" },\n"
        "          \"yours\": { \"type\": \"object\", \"description\": \"With 412: the row as the request would have it.\" }\n        }\n      }");
    json_out_raw(o, "problem_error", "{\n        \"type\": \"object\",\n        \"required\": [\"detail\"],\n        \"properties\": {\n"
        "          \"pointer\": { \"type\": \"string\", \"format\": \"json-pointer\" },\n          \"parameter\": { \"type\": \"string\" },\n"
        "          \"place\": { \"type\": \"string\" },\n          \"detail\": { \"type\": \"string\" }\n        },\n        \"additionalProperties\": false\n      }");
    json_out_raw(o, "history", "{\n        \"type\": \"object\",\n        \"required\": [\"items\"],\n        \"properties\": {\n"
        "          \"items\": { \"type\": \"array\", \"items\": { \"$ref\": \"#/components/schemas/history_entry\" } }\n        },\n        "
            "\"additionalProperties\": false\n      }");
    json_out_raw(o, "history_entry", "{\n        \"type\": \"object\",\n        \"description\": \"One write, from the journal.\",\n"
        "        \"required\": [\"seq\", \"at\", \"valid\", \"account\", \"role\", \"verb\", \"version\", \"changes\", \"hash\"],\n        \"properties\": {\n"
        "          \"seq\": { \"type\": \"integer\", \"format\": \"int64\", \"minimum\": 1 },\n"
        "          \"at\": { \"type\": \"string\", \"format\": \"date-time\", \"description\": \"When it was recorded.\" },\n"
        "          \"valid\": { \"type\": \"string\", \"format\": \"date-time\", \"description\": \"From when it holds.\" },\n"
        "          \"account\": { \"type\": [\"integer\", \"null\"], \"description\": \"null: the system.\" },\n"
        "          \"organisation\": { \"type\": [\"integer\", \"null\"] },\n          \"role\": { \"type\": \"string\" },\n"
        "          \"verb\": { \"type\": \"string\" },\n          \"reason\": { \"type\": [\"string\", \"null\"] },\n"
        "          \"version\": { \"type\": \"integer\", \"minimum\": 1 },\n"
        "          \"changes\": { \"type\": \"array\", \"items\": { \"$ref\": \"#/components/schemas/change\" } },\n"
        "          \"hash\": { \"type\": \"string\", \"pattern\": \"^[0-9a-f]{64}$\" }\n        },\n        \"additionalProperties\": false\n      }");
    json_out_raw(o, "change", "{\n        \"type\": \"object\",\n        \"required\": [\"field\", \"before\", \"after\"],\n        \"properties\": {\n"
        "          \"field\": { \"type\": \"string\" },\n          \"before\": { \"type\": [\"string\", \"integer\", \"boolean\", \"null\"] },\n"
        "          \"after\": { \"type\": [\"string\", \"integer\", \"boolean\", \"null\"] }\n        },\n        \"additionalProperties\": false\n      }");
    json_out_raw(o, "act", "{\n        \"type\": \"object\",\n        \"properties\": { \"reason\": { \"type\": [\"string\", \"null\"], \"maxLength\": 1000 } },\n"
        "        \"additionalProperties\": false\n      }");
    json_out_raw(o, "import_answer", "{\n        \"type\": \"object\",\n        \"required\": [\"dry\", \"created\", \"changed\"],\n        \"properties\": {\n"
        "          \"dry\": { \"type\": \"boolean\", \"description\": \"Nothing was written.\" },\n"
        "          \"created\": { \"type\": \"integer\", \"minimum\": 0 },\n          \"changed\": { \"type\": \"integer\", \"minimum\": 0 }\n"
        "        },\n        \"additionalProperties\": false\n      }");
}
