"""Commands, options and values on the command line, and the help."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import drafts
import forks
import scenarios
import support

COMMANDS = ("verify", "merge", "canon", "explain", "evidence", "sign", "minimise", "graph", "would-fork", "bundle",
            "help")


def listed(command):
    """The options that --help lists for a command, each with whether it has a value."""
    text = support.run("help", command).out.decode().split("\nExamples:\n")[0]
    return re.findall(r"^ +(?:-\w, )?(--[a-z0-9-]+)( [A-Z_]+)?  ", text, re.MULTILINE)


def listed_options(command):
    return {name for name, _ in listed(command)}


def value_options_of(command):
    return {name for name, value in listed(command) if value}


def flags_of(command):
    return {name for name, value in listed(command) if not value}


class Arguments(unittest.TestCase):
    """Which words are the command, options and values, and what is said about those that are neither."""

    @classmethod
    def setUpClass(cls):
        cls.path = support.BUNDLE_OF_PAGE
        changed = json.loads(cls.path.read_bytes())
        changed["built_at"] = "2026-07-05T14:38:01Z"
        cls.changed = support.write_json(changed)
        cls.missing = support.scratch_path("missing.json")

    def check_wrong(self, *arguments, stdin=b""):
        done = support.run(*arguments, stdin=stdin)
        self.assertEqual((done.exit, done.out), (2, b""), arguments)
        self.assertNotEqual(done.err, "", arguments)
        return done.err

    def test_not_even_a_name_of_the_program(self):
        """Since version 5.18 Linux passes an empty name instead; other systems and older versions pass none."""
        script = """
