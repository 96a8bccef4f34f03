#include "model/document.h"

static const struct word document_type_words[] = {
    [DOCUMENT_POLICY] = { "policy", N_("Policy") },
    [DOCUMENT_GUIDELINE] = { "riktlinje", N_("Riktlinje") },
    [DOCUMENT_INSTRUCTION] = { "anvisning", N_("Anvisning") },
    [DOCUMENT_ROUTINE] = { "rutin", N_("Rutin") },
    [DOCUMENT_PLAN] = { "plan", N_("Plan") },
    [DOCUMENT_METHOD] = { "metod", N_("Metod") },
    [DOCUMENT_CHARTER] = { "instruktion", N_("Instruktion för organ") },
    [DOCUMENT_FEDERATION_ORDER] = { "forbundsordning", N_("Förbundsordning") },
    [DOCUMENT_AUDIT_REPORT] = { "revisionsrapport", N_("Revisionsrapport") },
    [DOCUMENT_AUDIT_LETTER] = { "missiv", N_("Missiv") },
    [DOCUMENT_AUDIT_PLAN] = { "revisionsplan", N_("Revisionsplan") },
    [DOCUMENT_AUDIT_RISK] = { "revisorernas_riskanalys", N_("Revisorernas riskanalys") },
    [DOCUMENT_RESPONSE] = { "yttrande", N_("Yttrande") },
    [DOCUMENT_OFFICIAL_LETTER] = { "tjansteskrivelse", N_("Tjänsteskrivelse") },
    [DOCUMENT_AGREEMENT] = { "avtal", N_("Avtal") },
    [DOCUMENT_SLA] = { "sla", N_("Överenskommelse om servicenivå (SLA)") },
    [DOCUMENT_LAW] = { "lag", N_("Lag eller föreskrift") },
    [DOCUMENT_OTHER] = { "annat", N_("Annat dokument") },
};
static const struct word document_state_words[] = {
    [DOCUMENT_VALID] = { "gallande", N_("Gällande") },
    [DOCUMENT_UNDER_REVISION] = { "under_revidering", N_("Under revidering") },
    [DOCUMENT_DRAFT] = { "utkast", N_("Utkast") },
    [DOCUMENT_RECEIVED] = { "mottaget", N_("Mottaget") },
    [DOCUMENT_CLOSED] = { "avslutat", N_("Avslutat") },
    [DOCUMENT_MISSING] = { "handling_saknas", N_("Handling saknas") },
    [DOCUMENT_NOT_MADE] = { "ej_upprattat", N_("Ej upprättat") },
};
static const struct field document_fields[] = {
    FIELD(document, title, .label = N_("Titel"), .flags = REQUIRED | LISTED, .limit = { 1, 300 }),
    FIELD(document, type, .label = N_("Typ"), .flags = REQUIRED | LISTED, WORDS(document_type_words)),
    FIELD(document, issuer, .label = N_("Utfärdare"), .flags = LISTED, .limit = { 0, 200 }),
    FIELD(document, parent, .label = N_("Överordnat dokument"), .refers = "document"),
    FIELD(document, state, .label = N_("Status"), .flags = REQUIRED | LISTED, WORDS(document_state_words)),
    FIELD(document, case_number, .label = N_("Diarienummer"), .limit = { 0, 60 }),
    FIELD(document, audience, .label = N_("Målgrupp"), .limit = { 0, 300 }, .help = N_("Vilka som måste känna till dokumentet.")),
    FIELD(document, training, .label = N_("Utbildning"), .limit = { 0, 500 }, .help = N_("Var man lär sig vad dokumentet kräver: en kurs eller en adress.")),
    FIELD(document, note, .label = N_("Anmärkning"), .flags = LONG),
};
ENTITY(document, .path = "dokument", .one = N_("dokument"), .many = N_("Dokument"), .title = "title", .subject = SUBJECT_DOCUMENT,
       .empty = N_("Här står policy, riktlinjer, anvisningar och andra handlingar. Lägg till det första dokumentet."));

