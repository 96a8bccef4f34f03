#!/bin/sh
# test/gen.sh SAMSYN: gen/ is what the program derives from its tables today, and requirements.md what the tests say of themselves. When it is not:
# `SAMSYN gen gen`, `tool/requirements.py > gen/requirements.md`, and read the difference.
set -eu
cd "$(dirname "$0")/.."
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
"$1" gen "$made"
/usr/bin/python3 tool/requirements.py > "$made/requirements.md"
diff -ru gen "$made" | head -100
[ -z "$(diff -rq gen "$made")" ]
