"""scripts/wasm builds OpenSSL anew if something changes from which it is built, and asks no server if nothing does.

    test_openssl.py FOLDER    FOLDER is where scripts/wasm has built before

Here apt-get fails, as it does without a network. So a build that needs the source fails, and leaves what was there.
"""

import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = pathlib.Path(sys.argv.pop(1)).resolve()
DONE = FOLDER / "openssl/done"
WASM = ROOT / "bindings/javascript/wasm"


class OpenSsl(unittest.TestCase):
    def setUp(self):
        content = DONE.read_text(encoding="utf-8")
        self.lines = content.splitlines()
        self.addCleanup(DONE.write_text, content, encoding="utf-8")
        folder = tempfile.TemporaryDirectory(prefix="pith-wasm-")
        self.addCleanup(folder.cleanup)
        self.asked = pathlib.Path(folder.name, "asked")
        apt = pathlib.Path(folder.name, "apt-get")
        apt.write_text(f"#!/bin/sh\necho \"$@\" >>'{self.asked}'\nexit 100\n", encoding="utf-8")
        apt.chmod(0o755)
        self.path = f"{folder.name}:{os.environ['PATH']}"

    def build(self):
        return subprocess.run([ROOT / "scripts/wasm", FOLDER], env={**os.environ, "PATH": self.path},
                              capture_output=True, text=True, check=False)

    def test_nothing_is_asked_of_a_server_if_nothing_changed(self):
        done = self.build()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse(self.asked.exists())
        module = ROOT / "bindings/javascript/lib/pith_merge.wasm"
        self.assertEqual(done.stdout.strip(), hashlib.sha256(module.read_bytes()).hexdigest())

    def test_each_change_asks_for_the_source_and_leaves_what_was_there(self):
        self.assertGreaterEqual(len(self.lines), 7)
        for number, line in enumerate(self.lines):
            changed = self.lines.copy()
            changed[number] = line[::-1]
            with self.subTest(line):
                DONE.write_text("\n".join(changed) + "\n", encoding="utf-8")
                self.asked.unlink(missing_ok=True)
                self.assertNotEqual(self.build().returncode, 0)
                self.assertTrue(self.asked.exists())
                self.assertEqual(DONE.read_text(encoding="utf-8").splitlines(), changed)
                self.assertTrue((FOLDER / "openssl/libcrypto.a").is_file())
                self.assertTrue((FOLDER / "source/openssl/LICENSE.txt").is_file())

    def test_what_it_is_built_from_is_written_down(self):
        for name in ("left_out.txt", "openssl_system.h"):
            self.assertIn(f"{hashlib.sha256((WASM / name).read_bytes()).hexdigest()}  {name}", self.lines)
        for name in ("clang-19", "llvm-19", "wasi-libc"):
            version = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", name], capture_output=True, text=True,
                                     check=True).stdout
            self.assertIn(f"{name} {version}", self.lines)
        self.assertRegex("\n".join(self.lines), r"(?m)^source \S+$")
        self.assertRegex("\n".join(self.lines), r"(?m)^options [0-9a-f]{64}\b")


if __name__ == "__main__":
    unittest.main()
