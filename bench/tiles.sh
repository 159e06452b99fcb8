#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Tiles of the made-up city by Gridward, Mapnik and MapServer, side by side: prints Markdown tables.
# Peers that are not installed are left out.
#
#   tiles.sh [--quick] [--rounds N] [--seconds N] [--only TEXT] [--dump DIR]
#
# --seconds is the most for one line of a round. --only takes what the programs' --only takes, such
# as "palette/labels/12". --dump writes sample tiles of every setting to DIR instead. BUILD names
# the folder to build in, CSV a file for the raw lines.
set -eu
export LC_ALL=C
only="" dump="" rounds=3 seconds=4
while [ $# -gt 0 ]; do
	case $1 in
	--quick) rounds=1 seconds=1 ;;
	--rounds) rounds=$2 && shift ;;
	--seconds) seconds=$2 && shift ;;
	--only) only=$2 && shift ;;
	--dump) mkdir -p "$2" && dump=$(realpath "$2") && shift ;;
	*) sed -n 's/^#  *tiles.sh/usage: tiles.sh/p' "$0" >&2 && exit 2 ;;
	esac
	shift
done
cd "$(dirname "$0")/.."

build=${BUILD:-build-bench}
[ -d "$build" ] || meson setup "$build" -Dbench=true --buildtype=release >/dev/null
programs=()
for name in bench-tiles bench-tiles-mapserver bench-tiles-mapnik; do
	if ninja -C "$build" -t targets all | grep -q "^bench/$name:"; then
		programs+=("$name")
	else
		echo "$name: left out, its engine is not installed" >&2
	fi
done
ninja --quiet -C "$build" bench/bench-tile-files "${programs[@]/#/bench/}" >&2

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# The layer as each peer likes it best: in metres, indexed, its table no wider than needed.
# layer NAME COLUMNS
layer() {
	"$build/bench/bench-tile-files" "$1" city-3905 "$dir/$1.geojson"
	ogr2ogr -q -t_srs EPSG:3857 -dialect OGRSQL -sql "SELECT $2 FROM $1" \
		"$dir/$1.shp" "$dir/$1.geojson"
	ogr2ogr -q -t_srs EPSG:3857 -f SQLite -dsco SPATIALITE=YES "$dir/$1.sqlite" "$dir/$1.geojson"
	! command -v shapeindex >/dev/null || shapeindex "$dir/$1.shp" >/dev/null 2>&1
	! command -v shptree >/dev/null || shptree "$dir/$1.shp" >/dev/null 2>&1
}
code="CAST(code AS CHARACTER(6)) AS code"
layer cells "CAST(class AS INTEGER(1)) AS class"
layer borders "CAST(id AS INTEGER(5)) AS id"
layer labels "$code"
python3 bench/tile_palette.py >"$dir/palette.txt"
"$build/bench/bench-tile-files" tiles city-3905 "$dir/tiles.txt" 9 12 15

# run PROGRAM OPTION...
run() {
	local program=$1 data=$dir
	shift
	[ "$program" != bench-tiles ] || data=city-3905
	"$build/bench/$program" --data "$data" --tiles "$dir/tiles.txt" --only "$only" "$@"
}

if [ -n "$dump" ]; then
	for program in "${programs[@]}"; do
		run "$program" --dump "$dump"
	done
	exit 0
fi
head=--head
for ((round = 0; round < rounds; round++)); do
	for program in "${programs[@]}"; do
		run "$program" --seconds "$seconds" $head
		head=
	done
done | tee "${CSV:-/dev/null}" >"$dir/tiles.csv"
lscpu | sed -n 's/^Model name: */CPU: /p'
echo "Processors: $(nproc); load $(cut -d' ' -f1 /proc/loadavg); rounds: $rounds"
python3 bench/tile_table.py "$dir/tiles.csv"
