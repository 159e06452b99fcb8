#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A throwaway PostgreSQL cluster with PostGIS for bench-locate. Prints the directory of its Unix
# socket and lives until standard input ends, so it cannot outlive the one who started it.
# Exit 3: not installed.
set -eu

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
if [ ! -x "$bin/initdb" ] || ! ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1
then
	exit 3
fi
trap '' PIPE # the end of standard input alone says when
dir=$(mktemp -d)
as=()
if [ "$(id -u)" = 0 ]; then
	chown postgres "$dir"
	as=(runuser -u postgres --)
fi
cd "$dir"

stop() {
	"${as[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
	cd /
	rm -rf "$dir"
}
trap stop EXIT

"${as[@]}" "$bin/initdb" -D "$dir/data" -A trust -U postgres -N >"$dir/log" 2>&1
# Nothing is to survive, and one query is to use one processor; the memory is ample for the cells.
cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_parallel_workers_per_gather = 0
jit = off
shared_buffers = 1GB
work_mem = 256MB
maintenance_work_mem = 512MB
max_wal_size = 4GB
CONF
"${as[@]}" "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/log" -w start >/dev/null 2>&1 </dev/null
echo "$dir"
cat >/dev/null
