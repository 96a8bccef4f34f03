#include "model/organisation.h"

static const struct word organisation_type_words[] = {
    [ORGANISATION_FEDERATION] = { "kommunalforbund", N_("Kommunalförbund") },
    [ORGANISATION_MEMBER] = { "medlemskommun", N_("Medlemskommun") },
    [ORGANISATION_FIRM] = { "revisionsforetag", N_("Revisionsföretag") },
    [ORGANISATION_SUPPLIER] = { "leverantor", N_("Leverantör") },
    [ORGANISATION_OTHER] = { "annan", N_("Annan organisation") },
};
static const struct field organisation_fields[] = {
    FIELD(organisation, name, .label = N_("Namn"), .flags = REQUIRED | LISTED, .limit = { 1, 200 }),
    FIELD(organisation, code, .label = N_("Kod"), .flags = REQUIRED | UNIQUE | LISTED, .limit = { 1, 12 },
          .help = N_("Kort namn för listor och filer, till exempel ALB.")),
    FIELD(organisation, type, .label = N_("Typ"), .flags = REQUIRED | LISTED, WORDS(organisation_type_words)),
    FIELD(organisation, number, .label = N_("Organisationsnummer"), .limit = { 0, 20 }),
    FIELD(organisation, key_share, .label = N_("Gräns för nyckelperson, procent"), .limit = { 0, 100 },
          .help = N_("Den som bär en större del av uppgifterna än så visas som nyckelperson. Utan gräns räknas 30.")),
    FIELD(organisation, note, .label = N_("Anmärkning"), .flags = LONG),
};
ENTITY(organisation, .path = "organisationer", .one = N_("organisation"), .many = N_("Organisationer"), .title = "name", .subject = SUBJECT_ORGANISATION,
       .empty = N_("Här står förbundet, medlemskommunerna och de som granskar. Lägg till den första organisationen."));

static const struct word body_type_words[] = {
    [BODY_BOARD] = { "direktion", N_("Direktion") },
    [BODY_MANAGEMENT] = { "ledning", N_("Förbundsledning") },
    [BODY_COUNCIL] = { "fullmaktige", N_("Kommunfullmäktige") },
    [BODY_COMMITTEE] = { "namnd", N_("Nämnd eller styrelse") },
    [BODY_AUDITORS] = { "revisorer", N_("Förtroendevalda revisorer") },
    [BODY_FORUM] = { "rad", N_("Råd eller forum") },
    [BODY_OTHER] = { "annat", N_("Annat organ") },
};
static const struct field body_fields[] = {
    FIELD(body, organisation, .label = N_("Organisation"), .refers = "organisation", .flags = REQUIRED | LISTED),
    FIELD(body, name, .label = N_("Namn"), .flags = REQUIRED | LISTED, .limit = { 1, 200 }),
    FIELD(body, type, .label = N_("Typ"), .flags = REQUIRED | LISTED, WORDS(body_type_words)),
    FIELD(body, seats, .label = N_("Platser"), .flags = LISTED, .limit = { 0, 500 }),
    FIELD(body, mandate, .label = N_("Mandat"), .flags = LONG, .help = N_("Vad organet beslutar om och vilket dokument det vilar på.")),
};
ENTITY(body, .path = "organ", .one = N_("organ"), .many = N_("Organ"), .title = "name", .subject = SUBJECT_ORGANISATION, .unique = "organisation, name",
       .empty = N_("Här står direktionen, ledningen, rådet, revisorerna och fullmäktige. Lägg till det första organet."));

static const struct field person_fields[] = {
    FIELD(person, name, .label = N_("Namn"), .flags = REQUIRED | LISTED | PERSONAL, .limit = { 1, 200 }),
    FIELD(person, title, .label = N_("Titel"), .flags = LISTED, .limit = { 0, 200 }),
    FIELD(person, organisation, .label = N_("Organisation"), .refers = "organisation", .flags = LISTED),
    FIELD(person, email, .label = N_("E-post"), .flags = EMAIL | PERSONAL, .limit = { 0, 254 }),
};
ENTITY(person, .path = "personer", .one = N_("person"), .many = N_("Personer"), .title = "name", .subject = SUBJECT_ORGANISATION,
       .empty = N_("Här står de som innehar roller. Skriv bara det som arbetet kräver."));

