#!/bin/sh
# Installs what is missing: tool/install.sh run|check|bench. Debian packages from `dependencies`, npm packages by the lock file.
# Says nothing when nothing is missing.
set -eu
cd "$(dirname "$0")/.."
case "${1:-}" in run) kinds='run' ;; check) kinds='run|check' ;; bench) kinds='run|check|bench' ;; *) echo "usage: $0 run|check|bench" >&2; exit 2 ;; esac

wanted=$(awk -v kinds="^($kinds)$" '$1 ~ kinds { print $2 }' dependencies)
missing=""
have=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' $wanted 2>/dev/null | sed -n 's/^ii *//p')
for package in $wanted; do
    printf '%s\n' "$have" | grep -qx "$package" || missing="$missing $package"
done
if command -v node >/dev/null && command -v npm >/dev/null; then # a Node.js from elsewhere serves as well
    missing=$(printf '%s\n' $missing | grep -vxE 'nodejs|npm' | tr '\n' ' ' || true)
fi
if [ -n "$(printf '%s' "$missing" | tr -d ' ')" ]; then
    sudo=""
    if [ "$(id -u)" != 0 ]; then
        sudo="sudo"
        command -v sudo >/dev/null || { echo "Paket saknas, och sudo finns inte. Kör först som root: $PWD/tool/install.sh $1" >&2; exit 1; }
    fi
    echo "Installerar:" $missing
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

if [ -f package-lock.json ] && ! cmp -s package-lock.json node_modules/.installed 2>/dev/null; then
    echo "Hämtar npm-paket enligt package-lock.json"
    npm ci --silent --no-audit --no-fund --ignore-scripts
    cp package-lock.json node_modules/.installed
fi
