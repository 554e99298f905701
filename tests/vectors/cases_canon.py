"""Cases of canonical JSON, SPEC 1.1 to 1.5: each boundary from both sides."""

import base64

LONGEST = 4300
FIRST_INFINITE = 2**1024 - 2**970
HALF_THE_SMALLEST = 5**1075


def make_case(name, shows, rules, text, intended):
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    return {
        "vector": "canon",
        "name": name,
        "shows": shows,
        "rules": rules,
        "input_b64": base64.b64encode(data).decode(),
        "refusal": None,
    }, intended


def refuse(name, shows, text, code, offset):
    return make_case(name, shows, ["1.4", "1.5"], text, {"code": code, "offset_bytes": offset})


def arrays(depth):
    return "[" * depth + "]" * depth


def objects(depth):
    return '{"a":' * depth + "0" + "}" * depth


STRUCTURE = [
    ("null", "null stays null.", "null"),
    ("true", "true stays true.", "true"),
    ("false", "false stays false.", "false"),
    ("empty_object", "White space inside an empty object is left out.", "{ \t\r\n }"),
    ("empty_array", "White space inside an empty array is left out.", "[ \n ]"),
    ("white_space_everywhere", "All four kinds of white space are left out, between any two tokens.",
     ' \t\r\n{ \t"a"\r\n: [ 1 ,\t2 ] , "b" : { } }\r\n\t '),
    ("no_white_space", "A document without white space stays as it is.", '{"a":[1,2,{"b":null}]}'),
    ("order_of_keys", "Members are ordered by key, at every level.",
     '{"b":{"d":1,"c":2},"a":[{"z":0,"y":1}]}'),
    ("order_prefix_first", "A key comes before longer keys that begin with it.", '{"ab":1,"a":2,"":3,"abc":4}'),
    ("order_by_byte_not_by_letter", "Capitals come before small letters, and digits before both.",
     '{"b":1,"a":2,"B":3,"A":4,"1":5,"_":6}'),
    ("order_by_number_of_digits", "Keys that look like numbers are text.", '{"10":1,"9":2,"1":3,"01":4}'),
    ("order_by_code_point", "U+FB33 comes before U+1F600. UTF-16 units would put U+1F600 first.",
     '{"\U0001f600":1,"\ufb33":2}'),
    ("order_u_ffff_before_u_10000", "The last code point of the first plane comes before the next one.",
     '{"\U00010000":1,"\uffff":2,"\ue000":3,"\ud7ff":4}'),
    ("order_after_unescaping", "Keys are ordered by what they mean, not by their spelling.",
     '{"\\u0062":1,"a":2,"\\u007a":3,"c":4}'),
    ("order_control_first", "Escaped control characters are ordered by their code points.",
     '{"a":1,"\\u0000":2,"\\n":3,"\\u001f":4," ":5}'),
    ("array_keeps_order", "The elements of an array keep their order.", "[3,1,2,[2,1]]"),
    ("depth_64_arrays", "64 nested arrays are allowed.", arrays(64)),
    ("depth_64_objects", "64 nested objects are allowed.", objects(64)),
    ("depth_64_mixed", "Arrays and objects count alike: 64 together are allowed.",
     '[{"a":' * 32 + "0" + "}]" * 32),
    ("depth_is_not_number", "Many containers side by side are not deep.", "[" + "[],{}," * 100 + "[]]"),
]

