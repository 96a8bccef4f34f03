#include "feed/audit_report.h"

#include "base/json.h"
#include "feed/audit_find.h"

const struct audit_part_info audit_parts[PART__N] = {
    [PART_AUDIT] = { "audit", N_("Granskningen"), false, {
        { "title", N_("Titel") }, { "type", N_("Typ") }, { "date", N_("Datum") }, { "federation", N_("Förbund") }, { "firm", N_("Sakkunnigt biträde") },
        { "client", N_("Uppdragsgivare") }, { "body", N_("Granskat organ") }, { "plan_year", N_("Revisionsplan, år") }, { "motive", N_("Motiv") },
        { "purpose", N_("Syfte") }, { "scope", N_("Avgränsning") }, { "grade", N_("Samlad bedömning") }, { "grade_source", N_("Rapportens skrivning") },
        { "conclusion", N_("Samlad bedömning i en mening") }, { "conclusion_long", N_("Samlad bedömning i sin helhet") }, { "pages", N_("Antal sidor") },
        { "letter_title", N_("Missivets titel") }, { "fact_check", N_("Faktakontroll") } } },
    [PART_EARLIER_AUDIT] = { "earlier_audit", N_("Tidigare granskning"), false, {
        { "year", N_("År") }, { "title", N_("Titel") }, { "purpose", N_("Syfte") }, { "conclusion", N_("Samlad bedömning") }, { "response", N_("Svar på granskningen") } } },
    [PART_QUESTION] = { "question", N_("Revisionsfråga"), true, {
        { "text", N_("Fråga") }, { "table_text", N_("Frågan i sammanfattningstabellen") }, { "additional", N_("Tillkommande revisionsfråga") }, { "section", N_("Avsnitt") } } },
    [PART_CRITERION] = { "criterion", N_("Revisionskriterium"), true, { { "text", N_("Kriterium") }, { "kind", N_("Slag") } } },
    [PART_METHOD] = { "method", N_("Metod"), true, { { "text", N_("Metod") }, { "kind", N_("Slag") } } },
    [PART_INTERVIEW] = { "interview", N_("Intervju"), true, { { "role", N_("Intervjuad roll") }, { "fact_checked", N_("Faktakontrollerad") } } },
    [PART_DOCUMENT] = { "document", N_("Dokument"), true, { { "title", N_("Titel") }, { "type", N_("Typ") }, { "date", N_("Datum") }, { "note", N_("Fotnot") } } },
    [PART_EARLIER_RECOMMENDATION] = { "earlier_recommendation", N_("Tidigare rekommendation"), true, {
        { "text", N_("Rekommendation") }, { "code", N_("Beteckning") }, { "section", N_("Avsnitt") } } },
    [PART_RECOMMENDATION] = { "recommendation", N_("Rekommendation"), true, {
        { "text", N_("Rekommendation") }, { "code", N_("Beteckning") }, { "state", N_("Kvarstår eller tillkommer") },
        { "repeats", N_("Kvarstår från") }, { "section", N_("Avsnitt") } } },
    [PART_ASSESSMENT] = { "assessment", N_("Bedömning"), true, {
        { "of", N_("Bedömer") }, { "grade", N_("Bedömning") }, { "grade_source", N_("Rapportens skrivning") }, { "section", N_("Avsnitt") }, { "done", N_("Åtgärd") },
        { "text_short", N_("Motivering i tabellen") }, { "text_long", N_("Motivering i avsnittet") }, { "outcomes", N_("Tillkommande rekommendationer") } } },
    [PART_DISTRIBUTION] = { "distribution", N_("Mottagare av rapporten"), true, { { "recipient", N_("Mottagare") }, { "purpose", N_("Syfte") } } },
    [PART_RESPONSE] = { "response", N_("Begärt yttrande"), false, {
        { "demand", N_("Begäran") }, { "addressee", N_("Ska svara") }, { "due", N_("Senast") }, { "requested_by", N_("Begärt av") } } },
    [PART_RESPONSE_RECIPIENT] = { "response_recipient", N_("Mottagare av yttrandet"), true, { { "recipient", N_("Mottagare") }, { "address", N_("E-post") } } },
    [PART_SIGNATURE] = { "signature", N_("Underskrift"), true, {
        { "role", N_("Roll") }, { "organisation", N_("Organisation") }, { "method", N_("Metod") }, { "name", N_("Namn") } } },
    [PART_PARTICIPANT] = { "participant", N_("Granskare"), true, { { "title", N_("Titel") }, { "organisation", N_("Organisation") }, { "name", N_("Namn") } } },
    [PART_FINDING] = { "finding", N_("Iakttagelse"), true, {
        { "text", N_("Iakttagelse") }, { "section", N_("Avsnitt") }, { "severity", N_("Allvar") }, { "recommendation", N_("Rekommendation") } } },
    [PART_STATEMENT] = { "statement", N_("Uppgift och källa"), true, {
        { "text", N_("Uppgift") }, { "source", N_("Källa") }, { "section", N_("Avsnitt") }, { "interview", N_("Intervju") } } },
};

