/* The model reader, and for what it takes a small simulation: nothing may crash, hang or pass its memory. */
#include "base/arena.h"
#include "risk/explain.h"
#include "risk/model_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    struct risk_model m;
    struct fault f;
    if (risk_model_read((struct str){ (const char *)data, size }, &a, &m, &f) != OK)
        return 0;
    struct risk_options o = { .years = 64, .seed = 1, .threads = 1, .memory_bytes = 64 << 20, .isa = size % 2 ? ISA_BEST : ISA_PORTABLE, .retain = size % 3 == 0 };
    struct risk_engine *e cleanup(risk_engine_drop) = NULL;
    const struct risk_result *r;
    /* A model of many events is sound but slow: the fuzzer looks for findings, not for events. */
    for (size_t i = 0; i < m.n_risks; i++)
        if (m.risks[i].frequency.a > 100 || m.risks[i].frequency.b > 100 || m.risks[i].tef.a > 100 || m.risks[i].tef.b > 100)
            return 0;
    for (size_t i = 0; i < m.n_threats; i++)
        if (m.threats[i].frequency.a > 10 || m.threats[i].frequency.b > 10)
            return 0;
    if (risk_engine_new(o, &e, &f) != OK || risk_engine_run(e, &m, &r, &f) != OK)
        return 0;
    struct buf b cleanup(buf_free) = buf_new(1 << 22);
    risk_result_write(&b, r);
    return 0;
}
