#!/usr/bin/env python3
"""Builds the page, and runs all its tests: run.py [PATTERN...], as of `python3 -m unittest -k`.

PITH_MERGE is the program (build/run/pith-merge). PITH_PAGE is a page to test, instead of the one that is built.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parent
ROOT = TESTS.parents[1]


def main(patterns):
    os.environ.setdefault("PITH_MERGE", str(ROOT / "build/run/pith-merge"))
    if "PITH_AXE" not in os.environ and not (TESTS / "node_modules/axe-core/axe.min.js").is_file():
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=TESTS, check=True)
    with tempfile.TemporaryDirectory(prefix="pith-web-") as folder:
        if "PITH_PAGE" not in os.environ:
            subprocess.run([ROOT / "scripts/web", folder], check=True)
            os.environ["PITH_PAGE"] = str(pathlib.Path(folder, "verify.html"))
        options = [option for pattern in patterns for option in ("-k", pattern)]
        command = [sys.executable, "-B", "-m", "unittest", "discover", "-s", TESTS, "-t", TESTS, *options]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
