"""No verdict is better than what was checked: lists with bundles in them, keys of the files, many records. In Node."""

import json
import unittest

import fixtures
from model import ModelTest

KEYS = json.loads(fixtures.keys())
INSIDE = "contains a bundle, which was not checked as one. Open it by itself."


def listed(*documents):
    return b"[" + b",".join(documents) + b"]"


def lines(*documents):
    return b"\n".join(json.dumps(json.loads(each)).encode() for each in documents)


def events_of(number, **members):
    """A file of one event of Alice about the record with this number."""
    subject = f"pith:2026:{'ABCDEFGHIJKLMNOP'[number] * 26}"
    return [fixtures.event(fixtures.ALICE, 1, subject_pith_number=subject, event_type="correction", target="title",
                           payload={"text": "right"}, **members)]


def encoded(events):
    return json.dumps(events).encode()


class Verdicts(ModelTest):
    def check_one(self, *inputs, trusts_bundle_keys=False, keys=()):
        return self.check_all([(inputs, keys)], trusts_bundle_keys)[0]

    def test_a_bundle_in_a_list_is_not_checked_as_one(self):
        one_event = json.dumps(json.loads(fixtures.real())["events"][0]).encode()
        for name, inputs in {
            "array": [listed(fixtures.changed_record())],
            "array with an event": [listed(one_event, fixtures.changed_record())],
            "lines": [lines(one_event, fixtures.changed_record())],
            "escaped": [listed(fixtures.changed_record().replace(b'"pith_open_', b'"\\u0070ith_open_'))],
            "beside": [fixtures.real(), listed(fixtures.changed_record())],
            "another record": [fixtures.real("2018"), listed(fixtures.changed_record())],
        }.items():
            with self.subTest(name):
                result = self.check_one(*inputs)
                self.assertEqual(result["tone"], "caution")
                self.assertIn("not checked", result["headline"])
                if name != "another record":
                    self.assertTrue(any(INSIDE in line for line in result["lines"]), result["lines"])
        result = self.check_one(listed(one_event), keys=[])
        self.assertEqual((result["tone"], result["headline"]), ("good", "The event is valid."))

    def test_a_bundle_in_a_list_does_not_vouch_for_itself(self):
        foreign = fixtures.foreign()
        for name, inputs in {"array": [listed(foreign)], "two arrays": [listed(foreign), listed(fixtures.forked())],
                             "lines": [lines(foreign, fixtures.forked())],
                             "another record": [fixtures.real(), listed(foreign)]}.items():
            with self.subTest(name):
                result = self.check_one(*inputs, trusts_bundle_keys=True)
                self.assertEqual(result["tone"], "caution")
                self.assertNotIn("valid", result["headline"])
        events = json.dumps(json.loads(foreign)["events"]).encode()  # beside a list, whose keys count for them
        result = self.check_one(events, listed(foreign), trusts_bundle_keys=True)
        self.assertEqual((result["tone"], result["headline"]),
                         ("caution", "The files fit together, but only their own keys vouch for them."))
        result = self.check_one(listed(foreign), keys=KEYS)  # keys that a person added do vouch
        self.assertNotIn("only", result["headline"])

    def test_every_record_is_judged_even_if_it_is_not_shown(self):
        ten = [encoded(events_of(number)) for number in range(10)]
        good = self.check_one(*ten, encoded(events_of(10)), keys=KEYS)
        self.assertEqual((good["tone"], good["recordCount"]), ("good", 11))
        changed = encoded(events_of(10)).replace(b'"right"', b'"wrong"')
        twice = encoded(events_of(10) + events_of(10, created_at="2026-05-05T05:05:05Z"))
        self.assertEqual(self.check_one(twice, keys=KEYS)["tone"], "caution")  # a contradiction, by itself
        for name, eleventh, tone in (("changed", changed, "bad"), ("two answers", twice, "caution"),
                                     ("a contradiction in a bundle", fixtures.forked(), "caution"),
                                     ("a bundle in a list", listed(fixtures.forked()), "caution")):
            with self.subTest(name):
                result = self.check_one(*ten, eleventh, keys=KEYS)
                self.assertEqual((result["tone"], result["recordCount"]), (tone, 11))

    def test_many_small_events_are_not_explained_at_once(self):
        """Each explanation reads all of them again."""
        for number, explained in ((5000, 20), (5001, 0)):
            bundle = json.loads(fixtures.foreign())
            bundle["events"] = [{"number": each} for each in range(number)]
            self.assertLess(len(json.dumps(bundle)), 2_000_000)
            result = self.check_one(json.dumps(bundle).encode())
            self.assertEqual((len(result["rows"]), result["explainedCount"]), (200, explained))

    def test_files_of_events_are_not_said_to_hold(self):
        events = json.loads(fixtures.real())["events"]
        for inputs, said in (([fixtures.real(), encoded(events)], "One holds and one has valid events."),
                             ([encoded(events), encoded(events)], "Both files have valid events."),
                             ([fixtures.real(), fixtures.real()], "Both files hold.")):
            result = self.check_one(*inputs)
            self.assertEqual((result["tone"], result["headline"]), ("good", said))

    def test_a_bundle_and_events_of_another_record(self):
        alone = self.check_one(fixtures.real())
        for inputs in ([fixtures.real(), fixtures.forked_lines()], [fixtures.forked_lines(), fixtures.real()]):
            result = self.check_one(*inputs, keys=KEYS)
            self.assertEqual(result["recordCount"], 2)
            self.assertEqual(result["tone"], "caution")  # of the contradiction
            if inputs[0] == fixtures.real():
                self.assertEqual(result["document"], alone["document"])
        events = json.loads(fixtures.real())["events"]
        for beside in (encoded(events), b"[]", encoded([{"event_type": 1}])):  # of the same record, or of none
            self.assertEqual(self.check_one(fixtures.real(), beside)["recordCount"], 1)


if __name__ == "__main__":
    unittest.main()
