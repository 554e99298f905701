"""What npm packs: the notices are in it, as is the licence."""

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


if __name__ == "__main__":
    unittest.main()
