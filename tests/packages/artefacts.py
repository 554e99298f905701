"""The artefacts that the tests look at: those in the folder PITH_ARTEFACTS, or in build/packages/artefacts, where
scripts/package-tests builds them."""

import hashlib
import os
import pathlib

from bare_debian import FOLDER, ROOT

BUNDLES = sorted((ROOT / "tests/data").glob("*.bundle.json"))
VERSION = (ROOT / "include/pith/version.h").read_text(encoding="utf-8").split('PITH_VERSION "')[1].split('"')[0]


def folder():
    return pathlib.Path(os.environ.get("PITH_ARTEFACTS", FOLDER / "artefacts")).resolve()


def files(pattern):
    """The artefacts that fit, sorted."""
    found = sorted(path for path in folder().glob(pattern) if not path.name.endswith(".cdx.json"))
    assert found, f"{folder()} has no file {pattern}. scripts/artefacts FOLDER builds all of them."
    return found


def file(pattern):
    [found] = files(pattern)
    return found


def source_archive():
    return file("pith-merge-*.tar.xz")


def debian():
    """The .debs, and what else dpkg-buildpackage writes."""
    return [path for path in files("*") if path.name.startswith(("pith-merge", "libpith", "python3-"))]


def debs():
    """The four packages, without those with debugging symbols."""
    return [path for path in files("*.deb") if "-dbgsym_" not in path.name]


def wheel():
    return file("*.whl")


def sdist():
    return file("pith_merge-*.tar.gz")


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()
