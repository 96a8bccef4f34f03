#include "model/board.h"

static const struct word meeting_state_words[] = {
    [MEETING_PLANNED] = { "planerat", N_("Planerat") },
    [MEETING_HELD] = { "hallet", N_("Hållet") },
    [MEETING_APPROVED] = { "justerat", N_("Protokollet är justerat") },
};
static const struct field meeting_fields[] = {
    FIELD(meeting, title, .label = N_("Sammanträde"), .flags = COMPUTED | LISTED, .limit = { 0, 300 }),
    FIELD(meeting, body, .label = N_("Organ"), .refers = "body", .flags = REQUIRED | LISTED),
    FIELD(meeting, dated, .label = N_("Dag"), .flags = REQUIRED | LISTED),
    FIELD(meeting, state, .label = N_("Status"), .flags = REQUIRED | LISTED, WORDS(meeting_state_words)),
    FIELD(meeting, document, .label = N_("Protokoll"), .refers = "document", .flags = LISTED),
    FIELD(meeting, note, .label = N_("Anteckning"), .flags = LONG, .limit = { 0, 4000 }),
};
ENTITY(meeting, .path = "sammantraden", .one = N_("sammanträde"), .many = N_("Sammanträden"), .title = "title", .subject = SUBJECT_BOARD, .unique = "body, dated",
       .empty = N_("Här står direktionens sammanträden. Lägg in nästa, så vet dagordningen vilken dag den gäller."));

static const struct field presentation_fields[] = {
    FIELD(presentation, title, .label = N_("Presentation"), .flags = REQUIRED | LISTED, .limit = { 1, 300 }),
    FIELD(presentation, meeting, .label = N_("Sammanträde"), .refers = "meeting", .flags = LISTED),
    FIELD(presentation, dated, .label = N_("Dag"), .flags = LISTED, .help = N_("Lämna tomt, så gäller sammanträdets dag.")),
    FIELD(presentation, prevents, .label = N_("Att förebygga")),
    FIELD(presentation, detects, .label = N_("Att upptäcka")),
    FIELD(presentation, handles, .label = N_("Att hantera")),
    FIELD(presentation, restores, .label = N_("Att återställa")),
    FIELD(presentation, presented_by, .label = N_("Presenterad av"), .refers = "post", .flags = LISTED),
    FIELD(presentation, document, .label = N_("Material"), .refers = "document", .help = N_("Filer kan också läggas till som bevis om presentationen.")),
    FIELD(presentation, questions, .label = N_("Frågor och svar"), .flags = LONG, .limit = { 0, 8000 }),
};
ENTITY(presentation, .path = "presentationer", .one = N_("presentation"), .many = N_("Presentationer"), .title = "title", .subject = SUBJECT_BOARD,
       .empty = N_("Här står vad direktionen har fått höra om förbundets förmåga. Ett år utan presentation är en avvikelse."));

static const struct word board_request_state_words[] = {
    [BOARD_REQUEST_ASKED] = { "begard", N_("Väntar på svar") },
    [BOARD_REQUEST_ANSWERED] = { "besvarad", N_("Besvarad") },
    [BOARD_REQUEST_ACCEPTED] = { "godkand", N_("Godkänd") },
    [BOARD_REQUEST_RETURNED] = { "ater", N_("Återlämnad") },
};
static const struct field board_request_fields[] = {
    FIELD(board_request, text, .label = N_("Vad direktionen begär"), .flags = REQUIRED | LISTED | LONG, .limit = { 1, 4000 }),
    FIELD(board_request, body, .label = N_("Organ"), .refers = "body", .help = N_("Lämna tomt, så gäller direktionen.")),
    FIELD(board_request, asked_by, .label = N_("Begärd av"), .limit = { 0, 200 }, .help = N_("Rollen räcker, till exempel ordföranden.")),
    FIELD(board_request, asked, .label = N_("Begärd den"), .flags = LISTED),
    FIELD(board_request, paragraph, .label = N_("Paragraf"), .limit = { 0, 40 }),
    FIELD(board_request, due, .label = N_("Svar senast"), .flags = REQUIRED | LISTED),
    FIELD(board_request, state, .label = N_("Status"), .flags = REQUIRED | LISTED, WORDS(board_request_state_words)),
    FIELD(board_request, responsible, .label = N_("Svarar"), .refers = "post", .flags = LISTED),
    FIELD(board_request, answer, .label = N_("Svar"), .flags = LONG, .limit = { 0, 20000 }),
    FIELD(board_request, answered, .label = N_("Besvarad den")),
    FIELD(board_request, document, .label = N_("Handling med svaret"), .refers = "document"),
    FIELD(board_request, presentation, .label = N_("Besvarad med presentationen"), .refers = "presentation"),
    FIELD(board_request, verdict, .label = N_("Vad som saknas i svaret"), .flags = LONG, .limit = { 0, 4000 }),
};
ENTITY(board_request, .path = "begaranden", .one = N_("begäran från direktionen"), .many = N_("Direktionens begäranden"), .title = "text", .subject = SUBJECT_BOARD,
       .empty = N_("Här står vad direktionen har begärt och fått till svar. Ett år utan begäran är en avvikelse."));

