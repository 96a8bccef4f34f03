/* How often something may be tried: token buckets by key, in a table of fixed size. A bucket starts full, one try takes one token,
 * and one comes back every `refill`. Two keys that fall on the same place share it: the newer takes over only when the older is full. */
#ifndef AUTHN_RATE_H
#define AUTHN_RATE_H

#include "base/str.h"
#include "base/time.h"

struct rate;
enum err rate_new(unsigned most, int64_t refill_usec, struct rate **ret) nodiscard;
void rate_free(struct rate *r);
/* Takes a token. False when there is none; then *ret_wait_s is the seconds until there is. */
bool rate_take(struct rate *r, struct str key, instant now, unsigned *ret_wait_s);
/* Gives one back: the try was a good one. */
void rate_give(struct rate *r, struct str key, instant now);

#endif
