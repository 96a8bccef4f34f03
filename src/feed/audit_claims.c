/* What an audit found lacking, and what was said in it and by whom (R12, R28, R128): sentence by sentence, in the sections that tell what
 * had been done and how it was judged. A sentence counts by its grammar, not by its subject: a lack that holds today ("saknas", "har inte
 * införts", "finns ingen"), a source that is named ("enligt intervju", "tagit del av"). What tells of an earlier audit is passed over. */
#include "feed/audit_find.h"

enum { SENTENCE_MIN = 15, SENTENCE_MAX = 1200 /* bytes */, ALIKE_PERCENT = 80 };

static bool has_word_of(struct str fold, const char *const *words)
{
    for (; *words; words++)
        if (audit_has_word(fold, *words))
            return true;
    return false;
}

/* Tells of what an earlier audit saw, or of another time than this audit's. */
static bool of_the_past(struct str fold)
{
    static const char *const audits[] = { "tidigare gransk", "förra gransk", "föregående gransk", "ursprungliga gransk", NULL };
    static const char *const tense[] = { "hade", "fanns", "saknades", "saknade", "uppgavs", "framkom", "konstaterades", "bedömdes", "genomfördes", "var inte", NULL };
    return audit_has_any(fold, audits) || has_word_of(fold, tense);
}

static size_t word_at(struct str fold, size_t from, struct str *ret)
{
    while (from < fold.n && fold.p[from] == ' ')
        from++;
    size_t to = from;
    while (to < fold.n && fold.p[to] != ' ')
        to++;
    *ret = str_sub(fold, from, to);
    while (ret->n && strchr(",.;:!?)", ret->p[ret->n - 1]))
        ret->n--;
    return to;
}

static bool is_one(struct str s, const char *const *words)
{
    for (; *words; words++)
        if (str_is(s, *words))
            return true;
    return false;
}

/* "genomförts", "införs", "efterfrågat": what follows a "inte" that denies something done. */
static bool verb_form(struct str w)
{
    static const char *const ends[] = { "s", "at", "rt", "it", "tt", NULL };
    for (const char *const *e = ends; *e && w.n > 3; e++)
        if (str_ends(w, str(*e)))
            return true;
    return false;
}

/* A denial at the word that ends at `at`: "har inte …", "inte genomförs", "inga … har …ts". */
static bool denies(struct str fold, struct str before, struct str not_word, size_t at)
{
    static const char *const nots[] = { "inte", "ej", NULL }, *const nones[] = { "ingen", "inget", "inga", NULL };
    static const char *const helpers[] = { "har", "är", "finns", "sker", "görs", "har ännu", NULL };
    static const char *const no_denial[] = { "bara", "minst", "enbart", "heller", "längre", "endast", "minskat", NULL };
    static const char *const have[] = { "har", "finns", NULL };
    struct str next[5];
    size_t to = at;
    for (size_t i = 0; i < LEN(next); i++) {
        to = word_at(fold, to, &next[i]);
        if (str_starts(next[i], S("behov")))
            return false; /* "inte samma behov": no lack */
    }
    if (is_one(next[0], no_denial))
        return false;
    if (is_one(not_word, nots))
        return is_one(before, helpers) || str_is(before, "ännu") || is_one(next[0], helpers) || verb_form(next[0]);
    return is_one(not_word, nones) && (is_one(before, have) || str_is(before, "det") || has_word_of(str_sub(fold, at, fold.n), have));
}

/* The sentence says that something is lacking: how sure; 0: it does not. */
static enum confidence lacking(struct str fold)
{
    static const char *const skip[] = { "rekommendation", "revisionsfråga", NULL };
    static const char *const lack[] = { "saknas", "saknar", NULL };
    static const char *const weak[] = { "bristfällig", "bristande", "brister i", "otillräcklig", NULL };
    enum confidence alone = str_starts(fold, S("detta ")) || str_starts(fold, S("dessa ")) ? CONFIDENCE_GUESS : CONFIDENCE_LIKELY; /* stands alone? */
    if (fold.p[fold.n - 1] == '?' || audit_has_any(fold, skip) || of_the_past(fold))
        return 0;
    if (has_word_of(fold, lack))
        return alone;
    struct str before = { 0 }, word;
    for (size_t at = 0; at < fold.n;) {
        at = word_at(fold, at, &word);
        if (word.n >= 2 && (word.p[0] == 'i' || word.p[0] == 'e') && denies(fold, before, word, at))
            return alone;
        before = word;
    }
    return audit_has_any(fold, weak) ? CONFIDENCE_GUESS : 0;
}