static const struct word decision_kind_words[] = {
    [DECISION_ACCEPTS_RISK] = { "accepterar_risk", N_("Accepterar en risk") },
    [DECISION_TREATS_RISK] = { "behandlar_risk", N_("Behandlar en risk") },
    [DECISION_ASSIGNS] = { "uppdrag", N_("Ger ett uppdrag") },
    [DECISION_ADOPTS] = { "faststaller", N_("Fastställer en handling") },
    [DECISION_APPETITE] = { "riskaptit", N_("Fastställer riskaptiten") },
    [DECISION_OTHER] = { "annat", N_("Annat") },
};
static const struct word decision_state_words[] = {
    [DECISION_PROPOSED] = { "foreslaget", N_("Föreslaget") },
    [DECISION_DECIDED] = { "beslutat", N_("Beslutat") },
    [DECISION_DONE] = { "genomfort", N_("Genomfört") },
};
static const struct field board_decision_fields[] = {
    FIELD(board_decision, text, .label = N_("Beslut"), .flags = REQUIRED | LISTED | LONG, .limit = { 1, 4000 }),
    FIELD(board_decision, kind, .label = N_("Slag"), .flags = REQUIRED | LISTED, WORDS(decision_kind_words)),
    FIELD(board_decision, state, .label = N_("Status"), .flags = REQUIRED | LISTED, WORDS(decision_state_words)),
    FIELD(board_decision, about, .label = N_("Om posten"), .flags = LINK, .limit = { 0, 80 }, .help = N_("Till exempel measure/4.")),
    FIELD(board_decision, meeting, .label = N_("Sammanträde"), .refers = "meeting", .flags = LISTED),
    FIELD(board_decision, dated, .label = N_("Beslutsdatum"), .flags = LISTED, .help = N_("Lämna tomt, så gäller sammanträdets dag.")),
    FIELD(board_decision, paragraph, .label = N_("Paragraf"), .limit = { 0, 40 }),
    FIELD(board_decision, responsible, .label = N_("Genomförs av"), .refers = "post", .flags = LISTED),
    FIELD(board_decision, due, .label = N_("Genomfört senast"), .flags = LISTED),
    FIELD(board_decision, done, .label = N_("Genomfört den")),
    FIELD(board_decision, follow_up, .label = N_("Vad det ledde till"), .flags = LONG, .limit = { 0, 4000 }),
};
ENTITY(board_decision, .path = "beslut", .one = N_("beslut av direktionen"), .many = N_("Direktionens beslut"), .title = "text", .subject = SUBJECT_BOARD,
       .empty = N_("Här står vad direktionen har beslutat, och vad det ledde till."));

static const struct word appetite_level_words[] = {
    [APPETITE_LOW] = { "lag", N_("Låg") },
    [APPETITE_MEDIUM] = { "medel", N_("Medel") },
    [APPETITE_HIGH] = { "hog", N_("Hög") },
};
static const struct word appetite_state_words[] = {
    [APPETITE_PROPOSED] = { "foreslagen", N_("Föreslagen") },
    [APPETITE_DECIDED] = { "beslutad", N_("Beslutad") },
};
static const struct field appetite_fields[] = {
    FIELD(appetite, year, .label = N_("År"), .flags = REQUIRED | LISTED, .limit = { 1990, 2200 }),
    FIELD(appetite, level, .label = N_("Högsta risk utan beslut av direktionen"), .flags = REQUIRED | LISTED, WORDS(appetite_level_words),
          .help = N_("Risker över nivån kräver att direktionen beslutar.")),
    FIELD(appetite, text, .label = N_("Gränsen i ord"), .flags = REQUIRED | LISTED | LONG, .limit = { 1, 4000 }),
    FIELD(appetite, yearly, .label = N_("Godtagen förväntad förlust per år"), .limit = { 0, 100000000000000 }),
    FIELD(appetite, state, .label = N_("Status"), .flags = REQUIRED | LISTED, WORDS(appetite_state_words)),
    FIELD(appetite, decided_by, .label = N_("Beslutad av"), .refers = "body"),
    FIELD(appetite, decided, .label = N_("Beslutsdatum"), .flags = LISTED),
    FIELD(appetite, paragraph, .label = N_("Paragraf"), .limit = { 0, 40 }),
};
ENTITY(appetite, .path = "riskaptit", .one = N_("riskaptit"), .many = N_("Riskaptit"), .title = "text", .subject = SUBJECT_APPETITE, .unique = "year",
       .empty = N_("Här står hur stor risk direktionen godtar, år för år. Ett år utan beslut är en avvikelse."));
