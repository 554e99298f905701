"""Installs the library into an empty folder, builds somebody else's project against it, and runs that."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
BUNDLES = sorted((HERE.parent / "data").glob("*.bundle.json"))
BUILD = os.environ["PITH_BUILD"]
FLAGS = os.environ.get("PITH_CXX_FLAGS", "")
COMPILER = os.environ["PITH_CXX"]


def run(*command, stdin=None):
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


class Install(unittest.TestCase):
    def test_a_stranger_builds_against_the_installed_package(self):
        with tempfile.TemporaryDirectory() as folder:
            prefix = pathlib.Path(folder) / "prefix"
            build = pathlib.Path(folder) / "build"
            for command in (
                ["cmake", "--install", BUILD, "--prefix", str(prefix)],
                ["cmake", "-S", str(HERE), "-B", str(build), "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}",
                 f"-DCMAKE_CXX_COMPILER={COMPILER}", f"-DCMAKE_CXX_FLAGS={FLAGS}"],
                ["cmake", "--build", str(build)],
            ):
                result = run(*command)
                self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
            for bundle in BUNDLES:
                result = run(str(build / "consumer"), stdin=bundle.read_bytes())
                self.assertEqual(result.stderr, b"")
                expected = json.loads(bundle.read_bytes())["state"]["state_sha256"]
                self.assertEqual(result.stdout.decode().strip(), expected)
            self.assertEqual(run(str(build / "consumer"), stdin=b"[1,\n2").stderr, b"syntax in line 2\n")
            installed = run(str(prefix / "bin" / "pith-merge"), "verify", "--quiet", str(BUNDLES[0]))
            self.assertEqual(installed.returncode, 0, installed.stderr)
            headers = {path.name for path in (prefix / "include").rglob("*.h")}
            own = {path.name for path in (HERE.parent.parent / "include" / "pith").glob("*.h")}
            self.assertEqual(headers, own, "the public headers and nothing more")


if __name__ == "__main__":
    unittest.main()
