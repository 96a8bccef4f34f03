#include "base/test.h"

#include "base/buf.h"
#include "derive/row_random.h"
#include "derive/validate.h"
#include "model/audit.h"
#include "model/document.h"
#include "model/organisation.h"

struct bench { struct arena a; struct faults fs; };

static struct bench begin(void)
{
    return (struct bench){ .a = arena_new(16 << 20) };
}

/* The faults' places, in order, with blanks between. */
static const char *places(struct bench *t, const struct entity *e, const void *old, const void *row, bool correcting)
{
    t->fs = (struct faults){ .arena = &t->a };
    enum err err = row_validate(e, old, row, correcting, &t->fs);
    assert_int_equal(err, t->fs.n ? E_INVALID : OK);
    struct buf b cleanup(buf_free) = buf_new(4096);
    for (size_t i = 0; i < t->fs.n; i++)
        buf_printf(&b, "%s%s", i ? " " : "", t->fs.v[i].place);
    return str_c(&t->a, buf_str(&b));
}

static struct str repeated(struct arena *a, const char *what, size_t times)
{
    struct str w = str(what);
    char *p = arena_alloc(a, w.n * times);
    for (size_t i = 0; i < times; i++)
        memcpy(p + i * w.n, w.p, w.n);
    return (struct str){ p, w.n * times };
}

static struct audit_question *question(struct arena *a)
{
    struct audit_question *q = row_new(a, &audit_question_entity);
    q->row.reach = REACH_OWN;
    q->audit.v = 1;
    q->number = 1;
    q->text = S("Finns en policy?");
    return q;
}

static void a_row_that_keeps_its_table_passes(void **state)
{
    (void)state;
    struct bench t = begin();
    assert_string_equal(places(&t, &audit_question_entity, NULL, question(&t.a), false), "");
    arena_free(&t.a);
}

static void required_fields_must_be_given(void **state)
{
    (void)state;
    struct bench t = begin();
    void *empty = row_new(&t.a, &audit_question_entity);
    assert_string_equal(places(&t, &audit_question_entity, NULL, empty, false), "reach audit number text");
    struct audit_question *q = question(&t.a);
    q->text = S(" \n\t");
    assert_string_equal(places(&t, &audit_question_entity, NULL, q, false), "text");
    arena_free(&t.a);
}

static void text_is_counted_in_code_points(void **state)
{
    (void)state;
    struct bench t = begin();
    struct audit_question *q = question(&t.a);
    q->section = repeated(&t.a, "\U0001F6E1", 40);
    assert_string_equal(places(&t, &audit_question_entity, NULL, q, false), "");
    q->section = repeated(&t.a, "\U0001F6E1", 41);
    assert_string_equal(places(&t, &audit_question_entity, NULL, q, false), "section");
    assert_string_equal(t.fs.v[0].arg[0], "41");
    assert_string_equal(t.fs.v[0].arg[1], "40");

    struct account *account = row_new(&t.a, &account_entity);
    account->row.reach = REACH_OWN;
    account->login = S("å");
    assert_string_equal(places(&t, &account_entity, NULL, account, false), "login");
    account->login = S("åä");
    assert_string_equal(places(&t, &account_entity, NULL, account, false), "");

    struct interview *interview = row_new(&t.a, &interview_entity); /* LONG without a limit of its own: 100 000 */
    interview->row.reach = REACH_OWN;
    interview->audit.v = 1;
    interview->role = S("It-chef");
    interview->notes = repeated(&t.a, "ö", 100000);
    assert_string_equal(places(&t, &interview_entity, NULL, interview, false), "");
    interview->notes = repeated(&t.a, "ö", 100001);
    assert_string_equal(places(&t, &interview_entity, NULL, interview, false), "notes");
    arena_free(&t.a);
}

static void the_kinds_own_limits(void **state)
{
    (void)state;
    const struct field text = { .name = "x", .kind = KIND_TEXT }, long_text = { .name = "x", .kind = KIND_TEXT, .flags = LONG };
    const struct field number = { .name = "x", .kind = KIND_INT }, low = { .name = "x", .kind = KIND_INT, .limit = { 5, 0 } };
    assert_int_equal(field_most(&text), 4000);
    assert_int_equal(field_most(&long_text), 100000);
    assert_true(field_most(&number) == INT64_MAX && field_most(&low) == INT64_MAX);
    for (size_t i = 0; i < model_n; i++)
        for (size_t k = 0; k < entity_fields(model[i]); k++)
            assert_true(field_most(entity_field(model[i], k)) >= entity_field(model[i], k)->limit.least);
}

