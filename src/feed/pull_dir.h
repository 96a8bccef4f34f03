/* What is kept between pulls, in files: a directory that can be carried to a server without internet.
 *
 *   DIR/DOCUMENT             whole documents, nothing else
 *   DIR/.state/DOCUMENT      "key=value" lines: validators and cursors
 *   DIR/.state/DOCUMENT.part what has come of a document
 *
 * Every change is a new file moved into place. One pull at a time: the directory is locked while it is open. */
#ifndef FEED_PULL_DIR_H
#define FEED_PULL_DIR_H

#include "feed/pull.h"

struct pull_dir {
    int documents, state; /* open directories */
    int lock;
};

/* Makes the directories where they are missing (0750). E_CONFLICT when another pull has it open. */
enum err pull_dir_open(const char *parent, const char *name, struct pull_dir *ret_dir, struct fault *f) nodiscard;
void pull_dir_close(struct pull_dir *d); /* fits cleanup() */
/* The interface; `d` must outlive it. */
struct pull_state pull_dir_state(struct pull_dir *d);

#endif
