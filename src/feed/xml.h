/* XML for readers of untrusted documents, over expat: no entity declarations, no external references (a bare
 * <!DOCTYPE name> is fine), limits on nesting and text, and faults with their line.
 *
 * The reader is told of every element's begin and end; where it is, it asks with xml_at and xml_inside. Elements of a
 * namespace that is not the reader's stand in the path as "?". */
#ifndef FEED_XML_H
#define FEED_XML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct xml;

struct xml_reader {
    void *ctx;
    /* True for the namespaces whose elements count; "" is none. NULL: all count. */
    bool (*ours)(void *ctx, struct str space);
    /* May be NULL. A failure ends the reading; the line is put before its place. */
    enum err (*begin)(void *ctx, struct xml *x, struct str name, struct fault *f);
    /* `text` is what stood directly in the element since its begin or its last child's end, untrimmed. */
    enum err (*end)(void *ctx, struct xml *x, struct str name, struct str text, struct fault *f);
};

/* Reads the whole document. E_INVALID with "rad N", E_LIMIT, E_NOMEM, or what the reader returned. */
enum err xml_read(struct str text, const struct xml_reader *reader, struct fault *f) nodiscard;

/* As xml_read, the text coming in pieces: `next` gives up to `room` bytes and 0 at the end (source_read fits). */
typedef enum err xml_next(void *from, char *to, size_t room, size_t *ret_n, struct fault *f);
enum err xml_read_pieces(xml_next *next, void *from, const struct xml_reader *reader, struct fault *f) nodiscard;

/* During begin and end, the element itself being the last of the path ("/bom/components/component"): */
bool xml_at(const struct xml *x, const char *path);
/* True when the path ends so; `end` begins with "/". */
bool xml_ends(const struct xml *x, const char *end);
struct str xml_path(const struct xml *x);
size_t xml_depth(const struct xml *x);     /* the root has 1 */
struct str xml_namespace(const struct xml *x);
size_t xml_line(const struct xml *x);      /* of the tag, from 1 */
/* During begin: an attribute without namespace, empty with p NULL when not given. Valid during the call. */
struct str xml_attribute(const struct xml *x, const char *name);

#endif
