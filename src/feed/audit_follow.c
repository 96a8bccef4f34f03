/* Questions, recommendations, assessments and how they hang together. */
#include "feed/audit_find.h"

static struct topic *subject_add(struct finder *x, struct topics *in, struct block *b, struct str text, enum confidence c)
{
    if (in->n >= AUDIT_RECORDS_MAX || !text.n || utf8_length(text) > 4000)
        return NULL;
    struct topic *v = arena_grow(x->a, in->v, in->n, in->n + 1, sizeof *v, &in->cap);
    if (!v)
        return NULL;
    in->v = v;
    v[in->n] = (struct topic){ .text = text, .fold = audit_fold(x->a, text), .key = audit_key(x->a, text), .block = b, .number = (unsigned)in->n + 1,
        .section = section_of(x, b)->label, .confidence = c };
    return &v[in->n++];
}

struct topic *find_subject(struct finder *x, struct topics *in, struct str text, double least, bool *ret_equal)
{
    struct str key = audit_key(x->a, text), fold = audit_fold(x->a, text);
    struct topic *best = NULL;
    double most = 0;
    bool tie = false;
    *ret_equal = true;
    for (size_t i = 0; i < in->n; i++) {
        if (str_eq(in->v[i].key, key))
            return &in->v[i];
        if (least > 1 || ++x->comparisons > AUDIT_COMPARISONS_MAX)
            continue;
        double d = audit_alike(in->v[i].fold, fold);
        tie = d == most ? true : d > most ? false : tie;
        if (d > most) {
            most = d;
            best = &in->v[i];
        }
    }
    *ret_equal = false;
    return best && most >= least && !tie ? best : NULL;
}

static bool question_mark(const struct block *b)
{
    return b->text.n && b->text.p[b->text.n - 1] == '?';
}

/* ---- questions ---- */

void find_questions(struct finder *x)
{
    bool equal;
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        struct block *b = &x->l.blocks[i];
        enum role role = section_of(x, b)->role;
        if ((role == ROLE_PURPOSE || role == ROLE_QUESTIONS) && b->kind == BLOCK_ITEM && question_mark(b))
            subject_add(x, &x->questions, b, b->text, CONFIDENCE_SURE);
    }
    for (size_t i = 0; i < x->l.blocks_n; i++) { /* questions with a section of their own */
        struct block *b = &x->l.blocks[i];
        const struct section *s = section_of(x, b);
        if (s->role != ROLE_ONE_QUESTION || (b->kind != BLOCK_ITEM && b->kind != BLOCK_PARAGRAPH) || !question_mark(b))
            continue;
        struct topic *q = find_subject(x, &x->questions, b->text, 0.85, &equal);
        if (!q)
            q = subject_add(x, &x->questions, b, b->text, CONFIDENCE_LIKELY);
        if (!q)
            continue;
        q->additional |= audit_has(s->fold, "tillkommande");
        q->section = s->label;
        b->subject = q->number;
        b->used = true;
    }
    for (size_t i = 0; i < x->l.blocks_n; i++) { /* the table's wording */
        struct block *b = &x->l.blocks[i];
        if (b->kind != BLOCK_ROW || (b->cells[0].kind != CELL_QUESTION && b->cells[0].kind != CELL_ADDED_QUESTION))
            continue;
        struct str text = str_sub(b->cells[0].text, audit_bullet(b->cells[0].text), b->cells[0].text.n);
        struct topic *q = find_subject(x, &x->questions, text, 0.8, &equal);
        if (!q && (q = subject_add(x, &x->questions, b, text, CONFIDENCE_LIKELY)))
            equal = true;
        if (!q)
            continue;
        q->additional |= b->cells[0].kind == CELL_ADDED_QUESTION;
        b->subject = q->number;
        if (!equal)
            q->table_text = text;
    }
    for (size_t i = 0; i < x->questions.n; i++) {
        struct topic *q = &x->questions.v[i];
        unsigned n = find_record(x, PART_QUESTION);
        q->code = str_printf(x->a, "Q%u", n);
        find_put(x, PART_QUESTION, n, "text", q->text, q->confidence, q->block);
        find_put(x, PART_QUESTION, n, "table_text", q->table_text, CONFIDENCE_LIKELY, q->block);
        find_put(x, PART_QUESTION, n, "additional", q->additional ? S("ja") : S("nej"), CONFIDENCE_SURE, q->block);
        find_put(x, PART_QUESTION, n, "section", q->section, CONFIDENCE_SURE, q->block);
    }
}

