#include "derive/openapi_parts.h"

#include <stdio.h>

/* ---- components ---- */

static void put_parameter(struct json_out *o, const char *key, const char *name, const char *in, bool required, const char *about, const char *schema)
{
    json_out_open(o, key, '{');
    json_out_text(o, "name", name);
    json_out_text(o, "in", in);
    if (required)
        json_out_bool(o, "required", true);
    json_out_text(o, "description", about);
    json_out_raw(o, "schema", schema);
    json_out_close(o, '}');
}

static void put_parameters(struct json_out *o)
{
    json_out_open(o, "parameters", '{');
    put_parameter(o, "id", "id", "path", true, "The row's number.", "{ \"type\": \"integer\", \"format\": \"int64\", \"minimum\": 1 }");
    put_parameter(o, "q", "q", "query", false, "Search in the text fields.", "{ \"type\": \"string\", \"maxLength\": 200 }");
    put_parameter(o, "sort", "sort", "query", false, "A field to sort by; - before it: descending. Text in Swedish order, what is not given last.",
                  "{ \"type\": \"string\", \"pattern\": \"^-?[a-z_0-9]+$\" }");
    put_parameter(o, "limit", "limit", "query", false, "Rows of a page.", "{ \"type\": \"integer\", \"minimum\": 1, \"maximum\": 1000, \"default\": 100 }");
    put_parameter(o, "after", "after", "query", false, "A cursor: the page behind it.", "{ \"type\": \"string\", \"maxLength\": 4000 }");
    put_parameter(o, "before", "before", "query", false, "A cursor: the page in front of it.", "{ \"type\": \"string\", \"maxLength\": 4000 }");
    put_parameter(o, "columns", "columns", "query", false, "The fields wanted, comma-separated; id and version always stand.", "{ \"type\": \"string\" }");
    put_parameter(o, "standing", "standing", "query", false, "Rows that no longer hold; without it the valid ones.",
                  "{ \"enum\": [\"gallande\", \"ersatt\", \"upphavd\", \"alla\"] }");
    put_parameter(o, "count", "count", "query", false, "Count the rows too, up to 1000.", "{ \"enum\": [\"ja\", \"nej\"] }");
    put_parameter(o, "personal", "personal", "query", false, "nej: personal data is left out.", "{ \"enum\": [\"ja\", \"nej\"], \"default\": \"ja\" }");
    put_parameter(o, "dry", "dry", "query", false, "ja: everything is checked and nothing is written.", "{ \"enum\": [\"ja\", \"nej\"], \"default\": \"nej\" }");
    put_parameter(o, "separator", "separator", "query", false, "Between the cells.", "{ \"enum\": [\"semicolon\", \"comma\"], \"default\": \"semicolon\" }");
    put_parameter(o, "header", "header", "query", false, "labels in the reader's language, or field names and codes.",
                  "{ \"enum\": [\"labels\", \"names\"], \"default\": \"labels\" }");
    put_parameter(o, "if_match", "If-Match", "header", true, "The ETag of the version that was read. Only its number counts. 428 without it, 412 when the row has changed.",
                  "{ \"type\": \"string\", \"pattern\": \"^\\\"[1-9][0-9]*(\\\\.[0-9a-f]+)?\\\"$\" }");
    put_parameter(o, "if_none_match", "If-None-Match", "header", false, "304 when the answer would be the same.", "{ \"type\": \"string\" }");
    put_parameter(o, "idempotency_key", "Idempotency-Key", "header", false,
                  "The same key and request again gives the first answer and writes nothing; another request with the key is 409.",
                  "{ \"type\": \"string\", \"minLength\": 1, \"maxLength\": 200 }");
    put_parameter(o, "accept_language", "Accept-Language", "header", false, "sv or en, for problems and labels.", "{ \"type\": \"string\" }");
    json_out_close(o, '}');
}

static const struct { const char *status, *name, *about; } problems[] = {
    { "400", "bad_request", "A parameter or header is not understood." }, { "401", "unauthorized", "No valid credential." },
    { "403", "forbidden", "The seat may not." }, { "404", "not_found", "There is no such thing, or the seat may not know that there is." },
    { "409", "conflict", "The idempotency key was used for another request, or another write was first." },
    { "412", "precondition_failed", "The row has changed; both sides stand in current and yours." }, { "413", "too_large", "A limit is passed." },
    { "415", "unsupported_media_type", "The body is not of the media type that is read here." },
    { "422", "unprocessable", "The values do not hold; errors names each." }, { "428", "precondition_required", "If-Match is missing." },
    { "429", "too_many_requests", "Try again later." }, { "503", "unavailable", "Try again later." },
};

