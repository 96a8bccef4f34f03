/* Structured logs: one JSON object a line on standard error. Never names, queries or whole addresses. */
#ifndef MAIN_LOG_H
#define MAIN_LOG_H

#include "authn/serve.h"

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO };

/* One line about the server itself: {"time":…,"level":…,"event":…,"text":…}. text may be NULL. */
void log_event(enum log_level level, const char *event, const char *text);
/* One line about a request. ctx: a const struct config; its `log` chooses which. Fits site_options.log. */
void log_request(void *ctx, const struct site_note *n);
/* An address without its last part: 192.0.2.0, 2001:db8:1::. Into `to`. */
void log_address(char to[static 48], struct str address);

#endif