/* ---- recommendations ---- */

enum list { LIST_NONE, LIST_NEW, LIST_LEFT, LIST_ADDED, LIST_EARLIER };

/* What the list behind a paragraph that ends with ":" holds. */
static enum list list_after(const struct block *b)
{
    if (!b->text.n || b->text.p[b->text.n - 1] != ':')
        return LIST_NONE;
    if (!audit_has(b->fold, "rekommend"))
        return LIST_NONE;
    if (audit_has(b->fold, "kvarstår"))
        return LIST_LEFT;
    if (audit_has(b->fold, "tillkommer") || audit_has(b->fold, "tillkommande") || audit_has(b->fold, "nya rekommendation"))
        return LIST_ADDED;
    if (audit_has(b->fold, "tidigare") || audit_has(b->fold, "lämnades") || audit_has(b->fold, "rekommenderade"))
        return LIST_EARLIER;
    return LIST_NEW;
}

static enum list list_of_section(const struct section *s)
{
    return s->role == ROLE_NEW_LIST ? audit_has(s->fold, "tillkomm") || audit_has(s->fold, "nya") ? LIST_ADDED : LIST_NEW :
        s->role == ROLE_LEFT_LIST ? LIST_LEFT : s->role == ROLE_EARLIER_LIST ? LIST_EARLIER : LIST_NONE;
}

/* A section "Rekommendation" is an earlier one when an Åtgärd follows in its group; else it gives a new one. */
static bool is_followed(const struct finder *x, size_t section)
{
    for (size_t i = section + 1; i < x->l.sections_n && (x->l.sections[i].group == section || x->l.sections[i].role == ROLE_PLAIN); i++)
        if (x->l.sections[i].role == ROLE_DONE && x->l.sections[i].group == section)
            return true;
    return false;
}

static void take_new(struct finder *x, struct block *b, enum list list, bool letter)
{
    bool equal;
    struct str text = b->text;
    struct topic *r = find_subject(x, &x->recommendations, text, 0.9, &equal);
    if (!r)
        r = subject_add(x, &x->recommendations, b, text, letter ? CONFIDENCE_SURE : list == LIST_NONE ? CONFIDENCE_LIKELY : CONFIDENCE_SURE);
    if (!r)
        return;
    b->used = true;
    r->left |= list == LIST_LEFT;
    r->added |= list == LIST_ADDED;
}

static void take_earlier(struct finder *x, struct block *b, struct str text, enum confidence c)
{
    bool equal;
    struct topic *r = find_subject(x, &x->earlier, text, 0.9, &equal);
    if (!r)
        r = subject_add(x, &x->earlier, b, text, c);
    if (!r)
        return;
    b->subject = r->number;
    b->used = true;
}

/* Round 0: the missiv, whose list is the formal one; round 1: the report's own. */
static void walk_lists(struct finder *x, int round)
{
    enum list list = LIST_NONE;
    size_t section = SIZE_MAX;
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        struct block *b = &x->l.blocks[i];
        const struct section *s = section_of(x, b);
        if (b->kind == BLOCK_FOOTNOTE || !b->text.n || b->furniture)
            continue;
        if (b->section != section) {
            section = b->section;
            list = list_of_section(s);
            if (s->role == ROLE_ONE_RECOMMENDATION && !is_followed(x, section))
                list = LIST_NEW;
        }
        bool front = s->role == ROLE_FRONT;
        if (front != (round == 0))
            continue;
        if (b->kind != BLOCK_ITEM) {
            enum list next = list_after(b);
            if (next != LIST_NONE)
                b->used = true;
            if (next != LIST_NONE || s->role != ROLE_NEW_LIST)
                list = next;
            continue;
        }
        if (list == LIST_NONE || question_mark(b))
            continue;
        if (list == LIST_EARLIER || ((s->around == ROLE_EARLIER || s->around == ROLE_EARLIER_LIST) && list == LIST_NEW))
            take_earlier(x, b, b->text, CONFIDENCE_SURE);
        else
            take_new(x, b, list, round == 0);
    }
}

