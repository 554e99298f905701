"""`merge` of large inputs prints the same on any number of threads, and the same as the reference."""

import json
import pathlib
import random
import sys
import unittest

import support

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path += [str(TESTS / "vectors"), str(TESTS / "reference")]

import merge as reference  # noqa: E402
import signing  # noqa: E402
from signing import ALICE, BOB, REGISTRY, STRANGER, SUBJECT, UNBOUND  # noqa: E402

THREAD_COUNTS = (2, 3, 8)
KEYS = {"public_keys": [key.entry() for key in (REGISTRY, ALICE, BOB, UNBOUND)]}
ALIAS = {"alias_kind": "doi", "alias_value": "10.1/x", "created_at": "2026-01-01T00:00:00Z"}
BAD_ALIAS = {"alias_kind": "doi", "alias_value": 7, "created_at": "2026-01-01T00:00:00Z"}


def make_events(chance):
    """About five hundred events in random order: chains, withdrawals, equivocations, copies, forgeries and junk."""
    events = [signing.record_created(receipt=signing.receipt_of(signing.RECORD))]
    for number in range(400):
        key = chance.choice([ALICE, ALICE, BOB, REGISTRY, UNBOUND, STRANGER])
        earlier = chance.choice(events)
        links = chance.choice([{}, {}, {"prev_event": earlier["event_id"]}, {"supersedes": [earlier["event_id"]]}])
        events.append(signing.event(
            key, number % 60, event_type=chance.choice(["correction", "graph_snapshot", "mirror_hint"]),
            target=chance.choice("abc"), payload={"number": number}, **links))
    for event in chance.sample(events[1:], 100):
        spoiled = chance.choice([
            ("content_sha256", "0" * 64), ("event_id", "sha256:" + "0" * 64), ("signature", None),
            ("signature.signature_b64", signing.flip_first_bit(event["signature"]["signature_b64"])),
            ("signature.signed_at", "2026-07-09T00:00:00Z"), ("payload", {"forged": True}), ("target", 7)])
        events.append(signing.changed(event, *spoiled))
        if chance.random() < 0.3:
            events.remove(event)
    events += [{"junk": number} for number in range(20)]
    chance.shuffle(events)
    return events


def bundle_of(events, key=REGISTRY, **members):
    bundle = {"bundle_type": "pith_open_graph_bundle", "pith_number": SUBJECT, "source_aliases": [ALIAS, BAD_ALIAS],
              "events": events, **members}
    return signing.sign_bundle(bundle, key)


def as_lines(values, padding=b""):
    return b"".join(json.dumps(value).encode() + padding + b"\n" for value in values)


