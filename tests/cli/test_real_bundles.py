"""Every real bundle holds, and merges to the state that it contains, in any spelling."""

import json
import random
import re
import unittest

import support

SEED = 20260705
SPEC_9_CHECKS = {
    "canonical_sha256",
    "pith_number",
    "short_pith_number",
    "source",
    "source_aliases",
    "public_keys",
    "receipt",
    "events",
    "state",
    "state_sha256",
    "merge_version",
    "bundle_sha256",
    "bundle_signature",
}
EXPECTED_KEY = {
    "key_id": support.REGISTRY_KEY_ID,
    "fingerprint": support.REGISTRY_FINGERPRINT,
    "signer_id": "pith.science",
    "signer_type": "pith_registry",
    "origin": "built_in",
}


def mix_case(hex_digits, random_source):
    return "".join(random_source.choice((digit.lower(), digit.upper())) for digit in hex_digits)


def escape_unit(unit, random_source):
    return "\\u" + mix_case(f"{unit:04x}", random_source)


def spell_character(character, random_source):
    """The character as an escape. Only about every third letter or digit is escaped."""
    if character.isascii() and character.isalnum() and random_source.random() < 0.67:
        return character
    if character == "/" and random_source.random() < 0.5:
        return "\\/"
    code = ord(character)
    if code < 0x10000:
        return escape_unit(code, random_source)
    high, low = 0xD800 + (code - 0x10000 >> 10), 0xDC00 + (code - 0x10000 & 0x3FF)
    return escape_unit(high, random_source) + escape_unit(low, random_source)


def spell_string(text, random_source):
    return '"' + "".join(spell_character(character, random_source) for character in text) + '"'


def spell(value, random_source):
    """The same JSON value in a random spelling: white space, member order and escapes all differ."""

    def blank():
        return random_source.choice(("", " ", "\n", "\t", "\r\n", "   "))

    if isinstance(value, str):
        return spell_string(value, random_source)
    if isinstance(value, list):
        items = (blank() + spell(item, random_source) + blank() for item in value)
        return "[" + blank() + ",".join(items) + "]"
    if isinstance(value, dict):
        names = list(value)
        random_source.shuffle(names)
        members = (
            blank() + spell_string(name, random_source) + blank() + ":" + blank()
            + spell(value[name], random_source) + blank()
            for name in names
        )
        return "{" + blank() + ",".join(members) + "}"
    return json.dumps(value)


class RealBundles(unittest.TestCase):
    def check_report(self, report, bundle):
        names = [check["name"] for check in report["checks"]]
        self.assertLessEqual(SPEC_9_CHECKS, set(names))
        self.assertEqual(len(names), len(set(names)), "a check is listed twice")
        self.assertEqual(support.failed_checks(report), [])
        self.assertIs(report["ok"], True)
        self.assertEqual(report["format"], "pith-merge.verify.v1")
        self.assertEqual(report["pith_number"], bundle["pith_number"])
        self.assertEqual(report["state_sha256"], bundle["state"]["state_sha256"])
        # No event of these bundles is invalid, so the state of the authentic events alone lacks only the aliases.
        authentic = {name: value for name, value in bundle["state"].items() if name != "state_sha256"}
        authentic["current"] = {**authentic["current"], "source_aliases": []}
        self.assertEqual(report["authentic_state_sha256"], support.digest_of(authentic).hex())
        self.assertEqual(report["keys"], [EXPECTED_KEY])
        self.assertEqual(report["warnings"], [])
        events = [(event["event_id"], event["verdict"], event["reason"]) for event in report["events"]]
        self.assertCountEqual(events, [(event["event_id"], "valid", None) for event in bundle["events"]])

    def expected_input_sha256(self, bundle):
        return support.digest_of({
            "aliases": bundle["state"]["current"]["source_aliases"],
            "events": {event["event_id"]: "authentic" for event in bundle["events"]},
            "keys": [[support.REGISTRY_KEY_ID, support.REGISTRY_FINGERPRINT, "pith.science",
                      "pith_registry", None]],
            "subject": bundle["pith_number"],
        }).hex()

    def test_verify_passes_every_check(self):
        for path in support.BUNDLES:
            with self.subTest(path.name):
                bundle = json.loads(path.read_bytes())
                status, report, errors = support.verify(path)
                self.assertEqual((status, errors), (0, ""))
                self.assertEqual(report["file"], str(path))
                self.check_report(report, bundle)
                self.assertEqual(report["input_sha256"], self.expected_input_sha256(bundle))

    def test_verify_all_in_one_run(self):
        done = support.run("verify", "--json", *support.BUNDLES)
        reports = [json.loads(line) for line in done.out.splitlines()]
        self.assertEqual((done.exit, done.err), (0, ""))
        self.assertEqual([report["file"] for report in reports], [str(path) for path in support.BUNDLES])
        for path, report in zip(support.BUNDLES, reports):
            self.check_report(report, json.loads(path.read_bytes()))

    def test_merge_gives_the_bytes_that_the_registry_serves(self):
        for path in support.BUNDLES:
            with self.subTest(path.name):
                bundle = json.loads(path.read_bytes())
                done = support.run("merge", path)
                self.assertEqual((done.exit, done.err), (0, support.merge_counts(len(bundle["events"]))))
                self.assertTrue(done.out.startswith(b'{"state_type":'))
                self.assertIn(done.out, path.read_bytes())
                self.assertEqual(json.loads(done.out), bundle["state"])
                hashed = support.run("merge", "--sha256", path)
                self.assertEqual((hashed.exit, hashed.out), (0, bundle["state"]["state_sha256"].encode() + b"\n"))

    def test_the_state_written_in_python_is_the_same(self):
        # The other tests compute states with make_state. Here it is compared with the registry's states.
        for path in support.BUNDLES:
            with self.subTest(path.name):
                bundle = json.loads(path.read_bytes())
                state = support.make_state(bundle["pith_number"], bundle["events"], bundle["source_aliases"])
                self.assertIn(support.state_bytes(state), path.read_bytes())

    def test_any_spelling_is_the_same_bundle(self):
        print(f"spelling seed {SEED}")
        for path in support.BUNDLES:
            merged = support.run("merge", path).out
            random_source = random.Random(f"{SEED} {path.name}")
            bundle = json.loads(path.read_bytes())
            for turn in range(5):
                with self.subTest(path.name, turn=turn):
                    text = spell(bundle, random_source)
                    self.assertTrue(text.isascii())
                    self.assertEqual(json.loads(text), bundle)
                    other = support.write_file(text.encode())
                    status, report, errors = support.verify(other)
                    self.assertEqual((status, errors), (0, ""))
                    self.check_report(report, bundle)
                    self.assertEqual(support.run("merge", "--quiet", other), (0, merged, ""))

    def test_the_indented_bundle_is_the_same(self):
        for path in support.BUNDLES:
            with self.subTest(path.name):
                bundle = json.loads(path.read_bytes())
                other = support.write_file(json.dumps(bundle, indent=3, sort_keys=True).encode() + b"\n")
                self.assertEqual(support.verify(other)[0], 0)
                self.assertEqual(support.run("merge", other).out, support.run("merge", path).out)


