#include "page/frame.h"

#include <stdlib.h>

#include "derive/show.h"
#include "domain/save.h"
#include "model/desk.h"
#include "page/asset.h"

/* The chapters in the order of the work (design: Frame). A chapter without anything to show is not shown. */
struct place { const char *chapter, *label, *to; const struct entity *entity; enum subject subject; };
static const struct place places[] = {
    { N_("Överblick"), N_("Start"), "/", NULL, SUBJECT_SELF },
    { N_("Överblick"), N_("Mina ärenden"), "/arenden", NULL, SUBJECT_SELF },
    { N_("Verksamhet"), N_("Organisationer"), NULL, &organisation_entity, 0 },
    { N_("Verksamhet"), N_("Organ"), NULL, &body_entity, 0 },
    { N_("Verksamhet"), N_("Roller"), NULL, &post_entity, 0 },
    { N_("Verksamhet"), N_("Innehav"), NULL, &assignment_entity, 0 },
    { N_("Verksamhet"), N_("Personer"), NULL, &person_entity, 0 },
    { N_("Verksamhet"), N_("Bemanning"), "/bemanning", NULL, SUBJECT_ORGANISATION },
    { N_("Verksamhet"), N_("Uppdrag"), NULL, &commission_entity, 0 },
    { N_("Verksamhet"), N_("Styrande dokument"), "/dokument/styrande", NULL, SUBJECT_DOCUMENT },
    { N_("Verksamhet"), N_("Dokument"), NULL, &document_entity, 0 },
    { N_("Verksamhet"), N_("Ordlista"), NULL, &term_entity, 0 },
    { N_("Uppföljning"), N_("Granskningar"), NULL, &audit_entity, 0 },
    { N_("Uppföljning"), N_("Rekommendationer"), NULL, &recommendation_entity, 0 },
    { N_("Uppföljning"), N_("Bedömningar"), NULL, &assessment_entity, 0 },
    { N_("Uppföljning"), N_("Yttranden"), NULL, &response_entity, 0 },
    { N_("Uppföljning"), N_("Handlingsplan"), "/handlingsplan", NULL, SUBJECT_MEASURE },
    { N_("Uppföljning"), N_("Åtgärder"), NULL, &measure_entity, 0 },
    { N_("Uppföljning"), N_("Revisionsbevis"), NULL, &evidence_entity, 0 },
    { N_("Uppföljning"), N_("Revisorernas frågor"), NULL, &information_request_entity, 0 },
    { N_("Uppföljning"), N_("Revisorernas läsning"), "/granskningar/lasning", NULL, SUBJECT_EVIDENCE },
    { N_("Uppföljning"), N_("Granskningar över åren"), "/granskningar/over-aren", NULL, SUBJECT_AUDIT },
    { N_("Direktionen"), N_("Direktionens sida"), "/direktionen", NULL, SUBJECT_BOARD },
    { N_("Direktionen"), N_("Begäranden"), NULL, &board_request_entity, 0 },
    { N_("Direktionen"), N_("Beslut"), NULL, &board_decision_entity, 0 },
    { N_("Direktionen"), N_("Presentationer"), NULL, &presentation_entity, 0 },
    { N_("Direktionen"), N_("Sammanträden"), NULL, &meeting_entity, 0 },
    { N_("Direktionen"), N_("Riskaptit"), NULL, &appetite_entity, 0 },
    { N_("Sårbarheter"), N_("Dagens förändring"), "/sarbarheter/dagens-forandring", NULL, SUBJECT_ASSET },
    { N_("Sårbarheter"), N_("Alla sårbarheter"), NULL, &exposure_entity, 0 },
    { N_("Sårbarheter"), N_("Omvärldsbevakning"), NULL, &intelligence_entity, 0 },
    { N_("Sårbarheter"), N_("Komponenter"), NULL, &installation_entity, 0 },
    { N_("Sårbarheter"), N_("Inventarier"), NULL, &installation_list_entity, 0 },
    { N_("Arkiv"), N_("Gallring"), "/arkiv/gallring", NULL, SUBJECT_DISPOSAL },
    { N_("Arkiv"), N_("Bevarandeplan"), NULL, &retention_entity, 0 },
    { N_("Arkiv"), N_("Gallringsbeslut"), NULL, &disposal_entity, 0 },
    { N_("Arkiv"), N_("Uttag för arkivet"), "/arkiv", NULL, SUBJECT_SELF },
    { N_("Arkiv"), N_("Sekretessmarkerat"), "/sekretessmarkerat", NULL, SUBJECT_SELF },
    { N_("Inställningar"), N_("Konton"), NULL, &account_entity, 0 },
    { N_("Inställningar"), N_("Behörigheter"), NULL, &seat_grant_entity, 0 },
    { N_("Inställningar"), N_("Alla register"), "/register", NULL, SUBJECT_SELF },
    { N_("Inställningar"), N_("Mina inställningar"), "/installningar", NULL, SUBJECT_SELF },
};

