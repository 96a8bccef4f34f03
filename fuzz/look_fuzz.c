/* Any bytes as what a puller looks through: lines of a word and a value, or a fault. The first byte chooses the document. */
#include <stdlib.h>

#include "base/buf.h"
#include "feed/look.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const words[] = { "nvd-page", "cve-delta", "csaf-provider", "csaf-changes", "csaf-rolie" };
    if (size < 1)
        return 0;
    struct buf b cleanup(buf_free) = buf_new((size_t)64 << 20);
    struct fault f = { 0 };
    enum err e = look(str(words[data[0] % LEN(words)]), data[0] & 128 ? S("2026-01-01T00:00:00Z") : S(""),
                      (struct str){ (const char *)data + 1, size - 1 }, &b, &f);
    if ((e == OK) != (f.text == NULL))
        abort();
    for (struct str rest = buf_str(&b); e == OK && rest.n;) {
        struct str value = str_cut(&rest, '\n'), word = str_cut(&value, ' ');
        if (word.n == 0 || value.n == 0 || str_find(value, S(" "), 0) != SIZE_MAX)
            abort();
    }
    return 0;
}
