"""What must agree before a release: every place in the repository that names the version.

    packaging/check_release.py VERSION    prints what does not agree, one line each; the exit status is then 1
"""

import datetime
import email.utils
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def read(name):
    path = ROOT / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def found(name, pattern):
    """What the first group of a pattern is in a file, or None."""
    match = re.search(pattern, read(name), re.MULTILINE)
    return match and match.group(1)


def interface_version(version):
    """The part of the version that the SONAME has: see docs/stability.md."""
    major, minor, _ = version.split(".")
    return f"0.{minor}" if major == "0" else major


def check_versions(version):
    """Each place that states the version, or the SONAME that follows from it."""
    soname = f"libpith-merge.so.{interface_version(version)}"
    package = f"libpith-merge{interface_version(version)}"
    manual_version = r'^\.TH PITH\\-MERGE 1 "[^"]*" "pith\\-merge ([^"]*)"'
    for name, pattern, expected in (
            ("CMakeLists.txt", r"^project\(pith-merge VERSION (\S+) ", version),
            ("include/pith/version.h", r'^#define PITH_VERSION "(.+)"$', version),
            ("bindings/python/pith_merge/__init__.py", r'^__version__ = "(.+)"$', version),
            ("bindings/python/pith_merge/_library.py", r'^SHARED_OBJECT = "(.+)"$', soname),
            ("bindings/javascript/package.json", r'^  "version": "(.+)",$', version),
            ("packaging/completions/pith-merge.1", manual_version, version),
            ("packaging/debian/changelog", r"\A\S+ \((\S+)-\d+\)", version),
            (f"packaging/debian/{package}.symbols", r"\A(\S+) ", soname),
            ("docs/installing.md", r"find_package\(pith-merge (\S+) ", ".".join(version.split(".")[:2]))):
        stated = found(name, pattern)
        if stated != expected:
            yield f"{name} says {stated or 'nothing'} instead of {expected}"
    for name in ("packaging/debian/control", "docs/installing.md"):
        for other in sorted(set(re.findall(r"libpith-merge\d+(?:\.\d+)*", read(name))) - {package}):
            yield f"{name} names {other} instead of {package}"


def check_dates(version):
    """CHANGELOG.md starts with this version and its day. The Debian package was made on that day or later."""
    heading = found("CHANGELOG.md", r"^## (.+)$") or "nothing"
    match = re.fullmatch(re.escape(version) + r", (\d{4}-\d\d-\d\d)", heading)
    try:
        day = match and datetime.date.fromisoformat(match.group(1))
    except ValueError:
        day = None
    if not day:
        yield f"CHANGELOG.md starts with '## {heading}' instead of '## {version}, YYYY-MM-DD'"
        return
    signature = found("packaging/debian/changelog", r"^ -- .*>  (.*)$")
    packaged = signature and email.utils.parsedate_to_datetime(signature).date()
    if not packaged or packaged < day:
        yield f"packaging/debian/changelog is dated {packaged}, and CHANGELOG.md {day}"


def check_symbols():
    """The Debian list of exported names is the list of the tests. A test compares that one with the library."""
    lines = read("tests/install/symbols.txt").splitlines()
    names = {line for line in lines if line and " " not in line}
    for path in (ROOT / "packaging/debian").glob("*.symbols"):
        text = path.read_text(encoding="utf-8")
        listed = set(re.findall(r"^ (?:\(\S+\))?([^@\s]+)@", text, re.MULTILINE))
        listed = {name for name in listed if not name.startswith("PITH_")}
        for name in sorted(names ^ listed):
            yield f"only one of tests/install/symbols.txt and packaging/debian/{path.name} has {name}"


def check_documents():
    if "There is no release yet." in read("docs/security.md"):
        yield "docs/security.md says that there is no release yet"


def faults(version):
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        return [f"'{version}' is not a version: write MAJOR.MINOR.PATCH"]
    return [*check_versions(version), *check_dates(version), *check_symbols(), *check_documents()]


def main():
    if len(sys.argv) != 2:
        print("usage: packaging/check_release.py VERSION", file=sys.stderr)
        return 2
    found_faults = faults(sys.argv[1])
    for fault in found_faults:
        print(fault, file=sys.stderr)
    return 1 if found_faults else 0


if __name__ == "__main__":
    sys.exit(main())
