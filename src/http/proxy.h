/* Behind a reverse proxy every request comes from the proxy's address. X-Forwarded-For says who asked, but anybody can write that header:
 * only what a trusted proxy put there counts. Inside http/ only. */
#ifndef HTTP_PROXY_H
#define HTTP_PROXY_H

#include "http/http.h"

enum { PROXIES_MAX = 16, PROXY_HOPS_MAX = 32 /* addresses looked at in one request */, PROXY_TEXT = 48 };

struct proxies { unsigned char addresses[PROXIES_MAX][16]; size_t n; };

/* "127.0.0.1, ::1": numeric addresses, none gives none. E_INVALID, E_LIMIT. */
enum err proxies_read(struct str list, struct proxies *ret, struct fault *f) nodiscard;
/* The address that the request came from, as text: the connection's own, unless that is a trusted proxy's; then the right-most address of
 * X-Forwarded-For that is no trusted proxy's. What is no address ends the walk there. The answer is `to` or rq->peer, NUL-ended. */
struct str proxies_reader(const struct proxies *p, const struct request *rq, char to[static PROXY_TEXT]);

#endif
