/* Signatures, distribution, who performed the audit, and the documents that footnotes name. */
#include "feed/audit_find.h"

/* ---- signatures ---- */

/* A line with a role: "Revisor, Kungsör", "Ordförande", "Certifierad revisor och kundansvarig". */
static bool role_line(const struct block *b)
{
    static const char *const begins[] = { "revisor", "ordförande", "vice ordförande", "förtroendevald revisor", "lekmannarevisor", "kommunal revisor", "certifierad",
        "kundansvarig", "projektledare", "uppdragsledare", "granskningsledare", "verksamhetsrevisor", "auktoriserad revisor", "konsult", "senior konsult" };
    if (b->kind != BLOCK_PARAGRAPH || b->width > 70 || !b->text.n || strchr(".:?!", b->text.p[b->text.n - 1]))
        return false;
    for (size_t i = 0; i < LEN(begins); i++) {
        size_t n = strlen(begins[i]);
        if (str_starts(b->fold, str(begins[i])) && (b->fold.n == n || b->fold.p[n] == ' ' || b->fold.p[n] == ','))
            return true;
    }
    return false;
}

void find_signatures(struct finder *x)
{
    struct str method = { 0 };
    struct block *name = NULL;
    bool opened = false;
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        struct block *b = &x->l.blocks[i];
        bool front = section_of(x, b)->role == ROLE_FRONT;
        if (b->furniture || !b->text.n)
            continue;
        if (front && (audit_has(b->fold, "signed by") || audit_has(b->fold, "signerat av") || audit_has(b->fold, "elektroniskt undertecknad"))) {
            method = audit_has(b->fold, "docusign") ? S("DocuSign") : S("Elektronisk underskrift");
            b->used = true;
            continue;
        }
        if (front && b->width < 60 && str_starts(b->fold, S("för ")) && audit_has(b->fold, "revisorer") && !strchr(".,", b->text.p[b->text.n - 1])) {
            opened = true;
            b->used = true;
            continue;
        }
        if (b->kind == BLOCK_PARAGRAPH && audit_looks_like_name(x->a, b->text)) {
            name = b;
            continue;
        }
        if (role_line(b) && (name || (front && (opened || method.n)))) {
            struct str role = b->text, organisation = { 0 };
            if (front) {
                size_t cut = str_find(role, S(","), 0);
                if (cut == SIZE_MAX && str_starts(b->fold, S("revisor ")))
                    cut = 7;
                organisation = cut == SIZE_MAX ? organisation : str_trim(str_sub(role, cut + 1, role.n));
                role = str_trim(str_sub(role, 0, cut));
            }
            enum audit_part part = front ? PART_SIGNATURE : PART_PARTICIPANT;
            unsigned n = find_record(x, part);
            find_put(x, part, n, front ? "role" : "title", role, name ? CONFIDENCE_SURE : CONFIDENCE_LIKELY, b);
            if (front) {
                find_put(x, part, n, "organisation", organisation, CONFIDENCE_SURE, b);
                find_put(x, part, n, "method", method, CONFIDENCE_SURE, b);
            } else {
                find_put(x, part, n, "organisation", x->firm, CONFIDENCE_LIKELY, b);
            }
            if (name) {
                name->used = true;
                if (x->o->names)
                    find_put(x, part, n, "name", name->text, CONFIDENCE_LIKELY, name);
            }
        }
        name = NULL;
    }
}

/* ---- distribution ---- */

static unsigned label_of_distribution(struct str fold)
{
    if (str_starts(fold, S("för yttrande")) || str_starts(fold, S("för svar")))
        return 1;
    return str_starts(fold, S("för kännedom")) || str_starts(fold, S("för känned")) ? 2 : 0;
}

static void distribute(struct finder *x, struct str who, bool response, enum confidence c, struct block *b)
{
    static const char *const codes[] = { "kannedom", "yttrande" };
    unsigned n = find_record(x, PART_DISTRIBUTION);
    find_put(x, PART_DISTRIBUTION, n, "recipient", who, c, b);
    find_put(x, PART_DISTRIBUTION, n, "purpose", str(codes[response]), c, b);
}

