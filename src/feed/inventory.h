/* Reading inventories: untrusted bytes to components. Every format is one row of `inventory_formats`.
 *
 * An invalid file gives one fault that names the place, and what it added is to be thrown away (the caller's inventory then
 * holds a part). Nothing here opens anything; `inventory_child` is the form for the sandbox.
 *
 * What each format gives (an item is one product on one host):
 *   csv        the columns as they are. Header: id,host,part,vendor,product,version and perhaps update,cpe,purl, in any order.
 *   cyclonedx  JSON or XML, told by the first byte; metadata.component and components, nested ones too. id is bom-ref, else
 *              purl, else group/name@version; vendor is group, else supplier, manufacturer, publisher.
 *   spdx       2.2 and 2.3 as JSON and tag-value, 3.0 as JSON-LD: packages. id is SPDXID (spdxId); vendor is the supplier.
 *   nmap       XML: for every host that is up its open ports' services and its best guess of an operating system.
 * Where an item has a CPE it alone is the name, and the other columns are filled in from it. Where a bill gives several,
 * the first of version 2.3 is taken, else the first of 2.2. Bills name no host. An id that a bill uses twice gets "#N". */
#ifndef FEED_INVENTORY_H
#define FEED_INVENTORY_H

#include "base/err.h"
#include "base/str.h"
#include "vuln/component.h"

struct sandbox_io;

typedef enum err inventory_reader(struct str text, struct inventory *inv, struct fault *f);

inventory_reader inventory_read_csv, inventory_read_cyclonedx, inventory_read_spdx, inventory_read_nmap;

struct inventory_format { const char *name; inventory_reader *read; };
extern const struct inventory_format inventory_formats[]; /* ends with a row without name */
const struct inventory_format *inventory_format_of(struct str name); /* NULL when there is none */

/* The whole file in memory: mapped where it can be, else read. E_LIMIT past LIMIT_FILE. */
struct inventory_file { struct str text; void *mapped, *taken; };
enum err inventory_file_open(int fd, struct inventory_file *ret_file, struct fault *f) nodiscard;
void inventory_file_close(struct inventory_file *file); /* fits cleanup() */

/* A child function: argv[0] is the format, input 0 the file; answers with one line of JSON an item (component_put_json;
 * component_put_json_full when there is an argv[1]). */
enum err inventory_child(const struct sandbox_io *io, struct fault *f);

/* ---- for the readers */

/* An item as a bill names it. Empty where not given. */
struct inventory_entry {
    struct str id, part, vendor, product, version, cpe, purl;
};

/* Adds it: with a CPE alone where it has one; `id` made up where it is missing and made different where it is taken. */
enum err inventory_add_entry(struct inventory *inv, const struct inventory_entry *e, struct fault *f) nodiscard;

/* The name of a supplier: "Organization: Name (mail@example.org)" to "Name"; NOASSERTION and NONE to nothing. */
struct str inventory_supplier(struct str s);
/* Nothing for NOASSERTION and NONE. */
struct str inventory_assertion(struct str s);

/* The readers of the single forms, which the ones above choose between. */
inventory_reader cyclonedx_read_json, cyclonedx_read_xml, spdx_read_json, spdx_read_json_ld, spdx_read_tags;

#endif
