#include "base/words.h"

#include "base/buf.h"

const struct words words_sv = { .lang = "sv" };

const char *words_get(const struct words *w, const char *text)
{
    size_t lo = 0, hi = w->n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        int c = strcmp(text, w->pairs[mid].from);
        if (c == 0)
            return w->pairs[mid].to;
        if (c < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return text;
}

void words_put(struct buf *b, const struct words *w, const char *text, const char *a1, const char *a2)
{
    struct str s = str(words_get(w, text));
    size_t from = 0;
    for (size_t i = 0; i + 2 < s.n; i++) {
        if (s.p[i] != '{' || s.p[i + 2] != '}' || (s.p[i + 1] != '1' && s.p[i + 1] != '2'))
            continue;
        buf_put(b, str_sub(s, from, i));
        buf_put(b, str(s.p[i + 1] == '1' ? a1 : a2));
        from = i + 3;
    }
    buf_put(b, str_sub(s, from, s.n));
}

/* "rad 3" and "kolumn Titel" where a place begins or a part of it does. */
void words_put_place(struct buf *b, const struct words *w, struct str place)
{
    static const char *const parts[] = { N_("rad"), N_("kolumn") };
    bool begins = true;
    for (size_t i = 0; i < place.n;) {
        size_t k = 0;
        struct str rest = str_sub(place, i, place.n);
        while (begins && k < LEN(parts) && !(str_starts(rest, str(parts[k])) && rest.n > strlen(parts[k]) && rest.p[strlen(parts[k])] == ' '))
            k++;
        if (begins && k < LEN(parts)) {
            buf_put(b, str(words_get(w, parts[k])));
            i += strlen(parts[k]);
            begins = false;
            continue;
        }
        begins = place.p[i] == ' '; /* after ", ", ": " and the name of a file */
        buf_char(b, place.p[i++]);
    }
}

void words_put_fault(struct buf *b, const struct words *w, const struct fault *f)
{
    if (f->place[0]) {
        words_put_place(b, w, str(f->place));
        buf_put(b, S(": "));
    }
    words_put(b, w, f->text ? f->text : N_("Något gick fel."), f->arg[0], f->arg[1]);
}
