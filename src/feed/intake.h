/* Feeds read in the sandbox: the child parses, the parent gets accepted records one by one and the report. What crosses is lines,
 * checked on this side as untrusted:
 *   f                         a file begins (they come in order)
 *   r {record_put}            an accepted record            k CVE 0|1 ADDED DUE      a KEV entry
 *   e CVE SCORE PERCENTILE    an EPSS row                   o KIND {json}            an object
 *   x {"place","code","text","args"}   a rejection          c RECORDS ACCEPTED REJECTED   the file is done
 *   u {"place","code","text","args"}   the file is bad: forget it */
#ifndef FEED_INTAKE_H
#define FEED_INTAKE_H

#include "feed/feed.h"
#include "feed/sandbox.h"

/* The child's function, row "feed" of the table of children: argv[0] is the kind, argv[1] "check" or "read", input k a file. */
enum err feed_child(const struct sandbox_io *io, struct fault *f);

struct feed_input { int fd; struct str name; };

/* Reads files in sandboxed children. Accepted records go to the sink (NULL: only checked), rejections to the report, exactly as
 * feed_read_file would have it; a child that crashes or passes a limit is that one file's rejection.
 * *ret_bad: files that were unusable. `children` is the function to run after a plain fork in tests, NULL otherwise.
 * E_NOMEM or what the sink failed with. */
enum err feed_intake(const struct feed_kind *kind, const struct feed_input *in, size_t n, const struct feed_sink *sink,
                     struct feed_report *report, size_t *ret_bad, sandbox_function *fork_run, struct fault *f) nodiscard;

#endif
