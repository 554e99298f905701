"""Publishing from Python: what an event would do, the union of inputs, and the signature around a bundle."""

import copy
import json
import pathlib
import pickle
import sys
import unittest

import pith_merge

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests" / "cli"))
import forks  # noqa: E402
import scenarios  # noqa: E402
import schemas  # noqa: E402
import support  # noqa: E402

FIRST, SECOND = (forks.answer(payload={"n": number}) for number in (1, 2))


def dumped(value):
    return json.dumps(value).encode()


def keyring_of(*signers):
    keyring = pith_merge.Keyring()
    for signer in signers:
        keyring.add(dumped(signer.entry()))
    return keyring


class WouldFork(unittest.TestCase):
    def setUp(self):
        self.keyring = keyring_of(scenarios.ALICE)

    def judge(self, event, **more):
        return pith_merge.would_fork(dumped(event), [dumped(FIRST)], keyring=self.keyring, **more)

    def test_a_fork_and_its_advice(self):
        draft = support.event_content(SECOND)
        report = self.judge(draft)
        self.assertFalse(report)
        self.assertEqual((report.event_id, report.pith_number, report.is_draft, report.is_valid, report.reason),
                         (SECOND["event_id"], scenarios.SUBJECT, True, True, None))
        self.assertEqual(report.equivocations[0]["event_ids"], sorted([FIRST["event_id"], SECOND["event_id"]]))
        self.assertEqual((report.also_live, report.heads), ((FIRST["event_id"],), (FIRST["event_id"],)))
        self.assertEqual(report.follow, pith_merge.EventLinks(FIRST["event_id"], ()))
        self.assertEqual(report.replace, pith_merge.EventLinks(FIRST["event_id"], (FIRST["event_id"],)))
        self.assertEqual(schemas.faults(report.to_dict()), [])
        self.assertIn("would fork", repr(report))
        followed = self.judge({**draft, **report.replace.to_dict()})
        self.assertTrue(followed)
        self.assertEqual(followed.superseded, (FIRST["event_id"],))
        self.assertIn("is fine", repr(followed))

    def test_more_is_live_than_one_event_can_supersede(self):
        many = [forks.answer(payload={"n": number}) for number in range(100, 165)]
        report = pith_merge.would_fork(dumped(SECOND), [dumped(many)], keyring=self.keyring)
        self.assertEqual((report.replace, report.follow.supersedes), (None, ()))

    def test_an_invalid_event(self):
        report = self.judge({**SECOND, "target": 5})
        self.assertEqual((report.reason, report.follow, report.replace, report.is_draft),
                         ("malformed", None, None, False))
        other = self.judge(SECOND, subject=scenarios.OTHER_SUBJECT)
        self.assertEqual((other.reason, json.loads(other.expected), json.loads(other.actual)),
                         ("subject_mismatch", scenarios.OTHER_SUBJECT, scenarios.SUBJECT))

    def test_the_key_and_the_copy(self):
        fingerprint = scenarios.ALICE.key.fingerprint
        self.assertEqual(self.judge(support.event_content(SECOND)).key["fingerprint"], fingerprint)
        self.assertIsNone(self.judge(SECOND).copy_reason)
        copy_without_signature = {**FIRST, "signature": None}
        self.assertEqual(self.judge(copy_without_signature).copy_reason, "bad_signature")

    def test_what_it_returns_cannot_be_changed(self):
        report = self.judge(SECOND)
        report.to_dict().clear()
        report.equivocations[0].clear()
        self.assertTrue(report.equivocations[0])
        self.assertIs(copy.deepcopy(report), report)
        with self.assertRaises(TypeError):
            pickle.dumps(report)

    def test_refusals(self):
        for event, inputs, code in ((b"[]", [], "not_an_event"), (b"[", [], "syntax"), (b"{}", [b"["], "syntax"),
                                    (b"{}", [], "no_subject")):
            with self.assertRaises(pith_merge.InputError) as raised:
                pith_merge.would_fork(event, inputs)
            self.assertEqual((raised.exception.code, raised.exception.input), (code, 0 if inputs else None))
        with self.assertRaises(pith_merge.UsageError):
            pith_merge.would_fork(dumped(FIRST), [], subject="")


class Union(unittest.TestCase):
    def test_the_union_of_a_real_bundle_holds_once_it_is_signed(self):
        mirror = support.SigningKey("mirror")
        entry = support.make_key_entry("mirror", mirror.public, signer_id="mirror", signer_type="pith_registry")
        united = pith_merge.union_bundle([support.BUNDLES[0], support.BUNDLES[0]], signing_key=dumped(entry),
                                         built_at="2026-07-05T14:38:00Z")
        self.assertTrue(united)
        self.assertEqual((united.left_out, json.loads(united.document)["built_at"]), ((), "2026-07-05T14:38:00Z"))
        self.assertEqual(schemas.faults(json.loads(united.report)), [])
        self.assertEqual(pith_merge.bundle_digest(united.document), united.bundle_sha256)
        self.assertEqual(pickle.loads(pickle.dumps(united)), united)
        signed = pith_merge.add_bundle_signature(
            united.document, key_id="mirror", fingerprint=mirror.fingerprint,
            signature_b64=mirror.sign(bytes.fromhex(united.bundle_sha256)), signed_at="2026-07-05T14:38:00Z")
        keyring = pith_merge.Keyring()
        self.assertFalse(pith_merge.verify(signed, keyring))
        keyring.add(dumped(entry))
        self.assertTrue(pith_merge.verify(signed, keyring))

    def test_what_is_left_out(self):
        deep = b'{"a":' * 63 + b"1" + b"}" * 63
        united = pith_merge.union_bundle([dumped(FIRST), deep])
        self.assertFalse(united)
        self.assertEqual([one.code for one in united.left_out], ["event_too_deep"])
        self.assertEqual(schemas.faults(json.loads(united.report)), [])
        bundle = {"bundle_type": "pith_open_graph_bundle", "pith_number": scenarios.SUBJECT, "events": [],
                  "links": {"a": 1}}
        united = pith_merge.union_bundle([dumped(bundle)])
        self.assertTrue(united)
        self.assertEqual([(one.code, one.event_id, one.member) for one in united.left_out],
                         [("not_vouched_for", None, "links")])

    def test_refusals(self):
        for options, code in (({"signing_key": b"{}"}, "bad_key"), ({"signing_key": b"["}, "syntax")):
            with self.assertRaises(pith_merge.InputError) as raised:
                pith_merge.union_bundle([dumped(FIRST)], **options)
            self.assertEqual((raised.exception.code, raised.exception.input), (code, None))
        for options in ({"built_at": ""}, {"built_at": "now"}, {"subject": ""}, {"signing_key": b""}):
            with self.assertRaises(pith_merge.UsageError):
                pith_merge.union_bundle([dumped(FIRST)], **options)
        with self.assertRaises(pith_merge.InputError):
            pith_merge.bundle_digest(b"{}")
        with self.assertRaises(pith_merge.InputError):
            pith_merge.add_bundle_signature(b"{}", key_id="", fingerprint="", signature_b64="")
        for signed_at in ("", "now"):
            with self.assertRaises(pith_merge.UsageError):
                pith_merge.add_bundle_signature(support.BUNDLES[0], key_id="", fingerprint="", signature_b64="",
                                                signed_at=signed_at)


if __name__ == "__main__":
    unittest.main()
