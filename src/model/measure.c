#include "model/measure.h"

static const struct word measure_state_words[] = {
    [MEASURE_PROPOSED] = { "foreslagen", N_("Föreslagen") },
    [MEASURE_DECIDED] = { "beslutad", N_("Beslutad") },
    [MEASURE_ONGOING] = { "pagar", N_("Pågår") },
    [MEASURE_WAITING] = { "vantar", N_("Väntar på") },
    [MEASURE_DONE] = { "klar", N_("Klar") },
    [MEASURE_CANCELLED] = { "avbruten", N_("Avbruten") },
};
static const struct word ground_words[] = {
    [GROUND_SUPPLIER] = { "leverantor", N_("Leverantörens rekommendation") },
    [GROUND_RISK] = { "risk", N_("Riskanalys") },
    [GROUND_CLASSIFICATION] = { "klassning", N_("Klassning") },
    [GROUND_LAW] = { "lag", N_("Lagkrav") },
    [GROUND_INCIDENT] = { "incident", N_("Incident") },
    [GROUND_CONTINUITY] = { "kontinuitet", N_("Kontinuitetsplan") },
    [GROUND_POLICY] = { "policy", N_("Policy eller riktlinje") },
    [GROUND_PRACTICE] = { "god_praxis", N_("God praxis") },
    [GROUND_UNKNOWN] = { "okand", N_("Okänd") },
};
static const struct word effect_words[] = {
    [EFFECT_FULL] = { "verkan", N_("Avsedd effekt") },
    [EFFECT_PARTLY] = { "delvis", N_("Delvis effekt") },
    [EFFECT_NONE] = { "ingen", N_("Ingen effekt") },
};
static const struct field measure_fields[] = {
    FIELD(measure, title, .label = N_("Åtgärd"), .flags = REQUIRED | LISTED, .limit = { 1, 300 }),
    FIELD(measure, text, .label = N_("Beskrivning"), .flags = LONG),
    FIELD(measure, responsible, .label = N_("Ansvarig roll"), .refers = "post", .flags = LISTED),
    FIELD(measure, organisation, .label = N_("Utförs av"), .refers = "organisation", .flags = COUNTERPARTY,
          .help = N_("Organisationen som genomför åtgärden, om det inte är ägaren.")),
    FIELD(measure, state, .label = N_("Status"), .flags = REQUIRED | LISTED, WORDS(measure_state_words)),
    FIELD(measure, ground, .label = N_("Grund"), WORDS(ground_words), .help = N_("Vad som har avgjort att åtgärden behövs.")),
    FIELD(measure, start, .label = N_("Startar")),
    FIELD(measure, due, .label = N_("Klart senast"), .flags = LISTED),
    FIELD(measure, cost, .label = N_("Kostnad"), .limit = { 0, 100000000000000 }),
    FIELD(measure, expected, .label = N_("Förväntad effekt"), .flags = LONG, .limit = { 0, 4000 }),
    FIELD(measure, waits_for, .label = N_("Väntar på"), .limit = { 0, 1000 }, .help = N_("Beslutet eller händelsen som måste komma först.")),
    FIELD(measure, waits_link, .label = N_("Posten den väntar på"), .flags = LINK, .limit = { 0, 80 }, .help = N_("Till exempel response/4.")),
    FIELD(measure, waits_since, .label = N_("Har väntat sedan")),
    FIELD(measure, look_again, .label = N_("Prövas på nytt"), .flags = LISTED, .help = N_("Dagen då ni ser efter om åtgärden fortfarande måste vänta.")),
    FIELD(measure, needs_evidence, .label = N_("Kräver bevis"), .help = N_("Åtgärden kan inte bli klar förrän ett bevis finns.")),
    FIELD(measure, done, .label = N_("Blev klar")),
    FIELD(measure, effect, .label = N_("Effekt"), .flags = COMPUTED | LISTED, WORDS(effect_words)),
    FIELD(measure, cancelled_why, .label = N_("Varför den avbröts"), .limit = { 0, 1000 }),
};
ENTITY(measure, .path = "atgarder", .one = N_("åtgärd"), .many = N_("Åtgärder"), .title = "title", .subject = SUBJECT_MEASURE,
       .empty = N_("Här står handlingsplanens åtgärder. Lägg till en här eller från en rekommendation."));

