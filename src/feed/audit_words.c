/* Words of grades, names and sentences. */
#include "feed/audit_text.h"

struct grade_word { const char *word; enum grade grade; bool sure; };

/* Longest first where one begins another. Written without white space: sources split words. */
static const struct grade_word cell_words[] = {
    { "ejbedömd", GRADE_NOT_ASSESSED, true }, { "ejbedömt", GRADE_NOT_ASSESSED, true }, { "intebedömd", GRADE_NOT_ASSESSED, true },
    { "kanejbedömas", GRADE_NOT_ASSESSED, true }, { "ja,delvis", GRADE_PARTLY, false }, { "delvis", GRADE_PARTLY, true },
    { "tillvissdel", GRADE_PARTLY, true }, { "ivissmån", GRADE_PARTLY, false }, { "ihuvudsak", GRADE_PARTLY, false },
    { "iallthuvudsak", GRADE_PARTLY, false }, { "tillstordel", GRADE_PARTLY, false }, { "nej", GRADE_NO, true }, { "ja", GRADE_YES, true },
};
/* Stems of "uppfylld, uppfyllt, åtgärdad …": alone they say ja, after "ej" or "inte" nej, after a word above they belong to it. */
static const char *const stems[] = { "uppfyll", "åtgärda", "hörsamma" };
static const char *const endings[] = { "d", "t", "de", "da", "ts", "des" };

/* Bytes of `s` from `from` that spell `want` (folded, without white space) across white space and soft hyphens; 0: they do not. */
static size_t spelled(struct arena *a, struct str s, size_t from, const char *want)
{
    size_t i = from, k = 0;
    while (i < s.n && want[k]) {
        if (s.p[i] == ' ' || s.p[i] == '\n') {
            i++;
            continue;
        }
        size_t at = i;
        utf8_next(s, &i);
        struct str c = audit_fold(a, str_sub(s, at, i));
        if (!c.n)
            continue; /* a soft hyphen */
        if (c.n > strlen(want + k) || memcmp(want + k, c.p, c.n) != 0)
            return 0;
        k += c.n;
    }
    return want[k] ? 0 : i - from;
}

static bool word_ends(struct str s, size_t at)
{
    return at >= s.n || !(audit_upper_at(s, at) || audit_lower_at(s, at)); /* "jag" is no "ja" */
}

/* A whole word of a stem: "uppfyllt". "Åtgärdas 2025" is none: it says what will be. */
static size_t stem_word(struct arena *a, struct str s, size_t from)
{
    for (size_t w = 0; w < LEN(stems); w++) {
        size_t n = spelled(a, s, from, stems[w]);
        for (size_t e = 0; n && e < LEN(endings); e++) {
            size_t more = spelled(a, s, from + n, endings[e]);
            if (more && word_ends(s, from + n + more))
                return n + more;
        }
    }
    return 0;
}

enum grade audit_grade_word(struct arena *a, struct str s, bool *ret_sure, size_t *ret_n)
{
    size_t lead = 0, n;
    while (lead < s.n && (s.p[lead] == ' ' || s.p[lead] == '\t'))
        lead++;
    for (size_t w = 0; w < LEN(cell_words); w++) {
        n = spelled(a, s, lead, cell_words[w].word);
        if (!n || !word_ends(s, lead + n))
            continue;
        *ret_sure = cell_words[w].sure;
        *ret_n = lead + n + stem_word(a, s, lead + n);
        return cell_words[w].grade;
    }
    static const char *const nots[] = { "ej", "inte" };
    for (size_t i = 0; i < LEN(nots); i++)
        if ((n = spelled(a, s, lead, nots[i])) && stem_word(a, s, lead + n)) {
            *ret_sure = true;
            *ret_n = lead + n + stem_word(a, s, lead + n);
            return GRADE_NO;
        }
    if ((n = stem_word(a, s, lead))) {
        *ret_sure = true;
        *ret_n = lead + n;
        return GRADE_YES;
    }
    return 0;
}

enum grade audit_grade_sentence(struct arena *a, struct str s, struct str *ret_word)
{
    static const char *const partly[] = { "delvis", "till viss del", "i viss mån", "i viss utsträckning", "till vissa delar", NULL };
    static const char *const done[] = { "hörsamm", "åtgärdat", "omhändertag", "genomfört", "genomförts", "vidtagit", "vidtagits", "beaktat", "uppfyll", "säkerställ",
        "ändamålsenlig", "tillräcklig", "tillgodose", "efterfrågat", "efterlev", "följt", "implementera", NULL };
    struct str fold = audit_fold(a, s), key = audit_key(a, s);
    bool verb = false;
    for (const char *const *w = done; *w && !verb; w++)
        verb = audit_has(key, *w);
    for (const char *const *w = partly; *w; w++)
        if (audit_has_word(fold, *w)) {
            *ret_word = str(*w);
            return GRADE_PARTLY;
        }
    if (!verb)
        return 0;
    static const char *const none[] = { "inte", "ej", "saknar", "saknas", NULL };
    for (const char *const *w = none; *w; w++)
        if (audit_has_word(fold, *w)) {
            *ret_word = str(*w);
            return GRADE_NO;
        }
    static const char *const unclear[] = { "kan", "bör", "behöver", "ska", "brist", "otillräcklig", "trots", NULL };
    for (const char *const *w = unclear; *w; w++)
        if (audit_has_word(fold, *w))
            return 0;
    *ret_word = (struct str){ 0 };
    return GRADE_YES;
}

/* ---- characters ---- */

bool audit_upper_at(struct str s, size_t at)
{
    if (at >= s.n)
        return false;
    uint32_t c = utf8_next(s, &at);
    return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7);
}

