/* Writes JSON that a person will read the difference of: one member a line, indented by two. Keys NULL inside an array. */
#ifndef DERIVE_JSON_OUT_H
#define DERIVE_JSON_OUT_H

#include "base/buf.h"

struct json_out {
    struct buf *b;
    unsigned depth;
    bool comma;     /* something stands before in this container */
};

void json_out_open(struct json_out *o, const char *key, char bracket);
void json_out_close(struct json_out *o, char bracket);
void json_out_text(struct json_out *o, const char *key, const char *text);
void json_out_int(struct json_out *o, const char *key, int64_t v);
void json_out_bool(struct json_out *o, const char *key, bool v);
/* Text that is JSON already. */
void json_out_raw(struct json_out *o, const char *key, const char *json);

#endif
