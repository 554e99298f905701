"""What npm packs: the notices are in it, and an incomplete package or one of two versions is refused."""

import json
import pathlib
import re
import shutil
import subprocess
import tarfile
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "bindings/javascript"


class Package(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pith-npm-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.package = self.folder / "package"
        shutil.copytree(PACKAGE, self.package)

    def pack(self):
        return subprocess.run(["npm", "pack", "--pack-destination", self.folder], cwd=self.package,
                              capture_output=True, text=True, check=False)

    def expect_refusal(self, *words):
        done = self.pack()
        self.assertNotEqual(done.returncode, 0)
        for word in (*words, "Run scripts/wasm"):
            self.assertIn(word, done.stderr)
        self.assertEqual(list(self.folder.glob("*.tgz")), [])

    def test_the_notices_are_packed(self):
        done = self.pack()
        self.assertEqual(done.returncode, 0, done.stderr)
        [archive] = self.folder.glob("*.tgz")
        with tarfile.open(archive) as packed:
            notices = packed.extractfile("package/THIRD-PARTY-NOTICES").read().decode("utf-8")
            licence = packed.extractfile("package/LICENSE").read()
        self.assertEqual(licence, (ROOT / "LICENSE").read_bytes())
        # One line names each package, and one holder of the rights in each is named by its notice.
        for source, words in (("openssl 3", "The OpenSSL Project Authors"), ("wasi-libc ", "Rich Felker"),
                              ("llvm-toolchain-", "LLVM Exceptions to the Apache 2.0 License"),
                              ("boost1.", "BSL-1.0")):
            self.assertRegex(notices, rf"(?m)^  {re.escape(source)}\S+.*: \S")
            self.assertIn(words, notices)
        for name in ("libc++-", "libclang-rt-"):  # linked in, and compiled in from headers
            self.assertIn(name, notices)
        self.assertNotIn(str(ROOT), notices)

    def test_what_is_missing_is_named(self):
        for name in ("lib/pith_merge.wasm", "THIRD-PARTY-NOTICES", "LICENSE"):
            with self.subTest(name):
                content = (self.package / name).read_bytes()
                (self.package / name).unlink()
                self.expect_refusal(f"{name} is missing")
                (self.package / name).write_bytes(content)

    def test_a_module_of_another_version_is_refused(self):
        path = self.package / "package.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        version = manifest["version"]
        manifest["version"] = "99.0.0"
        path.write_text(json.dumps(manifest), encoding="utf-8")
        self.expect_refusal(version, "99.0.0")

    def test_a_module_that_cannot_be_loaded_is_refused(self):
        # The least module, and one that imports a function of a system: (import "system" "exit" (func))
        least = b"\0asm\1\0\0\0"
        importing = least + b"\1\4\1\x60\0\0" + b"\2\x0f\1\6system\4exit\0\0"
        for module, word in ((b"text", "magic"), (least, "not the module"), (importing, "system")):
            with self.subTest(word):
                (self.package / "lib/pith_merge.wasm").write_bytes(module)
                self.expect_refusal("lib/pith_merge.wasm cannot be loaded", word)


if __name__ == "__main__":
    unittest.main()
