"""mypy checks the types of the package, and of a program that uses it."""

import os
import pathlib
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "bindings/python"


class Types(unittest.TestCase):
    def check(self, *arguments):
        checked = subprocess.run(["/usr/bin/python3", "-B", "-m", "mypy", "--strict", "--cache-dir", os.devnull,
                                  *map(str, arguments)], env={"PATH": "/usr/bin:/bin", "MYPYPATH": str(PACKAGE)},
                                 capture_output=True, text=True, check=False)
        return checked.returncode, checked.stdout + checked.stderr

    def test_the_package_and_the_example_are_sound(self):
        status, output = self.check(PACKAGE / "pith_merge", ROOT / "examples/audit.py")
        self.assertEqual(status, 0, output)

    def test_documents_and_members_have_their_types(self):
        use = ("import pathlib\nimport pith_merge\nreport = pith_merge.verify(pathlib.Path('a'))\n"
               "pith_merge.merge([b'', bytearray(), memoryview(b''), pathlib.Path('b')])\n"
               "digest: str = report.state.sha256\n"
               "failed: list[str] = [check.name for check in report.failed_checks]\n")
        status, output = self.check("-c", use)
        self.assertEqual(status, 0, output)

    def test_misuse_is_noticed(self):
        misuse = 'import pith_merge\npith_merge.verify("{}")\nnumber: int = pith_merge.merge([b""]).sha256\n'
        status, output = self.check("-c", misuse)
        self.assertEqual(status, 1, output)
        self.assertIn("<string>:2: error: Argument 1 to", output)
        self.assertIn("<string>:3: error: Incompatible types", output)


if __name__ == "__main__":
    unittest.main()
