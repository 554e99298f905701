"""Every command refuses what SPEC 1.4 refuses, and does so in the same way.

The exit status is 2, standard output is empty, and standard error has one line with the code and the place.
"""

import json
import re
import unittest

import changes
import support

COMMANDS = (("canon", 1), ("verify", 50), ("merge", 50))  # each with the most files that one run gets
SMALL_DOCUMENT = '{"a": ["x\u00e9\\ud83d\\ude00\\n", -1.5e3,\n true, null, {"\u20ac":"\U0001f600"}]}'.encode()
TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[-+.eE0-9]+|true|false|null|[\[\]{}:,]|[ \n\r\t]+', re.S)
NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def place_of(data, offset):
    before = data[:offset]
    return before.count(b"\n") + 1, offset - (before.rfind(b"\n") + 1) + 1


def find_early_end(data):
    """The offset of the fault in a document that stops early: its last token if unfinished, otherwise its end."""
    position = 0
    while position < len(data):
        token = TOKEN.match(data, position)
        if not token:
            return position
        is_number = chr(token[0][0]) in "-+.eE0123456789"
        if is_number and not NUMBER.fullmatch(token[0]):
            return position
        position = token.end()
    return len(data)


class RefusalTest(unittest.TestCase):
    def setUp(self):
        self.refused = []  # (path, data, codes, places) of the files that tearDown gives to the commands

    def tearDown(self):
        for command, files_max in COMMANDS:
            for first in range(0, len(self.refused), files_max):
                self.check_refused(command, self.refused[first : first + files_max])

    def refusals_of(self, command, paths):
        """(code, line, column) of the one refusal of each file, in order. Asserts the rest of the output."""
        done = support.run(command, *paths)
        counts = f"0 hold, 0 fail, {len(paths)} refused\n" if command == "verify" and len(paths) > 1 else ""
        self.assertEqual((done.exit, done.out), (2, counts.encode()), done.err)
        lines = done.err.split("\n")
        self.assertEqual((len(lines), lines[-1]), (len(paths) + 1, ""), done.err)
        self.check_json(command, paths, done)
        for line, path in zip(lines, paths):
            match = re.fullmatch(re.escape(str(path)) + r":(?:(\d+):(\d+):)? (\w+): \S.*", line)
            self.assertIsNotNone(match, line)
            yield match[3], *(place and int(place) for place in match.group(1, 2))

    def check_json(self, command, paths, text):
        """With --json, standard output has one object for each refused file, which says the same as the text."""
        done = support.run(command, "--json", *paths)
        self.assertEqual((done.exit, done.err), (text.exit, text.err))
        lines = done.out.splitlines()
        self.assertEqual((len(lines), done.out[-1:]), (len(paths), b"\n"))
        for line, path, said in zip(map(json.loads, lines), paths, text.err.splitlines()):
            error = line["error"]
            self.assertEqual(line, {"format": f"pith-merge.{command}.v1", "file": str(path), "ok": False,
                                    "error": error})
            self.assertEqual(set(error), {"code", "line", "column", "explanation"})
            place = "" if error["line"] is None else f"{error['line']}:{error['column']}:"
            self.assertEqual(said, f"{path}:{place} {error['code']}: {error['explanation']}")

    def refusal_of(self, command, path):
        [refusal] = self.refusals_of(command, [path])
        return refusal

    def check_refused(self, command, refused):
        actual = self.refusals_of(command, [path for path, _, _, _ in refused])
        for (code, *place), (_, data, codes, places) in zip(actual, refused, strict=True):
            with self.subTest(command, data=data[:60]):
                self.assertIn(code, codes)
                self.assertIn(tuple(place), places)

    def check(self, data, code, *offsets):
        """All commands refuse `data` with this code (or one of a set of codes) at one of these offsets."""
        codes = {code} if isinstance(code, str) else code
        self.refused.append((support.write_file(data), data, codes, [place_of(data, offset) for offset in offsets]))

    def check_after(self, prefix, data, code, suffix=b"]"):
        """The fault begins right after `prefix`."""
        self.check(prefix + data + suffix, code, len(prefix))


