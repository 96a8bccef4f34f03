#include "model/watch.h"

static const struct word list_format_words[] = {
    [LIST_CSV] = { "csv", N_("CSV") },
    [LIST_CYCLONEDX] = { "cyclonedx", N_("CycloneDX") },
    [LIST_SPDX] = { "spdx", N_("SPDX") },
    [LIST_NMAP] = { "nmap", N_("Nmap") },
};
static const struct field installation_list_fields[] = {
    FIELD(installation_list, name, .label = N_("Namn"), .flags = REQUIRED | LISTED | COMPUTED, .limit = { 1, 200 }),
    FIELD(installation_list, kind, .label = N_("Format"), .flags = REQUIRED | LISTED | COMPUTED, WORDS(list_format_words)),
    FIELD(installation_list, file, .label = N_("Fil"), .flags = COMPUTED, .limit = { 0, 255 }),
    FIELD(installation_list, taken, .label = N_("Senast ändrat"), .flags = LISTED | COMPUTED),
    FIELD(installation_list, components, .label = N_("Antal komponenter"), .flags = LISTED | COMPUTED, .limit = { 0, 2000000 }),
};
ENTITY(installation_list, .path = "inventarier", .one = N_("inventarium"), .many = N_("Inventarier"), .title = "name", .subject = SUBJECT_ASSET,
       .flags = NO_CREATE, .unique = "owner, name",
       .empty = N_("Här står de listor som komponenterna kommer från. Läs in den första med samsyn vuln inventory import."));

static const struct field installation_fields[] = {
    FIELD(installation, list, .label = N_("Inventarium"), .refers = "installation_list", .flags = REQUIRED | LISTED | FOLLOWS | COMPUTED),
    FIELD(installation, product, .label = N_("Produkt"), .flags = LISTED | COMPUTED, .limit = { 0, 255 }),
    FIELD(installation, release, .label = N_("Version"), .flags = LISTED | COMPUTED, .limit = { 0, 255 }),
    FIELD(installation, vendor, .label = N_("Leverantör"), .flags = LISTED | COMPUTED, .limit = { 0, 255 }),
    FIELD(installation, host, .label = N_("Värd"), .flags = LISTED | COMPUTED, .limit = { 0, 255 }),
    FIELD(installation, part, .label = N_("Slag"), .flags = COMPUTED, .limit = { 0, 1 }, .help = N_("a är program, o operativsystem och h hårdvara.")),
    FIELD(installation, update_text, .label = N_("Uppdatering"), .flags = COMPUTED, .limit = { 0, 255 }),
    FIELD(installation, cpe, .label = N_("CPE"), .flags = COMPUTED, .limit = { 0, 2048 }),
    FIELD(installation, purl, .label = N_("Paketadress (purl)"), .flags = COMPUTED, .limit = { 0, 4000 }),
    FIELD(installation, key, .label = N_("Nummer i filen"), .flags = REQUIRED | COMPUTED, .limit = { 1, 500 }),
};
ENTITY(installation, .path = "komponenter", .one = N_("komponent"), .many = N_("Komponenter"), .title = "product", .subject = SUBJECT_ASSET,
       .flags = NO_CREATE, .unique = "list, key", .empty = N_("Här står det som är installerat. Läs in ett inventarium."));

