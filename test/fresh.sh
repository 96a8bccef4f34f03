#!/bin/sh
# The newcomer's way, measured: a fresh Debian 12 with git and ca-certificates, a clone of what is committed here, and there ./run, ./run again,
# ./run --empty and ./check. Needs root, mmdebstrap and the network (Debian's mirror as apt on this machine uses it, npm's registry likewise);
# no part of ./check.
#
#   test/fresh.sh [--root] [--no-check] [--keep] [BESIDE …]
#   test/fresh.sh --again DIR COMMAND …
#     --root       everything as root; otherwise a new user with sudo does it (sudo is then the third package of the tree)
#     --no-check   only ./run
#     --keep       leaves the tree behind and says where
#     --again DIR  in a tree that --keep left: what is committed here now, and there COMMAND as the same user (tool/check.py unit, ./run, sh -i)
#     BESIDE       folders that are to stand beside the project, such as ../shared
#
# The tree gets namespaces of its own for mounts and processes: when the script ends, however it ends, they are gone.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)

if [ "${1:-}" = --inside ]; then # in the tree, as its first process
    trap 'exit 130' INT TERM
    who=$2 check=$3
    shift 3
    project=/srv/newcomer/samsyn
    home=$(dirname "$project")
    path=/usr/local/bin:/usr/bin:/bin # what Debian gives people who are not root
    if [ "$who" = root ]; then path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; fi
    become() { # never returns
        # $FRESH_KEEP: the names and values that lead to the npm registry, as on the machine outside
        exec env -i HOME="$home" USER="$who" LOGNAME="$who" PATH="$path" TERM=dumb ${FRESH_KEEP:-} \
            setpriv --reuid="$who" --regid="$who" --init-groups "$@"
    }
    cd "$project"
    if [ $# -gt 0 ]; then
        (become "$@") || exit $?
        exit 0
    fi
    mkfifo /tmp/says
    now() { date +%s%N; }
    ticks() { awk '{ sub(/.*\) /, ""); print $14 + $15 }' /proc/1/stat; } # of every process that has ended in the tree: all are this one's children at last
    failed=0
    run() { # what to call it, the options of ./run; sets $pid and $address once it answers
        started=$(now)
        name=$1
        shift
        become ./run "$@" --port 0 >/tmp/says 2>/tmp/complains &
        pid=$!
        address=""
        : >/tmp/said
        exec 3</tmp/says
        while [ -z "$address" ] && read -r line <&3; do
            printf '%s\n' "$line" >>/tmp/said
            address=$(printf '%s' "$line" | grep -o 'http://[^ ]*:[0-9]*/' || true)
        done
        if [ -z "$address" ]; then
            echo "$name: does not start"
            cat /tmp/said /tmp/complains
            failed=1
            exec 3<&-
            return 1
        fi
        printf '%s: answers after %s s\n' "$name" "$(awk -v a="$started" -v b="$(now)" 'BEGIN { printf "%.1f", (b - a) / 1e9 }')"
    }
    stop() {
        kill -TERM "$pid" 2>/dev/null || true # it may be dead already, and then has a status to tell
        wait "$pid" || { echo "the server ends with status $?"; tail -n 20 /tmp/said /tmp/complains; failed=1; }
        exec 3<&-
    }
    visit() { (become python3 test/fresh_visit.py "$address" "$@") || failed=1; }
    if run "./run, first time"; then
        account=$(awk '$1 == "samordnare" { print $2 }' /tmp/said)
        visit samordnare "$account"
        stop
    fi
    if run "./run, second time"; then
        visit samordnare "$account"
        stop
    fi
    if run "./run --empty" --empty; then
        read -r line <&3
        address=$(printf '%s' "$line" | grep -o 'http://[^ ]*kom-igang[^ ]*')
        visit
        stop
    fi
    if [ "$check" = 1 ]; then
        started=$(now)
        spent=$(ticks)
        (become ./check) >check.out 2>&1 || failed=1
        grep -vE '^ok ' check.out | tail -n 60
        printf './check: %s s, of the processors %s s (load of the machine %s); last line: %s\n' "$((($(now) - started) / 1000000000))" \
            "$((($(ticks) - spent) / $(getconf CLK_TCK)))" "$(cut -d' ' -f1-3 /proc/loadavg)" "$(tail -n 1 check.out)"
    fi
    exit "$failed"
fi

who=newcomer packages=git,ca-certificates,sudo check=1 keep=0 again=""
while :; do
    case ${1:-} in
    --root) who=root packages=git,ca-certificates ;;
    --no-check) check=0 ;;
    --keep) keep=1 ;;
    --again) again=${2:-}; shift; [ -d "$again/tree" ] || { echo "test/fresh.sh: no tree that --keep left: $again" >&2; exit 2; } ;;
    -*) sed -n '2,15p' "$0" >&2; exit 2 ;;
    *) break ;;
    esac
    shift
