#include "authz/access.h"

#include "base/buf.h"

const char *access_letter(enum right right)
{
    static const char *const letters[] = {
        [RIGHT_NONE] = "–", [RIGHT_READ] = "L", [RIGHT_PROPOSE] = "F", [RIGHT_EDIT] = "R", [RIGHT_DECIDE] = "B",
    };
    return letters[right];
}

const char *access_role(enum role role)
{
    return entity_field_named(&seat_grant_entity, S("role"))->words[role].label;
}

/* Each subject's word for programs (a token's scope) and its name for people. */
static const struct word subjects[SUBJECT__N] = {
    [SUBJECT_OVERVIEW] = { "overview", N_("Översikt och indikatorer") },
    [SUBJECT_ORGANISATION] = { "organisation", N_("Organisationer, organ och roller") },
    [SUBJECT_AUDIT] = { "audit", N_("Granskningar och rekommendationer") },
    [SUBJECT_RESPONSE] = { "response", N_("Yttranden") },
    [SUBJECT_DOCUMENT] = { "document", N_("Styrande dokument") },
    [SUBJECT_CONFIRMATION] = { "confirmation", N_("Läsbekräftelser") },
    [SUBJECT_EVIDENCE] = { "evidence", N_("Bevis och ändringslogg") },
    [SUBJECT_MEASURE] = { "measure", N_("Handlingsplan") },
    [SUBJECT_NO_ACTION] = { "no_action", N_("Beslut att inte gå vidare med en rekommendation") },
    [SUBJECT_REQUEST] = { "request", N_("Revisorernas frågor") },
    [SUBJECT_DISPOSAL] = { "disposal", N_("Bevarande och gallring") },
    [SUBJECT_BOARD] = { "board", N_("Direktionens begäranden och beslut") },
    [SUBJECT_APPETITE] = { "appetite", N_("Riskaptit") },
    [SUBJECT_THREAT] = { "threat", N_("Hot och omvärldsbevakning") },
    [SUBJECT_ASSET] = { "asset", N_("Komponenter och sårbarheter") },
    [SUBJECT_TERM] = { "term", N_("Ordlista") },
    [SUBJECT_COMMENT] = { "comment", N_("Kommentarer") },
    [SUBJECT_ACCOUNT] = { "account", N_("Konton och behörigheter") },
    [SUBJECT_SELF] = { "self", N_("Egna inställningar") },
};

const char *access_subject(enum subject subject) { return subjects[subject].label; }
const char *access_word(enum subject subject) { return subjects[subject].code; }

const char *access_relation(enum relation relation)
{
    static const char *const names[] = {
        [RELATION_OWN] = N_("Den egna organisationens"), [RELATION_COUNTERPARTY] = N_("Där den egna organisationen är motpart"),
        [RELATION_COMMON] = N_("Gemensamma i förbundet"), [RELATION_FEDERATION] = N_("En annan organisations i förbundet"),
        [RELATION_OTHER] = N_("Ett annat förbunds"),
    };
    return names[relation];
}

static void put(struct buf *b, const struct words *w, const char *text)
{
    buf_put(b, str(words_get(w, text)));
}

/* "| first | role | role … |" and the line under it. */
static void put_heading(struct buf *b, const struct words *w, const char *first, const char *second)
{
    size_t columns = 1;
    buf_put(b, S("| "));
    put(b, w, first);
    if (second) {
        buf_put(b, S(" | "));
        put(b, w, second);
        columns++;
    }
    for (int role = 1; role < ROLE_SYSTEM; role++, columns++) {
        buf_put(b, S(" | "));
        put(b, w, access_role((enum role)role));
    }
    buf_put(b, S(" |\n"));
    for (size_t i = 0; i < columns; i++)
        buf_put(b, S("|---"));
    buf_put(b, S("|\n"));
}

static void put_rights(struct buf *b, enum subject subject, enum relation relation)
{
    for (int role = 1; role < ROLE_SYSTEM; role++)
        buf_printf(b, " | %s", access_letter(authz_right((enum role)role, subject, relation)));
    buf_put(b, S(" |\n"));
}

/* All relations of an entity in one cell: own/counterparty/common/federation. */
static void put_entity(struct buf *b, const struct words *w, const struct entity *e)
{
    buf_put(b, S("| "));
    put(b, w, e->many);
    buf_printf(b, " (%s)", e->name);
    for (int role = 1; role < ROLE_SYSTEM; role++) {
        buf_put(b, S(" | "));
        for (int relation = RELATION_OWN; relation < RELATION_OTHER; relation++)
            buf_put(b, str(access_letter(authz_right((enum role)role, e->subject, (enum relation)relation))));
    }
    buf_put(b, S(" |\n"));
}

void access_markdown(struct buf *b, const struct words *w)
{
    buf_put(b, S("# "));
    put(b, w, N_("Vem får göra vad"));
    buf_put(b, S("\n\n"));
    put(b, w, N_("L läser, F föreslår, R redigerar, B beslutar, – inget. Var och en omfattar dem före sig. Ett annat förbunds poster når ingen."));
    buf_put(b, S("\n\n## "));
    put(b, w, N_("Per ämne och den egna organisationens förhållande till posten"));
    buf_put(b, S("\n\n"));
    put_heading(b, w, N_("Ämne"), N_("Poster"));
    for (int subject = SUBJECT_NONE + 1; subject < SUBJECT__N; subject++)
        for (int relation = RELATION_OWN; relation < RELATION_OTHER; relation++) {
            buf_put(b, S("| "));
            put(b, w, access_subject((enum subject)subject));
            buf_put(b, S(" | "));
            put(b, w, access_relation((enum relation)relation));
            put_rights(b, (enum subject)subject, (enum relation)relation);
        }
    buf_put(b, S("\n## "));
    put(b, w, N_("Per register"));
    buf_put(b, S("\n\n"));
    put(b, w, N_("Fyra tecken i varje ruta: den egna organisationens poster, motpartens, gemensamma, en annan organisations."));
    buf_put(b, S("\n\n"));
    put_heading(b, w, N_("Register"), NULL);
    for (size_t i = 0; i < model_n; i++)
        if (!(model[i]->flags & PLUMBING))
            put_entity(b, w, model[i]);
    buf_put(b, S("\n## "));
    put(b, w, N_("Får ta ut hela listor"));
    buf_put(b, S("\n\n"));
    put_heading(b, w, N_("Ämne"), NULL);
    for (int subject = SUBJECT_NONE + 1; subject < SUBJECT__N; subject++) {
        buf_put(b, S("| "));
        put(b, w, access_subject((enum subject)subject));
        for (int role = 1; role < ROLE_SYSTEM; role++)
            buf_printf(b, " | %s", authz_may_export((enum role)role, (enum subject)subject) ? "E" : "–");
        buf_put(b, S(" |\n"));
    }
}
