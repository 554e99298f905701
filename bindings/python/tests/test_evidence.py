"""Evidence from Python: what it proves, its check, and what is refused."""

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


def keyring_of(*signers):
    keyring = pith_merge.Keyring(registry=False)
    keyring.add(json.dumps([signer.entry() for signer in signers]).encode())
    return keyring


class Evidence(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keyring = keyring_of(scenarios.ALICE)
        cls.events = [forks.answer(payload={"n": n}) for n in (1, 2)]
        cls.inputs = [json.dumps(event).encode() for event in cls.events]

    def test_it_proves_an_equivocation(self):
        document = pith_merge.evidence(self.inputs, keyring=self.keyring)
        expected = forks.document_of(self.events)
        self.assertEqual(document, pith_merge.canonical(json.dumps(expected).encode()))
        self.assertEqual(pith_merge.evidence(self.inputs[::-1], keyring=self.keyring), document)
        report = pith_merge.verify_evidence(document, self.keyring)
        self.assertTrue(report)
        self.assertEqual(schemas.faults({**report.to_dict(), "file": ""}), [])
        self.assertEqual((report.pith_number, report.faults, report.warnings), (scenarios.SUBJECT, (), ()))
        [proof] = report.proofs
        self.assertEqual(proof, pith_merge.Proof(
            ok=True, principal=("signer", "alice"), event_type="correction", target="title", position=None,
            event_ids=tuple(sorted(event["event_id"] for event in self.events)), faults=()))
        self.assertEqual(pickle.loads(pickle.dumps(report)), report)

    def test_none_if_there_is_none(self):
        self.assertIsNone(pith_merge.evidence(self.inputs[:1], keyring=self.keyring))
        self.assertIsNone(pith_merge.evidence(self.inputs))  # nobody's key is trusted

    def test_what_does_not_hold_says_why(self):
        document = json.dumps(forks.document_of(self.events)).encode()
        report = pith_merge.verify_evidence(document)
        self.assertFalse(report)
        [fault] = report.proofs[0].faults
        self.assertEqual((fault.name, fault.pointer), ("unknown_key", "/equivocations/0/events/0"))
        trusted = pith_merge.verify_evidence(document, trust_bundle_keys=True)
        self.assertTrue(trusted)
        self.assertTrue(trusted.warnings[0].startswith("keys_vouch_for_themselves: "))
        unused = json.dumps(forks.document_of(self.events, [scenarios.ALICE, scenarios.BOB])).encode()
        [fault] = pith_merge.verify_evidence(unused, self.keyring).faults
        self.assertEqual((fault.name, fault.actual, fault.pointer), ("unused_key", "bob", "/keys/1"))

    def test_what_is_refused(self):
        for text, code in ((b"[", "syntax"), (b"{}", "not_evidence"), (b"[]", "not_evidence")):
            with self.assertRaises(pith_merge.InputError) as caught:
                pith_merge.verify_evidence(text)
            self.assertEqual((caught.exception.code, caught.exception.place.line), (code, 1))
        with self.assertRaises(pith_merge.InputError) as caught:
            pith_merge.evidence([self.inputs[0], b"["], keyring=self.keyring)
        self.assertEqual((caught.exception.code, caught.exception.input), ("syntax", 1))
        for subject in ("", "pith:1"):
            with self.assertRaises(pith_merge.UsageError):
                pith_merge.evidence(self.inputs, subject=subject)
        with self.assertRaises(TypeError):
            pith_merge.evidence(self.inputs[0])


if __name__ == "__main__":
    unittest.main()
