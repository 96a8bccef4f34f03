#!/bin/sh
# tool/fuzz.sh SECONDS [NAME …]: runs every fuzz target (or those named) for that long each (risk_model for 20 s at least), two at a time. Findings stay in build/fuzz/found/.
# Prints "N passed, N failed".
set -u
cd "$(dirname "$0")/.."
seconds=${1:?seconds}; shift
[ -f build/fuzz/build.ninja ] || CC=clang meson setup build/fuzz -Dfuzz=true -Dtests=false -Db_sanitize=address,undefined -Dbuildtype=debugoptimized \
    -Dc_args=-fsanitize=fuzzer-no-link >/dev/null || exit 1
ninja -C build/fuzz >/dev/null || exit 1
mkdir -p build/fuzz/found
[ $# -gt 0 ] || set -- $(ls fuzz/*_fuzz.c | xargs -n1 basename | sed 's/_fuzz\.c$//')

one() {
    name=$1
    [ "$name" != risk_model ] || [ "$seconds" -ge 20 ] || seconds=20 # its engine runs with it
    mkdir -p "build/fuzz/corpus/$name"
    seed="fuzz/corpus/$name"; [ -d "$seed" ] || seed=""
    if "build/fuzz/fuzz/${name}_fuzz" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -artifact_prefix="build/fuzz/found/$name-" \
        "build/fuzz/corpus/$name" $seed >"build/fuzz/$name.log" 2>&1; then
        echo "ok $name: $(grep -aoE 'Done [0-9]+ runs' "build/fuzz/$name.log" | tail -1)"
    else
        echo "failed $name"; tail -25 "build/fuzz/$name.log"
    fi
}
if [ "${FUZZ_ONE:-}" ]; then one "$FUZZ_ONE"; exit 0; fi
results=$(printf '%s\n' "$@" | xargs -P 2 -I NAME env FUZZ_ONE=NAME "$0" "$seconds")
printf '%s\n' "$results"
failed=$(printf '%s\n' "$results" | grep -c '^failed ')
passed=$(printf '%s\n' "$results" | grep -c '^ok ')
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