/* A cell with several: "- Revidera … - Föra dialog …". Calls for each. */
static void each_piece(struct finder *x, struct str cell, void (*take)(struct finder *x, struct str piece, void *ctx), void *ctx)
{
    size_t from = 0;
    for (size_t i = 0; i <= cell.n; i++) {
        size_t mark = i < cell.n && (i == 0 || cell.p[i - 1] == ' ') ? audit_bullet(str_sub(cell, i, cell.n)) : 0;
        if (i < cell.n && !(mark && audit_upper_at(cell, i + mark) && !(cell.p[i] >= 'a' && cell.p[i] <= 'z')))
            continue;
        struct str piece = str_trim(str_sub(cell, from, i));
        if (piece.n > 2)
            take(x, piece, ctx);
        from = i + mark;
    }
}

static void take_outcome(struct finder *x, struct str piece, void *ctx)
{
    struct block *b = ctx;
    bool equal;
    static const char *const nothing[] = { "ingen", "inga", "nej", "ej aktuell", NULL };
    struct str fold = audit_fold(x->a, piece);
    if (piece.n < 15 || (piece.n < 40 && audit_has_any(fold, nothing)))
        return;
    if (!find_subject(x, &x->recommendations, piece, 0.9, &equal))
        subject_add(x, &x->recommendations, b, piece, CONFIDENCE_LIKELY);
}

void find_recommendations(struct finder *x)
{
    for (size_t i = 0; i < x->l.blocks_n; i++) { /* sections Rekommendation with an Åtgärd: one earlier recommendation each */
        struct block *b = &x->l.blocks[i];
        const struct section *s = section_of(x, b);
        if (s->role != ROLE_ONE_RECOMMENDATION || b->kind == BLOCK_FOOTNOTE || b->kind == BLOCK_ROW || !is_followed(x, b->section))
            continue;
        bool taken = i > 0 && x->l.blocks[i - 1].section == b->section && x->l.blocks[i - 1].used;
        if (!taken)
            take_earlier(x, b, b->text, b->kind == BLOCK_ITEM ? CONFIDENCE_SURE : CONFIDENCE_LIKELY);
    }
    walk_lists(x, 0);
    walk_lists(x, 1);
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        struct block *b = &x->l.blocks[i];
        if (b->kind != BLOCK_ROW)
            continue;
        if (b->cells[0].kind == CELL_EARLIER)
            take_earlier(x, b, str_sub(b->cells[0].text, audit_bullet(b->cells[0].text), b->cells[0].text.n), CONFIDENCE_SURE);
        for (size_t c = 1; c < b->cells_n; c++)
            if (b->cells[c].kind == CELL_OUTCOME)
                each_piece(x, b->cells[c].text, take_outcome, b);
    }
    for (size_t i = 0; i < x->earlier.n; i++) {
        struct topic *r = &x->earlier.v[i];
        unsigned n = find_record(x, PART_EARLIER_RECOMMENDATION);
        r->code = x->earlier_year ? str_printf(x->a, "%d-%u", x->earlier_year, n) : str_printf(x->a, "tidigare-%u", n);
        find_put(x, PART_EARLIER_RECOMMENDATION, n, "text", r->text, r->confidence, r->block);
        find_put(x, PART_EARLIER_RECOMMENDATION, n, "code", r->code, x->earlier_year ? CONFIDENCE_SURE : CONFIDENCE_GUESS, r->block);
        find_put(x, PART_EARLIER_RECOMMENDATION, n, "section", r->section, CONFIDENCE_SURE, r->block);
    }
    for (size_t i = 0; i < x->recommendations.n; i++) {
        struct topic *r = &x->recommendations.v[i];
        bool equal;
        struct topic *old = find_subject(x, &x->earlier, r->text, 2, &equal); /* equal only */
        unsigned n = find_record(x, PART_RECOMMENDATION);
        r->code = x->year ? str_printf(x->a, "%d-%u", x->year, n) : str_printf(x->a, "ny-%u", n);
        find_put(x, PART_RECOMMENDATION, n, "text", r->text, r->confidence, r->block);
        find_put(x, PART_RECOMMENDATION, n, "code", r->code, x->year ? CONFIDENCE_SURE : CONFIDENCE_GUESS, r->block);
        find_put(x, PART_RECOMMENDATION, n, "section", r->section, CONFIDENCE_SURE, r->block);
        if (r->left != r->added)
            find_put(x, PART_RECOMMENDATION, n, "state", r->left ? S("kvarstar") : S("tillkommer"), CONFIDENCE_SURE, r->block);
        else if (old)
            find_put(x, PART_RECOMMENDATION, n, "state", S("kvarstar"), CONFIDENCE_LIKELY, r->block);
        if (old)
            find_put(x, PART_RECOMMENDATION, n, "repeats", old->code, CONFIDENCE_SURE, r->block);
    }
}

