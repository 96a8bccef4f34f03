#include "feed/audit_layout.h"

#include <stdlib.h>

/* ---- headings ---- */

struct role_word { const char *word; enum role role; };

/* Anywhere in a numbered heading; a heading without number must begin with it. The first that fits. */
static const struct role_word role_words[] = {
    { "innehåll", ROLE_CONTENTS },
    { "tillkommande revisionsfråga", ROLE_ONE_QUESTION },
    { "tillkommande rekommendation", ROLE_NEW_LIST }, { "nya rekommendation", ROLE_NEW_LIST },
    { "kvarstående rekommendation", ROLE_LEFT_LIST }, { "rekommendationer som kvarstår", ROLE_LEFT_LIST },
    { "samlad bedömning", ROLE_OVERALL }, { "sammanfattande bedömning", ROLE_OVERALL }, { "samlade bedömning", ROLE_OVERALL },
    { "sammanvägd bedömning", ROLE_OVERALL }, { "övergripande bedömning", ROLE_OVERALL }, { "revisionell bedömning", ROLE_OVERALL },
    { "slutsats", ROLE_OVERALL }, { "bedömning och rekommendation", ROLE_OVERALL }, { "bedömningar och rekommendation", ROLE_OVERALL },
    { "bedömningsgrund", ROLE_CRITERIA }, { "revisionskriterie", ROLE_CRITERIA }, { "kriterier", ROLE_CRITERIA },
    { "sammanfattning", ROLE_SUMMARY }, { "sammandrag", ROLE_SUMMARY },
    { "syfte", ROLE_PURPOSE }, { "revisionsfrågor", ROLE_QUESTIONS }, { "avgränsning", ROLE_SCOPE },
    { "ansvarig nämnd", ROLE_BODY }, { "ansvarig styrelse", ROLE_BODY }, { "revisionsobjekt", ROLE_BODY }, { "granskad nämnd", ROLE_BODY }, { "granskat organ", ROLE_BODY },
    { "metod", ROLE_METHOD }, { "genomförande", ROLE_METHOD }, { "tillvägagångssätt", ROLE_METHOD },
    { "tidigare rekommendationer", ROLE_EARLIER_LIST }, { "rekommendationer från", ROLE_EARLIER_LIST }, { "rekommendationer i ", ROLE_EARLIER_LIST },
    { "tidigare granskning", ROLE_EARLIER }, { "ursprungliga granskning", ROLE_EARLIER },
    { "bakgrund", ROLE_BACKGROUND }, { "inledning", ROLE_BACKGROUND },
    { "uppföljning", ROLE_FOLLOW_UP }, { "resultat", ROLE_FOLLOW_UP }, { "granskningsresultat", ROLE_FOLLOW_UP },
};

/* The three parts of a follow-up: the heading's whole text but for a number, or its beginning. */
static enum role part_role(struct str fold)
{
    static const char *const done[] = { "åtgärd", "åtgärder", "vidtagna åtgärder", "vidtagen åtgärd", "genomförda åtgärder", "iakttagelser", "iakttagelse",
        "vad har gjorts", "vår iakttagelse", "våra iakttagelser", "åtgärd och iakttagelse", "åtgärder och iakttagelser" };
    static const char *const grade[] = { "bedömning", "vår bedömning", "bedömningar", "revisionens bedömning", "revisorernas bedömning", "kommentar och bedömning" };
    struct str s = fold;
    while (s.n && strchr(" :.#0123456789", s.p[s.n - 1]))
        s.n--;
    for (size_t i = 0; i < LEN(done); i++)
        if (str_is(s, done[i]))
            return ROLE_DONE;
    for (size_t i = 0; i < LEN(grade); i++)
        if (str_is(s, grade[i]))
            return ROLE_GRADE;
    if (str_is(s, "rekommendation") || str_is(s, "tidigare rekommendation"))
        return ROLE_ONE_RECOMMENDATION;
    if (str_is(s, "revisionsfråga"))
        return ROLE_ONE_QUESTION;
    if (str_is(s, "rekommendationer"))
        return ROLE_NEW_LIST;
    return ROLE_PLAIN;
}

