/* The kernel for AVX-512 (F, DQ). Compiled with flags of its own; entered only when the processor has them. */
#include <immintrin.h>

#define VBYTES 64
#define MUL32(a, b) ((V)_mm512_mul_epu32((__m512i)(a), (__m512i)(b)))
#define GATHER(base, index) ((D)_mm512_i64gather_pd((__m512i)(index), (base), 8))
#define MOVEMASK(v) ((uint64_t)_mm512_movepi64_mask((__m512i)(v)))
#define ANY(v) (_mm512_test_epi64_mask((__m512i)(v), (__m512i)(v)) != 0)
#define MUL64(a, b) ((V)_mm512_mullo_epi64((__m512i)(a), (__m512i)(b)))
#define CHOOSE_OPEN(u, r, one) ((V)_mm512_ternarylogic_epi64((__m512i)(u), (__m512i)(r), (__m512i)(one), 0x20))
#define CHOOSE_REST(u, r, one) ((V)_mm512_ternarylogic_epi64((__m512i)(u), (__m512i)(r), (__m512i)(one), 0x90))
#define STEP_OF(index) ((D)_mm512_permutex2var_pd(_mm512_loadu_pd(rn_exp_table), (__m512i)(index), _mm512_loadu_pd(rn_exp_table + 8)))
#define LESSER(a, b) ((D)_mm512_min_pd((__m512d)(a), (__m512d)(b)))
#define GREATER(a, b) ((D)_mm512_max_pd((__m512d)(a), (__m512d)(b)))
#define KERNEL kernel_avx512
#define KERNEL_ISA ISA_AVX512
#include "risk/kernel_body.h"
