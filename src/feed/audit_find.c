/* Title page, missiv, background, purpose, criteria and method. */
#include "feed/audit_find.h"

#include <stdio.h>

static enum role role_of(const struct finder *x, const struct block *b)
{
    return section_of(x, b)->role;
}

/* The text between two phrases of a folded text, in the original's spelling when lengths allow it; empty when they are not there in order. */
static struct str between(struct arena *a, struct str text, const char *after, const char *before)
{
    struct str clean = audit_clean(a, text), fold = audit_fold(a, clean);
    if (fold.n != clean.n)
        clean = fold; /* a character changed its length: better folded than wrongly cut */
    size_t from = str_find(fold, str(after), 0);
    if (from == SIZE_MAX)
        return (struct str){ 0 };
    from += strlen(after);
    size_t to = before ? str_find(fold, str(before), from) : fold.n;
    return to == SIZE_MAX ? (struct str){ 0 } : str_trim(str_sub(clean, from, to));
}

static struct str without_stop(struct str s)
{
    while (s.n && strchr(".,;: ", s.p[s.n - 1]))
        s.n--;
    return s;
}

/* ---- title page ---- */

static bool titular(const struct block *b)
{
    return b->kind == BLOCK_PARAGRAPH && b->width <= 100 && b->text.n && !strchr(".:?!;", b->text.p[b->text.n - 1]);
}

static void find_firm(struct finder *x)
{
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        struct block *b = &x->l.blocks[i];
        if (b->kind != BLOCK_PARAGRAPH)
            continue;
        struct str client = between(x->a, b->text, " har av ", " fått i uppdrag"), firm = { 0 };
        if (client.n)
            firm = str_sub(b->text, 0, str_find(b->fold, S(" har av "), 0));
        else if (str_starts(b->fold, S("på uppdrag av ")) && (client = between(x->a, b->text, "på uppdrag av ", " har ")).n)
            firm = str_sub(b->text, str_find(b->fold, S(" har "), 0) + 5, b->text.n);
        static const char *const verbs[] = { " följt upp", " granskat", " genomfört", " utfört", NULL };
        for (size_t k = 0; !client.n && verbs[k]; k++) /* "Firman AB har på uppdrag av revisorerna i … granskat" */
            if ((client = between(x->a, b->text, " har på uppdrag av ", verbs[k])).n)
                firm = str_sub(b->text, 0, str_find(b->fold, S(" har på uppdrag av "), 0));
        if (!client.n || client.n > 150)
            continue;
        struct str rest = firm, first = str_cut(&rest, ' ');
        bool pronoun = str_eq_nocase(firm, S("vi")) || !audit_upper_at(firm, 0);
        if (str_starts(b->fold, S("på uppdrag av ")))
            firm = first;
        if (!pronoun && firm.n && firm.n <= 80)
            x->firm = firm;
        find_put(x, PART_AUDIT, 1, "client", client, CONFIDENCE_SURE, b);
        if (x->firm.n)
            break;
    }
    enum confidence sure = CONFIDENCE_SURE;
    for (size_t i = 0; i < x->l.blocks_n; i++) { /* "KPMG" in the text, "KPMG AB" on the title page */
        struct block *b = &x->l.blocks[i];
        bool company = titular(b) && role_of(x, b) == ROLE_FRONT && b->text.n < 80 && (str_ends(b->text, S(" AB")) || str_ends(b->text, S(" KB")));
        if (company && (!x->firm.n || str_starts(b->text, x->firm))) {
            sure = x->firm.n ? CONFIDENCE_SURE : CONFIDENCE_LIKELY;
            x->firm = b->text;
            find_put(x, PART_AUDIT, 1, "firm", x->firm, sure, b);
            return;
        }
    }
    for (size_t i = 0; i < x->l.blocks_n && x->firm.n; i++)
        if (str_find(x->l.blocks[i].text, x->firm, 0) != SIZE_MAX) {
            find_put(x, PART_AUDIT, 1, "firm", x->firm, CONFIDENCE_LIKELY, &x->l.blocks[i]);
            return;
        }
}

static bool has_letter(const struct finder *x)
{
    for (size_t i = 0; i < x->l.blocks_n && role_of(x, &x->l.blocks[i]) == ROLE_FRONT; i++)
        if (audit_has(x->l.blocks[i].fold, "yttrande") || audit_has(x->l.blocks[i].fold, "vi rekommenderar") || audit_has(x->l.blocks[i].fold, "för kännedom"))
            return true;
    return false;
}

