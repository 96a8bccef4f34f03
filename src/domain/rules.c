/* The subjects whose rules stand before every write. A new subject is a line here and a file of its own. */
#include "domain/archive_rules.h"
#include "domain/audit_rules.h"
#include "domain/board_rules.h"
#include "domain/desk_rules.h"
#include "domain/document_rules.h"
#include "domain/measure_rules.h"
#include "domain/organisation_rules.h"
#include "domain/response_rules.h"
#include "domain/watch_rules.h"

const struct subject_rules *const domain_rules[] = {
    &organisation_rules,
    &document_rules,
    &audit_rules,
    &response_rules,
    &measure_rules,
    &archive_rules,
    &watch_rules,
    &board_rules,
    &desk_rules,
};
const size_t domain_rules_n = LEN(domain_rules);