STRINGS = [
    ("short_escapes", "The seven short escapes are written in their short form.",
     r'"\" \\ \b \f \n \r \t"'),
    ("long_forms_of_short_escapes", "A character with a short escape is written with it, whatever its spelling was.",
     r'"\u0022 \u005C \u0008 \u000c \u000A \u000d \u0009"'),
    ("slash", "An escaped slash is written bare.", r'"\/ / \u002f"'),
    ("control_characters", "Other control characters are written with lower-case digits.",
     r'"\u0000\u0001\u000B\u000e\u001A\u001B\u001F"'),
    ("delete", "U+007F is written as itself.", r'"\u007f"'),
    ("line_separators", "U+2028 and U+2029 are written as themselves.", r'"\u2028\u2029"'),
    ("space", "U+0020 is the first code point that is not a control character.", r'"\u0020"'),
    ("html_is_not_escaped", "Signs with a meaning in HTML are written as themselves.", '"<&>\'"'),
    ("escaped_letters", "Escaped letters, ASCII and others, are written as themselves.",
     r'"\u0041\u00e9\u4e2d"'),
    ("surrogate_pair", "An escaped surrogate pair is one code point.", r'"\ud83d\ude00"'),
    ("surrogate_pair_upper_case", "Escapes may use capital digits.", r'"\uD83D\uDE00"'),
    ("first_and_last_pair", "The pairs of U+10000 and U+10FFFF.", r'"\ud800\udc00\udbff\udfff"'),
    ("beside_the_surrogates", "U+D7FF and U+E000 are not surrogates.", r'"\ud7ff\ue000"'),
    ("no_normalising", "Composed and decomposed letters stay as they are.",
     '["\u00e9","e\u0301","\u212b"]'),
    ("two_byte_forms", "The first and the last code point of two bytes.", '"\u0080\u07ff"'),
    ("three_byte_forms", "The first and the last code point of three bytes.", '"\u0800\uffff"'),
    ("four_byte_forms", "The first and the last code point of four bytes.", '"\U00010000\U0010ffff"'),
    ("byte_order_mark_inside", "U+FEFF inside a string is a character.", '"\ufeff"'),
    ("noncharacters", "U+FFFE and U+FDD0 are code points like any other.", '"\ufffe\ufdd0"'),
    ("empty_string", "An empty string, as a key and as a value.", '{"":""}'),
    ("string_escapes_in_keys", "Keys are written by the rules of strings.", r'{"\u0001\/\n":1}'),
    ("keys_equal_after_normalising", "Two keys are different if only normalising would make them equal.",
     '{"\u00e9":1,"e\u0301":2}'),
    ("key_twice_in_two_objects", "A key may appear in two objects.", '{"a":{"a":1},"b":{"a":2}}'),
    ("escaped_backslash_before_u", "An escaped backslash before u does not begin another escape.", r'"\\ud83d"'),
]

