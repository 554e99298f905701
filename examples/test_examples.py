"""Runs the examples on the real bundles."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
BUNDLES = sorted((ROOT / "tests" / "data").glob("*.bundle.json"))


def run(*command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, check=False, **options)


def registry_state(path, bundle):
    """The bytes that the registry serves. The bundle's file contains them, as the member `state`."""
    state = json.dumps(bundle["state"], separators=(",", ":"), ensure_ascii=False).encode()
    assert path.read_bytes().count(state) == 1, path
    return state


class Examples(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, value):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value), encoding="utf-8")

    def run_mirror(self, *sources):
        return run(os.environ["PITH_EXAMPLE_MIRROR"], self.folder / "out", *(self.folder / name for name in sources))

    def state_of(self, bundle):
        return self.folder / "out" / bundle["pith_number"].replace(":", "-") / "state.json"

    def write_sources(self):
        """Two sources have some of the events each, and one of them also has junk, which is one event for each record.
        The third source has all events."""
        for number, path in enumerate(BUNDLES):
            bundle = json.loads(path.read_bytes())
            first, *rest = bundle["events"]
            self.write(f"a/{number}.json", {**bundle, "events": rest})
            self.write(f"b/deep/{number}.json", {**bundle, "events": [first, {"junk": number}, first]})
            self.write(f"c/{number}.json", bundle)

    def test_mirror_writes_what_the_registry_serves(self):
        self.write_sources()
        result = self.run_mirror("a", "c")
        self.assertEqual(result.returncode, 0)
        self.assertEqual(len(list((self.folder / "out").iterdir())), len(BUNDLES))
        lines = [line.split() for line in result.stdout.decode().splitlines()]
        for path in BUNDLES:
            bundle = json.loads(path.read_bytes())
            self.assertEqual(self.state_of(bundle).read_bytes(), registry_state(path, bundle))
            self.assertEqual(list(self.state_of(bundle).parent.iterdir()), [self.state_of(bundle)])
            self.assertIn([bundle["pith_number"], bundle["state"]["state_sha256"]], [line[:2] for line in lines])
        # Junk is listed in the state. It does not change the hash that mirrors compare.
        dirty = self.run_mirror("a", "b", "c")
        self.assertEqual([[line[0], line[2]] for line in lines],
                         [line.split()[::2] for line in dirty.stdout.decode().splitlines()])
        for path in BUNDLES:
            bundle = json.loads(path.read_bytes())
            state = json.loads(self.state_of(bundle).read_bytes())
            self.assertEqual(state["current"], bundle["state"]["current"])
            self.assertEqual([event["reason"] for event in state["invalid_events"]], ["malformed"])
        # The first two sources together have the same events. Nobody signed their bundles: their aliases do not count.
        for words in (("a", "b"), ("b", "a")):
            shutil.rmtree(self.folder / "out")
            result = self.run_mirror(*words)
            self.assertEqual(result.returncode, 0)
            self.assertEqual(result.stderr.count(b"aliases_not_vouched_for"), 2 * len(BUNDLES))
            for path in BUNDLES:
                bundle = json.loads(path.read_bytes())
                state = json.loads(self.state_of(bundle).read_bytes())
                self.assertEqual(state["applied_event_ids"], bundle["state"]["applied_event_ids"])
                self.assertEqual(state["current"]["source_aliases"], [])

    def test_mirror_has_no_folder_for_what_was_never_created(self):
        bundle = json.loads(BUNDLES[0].read_bytes())
        rest = [event for event in bundle["events"] if event["event_type"] != "record_created"]
        self.assertEqual(len(rest), len(bundle["events"]) - 1)
        self.write("a/rest.json", {**bundle, "events": rest})
        result = self.run_mirror("a")
        self.assertEqual((result.returncode, result.stdout), (0, b""))
        self.assertIn(f"{bundle['pith_number']}: not written".encode(), result.stderr)
        self.assertFalse((self.folder / "out").exists())

    def test_mirror_fails_if_the_machine_does(self):
        self.write_sources()
        (self.folder / "out").write_text("a file", encoding="utf-8")
        result = self.run_mirror("c")
        self.assertEqual((result.returncode, result.stdout), (2, b""))
        self.assertRegex(result.stderr, rb"\Amirror: ")
        (self.folder / "out").unlink()
        with open("/dev/full", "wb") as full:
            result = subprocess.run([os.environ["PITH_EXAMPLE_MIRROR"], self.folder / "out", self.folder / "c"],
                                    stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual((result.returncode, result.stderr), (2, b"mirror: standard output cannot be written\n"))

    def test_mirror_names_what_it_cannot_take(self):
        self.write("a/no.json", [])
        self.write("a/path.json", {"bundle_type": "pith_open_graph_bundle", "pith_number": "../x", "events": []})
        self.write("a/\x1b[31m.json", [])
        (self.folder / "a/loop.json").symlink_to("loop.json")
        (self.folder / "a/gone.json").symlink_to("nothing.json")
        os.mkfifo(self.folder / "a/pipe.json")
        result = self.run_mirror("a", "nowhere")
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"line 1: not_a_bundle", result.stderr)
        self.assertIn(b"a/\\x1b[31m.json: line 1", result.stderr)
        self.assertIn(b"nowhere: No such file", result.stderr)
        self.assertIn(b"loop.json: cannot be read", result.stderr)
        self.assertIn(b"gone.json: cannot be read", result.stderr)
        self.assertIn(b"pipe.json: is not a regular file", result.stderr)
        self.assertIn(b"its pith_number does not have the form", result.stderr)
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
