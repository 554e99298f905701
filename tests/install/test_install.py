"""Installs the library into an empty folder, and builds other people's projects against it: by CMake and by
pkg-config, static and shared, in C and in C++."""

import json
import os
import pathlib
import shlex
import shutil
import subprocess
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUNDLES = sorted((HERE.parent / "data").glob("*.bundle.json"))
BUILD = os.environ["PITH_BUILD"]
COMPILERS = {"C": os.environ["PITH_C"], "CXX": os.environ["PITH_CXX"]}
FLAGS = {"C": os.environ.get("PITH_C_FLAGS", ""), "CXX": os.environ.get("PITH_CXX_FLAGS", "")}
IS_SHARED_BUILT = os.environ["PITH_SHARED"] == "ON"
KINDS = ["static", "shared"] if IS_SHARED_BUILT else ["static"]


def run(*command, stdin=None, environment=None):
    return subprocess.run(command, input=stdin, capture_output=True, check=False,
                          env={**os.environ, **(environment or {})})


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.prefix = cls.folder / "prefix"
        installed = run("cmake", "--install", BUILD, "--prefix", str(cls.prefix))
        assert installed.returncode == 0, installed.stderr
        (cls.package_config,) = cls.prefix.rglob("pith-merge.pc")
        cls.libraries = cls.package_config.parent.parent

    def succeed(self, *command, **options):
        result = run(*command, **options)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result.stdout.decode()

    def check_consumer(self, program, environment=None):
        for bundle in BUNDLES:
            result = run(str(program), stdin=bundle.read_bytes(), environment=environment)
            self.assertEqual(result.stderr, b"")
            expected = json.loads(bundle.read_bytes())["state"]["state_sha256"]
            self.assertEqual(result.stdout.decode().strip(), expected)
        refused = run(str(program), stdin=b"[1,\n2", environment=environment)
        self.assertEqual((refused.returncode, refused.stderr), (2, b"syntax in line 2\n"))

    def check_kind(self, program, kind):
        """A program says what it needs to run: the shared library, or none of ours."""
        needed = self.succeed("readelf", "--dynamic", str(program))
        self.assertEqual("libpith-merge.so.0.1" in needed, kind == "shared", needed)

    def test_by_cmake(self):
        settings = [f"-DCMAKE_{language}_{name}={value[language]}" for language in ("C", "CXX")
                    for name, value in (("COMPILER", COMPILERS), ("FLAGS", FLAGS))]
        for kind in KINDS:
            with self.subTest(kind):
                build = self.folder / f"cmake-{kind}"
                self.succeed("cmake", "-S", str(HERE), "-B", str(build), "-G", "Ninja",
                             f"-DCMAKE_PREFIX_PATH={self.prefix}", f"-DBUILD_SHARED_LIBS={kind == 'shared'}", *settings)
                self.succeed("cmake", "--build", str(build))
                for program in (build / "consumer", build / "consumer_in_c"):
                    self.check_consumer(program)
                    self.check_kind(program, kind)

    @unittest.skipUnless(IS_SHARED_BUILT, "a build with sanitizers needs flags that pkg-config does not know")
    def test_by_package_config(self):
        for kind in KINDS:
            options = ["--static"] if kind == "static" else []
            flags = shlex.split(self.succeed(
                "pkg-config", *options, "--cflags", "--libs", "pith-merge",
                environment={"PKG_CONFIG_PATH": str(self.package_config.parent)}))
            self.assertEqual("-lcrypto" in flags, kind == "static", flags)
            link = ["-static"] if kind == "static" else [f"-Wl,-rpath,{self.libraries}"]
            for language, source, standard in (("C", "main.c", "c11"), ("CXX", "main.cpp", "c++20")):
                with self.subTest(f"{kind}, {source}"):
                    program = self.folder / f"{kind}-{language}"
                    self.succeed(COMPILERS[language], f"-std={standard}", *shlex.split(FLAGS[language]),
                                 str(HERE / source), "-o", str(program), *link, *flags)
                    self.check_consumer(program)
                    self.check_kind(program, kind)

    def test_as_a_part_of_another_project(self):
        for is_shared, target in (("OFF", "pith_merge"), ("ON", "pith_merge_shared")):
            output = self.succeed(
                "cmake", "-S", str(HERE / "inside"), "-B", str(self.folder / f"inside-{is_shared}"), "-G", "Ninja",
                f"-DPITH_SOURCE={ROOT}", f"-DCMAKE_CXX_COMPILER={COMPILERS['CXX']}",
                "-DPITH_WITH_LIBSODIUM=OFF", f"-DIS_SHARED={is_shared}")
            self.assertIn(f"pith::merge is {target}\n", output)

    def test_program(self):
        installed = run(str(self.prefix / "bin" / "pith-merge"), "verify", "--quiet", str(BUNDLES[0]))
        self.assertEqual(installed.returncode, 0, installed.stderr)
        for name in ("man/man1/pith-merge.1", "bash-completion/completions/pith-merge",
                     "zsh/site-functions/_pith-merge", "fish/vendor_completions.d/pith-merge.fish"):
            self.assertTrue((self.prefix / "share" / name).is_file(), name)

    def test_headers(self):
        headers = {path.name for path in (self.prefix / "include").rglob("*.h")}
        own = {path.name for path in (ROOT / "include" / "pith").glob("*.h")}
        self.assertEqual(headers, own, "the public headers and nothing more")


if __name__ == "__main__":
    unittest.main()
