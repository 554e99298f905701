"""The runner of published suites, on suites of a few cases that are made here. Real suites are not in this project."""

import dataclasses
import json
import os
import pathlib
import shutil
import tempfile
import unittest
import unittest.mock

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import suites
from suite import Programs, Unusable

MESSAGE = b"a message that is not a digest"


def sign(message=MESSAGE):
    """(public key, signature), in hexadecimal."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return public.hex(), key.sign(message).hex()


def change_last_bit(hexadecimal):
    return f"{hexadecimal[:-1]}{int(hexadecimal[-1], 16) ^ 1:x}"


def wycheproof(signature, result):
    key, _ = sign()
    test = {"tcId": 7, "msg": MESSAGE.hex(), "sig": signature, "result": result}
    return json.dumps({"testGroups": [{"publicKey": {"pk": key}, "tests": [test]}]})


def cctv(flags, signature=None):
    key, good = sign()
    return json.dumps([{"number": 3, "key": key, "sig": signature or good, "msg": MESSAGE.decode(), "flags": flags}])


# Number 1.5, an infinity, a text that is not JSON, an integer and a zero that keeps its sign.
NUMBERS = """3E00 3FC00000 3FF8000000000000 1.5
7C00 7F800000 7FF0000000000000 1e999
3C00 3F800000 3FF0000000000000 +1
3C00 3F800000 3FF0000000000000 1
8000 80000000 8000000000000000 -0
8000 80000000 8000000000000000 -0.0
"""
GOOD = {
    "JSONTestSuite": {
        "test_parsing/y_array.json": "[ ]",
        "test_parsing/y_object_duplicated_key.json": '{"a":1,"a":2}',
        "test_parsing/n_array.json": "[",
        "test_parsing/i_number_huge_exp.json": "[1e99999]",
        "test_transform/number_1.0.json": "[1.0]",
    },
    "parse-number-fxx-test-data": {"data/more-test-cases.txt": NUMBERS},
    "CCTV": {"ed25519/ed25519vectors.json": cctv(["low_order_component_A"])},
    "wycheproof": {"testvectors_v1/ed25519_test.json": wycheproof(sign()[1], "valid")},
    "json-canonicalization": {
        "testdata/input/values.json": '{ "b" : 1E30, "a" : 4.50 }',
        "testdata/output/values.json": '{"a":4.5,"b":1e+30}',
    },
}
TOTALS = {
    "JSONTestSuite": {"test_parsing": 4, "test_transform": 1},
    "parse-number-fxx-test-data": {"more-test-cases.txt": 4, "more-test-cases.txt, refused": 2},
    "CCTV": {"ed25519": 1},
    "wycheproof": {"ed25519": 1},
    "json-canonicalization": {"testdata": 1},
}


class Runner(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pith-merge-suites-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def run_suites(self, changes=None, totals=None):
        """Runs the good suites with these files changed. `changes` maps `SUITE/FILE` to a text, or to None for none."""
        files = {f"{suite}/{name}": text for suite, texts in GOOD.items() for name, text in texts.items()}
        for name, text in (files | (changes or {})).items():
            path = self.folder / name
            if text is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        chosen = [dataclasses.replace(suite, totals=(totals or TOTALS)[suite.folder]) for suite in suites.SUITES
                  if suite.folder in TOTALS]
        lines = []
        programs = Programs(os.environ["PITH_MERGE"], os.environ["PITH_SIGNATURE_LINES"])
        status = suites.run_all(chosen, self.folder, programs, lines.append)
        return status, "\n".join(lines)

    def expect_difference(self, said, changes):
        status, text = self.run_suites(changes)
        self.assertEqual(status, 1, text)
        self.assertIn(said, text)
        self.assertIn("1 of 5 suites", text)

    def test_good_suites_pass(self):
        status, text = self.run_suites()
        self.assertEqual(status, 0, text)
        self.assertIn("parse-number-fxx-test-data: 6 cases, 0 differ", text)

    def test_a_missing_suite_is_named_with_its_address(self):
        lines = []
        self.assertEqual(suites.run_all(suites.SUITES, self.folder, None, lines.append), 1)
        self.assertEqual(len(lines), len(suites.SUITES) + 1)
        for suite, line in zip(suites.SUITES, lines):
            self.assertTrue(line.startswith(f"{suite.folder}: missing. Put a clone of https://github.com/"), line)

    def test_a_suite_without_its_files_fails(self):
        self.expect_difference("has no file", {"CCTV/ed25519/ed25519vectors.json": None, "CCTV/README.md": "empty"})

    def test_another_number_of_cases_fails(self):
        self.expect_difference("test_parsing: 5 cases, but commit", {"JSONTestSuite/test_parsing/y_more.json": "1"})

    def test_a_file_that_no_list_has_fails(self):
        totals = TOTALS | {"JSONTestSuite": {"test_parsing": 5, "test_transform": 1}}
        status, text = self.run_suites({"JSONTestSuite/test_parsing/i_new.json": "1"}, totals)
        self.assertEqual(status, 1)
        self.assertIn("i_new.json: SPEC fixes an outcome", text)

    def test_larger_files_of_numbers_are_run_but_not_counted(self):
        name = "parse-number-fxx-test-data/data/ulfjack-ryu.txt"
        self.assertEqual(self.run_suites({name: NUMBERS})[0], 0)
        self.expect_difference("ulfjack-ryu.txt: 1.5: expected the bits", {name: NUMBERS.replace("3FF8", "3FF9")})

    def test_a_document_with_another_outcome_is_a_difference(self):
        parsing = "JSONTestSuite/test_parsing/"
        for name, text, said in (
            ("y_array.json", "[", "expected accepted, got syntax"),
            ("y_object_duplicated_key.json", '{"a":1}', "expected duplicate_key, got accepted"),
            ("n_array.json", "[]", "got accepted"),
            ("i_number_huge_exp.json", "[1]", "expected number_out_of_range, got accepted"),
        ):
            with self.subTest(name):
                self.expect_difference(f"{name}: {said}" if name[0] != "n" else said, {parsing + name: text})

    def test_a_program_that_crashes_is_a_difference(self):
        crashing = self.folder / "crashing"
        crashing.write_text("#!/bin/sh\nkill -SEGV $$\n")
        crashing.chmod(0o700)
        self.assertEqual(Programs(crashing, None).canon(b"1"), (None, "exit status -11, b''"))
        with unittest.mock.patch.dict(os.environ, PITH_MERGE=str(crashing)):
            status, text = self.run_suites()
        self.assertEqual(status, 1)
        self.assertIn("n_array.json: expected", text)
        self.assertIn("more-test-cases.txt: 1.5: refused: exit status -11", text)
        self.assertIn("values.json: expected", text)
        self.assertIn("3 of 5 suites", text)

    def test_a_number_with_other_bits_is_a_difference(self):
        for before, after, said in (
            ("3FF8000000000000", "3FF8000000000001", "1.5: expected the bits 3FF8000000000001"),
            ("8000000000000000 -0.0", "0000000000000000 -0.0", "-0.0: expected the bits 0000000000000000"),
            ("3FF0000000000000 1\n", "3FF0000000000001 1\n", "1: expected 1, got 1"),
            ("7FF0000000000000 1e999", "7FF0000000000000 1e9", "expected number_out_of_range, got"),
            ("7FF0000000000000 1e999", "7FEFFFFFFFFFFFFF 1e999", "1e999: refused: number_out_of_range"),
        ):
            with self.subTest(after):
                changed = NUMBERS.replace(before, after)
                self.assertNotEqual(changed, NUMBERS)
                self.expect_difference(said, {"parse-number-fxx-test-data/data/more-test-cases.txt": changed})

    def test_a_signature_with_another_verdict_is_a_difference(self):
        broken = change_last_bit(sign()[1])
        wycheproof_file = "wycheproof/testvectors_v1/ed25519_test.json"
        cctv_file = "CCTV/ed25519/ed25519vectors.json"
        for file, text, said in (
            (wycheproof_file, wycheproof(broken, "valid"), "tcId 7: expected holds, got fails"),
            (wycheproof_file, wycheproof(sign()[1], "invalid"), "tcId 7: expected fails, got holds"),
            (wycheproof_file, wycheproof(sign()[1] + "00", "valid"), "tcId 7: expected holds, got fails"),
            (cctv_file, cctv([], broken), "number 3: expected holds, got fails"),
            (cctv_file, cctv(["non_canonical_R"]), "number 3: expected fails, got holds"),
            (cctv_file, cctv(["low_order_residue"]), "number 3: expected fails, got holds"),
            (cctv_file, cctv(["new_flag"]), "what do the flags ['new_flag'] mean?"),
        ):
            with self.subTest(said, file=file):
                self.expect_difference(said, {file: text})

    def test_another_canonical_form_is_a_difference(self):
        self.expect_difference("values.json: expected", {"json-canonicalization/testdata/output/values.json": "{}"})

    def test_a_line_that_is_not_a_signature_is_an_error(self):
        programs = Programs(os.environ["PITH_MERGE"], os.environ["PITH_SIGNATURE_LINES"])
        key, signature = sign(b"")
        self.assertEqual(programs.verdicts([(key, "", signature), (key, "", "")]), ["holds", "fails"])
        for signatures in ([(key, "0", signature)], [(key, "", "xx")], [(key[:-2], "", signature)], [(key, signature)]):
            with self.assertRaisesRegex(Unusable, "exit status 2"):
                programs.verdicts(signatures)

    def test_integer_arithmetic_knows_good_signatures(self):
        """What is expected of scripts/cases.json of speccheck comes from it."""
        key, signature = map(bytes.fromhex, sign())
        self.assertTrue(suites.signature_suites.holds(key, MESSAGE, signature))
        self.assertFalse(suites.signature_suites.holds(key, MESSAGE + b".", signature))
        s = int.from_bytes(signature[32:], "little") + suites.signature_suites.edwards.ORDER
        self.assertFalse(suites.signature_suites.holds(key, MESSAGE, signature[:32] + s.to_bytes(32, "little")))


if __name__ == "__main__":
    unittest.main()
