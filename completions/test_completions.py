"""The manual page and the completions say what --help says, and bash takes its own in."""

import os
import pathlib
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent


def complete(*words):
    """What bash offers for the last word."""
    script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pith_merge; '
              'printf "%s\\n" "${COMPREPLY[@]}"')
    result = subprocess.run(["bash", "-c", script, "bash", HERE / "pith-merge.bash", *words], capture_output=True,
                            text=True, check=True)
    assert result.stderr == "", result.stderr
    return set(result.stdout.split())


class Completions(unittest.TestCase):
    def test_they_are_as_the_help_says(self):
        result = subprocess.run([sys.executable, HERE / "generate.py", "--check"], capture_output=True, text=True,
                                check=False)
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_bash(self):
        self.assertEqual(complete("pith-merge", "ver"), {"verify"})
        self.assertLessEqual({"verify", "merge", "canon", "--help"}, complete("pith-merge", ""))
        self.assertEqual(complete("pith-merge", "merge", "--au"), {"--authentic-only"})
        self.assertEqual(complete("pith-merge", "verify", "--au"), set())
        self.assertEqual(complete("pith-merge", "verify", "--color", "a"), {"auto", "always"})
        self.assertEqual(complete("pith-merge", "merge", "--subject", "--"), set())

    def test_every_option_of_the_help_is_in_every_file(self):
        text = subprocess.run([os.environ["PITH_MERGE"], "merge", "--help"], capture_output=True, text=True,
                              check=True).stdout
        for option in ("authentic-only", "keep-going", "keys", "threads"):
            self.assertIn("--" + option, text)
            for name in ("pith-merge.bash", "_pith-merge", "pith-merge.fish"):
                self.assertIn(option, (HERE / name).read_text(encoding="utf-8"), name)
            self.assertIn(option.replace("-", "\\-"), (HERE / "pith-merge.1").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