/* ---- assessments ---- */

struct found {
    struct topic *subject;
    bool question;
    struct block *row;          /* of the table */
    struct str grade_source;    /* as the table spells it */
    enum grade grade, sentence; /* of the table; of the section's first sentence */
    bool sure;
    struct str text_short;
    struct str parts[2];        /* Åtgärd, Bedömning */
    struct block *first[2], *last[2];
    struct str outcomes;
};

static const char *grade_code(enum grade g)
{
    static const char *const codes[] = { "", "ja", "delvis", "nej", "ej_bedomd" };
    return codes[g];
}

/* The paragraphs of the group's sections with that role, as one text. */
static void gather(struct finder *x, size_t group, enum role role, struct found *a, int part)
{
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        struct block *b = &x->l.blocks[i];
        const struct section *s = section_of(x, b);
        if (s->group != group || s->role != role || b->kind == BLOCK_FOOTNOTE || b->kind == BLOCK_ROW || !b->text.n || a->parts[part].n > 60000)
            continue;
        const char *mark = b->kind == BLOCK_ITEM ? "- " : "";
        a->parts[part] = a->parts[part].n ? str_printf(x->a, "%.*s\n\n%s%.*s", SF(a->parts[part]), mark, SF(b->text)) : str_printf(x->a, "%s%.*s", mark, SF(b->text));
        a->first[part] = a->first[part] ? a->first[part] : b;
        a->last[part] = b;
        b->used = true;
    }
}

static void outcome_code(struct finder *x, struct str piece, void *ctx)
{
    struct found *a = ctx;
    bool equal;
    struct topic *r = find_subject(x, &x->recommendations, piece, 0.9, &equal);
    if (r && !audit_has(a->outcomes, str_c(x->a, r->code)))
        a->outcomes = a->outcomes.n ? str_printf(x->a, "%.*s %.*s", SF(a->outcomes), SF(r->code)) : r->code;
}

