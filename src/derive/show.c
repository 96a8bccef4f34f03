#include "derive/show.h"

#include "base/arena.h"
#include "base/buf.h"

/* A state's field, its word's code, and how it reads. */
static const struct { const char *field, *code; enum tone tone; } tones[] = {
    { "grade", "ja", TONE_GOOD }, { "grade", "delvis", TONE_PARTLY }, { "grade", "nej", TONE_BAD }, { "grade", "ej_bedomd", TONE_NEUTRAL },
    { "state", "planerad", TONE_WAIT }, { "state", "pagar", TONE_PARTLY }, { "state", "rapporterad", TONE_GOOD }, { "state", "avslutad", TONE_NEUTRAL },
    { "state", "tillsatt", TONE_GOOD }, { "state", "vakant", TONE_BAD }, { "state", "ej_inrattad", TONE_NEUTRAL },
    { "state", "gallande", TONE_GOOD }, { "state", "under_revidering", TONE_PARTLY }, { "state", "utkast", TONE_WAIT },
    { "state", "mottaget", TONE_NEUTRAL }, { "state", "avslutat", TONE_NEUTRAL }, { "state", "handling_saknas", TONE_BAD },
    { "state", "ej_upprattat", TONE_BAD }, { "state", "begart", TONE_WAIT }, { "state", "beslutat", TONE_PARTLY }, { "state", "skickat", TONE_GOOD },
    { "state", "oppen", TONE_PARTLY }, { "state", "hanterad", TONE_GOOD }, { "state", "borta", TONE_NEUTRAL },
    { "state", "foreslagen", TONE_WAIT }, { "state", "beslutad", TONE_WAIT }, { "state", "vantar", TONE_WAIT }, { "state", "klar", TONE_GOOD },
    { "state", "avbruten", TONE_NEUTRAL }, { "state", "foreslaget", TONE_WAIT }, { "state", "stalld", TONE_WAIT }, { "state", "besvarad", TONE_GOOD },
    { "state", "aterkallad", TONE_NEUTRAL },
    { "state", "planerat", TONE_WAIT }, { "state", "hallet", TONE_PARTLY }, { "state", "justerat", TONE_GOOD }, { "state", "begard", TONE_WAIT },
    { "state", "godkand", TONE_GOOD }, { "state", "ater", TONE_BAD }, { "state", "genomfort", TONE_GOOD },
    { "state", "godkant", TONE_GOOD }, { "state", "avslaget", TONE_NEUTRAL },
    { "effect", "verkan", TONE_GOOD }, { "effect", "delvis", TONE_PARTLY }, { "effect", "ingen", TONE_BAD },
    { "severity", "lag", TONE_NEUTRAL }, { "severity", "medel", TONE_PARTLY }, { "severity", "hog", TONE_BAD }, { "severity", "kritisk", TONE_BAD },
    { "position", "delar", TONE_GOOD }, { "position", "delar_delvis", TONE_PARTLY }, { "position", "delar_inte", TONE_BAD },
    { "position", "ej_besvarad", TONE_NEUTRAL },
    { "standing", "gallande", TONE_GOOD }, { "standing", "ersatt", TONE_NEUTRAL }, { "standing", "upphavd", TONE_BAD },
};

enum tone show_tone(const struct field *f, unsigned word)
{
    if (f->kind != KIND_WORD || word == 0 || word >= f->words_n)
        return TONE_NONE;
    bool state = false;
    for (size_t i = 0; i < LEN(tones); i++) {
        if (strcmp(tones[i].field, f->name) != 0)
            continue;
        state = true;
        if (strcmp(tones[i].code, f->words[word].code) == 0)
            return tones[i].tone;
    }
    return state ? TONE_NEUTRAL : TONE_NONE;
}

const char *show_tone_class(enum tone t)
{
    static const char *const classes[] = { "none", "good", "partly", "bad", "wait", "neutral" };
    return classes[t];
}

void show_words(struct buf *b, const struct words *w, const char *text)
{
    buf_html(b, str(words_get(w, text)));
}

void show_phrase(struct buf *b, const struct words *w, const char *text, struct str a1, struct str a2)
{
    struct str s = str(words_get(w, text));
    size_t from = 0;
    for (size_t i = 0; i + 2 < s.n; i++) {
        if (s.p[i] != '{' || s.p[i + 2] != '}' || (s.p[i + 1] != '1' && s.p[i + 1] != '2'))
            continue;
        buf_html(b, str_sub(s, from, i));
        buf_html(b, s.p[i + 1] == '1' ? a1 : a2);
        from = i + 3;
    }
    buf_html(b, str_sub(s, from, s.n));
}

void show_address(struct buf *b, const struct entity *e, int64_t id)
{
    buf_char(b, '/');
    buf_put(b, str(e->path));
    buf_char(b, '/');
    buf_int(b, id);
}

struct str show_beginning(struct str s, size_t characters, bool *ret_cut)
{
    size_t at = 0, space = 0;
    for (size_t n = 0; at < s.n && n < characters; n++) {
        if (s.p[at] == ' ' || s.p[at] == '\n')
            space = at;
        if ((unsigned char)s.p[at] < 0x80)
            at++;
        else
            utf8_next(s, &at);
    }
    bool cut = at < s.n;
    if (ret_cut)
        *ret_cut = cut;
    if (cut && space * 3 >= at * 2)
        at = space;
    return str_sub(s, 0, at);
}

void show_text(struct buf *b, struct str s)
{
    buf_put(b, S("<div class=\"prose\">"));
    buf_html(b, s); /* white-space: pre-line keeps its lines */
    buf_put(b, S("</div>"));
}

