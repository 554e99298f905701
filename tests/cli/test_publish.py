"""`sign --against` refuses what `would-fork` refuses. `bundle --sign-with` gives a bundle that holds under its key."""

import base64
import json
import pathlib
import sys
import unittest

import drafts
import support

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "reference"))

import bundle as bundle_reference  # noqa: E402
import merge as reference  # noqa: E402

ALICE = support.SigningKey("alice", "alice-2026")
MIRROR = support.SigningKey("mirror", "mirror-2026")
BUNDLE = support.BUNDLE_OF_PAGE
AT = "2026-07-05T14:38:00Z"


def entry_file(key, **says):
    return support.write_json(support.make_key_entry(key.key_id, key.public, **says))


def sign(draft, *options, at=("--at", AT)):
    return support.run("sign", "--key", drafts.key_file(ALICE), "--key-id", ALICE.key_id, *at,
                       "--keys", entry_file(ALICE, signer_id="alice"), *options, support.write_json(draft))


def digest_of(draft, *options):
    return sign(draft, "--digest-only", *options, at=())


class Against(unittest.TestCase):
    def setUp(self):
        number = json.loads(BUNDLE.read_bytes())["pith_number"]
        self.first = drafts.draft(subject_pith_number=number)
        self.event = support.write_file(sign(self.first).out)
        self.other = {**self.first, "payload": {"another": "answer"}}

    def test_an_event_that_forks_nothing_is_printed(self):
        alone = sign(self.first)
        done = sign(self.first, "--against", BUNDLE)
        self.assertEqual((done.exit, done.err, done.out), (0, "", alone.out))
        again = sign(self.first, "--against", BUNDLE, "--against", self.event)  # it is there already
        self.assertEqual((again.exit, again.out), (0, alone.out))

    def test_an_event_that_forks_is_not_printed(self):
        done = sign(self.other, "--against", BUNDLE, "--against", self.event)
        self.assertEqual((done.exit, done.out), (1, b""))
        self.assertIn("would be valid and would fork", done.err)
        self.assertIn("--force prints it all the same", done.err)
        first = json.loads(self.event.read_bytes())["event_id"]
        self.assertIn(f'"prev_event": "{first}"', done.err)
        followed = sign({**self.other, "prev_event": first}, "--against", BUNDLE, "--against", self.event)
        self.assertEqual((followed.exit, followed.err), (0, ""))

    def test_force_overrules_it(self):
        done = sign(self.other, "--force", "--against", self.event)
        self.assertEqual((done.exit, done.out), (0, sign(self.other).out))
        self.assertIn("because of --force", done.err)
        self.assertEqual(sign(self.other, "--force", "--quiet", "--against", self.event).err, "")
        done = digest_of(self.other, "--force", "--against", self.event)
        self.assertEqual((done.exit, done.out), (0, digest_of(self.other).out))

    def test_the_draft_is_judged_before_a_key_signs_it(self):
        done = digest_of(self.other, "--against", self.event)
        self.assertEqual((done.exit, done.out), (1, b""))
        self.assertIn("the digest is not printed", done.err)
        fine = digest_of(self.first, "--against", BUNDLE)
        self.assertEqual((fine.exit, fine.out, fine.err), (0, digest_of(self.first).out, ""))
        # The signature is not looked at before that.
        unsigned = sign(self.other, "--against", self.event, "--with-signature", ALICE.sign(bytes(32)))
        self.assertEqual((unsigned.exit, unsigned.out), (1, b""))
        self.assertIn("would fork", unsigned.err)

    def test_json_is_the_report_of_would_fork(self):
        expected = support.run("would-fork", "--json", "--keys", entry_file(ALICE, signer_id="alice"),
                               support.write_json(drafts.filled(self.other, ALICE)), self.event)
        for done in (sign(self.other, "--json", "--against", self.event),
                     digest_of(self.other, "--json", "--against", self.event)):
            self.assertEqual((done.exit, done.out, expected.exit), (1, expected.out, 1))
            self.assertRegex(done.err, r"\A[^\n]*would fork[^\n]*\n\Z")

    def test_quiet_leaves_one_line(self):
        for options in (["--quiet"], ["--quiet", "--json"]):
            done = sign(self.other, "--against", self.event, *options)
            self.assertEqual((done.exit, done.out), (1, b""))
            self.assertRegex(done.err, r"\A[^\n]*would fork[^\n]*\n\Z")

    def test_a_content_that_is_not_valid_is_something_that_would_fork_refuses(self):
        bad = {**self.first, "target": 5}
        done = sign(bad, "--json", "--against", BUNDLE)
        self.assertEqual((done.exit, json.loads(done.out)["reason"]), (1, "malformed"))
        self.assertNotIn("--force", done.err)
        forced = sign(bad, "--against", BUNDLE, "--force")
        self.assertEqual((forced.exit, forced.out), (2, b""))
        self.assertIn("not_accepted", forced.err)
        self.assertEqual(sign(bad).exit, 2)

    def test_an_untrusted_key_is_refused(self):
        done = support.run("sign", "--key", drafts.key_file(ALICE), "--key-id", ALICE.key_id, "--against", BUNDLE,
                           support.write_json(self.first))
        self.assertEqual((done.exit, done.out), (1, b""))
        self.assertIn("unknown_key", done.err)

    def test_a_draft_that_a_merge_would_take_as_a_bundle_is_refused(self):
        for number in (drafts.SUBJECT, "x"):
            bundle = {**self.first, "bundle_type": "pith_open_graph_bundle", "pith_number": number, "events": []}
            for options in ((), ("--against", BUNDLE), ("--against", BUNDLE, "--force")):
                done = sign(bundle, *options)
                self.assertEqual((done.exit, done.out), (2, b""), (number, options))
                self.assertIn("not_a_draft", done.err)

    def test_what_cannot_be_asked(self):
        for options, said in ((["--force"], "--force needs --against"),
                              (["--against", support.write_file(b"{,}")], "syntax"),
                              (["--against", support.scratch_path("missing.json")], "unreadable")):
            done = sign(self.first, *options)
            self.assertEqual((done.exit, done.out), (2, b""), options)
            self.assertIn(said, done.err)
        done = support.run("sign", "--key", drafts.key_file(ALICE), "--key-id", "a", "--against", "-", "-")
        self.assertEqual(done.exit, 2)
        self.assertIn("standard input cannot be both", done.err)
        done = support.run("sign", "--key", drafts.key_file(ALICE), "--key-id", "a", "--public", "--against", BUNDLE)
        self.assertEqual((done.exit, done.out), (2, b""))
        self.assertIn("--public", done.err)


