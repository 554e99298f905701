"""What the functions take and refuse, and what to_dict returns."""

import copy
import json
import os
import pathlib
import pickle
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

import pith_merge

ROOT = pathlib.Path(__file__).resolve().parents[3]
PATHS = sorted((ROOT / "tests" / "data").glob("*.bundle.json"))
BUNDLE = PATHS[0].read_bytes()
NUMBER = json.loads(BUNDLE)["pith_number"]
KEY = json.dumps(json.loads(BUNDLE)["public_keys"]).encode()

#: Each function that takes one document, and each that takes several.
ONE = {
    "verify": pith_merge.verify, "canonical": pith_merge.canonical,
    "Keyring.add": lambda document: pith_merge.Keyring().add(document),
    "EventSet.add": lambda document: pith_merge.EventSet(NUMBER).add(document),
    "EventSet.add_bundle": lambda document: pith_merge.EventSet(NUMBER).add_bundle(document)}
SEVERAL = {"merge": pith_merge.merge, "verify_many": pith_merge.verify_many, "Keyring": pith_merge.Keyring}


class Documents(unittest.TestCase):
    def test_a_path_is_read(self):
        with tempfile.TemporaryDirectory() as folder:
            keys = pathlib.Path(folder, "keys.json")
            keys.write_bytes(KEY)
            path = PATHS[0]
            self.assertTrue(pith_merge.verify(path))
            self.assertEqual(pith_merge.canonical(path), pith_merge.canonical(BUNDLE))
            self.assertEqual(pith_merge.merge([path, BUNDLE]), pith_merge.merge([BUNDLE]))
            self.assertTrue(all(pith_merge.verify_many(PATHS, threads=2)))
            keyring = pith_merge.Keyring([keys], registry=False)
            keyring.add(keys)
            self.assertEqual(len(keyring.keys), len(json.loads(KEY)))
            events = pith_merge.EventSet(NUMBER)
            events.add_bundle(path)
            events.add(path)
            self.assertEqual(events.state().event_count, len(json.loads(BUNDLE)["events"]) + 1)

    def test_bytes_of_other_kinds(self):
        for document in (bytearray(BUNDLE), memoryview(BUNDLE)):
            self.assertTrue(pith_merge.verify(document))

    def test_a_file_that_cannot_be_read_is_an_os_error(self):
        missing = pathlib.Path("/nowhere/bundle.json")
        for function in ONE.values():
            with self.assertRaises(FileNotFoundError):
                function(missing)
        for function in SEVERAL.values():
            with self.assertRaises(FileNotFoundError):
                function([missing])

    def test_something_else_is_a_type_error_that_says_what_to_pass(self):
        for wrong in ("{}", 7, None, {}, []):
            cases = [(name, function, wrong) for name, function in ONE.items()]
            cases += [(name, function, [wrong]) for name, function in SEVERAL.items()]
            for name, function, document in cases:
                with self.subTest(name, wrong=wrong), self.assertRaises(TypeError) as caught:
                    function(document)
                self.assertRegex(str(caught.exception), f"^{name} takes JSON as bytes, or a pathlib.Path, not "
                                 f"{type(wrong).__name__}($|: pass text.encode)")

    def test_a_single_document_in_place_of_several_is_a_type_error(self):
        for name, function in SEVERAL.items():
            for wrong in (BUNDLE, "{}", PATHS[0], bytearray(b"{}"), {}, 7, None):
                with self.subTest(name, wrong=type(wrong)), self.assertRaises(TypeError) as caught:
                    function(wrong)
                self.assertRegex(str(caught.exception), rf"^{name} takes a list .* pass \[document\]")