class Refusals(RefusalTest):
    def test_every_prefix_of_a_small_document(self):
        self.assertEqual(support.run("canon", stdin=SMALL_DOCUMENT).exit, 0)
        for length in range(1, len(SMALL_DOCUMENT)):
            prefix = SMALL_DOCUMENT[:length]
            # An unfinished string may also end inside a character or between the halves of a surrogate pair.
            # That is a second fault in one token, and either may be reported.
            self.check(prefix, {"syntax", "invalid_utf8", "lone_surrogate"}, find_early_end(prefix))

    def test_prefixes_of_a_real_bundle(self):
        data = support.BUNDLES[0].read_bytes()
        self.assertTrue(data.isascii())
        for length in range(1, len(data.rstrip()), len(data) // 50):
            prefix = data[:length]
            self.check(prefix, "syntax", find_early_end(prefix))
        indented = json.dumps(json.loads(data), indent=2).encode()
        for length in range(1, len(indented), len(indented) // 10):
            prefix = indented[:length]
            self.check(prefix, "syntax", find_early_end(prefix))

    def test_blank_files(self):
        self.check(b"", "empty", 0)
        for data in (b" ", b"\n", b"  \n\t\r\n "):
            self.check(data, "empty", 0, len(data))

    def test_files_that_are_not_text(self):
        self.check(b"\x00", "syntax", 0)
        self.check(b"\x7fELF\x02\x01\x01\x00", "syntax", 0)
        self.check(b"\x1f\x8b\x08\x00\x00", "syntax", 0)
        self.check(b"\x89PNG\r\n\x1a\n", "invalid_utf8", 0)
        self.check(b"not json", "syntax", 0)
        self.check(bytes(range(128, 256)), "invalid_utf8", 0)

    def test_depth(self):
        for opening, closing in ((b"[", b"]"), (b'{"a":', b"}"), (b'[{"a":', b"}]"), (b'{"a":[', b"]}")):
            containers = opening.count(b"[") + opening.count(b"{")
            turns = 64 // containers
            accepted = opening * turns + b"1" + closing * turns
            self.assertEqual(support.run("canon", stdin=accepted), (0, accepted, ""))
            for innermost in (b"[]", b"{}"):
                refused = opening * turns + innermost + closing * turns
                self.check(refused, "depth_exceeded", len(opening) * turns)
            self.check(opening * 100_000, "depth_exceeded", len(opening) * turns)
        # Depth counts the containers that are open at once, not all that were opened.
        wide = b"[" + b",".join([b"[" * 63 + b"]" * 63] * 3) + b"]"
        self.assertEqual(support.run("canon", stdin=wide), (0, wide, ""))

    def test_duplicate_keys(self):
        self.check(b'{"a":1,"a":1}', "duplicate_key", 7)
        self.check(b'{"a":1,"\\u0061":2}', "duplicate_key", 7)
        self.check(b'{"\\u0061":1,"a":2}', "duplicate_key", 12)
        self.check(b'{"\\/":1,"/":2}', "duplicate_key", 8)
        self.check(b'{"":1,"b":2,"":3}', "duplicate_key", 12)
        self.check('{"\\ud83d\\ude00":1,"\U0001f600":2}'.encode(), "duplicate_key", 18)
        self.check(b'{"\\u0000":1,"\\u0000":2}', "duplicate_key", 12)
        nested = b'{\n "a": 1,\n "b": [{"c": 1,\r\n\t"c": 2}]}'
        self.assertEqual(place_of(nested, nested.rindex(b'"c"')), (4, 2))
        self.check(nested, "duplicate_key", nested.rindex(b'"c"'))
        # Nothing is normalised, and the same key in two objects is not a duplicate.
        fine = '{"\u00e9":{"a":1},"e\u0301":{"a":1}}'.encode()
        self.assertEqual(support.run("canon", stdin=fine).exit, 0)
        many = b"{" + b",".join(b'"k%d":1' % number for number in range(5000)) + b',"k77":2}'
        self.check(many, "duplicate_key", many.rindex(b'"k77"'))

    def test_byte_order_marks_and_utf_16(self):
        self.check(b"\xef\xbb\xbf{}", "byte_order_mark", 0)
        self.check(b"\xef\xbb\xbf", {"byte_order_mark", "empty"}, 0)
        for codec, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
            encoded = '{"a":1}'.encode(codec)
            self.check(encoded, "syntax", encoded.index(b"\x00"))
            # FF FE and FE FF are byte-order marks of UTF-16 and not UTF-8, so both codes are accepted.
            self.check(mark + encoded, {"byte_order_mark", "invalid_utf8"}, 0)
        inside = b'["\xef\xbb\xbf"]'
        self.assertEqual(support.run("canon", stdin=inside), (0, inside, ""))

    def test_lone_surrogates(self):
        for escapes in (
            rb"\ud800", rb"\uDBFF", rb"\udc00", rb"\uDFFF", rb"\udc00\ud800", rb"\ud800A", rb"\ud800\u0041",
            rb"\ud83d\ud83d\ude00", rb"\ud83d\ude00\ude00", rb"\ud800\n", rb"abc\ud800",
        ):
            self.check_after(b"[1,\n ", b'"' + escapes + b'"', "lone_surrogate")
            self.check(b'{"' + escapes + b'":1}', "lone_surrogate", 1)

    def test_invalid_utf8(self):
        for wrong in (
            b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xed\xa0\xbd\xed\xb8\x80",  # surrogates in raw bytes
            b"\xc0\x80", b"\xc1\xbf", b"\xe0\x80\x80", b"\xe0\x9f\xbf", b"\xf0\x80\x80\x80",
            b"\xf0\x8f\xbf\xbf",
            b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xfe", b"\xff",
            b"\x80", b"\xbf", b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"\xc3\xc3\xa9", b"\xe2\x28\xa1",
        ):
            self.check(b'["ok",\n "x' + wrong + b'y"]', "invalid_utf8", 8)
            self.check(b'{"' + wrong + b'":1}', "invalid_utf8", 1)
            self.check(b"[1, " + wrong + b"]", "invalid_utf8", 4)

    def test_numbers_out_of_range(self):
        big = b"1" * 4301
        for number in (
            b"1e400", b"-1e400", b"1e309", b"1.7976931348623159e308", b"1e9999999999", b"1e-9999999999",
            b"0e9999999999", b"-1E+1000000000", big, b"-" + big, b"0." + b"3" * 4300, b"1" * 4300 + b".0",
            b"0." + b"0" * 4300, b"1" + b"0" * 4300 + b"e-4300", b"NaN", b"Infinity", b"-Infinity",
        ):
            self.check_after(b"[0,\n\n  ", number, "number_out_of_range")
            self.check(number, "number_out_of_range", 0)
            self.check(b'{"a":' + number + b"}", "number_out_of_range", 5)

    def test_numbers_just_in_range(self):
        for number, expected in (
            (b"1" * 4300, b"1" * 4300), (b"-" + b"9" * 4300, b"-" + b"9" * 4300),
            (b"0." + b"3" * 4299, b"0.3333333333333333"), (b"1" * 4299 + b".0e-4298", b"1.1111111111111112"),
            (b"1.7976931348623158e308", b"1.7976931348623157e+308"), (b"1e-999999999", b"0.0"),
            (b"-1e-999999999", b"-0.0"), (b"0e999999999", b"0.0"), (b"1e0000000000000001", b"10.0"),
        ):
            self.assertEqual(support.run("canon", stdin=number), (0, expected, ""))

    def test_malformed(self):
        # JSON has no number 01. The offset may be that of the 0 or of the digit after it.
        self.check(b"[01]", "syntax", 1, 2)
        self.check(b"[\n -00]", "syntax", 3, 5)
        for data, offset in (
            (b"[1,]", 3), (b'{"a":1,}', 7), (b"[,1]", 1), (b"[1,,2]", 3), (b"[1 2]", 3), (b'{"a" 1}', 5),
            (b'{"a":}', 5), (b"{1:2}", 1), (b"{null:2}", 1), (b"[1}", 2), (b'{"a":1]', 6), (b"]", 0),
            (b"[+1]", 1), (b"[.5]", 1), (b"[tru]", 1), (b"[True]", 1), (b"[undefined]", 1), (b"[nul", 1),
            (b"{'a':1}", 1), (b"['a']", 1), (b"[1, // one\n 2]", 4), (b"[1 /* one */]", 3),
            (b"# one\n[1]", 0),
            (b'["a\\x41"]', 1), (b'["\\u12g4"]', 1), (b'["\\u123"]', 1), (b'["\\"]', 1), (b'["\\\n"]', 1),
            (b"[\xc2\xa01]", 1), (b"[\x0b1]", 1), (b"[\x0c1]", 1), (b"[1\x00]", 2), (b"[\n\n  1,\n\n  ]", 11),
            ('["\u00e9\u20ac",\r\n "\U0001f600", x]'.encode(), 20), (b'["a"\r,\r]', 7),
        ):
            self.check(data, "syntax", offset)

    def test_control_characters_in_strings(self):
        for code in range(0x20):
            self.check(b'{"a":\n "b' + bytes([code]) + b'c"}', "syntax", 7)
        self.check(b'{"a\tb":1}', "syntax", 1)

    def test_trailing_data(self):
        for data, offset in (
            (b"{} {}", 3), (b"1 2", 2), (b'"a" "b"', 4), (b"[] ]", 3), (b"{}}", 2), (b"[1],", 3),
            (b"null x", 5),
            (b"{}\x00", 2), (b"[1]\n\n// end", 5), (b"[]\n[]", 3), (b"[1] # one", 4),
        ):
            self.check(data, "trailing_data", offset)
        self.assertEqual(support.run("canon", stdin=b" [1]\n\t\r "), (0, b"[1]", ""))

    def test_the_earlier_of_two_faults(self):
        for data, code, offset in (
            (b'{"a":1,"a":2,,}', "duplicate_key", 7),
            (b'{"a":1,,"a":2}', "syntax", 7),
            (b'{"a":1,"a":{"b":1,"b":2}}', "duplicate_key", 7),
            (b'{"a":{"b":1,"b":2},"a":3}', "duplicate_key", 12),
            (b'{"a":1,"a":2', "duplicate_key", 7),
            (b'{"a":1,"a":2} x', "duplicate_key", 7),
            (b'{"a":1,\n"a"\n}', "duplicate_key", 8),
            (b'{"a":"\xff","a":2}', "invalid_utf8", 5),
            (b'{"a":1,"a":"\xff"}', "duplicate_key", 7),
            (b'[1e400,"\xff"]', "number_out_of_range", 1),
            (b'["\xff",1e400]', "invalid_utf8", 1),
            (b'["\\ud800","\xff"]', "lone_surrogate", 1),
            (b'["\xff","\\ud800"]', "invalid_utf8", 1),
            (b"[" * 65 + b"x", "depth_exceeded", 64),
            (b"[" * 64 + b"x" + b"[", "syntax", 64),
            (b'{"a":1,"a":' + b"[" * 70, "duplicate_key", 7),
            (b"[" * 70 + b'{"a":1,"a":2}', "depth_exceeded", 64),
            (b"[NaN,]", "number_out_of_range", 1),
            (b"[,NaN]", "syntax", 1),
            (b"\xef\xbb\xbf[,]", "byte_order_mark", 0),
            (b'[1]\n"\\ud800"', {"trailing_data", "lone_surrogate"}, 4),
            (b"[1] \xff", {"trailing_data", "invalid_utf8"}, 4),
            (b'[1] x "\xff"', "trailing_data", 4),
        ):
            self.check(data, code, offset)

    def test_files_that_cannot_be_read(self):
        missing = support.scratch_path("missing.json")
        folder = support.scratch_path("folder")
        folder.mkdir()
        for path in (missing, folder):
            for command, _ in COMMANDS:
                # verify and merge look into folders, and find nothing to work on.
                code = "empty" if path == folder and command != "canon" else "unreadable"
                self.assertEqual(self.refusal_of(command, path), (code, None, None))


    def test_all_inputs_together(self):
        """No file is to blame, so the object names none."""
        for files, code in (([support.write_json([])], "no_subject"), (support.BUNDLES, "several_subjects")):
            for options in ((), ("--keep-going",)):
                done = support.run("merge", "--json", *options, *files)
                report = json.loads(done.out)
                error = {"code": code, "line": None, "column": None, "explanation": report["error"]["explanation"]}
                self.assertEqual((done.exit, report),
                                 (2, {"format": "pith-merge.merge.v1", "ok": False, "error": error}))
                self.assertIn(f"pith-merge: {code}: {error['explanation']}\n", done.err)

    def test_the_state_is_alone_on_standard_output(self):
        """With --keep-going the state is printed, and its exact bytes are promised."""
        missing = support.scratch_path("missing.json")
        done = support.run("merge", "--json", "--keep-going", missing, support.BUNDLE_OF_PAGE)
        self.assertEqual((done.exit, done.out), (2, support.run("merge", support.BUNDLE_OF_PAGE).out))
        self.assertIn(": unreadable: ", done.err)


class NotABundleOrAnEvent(RefusalTest):
    def bundle_with(self, member, value):
        bundle = json.loads(support.BUNDLES[0].read_bytes())
        bundle[member] = value
        if value is changes.REMOVED:
            del bundle[member]
        return bundle

    def test_verify_needs_a_bundle(self):
        bundle = json.loads(support.BUNDLES[0].read_bytes())
        values = [1, "x", None, True, [], {}, [bundle], bundle["state"], bundle["events"][0],
                  bundle["events"], {"public_keys": bundle["public_keys"]}]
        for member in ("bundle_type", "pith_number", "events"):
            values.extend(self.bundle_with(member, value) for value in (changes.REMOVED, None, 1, {}))
        values.append(self.bundle_with("bundle_type", "pith_open_graph_state"))
        for value in values:
            with self.subTest(value=str(value)[:80]):
                self.assertEqual(self.refusal_of("verify", support.write_json(value))[0], "not_a_bundle")

    def test_verify_says_what_it_is_instead(self):
        bundle = json.loads(support.BUNDLES[0].read_bytes())
        draft = support.event_content(bundle["events"][0])
        for value, words in ((bundle["state"], "this is a state document, not a bundle: pith-merge diff"),
                             (bundle["events"][0], "this is an event, not a bundle: pith-merge merge"),
                             (draft, "this is a draft of an event, not a bundle: pith-merge would-fork"),
                             (bundle["public_keys"][0], "this is a key entry, not a bundle: give it with --keys"),
                             ({}, "this is not a bundle: a bundle is an object")):
            self.assertIn(words, support.run("verify", support.write_json(value)).err)
        lines = b"".join(json.dumps(event).encode() + b"\n" for event in bundle["events"])
        done = support.run("verify", support.write_file(lines))
        self.assertIn("trailing_data: this is NDJSON", done.err)
        self.assertIn("pith-merge audit", done.err)
        self.assertNotIn("NDJSON", support.run("verify", support.write_file(b"{} x")).err)

    def test_merge_needs_events(self):
        for value in (1, "x", None, True, 1.5):
            with self.subTest(value=value):
                self.assertEqual(self.refusal_of("merge", support.write_json(value))[0], "not_an_event")
                in_array = support.write_file(b"[{},\n " + json.dumps(value).encode() + b"]")
                self.assertEqual(self.refusal_of("merge", in_array), ("not_an_event", 2, 2))

    def test_merge_refuses_what_claims_to_be_a_bundle_or_a_state(self):
        state = json.loads(support.BUNDLES[0].read_bytes())["state"]
        for value in (state, {"state_type": None}, {"bundle_type": "x"}, {"public_keys": []},
                      self.bundle_with("events", {}), self.bundle_with("pith_number", 1)):
            with self.subTest(value=str(value)[:80]):
                self.assertEqual(self.refusal_of("merge", support.write_json(value))[0], "not_a_bundle")


if __name__ == "__main__":
    unittest.main()