class ThreadsNeverShow(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.events = make_events(random.Random(11))
        cls.keys = support.write_json(KEYS, "keys.json")

    def merge(self, *files, options=()):
        """What one thread prints. Asserts that other numbers of threads print the same."""
        command = ["merge", "--no-default-keys", "--keys", self.keys, *options, *map(support.write_file, files)]
        alone = support.run(*command, "--threads", "1")
        self.assertEqual(support.run(*command), alone)
        for count in THREAD_COUNTS:
            self.assertEqual(support.run(*command, "--threads", str(count)), alone, count)
        return alone

    def check(self, *files, options=()):
        """Like merge(). Asserts also that the reference gives the same document for these files."""
        done = self.merge(*files, options=options)
        self.assertEqual(done.exit, 0, done.err)
        self.assertEqual(done.out, reference.merge_files(list(files), reference.Keyring.from_documents([KEYS])))
        return done

    def test_the_events_are_of_every_kind(self):
        state = json.loads(self.check(as_lines(self.events)).out)
        self.assertEqual({entry["reason"] for entry in state["invalid_events"]}, {
            "malformed", "unknown_key", "content_hash_mismatch", "event_id_mismatch", "bad_signature",
            "prev_event_unresolved"})
        self.assertGreater(state["valid_event_count"], 200)
        self.assertGreater(state["equivocation_count"], 3)
        self.assertGreater(len(self.events), state["event_count"] + 50)

    def test_every_packing(self):
        events = self.events
        expected = self.check(as_lines(events))
        self.assertEqual(self.check(json.dumps(events).encode()), expected)
        self.assertEqual(self.check(as_lines(events[:77]), json.dumps(events[50:]).encode()), expected)
        self.assertEqual(self.check(*[json.dumps(event).encode() for event in events]), expected)
        strict = self.merge(as_lines(events), options=["--strict"])
        self.assertEqual((strict.exit, strict.out), (1, expected.out))
        self.assertEqual(strict.err, expected.err + "pith-merge merge: the exit status is 1, because --strict allows "
                         "no event that is not valid\n")
        one_mirror_after_the_other = json.dumps(events[::-1]).encode(), as_lines(events), json.dumps(events).encode()
        self.assertEqual(self.check(*one_mirror_after_the_other), expected)

    def test_a_large_file(self):
        padding = b" " * 10_000  # several mebibytes, so that the search for lines is split too
        self.assertEqual(self.check(as_lines(self.events, padding)), self.check(as_lines(self.events)))

    def test_bundles_and_their_warnings(self):
        events = self.events
        stranger, other = bundle_of(events[:150], STRANGER), bundle_of([], pith_number=signing.OTHER_SUBJECT)
        for files in (
            [json.dumps(bundle_of(events)).encode()],
            [as_lines([stranger, *events[:100], bundle_of(events[90:400]), bundle_of([]), *events[390:]])],
            [json.dumps([*events[:10], bundle_of(events), stranger, bundle_of(events[::-1])]).encode(),
             json.dumps(stranger).encode()],
        ):
            done = self.check(*files)
            self.assertEqual([entry["alias_value"] for entry in json.loads(done.out)["current"]["source_aliases"]],
                             ["10.1/x"])
        warnings = [line for line in done.err.splitlines() if not line.startswith("pith-merge")]
        self.assertEqual(len(warnings), 6, warnings)
        done = self.merge(as_lines([other, *events, stranger, other]), options=["--subject", SUBJECT])
        self.assertEqual(done.exit, 0, done.err)
        self.assertEqual([line.rsplit(": ", 1)[1] for line in done.err.splitlines() if "aliases left out: " in line], [
            "the bundle is about another record", "no trusted registry key signed the bundle",
            "the bundle is about another record"])

    def test_refused_lines(self):
        lines = as_lines(self.events, b" " * 10_000).splitlines()
        broken, no_events = range(3, len(lines), 100), range(50, len(lines), 100)
        for line in broken:
            lines[line] = b'{"a": [1,}'
        for line in no_events:
            lines[line] = b"[]"
        file = b"\n".join(lines)
        refused = self.merge(file, b"7", b'{"state_type": 1}')
        self.assertEqual((refused.exit, refused.out), (2, b""))
        self.assertEqual([line.split(":")[1] for line in refused.err.splitlines()],
                         [str(line + 1) for line in sorted([*broken, *no_events])] + ["1", "1"])
        going_on = self.merge(file, b"7", options=["--keep-going"])
        self.assertEqual((going_on.exit, going_on.err.count(" not_an_event: ")), (2, len(no_events) + 1))
        self.assertEqual(json.loads(going_on.out)["pith_number"], SUBJECT)

    def test_keys_of_bundles(self):
        entries = [STRANGER.entry(), STRANGER.entry(rotates_at="2026-01-01T00:00:00Z"), 5]
        bundles = [bundle_of(self.events[:50], public_keys=[entry]) for entry in entries]
        trusting = ["--trust-bundle-keys"]
        done = self.merge(as_lines([*bundles, *self.events, *bundles]), options=trusting)
        found = [done.err.count(code) for code in ("keys_vouch_for_themselves", "bundle_key_left_out")]
        self.assertEqual((done.exit, found), (0, [1, 2]), done.err)


if __name__ == "__main__":
    unittest.main()
