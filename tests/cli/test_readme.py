"""What the README shows is what happens: its sessions are run, its program is the one that the tests build."""

import os
import pathlib
import re
import shlex
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAM = os.environ["PITH_MERGE"]


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


class Readme(unittest.TestCase):
    def test_sessions(self):
        sessions = blocks("console")
        self.assertGreaterEqual(len(sessions), 3)
        for session in sessions:
            command, _, expected = session.partition("\n")
            self.assertTrue(command.startswith("$ pith-merge "), command)
            arguments = shlex.split(command)[2:]
            result = subprocess.run([PROGRAM, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
            self.assertEqual((result.returncode, result.stderr), (0, ""), command)
            self.assertEqual(result.stdout, expected, command)

    def test_library_example_is_the_one_that_is_built(self):
        [example] = blocks("cpp")
        self.assertEqual(example, (ROOT / "tests/install/main.cpp").read_text(encoding="utf-8"))
        for block, project in zip(blocks("cmake"), ("tests/install", "tests/install/outer"), strict=True):
            text = (ROOT / project / "CMakeLists.txt").read_text(encoding="utf-8")
            for line in block.splitlines():
                self.assertIn(line + "\n", text)

    def test_the_c_example_is_the_one_that_is_built(self):
        program = (ROOT / "tests/install/main.c").read_text(encoding="utf-8")
        [example] = blocks("c")
        for line in example.splitlines():
            self.assertIn(line.strip() + "\n", program)

    def test_folders_exist(self):
        folders = re.findall(r"`([a-z/]+/)`", README)
        self.assertGreaterEqual(len(folders), 8)
        for folder in folders:
            self.assertTrue((ROOT / folder).is_dir(), folder)

    def test_options_of_the_help_are_no_promises(self):
        """Every subcommand that --help lists runs, and none else is mentioned in the README's commands."""
        listed = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True).stdout
        commands = set(re.findall(r"^  ([a-z-]+) {2,}", listed.split("Subcommands:")[1], re.MULTILINE))
        self.assertTrue({"verify", "merge", "canon"} <= commands)
        for command in commands:
            result = subprocess.run([PROGRAM, command, "--help"], capture_output=True, check=False)
            self.assertEqual(result.returncode, 0, command)
        self.assertLessEqual(set(re.findall(r"\$ pith-merge ([a-z-]+)", README)), commands)


if __name__ == "__main__":
    unittest.main()