struct safe_html page_value(struct visit *v, const struct entity *e, const void *row, const char *field)
{
    return SAFE_HTML(v, b, show_value(&b, v->words, entity_field_named(e, str(field)), row, (struct str){ 0 }, 0));
}

struct str page_words(struct visit *v, const struct entity *e, const char *field, unsigned set)
{
    const struct field *f = entity_field_named(e, str(field));
    struct buf b cleanup(buf_free) = buf_new(4096);
    for (size_t i = 1; i < f->words_n; i++)
        if (set & 1u << i)
            buf_printf(&b, "%s%s", b.n ? ", " : "", words_get(v->words, f->words[i].label));
    return str_copy(v->arena, buf_str(&b));
}

struct str said(const struct visit *v, const char *text)
{
    return str(words_get(v->words, text));
}

struct page page_new(struct visit *v, const char *title)
{
    return (struct page){ .v = v, .body = buf_new(PAGE_BYTES_MAX), .title = said(v, title), .out = { .arena = v->arena, .words = v->words } };
}

void page_free(struct page *p)
{
    buf_free(&p->body);
}

void page_crumb(struct page *p, struct str text, struct url to)
{
    if (p->crumbs_n < LEN(p->crumbs))
        p->crumbs[p->crumbs_n++] = (struct crumb){ text, to };
}

void page_crumbs(struct page *p, const struct entity *e)
{
    page_crumb(p, said(p->v, N_("Start")), (struct url){ S("/") });
    page_crumb(p, said(p->v, e->many), url_of(p->v->arena, "/%s", e->path));
}

/* The page stands at the place's address or below it; the start page has nothing below it. Both without their first slash. */
static bool stands_at(struct str path, struct str at)
{
    return str_eq(path, at) || (at.n && str_starts(path, at) && path.p[at.n] == '/');
}

/* Which place the page belongs to: the longest address that it stands at. LEN(places) for none. */
static size_t place_of(struct visit *v)
{
    struct str path = str_sub(v->rq->path, 1, v->rq->path.n);
    size_t best = LEN(places), length = 0;
    for (size_t i = 0; i < LEN(places); i++) {
        struct str at = str(places[i].to ? places[i].to + 1 : places[i].entity->path);
        if ((at.n > length || best == LEN(places)) && stands_at(path, at)) {
            best = i;
            length = at.n;
        }
    }
    return best;
}

/* The help's part about the page: its chapter's. */
static struct url help_of(struct visit *v)
{
    static const struct { const char *chapter, *to; } parts[] = {
        { N_("Överblick"), "/hjalp#overblick" }, { N_("Verksamhet"), "/hjalp#verksamhet" }, { N_("Uppföljning"), "/hjalp#uppfoljning" },
        { N_("Direktionen"), "/hjalp#uppfoljning" }, { N_("Sårbarheter"), "/hjalp#sarbarheter" }, { N_("Arkiv"), "/hjalp#arkiv" }, { N_("Inställningar"), "/hjalp#installningar" },
    };
    size_t at = place_of(v);
    for (size_t i = 0; at < LEN(places) && i < LEN(parts); i++)
        if (strcmp(parts[i].chapter, places[at].chapter) == 0)
            return (struct url){ str(parts[i].to) };
    return (struct url){ S("/hjalp") };
}

