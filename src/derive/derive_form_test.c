#include "base/test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "derive/form.h"
#include "model/audit.h"
#include "model/organisation.h"
#include "model/document.h"

struct sent { const char *name, *value; };

static struct str get(const void *ctx, const char *name)
{
    for (const struct sent *s = ctx; s->name; s++)
        if (strcmp(s->name, name) == 0)
            return str(s->value);
    return (struct str){ 0 };
}

static bool has(const struct buf *b, const char *text)
{
    return str_find(buf_str(b), str(text), 0) != SIZE_MAX;
}

static void assert_has(const struct buf *b, const char *text)
{
    if (!has(b, text))
        fail_msg("%s is not in\n%.*s", text, SF(buf_str(b)));
}

static void what_was_sent_becomes_the_row(void **state)
{
    (void)state;
    struct arena a = arena_new(1000000);
    struct document *d = row_new(&a, &document_entity);
    struct faults fs = { .arena = &a };
    static const struct sent sent[] = { { "title", "  <b>\"Policy\" & ' \t " }, { "type", "policy" }, { "state", "Utkast" }, { "parent", "12 – Titel med – streck" },
                                        { "note", "  rad 1\r\nrad 2\rrad 3\n " }, { "owner", "3" }, { "version", " 7 " }, { "id", "99" }, { "standing", "upphavd" }, { 0 } };
    struct form_input input = { get, sent };
    assert_int_equal(form_read(&a, &document_entity, input, true, false, NULL, d, &fs), OK);
    assert_true(str_is(d->title, "<b>\"Policy\" & '"));
    assert_int_equal(d->type, DOCUMENT_POLICY);
    assert_int_equal(d->state, DOCUMENT_DRAFT);
    assert_int_equal(d->parent.v, 12);
    assert_true(str_is(d->note, "  rad 1\nrad 2\nrad 3\n ")); /* white space of long text is the writer's own */
    assert_int_equal(d->row.owner.v, 3);
    assert_int_equal(form_version(input), 7);
    assert_int_equal(d->row.id, 0); /* computed fields are not for forms */
    assert_int_equal(d->row.standing, 0);
    arena_free(&a);
}

static void every_wrong_field_is_told_and_leaves_the_row_alone(void **state)
{
    (void)state;
    struct arena a = arena_new(1000000);
    struct audit *row = row_new(&a, &audit_entity);
    struct faults fs = { .arena = &a };
    static const struct sent sent[] = { { "title", "T" }, { "dated", "2023-02-29" }, { "type", "rymdfart" }, { "follows", "abc" }, { 0 } };
    assert_int_equal(form_read(&a, &audit_entity, (struct form_input){ get, sent }, true, false, NULL, row, &fs), E_INVALID);
    assert_int_equal(fs.n, 3);
    assert_true(str_is(row->title, "T"));
    assert_false(date_given(row->dated));

    struct buf b cleanup(buf_free) = buf_new(1000000);
    form_html(&b, &(struct form_view){ .entity = &audit_entity, .row = row, .input = { get, sent }, .faults = &fs, .words = &words_sv, .creating = true });
    assert_has(&b, "value=\"2023-02-29\"");             /* the input is kept */
    assert_has(&b, "aria-describedby=\"h-dated e-dated\" aria-invalid=\"true\"");
    assert_has(&b, "id=\"e-dated\"");
    buf_reset(&b);
    form_summary_html(&b, &words_sv, &audit_entity, &fs);
    assert_has(&b, "href=\"#f-dated\"");
    assert_has(&b, "href=\"#f-type\"");
    buf_reset(&b);
    form_summary_html(&b, &words_sv, &audit_entity, &(struct faults){ .arena = &a });
    assert_int_equal(b.n, 0);
    arena_free(&a);
}

static void values_are_escaped_and_kept_whole(void **state)
{
    (void)state;
    struct arena a = arena_new(1000000);
    struct document *d = row_new(&a, &document_entity);
    d->row.id = 4;
    d->row.version = 9;
    d->title = S("\"><script>");
    d->note = S("\nförsta raden är tom\n</textarea>");
    d->type = DOCUMENT_POLICY;
    struct buf b cleanup(buf_free) = buf_new(1000000);
    form_html(&b, &(struct form_view){ .entity = &document_entity, .row = d, .words = &words_sv });
    assert_false(has(&b, "<script>"));
    assert_has(&b, "value=\"&quot;&gt;&lt;script&gt;\"");
    assert_has(&b, ">\n\nförsta raden är tom\n&lt;/textarea&gt;</textarea>"); /* the browser drops the first of the two line breaks */
    assert_has(&b, "<option value=\"policy\" selected>");
    assert_has(&b, "name=\"version\" value=\"9\"");
    arena_free(&a);
}