void find_front(struct finder *x)
{
    struct block *title = NULL, *first = NULL, *federation = NULL, *dated = NULL, *year = NULL;
    struct date day = { 0 }, d;
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        struct block *b = &x->l.blocks[i];
        if (role_of(x, b) != ROLE_FRONT)
            break;
        size_t n;
        struct str s = b->fold;
        if (str_starts(s, S("datum")))
            s = str_trim(str_sub(s, s.n > 5 && s.p[5] == ':' ? 6 : 5, s.n));
        if ((n = audit_date_at(s, &d)) && n == s.n) {
            dated = b;
            day = d;
        } else if (s.n == 4 && audit_year_at(s, 0)) {
            year = b;
        }
        if (!titular(b))
            continue;
        if (str_starts(s, S("antal sidor ")))
            find_put(x, PART_AUDIT, 1, "pages", str_trim(str_sub(b->text, 12, b->text.n)), CONFIDENCE_SURE, b);
        else if (audit_has(s, "granskning") || audit_has(s, "uppföljning")) {
            title = b;
            first = first ? first : b;
        } else if (audit_has(s, "förbund") && b->width <= 70 && !audit_bullet(b->text) && !audit_has(s, "direktion") && !audit_has(s, "revisor") && !audit_has(s, "chef")) {
            federation = b;
        } else if (str_is(s, "rapport") || str_is(s, "revisionsrapport") || str_is(s, "missiv")) {
            b->furniture = true;
        }
    }
    if (title) {
        find_put(x, PART_AUDIT, 1, "title", title->text, CONFIDENCE_SURE, title);
        if (has_letter(x))
            find_put(x, PART_AUDIT, 1, "letter_title", first->text, first == title ? CONFIDENCE_LIKELY : CONFIDENCE_SURE, first);
        bool follow = audit_has(title->fold, "uppfölj");
        find_put(x, PART_AUDIT, 1, "type", follow ? S("uppfoljande") : S("granskning"), follow ? CONFIDENCE_SURE : CONFIDENCE_LIKELY, title);
    }
    if (federation)
        find_put(x, PART_AUDIT, 1, "federation", federation->text, CONFIDENCE_SURE, federation);
    if (dated) {
        struct buf t cleanup(buf_free) = buf_new(16);
        date_put(&t, day);
        find_put(x, PART_AUDIT, 1, "date", str_copy(x->a, buf_str(&t)), CONFIDENCE_SURE, dated);
        x->year = day.year;
    } else if (year) {
        find_put(x, PART_AUDIT, 1, "date", year->text, CONFIDENCE_SURE, year);
        x->year = audit_year_at(year->fold, 0);
    }
    find_firm(x);
}

/* ---- the missiv's demand ---- */

/* "… begär yttrande från direktionen över bifogad rapport senast den 29 februari 2024." */
static bool demand(struct finder *x, struct block *b)
{
    size_t at = str_find(b->fold, S("yttrande"), 0);
    if (at == SIZE_MAX)
        at = str_find(b->fold, S(" svar "), 0);
    if (at == SIZE_MAX || b->kind != BLOCK_PARAGRAPH || !audit_has(b->fold, "senast") || !(audit_has(b->fold, "begär") || audit_has(b->fold, "önskar") ||
        audit_has(b->fold, "emotse") || audit_has(b->fold, "ska lämna")))
        return false;
    struct str sentence = audit_sentence_at(b->text, at < b->text.n ? at : 0), fold = audit_fold(x->a, sentence);
    if (!audit_has(fold, "senast"))
        return false;
    struct date d;
    size_t from = str_find(fold, S("senast"), 0);
    bool day = audit_date_in(str_sub(fold, from, fold.n), &d);
    find_put(x, PART_RESPONSE, 1, "demand", sentence, day ? CONFIDENCE_SURE : CONFIDENCE_LIKELY, b);
    if (day) {
        struct buf t cleanup(buf_free) = buf_new(16);
        date_put(&t, d);
        find_put(x, PART_RESPONSE, 1, "due", str_copy(x->a, buf_str(&t)), CONFIDENCE_SURE, b);
    }
    static const char *const ends[] = { " över ", " senast", " med anledning", " på ", NULL };
    for (size_t i = 0; ends[i]; i++) {
        struct str who = between(x->a, sentence, " från ", ends[i]);
        if (who.n && who.n < 80) {
            find_put(x, PART_RESPONSE, 1, "addressee", audit_capital(x->a, who), CONFIDENCE_SURE, b);
            break;
        }
    }
    static const char *const verbs[] = { " begär ", " önskar ", " emotser ", NULL };
    for (size_t i = 0; verbs[i]; i++) {
        size_t verb = str_find(fold, str(verbs[i]), 0);
        if (verb != SIZE_MAX && verb < 80 && fold.n == sentence.n)
            find_put(x, PART_RESPONSE, 1, "requested_by", str_sub(sentence, 0, verb), CONFIDENCE_SURE, b);
    }
    return true;
}

