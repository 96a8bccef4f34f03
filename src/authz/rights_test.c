#include "base/test.h"

#include "authz/access.h"
#include "authz/seat.h"
#include "base/buf.h"

static void no_role_reaches_another_federation(void **state)
{
    (void)state;
    for (int role = 0; role < ROLE__N; role++)
        for (int subject = 0; subject < SUBJECT__N; subject++)
            if (role != ROLE_SYSTEM)
                assert_int_equal(authz_right((enum role)role, (enum subject)subject, RELATION_OTHER), RIGHT_NONE);
    struct seat seat = { .federation = { 1 }, .organisation = { 2 }, .role = ROLE_DIRECTOR };
    struct row theirs = { .federation = { 9 }, .owner = { 2 }, .reach = REACH_COMMON };
    assert_int_equal(authz_relation(&seat, &theirs, (organisation_id){ 2 }), RELATION_OTHER);
}

static void r126_an_auditor_reads_everything_and_changes_nothing(void **state)
{
    (void)state;
    for (int subject = SUBJECT_OVERVIEW; subject < SUBJECT_SELF; subject++)
        for (int relation = RELATION_OWN; relation < RELATION_OTHER; relation++)
            assert_int_equal(authz_right(ROLE_AUDITOR, (enum subject)subject, (enum relation)relation),
                             subject == SUBJECT_REQUEST ? RIGHT_PROPOSE : RIGHT_READ); /* the auditors' own questions, nothing else */
    assert_true(authz_may_export(ROLE_AUDITOR, SUBJECT_AUDIT));
}

static void r39_no_official_closes_a_recommendation_alone(void **state)
{
    (void)state;
    for (int role = 1; role < ROLE_SYSTEM; role++)
        assert_true((authz_right((enum role)role, SUBJECT_NO_ACTION, RELATION_OWN) == RIGHT_DECIDE) == (role == ROLE_BOARD));
    assert_int_equal(authz_right(ROLE_IT_HEAD, SUBJECT_NO_ACTION, RELATION_OWN), RIGHT_READ);
    assert_non_null(authz_reason(SUBJECT_NO_ACTION));
}

static void r125_a_member_sees_its_own_and_the_common(void **state)
{
    (void)state;
    struct seat seat = { .federation = { 1 }, .organisation = { 2 }, .role = ROLE_MEMBER };
    struct row own = { .federation = { 1 }, .owner = { 2 }, .reach = REACH_OWN };
    struct row other = { .federation = { 1 }, .owner = { 3 }, .reach = REACH_OWN };
    struct row common = { .federation = { 1 }, .owner = { 3 }, .reach = REACH_COMMON };
    assert_int_equal(authz_relation(&seat, &own, (organisation_id){ 0 }), RELATION_OWN);
    assert_int_equal(authz_relation(&seat, &other, (organisation_id){ 0 }), RELATION_FEDERATION);
    assert_int_equal(authz_relation(&seat, &other, (organisation_id){ 2 }), RELATION_COUNTERPARTY);
    assert_int_equal(authz_relation(&seat, &common, (organisation_id){ 0 }), RELATION_COMMON);
    for (int subject = SUBJECT_OVERVIEW; subject < SUBJECT_SELF; subject++) {
        unsigned set = authz_relations(&seat, (enum subject)subject, RIGHT_READ);
        if (subject == SUBJECT_DISPOSAL || subject == SUBJECT_BOARD) {
            assert_int_equal(set, 0); /* the federation's own (§7) */
            continue;
        }
        assert_false(set & (1u << RELATION_FEDERATION));
        assert_true(set & (1u << RELATION_COMMON));
    }
    assert_int_equal(authz_relations(&seat, SUBJECT_AUDIT, RIGHT_EDIT), 0);
}

static void a_grant_holds_on_its_days_once_it_is_granted(void **state)
{
    (void)state;
    const struct date day = { 2026, 11, 24 };
    static const struct { struct date from, to; enum seat_state state; enum standing standing; bool holds; } rows[] = {
        { { 0 }, { 0 }, SEAT_DECIDED, STANDING_VALID, true }, { { 0 }, { 0 }, 0, STANDING_VALID, true }, { { 0 }, { 0 }, SEAT_PROPOSED, STANDING_VALID, false },
        { { 0 }, { 0 }, SEAT_DECIDED, STANDING_REVOKED, false }, { { 2026, 11, 24 }, { 2026, 11, 24 }, SEAT_DECIDED, STANDING_VALID, true },
        { { 2026, 11, 25 }, { 0 }, SEAT_DECIDED, STANDING_VALID, false }, { { 0 }, { 2026, 11, 23 }, SEAT_DECIDED, STANDING_VALID, false },
        { { 0 }, { 2026, 0, 0 }, SEAT_DECIDED, STANDING_VALID, true }, { { 0 }, { 2026, 11, 0 }, SEAT_DECIDED, STANDING_VALID, true },
        { { 0 }, { 2026, 10, 0 }, SEAT_DECIDED, STANDING_VALID, false }, { { 2026, 0, 0 }, { 0 }, SEAT_DECIDED, STANDING_VALID, true },
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        const struct seat_grant g = { .row.standing = rows[i].standing, .from = rows[i].from, .to = rows[i].to, .state = rows[i].state };
        if (authz_grant_holds(&g, day) != rows[i].holds)
            fail_msg("row %zu", i);
    }
}

