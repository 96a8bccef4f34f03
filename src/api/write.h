/* The handlers that write one row. Each is one transaction through the domain's door; a retry with the same idempotency key is
 * answered with the first answer. */
#ifndef API_WRITE_H
#define API_WRITE_H

#include "authn/visit.h"

enum err api_create(struct visit *v, struct fault *f);
enum err api_upload(struct visit *v, struct fault *f);
/* PUT: fields that are left out become not given, but those that only a correction or an act changes, and `reach`. */
enum err api_replace(struct visit *v, struct fault *f);
/* PATCH, RFC 7396 */
enum err api_change(struct visit *v, struct fault *f);
/* DELETE: revokes */
enum err api_revoke(struct visit *v, struct fault *f);
/* POST …/{verb}: a transition with an optional {"reason":"…"}; "ratta": {"reason":"…","change":{…}} */
enum err api_act(struct visit *v, struct fault *f);

#endif
