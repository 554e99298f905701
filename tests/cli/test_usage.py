"""Exit statuses, options, and the forms of input to `merge`."""

import json
import unittest

import support

SUBJECT = "pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF"


class UsageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.path = support.BUNDLE_OF_PAGE
        cls.bundle = json.loads(cls.path.read_bytes())
        changed = json.loads(cls.path.read_bytes())
        changed["built_at"] = "2026-07-05T14:38:01Z"
        cls.changed = support.write_json(changed)
        cls.missing = support.scratch_path("missing.json")

    def check_wrong(self, *arguments, stdin=b""):
        done = support.run(*arguments, stdin=stdin)
        self.assertEqual((done.exit, done.out), (2, b""), arguments)
        self.assertNotEqual(done.err, "", arguments)
        return done.err


class ExitStatuses(UsageTest):
    def test_wrong_usage(self):
        for arguments in (
            (), ("nosuch",), ("--nosuch",), ("verify",), ("merge",), ("verify", "--nosuch", self.path),
            ("merge", "--nosuch", self.path), ("canon", "--nosuch", self.path),
            ("canon", self.path, self.path),
            ("verify", self.path, "--keys"), ("merge", self.path, "--subject"),
            ("canon", self.path, "--pointer"),
            ("verify", "--color", "sometimes", self.path), ("VERIFY", self.path),
            ("verify", "--sha256", self.path),
        ):
            self.check_wrong(*arguments)

    def test_status_2_wins_over_1(self):
        for files, expected in (
            ((self.path, self.changed), 1), ((self.changed, self.path), 1), ((self.changed, self.missing), 2),
            ((self.missing, self.changed), 2), ((self.path, self.missing), 2), ((self.path, self.path), 0),
        ):
            done = support.run("verify", "--json", *files)
            self.assertEqual(done.exit, expected)
            # Every file is reported, also after one that cannot be read.
            reports = [json.loads(line) for line in done.out.splitlines()]
            self.assertEqual([report["file"] for report in reports], list(map(str, files)))
            refused = [report["file"] for report in reports if "error" in report]
            self.assertEqual(refused, [str(path) for path in files if path == self.missing])
            self.assertEqual(done.err.count("\n"), len(refused))

    def test_quiet(self):
        self.assertEqual(support.run("verify", "--quiet", self.path), (0, b"", ""))
        failing = support.run("verify", "--quiet", self.changed)
        self.assertEqual((failing.exit, failing.out.count(b"\n"), failing.err), (1, 1, ""))
        self.assertTrue(failing.out.startswith(f"{self.changed}: FAILS  ".encode()), failing.out)
        both = support.run("verify", "--quiet", self.path, self.changed)
        self.assertEqual((both.exit, both.out.count(b"\n")), (1, 2))
        self.assertTrue(both.out.endswith(b"\n1 holds, 1 fails, 0 refused\n"), both.out)
        self.assertEqual(support.run("verify", "--quiet", self.missing).exit, 2)
        merged = support.run("merge", self.path).out
        self.assertEqual(support.run("merge", "--quiet", self.changed).err, "")
        self.assertEqual(support.run("merge", "--quiet", self.path), (0, merged, ""))
        self.assertEqual(support.run("verify", "--quiet", "--json", self.changed),
                         support.run("verify", "--json", self.changed))

    def test_json_also_when_a_bundle_does_not_hold(self):
        for files, count in (((self.changed,), 1), ((self.missing,), 1), ((self.changed, self.missing), 2)):
            lines = support.run("verify", "--json", *files).out.splitlines()
            self.assertEqual([next(iter(json.loads(line))) for line in lines], ["format"] * count)

    def test_threads_never_show(self):
        # Every subcommand has this option. However the work is split, the output is the same.
        for command in ("verify", "merge", "canon"):
            alone = support.run(command, self.path)
            self.assertEqual(alone.exit, 0)
            for number in ("1", "2", "7"):
                self.assertEqual(support.run(command, "--threads", number, self.path), alone)

    def test_threads_with_more_files_than_threads(self):
        files = [self.path, self.changed, self.missing, *support.BUNDLES] * 12
        alone = support.run("verify", "--json", *files)
        self.assertEqual((alone.exit, len(alone.out.splitlines())), (2, 12 * 6))
        for number in ("2", "3", "64"):
            self.assertEqual(support.run("verify", "--json", "--threads", number, *files), alone)

    def test_standard_input_twice_is_the_same_on_any_number_of_threads(self):
        data = json.dumps({**self.bundle, "x": ["a" * 100] * 30000}).encode()
        alone = support.run("verify", "--json", "-", "-", stdin=data)
        for _ in range(5):
            self.assertEqual(support.run("verify", "--json", "--threads", "2", "-", "-", stdin=data), alone)

    def test_standard_input(self):
        data = self.path.read_bytes()
        status, report, _ = support.verify(self.path)
        done = support.run("verify", "--json", "-", stdin=data)
        self.assertEqual((done.exit, json.loads(done.out)), (status, {**report, "file": "-"}))
        self.assertEqual(support.run("merge", "-", stdin=data), support.run("merge", self.path))
        self.assertEqual(support.run("canon", "-", stdin=data), support.run("canon", self.path))
        self.assertTrue(self.check_wrong("verify", "-", stdin=b"[\n,]").startswith("-:2:1: syntax: "))