NUMBERS = [
    ("zero", "Zero.", "0"),
    ("minus_zero_integer", "The integer -0 is 0.", "-0"),
    ("minus_zero", "-0.0 keeps its sign.", "-0.0"),
    ("minus_zero_by_exponent", "-0e0 is not an integer, and so keeps its sign.", "-0e0"),
    ("integer", "An integer keeps its digits.", "-123456789"),
    ("integer_beyond_64_bits", "An integer of any size keeps its digits.",
     "[18446744073709551616,-9223372036854775809]"),
    ("integer_beyond_binary64", "An integer is not rounded.", "9007199254740993"),
    ("integer_beyond_binary64_range", "An integer may be larger than any binary64.", "1" + "0" * 400),
    ("integer_of_4300_digits", "4300 digits are allowed.", "7" * LONGEST),
    ("integer_of_4300_digits_minus", "The sign is not a digit.", "-" + "7" * LONGEST),
    ("decimal_of_4300_digits", "4300 digits are allowed, on both sides of the point together.",
     "3." + "1" * (LONGEST - 1)),
    ("leading_zeros_of_4300_digits", "Leading zeros count as digits; 4300 are allowed.",
     "0." + "0" * (LONGEST - 2) + "1"),
    ("exponent_is_no_digit", "The digits of the exponent do not count towards the 4300.",
     "3." + "1" * (LONGEST - 1) + "e10"),
    ("one_point_zero", "1.0 is not an integer, and stays as it is.", "1.0"),
    ("exponent_zero", "1e0 is written as 1.0.", "[1e0,1E0,1e+0,1e-0]"),
    ("plus_in_exponent", "A plus and zeros in the exponent mean nothing.", "[1e+2,1e002,1E+0002]"),
    ("trailing_zeros", "Zeros at the end are left out, except one after the point.", "[1.500,100.00,0.10]"),
    ("below_16_digits", "Below 10^16 a number is written with a point.", "[1e15,9999999999999998.0,123456789012345.6]"),
    ("from_16_digits", "From 10^16 on a number is written with an exponent.", "[1e16,1.5e16,12345678901234567.0]"),
    ("small_with_point", "Down to 0.0001 a number is written with a point.", "[0.0001,1e-4,0.00012345]"),
    ("small_with_exponent", "Below 0.0001 a number is written with an exponent of at least two digits.",
     "[0.00001,0.000099999,1.5e-7,1e-10]"),
    ("three_digit_exponent", "An exponent has as many digits as it needs.", "[1e100,1e-100,-2.5e+200]"),
    ("shortest_digits", "The shortest digits that round-trip are written.",
     "[0.1,0.30000000000000004,0.1000000000000000055511151231257827,4.35,1e23]"),
    ("ties_to_even", "A number halfway between two is rounded to the even one.",
     "[9007199254740993.0,9007199254740995.0,9007199254740993.00000001]"),
    ("largest", "The largest binary64, in several spellings.",
     "[1.7976931348623157e308,1.7976931348623158e308,17976931348623157e292]"),
    ("rounds_down_to_largest", "The largest whole number that still rounds to the largest binary64.",
     f"{FIRST_INFINITE - 1}.0"),
    ("smallest_normal", "The smallest normal binary64 and its neighbour below.",
     "[2.2250738585072014e-308,2.2250738585072011e-308]"),
    ("smallest", "The smallest binary64.", "[5e-324,4.9406564584124654e-324,3e-324]"),
    ("underflow_tie", "Half of the smallest binary64 is rounded to zero, and more than half is not.",
     f"[{HALF_THE_SMALLEST}e-1075,{HALF_THE_SMALLEST}1e-1076]"),
    ("underflow", "Underflow gives a zero with the number's sign.", "[1e-400,-1e-400]"),
    ("exponent_of_9_digits", "An exponent of 9 digits is allowed.",
     "[1e-999999999,0e999999999,-0.0e+999999999]"),
    ("exponent_leading_zeros", "Leading zeros of an exponent do not count as its digits.",
     "[1e000000000000000000001,1e-000000000000000000001]"),
    ("negative", "Negative numbers follow the same rules.", "[-1.5,-1e16,-1e-5,-5e-324]"),
    ("powers_of_two", "Powers of two are written with the digits that round-trip, not with all their digits.",
     "[9223372036854775808.0,4294967296.0,1.1102230246251565e-16]"),
]

