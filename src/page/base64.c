#include "page/base64.h"

#include <sodium.h>

struct str base64_of(struct arena *a, struct str bytes)
{
    size_t room = sodium_base64_ENCODED_LEN(bytes.n, sodium_base64_VARIANT_ORIGINAL);
    char *text = arena_alloc(a, room);
    if (!text)
        return (struct str){ 0 };
    sodium_bin2base64(text, room, (const unsigned char *)(bytes.n ? bytes.p : ""), bytes.n, sodium_base64_VARIANT_ORIGINAL);
    return str(text);
}

struct str base64_to(struct arena *a, struct str text)
{
    unsigned char *bytes = arena_alloc(a, text.n + 1);
    size_t n;
    if (!bytes || !text.n || sodium_base642bin(bytes, text.n + 1, text.p, text.n, NULL, &n, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return (struct str){ 0 };
    return (struct str){ (const char *)bytes, n };
}
