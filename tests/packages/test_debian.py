"""The Debian packages: what lintian and hardening-check say, the autopkgtests, and what an installation leaves behind.

Each test has a bare Debian 12 of its own in build/packages. Prints the figures to standard output.
"""

import re
import shlex
import time
import unittest

import artefacts
from artefacts import BUNDLES, debs
from bare_debian import BareDebian, INSTALL, QUIET_APT, ROOT, as_root, say

OWN = ("libpith-merge0.1", "libpith-merge-dev", "pith-merge", "python3-pith-merge")
# What apt, dpkg and ldconfig write about themselves.
NOT_COMPARED = re.compile(r"/(var/(log|cache)/.*|var/lib/apt/.*|var/lib/dpkg/(status|triggers|lock|available).*)")


class Inspection(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.machine = BareDebian("inspection")
        cls.addClassCleanup(cls.machine.remove)
        cls.machine.install("binutils", "devscripts", "lintian")
        cls.machine.put(artefacts.debian(), "/packages")

    def test_there_are_four_packages(self):
        self.assertEqual(sorted(path.name.split("_")[0] for path in debs()), sorted(OWN))
        for path in [artefacts.source_archive(), *debs()]:
            say(f"{path.stat().st_size:>10,} bytes  {path.name}")

    def test_the_program_and_the_library_are_hardened(self):
        self.machine.run("for deb in /packages/*.deb; do dpkg-deb --extract $deb /extracted; done")
        for name, own in (("usr/bin/pith-merge", "Position Independent Executable: yes"),
                          ("usr/lib/*/libpith-merge.so.*", "regular shared library")):
            # It fails if anything is missing. docs/installing.md says why the linker leaves out the marks.
            said = self.machine.run(f"hardening-check --nocfprotection /extracted/{name}")
            say(said.rstrip())
            for line in (own, "Stack protected: yes", "Fortify Source functions: yes", "Read-only relocations: yes",
                         "Immediate binding: yes"):
                self.assertIn(line, said)

    def test_lintian_has_nothing_to_say(self):
        """Not even what is only pedantic. Each override has a comment above it."""
        artefacts.file("*.changes")
        said = self.machine.run("useradd lint; setpriv --reuid lint --regid lint --clear-groups env HOME=/tmp "
                                "LC_ALL=C.UTF-8 lintian --pedantic --show-overrides /packages/*.changes")
        say(f"lintian --pedantic --show-overrides:\n{said.rstrip() or '(nothing)'}")
        self.assertEqual([line for line in said.splitlines() if not line.startswith(("N:", "O:"))], [])
        for path in (ROOT / "packaging/debian").rglob("*lintian-overrides"):
            lines = path.read_text(encoding="utf-8").splitlines()
            for before, line in zip(["", *lines], lines):
                self.assertTrue(line.startswith("#") or before.startswith("#"), f"{path}: {line} is not explained")


class Installation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.version = re.match(r"pith-merge_(.+)_", [path for path in debs() if path.name.startswith("pith-merge_")]
                               [0].name).group(1)

    def test_as_documented(self):
        """The commands of docs/installing.md on a bare Debian that has none of what the packages need."""
        machine = BareDebian("documented")
        self.addCleanup(machine.remove)
        machine.put(debs(), "/packages")
        machine.put(BUNDLES, "/packages")
        text = (ROOT / "docs/installing.md").read_text(encoding="utf-8").split("\n## Debian packages\n")[1]
        program, libraries = re.findall(r"```sh\n(sudo apt install .*?)```", text, re.DOTALL)
        machine.run(f"{QUIET_APT}; echo 'APT::Get::Assume-Yes \"true\";' >/etc/apt/apt.conf.d/assume-yes")
        start = time.monotonic()
        said = machine.run(program.replace("sudo ", ""), "/packages")
        seconds = time.monotonic() - start
        self.assertEqual(len(re.findall(r": holds  pith:", said)), len(BUNDLES), said)
        say(f"{seconds:10.1f} seconds  from apt install to {len(BUNDLES)} verified bundles")
        machine.run(libraries.replace("sudo ", ""), "/packages")
        installed = machine.run("dpkg-query --show --showformat '${Package} ' '*pith-merge*'")
        self.assertEqual(sorted(installed.split()), sorted(OWN))

    def repacked(self, machine, version):
        """The packages as an earlier version, each with a file that the later one does not have."""
        machine.run(f"""
          mkdir /earlier
          for deb in /packages/*.deb; do
            dpkg-deb --raw-extract $deb /unpacked
            sed -i 's/{re.escape(self.version)}/{version}/g' /unpacked/DEBIAN/control
            rm /unpacked/DEBIAN/md5sums
            touch /unpacked/usr/share/doc/$(basename $deb | cut -d_ -f1)/only-in-the-earlier-version
            dpkg-deb --root-owner-group --build /unpacked /earlier
            rm -r /unpacked
          done""")

    def files(self, machine):
        """Each file with its kind, mode, owner, target and hash."""
        found = {}
        listing = as_root("find", machine.path, "-xdev", "-printf", "/%P\\t%y %m %U %G %l\\n")
        for line in listing.splitlines():
            name, _, state = line.partition("\t")
            if not NOT_COMPARED.fullmatch(name):
                found[name] = state
        hashes = as_root("find", machine.path, "-xdev", "-type", "f", "-exec", "sha256sum", "{}", "+")
        for line in hashes.splitlines():
            digest, _, path = line.partition("  ")
            name = path.removeprefix(str(machine.path))
            if name in found:
                found[name] += digest
        return found

    def test_nothing_is_left_behind(self):
        """Installed, upgraded, removed and purged, beside everything that the packages need."""
        machine = BareDebian("purged")
        self.addCleanup(machine.remove)
        machine.put(debs(), "/packages")
        machine.put(BUNDLES, "/packages")
        lower = re.sub(r"-[^-]+$", "-0", self.version)
        self.repacked(machine, lower)
        machine.run(f"""{QUIET_APT}
          for deb in /packages/*.deb; do
            needed=$(dpkg-deb --field $deb Depends | tr ',' '\\n' | grep -v 'libpith-merge' | paste -sd, -)
            [ -z "$needed" ] || apt-get satisfy -y -qq --no-install-recommends "$needed"
          done""")
        before = self.files(machine)
        use = """pith-merge verify /packages/*.bundle.json
          python3 -c 'import pith_merge, sys
assert all(pith_merge.verify(open(path, "rb").read()).ok for path in sys.argv[1:])' /packages/*.bundle.json
          dpkg-query --show --showformat '${Package} ${Version}\\n' '*pith-merge*'"""
        left = "find / -xdev -name only-in-the-earlier-version | wc -l"
        for folder, version, count in (("earlier", lower, len(OWN)), ("packages", self.version, 0)):
            machine.run(f"{QUIET_APT}; {INSTALL} /{folder}/*.deb")
            said = machine.run(use)
            for name in OWN:
                self.assertIn(f"{name} {version}\n", said)
            self.assertEqual(machine.run(left).strip(), str(count))
        names = shlex.join(OWN)
        machine.run(f"{QUIET_APT}; apt-get remove -y -qq {names}; ! command -v pith-merge")
        machine.run(f"dpkg --purge {names}; ! grep pith-merge /var/lib/dpkg/status")  # apt may know them no more
        after = self.files(machine)
        differing = {name: (before.get(name), after.get(name)) for name in before.keys() | after.keys()
                     if before.get(name) != after.get(name)}
        self.assertEqual(differing, {})
        say(f"{len(before):10,} files are as they were after install, upgrade, remove and purge")

    def test_autopkgtests(self):
        """As Debian runs them: with what their control file names, on a bare Debian."""
        machine = BareDebian("autopkgtest")
        self.addCleanup(machine.remove)
        machine.put(artefacts.debian(), "/packages")
        machine.install("autopkgtest", "apt-utils", "dpkg-dev")
        machine.run(f"{QUIET_APT}; autopkgtest --no-built-binaries --output-dir /results "
                    f"{shlex.join('/packages/' + path.name for path in debs())} /packages/*.dsc -- null",
                    is_checked=False)
        summary = (machine.path / "results/summary").read_text(encoding="utf-8")
        say(f"autopkgtest:\n{summary.rstrip()}")
        control = (ROOT / "packaging/debian/tests/control").read_text(encoding="utf-8")
        tests = re.findall(r"^Tests: (\S+)$", control, re.MULTILINE)
        self.assertEqual(sorted(summary.split()), sorted(word for test in tests for word in (test, "PASS")),
                         machine.run("tail -n 30 /results/*-std*"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
