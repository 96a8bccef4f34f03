#include "base/test.h"

#include "base/buf.h"
#include "derive/csv.h"
#include "derive/row_random.h"
#include "model/audit.h"
#include "model/organisation.h"
#include "model/plumbing.h"

static struct audit_question *question(struct arena *a)
{
    struct audit_question *q = row_new(a, &audit_question_entity);
    q->row = (struct row){ .id = 7, .version = 2, .reach = REACH_COMMON, .standing = STANDING_VALID };
    q->audit.v = 3;
    q->number = 2;
    q->text = S("=HYPERLINK(\"x\")");
    return q;
}

static bool *columns(struct arena *a, const struct entity *e, const char *names)
{
    bool *only = arena_array(a, entity_fields(e), sizeof *only);
    for (struct str rest = str(names); rest.n;) {
        struct str name = str_cut(&rest, ' ');
        for (size_t i = 0; i < entity_fields(e); i++)
            only[i] = only[i] || str_is(name, entity_field(e, i)->name);
    }
    return only;
}

static void a_file_as_it_stands(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct buf b cleanup(buf_free) = buf_new(1 << 16);
    bool *only = columns(&a, &audit_question_entity, "id reach audit number text additional");
    struct str titles[64] = { 0 };
    titles[row_fields_n] = S("Granskning; 2023");
    struct rows_csv w = rows_csv_begin(&b, &audit_question_entity, (struct rows_csv_options){ .separator = ';', .mark = true, .labels = &words_sv, .titles = true, .only = only });
    rows_csv_put(&w, question(&a), titles);
    assert_true(str_is(buf_str(&b), "\xEF\xBB\xBFNummer;Synlig för;Granskning;Granskning (titel);Ordning;Fråga;Tillkommande revisionsfråga\r\n"
        "7;Gemensam för förbundet och medlemmarna;3;\"Granskning; 2023\";2;\"'=HYPERLINK(\"\"x\"\")\";nej\r\n"));
    buf_reset(&b);
    w = rows_csv_begin(&b, &audit_question_entity, (struct rows_csv_options){ .separator = ',', .only = only });
    rows_csv_put(&w, question(&a), NULL);
    assert_true(str_is(buf_str(&b), "id,reach,audit,number,text,additional\r\n7,gemensam,3,2,\"'=HYPERLINK(\"\"x\"\")\",nej\r\n"));
}

static void labels_that_two_fields_share_are_told_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < model_n; i++) {
        struct arena a cleanup(arena_free) = arena_new(1 << 20);
        struct buf b cleanup(buf_free) = buf_new(1 << 16);
        (void)rows_csv_begin(&b, model[i], (struct rows_csv_options){ .separator = ',', .labels = &words_sv, .titles = true });
        struct csv c = csv_new(buf_str(&b), CSV_OPTIONS);
        struct csv_row row;
        assert_true(csv_row(&c, &a, &row));
        for (size_t k = 0; k < row.n; k++)
            for (size_t m = 0; m < k; m++)
                if (str_eq_nocase(row.cell[k], row.cell[m]))
                    fail_msg("%s: %.*s", model[i]->name, SF(row.cell[k]));
    }
}

/* Makes a random row such as a form would have let through. */
static void tame(const struct entity *e, void *row, struct arena *a)
{
    for (size_t i = 0; i < entity_fields(e); i++) {
        const struct field *f = entity_field(e, i);
        struct value v = value_of(f, row);
        struct faults fs = { .arena = a };
        if (f->kind == KIND_TEXT && !(f->flags & LONG))
            v.s = str_trim(v.s);
        v.none = v.none || (f->kind == KIND_TEXT && v.s.n == 0);
        field_validate(f, v, &fs);
        if (f->kind == KIND_TEXT && (fs.n || (v.none && f->flags & REQUIRED)))
            v = (struct value){ .kind = KIND_TEXT, .s = f->flags & LINK ? S("document/4") : f->flags & EMAIL ? S("a@b") : S("ab") };
        else if (fs.n || (v.none && f->flags & REQUIRED))
            v = f->kind == KIND_DATE ? (struct value){ .kind = KIND_DATE, .d = { 2023, 12, 0 } }
                                     : (struct value){ .kind = f->kind, .i = f->limit.least ? f->limit.least : 1 };
        value_set(f, row, v);
    }
}

