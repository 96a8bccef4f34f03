/* Whether a model is one the engine takes. */
#ifndef RISK_CHECK_H
#define RISK_CHECK_H

#include "risk/risk.h"

/* OK, or E_INVALID or E_LIMIT with the path of what is wrong ("nodes[3].p", "risks[0].frequency.p05"). With `whole`, references to nodes and
 * controls that are not there are refused too. E_NOMEM. */
enum err risk_model_check(const struct risk_model *m, bool whole, struct fault *f) nodiscard;
/* The risks and threats alone, of a model whose other lists are known to be whole. */
enum err risk_model_check_rest(const struct risk_model *m, struct fault *f) nodiscard;

#endif