static const struct word exposure_state_words[] = {
    [EXPOSURE_OPEN] = { "oppen", N_("Öppen") },
    [EXPOSURE_HANDLED] = { "hanterad", N_("Hanterad") },
    [EXPOSURE_GONE] = { "borta", N_("Borta") },
};
static const struct word exposure_verdict_words[] = {
    [EXPOSURE_POSSIBLE] = { "mojlig", N_("Kan beröras") },
    [EXPOSURE_AFFECTED] = { "berors", N_("Berörs") },
};
static const struct word exposure_severity_words[] = {
    [EXPOSURE_LOW] = { "lag", N_("Låg") },
    [EXPOSURE_MEDIUM] = { "medel", N_("Medel") },
    [EXPOSURE_HIGH] = { "hog", N_("Hög") },
    [EXPOSURE_CRITICAL] = { "kritisk", N_("Kritisk") },
};
static const struct word exposure_rule_words[] = {
    [RULE_CPE] = { "cpe", N_("CPE-namn") },
    [RULE_CPE_RANGE] = { "cpe-range", N_("CPE-namn och versioner") },
    [RULE_PURL] = { "purl", N_("Paketadress (purl)") },
    [RULE_PACKAGE] = { "package", N_("Paket i ett register") },
    [RULE_NAME] = { "name", N_("Namn i ord") },
};
static const struct word exposure_cause_words[] = {
    [CAUSE_RECORD] = { "flode", N_("Uppgifterna om sårbarheten") },
    [CAUSE_COMPONENT] = { "ny_komponent", N_("Ny komponent") },
    [CAUSE_VERSION] = { "ny_version", N_("Komponenten har bytt version") },
    [CAUSE_REMOVED] = { "borttagen", N_("Komponenten finns inte längre") },
    [CAUSE_HOST] = { "vard", N_("Något annat på samma värd") },
};
static const struct field exposure_fields[] = {
    FIELD(exposure, cve, .label = N_("Sårbarhet"), .flags = REQUIRED | LISTED | COMPUTED, .limit = { 1, 200 }),
    FIELD(exposure, installation, .label = N_("Komponent"), .refers = "installation", .flags = REQUIRED | LISTED | FOLLOWS | COMPUTED),
    FIELD(exposure, state, .label = N_("Status"), .flags = REQUIRED | LISTED | COMPUTED, WORDS(exposure_state_words)),
    FIELD(exposure, verdict, .label = N_("Bedömning"), .flags = REQUIRED | LISTED | COMPUTED, WORDS(exposure_verdict_words),
          .help = N_("Kan beröras: versionen är okänd, eller flödet beskriver produkten bara i ord.")),
    FIELD(exposure, severity, .label = N_("Allvarlighet"), .flags = LISTED | COMPUTED, WORDS(exposure_severity_words)),
    FIELD(exposure, cvss, .label = N_("CVSS"), .flags = LISTED | COMPUTED, .limit = { 0, 8 }),
    FIELD(exposure, epss, .label = N_("EPSS, procent"), .flags = LISTED | COMPUTED, .limit = { 0, 100 },
          .help = N_("Sannolikheten att sårbarheten utnyttjas någonstans inom 30 dagar. Ändras här när den har rört sig minst fem procentenheter.")),
    FIELD(exposure, kev, .label = N_("Utnyttjas (KEV)"), .flags = LISTED | COMPUTED),
    FIELD(exposure, ransomware, .label = N_("Används i utpressning"), .flags = COMPUTED),
    FIELD(exposure, kev_added, .label = N_("I KEV sedan"), .flags = COMPUTED),
    FIELD(exposure, found_version, .label = N_("Version som bedömdes"), .flags = COMPUTED, .limit = { 0, 255 }),
    FIELD(exposure, rule, .label = N_("Regel som träffade"), .flags = COMPUTED, WORDS(exposure_rule_words)),
    FIELD(exposure, criteria, .label = N_("Flödets text"), .flags = COMPUTED, .limit = { 0, 4000 }),
    FIELD(exposure, range, .label = N_("Versioner"), .flags = COMPUTED, .limit = { 0, 1000 }),
    FIELD(exposure, cause, .label = N_("Orsak till senaste ändringen"), .flags = REQUIRED | COMPUTED, WORDS(exposure_cause_words)),
    FIELD(exposure, note, .label = N_("Så har den hanterats"), .flags = LONG),
};
ENTITY(exposure, .path = "sarbarheter", .one = N_("sårbarhet"), .many = N_("Sårbarheter"), .title = "cve", .subject = SUBJECT_ASSET,
       .flags = NO_CREATE, .unique = "installation, cve",
       .empty = N_("Här står kända sårbarheter som berör det som är installerat. De kommer när både ett inventarium och ett flöde har lästs in."));

static const struct word intelligence_state_words[] = {
    [INTELLIGENCE_NEW] = { "ny", N_("Ny") },
    [INTELLIGENCE_ASSESSED] = { "bedomd", N_("Bedömd") },
};
static const struct word intelligence_decision_words[] = {
    [INTELLIGENCE_NOTHING] = { "ingen_atgard", N_("Rör inte oss") },
    [INTELLIGENCE_WATCH] = { "bevaka", N_("Bevaka") },
    [INTELLIGENCE_MEASURE] = { "atgard", N_("Åtgärda") },
    [INTELLIGENCE_RISK] = { "riskanalys", N_("Ta upp i riskanalysen") },
};
static const struct field intelligence_fields[] = {
    FIELD(intelligence, title, .label = N_("Rubrik"), .flags = REQUIRED | LISTED, .limit = { 1, 300 }),
    FIELD(intelligence, source, .label = N_("Källa"), .flags = REQUIRED | LISTED, .limit = { 1, 200 }),
    FIELD(intelligence, link, .label = N_("Länk"), .limit = { 0, 1000 }),
    FIELD(intelligence, published, .label = N_("Publicerad"), .flags = LISTED),
    FIELD(intelligence, summary, .label = N_("Sammanfattning"), .flags = LONG, .limit = { 0, 4000 }),
    FIELD(intelligence, state, .label = N_("Status"), .flags = REQUIRED | LISTED, WORDS(intelligence_state_words)),
    FIELD(intelligence, assessment, .label = N_("Bedömning"), .flags = LONG, .help = N_("Vad det betyder för förbundet och medlemmarna.")),
    FIELD(intelligence, decision, .label = N_("Beslut"), .flags = LISTED, WORDS(intelligence_decision_words)),
    FIELD(intelligence, responsible, .label = N_("Ansvarig roll"), .refers = "post"),
    FIELD(intelligence, look_again, .label = N_("Se över igen")),
    FIELD(intelligence, about, .label = N_("Ledde till"), .flags = LINK, .limit = { 0, 80 }, .help = N_("Posten som det ledde till, till exempel measure/12.")),
};
ENTITY(intelligence, .path = "omvarldsbevakning", .one = N_("omvärldsnotis"), .many = N_("Omvärldsbevakning"), .title = "title", .subject = SUBJECT_THREAT,
       .empty = N_("Här står nyheter om hot och sårbarheter, vad de betyder för oss och vad som beslutades. De läses in från ett flöde eller skrivs för hand."));