static const struct field document_version_fields[] = {
    FIELD(document_version, document, .label = N_("Dokument"), .refers = "document", .flags = REQUIRED | LISTED | FOLLOWS | IMMUTABLE),
    FIELD(document_version, number, .label = N_("Versionsnummer"), .flags = LISTED, .limit = { 0, 40 }),
    FIELD(document_version, dated, .label = N_("Daterad"), .flags = REQUIRED | LISTED, .help = N_("År, månad eller dag. Frågetecken när datum saknas.")),
    FIELD(document_version, decided_by, .label = N_("Beslutad av"), .refers = "body", .flags = LISTED),
    FIELD(document_version, paragraph, .label = N_("Paragraf"), .limit = { 0, 40 }),
    FIELD(document_version, valid_from, .label = N_("Gäller från"), .flags = LISTED),
    FIELD(document_version, valid_to, .label = N_("Gäller till")),
    FIELD(document_version, next_review, .label = N_("Nästa översyn"), .flags = LISTED),
    FIELD(document_version, pages, .label = N_("Antal sidor"), .limit = { 0, 100000 }),
    FIELD(document_version, text, .label = N_("Text"), .flags = LONG,
          .help = N_("Dokumentets text, för sökning och jämförelse mellan versioner. Lämna tomt om filen är en PDF med text.")),
    FIELD(document_version, sha256, .label = N_("Filens kontrollsumma (SHA-256)"), .flags = COMPUTED, .limit = { 0, 64 }),
    FIELD(document_version, file_name, .label = N_("Filnamn"), .flags = COMPUTED, .limit = { 0, 255 }),
    FIELD(document_version, media_type, .label = N_("Filtyp"), .flags = COMPUTED, .limit = { 0, 100 }),
    FIELD(document_version, bytes, .label = N_("Storlek i byte"), .flags = COMPUTED, .limit = { 0, INT64_MAX }),
};
ENTITY(document_version, .path = "dokumentversioner", .one = N_("dokumentversion"), .many = N_("Dokumentversioner"), .title = "number",
       .subject = SUBJECT_DOCUMENT, .empty = N_("Här står varje daterad version av dokumenten."));

static const struct word part_words[] = {
    [CONTENT_GOALS] = { "mal", N_("Mål") },
    [CONTENT_ROLES] = { "roller", N_("Roller") },
    [CONTENT_RESPONSIBILITY] = { "ansvar", N_("Ansvar") },
    [CONTENT_FOLLOW_UP] = { "uppfoljning", N_("Uppföljning") },
    [CONTENT_INCIDENTS] = { "incidentrapportering", N_("Incidentrapportering") },
};
static const struct word presence_words[] = {
    [PRESENT_YES] = { "ja", N_("Ja") },
    [PRESENT_PARTLY] = { "delvis", N_("Delvis") },
    [PRESENT_NO] = { "nej", N_("Nej") },
};
static const struct field document_part_fields[] = {
    FIELD(document_part, edition, .label = N_("Dokumentversion"), .refers = "document_version", .flags = REQUIRED | LISTED | FOLLOWS | IMMUTABLE),
    FIELD(document_part, part, .label = N_("Innehåll"), .flags = REQUIRED | LISTED | IMMUTABLE, WORDS(part_words)),
    FIELD(document_part, found, .label = N_("Finns i dokumentet"), .flags = REQUIRED | LISTED, WORDS(presence_words)),
    FIELD(document_part, place, .label = N_("Var"), .flags = LISTED, .limit = { 0, 200 }, .help = N_("Avsnitt eller sida.")),
};
ENTITY(document_part, .path = "innehallskontroll", .one = N_("innehållskontroll"), .many = N_("Innehållskontroll"), .subject = SUBJECT_DOCUMENT, .unique = "edition, part",
       .empty = N_("Här står vad en policy måste reglera och var i dokumentet det står."));

