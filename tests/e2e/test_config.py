# SPDX-License-Identifier: Apache-2.0
"""gridward serve --config: every key known and told of, every fault named; the samples hold."""
import re
import shutil
import subprocess

import pytest

from conftest import SOURCE
from server import get, client, serving

EXAMPLE = SOURCE / "data" / "server.example.conf"


def program_keys(gridward):
    """The options of serve; each but --config is a key of the file."""
    options = re.findall(r"^  --([a-z-]+)", gridward.done("serve", "--help").stdout, re.MULTILINE)
    assert options[0] == "config"
    return options[1:]


def test_the_example_shows_every_key_and_no_other(gridward):
    shown = re.findall(r"^#([a-z-]+) =", EXAMPLE.read_text(), re.MULTILINE)
    assert sorted(shown) == sorted(program_keys(gridward))


def manual_keys():
    """Keys and defaults as the manual's table has them."""
    manual = (SOURCE / "docs" / "server.md").read_text()
    table = re.search(r"^\| key \|.*?\n\n", manual, re.MULTILINE | re.DOTALL)[0]
    rows = re.findall(r"^\| `([a-z-]+)` \|(.*?)\|", table, re.MULTILINE)
    return [(key, default.strip(" `")) for key, default in rows]


def test_the_manual_tells_of_every_key_and_no_other(gridward):
    assert [key for key, _ in manual_keys()] == program_keys(gridward)


def test_the_manual_and_the_example_know_the_same_defaults():
    shown = re.findall(r"^#([a-z-]+) = ?(.*)$", EXAMPLE.read_text(), re.MULTILINE)
    assert dict(manual_keys()) == dict(shown)


def uncommented(tmp_path, **changes):
    """The example with all its keys set to what it shows, but for the changes."""
    text = re.sub(r"^#([a-z-]+ =)", r"\1", EXAMPLE.read_text(), flags=re.MULTILINE)
    for key, value in changes.items():
        text, n = re.subn(rf"^{key.replace('_', '-')} =.*$", f"{key.replace('_', '-')} = {value}",
                          text, flags=re.MULTILINE)
        assert n == 1, key
    path = tmp_path / "server.conf"
    path.write_text(text)
    return path


def test_the_example_is_taken_as_it_stands(gridward, demo_db, tmp_path):
    path = uncommented(tmp_path, listen="127.0.0.1:0")
    with serving(gridward, demo_db, "--config", path) as url:
        get(client(url), "/healthz")


def test_a_flag_wins_over_the_file(gridward, demo_db, tmp_path):
    path = uncommented(tmp_path, listen="192.0.2.1:1")  # an address that nobody has
    with serving(gridward, demo_db, "--config", path) as url:  # with a --listen of its own
        get(client(url), "/healthz")


FAULTS = (
    ("[server]\nlisten = 8080\n", ("listen", '"8080"')),
    ("[server]\nlisten = 127.0.0.1:65536\n", ("listen", "65536")),
    ("[server]\nport = 1\n", ('"port"',)),
    ("[server]\nconfig = more.conf\n", ('"config"',)),
    ("[sever]\ntimeout = 1\n", ("[sever]",)),
    ("timeout = 1\n", ("group",)),
    ("[server]\ntimeout\n", ("timeout",)),
    ("[server]\ntimeout = 0\n", ("timeout", '"0"')),
    ("[server]\ntimeout = 5 # seconds\n", ("timeout", "# seconds")),
    ("[server]\ntimeout = 5\n\ntimeout = 6\n", ("timeout", "line 2", "line 4")),
    ("[server]\npublic = yes\n", ("public", "yes")),
    ("[server]\nanonymous = root\n", ("anonymous", "root")),
    ("[server]\ntrusted-proxies = 10.0.0.0/8, proxy\n", ("trusted-proxies", '"proxy"')),
    ("[server]\ntrusted-proxies = 10.0.0.1/8\n", ("trusted-proxies", "10.0.0.1/8")),
    ("[server]\ncache = 256MB\n", ("cache", "256MB")),
    ("[server]\ncache = -1\n", ("cache", "-1")),
    ("[server]\ncache = 1025GiB\n", ("cache", "1025GiB")),
    ("[server]\ncache = 99999999999999999999\n", ("cache", "9999")),
    ("[server]\nlog = all\n", ("log", "all")),
    ("[server]\nrate = many\n", ("rate", "many")),
    ("[server]\nqueue = 0\n", ("queue", '"0"')),
)


