#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/words.h"
#include "risk/model_read.h"

/* What samsyn would say about this text; "" when it is a model. */
static void says(const char *text, const char *want)
{
    struct arena a cleanup(arena_free) = arena_new(1 << 22);
    struct buf b cleanup(buf_free) = buf_new(4096);
    struct risk_model m;
    struct fault f = { 0 };
    enum err err = risk_model_read(str(text), &a, &m, &f);
    if (err != OK)
        words_put_fault(&b, &words_sv, &f);
    buf_char(&b, '\0');
    assert_string_equal(b.p, want);
    assert_true(err == OK || err == E_INVALID || err == E_LIMIT);
}

#define M "{\"samsyn_model\":1,"
#define RISK(rest) M "\"risks\":[{\"id\":\"r\"," rest "}]}"
#define NODES "\"nodes\":[{\"id\":\"a\"},{\"id\":\"b\"}]"

static void objections(void **state)
{
    (void)state;
    static const struct { const char *text, *want; } row[] = {
        { M "\"nodes\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"c\"},{\"id\":\"d\",\"p\":1.5}]}", "nodes[3].p: 1.5 ligger inte i 0..1" },
        { RISK("\"frequency\":-1,\"magnitude\":1"), "risks[0].frequency: -1 ligger inte i 0..1e6" },
        { RISK("\"frequency\":1,\"magnitude\":{\"kind\":\"lognormal\",\"p05\":0,\"p95\":1}"), "risks[0].magnitude.p05: 0 är inte större än 0" },
        { RISK("\"frequency\":1,\"magnitude\":{\"kind\":\"lognormal\",\"p05\":2,\"p95\":1}"), "risks[0].magnitude: p95 1 är mindre än p05" },
        { RISK("\"frequency\":1,\"magnitude\":{\"kind\":\"pert\",\"low\":1,\"mode\":5,\"high\":4}"), "risks[0].magnitude.mode: 5 ligger inte mellan low och high" },
        { RISK("\"frequency\":1,\"magnitude\":{\"kind\":\"uniform\",\"low\":1,\"high\":0}"), "risks[0].magnitude: high 0 är mindre än low" },
        { RISK("\"frequency\":1,\"magnitude\":{\"kind\":\"uniform\",\"low\":1}"), "risks[0].magnitude: fältet high saknas" },
        { RISK("\"frequency\":1,\"magnitude\":{\"kind\":\"normal\",\"mean\":1}"), "risks[0].magnitude.mean: okänt fält" },
        { RISK("\"frequency\":1,\"magnitude\":{\"kind\":\"normal\"}"), "risks[0].magnitude: normal är ingen fördelning" },
        { RISK("\"frequency\":1,\"magnitude\":{\"kind\":\"uniform\",\"low\":1,\"high\":2,\"p05\":1}"), "risks[0].magnitude: fältet p05 hör inte till fördelningen uniform" },
        { RISK("\"frequency\":1,\"magnitude\":{\"kind\":\"beta\",\"alpha\":0,\"beta\":2}"), "risks[0].magnitude.alpha: 0 ligger inte i 0.05..1e6" },
        { RISK("\"frequency\":1,\"magnitude\":\"mycket\""), "risks[0].magnitude: här ska ett tal eller en fördelning stå" },
        { RISK("\"frequency\":1,\"magnitude\":1e400"), "risks[0].magnitude, byte 64: Talet är fel skrivet eller för stort." },
        { RISK("\"frequency\":1"), "risks[0]: fältet magnitude saknas" },
        { RISK("\"magnitude\":1"), "risks[0]: fältet frequency saknas" },
        { RISK("\"tef\":1,\"magnitude\":1"), "risks[0]: fältet capability saknas" },
        { RISK("\"tef\":1,\"capability\":1,\"strength\":0,\"frequency\":1,\"magnitude\":1"), "risks[0]: frequency och tef kan inte stå tillsammans" },
        { RISK("\"frequency\":1,\"strength\":1,\"magnitude\":1"), "risks[0]: capability och strength kräver tef" },
        { RISK("\"frequency\":1,\"magnitude\":1,\"secondary\":{\"p\":1.2,\"magnitude\":1}"), "risks[0].secondary.p: 1.2 ligger inte i 0..1" },
        { RISK("\"frequency\":1,\"magnitude\":1,\"secondary\":{\"p\":{\"kind\":\"lognormal\",\"p05\":0.1,\"p95\":0.2},\"magnitude\":1}"),
          "risks[0].secondary.p: fördelningen når över 1; här ska en sannolikhet stå" },
        { RISK("\"frequency\":1,\"magnitude\":1,\"magnitude\":2"), "risks[0].magnitude: fältet står två gånger" },
        { RISK("\"frequency\":1,\"magnitude\":1,\"farg\":2"), "risks[0].farg: okänt fält" },
        { RISK("\"frequency\":1,\"magnitude\":1,\"x-farg\":{\"a\":[1,2]}"), "" },
        { M "\"risks\":[{\"id\":\"\",\"frequency\":1,\"magnitude\":1}]}", "risks[0].id: ett id ska vara 1 till 200 byte långt" },
        { M "\"nodes\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"a\"}]}", "nodes[2].id: a finns redan" },
        { M NODES ",\"edges\":[{\"from\":\"a\",\"to\":\"z\",\"p\":1}]}", "edges[0].to: z finns inte i nodes" },
        { M NODES ",\"edges\":[{\"from\":\"a\",\"to\":\"b\",\"p\":1},{\"from\":\"a\",\"to\":\"b\",\"p\":0}]}", "edges[1]: det finns redan en kant mellan de två noderna" },
        { M NODES ",\"edges\":[{\"from\":\"a\",\"to\":\"b\",\"p\":1,\"controls\":[\"c\"]}]}", "edges[0].controls[0]: c finns inte i controls" },
        { M NODES ",\"edges\":[{\"from\":\"a\",\"to\":\"b\",\"p\":1,\"controls\":[\"c\",\"c\"]}],\"controls\":[{\"id\":\"c\",\"coverage\":1,\"effectiveness\":1,\"operating\":1}]}",
          "edges[0].controls[1]: skyddet står redan på kanten" },
        { M "\"controls\":[{\"id\":\"c\",\"coverage\":1,\"effectiveness\":2,\"operating\":1}]}", "controls[0].effectiveness: 2 ligger inte i 0..1" },
        { M NODES ",\"threats\":[{\"id\":\"t\",\"frequency\":1,\"entry\":[{\"node\":\"a\"},{\"node\":\"a\"}]}]}", "threats[0].entry[1].node: noden står redan som ingång" },
        { M NODES ",\"threats\":[{\"id\":\"t\",\"frequency\":1,\"entry\":[{\"node\":\"a\",\"p\":-0.5}]}]}", "threats[0].entry[0].p: -0.5 ligger inte i 0..1" },
        { M NODES ",\"losses\":[{\"id\":\"l\",\"node\":\"q\",\"magnitude\":1}]}", "losses[0].node: q finns inte i nodes" },
        { M "\"nodes\":[{\"id\":\"a\",\"gate\":\"xor\"}]}", "nodes[0].gate: här ska or eller and stå" },
        { "{\"samsyn_model\":2}", "samsyn_model: bara version 1 av modellen kan läsas" },
        { "{\"risks\":[]}", "fältet samsyn_model saknas" },
        { "{\"samsyn_model\":1,}", "byte 19: Här ska ett namn inom citattecken stå." },
        { "", "byte 1: Texten tar slut för tidigt." },
        { "{\"samsyn\\", "byte 10: Texten tar slut mitt i en sträng." },
        { "NaN", "byte 1: Det här är inte giltig JSON." },
        { M "\"nodes\":[{\"id\":\"a\",\"x-djup\":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}]}", NULL },
        { "{\"samsyn_model\":1}", "" },
    };
    for (size_t i = 0; i < LEN(row); i++)
        if (row[i].want)
            says(row[i].text, row[i].want);
    struct arena a cleanup(arena_free) = arena_new(1 << 22);
    struct risk_model m;
    struct fault f = { 0 };
    assert_int_equal(risk_model_read(str(row[LEN(row) - 2].text), &a, &m, &f), E_LIMIT); /* too deep */
    assert_string_equal(f.arg[0], "16");
}

