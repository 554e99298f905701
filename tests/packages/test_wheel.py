"""The wheel and the sdist: what is in them, and that they work where people install them.

It needs PyPI, a Debian mirror, and root or sudo. `scripts/test --packages` runs it. wheel_support.py says which
artefacts it takes.
"""

import bz2
import gzip
import itertools
import lzma
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from wheel_support import (BUNDLES, ENVIRONMENT, ROOT, VERSION, Case, artefacts, as_root, bare_debian, project_files,
                           run, run_inside, say, sha256)

# Ubuntu 22.04 is the oldest system that the wheel promises to work on. Its C library is 2.35.
TAG = re.compile(r"py3-none-manylinux_2_(\d+)_(\w+)")
# What the wheel may load: the C library's own files.
C_LIBRARY = re.compile(r"lib(c|m|dl|pthread|rt)\.so\.\d+|ld-linux[\w.-]*\.so\.\d+")


class Contents(Case):
    def setUp(self):
        self.wheel, self.sdist = artefacts()
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
        say("tag of the wheel", tag)

    def test_auditwheel_agrees(self):
        environment = self.new_environment("--require-hashes", "--requirement",
                                           ROOT / "packaging/wheel/requirements.txt")
        shown = run(environment / "bin/auditwheel", "show", self.wheel)
        self.assertIn(self.wheel.stem.split("-")[-1], shown)
        say("auditwheel show", " ".join(shown.split()))

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
        self.assertLessEqual({"openssl", "libsodium", "libarchive", "nettle", "libzstd", "bzip2", "zlib", "xz-utils",
                              "cli11"}, {path.parent.name for path in folder.glob("*/copyright")})

    def test_the_library_exports_the_c_interface_alone(self):
        lines = run("nm", "--dynamic", "--defined-only", "--format=posix", self.library).splitlines()
        exported = sorted(line.split()[0].partition("@")[0] for line in lines)
        listed = (ROOT / "tests/install/symbols.txt").read_text(encoding="utf-8").splitlines()
        self.assertEqual(exported, sorted(name for name in listed if re.fullmatch(r"pith_\w+", name)))
        say("exported symbols of the library", f"{len(exported)}, all of them pith_")

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
        say("hardening-check", "passes for the program and the library")
        self.assertEqual(shown.count("Immediate binding: yes"), 2, shown)

    def test_the_sdist_has_sources_and_nothing_else(self):
        files = {path.relative_to(ROOT).as_posix(): path for path in project_files()}
        with tarfile.open(self.sdist) as archive:
            members = {member.name.partition("/")[2]: member for member in archive.getmembers()}
            self.assertEqual({member.name.partition("/")[0] for member in members.values()}, {f"pith_merge-{VERSION}"})
            del members["PKG-INFO"]
            for name, member in members.items():
                self.assertEqual(archive.extractfile(member).read(), files[name].read_bytes(), name)
                self.assertEqual((member.uid, member.gid, member.uname, member.mode & 0o022), (0, 0, "", 0), name)
        self.assertLessEqual({"LICENSE", "pyproject.toml", "CMakeLists.txt"}, members.keys())
        self.assertFalse([name for name in members if name.startswith(("tests/", "build/", "."))])
        say("size of the wheel", f"{self.wheel.stat().st_size:,} bytes")
        say("size of the sdist", f"{self.sdist.stat().st_size:,} bytes")
        for path in (self.wheel, self.sdist):
            say(f"SHA-256 of {path.name}", sha256(path))


class BareMachine(Case):
    """A Debian without compiler, OpenSSL's headers, libsodium or libarchive, and without a network."""

    def install_in(self, suite):
        debian = bare_debian(suite)
        inside = pathlib.Path(tempfile.mkdtemp(dir=debian / "tmp"))
        self.addCleanup(lambda: run(*as_root("rm", "-rf", inside)))
        shutil.copy(artefacts()[0], inside)
        for bundle in BUNDLES:
            shutil.copy(bundle, inside)
        self.make_archives(inside)
        self.debian, self.here = debian, f"/tmp/{inside.name}"
        self.inside("python3 -m venv environment; find environment -type f | sort >before")
        start = time.monotonic()
        self.inside(f"environment/bin/pip install --quiet --no-index *.whl; "
                    f"environment/bin/pith-merge verify {BUNDLES[0].name}")
        say(f"seconds from pip install to a verified bundle, {suite}", f"{time.monotonic() - start:.1f}")

    def inside(self, script):
        return run_inside(self.debian, f"cd {self.here}; {script}")

    @staticmethod
    def make_archives(folder):
        """The bundles in every form that `audit` reads through libarchive, zlib or liblzma."""
        data = BUNDLES[0].read_bytes()
        (folder / "archives").mkdir()
        for suffix, compress in ((".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)):
            (folder / f"archives/a.json{suffix}").write_bytes(compress(data))
        with tarfile.open(folder / "archives/b.tar", "w") as archive:
            archive.add(BUNDLES[1], BUNDLES[1].name)
        subprocess.run(["zstd", "--quiet", folder / "archives/b.tar"], check=True)
        with zipfile.ZipFile(folder / "archives/c.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(BUNDLES[2], BUNDLES[2].name)

    def check(self, suite):
        self.install_in(suite)
        libraries = run_inside(self.debian, "ldconfig -p")
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
        self.assertRegex(loaded, rf"\A{self.here}/environment/lib/\S+/pith_merge/libpith-merge\.so\Z")
        self.assertEqual(verdicts.split(), ["True"] * len(BUNDLES))
        failed = self.inside("PITH_MERGE_LIBRARY=/nowhere environment/bin/python -c 'import pith_merge' 2>&1 || true")
        self.assertIn("ImportError: cannot load the library pith-merge (/nowhere: ", failed)
        self.inside("environment/bin/pip uninstall --quiet --yes pith-merge; find environment -type f | sort >after")
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
        environment = self.new_environment(artefacts()[0], "cryptography")
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
        say("beside", f"{version}: {len(orders)} orders of import")


class Types(Case):
    def check(self, environment, use):
        path = environment / "use.py"
        path.write_text(use, encoding="utf-8")
        done = subprocess.run(["/usr/bin/python3", "-m", "mypy", "--strict", "--cache-dir=/dev/null",
                               "--python-executable", environment / "bin/python", path], env=ENVIRONMENT,
                              capture_output=True, text=True, check=False, cwd=environment)
        return done.returncode, done.stdout + done.stderr

    def test_mypy_knows_the_types_of_the_installed_wheel(self):
        environment = self.new_environment(artefacts()[0])
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
        run(environment / "bin/python", "-m", "pip", "install", "--quiet", "--no-cache-dir", artefacts()[1],
            "--config-settings", "cmake.define.CMAKE_UNITY_BUILD=ON")
        say("seconds for pip install of the sdist", f"{time.monotonic() - start:.0f}")
        self.assertIn("holds", run(environment / "bin/pith-merge", "verify", BUNDLES[0]))
        script = ("import pathlib, sys, pith_merge; print(pith_merge.verify(pathlib.Path(sys.argv[1])).ok); "
                  "print(*{line.split()[-1] for line in open('/proc/self/maps') if 'libpith' in line})")
        verdict, loaded = run(environment / "bin/python", "-c", script, BUNDLES[0]).splitlines()
        self.assertEqual(verdict, "True")
        self.assertTrue(pathlib.Path(loaded).is_relative_to(environment), loaded)


if __name__ == "__main__":
    unittest.main()
