/* Any bytes as an audit report: refused with a fault, or a proposal whose passages lie in the text, whose paths name their items,
 * and whose JSON reads back to the same JSON. */
#include <stdlib.h>

#include "feed/audit_report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static void check(struct audit_proposal *p, struct arena *a, size_t size)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct audit_item *item = &p->items[i];
        struct buf path cleanup(buf_free) = buf_new(256);
        audit_item_path(&path, item);
        demand(audit_item_at(p, buf_str(&path)) == item);
        demand(item->text.n || (item->part == PART_FINDING && str_is(str(item->field), "severity"))); /* the reader's to say */
        demand(utf8_valid(item->text) && item->source.from <= item->source.to && item->source.to <= size);
        demand((item->source.line == 0) == (item->source.to == 0));
    }
    demand(p->recognised || p->n == 0);
    for (size_t i = 0; i < p->unread_n; i++)
        demand(utf8_valid(p->unread[i].text) && p->unread[i].source.to <= size);
    struct buf one cleanup(buf_free) = buf_new((size_t)64 << 20), two cleanup(buf_free) = buf_new((size_t)64 << 20);
    struct audit_proposal back;
    struct fault f = { 0 };
    audit_proposal_json(&one, p);
    demand(!one.failed);
    demand(audit_proposal_from_json(buf_str(&one), p->report, a, &back, &f) == OK || f.code == E_NOMEM);
    if (f.code == E_NOMEM)
        return;
    back.unread = p->unread;
    back.unread_n = p->unread_n;
    audit_proposal_json(&two, &back);
    demand(str_eq(buf_str(&one), buf_str(&two)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a cleanup(arena_free) = arena_new((size_t)512 << 20);
    struct audit_proposal p;
    struct fault f = { 0 };
    enum err e = audit_report_read((struct str){ (const char *)data, size }, &(struct audit_options){ .names = size & 1 }, &a, &p, &f);
    if (e == OK)
        check(&p, &a, size);
    else
        demand(f.text && f.code == e && (e == E_INVALID || e == E_LIMIT || e == E_NOMEM));
    return 0;
}