struct str show_name(struct arena *a, const struct words *w, const struct entity *e, const void *row)
{
    struct str title = row_title(e, row);
    if (title.n == 0)
        return str_printf(a, "%s %lld", words_get(w, e->one), (long long)((const struct row *)row)->id);
    bool cut;
    struct str beginning = show_beginning(title, 90, &cut);
    return cut ? str_printf(a, "%.*s…", SF(beginning)) : title;
}

static void show_reference(struct buf *b, const struct words *w, const struct field *f, int64_t id, struct str title, unsigned flags)
{
    const struct entity *e = model_entity(str(f->refers));
    bool link = title.p && e->path && !(flags & SHOW_PLAIN);
    if (link) {
        buf_put(b, S("<a href=\""));
        show_address(b, e, id);
        buf_put(b, S("\">"));
    }
    if (title.p && title.n) {
        bool cut;
        buf_html(b, show_beginning(title, flags & SHOW_SHORT ? 80 : SHOW_CHARACTERS, &cut));
        if (cut)
            buf_put(b, S("…"));
    } else {
        show_words(b, w, e->one);
        buf_char(b, ' ');
        buf_int(b, id);
    }
    if (link)
        buf_put(b, S("</a>"));
}

/* "document/4" to its page. */
static void show_link(struct buf *b, const struct words *w, struct str s)
{
    struct str rest = s, name = str_cut(&rest, '/');
    const struct entity *e = model_entity(name);
    int64_t id;
    if (!e || !e->path || !str_to_int64(rest, &id) || id < 1) {
        buf_html(b, s);
        return;
    }
    buf_put(b, S("<a href=\""));
    show_address(b, e, id);
    buf_put(b, S("\">"));
    show_words(b, w, e->one);
    buf_char(b, ' ');
    buf_int(b, id);
    buf_put(b, S("</a>"));
}

static void show_string(struct buf *b, const struct words *w, const struct field *f, struct str s, unsigned flags)
{
    if (f->flags & SECRET)
        return;
    if (f->flags & LINK) {
        show_link(b, w, s);
    } else if (flags & SHOW_SHORT) {
        bool cut;
        buf_html(b, show_beginning(s, SHOW_CHARACTERS, &cut));
        if (cut)
            buf_put(b, S("…"));
    } else if (f->flags & LONG) {
        show_text(b, s);
    } else {
        buf_html(b, s);
    }
}

static void show_word(struct buf *b, const struct words *w, const struct field *f, unsigned word)
{
    enum tone t = show_tone(f, word);
    if (t != TONE_NONE)
        buf_printf(b, "<span class=\"status status-%s\">", show_tone_class(t));
    show_words(b, w, f->words[word].label);
    if (t != TONE_NONE)
        buf_put(b, S("</span>"));
}

static void show_money(struct buf *b, int64_t amount)
{
    char digits[24];
    uint64_t u = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount, kronor = u / 100;
    size_t at = sizeof digits, n = 0;
    do {
        digits[--at] = (char)('0' + kronor % 10);
        n++;
    } while (kronor /= 10);
    if (amount < 0)
        buf_put(b, S("−"));
    for (size_t i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0)
            buf_put(b, S("\u202f"));
        buf_char(b, digits[at + i]);
    }
    if (u % 100)
        buf_printf(b, ",%02u", (unsigned)(u % 100));
    buf_put(b, S("\u00a0kr"));
}

void show_value(struct buf *b, const struct words *w, const struct field *f, const void *row, struct str title, unsigned flags)
{
    struct value v = value_of(f, row);
    if (v.none)
        return;
    switch (f->kind) {
    case KIND_KEY: case KIND_INT:
        buf_int(b, v.i);
        break;
    case KIND_REF:
        show_reference(b, w, f, v.i, title, flags);
        break;
    case KIND_TEXT:
        show_string(b, w, f, v.s, flags);
        break;
    case KIND_BOOL:
        show_words(b, w, v.i ? N_("Ja") : N_("Nej"));
        break;
    case KIND_ORE:
        show_money(b, v.i);
        break;
    case KIND_WORD:
        show_word(b, w, f, (unsigned)v.i);
        break;
    case KIND_DATE:
        if (date_known(v.d))
            date_put(b, v.d);
        else
            show_words(b, w, N_("okänt"));
        break;
    case KIND_INSTANT:
        instant_put_local(b, (instant){ v.i });
        break;
    }
}

/* "dokument 4", for a reference without a title to show and for a link. */
static void plain_name(struct buf *b, const struct words *w, const struct entity *e, int64_t id)
{
    buf_put(b, str(words_get(w, e->one)));
    buf_char(b, ' ');
    buf_int(b, id);
}

static void plain_text(struct buf *b, const struct words *w, const struct field *f, struct str s)
{
    struct str rest = s, name = str_cut(&rest, '/');
    const struct entity *e = f->flags & LINK ? model_entity(name) : NULL;
    int64_t id;
    if (e && e->path && str_to_int64(rest, &id) && id > 0)
        plain_name(b, w, e, id);
    else if (!(f->flags & SECRET))
        buf_put(b, s);
}

void show_plain(struct buf *b, const struct words *w, const struct field *f, const void *row, struct str title)
{
    struct value v = value_of(f, row);
    if (v.none)
        return;
    if (f->kind == KIND_REF && title.n)
        buf_put(b, title);
    else if (f->kind == KIND_REF)
        plain_name(b, w, model_entity(str(f->refers)), v.i);
    else if (f->kind == KIND_TEXT)
        plain_text(b, w, f, v.s);
    else if (f->kind == KIND_WORD)
        buf_put(b, str(words_get(w, f->words[v.i].label)));
    else
        show_value(b, w, f, row, title, SHOW_PLAIN); /* figures, dates, yes and no: nothing in them is escaped */
}
