#include "base/test.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/csv.h"

/* Reads all and writes the cells as "a|b/c|d". */
static enum err flat(struct str text, struct csv_options options, struct buf *to, struct fault *f)
{
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct csv c = csv_new(text, options);
    struct csv_row row;
    while (csv_row(&c, &a, &row)) {
        for (size_t i = 0; i < row.n; i++) {
            buf_put(to, row.cell[i]);
            buf_char(to, i + 1 < row.n ? '|' : '/');
        }
        arena_reset(&a);
    }
    return csv_end(&c, f);
}

static void rows_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } rows[] = {
        { "", "" },
        { "a", "a/" },
        { "a,b\r\nc,d\r\n", "a|b/c|d/" },
        { "a,b\nc,d", "a|b/c|d/" },
        { "a,\n,b", "a|/|b/" },
        { "\"a,b\",\"c\"\"d\"\n\"\",\"x\r\ny\"\n", "a,b|c\"d/|x\r\ny/" },
        { "\xEF\xBB\xBF"
          "a,b\n",
            "a|b/" },
        { "x\n\ny\n", "x//y/" },
        { "'=1,'x\n''-2,'\n", "=1|'x/'-2|'/" },
        { " a , b \n", " a | b /" },
        { "\"\"\"\"\n", "\"/" },
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        struct buf b cleanup(buf_free) = buf_new(4096);
        assert_int_equal(flat(str(rows[i].text), CSV_OPTIONS, &b, NULL), OK);
        assert_true(str_is(buf_str(&b), rows[i].want));
    }
}

static void what_is_wrong_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t n;
        const char *place, *part;
    } rows[] = {
        { "a,b\nc\n", 6, "rad 2", "kolumner, men" },
        { "a,b\n\nc,d\n", 9, "rad 2", "kolumner, men" },
        { "a,b\nc,d,e\n", 10, "rad 2", "kolumner, men" },
        { "a\nb\0c\n", 6, "rad 2", "NUL" },
        { "a,b\n\"x\n\ny\xFF\",c\n", 14, "rad 4", "UTF-8" },
        { "a,b\nc\"d,e\n", 10, "rad 2, kolumn 1", "citattecken" },
        { "a,b\nc,\"d\"e\n", 11, "rad 2, kolumn 2", "avslutande" },
        { "a\n\"b\nc\n", 7, "rad 2, kolumn 1", "aldrig" },
        { "a\rb\n", 4, "rad 1, kolumn 1", "CR" },
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        struct buf b cleanup(buf_free) = buf_new(4096);
        struct fault f;
        assert_int_equal(flat((struct str){ rows[i].text, rows[i].n }, CSV_OPTIONS, &b, &f), E_INVALID);
        assert_string_equal(f.place, rows[i].place);
        assert_non_null(strstr(f.text, rows[i].part));
    }
}

static void limits_hold(void **state)
{
    (void)state;
    struct csv_options small = { ',', true, 3, 5, 12 };
    static const char *const good[] = { "a,b,c\n", "12345\n", "\"12345\"\n", "1234,1234\n" };
    static const char *const bad[] = { "a,b,c,d\n", "123456\n", "\"123456\"\n", "1234,1234,1234\n" };
    for (size_t i = 0; i < LEN(good); i++) {
        struct buf b cleanup(buf_free) = buf_new(4096);
        assert_int_equal(flat(str(good[i]), small, &b, NULL), OK);
        assert_int_equal(flat(str(bad[i]), small, &b, NULL), E_LIMIT);
    }
}

/* Every text of up to four characters of a nasty alphabet, and rows of them, come back byte for byte. */
static void round_trips_are_byte_for_byte(void **state)
{
    (void)state;
    static const char *const letters[] = { "", "a", "'", "=", "-", "@", "+", "\t", "\r", "\n", "\"", ",", ";", " ", "å",
        "\xEF\xBB\xBF" };
    const size_t n = LEN(letters);
    const char separators[] = { ',', ';', '\t' };
    for (size_t s = 0; s < LEN(separators); s++) {
        for (int safe = 0; safe < 2; safe++) {
            struct csv_options o = CSV_OPTIONS;
            o.separator = separators[s];
            o.formula_safe = safe;
            struct buf b cleanup(buf_free) = buf_new((size_t)32 << 20);
            struct csv_writer w = csv_writer_new(&b, o);
            for (size_t k = 0; k < n * n * n * n; k++) {
                struct buf cell cleanup(buf_free) = buf_new(64);
                for (size_t v = k, i = 0; i < 4; i++, v /= n)
                    buf_put(&cell, str(letters[v % n]));
                csv_put(&w, buf_str(&cell));
                if (k % 4 == 3)
                    csv_put_end(&w);
            }
            assert_false(b.failed);
            struct arena a cleanup(arena_free) = arena_new(1 << 20);
            struct csv c = csv_new(buf_str(&b), o);
            struct csv_row row;
            size_t at = 0;
            while (csv_row(&c, &a, &row)) {
                for (size_t x = 0; x < row.n; x++, at++) {
                    char want[16];
                    size_t m = 0;
                    for (size_t v = at, i = 0; i < 4; i++, v /= n) {
                        size_t len = strlen(letters[v % n]);
                        memcpy(want + m, letters[v % n], len);
                        m += len;
                    }
                    assert_true(str_eq(row.cell[x], (struct str){ want, m }));
                    if (safe && m && memchr("=+-@\t\r", want[0], 6)) /* what a spreadsheet sees */
                        assert_true(row.cell[x].p[-1] == '\'' || memchr(want, '"', m));
                }
                arena_reset(&a);
            }
            assert_int_equal(csv_end(&c, NULL), OK);
            assert_int_equal(at, n * n * n * n);
        }
    }
}

static void written_as_the_standard_says(void **state)
{
    (void)state;
    struct buf b cleanup(buf_free) = buf_new(4096);
    struct csv_writer w = csv_writer_new(&b, CSV_OPTIONS);
    csv_put(&w, S("a,b"));
    csv_put(&w, S("=1+1"));
    csv_put(&w, S("säg \"hej\""));
    csv_put_end(&w);
    csv_put(&w, S(""));
    csv_put_end(&w);
    assert_true(str_is(buf_str(&b), "\"a,b\",'=1+1,\"säg \"\"hej\"\"\"\r\n\"\"\r\n"));
}

static void the_separator_is_guessed(void **state)
{
    (void)state;
    assert_int_equal(csv_guess_separator(S("a;b;c\n1,2,3,4")), ';');
    assert_int_equal(csv_guess_separator(S("\"a;b;c\",d")), ',');
    assert_int_equal(csv_guess_separator(S("a\tb")), '\t');
    assert_int_equal(csv_guess_separator(S("")), ',');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read),
        cmocka_unit_test(what_is_wrong_is_refused_with_its_line),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(round_trips_are_byte_for_byte),
        cmocka_unit_test(written_as_the_standard_says),
        cmocka_unit_test(the_separator_is_guessed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