static void recipient(struct finder *x, struct block *b, struct str piece)
{
    struct str s = without_stop(str_trim(piece)), name = { 0 };
    static const char *const ways[] = { " via ", " per ", " med e-post", " genom ", NULL };
    for (size_t i = 0; ways[i]; i++)
        s = str_sub(s, 0, str_find(audit_fold(x->a, s), str(ways[i]), 0));
    struct str address = { 0 }, rest = s, kept = { 0 };
    while (rest.n) { /* "Anna Ek, Firman AB, anna@firman.se" */
        struct str part = str_trim(str_cut(&rest, ','));
        if (memchr(part.p ? part.p : "", '@', part.n))
            address = part;
        else if (audit_looks_like_name(x->a, part) && !name.n && x->firm.n && str_find(s, str_sub(x->firm, 0, str_find(x->firm, S(" "), 0)), 0) != SIZE_MAX)
            name = part;
        else if (part.n)
            kept = kept.n ? str_printf(x->a, "%.*s, %.*s", SF(kept), SF(part)) : part;
    }
    if (x->o->names && name.n)
        kept = kept.n ? str_printf(x->a, "%.*s, %.*s", SF(name), SF(kept)) : name;
    if (!kept.n || kept.n > 150)
        return;
    unsigned n = find_record(x, PART_RESPONSE_RECIPIENT);
    find_put(x, PART_RESPONSE_RECIPIENT, n, "recipient", audit_capital(x->a, kept), CONFIDENCE_LIKELY, b);
    if (x->o->names)
        find_put(x, PART_RESPONSE_RECIPIENT, n, "address", address, CONFIDENCE_LIKELY, b);
}

void find_letter(struct finder *x)
{
    bool demanded = false;
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        struct block *b = &x->l.blocks[i];
        if (role_of(x, b) != ROLE_FRONT)
            break;
        if (!demanded)
            demanded = demand(x, b);
        static const char *const sends[] = { "översänd", "skickas", "sänds", "sändas", "lämnas till", NULL };
        if (b->kind == BLOCK_PARAGRAPH && (str_starts(b->fold, S("yttrandet")) || str_starts(b->fold, S("svaret"))) && audit_has_any(b->fold, sends)) {
            struct str all = str_sub(b->text, str_find(b->fold, S(" till "), 0), b->text.n);
            size_t and;
            if (all.n > 6)
                for (all = str_sub(all, 6, all.n); all.n;) {
                    and = str_find(all, S(" samt till "), 0);
                    size_t skip = 11;
                    if (and == SIZE_MAX)
                        and = str_find(all, S(" och till "), 0), skip = 10;
                    recipient(x, b, str_sub(all, 0, and));
                    all = and == SIZE_MAX ? (struct str){ 0 } : str_sub(all, and + skip, all.n);
                }
            b->used = true;
        }
    }
}

/* ---- background, purpose, the earlier audit, the overall assessment ---- */

