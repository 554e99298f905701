"""Builds again in the Debian where an artefact was built, in other surroundings: another folder, time, time zone, user,
locale, umask and number of CPUs."""

import os
import shlex
import time
import unittest

import artefacts
from bare_debian import BareDebian, INSTALL, QUIET_APT, as_root, run, say

HOME = "/srv/somewhere/else"
USER_ID = 4321
# faketime gives a clock that runs on from a time in the future; it takes one unit only. It leaves the times of files
# alone: dpkg-deb would see times in the future where the first build saw the real ones. `--cpu-list` gives one CPU.
OTHER = (f"umask 077; cd {HOME}; exec setpriv --reuid other --regid other --clear-groups "
         f"env HOME={HOME} TZ=Pacific/Kiritimati LANG=de_DE.UTF-8 LC_ALL=de_DE.UTF-8 DEB_BUILD_OPTIONS=parallel=1 "
         "NO_FAKE_STAT=1 taskset --cpu-list {cpu} faketime -f '+9533h'")


class Rebuild(unittest.TestCase):
    """The tests of one builder, a folder in build/packages, on one of the CPUs that this process may use."""

    builder = None
    cpu = min(os.sched_getaffinity(0))

    @classmethod
    def setUpClass(cls):
        cls.machine = BareDebian(cls.builder, is_kept=True)
        cls.home = cls.machine.path / HOME.lstrip("/")
        cls.other = OTHER.format(cpu=cls.cpu)
        cls.machine.run(f"""{QUIET_APT}; {INSTALL} faketime git locales xz-utils
          localedef -i de_DE -f UTF-8 de_DE.UTF-8
          rm -rf {HOME}
          mkdir -p {HOME}
          id other >/dev/null 2>&1 || useradd --uid {USER_ID} --home-dir {HOME} other
          chown other:other {HOME}""")
        cls.machine.put([artefacts.source_archive()], "/source")
        clock = cls.machine.run(f"{cls.other} date '+%Y %Z'").strip()
        assert clock > f"{time.gmtime().tm_year + 1} " and clock.endswith(" +14"), clock

    def elsewhere(self, script):
        return self.machine.run(f"{self.other} bash -euc {shlex.quote(script)}")

    def compare(self, first, second):
        """Prints both hashes. If they differ, diffoscope says why."""
        hashes = artefacts.sha256(first), artefacts.sha256(second)
        say(f"{first.name}\n  {hashes[0]}\n  {hashes[1]}")
        if hashes[0] == hashes[1]:
            return
        self.machine.put([first], "/source/first")
        self.machine.install("diffoscope-minimal")
        self.fail(f"{first.name} differs:\n" + self.machine.run(
            f"cd /source/first; diffoscope --max-report-size 20000 {first.name} "
            f"/{second.relative_to(self.machine.path)}", is_checked=False))

    def clone(self, root):
        """A clone of the repository that belongs to the other user, without files."""
        clone = self.home / "clone"
        as_root("git", "clone", "--quiet", "--no-checkout", f"file://{root}", clone)
        as_root("chown", "-R", f"{USER_ID}:{USER_ID}", clone)
        return run("bash", "-c", f"xz --decompress --stdout {shlex.quote(str(artefacts.source_archive()))} | "
                   "git get-tar-commit-id").strip()