static const struct word origin_words[] = {
    [ORIGIN_RECOMMENDATION] = { "rekommendation", N_("Revision") },
    [ORIGIN_RISK] = { "risk", N_("Risk") },
    [ORIGIN_INCIDENT] = { "incident", N_("Incident") },
    [ORIGIN_CLASSIFICATION] = { "klassning", N_("Klassning") },
    [ORIGIN_CONTROL_GAP] = { "brist", N_("Brist i säkerhetsåtgärd") },
    [ORIGIN_INTERNAL_CONTROL] = { "internkontroll", N_("Internkontroll") },
    [ORIGIN_LAW] = { "lag", N_("Lag eller avtal") },
};
static const struct field measure_origin_fields[] = {
    FIELD(measure_origin, measure, .label = N_("Åtgärd"), .refers = "measure", .flags = REQUIRED | LISTED | IMMUTABLE | FOLLOWS),
    FIELD(measure_origin, kind, .label = N_("Ursprung"), .flags = REQUIRED | LISTED | IMMUTABLE, WORDS(origin_words)),
    FIELD(measure_origin, recommendation, .label = N_("Rekommendation"), .refers = "recommendation", .flags = LISTED | IMMUTABLE),
    FIELD(measure_origin, link, .label = N_("Annan post"), .flags = LINK | IMMUTABLE, .limit = { 0, 80 }, .help = N_("Till exempel finding/3.")),
    FIELD(measure_origin, text, .label = N_("Beskrivning"), .flags = LISTED, .limit = { 0, 1000 }, .help = N_("När ursprunget inte är en post här.")),
};
ENTITY(measure_origin, .path = "atgarders-ursprung", .one = N_("ursprung"), .many = N_("Åtgärders ursprung"), .subject = SUBJECT_MEASURE,
       .empty = N_("Här står vad varje åtgärd svarar på."));

static const struct field effect_followup_fields[] = {
    FIELD(effect_followup, measure, .label = N_("Åtgärd"), .refers = "measure", .flags = REQUIRED | LISTED | IMMUTABLE | FOLLOWS),
    FIELD(effect_followup, dated, .label = N_("Datum"), .flags = REQUIRED | LISTED | IMMUTABLE),
    FIELD(effect_followup, method, .label = N_("Metod"), .flags = REQUIRED | LISTED | IMMUTABLE, .limit = { 1, 1000 },
          .help = N_("Hur ni tog reda på om åtgärden hjälpte: prov, mätning, stickprov.")),
    FIELD(effect_followup, effect, .label = N_("Resultat"), .flags = REQUIRED | LISTED | IMMUTABLE, WORDS(effect_words)),
    FIELD(effect_followup, text, .label = N_("Iakttagelser"), .flags = LONG | IMMUTABLE),
    FIELD(effect_followup, performed_by, .label = N_("Utförd av"), .refers = "post", .flags = REQUIRED | LISTED | IMMUTABLE,
          .help = N_("Någon annan än den som ansvarar för åtgärden.")),
};
ENTITY(effect_followup, .path = "effektuppfoljningar", .one = N_("effektuppföljning"), .many = N_("Effektuppföljningar"), .subject = SUBJECT_MEASURE,
       .empty = N_("Här står om åtgärderna har hjälpt, enligt någon annan än den som ansvarar för dem."));

static const struct word own_view_words[] = {
    [VIEW_DONE] = { "genomford", N_("Vi anser att den är genomförd") },
    [VIEW_PARTLY] = { "delvis", N_("Vi anser att den är delvis genomförd") },
    [VIEW_NOT] = { "inte", N_("Vi anser att den inte är genomförd") },
};
static const struct field own_assessment_fields[] = {
    FIELD(own_assessment, recommendation, .label = N_("Rekommendation"), .refers = "recommendation", .flags = REQUIRED | LISTED | IMMUTABLE | FOLLOWS),
    FIELD(own_assessment, view, .label = N_("Egen bedömning"), .flags = REQUIRED | LISTED, WORDS(own_view_words),
          .help = N_("Vad vi själva anser. Bara revisorernas bedömning gör att rekommendationen räknas som genomförd.")),
    FIELD(own_assessment, dated, .label = N_("Datum"), .flags = REQUIRED | LISTED),
    FIELD(own_assessment, text, .label = N_("Motivering"), .flags = REQUIRED | LISTED | LONG, .limit = { 1, 8000 }),
    FIELD(own_assessment, post, .label = N_("Bedömd av"), .refers = "post", .flags = LISTED),
};
ENTITY(own_assessment, .path = "egna-bedomningar", .one = N_("egen bedömning"), .many = N_("Egna bedömningar"), .title = "text", .subject = SUBJECT_MEASURE,
       .empty = N_("Här står vad vi själva anser om rekommendationerna. Revisorernas bedömningar står för sig."));

