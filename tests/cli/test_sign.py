"""`sign`: the event is the one that SPEC 4.2 describes, byte for byte, whoever made the signature."""

import base64
import datetime
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import time
import unittest

import drafts
import schemas
import support

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "reference"))

import keys as reference_keys  # noqa: E402
import merge as reference  # noqa: E402

AT = "2026-07-05T14:38:00Z"
DRAFTS = int(os.environ.get("PITH_SIGN_DRAFTS", "60"))
ALICE = support.SigningKey("alice", "alice-2026")
TEXTS = ("", "a", "Grüße", "\u2028", "\U0001f600", "\x00\"\\", "\ufb33", "z" * 300)
NUMBERS = (0, -1, 1.5, -0.0, 1e300, 10**40, 5e-324, 123456789.25)


def sign(draft, *options, key=None, stdin=b""):
    """Runs `sign` on a draft with alice's key, or with other options for the key."""
    path = draft if draft == "-" else support.write_file(
        draft if isinstance(draft, bytes) else json.dumps(draft).encode(), "draft.json")
    named = ["--key", drafts.key_file(ALICE), "--key-id", ALICE.key_id] if key is None else key
    return support.run("sign", *named, *options, path, stdin=stdin)


def by_public_key():
    return ["--public-key", drafts.public_key_file(ALICE), "--key-id", ALICE.key_id]


def bound_entry(key, signer_id="alice", signer_type="person"):
    return support.make_key_entry(key.key_id, key.public, signer_id=signer_id, signer_type=signer_type)


def random_value(chance, depth):
    kind = chance.randrange(6 if depth else 4)
    if kind == 4:
        return [random_value(chance, depth - 1) for _ in range(chance.randrange(4))]
    if kind == 5:
        return {chance.choice(TEXTS) + str(n): random_value(chance, depth - 1) for n in range(chance.randrange(4))}
    return chance.choice((TEXTS, NUMBERS, (True, False), (None,))[kind])


def random_draft(chance):
    draft = drafts.draft(event_type=chance.choice(TEXTS), target=chance.choice(TEXTS),
                         payload={"value": random_value(chance, 4)})
    draft["signer"] = {"signer_id": chance.choice(TEXTS), "signer_type": chance.choice(TEXTS)}
    for name, value in (("key_id", ALICE.key_id), ("public_key_fingerprint", ALICE.fingerprint)):
        if chance.random() < 0.3:
            draft["signer"][name] = value
    if chance.random() < 0.5:
        draft["more " + chance.choice(TEXTS)] = random_value(chance, 2)
    if chance.random() < 0.5:
        draft["supersedes"] = sorted("sha256:" + support.sha256_hex(bytes([n])) for n in range(chance.randrange(4)))
    members = list(draft.items())
    chance.shuffle(members)
    return dict(members)


