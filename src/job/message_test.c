/* Letters as bytes: headers that nobody can add to, words that every reader decodes, lines that every server takes. */
#include "base/test.h"

#include "job/message.h"

static struct str made(struct buf *b, struct str subject, struct str text, struct str to)
{
    const struct message m = { .from = S("samsyn@example.org"), .from_name = S("Samsyn"), .to = to, .id = S("samsyn.1.2@example.org"), .subject = subject, .text = text,
                               .language = "sv", .date = { SECONDS(1709164800) } };
    message_put(b, &m);
    return buf_str(b);
}

static size_t times(struct str s, struct str what)
{
    size_t n = 0;
    for (size_t at = 0; (at = str_find(s, what, at)) != SIZE_MAX; at += what.n)
        n++;
    return n;
}

static void the_head_is_complete(void **state)
{
    (void)state;
    struct buf b cleanup(buf_free) = buf_new(10000);
    struct str s = made(&b, S("Reminder"), S("Hej\n"), S("a@b"));
    static const char *const lines[] = { "From: \"Samsyn\"\r\n <samsyn@example.org>\r\n", "To: <a@b>\r\n", "Subject: Reminder\r\n", "Date: Thu, 29 Feb 2024 00:00:00 +0000\r\n",
        "Message-ID: <samsyn.1.2@example.org>\r\n", "Auto-Submitted: auto-generated\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "\r\n\r\nHej\r\n" };
    for (size_t i = 0; i < LEN(lines); i++)
        if (str_find(s, str(lines[i]), 0) == SIZE_MAX)
            fail_msg("%s is not in %.*s", lines[i], SF(s));
}

static void nothing_begins_a_new_header(void **state)
{
    (void)state;
    struct buf b cleanup(buf_free) = buf_new(10000);
    struct str s = made(&b, S("Hej\r\nBcc: ond@example.org\n\r\nkropp"), S("x"), S("a@b>\r\nBcc: <ond@example.org"));
    size_t head = str_find(s, S("\r\n\r\n"), 0);
    assert_true(head != SIZE_MAX && times(str_sub(s, 0, head), S("\nBcc")) == 0);
    assert_int_equal(times(s, S("\r\n\r\n")), 1); /* the one end of the head */
}

static void subjects_are_encoded_words_cut_between_characters(void **state)
{
    (void)state;
    struct buf b cleanup(buf_free) = buf_new(10000);
    message_words(&b, S("Påminnelse"), 9);
    assert_true(str_is(buf_str(&b), "=?UTF-8?B?UMOlbWlubmVsc2U=?="));
    buf_reset(&b);
    message_words(&b, S("=?UTF-8?B?eA==?="), 9); /* looks like one already */
    assert_true(str_starts(buf_str(&b), S("=?UTF-8?B?PT9V")));
    buf_reset(&b);
    struct buf wide cleanup(buf_free) = buf_new(10000);
    for (int i = 0; i < 200; i++)
        buf_put(&wide, S("€"));
    message_words(&b, buf_str(&wide), 9);
    struct str rest = buf_str(&b);
    while (rest.n) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        assert_true(line.n <= 75 && str_starts(line, S("=?UTF-8?B?")) && str_ends(line, S("?=")));
        assert_true((line.n - 12) % 4 == 0);
        struct str digits = str_sub(line, 10, line.n - 2);
        size_t bytes = digits.n / 4 * 3 - (size_t)str_ends(digits, S("=")) - (size_t)str_ends(digits, S("=="));
        assert_true(bytes % 3 == 0); /* whole "€" */
    }
}

static void lines_are_short_and_ascii(void **state)
{
    (void)state;
    struct buf text cleanup(buf_free) = buf_new(100000), b cleanup(buf_free) = buf_new(400000);
    for (int i = 0; i < 3000; i++)
        buf_put(&text, i % 7 ? S("ord åäö=x ") : S("ord \n.\n"));
    struct str s = made(&b, S("x"), buf_str(&text), S("a@b")), rest = s;
    for (size_t i = 0; i < s.n; i++)
        assert_true((s.p[i] >= ' ' && s.p[i] <= '~') || s.p[i] == '\r' || s.p[i] == '\n');
    while (rest.n) {
        struct str line = str_cut(&rest, '\n');
        assert_true(line.n <= 79 && str_ends(line, S("\r")) && line.p[0] != '.');
        assert_true(line.n < 2 || line.p[line.n - 2] != ' ');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_head_is_complete), cmocka_unit_test(nothing_begins_a_new_header), cmocka_unit_test(subjects_are_encoded_words_cut_between_characters),
        cmocka_unit_test(lines_are_short_and_ascii),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