static void from_row(struct finder *x, struct found *a, struct block *row)
{
    a->row = row;
    row->used = true;
    for (size_t c = 1; c < row->cells_n; c++) {
        struct cell *cell = &row->cells[c];
        size_t n;
        if (cell->kind == CELL_GRADE) {
            struct str rest = cell->text;
            if (row->header_grade.n && (a->grade = audit_grade_word(x->a, row->header_grade, &a->sure, &n))) {
                a->grade_source = str_trim(str_sub(row->header_grade, 0, n));
            } else if ((a->grade = audit_grade_word(x->a, rest, &a->sure, &n))) {
                a->grade_source = str_trim(str_sub(rest, 0, n));
                rest = str_sub(rest, n, rest.n);
                while (rest.n && (strchr(".,:;- ", rest.p[0]) || str_starts(rest, S("–"))))
                    rest = str_sub(rest, str_starts(rest, S("–")) ? 3 : 1, rest.n);
            }
            if (rest.n && !a->text_short.n)
                a->text_short = rest;
        } else if (cell->kind == CELL_TEXT && cell->text.n) {
            a->text_short = cell->text;
        } else if (cell->kind == CELL_OUTCOME) {
            each_piece(x, cell->text, outcome_code, a);
        }
    }
}

static void assess(struct finder *x, struct topic *subject, bool question)
{
    struct found a = { .subject = subject, .question = question };
    for (size_t i = 0; i < x->l.blocks_n && !a.row; i++) {
        struct block *b = &x->l.blocks[i];
        bool earlier = b->kind == BLOCK_ROW && b->cells[0].kind == CELL_EARLIER;
        if (b->kind == BLOCK_ROW && b->subject == subject->number && earlier != question)
            from_row(x, &a, b);
    }
    struct str section = { 0 };
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        struct block *b = &x->l.blocks[i];
        const struct section *s = section_of(x, b);
        if (b->subject != subject->number || b->kind == BLOCK_ROW || s->role != (question ? ROLE_ONE_QUESTION : ROLE_ONE_RECOMMENDATION))
            continue;
        gather(x, b->section, ROLE_DONE, &a, 0);
        gather(x, b->section, ROLE_GRADE, &a, 1);
        section = s->label;
        break;
    }
    struct str word;
    if (a.parts[1].n)
        a.sentence = audit_grade_sentence(x->a, audit_sentence(a.parts[1]), &word);
    enum grade grade = a.grade ? a.grade : a.sentence;
    if (!grade && !a.parts[1].n && !a.text_short.n)
        return; /* not assessed here */
    unsigned n = find_record(x, PART_ASSESSMENT);
    struct block *b = a.row ? a.row : a.first[1] ? a.first[1] : subject->block;
    find_put(x, PART_ASSESSMENT, n, "of", subject->code, CONFIDENCE_SURE, b);
    if (grade) { /* table and section that contradict each other are for the reader to judge */
        enum confidence c = !a.grade ? CONFIDENCE_LIKELY : a.sentence && a.sentence != a.grade ? CONFIDENCE_GUESS : a.sure ? CONFIDENCE_SURE : CONFIDENCE_LIKELY;
        find_put(x, PART_ASSESSMENT, n, "grade", str(grade_code(grade)), c, b);
        find_put(x, PART_ASSESSMENT, n, "grade_source", a.grade ? a.grade_source : word, c, b);
    }
    find_put(x, PART_ASSESSMENT, n, "section", section.n ? section : section_of(x, b)->label, CONFIDENCE_SURE, b);
    if (a.first[0])
        find_put_span(x, PART_ASSESSMENT, n, "done", a.parts[0], CONFIDENCE_SURE, a.first[0], a.last[0]);
    find_put(x, PART_ASSESSMENT, n, "text_short", a.text_short, CONFIDENCE_SURE, a.row);
    if (a.first[1])
        find_put_span(x, PART_ASSESSMENT, n, "text_long", a.parts[1], CONFIDENCE_SURE, a.first[1], a.last[1]);
    find_put(x, PART_ASSESSMENT, n, "outcomes", a.outcomes, CONFIDENCE_SURE, a.row);
}

void find_assessments(struct finder *x)
{
    for (size_t i = 0; i < x->earlier.n; i++)
        assess(x, &x->earlier.v[i], false);
    for (size_t i = 0; i < x->questions.n; i++)
        assess(x, &x->questions.v[i], true);
}