@pytest.mark.parametrize("text,words", FAULTS, ids=range(len(FAULTS)))
def test_a_fault_is_named_with_its_file_and_key(gridward, empty_db, tmp_path, text, words):
    path = tmp_path / "wrong.conf"
    path.write_text(text)
    result = gridward.done("serve", empty_db, "--config", path, status=2)
    for word in (str(path), *words):
        assert word in result.stderr, result.stderr


def test_a_file_that_is_not_there_is_named(gridward, empty_db, tmp_path):
    result = gridward.done("serve", empty_db, "--config", tmp_path / "none.conf", status=2)
    assert "none.conf" in result.stderr


@pytest.mark.parametrize("options,word", (
    (("--rules", "/no/such/rules.json"), "/no/such/rules.json"),
    (("--styles", "/no/such/styles"), "/no/such/styles"),
    (("--web", "/no/such/web"), "/no/such/web"),
))
def test_a_path_that_leads_nowhere_is_named(gridward, demo_db, options, word):
    result = gridward.done("serve", demo_db, "--listen", "127.0.0.1:0", *options, status=2)
    assert word in result.stderr


def test_rules_that_are_wrong_are_named(gridward, demo_db, tmp_path):
    path = tmp_path / "rules.json"
    path.write_text('{"default": {"solved": "soon"}}')
    result = gridward.done("serve", demo_db, "--listen", "127.0.0.1:0", "--rules", path, status=2)
    assert "rules.json" in result.stderr and "/default/solved" in result.stderr


def test_an_address_of_other_machines_takes_a_token_or_public(gridward, new_db):
    result = gridward.done("serve", new_db, "--listen", "0.0.0.0:0", status=2)
    assert "0.0.0.0" in result.stderr and "--public" in result.stderr


def installed(program, package):
    return pytest.mark.skipif(not shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin"),
                              reason=f"{program} is not installed (Debian: {package})")


@installed("systemd-analyze", "systemd")
def test_the_unit_is_a_good_one(gridward, tmp_path):
    unit = tmp_path / "gridward.service"
    text = (SOURCE / "data" / "gridward.service").read_text()
    assert text.count("ExecStart=gridward ") == 1
    unit.write_text(text.replace("ExecStart=gridward ", f"ExecStart={gridward.path} "))
    result = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert result.returncode == 0 and result.stderr == "", result.stderr
    result = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--threshold=15", unit],
                            capture_output=True, text=True)
    assert result.returncode == 0, result.stdout[-400:]


def nginx_sample(tmp_path, listen, upstream):
    """The sample made to run here: its own certificate, folders and ports."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                    "/CN=maps.example.org", "-keyout", tmp_path / "key.pem", "-out",
                    tmp_path / "cert.pem"], check=True, capture_output=True)
    text = (SOURCE / "data" / "nginx.conf.example").read_text()
    for old, new in (("/etc/ssl/certs/maps.example.org.pem", tmp_path / "cert.pem"),
                     ("/etc/ssl/private/maps.example.org.key", tmp_path / "key.pem"),
                     ("/var/cache/nginx/gridward", tmp_path / "cache"),
                     ("/var/log/nginx/gridward.log", tmp_path / "access.log"),
                     ("127.0.0.1:8080", upstream),
                     ("	listen 80;\n	listen [::]:80;\n", f"	listen {listen[0]};\n"),
                     ("	listen 443 ssl http2;\n	listen [::]:443 ssl http2;\n",
                      f"	listen {listen[1]} ssl http2;\n")):
        assert text.count(old) == 1, old
        text = text.replace(old, str(new))
    temporary = "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in
                        ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    path = tmp_path / "nginx.conf"
    path.write_text(f"pid {tmp_path}/nginx.pid;\nerror_log {tmp_path}/error.log;\n"
                    f"events {{}}\nhttp {{\n{temporary}{text}}}\n")
    return path


@installed("nginx", "nginx")
def test_nginx_takes_the_sample(tmp_path):
    path = nginx_sample(tmp_path, ("127.0.0.1:80", "127.0.0.1:443"), "127.0.0.1:8080")
    result = subprocess.run(["/usr/sbin/nginx", "-t", "-p", tmp_path, "-c", path, "-e",
                             tmp_path / "error.log"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