class OtherArguments(unittest.TestCase):
    def test_texts(self):
        events = pith_merge.EventSet(NUMBER)
        for name, function in (
                ("pith_number", pith_merge.EventSet),
                ("subject", lambda text: pith_merge.merge([BUNDLE], subject=text)),
                ("pointer", lambda text: pith_merge.canonical(b"{}", text)),
                ("kind", lambda text: events.add_alias(text, "b", "c")),
                ("value", lambda text: events.add_alias("a", text, "c")),
                ("created_at", lambda text: events.add_alias("a", "b", text))):
            with self.assertRaisesRegex(TypeError, f"^{name} must be a str, not bytes$"):
                function(b"x")
            with self.assertRaisesRegex(pith_merge.UsageError, f"{name} has half of a surrogate pair"):
                function("\ud800")
        for name, function in (
                ("source", lambda text: pith_merge.audit(BUNDLE, source=text)),
                ("a line", pith_merge.AuditSummary().add)):
            with self.assertRaisesRegex(pith_merge.UsageError, f"{name} has half of a surrogate pair"):
                function("\ud800")

    def test_objects(self):
        events = pith_merge.EventSet(NUMBER)
        for function in (lambda: pith_merge.verify(BUNDLE, KEY), lambda: pith_merge.merge([BUNDLE], keyring=KEY),
                         lambda: pith_merge.verify_many([BUNDLE], KEY), lambda: pith_merge.EventSet(NUMBER, KEY)):
            with self.assertRaisesRegex(TypeError, r"keyring must be a Keyring, not bytes"):
                function()
        with self.assertRaisesRegex(TypeError, "takes an EventSet, not State"):
            events.merge(events.state())

    def test_numbers(self):
        for name, least, function in (
                ("verdicts_max", 0, lambda number: pith_merge.Keyring(verdicts_max=number)),
                ("threads", 1, lambda number: pith_merge.verify_many([BUNDLE], threads=number))):
            for wrong in (least - 1, -2 ** 64, 2 ** 64, 2 ** 64 + 1):
                with self.assertRaisesRegex(pith_merge.UsageError, f"{name} must be from {least} to {2 ** 64 - 1}"):
                    function(wrong)
            for wrong in (1.0, "1"):
                with self.assertRaisesRegex(TypeError, f"{name} must be an int"):
                    function(wrong)
            function(least)
        with self.assertRaises(pith_merge.MachineError):
            pith_merge.Keyring(verdicts_max=2 ** 64 - 1)


class Copies(unittest.TestCase):
    def test_what_never_changes_is_its_own_copy(self):
        with unittest.mock.patch.object(sys, "unraisablehook") as ignored:
            report = pith_merge.verify(BUNDLE)
            for value in (report, report.state, pith_merge.merge([BUNDLE])):
                self.assertIs(copy.deepcopy(value), value)
                self.assertIs(copy.copy(value), value)
                with self.assertRaisesRegex(TypeError, "cannot be pickled: send what to_dict"):
                    pickle.dumps(value)
            with self.assertRaisesRegex(TypeError, "cannot be pickled: make one"):
                pickle.dumps(pith_merge.Keyring())
            for copier in (copy.copy, copy.deepcopy):
                with self.assertRaisesRegex(TypeError, "make a new one"):
                    copier(pith_merge.EventSet(NUMBER))
        self.assertEqual(ignored.mock_calls, [])

    def test_a_copy_of_a_keyring_is_independent(self):
        for copier in (copy.copy, copy.deepcopy):
            original = pith_merge.Keyring(registry=False)
            twin = copier(original)
            twin.add(KEY)
            self.assertEqual((original.keys, len(twin.keys)), ([], len(json.loads(KEY))))

    def test_plain_values_travel(self):
        report = pith_merge.verify(BUNDLE)
        [refusal] = pith_merge.verify_many([b"[]"])
        for value in (report.checks, report.keys, report.events, pith_merge.EventSet(NUMBER).add(b"7")):
            self.assertEqual(pickle.loads(pickle.dumps(value)), value)
        self.assertEqual(pickle.loads(pickle.dumps(refusal)).to_dict(), refusal.to_dict())


