"""The wheel and the sdist: what is in them, and that they work where people install them. Prints the figures to
standard output. It needs PyPI, a Debian mirror, and root or sudo.
"""

import base64
import bz2
import gzip
import itertools
import lzma
import pathlib
import re
import subprocess
import tarfile
import time
import unittest
import zipfile

import artefacts
from artefacts import BUNDLES, VERSION
from bare_debian import ENVIRONMENT, ROOT, BareDebian, run, say
from environments import Case

# Ubuntu 22.04 is the oldest system that the wheel promises to work on. Its C library is 2.35.
TAG = re.compile(r"py3-none-manylinux_2_(\d+)_(\w+)")
# The folder in a bare Debian where the wheel is tried.
HERE = "/here"
# What the wheel may load: the C library's own files.
C_LIBRARY = re.compile(r"lib(c|m|dl|pthread|rt)\.so\.\d+|ld-linux[\w.-]*\.so\.\d+")
# {} as a.json, encrypted by AES with a passphrase: bsdtar --format zip --options zip:encryption=aes256
ENCRYPTED_ZIP = (
    "UEsDBBQACQBjAOCxfF0AAAAAAAAAAAMAAAAGACsAYS5qc29uVVQNAAdlUgtrZVILa2VSC2t1eAsAAQQAAAAABAAAAAABmQcAAgBBRQMIAKVa"
    "EnPCR/tN51251/zid06fIxk7lxbUlJm6fiHyvgy3ulBLBwgAAAAAIQAAAAMAAABQSwECFAMUAAkAYwDgsXxdAAAAACEAAAADAAAABgArAAAA"
    "AAAAAAAApIEAAAAAYS5qc29uVVQNAAdlUgtrZVILa2VSC2t1eAsAAQQAAAAABAAAAAABmQcAAgBBRQMIAFBLBQYAAAAAAQABAF8AAACAAAAA"
    "AAA=")