class Canon(unittest.TestCase):
    def test_the_page_states_the_hash_of_the_record(self):
        expected = re.search(r"^# expect: ([0-9a-f]{64})$", support.PAGE.read_text(encoding="utf-8"), re.M)
        self.assertIsNotNone(expected, "the page has no '# expect:' line")
        done = support.run("canon", "--pointer", "/canonical_record", "--sha256", support.BUNDLE_OF_PAGE)
        self.assertEqual(done, (0, expected[1].encode() + b"\n", ""))

    def test_canon_is_what_python_writes(self):
        for path in support.BUNDLES:
            with self.subTest(path.name):
                expected = support.canonical(json.loads(path.read_bytes()))
                self.assertEqual(support.run("canon", path), (0, expected, ""))
                hashed = support.run("canon", "--sha256", path)
                self.assertEqual(hashed.out, support.sha256_hex(expected).encode() + b"\n")

    def test_canon_is_a_fixed_point(self):
        for path in support.BUNDLES:
            once = support.run("canon", path).out
            self.assertTrue(once)
            self.assertEqual(support.run("canon", stdin=once), (0, once, ""))
            self.assertEqual(support.run("canon", "-", stdin=once), (0, once, ""))

    def test_strings_of_every_kind(self):
        # Members sort by code point: U+FF61 comes before U+1F600. In UTF-16 it would come after it.
        odd = "".join(map(chr, range(0x80)))
        odd += "\u0080\u00e9e\u0301\u2028\u2029\ufeff\uffff\U0001f600\U0010ffff"
        value = {"\U0001f600": odd, "\uff61": "\u00ff", "": {}, "a": [], "B": odd[::-1], "\u0000": "\x7f"}
        random_source = random.Random(SEED)
        expected = support.canonical(value)
        for text in (spell(value, random_source), json.dumps(value), json.dumps(value, ensure_ascii=False)):
            done = support.run("canon", stdin=text.encode("utf-8"))
            self.assertEqual(done, (0, expected, ""))

    def test_pointer(self):
        value = {"a/b": [10, {"~": "tilde", "": "empty"}], "": 1, "0": "zero"}
        text = json.dumps(value).encode()
        for pointer, expected in (
            ("", value), ("/a~1b", value["a/b"]), ("/a~1b/0", 10), ("/a~1b/1/~0", "tilde"),
            ("/a~1b/1/", "empty"), ("/", 1), ("/0", "zero"),
        ):
            with self.subTest(pointer):
                done = support.run("canon", "--pointer", pointer, "-", stdin=text)
                self.assertEqual(done, (0, support.canonical(expected), ""))
        for pointer in ("/nothing", "/a~1b/2", "/a~1b/00", "/a~1b/-", "a", "/a~2b"):
            with self.subTest(pointer):
                done = support.run("canon", "--pointer", pointer, "-", stdin=text)
                self.assertEqual((done.exit, done.out), (2, b""))
                self.assertNotEqual(done.err, "")


if __name__ == "__main__":
    unittest.main()
