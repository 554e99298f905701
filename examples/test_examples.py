"""Runs the examples in C and Python on the real bundles. test_mirror.py runs the mirror."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
BUNDLES = sorted((ROOT / "tests" / "data").glob("*.bundle.json"))


def run(*command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, check=False, **options)


class Examples(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, value):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value), encoding="utf-8")

    def test_verify(self):
        program = os.environ["PITH_EXAMPLE_VERIFY"]
        sound = BUNDLES[0].read_bytes()
        result = run(program, input=sound)
        self.assertEqual((result.returncode, result.stdout), (0, b"holds\n"))
        number = json.loads(sound)["short_pith_number"].encode()
        result = run(program, input=sound.replace(number, b"pith:AAAAAAAA"))
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"short_pith_number fails at '/short_pith_number'\n", result.stdout)
        result = run(program, input=sound.replace(b'"source_aliases"', b'"source\x7faliases"'))
        self.assertEqual(result.returncode, 1)
        self.assertNotIn(b"\x7f", result.stdout)
        result = run(program, input=b" " * 300_000 + sound)
        self.assertEqual((result.returncode, result.stdout), (0, b"holds\n"))
        result = run(program, input=b"[1,\n")
        self.assertEqual((result.returncode, result.stderr[:12]), (2, b"2:1: syntax:"))

    @unittest.skipUnless("PITH_MERGE_LIBRARY" in os.environ, "this build has no shared library")
    def test_audit(self):
        for number, path in enumerate(BUNDLES):
            self.write(f"a/{number}.json", json.loads(path.read_bytes()))
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "bindings" / "python")}
        audit = [sys.executable, HERE / "audit.py", self.folder / "a"]
        result = run(*audit, env=environment)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertEqual(result.stdout.count(b"holds"), len(BUNDLES))
        self.write("a/damaged.json", {**json.loads(BUNDLES[0].read_bytes()), "short_pith_number": "pith:A"})
        self.write("a/none.json", [])
        self.write("a/\x1b[31m.json", {**json.loads(BUNDLES[0].read_bytes()), "pith_number": "\x1b[0m"})
        (self.folder / "a/folder.json").mkdir()
        (self.folder / "a/unread.json").symlink_to("/proc/self/mem")
        (self.folder / "a/gone.json").symlink_to("nothing.json")
        os.mkfifo(self.folder / "a/pipe.json")
        result = run(*audit, env=environment)
        self.assertEqual((result.returncode, result.stderr), (1, b""))
        self.assertEqual(result.stdout.count(b"holds"), len(BUNDLES))
        self.assertRegex(result.stdout, rb"FAILS .* short_pith_number")
        self.assertRegex(result.stdout, rb"refused .*not_a_bundle")
        self.assertRegex(result.stdout, rb"unread .*unread.json': ")
        self.assertRegex(result.stdout, rb"unread .*gone.json': No such file")
        self.assertRegex(result.stdout, rb"unread .*pipe.json': is not a regular file")
        self.assertNotIn(b"\x1b", result.stdout)
        for arguments in ([], [self.folder / "nowhere"], ["a", "b"]):
            result = run(*audit[:2], *arguments, env=environment)
            self.assertEqual((result.returncode, result.stdout), (2, b""))


if __name__ == "__main__":
    unittest.main()
