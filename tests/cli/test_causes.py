"""The report on a bundle names the cause: the check of what was changed, and not those that fail because of it.

Every value of four kinds of bundle is changed in turn, and 200 times two values at once. The expected cause of each
path is in a table of docs/checks.md.
"""

import copy
import json
import os
import pathlib
import random
import re
import sys
import unittest

import changes
import support

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "reference"))

import merge as reference  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FREE = "/bundle_signature/signed_at"
PAIRS_OF_CHANGES = 200

KEY = support.SigningKey("registry of causes")
SIGNER = "registry.example"
AUTHOR_KEY = support.SigningKey("author of causes")
AUTHOR = {"signer_id": "author.example", "signer_type": "author", "key_id": AUTHOR_KEY.key_id,
          "public_key_fingerprint": AUTHOR_KEY.fingerprint}


def keyring_entries():
    return [support.make_key_entry(KEY.key_id, KEY.public, signer_id=SIGNER, signer_type="pith_registry"),
            support.make_key_entry(AUTHOR_KEY.key_id, AUTHOR_KEY.public, signer_id="author.example",
                                   signer_type="author")]


def read_table():
    """[(pattern, causes)]: the rows of docs/checks.md. Each path is a regular expression."""
    text = (ROOT / "docs/checks.md").read_text(encoding="utf-8")
    table = text[text.index("| path | cause |"):].split("\n\n")[0]
    rows = []
    for line in table.splitlines()[2:]:
        paths, causes = line.strip("| ").split(" | ")
        alternatives = [re.escape(path).replace(r"\*\*", ".+").replace(r"\*", "[^/]+")
                        for path in re.findall(r"`([^`]+)`", paths)]
        rows.append(("|".join(alternatives), set(re.findall(r"`([^`]+)`", causes))))
    return rows


TABLE = read_table()


def expected_causes(path):
    pointer = changes.pointer(path)
    return next(causes for pattern, causes in TABLE if re.fullmatch(pattern, pointer))


def is_refused(change):
    """SPEC 9.1: then it is not a bundle."""
    return (change.path in (("bundle_type",), ("events",))
            or (change.path == ("pith_number",) and not isinstance(change.value, str)))


def signed_bundle():
    return support.make_signed_bundle(support.BUNDLE_OF_PAGE, KEY, SIGNER)


def with_events(bundle, events, aliases):
    """The bundle with these events and aliases. Its state comes from the reference."""
    bundle = {**copy.deepcopy(bundle), "events": events, "source_aliases": aliases}
    keyring = reference.Keyring.from_documents([{"public_keys": keyring_entries()}])
    bundle["state"] = json.loads(reference.merge(bundle["pith_number"], keyring, aliases, events))
    return support.sign_bundle(bundle, KEY)


def two_days(bundle):
    """Two snapshots: the second one supersedes the first."""
    [snapshot] = [event for event in bundle["events"] if event["event_type"] == "graph_snapshot"]
    newer = support.sign_event({**copy.deepcopy(snapshot), "created_at": "2026-07-06T02:34:17Z",
                                "supersedes": [snapshot["event_id"]]}, KEY)
    aliases = bundle["source_aliases"] + [
        {"alias_kind": "openalex", "alias_value": "W1", "created_at": "2026-07-06T00:00:00Z"}]
    return with_events(bundle, [*bundle["events"], newer], aliases)


def rich(bundle):
    """A second signer, every type of event, a chain, a withdrawal and a fork."""

    def author_event(event_type, second, **more):
        return support.sign_event({
            "event_type": event_type, "subject_pith_number": bundle["pith_number"], "target": "paper",
            "signer": AUTHOR, "created_at": f"2026-07-07T00:00:{second:02}Z", "supersedes": [], "prev_event": None,
            "schema_version": "1.0", "payload": {"note": f"number {second}", "pages": [1, 2, None, True]}, **more,
        }, AUTHOR_KEY)

    first = author_event("author_attestation", 0)
    second = author_event("correction", 1, prev_event=first["event_id"])
    withdrawn = author_event("correction", 2, prev_event=second["event_id"], supersedes=[second["event_id"]])
    fork = author_event("correction", 3, prev_event=second["event_id"])
    others = [author_event(event_type, 10 + index)
              for index, event_type in enumerate(sorted(set(support.PLURALS) - {"graph_snapshot"}))]
    return with_events(bundle, [*bundle["events"], first, second, withdrawn, fork, *others],
                       bundle["source_aliases"])


