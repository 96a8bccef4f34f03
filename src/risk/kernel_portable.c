/* The kernel in portable C: two lanes, which any compiler can turn into what the machine has. */
#define VBYTES 16
#if defined(__SSE2__)
#include <emmintrin.h>
#define LESSER(a, b) ((D)_mm_min_pd((__m128d)(a), (__m128d)(b)))
#define GREATER(a, b) ((D)_mm_max_pd((__m128d)(a), (__m128d)(b)))
#define MUL32(a, b) ((V)_mm_mul_epu32((__m128i)(a), (__m128i)(b))) /* every x86-64 has it; compilers do not find it by themselves */
#else
#define MUL32(a, b) (((a) & 0xffffffffu) * ((b) & 0xffffffffu))
#endif
#define GATHER(base, index) ((D){ (base)[(index)[0]], (base)[(index)[1]] })
#define MOVEMASK(v) ((v)[0] >> 63 | (v)[1] >> 63 << 1)
#define ANY(v) (((v)[0] | (v)[1]) != 0)
#define KERNEL kernel_portable
#define KERNEL_ISA ISA_PORTABLE
#include "risk/kernel_body.h"
