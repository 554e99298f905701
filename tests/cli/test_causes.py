"""The cause that `verify` names is what was changed: every member of four bundles in turn, and pairs of members.

The table in docs/checks.md says which cause each change has.
"""

import collections
import copy
import json
import pathlib
import random
import re
import sys
import unittest

import changes
import support

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "reference"), str(TESTS / "vectors")]
import bundle as bundle_rules  # noqa: E402
import cases_bundle  # noqa: E402
import signing  # noqa: E402

PAGE = (TESTS.parent / "docs/checks.md").read_text(encoding="utf-8")
REFUSED, HOLDS = "refused", "-"
PAIRS = 200
PAIRS_SEED = 17

Kind = collections.namedtuple("Kind", "name bundle options")


# ---- the table ----------------------------------------------------------------------------------------------


def begins_with_a_year(value):
    return isinstance(value, str) and re.match(r"[0-9]{4}", value) is not None


# Whether a row's condition fits a change of a bundle.
CONDITIONS = {
    "": lambda bundle, change: True,
    "it is removed": lambda bundle, change: change.value is changes.REMOVED,
    "it is removed, or null": lambda bundle, change: change.value in (changes.REMOVED, None),
    "it is still a string": lambda bundle, change: isinstance(change.value, str),
    "it is no longer a string": lambda bundle, change: not isinstance(change.value, str),
    "it no longer begins with four digits": lambda bundle, change: not begins_with_a_year(change.value),
    "the alias is of a kind that follows from the record":
        lambda bundle, change: bundle["source_aliases"][change.path[1]]["alias_kind"] in
        bundle_rules.derived_aliases(bundle["canonical_record"]),
}