NOT_JSON = [
    ("empty", "An empty document stops early, at its end.", "", 0),
    ("white_space_alone", "A document of white space alone stops early, at its end.", " \n\t ", 4),
    ("open_array", "An array that stops between two tokens has its place at the end.", "[1,", 3),
    ("open_object", "An object that stops between two tokens has its place at the end.", '{"a":', 5),
    ("open_string", "A string that stops early has its place at its first byte.", '["abc', 1),
    ("open_escape", "A string that stops in an escape has its place at its first byte.", '[1,"a\\', 3),
    ("open_literal", "A literal that stops early has its place at its first byte.", "[tru", 1),
    ("open_number", "A number that stops early has its place at its first byte.", "[1, -", 4),
    ("open_fraction", "A number that stops after its point.", "  1.", 2),
    ("open_exponent", "A number that stops after its exponent's sign.", "1e+", 0),
    ("open_exponent_letter", "A number that stops after the letter of its exponent.", "1e", 0),
    ("point_without_digit", "A number that breaks off after its point is faulty itself, outside all containers too.",
     "1.x", 0),
    ("point_before_exponent", "A digit must come between the point and the exponent.", "[0, 1.e5]", 4),
    ("exponent_without_digit", "A number that breaks off in its exponent is faulty itself.", "1e-x", 0),
    ("minus_without_digit", "A number that breaks off after its minus is faulty itself.", "[1, -x]", 4),
    ("point_then_bad_byte", "A number that breaks off is faulty itself, even if a byte that is not UTF-8 follows.",
     b"[1.\xff]", 1),
    ("literal_then_bad_byte", "A literal that breaks off is faulty itself, whatever follows.", b"[tru\xff]", 1),
    ("character_outside", "A character that begins no token is a token of its own.", "[1,\u00e9]", 3),
    ("vertical_tab_outside", "A vertical tab is not white space.", "\v1", 0),
    ("byte_order_mark_after_space", "After white space EF BB BF is a character that begins no token.",
     b" \n\xef\xbb\xbf{}", 2),
    ("comma_at_end_of_array", "No comma before the end of an array.", "[1,]", 3),
    ("comma_at_end_of_object", "No comma before the end of an object.", '{"a":1,}', 7),
    ("comma_alone", "No comma before the first element.", "[,1]", 1),
    ("missing_comma", "Elements are separated by commas.", "[1 2]", 3),
    ("missing_colon", "A key is followed by a colon.", '{"a" 1}', 5),
    ("missing_value", "A colon is followed by a value.", '{"a":}', 5),
    ("key_is_number", "A key is a string.", "{1:2}", 1),
    ("wrong_bracket", "A bracket is closed by its own kind.", "[1}", 2),
    ("closing_bracket_alone", "A document does not begin with a closing bracket.", "]", 0),
    ("single_quotes", "Strings have double quotes.", "['a']", 1),
    ("comment", "There are no comments.", "[1,/* */2]", 3),
    ("plus_sign", "A number has no plus.", "[+1]", 1),
    ("point_first", "A number does not begin with a point.", "[.5]", 1),
    ("hexadecimal", "There are no hexadecimal numbers.", '{"a": 0x10}', 7),
    ("unknown_literal", "Literals have small letters.", "[True]", 1),
    ("undefined", "Only three literals exist.", "undefined", 0),
    ("unknown_escape", "An escape is one of nine.", r'["\x41"]', 1),
    ("short_unicode_escape", "An escape of a code point has four digits.", r'["\u12"]', 1),
    ("bad_unicode_digit", "The digits of an escape are hexadecimal.", r'["\u12g4"]', 1),
    ("bare_control_character", "A control character in a string must be escaped.", '["a\x1fb"]', 1),
    ("bare_line_feed", "A line feed in a string must be escaped.", '[\n"a\nb"]', 2),
    ("bare_nul", "A zero byte in a string must be escaped.", '["\x00"]', 1),
    ("nul_outside", "A zero byte is not white space.", "[\x00]", 1),
    ("form_feed_outside", "A form feed is not white space.", "[1,\f2]", 3),
    ("no_break_space", "U+00A0 is not white space.", "[1,\u00a02]", 3),
    ("leading_zero", "A number is as long as the grammar lets it be. The digit after 0 offends.", "[01]", 2),
    ("leading_zero_minus", "The same with a sign.", "[-01]", 3),
    ("second_point", "The second point of a number offends.", "[1.5.2]", 4),
    ("second_exponent", "The second exponent of a number offends.", "[1e5e5]", 4),
    ("letter_after_number", "A letter right after a number offends.", "[12a]", 3),
    ("string_after_string", "A string right after a string offends.", '["a""b"]', 4),
    ("utf16_big_endian", "UTF-16 without a mark is not JSON.", b"\x00[\x00]", 0),
]

