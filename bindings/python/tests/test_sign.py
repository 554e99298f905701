"""Drafts from Python: what `cryptography` signs is completed, and is merged as the reference merges it."""

import json
import pathlib
import pickle
import sys
import unittest

import pith_merge

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests" / "cli"))
import drafts  # noqa: E402
import support  # noqa: E402

AT = "2026-07-05T14:38:00Z"


class Sign(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.key = support.SigningKey("alice")
        cls.draft = drafts.draft()
        cls.text = json.dumps(cls.draft).encode()

    def test_a_draft_is_completed(self):
        digest = pith_merge.draft_digest(self.text, "alice", self.key.public)
        event = drafts.signed(self.draft, self.key, AT)
        self.assertEqual(digest.hex(), event["content_sha256"])
        signature = drafts.raw_signature(self.key, digest)
        completed = pith_merge.complete_draft(self.text, "alice", self.key.public, signature, signed_at=AT)
        self.assertEqual(completed, support.canonical(event))

    def test_the_entry_is_for_a_keyring(self):
        entry = pith_merge.key_entry("alice", self.key.public)
        self.assertEqual(json.loads(entry), {name: value for name, value in support.make_key_entry(
            "alice", self.key.public).items() if name in ("key_id", "algorithm", "public_key_b64")})
        [key] = pith_merge.Keyring([entry], registry=False).keys
        self.assertEqual((key.key_id, key.fingerprint), ("alice", self.key.fingerprint))

    def test_what_is_refused(self):
        with self.assertRaises(pith_merge.InputError) as caught:
            pith_merge.complete_draft(self.text, "alice", self.key.public, bytes(64), signed_at=AT)
        error = caught.exception
        self.assertEqual((error.code, error.reason, error.place), ("not_accepted", "bad_signature", None))
        self.assertEqual(error.to_dict()["reason"], "bad_signature")
        self.assertEqual(pickle.loads(pickle.dumps(error)).reason, "bad_signature")
        for draft, code, reason in ((b"[", "syntax", None), (b"[]", "not_a_draft", None),
                                    (b"{}", "not_accepted", "malformed")):
            with self.assertRaises(pith_merge.InputError) as caught:
                pith_merge.draft_digest(draft, "alice", self.key.public)
            self.assertEqual((caught.exception.code, caught.exception.reason), (code, reason))
        with self.assertRaises(pith_merge.InputError) as caught:
            pith_merge.key_entry("alice", bytes(32))
        self.assertEqual(caught.exception.code, "bad_key")
        for arguments in ((self.text, "alice", self.key.public, bytes(63)),
                          (self.text, "alice", self.key.public[1:], bytes(64))):
            with self.assertRaises(pith_merge.UsageError):
                pith_merge.complete_draft(*arguments, signed_at=AT)
        with self.assertRaises(pith_merge.UsageError):
            pith_merge.complete_draft(self.text, "alice", self.key.public, bytes(64), signed_at="now")
        with self.assertRaises(TypeError):
            pith_merge.draft_digest(self.text, "alice", "key")


if __name__ == "__main__":
    unittest.main()