static void what_is_written_reads_back(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (size_t i = 0; i < model_n; i++) {
        const struct entity *e = model[i];
        if (e->flags & PLUMBING)
            continue;
        for (int round = 0; round < 40; round++) {
            struct arena a cleanup(arena_free) = arena_new(32 << 20);
            struct buf b cleanup(buf_free) = buf_new(1 << 20);
            struct rows_csv_options o = { .separator = random_below(&seed, 2) ? ';' : ',', .mark = random_below(&seed, 2),
                                          .labels = random_below(&seed, 2) ? &words_sv : NULL, .titles = random_below(&seed, 2) };
            struct str titles[64] = { 0 };
            titles[row_fields_n] = S("\"titel\", med; tecken\n");
            struct rows_csv w = rows_csv_begin(&b, e, o);
            void *rows[5];
            for (size_t k = 0; k < LEN(rows); k++) {
                rows[k] = random_row(&seed, &a, e);
                tame(e, rows[k], &a);
                row_of(rows[k])->id = (int64_t)k * (k > 1); /* the first two are new */
                rows_csv_put(&w, rows[k], titles);
            }
            assert_int_equal(buf_check(&b, NULL), OK);
            struct rows_csv_read read;
            struct faults fs = { .arena = &a };
            if (rows_csv_read(&a, e, buf_str(&b), &words_sv, &read, &fs) != OK)
                fail_msg("%s: %s: %s %s\n%.*s", e->name, fs.v[0].place, fs.v[0].text, fs.v[0].arg[0], SF(buf_str(&b)));
            assert_int_equal(read.n, LEN(rows));
            for (size_t k = 0; k < LEN(rows); k++) {
                void *to = row_new(&a, e);
                rows_csv_lay(&read, e, k, to);
                for (size_t m = 1; m < entity_fields(e); m++) {
                    const struct field *f = entity_field(e, m);
                    assert_int_equal(read.set[m], !(f->flags & COMPUTED) || m == 1);
                    if (!(f->flags & COMPUTED) && !value_equal(value_of(f, rows[k]), value_of(f, to)))
                        fail_msg("%s.%s\n%.*s", e->name, f->name, SF(buf_str(&b)));
                }
            }
        }
    }
}

static const char *read_faults(struct arena *a, const struct entity *e, const char *text)
{
    struct faults fs = { .arena = a };
    struct rows_csv_read read = { .n = 77 };
    enum err err = rows_csv_read(a, e, str(text), &words_sv, &read, &fs);
    assert_int_equal(err, fs.n ? E_INVALID : OK);
    assert_true(!fs.n || read.n == 77);
    struct buf b cleanup(buf_free) = buf_new(1 << 16);
    for (size_t i = 0; i < fs.n; i++) {
        buf_printf(&b, "%s", i ? " | " : "");
        words_put_fault(&b, &words_sv, &fs.v[i]);
    }
    return str_c(a, buf_str(&b));
}

