"""The modules that the worker of the page runs, in Node: what they make of inputs, without a browser.

PITH_JAVASCRIPT is the folder of the package with its WebAssembly (bindings/javascript); PITH_MERGE the program.
"""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGE = pathlib.Path(os.environ.get("PITH_JAVASCRIPT", ROOT / "bindings/javascript"))
PROGRAM = os.environ.get("PITH_MERGE", "")
if not (PACKAGE / "lib/pith_merge.wasm").is_file():
    sys.exit("run scripts/wasm first")
if not os.access(PROGRAM, os.X_OK):
    sys.exit("set PITH_MERGE to the program, which `scripts/run` builds")


def to_base64(data):
    return base64.b64encode(data).decode()


class ModelTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pith-web-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for path in [*(ROOT / "web").glob("*.js"), pathlib.Path(__file__).parent / "check_all.mjs"]:
            shutil.copy(path, self.folder)
        (self.folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
        (self.folder / "node_modules").mkdir()
        (self.folder / "node_modules/pith-merge").symlink_to(PACKAGE.resolve())

    def check_all(self, cases, trusts_bundle_keys=False):
        """A result for each (inputs, key documents)."""
        values = [{"inputs": [to_base64(text) for text in inputs], "trustsBundleKeys": trusts_bundle_keys,
                   "keys": [to_base64(json.dumps(document).encode()) for document in keys]} for inputs, keys in cases]
        (self.folder / "cases.json").write_text(json.dumps(values), encoding="utf-8")
        done = subprocess.run(["node", "--preserve-symlinks", "check_all.mjs", "cases.json"], cwd=self.folder,
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr.decode()[-2000:])
        results = json.loads(done.stdout)
        self.assertEqual(len(results), len(cases))
        return results