/* A document's word within so many words of `at`. */
static bool document_near(struct str fold, size_t at, int words)
{
    static const char *const stems[] = { "policy", "riktlinje", "anvisning", "rutin", "instruktion", "protokoll", "avtal", "reglemente", "styrdokument", "beslutet", NULL };
    struct str w;
    for (int i = 0; i < words; i++) {
        at = word_at(fold, at, &w);
        if (w.n && audit_has_any(w, stems))
            return true;
    }
    return false;
}

/* Where the sentence says that it has its knowledge from: a word of the model, NULL when it does not say. */
static const char *source_of(struct str fold, enum confidence *ret)
{
    static const char *const document[] = { "tagit del av", "framgår av", "underlaget visar", "dokumentationen visar", "protokollet visar", NULL };
    static const char *const states[] = { "policyn fastställer", "policyn anger", "riktlinjen fastställer", "riktlinjen anger", "riktlinjen reglerar", "anvisningen anger",
        "anvisningarna anger", "rutinen beskriver", "rutinen anger", NULL };
    static const char *const seen[] = { "vi har observerat", "vid vårt besök", "vid besök", "vid platsbesök", "på plats noterade", NULL };
    static const char *const told[] = { "uppges", "uppger", "framförs", "framhålls", "delges", "berättar", NULL };
    *ret = CONFIDENCE_LIKELY;
    if (of_the_past(fold))
        return NULL;
    if (audit_has(fold, "intervju"))
        return "intervju";
    if (audit_has_any(fold, seen))
        return "observation";
    size_t by = str_find(fold, S("enligt "), 0);
    if (audit_has_any(fold, document) || audit_has_any(fold, states) || (by != SIZE_MAX && document_near(fold, by + 7, 3)) ||
        (audit_has_word(fold, "framgår") && document_near(fold, 0, 5)))
        return "dokument";
    *ret = CONFIDENCE_GUESS; /* told, but it does not say by whom */
    return has_word_of(fold, told) ? "intervju" : NULL;
}

