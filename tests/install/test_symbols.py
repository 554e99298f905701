"""The shared library exports what symbols.txt lists, and nothing else. The list has the declarations of the C functions
too, since a name in C says nothing of its parameters; and the change log states the list's hash, so that nobody changes
what other people's programs are linked against without saying so there.

    python3 test_symbols.py --write    # writes the list, and prints the line for CHANGELOG.md
"""

import hashlib
import os
import pathlib
import re
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LIST = HERE / "symbols.txt"
LIBRARY = os.environ["PITH_SHARED_LIBRARY"]


def exported_with_versions():
    """Each name and the version that it is bound to; the version itself is a name of type A."""
    lines = subprocess.run(["nm", "--dynamic", "--defined-only", "--format=posix", LIBRARY], capture_output=True,
                           text=True, check=True).stdout.splitlines()
    return [line.split()[0].partition("@@")[::2] for line in lines if line.split()[1] != "A"]


def exported():
    return sorted({name for name, _ in exported_with_versions()})


def interface_version():
    """Before 1.0 the minor version tells libraries apart, from 1.0 on the major one alone."""
    text = (ROOT / "include/pith/version.h").read_text(encoding="utf-8")
    major, minor = re.search(r'PITH_VERSION "(\d+)\.(\d+)\.', text).groups()
    return f"0.{minor}" if major == "0" else major


def declarations():
    header = (ROOT / "include/pith/c.h").read_text(encoding="utf-8")
    return sorted(" ".join(text.split()) for text in re.findall(r"^PITH_API ([^;]*;)", header, re.MULTILINE))


def listing():
    return "".join(line + "\n" for line in [*exported(), *declarations()])


def log_line():
    text = LIST.read_bytes()
    digest = hashlib.sha256(text).hexdigest()
    return f"Exported symbols and C declarations: {text.count(bytes([10]))}, SHA-256 `{digest}`."


class Symbols(unittest.TestCase):
    maxDiff = None

    def test_the_list_is_complete(self):
        self.assertEqual(listing(), LIST.read_text(encoding="utf-8"))

    def test_the_change_log_knows_the_list(self):
        log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
        self.assertEqual(re.findall(r"Exported symbols and C declarations: .*", log)[0], log_line())

    def test_every_c_function_is_exported(self):
        header = (ROOT / "include/pith/c.h").read_text(encoding="utf-8")
        functions = set(re.findall(r"^PITH_API [^;(]*?\*?(pith_\w+)\(", header, re.MULTILINE))
        names = set(exported())
        self.assertEqual(len(declarations()), len(functions))
        self.assertEqual({name for name in names if name.startswith("pith_")}, functions)
        self.assertTrue(any(name.startswith("_ZN4pith8EventSet") for name in names))

    def test_nothing_of_the_rooms_is_exported(self):
        inside = re.compile(r"4pith(4capi|5canon|6crypto|6engine)")
        # Names of inner types show in the parameters of two constructors; what is exported is the outer classes'.
        own = [name for name in exported() if inside.match(name.removeprefix("_ZN").removeprefix("_ZNK"))]
        self.assertEqual(own, [])

    def test_the_library_has_its_name(self):
        dynamic = subprocess.run(["readelf", "--dynamic", LIBRARY], capture_output=True, text=True, check=True).stdout
        self.assertIn(f"[libpith-merge.so.{interface_version()}]", dynamic)

    def test_symbols_are_bound_to_the_library_of_that_name(self):
        """Else a process that has the libraries of two versions would call the one's functions from the other."""
        self.assertEqual({version for _, version in exported_with_versions()}, {f"PITH_{interface_version()}"})


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        LIST.write_text(listing(), encoding="utf-8")
        print(log_line())
    else:
        unittest.main()
