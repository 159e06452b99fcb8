#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Builds Gridward twice, plain and with AddressSanitizer and UBSan, and runs every test on both;
# runs what has threads under ThreadSanitizer; fuzzes each parser for a short while; checks layers,
# formatting and headers. Installs the Debian packages it needs when run as root or with sudo.
# Usage: scripts/test.sh [--quick|--clients]
#   --quick     leaves out the sanitizers and the fuzzing
#   --clients   instead: the clients people have, QGIS and the dashboard in Chromium, at the server
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh

what=all
case "${1:-}" in
"") ;;
--quick | --clients) what=${1#--} ;;
*)
	sed -n '3,9s/^# //p' "$0"
	exit 2
	;;
esac

# shellcheck disable=SC2086 # lists of names
need_packages $build_packages $test_packages

step() {
	printf '\n== %s (%d s)\n' "$1" "$SECONDS"
}

# pytest_on BUILD-DIR TESTS...: tests against its program
pytest_on() {
	GRIDWARD_BIN="$PWD/$1/src/cli/gridward" /usr/bin/python3 -m pytest -q -n "$(nproc)" \
		-p no:cacheprovider "${@:2}"
}

if [ "$what" = clients ]; then
	# shellcheck disable=SC2086 # a list of names
	need_packages $client_packages
	step "build"
	setup build-test -Dwerror=true --buildtype=debugoptimized
	step "clients"
	pytest_on build-test tests/clients
	step "all passed"
	exit 0
fi

step "build"
setup build-test -Dwerror=true --buildtype=debugoptimized
step "layers, formatting, headers"
/usr/bin/python3 -m pytest -q -p no:cacheprovider tests/tree
step "unit tests"
meson test -C build-test --no-rebuild --print-errorlogs --quiet
step "end-to-end tests"
pytest_on build-test tests/e2e
if [ "$what" = quick ]; then
	exit 0
fi

export ASAN_OPTIONS=detect_leaks=1:abort_on_error=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0
step "build with sanitizers"
# no -Dwerror: the instrumented code makes gcc 12 warn of what cannot be
setup build-asan -Db_sanitize=address,undefined -Doptimization=1
step "unit tests with sanitizers"
meson test -C build-asan --no-rebuild --print-errorlogs --quiet --timeout-multiplier 6
step "end-to-end tests with sanitizers"
LSAN_OPTIONS=suppressions=$PWD/tests/lsan_e2e.supp:print_suppressions=0 pytest_on build-asan \
	tests/e2e/test_{access,events,http,import,locate,malformed,reports,server,style,wms,wmts}*.py

step "threads"
# what the libraries do among themselves is theirs: they are not instrumented
export TSAN_OPTIONS="ignore_noninstrumented_modules=1 exitcode=66"
setup build-tsan -Db_sanitize=thread -Doptimization=1
meson test -C build-tsan --no-rebuild --print-errorlogs --quiet --timeout-multiplier 6 \
	--suite threads
pytest_on build-tsan tests/e2e/test_server.py tests/e2e/test_reports.py tests/e2e/test_events.py

step "fuzzing"
# clang's pointer-overflow also reports a null pointer plus 0, as C2y allows; gcc checked the rest
CC=clang setup build-fuzz -Dfuzz=true -Dtests=true -Db_sanitize=address,undefined \
	-Db_lundef=false -Doptimization=1 -Dc_args=-fno-sanitize=pointer-overflow
for target in build-fuzz/tests/fuzz/fuzz-*; do
	[ -x "$target" ] && [ ! -d "$target" ] || continue
	name=${target##*fuzz-}
	mkdir -p "build-fuzz/corpus/$name"
	echo "$name"
	"$target" -max_total_time="${FUZZ_SECONDS:-10}" -seed=1 -max_len=4096 -verbosity=0 \
		"build-fuzz/corpus/$name" $(ls -d "tests/fuzz/seeds/$name" 2>/dev/null)
done
step "all passed"