INVALID_UTF8 = [
    ("lone_continuation", "A continuation byte alone.", b'"\x80"', 0),
    ("overlong_two", "An overlong form of two bytes.", b'"\xc0\xaf"', 0),
    ("overlong_two_last", "The last overlong form of two bytes.", b'"\xc1\xbf"', 0),
    ("overlong_three", "The last overlong form of three bytes.", b'"\xe0\x9f\xbf"', 0),
    ("overlong_four", "The last overlong form of four bytes.", b'"\xf0\x8f\xbf\xbf"', 0),
    ("surrogate_first", "The first surrogate in UTF-8.", b'"\xed\xa0\x80"', 0),
    ("surrogate_last", "The last surrogate in UTF-8.", b'"\xed\xbf\xbf"', 0),
    ("surrogate_pair_in_utf8", "A surrogate pair encoded in UTF-8 is not a code point.",
     b'"\xed\xa0\xbd\xed\xb8\x80"', 0),
    ("above_last", "The form after that of U+10FFFF.", b'"\xf4\x90\x80\x80"', 0),
    ("byte_f5", "The byte F5.", b'"\xf5\x80\x80\x80"', 0),
    ("byte_ff", "The byte FF in a key.", b'{"a":1,"\xff":2}', 7),
    ("cut_two", "One byte of a form of two.", b'[1,"\xc3"]', 3),
    ("cut_three", "Two bytes of a form of three.", b'[1,"\xe2\x82"]', 3),
    ("cut_four", "Three bytes of a form of four.", b'[1,"\xf0\x9f\x98"]', 3),
    ("outside_strings", "Bytes that are not UTF-8, outside strings.", b"[\n1,\xff]", 4),
    ("first_byte", "The first byte of a document is not UTF-8.", b"\xff1", 0),
    ("after_number", "A byte that is not UTF-8 right after a number is a token of its own.", b"[1\xff]", 2),
    ("cut_outside", "Two bytes of a form of three, outside strings.", b"[1,\xe2\x82]", 3),
    ("as_key", "A byte that is not UTF-8 where a key belongs.", b"{\xff:1}", 1),
    ("utf16_with_mark", "UTF-16 with its mark.", b'\xff\xfe"\x00"\x00', 0),
    ("latin_1", "Latin-1.", '{"name":"caf\u00e9"}'.encode("latin-1"), 8),
]

