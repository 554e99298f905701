"""Explanations of events, with the real bundles."""

import copy
import json
import pathlib
import pickle
import unittest

import pith_merge

ROOT = pathlib.Path(__file__).resolve().parents[3]
PATH = sorted((ROOT / "tests/data").glob("*.bundle.json"))[0]
BUNDLE = json.loads(PATH.read_bytes())
EVENT = BUNDLE["events"][0]


class Explanations(unittest.TestCase):
    def test_a_valid_event(self):
        explanation = pith_merge.explain([PATH], EVENT["event_id"])
        self.assertTrue(explanation)
        self.assertEqual((explanation.event_id, explanation.pith_number), (EVENT["event_id"], BUNDLE["pith_number"]))
        self.assertEqual((explanation.is_valid, explanation.is_live, explanation.reason), (True, True, None))
        self.assertEqual((explanation.needs, explanation.links, explanation.superseded_by), ((), (), ()))
        self.assertEqual(explanation.order["count"], len(BUNDLE["events"]))
        self.assertEqual(explanation.key["trusted"]["origin"], "built_in")
        self.assertEqual(explanation.copies[0]["pointer"], "/events/0")
        self.assertEqual(explanation.story[0].code, "live")
        self.assertEqual(str(explanation.story[0]), explanation.to_dict()["story"][0]["explanation"])
        self.assertEqual(pith_merge.explain([PATH], EVENT["event_id"][7:15]).to_dict(), explanation.to_dict())

    def test_an_invalid_event(self):
        damaged = json.dumps({**EVENT, "signature": {}}).encode()
        explanation = pith_merge.explain([damaged], EVENT["event_id"], subject=BUNDLE["pith_number"])
        self.assertFalse(explanation)
        self.assertEqual(explanation.reason, "bad_signature")
        self.assertEqual(explanation.copies[0]["detail"], "missing_member")
        self.assertEqual([need["code"] for need in explanation.needs], ["authentic_copy"])
        self.assertIn("bad_signature", repr(explanation))
        empty = pith_merge.Keyring(registry=False)
        unknown = pith_merge.explain([PATH], EVENT["event_id"], keyring=empty)
        self.assertEqual((unknown.reason, unknown.order, unknown.equivocations), ("unknown_key", None, ()))
        self.assertTrue(pith_merge.explain([PATH], EVENT["event_id"], keyring=empty, trust_bundle_keys=True))

    def test_what_it_returns_cannot_be_changed(self):
        explanation = pith_merge.explain([PATH], EVENT["event_id"])
        explanation.to_dict()["story"].clear()
        explanation.copies[0].clear()
        self.assertTrue(explanation.story and explanation.copies[0])
        self.assertIs(copy.deepcopy(explanation), explanation)
        self.assertEqual(explanation.story[0].to_dict()["rule"], "SPEC 6.1")
        with self.assertRaises(TypeError):
            pickle.dumps(explanation)

    def test_refusals(self):
        for inputs, event, code in (([PATH], "00000000", "not_found"), ([b"["], "00000000", "syntax"),
                                    ([b'{"event_type":3268}', b'{"event_type":126713}'], "e3ec82b1", "ambiguous")):
            with self.assertRaises(pith_merge.InputError) as raised:
                pith_merge.explain(inputs, event, subject=BUNDLE["pith_number"])
            self.assertEqual(raised.exception.code, code)
        for event in ("", "0000000", "sha256:0000000", EVENT["event_id"].upper(), "x" * 8):
            with self.assertRaises(pith_merge.UsageError):
                pith_merge.explain([PATH], event)
        with self.assertRaises(pith_merge.UsageError):
            pith_merge.explain([PATH], EVENT["event_id"], subject="")
        for inputs, event in ((PATH, EVENT["event_id"]), ([PATH], b"00000000"), (["{}"], "00000000")):
            with self.assertRaises(TypeError):
                pith_merge.explain(inputs, event)


if __name__ == "__main__":
    unittest.main()
