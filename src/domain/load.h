/* Rows from a file of JSON lines, all or nothing: the demo, a register moved from elsewhere, a test's world.
 *
 *     {"entity":"organisation","as":"alby","name":"Alby kommun","code":"ALB","type":"medlemskommun"}
 *     {"entity":"body","as":"alby-kf","organisation":"@alby","name":"Kommunfullmäktige Alby","type":"fullmaktige","owner":"@alby"}
 *     {"valid":"2021"}
 *
 * A member is a field of the entity, its value the machine's text form (derive/value.h), a number, true or false. "as" names the row
 * for lines below: "@name" stands for its id in a reference, for "entity/id" in a link. A line with only "valid" says from when the
 * rows below hold. Empty lines and lines that begin with # are skipped. "file_name" and
 * "file_text" give a row that takes one its file, when it is text. */
#ifndef DOMAIN_LOAD_H
#define DOMAIN_LOAD_H

#include "domain/save.h"

enum { LOAD_BYTES_MAX = 256 * 1024 * 1024, LOAD_ROWS_MAX = 1000000 };

/* Writes every row through domain_save in one transaction. The fault's place is "rad N: field". `names` already known to the file:
 * "forbundet" is the seat's federation. *ret_rows is the number of rows written. */
enum err domain_load(struct store *s, const struct seat *seat, struct str lines, size_t *ret_rows, struct fault *f) nodiscard;

#endif
