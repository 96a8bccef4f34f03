/* EPSS (first.org/epss/data_stats): a comment line, a header "cve,epss,percentile", a row a CVE. Plain or gzip. */
#include <stdio.h>
#include <stdlib.h>

#include "feed/feed.h"
#include "vuln/record.h"

enum { WINDOW = 256 * 1024, LINE_MAX_BYTES = 4096 };

static enum err row_fault(struct fault *f, size_t line, const char *text, const char *a1)
{
    char place[40];
    snprintf(place, sizeof place, "rad %zu", line);
    return fault(f, E_INVALID, place, text, a1, NULL);
}

static bool share(struct str s, double *ret)
{
    return str_to_double(s, ret) && *ret >= 0 && *ret <= 1;
}

static enum err read_row(struct str line, size_t number, struct epss_row *ret, struct fault *f)
{
    struct str cve = str_cut(&line, ','), score = str_cut(&line, ',');
    struct epss_row row = { .cve = cve };
    char cut[60];
    if (!cve_id_valid(cve)) {
        struct str shown = utf8_valid(cve) && cve.n < sizeof cut ? cve : S("…");
        snprintf(cut, sizeof cut, "%.*s", SF(shown));
        return row_fault(f, number, N_("Det här är inte ett CVE-nummer: {1}."), cut);
    }
    if (!share(score, &row.score))
        return row_fault(f, number, N_("{1} ska vara ett tal mellan 0 och 1."), "epss");
    if (!share(line, &row.percentile))
        return row_fault(f, number, N_("{1} ska vara ett tal mellan 0 och 1."), "percentile");
    *ret = row;
    return OK;
}

/* One line without its end. The first that is neither empty nor a comment is the header. */
static enum err take_line(struct str line, size_t number, bool *header, struct str file, const struct feed_sink *sink,
                          struct feed_report *report, struct fault *f)
{
    if (line.n && line.p[line.n - 1] == '\r')
        line = str_sub(line, 0, line.n - 1);
    if (number == 1 && str_starts(line, S("\xEF\xBB\xBF")))
        line = str_sub(line, 3, line.n);
    if (line.n == 0 || line.p[0] == '#')
        return OK;
    if (!*header) {
        *header = true;
        if (str_is(line, "cve,epss,percentile"))
            return OK;
        return row_fault(f, number, N_("Första raden ska vara {1}."), "cve,epss,percentile");
    }
    struct epss_row row;
    struct fault why = { 0 };
    if (read_row(line, number, &row, &why) != OK) {
        feed_reject(report, file, NULL, &why);
        return OK;
    }
    if (sink->epss)
        TRY(sink->epss(sink->ctx, &row, f));
    feed_accept(report);
    return OK;
}

static void free_window(char **p) { free(*p); }

enum err feed_read_epss(struct source *src, const struct feed_sink *sink, struct feed_report *report, struct fault *f)
{
    char *w cleanup(free_window) = malloc(WINDOW);
    size_t n = 0, line = 0, got = 0;
    bool header = false;
    if (!w)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    do {
        TRY(source_read(src, w + n, WINDOW - n, &got, f));
        n += got;
        size_t at = 0;
        while (at < n) {
            const char *end = memchr(w + at, '\n', n - at);
            size_t to = end ? (size_t)(end - w) : n;
            if (!end && got && n - at <= LINE_MAX_BYTES)
                break;
            line++;
            if (to - at > LINE_MAX_BYTES)
                return row_fault(f, line, N_("Raden är längre än {1} byte."), "4096");
            TRY(take_line((struct str){ w + at, to - at }, line, &header, source_name(src), sink, report, f));
            at = end ? to + 1 : to;
        }
        memmove(w, w + at, n - at);
        n -= at;
    } while (got);
    if (!header)
        return fault(f, E_INVALID, NULL, N_("Första raden ska vara {1}."), "cve,epss,percentile", NULL);
    return OK;
}