/* The year that "granskning … från (år) 2021" names most often, before the audit's own. */
static void find_earlier_year(struct finder *x)
{
    enum { YEARS = 250, FIRST = 1950 };
    unsigned times[YEARS] = { 0 };
    struct block *where[YEARS] = { NULL };
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        struct block *b = &x->l.blocks[i];
        for (size_t at = 0; (at = str_find(b->fold, S("granskning"), at)) != SIZE_MAX; at++) {
            size_t end = at + 90 < b->fold.n ? at + 90 : b->fold.n;
            for (size_t k = at; k + 4 <= end; k++) {
                int y = audit_year_at(b->fold, k);
                bool from = k >= 5 && (str_ends(str_sub(b->fold, 0, k), S("från ")) || str_ends(str_sub(b->fold, 0, k), S("från år ")) ||
                    str_ends(str_sub(b->fold, 0, k), S("genomfördes ")) || str_ends(str_sub(b->fold, 0, k), S("genomfördes år ")));
                if (y && from && (!x->year || y < x->year)) {
                    times[y - FIRST]++;
                    where[y - FIRST] = where[y - FIRST] ? where[y - FIRST] : b;
                    break;
                }
            }
        }
    }
    int best = 0;
    for (int i = 1; i < YEARS; i++)
        best = times[i] > times[best] ? i : best;
    if (!times[best])
        return;
    x->earlier_year = FIRST + best;
    enum confidence c = times[best] > 1 ? CONFIDENCE_SURE : CONFIDENCE_LIKELY;
    find_put(x, PART_EARLIER_AUDIT, 1, "year", str_printf(x->a, "%d", x->earlier_year), c, where[best]);
    char from[2][24];
    snprintf(from[0], sizeof from[0], " från %d", x->earlier_year);
    snprintf(from[1], sizeof from[1], " från år %d", x->earlier_year);
    for (size_t i = 0; i < x->l.blocks_n; i++)
        for (size_t k = 0; k < 2; k++) {
            struct block *b = &x->l.blocks[i];
            size_t to = str_find(b->fold, str(from[k]), 0), at = SIZE_MAX;
            for (size_t s = 0; to != SIZE_MAX && b->fold.n == b->text.n && (s = str_find(b->fold, S("granskning av "), s)) < to; s++)
                at = s;
            if (at != SIZE_MAX && to - at < 120) {
                find_put(x, PART_EARLIER_AUDIT, 1, "title", audit_capital(x->a, str_sub(b->text, at, to)), CONFIDENCE_LIKELY, b);
                return;
            }
        }
}

static void find_overall(struct finder *x)
{
    static const char *const words[] = { "sammanfattande bedömning", "samlade bedömning", "sammantagna bedömning", "övergripande bedömning", "samlad bedömning", NULL };
    bool done = false;
    for (int round = 0; round < 2 && !done; round++) /* the summary first; then the chapter of the overall assessment */
        for (size_t i = 0; i < x->l.blocks_n && !done; i++) {
            struct block *b = &x->l.blocks[i];
            enum role role = section_of(x, b)->around;
            bool here = round == 0 ? role == ROLE_SUMMARY : role == ROLE_OVERALL || role == ROLE_FRONT;
            struct str word;
            if (!here || b->kind != BLOCK_PARAGRAPH || !(audit_has_any(b->fold, words) || (role == ROLE_OVERALL && audit_has(b->fold, "vår bedömning"))))
                continue;
            size_t at = str_find(b->fold, S("bedömning"), 0);
            struct str sentence = audit_sentence_at(b->text, at < b->text.n ? at : 0);
            enum grade g = audit_grade_sentence(x->a, sentence, &word);
            find_put(x, PART_AUDIT, 1, "conclusion", sentence, CONFIDENCE_SURE, b);
            static const char *const codes[] = { [GRADE_YES] = "ja", [GRADE_PARTLY] = "delvis", [GRADE_NO] = "nej" };
            if (g) {
                find_put(x, PART_AUDIT, 1, "grade", str(codes[g]), g == GRADE_PARTLY ? CONFIDENCE_SURE : CONFIDENCE_LIKELY, b);
                find_put(x, PART_AUDIT, 1, "grade_source", word.n ? word : str(codes[g]), CONFIDENCE_LIKELY, b);
            }
            done = true;
        }
    struct block *first = NULL, *last = NULL;
    struct str text = { 0 };
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        struct block *b = &x->l.blocks[i];
        if (role_of(x, b) != ROLE_OVERALL || b->kind != BLOCK_PARAGRAPH || !b->text.n || (first && b->section != first->section))
            continue;
        if (b->text.p[b->text.n - 1] == ':')
            break;
        if (b->width < 40 || text.n > 20000)
            continue;
        text = text.n ? str_printf(x->a, "%.*s\n\n%.*s", SF(text), SF(b->text)) : b->text;
        first = first ? first : b;
        last = b;
    }
    if (first)
        find_put_span(x, PART_AUDIT, 1, "conclusion_long", text, CONFIDENCE_SURE, first, last);
}

