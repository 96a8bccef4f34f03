#include "vuln/package.h"

#define LIBDPKG_VOLATILE_API
#include <dpkg/dpkg.h>
#include <dpkg/version.h>
#include <rpm/rpmver.h>

/* [epoch:]upstream[-revision] taken apart into `text` (Debian policy §5.6.12). */
struct parts {
    char text[PACKAGE_VERSION_MAX + 2];
    unsigned epoch;
    const char *version, *revision;
};

static bool digits(struct str s, unsigned *ret)
{
    unsigned v = 0;
    if (s.n == 0 || s.n > 9)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        v = v * 10 + (unsigned)(s.p[i] - '0');
    }
    *ret = v;
    return true;
}

static bool letters(struct str s, const char *others)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr(others, c))))
            return false;
    }
    return true;
}

/* Splits; the revision (or release) begins after the last hyphen. */
static bool split(struct str s, const char *others, struct parts *ret)
{
    s = str_trim(s);
    if (s.n == 0 || s.n > PACKAGE_VERSION_MAX)
        return false;
    size_t colon = str_find(s, S(":"), 0);
    ret->epoch = 0;
    if (colon != SIZE_MAX) {
        if (!digits(str_sub(s, 0, colon), &ret->epoch))
            return false;
        s = str_sub(s, colon + 1, s.n);
    }
    size_t hyphen = s.n;
    while (hyphen > 0 && s.p[hyphen - 1] != '-')
        hyphen--;
    struct str version = hyphen ? str_sub(s, 0, hyphen - 1) : s, revision = hyphen ? str_sub(s, hyphen, s.n) : S("");
    if (version.n == 0 || !letters(version, others) || !letters(revision, "+.~^_") || (hyphen && revision.n == 0))
        return false;
    memcpy(ret->text, version.p, version.n);
    ret->text[version.n] = '\0';
    if (revision.n)
        memcpy(ret->text + version.n + 1, revision.p, revision.n);
    ret->text[version.n + 1 + revision.n] = '\0';
    ret->version = ret->text;
    ret->revision = ret->text + version.n + 1;
    return true;
}

bool package_compare_deb(struct str a, struct str b, int *ret)
{
    struct parts x, y;
    if (!split(a, ".+-~:", &x) || !split(b, ".+-~:", &y))
        return false;
    struct dpkg_version vx = DPKG_VERSION_OBJECT(x.epoch, x.version, x.revision);
    struct dpkg_version vy = DPKG_VERSION_OBJECT(y.epoch, y.version, y.revision);
    *ret = dpkg_version_compare(&vx, &vy);
    return true;
}

/* A range without a release ("<1.2") says nothing of releases: they are compared only when both have one (rpm's own rule). */
bool package_compare_rpm(struct str a, struct str b, int *ret)
{
    struct parts x, y;
    if (!split(a, "._+~^-", &x) || !split(b, "._+~^-", &y))
        return false;
    int c = x.epoch < y.epoch ? -1 : x.epoch > y.epoch;
    if (c == 0)
        c = rpmvercmp(x.version, y.version);
    if (c == 0 && x.revision[0] && y.revision[0])
        c = rpmvercmp(x.revision, y.revision);
    *ret = c;
    return true;
}
