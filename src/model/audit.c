#include "model/audit.h"

#define AUDIT_CHILD(T) FIELD(T, audit, .label = N_("Granskning"), .refers = "audit", .flags = REQUIRED | IMMUTABLE | FOLLOWS)

static const struct field audit_plan_fields[] = {
    FIELD(audit_plan, year, .label = N_("År"), .flags = REQUIRED | UNIQUE | LISTED, .limit = { 1900, 2200 }),
    FIELD(audit_plan, title, .label = N_("Titel"), .flags = REQUIRED | LISTED, .limit = { 1, 200 }),
    FIELD(audit_plan, document, .label = N_("Dokument"), .refers = "document", .flags = LISTED),
};
ENTITY(audit_plan, .path = "revisionsplaner", .one = N_("revisionsplan"), .many = N_("Revisionsplaner"), .title = "title", .subject = SUBJECT_AUDIT,
       .empty = N_("Här står revisorernas plan för varje år."));

static const struct word audit_type_words[] = {
    [AUDIT_FIRST] = { "granskning", N_("Granskning") },
    [AUDIT_FOLLOW_UP] = { "uppfoljande", N_("Uppföljande granskning") },
    [AUDIT_INTERNAL] = { "internrevision", N_("Internrevision") },
    [AUDIT_SUPERVISION] = { "tillsyn", N_("Tillsyn") },
};
static const struct word audit_state_words[] = {
    [AUDIT_PLANNED] = { "planerad", N_("Planerad") },
    [AUDIT_STARTED] = { "pagar", N_("Pågår") },
    [AUDIT_REPORTED] = { "rapporterad", N_("Rapporterad") },
    [AUDIT_CLOSED] = { "avslutad", N_("Avslutad") },
};
static const struct word grade_words[] = {
    [GRADE_YES] = { "ja", N_("Ja") },
    [GRADE_PARTLY] = { "delvis", N_("Delvis") },
    [GRADE_NO] = { "nej", N_("Nej") },
    [GRADE_NOT_ASSESSED] = { "ej_bedomd", N_("Ej bedömd") },
};
static const struct field audit_fields[] = {
    FIELD(audit, title, .label = N_("Titel"), .flags = REQUIRED | LISTED, .limit = { 1, 300 }),
    FIELD(audit, type, .label = N_("Typ"), .flags = REQUIRED | LISTED, WORDS(audit_type_words)),
    FIELD(audit, state, .label = N_("Status"), .flags = REQUIRED | LISTED, WORDS(audit_state_words)),
    FIELD(audit, dated, .label = N_("Datum"), .flags = REQUIRED | LISTED, .help = N_("Rapportens datum. Året räcker när dagen inte är känd.")),
    FIELD(audit, plan, .label = N_("Revisionsplan"), .refers = "audit_plan"),
    FIELD(audit, follows, .label = N_("Följer upp"), .refers = "audit", .flags = LISTED, .help = N_("Den ursprungliga granskningen.")),
    FIELD(audit, client, .label = N_("Uppdragsgivare"), .refers = "body"),
    FIELD(audit, firm, .label = N_("Sakkunnigt biträde"), .refers = "organisation", .flags = LISTED),
    FIELD(audit, motive, .label = N_("Motiv"), .flags = LONG, .help = N_("Varför revisorerna granskar, enligt deras egen riskanalys.")),
    FIELD(audit, motive_document, .label = N_("Revisorernas riskanalys"), .refers = "document"),
    FIELD(audit, purpose, .label = N_("Syfte"), .flags = LONG),
    FIELD(audit, scope, .label = N_("Avgränsning"), .flags = LONG),
    FIELD(audit, grade, .label = N_("Samlad bedömning"), .flags = LISTED, WORDS(grade_words), .help = N_("Bara revisorernas egen bedömning.")),
    FIELD(audit, grade_source, .label = N_("Rapportens skrivning"), .limit = { 0, 60 }),
    FIELD(audit, conclusion, .label = N_("Samlad bedömning i en mening"), .flags = LONG),
    FIELD(audit, conclusion_long, .label = N_("Samlad bedömning i sin helhet"), .flags = LONG),
    FIELD(audit, report, .label = N_("Revisionsrapport"), .refers = "document"),
    FIELD(audit, letter, .label = N_("Missiv"), .refers = "document"),
    FIELD(audit, follow_up_expected, .label = N_("Uppföljning väntas"), .help = N_("När revisorerna väntas följa upp.")),
    FIELD(audit, follow_up_reason, .label = N_("Varför ingen uppföljning väntas"), .limit = { 0, 1000 }),
};
ENTITY(audit, .path = "granskningar", .one = N_("granskning"), .many = N_("Granskningar"), .title = "title", .subject = SUBJECT_AUDIT,
       .empty = N_("Här står revisorernas granskningar. Läs in en revisionsrapport eller lägg till den första granskningen."));

