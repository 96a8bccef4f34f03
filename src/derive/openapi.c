#include "derive/openapi.h"

#include "derive/openapi_parts.h"

static bool is_public(const struct entity *e)
{
    return !(e->flags & PLUMBING);
}

/* What a correction's body is: the change and the reason for it. */
static void put_correction(struct json_out *o, const struct entity *e)
{
    char name[120];
    struct buf b cleanup(buf_free) = buf_new(sizeof name);
    buf_printf(&b, "%s_correction", e->name);
    buf_char(&b, '\0');
    json_out_open(o, b.p, '{');
    json_out_text(o, "type", "object");
    json_out_raw(o, "required", "[\"reason\", \"change\"]");
    json_out_open(o, "properties", '{');
    json_out_raw(o, "reason", "{ \"type\": \"string\", \"minLength\": 1, \"maxLength\": 1000 }");
    openapi_put_ref(o, "change", "schemas", e->name, "_patch");
    json_out_close(o, '}');
    json_out_bool(o, "additionalProperties", false);
    json_out_close(o, '}');
}

void openapi_put(struct buf *b, const struct openapi_act *acts, size_t acts_n)
{
    struct json_out out = { .b = b }, *o = &out;
    json_out_open(o, NULL, '{');
    json_out_text(o, "openapi", "3.1.0");
    json_out_open(o, "info", '{');
    json_out_text(o, "title", "Samsyn");
    json_out_text(o, "version", "1");
    json_out_text(o, "description",
             "Every register, as its pages show it, for programs. Words are codes, dates carry their precision (2021, 2021-09, 2021-09-26, ? for unknown), "
             "instants are UTC. Nothing is deleted: rows are revoked. Writes name the version they saw.");
    json_out_raw(o, "license", "{ \"name\": \"EUPL-1.2\", \"identifier\": \"EUPL-1.2\" }");
    json_out_close(o, '}');
    json_out_raw(o, "servers", "[{ \"url\": \"/\" }]");
    json_out_raw(o, "security", "[{ \"token\": [] }, { \"session\": [] }]");
    json_out_open(o, "tags", '[');
    for (size_t i = 0; i < model_n; i++) {
        if (!is_public(model[i]))
            continue;
        json_out_open(o, NULL, '{');
        json_out_text(o, "name", model[i]->name);
        json_out_text(o, "description", model[i]->many);
        json_out_close(o, '}');
    }
    json_out_close(o, ']');
    json_out_open(o, "paths", '{');
    openapi_put_common_paths(o);
    for (size_t i = 0; i < model_n; i++)
        if (is_public(model[i]))
            openapi_put_paths(o, model[i], acts, acts_n);
    json_out_close(o, '}');
    json_out_open(o, "components", '{');
    json_out_open(o, "schemas", '{');
    openapi_put_common_schemas(o);
    for (size_t i = 0; i < model_n; i++)
        if (is_public(model[i]))
            openapi_put_schemas(o, model[i]);
    for (size_t i = 0; i < acts_n; i++)
        if (acts[i].corrects)
            put_correction(o, acts[i].entity);
    json_out_close(o, '}');
    openapi_put_components(o);
    json_out_close(o, '}');
    json_out_close(o, '}');
}