static void put_responses(struct json_out *o)
{
    json_out_open(o, "responses", '{');
    for (size_t i = 0; i < LEN(problems); i++) {
        json_out_open(o, problems[i].name, '{');
        json_out_text(o, "description", problems[i].about);
        json_out_raw(o, "content", "{ \"application/problem+json\": { \"schema\": { \"$ref\": \"#/components/schemas/problem\" } } }");
        json_out_close(o, '}');
    }
    json_out_open(o, "not_modified", '{');
    json_out_text(o, "description", "The answer is the one that If-None-Match names.");
    json_out_close(o, '}');
    json_out_close(o, '}');
}

void openapi_put_components(struct json_out *o)
{
    put_parameters(o);
    put_responses(o);
    json_out_open(o, "headers", '{');
    json_out_raw(o, "etag", "{ \"description\": \"The version's number, a point, and a digest of the answer.\", \"schema\": { \"type\": \"string\" } }");
    json_out_raw(o, "location", "{ \"description\": \"The new row.\", \"schema\": { \"type\": \"string\", \"format\": \"uri-reference\" } }");
    json_out_raw(o, "link", "{ \"description\": \"RFC 8288: next and prev pages.\", \"schema\": { \"type\": \"string\" } }");
    json_out_close(o, '}');
    json_out_open(o, "securitySchemes", '{');
    json_out_raw(o, "token", "{ \"type\": \"http\", \"scheme\": \"bearer\", \"description\": \"A token from the account's page: the rights of one "
        "seat, cut to a scope, until a day.\" }");
    json_out_raw(o, "session", "{ \"type\": \"apiKey\", \"in\": \"cookie\", \"name\": \"__Host-samsyn\", \"description\": \"The browser's session; "
        "writes carry its form token in X-CSRF-Token. Without TLS the name is samsyn.\" }");
    json_out_close(o, '}');
}

/* ---- paths ---- */

static void put_list_of(struct json_out *o, const char *const *names)
{
    for (; *names; names++)
        openapi_put_ref(o, NULL, "parameters", *names, "");
}

static void open_operation(struct json_out *o, const char *method, const struct entity *e, const char *act, const char *summary)
{
    char id[160];
    json_out_open(o, method, '{');
    snprintf(id, sizeof id, "%s_%s", e->name, act);
    json_out_text(o, "operationId", id);
    json_out_text(o, "summary", summary);
    json_out_open(o, "tags", '[');
    json_out_text(o, NULL, e->name);
    json_out_close(o, ']');
}

static void put_body(struct json_out *o, const char *media_type, const struct entity *e, const char *suffix, bool required)
{
    json_out_open(o, "requestBody", '{');
    json_out_bool(o, "required", required);
    json_out_open(o, "content", '{');
    json_out_open(o, media_type, '{');
    if (e)
        openapi_put_ref(o, "schema", "schemas", e->name, suffix);
    else
        openapi_put_ref(o, "schema", "schemas", suffix, "");
    json_out_close(o, '}');
    json_out_close(o, '}');
    json_out_close(o, '}');
}

/* The answer when all went well; headers may be NULL. */
static void put_answer(struct json_out *o, const char *status, const char *about, const char *schema, const char *suffix, const char *const *headers)
{
    json_out_open(o, status, '{');
    json_out_text(o, "description", about);
    if (headers && *headers)
        json_out_open(o, "headers", '{');
    for (size_t i = 0; headers && headers[i]; i++)
        openapi_put_ref(o, strcmp(headers[i], "etag") == 0 ? "ETag" : strcmp(headers[i], "link") == 0 ? "Link" : "Location", "headers", headers[i], "");
    if (headers && *headers)
        json_out_close(o, '}');
    json_out_open(o, "content", '{');
    json_out_open(o, "application/json", '{');
    openapi_put_ref(o, "schema", "schemas", schema, suffix);
    json_out_close(o, '}');
    json_out_close(o, '}');
    json_out_close(o, '}');
}

static void put_problems(struct json_out *o, const char *const *statuses)
{
    for (; *statuses; statuses++)
        for (size_t i = 0; i < LEN(problems); i++)
            if (strcmp(problems[i].status, *statuses) == 0)
                openapi_put_ref(o, *statuses, "responses", problems[i].name, "");
}