static const struct field audit_body_fields[] = {
    AUDIT_CHILD(audit_body),
    FIELD(audit_body, body, .label = N_("Granskat organ"), .refers = "body", .flags = REQUIRED | LISTED),
};
ENTITY(audit_body, .path = "granskade-organ", .one = N_("granskat organ"), .many = N_("Granskade organ"), .subject = SUBJECT_AUDIT, .unique = "audit, body",
       .empty = N_("Här står vilka organ som granskas."));

static const struct field audit_participant_fields[] = {
    AUDIT_CHILD(audit_participant),
    FIELD(audit_participant, person, .label = N_("Person"), .refers = "person", .flags = LISTED),
    FIELD(audit_participant, title, .label = N_("Titel"), .flags = REQUIRED | LISTED, .limit = { 1, 200 }),
    FIELD(audit_participant, organisation, .label = N_("Organisation"), .refers = "organisation", .flags = LISTED),
    FIELD(audit_participant, account, .label = N_("Konto"), .refers = "account", .help = N_("Ett tidsbegränsat konto för den som granskar.")),
};
ENTITY(audit_participant, .path = "granskare", .one = N_("granskare"), .many = N_("Granskare"), .title = "title", .subject = SUBJECT_AUDIT,
       .empty = N_("Här står vilka som utför granskningen och med vilken titel."));

static const struct field audit_question_fields[] = {
    AUDIT_CHILD(audit_question),
    FIELD(audit_question, number, .label = N_("Ordning"), .flags = REQUIRED | LISTED, .limit = { 1, 1000 }),
    FIELD(audit_question, text, .label = N_("Fråga"), .flags = REQUIRED | LISTED | LONG | IMMUTABLE, .limit = { 1, 4000 }),
    FIELD(audit_question, table_text, .label = N_("Frågan i sammanfattningstabellen"), .flags = LONG | IMMUTABLE, .limit = { 0, 4000 },
          .help = N_("När tabellen har en annan skrivning.")),
    FIELD(audit_question, additional, .label = N_("Tillkommande revisionsfråga"), .flags = LISTED),
    FIELD(audit_question, section, .label = N_("Avsnitt"), .flags = LISTED, .limit = { 0, 40 }),
};
ENTITY(audit_question, .path = "revisionsfragor", .one = N_("revisionsfråga"), .many = N_("Revisionsfrågor"), .title = "text", .subject = SUBJECT_AUDIT,
       .unique = "audit, number", .empty = N_("Här står de frågor som granskningen ska svara på."));

static const struct word criterion_kind_words[] = {
    [CRITERION_LAW] = { "lag", N_("Lag eller föreskrift") },
    [CRITERION_DOCUMENT] = { "styrdokument", N_("Eget styrande dokument") },
    [CRITERION_RECOMMENDATION] = { "rekommendation", N_("Tidigare rekommendation") },
    [CRITERION_OTHER] = { "annat", N_("Annat") },
};
static const struct field audit_criterion_fields[] = {
    AUDIT_CHILD(audit_criterion),
    FIELD(audit_criterion, kind, .label = N_("Slag"), .flags = REQUIRED | LISTED, WORDS(criterion_kind_words)),
    FIELD(audit_criterion, text, .label = N_("Kriterium"), .flags = REQUIRED | LISTED | LONG, .limit = { 1, 4000 }),
    FIELD(audit_criterion, document, .label = N_("Dokument"), .refers = "document", .flags = LISTED),
    FIELD(audit_criterion, recommendation, .label = N_("Rekommendation"), .refers = "recommendation", .flags = LISTED),
};
ENTITY(audit_criterion, .path = "revisionskriterier", .one = N_("revisionskriterium"), .many = N_("Revisionskriterier"), .title = "text",
       .subject = SUBJECT_AUDIT, .empty = N_("Här står vad granskningen mäter mot."));

