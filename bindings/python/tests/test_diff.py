"""Differences of inputs, with the real bundles."""

import json
import pathlib
import pickle
import unittest

import pith_merge

ROOT = pathlib.Path(__file__).resolve().parents[3]
PATHS = sorted((ROOT / "tests/data").glob("*.bundle.json"))
PATH = PATHS[0]
BUNDLE = json.loads(PATH.read_bytes())
EVENTS = BUNDLE["events"]


def encode(value):
    return json.dumps(value).encode()


class Differences(unittest.TestCase):
    def test_equal(self):
        for other in (PATH, PATH.read_bytes(), encode(BUNDLE["state"])):
            difference = pith_merge.diff(PATH, other)
            self.assertFalse(difference)
            self.assertEqual((difference.equal, difference.causes, difference.events, difference.changes),
                             (True, (), (), ()))
            self.assertEqual(difference.inputs[0]["state_sha256"], pith_merge.merge([PATH]).sha256)

    def test_a_missing_event_and_a_bad_copy(self):
        bad = {**EVENTS[0], "signature": {}}
        difference = pith_merge.diff(encode(EVENTS), encode([bad]))
        self.assertTrue(difference)
        self.assertEqual(difference.causes, ("only_in_a", "other_reason"))
        self.assertEqual([event["event_id"] for event in difference.events],
                         [EVENTS[1]["event_id"], EVENTS[0]["event_id"]])
        self.assertEqual(difference.events[1]["copy_in_b"]["detail"], "missing_member")
        self.assertEqual((difference.aliases, difference.keys), ((), ()))
        self.assertIn({"pointer": "/applied_event_ids", "difference": "only_in_a", "count": 2},
                      difference.to_dict()["change_counts"])
        self.assertEqual(pickle.loads(pickle.dumps(difference)), difference)

    def test_keys_of_a_bundle(self):
        empty = pith_merge.Keyring(registry=False)
        difference = pith_merge.diff(PATH, encode(EVENTS), keyring=empty, trust_bundle_keys=True)
        self.assertEqual(difference.causes, ("other_reason", "aliases", "keys"))
        self.assertEqual([key["event_count"] for key in difference.keys], [2])
        self.assertEqual({event["key"]["key_id"] for event in difference.events}, {difference.keys[0]["key"]["key_id"]})
        self.assertTrue(pith_merge.diff(PATH, encode(EVENTS), keyring=empty).aliases == ())

    def test_bundles_of_one_state(self):
        other = {**BUNDLE, "built_at": "2020-01-01T00:00:00Z"}
        [without, unsigned] = [{name: value for name, value in bundle.items() if name != "bundle_signature"}
                               for bundle in (BUNDLE, other)]
        difference = pith_merge.diff(encode(without), encode(unsigned))
        self.assertTrue(difference.equal)
        self.assertEqual([change["pointer"] for change in difference.bundle_changes], ["/built_at"])
        self.assertEqual([one["signature_fault"] for one in difference.inputs], ["not_signed"] * 2)
        self.assertEqual(pith_merge.diff(PATH, encode(other)).inputs[1]["signature_fault"], "changed")
        self.assertEqual(pith_merge.diff(PATH, PATH).bundle_changes, ())

    def test_other_records(self):
        self.assertEqual(pith_merge.diff(*PATHS[:2]).causes, ("other_record",))
        number = BUNDLE["pith_number"]
        self.assertEqual(pith_merge.diff(*PATHS[:2], subject=number).causes[:2], ("only_in_a", "only_in_b"))

    def test_refusals(self):
        for a, b, code, index in ((b"[", PATH, "syntax", 0), (PATH, b"{}", "no_subject", 1),
                                  (PATH, b'{"state_type":"pith_open_graph_state"}', "not_a_bundle", 1)):
            with self.assertRaises(pith_merge.InputError) as raised:
                pith_merge.diff(a, b)
            self.assertEqual((raised.exception.code, raised.exception.input), (code, index))
        for subject in ("", "pith:"):
            with self.assertRaises(pith_merge.UsageError):
                pith_merge.diff(PATH, PATH, subject=subject)
        with self.assertRaises(TypeError):
            pith_merge.diff(PATH, "{}")


if __name__ == "__main__":
    unittest.main()
