/* What supervision asks: is it alive, and how does it do. */
#include <stdio.h>
#include <unistd.h>

#include "main/app.h"

/* 200 when the server answers and its database can be read. */
static enum err healthz(struct visit *v, struct fault *f)
{
    struct reading *r;
    TRY(store_read(v->store, &seat_system, &r, f));
    store_read_end(r);
    v->rs->type = "text/plain; charset=utf-8";
    buf_put(&v->rs->body, S("ok\n"));
    return OK;
}

static void metric(struct buf *b, const char *name, const char *kind, const char *help, const char *labels, uint64_t value)
{
    if (help)
        buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind);
    buf_printf(b, "%s%s %llu\n", name, labels, (unsigned long long)value);
}

static uint64_t memory_bytes(void)
{
    unsigned long pages = 0;
    FILE *in = fopen("/proc/self/statm", "r");
    char line[128];
    if (in && fgets(line, sizeof line, in)) {
        struct str rest = str(line), size = str_cut(&rest, ' '), resident = str_cut(&rest, ' ');
        uint64_t n;
        (void)size;
        if (str_to_uint64(resident, &n))
            pages = n;
    }
    if (in)
        fclose(in);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Prometheus' text format. Only for this machine, and not through a proxy on it: figures tell something of who uses the system, too. */
static enum err metrics(struct visit *v, struct fault *f)
{
    if ((!str_is(v->rq->peer, "127.0.0.1") && !str_is(v->rq->peer, "::1")) || request_header(v->rq, "X-Forwarded-For").p || request_header(v->rq, "Forwarded").p)
        return fault(f, E_ABSENT, NULL, N_("Sidan finns inte."), NULL, NULL);
    struct app *app = v->app;
    struct http_counts c = http_server_counts(app->http);
    struct site_counts s = site_counts(app->site);
    struct buf *b = &v->rs->body;
    static const char *const classes[6] = { "", "{class=\"1xx\"}", "{class=\"2xx\"}", "{class=\"3xx\"}", "{class=\"4xx\"}", "{class=\"5xx\"}" };
    v->rs->type = "text/plain; version=0.0.4; charset=utf-8";
    metric(b, "samsyn_start_time_seconds", "gauge", "Start of the process, Unix time.", "", (uint64_t)(app->started.usec / 1000000));
    metric(b, "samsyn_resident_memory_bytes", "gauge", "Resident memory.", "", memory_bytes());
    metric(b, "samsyn_http_connections_total", "counter", "Connections accepted.", "", c.connections);
    metric(b, "samsyn_http_connections_open", "gauge", "Connections open now.", "", c.open);
    metric(b, "samsyn_http_requests_total", "counter", "Well-formed requests.", "", c.requests);
    metric(b, "samsyn_http_refused_total", "counter", "Requests refused before any handler.", "", c.refused);
    metric(b, "samsyn_http_timeouts_total", "counter", "Requests that did not come in time.", "", c.timeouts);
    metric(b, "samsyn_http_queue", "gauge", "Requests waiting for a worker.", "", c.queued);
    for (int i = 2; i < 6; i++)
        metric(b, "samsyn_http_responses_total", "counter", i == 2 ? "Responses by class of status." : NULL, classes[i], c.by_class[i]);
    metric(b, "samsyn_sign_in_total", "counter", "Sign-ins.", "{result=\"ok\"}", s.signed_in);
    metric(b, "samsyn_sign_in_total", "counter", NULL, "{result=\"refused\"}", s.refused);
    metric(b, "samsyn_sign_in_total", "counter", NULL, "{result=\"limited\"}", s.limited);
    metric(b, "samsyn_store_changes", "gauge", "Committed writes since the start.", "", store_changes(app->store));
    return OK;
}

const struct route watch_routes[] = {
    { METHOD_GET, "/healthz", .flags = ROUTE_OPEN, .serve = healthz },
    { METHOD_GET, "/metrics", .flags = ROUTE_OPEN, .serve = metrics },
    { 0 },
};