void find_background(struct finder *x)
{
    bool purpose = false, scope = false, plan = false, motive = false, body = false, before[3] = { false };
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        struct block *b = &x->l.blocks[i];
        enum role role = role_of(x, b);
        if (b->kind != BLOCK_PARAGRAPH || !b->text.n)
            continue;
        size_t at = str_find(b->fold, S("revisionsplan"), 0);
        for (size_t k = at; !plan && k != SIZE_MAX && k < b->fold.n && k < at + 50; k++)
            if (audit_year_at(b->fold, k)) {
                find_put(x, PART_AUDIT, 1, "plan_year", str_sub(b->fold, k, k + 4), CONFIDENCE_SURE, b);
                plan = true;
            }
        if (!motive && role == ROLE_BACKGROUND && audit_has(b->fold, "riskanalys") && audit_has(b->fold, "revis") &&
            (audit_has(b->fold, "slutsats") || audit_has(b->fold, "behöver granskas") || audit_has(b->fold, "valt att") || audit_has(b->fold, "har beslutat"))) {
            find_put(x, PART_AUDIT, 1, "motive", b->text, CONFIDENCE_SURE, b);
            motive = true;
        }
        if (!before[2] && (role == ROLE_BACKGROUND || role == ROLE_EARLIER) && audit_has(b->fold, "svarat") && audit_has(b->fold, "revisor")) {
            size_t where = str_find(b->fold, S("svarat"), 0);
            find_put(x, PART_EARLIER_AUDIT, 1, "response", audit_sentence_at(b->text, where < b->text.n ? where : 0), CONFIDENCE_LIKELY, b);
            before[2] = true;
        }
        if (!purpose && (role == ROLE_PURPOSE || (role == ROLE_BACKGROUND && audit_has(b->fold, "syftet med granskningen"))) && audit_has(b->fold, "syfte")) {
            find_put(x, PART_AUDIT, 1, "purpose", b->text, CONFIDENCE_SURE, b);
            purpose = true;
        } else if (!scope && (role == ROLE_SCOPE || (role == ROLE_PURPOSE && (audit_has(b->fold, "avgräns") || audit_has(b->fold, " avser "))))) {
            find_put(x, PART_AUDIT, 1, "scope", b->text, role == ROLE_SCOPE ? CONFIDENCE_SURE : CONFIDENCE_LIKELY, b);
            scope = true;
        }
        if (!body && role == ROLE_BODY) {
            struct str who = without_stop(between(x->a, audit_sentence(b->text), " avser ", NULL));
            if (!who.n && b->width < 60)
                who = without_stop(b->text);
            if (who.n && who.n < 100) {
                find_put(x, PART_AUDIT, 1, "body", audit_capital(x->a, who), CONFIDENCE_SURE, b);
                body = true;
            }
        }
        if (role == ROLE_EARLIER && !before[0] && audit_has(b->fold, "syfte") && !audit_has(b->fold, "utifrån granskningens syfte")) {
            find_put(x, PART_EARLIER_AUDIT, 1, "purpose", b->text, CONFIDENCE_SURE, b);
            before[0] = true;
        } else if (role == ROLE_EARLIER && !before[1] && audit_has(b->fold, "bedömning")) {
            find_put(x, PART_EARLIER_AUDIT, 1, "conclusion", b->text, CONFIDENCE_SURE, b);
            before[1] = true;
        }
    }
    find_earlier_year(x);
    find_overall(x);
}

/* ---- criteria and method ---- */

static bool role_word(struct finder *x, struct str s)
{
    static const char *const words[] = { "chef", "ordförande", "direktör", "samordnare", "ansvarig", "strateg", "handläggare", "sekreterare", "ombud",
        "ledare", "ägare", "förvaltare", "controller", "tekniker", "ledamot", "ledamöter", "rektor", "arkitekt", "specialist", "revisor", "presidium", NULL };
    return s.n >= 3 && s.n <= 100 && audit_has_any(audit_fold(x->a, s), words);
}

static void interview(struct finder *x, struct block *b, struct str role, enum confidence c)
{
    role = without_stop(str_trim(role));
    if (audit_fold(x->a, role).n && role_word(x, role) && !audit_looks_like_name(x->a, role))
        find_put(x, PART_INTERVIEW, find_record(x, PART_INTERVIEW), "role", audit_capital(x->a, role), c, b);
}

