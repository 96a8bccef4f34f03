/* The kernel for AVX2. Compiled with flags of its own; entered only when the processor has it. */
#include <immintrin.h>

#define VBYTES 32
#define MUL32(a, b) ((V)_mm256_mul_epu32((__m256i)(a), (__m256i)(b)))
#define GATHER(base, index) ((D)_mm256_i64gather_pd((base), (__m256i)(index), 8))
#define MOVEMASK(v) ((uint64_t)(unsigned)_mm256_movemask_pd((__m256d)(v)))
#define ANY(v) (!_mm256_testz_si256((__m256i)(v), (__m256i)(v)))
#define LESSER(a, b) ((D)_mm256_min_pd((__m256d)(a), (__m256d)(b)))
#define GREATER(a, b) ((D)_mm256_max_pd((__m256d)(a), (__m256d)(b)))
#define KERNEL kernel_avx2
#define KERNEL_ISA ISA_AVX2
#include "risk/kernel_body.h"