enum role audit_heading_role(struct str fold, bool numbered)
{
    enum role part = part_role(fold);
    if (part != ROLE_PLAIN)
        return part;
    if (numbered && str_starts(fold, S("rekommendation ")))
        return ROLE_ONE_RECOMMENDATION;
    if (numbered && str_starts(fold, S("revisionsfråga ")))
        return ROLE_ONE_QUESTION;
    if (numbered && str_starts(fold, S("granskning av ")))
        for (size_t i = 0; i + 4 <= fold.n; i++)
            if (audit_year_at(fold, i))
                return ROLE_EARLIER;
    for (size_t i = 0; i < LEN(role_words); i++)
        if (numbered ? audit_has(fold, role_words[i].word) : str_starts(fold, str(role_words[i].word)))
            return role_words[i].role;
    return ROLE_PLAIN;
}

struct reader {
    struct audit_layout *l;
    struct arena *a;
    size_t at;              /* line */
    size_t previous;        /* the line with text before it that is no noise; SIZE_MAX: none */
    int numbers[6];         /* of the numbered heading we are in */
    unsigned depth;
    bool contents;          /* in the contents list */
    bool full;              /* AUDIT_SECTIONS_MAX passed */
};

/* "3.2.1 Rekommendation": the number's parts; what is behind it. 0: no number. */
static unsigned heading_number(struct str s, int parts[6], struct str *ret_title)
{
    unsigned n = 0;
    size_t i = 0;
    while (n < 6) {
        int v = 0;
        size_t from = i;
        while (i < s.n && i - from < 3 && s.p[i] >= '0' && s.p[i] <= '9')
            v = v * 10 + (s.p[i++] - '0');
        if (i == from)
            break;
        parts[n++] = v;
        if (i < s.n && s.p[i] == '.')
            i++;
        else
            break;
    }
    if (!n || i >= s.n || (s.p[i] != ' ' && s.p[i] != '\t'))
        return 0;
    *ret_title = str_trim(str_sub(s, i, s.n));
    return n;
}

/* Comes after the heading that was last: the next of its level, a first below it, or the next of a level above. A jump of two is let pass
 * (a heading that was not recognised). */
static bool number_follows(const struct reader *r, const int parts[6], unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        int have = i < r->depth ? r->numbers[i] : 0;
        if (parts[i] == have && i < r->depth)
            continue;
        if (parts[i] < have + 1 || parts[i] > have + 2)
            return false;
        for (unsigned k = i + 1; k < n; k++)
            if (parts[k] != 1)
                return false;
        return true;
    }
    return false;
}

/* A contents list's row ends with dots, a tab or wide space and a page's number. */
static bool contents_row(struct str s)
{
    size_t i = s.n;
    while (i && s.p[i - 1] >= '0' && s.p[i - 1] <= '9')
        i--;
    if (i == s.n || i == 0 || s.n - i > 3)
        return false;
    return s.p[i - 1] == '\t' || s.p[i - 1] == '.' || (i > 1 && s.p[i - 1] == ' ' && (s.p[i - 2] == ' ' || s.p[i - 2] == '.'));
}