import ctypes, os, sys
path, child = os.fsencode(sys.argv[1]), ctypes.c_int()
nothing = (ctypes.c_char_p * 1)(None)
failed = ctypes.CDLL(None).posix_spawn(ctypes.byref(child), path, None, None, nothing, nothing)
sys.exit(failed or os.waitstatus_to_exitcode(os.waitpid(child.value, 0)[1]))
"""
        done = subprocess.run([sys.executable, "-c", script, support.PROGRAM], capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (2, b""), done.stderr)
        self.assertEqual(done.stderr.decode(), support.run().err)

    def test_nothing_is_a_command_or_an_option_after_two_dashes(self):
        for words in (("--", "verify", self.path), ("--", "--version"), ("--json", "--", "verify", self.path)):
            self.assertIn("no command", self.check_wrong(*words))
        self.assertIn("--version:", self.check_wrong("verify", "--", "--version"))

    def test_each_command_says_what_its_statuses_mean(self):
        said = {command: support.run("help", command).out.decode().splitlines()[-1]
                for command in (*COMMANDS, "audit", "diff")}
        for command, line in said.items():
            self.assertRegex(line, r"\AExit status: 0 \S.*; 2 wrong usage, .*; 70 ", command)
        without = {command for command, line in said.items() if "; 1 " not in line}
        self.assertEqual(without, {"canon", "graph", "minimise", "help"})
        for command, words in (("would-fork", "would fork"), ("explain", "not valid"), ("sign", "--against"),
                               ("merge", "--strict"), ("evidence", "proof"), ("diff", "differ")):
            self.assertIn(words, said[command].split("; 1 ")[1], command)

    def test_help_and_version(self):
        for arguments in (("--help",), ("-h",), ("help",), ("verify", "--help"), ("merge", "-h"), ("canon", "--help"),
                          ("help", "verify"), ("help", "help"), ("--help", "verify"), ("--json", "merge", "--help")):
            done = support.run(*arguments)
            self.assertEqual((done.exit, done.err), (0, ""), arguments)
            self.assertIn(b"Usage: ", done.out)
        for command in COMMANDS:
            self.assertEqual(support.run("help", command), support.run(command, "--help"))
        self.assertEqual(support.run("help"), support.run("--help"))
        for arguments in (("--version",), ("-V",), ("verify", "--version"), ("-V", "merge")):
            done = support.run(*arguments)
            self.assertEqual((done.exit, done.err), (0, ""))
            self.assertRegex(done.out, rb"\Apith-merge \d+\.\d+\.\d+\S*\n\Z")

    def test_options_that_change_nothing_are_accepted_but_not_listed(self):
        """Old scripts pass them to canon."""
        common = ("--keys", self.missing, "--no-default-keys", "--trust-bundle-keys", "--quiet", "--threads", "2",
                  "--color", "always")
        for options in ((), ("--sha256",), ("--sha256", "--json")):
            self.assertEqual(support.run("canon", *common, *options, self.path),
                             support.run("canon", *options, self.path))
        self.assertEqual(support.run("canon", "--json", self.path), support.run("canon", self.path))
        self.assertEqual(support.run("merge", "--color", "always", self.changed), support.run("merge", self.changed))
        self.assertEqual(listed_options("canon"), {"--pointer", "--sha256", "--json", "--help"})
        self.assertNotIn("--color", listed_options("merge"))

    def test_no_arguments(self):
        said = self.check_wrong()
        self.assertIn("pith-merge verify FILE", said)
        self.assertIn("pith-merge help", said)
        self.assertLess(said.count("\n"), 5)

    def test_options_before_the_command(self):
        key = support.keys_file(support.make_key_entry("k", support.SigningKey("k").public))
        for before, after in ((("--json",), ()), (("--keys", key, "--json"), ()),
                              (("-q", "--json"), ("--threads", "2")),
                              ((f"--keys={key}", "--threads=2"), ("--json",))):
            self.assertEqual(support.run(*before, "verify", *after, self.path),
                             support.run("verify", *before, *after, self.path))
            self.assertEqual(support.run(*before, "verify", *after, self.path).exit, 0)
        # The word after an option with a value is its value.
        self.assertIn("unknown command: " + str(self.path), self.check_wrong("--keys", "verify", self.path))

    def test_short_options(self):
        for short, long in (("-q", "--quiet"), ("-qq", "--quiet")):
            for command in ("verify", "merge"):
                self.assertEqual(support.run(command, short, self.changed), support.run(command, long, self.changed))
        text = support.run("verify", "--verbose", self.path)
        self.assertEqual((text.exit, text), (0, support.run("verify", "-v", self.path)))
        for check in json.loads(support.run("verify", "--json", self.path).out)["checks"]:
            self.assertIn(check["name"].encode(), text.out)
        self.assertIn("unknown option: -qz", self.check_wrong("verify", "-qz", self.path))

    def test_did_you_mean(self):
        for arguments, meant in (
            (("verfy", self.path), "verify"), (("verifyy",), "verify"), (("vreify",), "verify"),
            (("VERIFY",), "verify"), (("cannon",), "canon"), (("help", "marge"), "merge"),
            (("hlep",), "help"), (("verfy", "--help"), "verify"),
            (("verify", "--jso", self.path), "--json"), (("--jso", "verify", self.path), "--json"),
            (("--jso",), "--json"),
            (("verify", "-json", self.path), "--json"), (("verify", "--colour=never", self.path), "--color"),
            (("merge", "--authentic", self.path), "--authentic-only"), (("merge", "--subjct", "x"), "--subject"),
            (("--verson",), "--version"), (("canon", "--point=/a", self.path), "--pointer"),
        ):
            self.assertIn(f"did you mean {meant}?\n", self.check_wrong(*arguments), arguments)

    def test_nothing_is_suggested_for_a_name_that_is_not_close(self):
        for arguments in (("nosuch",), ("x",), ("",), ("verify", "--nosuch", self.path), ("canon", "--quie", self.path),
                          ("v" * 100_000,), ("verify", "--" + "j" * 100_000, self.path)):
            said = self.check_wrong(*arguments)
            self.assertIn("unknown ", said)
            self.assertNotIn("did you mean", said)

    def test_an_option_of_another_command(self):
        self.assertIn("it is an option of the command merge", self.check_wrong("verify", "--strict", self.path))
        self.assertIn("it is an option of the command canon", self.check_wrong("merge", "--pointer", "", self.path))

    def test_an_error_ends_with_the_next_step(self):
        for command, arguments in (("", ("nosuch",)), ("", ("--nosuch",)),
                                   (" verify", ("verify", "--nosuch", self.path)),
                                   (" merge", ("merge",)), (" canon", ("canon", self.path, self.path)),
                                   (" verify", ("verify", "--threads", "0", self.path)),
                                   (" verify", ("--keys", self.path, "verify", self.path, "--keys")),
                                   (" merge", ("merge", "--subject", "a", "--subject", "b", self.path)),
                                   ("", ("help", "nosuch")), (" help", ("help", "verify", "merge"))):
            last = self.check_wrong(*arguments).splitlines()[-1]
            self.assertEqual(last.split("run: ")[1], "pith-merge help" + command)
            self.assertEqual(support.run(*last.split("run: pith-merge ")[1].split()).exit, 0)

    def test_what_is_said_about_wrong_words_is_safe_to_show(self):
        for arguments in (("\x1b[2J",), ("verify", "--\x1b[2J", self.path), ("canon", self.path, "\x1b[2J")):
            said = self.check_wrong(*arguments)
            self.assertIn("\\u001b", said)
            self.assertNotIn("\x1b", said)

    def test_a_pointer_without_a_value_is_refused_with_a_code(self):
        done = support.run("canon", "--json", "--pointer", "/nope", self.path)
        self.assertEqual((done.exit, done.err), (2, f"{self.path}: not_found: the document has no value at /nope\n"))
        self.assertEqual(json.loads(done.out), {
            "format": "pith-merge.canon.v1", "file": str(self.path), "ok": False,
            "error": {"code": "not_found", "line": None, "column": None,
                      "explanation": "the document has no value at /nope"}})

    def test_verbose_is_accepted_everywhere(self):
        for command in ("verify", "merge", "canon", "evidence", "graph"):
            plain = support.run(command, self.path)
            for option in ("-v", "--verbose"):
                done = support.run(command, option, self.path)
                self.assertEqual((done.exit, command == "verify" or done.out == plain.out), (0, True), command)

    def test_numbers_of_threads(self):
        for number in ("", "0", "1025", "-1", "+1", " 1", "1 ", "0x2", "1e2", "2.0", "9" * 30, "\u0662"):
            self.assertIn("from 1 to 1024", self.check_wrong("verify", f"--threads={number}", self.path), number)
        self.assertEqual(support.run("verify", "--threads", "1024", self.path).exit, 0)

    def test_a_flag_does_not_take_a_value(self):
        """A script may write --trust-bundle-keys=$TRUST. If that is empty, no bundle may be trusted."""
        for command in ("verify", "merge", "evidence", "sign", "minimise", "graph", "bundle"):
            for flag in sorted(flags_of(command)):
                for value in ("", "true", "false", "0"):
                    self.check_wrong(command, f"{flag}={value}", self.path)

    def test_an_empty_value_is_not_replaced_by_the_next_argument(self):
        """For every option of every command. An empty pointer is the whole document (RFC 6901)."""
        for command in ("verify", "merge", "canon", "evidence", "sign", "minimise", "graph", "bundle"):
            self.assertTrue(value_options_of(command))
            for name in sorted(value_options_of(command)):
                for arguments in ((f"{name}=",), (name, "")):
                    done = support.run(command, *arguments, self.path, stdin=b"[]")
                    if name == "--files-from":  # the files that are named are read all the same
                        self.assertEqual(done.exit, 2, command)
                    elif name == "--pointer":
                        self.assertEqual(done, support.run(command, self.path))
                    else:
                        self.assertEqual((done.exit, done.out), (2, b""), (command, name))

    def test_examples_of_the_help_work(self):
        with tempfile.TemporaryDirectory() as folder:
            here = pathlib.Path(folder)
            (here / "pith-merge").symlink_to(support.PROGRAM)
            bundle = json.loads(self.path.read_bytes())
            for name in ("bundle.json", "document.json", "monday.json", "tuesday.json"):
                (here / name).write_bytes(self.path.read_bytes())
            (here / "mirror").mkdir()
            (here / "mirror/bundle.json").write_bytes(self.path.read_bytes())
            key = {**bundle["public_keys"][0], "signer_id": "pith.science", "signer_type": "pith_registry"}
            (here / "keys.json").write_text(json.dumps(key))
            (here / "us.json").write_text(json.dumps(scenarios.ALICE.entry()))
            fork = [forks.answer(payload={"n": n}) for n in (1, 2)]
            (here / "fork.ndjson").write_text("".join(json.dumps(event) + "\n" for event in fork))
            alice = support.SigningKey("alice-2026")
            of_registry = {**bundle["events"][-1], "created_at": "2026-07-06T00:00:00Z",
                           "supersedes": [event["event_id"] for event in bundle["events"]]}
            (here / "public.pem").write_bytes(drafts.public_key_file(alice).read_bytes())
            (here / "signature.txt").write_text(
                alice.sign(support.digest_of(drafts.filled(drafts.draft(), alice))) + "\n")
            checker = here / "other-merge-differs"
            checker.write_text("#!/bin/sh\nexit 1\n")
            checker.chmod(0o700)
            (here / "events.ndjson").write_text("".join(json.dumps(event) + "\n" for event in bundle["events"]))
            environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
            for command in COMMANDS:
                text = support.run("help", command).out.decode()
                examples = text.split("\nExamples:\n")[1].split("\n\n")[0].splitlines()
                self.assertGreaterEqual(len(examples), 2)
                draft = drafts.draft() if command == "sign" else support.event_content(of_registry)
                (here / "draft.json").write_text(json.dumps(draft))
                for example in examples:
                    done = subprocess.run(["sh", "-c", example], cwd=folder, env=environment, capture_output=True,
                                          stdin=subprocess.DEVNULL, check=False)
                    self.assertEqual(done.returncode, 0, example)
                    self.assertRegex(done.stderr, rb"\A(pith-merge merge: 0 of 2 events .*\n|"
                                     rb"pith-merge evidence: .*\n|pith-merge bundle: .*\n|"
                                     rb"(pith-merge minimise: .*\n)+)?\Z", example)


if __name__ == "__main__":
    unittest.main()
