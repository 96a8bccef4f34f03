/* Whose request it is. */
#include "base/test.h"
#include "http/proxy.h"

static const char *reader(const char *trusted, const char *peer, const char *first, const char *second, char to[static PROXY_TEXT])
{
    struct proxies p;
    struct fault f;
    assert_int_equal(proxies_read(str(trusted), &p, &f), OK);
    const struct header headers[] = { { S("x-forwarded-FOR"), str(first) }, { S("Accept"), S("*/*") }, { S("X-Forwarded-For"), str(second) } };
    struct request rq = { .peer = str(peer), .headers = headers, .headers_n = second ? 3 : first ? 2 : 0 };
    struct str s = proxies_reader(&p, &rq, to);
    assert_true(s.p[s.n] == '\0');
    return s.p;
}

static void the_rightmost_address_that_no_proxy_has(void **state)
{
    (void)state;
    static const struct { const char *trusted, *peer, *first, *second, *is; } cases[] = {
        { "", "127.0.0.1", "198.51.100.7", NULL, "127.0.0.1" },                             /* none is trusted */
        { "127.0.0.1", "203.0.113.9", "198.51.100.7", NULL, "203.0.113.9" },                /* forged by a stranger */
        { "127.0.0.1", "127.0.0.1", NULL, NULL, "127.0.0.1" },                              /* the proxy itself asks */
        { "127.0.0.1", "127.0.0.1", "198.51.100.7", NULL, "198.51.100.7" },
        { "127.0.0.1", "127.0.0.1", "192.0.2.66, 198.51.100.7", NULL, "198.51.100.7" },     /* the first is the reader's own invention */
        { "127.0.0.1", "127.0.0.1", "192.0.2.66", "198.51.100.7", "198.51.100.7" },         /* in two lines */
        { "127.0.0.1, 10.0.0.2", "127.0.0.1", "192.0.2.66, 198.51.100.7 , 10.0.0.2", NULL, "198.51.100.7" }, /* two proxies */
        { "127.0.0.1, 10.0.0.2", "127.0.0.1", "10.0.0.2", NULL, "10.0.0.2" },
        { "::1", "::1", "2001:db8::7", NULL, "2001:db8::7" },
        { "::1", "::1", "[2001:DB8:0::7]:5123", NULL, "2001:db8::7" },
        { "::ffff:127.0.0.1", "127.0.0.1", "198.51.100.7:40001", NULL, "198.51.100.7" },
        { "127.0.0.1", "127.0.0.1", "198.51.100.7, unknown", NULL, "127.0.0.1" },           /* nobody vouches for what is left of it */
        { "127.0.0.1", "127.0.0.1", "198.51.100.7,", NULL, "127.0.0.1" },
        { "127.0.0.1", "127.0.0.1", "", NULL, "127.0.0.1" },
        { "127.0.0.1", "127.0.0.1", "[198.51.100.7", NULL, "127.0.0.1" },
        { "127.0.0.1", "127.0.0.1", "1.2.3", NULL, "127.0.0.1" },
    };
    char to[PROXY_TEXT];
    for (size_t i = 0; i < LEN(cases); i++)
        assert_string_equal(reader(cases[i].trusted, cases[i].peer, cases[i].first, cases[i].second, to), cases[i].is);
}

static void a_long_chain_ends_at_its_limit(void **state)
{
    (void)state;
    char chain[4096] = "198.51.100.7", to[PROXY_TEXT];
    for (int i = 0; i < PROXY_HOPS_MAX; i++)
        memcpy(chain + strlen(chain), ", 127.0.0.1", sizeof ", 127.0.0.1");
    assert_string_equal(reader("127.0.0.1", "127.0.0.1", chain, NULL, to), "127.0.0.1");
    assert_string_equal(reader("127.0.0.1", "127.0.0.1", chain, "203.0.113.1", to), "203.0.113.1");
    chain[strlen(chain) - strlen(", 127.0.0.1")] = '\0';
    assert_string_equal(reader("127.0.0.1", "127.0.0.1", chain, NULL, to), "198.51.100.7");
}

static void a_list_that_is_none_is_refused(void **state)
{
    (void)state;
    struct proxies p;
    struct fault f;
    assert_int_equal(proxies_read(S(" 10.0.0.1 ,, ::1 "), &p, &f), OK);
    assert_int_equal(p.n, 2);
    assert_int_equal(proxies_read(S("proxy.example"), &p, &f), E_INVALID);
    assert_string_equal(f.arg[0], "proxy.example");
    assert_int_equal(proxies_read(S("10.0.0.0/8"), &p, &f), E_INVALID);
    assert_int_equal(proxies_read(S("1.1.1.1,1.1.1.2,1.1.1.3,1.1.1.4,1.1.1.5,1.1.1.6,1.1.1.7,1.1.1.8,1.1.1.9,1.1.1.10,1.1.1.11,1.1.1.12,1.1.1.13,1.1.1.14,"
                                    "1.1.1.15,1.1.1.16,1.1.1.17"), &p, &f), E_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rightmost_address_that_no_proxy_has), cmocka_unit_test(a_long_chain_ends_at_its_limit), cmocka_unit_test(a_list_that_is_none_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