static const char *const confidence_codes[] = { "", "gissning", "trolig", "saker" };

const char *confidence_code(enum confidence c)
{
    return confidence_codes[c <= CONFIDENCE_SURE ? c : 0];
}

const char *confidence_label(enum confidence c)
{
    static const char *const labels[] = { "", N_("Gissning"), N_("Trolig"), N_("Säker") };
    return labels[c <= CONFIDENCE_SURE ? c : 0];
}

struct str audit_text_key(struct arena *a, struct str s)
{
    return audit_key(a, s);
}

/* ---- items ---- */

static size_t field_at(enum audit_part part, struct str name)
{
    for (size_t i = 0; audit_parts[part].fields[i].name; i++)
        if (str_is(name, audit_parts[part].fields[i].name))
            return i;
    return SIZE_MAX;
}

void audit_item_path(struct buf *b, const struct audit_item *item)
{
    buf_printf(b, "%s/%u/%s", audit_parts[item->part].name, item->number, item->field);
}

static bool path_read(struct str path, enum audit_part *part, unsigned *number, const char **field)
{
    struct str rest = path, name = str_cut(&rest, '/'), n = str_cut(&rest, '/');
    uint64_t v;
    for (enum audit_part p = 1; p < PART__N; p++)
        if (str_is(name, audit_parts[p].name) && str_to_uint64(n, &v) && v >= 1 && v <= (audit_parts[p].many ? AUDIT_RECORDS_MAX : 1)) {
            size_t i = field_at(p, rest);
            if (i == SIZE_MAX)
                return false;
            *part = p;
            *number = (unsigned)v;
            *field = audit_parts[p].fields[i].name;
            return true;
        }
    return false;
}

const struct audit_item *audit_item_of(const struct audit_proposal *p, enum audit_part part, unsigned number, const char *field)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->items[i].part == part && p->items[i].number == number && strcmp(p->items[i].field, field) == 0)
            return &p->items[i];
    return NULL;
}

struct audit_item *audit_item_at(const struct audit_proposal *p, struct str path)
{
    enum audit_part part;
    unsigned number;
    const char *field;
    if (!path_read(path, &part, &number, &field))
        return NULL;
    const struct audit_item *item = audit_item_of(p, part, number, field);
    return item ? &p->items[item - p->items] : NULL;
}

struct str audit_item_text(const struct audit_proposal *p, enum audit_part part, unsigned number, const char *field)
{
    const struct audit_item *item = audit_item_of(p, part, number, field);
    if (!item || !item->chosen)
        return (struct str){ 0 };
    const struct audit_item *stands = audit_parts[part].many ? audit_item_of(p, part, number, audit_parts[part].fields[0].name) : item;
    return stands && stands->chosen ? item->text : (struct str){ 0 };
}

unsigned audit_part_count(const struct audit_proposal *p, enum audit_part part)
{
    unsigned n = 0;
    for (size_t i = 0; i < p->n; i++)
        if (p->items[i].part == part && p->items[i].number > n)
            n = p->items[i].number;
    return n;
}

static bool before(const struct audit_item *a, const struct audit_item *b)
{
    if (a->part != b->part)
        return a->part < b->part;
    if (a->number != b->number)
        return a->number < b->number;
    return field_at(a->part, str(a->field)) < field_at(b->part, str(b->field));
}

static bool item_add(struct audit_proposal *p, struct arena *a, struct audit_item item)
{
    struct audit_item *v = arena_grow(a, p->items, p->n, p->n + 1, sizeof *v, &p->cap);
    if (!v)
        return false;
    p->items = v;
    size_t at = p->n++;
    while (at > 0 && before(&item, &v[at - 1])) {
        v[at] = v[at - 1];
        at--;
    }
    v[at] = item;
    return true;
}

