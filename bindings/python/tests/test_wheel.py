"""The package is built and installed as its README says. Then it runs without this folder."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
README = (ROOT / "bindings/python/README.md").read_text(encoding="utf-8")


class Wheel(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        unused = shutil.ignore_patterns("__pycache__", "build", "*.egg-info", "tests")
        shutil.copytree(ROOT / "bindings/python", self.folder / "bindings/python", ignore=unused)

    def run_here(self, *command):
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "PIP_NO_CACHE_DIR": "1",
                       "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore",
                       "PITH_MERGE_LIBRARY": os.environ["PITH_MERGE_LIBRARY"]}
        result = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result.stdout

    def test_the_readme_installs_it(self):
        [commands] = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
        output = self.run_here("sh", "-ec", commands).splitlines()
        version = (ROOT / "include/pith/version.h").read_text(encoding="utf-8").split('PITH_VERSION "')[1].split('"')[0]
        self.assertEqual(output[-1], version)
        shutil.rmtree(self.folder / "bindings")
        bundle = sorted((ROOT / "tests/data").glob("*.bundle.json"))[0]
        script = ("import pathlib, sys, pith_merge; print(pith_merge.__file__); "
                  "print(pith_merge.verify(pathlib.Path(sys.argv[1]).read_bytes()).ok)")
        where, ok = self.run_here("my-environment/bin/python", "-c", script, str(bundle)).split()
        self.assertTrue(pathlib.Path(where).is_relative_to(self.folder / "my-environment"), where)
        self.assertEqual(ok, "True")
        self.check_contents(version)

    def check_contents(self, version):
        [path] = (self.folder / "build/wheel").glob("*.whl")
        with zipfile.ZipFile(path) as wheel:
            names = {pathlib.PurePath(name).name: name for name in wheel.namelist()}
            self.assertEqual(wheel.read(names["LICENSE"]), (ROOT / "LICENSE").read_bytes())
            metadata = wheel.read(names["METADATA"]).decode()
            self.assertIn("Name: pith-merge\n", metadata)
            self.assertIn(f"\nVersion: {version}\n", metadata)
        own = {path.name for path in (ROOT / "bindings/python/pith_merge").iterdir() if path.is_file()}
        self.assertLessEqual(own, set(names))


if __name__ == "__main__":
    unittest.main()
