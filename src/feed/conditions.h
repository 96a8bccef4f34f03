/* What the readers of vulnerability feeds share: configurations as NVD writes them (CVE records 5.x took the form over as
 * cpeApplicability), and growing lists in a record's arena. */
#ifndef FEED_CONDITIONS_H
#define FEED_CONDITIONS_H

#include "base/arena.h"
#include "base/json.h"
#include "vuln/record.h"

struct configuration_list { struct configuration *p; size_t n, cap; };
struct criterion_list { struct criterion *p; size_t n, cap; };
struct rule_list { struct version_rule *p; size_t n, cap; };

/* Reads a list of configurations behind the reader and adds them. Objections stick in the reader. */
void conditions_read(struct json *j, struct arena *a, struct configuration_list *to);
/* Adds one configuration of one node with these criteria; nothing for an empty list. */
void conditions_of_criteria(struct json *j, struct arena *a, const struct criterion_list *from, struct configuration_list *to);
void criterion_add(struct json *j, struct arena *a, struct criterion_list *to, struct criterion c);
/* Refuses a criterion that is malformed. */
void criterion_refuse_malformed(struct json *j, struct arena *a, const struct criterion *c);
void rule_add(struct json *j, struct arena *a, struct rule_list *to, struct version_rule r);

/* A CVSS base score (0 to 10) of a version (20, 30, 31, 40) takes the place of *best when it is better. */
void cvss_take(struct json *j, struct cvss *best, unsigned version, bool primary, double score);
/* Reads {"baseScore": n, …}; the number, or -1 when it has none. */
double cvss_base_score(struct json *j);
/* A string or null. */
struct str json_text_or_null(struct json *j);

#endif