static const struct word method_kind_words[] = {
    [METHOD_DOCUMENTS] = { "dokumentgranskning", N_("Dokumentgranskning") },
    [METHOD_INTERVIEWS] = { "intervjuer", N_("Intervjuer") },
    [METHOD_OBSERVATION] = { "observation", N_("Observation") },
    [METHOD_OTHER] = { "annat", N_("Annat") },
};
static const struct field audit_method_fields[] = {
    AUDIT_CHILD(audit_method),
    FIELD(audit_method, kind, .label = N_("Slag"), .flags = REQUIRED | LISTED, WORDS(method_kind_words)),
    FIELD(audit_method, text, .label = N_("Metod"), .flags = REQUIRED | LISTED | LONG, .limit = { 1, 4000 }),
};
ENTITY(audit_method, .path = "metoder", .one = N_("metod"), .many = N_("Metoder"), .title = "text", .subject = SUBJECT_AUDIT,
       .empty = N_("Här står hur granskningen har gått till."));

static const struct field examined_document_fields[] = {
    AUDIT_CHILD(examined_document),
    FIELD(examined_document, document, .label = N_("Dokument"), .refers = "document", .flags = REQUIRED | LISTED),
    FIELD(examined_document, note, .label = N_("Anmärkning"), .flags = LISTED, .limit = { 0, 1000 }),
};
ENTITY(examined_document, .path = "granskade-dokument", .one = N_("granskat dokument"), .many = N_("Granskade dokument"), .subject = SUBJECT_AUDIT,
       .unique = "audit, document", .empty = N_("Här står vilka dokument som har granskats."));

static const struct field interview_fields[] = {
    AUDIT_CHILD(interview),
    FIELD(interview, role, .label = N_("Intervjuad roll"), .flags = REQUIRED | LISTED, .limit = { 1, 200 }),
    FIELD(interview, post, .label = N_("Roll i registret"), .refers = "post"),
    FIELD(interview, held, .label = N_("Datum"), .flags = LISTED),
    FIELD(interview, notes, .label = N_("Anteckningar"), .flags = LONG),
};
ENTITY(interview, .path = "intervjuer", .one = N_("intervju"), .many = N_("Intervjuer"), .title = "role", .subject = SUBJECT_AUDIT,
       .empty = N_("Här står vilka roller som har intervjuats."));

static const struct field fact_check_fields[] = {
    FIELD(fact_check, interview, .label = N_("Intervju"), .refers = "interview", .flags = REQUIRED | LISTED | IMMUTABLE | FOLLOWS),
    FIELD(fact_check, sent, .label = N_("Skickad"), .flags = LISTED),
    FIELD(fact_check, answered, .label = N_("Besvarad"), .flags = LISTED),
    FIELD(fact_check, accepted, .label = N_("Godtagen"), .flags = LISTED),
    FIELD(fact_check, comments, .label = N_("Synpunkter"), .flags = LONG),
};
ENTITY(fact_check, .path = "faktakontroller", .one = N_("faktakontroll"), .many = N_("Faktakontroller"), .subject = SUBJECT_AUDIT, .unique = "interview",
       .empty = N_("Här står vem som har faktakontrollerat rapporten."));

static const struct word statement_source_words[] = {
    [SOURCE_INTERVIEW] = { "intervju", N_("Intervju") },
    [SOURCE_DOCUMENT] = { "dokument", N_("Dokument") },
    [SOURCE_OBSERVATION] = { "observation", N_("Observation") },
};
static const struct field statement_fields[] = {
    AUDIT_CHILD(statement),
    FIELD(statement, text, .label = N_("Uppgift"), .flags = REQUIRED | LISTED | LONG, .limit = { 1, 8000 }),
    FIELD(statement, section, .label = N_("Avsnitt"), .flags = LISTED, .limit = { 0, 40 }),
    FIELD(statement, source, .label = N_("Källa"), .flags = REQUIRED | LISTED, WORDS(statement_source_words)),
    FIELD(statement, interview, .label = N_("Intervju"), .refers = "interview"),
    FIELD(statement, document, .label = N_("Dokument"), .refers = "document"),
};
ENTITY(statement, .path = "uppgifter", .one = N_("uppgift"), .many = N_("Uppgifter"), .title = "text", .subject = SUBJECT_AUDIT,
       .empty = N_("Här står uppgifter ur rapporten och varifrån de kommer."));

