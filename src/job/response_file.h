/* The file of a decided yttrande: its PDF, rendered outside every transaction and put into the document version that the decision
 * made. Done at once by the page that registers the decision; the job "yttranden" does what was cut off. */
#ifndef JOB_RESPONSE_FILE_H
#define JOB_RESPONSE_FILE_H

#include "store/store.h"

/* Nothing when the version has its file, or when the yttrande is not decided. Written as the system of the federation. */
enum err response_file_make(struct store *s, organisation_id federation, int64_t response, struct fault *f) nodiscard;
/* Every decided yttrande without its file; *ret_n files made. A failure ends it. */
enum err response_files_make(struct store *s, organisation_id federation, size_t *ret_n, struct fault *f) nodiscard;

#endif