bool audit_lower_at(struct str s, size_t at)
{
    if (at >= s.n)
        return false;
    uint32_t c = utf8_next(s, &at);
    return (c >= 'a' && c <= 'z') || (c >= 0xDF && c <= 0xFF && c != 0xF7);
}

struct str audit_capital(struct arena *a, struct str s)
{
    struct str c = str_copy(a, s);
    if (!c.p || !audit_lower_at(c, 0))
        return c;
    char *p = (char *)c.p;
    if ((unsigned char)p[0] < 0x80)
        p[0] = (char)(p[0] - 32);
    else if ((unsigned char)p[1] >= 0xA0 && (unsigned char)p[1] != 0xBF)
        p[1] = (char)(p[1] - 32); /* å ä ö é: C3 A0–BE */
    return c;
}

size_t audit_bullet(struct str s)
{
    static const char *const marks[] = { "-", "–", "—", "•", "●", "▪", "■", "◦", "o", "·", "*", "\xEF\x82\xB7", "\xEF\x82\xA7", "➢", "✓" };
    size_t n = 0;
    for (size_t i = 0; i < LEN(marks) && !n; i++)
        if (str_starts(s, str(marks[i])))
            n = strlen(marks[i]);
    if (!n) { /* "1." "12)" "a)" "(3)" */
        size_t i = s.n && s.p[0] == '(';
        size_t from = i;
        while (i < s.n && i - from < 3 && s.p[i] >= '0' && s.p[i] <= '9')
            i++;
        if (i == from && i < s.n && s.p[i] >= 'a' && s.p[i] <= 'z' && i + 1 < s.n && s.p[i + 1] == ')')
            i++;
        if (i == from || i >= s.n || (s.p[i] != '.' && s.p[i] != ')'))
            return 0;
        n = i + 1;
    }
    size_t i = n;
    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'))
        i++;
    if (str_starts(str_sub(s, i, s.n), S("\xC2\xA0")))
        i += 2;
    return i > n && i < s.n ? i : 0;
}

/* ---- names and sentences ---- */

static bool word_byte_of(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

bool audit_looks_like_name(struct arena *a, struct str s)
{
    static const char *const offices[] = { "revisor", "ordförande", "chef", "kommun", "förbund", "direktion", "nämnd", "styrelse", "granskning", "rapport",
        "bolag", "region", " ab", "kundansvarig", "projekt", "konsult", "datum", "sida", "rekommend", "bedömning", "signed", "direktör", "samordnare",
        "ansvarig", "sekreterare", "ledamot", "fullmäktige", "missiv", "yttrande", "revision", NULL };
    if (s.n < 5 || s.n > 80 || audit_has_any(audit_fold(a, s), offices))
        return false;
    size_t words = 0;
    for (size_t i = 0; i < s.n;) {
        if (!audit_upper_at(s, i))
            return false;
        size_t from = i, small = 0;
        while (i < s.n && s.p[i] != ' ') {
            unsigned char c = (unsigned char)s.p[i];
            if (c < 0x80 && !((c | 32) >= 'a' && (c | 32) <= 'z') && c != '-' && c != '\'' && c != '.')
                return false;
            small += audit_lower_at(s, i);
            utf8_next(s, &i);
        }
        if (!small && i - from > 2)
            return false; /* an abbreviation */
        words++;
        while (i < s.n && s.p[i] == ' ')
            i++;
    }
    return words >= 2 && words <= 4;
}

struct str audit_without_addresses(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);
    if (!p)
        return (struct str){ 0 };
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        size_t j = i;
        while (j < s.n && s.p[j] != ' ' && s.p[j] != '\n' && s.p[j] != '\t')
            j++;
        struct str word = str_sub(s, i, j);
        if (!memchr(word.p ? word.p : "", '@', word.n)) {
            memcpy(p + n, word.p, word.n);
            n += word.n;
        } else {
            while (n && (p[n - 1] == ' ' || p[n - 1] == ','))
                n--;
            if (word.p[word.n - 1] == '.')
                p[n++] = '.';
        }
        if (j < s.n)
            p[n++] = s.p[j++];
        i = j;
    }
    return (struct str){ p, n };
}

/* "kap. 3", "t.ex. ", "bl.a. ": a full stop that ends nothing. */
static bool abbreviation(struct str s, size_t stop)
{
    static const char *const words[] = { "kap", "bl", "t", "ex", "a", "s", "k", "dvs", "ca", "nr", "jfr", "resp", "m", "fl", "p" };
    size_t from = stop;
    while (from && word_byte_of(s.p[from - 1]))
        from--;
    struct str w = str_sub(s, from, stop);
    for (size_t i = 0; i < LEN(words); i++)
        if (str_is(w, words[i]))
            return true;
    return false;
}

static size_t sentence_end(struct str s, size_t from)
{
    for (size_t i = from; i < s.n; i++)
        if ((s.p[i] == '.' || s.p[i] == '?' || s.p[i] == '!') && (i + 1 == s.n || s.p[i + 1] == ' ' || s.p[i + 1] == '\n') &&
            !(s.p[i] == '.' && (abbreviation(s, i) || (i + 2 < s.n && audit_lower_at(s, i + 2)))))
            return i + 1;
    return s.n;
}

struct str audit_sentence(struct str s)
{
    return str_sub(s, 0, sentence_end(s, 0));
}

struct str audit_sentence_at(struct str s, size_t at)
{
    size_t from = 0;
    for (;;) {
        size_t end = sentence_end(s, from);
        if (at < end || end >= s.n)
            return str_trim(str_sub(s, from, end));
        from = end;
    }
}