static const struct word severity_words[] = {
    [SEVERITY_LOW] = { "lag", N_("Låg") }, [SEVERITY_MEDIUM] = { "medel", N_("Medel") }, [SEVERITY_HIGH] = { "hog", N_("Hög") },
};
static const struct word finding_state_words[] = {
    [FINDING_OPEN] = { "oppen", N_("Öppen") }, [FINDING_HANDLED] = { "hanterad", N_("Hanterad") },
};
static const struct field finding_fields[] = {
    AUDIT_CHILD(finding),
    FIELD(finding, text, .label = N_("Iakttagelse"), .flags = REQUIRED | LISTED | LONG, .limit = { 1, 8000 }),
    FIELD(finding, section, .label = N_("Avsnitt"), .flags = LISTED, .limit = { 0, 40 }),
    FIELD(finding, severity, .label = N_("Allvar"), .flags = LISTED, WORDS(severity_words)),
    FIELD(finding, state, .label = N_("Status"), .flags = REQUIRED | LISTED, WORDS(finding_state_words)),
    FIELD(finding, about, .label = N_("Gäller"), .flags = LINK, .limit = { 0, 80 }, .help = N_("Posten som bristen gäller, till exempel document/4.")),
    FIELD(finding, recommendation, .label = N_("Rekommendation"), .refers = "recommendation"),
};
ENTITY(finding, .path = "iakttagelser", .one = N_("iakttagelse"), .many = N_("Iakttagelser"), .title = "text", .subject = SUBJECT_AUDIT,
       .empty = N_("Här står bristerna som granskningen har funnit."));

static const struct field recommendation_fields[] = {
    AUDIT_CHILD(recommendation),
    FIELD(recommendation, number, .label = N_("Ordning"), .flags = REQUIRED, .limit = { 1, 1000 }),
    FIELD(recommendation, code, .label = N_("Beteckning"), .flags = REQUIRED | LISTED, .limit = { 1, 20 }),
    FIELD(recommendation, text, .label = N_("Rekommendation"), .flags = REQUIRED | LISTED | LONG | IMMUTABLE, .limit = { 1, 4000 },
          .help = N_("Ordagrant som i rapporten. En rättelse kräver ett skäl.")),
    FIELD(recommendation, addressee, .label = N_("Riktad till"), .refers = "body", .flags = LISTED),
    FIELD(recommendation, dated, .label = N_("Datum"), .flags = LISTED),
    FIELD(recommendation, section, .label = N_("Avsnitt"), .limit = { 0, 40 }),
    FIELD(recommendation, repeats, .label = N_("Kvarstår från"), .refers = "recommendation", .help = N_("Den tidigare rekommendation som lämnas på nytt.")),
    FIELD(recommendation, correction, .label = N_("Skäl till rättelse"), .limit = { 0, 1000 }, .help = N_("Krävs när texten rättas.")),
};
ENTITY(recommendation, .path = "rekommendationer", .one = N_("rekommendation"), .many = N_("Rekommendationer"), .title = "text", .subject = SUBJECT_AUDIT,
       .unique = "audit, number", .empty = N_("Här står revisorernas rekommendationer. De kommer med en granskning."));