static void nobody_and_nothing_have_no_right(void **state)
{
    (void)state;
    struct seat nobody = { 0 };
    for (int subject = 0; subject < SUBJECT__N; subject++)
        assert_false(authz_may_somewhere(&nobody, (enum subject)subject, RIGHT_READ));
    struct seat director = { .federation = { 1 }, .organisation = { 1 }, .role = ROLE_DIRECTOR };
    assert_false(authz_may_somewhere(&director, SUBJECT_NONE, RIGHT_READ));
    assert_int_equal(authz_relations(&director, SUBJECT_AUDIT, RIGHT_NONE), 0);
    assert_false(authz_may_somewhere(&director, SUBJECT_AUDIT, RIGHT_DECIDE));
}

/* domain.md §7, line by line, as it is written there: the letter, then the scope: a all, o own organisation, c the common ones too (ours), s own systems (until there
 * is a register of systems: the own organisation), A administer, E export; "–" nothing. The columns in the order of the roles; the last,
 * the technical administrator, is §7's footnote. Words that are not of these are of the act, not of the rows. A subject is found by the
 * words it has in the access report, so that one whose line is missing here fails. `why`: where the table is more than its line. */
struct line { const char *subject, *cells[ROLE_SYSTEM - 1], *why; };
static const struct line lines[] = {
    { "Översikt och indikatorer", { "L a", "L a", "L a", "L a", "L a", "L s", "L s", "L o", "L a E", "–", "–" }, NULL },
    { "Organisationer, organ och roller", { "L a", "R a", "L a", "R a", "L a", "L o", "L o", "R o", "L a E", "L o", "R a" },
      "no line of §7: everybody sees whom the others are, those who keep the register keep it" },
    { "Granskningar och rekommendationer", { "L a", "R a", "L a", "R a", "L a", "L s", "L s", "L o", "L a E", "–", "–" }, NULL },
    { "Yttranden", { "B", "R a", "F", "R a", "L", "–", "–", "L", "L a E", "–", "–" }, "E: an auditor takes out whatever it reads (R126)" },
    { "Handlingsplan", { "L a", "B a", "R a", "R a", "F", "R s", "R s", "R o", "L a E", "–", "–" }, NULL },
    { "Beslut att inte gå vidare med en rekommendation", { "B", "F", "L a", "F", "L a", "L s", "L s", "L o", "L a E", "–", "–" },
      "the dashes are of the act: who reads the recommendation reads what was decided of it" },
    { "Revisorernas frågor", { "L a", "R a", "R a", "R a", "L a", "L s", "L s", "L o", "F E", "–", "–" },
      "no line of §7 but its last words: auditors never write except in their own requests for information" },
    { "Direktionens begäranden och beslut", { "B", "R", "R", "R", "L", "–", "–", "–", "L a E", "–", "–" }, "the board asks and decides; R is to answer" },
    { "Riskaptit", { "B", "F", "F", "R a", "L", "L s", "L s", "F o", "L a E", "–", "–" }, "owners and members read what is common" },
    { "Hot och omvärldsbevakning", { "L", "L", "R", "R a", "L", "L s", "L s", "L o", "L a E", "–", "–" }, "owners and members read what is common" },
    { "Komponenter och sårbarheter", { "–", "L a", "R a", "R a", "–", "L s", "L s", "L o", "L a E", "–", "–" }, "a summary is not the rows" },
    { "Styrande dokument", { "B", "B", "F", "R a", "F", "L o", "L o", "F o", "L a E", "L o", "–" }, NULL },
    { "Läsbekräftelser", { "F o", "F o, L a", "F o", "F o, L a", "F o", "F o", "F o", "F o", "L a E", "F o", "–" },
      "self is a row of one's own organisation; who answers for the document sees who has read it" },
    { "Bevis och ändringslogg", { "L", "F", "F", "F", "L", "F s", "F s", "F o", "L a E", "–", "–" }, "who may change what evidence is about may add to it" },
    { "Ordlista", { "L a", "R a", "F", "R a", "F", "L s", "L s", "L s", "L a E", "L s", "L a" }, "no line of §7: all read the words that all use" },
    { "Kommentarer", { "R a", "R a", "R a", "R a", "R a", "R c", "R c", "R c", "L a E", "–", "–" },
      "no line of §7: who reads a row says something of it; auditors write only in their own requests" },
    { "Bevarande och gallring", { "–", "B", "–", "F", "–", "–", "–", "–", "L a E", "–", "–" }, "one of two; that they are two persons is a rule of the domain" },
    { "Konton och behörigheter", { "–", "B", "A", "F", "–", "–", "–", "F o", "L a E", "–", "A" }, NULL },
    { "Egna inställningar", { "R", "R", "R", "R", "R", "R", "R", "R", "R E", "R", "R" }, "no line of §7: one's own" },
};

