#include "model/desk.h"

static const struct field term_fields[] = {
    FIELD(term, preferred, .label = N_("Term"), .flags = REQUIRED | LISTED | UNIQUE, .limit = { 1, 200 }, .help = N_("Det ord som ska användas.")),
    FIELD(term, synonyms, .label = N_("Andra ord för samma sak"), .flags = LISTED | LONG, .limit = { 0, 2000 },
          .help = N_("Ett på varje rad. Den som söker efter ett av orden hittar också de andra.")),
    FIELD(term, definition, .label = N_("Betydelse"), .flags = LISTED | LONG, .limit = { 0, 4000 }),
    FIELD(term, source, .label = N_("Källa"), .limit = { 0, 300 }, .help = N_("En lag, en standard eller ett eget beslut.")),
};
ENTITY(term, .path = "ordlista", .one = N_("term"), .many = N_("Ordlista"), .title = "preferred", .subject = SUBJECT_TERM,
       .empty = N_("Här står de ord som används i en bestämd betydelse, och andra ord för samma sak. Lägg till den första termen."));

static const struct field comment_fields[] = {
    FIELD(comment, about, .label = N_("Gäller"), .flags = REQUIRED | LISTED | LINK | IMMUTABLE | FOLLOWS, .limit = { 1, 80 },
          .help = N_("Posten som kommentaren hör till, till exempel measure/12.")),
    FIELD(comment, text, .label = N_("Kommentar"), .flags = REQUIRED | LISTED | LONG, .limit = { 1, 10000 },
          .help = N_("Skriv @ och ett inloggningsnamn för att göra någon uppmärksam på kommentaren.")),
    FIELD(comment, other, .label = N_("Motpart"), .refers = "organisation", .flags = COMPUTED | COUNTERPARTY),
};
ENTITY(comment, .path = "kommentarer", .one = N_("kommentar"), .many = N_("Kommentarer"), .title = "text", .subject = SUBJECT_COMMENT,
       .empty = N_("Här står vad som har sagts om posterna. Kommentarer skrivs på postens egen sida."));

static const struct word mention_state_words[] = {
    [MENTION_NEW] = { "ny", N_("Ny") },
    [MENTION_SEEN] = { "sedd", N_("Sedd") },
};
static const struct field mention_fields[] = {
    FIELD(mention, comment, .label = N_("Kommentar"), .refers = "comment", .flags = REQUIRED | LISTED | FOLLOWS | IMMUTABLE),
    FIELD(mention, about, .label = N_("Gäller"), .flags = REQUIRED | LISTED | LINK | IMMUTABLE, .limit = { 1, 80 }),
    FIELD(mention, account, .label = N_("Konto"), .refers = "account", .flags = LISTED | COMPUTED),
    FIELD(mention, state, .label = N_("Status"), .flags = REQUIRED | LISTED, WORDS(mention_state_words)),
    FIELD(mention, until, .label = N_("Visas till"), .flags = REQUIRED | LISTED),
    FIELD(mention, other, .label = N_("Motpart"), .refers = "organisation", .flags = COMPUTED | COUNTERPARTY),
};
ENTITY(mention, .path = "omnamnanden", .one = N_("omnämnande"), .many = N_("Omnämnanden"), .subject = SUBJECT_COMMENT, .flags = NO_CREATE, .unique = "comment, account",
       .empty = N_("Här står vem som har nämnts i vilken kommentar."));

static const struct field saved_filter_fields[] = {
    FIELD(saved_filter, account, .label = "account", .refers = "account", .flags = REQUIRED),
    FIELD(saved_filter, register_name, .label = "register", .flags = REQUIRED | LISTED, .limit = { 1, 80 }),
    FIELD(saved_filter, name, .label = N_("Namn"), .flags = REQUIRED, .limit = { 1, 100 }),
    FIELD(saved_filter, query, .label = N_("Urval"), .limit = { 0, 4000 }),
    FIELD(saved_filter, shared, .label = N_("Delas med organisationen")),
    FIELD(saved_filter, standard, .label = N_("Visas först")),
    FIELD(saved_filter, ended, .label = "ended"),
};
ENTITY(saved_filter, .one = "saved filter", .many = "saved filters", .flags = PLUMBING);
