"""No value of a bundle can be changed unnoticed, neither by a stranger nor by the holder of the bundle's key.

First, each real bundle is changed at one path at a time, and some check must fail. Then a bundle that a test key signed
is changed at one path, and its bundle signature is made anew. Another check must still fail, unless only the bundle
signature guards that path.
"""

import json
import re
import unittest

import changes
import support

OUTER_CHECKS = {"bundle_sha256", "bundle_signature"}

# The bundle's signature does not cover its own time, and SPEC 4.6 lets it be anything.
FREE = ("bundle_signature", "signed_at")

ANY = None  # every kind of change
# What only the bundle's signature guards: (pattern of the pointer, kinds of change, why).
ONLY_BUNDLE_SIGNED = [
    (r"/built_at", ANY, "a claimed time, from which nothing follows"),
    (r"/links", ANY, "addresses to fetch from, which are never part of the state"),
    (r"/links/\w+", ANY, "the same"),
    (r"/mirror_hints", ANY, "only hints; the list in the state comes from events"),
    (r"/mirror_hints/0/\w+", ANY, "the same"),
    (r"/timestamp_proofs", ANY, "SPEC 9 recomputes nothing from them"),
    (r"/public_keys", {"removed"}, "keys in a bundle are only a claim; the keyring has the key already"),
    (r"/public_keys/0/(format|url|notes)", ANY, "prose about the key, which no check of SPEC 3 reads"),
    (r"/public_keys/0/key_id", {"changed", "case"}, "any text is a name; it then claims another key"),
    (
        r"/public_keys/0/(public_key_hex|fingerprint_sha256_hex|fingerprint_sha256_b32_first128bits)",
        {"null", "removed"},
        "they repeat the key; they may be left out, and null counts as left out",
    ),
    (r"/public_keys/0/rotates_at", ANY, "SPEC 3.5: it is not read"),
    (r"/events/\d/signature/signed_at", ANY, "SPEC 4.6: it may be anything, or absent"),
]

# The checks that must fail for a change at a pointer. Others may fail with them.
EXPECTED_CHECKS = [
    (r"/bundle_version", {"bundle_version"}),
    (r"/canonical_record/source/\w+", {"canonical_sha256", "pith_number", "short_pith_number", "source"}),
    (r"/canonical_record/(metadata/(?!submitted_at)\w+|schema_version)", {"canonical_sha256", "pith_number"}),
    (r"/canonical_sha256", {"canonical_sha256"}),
    (r"/pith_number", {"pith_number"}),
    (r"/short_pith_number", {"short_pith_number"}),
    (r"/source(/\w+)?", {"source"}),
    (r"/source_aliases/\d/alias_value", {"source_aliases", "state"}),
    (r"/source_aliases/\d/\w+", {"state", "state_sha256"}),
    (r"/public_keys/0/(algorithm|public_key_b64)", {"public_keys"}),
    (r"/events/0/payload/receipt/signature_b64", {"receipt", "events"}),
    (r"/events/\d/.+", {"events"}),
    (r"/state/state_sha256", {"state_sha256"}),
    (r"/state/.+", {"state"}),
    (r"/state", {"state", "state_sha256"}),
    (r"/merge_version", {"merge_version"}),
]

RECEIPT_MEMBERS_CHECKED = (
    "key_id", "algorithm", "signature_b64", "signed_message", "canonical_sha256", "signature_status",
    "public_key_fingerprint",
)


def breaks_the_form(change):
    """SPEC 9.1: a bundle has that bundle_type, a string pith_number and an array of events."""
    if change.path == ("bundle_type",):
        return True
    if change.path == ("pith_number",):
        return not isinstance(change.value, str)
    return change.path == ("events",)


def name_of(change):
    return f"{changes.pointer(change.path)} {change.kind}"


def find_only_signed(change):
    """The index of the entry of ONLY_BUNDLE_SIGNED that covers this change, or None."""
    for index, (pattern, kinds, _) in enumerate(ONLY_BUNDLE_SIGNED):
        if re.fullmatch(pattern, changes.pointer(change.path)) and (kinds is ANY or change.kind in kinds):
            return index
    return None


class EveryPathOfTheRealBundles(unittest.TestCase):
    maxDiff = None

    @staticmethod
    def is_as_expected(change, report, errors):
        if breaks_the_form(change):
            return report is None and ": not_a_bundle: " in errors
        if change.path == FREE:
            return report is not None and report["ok"]
        return report is not None and not report["ok"] and support.failed_checks(report)

    def test_every_change_is_noticed(self):
        for path in support.BUNDLES:
            with self.subTest(path.name):
                document = json.loads(path.read_bytes())
                all_changes = changes.list_changes(document)
                self.assertGreater(changes.count_leaves(document), 250)
                self.assertGreater(len(all_changes), 3 * changes.count_leaves(document))
                text = path.read_bytes()
                changed = (changes.apply_change(text, change) for change in all_changes)
                faults = [f"{name_of(change)}: {report}, {errors}"
                          for change, (report, errors) in zip(all_changes, support.verify_each(changed))
                          if not self.is_as_expected(change, report, errors)]
                self.assertEqual(faults, [])
                for change in all_changes[::100]:  # one at a time, to see the exit status of each
                    changed = support.write_json(changes.apply_change(text, change))
                    expected = 2 if breaks_the_form(change) else 0 if change.path == FREE else 1
                    self.assertEqual(support.run("verify", "--quiet", changed).exit, expected, name_of(change))


