#include "feed/pull.h"

#include <arpa/inet.h>
#include <netinet/in.h>

/* https://www.iana.org/assignments/iana-ipv4-special-registry */
static const struct { uint32_t net; unsigned bits; } closed4[] = {
    { 0x00000000, 8 }, { 0x0A000000, 8 }, { 0x64400000, 10 }, { 0x7F000000, 8 }, { 0xA9FE0000, 16 }, { 0xAC100000, 12 },
    { 0xC0000000, 24 }, { 0xC0000200, 24 }, { 0xC0586300, 24 }, { 0xC0A80000, 16 }, { 0xC6120000, 15 }, { 0xC6336400, 24 },
    { 0xCB007100, 24 }, { 0xE0000000, 4 }, { 0xF0000000, 4 },
};

static bool public4(uint32_t a)
{
    for (size_t i = 0; i < LEN(closed4); i++)
        if ((a ^ closed4[i].net) >> (32 - closed4[i].bits) == 0)
            return false;
    return true;
}

static uint32_t word(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* https://www.iana.org/assignments/iana-ipv6-special-registry: of what is given out (2000::/3) less what has a special use. */
static bool public6(const unsigned char *p)
{
    static const unsigned char mapped[12] = { [10] = 0xFF, [11] = 0xFF }, translated[12] = { 0x00, 0x64, 0xFF, 0x9B };
    if (memcmp(p, mapped, sizeof mapped) == 0 || memcmp(p, translated, sizeof translated) == 0)
        return public4(word(p + 12));
    if ((p[0] & 0xE0) != 0x20)
        return false;
    uint32_t first = word(p);
    bool protocols = first >> 9 == 0x20010000u >> 9;   /* 2001::/23, Teredo too */
    bool documentation = first == 0x20010DB8u || first >> 12 == 0x3FFF0000u >> 12;
    bool six_to_four = first >> 16 == 0x2002;
    return !protocols && !documentation && !six_to_four;
}

bool pull_address_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return public4(ntohl(in.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in;
        memcpy(&in, address, sizeof in);
        return public6(in.sin6_addr.s6_addr);
    }
    return false;
}

bool pull_document_valid(struct str name)
{
    if (name.n == 0 || name.n > PULL_DOCUMENT_MAX || name.p[0] == '.')
        return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                c == '-'))
            return false;
    }
    return true;
}
