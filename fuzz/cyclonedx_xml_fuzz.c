/* Any bytes: cyclonedx_read_xml gives an inventory or one fault with a text, and never both none. */
#include <stdlib.h>

#include "base/buf.h"
#include "feed/inventory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct inventory inv cleanup(inventory_free) = inventory_new((size_t)256 << 20);
    struct fault f = { 0 };
    enum err e = cyclonedx_read_xml((struct str){ (const char *)data, size }, &inv, &f);
    if ((e == OK) != (f.text == NULL) || (e != OK && f.code != e))
        abort();
    struct buf b cleanup(buf_free) = buf_new((size_t)64 << 20);
    for (size_t i = 0; i < inv.n; i++)
        component_put_json(&b, &inv.items[i]);
    if (!b.failed && !utf8_valid(buf_str(&b)))
        abort();
    return 0;
}