class Contents(Case):
    def setUp(self):
        self.wheel, self.sdist = artefacts.wheel(), artefacts.sdist()
        self.folder = self.new_folder()
        with zipfile.ZipFile(self.wheel) as wheel:
            self.names = [name for name in wheel.namelist() if not name.endswith("/")]
            wheel.extractall(self.folder)
        self.library = self.folder / "pith_merge/libpith-merge.so"
        self.program = self.folder / f"pith_merge-{VERSION}.data/scripts/pith-merge"

    def test_its_name_says_where_it_works(self):
        name, version, tag = self.wheel.stem.split("-", 2)
        self.assertEqual((name, version), ("pith_merge", VERSION))
        self.assertLessEqual(int(TAG.fullmatch(tag)[1]), 35)
        text = (self.folder / f"pith_merge-{VERSION}.dist-info/WHEEL").read_text(encoding="utf-8")
        self.assertEqual(re.findall(r"^Tag: (.*)$", text, re.MULTILINE), [tag])
        say(f"tag of the wheel: {tag}")

    def test_auditwheel_agrees(self):
        environment = self.new_environment("--require-hashes", "--requirement",
                                           ROOT / "packaging/wheel/requirements.txt")
        shown = run(environment / "bin/auditwheel", "show", self.wheel)
        self.assertIn(self.wheel.stem.split("-")[-1], shown)
        say(f"auditwheel show: {' '.join(shown.split())}")

    def test_it_has_the_package_the_library_and_the_program(self):
        sources = ROOT / "bindings/python/pith_merge"
        expected = {f"pith_merge/{path.name}": path for path in sources.iterdir() if path.is_file()}
        self.assertEqual({name for name in self.names if name.startswith("pith_merge/")},
                         {*expected, "pith_merge/libpith-merge.so"})
        for name, path in expected.items():
            self.assertEqual((self.folder / name).read_bytes(), path.read_bytes(), name)
        rest = {name.split("/", 1)[1] for name in self.names if f"-{VERSION}.data/" in name}
        self.assertEqual(rest, {"scripts/pith-merge", "data/share/man/man1/pith-merge.1"})
        metadata = (self.folder / f"pith_merge-{VERSION}.dist-info/METADATA").read_text(encoding="utf-8")
        for line in ("Name: pith-merge", f"Version: {VERSION}", "Requires-Python: >=3.10",
                     "License-Expression: Apache-2.0"):
            self.assertIn(f"\n{line}\n", metadata)
        self.assertNotIn("\nRequires-Dist:", metadata)

    def test_it_has_the_licences_of_what_is_linked_in(self):
        folder = self.folder / f"pith_merge-{VERSION}.dist-info/licenses"
        self.assertEqual((folder / "LICENSE").read_bytes(), (ROOT / "LICENSE").read_bytes())
        notices = {path.parent.name: path.read_text(encoding="utf-8") for path in folder.glob("*/copyright")}
        self.assertEqual(notices.keys(), {"openssl", "libsodium", "libarchive", "libzstd", "bzip2", "zlib", "xz-utils",
                                          "cli11", "glibc"})

    def test_the_library_exports_the_c_interface_alone(self):
        lines = run("nm", "--dynamic", "--defined-only", "--format=posix", self.library).splitlines()
        exported = sorted(line.split()[0].partition("@")[0] for line in lines)
        listed = (ROOT / "tests/install/symbols.txt").read_text(encoding="utf-8").splitlines()
        self.assertEqual(exported, sorted(name for name in listed if re.fullmatch(r"pith_\w+", name)))
        say(f"exported symbols of the library: {len(exported)}, all of them pith_")

    def test_only_the_c_library_is_loaded(self):
        for file in (self.library, self.program):
            dynamic = run("readelf", "--dynamic", "--wide", file)
            for needed in re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic):
                self.assertRegex(needed, C_LIBRARY)
            self.assertNotRegex(dynamic, r"\((RPATH|RUNPATH)\)")
        self.assertIn("NODELETE", run("readelf", "--dynamic", self.library))
        self.assertNotIn("(SONAME)", run("readelf", "--dynamic", self.library))

    def test_memory_errors_are_as_hard_to_exploit_as_in_other_builds(self):
        shown = run("hardening-check", "--nocfprotection", self.program)
        shown += run("hardening-check", "--nocfprotection", "--nopie", self.library)
        say("hardening-check passes for the program and the library")
        self.assertEqual(shown.count("Immediate binding: yes"), 2, shown)

    def test_the_sdist_has_sources_and_nothing_else(self):
        """Each file as in the source archive."""
        with tarfile.open(artefacts.source_archive()) as archive:
            files = {member.name.partition("/")[2]: archive.extractfile(member).read() for member in archive
                     if member.isfile()}
        with tarfile.open(self.sdist) as archive:
            members = {member.name.partition("/")[2]: member for member in archive.getmembers()}
            self.assertEqual({member.name.partition("/")[0] for member in members.values()}, {f"pith_merge-{VERSION}"})
            del members["PKG-INFO"]
            for name, member in members.items():
                self.assertEqual(archive.extractfile(member).read(), files[name], name)
                self.assertEqual((member.uid, member.gid, member.uname, member.mode & 0o022), (0, 0, "", 0), name)
        self.assertLessEqual({"LICENSE", "pyproject.toml", "CMakeLists.txt"}, members.keys())
        self.assertFalse([name for name in members if name.startswith(("tests/", "build/", "."))])
        say(f"size of the wheel: {self.wheel.stat().st_size:,} bytes")
        say(f"size of the sdist: {self.sdist.stat().st_size:,} bytes")
        for path in (self.wheel, self.sdist):
            say(f"SHA-256 of {path.name}: {artefacts.sha256(path)}")