static const struct word post_state_words[] = {
    [POST_HELD] = { "tillsatt", N_("Tillsatt") },
    [POST_VACANT] = { "vakant", N_("Vakant") },
    [POST_NOT_CREATED] = { "ej_inrattad", N_("Ej inrättad") },
};
static const struct field post_fields[] = {
    FIELD(post, title, .label = N_("Roll"), .flags = REQUIRED | LISTED, .limit = { 1, 200 }),
    FIELD(post, organisation, .label = N_("Organisation"), .refers = "organisation", .flags = REQUIRED | LISTED),
    FIELD(post, body, .label = N_("Plats i organ"), .refers = "body", .flags = LISTED),
    FIELD(post, sent_by, .label = N_("Utses av"), .refers = "organisation", .help = N_("Medlemmen som väljer eller utser innehavaren.")),
    FIELD(post, extent, .label = N_("Omfattning i procent"), .flags = LISTED, .limit = { 0, 100 }, .help = N_("50 betyder en halv tjänst.")),
    FIELD(post, state, .label = N_("Status"), .flags = REQUIRED | LISTED, WORDS(post_state_words)),
    FIELD(post, mandatory, .label = N_("Ska vara tillsatt"), .flags = LISTED, .help = N_("En roll som ska vara tillsatt rapporteras så länge den är obesatt.")),
    FIELD(post, note, .label = N_("Anmärkning"), .flags = LONG),
};
ENTITY(post, .path = "roller", .one = N_("roll"), .many = N_("Roller"), .title = "title", .subject = SUBJECT_ORGANISATION,
       .empty = N_("Här står rollerna, även de vakanta. Lägg till den första rollen."));

static const struct field assignment_fields[] = {
    FIELD(assignment, post, .label = N_("Roll"), .refers = "post", .flags = REQUIRED | LISTED | FOLLOWS),
    FIELD(assignment, person, .label = N_("Innehavare"), .refers = "person", .flags = REQUIRED | LISTED),
    FIELD(assignment, from, .label = N_("Från och med"), .flags = LISTED),
    FIELD(assignment, to, .label = N_("Till och med"), .flags = LISTED),
    FIELD(assignment, deputy, .label = N_("Ersättare"), .flags = LISTED),
    FIELD(assignment, assessment, .label = N_("Bedömning av intressekonflikt"), .flags = LONG,
          .help = N_("Krävs när samma person är dataskyddsombud och har en uppgift som styr hur personuppgifter behandlas (dataskyddsförordningen art. 38.6).")),
};
ENTITY(assignment, .path = "innehav", .one = N_("innehav"), .many = N_("Innehav"), .subject = SUBJECT_ORGANISATION,
       .empty = N_("Här står vem som har haft vilken roll och när."));

static const struct word duty_words[] = {
    [DUTY_DPO] = { "dataskyddsombud", N_("Dataskyddsombud") },
    [DUTY_COORDINATOR] = { "samordnare", N_("Informationssäkerhetssamordnare") },
    [DUTY_IT_SECURITY] = { "it_sakerhetsansvarig", N_("It-säkerhetsansvarig") },
    [DUTY_IT_HEAD] = { "it_chef", N_("It-chef") },
    [DUTY_DIRECTOR] = { "forbundschef", N_("Förbundschef") },
    [DUTY_SYSTEM_OWNER] = { "systemagare", N_("Systemägare") },
    [DUTY_SYSTEM_MANAGER] = { "systemforvaltare", N_("Systemförvaltare") },
    [DUTY_CHAIR] = { "ordforande", N_("Ordförande") },
    [DUTY_REGISTRAR] = { "registrator", N_("Registrator eller nämndsekreterare") },
    [DUTY_PROTECTION] = { "sakerhetsskyddschef", N_("Säkerhetsskyddschef") },
    [DUTY_OTHER] = { "annan", N_("Annan uppgift") },
};
static const struct field post_duty_fields[] = {
    FIELD(post_duty, post, .label = N_("Roll"), .refers = "post", .flags = REQUIRED | LISTED | IMMUTABLE | FOLLOWS),
    FIELD(post_duty, duty, .label = N_("Uppgift"), .flags = REQUIRED | LISTED | IMMUTABLE, WORDS(duty_words)),
    FIELD(post_duty, assessment, .label = N_("Bedömning av intressekonflikt"), .flags = LONG,
          .help = N_("Krävs när samma roll är dataskyddsombud och har en uppgift som styr hur personuppgifter behandlas (dataskyddsförordningen art. 38.6).")),
};
ENTITY(post_duty, .path = "rolluppgifter", .one = N_("uppgift i en roll"), .many = N_("Rollernas uppgifter"), .subject = SUBJECT_ORGANISATION, .unique = "post, duty",
       .empty = N_("Här står vad varje roll har för uppgifter. Av dem syns vilka som saknas och vilka som inte bör förenas."));