/* The sentence without the marks of footnotes: "policy¹" is "policy". */
static struct str unmarked(struct finder *x, struct str s)
{
    static const char *const marks[] = { "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "⁰" };
    char *p = arena_alloc(x->a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; p && i < s.n;) {
        size_t skip = 0;
        for (size_t m = 0; m < LEN(marks) && i > 2 && !skip; m++)
            if (str_starts(str_sub(s, i, s.n), str(marks[m])))
                skip = strlen(marks[m]);
        if (skip)
            i += skip;
        else
            p[n++] = s.p[i++];
    }
    return (struct str){ p, p ? n : 0 };
}

/* Said already, in this part? */
static bool known(struct finder *x, enum audit_part part, struct str text, struct str fold)
{
    struct str key = audit_key(x->a, text);
    for (unsigned n = 1; n <= x->count[part]; n++) {
        const struct audit_item *item = audit_item_of(x->p, part, n, "text");
        if (!item)
            continue;
        if (str_eq(audit_key(x->a, item->text), key))
            return true;
        if (++x->comparisons <= AUDIT_COMPARISONS_MAX && audit_alike(audit_fold(x->a, item->text), fold) * 100 >= ALIKE_PERCENT)
            return true;
    }
    return false;
}

/* The new recommendation that came of the assessment of that section, when it is one. */
static struct str outcome_of(struct finder *x, struct str section)
{
    for (unsigned n = 1; n <= x->count[PART_ASSESSMENT]; n++) {
        const struct audit_item *s = audit_item_of(x->p, PART_ASSESSMENT, n, "section"), *o = audit_item_of(x->p, PART_ASSESSMENT, n, "outcomes");
        if (s && o && str_eq(s->text, section))
            return memchr(o->text.p, ' ', o->text.n) ? (struct str){ 0 } : o->text;
    }
    return (struct str){ 0 };
}

static void finding(struct finder *x, struct str text, enum confidence c, const struct passage *source)
{
    unsigned n = find_record(x, PART_FINDING);
    find_put_at(x, PART_FINDING, n, "text", text, c, source);
    find_put_at(x, PART_FINDING, n, "section", source->section, CONFIDENCE_SURE, source);
    find_put_at(x, PART_FINDING, n, "severity", (struct str){ 0 }, CONFIDENCE_GUESS, source); /* the reader's to say */
    struct str outcome = outcome_of(x, source->section);
    if (outcome.n)
        find_put_at(x, PART_FINDING, n, "recommendation", outcome, CONFIDENCE_LIKELY, source);
}

/* The role that the sentence names, when exactly one of the interviewed is named. */
static struct str interviewed(struct finder *x, struct str fold)
{
    struct str one = { 0 };
    for (unsigned n = 1; n <= x->count[PART_INTERVIEW]; n++) {
        const struct audit_item *role = audit_item_of(x->p, PART_INTERVIEW, n, "role");
        if (!role || str_find(fold, audit_fold(x->a, role->text), 0) == SIZE_MAX)
            continue;
        if (one.n)
            return (struct str){ 0 };
        one = role->text;
    }
    return one;
}

/* "Enligt it-chef …", who is one of the interviewed. */
static bool according_to(struct finder *x, struct str fold)
{
    struct str role = interviewed(x, fold);
    if (!role.n)
        return false;
    struct str phrase = str_printf(x->a, "enligt %.*s", SF(audit_fold(x->a, role)));
    return str_find(fold, phrase, 0) != SIZE_MAX;
}

static void statement(struct finder *x, struct str text, struct str fold, const char *from, enum confidence c, const struct passage *source)
{
    unsigned n = find_record(x, PART_STATEMENT);
    find_put_at(x, PART_STATEMENT, n, "text", text, c, source);
    find_put_at(x, PART_STATEMENT, n, "source", str(from), c, source);
    find_put_at(x, PART_STATEMENT, n, "section", source->section, CONFIDENCE_SURE, source);
    struct str role = interviewed(x, fold);
    if (role.n && strcmp(from, "intervju") == 0)
        find_put_at(x, PART_STATEMENT, n, "interview", role, CONFIDENCE_LIKELY, source);
}

/* Each sentence of the text. `said`: it may be a statement as well. */
static void sentences(struct finder *x, struct str text, bool said, const struct passage *source)
{
    while (text.n) {
        struct str s = audit_sentence(text);
        text = str_trim(str_sub(text, s.n, text.n));
        s = unmarked(x, str_trim(s));
        if (s.n < SENTENCE_MIN || s.n > SENTENCE_MAX || !audit_upper_at(s, 0) || !strchr(".!", s.p[s.n - 1]))
            continue; /* no whole sentence */
        struct str fold = audit_fold(x->a, s);
        if (!fold.n)
            continue;
        enum confidence lack = lacking(fold), told;
        const char *from = source_of(fold, &told);
        if ((!from || told == CONFIDENCE_GUESS) && !of_the_past(fold) && according_to(x, fold)) {
            from = "intervju";
            told = CONFIDENCE_LIKELY;
        }
        if (from && told == CONFIDENCE_LIKELY && lack) /* what someone says is lacking, is not yet what the auditors found */
            lack = CONFIDENCE_GUESS;
        if (lack && !known(x, PART_FINDING, s, fold))
            finding(x, s, lack, source);
        if (from && said && !known(x, PART_STATEMENT, s, fold))
            statement(x, s, fold, from, told, source);
    }
}

/* A number below another: "3.1" below "3". */
static bool below(struct str number, struct str top)
{
    return top.n && number.n > top.n && str_starts(number, top) && number.p[top.n] == '.';
}

void find_claims(struct finder *x)
{
    struct str observations = { 0 }; /* the number of the section whose heading speaks of observations */
    size_t section = SIZE_MAX;
    bool in = false, past = false;
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        const struct block *b = &x->l.blocks[i];
        const struct section *s = section_of(x, b);
        if (b->section != section) {
            for (size_t k = section == SIZE_MAX ? 0 : section; k <= b->section; k++) /* a heading may have headings only */
                if (x->l.sections[k].number.n && audit_has(x->l.sections[k].fold, "iakttagelse"))
                    observations = x->l.sections[k].number;
            section = b->section;
            past = s->around == ROLE_EARLIER || s->role == ROLE_EARLIER;
            in = s->role == ROLE_DONE || s->role == ROLE_GRADE || audit_has(s->fold, "iakttagelse") || below(s->number, observations);
        }
        if (!in || past || (b->kind != BLOCK_PARAGRAPH && b->kind != BLOCK_ITEM) || b->furniture || !b->text.n || b->subject)
            continue;
        struct passage source = { b->from, b->to, b->line, s->label };
        sentences(x, b->text, s->role != ROLE_GRADE, &source);
    }
    for (unsigned n = 1; n <= x->count[PART_ASSESSMENT]; n++) { /* what only the summary table says */
        const struct audit_item *text = audit_item_of(x->p, PART_ASSESSMENT, n, "text_short"), *at = audit_item_of(x->p, PART_ASSESSMENT, n, "section");
        if (!text)
            continue;
        struct passage source = text->source;
        source.section = at ? at->text : source.section;
        sentences(x, text->text, false, &source);
    }
}
