/* Any bytes as a form of either kind: fields within their number, text that is UTF-8 without NUL, values inside the input. */
#include <stdlib.h>

#include "http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct form *form)
{
    if (form->n > FORM_FIELDS_MAX)
        abort();
    for (size_t i = 0; i < form->n; i++) {
        const struct form_field *field = &form->fields[i];
        if (!field->name.p || !utf8_valid(field->name) || memchr(field->name.p, 0, field->name.n))
            abort();
        if (!field->file_name.p && (!field->value.p || !utf8_valid(field->value) || (field->value.n && memchr(field->value.p, 0, field->value.n))))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a cleanup(arena_free) = arena_new(4 << 20);
    struct str in = { (const char *)data, size };
    struct form form = { 0 };
    struct fault f = { 0 };
    if (form_parse_urlencoded(&a, in, &form, &f) == OK)
        check(&form);
    else if (!f.text)
        abort();
    arena_reset(&a);
    /* The first line is the media type, so that boundaries are tried, too. */
    struct str body = in;
    struct header type = { S("content-type"), str_cut(&body, '\n') };
    form = (struct form){ 0 };
    if (form_parse(&a, &(struct request){ .headers = &type, .headers_n = 1, .body = body }, &form, NULL) == OK)
        check(&form);
    return 0;
}
