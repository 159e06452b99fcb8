#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Builds the release into build-bench/ and prints the figures of README.md: bench-locate with its
# peers, then the program from end to end on the made-up city. Arguments go to bench-locate.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."

points=${POINTS:-5000000}     # for the raw format
csv_points=${CSV_POINTS:-1000000}
repeats=5
build=build-bench

[ -d "$build" ] || meson setup "$build" -Dbench=true --buildtype=release >/dev/null
ninja -C "$build" >/dev/null
locate=$(find "$build" -type f -name bench-locate -perm -u+x)
ninja -C "$build" bench/bench-tile-files >/dev/null
files=$build/bench/bench-tile-files
generate=$(find "$build" -type f -name bench-generate -perm -u+x)
gridward=$(find "$build" -type f -name gridward -perm -u+x)

lscpu | sed -n 's/^Model name: */CPU: /p'
echo "Processors: $(nproc); load $(cut -d' ' -f1 /proc/loadavg)"
demo=()
[ ! -f data/demo/grids.geojson ] || demo=(--demo data/demo/grids.geojson)
"$locate" "${demo[@]}" "$@"

if [ -z "$gridward" ]; then
	echo "gridward: not built, so no figures from end to end"
	exit 0
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# Runs a command `repeats` times and prints its name, the median in ms, and rows a second.
# measure NAME ROWS COMMAND...
measure() {
	local name=$1 rows=$2 times=() i start end us
	shift 2
	for ((i = 0; i < repeats; i++)); do
		start=${EPOCHREALTIME/./}
		"$@"
		end=${EPOCHREALTIME/./}
		times+=($((end - start)))
	done
	us=$(printf '%s\n' "${times[@]}" | sort -n | sed -n "$((repeats / 2 + 1))p")
	awk -v name="$name" -v rows="$rows" -v us="$us" 'BEGIN {
		printf "%-28s %9d rows %10.1f ms %12.0f rows/s\n",
			name, rows, us / 1e3, rows / us * 1e6
	}'
}

import_cells() {
	rm -f "$dir/city.db"
	"$gridward" init "$dir/city.db"
	"$gridward" import cells "$dir/city.db" "$dir/city.geojson" \
		--scheme bench --level grid --code code --name name --crs wgs84 >/dev/null
}

locate_f64() {
	"$gridward" locate "$dir/city.db" --crs wgs84 --format f64 <"$dir/$1.f64" >"$dir/$1.codes"
}

locate_csv() {
	"$gridward" locate "$dir/city.db" --crs wgs84 <"$1" >"$1.out"
}

"$generate" city-3905 "$dir/city.geojson"
for set in uniform walk; do
	"$generate" --points "$set" city-3905 "$points" "$dir/$set.f64"
	"$generate" --points "$set" city-3905 "$csv_points" "$dir/$set.csv"
done
head -2 "$dir/walk.csv" >"$dir/one.csv"

measure "init + import cells" 3905 import_cells
measure "first lookup after opening" 1 locate_csv "$dir/one.csv"
for set in uniform walk; do
	measure "locate --format f64, $set" "$points" locate_f64 "$set"
	measure "locate CSV, $set" "$csv_points" locate_csv "$dir/$set.csv"
done

sheet() {
	"$gridward" map "$dir/graded.db" 2026-10 --show safety --paper A3 --dpi 300 -o "$dir/sheet.$1"
}

"$files" cells city-3905 "$dir/graded.geojson"
"$gridward" init "$dir/graded.db"
"$gridward" import cells "$dir/graded.db" "$dir/graded.geojson" \
	--scheme bench --level grid --code code --grade class --crs wgs84 >/dev/null
for suffix in png pdf svg; do
	measure "sheet, A3 300 dpi, $suffix" 3905 sheet "$suffix"
done

# The same points as CSV and as doubles have the same cells, or one of the two ways is wrong.
for set in uniform walk; do
	head -n "$csv_points" "$dir/$set.codes" >"$dir/expected"
	python3 -c 'import csv, sys
for row in csv.DictReader(sys.stdin):
	print(row["cell"])' <"$dir/$set.csv.out" | cmp - "$dir/expected"
done