static void numbers_have_a_range(void **state)
{
    (void)state;
    struct bench t = begin();
    struct audit_question *q = question(&t.a);
    static const struct { int64_t number; const char *places; } cases[] = {
        { 0, "number" }, { 1, "" }, { 1000, "" }, { 1001, "number" }, { -1, "number" }, { INT64_MAX, "number" }, { INT64_MIN + 1, "number" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        q->number = cases[i].number;
        assert_string_equal(places(&t, &audit_question_entity, NULL, q, false), cases[i].places);
    }
    arena_free(&t.a);
}

static void text_is_utf8_without_nul(void **state)
{
    (void)state;
    struct bench t = begin();
    struct audit_question *q = question(&t.a);
    q->section = S("\xc3\x28");
    assert_string_equal(places(&t, &audit_question_entity, NULL, q, false), "section");
    q->section = (struct str){ "a\0b", 3 };
    assert_string_equal(places(&t, &audit_question_entity, NULL, q, false), "section");
    q->section = S("\x01\x7f\u202e\U000E0041");
    assert_string_equal(places(&t, &audit_question_entity, NULL, q, false), "");
    arena_free(&t.a);
}

static void words_are_the_tables(void **state)
{
    (void)state;
    struct bench t = begin();
    struct audit_question *q = question(&t.a);
    q->row.reach = (enum reach)9;
    assert_string_equal(places(&t, &audit_question_entity, NULL, q, false), "reach");
    q->row.reach = REACH_COMMON;
    q->audit.v = -1;
    assert_string_equal(places(&t, &audit_question_entity, NULL, q, false), "audit");
    arena_free(&t.a);
}

static void links_and_addresses(void **state)
{
    (void)state;
    struct bench t = begin();
    struct evidence *e = row_new(&t.a, &evidence_entity);
    e->row.reach = REACH_OWN;
    e->title = S("Beslut");
    e->source = SOURCE_DOCUMENT;
    static const struct { const char *about; bool fine; } links[] = {
        { "document/4", true }, { "recommendation/9223372036854775807", true }, { "document/0", false }, { "document/", false }, { "document", false },
        { "dokument/4", false }, { "document/4/5", false }, { "document/-4", false }, { "document/04", false }, { "session/1", false },
        { "credential/1", false }, { "/1", false }, { "document/9223372036854775808", false }, { "document/4 ", false },
    };
    for (size_t i = 0; i < LEN(links); i++) {
        e->about = str(links[i].about);
        if (strcmp(places(&t, &evidence_entity, NULL, e, false), links[i].fine ? "" : "about") != 0)
            fail_msg("%s", links[i].about);
    }
    struct person *p = row_new(&t.a, &person_entity);
    p->row.reach = REACH_OWN;
    p->name = S("Namn");
    static const struct { const char *email; bool fine; } addresses[] = {
        { "namn@exempel.se", true }, { "å@ö", true }, { "", true }, { "@exempel.se", false }, { "namn@", false }, { "namn", false },
        { "a@b@c", false }, { "a b@c", false }, { "a@b\r\nBcc:x", false },
    };
    for (size_t i = 0; i < LEN(addresses); i++) {
        p->email = str(addresses[i].email);
        if (strcmp(places(&t, &person_entity, NULL, p, false), addresses[i].fine ? "" : "email") != 0)
            fail_msg("%s", addresses[i].email);
    }
    arena_free(&t.a);
}

static void what_is_unknown_needs_a_reason(void **state)
{
    (void)state;
    struct bench t = begin();
    struct interview *interview = row_new(&t.a, &interview_entity);
    interview->row.reach = REACH_OWN;
    interview->audit.v = 1;
    interview->role = S("It-chef");
    interview->held = DATE_UNKNOWN;
    assert_string_equal(places(&t, &interview_entity, NULL, interview, false), "unknown_why");
    interview->row.unknown_why = S("Står inte i rapporten.");
    assert_string_equal(places(&t, &interview_entity, NULL, interview, false), "");
    arena_free(&t.a);
}

static void what_is_immutable_stays_but_for_a_correction(void **state)
{
    (void)state;
    struct bench t = begin();
    struct audit_question *old = question(&t.a), *q = question(&t.a);
    assert_string_equal(places(&t, &audit_question_entity, old, q, false), "");
    q->text = S("Finns en riktlinje?");
    q->section = S("4.2");
    q->audit.v = 2;
    q->row.owner.v = 3;
    assert_string_equal(places(&t, &audit_question_entity, old, q, false), "owner audit text");
    assert_string_equal(places(&t, &audit_question_entity, old, q, true), "");
    arena_free(&t.a);
}

static void faults_are_bounded(void **state)
{
    (void)state;
    struct bench t = begin();
    t.fs = (struct faults){ .arena = &t.a };
    for (size_t i = 0; i < FAULTS_MAX + 7; i++)
        faults_add(&t.fs, "x", N_("Fältet måste fyllas i."), NULL, NULL);
    assert_true(t.fs.n == FAULTS_MAX && t.fs.beyond == 7);
    assert_int_equal(row_validate(&audit_question_entity, NULL, row_new(&t.a, &audit_question_entity), false, &t.fs), E_INVALID);
    arena_free(&t.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_that_keeps_its_table_passes), cmocka_unit_test(required_fields_must_be_given),
        cmocka_unit_test(text_is_counted_in_code_points), cmocka_unit_test(the_kinds_own_limits), cmocka_unit_test(numbers_have_a_range),
        cmocka_unit_test(text_is_utf8_without_nul), cmocka_unit_test(words_are_the_tables), cmocka_unit_test(links_and_addresses),
        cmocka_unit_test(what_is_unknown_needs_a_reason), cmocka_unit_test(what_is_immutable_stays_but_for_a_correction),
        cmocka_unit_test(faults_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