static const struct word assessment_grade_words[] = {
    [GRADE_YES] = { "ja", N_("Ja") }, [GRADE_PARTLY] = { "delvis", N_("Delvis") },
    [GRADE_NO] = { "nej", N_("Nej") }, [GRADE_NOT_ASSESSED] = { "ej_bedomd", N_("Ej bedömd") },
};
static const struct field assessment_fields[] = {
    AUDIT_CHILD(assessment),
    FIELD(assessment, recommendation, .label = N_("Tidigare rekommendation"), .refers = "recommendation", .flags = LISTED | IMMUTABLE),
    FIELD(assessment, question, .label = N_("Revisionsfråga"), .refers = "audit_question", .flags = LISTED | IMMUTABLE),
    FIELD(assessment, section, .label = N_("Avsnitt"), .flags = LISTED, .limit = { 0, 40 }),
    FIELD(assessment, done, .label = N_("Åtgärd"), .flags = LONG, .help = N_("Vad rapporten säger har gjorts.")),
    FIELD(assessment, grade, .label = N_("Bedömning"), .flags = REQUIRED | LISTED, WORDS(assessment_grade_words)),
    FIELD(assessment, grade_source, .label = N_("Rapportens skrivning"), .limit = { 0, 60 }),
    FIELD(assessment, text_short, .label = N_("Motivering i tabellen"), .flags = LONG | LISTED),
    FIELD(assessment, text_long, .label = N_("Motivering i avsnittet"), .flags = LONG),
};
ENTITY(assessment, .path = "bedomningar", .one = N_("bedömning"), .many = N_("Bedömningar"), .title = "text_short", .subject = SUBJECT_AUDIT,
       .empty = N_("Här står revisorernas bedömningar av tidigare rekommendationer och frågor."));

static const struct field assessment_outcome_fields[] = {
    FIELD(assessment_outcome, assessment, .label = N_("Bedömning"), .refers = "assessment", .flags = REQUIRED | LISTED | IMMUTABLE | FOLLOWS),
    FIELD(assessment_outcome, recommendation, .label = N_("Tillkommande rekommendation"), .refers = "recommendation", .flags = REQUIRED | LISTED | IMMUTABLE),
    FIELD(assessment_outcome, number, .label = N_("Ordning"), .flags = LISTED, .limit = { 0, 1000 }),
};
ENTITY(assessment_outcome, .path = "foljder", .one = N_("följd"), .many = N_("Följder av bedömningar"), .subject = SUBJECT_AUDIT,
       .unique = "assessment, recommendation", .empty = N_("Här står vilka rekommendationer som kommer ur vilka bedömningar."));

static const struct field signature_fields[] = {
    FIELD(signature, document, .label = N_("Dokument"), .refers = "document", .flags = REQUIRED | LISTED | IMMUTABLE | FOLLOWS),
    FIELD(signature, role, .label = N_("Roll"), .flags = REQUIRED | LISTED | IMMUTABLE, .limit = { 1, 200 }),
    FIELD(signature, person, .label = N_("Person"), .refers = "person", .flags = LISTED | IMMUTABLE),
    FIELD(signature, organisation, .label = N_("Organisation"), .refers = "organisation", .flags = LISTED | IMMUTABLE),
    FIELD(signature, method, .label = N_("Metod"), .flags = LISTED | IMMUTABLE, .limit = { 0, 100 }),
    FIELD(signature, at, .label = N_("Tidpunkt"), .flags = LISTED | IMMUTABLE),
    FIELD(signature, external, .label = N_("Extern"), .flags = LISTED | IMMUTABLE, .help = N_("Underskriften är gjord utanför Samsyn.")),
};
ENTITY(signature, .path = "underskrifter", .one = N_("underskrift"), .many = N_("Underskrifter"), .title = "role", .subject = SUBJECT_AUDIT,
       .empty = N_("Här står vem som har skrivit under."));

static const struct word distribution_purpose_words[] = {
    [DISTRIBUTION_RESPONSE] = { "yttrande", N_("För yttrande") }, [DISTRIBUTION_INFORMATION] = { "kannedom", N_("För kännedom") },
};
static const struct field distribution_fields[] = {
    AUDIT_CHILD(distribution),
    FIELD(distribution, document, .label = N_("Handling"), .refers = "document"),
    FIELD(distribution, recipient, .label = N_("Mottagare"), .refers = "body", .flags = REQUIRED | LISTED),
    FIELD(distribution, purpose, .label = N_("Syfte"), .flags = REQUIRED | LISTED, WORDS(distribution_purpose_words)),
    FIELD(distribution, sent, .label = N_("Skickad"), .flags = LISTED),
    FIELD(distribution, received, .label = N_("Mottagen"), .flags = LISTED),
};
ENTITY(distribution, .path = "sandlistor", .one = N_("mottagare"), .many = N_("Sändlistor"), .subject = SUBJECT_AUDIT, .unique = "audit, recipient",
       .empty = N_("Här står vem som får rapporten för yttrande och vem som får den för kännedom."));