static const char *const read_problems[] = { "400", "401", "403", "404", "429", "503", NULL };
static const char *const write_problems[] = { "400", "401", "403", "404", "409", "413", "415", "422", "429", "503", NULL };
static const char *const version_problems[] = { "400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "429", "503", NULL };

static void put_filter_parameter(struct json_out *o, const struct entity *e)
{
    json_out_open(o, NULL, '{');
    json_out_text(o, "name", "filter");
    json_out_text(o, "in", "query");
    json_out_text(o, "description", "One parameter per condition: type=…, dated.ge=…; all must hold, at most 16. Dates compare as they are stored: "
        "2021 before 2021-09, ? after all.");
    json_out_text(o, "style", "form");
    json_out_bool(o, "explode", true);
    openapi_put_ref(o, "schema", "schemas", e->name, "_filter");
    json_out_close(o, '}');
}

static void put_collection(struct json_out *o, const struct entity *e)
{
    static const char *const list_parameters[] = { "q", "sort", "limit", "after", "before", "columns", "standing", "count", "personal", "accept_language", NULL };
    static const char *const link[] = { "link", NULL }, *const created[] = { "location", "etag", NULL };
    static const char *const create_parameters[] = { "idempotency_key", "accept_language", NULL };
    char path[160];
    snprintf(path, sizeof path, "/api/v1/%s", e->name);
    json_out_open(o, path, '{');
    open_operation(o, "get", e, "list", e->many);
    json_out_open(o, "parameters", '[');
    put_filter_parameter(o, e);
    put_list_of(o, list_parameters);
    json_out_close(o, ']');
    json_out_open(o, "responses", '{');
    put_answer(o, "200", "One page.", e->name, "_page", link);
    put_problems(o, read_problems);
    json_out_close(o, '}');
    json_out_close(o, '}');
    open_operation(o, "post", e, "create", "A new row.");
    json_out_open(o, "parameters", '[');
    put_list_of(o, create_parameters);
    json_out_close(o, ']');
    put_body(o, "application/json", e, "_new", true);
    json_out_open(o, "responses", '{');
    put_answer(o, "201", "The row.", e->name, "", created);
    put_problems(o, write_problems);
    json_out_close(o, '}');
    json_out_close(o, '}');
    json_out_close(o, '}');
}

static const char *const etag[] = { "etag", NULL };
static const char *const change_parameters[] = { "id", "if_match", "idempotency_key", "accept_language", NULL };

/* A write of one row: what all of them share. */
static void put_change(struct json_out *o, const struct entity *e, const char *method, const char *act, const char *summary, const char *media_type, const char *body)
{
    open_operation(o, method, e, act, summary);
    json_out_open(o, "parameters", '[');
    put_list_of(o, change_parameters);
    json_out_close(o, ']');
    if (media_type)
        put_body(o, media_type, body[0] == '_' ? e : NULL, body, strcmp(body, "act") != 0);
    json_out_open(o, "responses", '{');
    put_answer(o, "200", "The row as it is now.", e->name, "", etag);
    put_problems(o, version_problems);
    json_out_close(o, '}');
    json_out_close(o, '}');
}

static void put_item(struct json_out *o, const struct entity *e)
{
    static const char *const parameters[] = { "id", "columns", "personal", "if_none_match", "accept_language", NULL };
    static const char *const plain[] = { "id", "accept_language", NULL };
    char path[160];
    snprintf(path, sizeof path, "/api/v1/%s/{id}", e->name);
    json_out_open(o, path, '{');
    open_operation(o, "get", e, "read", e->one);
    json_out_open(o, "parameters", '[');
    put_list_of(o, parameters);
    json_out_close(o, ']');
    json_out_open(o, "responses", '{');
    put_answer(o, "200", "The row.", e->name, "", etag);
    openapi_put_ref(o, "304", "responses", "not_modified", "");
    put_problems(o, read_problems);
    json_out_close(o, '}');
    json_out_close(o, '}');
    put_change(o, e, "put", "replace", "Changes the row; fields left out become not given.", "application/json", "_new");
    put_change(o, e, "patch", "change", "Changes the fields that are named (RFC 7396); null makes one not given.", "application/merge-patch+json", "_patch");
    put_change(o, e, "delete", "revoke", "Revokes the row. Nothing is deleted.", NULL, "");
    json_out_close(o, '}');

    snprintf(path, sizeof path, "/api/v1/%s/{id}/history", e->name);
    json_out_open(o, path, '{');
    open_operation(o, "get", e, "history", "Every write of the row, oldest first.");
    json_out_open(o, "parameters", '[');
    put_list_of(o, plain);
    json_out_close(o, ']');
    json_out_open(o, "responses", '{');
    put_answer(o, "200", "The entries.", "history", "", NULL);
    put_problems(o, read_problems);
    json_out_close(o, '}');
    json_out_close(o, '}');
    json_out_close(o, '}');
}

static void put_act(struct json_out *o, const struct openapi_act *act)
{
    char path[200];
    snprintf(path, sizeof path, "/api/v1/%s/{id}/%s", act->entity->name, act->verb);
    json_out_open(o, path, '{');
    if (act->corrects)
        put_change(o, act->entity, "post", act->verb, act->label, "application/json", "_correction");
    else
        put_change(o, act->entity, "post", act->verb, act->label, "application/json", "act");
    json_out_close(o, '}');
}

static void put_sheet(struct json_out *o, const struct entity *e)
{
    static const char *const out[] = { "q", "sort", "columns", "standing", "personal", "separator", "header", "accept_language", NULL };
    static const char *const in[] = { "dry", "idempotency_key", "accept_language", NULL };
    const char *csv = "{ \"text/csv\": { \"schema\": { \"type\": \"string\" } } }";
    char path[160];
    snprintf(path, sizeof path, "/api/v1/%s/csv", e->name);
    json_out_open(o, path, '{');
    open_operation(o, "get", e, "export", "The whole list as CSV. Needs the right to export.");
    json_out_open(o, "parameters", '[');
    put_filter_parameter(o, e);
    put_list_of(o, out);
    json_out_close(o, ']');
    json_out_open(o, "responses", '{');
    json_out_open(o, "200", '{');
    json_out_text(o, "description", "RFC 4180, UTF-8 with a byte order mark, formula-safe.");
    json_out_raw(o, "content", csv);
    json_out_close(o, '}');
    put_problems(o, read_problems);
    openapi_put_ref(o, "413", "responses", "too_large", "");
    json_out_close(o, '}');
    json_out_close(o, '}');
    open_operation(o, "post", e, "import", "Rows from CSV, all or nothing: with a number a change, without one a new row.");
    json_out_open(o, "parameters", '[');
    put_list_of(o, in);
    json_out_close(o, ']');
    json_out_open(o, "requestBody", '{');
    json_out_bool(o, "required", true);
    json_out_raw(o, "content", csv);
    json_out_close(o, '}');
    json_out_open(o, "responses", '{');
    put_answer(o, "200", "What was, or would be, written.", "import_answer", "", NULL);
    put_problems(o, write_problems);
    json_out_close(o, '}');
    json_out_close(o, '}');
    json_out_close(o, '}');
}

/* The file of a row: handed in with a new one, taken out of one that has it. */
static void put_file(struct json_out *o, const struct entity *e)
{
    static const char *const in[] = { "idempotency_key", "accept_language", NULL }, *const out[] = { "id", "accept_language", NULL };
    static const char *const created[] = { "location", "etag", NULL };
    char path[160], body[400];
    snprintf(path, sizeof path, "/api/v1/%s/file", e->name);
    json_out_open(o, path, '{');
    open_operation(o, "post", e, "upload", "A new row with its file, at most 50 MB. What kind it is is told by its bytes; programs and pages are refused.");
    json_out_open(o, "parameters", '[');
    put_list_of(o, in);
    json_out_close(o, ']');
    json_out_open(o, "requestBody", '{');
    json_out_bool(o, "required", true);
    snprintf(body, sizeof body, "{ \"multipart/form-data\": { \"schema\": { \"type\": \"object\", \"required\": [\"row\", \"file\"], \"properties\": { "
             "\"row\": { \"$ref\": \"#/components/schemas/%s_new\" }, \"file\": { \"type\": \"string\", \"format\": \"binary\" } } } } }", e->name);
    json_out_raw(o, "content", body);
    json_out_close(o, '}');
    json_out_open(o, "responses", '{');
    put_answer(o, "201", "The row.", e->name, "", created);
    put_problems(o, write_problems);
    json_out_close(o, '}');
    json_out_close(o, '}');
    json_out_close(o, '}');

    snprintf(path, sizeof path, "/api/v1/%s/{id}/file", e->name);
    json_out_open(o, path, '{');
    open_operation(o, "get", e, "file", "The row's file, as an attachment. Its SHA-256 is the row's sha256.");
    json_out_open(o, "parameters", '[');
    put_list_of(o, out);
    json_out_close(o, ']');
    json_out_open(o, "responses", '{');
    json_out_open(o, "200", '{');
    json_out_text(o, "description", "The bytes.");
    json_out_raw(o, "content", "{ \"*/*\": { \"schema\": { \"type\": \"string\", \"format\": \"binary\" } } }");
    json_out_close(o, '}');
    put_problems(o, read_problems);
    json_out_close(o, '}');
    json_out_close(o, '}');
    json_out_close(o, '}');
}

void openapi_put_paths(struct json_out *o, const struct entity *e, const struct openapi_act *acts, size_t acts_n)
{
    put_collection(o, e);
    put_item(o, e);
    for (size_t i = 0; i < acts_n; i++)
        if (acts[i].entity == e)
            put_act(o, &acts[i]);
    put_sheet(o, e);
    if (entity_takes_file(e))
        put_file(o, e);
}

static void put_search(struct json_out *o)
{
    json_out_open(o, "/api/v1/search", '{');
    json_out_open(o, "get", '{');
    json_out_text(o, "operationId", "search");
    json_out_text(o, "summary", "Every register that the seat may read, by word; the glossary's synonyms are found too. The best first, from the newest 400 hits.");
    json_out_raw(o, "parameters", "["
        "{ \"name\": \"q\", \"in\": \"query\", \"required\": true, \"description\": \"Words, phrases in quotes; the last word may be the beginning of one.\", "
        "\"schema\": { \"type\": \"string\", \"maxLength\": 200 } }, "
        "{ \"name\": \"entity\", \"in\": \"query\", \"description\": \"Only this register.\", \"schema\": { \"type\": \"string\" } }, "
        "{ \"name\": \"limit\", \"in\": \"query\", \"schema\": { \"type\": \"integer\", \"minimum\": 1, \"maximum\": 100, \"default\": 20 } }, "
        "{ \"name\": \"page\", \"in\": \"query\", \"schema\": { \"type\": \"integer\", \"minimum\": 1, \"maximum\": 400, \"default\": 1 } }, "
        "{ \"$ref\": \"#/components/parameters/accept_language\" }]");
    json_out_open(o, "responses", '{');
    json_out_raw(o, "200", "{ \"description\": \"The hits.\", \"content\": { \"application/json\": { \"schema\": { \"type\": \"object\", "
        "\"required\": [\"items\", \"count\", \"count_is_more\", \"synonyms\"], \"additionalProperties\": false, \"properties\": { "
        "\"items\": { \"type\": \"array\", \"items\": { \"type\": \"object\", \"required\": [\"entity\", \"id\", \"title\"], \"additionalProperties\": false, "
        "\"properties\": { \"entity\": { \"type\": \"string\" }, \"id\": { \"type\": \"integer\" }, \"title\": { \"type\": \"string\" }, "
        "\"field\": { \"type\": \"string\", \"description\": \"Where it stands.\" }, \"excerpt\": { \"type\": \"string\" } } } }, "
        "\"count\": { \"type\": \"integer\" }, \"count_is_more\": { \"type\": \"boolean\" }, "
        "\"synonyms\": { \"type\": \"array\", \"items\": { \"type\": \"object\", \"required\": [\"asked\", \"also\"], \"additionalProperties\": false, "
        "\"properties\": { \"asked\": { \"type\": \"string\" }, \"also\": { \"type\": \"string\" } } } } } } } } }");
    put_problems(o, read_problems);
    json_out_close(o, '}');
    json_out_close(o, '}');
    json_out_close(o, '}');
}

void openapi_put_common_paths(struct json_out *o)
{
    json_out_open(o, "/api/openapi.json", '{');
    json_out_open(o, "get", '{');
    json_out_text(o, "operationId", "openapi");
    json_out_text(o, "summary", "This document.");
    json_out_raw(o, "security", "[]");
    json_out_raw(o, "responses", "{ \"200\": { \"description\": \"OpenAPI 3.1.\", \"content\": { \"application/json\": { \"schema\": { \"type\": \"object\" } } } } }");
    json_out_close(o, '}');
    json_out_close(o, '}');
    put_search(o);
}
