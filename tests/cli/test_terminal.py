"""Output to a terminal: colours when asked for, whole lines, and no raw control characters of a hostile string."""

import json
import os
import pty
import re
import subprocess
import threading
import tty
import unittest

import support

ESCAPE = b"\x1b"
END = b"\0"  # the program never writes this
# Characters that move the cursor, rewrite or end a line, or change its reading direction.
HOSTILE = "\x1b[2K\x1b]0;title\x07\r\nok\x08\x7f\u009b31m\u0085\u2028\u2029\u202e\u2066\u200fend"
# Characters that nobody sees, by the Unicode data of perl; U+2800, a pattern without dots, is not among them.
IGNORABLE_OF_PERL = r"""binmode STDOUT, ':utf8';
for my $c (0 .. 0x10FFFF) { print chr $c if chr($c) =~ /\p{Default_Ignorable_Code_Point}/ && chr($c) !~ /\p{Cs}/ }"""
HOSTILE_CHARACTERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def run_on_terminal(*arguments, environment=None):
    """Runs the program with a terminal as its output. Returns (exit, bytes that the terminal got)."""
    control, terminal = pty.openpty()
    tty.setraw(terminal)  # otherwise the terminal turns \n into \r\n
    process = subprocess.Popen(
        [support.PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=terminal,
        stderr=subprocess.PIPE, env=environment,
    )

    def end():
        try:
            process.communicate(timeout=300)
        finally:
            process.kill()
            os.write(terminal, END)

    # Linux sometimes loses the end of a terminal's output when the last writer closes it. So we keep it open.
    ending = threading.Thread(target=end)
    ending.start()
    shown = b""
    while not shown.endswith(END):
        shown += os.read(control, 65536)
    ending.join()
    os.close(terminal)
    os.close(control)
    return process.returncode, shown.removesuffix(END)


class TerminalTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.path = support.BUNDLE_OF_PAGE
        cls.bundle = json.loads(cls.path.read_bytes())
        cls.changed = support.write_json({**cls.bundle, "built_at": "2026-07-05T14:38:01Z"})

    def plain(self, **more):
        return {"PATH": os.environ.get("PATH", ""), "TERM": "xterm", **more}


class Colours(TerminalTest):
    def test_colours_when_piped(self):
        plain = support.run("verify", self.path, self.changed, environment=self.plain())
        self.assertNotIn(ESCAPE, plain.out)
        always = ("verify", "--color", "always", self.path, self.changed)
        coloured = support.run(*always, environment=self.plain())
        self.assertIn(ESCAPE, coloured.out)
        self.assertEqual(re.sub(rb"\x1b\[[0-9;]*m", b"", coloured.out), plain.out)
        for color in ("auto", "never"):
            done = support.run("verify", "--color", color, self.path, self.changed, environment=self.plain())
            self.assertEqual(done.out, plain.out)
        json_report = support.run("verify", "--json", "--color", "always", self.path)
        self.assertNotIn(ESCAPE, json_report.out)

    def test_colours_on_a_terminal(self):
        _, shown = run_on_terminal("verify", self.path, environment=self.plain())
        self.assertIn(ESCAPE, shown)
        for options, environment in (((), self.plain(NO_COLOR="1")), (("--color", "never"), self.plain()),
                                     (("--color", "auto"), self.plain(NO_COLOR="yes"))):
            status, shown = run_on_terminal("verify", *options, self.path, environment=environment)
            self.assertEqual((status, shown), (0, support.run("verify", self.path).out))

    def test_documents_on_a_terminal_end_with_a_newline(self):
        status, shown = run_on_terminal("canon", self.path, environment=self.plain())
        self.assertEqual((status, shown), (0, support.run("canon", self.path).out + b"\n"))
        status, shown = run_on_terminal("merge", self.path, environment=self.plain())
        self.assertEqual((status, json.loads(shown)), (0, self.bundle["state"]))
        self.assertTrue(shown.endswith(b"}\n") and shown.count(b"\n") > 50, "indented")


class HostileStrings(TerminalTest):
    def check_harmless(self, text):
        found = HOSTILE_CHARACTERS.search(text)
        self.assertIsNone(found, f"{found and found[0]!r} in {text[:3000]!r}")

    def errors_of(self, *arguments):
        done = support.run(*arguments)
        self.assertEqual((done.exit, done.out), (2, b""))
        return done.err

    def test_hostile_strings_in_a_bundle(self):
        key = support.SigningKey("hostile " + HOSTILE)
        entry = support.make_key_entry(key.key_id, key.public, signer_id=HOSTILE, signer_type="pith_registry")
        keys = support.keys_file(entry)
        bundle = support.make_signed_bundle(self.path, key, HOSTILE)
        self.assertEqual(support.run("verify", "--keys", keys, support.write_json(bundle)).exit, 0)
        members = [("pith_number",), ("short_pith_number",), ("canonical_sha256",), ("merge_version",),
                   ("bundle_version",), ("source",), ("source", "id"), ("source", HOSTILE),
                   ("state", HOSTILE), ("state", "current", HOSTILE), ("source_aliases", 0, "alias_value"),
                   ("public_keys",), ("source_aliases", 0, "created_at"), ("public_keys", 0, "algorithm"),
                   ("state", "pith_number"), ("public_keys", 0, "rotates_at"), ("events", 0, "event_id"),
                   ("events", 0, "event_type"), ("canonical_record", "source", "id"),
                   ("bundle_signature", "bundle_sha256"),
                   ("bundle_signature", "key_id"), ("events", 0, HOSTILE), ("built_at",)]
        for path in members:
            with self.subTest(path=ascii(path)):
                value = json.loads(json.dumps(bundle))
                parent = value
                for part in path[:-1]:
                    parent = parent[part]
                parent[path[-1]] = HOSTILE
                for options in (("--keys", keys), ("--trust-bundle-keys",), ()):
                    done = support.run("verify", *options, support.write_json(value))
                    self.assertEqual(done.exit, 1)
                    self.check_harmless(done.out.decode())
                    self.check_harmless(done.err)

    def test_what_nobody_sees_is_shown_as_an_escape(self):
        listed = subprocess.run(["perl", "-e", IGNORABLE_OF_PERL], capture_output=True, check=True).stdout.decode()
        self.assertGreater(len(listed), 4000)
        unseen = listed + "\u2800"
        bundle = support.write_json({"bundle_type": "pith_open_graph_bundle", "events": [], "pith_number": unseen})
        said = support.run("verify", "-v", bundle).out.decode()
        self.assertEqual([f"U+{ord(one):X}" for one in unseen if one in said], [])
        for one in ("\\u3164", "\\u2800", "\\ufe0f", "\\u{e0001}"):
            self.assertIn(one, said)

    def test_hostile_strings_add_no_lines(self):
        bundle = {**self.bundle, "pith_number": "A\nB"}
        harmless = {**self.bundle, "pith_number": "A B"}
        outputs = [support.run("verify", support.write_json(value)).out for value in (bundle, harmless)]
        self.assertEqual(outputs[0].count(b"\n"), outputs[1].count(b"\n"))
        self.assertIn(b"A B", outputs[1])

    def test_hostile_subjects_and_names(self):
        event = self.bundle["events"][0]
        events = [{**event, "subject_pith_number": HOSTILE}, {**event, "subject_pith_number": HOSTILE * 2}]
        errors = self.errors_of("merge", support.write_json(events))
        self.assertRegex(errors, "(no|several)_subjects?: ")  # neither is a Pith Number, and they differ
        self.assertEqual(errors.count("\n"), 1)
        self.check_harmless(errors)
        path = support.write_file(b"[", "bad\x1b[31m\n\u202e.json")
        for command in ("canon", "verify", "merge"):
            errors = self.errors_of(command, path)
            self.assertEqual(errors.count("\n"), 1)
            self.check_harmless(errors)
        path = support.write_file(self.path.read_bytes(), "good\x1b[31m\n\u202e.json")
        done = support.run("verify", path)
        self.assertEqual(done.exit, 0)
        self.check_harmless(done.out.decode())
        self.assertEqual(done.out.count(b"\n"), support.run("verify", self.path).out.count(b"\n"))


if __name__ == "__main__":
    unittest.main()
