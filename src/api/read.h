/* The handlers that only read. */
#ifndef API_READ_H
#define API_READ_H

#include "authn/visit.h"

enum err api_list(struct visit *v, struct fault *f);
enum err api_one(struct visit *v, struct fault *f);
enum err api_file(struct visit *v, struct fault *f);
enum err api_history(struct visit *v, struct fault *f);
enum err api_document(struct visit *v, struct fault *f);

#endif
