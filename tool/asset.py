#!/usr/bin/env python3
"""What the browser fetches beside the pages, as one C file: style, scripts, icons.

    asset.py --out OUT.c --node node_modules ui/style/*.css ui/script/*.js ui/icon/*.svg

The style sheet is one file: the parts of @digdir/designsystemet-css that the pages use, then ui/style/theme.css and samsyn.css.
Its data: images become files of their own, so that the page's policy can say img-src 'self'. Every file is also packed with
gzip. Addresses carry a hash of all of it, so a browser may keep them for ever."""

import argparse
import gzip
import hashlib
import os
import re
import sys
import urllib.parse

BASE = ["base"]
COMPONENTS = ["alert", "badge", "breadcrumbs", "button", "card", "details", "error-summary", "field", "fieldset", "heading", "input", "label", "link",
              "list", "paragraph", "skip-link", "table", "tag", "validation-message"]
TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def style(node, own):
    """The style sheet, and the images taken out of it."""
    package = os.path.join(node, "@digdir", "designsystemet-css", "dist")
    if not os.path.isdir(package):
        sys.exit("%s is missing: run npm ci in the project's root first" % package)
    text = "@layer ds.theme, ds.base, ds.components, samsyn;\n" + read(os.path.join(package, "theme", "designsystemet.css")) + "\n"
    for name in BASE:
        text += "@layer ds.base{%s}\n" % read(os.path.join(package, "src", name + ".css"))
    for name in COMPONENTS:
        text += "@layer ds.components{%s}\n" % read(os.path.join(package, "src", name + ".css"))
    images = {}

    def take_out(m):
        svg = urllib.parse.unquote(m[2])
        name = "ds-%s.svg" % hashlib.sha256(svg.encode()).hexdigest()[:8]
        images[name] = svg.encode()
        return 'url("%s")' % name

    text = re.sub(r"url\(([\"'])data:image/svg\+xml;charset=utf-8,(.*?)\1\)", take_out, text)
    if "data:" in text:
        sys.exit("a data: address is left in the style sheet")
    for path in own:
        text += read(path) + "\n"
    return text.encode(), images


def array(name, data):
    lines = [",".join(str(b) for b in data[i:i + 40]) for i in range(0, len(data), 40)]
    return "static const unsigned char %s[] = {\n%s\n};\n" % (name, ",\n".join(lines) if data else "0")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--out", required=True)
    options.add_argument("--node", required=True)
    options.add_argument("files", nargs="+")
    given = options.parse_args()
    sheets = [f for f in given.files if f.endswith(".css")]
    files = {}
    files["samsyn.css"], images = style(given.node, sheets)
    files.update(images)
    for path in given.files:
        if not path.endswith(".css"):
            files[os.path.basename(path)] = read(path).encode()
    version = hashlib.sha256(b"".join(n.encode() + b"\0" + d + b"\0" for n, d in sorted(files.items()))).hexdigest()[:12]
    with open(given.out, "w", encoding="ascii") as out:
        out.write("/* Made from ui/ and node_modules by tool/asset.py. */\n#include \"page/asset.h\"\n\n")
        rows = []
        for i, (name, data) in enumerate(sorted(files.items())):
            packed = gzip.compress(data, 9, mtime=0)
            out.write(array("plain_%d" % i, data) + array("packed_%d" % i, packed))
            rows.append('    { "%s", "%s", plain_%d, %d, packed_%d, %d },\n' % (name, TYPES[name.rsplit(".", 1)[1]], i, len(data), i, len(packed)))
        out.write('\nconst char asset_version[] = "%s";\nconst struct site_file assets[] = {\n%s};\nconst size_t assets_n = %d;\n'
                  % (version, "".join(rows), len(rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
