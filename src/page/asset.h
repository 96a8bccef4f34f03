/* Style, scripts and icons, part of the program. Made by tool/asset.py; served at /ui/VERSION/NAME. */
#ifndef PAGE_ASSET_H
#define PAGE_ASSET_H

#include <stddef.h>

struct asset {
    const char *name, *type;
    const unsigned char *plain;
    size_t plain_n;
    const unsigned char *packed; /* gzip */
    size_t packed_n;
};

extern const struct asset assets[]; /* sorted by name */
extern const size_t assets_n;
extern const char asset_version[]; /* a hash of all of them */

#endif