static void every_faulty_row_is_named_with_line_and_column(void **state)
{
    (void)state;
    static const struct { const char *text, *faults; } cases[] = {
        { "organisation;namn;typ\n1;Direktionen;direktion\n", "" },
        { "Organisation;Namn;Typ\n1;Direktionen;Direktion\n2;;Nämnd eller styrelse\nx;Rådet;annat slag\n",
          "rad 3, kolumn Namn: Fältet måste fyllas i. | rad 4, kolumn Organisation: Här ska numret på en post stå. | "
          "rad 4, kolumn Typ: Värdet finns inte bland alternativen." },
        { "organisation,name,typ,kod,name\n1,a,annat,x,b\n", "rad 1, kolumn kod: Kolumnen finns inte i registret. | rad 1, kolumn name: Kolumnen står två gånger." },
        { "Namn\nDirektionen\n", "rad 1: Kolumnen Organisation saknas. Den krävs för nya poster. | rad 1: Kolumnen Typ saknas. Den krävs för nya poster." },
        { "Nummer;Namn\n4;Direktionen\n9;Rådet\n", "" },
        { "Nummer;Namn\n4;Direktionen\n5;Rådet\n4;Rådet\n", "rad 4: Numret står redan på rad 2." },
        { "Nummer;Platser\n4;501\n5;-5\n6;2,5\n", "rad 2, kolumn Platser: Talet ska vara från 0 till 500. | "
          "rad 3, kolumn Platser: Talet ska vara från 0 till 500. | rad 4, kolumn Platser: Här ska ett heltal stå." },
        { "", "Filen är tom. Första raden ska namnge kolumnerna." },
        { "Namn;Typ;Organisation\n", "" },
        { "Namn;Typ;Organisation\na;annat\n", "?" },
        { "Nummer;Skapad;Skapad av;Organisation (titel);organisation.title;Läge\n4;förr;x;y;z;å\n", "" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct arena a cleanup(arena_free) = arena_new(8 << 20);
        const char *got = read_faults(&a, &body_entity, cases[i].text);
        if (cases[i].faults[0] == '?')
            assert_non_null(strstr(got, "rad 2"));
        else
            assert_string_equal(got, cases[i].faults);
    }
    struct arena a cleanup(arena_free) = arena_new(8 << 20);
    assert_non_null(strstr(read_faults(&a, &credential_entity, "account,hash\n1,x\n"), "kolumn hash: Kolumnen finns inte"));
}

static void personal_columns_are_left_out_when_masked(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct buf b cleanup(buf_free) = buf_new(1 << 16);
    struct person *p = row_new(&a, &person_entity);
    p->name = S("Namn Namnsson");
    struct rows_csv w = rows_csv_begin(&b, &person_entity, (struct rows_csv_options){ .separator = ',', .mask_personal = true, .titles = true });
    rows_csv_put(&w, p, NULL);
    assert_true(str_find(buf_str(&b), S("Namnsson"), 0) == SIZE_MAX && str_find(buf_str(&b), S(",name"), 0) == SIZE_MAX);
    buf_reset(&b);
    w = rows_csv_begin(&b, &assignment_entity, (struct rows_csv_options){ .separator = ',', .mask_personal = true, .titles = true });
    assert_true(str_find(buf_str(&b), S("person.title"), 0) == SIZE_MAX && str_find(buf_str(&b), S("post.title"), 0) != SIZE_MAX);
}

static void a_row_changes_only_where_it_has_columns(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct faults fs = { .arena = &a };
    struct rows_csv_read read;
    assert_int_equal(rows_csv_read(&a, &audit_question_entity, S("id,section\n7,4.2\n"), &words_sv, &read, &fs), OK);
    assert_true(read.n == 1 && read.lines[0] == 2 && row_of(read.rows)->id == 7);
    struct audit_question *q = question(&a);
    rows_csv_lay(&read, &audit_question_entity, 0, q);
    assert_true(str_is(q->section, "4.2") && q->number == 2 && q->row.id == 7 && q->row.version == 2 && q->text.n);
    assert_int_equal(rows_csv_read(&a, &audit_question_entity, S("id,version,section\n7,1,\n"), &words_sv, &read, &fs), OK);
    rows_csv_lay(&read, &audit_question_entity, 0, q);
    assert_true(q->section.n == 0 && q->row.version == 1);

    faults_add(&fs, "text", N_("Fältet måste fyllas i."), NULL, NULL);
    faults_add(&fs, "", N_("Fältet måste fyllas i."), NULL, NULL);
    rows_csv_places(&audit_question_entity, &words_sv, 12, &fs, 0);
    assert_string_equal(fs.v[0].place, "rad 12, kolumn Fråga");
    assert_string_equal(fs.v[1].place, "rad 12");
}

static void a_file_has_a_most(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new((size_t)1 << 30);
    struct buf b cleanup(buf_free) = buf_new(1 << 24);
    buf_put(&b, S("organisation,name,type\n"));
    for (int i = 0; i < ROWS_CSV_MAX; i++)
        buf_put(&b, S("1,x,annat\n"));
    struct faults fs = { .arena = &a };
    struct rows_csv_read read;
    assert_int_equal(rows_csv_read(&a, &body_entity, buf_str(&b), &words_sv, &read, &fs), OK);
    assert_int_equal(read.n, ROWS_CSV_MAX);
    buf_put(&b, S("1,x,annat\n"));
    assert_int_equal(rows_csv_read(&a, &body_entity, buf_str(&b), &words_sv, &read, &fs), E_INVALID);
    assert_string_equal(fs.v[0].place, "rad 100002");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_as_it_stands), cmocka_unit_test(labels_that_two_fields_share_are_told_apart), cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(every_faulty_row_is_named_with_line_and_column), cmocka_unit_test(personal_columns_are_left_out_when_masked),
        cmocka_unit_test(a_row_changes_only_where_it_has_columns), cmocka_unit_test(a_file_has_a_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
