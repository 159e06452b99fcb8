#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Builds Gridward, imports the demo city, assigns its 20,000 reports, draws its maps into demo-city/,
# publishes a month and serves it all; a report comes in. Installs the Debian packages it needs when run as root or with sudo.
# Usage: scripts/demo.sh [--no-serve]
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh

serve=true
case "${1:-}" in
"") ;;
--no-serve) serve=false ;;
*)
	sed -n '3,5s/^# //p' "$0"
	exit 2
	;;
esac

# shellcheck disable=SC2086 # a list of names
need_packages $build_packages
echo "Building; this takes a minute or two the first time."
setup build --buildtype=release -Dtests=false
gridward=build/src/cli/gridward

rm -rf demo-city
"$gridward" demo demo-city
echo
echo "Is the grid seamless?"
"$gridward" check demo-city/demo.db
echo
echo "Which cell holds a point? (GCJ-02, as phones in China report it)"
printf 'lon,lat\n120.8560000,40.7050000\n' | "$gridward" locate demo-city/demo.db --crs gcj02
echo
ls -1 demo-city/*.png demo-city/*.pdf demo-city/*.svg
echo
for scheme in governance police; do
	"$gridward" publish demo-city/demo.db 2026-10 --scheme "$scheme"
done

# On a desktop the first map opens, and the server stays until Ctrl-C; elsewhere it answers once.
if $serve && [ -t 1 ]; then
	[ -z "${DISPLAY:-}" ] || xdg-open demo-city/safety-beat.png 2>/dev/null || true
	echo
	exec "$gridward" serve demo-city/demo.db --rules data/rules/deadlines.json
fi
coproc "$gridward" serve demo-city/demo.db --rules data/rules/deadlines.json --listen 127.0.0.1:0
read -r line <&"${COPROC[0]}"
url=${line##* }
echo "$line"
python3 - "$url" <<'PYTHON'
import datetime, json, sys, urllib.request
base = sys.argv[1]
url = base + "tiles/safety/13/6846/3080.png?scheme=police&month=2026-10"
tile = urllib.request.urlopen(url).read()
assert tile.startswith(b"\x89PNG"), "no tile came"
print(f"a tile of {len(tile)} bytes came from {url}")
now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
report = {"time": now, "crs": "gcj02", "lon": 120.856, "lat": 40.705, "category": "noise"}
request = urllib.request.Request(base + "v1/reports", json.dumps(report).encode(),
                                 {"Content-Type": "application/json"})
answer = json.load(urllib.request.urlopen(request))
place = answer["places"][0]
print(f"report {answer['id']} is stored:", " > ".join(unit["name_en"] for unit in place["path"]),
      f"(cell {place['cell']}), to be allocated by {answer['due']}")
PYTHON
kill "$COPROC_PID"
wait "$COPROC_PID"