class EveryPathUnderANewBundleSignature(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.key = support.SigningKey("leaves-test-key")
        cls.keys = support.keys_file(
            support.make_key_entry(
                cls.key.key_id, cls.key.public, signer_id="registry.example", signer_type="pith_registry"
            )
        )

    def verify_signed(self, bundles):
        signed = (support.sign_bundle(bundle, self.key) for bundle in bundles)
        return support.verify_each(signed, "--no-default-keys", "--keys", self.keys)

    def verify_one(self, bundle):
        """(checks that fail, report)"""
        [(report, _)] = self.verify_signed([bundle])
        return support.failed_checks(report), report

    def is_as_expected(self, change, report, errors):
        if breaks_the_form(change):
            return report is None and ": not_a_bundle: " in errors
        if report is None:
            return False
        failed = set(support.failed_checks(report))
        if find_only_signed(change) is not None:
            return report["ok"] and not failed
        return not report["ok"] and failed - OUTER_CHECKS and self.has_expected_checks(change, failed)

    @staticmethod
    def has_expected_checks(change, failed):
        pointer = changes.pointer(change.path)
        for pattern, checks in EXPECTED_CHECKS:
            if re.fullmatch(pattern, pointer):
                return checks <= failed
        return True

    def test_only_the_list_needs_the_bundle_signature(self):
        # One bundle is enough here: the real ones have the same members.
        bundle = support.make_signed_bundle(support.BUNDLE_OF_PAGE, self.key, "registry.example")
        self.assertEqual(self.verify_one(bundle)[0], [])
        text = json.dumps(bundle)
        inner = [change for change in changes.list_changes(bundle) if change.path[0] != "bundle_signature"]
        results = self.verify_signed(changes.apply_change(text, change) for change in inner)
        faults = [f"{name_of(change)}: {report}, {errors}" for change, (report, errors) in zip(inner, results)
                  if not self.is_as_expected(change, report, errors)]
        self.assertEqual(faults, [])
        # An entry that covers nothing would show that the list is out of date.
        used = {find_only_signed(change) for change in inner} - {None}
        self.assertEqual(used, set(range(len(ONLY_BUNDLE_SIGNED))))
        for pattern, _ in EXPECTED_CHECKS:
            self.assertTrue(any(re.fullmatch(pattern, changes.pointer(one.path)) for one in inner), pattern)

    def bundle_with_receipt(self, change_receipt):
        """A bundle with a changed receipt in an event that is signed anew. The caller makes the state."""
        bundle = support.make_signed_bundle(support.BUNDLES[0], self.key, "registry.example")
        created, snapshot = bundle["events"]
        self.assertEqual(created["event_type"], "record_created")
        change_receipt(created["payload"]["receipt"])
        created = support.sign_event(created, self.key)
        bundle["events"] = [created, snapshot]
        return bundle

    def test_a_receipt_that_does_not_hold_is_reported(self):
        other = support.SigningKey("somebody-else")
        forged = {"key_id": other.key_id, "public_key_fingerprint": other.fingerprint,
                  "signature_b64": other.sign(bytes(32))}
        for member in RECEIPT_MEMBERS_CHECKED:
            for value in (forged.get(member, "x"), None, changes.REMOVED):
                with self.subTest(member, value=value):
                    bundle = self.bundle_with_receipt(
                        lambda receipt: receipt.pop(member) if value is changes.REMOVED
                        else receipt.update({member: value})
                    )
                    created, snapshot = bundle["events"]
                    bundle["state"] = support.make_state(
                        bundle["pith_number"], [snapshot], bundle["source_aliases"],
                        [(created["event_id"], "bad_receipt")],
                    )
                    failed, report = self.verify_one(bundle)
                    self.assertEqual(set(failed), {"receipt", "events"})
                    self.assertCountEqual(support.reasons(report), ["bad_receipt", None])

    def test_other_members_of_a_receipt_are_not_checked(self):
        bundle = support.make_signed_bundle(support.BUNDLES[0], self.key, "registry.example")
        receipt = bundle["events"][0]["payload"]["receipt"]
        rest = set(receipt) - set(RECEIPT_MEMBERS_CHECKED)
        self.assertTrue(rest)
        for member in rest:
            with self.subTest(member):
                bundle = self.bundle_with_receipt(lambda receipt: receipt.update({member: None}))
                bundle["state"] = support.make_state(
                    bundle["pith_number"], bundle["events"], bundle["source_aliases"]
                )
                self.assertEqual(self.verify_one(bundle)[0], [])


if __name__ == "__main__":
    unittest.main()