OTHER_REFUSALS = [
    ("trailing_value", "A second value follows.", "{} {}", "trailing_data", 3),
    ("trailing_comma", "A comma follows.", "[1],", "trailing_data", 3),
    ("trailing_bracket", "A closing bracket follows, in another line.", "[1]\n\n]", "trailing_data", 5),
    ("trailing_digit", "A digit after a zero is data that follows.", "01", "trailing_data", 1),
    ("trailing_nul", "A zero byte follows.", "1 \x00", "trailing_data", 2),
    ("trailing_letter", "A number outside all containers is whole before a letter.", "1x", "trailing_data", 1),
    ("trailing_point", "A number outside all containers is whole before its second point.", "1.5.2",
     "trailing_data", 3),
    ("trailing_bad_byte", "After the value, bytes that are not UTF-8 are data that follows.", b"{}\n\xff",
     "trailing_data", 3),
    ("trailing_byte_order_mark", "After the value, EF BB BF is data that follows.", b"1\xef\xbb\xbf",
     "trailing_data", 1),
    ("byte_order_mark", "The bytes EF BB BF at the start.", b"\xef\xbb\xbf{}", "byte_order_mark", 0),
    ("lone_high", "A first half alone.", r'["\ud83d"]', "lone_surrogate", 1),
    ("lone_low", "A second half alone.", r'["a\ude00"]', "lone_surrogate", 1),
    ("high_then_letter", "A first half before a letter.", r'"\ud83dx"', "lone_surrogate", 0),
    ("high_then_escape", "A first half before another escape.", r'"\ud83d\n"', "lone_surrogate", 0),
    ("high_then_other_code_point", "A first half before an escape that is not a second half.",
     r'"\ud83d\u0041"', "lone_surrogate", 0),
    ("high_high_low", "A first half before a pair.", r'"\ud83d\ud83d\ude00"', "lone_surrogate", 0),
    ("low_high", "The halves in the wrong order.", r'"\ude00\ud83d"', "lone_surrogate", 0),
    ("last_high", "The last first half alone.", r'"\udbff"', "lone_surrogate", 0),
    ("last_low_in_key", "The last second half alone, in a key.", r'{"\udfff":1}', "lone_surrogate", 1),
    ("duplicate", "A key twice. The place is the second one.", '{"a":1,"a":2}', "duplicate_key", 7),
    ("duplicate_same_value", "A key twice with one value.", '{"a":1,"b":2,"a":1}', "duplicate_key", 13),
    ("duplicate_escaped", "A key twice, once with an escape.", r'{"a":1,"\u0061":2}', "duplicate_key", 7),
    ("duplicate_empty", "The empty key twice.", '{"":1,"":2}', "duplicate_key", 6),
    ("duplicate_pair", "A key twice, once as a surrogate pair.", '{"\U0001f600":1,"\\ud83d\\ude00":2}',
     "duplicate_key", 10),
    ("duplicate_inside", "A key twice in an inner object, in the third line.",
     '{"a":\n {"b":1,\n  "b":2}}', "duplicate_key", 17),
    ("duplicate_in_array", "A key twice in an object of an array.", '[{"a":1},{"a":1,"a":1}]',
     "duplicate_key", 16),
    ("nan", "NaN.", "[NaN]", "number_out_of_range", 1),
    ("infinity", "Infinity.", '{"a":Infinity}', "number_out_of_range", 5),
    ("minus_infinity", "-Infinity.", "[1,\n-Infinity]", "number_out_of_range", 4),
    ("rounds_to_infinity", "The first decimal that rounds to an infinity.",
     f"[{FIRST_INFINITE}.0]",
     "number_out_of_range", 1),
    ("large_exponent", "A number that is far too large.", "-1e400", "number_out_of_range", 0),
    ("integer_of_4301_digits", "4301 digits.", "[" + "7" * (LONGEST + 1) + "]", "number_out_of_range", 1),
    ("decimal_of_4301_digits", "4301 digits on both sides of the point.", "1." + "0" * LONGEST,
     "number_out_of_range", 0),
    ("leading_zeros_of_4301_digits", "4301 digits, leading zeros counted.", "0." + "0" * (LONGEST - 1) + "1",
     "number_out_of_range", 0),
    ("exponent_of_10_digits", "An exponent of 10 digits, although the number is zero.",
     "[0e1000000000]", "number_out_of_range", 1),
    ("negative_exponent_of_10_digits", "A negative exponent of 10 digits.", "1e-1000000000",
     "number_out_of_range", 0),
    ("depth_65_arrays", "65 nested arrays.", arrays(65), "depth_exceeded", 64),
    ("depth_65_objects", "65 nested objects.", objects(65), "depth_exceeded", 64 * 5),
    ("depth_65_mixed", "65 nested containers of both kinds.", '[{"a":' * 32 + "[]" + "}]" * 32, "depth_exceeded",
     192),
    ("place_after_crlf", "Only line feeds end lines. A carriage return counts as a column.",
     '[\r\n1,\r\n\r\n  x]', "syntax", 11),
    ("place_after_carriage_return", "A carriage return alone does not end a line.", "[1,\r\rx]", "syntax", 5),
    ("first_of_two_faults", "The fault that comes first is reported.", '[01, "\\ud800"]', "syntax", 2),
    ("first_of_two_codes", "The fault that comes first is reported, whatever its code.",
     '{"a":1,"a":[NaN', "duplicate_key", 7),
    ("place_in_bytes", "Columns count bytes, not characters.", '["\u00e9\U0001f600",\n"\u4e2d", x]', "syntax",
     18),
    ("place_at_end_after_line_feed",
     "A document that stops early after a line feed has its place in a new line.",
     "[1,\n", "syntax", 4),
]


def cases():
    for rule, group in (("1.1", STRUCTURE), ("1.2", STRINGS), ("1.3", NUMBERS)):
        for name, shows, text in group:
            yield make_case(name, shows, [rule, "1.6"], text, None)
    for name, shows, text, offset in NOT_JSON:
        yield refuse("syntax_" + name, shows, text, "syntax", offset)
    for name, shows, text, offset in INVALID_UTF8:
        yield refuse("utf8_" + name, shows, text, "invalid_utf8", offset)
    for name, shows, text, code, offset in OTHER_REFUSALS:
        yield refuse("refused_" + name, shows, text, code, offset)


def disagreements(vector, intended):
    refusal = vector["refusal"]
    got = refusal and {"code": refusal["code"], "offset_bytes": refusal["offset_bytes"]}
    if got != intended:
        yield f"meant {intended}, got {got}"
