"""The manual page and the completions say what --help says, and bash, zsh, fish and man can read them."""

import os
import pathlib
import re
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent


def complete(*words):
    """The words that bash offers for the last one."""
    script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pith_merge; '
              'printf "%s\\n" "${COMPREPLY[@]}"')
    result = subprocess.run(["bash", "-c", script, "bash", HERE / "pith-merge.bash", *words], capture_output=True,
                            text=True, check=True)
    assert result.stderr == "", result.stderr
    return set(result.stdout.split())


def help_options(command):
    """The long options that --help lists for a command, without their dashes."""
    text = subprocess.run([os.environ["PITH_MERGE"], command, "--help"], capture_output=True, text=True,
                          check=True).stdout
    return set(re.findall(r"^ +(?:-\w, )?--([a-z0-9-]+)", text, re.M))


class Completions(unittest.TestCase):
    def test_they_are_up_to_date(self):
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

    def test_bash_completes_the_command_of_help(self):
        self.assertEqual(complete("pith-merge", "help", "me"), {"merge"})

    def test_bash_knows_a_value_in_the_same_word(self):
        """To bash, --option=value is three words."""
        self.assertEqual(complete("pith-merge", "verify", "--color", "=", "a"), {"auto", "always"})
        self.assertEqual(complete("pith-merge", "verify", "--color", "="), {"auto", "always", "never"})
        self.assertEqual(complete("pith-merge", "merge", "--subject", "=", "--"), set())

    def test_bash_offers_files_only_if_a_file_is_wanted(self):
        for words, is_wanted in ((("verify", "--keys", "./"), True), (("verify", "./"), True),
                                 (("merge", "--subject", "./"), False), (("verify", "--color", "./"), False)):
            script = ('compopt() { echo "$@"; }; source "$1"; shift; COMP_WORDS=("$@"); '
                      'COMP_CWORD=$(($# - 1)); _pith_merge')
            result = subprocess.run(["bash", "-c", script, "bash", HERE / "pith-merge.bash", "pith-merge", *words],
                                    capture_output=True, text=True, check=False)
            self.assertEqual(result.stderr, "")
            self.assertEqual(result.stdout, "" if is_wanted else "+o default\n", words)

    def test_every_option_of_the_help_is_in_every_file(self):
        texts = {name: (HERE / name).read_text(encoding="utf-8")
                 for name in ("pith-merge.bash", "_pith-merge", "pith-merge.fish", "pith-merge.1")}
        for command in ("verify", "merge", "canon"):
            options = help_options(command)
            self.assertLessEqual({"help", "json"}, options, command)
            parts = {
                "pith-merge.bash": re.search(rf"^    {command}\) options='(.*)' ;;$", texts["pith-merge.bash"],
                                             re.M).group(1),
                "_pith-merge": re.search(rf"^    {command}\)\n(.*?);;", texts["_pith-merge"], re.M | re.S).group(1),
                "pith-merge.fish": "\n".join(line for line in texts["pith-merge.fish"].splitlines()
                                             if f"'__fish_seen_subcommand_from {command}'" in line),
                "pith-merge.1": re.search(rf"^\.SH {command.upper()}$(.*?)^\.SH", texts["pith-merge.1"],
                                          re.M | re.S).group(1).replace("\\-", "-"),
            }
            spellings = {"_pith-merge": r"^ *'(?:\*|\(-\w )?--([a-z0-9-]+)", "pith-merge.fish": r" -l ([a-z0-9-]+)",
                         "pith-merge.bash": r"--([a-z0-9-]+)", "pith-merge.1": r"\\fB--([a-z0-9-]+)"}
            for name, part in parts.items():
                self.assertEqual(set(re.findall(spellings[name], part, re.M)), options, f"{name}: {command}")

    def check_syntax(self, *command, environment=None):
        result = subprocess.run(command, capture_output=True, text=True, check=False,
                                env={**os.environ, **(environment or {})})
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def test_bash_reads_its_file(self):
        self.check_syntax("bash", "-n", str(HERE / "pith-merge.bash"))

    def test_zsh_reads_its_file(self):
        self.check_syntax("zsh", "-n", str(HERE / "_pith-merge"))

    def test_fish_reads_its_file(self):
        self.check_syntax("fish", "--no-execute", str(HERE / "pith-merge.fish"))

    def test_man_reads_the_page(self):
        text = self.check_syntax("man", "--warnings", "--local-file", str(HERE / "pith-merge.1"),
                                 environment={"LC_ALL": "C.UTF-8", "MANWIDTH": "100", "MANPAGER": "cat"})
        self.assertIn("--authentic-only", text)
        version = (HERE.parent.parent / "include/pith/version.h").read_text().split('PITH_VERSION "')[1].split('"')[0]
        self.assertIn(f"pith-merge {version}", text)


if __name__ == "__main__":
    unittest.main()
