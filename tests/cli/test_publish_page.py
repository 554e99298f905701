"""The commands of docs/publish.md work as they are shown, one after the other, in a new folder."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import support

PAGE = pathlib.Path(__file__).resolve().parent.parent.parent / "docs/publish.md"


def sessions():
    """Each command, and the output that is shown. A command may have a here-document."""
    for block in re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        for session in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            end = session.index("\nEND\n") + 5 if "<<'END'" in session else session.index("\n") + 1
            yield session[:end], session[end:]


def pattern(output):
    """`...` stands for anything."""
    return ".*".join(re.escape(part) for part in output.split("..."))


class Page(unittest.TestCase):
    def test_its_commands_work(self):
        environment = {**os.environ, "PATH": f"{pathlib.Path(support.PROGRAM).parent}:{os.environ['PATH']}"}
        shown = list(sessions())
        self.assertEqual(len(shown), 10)
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(support.BUNDLE_OF_PAGE, pathlib.Path(folder) / "bundle.json")
            for command, output in shown:
                done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True,
                                      text=True, check=False)
                status = 1 if " diff " in command else 0  # the two bundles differ
                self.assertEqual(done.returncode, status, (command, done.stderr))
                self.assertRegex(done.stdout, re.compile(rf"\A{pattern(output)}\Z", re.DOTALL), command)
                self.assertNotIn("refused", done.stderr)


if __name__ == "__main__":
    unittest.main()
