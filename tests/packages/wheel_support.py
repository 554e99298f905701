"""What the tests of the wheel share: the artefacts, virtual environments, bare Debians, and the figures they print.

PITH_ARTEFACTS names the folder that has the wheel and the sdist. If it is not set, or has no wheel, scripts/wheel
builds both into build/packages/wheel, unless they are newer than every file of the project.
"""

import functools
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUNDLES = sorted((ROOT / "tests/data").glob("*.bundle.json"))
VERSION = (ROOT / "include/pith/version.h").read_text(encoding="utf-8").split('PITH_VERSION "')[1].split('"')[0]
# Nothing of this machine's settings. pip needs the variables of proxies and certificates, if there are any.
PASSED_ON = ("HOME", "PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "http_proxy", "https_proxy", "no_proxy",
             "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PIP_DISABLE_PIP_VERSION_CHECK": "1",
               **{name: os.environ[name] for name in PASSED_ON if name in os.environ}}


def say(name, value):
    """A figure for people."""
    print(f"{name}: {value}", flush=True)


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(*command, **options):
    """What a command writes to standard output. Fails if the command does."""
    options = {"env": ENVIRONMENT, **options}
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command} ends with {done.returncode}:\n{done.stdout[-3000:]}\n{done.stderr[-6000:]}")
    return done.stdout


def project_files():
    """The files that git knows or would add, or all of an unpacked archive."""
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, text=True, check=False).stdout.splitlines()
    paths = [ROOT / name for name in listed] or ROOT.rglob("*")
    return [path for path in paths if path.is_file() and not path.is_relative_to(ROOT / "build")]


def epoch():
    """The time that the artefacts get, for scripts/wheel."""
    shown = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
    return os.environ.get("SOURCE_DATE_EPOCH") or shown.stdout.strip() or "1700000000"


@functools.cache
def artefacts():
    """The wheel and the sdist."""
    folder = pathlib.Path(os.environ.get("PITH_ARTEFACTS", ""))
    if "PITH_ARTEFACTS" not in os.environ or not list(folder.glob("*.whl")):
        folder = ROOT / "build/packages/wheel"
        built = list(folder.glob("pith_merge-*"))
        newest = max(path.stat().st_mtime for path in project_files())
        if len(built) < 2 or min(path.stat().st_mtime for path in built) < newest:
            shutil.rmtree(folder, ignore_errors=True)
            run(ROOT / "scripts/wheel", folder, env={**ENVIRONMENT, "SOURCE_DATE_EPOCH": epoch()})
    [wheel], [sdist] = folder.glob("*.whl"), folder.glob("pith_merge-*.tar.gz")
    return wheel, sdist


class Case(unittest.TestCase):
    def new_folder(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return pathlib.Path(folder.name)

    def new_environment(self, *packages):
        """The folder of a fresh virtual environment with these packages, from PyPI or from files."""
        folder = self.new_folder() / "environment"
        run("/usr/bin/python3", "-m", "venv", folder)
        if packages:
            run(folder / "bin/python", "-m", "pip", "install", "--quiet", *packages)
        return folder


def as_root(*command):
    return command if os.geteuid() == 0 else ("sudo", *command)


def bare_debian(suite):
    """The folder of a Debian that has Python's venv, and nothing of what the project uses. Made once."""
    folder = ROOT / "build/packages" / f"python-{suite}"
    if not (folder / "ready").exists():
        mirror = os.environ.get("PITH_DEBIAN_MIRROR")
        run(*as_root("rm", "-rf", "--one-file-system", folder))
        folder.parent.mkdir(parents=True, exist_ok=True)
        run(*as_root("debootstrap", "--variant=minbase", "--include=python3-venv", suite, folder,
                     *([mirror] if mirror else [])))
        run(*as_root("touch", folder / "ready"))
    return folder


def run_inside(folder, script):
    """Runs a shell script as root of a Debian in a folder, without a network."""
    mounted = ('mount -t proc proc "$0/proc" && exec chroot "$0" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin '
               'HOME=/root PIP_ROOT_USER_ACTION=ignore bash -euc "$1"')
    return run(*as_root("unshare", "--mount", "--pid", "--net", "--fork", "--kill-child", "bash", "-euc", mounted,
                        folder, script))
