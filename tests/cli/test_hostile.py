"""Inputs that once did harm. Each must end quickly, with a code, and must not affect other inputs."""

import base64
import copy
import json
import os
import pathlib
import subprocess
import tempfile
import time
import unittest

import support

BUNDLE = json.loads(support.BUNDLE_OF_PAGE.read_bytes())
SUBJECT = BUNDLE["pith_number"]
SECONDS_MAX = 10


class Hostile(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, name, document):
        path = os.path.join(self.folder.name, name)
        with open(path, "wb") as file:
            file.write(document if isinstance(document, bytes) else json.dumps(document).encode())
        return path

    def run_program(self, *arguments, cwd=None):
        return subprocess.run([os.environ["PITH_MERGE"], *arguments], capture_output=True, cwd=cwd, check=False)

    def checks(self, bundle):
        result = self.run_program("verify", "--json", self.write("bundle.json", bundle))
        self.assertEqual(result.returncode, 1, result.stderr)
        report = json.loads(result.stdout)
        return {check["name"]: check for check in reversed(report["checks"])}

    def test_keys_of_a_refused_bundle_are_not_used(self):
        key = support.SigningKey("lender")
        signed = support.make_signed_bundle(support.BUNDLE_OF_PAGE, key, signer_id="lender")
        self.write("events.json", signed["events"])
        events = os.path.join(self.folder.name, "events.json")
        refused = self.write("refused.json", [signed, dict(signed, pith_number="bad")])
        alone = self.run_program("merge", "--keep-going", "--trust-bundle-keys", events)
        beside = self.run_program("merge", "--keep-going", "--trust-bundle-keys", events, refused)
        self.assertEqual(json.loads(alone.stdout)["valid_event_count"], 0)
        self.assertEqual(beside.stdout, alone.stdout)
        self.assertEqual(beside.returncode, 2)
        self.assertIn(b"not_a_bundle", beside.stderr)

    def test_a_stranger_makes_no_key_expire(self):
        """SPEC 3.5: once, a bundle that listed another's key again made all its events expire, or stopped the merge."""
        key = support.SigningKey("lender")
        signed = support.make_signed_bundle(support.BUNDLE_OF_PAGE, key, signer_id="lender")
        honest = self.write("honest.json", signed)
        alone = self.run_program("merge", "--trust-bundle-keys", honest)
        self.assertEqual(json.loads(alone.stdout)["valid_event_count"], len(signed["events"]))
        entry = support.make_key_entry(key.key_id, key.public)
        other = dict(BUNDLE, pith_number="pith:2026:" + "A" * 26, events=[])
        for rotates_at in ("0001-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "soon", 5):
            forged = self.write("forged.json", dict(other, public_keys=[dict(entry, rotates_at=rotates_at), 5]))
            for files in ([honest, forged], [forged, honest]):
                done = self.run_program("merge", "--trust-bundle-keys", "--subject", SUBJECT, *files)
                self.assertEqual((done.returncode, done.stdout), (0, alone.stdout), done.stderr)

    def test_many_bad_keys(self):
        """One warning for each bundle: an entry of two bytes would otherwise cause fifty bytes of output."""
        path = self.write("many.json", dict(BUNDLE, public_keys=[5] * 200_000))
        result = self.run_program("merge", "--trust-bundle-keys", path)
        self.assertEqual(result.returncode, 0)
        self.assertEqual(result.stderr.count(b"bundle_key_left_out"), 1)
        self.assertIn(b"199999 more", result.stderr)

    def test_many_false_aliases_of_a_long_value(self):
        """Each failure once repeated the expected value, so the report grew with the square of the input."""
        bundle = copy.deepcopy(BUNDLE)
        bundle["canonical_record"]["source"]["id"] = "9" * 300_000
        bundle["source_aliases"] = [{"alias_kind": "arxiv"}] * 20_000
        path = self.write("aliases.json", bundle)
        result = self.run_program("verify", "--json", path)
        self.assertEqual(result.returncode, 1)
        self.assertLess(len(result.stdout), 20 * pathlib.Path(path).stat().st_size)

    def test_an_ndjson_line_is_not_an_array(self):
        path = self.write("lines.ndjson", b"{}\n[{}]\n")
        result = self.run_program("merge", "--subject", SUBJECT, path)
        self.assertEqual((result.returncode, result.stdout), (2, b""))
        self.assertTrue(result.stderr.decode().startswith(f"{path}:2:1: not_an_event: "), result.stderr)

    def test_keep_going_lists_the_first_lines_that_are_refused(self):
        """Each refused line of two bytes once gave a line of fifty on standard error."""
        event = json.dumps(BUNDLE["events"][0]).encode()
        path = self.write("junk.ndjson", event + b"\n" + b"7\n" * 300_000)
        alone = self.run_program("merge", self.write("event.json", event))
        for options in ((), ("--threads", "3")):
            result = self.run_program("merge", "--keep-going", *options, path)
            self.assertEqual((result.returncode, result.stdout), (2, alone.stdout))
            *lines, counts = result.stderr.decode().splitlines()
            self.assertEqual(counts, "pith-merge merge: 0 of 1 event is not valid; 0 equivocations")
            self.assertEqual(len(lines), 100)
            self.assertTrue(lines[0].startswith(f"{path}:2:1: not_an_event: "))
            self.assertTrue(lines[99].startswith(f"{path}:101:1: not_an_event: "))
            self.assertIn(f" {300_000 - 100} more ", lines[99])

    def test_merge_lists_the_first_inputs_that_are_refused(self):
        for count in (100, 101, 5000):
            names = "".join(f"missing/{i}\n" for i in range(count))
            result = self.run_program("merge", "--json", "--files-from", self.write("list", names.encode()))
            self.assertEqual(result.returncode, 2)
            lines = result.stderr.decode().splitlines()
            self.assertTrue(all(line.startswith(f"missing/{i}: ") for i, line in enumerate(lines[:100])))
            self.assertEqual(len(lines), min(count, 101))
            self.assertEqual(count > 100 and f" {count - 100} more " in lines[-1], count > 100)
            # --json stays whole.
            files = [json.loads(line)["file"] for line in result.stdout.splitlines()]
            self.assertEqual(files, names.splitlines())

    def test_merge_lists_the_first_warnings_of_each_kind(self):
        """One bundle about another record, and 250 that nobody signed: two kinds, and one of them is long."""
        other = next(json.loads(path.read_bytes()) for path in support.BUNDLES
                     if json.loads(path.read_bytes())["pith_number"] != SUBJECT)
        unsigned = dict(BUNDLE, bundle_signature=None)
        for count in (100, 101, 250):
            path = self.write("bundles.json", [unsigned] * count + [other])
            result = self.run_program("merge", "--subject", SUBJECT, path)
            self.assertEqual(result.returncode, 0)
            lines = result.stderr.decode().splitlines()
            said = [line for line in lines if "aliases_not_vouched_for" in line]
            self.assertEqual(len(said), min(count, 101))
            self.assertEqual(len([line for line in lines if "aliases_of_another_record" in line]), 1)
            self.assertEqual(f" {count - 100} more" in said[-1], count > 100)
            self.assertEqual(self.run_program("merge", "--quiet", "--subject", SUBJECT, path).stderr, b"")

    def test_file_names(self):
        text = json.dumps(BUNDLE).encode()
        for name in (b"[x]", b"[[x]]", b"[a,b]", b"[", b"++", b"{}", b"%%", b"=", b"a=b", b"\x01x", b"bad\xffname",
                     b"- x", "\u202e".encode()):
            path = os.path.join(os.fsencode(self.folder.name), name)
            with open(path, "wb") as file:
                file.write(text)
            for argument in (path, name if not name.startswith(b"-") else path):
                result = self.run_program("verify", "--json", argument, cwd=self.folder.name)
                self.assertEqual(result.returncode, 0, (name, result.stderr))
                report = json.loads(result.stdout.decode("utf-8"))
                self.assertEqual(report["file"], argument.decode("utf-8", errors="replace"))
                is_utf8 = report["file"].encode() == argument
                self.assertEqual(report.get("file_bytes_b64"),
                                 None if is_utf8 else base64.b64encode(argument).decode())
                text_report = self.run_program("verify", argument, cwd=self.folder.name).stdout.decode("utf-8")
                self.assertNotIn("\u202e", text_report)

    def test_aliases_of_another_record_are_left_out_with_a_warning(self):
        other = "pith:2018:SZQIXLNZVGTWPCWH4C4GLVHIEF"
        result = self.run_program("merge", "--subject", other, self.write("bundle.json", BUNDLE))
        self.assertEqual(json.loads(result.stdout)["current"]["source_aliases"], [])
        self.assertIn(b"aliases left out", result.stderr)

    def test_the_state_check_points_at_what_differs(self):
        bundle = copy.deepcopy(BUNDLE)
        bundle["state"]["valid_event_count"] = 7
        bundle["state"]["state_sha256"] = "0" * 64
        checks = self.checks(bundle)
        self.assertEqual(checks["state"]["pointer"], "/state/valid_event_count")
        self.assertFalse(checks["state_sha256"]["ok"])

    def test_every_check_is_in_the_report(self):
        """Every check is reported, whatever the record is. What does not depend on the year is still recomputed."""
        names = set(self.checks(dict(BUNDLE, built_at="")))
        for record in ({}, {"source": BUNDLE["source"]}, None, 1, "text"):
            checks = self.checks(dict(BUNDLE, canonical_record=record))
            self.assertEqual(set(checks), names)
            self.assertFalse(checks["pith_number"]["ok"])
            self.assertEqual(checks["canonical_sha256"]["expected"], support.digest_of(record).hex())
        self.assertTrue(self.checks(dict(BUNDLE, canonical_record={"source": BUNDLE["source"]}))["source"]["ok"])

    def test_what_is_not_a_bundle_is_reported_with_its_place(self):
        path = self.write("other.json", b'\n\n {"a":1}')
        self.assertTrue(self.run_program("verify", path).stderr.decode().startswith(f"{path}:3:2: not_a_bundle: "))


if __name__ == "__main__":
    unittest.main()
