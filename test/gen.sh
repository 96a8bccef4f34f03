#!/bin/sh
# test/gen.sh SAMSYN: gen/ is what the program derives from its tables today. When it is not: `SAMSYN gen gen`, and read the difference.
set -eu
cd "$(dirname "$0")/.."
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
"$1" gen "$made"
diff -ru gen "$made" | head -100
[ -z "$(diff -rq gen "$made")" ]
