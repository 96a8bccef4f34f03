/* What the puller must know of a document to fetch the next one, read in the sandbox: plain lines, which the parent checks again.
 *
 *   nvd-page         "total N", "count N", "start N"                     a page of NVD's CVE API 2.0
 *   cve-delta SINCE  "cve ID" for each changed after SINCE, "time T"     the CVE list's deltaLog.json
 *   csaf-provider    "directory URL" and "rolie URL"                     provider-metadata.json (CSAF 2.0 §7.1.7)
 *   csaf-changes SINCE  "document PATH", "time T"                        changes.csv of a directory (§7.1.13)
 *   csaf-rolie SINCE    "document URL", "time T"                         a ROLIE feed (RFC 8322, §7.1.15)
 * SINCE and T are RFC 3339; SINCE "" takes all; T is the newest change seen, missing when there is none. */
#ifndef FEED_LOOK_H
#define FEED_LOOK_H

#include "base/err.h"
#include "base/str.h"

struct buf;
struct sandbox_io;

enum { LOOK_LINES_MAX = 400000 };

/* The child function: argv[0] is the word above, argv[1] SINCE; input 0 the document. */
enum err look_child(const struct sandbox_io *io, struct fault *f);
/* The same over text, for the fuzzer and the tests. */
enum err look(struct str what, struct str since, struct str text, struct buf *to, struct fault *f) nodiscard;

#endif
