/* Any two lines: as CPE names, versions, ranges and package URLs. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "vuln/cpe.h"
#include "vuln/package.h"
#include "vuln/purl.h"
#include "vuln/record.h"
#include "vuln/version.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is taken as a name comes back the same from its formatted string. */
static bool name(struct arena *a, struct str s, struct cpe *ret)
{
    struct buf first cleanup(buf_free) = buf_new(1 << 20), second cleanup(buf_free) = buf_new(1 << 20);
    struct cpe again;
    if (cpe_parse(a, s, ret, NULL) != OK)
        return false;
    cpe_put(&first, ret);
    enum err e = cpe_parse(a, str_copy(a, buf_str(&first)), &again, NULL);
    if (e == E_LIMIT) /* quoting may make it longer than a name may be */
        return true;
    if (e != OK)
        abort();
    cpe_put(&second, &again);
    if (!str_eq(buf_str(&first), buf_str(&second)))
        abort();
    return true;
}

static void versions(struct arena *a, struct str x, struct str y)
{
    int c = version_compare_general(x, y), d = version_compare_general(y, x);
    if ((c < 0) != (d > 0) || (c == 0) != (d == 0) || version_compare_general(x, x) != 0)
        abort();
    struct version_digits p = version_digits_of(x), q = version_digits_of(y);
    if (p.usable && q.usable) {
        int e = version_digits_compare(&p, &q);
        if ((e < 0) != (c < 0) || (e > 0) != (c > 0))
            abort();
    }
    int m, n;
    if (package_compare_deb(x, y, &m) != package_compare_deb(y, x, &n) || (package_compare_deb(x, y, &m) && (m < 0) != (n > 0)))
        abort();
    if (package_compare_rpm(x, y, &m) != package_compare_rpm(y, x, &n))
        abort();
    struct buf b cleanup(buf_free) = buf_new((size_t)8 << 20);
    const struct version_rules *v = version_rules_of_text(a, x, VERSION_AFFECTED);
    if (!v || v->n == 0)
        abort();
    for (uint32_t i = 0; i < v->n; i++)
        version_range_put(&b, &v->rules[i]);
    (void)version_judge(v, y);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a cleanup(arena_free) = arena_new((size_t)256 << 20);
    struct str y = { (const char *)data, size }, x = str_cut(&y, '\n');
    struct cpe source, target;
    if (name(&a, x, &source) && name(&a, y, &target)) {
        (void)cpe_covers(&source, &target, CPE_PART, CPE_OTHER);
        if (!cpe_has_wildcards(&source) && !cpe_covers(&source, &source, CPE_PART, CPE_OTHER))
            abort();
    }
    versions(&a, x, y);
    struct purl p, q;
    if (purl_parse(&a, x, &p, NULL) == OK && purl_parse(&a, y, &q, NULL) == OK && purl_same_package(&p, &q) != purl_same_package(&q, &p))
        abort();
    (void)cpe_pattern_matches(x, y);
    if (names_alike(x, y) != names_alike(y, x) || !names_alike(x, x))
        abort();
    return 0;
}
