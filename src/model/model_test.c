#include "base/test.h"

#include "model/audit.h"
#include "model/document.h"
#include "model/field.h"
#include "model/organisation.h"
#include "model/plumbing.h"
#include "model/measure.h"
#include "model/response.h"

static size_t kind_size(enum kind k)
{
    switch (k) {
    case KIND_TEXT: return sizeof(struct str);
    case KIND_BOOL: return sizeof(bool);
    case KIND_WORD: return sizeof(unsigned);
    case KIND_DATE: return sizeof(struct date);
    default: return sizeof(int64_t);
    }
}

static size_t kind_align(enum kind k)
{
    return k == KIND_BOOL ? 1 : k == KIND_DATE ? _Alignof(struct date) : k == KIND_WORD ? _Alignof(unsigned) : 8;
}

static size_t up(size_t n, size_t align)
{
    return (n + align - 1) / align * align;
}

/* Walks the struct's fields by offset and finds each byte of it claimed by one field or by padding before the next. */
static void the_table_covers_the_whole_struct(void **state)
{
    (void)state;
    for (size_t i = 0; i < model_n; i++) {
        const struct entity *e = model[i];
        size_t at = sizeof(struct row);
        for (size_t seen = 0; seen < e->n; seen++) {
            const struct field *next = NULL;
            for (size_t k = 0; k < e->n; k++)
                if (e->fields[k].offset >= at && (!next || e->fields[k].offset < next->offset))
                    next = &e->fields[k];
            if (!next)
                fail_msg("%s: two fields share a place", e->name);
            if (up(at, kind_align(next->kind)) != next->offset)
                fail_msg("%s: a member before %s is not in the table", e->name, next->name);
            at = next->offset + kind_size(next->kind);
        }
        if (up(at, 8) != e->size)
            fail_msg("%s: the last member is not in the table", e->name);
    }
}

static void every_table_is_well_formed(void **state)
{
    (void)state;
    for (size_t i = 0; i < model_n; i++) {
        const struct entity *e = model[i];
        assert_true(model_entity(str(e->name)) == e && model_index(e) == i);
        if (!(e->flags & PLUMBING)) {
            assert_true(model_entity_at(str(e->path)) == e);
            assert_true(e->subject > SUBJECT_NONE && e->subject < SUBJECT__N && e->one && e->many && e->empty);
        }
        for (size_t k = 0; k < entity_fields(e); k++) {
            const struct field *f = entity_field(e, k);
            if (!f->label)
                fail_msg("%s.%s has no label", e->name, f->name);
            if ((f->kind == KIND_REF) != (f->refers != NULL) || (f->refers && !model_entity(str(f->refers))))
                fail_msg("%s.%s refers to nothing", e->name, f->name);
            if ((f->kind == KIND_WORD) != (f->words_n > 1))
                fail_msg("%s.%s has no words", e->name, f->name);
            for (size_t w = 1; w < f->words_n; w++)
                if (!f->words[w].code || !f->words[w].label || field_word(f, str(f->words[w].code)) != w)
                    fail_msg("%s.%s: word %zu", e->name, f->name, w);
            if (entity_field_named(e, str(f->name)) != f)
                fail_msg("%s.%s stands twice", e->name, f->name);
        }
        if (e->title)
            assert_non_null(entity_field_named(e, str(e->title)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_covers_the_whole_struct), cmocka_unit_test(every_table_is_well_formed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
