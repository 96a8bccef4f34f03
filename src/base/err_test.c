#include "base/test.h"

#include "base/str.h"

static void a_fault_is_cut_at_a_characters_edge(void **state)
{
    (void)state;
    char longest[FAULT_ARG * 2 + 1];
    for (size_t shift = 0; shift < 4; shift++) { /* the cut falls on each byte of a character in turn */
        struct fault f;
        size_t n = 0;
        while (n < shift)
            longest[n++] = 'x';
        while (n + 4 < sizeof longest) {
            memcpy(longest + n, "€", 3);
            n += 3;
        }
        longest[n] = '\0';
        assert_int_equal(fault(&f, E_LIMIT, longest, "text", longest, "kort"), E_LIMIT);
        const char *const cut[] = { f.place, f.arg[0] };
        for (size_t i = 0; i < LEN(cut); i++) {
            assert_true(utf8_valid(str(cut[i])));
            assert_true(strlen(cut[i]) < FAULT_ARG && strlen(cut[i]) >= FAULT_ARG - 4);
            assert_true(str_starts(str(longest), str(cut[i])));
        }
        assert_string_equal(f.arg[1], "kort");
        fault_within(&f, "rad 3");
        assert_true(utf8_valid(str(f.place)) && str_starts(str(f.place), S("rad 3: ")) && strlen(f.place) < FAULT_PLACE);
    }
}

static void places_join_and_nothing_is_needed(void **state)
{
    (void)state;
    struct fault f;
    assert_int_equal(fault(NULL, E_DENIED, "a", "b", "c", "d"), E_DENIED);
    fault_within(NULL, "a");
    assert_int_equal(fault(&f, E_INVALID, NULL, "text", NULL, NULL), E_INVALID);
    assert_string_equal(f.place, "");
    fault_within(&f, "titel"); /* without a place of its own: no colon */
    assert_string_equal(f.place, "titel");
    fault_within(&f, "rad 7");
    assert_string_equal(f.place, "rad 7: titel");
    fault(&f, E_INVALID, "p", "text", "ett", "två");
    assert_string_equal(f.arg[0], "ett");
    assert_string_equal(f.arg[1], "två");
}

static void every_code_has_a_word_of_its_own(void **state)
{
    (void)state;
    for (int c = OK; c <= E_BUG; c++) {
        const char *word = err_word((enum err)c);
        assert_true(word && word[0]);
        for (const char *p = word; *p; p++)
            assert_true(*p >= 'a' && *p <= 'z');
        for (int d = OK; d < c; d++)
            assert_string_not_equal(word, err_word((enum err)d));
    }
    assert_string_equal(err_word((enum err)1000), "bug");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fault_is_cut_at_a_characters_edge), cmocka_unit_test(places_join_and_nothing_is_needed), cmocka_unit_test(every_code_has_a_word_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