def read_rows():
    """[(pattern of the path, condition, cause)]"""
    section = PAGE.split("### Which change has which cause\n")[1].split("\n#")[0]
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `/"):
            for path in re.findall(r"`([^`]+)`", cells[0]):
                pattern = re.escape(path).replace(r"\*\*", ".+").replace(r"\*", "[^/]+")
                yield re.compile(pattern), cells[1], cells[2].strip("`")


ROWS = list(read_rows())


def find_row(bundle, change):
    """The index of the first row that fits."""
    pointer = changes.pointer(change.path)
    return next(index for index, (pattern, condition, _) in enumerate(ROWS)
                if pattern.fullmatch(pointer) and CONDITIONS[condition](bundle, change))


def expected_cause(bundle, change):
    return ROWS[find_row(bundle, change)][2]


# ---- the bundles --------------------------------------------------------------------------------------------


def options_of(key):
    entry = support.make_key_entry(key.key_id, key.public, signer_id="registry.example", signer_type="pith_registry")
    return ["--no-default-keys", "--keys", support.keys_file(entry)]


def signed_again():
    key = support.SigningKey("signed again")
    return support.make_signed_bundle(support.BUNDLES[1], key, "registry.example"), options_of(key)


def two_days():
    """A record with a second snapshot, which replaces the first one, and an alias that nothing recomputes."""
    key = support.SigningKey("two days")
    bundle = support.make_signed_bundle(support.BUNDLE_OF_PAGE, key, "registry.example")
    [first] = [event for event in bundle["events"] if event["event_type"] == "graph_snapshot"]
    second = support.sign_event({**copy.deepcopy(first), "created_at": "2026-07-06T02:34:17Z",
                                 "prev_event": first["event_id"], "supersedes": [first["event_id"]]}, key)
    bundle["events"].append(second)
    bundle["source_aliases"].append(
        {"alias_kind": "openalex", "alias_value": "W1", "created_at": "2026-07-06T00:00:00Z"})
    keyring = cases_bundle.merge.Keyring.from_documents([[support.make_key_entry(
        key.key_id, key.public, signer_id="registry.example", signer_type="pith_registry")]])
    state = cases_bundle.merge.merge(bundle["pith_number"], keyring, bundle["source_aliases"], bundle["events"])
    return support.sign_bundle({**bundle, "state": json.loads(state)}, key), options_of(key)


def richest():
    """Every listed type, several signers, links, a conflict, and members that no rule names."""
    registry, alice = signing.REGISTRY, signing.ALICE
    record = {**cases_bundle.RECORD, "note": {"deep": [1.5, None, True, {"list": []}]}}
    number = signing.pith_number(record)

    def make(key, minute, **members):
        return signing.event(key, minute, subject_pith_number=number, **members)

    events = [signing.record_created(record=record, receipt=signing.receipt_of(record), subject_pith_number=number)]
    events += [make((registry, alice)[minute % 2], minute, event_type=event_type, payload={"n": minute, "list": []})
               for minute, event_type in enumerate((*support.PLURALS, "of_no_listed_type"), 1)]
    last = events[-1]
    events += [make(alice, 20 + n, event_type="correction", target="title", prev_event=last["event_id"],
                    payload={"text": str(n)}, note="no rule names this") for n in range(2)]
    events.append(make(alice, 30, event_type="correction", target="title", prev_event=events[-1]["event_id"],
                       supersedes=[event["event_id"] for event in events[-2:]]))
    for event in events:
        event["signature"]["note"] = "no rule names this"
    keys = [support.make_key_entry(key.key_id, key.public) for key in (registry, alice)]
    content = cases_bundle.content_of(
        record, events=events, public_keys=keys, built_at="2026-03-01T00:00:00Z", timestamp_proofs=[{"proof": "x"}],
        links={"bundle": "https://mirror.example/"}, mirror_hints=[{"name": "mirror"}],
        source_aliases=[*cases_bundle.aliases_of(record), {"alias_kind": "openalex", "alias_value": "W1",
                                                           "created_at": "2026-02-02T00:00:00Z", "note": "n"}])
    bundle = signing.sign_bundle(content)
    bundle["bundle_signature"]["note"] = "no rule names this"
    given = [option for keys in cases_bundle.DEFAULT_KEYS for option in ("--keys", support.write_json(keys))]
    return bundle, ["--no-default-keys", *given]


KINDS = [Kind("real", json.loads(support.BUNDLES[0].read_bytes()), []), Kind("signed again", *signed_again()),
         Kind("two days", *two_days()), Kind("richest", *richest())]


# ---- what the program says ----------------------------------------------------------------------------------


def verify_each(bundles, options):
    """The report on each bundle, in order; None if it is refused."""
    for first in range(0, len(bundles), support.BUNDLES_AT_A_TIME):
        paths = [support.write_json(bundle) for bundle in bundles[first:first + support.BUNDLES_AT_A_TIME]]
        done = support.run("verify", "--json", *options, *paths)
        reports = {report["file"]: report for report in map(json.loads, done.out.splitlines())}
        for path in paths:
            report = reports.get(str(path))
            yield None if report is None or "error" in report else report
            path.unlink()


def answer_of(report):
    return [REFUSED] if report is None else report["causes"] or [HOLDS]


class Causes(unittest.TestCase):
    maxDiff = None

    def check_form(self, report):
        """Each check that fails is either a cause or a consequence, in the order of the report."""
        failed = list(dict.fromkeys(support.failed_checks(report)))
        self.assertEqual(sorted(report["causes"] + report["consequences"]), sorted(failed))
        for part in (report["causes"], report["consequences"]):
            self.assertEqual(part, [name for name in failed if name in part])
        self.assertEqual(bool(report["causes"]), not report["ok"])
        self.assertTrue(report["summary"])

    def test_the_bundles_hold(self):
        for kind in KINDS:
            [report] = verify_each([kind.bundle], kind.options)
            self.assertEqual((report["ok"], support.failed_checks(report)), (True, []), kind.name)
            self.check_form(report)

    def test_every_single_change(self):
        used, total, faults = set(), 0, []
        for kind in KINDS:
            text = json.dumps(kind.bundle)
            planted = changes.list_changes(kind.bundle)
            changed = [changes.apply_change(text, change) for change in planted]
            for change, report in zip(planted, verify_each(changed, kind.options), strict=True):
                expected = expected_cause(kind.bundle, change)
                used.add(find_row(kind.bundle, change))
                total += 1
                if report is not None:
                    self.check_form(report)
                if answer_of(report) != [expected]:
                    faults.append(f"{kind.name}: {changes.pointer(change.path)} {change.kind}: expected {expected}, "
                                  f"named {answer_of(report)}")
        print(f"single changes: the right cause for {total - len(faults)} of {total}")
        self.assertGreater(total, 4000)
        self.assertEqual(faults, [])
        # A row that fits no change would show that the table is out of date.
        self.assertEqual([ROWS[index][0].pattern for index in range(len(ROWS)) if index not in used], [])

    def test_pairs_of_changes(self):
        """The seed is fixed, so that every run has the same pairs."""
        chance = random.Random(PAIRS_SEED)
        faults = []
        for kind in KINDS:
            text = json.dumps(kind.bundle)
            single = [change for change in changes.list_changes(kind.bundle)
                      if expected_cause(kind.bundle, change) not in (REFUSED, HOLDS)]
            pairs = []
            while len(pairs) < PAIRS // len(KINDS):
                one, two = chance.sample(single, 2)
                is_apart = one.path[:len(two.path)] != two.path and two.path[:len(one.path)] != one.path
                if is_apart:  # neither undoes the other
                    pairs.append((one, two))
            changed = [changes.apply_change(json.dumps(changes.apply_change(text, one)), two) for one, two in pairs]
            for pair, report in zip(pairs, verify_each(changed, kind.options), strict=True):
                expected = {expected_cause(kind.bundle, change) for change in pair}
                self.check_form(report)
                if not report["causes"] or not expected >= set(report["causes"]):
                    faults.append(f"{kind.name}: {[changes.pointer(change.path) for change in pair]}: expected "
                                  f"{sorted(expected)}, named {report['causes']}")
        print(f"pairs of changes: a right cause for {PAIRS - len(faults)} of {PAIRS}, seed {PAIRS_SEED}")
        self.assertEqual(faults, [])


class OtherCauses(unittest.TestCase):
    """What no change of one member shows."""

    def causes(self, bundle, options):
        [report] = verify_each([bundle], options)
        return report["causes"], report

    def test_a_key_that_is_not_trusted(self):
        for kind in KINDS:
            causes, report = self.causes(kind.bundle, ["--no-default-keys"])
            self.assertEqual(causes, ["events", "bundle_signature"], kind.name)
            named = {(event["signer"]["key_id"], event["signer"]["public_key_fingerprint"])
                     for event in kind.bundle["events"]}
            self.assertEqual({(key["key_id"], key["fingerprint"]) for key in report["unknown_keys"]}, named)
            self.assertIn("no key that you trust signed this", report["summary"])
            self.assertTrue(any(key_id in report["summary"] for key_id, _ in named), report["summary"])

    def test_aliases_and_events_changed_before_the_bundle_was_signed(self):
        key = support.SigningKey("signed again")
        bundle, options = signed_again()
        for changed in ({"source_aliases": []}, {"events": bundle["events"][1:]}, {"state": None}):
            causes, report = self.causes(support.sign_bundle({**bundle, **changed}, key), options)
            self.assertEqual((causes, report["consequences"]), (["state"], ["state_sha256"]), changed.keys())

    def test_a_receipt_that_is_wrong_when_its_event_is_signed(self):
        key = support.SigningKey("signed again")
        bundle, options = signed_again()
        [created, snapshot] = bundle["events"]
        created["payload"]["receipt"]["signature_b64"] = key.sign(b"something else")
        created = support.sign_event(created, key)
        following = support.sign_event({**snapshot, "prev_event": created["event_id"]}, key)
        for events in ([created, snapshot], [created, following]):
            causes, report = self.causes(support.sign_bundle({**bundle, "events": events}, key), options)
            self.assertEqual((causes, report["consequences"]), (["receipt"], ["events", "state", "state_sha256"]))

    def test_a_record_that_is_edited_wherever_it_is(self):
        """The event has the record as well, and then fails with record_mismatch."""
        for kind in KINDS:
            text = json.dumps(kind.bundle).replace(
                json.dumps(kind.bundle["canonical_record"])[1:-1],
                json.dumps({**kind.bundle["canonical_record"], "added": 1})[1:-1])
            causes, report = self.causes(json.loads(text), kind.options)
            self.assertIn("record_mismatch", support.reasons(report), kind.name)
            self.assertEqual(causes, ["canonical_sha256"], kind.name)

    def test_a_bundle_without_events(self):
        content = cases_bundle.content_of(cases_bundle.RECORD, events=[])
        content["pith_number"] = signing.OTHER_SUBJECT
        kind = next(kind for kind in KINDS if kind.name == "richest")
        causes, report = self.causes(signing.sign_bundle(content), kind.options)
        self.assertEqual((causes, report["consequences"]), (["pith_number"], ["state", "state_sha256"]))

    def test_a_missing_event_that_another_one_follows(self):
        kind = next(kind for kind in KINDS if kind.name == "two days")
        key = support.SigningKey("two days")
        links = {event["prev_event"] for event in kind.bundle["events"]}
        events = [event for event in kind.bundle["events"] if event["event_id"] not in links]
        causes, report = self.causes(support.sign_bundle({**kind.bundle, "events": events}, key), kind.options)
        self.assertEqual((causes, report["consequences"]), (["events"], ["state", "state_sha256"]))

    def test_a_copy_of_an_event(self):
        kind = next(kind for kind in KINDS if kind.name == "two days")
        other = {**copy.deepcopy(kind.bundle["events"][0]), "event_id": "x"}
        for events in ([*kind.bundle["events"], other], [other, *kind.bundle["events"]]):
            causes, _ = self.causes({**kind.bundle, "events": events}, kind.options)
            self.assertEqual(causes, ["bundle_sha256"])

    def test_a_bundle_of_another_signer(self):
        """The bundle is whole, but a key that is not a registry key signed it."""
        kind = next(kind for kind in KINDS if kind.name == "richest")
        content = {name: value for name, value in kind.bundle.items() if name != "bundle_signature"}
        causes, report = self.causes(signing.sign_bundle(content, signing.ALICE), kind.options)
        self.assertEqual((causes, report["consequences"]), (["bundle_signature"], []))


if __name__ == "__main__":
    unittest.main()
