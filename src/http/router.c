/* A tree of path segments: each node has its fixed children, sorted by nothing (they are few), and at most one capture. */
#include <stdlib.h>

#include "http/http.h"

enum { SEGMENTS_MAX = 16, PARAMS_MAX = 4 };

struct node {
    struct str segment;         /* owned; unused for a capture */
    struct node *child, *next;  /* fixed segments */
    struct node *capture;
    unsigned methods;           /* set of 1 << method */
    size_t value[METHOD__N];
};

struct router { struct node root; };

enum err router_new(struct router **ret)
{
    struct router *r = calloc(1, sizeof *r);
    if (!r)
        return E_NOMEM;
    *ret = r;
    return OK;
}

static void node_free(struct node *n)
{
    while (n) {
        struct node *next = n->next;
        node_free(n->child);
        node_free(n->capture);
        free((void *)n->segment.p);
        free(n);
        n = next;
    }
}

void router_free(struct router *r)
{
    if (!r)
        return;
    node_free(r->root.child);
    node_free(r->root.capture);
    free(r);
}

static struct node *node_new(struct str segment)
{
    struct node *n = calloc(1, sizeof *n);
    char *copy = n ? malloc(segment.n + 1) : NULL;
    if (!copy) {
        free(n);
        return NULL;
    }
    memcpy(copy, segment.p, segment.n);
    copy[segment.n] = '\0';
    n->segment = (struct str){ copy, segment.n };
    return n;
}

static struct node *child_of(const struct node *n, struct str segment)
{
    struct node *c = n->child;
    while (c && !str_eq(c->segment, segment))
        c = c->next;
    return c;
}

/* The child for one segment of a pattern, made when it is missing. */
static struct node *child_made(struct node *n, struct str segment)
{
    bool capture = segment.p[0] == '{';
    struct node *c = capture ? n->capture : child_of(n, segment);
    if (c || !(c = node_new(segment)))
        return c;
    if (capture)
        n->capture = c;
    else {
        c->next = n->child;
        n->child = c;
    }
    return c;
}

enum err router_add(struct router *r, enum method m, const char *pattern, size_t value)
{
    struct str rest = str(pattern);
    if (rest.n == 0 || rest.p[0] != '/' || m <= 0 || m >= METHOD__N)
        return E_INVALID;
    struct node *n = &r->root;
    unsigned params = 0, segments = 0;
    str_cut(&rest, '/');
    while (rest.n) {
        struct str segment = str_cut(&rest, '/');
        if (segment.n == 0 || ++segments > SEGMENTS_MAX)
            return E_INVALID;
        if (segment.p[0] == '{' && (segment.p[segment.n - 1] != '}' || ++params > PARAMS_MAX))
            return E_INVALID;
        if (!(n = child_made(n, segment)))
            return E_NOMEM;
    }
    if (n->methods & 1u << m)
        return E_CONFLICT;
    n->methods |= 1u << m;
    n->value[m] = value;
    return OK;
}

/* A node further down with a method at all; a fixed segment is tried before the capture. Depth is at most SEGMENTS_MAX. */
static const struct node *find(const struct node *n, struct str rest, struct str *params, unsigned captured, unsigned depth, unsigned want, unsigned *allow)
{
    if (rest.n == 0) {
        *allow |= n->methods;
        return n->methods & want ? n : NULL;
    }
    if (depth == SEGMENTS_MAX)
        return NULL;
    struct str segment = str_cut(&rest, '/');
    const struct node *c = child_of(n, segment), *found = NULL;
    if (c && (found = find(c, rest, params, captured, depth + 1, want, allow)))
        return found;
    if (n->capture && segment.n && captured < PARAMS_MAX) {
        if ((found = find(n->capture, rest, params, captured + 1, depth + 1, want, allow)))
            params[captured] = segment;
    }
    return found;
}

enum route_match router_find(const struct router *r, enum method m, struct str path, size_t *ret_value, struct str params[static 4], unsigned *ret_allow)
{
    if (path.n == 0 || path.p[0] != '/' || m <= 0 || m >= METHOD__N || (path.n > 1 && path.p[path.n - 1] == '/'))
        return ROUTE_NONE;
    unsigned want = 1u << m, allow = 0;
    if (m == METHOD_HEAD)
        want |= 1u << METHOD_GET;
    const struct node *n = find(&r->root, str_sub(path, 1, path.n), params, 0, 0, want, &allow);
    if (!n) {
        if (!allow)
            return ROUTE_NONE;
        *ret_allow = allow & 1u << METHOD_GET ? allow | 1u << METHOD_HEAD : allow;
        return ROUTE_OTHER_METHOD;
    }
    *ret_value = n->value[n->methods & 1u << m ? m : METHOD_GET];
    return ROUTE_FOUND;
}