static const struct nav_chapter *chapters(struct visit *v, size_t *ret_n)
{
    struct nav_chapter *found = arena_array(v->arena, LEN(places), sizeof *found);
    struct nav_link *links = arena_array(v->arena, LEN(places), sizeof *links);
    size_t n = 0, links_n = 0, here = place_of(v);
    for (size_t i = 0; found && links && i < LEN(places); i++) {
        const struct place *at = &places[i];
        if (!authz_may_somewhere(&v->seat, at->entity ? at->entity->subject : at->subject, RIGHT_READ))
            continue;
        if (n == 0 || strcmp(found[n - 1].title, at->chapter) != 0)
            found[n++] = (struct nav_chapter){ .title = at->chapter, .links = &links[links_n] };
        links[links_n++] = (struct nav_link){ at->label, at->entity ? url_of(v->arena, "/%s", at->entity->path) : (struct url){ str(at->to) }, i == here };
        found[n - 1].n++;
    }
    *ret_n = n;
    return found;
}

static const char *scheme(struct visit *v)
{
    struct str chosen = request_cookie(v->rq, "samsyn-theme");
    return str_is(chosen, "light") ? "light" : str_is(chosen, "dark") ? "dark" : "auto";
}

enum err page_send(struct page *p, struct fault *f)
{
    struct visit *v = p->v;
    TRY(buf_check(&p->body, f));
    const struct field *role = entity_field_named(&seat_grant_entity, S("role"));
    struct frame_view frame = {
        .lang = v->words->lang, .scheme = scheme(v), .assets = asset_version, .title = p->title, .organisation = v->organisation, .login = v->login,
        .seat = v->seat.role && v->seat.role < role->words_n ? said(v, role->words[v->seat.role].label) : (struct str){ 0 },
        .crumbs = p->crumbs, .crumbs_n = p->crumbs_n, .csrf = v->csrf, .help = help_of(v), .here = { v->rq->method == METHOD_GET ? v->rq->target : S("/") },
        .signed_in = v->seat.role != 0, .demo = v->demo, .past = v->past, .day = v->day, .now = v->now, .secrecy = p->secrecy,
        .body = { buf_str(&p->body) }, .wide_start = p->start,
    };
    if (frame.signed_in)
        frame.chapters = chapters(v, &frame.chapters_n);
    struct out out = { &v->rs->body, v->arena, v->words };
    template_frame(&out, &frame);
    if (v->arena->failed)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    return buf_check(&v->rs->body, f);
}

struct str page_next(struct str wanted, const char *otherwise)
{
    return url_is_local(wanted) ? wanted : str(otherwise);
}

struct str page_param(struct visit *v, const char *name)
{
    struct form params;
    if (form_parse_urlencoded(v->arena, v->rq->query, &params, NULL) != OK)
        return (struct str){ 0 };
    return form_get(&params, name);
}

enum err page_go(struct visit *v, struct url to)
{
    response_redirect(v->rs, url_is_local(to.s) ? to.s : S("/"));
    return OK;
}

bool page_may(const struct visit *v, const struct entity *e, const void *row, enum right least)
{
    return !v->past && store_may(&v->seat, e, row, least, NULL) == OK;
}

bool page_may_create(const struct visit *v, const struct entity *e)
{
    const struct transition *first[TRANSITIONS_MAX];
    size_t n = domain_transitions(e, 0, first);
    enum right least = n ? RIGHT_DECIDE : RIGHT_PROPOSE; /* what the easiest way into the world takes */
    for (size_t i = 0; i < n; i++)
        least = first[i]->least < least ? first[i]->least : least;
    return !v->past && !(e->flags & (NO_CREATE | PLUMBING)) && authz_right(v->seat.role, e->subject, RELATION_OWN) >= least;
}

static struct str input_get(const void *ctx, const char *name)
{
    return form_get(ctx, name);
}

struct form_input page_input(const struct visit *v)
{
    return (struct form_input){ input_get, &v->form };
}

