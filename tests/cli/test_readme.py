"""What README.md shows is what happens: its sessions are run, and its library examples are part of programs that the
tests build."""

import os
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
INSTALLING = (ROOT / "docs/installing.md").read_text(encoding="utf-8")
PROGRAM = os.environ["PITH_MERGE"]


def blocks(language, document=README):
    return re.findall(rf"```{language}\n(.*?)```", document, re.DOTALL)


def sessions():
    """Each command of the README, and the output that is shown for it."""
    for block in blocks("console"):
        for session in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = session.partition("\n")
            yield command, output


class Readme(unittest.TestCase):
    def test_sessions_are_real(self):
        self.assertGreaterEqual(len(list(sessions())), 3)
        environment = {**os.environ, "PATH": f"{pathlib.Path(PROGRAM).parent}:{os.environ['PATH']}"}
        for command, expected in sessions():
            result = subprocess.run(["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True,
                                    check=False)
            self.assertEqual((result.stdout, result.stderr), (expected, ""), command)
            self.assertEqual(result.returncode, 1 if ": FAILS  " in expected else 0, command)

    def test_library_examples_are_part_of_programs_that_are_built(self):
        for language, file in (("cpp", "main.cpp"), ("c", "main.c")):
            program = (ROOT / "tests/install" / file).read_text(encoding="utf-8")
            [example] = blocks(language)
            for line in example.splitlines():
                self.assertIn("\n  " + line + "\n", program)

    def test_cmake_examples_are_part_of_projects_that_are_built(self):
        for block, project in zip(blocks("cmake", INSTALLING), ("tests/install", "tests/install/outer"), strict=True):
            text = (ROOT / project / "CMakeLists.txt").read_text(encoding="utf-8")
            for line in block.splitlines():
                self.assertIn(line + "\n", text)

    def test_folders_exist(self):
        folders = re.findall(r"`([a-z/]+/)`", README)
        self.assertGreaterEqual(len(folders), 8)
        for folder in folders:
            self.assertTrue((ROOT / folder).is_dir(), folder)

    def test_subcommands_of_the_sessions_exist(self):
        """Every subcommand that --help lists runs, and the README names no other."""
        listed = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True).stdout
        commands = listed.split("Commands:\n")[1].split("\n\n")[0]
        subcommands = set(re.findall(r"^  ([a-z-]+) {2,}", commands, re.MULTILINE))
        self.assertTrue({"verify", "merge", "canon"} <= subcommands)
        for subcommand in subcommands:
            result = subprocess.run([PROGRAM, subcommand, "--help"], capture_output=True, check=False)
            self.assertEqual(result.returncode, 0, subcommand)
        self.assertLessEqual({re.search(r"pith-merge (\w+)", command)[1] for command, _ in sessions()}, subcommands)


if __name__ == "__main__":
    unittest.main()
