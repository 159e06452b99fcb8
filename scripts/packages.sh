# SPDX-License-Identifier: Apache-2.0
# Sourced by the other scripts: which Debian packages each job needs, and need_packages to get them.

build_packages="fonts-noto-cjk fonts-noto-core gcc libc6-dev libcairo2-dev libcsv-dev
	libcurl4-openssl-dev libgdal-dev libgeos-dev libglib2.0-dev libisal-dev libjansson-dev
	libjs-leaflet libmicrohttpd-dev libpango1.0-dev libpng-dev libproj-dev libprotobuf-c-dev
	librsvg2-dev libspatialite-dev libsqlite3-dev libsystemd-dev libxml2-dev meson ninja-build
	pkg-config proj-data protobuf-c-compiler"
test_packages="clang clang-format clang-tidy curl gdal-bin libclang-rt-14-dev libcmocka-dev
	nginx-light poppler-utils python3-jsonschema python3-numpy python3-pytest python3-pytest-xdist
	python3-requests sqlite3 zlib1g-dev"
client_packages="chromium chromium-driver curl gdal-bin python3-pytest python3-pytest-xdist
	python3-qgis python3-requests python3-selenium"

# need_packages NAME...: installs what is missing when it may, or says exactly what to install.
need_packages() {
	local missing=() name as_root=()

	for name in "$@"; do
		[ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] ||
			missing+=("$name")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	if [ "$(id -u)" != 0 ]; then
		if ! sudo -n true 2>/dev/null; then
			echo "These Debian packages are missing; install them, or run this as root:" >&2
			echo "  apt-get install ${missing[*]}" >&2
			exit 1
		fi
		as_root=(sudo)
	fi
	echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
	quietly "${as_root[@]}" apt-get update -q
	quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
		apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# quietly COMMAND...: shows what it printed only if it fails.
quietly() {
	local log

	log=$(mktemp)
	if ! "$@" >"$log" 2>&1; then
		cat "$log" >&2
		rm -f "$log"
		echo "failed: $*" >&2
		exit 1
	fi
	rm -f "$log"
}

# setup DIR OPTION...: a build folder, made once, and brought up to date.
setup() {
	local dir=$1
	shift
	[ -f "$dir/build.ninja" ] || quietly meson setup "$dir" "$@"
	quietly ninja -C "$dir"
}
