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
    FIELD(response, text, .label = N_("Samlad ståndpunkt"), .flags = LONG),
    FIELD(response, decided_by, .label = N_("Beslutat av"), .refers = "body"),
    FIELD(response, decided, .label = N_("Beslutsdatum"), .flags = LISTED),
    FIELD(response, paragraph, .label = N_("Paragraf"), .flags = LISTED, .limit = { 0, 40 }),
    FIELD(response, document, .label = N_("Handling"), .refers = "document"),
};
ENTITY(response, .path = "yttranden", .one = N_("yttrande"), .many = N_("Yttranden"), .title = "title", .subject = SUBJECT_RESPONSE,
       .empty = N_("Här står de yttranden som revisorerna har begärt."));

static const struct field response_recipient_fields[] = {
    FIELD(response_recipient, response, .label = N_("Yttrande"), .refers = "response", .flags = REQUIRED | LISTED | IMMUTABLE | FOLLOWS),
    FIELD(response_recipient, recipient, .label = N_("Mottagare"), .flags = REQUIRED | LISTED, .limit = { 1, 200 }),
    FIELD(response_recipient, address, .label = N_("E-post"), .flags = EMAIL | PERSONAL, .limit = { 0, 254 }),
    FIELD(response_recipient, sent, .label = N_("Skickat"), .flags = LISTED),
    FIELD(response_recipient, method, .label = N_("Sätt"), .flags = LISTED, .limit = { 0, 100 }),
};
ENTITY(response_recipient, .path = "yttrandemottagare", .one = N_("mottagare"), .many = N_("Yttrandenas mottagare"), .title = "recipient",
       .subject = SUBJECT_RESPONSE, .empty = N_("Här står vem som ska få yttrandet och när det skickades."));

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
    FIELD(response_item, measure, .label = N_("Planerad åtgärd"), .flags = LONG | LISTED),
    FIELD(response_item, responsible, .label = N_("Ansvarig roll"), .refers = "post", .flags = LISTED),
    FIELD(response_item, deadline, .label = N_("Klart senast"), .flags = LISTED),
};
ENTITY(response_item, .path = "svar", .one = N_("svar"), .many = N_("Svar per rekommendation"), .title = "measure", .subject = SUBJECT_RESPONSE,
       .unique = "response, recommendation", .empty = N_("Här står svaret på varje rekommendation."));
