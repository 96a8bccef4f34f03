#!/bin/sh
# A PostgreSQL of its own for the tests: a cluster in a temporary folder, reached by a Unix socket only, run by an
# unprivileged user, with a role that owns the tables and one that the program runs as.
#
#   eval "$(test/postgres.sh start)"     sets SAMSYN_TEST_POSTGRES, SAMSYN_TEST_POSTGRES_OWNER and SAMSYN_TEST_POSTGRES_DIR
#   test/postgres.sh stop DIR            stops it and removes the folder
#   test/postgres.sh with COMMAND …      start, run, stop; the exit status is the command's
set -eu

bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)

as_server() { # the server refuses to run as root
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=postgres --regid=postgres --clear-groups "$@"
    else
        "$@"
    fi
}

start() {
    dir=$(mktemp -d /tmp/samsyn-pg-XXXXXX)
    chmod 755 "$dir"
    mkdir "$dir/data" "$dir/socket"
    chmod 777 "$dir/socket"
    if [ "$(id -u)" = 0 ]; then chown postgres: "$dir/data" "$dir/socket"; fi
    cd "$dir"
    as_server "$bin/initdb" -D "$dir/data" -U super -A trust -E UTF8 --locale=C.UTF-8 > "$dir/log" 2>&1
    # The suite asks what is right, not what survives a power cut; a measurement sets SAMSYN_TEST_FSYNC=on. A statement is asked a few times only on
    # each connection: one plan for all its values spares four fifths of the planning, which was most of the suite's time.
    as_server "$bin/pg_ctl" -D "$dir/data" -w -t 30 -l "$dir/data/server.log" \
        -o "-c listen_addresses='' -c unix_socket_directories='$dir/socket' -c max_connections=60 -c fsync=${SAMSYN_TEST_FSYNC:-off} -c full_page_writes=${SAMSYN_TEST_FSYNC:-off} -c shared_buffers=64MB \
            -c plan_cache_mode=${SAMSYN_TEST_PLANS:-force_generic_plan}" start >> "$dir/log" 2>&1
    psql -q -h "$dir/socket" -U super -d postgres -v ON_ERROR_STOP=1 >> "$dir/log" 2>&1 <<SQL
CREATE ROLE samsyn_owner LOGIN;
CREATE ROLE samsyn LOGIN;
CREATE ROLE samsyn_bypass LOGIN BYPASSRLS;
CREATE DATABASE samsyn OWNER samsyn_owner;
SQL
    psql -q -h "$dir/socket" -U super -d samsyn -v ON_ERROR_STOP=1 -c 'ALTER SCHEMA public OWNER TO samsyn_owner' >> "$dir/log" 2>&1
    host=$(printf %s "$dir/socket" | sed 's|/|%2F|g')
    echo "export SAMSYN_TEST_POSTGRES='postgresql://samsyn@$host/samsyn'"
    echo "export SAMSYN_TEST_POSTGRES_OWNER='postgresql://samsyn_owner@$host/samsyn'"
    echo "export SAMSYN_TEST_POSTGRES_DIR='$dir'"
}

stop() {
    case $1 in /tmp/samsyn-pg-*) ;; *) echo "postgres.sh: not a folder of mine: $1" >&2; exit 2 ;; esac
    cd /
    as_server "$bin/pg_ctl" -D "$1/data" -m immediate -w stop > /dev/null 2>&1 || true
    rm -rf "$1"
}

case ${1:-} in
start) start ;;
stop) stop "$2" ;;
with)
    shift
    here=$PWD
    lines=$(start)
    eval "$lines"
    trap 'stop "$SAMSYN_TEST_POSTGRES_DIR"' EXIT
    trap 'exit 130' INT TERM
    cd "$here"
    "$@"
    ;;
*) sed -n '2,9p' "$0" >&2; exit 2 ;;
esac