class Sign(unittest.TestCase):
    def check(self, done, expected):
        self.assertEqual((done.exit, done.err), (0, ""))
        self.assertEqual(done.out, expected)

    def refused(self, done, code, *words):
        self.assertEqual((done.exit, done.out), (2, b""), done.err)
        self.assertRegex(done.err, rf"\A[^\n]*: {code}: [^\n]*\n\Z")
        for word in words:
            self.assertIn(word, done.err)

    def test_random_drafts(self):
        chance = random.Random(21)
        for _ in range(DRAFTS):
            draft = random_draft(chance)
            expected = support.canonical(drafts.signed(draft, ALICE, AT)) + b"\n"
            text = json.dumps(draft, ensure_ascii=chance.random() < 0.5, indent=chance.choice((None, 1))).encode()
            self.check(sign(text, "--at", AT), expected)

    def test_the_reference_accepts_it(self):
        event = json.loads(sign(drafts.draft()).out)
        keyring = reference_keys.Keyring.from_documents([bound_entry(ALICE)])
        state = json.loads(reference.merge(drafts.SUBJECT, keyring, [], [event]))
        self.assertEqual((state["valid_event_count"], state["applied_event_ids"]), (1, [event["event_id"]]))
        keys = support.write_json(bound_entry(ALICE))
        merged = support.run("merge", "--strict", "--no-default-keys", "--keys", keys, support.write_json(event))
        self.assertEqual((merged.exit, json.loads(merged.out)), (0, state))

    def test_openssl_verifies_the_signature(self):
        event = json.loads(sign(drafts.draft()).out)
        digest = bytes.fromhex(event["content_sha256"])
        signature = base64.b64decode(event["signature"]["signature_b64"])
        self.assertTrue(drafts.openssl_verifies(ALICE, digest, signature))
        self.assertFalse(drafts.openssl_verifies(ALICE, digest[::-1], signature))

    def test_signing_again_changes_the_time_alone(self):
        before = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        events = [json.loads(sign(drafts.draft()).out) for _ in range(2)]
        after = datetime.datetime.now(datetime.timezone.utc)
        for event in events:
            written = datetime.datetime.strptime(event["signature"].pop("signed_at"), "%Y-%m-%dT%H:%M:%SZ")
            self.assertTrue(before <= written.replace(tzinfo=datetime.timezone.utc) <= after)
        self.assertEqual(*events)
        self.assertEqual(sign(drafts.draft(), "--at", AT), sign(drafts.draft(), "--at", AT))

    def test_the_time_is_that_of_utc_everywhere(self):
        environment = {**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "ar_SA.UTF-8"}
        path = support.write_json(drafts.draft())
        done = support.run("sign", "--key", drafts.key_file(ALICE), "--key-id", "a", path, environment=environment)
        written = json.loads(done.out)["signature"]["signed_at"]
        age = time.time() - datetime.datetime.fromisoformat(written.replace("Z", "+00:00")).timestamp()
        self.assertTrue(0 <= age < 300, written)

    def test_standard_input(self):
        text = json.dumps(drafts.draft()).encode()
        self.assertEqual(sign("-", "--at", AT, stdin=text), sign(text, "--at", AT))

    def test_a_key_that_is_elsewhere(self):
        """Python's cryptography, or openssl, signs what --digest-only prints."""
        draft = drafts.draft()
        expected = support.canonical(drafts.signed(draft, ALICE, AT)) + b"\n"
        done = sign(draft, "--digest-only", key=by_public_key())
        self.assertEqual((done.exit, done.err), (0, ""))
        self.assertRegex(done.out, rb"\A[0-9a-f]{64}\n\Z")
        self.assertEqual(sign(draft, "--digest-only"), done)
        digest = bytes.fromhex(done.out.decode())
        by_openssl = drafts.openssl("pkeyutl", "-sign", "-rawin", "-inkey", drafts.key_file(ALICE),
                                    "-in", support.write_file(digest))
        for signature in (ALICE.sign(digest), base64.b64encode(by_openssl).decode()):
            self.check(sign(draft, "--with-signature", signature, "--at", AT, key=by_public_key()), expected)
            self.check(sign(draft, "--with-signature", signature, "--at", AT), expected)

    def test_a_signature_from_elsewhere_is_checked(self):
        draft = drafts.draft()
        digest = bytes.fromhex(sign(draft, "--digest-only").out.decode())
        for wrong in (ALICE.sign(digest[::-1]), support.SigningKey("bob").sign(digest)):
            self.refused(sign(draft, "--with-signature", wrong, key=by_public_key()), "not_accepted", "bad_signature")
        for text in ("", "x", ALICE.sign(digest)[:-4], ALICE.sign(digest) + "\n"):
            done = sign(draft, "--with-signature", text, key=by_public_key())
            self.assertEqual((done.exit, done.out), (2, b""))
            self.assertIn("64 bytes", done.err)

    def test_the_keys_entry(self):
        entry = {name: value for name, value in support.make_key_entry(ALICE.key_id, ALICE.public).items()
                 if name in ("algorithm", "key_id", "public_key_b64")}
        private = ["--key", drafts.key_file(ALICE), "--key-id", ALICE.key_id]
        for named in (private, by_public_key()):
            self.check(support.run("sign", "--public", *named), support.canonical(entry) + b"\n")
        event = support.write_file(sign(drafts.draft()).out)
        keys = support.write_file(support.run("sign", "--public", *private).out)
        done = support.run("merge", "--strict", "--no-default-keys", "--keys", keys, event)
        self.assertEqual(done.exit, 0)

    def test_what_the_signer_says_is_kept(self):
        """Only a missing name of the key is filled in."""
        right = {"key_id": ALICE.key_id, "public_key_fingerprint": ALICE.fingerprint}
        plain = sign(drafts.draft(), "--at", AT)
        signer = drafts.draft()["signer"]
        for names in ([], ["key_id"], ["public_key_fingerprint"], list(right)):
            draft = drafts.draft(signer={**signer, **{name: right[name] for name in names}})
            self.assertEqual(sign(draft, "--at", AT), plain)
        for name in right:
            for wrong in ("", "other", None, 1, right[name] + " ", {}):
                done = sign(drafts.draft(signer={**signer, name: wrong}))
                self.refused(done, "not_a_draft", name)
                self.assertRegex(done.err, r":1:\d+: not_a_draft")

    def test_drafts_that_would_not_be_events(self):
        registry = {"signer_id": "r", "signer_type": "pith_registry"}
        created = json.loads(support.BUNDLES[0].read_bytes())["events"][0]
        content = {**support.event_content(created), "signer": registry}
        for draft, code, word in (
                (drafts.draft(payload=...), "not_accepted", "payload is missing"),
                (drafts.draft(prev_event=...), "not_accepted", "prev_event is missing"),
                (drafts.draft(created_at="2026-02-30T00:00:00Z"), "not_accepted",
                 "created_at is wrong: it must be an instant, such as 2026-07-05T14:38:00Z"),
                (drafts.draft(prev_event=5), "not_accepted", "prev_event is wrong: it must be an event id or null"),
                (drafts.draft(signer={"signer_id": "alice"}), "not_accepted", "signer/signer_type is missing"),
                (drafts.draft(signer=...), "not_accepted", "malformed"),
                (drafts.draft(schema_version="2.0"), "not_accepted", "unsupported_schema_version"),
                (drafts.draft(subject_pith_number="pith:2021"), "not_accepted", "subject_mismatch"),
                (drafts.draft(supersedes=["sha256:" + f"{n:064x}" for n in range(65)]), "not_accepted",
                 "limit_exceeded"),
                ({**content, "signer": {**registry, "signer_type": "person"}}, "not_accepted", "not_authorised"),
                ({**content, "payload": {**content["payload"], "canonical_sha256": "0" * 64}}, "not_accepted",
                 "record_mismatch"),
                (content, "not_accepted", "bad_receipt"),  # another registry's receipt
                (drafts.signed(drafts.draft(), ALICE, AT), "not_a_draft", "envelope"),
                ([drafts.draft()], "not_a_draft", "object"),
                (b"{", "syntax", ""), (b" ", "empty", "")):
            for options in ((), ("--digest-only",)):
                self.refused(sign(draft, *options), code, word)

    def test_a_registry_can_create_a_record(self):
        created = json.loads(support.BUNDLES[0].read_bytes())["events"][0]
        payload = {**created["payload"], "receipt": support.sign_receipt(
            created["payload"]["receipt"], created["payload"]["canonical_record"], ALICE)}
        draft = {**support.event_content(created), "payload": payload,
                 "signer": {"signer_id": "r", "signer_type": "pith_registry"}}
        self.check(sign(draft, "--at", AT), support.canonical(drafts.signed(draft, ALICE, AT)) + b"\n")

    def test_options_that_do_not_go_together(self):
        path, key = support.write_json(drafts.draft()), drafts.key_file(ALICE)
        public = drafts.public_key_file(ALICE)
        signature = ALICE.sign(bytes(32))
        for arguments, words in (
                ((), "--key"), (("--key-id", "a", path), "--key"), (("--key", key, path), "--key-id"),
                (("--key", key, "--key-id", "a"), "no EVENT"),
                (("--key", key, "--public-key", public, "--key-id", "a", path), "only one"),
                (("--public-key", public, "--key-id", "a", path), "cannot sign"),
                (("--key", key, "--key-id", "a", "--public", path), "no EVENT"),
                (("--key", key, "--key-id", "a", "--digest-only", "--with-signature", signature, path), "only one"),
                (("--key", key, "--key-id", "a", "--digest-only", "--public"), "only one"),
                (("--key", "-", "--key-id", "a", path), "standard input"),
                (("--public-key", "-", "--key-id", "a", "--public"), "standard input"),
                (("--key", key, "--passphrase-file", "-", "--key-id", "a", path), "standard input"),
                (("--public-key", public, "--key-id", "a", "--public", "--passphrase-file", public), "need --key"),
                (("--public-key", public, "--key-id", "a", "--public", "--insecure-key-file"), "need --key"),
                (("--key", key, "--key-id", "a", "--public", "--at", AT), "signed_at"),
                (("--key", key, "--key-id", "a", "--digest-only", "--at", AT, path), "signed_at"),
                (("--key", key, "--key-id", "a", "--at", "now", path), "instant"),
                (("--key", key, "--key-id", "a", "--at", "2026-02-30T00:00:00Z", path), "instant"),
                (("--key", key, "--key-id", "a", "--passphrase-file=", path), "")):
            done = support.run("sign", *arguments)
            self.assertEqual((done.exit, done.out), (2, b""), arguments)
            self.assertIn(words, done.err)

    def test_json(self):
        digest = sign(drafts.draft(), "--digest-only").out.decode().strip()
        done = sign(drafts.draft(), "--digest-only", "--json")
        self.assertEqual(json.loads(done.out), {"format": "pith-merge.sign.v1", "content_sha256": digest})
        self.assertTrue(done.out.startswith(b'{"format":'))
        self.assertEqual(sign(drafts.draft(), "--at", AT, "--json"), sign(drafts.draft(), "--at", AT))
        for draft, code, line in ((b"{", "syntax", 1), ({}, "not_accepted", None), ([], "not_a_draft", 1)):
            done = sign(draft, "--json")
            [refusal] = map(json.loads, done.out.splitlines())
            self.assertEqual((done.exit, schemas.faults(refusal)), (2, []))
            self.assertEqual((refusal["error"]["code"], refusal["error"]["line"]), (code, line))
        missing = support.scratch_path("missing.pem")
        done = sign(drafts.draft(), "--json", key=["--key", missing, "--key-id", "a"])
        self.assertEqual((done.exit, json.loads(done.out)["error"]["code"]), (2, "unreadable"))
        self.assertEqual(json.loads(done.out)["file"], str(missing))

    def test_output_that_cannot_be_written(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([support.PROGRAM, "sign", "--key", str(drafts.key_file(ALICE)), "--key-id", "a",
                                   str(support.write_json(drafts.draft()))], stdout=full, stderr=subprocess.PIPE,
                                  check=False)
        self.assertEqual(done.returncode, 2)
        self.assertTrue(re.search(rb"cannot|No space", done.stderr), done.stderr)


if __name__ == "__main__":
    unittest.main()