static void fixed_fields_are_shown_only_where_they_may_be_written(void **state)
{
    (void)state;
    struct arena a = arena_new(1000000);
    struct recommendation *r = row_new(&a, &recommendation_entity);
    struct buf b cleanup(buf_free) = buf_new(1000000);
    struct form_view v = { .entity = &recommendation_entity, .row = r, .words = &words_sv };
    form_html(&b, &v);
    assert_false(has(&b, "name=\"text\""));
    buf_reset(&b);
    v.correcting = true;
    form_html(&b, &v);
    assert_has(&b, "name=\"text\"");
    buf_reset(&b);
    v.left_out = entity_field_named(&recommendation_entity, S("text"));
    form_html(&b, &v);
    assert_false(has(&b, "name=\"text\""));
    struct faults fs = { .arena = &a };
    static const struct sent sent[] = { { "text", "Ny" }, { "code", "2023-1" }, { 0 } };
    r->text = S("Gammal");
    assert_int_equal(form_read(&a, &recommendation_entity, (struct form_input){ get, sent }, false, false, NULL, r, &fs), OK);
    assert_true(str_is(r->text, "Gammal"));
    assert_true(str_is(r->code, "2023-1"));
    arena_free(&a);
}

static void references_are_chosen_or_searched_and_never_lost(void **state)
{
    (void)state;
    struct arena a = arena_new(1000000);
    struct body *row = row_new(&a, &body_entity);
    row->organisation.v = 77;
    struct form_option few[] = { { 1, S("Ett & två") }, { 2, { 0 } } }, many[FORM_SELECT_MAX + 1];
    for (size_t i = 0; i < LEN(many); i++)
        many[i] = (struct form_option){ (int64_t)i + 1, S("Namn") };
    const struct field *f = entity_field_named(&body_entity, S("organisation"));
    struct form_options options = { f, few, LEN(few) };
    struct buf b cleanup(buf_free) = buf_new(1000000);
    struct form_view v = { .entity = &body_entity, .row = row, .options = &options, .options_n = 1, .words = &words_sv, .creating = true };
    form_html(&b, &v);
    assert_has(&b, "<option value=\"1\">Ett &amp; två</option>");
    assert_has(&b, "<option value=\"2\">organisation 2</option>");
    assert_has(&b, "<option value=\"77\" selected>organisation 77</option>"); /* not among the options, still chosen */
    buf_reset(&b);
    options = (struct form_options){ f, many, LEN(many) };
    row->organisation.v = 5;
    form_html(&b, &v);
    assert_has(&b, "list=\"l-organisation\" value=\"5 – Namn\"");
    assert_has(&b, "<option value=\"41 – Namn\"></option>");
    arena_free(&a);
}

static void a_box_that_is_not_sent_is_no(void **state)
{
    (void)state;
    struct arena a = arena_new(1000000);
    struct account *row = row_new(&a, &account_entity);
    row->closed = true;
    struct faults fs = { .arena = &a };
    static const struct sent none[] = { { 0 } }, yes[] = { { "closed", "ja" }, { 0 } };
    assert_int_equal(form_read(&a, &account_entity, (struct form_input){ get, none }, false, false, NULL, row, &fs), OK);
    assert_false(row->closed);
    assert_int_equal(form_read(&a, &account_entity, (struct form_input){ get, yes }, false, false, NULL, row, &fs), OK);
    assert_true(row->closed);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_sent_becomes_the_row), cmocka_unit_test(every_wrong_field_is_told_and_leaves_the_row_alone),
        cmocka_unit_test(values_are_escaped_and_kept_whole), cmocka_unit_test(fixed_fields_are_shown_only_where_they_may_be_written),
        cmocka_unit_test(references_are_chosen_or_searched_and_never_lost), cmocka_unit_test(a_box_that_is_not_sent_is_no),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
