#include "base/err.h"

#include <stdio.h>
#include <string.h>

/* Copies as much of `from` as fits, never cutting inside a UTF-8 character. */
static void copy_cut(char *to, size_t room, const char *from)
{
    size_t n = from ? strlen(from) : 0;
    if (n >= room) {
        n = room - 1;
        while (n > 0 && ((unsigned char)from[n] & 0xC0) == 0x80)
            n--;
    }
    if (n)
        memcpy(to, from, n);
    to[n] = '\0';
}

enum err fault(struct fault *f, enum err code, const char *place, const char *text, const char *a1, const char *a2)
{
    if (f) {
        f->code = code;
        f->text = text;
        copy_cut(f->place, sizeof f->place, place);
        copy_cut(f->arg[0], sizeof f->arg[0], a1);
        copy_cut(f->arg[1], sizeof f->arg[1], a2);
    }
    return code;
}

void fault_within(struct fault *f, const char *prefix)
{
    if (!f)
        return;
    char joined[FAULT_PLACE * 2];
    snprintf(joined, sizeof joined, "%s%s%s", prefix, f->place[0] ? ": " : "", f->place);
    copy_cut(f->place, sizeof f->place, joined);
}

const char *err_word(enum err code)
{
    static const char *const words[] = {
        [OK] = "ok", [E_INVALID] = "invalid", [E_DENIED] = "denied", [E_ABSENT] = "absent", [E_CONFLICT] = "conflict",
        [E_LIMIT] = "limit", [E_NOMEM] = "memory", [E_IO] = "io", [E_FULL] = "full", [E_BUG] = "bug",
    };
    return (size_t)code < LEN(words) ? words[code] : "bug";
}
