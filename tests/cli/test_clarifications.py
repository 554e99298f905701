"""What SPEC 9.5 says about several faults, and about places in NDJSON. The vectors of tests/vectors hold one code each;
here all refusals of the program are compared, with their places."""

import json
import unittest

import support

BUNDLE = json.loads(support.BUNDLE_OF_PAGE.read_bytes())
SUBJECT = BUNDLE["pith_number"]
EVENT = json.dumps(BUNDLE["events"][0])
UNFORMED = json.dumps({**BUNDLE, "pith_number": "pith:2026:short"})
VISITOR = support.SigningKey("visitor")
# The column of the value of pith_number in UNFORMED.
NUMBER_COLUMN = UNFORMED.index('"pith:2026:short"') + 1


def key_entry(**more):
    return support.make_key_entry(VISITOR.key_id, VISITOR.public, **more)


def bundle_with_keys(*entries):
    return json.dumps({"bundle_type": "pith_open_graph_bundle", "pith_number": SUBJECT, "events": [],
                       "public_keys": list(entries)})


class Clarifications(unittest.TestCase):
    def merge(self, texts, *options):
        """Merges the texts, one file each. Returns the exit status, the output, and each refusal as
        (number of the text, line, column, code)."""
        paths = [str(support.write_file(text.encode())) for text in texts]
        done = support.run("merge", "--quiet", *options, *paths)
        refusals = []
        for message in done.err.splitlines():
            path, line, column, code, _ = message.split(":", 4)
            refusals.append((paths.index(path), int(line), int(column), code.strip()))
        return done.exit, done.out, refusals

    def check_refused(self, texts, expected, *options):
        self.assertEqual(self.merge(texts, *options), (2, b"", expected))

    def check_merged(self, texts, count):
        status, out, refusals = self.merge(texts)
        self.assertEqual((status, refusals), (0, []))
        self.assertEqual(json.loads(out)["event_count"], count)

    def test_only_a_line_feed_ends_a_line(self):
        self.check_merged([EVENT + "\r\n{}\r\n"], 2)
        for separator in ("\r", "\v", "\f", "\u0085", "\u2028"):
            with self.subTest(separator=separator):
                column = len(EVENT) + (2 if separator == "\r" else 1)
                self.check_refused([EVENT + separator + "{}"], [(0, 1, column, "trailing_data")])

    def test_blank_is_white_space_alone(self):
        for blank in ("", " ", "\t\r", "\r\r"):
            with self.subTest(blank=blank):
                self.check_merged([f"{blank}\n{EVENT}\n{blank}\n{{}}\n{blank}"], 2)
                self.check_merged([f"{blank}\n{EVENT}\n{blank}\n"], 1)
                self.check_refused([EVENT, blank + "\n"], [(1, 1, 1, "empty")])
        for other in ("\f", "\v", "\0", "\u00a0"):
            with self.subTest(other=other):
                self.check_refused([f"{EVENT}\n{other}\n"], [(0, 2, 1, "syntax")])
                self.check_refused([EVENT, other], [(1, 1, 1, "syntax")])

    def test_a_byte_order_mark_at_the_start_of_any_line(self):
        self.check_refused([f"{EVENT}\n\ufeff{EVENT}\n{{}}\n \ufeff{EVENT}\n"],
                           [(0, 2, 1, "byte_order_mark"), (0, 4, 2, "syntax")])

    def test_one_refusal_of_each_document_in_order(self):
        self.check_refused([f"{EVENT}\n5\n[,]\n{UNFORMED}\n", EVENT, '[{},\n7, {"state_type": 1}]'],
                           [(0, 2, 1, "not_an_event"), (0, 3, 2, "syntax"), (0, 4, NUMBER_COLUMN, "not_a_bundle"),
                            (2, 2, 1, "not_an_event")])

    def test_which_fault_of_one_document(self):
        column = len(UNFORMED) + 3
        self.check_refused([f"[{UNFORMED},5]"], [(0, 1, column, "not_an_event")])
        self.check_refused([f"[{UNFORMED},5,1.]"], [(0, 1, column + 2, "syntax")])
        self.check_refused([f"[{UNFORMED},{UNFORMED}]"], [(0, 1, NUMBER_COLUMN + 1, "not_a_bundle")])

    def test_no_key_of_a_bundle_refuses_anything(self):
        """SPEC 3.5: bad entries are left out with a warning, and what an entry says about its key is not read."""
        wrong = bundle_with_keys(key_entry(), key_entry(algorithm="x"), 5)
        none = wrong.replace('"public_keys": [', '"public_keys": 5, "more": [')
        early, late = (bundle_with_keys(key_entry(rotates_at=f"20{year}-01-01T00:00:00Z")) for year in (30, 31))
        odd = bundle_with_keys(key_entry(rotates_at=1, notes=1, signer_id=2, signer_type=3))
        for texts, left_out in (([wrong, EVENT], ["0: public_keys/1 is left out: the algorithm is not ed25519; "
                                                  "1 more of this bundle are left out"]),
                                ([EVENT, none], ["1: public_keys is not an array"]),
                                ([early, late, odd, EVENT], [])):
            with self.subTest(texts=texts):
                paths = [str(support.write_file(text.encode())) for text in texts]
                done = support.run("merge", "--trust-bundle-keys", *paths)
                self.assertEqual((done.exit, json.loads(done.out)["valid_event_count"]), (0, 1))
                self.assertEqual(done.err.count("keys_vouch_for_themselves"), texts != [EVENT, none])
                warnings = [line for line in done.err.splitlines() if "bundle_key_left_out" in line]
                self.assertEqual(len(warnings), len(left_out), warnings)
                for warning, expected in zip(warnings, left_out):
                    number, explanation = expected.split(": ", 1)
                    self.assertIn(paths[int(number)], warning)
                    self.assertTrue(warning.endswith(explanation), warning)
                self.assertNotIn("bundle_key_left_out", support.run("merge", *paths).err)
        self.check_refused([f"[{wrong},5]"], [(0, 1, len(wrong) + 3, "not_an_event")], "--trust-bundle-keys")

    def test_the_first_entry_of_a_keys_document(self):
        one, two, wrong = (json.dumps(key_entry(**more)) for more in (
            {"signer_id": "one"}, {"signer_id": "two"}, {"public_key_hex": "00"}))
        for text, place in ((f"[{one},\n{two},\n{wrong}]", (2, 1)), (f"[{one},\n{wrong},\n{two}]", (2, 1)),
                            (f'[{wrong},\n{{"a":1,"a":2}}]', (2, 8))):
            with self.subTest(text=text):
                path = support.write_file(text.encode())
                done = support.run("merge", "--keys", path, support.write_file(b"5"))
                code = "duplicate_key" if place[1] == 8 else "bad_key"
                self.assertEqual(done.exit, 2)
                self.assertEqual(done.err.count("\n"), 1)
                self.assertTrue(done.err.startswith(f"{path}:{place[0]}:{place[1]}: {code}: "), done.err)

    def test_whether_the_first_line_is_a_whole_object(self):
        """Its brackets decide, by their kinds; the lines after it are merged if it is one."""
        for line, is_whole in (("{x}", True), ('{"a":[}]}', False), ('{"a":"}"', False), ("{}}", False),
                               ('{"a":NaN,"b":["]"]}', True), ("[{}]", False), ("5", False)):
            with self.subTest(line=line):
                status, out, refusals = self.merge([line + "\n" + EVENT, "[]"], "--keep-going", "--subject", SUBJECT)
                self.assertEqual((status, len(refusals)), (2, 1))
                self.assertEqual(json.loads(out)["event_count"], int(is_whole))

    def test_a_subject_of_another_form_has_no_code(self):
        path = support.write_file(EVENT.encode())
        done = support.run("merge", "--subject", "pith:2026:short", path, support.write_file(b"5"))
        self.assertEqual((done.exit, done.out, done.err.count("\n")), (2, b"", 2))  # the second line names the help
        self.assertTrue(done.err.startswith("pith-merge merge: --subject "), done.err)

    def test_a_bundle_whose_number_has_another_form_can_be_verified(self):
        status, report, _ = support.verify(support.write_file(UNFORMED.encode()))
        self.assertEqual(status, 1)
        self.assertIn("pith_number", support.failed_checks(report))


if __name__ == "__main__":
    unittest.main()
