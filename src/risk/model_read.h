/* Reading the model file (JSON; the format is in this room's README.md) and writing models and results. Pure: bytes in, structs or bytes out. */
#ifndef RISK_MODEL_READ_H
#define RISK_MODEL_READ_H

#include "base/buf.h"
#include "risk/risk.h"

enum { RISK_MODEL_BYTES_MAX = 512 * 1024 * 1024 }; /* bytes of a model file */

/* Reads and checks a whole model. Everything lives in the arena and in `text`, which must outlive the model.
 * E_INVALID or E_LIMIT with the path ("nodes[3].p"; where the JSON itself is broken also "byte 17"), E_LIMIT when the arena's budget is used up. */
enum err risk_model_read(struct str text, struct arena *a, struct risk_model *ret, struct fault *f) nodiscard;

/* Appends a distribution, a bare number for a constant, null for none. */
void risk_dist_write(struct buf *b, const struct risk_dist *d);
/* Appends a result as risk-model.md's `samsyn_result`, an object of a list on a line of its own. */
void risk_result_write(struct buf *b, const struct risk_result *r);

#endif