static struct section *section_add(struct reader *r, struct section s)
{
    struct audit_layout *l = r->l;
    if (l->sections_n >= AUDIT_SECTIONS_MAX) {
        r->full = true;
        return NULL;
    }
    struct section *v = arena_grow(r->a, l->sections, l->sections_n, l->sections_n + 1, sizeof *v, &l->sections_cap);
    if (!v)
        return NULL;
    l->sections = v;
    size_t here = l->sections_n++;
    const struct section *before = here ? &v[here - 1] : NULL;
    struct str title = str_sub(s.title, 0, str_find(s.title, S(":"), 0));
    bool inner = s.role == ROLE_DONE || s.role == ROLE_GRADE || (before && before->number.n);
    s.label = s.number.n ? s.number : !before ? S("Missiv") : inner || title.n > 40 ? before->label : title;
    s.around = s.role;
    s.group = here;
    if (before && (s.role == ROLE_DONE || s.role == ROLE_GRADE || s.role == ROLE_PLAIN)) {
        bool sister = s.role != ROLE_PLAIN || s.depth == 0 || s.depth > before->depth;
        if (sister) {
            s.around = before->around;
            s.group = s.role == ROLE_PLAIN ? here : before->group;
        }
        if (s.role != ROLE_PLAIN && v[before->group].role != ROLE_ONE_RECOMMENDATION && v[before->group].role != ROLE_ONE_QUESTION)
            s.group = before->group;
    }
    v[here] = s;
    return &v[here];
}

/* "Rekommendation 2: Fastställa …", "Bedömning: Vi bedömer …": the role of the label; what is behind it. */
static enum role label_of(struct arena *a, struct str s, struct str *ret_rest)
{
    size_t i = 0;
    while (i < s.n && i < 60 && s.p[i] != ':')
        i++;
    if (i >= s.n || s.p[i] != ':')
        return ROLE_PLAIN;
    enum role role = part_role(audit_fold(a, str_sub(s, 0, i)));
    *ret_rest = str_trim(str_sub(s, i + 1, s.n));
    return role == ROLE_NEW_LIST ? ROLE_PLAIN : role;
}

static bool ends_with_colon(const struct reader *r)
{
    if (r->previous == SIZE_MAX)
        return false;
    struct str s = r->l->lines.v[r->previous].text;
    return s.n && s.p[s.n - 1] == ':';
}

/* Is the line a heading? Adds its section; *ret_rest is text behind a label on the same line. */
static bool heading(struct reader *r, const struct audit_line *line, struct str *ret_rest)
{
    struct str s = line->text, title;
    *ret_rest = (struct str){ 0 };
    int parts[6] = { 0 };
    unsigned depth = heading_number(s, parts, &title);
    bool alone = !line->number || r->at == 0 || !r->l->lines.v[r->at - 1].text.n || r->l->lines.v[r->at - 1].noise || line->top;
    if (depth && !contents_row(s) && line->width <= 140 && audit_upper_at(title, 0) && number_follows(r, parts, depth)) {
        size_t digits = 0;
        while (digits < s.n && s.p[digits] != ' ' && s.p[digits] != '\t')
            digits++;
        struct str number = str_sub(s, 0, digits);
        bool listed = depth == 1 && number.p[number.n - 1] == '.' && (ends_with_colon(r) || !alone);
        bool sentence = strchr(".;,", title.p[title.n - 1]) != NULL && title.n > 60;
        if (!listed && !sentence) {
            if (number.p[number.n - 1] == '.')
                number.n--;
            struct str rest, bare = title;
            struct str fold = audit_fold(r->a, title);
            enum role role = audit_heading_role(fold, true);
            if (role == ROLE_ONE_RECOMMENDATION || role == ROLE_ONE_QUESTION) { /* "Rekommendation 1 – Besluta om …" */
                size_t cut = str_find(title, S(": "), 0);
                if (cut == SIZE_MAX)
                    cut = str_find(title, S(" – "), 0);
                if (cut == SIZE_MAX)
                    cut = str_find(title, S(" - "), 0);
                if (cut != SIZE_MAX) {
                    rest = str_sub(title, cut + 1, title.n);
                    while (rest.n && !audit_upper_at(rest, 0) && !audit_lower_at(rest, 0)) {
                        size_t k = 0;
                        utf8_next(rest, &k);
                        rest = str_sub(rest, k, rest.n);
                    }
                    *ret_rest = rest;
                    bare = str_sub(title, 0, cut);
                }
            }
            if (!section_add(r, (struct section){ .number = number, .title = bare, .fold = fold, .role = role, .depth = depth, .line = line->number }))
                return false;
            memcpy(r->numbers, parts, sizeof parts);
            r->depth = depth;
            r->contents = role == ROLE_CONTENTS;
            return true;
        }
    }
    if (depth || audit_bullet(s) || memchr(s.p, '\t', s.n))
        return false;
    struct str fold = audit_fold(r->a, s), rest;
    enum role role = line->width <= 60 ? audit_heading_role(fold, false) : ROLE_PLAIN;
    bool sentence = strchr(".;,?", s.p[s.n - 1]) != NULL;
    if (role != ROLE_PLAIN && !sentence && alone && !(r->depth == 0 && role == ROLE_NEW_LIST && s.p[s.n - 1] == ':')) {
        bool part = role == ROLE_DONE || role == ROLE_GRADE || role == ROLE_ONE_RECOMMENDATION || role == ROLE_ONE_QUESTION || role == ROLE_NEW_LIST ||
                    role == ROLE_LEFT_LIST || role == ROLE_CONTENTS || role == ROLE_EARLIER_LIST;
        size_t words = 1;
        for (size_t i = 0; i < s.n; i++)
            words += s.p[i] == ' ';
        bool sober = part || (words <= 5 && !audit_has(fold, "granskning av")); /* a report's title is no heading */
        if ((part || r->depth == 0) && sober && words <= 6 && audit_upper_at(s, 0)) {
            r->contents = role == ROLE_CONTENTS;
            return section_add(r, (struct section){ .title = s, .fold = fold, .role = role, .line = line->number }) != NULL;
        }
    }
    if ((role = label_of(r->a, s, &rest)) != ROLE_PLAIN && rest.n && alone && r->l->sections_n > 1) {
        *ret_rest = rest;
        return section_add(r, (struct section){ .title = str_sub(s, 0, (size_t)(rest.p - s.p)), .fold = fold, .role = role, .line = line->number }) != NULL;
    }
    return false;
}