/* Under its label, or, when a page's layout has put the labels together before the names, by who must give the yttrande. */
void find_distribution(struct finder *x)
{
    struct str addressee = { 0 };
    for (size_t i = 0; i < x->p->n; i++)
        if (x->p->items[i].part == PART_RESPONSE && strcmp(x->p->items[i].field, "addressee") == 0)
            addressee = audit_key(x->a, x->p->items[i].text);
    unsigned now = 0, labels = 0;
    size_t between = 1;
    bool known = false; /* which label the names stand under */
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        struct block *b = &x->l.blocks[i];
        if (section_of(x, b)->role != ROLE_FRONT)
            break;
        if (!b->text.n)
            continue;
        unsigned label = b->width < 80 ? label_of_distribution(b->fold) : 0;
        if (label) {
            if (now && between == 0 && label != now)
                labels = 2;
            else if (between)
                labels = 1;
            now = label;
            known = labels < 2;
            between = 0;
            b->used = true;
            size_t colon = str_find(b->text, S(":"), 0);
            struct str rest = colon == SIZE_MAX ? (struct str){ 0 } : str_trim(str_sub(b->text, colon + 1, b->text.n));
            while (rest.n && known) { /* "För kännedom: Kommunfullmäktige i Norrby, Kommunfullmäktige i Söderby" */
                distribute(x, str_trim(str_cut(&rest, ',')), label == 1, CONFIDENCE_SURE, b);
                between++;
            }
            continue;
        }
        bool person = audit_looks_like_name(x->a, b->text) && !audit_has(b->fold, "kommunfullmäktige");
        bool recipient = now && b->width <= 60 && b->kind != BLOCK_FOOTNOTE && !strchr(".:?!", b->text.p[b->text.n - 1]) && !person &&
                         (audit_has(b->fold, "direktion") || audit_has(b->fold, "fullmäktige") || audit_has(b->fold, "styrelse") || audit_has(b->fold, "nämnd") ||
                          audit_has(b->fold, "förbund") || audit_has(b->fold, "kommun") || audit_has(b->fold, "revisor")) && !audit_has(b->fold, "granskning");
        if (!recipient) {
            if (between)
                now = 0;
            continue;
        }
        between++;
        if (known) {
            distribute(x, b->text, now == 1, CONFIDENCE_SURE, b);
        } else if (addressee.n) {
            struct str key = audit_key(x->a, b->text);
            bool response = str_eq(key, addressee) || str_ends(key, addressee) || str_ends(addressee, key);
            distribute(x, b->text, response, CONFIDENCE_LIKELY, b);
        }
    }
}

/* ---- documents ---- */

struct document_word { const char *word, *type; };
static const struct document_word document_words[] = {
    { "tjänsteskrivelse", "tjansteskrivelse" }, { "policy", "policy" }, { "riktlinje", "riktlinje" }, { "anvisning", "anvisning" }, { "instruktion", "anvisning" },
    { "rutin", "rutin" }, { "plan", "plan" }, { "metod", "metod" }, { "reglemente", "instruktion" }, { "förbundsordning", "forbundsordning" }, { "avtal", "avtal" },
    { "sla", "sla" }, { "yttrande", "yttrande" },
};

/* The code of the type a title speaks of, when the model has it; otherwise "annat". */
static struct str document_type_of(struct str fold)
{
    const struct field *f = entity_field_named(&document_entity, S("type"));
    for (size_t i = 0; i < LEN(document_words); i++)
        if (audit_has(fold, document_words[i].word) && field_word(f, str(document_words[i].type)))
            return str(document_words[i].type);
    return S("annat");
}

/* The word that carries the footnote's mark: "en informationssäkerhetsanvisning²" gives "Informationssäkerhetsanvisning". */
static struct str marked_word(struct finder *x, struct str mark)
{
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        const struct block *b = &x->l.blocks[i];
        size_t at = b->kind == BLOCK_FOOTNOTE ? SIZE_MAX : str_find(b->text, mark, 0);
        if (at == SIZE_MAX || at == 0 || !audit_lower_at(b->text, at - 1))
            continue;
        size_t from = at;
        while (from && b->text.p[from - 1] != ' ')
            from--;
        return audit_capital(x->a, str_sub(b->text, from, at));
    }
    return (struct str){ 0 };
}

