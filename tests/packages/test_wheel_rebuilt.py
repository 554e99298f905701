"""The wheel and the sdist are the same bytes when somebody else builds them: in another folder, at another time, as
another user, with other times of the files, locale, time zone, umask and number of jobs.

Both builds must be on machines with the same versions of the Debian packages; the wheel lists them.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from wheel_support import ENVIRONMENT, ROOT, Case, artefacts, as_root, epoch, project_files, run, say, sha256

NOBODY = 65534
LONG_AGO = 1_000_000_000
OTHER_SURROUNDINGS = {
    **ENVIRONMENT, "LC_ALL": "C.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati", "CXXFLAGS": "-O1 -g",
    "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": epoch(), "CMAKE_BUILD_PARALLEL_LEVEL": str((os.cpu_count() or 1) + 1)}


class Rebuilt(Case):
    def copy_project(self, folder):
        for path in project_files():
            target = folder / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target, follow_symlinks=False)
            if not path.is_symlink():
                target.chmod(path.stat().st_mode & 0o700)
                os.utime(target, (LONG_AGO, LONG_AGO))

    def test_somebody_else_builds_the_same_bytes(self):
        first = artefacts()
        folder = self.new_folder()
        project = folder / "somewhere else/a rather long name of a folder"
        self.copy_project(project)
        user = []
        if os.geteuid() == 0:
            run("chown", "--recursive", f"{NOBODY}:{NOBODY}", folder)
            user = as_root("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
        script = 'umask 077; export HOME="$1"; exec "$2/scripts/wheel" "$1/built"'
        built = run(*user, "bash", "-euc", script, "bash", folder, project, env=OTHER_SURROUNDINGS).splitlines()
        for name in sorted(built):
            [same] = [path for path in first if path.suffix == pathlib.Path(name).suffix]
            say(f"SHA-256 of {same.name}", f"{sha256(same)}, built again {sha256(pathlib.Path(name))}")
        for name in built:
            [same] = [path for path in first if path.suffix == pathlib.Path(name).suffix]
            self.assertEqual(pathlib.Path(name).name, same.name)
            if same.read_bytes() != pathlib.Path(name).read_bytes():
                self.fail(f"{name} differs: {self.differences(same, pathlib.Path(name))}")

    @staticmethod
    def differences(first, second):
        if shutil.which("diffoscope"):
            shown = subprocess.run(["diffoscope", first, second], capture_output=True, text=True, check=False)
            return shown.stdout[:5000]
        if first.suffix != ".whl":
            return "diffoscope says how"
        with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as other:
            members = [{member.filename: (member.CRC, member.date_time, member.external_attr)
                        for member in wheel.infolist()} for wheel in (one, other)]
        return sorted(name for name in {*members[0], *members[1]} if members[0].get(name) != members[1].get(name))


if __name__ == "__main__":
    unittest.main()
