"""Commands on this machine, and bare Debians in folders, for the tests of packages: scripts/bare_debian.sh from Python.

scripts/package-tests makes the bare Debians in build/packages that are copied here.
"""

import os
import pathlib
import shlex
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "build/packages"
BARE = {"bookworm": FOLDER / "bare", "trixie": FOLDER / "bare-trixie"}
os.umask(0o022)  # what root puts into a bare Debian, others there must be able to read
QUIET_APT = "export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8; apt-get update -qq"
INSTALL = "apt-get install -y -qq --no-install-recommends"
# Nothing of this machine's settings. pip needs the variables of proxies and certificates, if there are any.
PASSED_ON = ("HOME", "PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "http_proxy", "https_proxy", "no_proxy",
             "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "PITH_DEBIAN_MIRROR", "PITH_DEBIAN_SECURITY_MIRROR")
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PIP_DISABLE_PIP_VERSION_CHECK": "1",
               **{name: os.environ[name] for name in PASSED_ON if name in os.environ}}


def say(text):
    """A figure for people."""
    print(text, flush=True)


def run(*command, is_checked=True, **options):
    """Runs a command on this machine, and returns what it writes to standard output. Fails if it does."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False,
                          **{"env": ENVIRONMENT, **options})
    if is_checked and done.returncode != 0:
        raise AssertionError(f"{shlex.join(map(str, command))} exits with {done.returncode}:\n"
                             f"{done.stdout[-10000:]}\n{done.stderr[-10000:]}")
    return done.stdout


def as_root(*command):
    return run(*(() if os.geteuid() == 0 else ("sudo",)), *command)


def call(function, *arguments, before=(), is_checked=True):
    """Calls a function of scripts/bare_debian.sh, in a bash that the command `before` starts."""
    script = f'source "{ROOT}/scripts/common.sh"; source "{ROOT}/scripts/bare_debian.sh"; "$@"'
    return run(*before, "bash", "-c", script, "bash", function, *arguments, is_checked=is_checked)


class BareDebian:
    """A copy of a bare Debian, or the Debian that is in `name` if `is_kept`."""

    def __init__(self, name, suite="bookworm", is_kept=False):
        self.path = FOLDER / name
        if not is_kept:
            assert BARE[suite].is_dir(), f"There is no {BARE[suite]}. Run scripts/package-tests first."
            call("copy_bare", BARE[suite], self.path)
        assert self.path.is_dir(), f"There is no {self.path}. Run scripts/package-tests first."

    def run(self, script, folder="/", is_checked=True, has_network=True):
        """Runs a bash script as root of this Debian, and returns what it writes to standard output."""
        alone = () if has_network else (*(() if os.geteuid() == 0 else ("sudo",)), "unshare", "--net")
        return call("run_inside", self.path, folder, "bash", "-euc", script, before=alone, is_checked=is_checked)

    def install(self, *packages):
        self.run(f"{QUIET_APT}; {INSTALL} {shlex.join(packages)}")

    def put(self, files, folder):
        """Copies files of this machine into a folder of this Debian, where everybody can read them."""
        target = self.path / folder.lstrip("/")
        as_root("mkdir", "-p", target)
        as_root("cp", "--no-preserve=mode,ownership", *files, target)

    def remove(self):
        as_root("rm", "-rf", "--one-file-system", self.path)
