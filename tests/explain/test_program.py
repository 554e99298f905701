"""The command `explain`: exit statuses, forms of output, and how `verify` points to it."""

import json
import pathlib
import shlex
import sys
import unittest

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS / "cli"))

import schemas  # noqa: E402
import support  # noqa: E402

# Two events whose ids begin with the same eight digits.
SAME_PREFIX = "e3ec82b1"
TWINS = [{"event_type": 3268}, {"event_type": 126713}]


class Program(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.path = support.BUNDLE_OF_PAGE
        cls.bundle = json.loads(cls.path.read_bytes())
        cls.event = cls.bundle["events"][0]
        cls.id = cls.event["event_id"]

    def check_refused(self, code, *arguments):
        done = support.run("explain", "--json", *arguments)
        self.assertEqual(done.exit, 2)
        said = json.loads(done.out)
        self.assertEqual(schemas.faults(said), [])
        self.assertEqual((said["ok"], said["error"]["code"]), (False, code))
        self.assertIn(code, done.err)
        return said

    def test_exit_statuses(self):
        changed = support.write_json({**self.event, "content_sha256": "0"})
        for path, status in ((self.path, 0), (changed, 1)):
            done = support.run("explain", self.id[7:20], path)
            self.assertEqual((done.exit, done.err), (status, ""))
            self.assertTrue(done.out.decode().startswith(self.id + ": "), done.out)
            self.assertEqual(support.run("explain", "--quiet", self.id, path), (status, b"", ""))
            self.assertEqual(support.run("explain", "--quiet", "--json", self.id, path), (status, b"", ""))
        self.assertEqual(support.run("explain", self.id[:20], "-", stdin=self.path.read_bytes()).exit, 0)

    def test_each_line_for_people_has_its_rule(self):
        lines = support.run("explain", self.id, self.path).out.decode().splitlines()
        self.assertEqual(lines[0], f"{self.id}: valid and live")
        for line in lines[1:]:
            self.assertRegex(line, r"\A  SPEC \d\.\d  [A-Z].*\.\Z")

    def test_what_is_not_exactly_one_event_is_refused(self):
        twins = support.write_json([*TWINS, self.event])
        self.assertEqual(self.check_refused("not_found", "00000000", self.path)["candidates"], [])
        candidates = self.check_refused("ambiguous", SAME_PREFIX, twins)["candidates"]
        self.assertEqual(candidates, sorted(map(support.event_id, TWINS)))
        done = support.run("explain", SAME_PREFIX, twins)
        self.assertEqual((done.exit, done.out), (2, b""))
        for name in candidates:
            self.assertIn(name, done.err)
            said = json.loads(support.run("explain", "--json", name, twins).out)
            self.assertEqual((said["event_id"], said["reason"]), (name, "malformed"))
        self.assertEqual(support.run("explain", "--quiet", "--json", SAME_PREFIX, twins).out, b"")

    def test_an_id_that_is_stated_or_linked_to_is_found(self):
        """The id that stands in a file whose content was changed, and the id of an event that is missing."""
        changed = {**self.event, "payload": {}}
        path = support.write_json(changed)
        refusal = self.check_refused("not_found", self.id, path)
        self.assertEqual((refusal["stated_by"], refusal["linked_by"]), ([support.event_id(changed)], []))
        self.assertIn(support.event_id(changed), support.run("explain", self.id, path).err)
        follows = {**self.event, "prev_event": "sha256:" + "ab" * 32}
        refusal = self.check_refused("not_found", "abababab", support.write_json([self.event, follows]))
        self.assertEqual((refusal["stated_by"], refusal["linked_by"]), ([], [support.event_id(follows)]))

    def test_a_key_that_is_needed_need_not_be_bound(self):
        """As long as the keyring binds the signer's name to no key, and the event does not claim to be a registry's."""
        key = support.SigningKey("jane")
        content = {**support.event_content(self.event), "event_type": "author_attestation", "payload": {},
                   "prev_event": None, "supersedes": [],
                   "signer": {"signer_id": "jane", "signer_type": "author", "key_id": key.key_id,
                              "public_key_fingerprint": key.fingerprint}}
        event = support.sign_event(content, key)
        path = support.write_json(event)
        done = support.run("explain", event["event_id"], path)
        self.assertEqual(done.exit, 1)
        lines = done.out.decode().splitlines()
        [advice] = [line for line in lines if "give it with --keys" in line]
        self.assertIn("need not bind it to anything", advice)
        self.assertNotIn("signer_type", advice)
        [copies] = [line for line in lines if "another copy is needed" in line]
        self.assertIn("can be told only with its key", copies)
        unbound = support.write_json(support.make_key_entry(key.key_id, key.public))
        self.assertEqual(support.run("explain", "--keys", unbound, event["event_id"], path).exit, 0)

    def test_capital_digits_are_the_same_id(self):
        expected = support.run("explain", self.id[7:20], self.path)
        self.assertEqual(support.run("explain", self.id[7:20].upper(), self.path), expected)
        self.assertEqual(support.run("explain", "sha256:" + self.id[7:].upper(), self.path).exit, 0)

    def test_swapped_arguments_are_recognised(self):
        done = support.run("explain", self.path, self.id[7:15].upper())
        self.assertEqual((done.exit, done.out), (2, b""))
        self.assertIn(f"put {self.id[7:15].upper()} first", done.err)
        self.assertNotIn(" first", support.run("explain", "nothing", self.path).err.replace("its first", ""))

    def test_each_copy_has_its_place(self):
        unsigned = {**self.event, "signature": None}
        paths = [support.write_json([unsigned]), support.write_json(unsigned)]
        lines = support.run("explain", self.id, *paths).out.decode().splitlines()
        for path, place in zip(paths, (", line 1, at /0: It", ", line 1: It"), strict=True):
            self.assertEqual(len([line for line in lines if f"Copy in {path}{place}" in line]), 1, lines)

    def test_a_key_of_a_bundle_that_is_left_out_is_said(self):
        stranger = support.SigningKey("stranger")
        entry = support.make_key_entry("stranger", stranger.public, public_key_hex="00")
        bundle = {**support.make_signed_bundle(self.path, stranger, "other"), "public_keys": [entry]}
        name = support.event_id(bundle["events"][0])
        for options, is_said in ((("--trust-bundle-keys",), True), ((), False)):
            done = support.run("explain", *options, name, support.write_json(bundle))
            self.assertEqual((done.exit, "bundle_key_left_out" in done.err), (1, is_said), done)

    def test_a_binding_must_suit_the_valid_events_before(self):
        """A key that is bound to nothing signs a valid event as an author, and the next one as the registry."""
        key, events, prev_event = support.SigningKey("unbound"), [], None
        for signer_type in ("author", "pith_registry"):
            signer = {"key_id": key.key_id, "public_key_fingerprint": key.fingerprint, "signer_id": "free",
                      "signer_type": signer_type}
            event = {**self.bundle["events"][1], "signer": signer, "prev_event": prev_event}
            events.append(support.sign_event(event, key))
            prev_event = events[-1]["event_id"]
        keys = support.write_json(support.make_key_entry(key.key_id, key.public))
        for event, status in zip(events, (0, 1), strict=True):
            done = support.run("explain", "--json", "--keys", keys, event["event_id"], support.write_json(events))
            self.assertEqual(done.exit, status)
        self.assertEqual([(need["code"], need["reason"], need["key_id"]) for need in json.loads(done.out)["needs"]],
                         [("nothing", "signer_mismatch", key.key_id)])

    def test_wrong_usage(self):
        for arguments in ((), (self.id,), ("abc", self.path), (self.path, self.path),
                          (self.id, "--subject", "pith", self.path)):
            done = support.run("explain", *arguments)
            self.assertEqual((done.exit, done.out), (2, b""), arguments)
            self.assertIn("pith-merge explain: ", done.err)

    def test_refused_inputs(self):
        broken = support.write_file(b"[")
        self.assertEqual(self.check_refused("syntax", self.id, broken, self.path)["file"], str(broken))
        done = support.run("explain", "--keep-going", "--json", self.id, broken, self.path)
        refusal, report = map(json.loads, done.out.splitlines())
        self.assertEqual((done.exit, refusal["ok"], report["valid"]), (2, False, True))
        self.assertEqual(report["copies"][0]["file"], str(self.path))
        other = {**self.event, "subject_pith_number": "pith:2018:SZQIXLNZVGTWPCWH4C4GLVHIEF"}
        both = support.write_json([self.event, other])
        self.check_refused("several_subjects", self.id, both)
        done = support.run("explain", "--subject", self.bundle["pith_number"], self.id, both)
        self.assertEqual(done.exit, 0)

    def test_hostile_texts_are_shown_and_not_obeyed(self):
        signer = {**self.event["signer"], "key_id": "\u202ek\x1b[31m"}
        hostile = {**self.event, "signer": signer}
        done = support.run("explain", support.event_id(hostile), support.write_json(hostile))
        self.assertEqual(done.exit, 1)
        self.assertNotIn(b"\x1b", done.out)
        self.assertNotIn("\u202e".encode(), done.out)
        self.assertIn(b"\\u202e", done.out)

    def test_threads_never_show(self):
        events = [{**self.event, "payload": {"n": number}} for number in range(400)]
        path = support.write_json(events)
        name = support.event_id(events[77])
        alone = support.run("explain", "--json", name, path, path)
        self.assertEqual((alone.exit, len(json.loads(alone.out)["copies"])), (1, 2))
        for number in (2, 7):
            self.assertEqual(support.run("explain", "--json", "--threads", number, name, path, path), alone)

    def test_verify_ends_with_the_command_that_explains(self):
        damaged = {**self.bundle, "events": [{**self.event, "signature": {}}, *self.bundle["events"][1:]]}
        path = support.write_json(damaged, "with space.json")
        for options in ((), ("--trust-bundle-keys",)):
            done = support.run("verify", *options, path)
            self.assertEqual(done.exit, 1)
            last = done.out.decode().splitlines()[-1]
            self.assertIn(": pith-merge explain ", last)
            command = shlex.split(last.split(": pith-merge ", 1)[1])
            self.assertEqual(command, ["explain", *options, self.id, str(path)])
            explained = support.run(*command)
            self.assertEqual(explained.exit, 1)
            self.assertIn(b"bad_signature", explained.out)
        # A merge does not take this one.
        other = support.write_json({**damaged, "pith_number": "pith:2021"})
        self.assertNotIn(b"pith-merge explain", support.run("verify", other).out)
        # Nothing is wrong with an event here.
        changed = support.write_json({**self.bundle, "merge_version": "x"})
        self.assertNotIn(b"pith-merge explain", support.run("verify", changed).out)
        self.assertNotIn(b"pith-merge explain", support.run("verify", self.path).out)


if __name__ == "__main__":
    unittest.main()