enum err page_options(struct visit *v, const struct entity *e, size_t limit, bool (*wanted)(const struct field *f), struct form_options **ret, size_t *ret_n,
                      struct fault *f)
{
    struct reading *r;
    TRY(visit_reading(v, &r, f));
    struct form_options *all = arena_array(v->arena, entity_fields(e), sizeof *all);
    size_t n = 0;
    for (size_t i = 0; all && i < entity_fields(e); i++) {
        const struct field *field = entity_field(e, i);
        const struct entity *to = field->refers ? model_entity(str(field->refers)) : NULL;
        if (!to || (field->flags & COMPUTED) || !to->path || (wanted && !wanted(field)))
            continue;
        bool *title = arena_array(v->arena, entity_fields(to), sizeof *title); /* none but what is sorted by */
        struct query q = { .entity = to, .limit = limit, .sort = to->title ? entity_field_named(to, str(to->title)) : NULL, .only = title };
        if (!title)
            return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
        struct rows rows;
        enum err failed = store_list(r, v->arena, &q, &rows, f);
        if (failed == E_DENIED || failed == E_ABSENT)
            continue;
        TRY(failed);
        struct form_option *options = arena_array(v->arena, rows.n, sizeof *options);
        if (!options)
            return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
        for (size_t k = 0; k < rows.n; k++) {
            const void *row = rows_at(&rows, to, k);
            options[k] = (struct form_option){ ((const struct row *)row)->id, row_title(to, row) };
        }
        all[n++] = (struct form_options){ field, options, rows.n };
    }
    *ret = all;
    *ret_n = n;
    return all ? OK : fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

struct url page_url(struct visit *v, const struct entity *e, int64_t id, const char *tail)
{
    return url_of(v->arena, "/%s/%lld%s", e->path, (long long)id, tail);
}

struct faults page_faults(struct visit *v)
{
    return (struct faults){ .arena = v->arena };
}

struct str page_place(struct visit *v, const char *place)
{
    struct buf b cleanup(buf_free) = buf_new(2 * FAULT_PLACE);
    words_put_place(&b, v->words, str(place));
    return str_copy(v->arena, buf_str(&b));
}

struct safe_html page_summary(struct visit *v, const struct entity *e, const struct faults *fs)
{
    return SAFE_HTML(v, b, form_summary_html(&b, v->words, e, fs));
}

struct str page_account(struct visit *v, struct reading *r, account_id id)
{
    if (id.v == 0)
        return said(v, N_("systemet"));
    struct account *account = row_new(v->arena, &account_entity);
    if (account && store_get(r, v->arena, &account_entity, id.v, account, NULL) == OK)
        return account->login;
    return str_printf(v->arena, "%s %lld", words_get(v->words, N_("konto")), (long long)id.v);
}

/* ---- faults as pages ---- */

static const struct { enum err code; const char *happened, *what; } explanations[] = {
    { E_INVALID, N_("Något i det som skickades är fel"), N_("Gå tillbaka, rätta uppgiften och försök igen.") },
    { E_DENIED, N_("Du får inte göra det här"), N_("Byt plats om du har flera, eller be den som är administratör om behörighet.") },
    { E_ABSENT, N_("Sidan finns inte"), N_("Kontrollera adressen. Posten kan också vara en som du inte får se.") },
    { E_CONFLICT, N_("Någon hann före"), N_("Läs in sidan på nytt och gör om ändringen.") },
    { E_LIMIT, N_("En gräns är nådd"), N_("Försök med mindre åt gången, eller vänta en stund.") },
    { E_NOMEM, N_("Servern har inte plats just nu"), N_("Vänta en stund och försök igen.") },
    { E_IO, N_("Servern når inte sina data"), N_("Ingenting är sparat. Vänta en stund och försök igen.") },
    { E_FULL, N_("Disken är full"), N_("Ingenting är sparat. Det går att läsa. Säg till den som sköter servern.") },
    { E_BUG, N_("Något gick fel i Samsyn"), N_("Ingenting är sparat. Försök igen, och hör av dig om det upprepas.") },
};

void page_fault(struct visit *v, int status, const struct fault *f)
{
    const struct fault none = { .code = status == 404 ? E_ABSENT : status < 500 ? E_INVALID : E_BUG };
    const struct fault *told = f ? f : &none;
    size_t at = LEN(explanations) - 1;
    for (size_t i = 0; i < LEN(explanations); i++)
        if (explanations[i].code == told->code)
            at = i;
    struct fault_view view = {
        .happened = explanations[at].happened, .what = explanations[at].what, .place = page_place(v, told->place),
        .why = { told->text ? told->text : "", str(told->arg[0]), str(told->arg[1]) }, .back = { S("/") }, .nonce = v->nonce,
        .status = status,
    };
    buf_reset(&v->rs->body);
    PAGE(p, v, explanations[at].happened);
    template_error(&p.out, &view);
    if (page_send(&p, NULL) != OK) { /* no memory for the frame: the plain sentence must still come out */
        buf_reset(&v->rs->body);
        buf_html(&v->rs->body, said(v, view.happened));
    }
}
