# SPDX-License-Identifier: Apache-2.0
"""What the tree promises of itself: layers, library homes, headers, sizes, formatting."""

import pathlib
import re
import shlex
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
SOURCES = sorted(SRC.rglob("*.[ch]"))
HEADERS = sorted(SRC.rglob("*.h"))
C_FILES = sorted(
    path for folder in ("src", "tests", "bench") for path in (ROOT / folder).rglob("*.[ch]")
)

# A library has one home: its headers are included there and nowhere else.
HOMES = {
    "sqlite3.h": "store",
    "spatialite.h": "store",
    "spatialite/gaiageo.h": "store",
    "geos_c.h": "geo",
    "proj.h": "geo",
    "cairo.h": "render",
    "pango/pangocairo.h": "render",
    "librsvg/rsvg.h": "render",
    "protobuf-c/protobuf-c.h": "render",
    "microhttpd.h": "http",
    "libxml/xmlwriter.h": "http",
    "gdal.h": "import",
    "ogr_api.h": "import",
    "ogr_srs_api.h": "import",
    "glib.h": "base",
    "csv.h": "base",
    "curl/curl.h": "cli",
    "systemd/sd-daemon.h": "cli",
    "png.h": "image",
    "isa-l/igzip_lib.h": "image",
    "isa-l/crc.h": "image",
}


def name(path):
    return str(path.relative_to(ROOT))


def layers():
    """The diagram of src/README.md: lines such as "L2  grid" give each folder its layer."""
    found = {}
    for line in (SRC / "README.md").read_text().splitlines():
        match = re.match(r"\s*L(\d)\s+((?:[a-z]+/ *)+)", line)
        if match:
            for folder in re.findall(r"([a-z]+)/", match[2]):
                found[folder] = int(match[1])
    return found


def includes(path):
    return re.findall(r'^#include ["<]([^">]+)[">]', path.read_text(), re.M)


def test_the_diagram_shows_every_folder():
    folders = {path.name for path in SRC.iterdir() if path.is_dir()}
    assert folders == set(layers())


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_folder_includes_only_lower_layers(path):
    layer = layers()
    folder = path.parent.name
    for included in includes(path):
        target = included.split("/")[0]
        if "/" not in included or target not in layer or target == folder:
            continue
        assert layer[target] < layer[folder], f"{name(path)} includes {included}"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_library_has_one_home(path):
    for included in includes(path):
        home = HOMES.get(included)
        assert home in (None, path.parent.name), f"{name(path)} includes <{included}>"


def test_only_the_store_speaks_sql():
    words = re.compile(r'"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA) ')
    speakers = {path.parent.name for path in SOURCES if words.search(path.read_text())}
    assert speakers == {"store"}


def test_the_stores_headers_show_no_sqlite_type():
    public = [path for path in (SRC / "store").glob("*.h") if path.name not in ("db.h", "rows.h")]
    assert public
    for path in public:
        assert "sqlite3_" not in path.read_text(), name(path)


@pytest.mark.parametrize("path", HEADERS, ids=name)
def test_a_header_compiles_alone(path):
    flags = shlex.split(
        subprocess.run(
            ["pkg-config", "--cflags", "sqlite3", "cairo", "glib-2.0"],
            check=True, capture_output=True, text=True,
        ).stdout
    )
    done = subprocess.run(
        ["gcc", "-std=c17", "-D_GNU_SOURCE", "-fsyntax-only", "-Werror", f"-I{SRC}", *flags,
         "-x", "c", "-include", str(path), "/dev/null"],
        capture_output=True, text=True,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", C_FILES, ids=name)
def test_a_file_is_short(path):
    lines = path.read_text().splitlines()
    assert len(lines) <= (200 if path.suffix == ".h" else 600)
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith('"'):
            continue  # text as it is printed
        assert len(line.expandtabs(8)) <= 100, f"{name(path)}:{number}"


@pytest.mark.parametrize("path", C_FILES, ids=name)
def test_a_file_names_its_licence(path):
    assert path.read_text().startswith("/* SPDX-License-Identifier: Apache-2.0 */\n")


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_function_that_cannot_be_bounded(path):
    banned = re.findall(r"\b(atoi|atol|atof|strcpy|strcat|sprintf|gets|strtok)\s*\(",
                        path.read_text())
    assert not banned, f"{name(path)} calls {banned}"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_libraries_neither_print_nor_exit(path):
    if path.parent.name == "cli":
        pytest.skip("the command line does both")
    called = re.findall(r"(?<![\w.>])(printf|puts|perror|exit|abort)\s*\(", path.read_text())
    assert not called, f"{name(path)} calls {called}"


def test_the_code_is_formatted():
    done = subprocess.run(
        ["clang-format", "--dry-run", "--Werror", *map(str, C_FILES)],
        capture_output=True, text=True,
    )
    assert done.returncode == 0, done.stderr[:4000]


def test_no_two_libraries_define_the_same_name():
    """The linker would take either, silently, since each is an archive's member."""
    defined = {}
    for path in sorted(SRC.rglob("*.c")):
        for function in re.findall(r"^(?!static)[a-z][\w *]*?\b(gw_\w+)\([^;]*?\)\s*\{",
                                   path.read_text(), re.M):
            assert function not in defined, f"{function}: {defined[function]}, {name(path)}"
            defined[function] = name(path)
    assert len(defined) > 100