enum err audit_proposal_set(struct audit_proposal *p, struct arena *a, struct str path, struct str text, bool chosen, struct fault *f)
{
    enum audit_part part;
    unsigned number;
    const char *field;
    if (!path_read(path, &part, &number, &field))
        return fault(f, E_INVALID, "", N_("Okänd uppgift i förslaget: {1}."), str_c(a, str_sub(path, 0, 100)), NULL);
    struct str copy = str_copy(a, text);
    struct audit_item *item = audit_item_at(p, path);
    if (item) {
        item->text = copy;
        item->chosen = chosen;
        return copy.p ? OK : fault(f, E_NOMEM, "", N_("Minnet räcker inte för texten."), NULL, NULL);
    }
    if (p->n >= AUDIT_ITEMS_MAX)
        return fault(f, E_LIMIT, "", N_("Förslaget har för många uppgifter: högst {1} tas emot."), "5000", NULL);
    struct audit_item fresh = { .part = part, .number = number, .field = field, .text = copy, .chosen = chosen, .confidence = CONFIDENCE_SURE };
    return copy.p && item_add(p, a, fresh) ? OK : fault(f, E_NOMEM, "", N_("Minnet räcker inte för texten."), NULL, NULL);
}

/* ---- what the recognisers call ---- */

unsigned find_record(struct finder *x, enum audit_part part)
{
    return x->count[part] < AUDIT_RECORDS_MAX ? ++x->count[part] : 0;
}

void find_put_span(struct finder *x, enum audit_part part, unsigned number, const char *field, struct str text, enum confidence c, struct block *first, struct block *last)
{
    if (!text.n || !number)
        return;
    if (x->p->n >= AUDIT_ITEMS_MAX) {
        x->full = true;
        return;
    }
    struct audit_item item = { .part = part, .number = number, .field = audit_parts[part].fields[field_at(part, str(field))].name, .text = text, .chosen = true, .confidence = c };
    if (first) {
        item.source = (struct passage){ first->from, last->to, first->line, section_of(x, first)->label };
        first->used = last->used = true;
    }
    if (!audit_item_of(x->p, part, number, field))
        item_add(x->p, x->a, item);
}

void find_put_at(struct finder *x, enum audit_part part, unsigned number, const char *field, struct str text, enum confidence c, const struct passage *source)
{
    if (!number)
        return;
    if (x->p->n >= AUDIT_ITEMS_MAX) {
        x->full = true;
        return;
    }
    const struct audit_item *stands = audit_item_of(x->p, part, number, audit_parts[part].fields[0].name);
    item_add(x->p, x->a, (struct audit_item){ .part = part, .number = number, .field = audit_parts[part].fields[field_at(part, str(field))].name, .text = text,
        .chosen = stands || c != CONFIDENCE_GUESS, .confidence = c, .source = *source });
}

void find_put(struct finder *x, enum audit_part part, unsigned number, const char *field, struct str text, enum confidence c, struct block *b)
{
    find_put_span(x, part, number, field, text, c, b, b);
}

/* "Anna Ek, certifierad revisor": the parts between commas that look like names give way to "[namn]", addresses go. */
static struct str without_names(struct finder *x, struct str s)
{
    struct str clean = audit_without_addresses(x->a, s), out = { 0 };
    while (clean.n) {
        struct str part = str_cut(&clean, ',');
        bool name = audit_looks_like_name(x->a, str_trim(part));
        out = str_printf(x->a, "%.*s%s%.*s", SF(out), out.n ? (name ? ", " : ",") : "", SF(name ? S("[namn]") : part));
    }
    return out;
}

