/* Any bytes as a file of this feed. */
#include "records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    records_fuzz("cve5", data, size);
    return 0;
}