class BareMachine(Case):
    """A Debian without compiler, OpenSSL's headers, libsodium or libarchive, and without a network."""

    def install_in(self, suite):
        self.debian = BareDebian(f"python-{suite}", suite)
        self.addCleanup(self.debian.remove)
        self.debian.install("python3-venv")
        self.debian.put([artefacts.wheel(), *BUNDLES], HERE)
        self.debian.put(self.make_archives(), f"{HERE}/archives")
        self.inside("python3 -m venv environment; find environment -type f | sort >before")
        start = time.monotonic()
        self.inside(f"environment/bin/pip install --quiet --root-user-action=ignore --no-index *.whl; "
                    f"environment/bin/pith-merge verify {BUNDLES[0].name}")
        say(f"seconds from pip install to a verified bundle, {suite}: {time.monotonic() - start:.1f}")

    def inside(self, script):
        return self.debian.run(script, HERE, has_network=False)

    def make_archives(self):
        """The bundles in every form that `audit` reads through libarchive, zlib or liblzma."""
        folder, data = self.new_folder(), BUNDLES[0].read_bytes()
        for suffix, compress in ((".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)):
            (folder / f"a.json{suffix}").write_bytes(compress(data))
        with tarfile.open(folder / "b.tar", "w") as archive:
            archive.add(BUNDLES[1], BUNDLES[1].name)
        subprocess.run(["zstd", "--quiet", folder / "b.tar"], check=True)
        with zipfile.ZipFile(folder / "c.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(BUNDLES[2], BUNDLES[2].name)
        return list(folder.iterdir())

    def check_unreadable_files(self):
        """What packaging/wheel/unused_formats.cpp leaves out is an error, and the rest of the audit goes on."""
        encrypted = self.new_folder() / "encrypted.zip"
        encrypted.write_bytes(base64.b64decode(ENCRYPTED_ZIP))
        self.debian.put([encrypted], f"{HERE}/archives")
        audit = self.inside("environment/bin/pith-merge audit archives || echo ends with $?")
        self.assertTrue(audit.endswith("ends with 2\n"), audit)
        self.assertRegex(audit, r'"source":"archives/encrypted\.zip!a\.json".*"error":\{"code":"unreadable"')
        self.assertEqual(audit.count('"ok":true'), 6, audit)

    def check_damaged_library(self):
        """A library that cannot be loaded is an ImportError that names it, and not a crash."""
        self.inside("echo damaged >$(echo environment/lib/*/site-packages/pith_merge/libpith-merge.so)")
        failed = self.inside("environment/bin/python -c 'import pith_merge' 2>&1 || true")
        self.assertRegex(failed, r"ImportError: cannot load the library pith-merge \(.*/libpith-merge\.so: ")

    def check(self, suite):
        self.install_in(suite)
        libraries = self.inside("ldconfig -p")
        self.assertNotRegex(libraries, "libpith-merge|libsodium|libarchive")
        holds = self.inside("environment/bin/pith-merge verify *.bundle.json")
        self.assertEqual(holds.count("holds"), len(BUNDLES))
        audit = self.inside("environment/bin/pith-merge audit --quiet archives")
        self.assertEqual((audit.count('"ok":true'), audit.count('"ok":false')), (6, 0), audit)
        shown = self.inside("environment/bin/pith-merge --help")
        manual = (ROOT / "packaging/completions/pith-merge.1").read_text(encoding="utf-8")
        for command in re.findall(r"^\.SH ([A-Z\\-]+)$", manual.split(".SH DESCRIPTION")[1], re.MULTILINE):
            self.assertRegex(shown, rf"(?m)^ +{command.lower()}\b".replace("\\-", "-"))
        self.assertEqual(self.inside("environment/bin/pith-merge --version").split()[1], VERSION)
        script = ("import pathlib, pith_merge; "
                  "print(*{line.split()[-1] for line in open('/proc/self/maps') if 'libpith' in line}); "
                  "print(*[pith_merge.verify(path).ok for path in sorted(pathlib.Path().glob('*.bundle.json'))])")
        loaded, verdicts = self.inside(f'environment/bin/python -c "{script}"').splitlines()
        self.assertRegex(loaded, rf"\A{HERE}/environment/lib/\S+/pith_merge/libpith-merge\.so\Z")
        self.assertEqual(verdicts.split(), ["True"] * len(BUNDLES))
        failed = self.inside("PITH_MERGE_LIBRARY=/nowhere environment/bin/python -c 'import pith_merge' 2>&1 || true")
        self.assertIn("ImportError: cannot load the library pith-merge (/nowhere: ", failed)
        self.check_unreadable_files()
        self.check_damaged_library()
        self.inside("environment/bin/pip uninstall --quiet --root-user-action=ignore --yes pith-merge; "
                    "find environment -type f | sort >after")
        left = self.inside("comm -13 before after | grep -v __pycache__ || true")
        self.assertEqual(left, "")

    def test_debian_12(self):
        self.check("bookworm")

    def test_debian_13(self):
        self.check("trixie")


BESIDE = """
import sys
for name in sys.argv[2].split(","):
    __import__(name)
import hashlib, os, pathlib, ssl, threading
import pith_merge
from cryptography.hazmat.primitives.asymmetric import ed25519
data = pathlib.Path(sys.argv[1]).read_bytes()

def use_all():
    assert pith_merge.verify(data).ok
    key = ed25519.Ed25519PrivateKey.generate()
    key.public_key().verify(key.sign(b"x"), b"x")
    assert ssl.create_default_context().get_ciphers()
    assert hashlib.new("sha256", data).digest()

use_all()
threads = [threading.Thread(target=use_all) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
child = os.fork()
use_all()
if child == 0:
    sys.exit(0)
assert os.waitpid(child, 0)[1] == 0
maps = open("/proc/self/maps").read()
assert "libcrypto.so" in maps and "environment/lib" in maps, maps
if sys.argv[3] == "busy":
    started = threading.Event()
    def verify_for_ever():
        while True:
            pith_merge.verify(data)
            started.set()
    for _ in range(3):
        threading.Thread(target=verify_for_ever, daemon=True).start()
    started.wait()
print("done")
"""


class OtherOpenSsl(Case):
    def test_it_works_beside_cryptography_and_ssl(self):
        """In every order of import, in threads and a child, and if the interpreter ends while threads are in calls."""
        environment = self.new_environment(artefacts.wheel(), "cryptography")
        program = environment / "beside.py"
        program.write_text(BESIDE, encoding="utf-8")
        hostile = environment / "openssl.cnf"
        hostile.write_text("openssl_conf = x\n[x]\nalg_section = y\n[y]\ndefault_properties = fips=yes\n",
                           encoding="ascii")
        orders = list(itertools.permutations(("pith_merge", "ssl", "cryptography.hazmat.bindings._rust")))
        for order, end in itertools.product(orders, ("idle", "busy")):
            with self.subTest(order=order, end=end):
                done = subprocess.run([environment / "bin/python", program, BUNDLES[0], ",".join(order), end],
                                      env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=120)
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "done\n", ""))
        verify = "import pathlib, sys, pith_merge; print(pith_merge.verify(pathlib.Path(sys.argv[1])).ok)"
        self.assertEqual(run(environment / "bin/python", "-c", verify, BUNDLES[0],
                             env={**ENVIRONMENT, "OPENSSL_CONF": str(hostile)}), "True\n")
        version = run(environment / "bin/python", "-c", "import ssl; from cryptography.hazmat.backends.openssl import "
                      "backend; print(ssl.OPENSSL_VERSION, 'and', backend.openssl_version_text())").strip()
        say(f"beside: {version}: {len(orders)} orders of import")


class Types(Case):
    def check(self, environment, use):
        path = environment / "use.py"
        path.write_text(use, encoding="utf-8")
        done = subprocess.run(["/usr/bin/python3", "-m", "mypy", "--strict", "--cache-dir=/dev/null",
                               "--python-executable", environment / "bin/python", path], env=ENVIRONMENT,
                              capture_output=True, text=True, check=False, cwd=environment)
        return done.returncode, done.stdout + done.stderr

    def test_mypy_knows_the_types_of_the_installed_wheel(self):
        environment = self.new_environment(artefacts.wheel())
        status, output = self.check(environment, (ROOT / "examples/audit.py").read_text(encoding="utf-8"))
        self.assertEqual(status, 0, output)
        use = ("import pathlib\nimport pith_merge\n\nreport = pith_merge.verify(pathlib.Path('a'))\n"
               "names: list[str] = [check.name for check in report.failed_checks]\n"
               "digest: str = pith_merge.merge([b'{}']).sha256\n")
        self.assertEqual(self.check(environment, use)[0], 0, self.check(environment, use)[1])
        status, output = self.check(environment, use + "number: int = report.pith_number\npith_merge.verify('{}')\n")
        self.assertEqual((status, output.count(": error: ")), (1, 2), output)


class Sdist(Case):
    def test_it_builds_from_source(self):
        """With the libraries of this machine. Several files are compiled at once, which takes half the time."""
        environment = self.new_environment()
        start = time.monotonic()
        run(environment / "bin/python", "-m", "pip", "install", "--quiet", "--no-cache-dir", artefacts.sdist(),
            "--config-settings", "cmake.define.CMAKE_UNITY_BUILD=ON")
        say(f"seconds for pip install of the sdist: {time.monotonic() - start:.0f}")
        self.assertIn("holds", run(environment / "bin/pith-merge", "verify", BUNDLES[0]))
        script = ("import pathlib, sys, pith_merge; print(pith_merge.verify(pathlib.Path(sys.argv[1])).ok); "
                  "print(*{line.split()[-1] for line in open('/proc/self/maps') if 'libpith' in line})")
        verdict, loaded = run(environment / "bin/python", "-c", script, BUNDLES[0]).splitlines()
        self.assertEqual(verdict, "True")
        self.assertTrue(pathlib.Path(loaded).is_relative_to(environment), loaded)


if __name__ == "__main__":
    unittest.main()
