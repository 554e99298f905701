"""The commands `would-fork` and `bundle`: exit statuses, streams, and what they refuse."""

import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import sets  # noqa: E402,F401  (first, because it says where the others are)
import forks  # noqa: E402
import scenarios  # noqa: E402
import schemas  # noqa: E402
import support  # noqa: E402


class Program(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keys = support.write_json([scenarios.ALICE.entry(), scenarios.REGISTRY.entry()])
        cls.first = forks.answer(payload={"n": 1})
        cls.second = forks.answer(payload={"n": 2})
        cls.history = support.write_json([cls.first])
        cls.draft = support.event_content(cls.second)

    def would_fork(self, event, *arguments, **more):
        return support.run("would-fork", "--keys", self.keys, event, *(arguments or [self.history]), **more)

    def bundle(self, *arguments, **more):
        return support.run("bundle", "--keys", self.keys, *arguments, **more)

    def check_refused(self, done, code, command):
        self.assertEqual(done.exit, 2, done)
        said = json.loads(done.out)
        self.assertEqual(schemas.faults(said), [])
        self.assertEqual((said["format"], said["ok"], said["error"]["code"]), (f"pith-merge.{command}.v1", False, code))
        self.assertIn(code, done.err)
        return said


class WouldFork(Program):
    def test_exit_statuses(self):
        fine = {**self.draft, "supersedes": [self.first["event_id"]]}
        for event, status in ((self.draft, 1), (self.second, 1), (fine, 0), ({**fine, "target": 5}, 1)):
            path = support.write_json(event)
            done = self.would_fork(path)
            self.assertEqual((done.exit, done.err), (status, ""))
            self.assertTrue(done.out.decode().startswith(support.event_id(event) + ": would "), done.out)
            self.assertEqual(self.would_fork(path, "--quiet", self.history), (status, b"", ""))
            self.assertEqual(self.would_fork(path, "--quiet", "--json", self.history), (status, b"", ""))
            self.assertEqual(self.would_fork("-", stdin=json.dumps(event).encode()).out, done.out)

    def without_key(self, *members):
        """The draft as `sign` takes it, too: without the names of its signer's key."""
        signer = {name: value for name, value in self.draft["signer"].items() if name not in members}
        return {**self.draft, "supersedes": [self.first["event_id"]], "signer": signer}

    def judged(self, draft, *keys, created_at=None):
        draft = {**draft, "created_at": created_at or draft["created_at"]}
        done = support.run("would-fork", "--json", "--keys", support.write_json([key.entry() for key in keys]),
                           support.write_json(draft), self.history)
        said = json.loads(done.out)
        self.assertEqual(schemas.faults(said), [])
        return done.exit, said

    def test_the_only_key_that_fits_is_assumed(self):
        names = ("key_id", "public_key_fingerprint")
        filled = self.without_key()
        for left_out in (names, names[:1], names[1:]):
            draft = self.without_key(*left_out)
            status, said = self.judged(draft, scenarios.ALICE, scenarios.BOB, scenarios.CAROL, scenarios.REGISTRY)
            self.assertEqual((status, said["reason"], said["event_id"]), (0, None, support.event_id(filled)))
            self.assertEqual((said["key"]["assumed"], said["key"]["key_id"], said["fitting_key_count"]),
                             (True, scenarios.ALICE.key.key_id, 1))
            text = self.would_fork(support.write_json(draft)).out.decode()
            self.assertIn(f'It is judged with the key "{scenarios.ALICE.key.key_id}"', text)
        _, said = self.judged(filled, scenarios.ALICE)
        self.assertEqual((said["key"]["assumed"], said["fitting_key_count"]), (False, None))

    def test_without_one_key_that_fits_it_says_what_to_do(self):
        draft = self.without_key("key_id", "public_key_fingerprint")
        for keys, count in (([scenarios.BOB], 0), ([scenarios.ALICE, scenarios.ALICE_AGAIN], 2)):
            status, said = self.judged(draft, *keys)
            self.assertEqual((status, said["reason"], said["key"], said["fitting_key_count"]),
                             (1, "malformed", None, count))
            keyring = support.write_json([key.entry() for key in keys])
            text = support.run("would-fork", "--keys", keyring, support.write_json(draft), self.history).out.decode()
            self.assertIn("pith-merge sign --against", text)
            self.assertEqual("give your own entry with --keys" in text, count == 0)
        # The key that her draft does name decides between the two.
        status, said = self.judged(self.without_key("public_key_fingerprint"), scenarios.ALICE, scenarios.ALICE_AGAIN)
        self.assertEqual((status, said["event_id"]), (0, support.event_id(self.without_key())))

    def test_a_key_that_had_expired_is_assumed_only_alone(self):
        retired = scenarios.RETIRED
        draft = {**self.without_key(), "supersedes": [], "signer": {"signer_id": "erin", "signer_type": "author"}}
        successor = scenarios.Signer("successor", "erin", "author", {"signer_id": "erin"})
        for created_at, keys, expected in (("2000-01-01T00:00:00Z", [retired], None),
                                           ("2100-01-01T00:00:00Z", [retired], "key_expired"),
                                           ("2100-01-01T00:00:00Z", [retired, successor], None),
                                           ("2000-01-01T00:00:00Z", [retired, successor], "malformed")):
            _, said = self.judged(draft, *keys, created_at=created_at)
            self.assertEqual(said["reason"], expected, (created_at, keys))

    def test_an_unknown_key_is_named(self):
        path = support.write_json(self.second)
        text = support.run("would-fork", path, self.history).out.decode()
        for words in (f'the key "{scenarios.ALICE.key.key_id}"', scenarios.ALICE.key.fingerprint,
                      "no key with this key_id", "give your own entry with --keys"):
            self.assertIn(words, text)
        same_id = scenarios.Signer("other", "alice", "author", {}, scenarios.ALICE.key.key_id)
        text = support.run("would-fork", "--keys", support.write_json(same_id.entry()), path,
                           self.history).out.decode()
        self.assertIn("this key_id with another fingerprint: " + same_id.key.fingerprint, text)

    def test_swapped_arguments_are_recognised(self):
        bundle = support.run("bundle", "--quiet", "--keys", self.keys, self.history).out
        done = self.would_fork(support.write_file(bundle), support.write_json(self.second))
        self.assertEqual(done.exit, 2)
        self.assertIn("not_an_event: this is a bundle", done.err)
        self.assertIn("EVENT comes first", done.err)

    def test_a_bundle_without_a_record_says_so(self):
        done = self.bundle(self.history)
        self.assertIn("never verifies", done.err)
        self.assertNotIn("never verifies", self.bundle(support.BUNDLE_OF_PAGE).err)

    def test_the_links_can_be_pasted(self):
        text = self.would_fork(support.write_json(self.draft)).out.decode()
        pasted = [json.loads("{" + part.split("\n  SPEC")[0] + "}") for part in text.split("would say:\n")[1:]]
        self.assertEqual(pasted, [{"prev_event": self.first["event_id"], "supersedes": []},
                                  {"prev_event": self.first["event_id"], "supersedes": [self.first["event_id"]]}])
        for links in pasted:
            self.assertEqual(self.would_fork(support.write_json({**self.draft, **links})).exit, 0)

    def test_it_says_if_no_event_can_replace_what_is_live(self):
        many = [forks.answer(payload={"n": number}) for number in range(100, 165)]
        done = support.run("would-fork", "--keys", self.keys, support.write_json(self.draft), support.write_json(many))
        text = done.out.decode()
        self.assertEqual(done.exit, 1)
        self.assertIn("SPEC 4.5", text)
        self.assertIn("no links replace them all", text)
        self.assertEqual(text.count("would say:\n"), 1, text)
        published = self.would_fork(support.write_json(many[0]), support.write_json(many)).out.decode()
        self.assertIn("no links replace them all", published)
        self.assertNotIn("would say:", published)

    def test_a_known_fork_is_permanent(self):
        both = support.write_json([self.first, self.second])
        text = self.would_fork(support.write_json(self.second), both).out.decode()
        self.assertNotIn("To fork nothing", text)
        self.assertIn("so these entries stay", text)
        [links] = [json.loads("{" + part + "}") for part in text.split("would say:\n")[1:]]
        self.assertEqual(set(links["supersedes"]), {self.first["event_id"], self.second["event_id"]})
        resolving = forks.answer(payload={"n": 3}, **links)
        self.assertEqual(self.would_fork(support.write_json(resolving), both).exit, 0)
        resolved = support.write_json([self.first, self.second, resolving])
        report = json.loads(self.would_fork(support.write_json(self.second), "--json", resolved).out)
        self.assertEqual((report["also_live"], report["live"]), ([resolving["event_id"]], False))
        self.assertTrue(report["equivocations"][0]["resolved"])

    def test_a_known_event_with_a_bad_signature(self):
        bad = {**self.first, "signature": {**self.first["signature"], "signature_b64": "A" * 86 + "=="}}
        done = self.would_fork(support.write_json(bad))
        self.assertEqual(done.exit, 0)
        self.assertIn(b"this copy fails, bad_signature", done.out)
        self.assertNotIn(b"this copy fails", self.would_fork(support.write_json(self.first)).out)

    def test_texts_of_the_event_are_safe_to_show(self):
        event = support.write_json({**self.draft, "target": "\u202e\x1b[31m"})
        self.assertNotIn(b"\x1b", self.would_fork(event).out)

    def test_what_is_not_one_event_is_refused(self):
        for data, code in ((b"[", "syntax"), (b"[]", "not_an_event"), (b"7", "not_an_event"), (b"", "empty"),
                           (support.BUNDLES[0].read_bytes(), "not_an_event")):
            path = support.write_file(data)
            said = self.check_refused(self.would_fork(path, "--json", self.history), code, "would-fork")
            self.assertEqual(said["file"], str(path))
            self.assertEqual(self.would_fork(path).out, b"")
        self.check_refused(self.would_fork(support.scratch_path("missing"), "--json", self.history), "unreadable",
                           "would-fork")

    def test_refused_inputs(self):
        broken, event = support.write_file(b"["), support.write_json(self.draft)
        said = self.check_refused(self.would_fork(event, "--json", broken, self.history), "syntax", "would-fork")
        self.assertEqual(said["file"], str(broken))
        done = self.would_fork(event, "--keep-going", "--json", broken, self.history)
        refusal, report = map(json.loads, done.out.splitlines())
        self.assertEqual((done.exit, refusal["ok"], report["equivocation_count"]), (2, False, 1))

    def test_the_record_is_that_of_the_draft_if_the_files_name_none(self):
        event, nothing = support.write_json(self.draft), support.write_file(b"[]")
        self.assertEqual(json.loads(self.would_fork(event, "--json", nothing).out)["pith_number"], scenarios.SUBJECT)
        other = self.would_fork(event, "--json", "--subject", scenarios.OTHER_SUBJECT, nothing)
        self.assertEqual((other.exit, json.loads(other.out)["reason"]), (1, "subject_mismatch"))
        self.check_refused(self.would_fork(support.write_file(b"{}"), "--json", nothing), "no_subject", "would-fork")

    def test_wrong_usage(self):
        event = support.write_json(self.draft)
        for arguments in ((), (event,), ("-", "-"), ("-", "--files-from", "-"), (event, "--subject", "x", event)):
            done = support.run("would-fork", *arguments)
            self.assertEqual((done.exit, done.out), (2, b""), arguments)
            self.assertIn("pith-merge would-fork: ", done.err)


class Bundle(Program):
    def test_exit_statuses_and_streams(self):
        done = self.bundle(self.history)
        self.assertEqual((done.exit, done.err.splitlines()[1:]),
                         (0, ["pith-merge bundle: 1 event; the bundle is not signed"]))
        self.assertEqual(self.bundle("--quiet", self.history), (0, done.out, ""))
        self.assertEqual(self.bundle("-", stdin=self.history.read_bytes()).out, done.out)
        deep = support.write_file(b'{"a":' * 63 + b"1" + b"}" * 63)
        for quiet in ([], ["--quiet"]):
            left_out = self.bundle(*quiet, self.history, deep)
            self.assertEqual((left_out.exit, left_out.out), (1, done.out))
            self.assertIn("left out: event_too_deep: sha256:", left_out.err)
        damaged = support.write_json({**self.second, "event_id": "x"})
        self.assertIn(": 2 events, 1 is not valid; ", self.bundle(self.history, damaged).err)

    def test_it_says_when_it_was_built_only_if_told_so(self):
        at = "2026-07-05T14:38:00.5Z"
        self.assertEqual(json.loads(self.bundle("--at", at, self.history).out)["built_at"], at)
        self.assertNotIn("built_at", json.loads(self.bundle(self.history).out))
        for bad in ("--at=", "--at=2026-02-30T00:00:00Z", "--at=now"):
            done = self.bundle(bad, self.history)
            self.assertEqual((done.exit, done.out), (2, b""), bad)
            self.assertIn("--at must be an instant", done.err)

    def test_the_number_of_threads_changes_nothing(self):
        events = [forks.answer(payload={"n": number}) for number in range(300)]
        path = support.write_json(events + events[:50])
        outputs = {self.bundle("--threads", count, path).out for count in (1, 2, 5)}
        self.assertEqual(len(outputs), 1)
        self.assertEqual(json.loads(outputs.pop())["state"]["event_count"], 300)

    def test_a_real_bundle_keeps_what_its_signature_vouches_for(self):
        for path in support.BUNDLES:
            real, united = json.loads(path.read_bytes()), json.loads(support.run("bundle", path).out)
            for member in ("links", "mirror_hints", "timestamp_proofs", "source_aliases", "canonical_record", "source",
                           "canonical_sha256", "short_pith_number", "state", "merge_version", "bundle_version"):
                self.assertEqual(united[member], real[member], member)
            self.assertEqual(sorted(map(support.canonical, united["events"])),
                             sorted(map(support.canonical, real["events"])))
            self.assertEqual(set(real) - set(united), {"built_at", "bundle_signature"})
            again = support.run("bundle", path, support.write_json(united))
            self.assertEqual(json.loads(again.out), united)

    def test_refused_inputs(self):
        broken = support.write_file(b"[")
        self.check_refused(self.bundle("--json", broken, self.history), "syntax", "bundle")
        self.assertEqual(self.bundle(broken, self.history).out, b"")
        done = self.bundle("--json", "--keep-going", broken, self.history)
        self.assertEqual((done.exit, done.out), (2, self.bundle(self.history).out))
        self.check_refused(self.bundle("--json", *support.BUNDLES), "several_subjects", "bundle")


if __name__ == "__main__":
    unittest.main()
