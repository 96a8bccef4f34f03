#include "model/archive.h"

static const struct word action_words[] = {
    [RETENTION_KEEP] = { "bevaras", N_("Bevaras") },
    [RETENTION_DISPOSE] = { "gallras", N_("Gallras") },
};
static const struct word start_words[] = {
    [RETENTION_FROM_CREATED] = { "skapad", N_("När posten skapades") },
    [RETENTION_FROM_CHANGED] = { "andrad", N_("När posten senast ändrades") },
    [RETENTION_FROM_REVOKED] = { "upphavd", N_("När posten upphävdes") },
};
static const struct field retention_fields[] = {
    FIELD(retention, name, .label = N_("Handlingstyp"), .flags = REQUIRED | LISTED, .limit = { 1, 200 }),
    FIELD(retention, records, .label = N_("Register"), .flags = REQUIRED | LISTED | IMMUTABLE, .limit = { 1, 60 }, .help = N_("Registrets adress, till exempel atgarder.")),
    FIELD(retention, action, .label = N_("Bevaras eller gallras"), .flags = REQUIRED | LISTED, WORDS(action_words)),
    FIELD(retention, years, .label = N_("Antal år"), .flags = LISTED, .limit = { 0, 500 }, .help = N_("Så länge posterna sparas innan de får gallras.")),
    FIELD(retention, counted, .label = N_("Räknas från"), .flags = LISTED, WORDS(start_words)),
    FIELD(retention, basis, .label = N_("Grund"), .flags = REQUIRED, .limit = { 1, 500 }, .help = N_("Punkten i informationshanteringsplanen eller arkivmyndighetens föreskrift.")),
    FIELD(retention, plan, .label = N_("Plan"), .refers = "document"),
};
ENTITY(retention, .path = "bevarandeplan", .one = N_("bevaranderegel"), .many = N_("Bevarandeplan"), .title = "name", .subject = SUBJECT_DISPOSAL,
       .empty = N_("Här står hur länge varje slags handling sparas. Det som inte står här bevaras."));

static const struct word disposal_state_words[] = {
    [DISPOSAL_PROPOSED] = { "foreslaget", N_("Föreslaget") },
    [DISPOSAL_APPROVED] = { "godkant", N_("Godkänt") },
    [DISPOSAL_DENIED] = { "avslaget", N_("Avslaget") },
};
static const struct field disposal_fields[] = {
    FIELD(disposal, title, .label = N_("Vad som ska gallras"), .flags = REQUIRED | LISTED, .limit = { 1, 300 }),
    FIELD(disposal, retention, .label = N_("Bevaranderegel"), .refers = "retention", .flags = REQUIRED | LISTED | IMMUTABLE),
    FIELD(disposal, through, .label = N_("Till och med"), .flags = REQUIRED | LISTED, .help = N_("Poster vars tid började räknas den dagen eller tidigare.")),
    FIELD(disposal, authority, .label = N_("Arkivmyndighet"), .flags = LISTED, .limit = { 0, 200 }, .help = N_("Den som har beslutat om gallringen.")),
    FIELD(disposal, decision, .label = N_("Beslutet"), .refers = "document"),
    FIELD(disposal, decided, .label = N_("Beslutat"), .flags = LISTED),
    FIELD(disposal, paragraph, .label = N_("Paragraf"), .limit = { 0, 60 }),
    FIELD(disposal, grounds, .label = N_("Prövning"), .flags = REQUIRED | LONG, .help = N_("Varför insynen, rättskipningen och forskningen inte förlorar på gallringen (arkivlagen 10 §).")),
    FIELD(disposal, state, .label = N_("Status"), .flags = REQUIRED | LISTED, WORDS(disposal_state_words)),
    FIELD(disposal, proposed_by, .label = N_("Föreslaget av"), .refers = "account", .flags = COMPUTED),
    FIELD(disposal, approved_by, .label = N_("Godkänt av"), .refers = "account", .flags = COMPUTED),
    FIELD(disposal, approved, .label = N_("Godkänt den"), .flags = COMPUTED),
    FIELD(disposal, covered, .label = N_("Poster i beslutet"), .flags = COMPUTED, .limit = { 0, INT64_MAX }),
};
ENTITY(disposal, .path = "gallringsbeslut", .one = N_("gallringsbeslut"), .many = N_("Gallringsbeslut"), .title = "title", .subject = SUBJECT_DISPOSAL,
       .empty = N_("Här står besluten att gallra. Den ena föreslår, en annan godkänner. Utan beslut bevaras allt."));