/* Limits with a name: an id's length, an edge's controls, memory. */
static void limits(void **state)
{
    (void)state;
    char id[RISK_ID_MAX + 2] = { 0 }, text[1024];
    memset(id, 'a', RISK_ID_MAX);
    snprintf(text, sizeof text, M "\"nodes\":[{\"id\":\"%s\"}]}", id);
    says(text, "");
    id[RISK_ID_MAX] = 'a';
    snprintf(text, sizeof text, M "\"nodes\":[{\"id\":\"%s\"}]}", id);
    says(text, "nodes[0].id: ett id ska vara 1 till 200 byte långt");
    struct buf b cleanup(buf_free) = buf_new(1 << 22);
    buf_put(&b, S(M NODES ",\"edges\":[{\"from\":\"a\",\"to\":\"b\",\"p\":1,\"controls\":["));
    for (int i = 0; i <= RISK_EDGE_CONTROLS_MAX; i++)
        buf_printf(&b, "%s\"c%d\"", i ? "," : "", i);
    buf_put(&b, S("]}]}"));
    buf_char(&b, '\0');
    says(b.p, "edges[0].controls[1000]: fler än 1000 objekt");
    buf_reset(&b);
    buf_put(&b, S(M "\"nodes\":["));
    for (int i = 0; i < 5000; i++)
        buf_printf(&b, "%s{\"id\":\"n%d\"}", i ? "," : "", i);
    buf_put(&b, S("]}"));
    struct arena a cleanup(arena_free) = arena_new(1 << 16);
    struct risk_model m;
    struct fault f = { 0 };
    assert_int_equal(risk_model_read(buf_str(&b), &a, &m, &f), E_LIMIT);
}