class Dictionaries(unittest.TestCase):
    #: Members of the program's report that the package does not give: it knows no file.
    LEFT_OUT = {"file", "file_bytes_b64"}

    def program(self, document):
        result = subprocess.run([os.environ["PITH_MERGE"], "verify", "--json", "-"], input=document,
                                capture_output=True, check=False)
        report = json.loads(result.stdout)
        return {name: value for name, value in report.items() if name not in self.LEFT_OUT}

    def test_a_report_is_what_the_program_prints(self):
        vector = json.loads((ROOT / "tests/vectors/merge/several_live_two.json").read_bytes())
        warned = (f'{{"bundle_type":"pith_open_graph_bundle","pith_number":"{vector["subject"]}",'
                  f'"events":[7,{",".join(vector["events"])}]}}').encode()
        for document in (BUNDLE, BUNDLE.replace(b'"2', b'"3'), warned):
            report = pith_merge.verify(document).to_dict()
            self.assertEqual(report, self.program(document))
            self.assertEqual(json.loads(json.dumps(report)), report)

    def test_causes(self):
        report = pith_merge.verify(BUNDLE)
        self.assertEqual((report.causes, report.consequences, report.summary), ((), (), "holds"))
        changed = json.loads(BUNDLE)
        changed["short_pith_number"] = "x"
        report = pith_merge.verify(json.dumps(changed).encode())
        self.assertEqual((report.causes, report.consequences),
                         (("short_pith_number",), ("bundle_sha256", "bundle_signature")))
        self.assertEqual(sorted({check.name for check in report.failed_checks}),
                         sorted(report.causes + report.consequences))

    def test_failed_checks(self):
        self.assertEqual(pith_merge.verify(BUNDLE).failed_checks, ())
        report = pith_merge.verify(BUNDLE.replace(b'"bundle_version":"1.0"', b'"bundle_version":"2.0"')
                                   .replace(b'"bundle_version": "1.0"', b'"bundle_version": "2.0"'))
        self.assertEqual([check.name for check in report.failed_checks],
                         [check.name for check in report.checks if not check.ok])
        self.assertIn("bundle_version", {check.name for check in report.failed_checks})

    def test_a_state_is_its_document(self):
        state = pith_merge.merge([BUNDLE])
        self.assertEqual(state.to_dict(), json.loads(BUNDLE)["state"])

    def test_entries_of_a_state_are_those_of_its_document(self):
        vectors = [json.loads(path.read_bytes()) for path in sorted((ROOT / "tests/vectors/merge").glob("*.json"))]
        count = 0
        for vector in vectors:
            if vector["bundle_keys"]:
                continue
            events = pith_merge.EventSet(vector["subject"], pith_merge.Keyring(
                [json.dumps(key).encode() for key in vector["keys"]], registry=False))
            for event in [*vector["events"], "7"]:
                events.add(event.encode())
            state = events.state()
            document = state.to_dict()
            self.assertEqual([entry.to_dict() for entry in state.equivocations], document["equivocations"])
            self.assertEqual([event.to_dict() for event in state.invalid_events], document["invalid_events"])
            count += len(state.equivocations)
        self.assertGreater(count, 3)

    def test_members(self):
        report = pith_merge.verify(BUNDLE)
        self.assertEqual(report.keys[0].to_dict(), {
            "key_id": "pith-v1-2026-05", "fingerprint": "8d4b5ee74e4693bcd1df2446408b0d54",
            "signer_id": "pith.science", "signer_type": "pith_registry", "rotates_at": None, "origin": "built_in"})
        self.assertEqual(report.events[0].to_dict(), {
            "event_id": json.loads(BUNDLE)["events"][0]["event_id"], "verdict": "valid", "reason": None,
            "pointer": "/events/0"})
        self.assertEqual(pith_merge.EventSet(NUMBER).add(b"7").to_dict()["reason"], "malformed")
        warned = pith_merge.verify(BUNDLE, pith_merge.Keyring(registry=False), trust_bundle_keys=True).warnings[0]
        self.assertEqual(warned.to_dict(), {"code": "keys_vouch_for_themselves", "explanation": warned.explanation,
                                            "event_id": None, "input": None})

    def test_refusals_and_errors(self):
        [refusal] = pith_merge.verify_many([b"[\n1,]"])
        members = refusal.to_dict()
        self.assertIs(members["ok"], False)
        self.assertEqual(members["format"], "pith-merge.verify.v1")
        self.assertEqual([members["error"][name] for name in ("code", "line", "column")], ["syntax", 2, 3])
        self.assertTrue(members["error"]["explanation"])
        for inputs, expected in (([b"{}", b"["], ["syntax", 1]), (PATHS[:2], ["several_subjects", None])):
            with self.assertRaises(pith_merge.InputError) as caught:
                pith_merge.merge(inputs)
            members = caught.exception.to_dict()
            self.assertEqual([members["code"], members.get("input")], expected)
            self.assertEqual(members["line"] is None, expected[1] is None)


if __name__ == "__main__":
    unittest.main()