class Causes(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.keys = support.keys_file(*keyring_entries())
        resigned = signed_bundle()
        cls.bundles = {"real": json.loads(support.BUNDLES[0].read_bytes()), "signed again": resigned,
                       "two days": two_days(resigned), "rich": rich(resigned)}

    def reports(self, documents):
        return [report for report, _ in support.verify_each(documents, "--keys", self.keys)]

    def test_the_bundles_hold(self):
        for kind, report in zip(self.bundles, self.reports(self.bundles.values())):
            self.assertTrue(report["ok"], f"{kind}: {report['summary']}")
            self.assertEqual((report["causes"], report["consequences"], report["summary"]), ([], [], "holds"))
        rich_report = self.reports([self.bundles["rich"]])[0]
        self.assertGreater(len(rich_report["events"]), 10)
        self.assertTrue(self.bundles["rich"]["state"]["equivocations"])

    def check_lists(self, report):
        """Every failed check is a cause or a consequence, and there is a cause."""
        failed = support.failed_checks(report)
        self.assertEqual(sorted(report["causes"] + report["consequences"]), sorted(set(failed)))
        self.assertEqual(bool(report["causes"]), not report["ok"])

    def test_the_cause_of_each_change_is_named(self):
        right = 0
        total = 0
        faults = []
        for kind, bundle in self.bundles.items():
            text = json.dumps(bundle)
            listed = [change for change in changes.list_changes(bundle)
                      if not is_refused(change) and changes.pointer(change.path) != FREE]
            reports = self.reports(changes.apply_change(text, change) for change in listed)
            for change, report in zip(listed, reports):
                self.check_lists(report)
                total += 1
                if len(report["causes"]) == 1 and report["causes"][0] in expected_causes(change.path):
                    right += 1
                else:
                    faults.append(f"{kind}: {changes.pointer(change.path)} {change.kind}: {report['causes']}")
        print(f"{right} of {total} single changes: the cause that is named is the change", file=sys.stderr)
        self.assertEqual(faults, [])
        self.assertGreater(total, 5000)

    def test_one_of_two_changes_is_named(self):
        seed = int(os.environ.get("PITH_SEED", random.randrange(2**32)))
        print(f"PITH_SEED={seed}", file=sys.stderr)
        draw = random.Random(seed)
        pairs = []
        while len(pairs) < PAIRS_OF_CHANGES:
            bundle = draw.choice(list(self.bundles.values()))
            one, two = draw.sample([change for change in changes.list_changes(bundle)
                                    if not is_refused(change) and changes.pointer(change.path) != FREE
                                    and len(change.path) > 1], 2)
            if one.path[: len(two.path)] != two.path and two.path[: len(one.path)] != one.path:
                pairs.append((bundle, one, two))
        changed = [changes.apply_change(json.dumps(changes.apply_change(json.dumps(bundle), one)), two)
                   for bundle, one, two in pairs]
        right = 0
        for (_, one, two), report in zip(pairs, self.reports(changed)):
            self.check_lists(report)
            planted = expected_causes(one.path) | expected_causes(two.path)
            self.assertLessEqual(set(report["causes"]), planted,
                                 f"{changes.pointer(one.path)} {one.kind}, {changes.pointer(two.path)} {two.kind}")
            right += 1
        print(f"{right} of {len(pairs)} pairs of changes: each cause that is named is one of the two", file=sys.stderr)

    def summary_of(self, change, *options):
        bundle = copy.deepcopy(self.bundles["signed again"])
        change(bundle)
        [(report, _)] = support.verify_each([bundle], *(options or ("--keys", self.keys)))
        return report

    def test_the_summary_says_what_is_wrong(self):
        def swap_signatures(bundle):
            one, two = bundle["events"]
            one["signature"], two["signature"] = two["signature"], one["signature"]

        for change, words in [
            (lambda bundle: bundle["canonical_record"]["metadata"].update(title="other"),
             "the record was changed after it was signed"),
            (swap_signatures, "2 of 2 events are not signed by their signer's key"),
            (lambda bundle: bundle["events"][0]["payload"].update(extra=1),
             "1 of 2 events was changed after it was signed"),
            (lambda bundle: bundle.update(built_at="2020-01-01T00:00:00Z"),
             "something in the bundle was changed after it was signed"),
            (lambda bundle: bundle.pop("bundle_signature"), "the bundle is not signed"),
            (lambda bundle: bundle["state"].update(event_count=7),
             "the stated state was changed after its hash was made"),
            (lambda bundle: bundle["source_aliases"].pop(),
             "the stated state is not what the events and aliases give"),
        ]:
            with self.subTest(words):
                self.assertIn(words, self.summary_of(change)["summary"])

    def test_without_a_trusted_key_the_summary_names_the_key(self):
        report = self.summary_of(lambda bundle: None, "--no-default-keys")
        self.assertEqual(report["summary"], f"no key that you trust signed this: {KEY.key_id}")
        self.assertEqual(report["causes"], ["events", "bundle_signature"])
        self.assertEqual(report["consequences"], ["receipt", "state", "state_sha256"])
        self.assertEqual(report["unknown_keys"], [{"key_id": KEY.key_id, "fingerprint": KEY.fingerprint}])

    def test_an_event_that_follows_an_invalid_one_is_not_the_cause(self):
        bundle = copy.deepcopy(self.bundles["rich"])
        first = next(event for event in bundle["events"] if event["event_type"] == "author_attestation")
        first["payload"]["note"] = "changed"
        [report] = self.reports([bundle])
        self.assertIn("prev_event_unresolved", support.reasons(report))
        count = len(bundle["events"])
        self.assertEqual(report["summary"], f"1 of {count} events was changed after it was signed")
        bundle["events"].remove(first)
        [report] = self.reports([bundle])
        self.assertEqual(report["summary"], f"3 of {count - 1} events wait for an event that is missing")


if __name__ == "__main__":
    unittest.main()
