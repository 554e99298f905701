"""scripts/release refuses what does not agree, and builds and tests the rest. Stand-ins build and test here."""

import datetime
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
VERSION = re.search(r'PITH_VERSION "(.+)"', (ROOT / "include/pith/version.h").read_text(encoding="utf-8")).group(1)
STAND_IN = '#!/bin/sh\necho "$0 $*"\n'
FILES = ("CHANGELOG.md", "CMakeLists.txt", "docs/security.md", "docs/installing.md", "include/pith/version.h",
         "bindings/javascript/package.json", "bindings/python/pith_merge/__init__.py",
         "bindings/python/pith_merge/_library.py", "packaging/check_release.py", "packaging/completions/pith-merge.1",
         "packaging/debian/changelog", "packaging/debian/control", "scripts/common.sh", "scripts/packages.sh",
         "scripts/release", "tests/install/symbols.txt")


class Release(unittest.TestCase):
    def setUp(self):
        """A repository that is ready for a release: its change log has a day, and nothing else has changed."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name in (*FILES, *(path.relative_to(ROOT).as_posix() for path in ROOT.glob("packaging/debian/*.symbols"))):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.root / name)
        for name in ("scripts/artefacts", "scripts/test"):
            (self.root / name).write_text(STAND_IN, encoding="ascii")
            (self.root / name).chmod(0o755)
        dates = re.search(r">  (.+)", self.read("packaging/debian/changelog")).group(1)
        self.packaged = datetime.datetime.strptime(dates, "%a, %d %b %Y %H:%M:%S %z").date()
        self.change("CHANGELOG.md", r"^## .*$", f"## {VERSION}, {self.packaged}")
        self.change("docs/security.md", r"There is no release yet\. ", "")
        self.git("init", "--quiet")
        self.commit()

    def read(self, name):
        return (self.root / name).read_text(encoding="utf-8")

    def change(self, name, pattern, replacement):
        text, count = re.subn(pattern, replacement, self.read(name), count=1, flags=re.MULTILINE)
        (self.root / name).write_text(text, encoding="utf-8")
        return count

    def git(self, *command):
        settings = ("user.name=-", "user.email=-", "commit.gpgsign=false")
        subprocess.run(["git", *(word for setting in settings for word in ("-c", setting)), *command], cwd=self.root,
                       check=True)

    def commit(self):
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "-")

    def release(self, *arguments):
        return subprocess.run([str(self.root / "scripts/release"), *arguments], capture_output=True, text=True,
                              check=False)

    def refused(self, *reasons, version=VERSION):
        result = self.release(version)
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertEqual(len(result.stderr.splitlines()), len(reasons) + 1, result.stderr)
        for reason in reasons:
            self.assertIn(reason, result.stderr)

    def test_what_agrees_is_built_and_then_tested(self):
        result = self.release(VERSION)
        self.assertEqual(result.returncode, 0, result.stderr)
        folder = f"{self.root}/build/release/{VERSION}"
        self.assertEqual(result.stdout, f"{self.root}/scripts/artefacts {folder}\n"
                                        f"{self.root}/scripts/test --packages {folder}\n")
        self.assertIn("Nothing has been published", result.stderr)

    def test_a_test_that_fails_is_a_failure(self):
        (self.root / "scripts/test").write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
        self.commit()
        result = self.release(VERSION)
        self.assertEqual(result.returncode, 1)
        self.assertNotIn("The release", result.stderr)

    def test_the_version_is_needed(self):
        self.assertEqual(self.release().returncode, 2)
        self.refused("'1.0' is not a version", version="1.0")

    def test_files_that_are_changed_or_new(self):
        (self.root / "new").touch()
        self.refused("?? new")
        (self.root / "new").unlink()
        self.change("docs/security.md", r"\Z", "more\n")
        self.refused(" M docs/security.md")

    def test_another_version(self):
        major, minor, patch = VERSION.split(".")
        later = f"{major}.{minor}.{int(patch) + 1}"
        self.refused("CMakeLists.txt", "version.h", "__init__.py", "pith-merge.1", "debian/changelog", "CHANGELOG.md",
                     "package.json", version=later)

    def test_every_place_that_names_the_version(self):
        for name, pattern, other in (
                ("CMakeLists.txt", r"(pith-merge VERSION )\S+", r"\g<1>9.9.9"),
                ("include/pith/version.h", r'(PITH_VERSION ")[^"]+', r"\g<1>9.9.9"),
                ("bindings/python/pith_merge/__init__.py", r'(__version__ = ")[^"]+', r"\g<1>9.9.9"),
                ("bindings/python/pith_merge/_library.py", r'(SHARED_OBJECT = ")[^"]+', r"\g<1>lib.so.9"),
                ("bindings/javascript/package.json", r'("version": ")[^"]+', r"\g<1>9.9.9"),
                ("packaging/debian/control", r"libpith-merge0\.\d+ \(= ", "libpith-merge9.9 (= "),
                ("packaging/completions/pith-merge.1", r"(pith\\-merge )\d[\d.]+", r"\g<1>9.9.9"),
                ("packaging/debian/changelog", r"\((\d)", r"(9\1"),
                ("packaging/debian/control", r"(Package: libpith-merge)\d.*", r"\g<1>9"),
                ("docs/installing.md", r"(find_package\(pith-merge )\S+", r"\g<1>9.9"),
                ("CHANGELOG.md", r"^## \d.*$", r"## 9.9.9, 2026-01-01"),
                ("CHANGELOG.md", r"^(## \d.*), .*$", r"\1, not yet released"),
                ("CHANGELOG.md", r"^(## \d.*), .*$", r"\1, 2026-02-30"),
                ("docs/security.md", r"\Z", "There is no release yet.\n")):
            with self.subTest(name):
                self.assertEqual(self.change(name, pattern, other), 1)
                self.commit()
                self.refused(name)
                self.git("reset", "--quiet", "--hard", "HEAD~1")

    def test_a_package_that_is_older_than_the_change_log(self):
        later = self.packaged + datetime.timedelta(days=1)
        self.change("CHANGELOG.md", r"^(## \d.*), .*$", rf"\1, {later}")
        self.commit()
        self.refused("packaging/debian/changelog is dated")

    def test_lists_of_names_that_differ(self):
        self.change("tests/install/symbols.txt", r"^pith_version$", "pith_no_version")
        self.commit()
        self.refused("has pith_version", "has pith_no_version")


if __name__ == "__main__":
    unittest.main()
