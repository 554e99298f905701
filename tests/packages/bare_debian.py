"""Bare Debians in folders, for the tests of packages: scripts/bare_debian.sh from Python."""

import os
import pathlib
import shlex
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "build/packages"
os.umask(0o022)  # what root puts into a bare Debian, others there must be able to read
QUIET_APT = "export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8; apt-get update -qq"
INSTALL = "apt-get install -y -qq --no-install-recommends"


def say(text):
    print(text, flush=True)


def run(*command, is_checked=True):
    """Runs a command on this machine, and returns what it printed."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)
    if is_checked and done.returncode != 0:
        raise AssertionError(f"{shlex.join(map(str, command))} exits with {done.returncode}:\n{done.stdout[-20000:]}")
    return done.stdout


def as_root(*command):
    return run(*(() if os.geteuid() == 0 else ("sudo",)), *command)


def call(function, *arguments, is_checked=True):
    """Calls a function of scripts/bare_debian.sh."""
    script = f'source "{ROOT}/scripts/common.sh"; source "{ROOT}/scripts/bare_debian.sh"; "$@"'
    return run("bash", "-c", script, "bash", function, *arguments, is_checked=is_checked)


class BareDebian:
    """A copy of the bare Debian 12 in build/packages/bare, or the Debian that is in `name` if `is_kept`."""

    def __init__(self, name, is_kept=False):
        self.path = FOLDER / name
        if is_kept:
            return
        if not (FOLDER / "bare/root").is_dir():
            call("make_bare", "bookworm", FOLDER / "bare")
        call("copy_bare", FOLDER / "bare", self.path)

    def run(self, script, folder="/", is_checked=True):
        """Runs a bash script as root of this Debian, and returns what it printed."""
        return call("run_inside", self.path, folder, "bash", "-euc", script, is_checked=is_checked)

    def install(self, *packages):
        self.run(f"{QUIET_APT}; {INSTALL} {shlex.join(packages)}")

    def put(self, files, folder):
        """Copies files of this machine into a folder of this Debian, where everybody can read them."""
        target = self.path / folder.lstrip("/")
        as_root("mkdir", "-p", target)
        as_root("cp", "--no-preserve=mode,ownership", *files, target)

    def remove(self):
        as_root("rm", "-rf", "--one-file-system", self.path)
