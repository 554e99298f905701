"""What `audit` reads: folders, links, archives that somebody made to harm; and its exit statuses."""

import json
import os
import subprocess
import sys
import tarfile
import unittest

import mirror
from mirror import add_member, lines_of

OTHER = {"state.json": b'{"state_type":"pith_open_graph_state"}', "pith-mirrors.json": b'{"manifest_type":"mirrors"}'}


class ExitStatuses(mirror.Small):
    def test_they_say_the_worst(self):
        broken = mirror.Mirror(40, broken_every=2)
        self.addCleanup(broken.close)
        failing = next(index for index, truth in enumerate(broken.truths) if truth.way == "event_signature")
        refused = next(index for index, truth in enumerate(broken.truths) if truth.way == "truncated")
        for indices, status in (([0, 2], 0), ([0, failing], 1), ([refused, failing], 2)):
            path = broken.write_lines("some.ndjson", indices)
            self.assertEqual(broken.audit(path).exit, status, indices)

    def test_another_key(self):
        path = self.mirror.write("other.json", self.mirror.keys.read_bytes().replace(b'"registry.test"', b'"other"'))
        done = mirror.run([mirror.PROGRAM, "audit", "--keys", path, self.mirror.ndjson])
        self.assertEqual(done.exit, 1)
        self.assertTrue(all("events" in line["failed"] for line in lines_of(done.out)))

    def test_what_is_missing_gets_a_line_and_the_audit_goes_on(self):
        missing = self.mirror.path("missing.json")
        done = self.mirror.audit(missing, self.mirror.ndjson)
        lines = lines_of(done.out)
        self.assertEqual((done.exit, len(lines)), (2, mirror.SMALL + 1))
        self.assertEqual((lines[0]["source"], lines[0]["ok"], lines[0]["error"]),
                         (str(missing), False, {"code": "unreadable", "line": None, "column": None}))

    def test_nothing_to_work_on(self):
        for arguments in ((), ("--resume", self.mirror.ndjson), ("--no-such",)):
            self.refused(*arguments)
        empty = self.mirror.path("empty")
        empty.mkdir()
        done = self.mirror.audit(empty)
        self.assertEqual((done.exit, [line["error"]["code"] for line in lines_of(done.out)]), (2, ["empty"]))

    def test_the_last_line_is_the_summary(self):
        done = self.mirror.audit(self.mirror.ndjson)
        self.assertEqual(done.exit, 0, done.err)
        self.assertIn(mirror.digest_of(self.mirror.truths)[1], done.err.splitlines()[-1])

    def test_output_that_is_input_is_refused(self):
        before = self.mirror.ndjson.read_bytes()
        for option in ("--output", "--summary", "--digest"):
            self.refused(option, self.mirror.ndjson, self.mirror.ndjson)
            self.refused(option, self.mirror.path("new"), self.mirror.folder)
        self.assertEqual(self.mirror.ndjson.read_bytes(), before)
        self.assertFalse(self.mirror.path("new").exists())


class Folders(mirror.Small):
    def test_other_documents_are_counted_and_nothing_else(self):
        for name, data in OTHER.items():
            self.mirror.write(f"folder/{name}", data)
        self.mirror.write("folder/README.txt", b"not JSON")
        self.mirror.write("folder/a.json", self.mirror.texts[0])
        done = self.mirror.audit("--summary", self.mirror.path("summary.json"), self.mirror.path("folder"))
        self.assertEqual((done.exit, len(lines_of(done.out))), (0, 1), done.err)
        self.assertEqual(self.mirror.counts()["other"], len(OTHER))
        done = self.mirror.audit(self.mirror.path("folder/state.json"))
        self.assertEqual(done.exit, 2, "a file that is named is a document that is refused")

    def test_a_bundle_in_two_lines_is_one_document(self):
        """SPEC 9.5: the first line ends with the bracket of an inner object, so that it is not a whole object."""
        bundle = json.loads(self.mirror.texts[0])
        inner = next(name for name, value in bundle.items() if isinstance(value, dict))
        first = b"{%s:%s" % (json.dumps(inner).encode(), json.dumps(bundle.pop(inner)).encode())
        path = self.mirror.write("two-lines.json", first + b"\n," + json.dumps(bundle).encode()[1:] + b"\n")
        done = self.mirror.audit(path)
        self.assertEqual([(line["source"], line["ok"]) for line in lines_of(done.out)], [(str(path), True)], done.err)
        self.assertEqual(mirror.run([mirror.PROGRAM, "verify", "--keys", self.mirror.keys, path]).exit, done.exit)

    def test_order_and_links(self):
        for index, name in enumerate(("b.json", "a/z.json", "a.b/y.ndjson", "B.jsonl")):
            self.mirror.write(f"folder/{name}", self.mirror.texts[index])
        os.symlink(self.mirror.path("folder"), self.mirror.path("folder/loop"))
        os.symlink(self.mirror.write("outside.json", self.mirror.texts[4]), self.mirror.path("folder/c.json"))
        done = self.mirror.audit(self.mirror.path("folder"))
        names = [os.path.relpath(line["source"], self.mirror.path("folder")) for line in lines_of(done.out)]
        self.assertEqual(done.exit, 0, done.err)
        self.assertEqual([name for name in names if name != "c.json"],
                         ["B.jsonl#1", "a/z.json", "a.b/y.ndjson#1", "b.json"])

    def test_a_document_that_is_too_large(self):
        limit = max(map(len, self.mirror.texts))
        path = self.mirror.write("some.ndjson", self.mirror.texts[0] + b"\n" + b"{" + b" " * limit + b"}\n" +
                                 self.mirror.texts[1] + b"\n")
        lines = lines_of(self.mirror.audit("--max-document", limit, path).out)
        self.assertEqual([line["error"] and line["error"]["code"] for line in lines], [None, "too_large", None])
        self.assertEqual([line["source"][-2:] for line in lines], ["#1", "#2", "#3"])