static void footnote(struct finder *x, struct block *b)
{
    size_t n = 0;
    while (n < b->text.n && b->text.p[n] != ' ')
        n++;
    struct str mark = str_sub(b->text, 0, n), text = str_trim(str_sub(b->text, n, b->text.n)), fold = audit_fold(x->a, text);
    struct date d;
    if (!audit_date_in(fold, &d))
        return; /* says something else than a document's date */
    size_t at = str_find(fold, S("daterad"), 0);
    if (at == SIZE_MAX)
        at = str_find(fold, S("beslut"), 0);
    if (at == SIZE_MAX)
        for (at = 0; at < fold.n && !(fold.p[at] >= '0' && fold.p[at] <= '9');)
            at++;
    struct str title = str_trim(str_sub(text, 0, at));
    while (title.n && strchr(",;( ", title.p[title.n - 1]))
        title.n--;
    enum confidence c = CONFIDENCE_SURE;
    if (!title.n) {
        title = marked_word(x, mark);
        c = CONFIDENCE_LIKELY;
    }
    if (!title.n || title.n > 300)
        return;
    struct str type = document_type_of(audit_fold(x->a, title));
    size_t colon = str_find(title, S(": "), 0);
    if (colon != SIZE_MAX && !str_eq(document_type_of(audit_fold(x->a, str_sub(title, 0, colon))), S("annat")))
        title = audit_capital(x->a, str_trim(str_sub(title, colon + 2, title.n))); /* "Tjänsteskrivelse: uppföljning …" */
    struct buf t cleanup(buf_free) = buf_new(16);
    date_put(&t, d);
    unsigned record = find_record(x, PART_DOCUMENT);
    find_put(x, PART_DOCUMENT, record, "title", title, c, b);
    find_put(x, PART_DOCUMENT, record, "type", type, CONFIDENCE_LIKELY, b);
    find_put(x, PART_DOCUMENT, record, "date", str_copy(x->a, buf_str(&t)), CONFIDENCE_SURE, b);
    find_put(x, PART_DOCUMENT, record, "note", text, CONFIDENCE_SURE, b);
}

void find_documents(struct finder *x)
{
    bool listing = false;
    size_t section = 0;
    for (size_t i = 0; i < x->l.blocks_n; i++) {
        struct block *b = &x->l.blocks[i];
        if (b->kind == BLOCK_FOOTNOTE && !b->furniture)
            footnote(x, b);
        if (b->kind == BLOCK_FOOTNOTE || !b->text.n)
            continue;
        /* "Följande dokument har granskats:" and its list */
        if (b->kind == BLOCK_PARAGRAPH || (b->kind == BLOCK_ITEM && b->text.p[b->text.n - 1] == ':')) {
            listing = section_of(x, b)->role == ROLE_METHOD && audit_has(b->fold, "dokument") && b->text.p[b->text.n - 1] == ':';
            section = b->section;
        } else if (listing && b->kind == BLOCK_ITEM && b->section == section && b->text.n <= 300) {
            struct date d;
            unsigned n = find_record(x, PART_DOCUMENT);
            size_t cut = str_find(b->fold, S(", daterad"), 0);
            find_put(x, PART_DOCUMENT, n, "title", str_sub(b->text, 0, cut), CONFIDENCE_SURE, b);
            find_put(x, PART_DOCUMENT, n, "type", document_type_of(b->fold), CONFIDENCE_LIKELY, b);
            if (audit_date_in(b->fold, &d)) {
                struct buf t cleanup(buf_free) = buf_new(16);
                date_put(&t, d);
                find_put(x, PART_DOCUMENT, n, "date", str_copy(x->a, buf_str(&t)), CONFIDENCE_SURE, b);
            }
        }
    }
}
