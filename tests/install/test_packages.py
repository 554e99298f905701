"""The scripts install what is missing, or name it and say what it is for. dpkg and apt are stand-ins here."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ALL = ("build", "test", "platform", "fuzz", "bench", "wheel", "distribution", "package")
# A machine with the packages of INSTALLED, whose apt offers those of OFFERED. Both are lines of name and version.
STAND_INS = {
    "dpkg-query": 'while read -r n v; do [ "$n" != "$4" ] || { echo "installed $v"; exit; }; done <"$0.list"; exit 1',
    "apt-cache": 'echo "$2:"; while read -r n v; do [ "$n" != "$2" ] || c=$v; done <"$0.list"\n'
                 'echo "  Candidate: ${c:-(none)}"',
    "apt-get": 'echo "$*" >>"$0.calls"',
    "env": 'shift; exec "$@"',
    "id": "echo 0",
}
TOOLS = ("bash", "sed", "dirname", "dpkg")


class Packages(unittest.TestCase):
    def make_machine(self, stand_ins=STAND_INS, installed="", offered=""):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name)
        for tool in TOOLS:
            (self.path / tool).symlink_to(shutil.which(tool))
        for name in stand_ins:
            (self.path / name).write_text(f"#!{shutil.which('bash')}\n{STAND_INS[name]}\n", encoding="ascii")
            (self.path / name).chmod(0o755)
        (self.path / "dpkg-query.list").write_text(installed, encoding="ascii")
        (self.path / "apt-cache.list").write_text(offered, encoding="ascii")

    def install(self, *packages):
        script = f'source "{ROOT}/scripts/common.sh"; install_missing "$@"'
        return subprocess.run([str(self.path / "bash"), "-c", script, "bash", *packages], capture_output=True,
                              text=True, check=False, env={"PATH": str(self.path)})

    def installed(self):
        """What apt-get was told to install."""
        calls = self.path / "apt-get.calls"
        *_, last = calls.read_text(encoding="ascii").splitlines() if calls.exists() else [""]
        return re.sub(r".*--no-install-recommends ", "", last)

    def test_what_is_missing_is_installed_and_nothing_else(self):
        self.make_machine(installed="g++ 4:12\n", offered="g++ 4:12\ncmake 3.25\n")
        result = self.install("g++", "cmake")
        self.assertEqual((result.returncode, result.stdout), (0, ""), result.stderr)
        self.assertEqual(self.installed(), "cmake")
        self.assertRegex(result.stderr, r"\n  cmake +configures the build\n")

    def test_nothing_is_asked_if_nothing_is_missing(self):
        self.make_machine(installed="g++ 4:12\nlibboost-dev 1.83.0.2\n")
        result = self.install("g++", "libboost-dev")
        self.assertEqual((result.returncode, result.stderr, self.installed()), (0, "", ""))

    def test_the_distributions_own_boost_if_it_is_new_enough(self):
        """Debian 12 has 1.74 as libboost-dev, and 1.81 beside it. Debian 13 has 1.83."""
        for installed, offered, expected in (
                ("", "libboost-dev 1.83.0.2+b2\n", "libboost-dev"),
                ("", "libboost-dev 1.74.0.3\nlibboost1.81-dev 1.81.0-5\n", "libboost1.81-dev"),
                ("libboost-dev 1.74.0.3\n", "libboost-dev 1.74.0.3\nlibboost1.81-dev 1.81.0-5\n", "libboost1.81-dev"),
                ("libboost1.81-dev 1.81.0-5\n", "libboost-dev 1.74.0.3\n", "")):
            with self.subTest(offered):
                self.make_machine(installed=installed, offered=offered)
                self.assertEqual(self.install("libboost-dev").returncode, 0)
                self.assertEqual(self.installed(), expected)

    def test_a_package_that_apt_does_not_have_is_named_with_its_purpose(self):
        self.make_machine(offered="cmake 3.25\nlibboost-dev 1.74.0.3\n")
        result = self.install("cmake", "libboost-dev", "libcli11-dev")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertRegex(result.stderr, r"(?s)does not have.*\n  libboost-dev +Boost\.JSON 1\.81 or later.*"
                                        r"\n  libcli11-dev +CLI11, the options of the program\n.*Debian 12 and 13")
        self.assertNotIn("install", self.installed())

    def test_without_apt_only_what_is_missing_is_named(self):
        """There is no compiler and no header on this machine, but cmake is there."""
        self.make_machine(stand_ins=("id",))
        (self.path / "cmake").symlink_to("/bin/true")
        result = self.install("cmake", "g++", "libssl-dev")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertRegex(result.stderr, r"\A\S[^\n]* no apt-get[^\n]* missing:\n  g\+\+ +compiles C\+\+20\n"
                                        r"  libssl-dev +OpenSSL 3[^\n]*\n\S[^\n]*Debian 12 and 13")

    def test_without_apt_nothing_is_asked_if_everything_is_there(self):
        self.make_machine(stand_ins=("id",))
        for name in ("cmake", "g++", "c++"):  # this compiler finds every header
            (self.path / name).symlink_to("/bin/true")
        result = self.install("cmake", "g++", "libssl-dev")
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_without_root_and_sudo_it_says_so(self):
        self.make_machine(stand_ins=[name for name in STAND_INS if name != "id"], offered="cmake 3.25\n")
        (self.path / "id").write_text("#!/bin/sh\necho 1000\n", encoding="ascii")
        (self.path / "id").chmod(0o755)
        result = self.install("cmake")
        self.assertEqual((result.returncode, self.installed()), (1, ""))
        self.assertRegex(result.stderr, r"no sudo.*\n  cmake +configures the build\n")

    def test_every_package_has_a_purpose_and_can_be_looked_for(self):
        groups = " ".join(f'"${{{name}_packages[@]}}"' for name in ALL)
        script = (f'source "{ROOT}/scripts/common.sh"; '
                  f'for p in {groups}; do echo "$p|${{purpose[$p]}}|${{probe[$p]}}"; done')
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for line in done.stdout.splitlines():
            self.assertRegex(line, r"\A[^|]+\|[^|]{10,}\|(has_\w+|test)( \S+)*\Z")


if __name__ == "__main__":
    unittest.main()
