/* Behind a reverse proxy: whose request it is. */
#include <arpa/inet.h>
#include <stdio.h>

#include "http/proxy.h"

/* "192.0.2.1", "2001:db8::1", "[2001:db8::1]:443", "192.0.2.1:443", "::ffff:192.0.2.1" to 16 bytes; IPv4 as ::ffff:a.b.c.d. */
static bool address_read(struct str s, unsigned char ret[static 16])
{
    char text[INET6_ADDRSTRLEN + 1];
    size_t end = SIZE_MAX;
    if (s.n && s.p[0] == '[') {
        end = str_find(s, S("]"), 0);
        if (end == SIZE_MAX || (end + 1 < s.n && s.p[end + 1] != ':'))
            return false;
        s = str_sub(s, 1, end);
    } else if ((end = str_find(s, S(":"), 0)) != SIZE_MAX && str_find(s, S(":"), end + 1) == SIZE_MAX) {
        s.n = end; /* one colon: a port */
    }
    if (!s.n || s.n > INET6_ADDRSTRLEN)
        return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
    struct in_addr four;
    if (strlen(text) == s.n && inet_pton(AF_INET, text, &four) == 1) {
        memcpy(ret, mapped, 12);
        memcpy(ret + 12, &four, 4);
        return true;
    }
    return strlen(text) == s.n && inet_pton(AF_INET6, text, ret) == 1;
}

static const char *address_write(const unsigned char a[static 16], char to[static PROXY_TEXT])
{
    static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
    bool four = memcmp(a, mapped, 12) == 0;
    return inet_ntop(four ? AF_INET : AF_INET6, four ? a + 12 : a, to, PROXY_TEXT);
}

enum err proxies_read(struct str list, struct proxies *ret, struct fault *f)
{
    struct proxies p = { 0 };
    while (list.n) {
        struct str one = str_trim(str_cut(&list, ','));
        char shown[80];
        if (!one.n)
            continue;
        snprintf(shown, sizeof shown, "%.*s", one.n > 60 ? 60 : (int)one.n, one.p);
        if (p.n == PROXIES_MAX)
            return fault(f, E_LIMIT, NULL, N_("För många proxyservrar: högst {1}."), "16", NULL);
        if (!address_read(one, p.addresses[p.n]))
            return fault(f, E_INVALID, NULL, N_("{1} är ingen numerisk IP-adress."), shown, NULL);
        p.n++;
    }
    *ret = p;
    return OK;
}

static bool trusted(const struct proxies *p, const unsigned char a[static 16])
{
    for (size_t i = 0; i < p->n; i++)
        if (memcmp(p->addresses[i], a, 16) == 0)
            return true;
    return false;
}

struct str proxies_reader(const struct proxies *p, const struct request *rq, char to[static PROXY_TEXT])
{
    unsigned char at[16], hop[16];
    if (!p->n || !address_read(rq->peer, at) || !trusted(p, at))
        return rq->peer;
    int hops = 0;
    for (size_t i = rq->headers_n; i > 0; i--) {
        struct str rest = rq->headers[i - 1].value;
        if (!str_eq_nocase(rq->headers[i - 1].name, S("X-Forwarded-For")))
            continue;
        while (rest.n) {
            size_t cut = rest.n;
            while (cut && rest.p[cut - 1] != ',')
                cut--;
            struct str one = str_trim(str_sub(rest, cut, rest.n));
            rest.n = cut ? cut - 1 : 0;
            if (++hops > PROXY_HOPS_MAX || !address_read(one, hop)) /* what is behind it, nobody vouches for */
                goto known;
            memcpy(at, hop, 16);
            if (!trusted(p, at))
                goto known;
        }
    }
known:
    return address_write(at, to) ? str(to) : rq->peer;
}
