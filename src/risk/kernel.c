#include "risk/kernel.h"

#if defined(__x86_64__)
#define HAS(set) __builtin_cpu_supports(set)
#else
#define HAS(set) 0
#endif

enum risk_isa risk_isa_have(enum risk_isa want)
{
    bool avx512 = HAS("avx512f") && HAS("avx512dq"), avx2 = HAS("avx2");
    if ((want == ISA_BEST || want == ISA_AVX512) && avx512)
        return ISA_AVX512;
    return want != ISA_PORTABLE && avx2 ? ISA_AVX2 : ISA_PORTABLE;
}

const char *risk_isa_name(enum risk_isa isa)
{
    return isa == ISA_AVX512 ? "avx512" : isa == ISA_AVX2 ? "avx2" : isa == ISA_PORTABLE ? "portable" : "best";
}

const struct kernel *kernel_for(enum risk_isa isa)
{
#if defined(__x86_64__)
    if (isa == ISA_AVX512)
        return &kernel_avx512;
    if (isa == ISA_AVX2)
        return &kernel_avx2;
#endif
    (void)isa;
    return &kernel_portable;
}
