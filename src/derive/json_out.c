#include "derive/json_out.h"

static void begin(struct json_out *o, const char *key)
{
    if (o->comma)
        buf_char(o->b, ',');
    if (o->depth)
        buf_char(o->b, '\n');
    for (unsigned i = 0; i < o->depth; i++)
        buf_put(o->b, S("  "));
    if (key) {
        buf_json(o->b, str(key));
        buf_put(o->b, S(": "));
    }
    o->comma = true;
}

void json_out_open(struct json_out *o, const char *key, char bracket)
{
    begin(o, key);
    buf_char(o->b, bracket);
    o->depth++;
    o->comma = false;
}

void json_out_close(struct json_out *o, char bracket)
{
    o->depth--;
    if (o->comma) {
        buf_char(o->b, '\n');
        for (unsigned i = 0; i < o->depth; i++)
            buf_put(o->b, S("  "));
    }
    buf_char(o->b, bracket);
    o->comma = true;
    if (o->depth == 0)
        buf_char(o->b, '\n');
}

void json_out_text(struct json_out *o, const char *key, const char *text)
{
    begin(o, key);
    buf_json(o->b, str(text));
}

void json_out_int(struct json_out *o, const char *key, int64_t v)
{
    begin(o, key);
    buf_int(o->b, v);
}

void json_out_bool(struct json_out *o, const char *key, bool v)
{
    begin(o, key);
    buf_put(o->b, v ? S("true") : S("false"));
}

void json_out_raw(struct json_out *o, const char *key, const char *json)
{
    begin(o, key);
    buf_put(o->b, str(json));
}