done
[ "$(id -u)" = 0 ] || { echo "test/fresh.sh: needs root, to make and enter the tree" >&2; exit 2; }

# Names, certificates and the npm registry as on this machine.
FRESH_KEEP="NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt"
for name in http_proxy https_proxy no_proxy; do
    value=$(printenv "$name" || true)
    [ -z "$value" ] || FRESH_KEEP="$FRESH_KEEP $name=$value"
done
if command -v npm >/dev/null; then
    FRESH_KEEP="$FRESH_KEEP npm_config_registry=$(cd / && npm config get registry 2>/dev/null)"
fi
export FRESH_KEEP

as_outside() { # $tree
    cp /etc/resolv.conf /etc/hosts "$tree/etc/"
    cp /etc/ssl/certs/ca-certificates.crt "$tree/etc/ssl/certs/"
    cp "$here/test/fresh.sh" "$tree/fresh.new"
    mv "$tree/fresh.new" "$tree/fresh.sh" # a shell may be reading the old one
}

mount_and_enter='
mount --bind "$1" "$1"
mount --rbind /dev "$1/dev"
mount -t tmpfs tmpfs "$1/dev/shm"
mount -t tmpfs tmpfs "$1/tmp"
mount -t sysfs sysfs "$1/sys"
mount -t proc proc "$1/proc"
chmod 1777 "$1/dev/shm" "$1/tmp"
cd "$1"
mkdir -p old
pivot_root . old
shift
exec chroot . sh -c "umount -l /old; rmdir /old; exec sh /fresh.sh --inside \"\$@\"" sh "$@"'
enter() { # the words behind --inside
    status=0
    unshare --mount --pid --fork --kill-child sh -eu -c "$mount_and_enter" sh "$tree" "$@" || status=$?
    exit "$status"
}

if [ -n "$again" ]; then
    tree=$(cd "$again" && pwd)/tree
    as_outside
    home=$tree/srv/newcomer
    if [ "$(stat -c %u "$home/samsyn")" = 0 ]; then who=root; fi
    git -c safe.directory="$home/samsyn" -C "$home/samsyn" pull --quiet --ff-only "$here" HEAD
    chown -R --reference="$home/samsyn" "$home/samsyn"
    enter "$who" 0 "$@"
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/samsyn-fresh-XXXXXX")
chmod 755 "$work"
tree=$work/tree
finish() { if [ "$keep" = 1 ]; then echo "left: $work"; else rm -rf --one-file-system "$work"; fi; }
trap finish EXIT
trap 'exit 130' INT TERM

# The mirror: what apt here has, whatever that is.
apt-config dump Acquire | grep -v '""' >"$work/apt.conf"
set -- "$@" --
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [ ! -s "$list" ] || set -- "$@" "$list"
done
beside=""
while [ "$1" != -- ]; do beside="$beside $(cd "$1" && pwd)"; shift; done
shift
started=$(date +%s)
mmdebstrap --quiet --mode=root --variant=minbase --include="$packages" --aptopt="$work/apt.conf" bookworm "$tree" "$@"
echo "the tree ($packages): $(($(date +%s) - started)) s, $(du -sm "$tree" | cut -f1) MB"

as_outside
home=$tree/srv/newcomer
chroot "$tree" useradd --create-home --home-dir /srv/newcomer --shell /bin/sh newcomer
if [ "$who" != root ]; then echo "$who ALL=(ALL) NOPASSWD: ALL" >"$tree/etc/sudoers.d/newcomer"; fi
git clone --quiet --no-hardlinks "$here" "$home/samsyn"
for folder in $beside; do cp -r "$folder" "$home/"; done
chroot "$tree" chown -R "$who:" /srv/newcomer

enter "$who" "$check"