/* "Intervjuer har genomförts med förbundschef, it-chef och ordförande." */
static void interviews_in(struct finder *x, struct block *b)
{
    size_t at = str_find(b->fold, S(" med "), str_find(b->fold, S("intervju"), 0));
    if (at == SIZE_MAX || b->fold.n != b->text.n)
        return;
    struct str list = audit_sentence(str_sub(b->text, at + 5, b->text.n));
    while (list.n) {
        size_t comma = str_find(list, S(","), 0), and = str_find(list, S(" och "), 0), samt = str_find(list, S(" samt "), 0);
        size_t cut = comma, skip = 1;
        if (and < cut)
            cut = and, skip = 5;
        if (samt < cut)
            cut = samt, skip = 6;
        interview(x, b, str_sub(list, 0, cut), CONFIDENCE_LIKELY);
        list = cut == SIZE_MAX ? (struct str){ 0 } : str_sub(list, cut + skip, list.n);
    }
}

void find_method(struct finder *x)
{
    bool listing = false, checked = false, all = false;
    struct block *check = NULL;
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        struct block *b = &x->l.blocks[i];
        enum role role = role_of(x, b);
        if (b->kind == BLOCK_FOOTNOTE || b->kind == BLOCK_ROW || !b->text.n || b->text.n > 4000)
            continue;
        if (role == ROLE_CRITERIA && (b->kind == BLOCK_ITEM || b->text.p[b->text.n - 1] != ':')) {
            static const char *const law[] = { "lag (", "lagen", "kap.", "kommunallag", "förordning (", "dataskyddsförordning", "sfs", NULL };
            static const char *const own[] = { "policy", "riktlinje", "reglemente", "styrdokument", "styrande dokument", "förbundsordning", NULL };
            struct str kind = b->kind == BLOCK_ITEM && audit_has_any(b->fold, law) ? S("lag") : b->kind == BLOCK_ITEM && audit_has_any(b->fold, own) ? S("styrdokument") :
                b->kind == BLOCK_ITEM && audit_has(b->fold, "rekommendation") ? S("rekommendation") : S("annat");
            unsigned n = find_record(x, PART_CRITERION);
            find_put(x, PART_CRITERION, n, "text", b->text, b->kind == BLOCK_ITEM ? CONFIDENCE_SURE : CONFIDENCE_LIKELY, b);
            find_put(x, PART_CRITERION, n, "kind", kind, CONFIDENCE_LIKELY, b);
        }
        if (!checked && (audit_has(b->fold, "faktakontroll") || audit_has(b->fold, "faktagranska") || audit_has(b->fold, "sakgranska"))) {
            check = b;
            all = audit_has_word(b->fold, "samtliga") || audit_has_word(b->fold, "alla") || audit_has(b->fold, "de intervjuade");
            checked = true;
            b->used = true;
            listing = false;
            continue;
        }
        if (role != ROLE_METHOD)
            continue;
        bool talks = audit_has(b->fold, "intervju");
        if (listing && (b->kind == BLOCK_ITEM || b->width < 60) && !talks && role_word(x, b->text)) {
            interview(x, b, b->text, CONFIDENCE_SURE);
            continue;
        }
        listing = talks ? b->text.p[b->text.n - 1] == ':' : listing && b->kind == BLOCK_ITEM;
        if (b->kind == BLOCK_ITEM || talks) {
            struct str kind = talks ? S("intervjuer") : audit_has(b->fold, "dokument") || audit_has(b->fold, "granskning av") ? S("dokumentgranskning") :
                audit_has(b->fold, "observation") || audit_has(b->fold, "besök") ? S("observation") : S("annat");
            unsigned n = find_record(x, PART_METHOD);
            find_put(x, PART_METHOD, n, "text", without_stop(b->text), b->kind == BLOCK_ITEM ? CONFIDENCE_SURE : CONFIDENCE_LIKELY, b);
            find_put(x, PART_METHOD, n, "kind", kind, CONFIDENCE_LIKELY, b);
            if (talks && !listing)
                interviews_in(x, b);
        }
    }
    for (unsigned n = 1; check && n <= x->count[PART_INTERVIEW]; n++)
        if (all)
            find_put(x, PART_INTERVIEW, n, "fact_checked", S("ja"), CONFIDENCE_SURE, check);
    if (check)
        find_put(x, PART_AUDIT, 1, "fact_check", audit_sentence(check->text), CONFIDENCE_SURE, check);
}