class SignedBundle(unittest.TestCase):
    def bundle(self, *options):
        return support.run("bundle", "--quiet", "--sign-with", drafts.key_file(MIRROR), "--key-id", MIRROR.key_id,
                           *options, BUNDLE)

    def test_it_holds_under_its_key(self):
        done = self.bundle()
        self.assertEqual((done.exit, done.err), (0, ""))
        path = support.write_file(done.out)
        registry = entry_file(MIRROR, signer_type="pith_registry")
        self.assertEqual(support.run("verify", "--keys", registry, path).exit, 0)
        keyring = reference.Keyring.from_documents([json.loads(registry.read_bytes())], registry=True)
        self.assertTrue(bundle_reference.bundle_signature_holds(json.loads(done.out), keyring))
        untrusted = support.run("verify", "--json", path)
        self.assertEqual((untrusted.exit, json.loads(untrusted.out)["causes"]), (1, ["bundle_signature"]))

    def test_the_signature_is_the_keys_own(self):
        bundle = json.loads(self.bundle().out)
        stated = bundle.pop("bundle_signature")
        digest = support.digest_of(bundle)
        self.assertEqual(stated["bundle_sha256"], digest.hex())
        self.assertEqual(stated["signature_b64"], MIRROR.sign(digest))
        self.assertEqual((stated["key_id"], "signed_at" in stated), (MIRROR.key_id, False))
        listed = [key["public_key_b64"] for key in bundle["public_keys"]]
        self.assertIn(base64.b64encode(MIRROR.public).decode(), listed)

    def test_the_same_inputs_give_the_same_bytes(self):
        self.assertEqual(self.bundle().out, self.bundle().out)
        at = json.loads(self.bundle("--at", AT).out)
        self.assertEqual((at["built_at"], at["bundle_signature"]["signed_at"]), (AT, AT))

    def test_bad_keys_are_refused(self):
        public = drafts.secret_file(drafts.public_pem(MIRROR._private.public_key()))
        for options, said in ((["--sign-with", public, "--key-id", "a"], "public key"),
                              (["--sign-with", drafts.key_file(MIRROR)], "--key-id"),
                              (["--key-id", "a"], "--sign-with"),
                              (["--insecure-key-file"], "--sign-with"),
                              (["--sign-with", "-", "--key-id", "a"], "must be a file"),
                              (["--sign-with", drafts.key_file(MIRROR), "--key-id", "a", "--passphrase-file", "-"],
                               "must be a file")):
            done = support.run("bundle", *options, BUNDLE)
            self.assertEqual((done.exit, done.out), (2, b""), options)
            self.assertIn(said, done.err)


if __name__ == "__main__":
    unittest.main()