/* What is written of a distribution reads back as the same. */
static void round_trip(void **state)
{
    (void)state;
    static const char *const dists[] = { "0.1", "{\"kind\":\"uniform\",\"low\":1,\"high\":2}", "{\"kind\":\"pert\",\"low\":1,\"mode\":2,\"high\":3,\"gamma\":5}",
        "{\"kind\":\"lognormal\",\"p05\":1,\"p95\":10}", "{\"kind\":\"gamma\",\"p05\":1,\"p95\":10}", "{\"kind\":\"gamma\",\"shape\":2,\"scale\":0.3}",
        "{\"kind\":\"beta\",\"alpha\":2,\"beta\":3}" };
    for (size_t i = 0; i < LEN(dists); i++) {
        struct arena a cleanup(arena_free) = arena_new(1 << 20);
        struct buf b cleanup(buf_free) = buf_new(1024);
        struct risk_model m;
        char text[512];
        snprintf(text, sizeof text, RISK("\"frequency\":1,\"magnitude\":%s"), dists[i]);
        assert_int_equal(risk_model_read(str(text), &a, &m, NULL), OK);
        risk_dist_write(&b, &m.risks[0].magnitude);
        assert_true(str_is(buf_str(&b), dists[i]));
    }
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct risk_model m;
    assert_int_equal(risk_model_read(S(RISK("\"frequency\":1,\"magnitude\":{\"kind\":\"pert\",\"low\":1,\"mode\":1,\"high\":1}")), &a, &m, NULL), OK);
    assert_true(m.risks[0].magnitude.d == 4);
    assert_int_equal(risk_model_read(S(M "\"nodes\":[{\"id\":\"a\\u00e5\"}]}"), &a, &m, NULL), OK);
    assert_true(str_is(m.nodes[0].id, "aå") && m.nodes[0].p == 1 && m.nodes[0].gate == GATE_OR);
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(objections), cmocka_unit_test(limits), cmocka_unit_test(round_trip) };
    return cmocka_run_group_tests(all, NULL, NULL);
}