static enum right right_of(const char *cell)
{
    switch (cell[0]) {
    case 'L': return RIGHT_READ;
    case 'F': return RIGHT_PROPOSE;
    case 'R': case 'A': return RIGHT_EDIT;
    case 'B': return RIGHT_DECIDE;
    default: return RIGHT_NONE;
    }
}

/* Without a scope: all of it for the federation's own roles; the others' own organisation. */
static bool is_narrow(const char *cell, int role, const char *subject)
{
    bool outer = role == ROLE_SYSTEM_OWNER || role == ROLE_SYSTEM_MANAGER || role == ROLE_MEMBER || role == ROLE_EMPLOYEE;
    if (strstr(cell, ", "))
        return true;
    return strchr(cell, 'o') || strchr(cell, 's') || strchr(cell, 'c') || (outer && !strchr(cell, 'a') && strcmp(subject, "Egna inställningar") != 0);
}

static const struct line *line_of(const char *subject)
{
    for (size_t i = 0; i < LEN(lines); i++)
        if (strcmp(lines[i].subject, subject) == 0)
            return &lines[i];
    fail_msg("domain.md §7 has no line here for: %s", subject);
    return NULL;
}

/* What the other side of a two-sided row may do is at least what it may with common ones: §7 does not speak of it. */
static void the_table_is_that_of_the_domain(void **state)
{
    (void)state;
    for (int s = SUBJECT_NONE + 1; s < SUBJECT__N; s++) {
        const char *name = access_subject((enum subject)s);
        const struct line *line = line_of(name);
        for (int role = 1; role < ROLE_SYSTEM; role++) {
            const char *cell = line->cells[role - 1];
            enum right right = right_of(cell), read = right ? RIGHT_READ : RIGHT_NONE;
            bool narrow = is_narrow(cell, role, name), common = !narrow || strchr(cell, 'c');
            enum right wanted[] = { [RELATION_OWN] = right, [RELATION_COUNTERPARTY] = common ? right : read, [RELATION_COMMON] = common ? right : read,
                                    [RELATION_FEDERATION] = !narrow ? right : strstr(cell, ", L a") ? RIGHT_READ : RIGHT_NONE, [RELATION_OTHER] = RIGHT_NONE };
            for (int r = RELATION_OWN; r < RELATION__N; r++) {
                enum right got = authz_right((enum role)role, (enum subject)s, (enum relation)r);
                if (got != wanted[r] && !(r == RELATION_COUNTERPARTY && got > wanted[r]))
                    fail_msg("%s, %s, %s: %s, and §7 says %s", name, access_role((enum role)role), access_relation((enum relation)r), access_letter(got), access_letter(wanted[r]));
            }
            if ((strchr(cell, 'E') || right >= RIGHT_EDIT) != authz_may_export((enum role)role, (enum subject)s))
                fail_msg("%s, %s: taking out", name, access_role((enum role)role));
        }
    }
}

static void a_subject_beyond_the_credential_gives_no_relation(void **state)
{
    (void)state;
    for (int role = 1; role < ROLE__N; role++)
        for (int s = SUBJECT_NONE + 1; s < SUBJECT__N; s++) {
            const struct seat seat = { .federation = { 1 }, .organisation = { 1 }, .role = (enum role)role, .without = 1u << s };
            for (int other = SUBJECT_NONE + 1; other < SUBJECT__N; other++) {
                const struct seat whole = { .federation = { 1 }, .organisation = { 1 }, .role = (enum role)role };
                assert_int_equal(authz_relations(&seat, (enum subject)other, RIGHT_READ), other == s ? 0 : authz_relations(&whole, (enum subject)other, RIGHT_READ));
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_that_of_the_domain), cmocka_unit_test(a_grant_holds_on_its_days_once_it_is_granted), cmocka_unit_test(a_subject_beyond_the_credential_gives_no_relation),
        cmocka_unit_test(no_role_reaches_another_federation), cmocka_unit_test(r126_an_auditor_reads_everything_and_changes_nothing),
        cmocka_unit_test(r39_no_official_closes_a_recommendation_alone),
        cmocka_unit_test(r125_a_member_sees_its_own_and_the_common), cmocka_unit_test(nobody_and_nothing_have_no_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
