"""The folder of artefacts that the tests of the Debian packages look at.

PITH_ARTEFACTS names the folder that has the source archive, the .debs and the source package. If it is not set, these
are built from the last commit.
"""

import functools
import hashlib
import os
import pathlib

from bare_debian import FOLDER, ROOT, run, say


@functools.cache
def folder():
    if "PITH_ARTEFACTS" in os.environ:
        return pathlib.Path(os.environ["PITH_ARTEFACTS"]).resolve()
    built = FOLDER / "debian"
    commit = run("git", "-C", ROOT, "rev-parse", "HEAD")
    built_from = built / "commit"
    if not built_from.is_file() or built_from.read_text(encoding="ascii") != commit:
        say(f"builds the Debian packages in {built}")
        run("rm", "-rf", built)
        archive = run(ROOT / "scripts/source-archive", built).split()[-1]
        run(ROOT / "scripts/debs", archive, built)
        built_from.write_text(commit, encoding="ascii")
    return built


def files(suffix=""):
    """The source archive, the .debs and the source package, and not what a wheel consists of."""
    found = sorted(path for path in folder().iterdir() if path.name.startswith(("pith-merge", "libpith", "python3-"))
                   and not path.name.endswith(".cdx.json") and path.name.endswith(suffix))
    assert found, f"{folder()} has no file {suffix}"
    return found


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()
