/* Whole lists as CSV, out and in. */
#ifndef API_SHEET_H
#define API_SHEET_H

#include "authn/visit.h"

enum err api_export(struct visit *v, struct fault *f);
/* All or nothing, in one transaction; dry=ja: everything but the writing. Rows that are as they stand are left alone. */
enum err api_import(struct visit *v, struct fault *f);

#endif