/* ---- blocks ---- */

struct block *audit_block_add(struct audit_layout *l, struct arena *a, enum block_kind kind, size_t from, size_t to)
{
    struct block *v = arena_grow(a, l->blocks, l->blocks_n, l->blocks_n + 1, sizeof *v, &l->blocks_cap);
    if (!v)
        return NULL;
    l->blocks = v;
    struct block *b = &v[l->blocks_n++];
    const struct audit_line *lines = l->lines.v;
    *b = (struct block){ .kind = kind, .from = lines[from].from, .to = lines[to].to, .line = lines[from].number,
        .section = l->sections_n - 1, .width = lines[from].width };
    return b;
}

static uint64_t word_hash(struct str s)
{
    uint64_t h = 1469598103934665603u; /* FNV-1a */
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
    return h;
}

static int hash_order(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

/* Every word with a hyphen between two letters, wherever it stands within a line. */
static void collect_hyphened(struct audit_layout *l, struct arena *a)
{
    struct str all = audit_fold(a, l->lines.report);
    size_t cap = 0;
    for (size_t i = 0; i < all.n;) {
        size_t from = i;
        bool inside = false;
        for (; i < all.n && all.p[i] != ' ' && !strchr(".,;:?!()\"", all.p[i]); i++)
            inside |= all.p[i] == '-' && i > from && i + 1 < all.n && all.p[i + 1] != ' ';
        if (inside && i - from <= 100) {
            uint64_t *v = arena_grow(a, l->hyphened, l->hyphened_n, l->hyphened_n + 1, sizeof *v, &cap);
            if (!v)
                return;
            l->hyphened = v;
            v[l->hyphened_n++] = word_hash(str_sub(all, from, i));
        }
        i += i < all.n;
    }
    if (l->hyphened_n)
        qsort(l->hyphened, l->hyphened_n, sizeof *l->hyphened, hash_order);
}

static bool hyphened(const struct audit_layout *l, struct str word)
{
    uint64_t h = word_hash(word);
    return l->hyphened_n && bsearch(&h, l->hyphened, l->hyphened_n, sizeof h, hash_order);
}

static struct str last_word(struct str s)
{
    size_t i = s.n;
    while (i && s.p[i - 1] != ' ' && s.p[i - 1] != '\n')
        i--;
    return str_sub(s, i, s.n);
}

struct str audit_join(struct audit_layout *l, struct arena *a, struct str have, struct str more)
{
    if (!have.n)
        return more;
    if (str_ends(have, S("\xC2\xAD")))
        return str_printf(a, "%.*s%.*s", (int)have.n - 2, have.p, SF(more));
    if (have.n < 3 || have.p[have.n - 1] != '-' || have.p[have.n - 2] == ' ' || !audit_lower_at(more, 0))
        return str_printf(a, "%.*s %.*s", SF(have), SF(more));
    struct str rest = more, next = str_cut(&rest, ' ');
    if (str_is(next, "och") || str_is(next, "eller") || str_is(next, "samt") || str_is(next, "respektive"))
        return str_printf(a, "%.*s %.*s", SF(have), SF(more));
    struct str first = last_word(have);
    struct str kept = audit_fold(a, str_printf(a, "%.*s%.*s", SF(first), SF(next)));
    while (kept.n && strchr(".,;:?!)", kept.p[kept.n - 1]))
        kept.n--;
    struct str head = audit_fold(a, first);
    bool hyphen = hyphened(l, kept) || str_is(head, "it-") || str_is(head, "e-") || str_is(head, "gdpr-") || str_is(head, "nis-");
    return str_printf(a, "%.*s%.*s", (int)have.n - !hyphen, have.p, SF(more));
}

/* "¹ Policy …", "[1] …" or, at the end of a page, "1 Policy …" where no such heading can come. The mark's length or 0. */
static size_t footnote_mark(struct str s)
{
    size_t i = 0;
    while (i < s.n) {
        size_t at = i;
        uint32_t c = utf8_next(s, &at);
        if (c != 0xB9 && c != 0xB2 && c != 0xB3 && c != 0x2070 && !(c >= 0x2074 && c <= 0x2079))
            break;
        i = at;
    }
    if (i == 0 && s.n > 3 && s.p[0] == '[') {
        i = 1;
        while (i < s.n && i < 4 && s.p[i] >= '0' && s.p[i] <= '9')
            i++;
        i = i > 1 && i < s.n && s.p[i] == ']' ? i + 1 : 0;
    }
    while (i && i < s.n && s.p[i] == ' ')
        i++;
    return i < s.n ? i : 0;
}

/* The digits of a footnote that the page layout has moved down: "1 Policy för …, daterad 2022-12-14". */
static size_t plain_footnote(struct reader *r, struct str s)
{
    size_t i = 0;
    while (i < s.n && i < 2 && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    if (!i || i >= s.n || s.p[i] != ' ')
        return 0;
    struct str fold = audit_fold(r->a, s);
    struct date d;
    return audit_has(fold, "daterad") || (audit_has(fold, "beslut") && audit_date_in(fold, &d)) ? i + 1 : 0;
}

static bool goes_on(const struct audit_line *last, const struct audit_line *next, bool item, unsigned indent)
{
    if (audit_lower_at(next->text, 0))
        return true;
    if (item)
        return next->indent > indent && last->width >= 40;
    return last->width >= 60;
}

static void paragraph(struct reader *r, struct str first, enum block_kind kind)
{
    struct audit_layout *l = r->l;
    const struct audit_line *lines = l->lines.v;
    size_t from = r->at, last = r->at;
    struct str text = first;
    unsigned indent = lines[from].indent, width = lines[from].width;
    for (size_t i = from + 1; i < l->lines.n && i - from < BLOCK_LINES_MAX; i++) {
        const struct audit_line *n = &lines[i];
        struct str rest;
        int parts[6];
        if (!n->text.n || n->noise || audit_bullet(n->text) || footnote_mark(n->text) || memchr(n->text.p, '\t', n->text.n) ||
            !goes_on(&lines[last], n, kind == BLOCK_ITEM, indent) || label_of(r->a, n->text, &rest) != ROLE_PLAIN)
            break;
        unsigned depth = heading_number(n->text, parts, &rest);
        if (depth && number_follows(r, parts, depth) && audit_upper_at(rest, 0))
            break;
        text = audit_join(l, r->a, text, n->text);
        width = n->width > width ? n->width : width;
        last = i;
    }
    struct block *b = audit_block_add(l, r->a, kind, from, last);
    if (b) {
        b->text = audit_clean(r->a, text);
        b->width = width;
        b->furniture = r->contents;
    }
    r->previous = last;
    r->at = last + 1;
}

/* A paragraph that a page's end or a footnote cut in two goes on with a small letter. */
static void mend(struct audit_layout *l, struct arena *a)
{
    struct block *open = NULL;
    for (size_t i = 0; i < l->blocks_n; i++) {
        struct block *b = &l->blocks[i];
        if (b->kind == BLOCK_FOOTNOTE)
            continue;
        if (open && open->text.n + b->text.n < BLOCK_BYTES_MAX && b->section == open->section && b->kind == BLOCK_PARAGRAPH && audit_lower_at(b->text, 0)) {
            open->text = audit_join(l, a, open->text, b->text);
            open->to = b->to;
            b->text = (struct str){ 0 };
            b->furniture = true;
        } else {
            open = NULL;
        }
        struct block *whole = open ? open : b;
        if ((whole->kind == BLOCK_PARAGRAPH || whole->kind == BLOCK_ITEM) && whole->text.n && whole->width >= 40 && !strchr(".:?!;", whole->text.p[whole->text.n - 1]))
            open = whole;
        else
            open = NULL;
    }
}

enum err audit_layout_read(struct audit_lines lines, struct arena *a, struct audit_layout *ret, struct fault *f)
{
    struct audit_layout l = { .lines = lines };
    struct reader r = { .l = &l, .a = a, .previous = SIZE_MAX };
    collect_hyphened(&l, a);
    section_add(&r, (struct section){ .role = ROLE_FRONT });
    while (r.at < lines.n && !a->failed && !r.full) {
        const struct audit_line *line = &lines.v[r.at];
        struct str rest;
        size_t n;
        if (!line->text.n || line->noise) {
            r.at++;
        } else if (r.contents && contents_row(line->text)) {
            r.at++;
        } else if (audit_table_read(&l, a, r.at, &n)) {
            r.previous = n - 1;
            r.at = n;
        } else if (heading(&r, line, &rest)) {
            if (rest.n) {
                paragraph(&r, rest, l.sections[l.sections_n - 1].role == ROLE_ONE_RECOMMENDATION ? BLOCK_ITEM : BLOCK_PARAGRAPH);
            } else {
                r.previous = r.at++;
            }
        } else if ((n = footnote_mark(line->text)) || (n = plain_footnote(&r, line->text))) {
            paragraph(&r, line->text, BLOCK_FOOTNOTE);
        } else if ((n = audit_bullet(line->text))) {
            paragraph(&r, str_sub(line->text, n, line->text.n), BLOCK_ITEM);
        } else {
            paragraph(&r, line->text, BLOCK_PARAGRAPH);
        }
    }
    if (r.full)
        return fault(f, E_LIMIT, "", N_("Texten har för många rubriker: högst {1} tas emot."), "2000", NULL);
    mend(&l, a);
    for (size_t i = 0; i < l.blocks_n; i++)
        l.blocks[i].fold = audit_fold(a, l.blocks[i].text);
    if (a->failed)
        return fault(f, E_NOMEM, "", N_("Minnet räcker inte för texten."), NULL, NULL);
    *ret = l;
    return OK;
}
