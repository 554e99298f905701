"""Doxygen documents the public headers without a warning: every declaration has a description."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent


def document(headers, folder):
    """Doxygen's warnings about these headers."""
    settings = (ROOT / "docs/Doxyfile").read_text(encoding="utf-8")
    settings += f'\nINPUT = "{headers}"\nOUTPUT_DIRECTORY = "{folder}"\n'
    result = subprocess.run([os.environ["PITH_DOXYGEN"], "-"], input=settings, capture_output=True, text=True,
                            check=False)
    assert (result.returncode == 0) == (result.stderr == ""), result
    return result.stderr


class Documentation(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_it_is_complete(self):
        self.assertEqual(document(ROOT / "include/pith", self.folder), "")
        for name in ("c_8h.html", "structpith_1_1MergedInputs.html", "classpith_1_1EventSet.html"):
            self.assertTrue((self.folder / "documentation" / name).is_file(), name)

    def test_a_missing_description_is_noticed(self):
        """Of a C function, a C++ function and a member."""
        headers = self.folder / "pith"
        shutil.copytree(ROOT / "include/pith", headers)
        for name, lines in (("c.h", r"(///[^\n]*\n)+(?=PITH_API void pith_report_free)"),
                            ("crypto.h", r"(///[^\n]*\n)+(?=PITH_API std::string to_hex)"),
                            ("c.h", r"///<[^\n]*(?=\n} pith_check;)")):
            text = (headers / name).read_text(encoding="utf-8")
            changed, count = re.subn(lines, "", text)
            self.assertEqual(count, 1, lines)
            (headers / name).write_text(changed, encoding="utf-8")
        warnings = document(headers, self.folder)
        for name in ("pith_report_free", "to_hex", "Member pointer"):
            self.assertIn(name, warnings)


if __name__ == "__main__":
    unittest.main()
