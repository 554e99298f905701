"""The source archive and the Debian packages have the same bytes if they are built again in other surroundings: another
folder, time, time zone, user, locale, umask and number of CPUs.

It builds in build/packages/builder, which scripts/debs made. Prints both hashes of each file to standard output.
"""

import shlex
import time
import unittest

import artefacts
from bare_debian import BareDebian, FOLDER, INSTALL, QUIET_APT, ROOT, as_root, run, say

HOME = "/srv/somewhere/else"
# faketime gives a clock that runs on from a time in the future; it takes one unit only. It leaves the times of files
# alone: dpkg-deb would see times in the future where the first build saw the real ones. `--cpu-list 0` gives one CPU.
OTHER = (f"umask 077; cd {HOME}; exec setpriv --reuid other --regid other --clear-groups "
         f"env HOME={HOME} TZ=Pacific/Kiritimati LANG=de_DE.UTF-8 LC_ALL=de_DE.UTF-8 DEB_BUILD_OPTIONS=parallel=1 "
         "NO_FAKE_STAT=1 taskset --cpu-list 0 faketime -f '+9533h'")


class Rebuild(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        [cls.archive] = [path for path in artefacts.files(".tar.xz") if path.name.startswith("pith-merge-")]
        if not (FOLDER / "builder/source").is_dir():
            run(ROOT / "scripts/debs", cls.archive, FOLDER / "first")
        cls.machine = BareDebian("builder", is_kept=True)
        cls.machine.run(f"""{QUIET_APT}; {INSTALL} faketime git locales
          localedef -i de_DE -f UTF-8 de_DE.UTF-8
          rm -rf {HOME}
          mkdir -p {HOME}
          id other >/dev/null 2>&1 || useradd --uid 4321 --home-dir {HOME} other
          chown other:other {HOME}""")
        cls.machine.put([cls.archive, ROOT / "packaging/build-debs"], "/source")
        clock = cls.machine.run(f"{OTHER} date '+%Y %Z'").strip()
        assert clock > f"{time.gmtime().tm_year + 1} " and clock.endswith(" +14"), clock

    def elsewhere(self, script):
        return self.machine.run(f"{OTHER} bash -euc {shlex.quote(script)}")

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

    def test_the_source_archive(self):
        """Of the same commit, in a clone."""
        commit = run("bash", "-c", f"xz --decompress --stdout {shlex.quote(str(self.archive))} | git get-tar-commit-id")
        clone = self.machine.path / HOME.lstrip("/") / "clone"
        as_root("git", "clone", "--quiet", "--no-checkout", f"file://{ROOT}", clone)
        as_root("chown", "-R", "4321:4321", clone)
        self.elsewhere(f"cd clone; git checkout --quiet --detach {commit.strip()}; scripts/source-archive ../again; "
                       "chmod -R a+rX ..")
        self.compare(self.archive, clone.parent / "again" / self.archive.name)

    def test_the_debian_packages(self):
        self.elsewhere(f"/source/build-debs /source/{self.archive.name} a/b/c; chmod -R a+rX .")
        built = self.machine.path / HOME.lstrip("/") / "a/b/c"
        names = [path.name for path in artefacts.files() if path.name.endswith((".deb", ".dsc", ".debian.tar.xz"))]
        self.assertGreater(len(names), 6)
        for name in names:
            with self.subTest(name):
                self.compare(artefacts.folder() / name, built / name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