static const struct word no_action_state_words[] = {
    [NO_ACTION_PROPOSED] = { "foreslaget", N_("Föreslaget") },
    [NO_ACTION_DECIDED] = { "beslutat", N_("Beslutat") },
};
static const struct field no_action_fields[] = {
    FIELD(no_action, recommendation, .label = N_("Rekommendation"), .refers = "recommendation", .flags = REQUIRED | LISTED | IMMUTABLE | FOLLOWS),
    FIELD(no_action, state, .label = N_("Status"), .flags = REQUIRED | LISTED, WORDS(no_action_state_words)),
    FIELD(no_action, reason, .label = N_("Skäl"), .flags = REQUIRED | LISTED | LONG, .limit = { 1, 8000 }, .help = N_("Varför rekommendationen inte leder till någon åtgärd.")),
    FIELD(no_action, decided_by, .label = N_("Beslutat av"), .refers = "body", .flags = LISTED,
          .help = N_("Direktionen, eller det högre organ som rekommendationen är riktad till.")),
    FIELD(no_action, decided, .label = N_("Beslutsdatum"), .flags = LISTED),
    FIELD(no_action, paragraph, .label = N_("Paragraf"), .limit = { 0, 40 }),
    FIELD(no_action, review, .label = N_("Prövas på nytt"), .flags = REQUIRED | LISTED),
    FIELD(no_action, document, .label = N_("Protokoll"), .refers = "document"),
};
ENTITY(no_action, .path = "beslut-utan-atgard", .one = N_("beslut att inte gå vidare"), .many = N_("Beslut att inte gå vidare"), .title = "reason",
       .subject = SUBJECT_NO_ACTION, .unique = "recommendation", .empty = N_("Här står de rekommendationer som direktionen har beslutat att inte gå vidare med, och varför."));

static const struct word request_state_words[] = {
    [REQUEST_ASKED] = { "stalld", N_("Väntar på svar") },
    [REQUEST_ANSWERED] = { "besvarad", N_("Besvarad") },
    [REQUEST_WITHDRAWN] = { "aterkallad", N_("Återkallad") },
};
static const struct field information_request_fields[] = {
    FIELD(information_request, audit, .label = N_("Granskning"), .refers = "audit", .flags = REQUIRED | LISTED | IMMUTABLE | FOLLOWS),
    FIELD(information_request, question, .label = N_("Fråga"), .flags = REQUIRED | LISTED | LONG | IMMUTABLE, .limit = { 1, 4000 }),
    FIELD(information_request, asked_by, .label = N_("Frågan ställs av"), .flags = IMMUTABLE, .limit = { 0, 200 }, .help = N_("Rollen räcker, till exempel sakkunnigt biträde.")),
    FIELD(information_request, asked, .label = N_("Ställd"), .flags = LISTED | IMMUTABLE),
    FIELD(information_request, due, .label = N_("Svar senast"), .flags = LISTED),
    FIELD(information_request, state, .label = N_("Status"), .flags = REQUIRED | LISTED, WORDS(request_state_words)),
    FIELD(information_request, answer, .label = N_("Svar"), .flags = LONG, .help = N_("Handlingar som hör till svaret läggs till som revisionsbevis.")),
    FIELD(information_request, answered, .label = N_("Besvarad")),
    FIELD(information_request, answered_by, .label = N_("Besvarad av"), .refers = "post"),
};
ENTITY(information_request, .path = "fragor", .one = N_("fråga från revisorerna"), .many = N_("Revisorernas frågor"), .title = "question",
       .subject = SUBJECT_REQUEST, .empty = N_("Här står vad revisorerna har begärt att få veta och vad de fick för svar."));