static const struct field post_scope_fields[] = {
    FIELD(post_scope, post, .label = N_("Roll"), .refers = "post", .flags = REQUIRED | LISTED | IMMUTABLE | FOLLOWS),
    FIELD(post_scope, organisation, .label = N_("Verkar för"), .refers = "organisation", .flags = REQUIRED | LISTED | IMMUTABLE),
};
ENTITY(post_scope, .path = "rollomfattning", .one = N_("organisation som rollen verkar för"), .many = N_("Organisationer som rollen verkar för"), .subject = SUBJECT_ORGANISATION,
       .unique = "post, organisation", .empty = N_("Här står vilka organisationer en gemensam roll verkar för."));

static const struct word answer_words[] = {
    [ANSWER_YES] = { "ja", N_("Ja") },
    [ANSWER_NO] = { "nej", N_("Nej") },
    [ANSWER_UNKNOWN] = { "okant", N_("Uppgift saknas") },
};
static const struct field organisation_profile_fields[] = {
    FIELD(organisation_profile, organisation, .label = N_("Organisation"), .refers = "organisation", .flags = REQUIRED | LISTED | IMMUTABLE | FOLLOWS),
    FIELD(organisation_profile, dated, .label = N_("Läget den"), .flags = REQUIRED | LISTED),
    FIELD(organisation_profile, own_function, .label = N_("Egen organisation för informationssäkerhet"), .flags = REQUIRED | LISTED, WORDS(answer_words)),
    FIELD(organisation_profile, assumed, .label = N_("Antagande"), .flags = LISTED, .help = N_("Kryssa i när organisationen inte själv har lämnat uppgiften.")),
    FIELD(organisation_profile, maturity, .label = N_("Mognad, 0–5"), .flags = LISTED, .limit = { 0, 5 },
          .help = N_("0: inget arbete. 1: enstaka insatser. 2: planerat. 3: infört. 4: mätt. 5: förbättras fortlöpande.")),
    FIELD(organisation_profile, contacts, .label = N_("Kontakter"), .limit = { 0, 400 }, .help = N_("Roller, inte privata adresser.")),
    FIELD(organisation_profile, note, .label = N_("Anmärkning"), .flags = LONG),
};
ENTITY(organisation_profile, .path = "sakerhetsorganisation", .one = N_("uppgift om egen säkerhetsorganisation"), .many = N_("Medlemmarnas säkerhetsorganisation"),
       .subject = SUBJECT_ORGANISATION, .unique = "organisation, dated",
       .empty = N_("Här står hur varje organisation har ordnat sitt eget arbete med informationssäkerhet."));

