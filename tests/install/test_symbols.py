"""The shared library exports exactly what symbols.txt lists, so that nobody changes by accident what other programs are
linked against. The list also has the declarations of the C functions, because a symbol of C does not show its
parameters. The Debian package has a list of its own, with the first version that has each name. After an intended
change, write both anew:

    PITH_SHARED_LIBRARY=build/dev/libpith-merge.so python3 tests/install/test_symbols.py --write
"""

import difflib
import os
import pathlib
import re
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LIST = HERE / "symbols.txt"
DEBIAN = ROOT / "packaging/debian"
LIBRARY = os.environ["PITH_SHARED_LIBRARY"]
WRITE = f"    PITH_SHARED_LIBRARY={LIBRARY} python3 tests/install/test_symbols.py --write"


def exported_with_versions():
    """Each exported name and the version that it is bound to. The version itself, a name of type A, is left out."""
    lines = subprocess.run(["nm", "--dynamic", "--defined-only", "--format=posix", LIBRARY], capture_output=True,
                           text=True, check=True).stdout.splitlines()
    return [line.split()[0].partition("@@")[::2] for line in lines if line.split()[1] != "A"]


def exported():
    return sorted({name for name, _ in exported_with_versions()})


def current_version():
    return re.search(r'PITH_VERSION "(.+)"', (ROOT / "include/pith/version.h").read_text(encoding="utf-8")).group(1)


def interface_version():
    """The part of the version that breaks programs: before 1.0 major and minor, from 1.0 on the major one alone."""
    major, minor, _ = current_version().split(".")
    return f"0.{minor}" if major == "0" else major


def c_headers():
    headers = sorted((ROOT / "include/pith").glob("c[._]*h"))
    return "".join(path.read_text(encoding="utf-8") for path in headers)


def declarations():
    return sorted(" ".join(text.split()) for text in re.findall(r"^PITH_API ([^;]*;)", c_headers(), re.MULTILINE))


def listing():
    return "".join(line + "\n" for line in [*exported(), *declarations()])


def debian_package():
    """Debian names a library's package after the SONAME (Debian Policy 8.1)."""
    return f"libpith-merge{interface_version()}"


def debian_listing(names, old_listing):
    """The symbols file of the Debian package: each name with the version of the library that first had it, which is
    taken from an earlier listing. A C++ name contains the types of sizes, so these are of 64-bit machines."""
    since = dict(re.findall(r"^ (?:\S*\))?(\S+)@\S+ (\S+)$", old_listing, re.MULTILINE))
    version = f"PITH_{interface_version()}"
    lines = [f"libpith-merge.so.{interface_version()} {debian_package()} #MINVER#",
             "* Build-Depends-Package: libpith-merge-dev"]
    for name in [version, *names]:
        tag = "(arch-bits=64)" if name.startswith("_Z") else ""
        lines.append(f" {tag}{name}@{version} {since.get(name, current_version())}")
    return "".join(line + "\n" for line in lines)


class Symbols(unittest.TestCase):
    def test_the_list_is_complete(self):
        listed, actual = LIST.read_text(encoding="utf-8").splitlines(), listing().splitlines()
        changes = "\n".join(difflib.unified_diff(listed, actual, "symbols.txt", LIBRARY, n=0, lineterm=""))
        if changes:
            self.fail(f"the exports of the library have changed:\n{changes}\n"
                      f"If that is intended, say so in CHANGELOG.md, and write the list anew:\n{WRITE}")

    def test_the_debian_package_lists_the_same_names(self):
        """In a package that has the library's name, and each since a version that is not later than this one."""
        [path] = DEBIAN.glob("*.symbols")
        self.assertEqual(path.name, f"{debian_package()}.symbols")
        names = [line for line in LIST.read_text(encoding="utf-8").splitlines() if " " not in line]
        listing = path.read_text(encoding="utf-8")
        self.assertEqual(listing, debian_listing(names, listing), f"write the list anew:\n{WRITE}")
        for since in re.findall(r" ([\d.]+)$", listing, re.MULTILINE):
            self.assertLessEqual([int(part) for part in since.split(".")],
                                 [int(part) for part in current_version().split(".")])

    def test_every_c_function_is_exported(self):
        functions = set(re.findall(r"^PITH_API [^;(]*?\*?(pith_\w+)\(", c_headers(), re.MULTILINE))
        names = set(exported())
        self.assertEqual(len(declarations()), len(functions))
        self.assertEqual({name for name in names if name.startswith("pith_")}, functions)
        self.assertTrue(any(name.startswith("_ZN4pith8EventSet") for name in names))

    def test_nothing_internal_is_exported(self):
        inside = re.compile(r"4pith(4capi|5canon|6crypto|6engine)")
        # Two constructors of public classes have parameters of internal types. The regex looks at the start only.
        own = [name for name in exported() if inside.match(name.removeprefix("_ZN").removeprefix("_ZNK"))]
        self.assertEqual(own, [])

    def test_the_library_has_its_name(self):
        dynamic = subprocess.run(["readelf", "--dynamic", LIBRARY], capture_output=True, text=True, check=True).stdout
        self.assertIn(f"[libpith-merge.so.{interface_version()}]", dynamic)

    def test_symbols_have_the_version_of_the_library(self):
        """Otherwise, in a process with two versions of the library, one would call functions of the other."""
        self.assertEqual({version for _, version in exported_with_versions()}, {f"PITH_{interface_version()}"})


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        LIST.write_text(listing(), encoding="utf-8")
        debian_list = DEBIAN / f"{debian_package()}.symbols"
        old_listing = debian_list.read_text(encoding="utf-8") if debian_list.exists() else ""
        debian_list.write_text(debian_listing(exported(), old_listing), encoding="utf-8")
    else:
        unittest.main()