class Archives(mirror.Small):
    """Archives that somebody made to harm. Each gives verdict lines, and the audit goes on with the next path."""

    def audit_then_next(self, path, *options):
        done = self.mirror.audit(*options, path, self.mirror.ndjson)
        lines = lines_of(done.out)
        mine = [line for line in lines if not line["source"].startswith(str(self.mirror.ndjson))]
        self.assertEqual(len(lines) - len(mine), mirror.SMALL, done.err)
        return done.exit, mine

    def test_names_and_links_lead_nowhere(self):
        path = self.mirror.path("names.tar")
        outside = self.mirror.path("outside.json")
        with tarfile.open(path, "w") as archive:
            add_member(archive, "../outside.json", self.mirror.texts[0])
            add_member(archive, str(outside), self.mirror.texts[1])
            add_member(archive, "link.json", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd")
            add_member(archive, "hard.json", b"", type=tarfile.LNKTYPE, linkname="../outside.json")
            add_member(archive, "device.json", b"", type=tarfile.CHRTYPE)
        status, lines = self.audit_then_next(path)
        self.assertEqual([(line["source"], line["ok"]) for line in lines[:2]],
                         [(f"{path}!../outside.json", True), (f"{path}!{outside}", True)])
        self.assertFalse(outside.exists())
        self.assertNotIn(b"root:", json.dumps(lines).encode())
        self.assertIn(status, (0, 2))

    def test_a_bomb(self):
        for command, suffix in (("gzip", "gz"), ("zstd", "zst")):
            path = self.mirror.path(f"bomb.json.{suffix}")
            with open(path, "wb") as file:
                subprocess.run([command, "-c"], input=b"[" + b" " * 50_000_000, stdout=file, check=True)
            status, lines = self.audit_then_next(path, "--max-document", 1_000_000)
            self.assertEqual((status, [line["error"]["code"] for line in lines]), (2, ["too_large"]))

    def test_damage(self):
        path = self.mirror.path("files.tar")
        with tarfile.open(path, "w") as archive:
            for index in range(20):
                add_member(archive, f"{index:02}.json", self.mirror.texts[index])
        subprocess.run(["gzip", "-k", path], check=True)
        packed = path.with_suffix(".tar.gz").read_bytes()
        for name, data in (("cut.tar.gz", packed[: len(packed) // 2]),
                           ("cut.tar", path.read_bytes()[:150_000]),
                           ("middle.tar.gz", packed[:50_000] + b"\xff" * 2000 + packed[52_000:]),
                           ("not.zip", b"PK\x03\x04" + b"\0" * 100), ("not.tar.zst", b"\x28\xb5\x2f\xfd\xff\xff")):
            status, lines = self.audit_then_next(self.mirror.write(name, data))
            self.assertEqual(status, 2, name)
            self.assertTrue(lines and any(line["error"] for line in lines), name)
            right = [mirror.expected_line(*pair) for pair in zip(self.mirror.texts, self.mirror.truths)]
            for line, expected in zip(lines, right):
                if line["ok"]:
                    self.assertEqual(mirror.known_part(line), expected, name)


if __name__ == "__main__":
    sys.exit(unittest.main())