static void unread(struct finder *x)
{
    struct audit_proposal *p = x->p;
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        const struct block *b = &x->l.blocks[i];
        bool opens = i + 1 < x->l.blocks_n && x->l.blocks[i + 1].used && b->text.n && b->text.p[b->text.n - 1] == ':'; /* a list that was read */
        if (b->used || b->furniture || !b->text.n || opens || (x->p->recognised && str_eq(b->text, x->firm)))
            continue;
        if (!x->o->names && b->kind == BLOCK_PARAGRAPH && audit_looks_like_name(x->a, b->text))
            continue;
        struct audit_unread *v = arena_grow(x->a, p->unread, p->unread_n, p->unread_n + 1, sizeof *v, &p->unread_cap);
        if (!v)
            return;
        p->unread = v;
        size_t end = b->text.n;
        if (end > 240) /* at a word's end */
            for (end = 240; end > 200 && b->text.p[end] != ' ';)
                end--;
        while (end < b->text.n && ((unsigned char)b->text.p[end] & 0xC0) == 0x80)
            end--;
        struct str text = x->o->names ? str_sub(b->text, 0, end) : without_names(x, str_sub(b->text, 0, end));
        if (end < b->text.n)
            text = str_printf(x->a, "%.*s …", SF(text));
        static const char *const whys[] = {
            [BLOCK_PARAGRAPH] = N_("Texten är inte tolkad."),
            [BLOCK_ITEM] = N_("En punkt i en lista som inte är känd."),
            [BLOCK_FOOTNOTE] = N_("Fotnoten anger inget dokument med datum."),
            [BLOCK_ROW] = N_("En tabellrad som inte går att knyta till något."),
        };
        v[p->unread_n++] = (struct audit_unread){ { b->from, b->to, b->line, section_of(x, b)->label }, text, whys[b->kind] };
    }
}

/* Speaks of an audit at all, and something of an audit's substance was found. */
static bool looks_like_a_report(const struct finder *x)
{
    bool words[3] = { false };
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        words[0] |= audit_has(x->l.blocks[i].fold, "granskning");
        words[1] |= audit_has(x->l.blocks[i].fold, "revis");
        words[2] |= audit_has(x->l.blocks[i].fold, "rekommend");
    }
    return words[0] && words[1] && words[2] && x->earlier.n + x->recommendations.n + x->questions.n > 0;
}

enum err audit_report_read(struct str text, const struct audit_options *o, struct arena *a, struct audit_proposal *ret, struct fault *f)
{
    struct audit_lines lines;
    struct audit_proposal p = { .report = text };
    struct finder x = { .p = &p, .a = a, .o = o };
    TRY(audit_text_lines(text, a, &lines, f));
    TRY(audit_layout_read(lines, a, &x.l, f));
    find_front(&x);
    find_background(&x);
    find_letter(&x);
    find_distribution(&x);
    find_method(&x);
    find_documents(&x);
    find_questions(&x);
    find_recommendations(&x);
    find_assessments(&x);
    find_claims(&x);
    find_signatures(&x);
    p.recognised = looks_like_a_report(&x);
    if (!p.recognised) {
        p.n = 0;
        for (size_t i = 0; i < x.l.blocks_n; i++)
            x.l.blocks[i].used = false;
    }
    unread(&x);
    if (x.full)
        return fault(f, E_LIMIT, "", N_("Förslaget har för många uppgifter: högst {1} tas emot."), "5000", NULL);
    if (a->failed)
        return fault(f, E_NOMEM, "", N_("Minnet räcker inte för texten."), NULL, NULL);
    *ret = p;
    return OK;
}

/* ---- as JSON ---- */

static void json_passage(struct buf *b, const struct passage *s)
{
    buf_printf(b, "\"line\":%u,\"from\":%zu,\"to\":%zu,\"section\":", s->line, s->from, s->to);
    buf_json(b, s->section);
}

static void json_record(struct buf *b, const struct audit_proposal *p, size_t from, size_t to)
{
    buf_put(b, S("{\"number\":"));
    buf_int(b, p->items[from].number);
    for (size_t i = from; i < to; i++) {
        const struct audit_item *item = &p->items[i];
        buf_printf(b, ",\n   \"%s\":{\"value\":", item->field);
        buf_json(b, item->text);
        buf_printf(b, ",\"chosen\":%s,\"confidence\":\"%s\",", item->chosen ? "true" : "false", confidence_code(item->confidence));
        json_passage(b, &item->source);
        buf_char(b, '}');
    }
    buf_char(b, '}');
}

void audit_proposal_json(struct buf *b, const struct audit_proposal *p)
{
    buf_printf(b, "{\"format\":\"samsyn audit proposal 1\",\"recognised\":%s", p->recognised ? "true" : "false");
    size_t i = 0;
    for (enum audit_part part = 1; part < PART__N; part++) {
        bool many = audit_parts[part].many, any = false;
        buf_printf(b, ",\n \"%s\":%s", audit_parts[part].name, many ? "[" : i < p->n && p->items[i].part == part ? "" : "null");
        while (i < p->n && p->items[i].part == part) {
            size_t to = i;
            while (to < p->n && p->items[to].part == part && p->items[to].number == p->items[i].number)
                to++;
            buf_put(b, any ? S(",\n  ") : S("\n  "));
            json_record(b, p, i, to);
            any = true;
            i = to;
        }
        if (many)
            buf_char(b, ']');
    }
    buf_put(b, S(",\n \"unread\":["));
    for (size_t k = 0; k < p->unread_n; k++) {
        buf_put(b, k ? S(",\n  {") : S("\n  {"));
        json_passage(b, &p->unread[k].source);
        buf_put(b, S(",\"text\":"));
        buf_json(b, p->unread[k].text);
        buf_put(b, S(",\"why\":"));
        buf_json(b, str(p->unread[k].why));
        buf_char(b, '}');
    }
    buf_put(b, S("]}\n"));
}

