"""A stranger's key is never taken for the registry's: not by default, and not because the bundle lists it."""

import json
import unittest

import support

OWN_NAME = "mirror.example"


def entry_of(key, **more):
    return support.make_key_entry(key.key_id, key.public, **more)


class StrangersBundle(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.key = support.SigningKey("stranger-key")
        cls.source = support.BUNDLE_OF_PAGE
        cls.under_registry_name = support.write_json(
            support.make_signed_bundle(cls.source, cls.key, "pith.science")
        )
        cls.own_bundle = support.make_signed_bundle(cls.source, cls.key, OWN_NAME)
        cls.under_own_name = support.write_json(cls.own_bundle)

    def test_does_not_hold_by_default(self):
        for path in (self.under_registry_name, self.under_own_name):
            status, report, _ = support.verify(path)
            self.assertEqual(status, 1)
            self.assertIs(report["ok"], False)
            self.assertEqual(support.reasons(report), ["unknown_key", "unknown_key"])
            self.assertLessEqual({"events", "receipt", "bundle_signature", "state"},
                                 set(support.failed_checks(report)))
            self.assertEqual(report["keys"], [], "it uses no key of the keyring")

    def test_hashes_of_a_bundle_that_does_not_hold(self):
        bundle = json.loads(self.under_registry_name.read_bytes())
        _, report, _ = support.verify(self.under_registry_name)
        ids = [event["event_id"] for event in bundle["events"]]
        aliases = bundle["source_aliases"]
        invalid = [(name, "unknown_key") for name in ids]
        all_of_it = support.make_state(bundle["pith_number"], [], aliases, invalid)
        self.assertEqual(report["state_sha256"], all_of_it["state_sha256"])
        nothing = support.make_state(bundle["pith_number"], [], [])
        self.assertEqual(report["authentic_state_sha256"], nothing["state_sha256"])
        given = {
            "aliases": all_of_it["current"]["source_aliases"],
            "events": dict.fromkeys(ids, "unknown_key"),
            "keys": [[support.REGISTRY_KEY_ID, support.REGISTRY_FINGERPRINT, "pith.science", "pith_registry",
                      None]],
            "subject": bundle["pith_number"],
        }
        self.assertEqual(report["input_sha256"], support.digest_of(given).hex())

    def test_the_text_names_the_reason(self):
        done = support.run("verify", self.under_registry_name)
        self.assertEqual(done.exit, 1)
        self.assertIn(b"unknown_key", done.out)

    def test_nobody_may_speak_as_the_registry(self):
        # The option makes this a registry key, but not one that may sign as pith.science.
        status, report, _ = support.verify(self.under_registry_name, "--trust-bundle-keys")
        self.assertEqual(status, 1)
        self.assertEqual(support.reasons(report), ["signer_mismatch", "signer_mismatch"])

    def test_only_the_built_in_key_guards_the_name(self):
        # Without the built-in key no key is bound to pith.science, so any key may use the name.
        status, report, _ = support.verify(
            self.under_registry_name, "--no-default-keys", "--trust-bundle-keys"
        )
        self.assertEqual((status, support.failed_checks(report)), (0, []))
        self.assertEqual([key["origin"] for key in report["keys"]], ["bundle"])

    def test_holds_under_a_name_of_its_own(self):
        status, report, _ = support.verify(self.under_own_name, "--trust-bundle-keys")
        self.assertEqual((status, support.failed_checks(report)), (0, []))
        self.assertEqual(support.reasons(report), [None, None])
        expected = {"key_id": self.key.key_id, "fingerprint": self.key.fingerprint, "signer_id": None,
                    "signer_type": None, "origin": "bundle"}
        self.assertEqual([{**key, "signer_type": None} for key in report["keys"]], [expected])
        self.assertEqual(report["state_sha256"], self.own_bundle["state"]["state_sha256"])
        self.assertTrue(report["warnings"], "a key that vouches for itself causes a warning")
        self.assertTrue(any("vouch" in warning for warning in report["warnings"]))

    def test_the_text_says_that_the_keys_vouch_for_themselves(self):
        trusted = support.run("verify", "--trust-bundle-keys", self.under_own_name)
        self.assertEqual(trusted.exit, 0)
        self.assertIn(b"keys_vouch_for_themselves", trusted.out)
        verbose = support.run("verify", "-v", "--trust-bundle-keys", self.under_own_name)
        self.assertRegex(verbose.out, b"(?s)" + self.key.key_id.encode() + b".*vouch")
        real = support.run("verify", "--trust-bundle-keys", self.source)
        self.assertEqual(real.exit, 0)
        self.assertNotIn(b"vouch", real.out)

    def test_bindings_in_the_key_entry_of_a_bundle_mean_nothing(self):
        # SPEC 3.5: keys of a bundle are added unbound, whatever they say.
        name_alone = {"signer_id": "pith.science"}
        for more in (name_alone, {**name_alone, "signer_type": "pith_registry"}):
            for name, expected in (("pith.science", ["signer_mismatch"] * 2), (OWN_NAME, [None, None])):
                with self.subTest(name, more=more):
                    bundle = support.make_signed_bundle(self.source, self.key, name)
                    bundle["public_keys"] = [entry_of(self.key, **more)]
                    path = support.write_json(support.sign_bundle(bundle, self.key))
                    status, report, _ = support.verify(path, "--trust-bundle-keys")
                    self.assertEqual(support.reasons(report), expected)
                    self.assertEqual(status, 0 if expected[0] is None else 1)
                    self.assertEqual([key["signer_id"] for key in report["keys"]], [None])

    def test_a_given_key_that_is_bound_to_its_name(self):
        bound = support.keys_file(entry_of(self.key, signer_id=OWN_NAME, signer_type="pith_registry"))
        status, report, _ = support.verify(self.under_own_name, "--keys", bound)
        self.assertEqual((status, report["warnings"]), (0, []))
        self.assertEqual(report["keys"], [{"key_id": self.key.key_id, "fingerprint": self.key.fingerprint,
                                           "signer_id": OWN_NAME, "signer_type": "pith_registry",
                                           "origin": "given"}])
        _, report, _ = support.verify(self.under_registry_name, "--keys", bound)
        self.assertEqual(support.reasons(report), ["signer_mismatch", "signer_mismatch"])

    def test_a_given_key_without_bindings_is_not_a_registry_key(self):
        given = support.keys_file(entry_of(self.key))
        status, report, _ = support.verify(self.under_own_name, "--keys", given)
        self.assertEqual(status, 1)
        # Its events claim the signer_type pith_registry, which only a registry key may claim.
        self.assertEqual(support.reasons(report), ["signer_mismatch", "signer_mismatch"])
        self.assertLessEqual({"receipt", "bundle_signature"}, set(support.failed_checks(report)))

    def test_a_given_key_gains_nothing_from_being_in_the_bundle(self):
        given = support.keys_file(entry_of(self.key))
        alone = support.verify(self.under_own_name, "--keys", given)
        both = support.verify(self.under_own_name, "--keys", given, "--trust-bundle-keys")
        self.assertEqual((both, alone[0]), (alone, 1))

    def test_only_registry_keys_create_records(self):
        bundle = support.make_signed_bundle(self.source, self.key, OWN_NAME, signer_type="person")
        path = support.write_json(bundle)
        given = support.keys_file(entry_of(self.key, signer_id=OWN_NAME, signer_type="person"))
        _, report, _ = support.verify(path, "--keys", given)
        by_id = {event["event_id"]: event["reason"] for event in report["events"]}
        expected = {event["event_id"]: "not_authorised" if event["event_type"] == "record_created" else None
                    for event in bundle["events"]}
        self.assertEqual(by_id, expected)

    def test_merge_shows_nothing_from_a_stranger(self):
        for path in (self.under_registry_name, self.under_own_name):
            bundle = json.loads(path.read_bytes())
            invalid = [(event["event_id"], "unknown_key") for event in bundle["events"]]
            # Its aliases are left out as well: no registry key vouches for them.
            expected = support.make_state(bundle["pith_number"], [], [], invalid)
            done = support.run("merge", path)
            self.assertEqual((done.exit, done.out), (0, support.state_bytes(expected)))
            self.assertNotEqual(done.err, "", "aliases that are left out cause a warning")

    def correction(self, **more):
        first = self.own_bundle["events"][0]
        return support.sign_event({**first, "event_type": "correction", "payload": {}, "target": "t",
                                   "supersedes": [], "prev_event": None, **more}, self.key)

    def test_strict(self):
        keys = ("--keys", support.keys_file(entry_of(self.key, signer_id=OWN_NAME, signer_type="pith_registry")))
        fork = [self.correction(payload={"n": n}) for n in (1, 2)]
        withdrawal = self.correction(target="w", supersedes=[support.event_id(event) for event in fork])
        refused = support.write_file(b"7")
        for events, more, expected in ((fork[:1], (), 0), (fork, (), 1), ([*fork, withdrawal], (), 1),
                                       (fork, ("--keep-going", refused), 2)):
            path = support.write_json(events)
            done = support.run("merge", "--strict", *keys, path, *more)
            self.assertEqual((done.exit, json.loads(done.out)["equivocation_count"]), (expected, len(events) > 1))
            self.assertEqual(support.run("merge", *keys, path, *more).exit, 2 if more else 0)

    def test_an_unresolved_link_fails_the_bundle(self):
        keys = ("--keys", support.keys_file(entry_of(self.key, signer_id=OWN_NAME, signer_type="pith_registry")))
        event = self.correction(prev_event="sha256:" + "0" * 64)
        bundle = support.sign_bundle({**self.own_bundle, "events": [*self.own_bundle["events"], event]}, self.key)
        status, report, _ = support.verify(support.write_json(bundle), *keys)
        self.assertEqual((status, support.reasons(report)), (1, [None, None, "prev_event_unresolved"]))
        self.assertIn("events", support.failed_checks(report))

    def test_a_key_without_a_signature_that_holds_vouches_for_nothing(self):
        bundle = json.loads(support.BUNDLE_OF_PAGE.read_bytes())
        bundle["public_keys"] = [entry_of(self.key)]
        bundle["events"].append({**self.correction(), "signature": {}})
        _, report, _ = support.verify(support.write_json(bundle), "--trust-bundle-keys")
        self.assertIn("bundle", [key["origin"] for key in report["keys"]])
        self.assertNotIn("keys_vouch_for_themselves", " ".join(report["warnings"]))

    def test_merge_with_trusted_bundle_keys(self):
        done = support.run("merge", "--trust-bundle-keys", self.under_own_name)
        self.assertEqual((done.exit, done.out), (0, support.state_bytes(self.own_bundle["state"])))

    def test_junk_beside_a_real_bundle_does_not_change_what_is_current(self):
        real = json.loads(self.source.read_bytes())
        strangers = json.loads(self.under_registry_name.read_bytes())["events"]
        invalid = [(event["event_id"], "unknown_key") for event in strangers]
        expected = support.make_state(real["pith_number"], real["events"], real["source_aliases"], invalid)
        for paths in ((self.source, self.under_registry_name), (self.under_registry_name, self.source)):
            done = support.run("merge", *paths)
            self.assertEqual((done.exit, done.out), (0, support.state_bytes(expected)))
            authentic = support.run("merge", "--authentic-only", *paths)
            without_aliases = support.make_state(real["pith_number"], real["events"], [])
            self.assertEqual((authentic.exit, authentic.out), (0, support.state_bytes(without_aliases)))


class RealBundlesUnderOtherKeyrings(unittest.TestCase):
    def test_without_the_built_in_key(self):
        for path in support.BUNDLES:
            status, report, _ = support.verify(path, "--no-default-keys")
            self.assertEqual(status, 1)
            self.assertEqual(set(support.reasons(report)), {"unknown_key"})
            self.assertIn("bundle_signature", support.failed_checks(report))

    def test_with_only_their_own_keys(self):
        for path in support.BUNDLES:
            bundle = json.loads(path.read_bytes())
            status, report, _ = support.verify(path, "--no-default-keys", "--trust-bundle-keys")
            self.assertEqual((status, support.failed_checks(report)), (0, []))
            keys = [(key["origin"], key["signer_id"]) for key in report["keys"]]
            self.assertEqual(keys, [("bundle", None)])
            self.assertEqual(report["state_sha256"], bundle["state"]["state_sha256"])
            self.assertTrue(any("vouch" in warning for warning in report["warnings"]))

    def test_the_key_as_the_registry_serves_it_changes_nothing(self):
        for path in support.BUNDLES:
            served = json.loads(path.read_bytes())["public_keys"]
            self.assertNotIn("signer_id", served[0])
            given = support.keys_file(*served)
            alone = support.run("verify", "--json", path)
            self.assertEqual(alone.exit, 0)
            self.assertEqual(support.run("verify", "--json", "--keys", given, path), alone)

    def test_the_key_as_served_is_not_a_registry_key_by_itself(self):
        for path in support.BUNDLES:
            given = support.keys_file(*json.loads(path.read_bytes())["public_keys"])
            status, report, _ = support.verify(path, "--no-default-keys", "--keys", given)
            self.assertEqual(status, 1)
            self.assertEqual(set(support.reasons(report)), {"signer_mismatch"})

    def test_the_key_with_its_bindings_added_is_a_registry_key(self):
        for path in support.BUNDLES:
            served = json.loads(path.read_bytes())["public_keys"][0]
            given = support.keys_file({**served, "signer_id": "pith.science", "signer_type": "pith_registry"})
            status, report, _ = support.verify(path, "--no-default-keys", "--keys", given)
            self.assertEqual((status, support.failed_checks(report)), (0, []))
            self.assertEqual([key["origin"] for key in report["keys"]], ["given"])


if __name__ == "__main__":
    unittest.main()
