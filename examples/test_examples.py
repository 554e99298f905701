"""Runs the examples on the real bundles."""

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


def registry_state(bundle):
    """The bytes that the registry serves: the member `state`, with its members in its own order."""
    return json.dumps(bundle["state"], separators=(",", ":"), ensure_ascii=False).encode()


class Examples(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, value):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value), encoding="utf-8")

    def test_mirror_writes_what_the_registry_serves(self):
        """Each source has a part of the events; one has junk besides."""
        for number, path in enumerate(BUNDLES):
            bundle = json.loads(path.read_bytes())
            first, *rest = bundle["events"]
            self.write(f"a/{number}.json", {**bundle, "events": rest})
            self.write(f"b/deep/{number}.json", {**bundle, "events": [first, {"junk": number}, first]})
            self.write(f"c/{number}.json", bundle)
        result = run(os.environ["PITH_EXAMPLE_MIRROR"], self.folder / "out", *(self.folder / name for name in "abc"))
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertEqual(len(list((self.folder / "out").iterdir())), len(BUNDLES))
        for path in BUNDLES:
            bundle = json.loads(path.read_bytes())
            state = self.folder / "out" / bundle["pith_number"].replace(":", "-") / "state.json"
            self.assertEqual(state.read_bytes(), registry_state(bundle))

    def test_mirror_names_what_it_cannot_take(self):
        self.write("a/no.json", [])
        self.write("a/path.json", {"bundle_type": "pith_open_graph_bundle", "pith_number": "../x", "events": []})
        result = run(os.environ["PITH_EXAMPLE_MIRROR"], self.folder / "out", self.folder / "a")
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"line 1: not_a_bundle", result.stderr)
        self.assertIn(b"its pith_number is none", result.stderr)
        self.assertFalse((self.folder / "out").exists())

    def test_verify(self):
        program = os.environ["PITH_EXAMPLE_VERIFY"]
        sound = BUNDLES[0].read_bytes()
        result = run(program, input=sound)
        self.assertEqual((result.returncode, result.stdout), (0, b"holds\n"))
        number = json.loads(sound)["short_pith_number"].encode()
        result = run(program, input=sound.replace(number, b"pith:AAAAAAAA"))
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"short_pith_number fails at '/short_pith_number'\n", result.stdout)
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
        result = run(*audit, env=environment)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout.count(b"holds"), len(BUNDLES))
        self.assertRegex(result.stdout, rb"FAILS .* short_pith_number")
        self.assertRegex(result.stdout, rb"refused .*not_a_bundle")


if __name__ == "__main__":
    unittest.main()
