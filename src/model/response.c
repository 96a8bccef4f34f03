#include "model/response.h"

static const struct word response_state_words[] = {
    [RESPONSE_REQUESTED] = { "begart", N_("Begärt") },
    [RESPONSE_DRAFT] = { "utkast", N_("Utkast") },
    [RESPONSE_DECIDED] = { "beslutat", N_("Beslutat") },
    [RESPONSE_SENT] = { "skickat", N_("Skickat") },
    [RESPONSE_MISSING] = { "handling_saknas", N_("Handling saknas") },
};
static const struct field response_fields[] = {
    FIELD(response, audit, .label = N_("Granskning"), .refers = "audit", .flags = REQUIRED | LISTED | IMMUTABLE | FOLLOWS),
    FIELD(response, title, .label = N_("Titel"), .flags = REQUIRED | LISTED, .limit = { 1, 300 }),
    FIELD(response, addressee, .label = N_("Ska svara"), .refers = "body", .flags = LISTED),
    FIELD(response, requested_by, .label = N_("Begärt av"), .limit = { 0, 200 }),
    FIELD(response, due, .label = N_("Senast"), .flags = LISTED),
    FIELD(response, state, .label = N_("Status"), .flags = REQUIRED | LISTED, WORDS(response_state_words)),
    FIELD(response, background, .label = N_("Bakgrund"), .flags = LONG, .help = N_("Vad revisorerna har begärt, och när.")),
    FIELD(response, text, .label = N_("Samlad ståndpunkt"), .flags = LONG),
    FIELD(response, resources, .label = N_("Resurser"), .flags = LONG, .help = N_("Vad åtgärderna kräver i tid och pengar.")),
    FIELD(response, proposal, .label = N_("Förslag till beslut"), .flags = LONG),
    FIELD(response, decided_by, .label = N_("Beslutat av"), .refers = "body"),
    FIELD(response, decided, .label = N_("Beslutsdatum"), .flags = LISTED),
    FIELD(response, paragraph, .label = N_("Paragraf"), .flags = LISTED, .limit = { 0, 40 }),
    FIELD(response, document, .label = N_("Handling"), .refers = "document"),
    FIELD(response, replaces, .label = N_("Ersätter"), .refers = "response", .flags = IMMUTABLE),
    FIELD(response, sha256, .label = N_("Textens kontrollsumma"), .flags = COMPUTED, .limit = { 64, 64 }),
};
ENTITY(response, .path = "yttranden", .one = N_("yttrande"), .many = N_("Yttranden"), .title = "title", .subject = SUBJECT_RESPONSE,
       .empty = N_("Här står de yttranden som revisorerna har begärt."));

static const struct field response_recipient_fields[] = {
    FIELD(response_recipient, response, .label = N_("Yttrande"), .refers = "response", .flags = REQUIRED | LISTED | IMMUTABLE | FOLLOWS),
    FIELD(response_recipient, recipient, .label = N_("Mottagare"), .flags = REQUIRED | LISTED, .limit = { 1, 200 }),
    FIELD(response_recipient, address, .label = N_("E-post"), .flags = EMAIL | PERSONAL, .limit = { 0, 254 }),
};
ENTITY(response_recipient, .path = "yttrandemottagare", .one = N_("mottagare"), .many = N_("Yttrandenas mottagare"), .title = "recipient",
       .subject = SUBJECT_RESPONSE, .empty = N_("Här står vem som ska få yttrandet."));

static const struct field response_sending_fields[] = {
    FIELD(response_sending, response, .label = N_("Yttrande"), .refers = "response", .flags = REQUIRED | LISTED | IMMUTABLE | FOLLOWS),
    FIELD(response_sending, recipient, .label = N_("Mottagare"), .refers = "response_recipient", .flags = REQUIRED | LISTED | IMMUTABLE),
    FIELD(response_sending, sent, .label = N_("Skickat"), .flags = REQUIRED | LISTED | IMMUTABLE),
    FIELD(response_sending, method, .label = N_("Sätt"), .flags = REQUIRED | LISTED | IMMUTABLE, .limit = { 1, 100 }, .help = N_("Till exempel e-post eller brev.")),
    FIELD(response_sending, sent_by, .label = N_("Skickat av"), .refers = "account", .flags = LISTED | COMPUTED),
};
ENTITY(response_sending, .path = "utskick", .one = N_("utskick"), .many = N_("Utskick av yttranden"), .subject = SUBJECT_RESPONSE,
       .empty = N_("Här står när ett beslutat yttrande skickades, till vem och hur."));

static const struct word position_words[] = {
    [POSITION_AGREES] = { "delar", N_("Delar") },
    [POSITION_PARTLY] = { "delar_delvis", N_("Delar delvis") },
    [POSITION_DISAGREES] = { "delar_inte", N_("Delar inte") },
    [POSITION_UNANSWERED] = { "ej_besvarad", N_("Ej besvarad") },
};
static const struct field response_item_fields[] = {
    FIELD(response_item, response, .label = N_("Yttrande"), .refers = "response", .flags = REQUIRED | LISTED | IMMUTABLE | FOLLOWS),
    FIELD(response_item, recommendation, .label = N_("Rekommendation"), .refers = "recommendation", .flags = REQUIRED | LISTED | IMMUTABLE),
    FIELD(response_item, position, .label = N_("Ståndpunkt"), .flags = REQUIRED | LISTED, WORDS(position_words)),
    FIELD(response_item, reason, .label = N_("Motivering"), .flags = LONG),
    FIELD(response_item, done, .label = N_("Vidtaget"), .flags = LONG, .help = N_("Vad som redan är gjort.")),
    FIELD(response_item, measure, .label = N_("Planerad åtgärd"), .flags = LONG | LISTED),
    FIELD(response_item, responsible, .label = N_("Ansvarig roll"), .refers = "post", .flags = LISTED),
    FIELD(response_item, deadline, .label = N_("Klart senast"), .flags = LISTED),
    FIELD(response_item, follow_up, .label = N_("Uppföljning"), .flags = LONG, .help = N_("Hur det ska märkas att åtgärden har haft effekt.")),
};
ENTITY(response_item, .path = "svar", .one = N_("svar"), .many = N_("Svar per rekommendation"), .title = "measure", .subject = SUBJECT_RESPONSE,
       .unique = "response, recommendation", .empty = N_("Här står svaret på varje rekommendation."));