static const struct field commission_fields[] = {
    FIELD(commission, service, .label = N_("Tjänst"), .flags = REQUIRED | LISTED, .limit = { 1, 200 }),
    FIELD(commission, client, .label = N_("Beställare"), .refers = "organisation", .flags = REQUIRED | LISTED),
    FIELD(commission, performer, .label = N_("Utförare"), .refers = "organisation", .flags = REQUIRED | LISTED | COUNTERPARTY),
    FIELD(commission, processor, .label = N_("Utföraren är personuppgiftsbiträde"), .flags = LISTED, WORDS(answer_words)),
    FIELD(commission, agreement, .label = N_("Avtal"), .refers = "document", .flags = LISTED),
    FIELD(commission, from, .label = N_("Från och med")),
    FIELD(commission, to, .label = N_("Till och med")),
    FIELD(commission, note, .label = N_("Anmärkning"), .flags = LONG),
};
ENTITY(commission, .path = "uppdrag", .one = N_("uppdrag"), .many = N_("Uppdrag: beställare och utförare"), .title = "service", .subject = SUBJECT_ORGANISATION,
       .empty = N_("Här står vem som beställer och vem som utför varje tjänst."));

static const struct field account_fields[] = {
    FIELD(account, login, .label = N_("Användarnamn"), .flags = REQUIRED | LISTED | IMMUTABLE, .limit = { 2, 100 }),
    FIELD(account, person, .label = N_("Person"), .refers = "person", .flags = LISTED),
    FIELD(account, language, .label = N_("Språk"), .limit = { 0, 2 }, .help = N_("sv eller en. Gäller där personen inte själv har valt språk i webbläsaren.")),
    FIELD(account, expires, .label = N_("Sista dag"), .flags = LISTED, .help = N_("Efter den dagen går det inte att logga in.")),
    FIELD(account, closed, .label = N_("Stängt"), .flags = LISTED),
};
ENTITY(account, .path = "konton", .one = N_("konto"), .many = N_("Konton"), .title = "login", .subject = SUBJECT_ACCOUNT, .unique = "login",
       .empty = N_("Här står kontona. Lägg till det första kontot."));

static const struct word role_words[] = {
    [ROLE_BOARD] = { "direktion", N_("Direktionsledamot") },
    [ROLE_DIRECTOR] = { "forbundschef", N_("Förbundschef") },
    [ROLE_IT_HEAD] = { "it_chef", N_("It-chef") },
    [ROLE_COORDINATOR] = { "samordnare", N_("Informationssäkerhetssamordnare") },
    [ROLE_DPO] = { "dataskyddsombud", N_("Dataskyddsombud") },
    [ROLE_SYSTEM_OWNER] = { "systemagare", N_("Systemägare") },
    [ROLE_SYSTEM_MANAGER] = { "systemforvaltare", N_("Systemförvaltare") },
    [ROLE_MEMBER] = { "medlemsrepresentant", N_("Medlemsrepresentant") },
    [ROLE_AUDITOR] = { "revisor", N_("Revisor") },
    [ROLE_EMPLOYEE] = { "medarbetare", N_("Medarbetare") },
    [ROLE_ADMIN] = { "administrator", N_("Administratör") },
    [ROLE_SYSTEM] = { "system", N_("Systemet") },
};
static const struct word seat_state_words[] = {
    [SEAT_PROPOSED] = { "foreslagen", N_("Föreslagen") },
    [SEAT_DECIDED] = { "beviljad", N_("Beviljad") },
};
static const struct field seat_grant_fields[] = {
    FIELD(seat_grant, account, .label = N_("Konto"), .refers = "account", .flags = REQUIRED | LISTED | IMMUTABLE),
    FIELD(seat_grant, organisation, .label = N_("I organisationen"), .refers = "organisation", .flags = REQUIRED | LISTED | IMMUTABLE),
    FIELD(seat_grant, role, .label = N_("Behörighet"), .flags = REQUIRED | LISTED | IMMUTABLE, WORDS(role_words)),
    FIELD(seat_grant, from, .label = N_("Från och med"), .flags = LISTED),
    FIELD(seat_grant, to, .label = N_("Till och med"), .flags = LISTED),
    FIELD(seat_grant, state, .label = N_("Status"), .flags = LISTED, WORDS(seat_state_words),
          .help = N_("En föreslagen behörighet gäller först när någon som får ändra behörigheter har beviljat den.")),
};
ENTITY(seat_grant, .path = "behorigheter", .one = N_("behörighet"), .many = N_("Behörigheter"), .subject = SUBJECT_ACCOUNT,
       .unique = "account, organisation, role", .empty = N_("Här står vem som får göra vad i vilken organisation."));
