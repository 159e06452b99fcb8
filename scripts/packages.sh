# SPDX-License-Identifier: Apache-2.0
# Sourced by the other scripts: which Debian packages each job needs, and need_packages to get them.

build_packages="gcc libc6-dev meson ninja-build pkg-config libcairo2-dev libcsv-dev libdeflate-dev
	libgdal-dev libgeos-dev libglib2.0-dev libjansson-dev libmicrohttpd-dev libpango1.0-dev
	libpng-dev libproj-dev libspatialite-dev libsqlite3-dev fonts-noto-cjk fonts-noto-core
	libjs-leaflet proj-data"
test_packages="clang clang-format clang-tidy curl gdal-bin libclang-rt-14-dev libcmocka-dev
	python3-numpy python3-pytest python3-requests sqlite3"

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
	"${as_root[@]}" apt-get update -q >/dev/null
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
		apt-get install -q -y --no-install-recommends "${missing[@]}" >/dev/null
}