static const struct word knowledge_words[] = {
    [KNOWN] = { "kand", N_("Känd") },
    [KNOWN_PARTLY] = { "delvis_kand", N_("Delvis känd") },
    [KNOWN_NOT] = { "ej_kand", N_("Ej känd") },
};
static const struct field document_audience_fields[] = {
    FIELD(document_audience, document, .label = N_("Dokument"), .refers = "document", .flags = REQUIRED | LISTED | IMMUTABLE),
    FIELD(document_audience, organisation, .label = N_("Organisation"), .refers = "organisation", .flags = REQUIRED | LISTED | COUNTERPARTY | IMMUTABLE),
    FIELD(document_audience, expected, .label = N_("Antal som ska läsa"), .flags = LISTED, .limit = { 0, 1000000 }),
    FIELD(document_audience, due, .label = N_("Läst senast"), .flags = LISTED),
    FIELD(document_audience, elsewhere, .label = N_("Antal som har bekräftat på annat håll"), .limit = { 0, 1000000 },
          .help = N_("De som har bekräftat i organisationens eget system. De som bekräftar här räknas för sig.")),
    FIELD(document_audience, elsewhere_dated, .label = N_("Uppgiften gäller den")),
    FIELD(document_audience, known, .label = N_("Kännedom"), .flags = LISTED, WORDS(knowledge_words)),
    FIELD(document_audience, source, .label = N_("Underlag för kännedomen"), .limit = { 0, 400 }, .help = N_("Hur man vet det: en enkät, intervjuer, en granskning.")),
};
ENTITY(document_audience, .path = "malgrupper", .one = N_("målgrupp"), .many = N_("Målgrupper"), .subject = SUBJECT_DOCUMENT, .unique = "document, organisation",
       .empty = N_("Här står vilka organisationer som måste känna till varje dokument, och hur många det gäller."));

static const struct field reading_confirmation_fields[] = {
    FIELD(reading_confirmation, edition, .label = N_("Dokumentversion"), .refers = "document_version", .flags = REQUIRED | LISTED | IMMUTABLE),
    FIELD(reading_confirmation, account, .label = N_("Konto"), .refers = "account", .flags = LISTED | COMPUTED),
};
ENTITY(reading_confirmation, .path = "lasbekraftelser", .one = N_("läsbekräftelse"), .many = N_("Läsbekräftelser"), .subject = SUBJECT_CONFIRMATION, .flags = NO_CREATE,
       .unique = "edition, account", .empty = N_("Här står vem som har läst vilken version."));

static const struct word source_type_words[] = {
    [SOURCE_INTERVIEW] = { "intervju", N_("Intervju") },
    [SOURCE_DOCUMENT] = { "dokument", N_("Dokument") },
    [SOURCE_OBSERVATION] = { "observation", N_("Observation") },
};
static const struct field evidence_fields[] = {
    FIELD(evidence, title, .label = N_("Vad det visar"), .flags = REQUIRED | LISTED | IMMUTABLE, .limit = { 1, 300 }),
    FIELD(evidence, about, .label = N_("Gäller"), .flags = REQUIRED | LISTED | LINK | IMMUTABLE, .limit = { 1, 80 },
          .help = N_("Posten som beviset hör till, till exempel recommendation/12.")),
    FIELD(evidence, source, .label = N_("Källa"), .flags = REQUIRED | LISTED | IMMUTABLE, WORDS(source_type_words)),
    FIELD(evidence, dated, .label = N_("Daterat"), .flags = LISTED | IMMUTABLE),
    FIELD(evidence, reference, .label = N_("Hänvisning"), .flags = IMMUTABLE, .limit = { 0, 1000 }, .help = N_("Var handlingen finns när den inte är en fil här.")),
    FIELD(evidence, sha256, .label = N_("Kontrollsumma (SHA-256)"), .flags = COMPUTED, .limit = { 0, 64 }),
    FIELD(evidence, file_name, .label = N_("Filnamn"), .flags = COMPUTED, .limit = { 0, 255 }),
    FIELD(evidence, media_type, .label = N_("Filtyp"), .flags = COMPUTED, .limit = { 0, 100 }),
    FIELD(evidence, bytes, .label = N_("Storlek i byte"), .flags = COMPUTED, .limit = { 0, INT64_MAX }),
};
ENTITY(evidence, .path = "bevis", .one = N_("revisionsbevis"), .many = N_("Revisionsbevis"), .title = "title", .subject = SUBJECT_EVIDENCE,
       .empty = N_("Här står det som visar att något är gjort. Ett bevis skrivs aldrig över."));
