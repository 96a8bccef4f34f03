/* Style, scripts and icons, part of the program. Made by tool/asset.py; served by authn/serve.h at /ui/VERSION/NAME. */
#ifndef PAGE_ASSET_H
#define PAGE_ASSET_H

#include "authn/serve.h"

extern const struct site_file assets[]; /* sorted by name */
extern const size_t assets_n;
extern const char asset_version[]; /* a hash of all of them */

#endif