static void read_item(struct json *j, struct arena *a, struct audit_proposal *p, struct audit_item item)
{
    struct str key, word = { 0 };
    item.chosen = true;
    for (json_object(j); json_key(j, &key);) {
        if (str_is(key, "value"))
            item.text = json_string(j);
        else if (str_is(key, "chosen"))
            item.chosen = json_bool(j);
        else if (str_is(key, "confidence"))
            word = json_string(j);
        else if (str_is(key, "line"))
            item.source.line = (unsigned)json_int(j);
        else if (str_is(key, "from"))
            item.source.from = (size_t)json_int(j);
        else if (str_is(key, "to"))
            item.source.to = (size_t)json_int(j);
        else if (str_is(key, "section"))
            item.source.section = json_string(j);
        else
            json_skip(j);
    }
    item.confidence = str_is(word, "saker") ? CONFIDENCE_SURE : str_is(word, "trolig") ? CONFIDENCE_LIKELY : CONFIDENCE_GUESS;
    if (item.source.from > item.source.to || item.source.to > p->report.n)
        item.source = (struct passage){ 0 };
    if (p->n >= AUDIT_ITEMS_MAX)
        json_refuse(j, E_LIMIT, N_("Förslaget har för många uppgifter: högst {1} tas emot."), "5000", NULL);
    else if (!audit_item_of(p, item.part, item.number, item.field))
        item_add(p, a, item);
}

static void read_record(struct json *j, struct arena *a, struct audit_proposal *p, enum audit_part part, unsigned number)
{
    struct str key;
    for (json_object(j); json_key(j, &key);) {
        size_t i = field_at(part, key);
        if (str_is(key, "number")) {
            int64_t n = json_int(j);
            if (n < 1 || n > (audit_parts[part].many ? AUDIT_RECORDS_MAX : 1))
                json_refuse(j, E_INVALID, N_("Här ska ett nummer från 1 till {1} stå."), audit_parts[part].many ? "300" : "1", NULL);
            else
                number = (unsigned)n;
        } else if (i == SIZE_MAX) {
            json_refuse(j, E_INVALID, N_("Okänd uppgift i förslaget: {1}."), str_c(a, str_sub(key, 0, 100)), NULL);
            json_skip(j);
        } else {
            read_item(j, a, p, (struct audit_item){ .part = part, .number = number, .field = audit_parts[part].fields[i].name });
        }
    }
}

enum err audit_proposal_from_json(struct str text, struct str report, struct arena *a, struct audit_proposal *ret, struct fault *f)
{
    struct audit_proposal p = { .report = report };
    struct json j = json_new(text, a, JSON_LIMITS);
    struct str key;
    bool format = false;
    for (json_object(&j); json_key(&j, &key);) {
        enum audit_part part = 1;
        while (part < PART__N && !str_is(key, audit_parts[part].name))
            part++;
        if (str_is(key, "format"))
            format = str_is(json_string(&j), "samsyn audit proposal 1");
        else if (str_is(key, "recognised"))
            p.recognised = json_bool(&j);
        else if (part == PART__N || json_peek(&j) == JSON_NULL)
            json_skip(&j);
        else if (!audit_parts[part].many)
            read_record(&j, a, &p, part, 1);
        else
            for (json_array(&j); json_item(&j);)
                read_record(&j, a, &p, part, audit_part_count(&p, part) + 1);
    }
    TRY(json_end(&j, f));
    if (!format)
        return fault(f, E_INVALID, "format", N_("Här ska \"{1}\" stå."), "samsyn audit proposal 1", NULL);
    if (a->failed)
        return fault(f, E_NOMEM, "", N_("Minnet räcker inte för texten."), NULL, NULL);
    *ret = p;
    return OK;
}
