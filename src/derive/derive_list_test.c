#include "base/test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "derive/list.h"
#include "derive/show.h"
#include "model/organisation.h"

static void assert_has(const struct buf *b, const char *text)
{
    if (str_find(buf_str(b), str(text), 0) == SIZE_MAX)
        fail_msg("%s is not in\n%.*s", text, SF(buf_str(b)));
}

static void assert_lacks(const struct buf *b, const char *text)
{
    if (str_find(buf_str(b), str(text), 0) != SIZE_MAX)
        fail_msg("%s is in\n%.*s", text, SF(buf_str(b)));
}

struct world { struct arena a; struct state state; struct post posts[2]; struct str *titles; struct list_rows rows; struct list_view view; struct buf b; };

static void set_up(struct world *w, const struct state_param *params, size_t n)
{
    *w = (struct world){ .a = arena_new(4000000), .b = buf_new(4000000) };
    struct faults fs = { .arena = &w->a };
    assert_int_equal(state_parse(&w->a, &post_entity, params, n, 50, NULL, &w->state, &fs), OK);
    for (size_t i = 0; i < 2; i++) {
        memcpy(&w->posts[i], row_new(&w->a, &post_entity), sizeof(struct post));
        w->posts[i].row.id = (int64_t)i + 1;
        w->posts[i].row.standing = STANDING_VALID;
        w->posts[i].organisation.v = 5;
        w->posts[i].extent = 50;
        w->posts[i].state = i ? POST_VACANT : POST_HELD;
    }
    w->posts[0].title = S("<It-chef>");
    w->posts[0].row.secrecy = S("OSL 18 kap. 8 §");
    w->titles = arena_array(&w->a, 2 * entity_fields(&post_entity), sizeof *w->titles);
    for (size_t k = 0; k < entity_fields(&post_entity); k++)
        if (strcmp(entity_field(&post_entity, k)->name, "organisation") == 0)
            w->titles[k] = S("Alby & Co");
    w->rows = (struct list_rows){ .rows = w->posts, .n = 2, .titles = w->titles, .first = S("c1"), .last = S("c2"), .more_after = true, .count = 1001 };
    w->view = (struct list_view){ .entity = &post_entity, .state = &w->state, .rows = &w->rows, .words = &words_sv, .arena = &w->a, .may_create = true,
                                  .may_export = true };
}

static void tear_down(struct world *w)
{
    buf_free(&w->b);
    arena_free(&w->a);
}

static void a_list_says_what_it_is(void **state)
{
    (void)state;
    struct world w;
    set_up(&w, (struct state_param[]){ { S("sort"), S("-title") }, { S("state"), S("vakant") } }, 2);
    assert_int_equal(list_html(&w.b, &w.view), OK);
    assert_has(&w.b, "<caption class=\"ds-sr-only\">Roller</caption>");
    assert_has(&w.b, "aria-sort=\"descending\"");
    assert_has(&w.b, "href=\"/roller?state=vakant&amp;sort=title\"");       /* the same column again: the other way */
    assert_has(&w.b, "<th scope=\"row\"><a href=\"/roller/1\">&lt;It-chef&gt;</a> <span class=\"secrecy\">Sekretess</span></th>");
    assert_has(&w.b, "<a href=\"/roller/2\">roll 2</a>");                   /* without a title a link still says something */
    assert_has(&w.b, "<a href=\"/organisationer/5\">Alby &amp; Co</a>");
    assert_has(&w.b, "<td>organisation 5</td>");                            /* not seen by this seat: no link, no title */
    assert_has(&w.b, "<span class=\"status status-bad\">Vakant</span>");
    assert_has(&w.b, "Fler än 1 000 poster");
    assert_has(&w.b, "Filter <span class=\"ds-badge-text\">(1)</span>");
    assert_has(&w.b, "<option value=\"vakant\" selected>");
    assert_has(&w.b, "rel=\"next\"");
    assert_has(&w.b, "after=c2");
    assert_lacks(&w.b, "rel=\"prev\"");
    assert_has(&w.b, "href=\"/roller/export.csv?state=vakant&amp;sort=-title\"");
    assert_has(&w.b, "href=\"/roller/lista.csv?state=vakant&amp;sort=-title\"");
    assert_has(&w.b, "href=\"/roller/lista.xlsx?state=vakant&amp;sort=-title&amp;oppen=ja\"");
    tear_down(&w);
}

static void an_empty_list_says_what_belongs_there(void **state)
{
    (void)state;
    struct world w;
    set_up(&w, NULL, 0);
    w.rows.n = 0;
    w.rows.count = 0;
    assert_int_equal(list_html(&w.b, &w.view), OK);
    assert_has(&w.b, "Här står rollerna, även de vakanta.");
    assert_has(&w.b, "href=\"/roller/ny\"");
    assert_lacks(&w.b, "<table");
    tear_down(&w);

    set_up(&w, (struct state_param[]){ { S("q"), S("\"><b>") } }, 1);
    w.rows.n = 0;
    assert_int_equal(list_html(&w.b, &w.view), OK);
    assert_has(&w.b, "Inga poster stämmer med sökningen.");
    assert_has(&w.b, "value=\"&quot;&gt;&lt;b&gt;\"");
    assert_lacks(&w.b, "href=\"/roller/ny\"");
    tear_down(&w);
}

static void what_a_seat_may_not_do_is_not_offered(void **state)
{
    (void)state;
    struct world w;
    set_up(&w, NULL, 0);
    w.view.may_create = w.view.may_export = false;
    assert_int_equal(list_html(&w.b, &w.view), OK);
    assert_lacks(&w.b, "export.csv");
    tear_down(&w);
}

static void memory_that_runs_out_is_told(void **state)
{
    (void)state;
    struct world w;
    set_up(&w, NULL, 0);
    struct buf small cleanup(buf_free) = buf_new(500);
    assert_int_equal(list_html(&small, &w.view), E_LIMIT);
    tear_down(&w);
}

static void values_are_shown_for_people(void **state)
{
    (void)state;
    struct arena a = arena_new(100000);
    struct buf b cleanup(buf_free) = buf_new(100000);
    bool cut;
    assert_true(str_is(show_beginning(S("åäö åäö"), 5, &cut), "åäö"));
    assert_true(cut);
    assert_true(str_is(show_beginning(S("åäö"), 3, &cut), "åäö"));
    assert_false(cut);
    assert_true(str_is(show_beginning(S("åäö åäö"), 5, NULL), "åäö"));
    struct account account = { .row.id = 3 };
    assert_true(str_is(show_name(&a, &words_sv, &account_entity, &account), "konto 3"));
    assert_int_equal(show_tone(entity_field_named(&post_entity, S("state")), POST_VACANT), TONE_BAD);
    assert_int_equal(show_tone(entity_field_named(&organisation_entity, S("type")), ORGANISATION_MEMBER), TONE_NONE);
    struct assignment row = { .from = DATE_UNKNOWN };
    show_value(&b, &words_sv, entity_field_named(&assignment_entity, S("from")), &row, (struct str){ 0 }, 0);
    assert_true(str_is(buf_str(&b), "okänt"));
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_says_what_it_is), cmocka_unit_test(an_empty_list_says_what_belongs_there), cmocka_unit_test(what_a_seat_may_not_do_is_not_offered),
        cmocka_unit_test(memory_that_runs_out_is_told), cmocka_unit_test(values_are_shown_for_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