class MergeInput(UsageTest):
    def merge(self, text, *options):
        data = text if isinstance(text, bytes) else json.dumps(text).encode()
        return support.run("merge", *options, support.write_file(data))

    def state_of(self, events, invalid=()):
        return support.state_bytes(support.make_state(SUBJECT, events, [], invalid))

    def test_events_in_every_packing(self):
        events = self.bundle["events"]
        lines = [json.dumps(event).encode() for event in events]
        expected = (0, self.state_of(events), support.merge_counts(len(events)))
        self.assertEqual(self.merge(events), expected)
        self.assertEqual(self.merge(events[::-1] * 3), expected)
        self.assertEqual(self.merge(json.dumps(events, indent=1).encode()), expected)
        self.assertEqual(self.merge(b"\n".join(lines)), expected)
        self.assertEqual(self.merge(b"\n \n\t\n" + b"\r\n\n".join(lines[::-1] + lines) + b"\n\n"), expected)
        single = [support.write_file(line) for line in lines]
        self.assertEqual(support.run("merge", *single), expected)
        self.assertEqual(support.run("merge", *single[::-1], single[0]), expected)
        self.assertEqual(support.run("merge", single[0], "-", stdin=lines[1]), expected)
        for event in events:
            self.assertEqual(self.merge(event), (0, self.state_of([event]), support.merge_counts(1)))

    def test_packings_with_the_bundle_keep_its_aliases(self):
        expected = (0, support.state_bytes(self.bundle["state"]), support.merge_counts(len(self.bundle["events"])))
        bundle = json.dumps(self.bundle).encode()
        event = json.dumps(self.bundle["events"][1]).encode()
        self.assertEqual(self.merge(b"[" + event + b",\n" + bundle + b"]"), expected)
        self.assertEqual(self.merge(event + b"\n" + bundle), expected)
        self.assertEqual(support.run("merge", self.path, support.write_file(event), self.path), expected)

    def test_a_changed_bundle_gives_no_aliases(self):
        done = support.run("merge", self.changed)
        self.assertEqual((done.exit, done.out), (0, self.state_of(self.bundle["events"])))
        self.assertNotEqual(done.err, "")

    def test_a_false_hash_under_a_sound_signature_gives_no_aliases(self):
        signature = {**self.bundle["bundle_signature"], "bundle_sha256": "0" * 64}
        bundle = {**self.bundle, "bundle_signature": signature}
        self.assertEqual(self.merge(bundle).out, self.state_of(self.bundle["events"]))
        report = json.loads(support.run("verify", "--json", support.write_json(bundle)).out)
        self.assertEqual(support.failed_checks(report), ["bundle_sha256", "bundle_signature"])

    def test_envelopes_make_no_difference(self):
        created, snapshot = self.bundle["events"]
        stripped = support.event_content(snapshot)
        self.assertEqual(self.merge([created, stripped, snapshot]).out, self.state_of([created, snapshot]))
        reason = [(support.event_id(stripped), "content_hash_mismatch")]
        self.assertEqual(self.merge([created, stripped]).out, self.state_of([created], reason))

    def test_values_that_are_not_events(self):
        # Every value in a bundle's `events` is an event. These are malformed, and named by their own hashes.
        junk = [1, None, "x", [], {}, 1.5]
        bundle = {**self.bundle, "events": self.bundle["events"] + junk}
        invalid = [("sha256:" + support.digest_of(value).hex(), "malformed") for value in junk]
        expected = self.state_of(self.bundle["events"], invalid)
        self.assertEqual(self.merge(bundle).out, expected)
        authentic = self.merge(bundle, "--authentic-only")
        self.assertEqual(authentic.out, support.state_bytes(support.make_state(SUBJECT, self.bundle["events"], [])))
        strict = self.merge(bundle, "--strict")
        self.assertEqual((strict.exit, strict.out), (1, expected))
        self.assertEqual(self.merge(self.bundle, "--strict").exit, 0)

    def test_an_object_that_is_not_a_bundle_is_a_malformed_event(self):
        value = {"anything": 1}
        invalid = [("sha256:" + support.digest_of(value).hex(), "malformed")]
        self.assertEqual(self.merge([value, value], "--subject", SUBJECT),
                         (0, self.state_of([], invalid), support.merge_counts(1, ": 1 malformed", 1)))

    def test_the_empty_state(self):
        done = self.merge([], "--subject", SUBJECT)
        self.assertEqual(done, (0, self.state_of([]), support.merge_counts(0)))
        hashed = self.merge([], "--subject", SUBJECT, "--sha256")
        self.assertEqual(hashed.out.decode(), json.loads(done.out)["state_sha256"] + "\n")

    def test_another_subject(self):
        other = "pith:2021:" + "A" * 26
        ids = [(event["event_id"], "subject_mismatch") for event in self.bundle["events"]]
        expected = support.make_state(other, [], [], ids)
        done = self.merge(self.bundle["events"], "--subject", other)
        self.assertEqual((done.exit, done.out), (0, support.state_bytes(expected)))
        done = support.run("merge", "--subject", other, self.path)
        self.assertEqual((done.exit, done.out), (0, support.state_bytes(expected)))

    def test_no_subject_and_several(self):
        nothing = support.write_json([])
        for code, files in (("no_subject", [nothing]), ("no_subject", [support.write_json({"a": 1})]),
                            ("several_subjects", support.BUNDLES)):
            said = self.check_wrong("merge", *files)
            self.assertRegex(said, rf"^pith-merge: {code}: [^\n]+--subject\n$")  # one line that says what to do
        events = [json.loads(path.read_bytes())["events"][0] for path in support.BUNDLES]
        self.assertIn("several_subjects", self.check_wrong("merge", support.write_json(events)))
        # If a bundle names the record, the events beside it do not count.
        mixed = support.run("merge", support.write_json(events), self.path)
        self.assertEqual((mixed.exit, json.loads(mixed.out)["pith_number"]), (0, SUBJECT))
        chosen = support.run("merge", "--subject", SUBJECT, *support.BUNDLES)
        self.assertEqual(chosen.exit, 0)
        self.assertEqual(json.loads(chosen.out)["current"], self.bundle["state"]["current"])

    def test_documents_of_other_kinds_are_named(self):
        """If no input names a record, a document that is something else is the likely cause."""
        key = support.SigningKey("jane")
        draft = {"event_type": "author_attestation", "target": "graph"}
        for value, kind, command in (
                ({"format": "pith-merge.evidence.v1", "equivocations": []}, "evidence", "pith-merge verify"),
                (support.make_key_entry(key.key_id, key.public), "a key entry", "--keys"),
                (draft, "a draft of an event", "pith-merge would-fork and sign")):
            path = support.write_json(value)
            said = self.check_wrong("merge", path)
            self.assertTrue(said.startswith(f"{path}: no_subject: this is {kind}, not "), said)
            self.assertIn(command, said)
            self.assertNotIn("--subject", said)
        for value, kind in ((self.bundle["state"], "a state document"), ({"public_keys": []}, "a list of keys")):
            path = support.write_json(value)
            said = self.check_wrong("merge", path)
            self.assertTrue(said.startswith(f"{path}:1:1: not_a_bundle: this is {kind}, not a bundle: "), said)
        said = self.check_wrong("merge", support.write_json({**self.bundle, "events": {}}))
        self.assertIn("an array events", said)

    def test_malformed_subjects(self):
        suffix = SUBJECT[10:]
        for subject in ("", "x", suffix, f"pith:{suffix}", SUBJECT[:-1], SUBJECT + "A", SUBJECT.lower(),
                        f"pith:21:{suffix}", f"pith:202x:{suffix}", SUBJECT[:-1] + "1", SUBJECT + "\n",
                        " " + SUBJECT, f"PITH:2021:{suffix}", f"pith:\u0662021:{suffix}"):
            self.check_wrong("merge", "--subject", subject, self.path)
            self.check_wrong("merge", support.write_json({**self.bundle, "pith_number": subject}))

    def test_nothing_is_printed_if_anything_is_refused(self):
        refused = support.write_file(b'{"a":1,"a":2}')
        for files in ((self.path, refused), (refused, self.path), (self.path, self.missing)):
            self.check_wrong("merge", *files)
            done = support.run("merge", "--keep-going", *files)
            self.assertEqual((done.exit, done.out), (2, support.run("merge", self.path).out))
            self.assertEqual(done.err.count("\n"), 2)  # the refusal, and the counts

    def test_a_line_is_one_bundle_or_one_event(self):
        event = json.dumps(self.bundle["events"][0]).encode()
        path = support.write_file(event + b"\n " + b"[" + event + b"]\n")
        errors = self.check_wrong("merge", path)
        self.assertTrue(errors.startswith(f"{path}:2:2: not_an_event: "), errors)

    def test_lines_that_are_refused(self):
        lines = [json.dumps(event).encode() for event in self.bundle["events"]]
        path = support.write_file(b"\n" + lines[0] + b"\n" + b'{"a": [1,}\n' + b"  7\n" + lines[1])
        self.check_wrong("merge", path)
        done = support.run("merge", "--keep-going", path)
        self.assertEqual((done.exit, done.out), (2, self.state_of(self.bundle["events"])))
        first, second, _ = done.err.splitlines()
        self.assertTrue(first.startswith(f"{path}:3:10: syntax: "), first)
        self.assertTrue(second.startswith(f"{path}:4:3: not_an_event: "), second)

    def test_a_faulty_string_in_the_first_line_costs_that_line_alone(self):
        """A string ends at its closing quote, whatever is wrong inside it. So the line is whole (SPEC 11)."""
        event = json.dumps(self.bundle["events"][0]).encode()
        for line in (b'{"a":"\x01"}', b'{"a":"\\x"}', b'{"a":"\xff"}', b'{"a":"\\ud800 }"}'):
            done = support.run("merge", "--keep-going", support.write_file(line + b"\n" + event))
            self.assertEqual((done.exit, done.out), (2, self.state_of(self.bundle["events"][:1])), line)


if __name__ == "__main__":
    unittest.main()
