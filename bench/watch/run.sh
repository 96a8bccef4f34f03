#!/bin/sh
# bench/watch/run.sh [DIRECTORY]: one run of everything, from a build with -Dbench=true in build/. The reference takes a sample, and what
# it finds must be what samsyn finds.
set -eu
cd "$(dirname "$0")/../.."
work=${1:-$(mktemp -d)}
python3 bench/watch/generate.py "$work/whole"
python3 bench/watch/generate.py "$work/sample" --cves 2000 --components 500 --seed 2
build/bench/watch_bench "$work/whole"
echo
start=$(date +%s.%N)
build/samsyn vuln match --nvd "$work/sample/nvd.json" --inventory "csv:$work/sample/inventory.csv" >"$work/samsyn.jsonl"
end=$(date +%s.%N)
python3 - "$work/samsyn.jsonl" >"$work/samsyn.txt" <<'P'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
for r in sorted(rows, key=lambda r: (r["component"], r["cve"])):
    print(r["component"], r["cve"], r["verdict"], r["rule"])
P
python3 bench/watch/reference.py "$work/sample/nvd.json" "$work/sample/inventory.csv" >"$work/reference.txt"
python3 -c "import sys; print('samsyn on the same sample, reading included: %.2f s' % (float(sys.argv[2]) - float(sys.argv[1])))" "$start" "$end"
cmp "$work/samsyn.txt" "$work/reference.txt"
echo "the same $(wc -l <"$work/reference.txt") findings"
