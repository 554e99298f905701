"""The suites about JSON: what is accepted, which double a number means, and canonical form (SPEC 1)."""

import json
import re
import struct

from suite import Case, REFUSALS, Unusable, canonical, list_files

# ---- JSONTestSuite -------------------------------------------------------------------------------

ACCEPTED = "accepted"

# Files that the suite wants accepted, and SPEC 1.4 refuses.
ACCEPTED_BY_THE_SUITE_ALONE = {
    "y_object_duplicated_key": "duplicate_key",
    "y_object_duplicated_key_and_value": "duplicate_key",
}

# Files whose outcome the suite leaves open: in `test_parsing` those that begin with `i_`, and all of `test_transform`.
# SPEC 1.3 and 1.4 fix it.
FIXED_BY_SPEC = {
    # A number that underflows is a zero, and an integer may have any size. Too large a number or exponent is refused.
    ACCEPTED: """
        i_number_double_huge_neg_exp i_number_real_underflow i_number_too_big_neg_int i_number_too_big_pos_int
        i_number_very_big_negative_int
        number_-9223372036854775808 number_-9223372036854775809 number_1.0 number_1.000000000000000005
        number_1000000000000000 number_10000000000000000999 number_1e-999 number_1e6 number_9223372036854775807
        number_9223372036854775808 object_key_nfc_nfd object_key_nfd_nfc string_with_escaped_NULL""",
    "number_out_of_range": """
        i_number_huge_exp i_number_neg_int_huge_exp i_number_pos_double_huge_exp i_number_real_neg_overflow
        i_number_real_pos_overflow""",
    "lone_surrogate": """
        i_object_key_lone_2nd_surrogate i_string_1st_surrogate_but_2nd_missing
        i_string_1st_valid_surrogate_2nd_invalid i_string_incomplete_surrogate_and_escape_valid
        i_string_incomplete_surrogate_pair i_string_incomplete_surrogates_escape_valid
        i_string_invalid_lonely_surrogate i_string_invalid_surrogate i_string_inverted_surrogates_U+1D11E
        i_string_lone_second_surrogate string_1_escaped_invalid_codepoint string_2_escaped_invalid_codepoints
        string_3_escaped_invalid_codepoints""",
    "invalid_utf8": """
        i_string_UTF-16LE_with_BOM i_string_UTF-8_invalid_sequence i_string_UTF8_surrogate_U+D800
        i_string_invalid_utf-8 i_string_iso_latin_1 i_string_lone_utf8_continuation_byte i_string_not_in_unicode_range
        i_string_overlong_sequence_2_bytes i_string_overlong_sequence_6_bytes i_string_overlong_sequence_6_bytes_null
        i_string_truncated-utf-8 string_1_invalid_codepoint string_2_invalid_codepoints string_3_invalid_codepoints""",
    # Without a byte-order mark, UTF-16 of ASCII is valid UTF-8. But a zero byte begins no token.
    "syntax": "i_string_utf16BE_no_BOM i_string_utf16LE_no_BOM",
    "duplicate_key": """
        object_same_key_different_values object_same_key_same_value object_same_key_unclear_values""",
    "depth_exceeded": "i_structure_500_nested_arrays",
    "byte_order_mark": "i_structure_UTF-8_BOM_empty_object",
}
OUTCOMES = {name: outcome for outcome, names in FIXED_BY_SPEC.items() for name in names.split()}


def expected_outcomes(name):
    """The outcomes of which one is right; None if this file is not known."""
    if name in OUTCOMES:
        return {OUTCOMES[name]}
    if name.startswith("y_"):
        return {ACCEPTED_BY_THE_SUITE_ALONE.get(name, ACCEPTED)}
    return REFUSALS if name.startswith("n_") else None


def compare_canonical(data, text, refusal, expected):
    """A sentence if the outcome is not expected, or if the canonical form is not Python's."""
    outcome = refusal or ACCEPTED
    if expected is None:
        return f"SPEC fixes an outcome, but the lists here do not have this file; the outcome is {outcome}"
    if outcome not in expected:
        return f"expected {' or '.join(sorted(expected))}, got {outcome}"
    if outcome == ACCEPTED and text != canonical(json.loads(data.decode("utf-8"))):
        return f"Python has another canonical form than {text[:100]!r}"
    return None


def run_json_test_suite(folder, programs):
    for part in ("test_parsing", "test_transform"):
        for path in list_files(folder, f"{part}/*.json"):
            data = path.read_bytes()
            yield Case(part, path.name, compare_canonical(data, *programs.canon(data), expected_outcomes(path.stem)))


# ---- parse-number-fxx-test-data ------------------------------------------------------------------

JSON_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?0*([0-9]+))?")
INTEGER = re.compile(r"-?[0-9]+")
INFINITE_EXPONENT = 0x7FF
# SPEC 1.4
NUMBER_DIGITS_MAX = 4300
EXPONENT_DIGITS_MAX = 9
NUMBERS_AT_A_TIME = 100_000


def bits_of(text):
    return struct.unpack(">Q", struct.pack(">d", float(text)))[0]


def expected_of_number(bits, text):
    """None if the number is accepted, and otherwise the codes that may refuse it."""
    number = JSON_NUMBER.fullmatch(text)
    if number is None:
        return REFUSALS
    is_integer = INTEGER.fullmatch(text) is not None
    digits = re.sub("[^0-9]", "", re.split("[eE]", text)[0])
    if (len(number[4] or "") > EXPONENT_DIGITS_MAX or len(digits) > NUMBER_DIGITS_MAX
            or (not is_integer and bits >> 52 & INFINITE_EXPONENT == INFINITE_EXPONENT)):
        return {"number_out_of_range"}
    return None


def difference_of_number(bits, text, written):
    if INTEGER.fullmatch(text):
        # SPEC 1.3: an integer keeps its own digits, except that -0 is 0. So -0 is not the double -0.0.
        expected = "0" if text == "-0" else text
        if written != expected or (text != "-0" and bits_of(written) != bits):
            return f"expected {expected}, got {written}"
    elif bits_of(written) != bits or INTEGER.fullmatch(written):
        return f"expected the bits {bits:016X}, got {written}, which has {bits_of(written):016X}"
    return None


def differences_of_numbers(part, numbers, programs):
    """Cases for numbers that are all accepted. They are the elements of one document."""
    if not numbers:
        return
    text, refusal = programs.canon(("[" + ",".join(text for _, text in numbers) + "]").encode())
    if refusal is not None:
        for bits, number in numbers:  # find out which
            text, refusal = programs.canon(number.encode())
            yield Case(part, number, f"refused: {refusal}" if refusal else
                       difference_of_number(bits, number, text.decode()))
        return
    written = text.decode()[1:-1].split(",")
    for (bits, number), one in zip(numbers, written, strict=True):
        yield Case(part, number, difference_of_number(bits, number, one))


def read_numbers(path):
    """(bits, text) of each line `F16 F32 F64 TEXT`."""
    with path.open(encoding="ascii", newline="\n") as file:
        for count, line in enumerate(file, 1):
            fields = re.fullmatch(r"[0-9A-F]{4} [0-9A-F]{8} ([0-9A-F]{16}) ([^\n]+)\n?", line)
            if fields is None:
                raise Unusable(f"{path}:{count}: not `F16 F32 F64 TEXT`")
            yield int(fields[1], 16), fields[2]


def run_parse_number(folder, programs):
    for path in list_files(folder, "data/*.txt"):
        accepted = []
        for bits, text in read_numbers(path):
            expected = expected_of_number(bits, text)
            if expected is None:
                accepted.append((bits, text))
                if len(accepted) == NUMBERS_AT_A_TIME:
                    yield from differences_of_numbers(path.name, accepted, programs)
                    accepted = []
                continue
            written, refusal = programs.canon(text.encode())
            yield Case(f"{path.name}, refused", text, None if refusal in expected else
                       f"expected {' or '.join(sorted(expected))}, got {refusal or written}")
        yield from differences_of_numbers(path.name, accepted, programs)


# ---- json-canonicalization -----------------------------------------------------------------------

# Where SPEC 1 differs from RFC 8785: what the suite expects, and what SPEC has in its place.
OTHER_THAN_RFC_8785 = {
    # SPEC 1.3: a number with a point stays one.
    "structures.json": ('"\\n":56,', '"\\n":56.0,'),
    # SPEC 1.1: keys are in the order of code points, so U+1F602 comes after U+FB33.
    "weird.json": ('"\U0001f602":"Smiley","\ufb33":"Hebrew Letter Dalet With Dagesh"',
                   '"\ufb33":"Hebrew Letter Dalet With Dagesh","\U0001f602":"Smiley"'),
}


def run_jcs(folder, programs):
    for path in list_files(folder, "testdata/input/*.json"):
        output = folder / "testdata/output" / path.name
        if not output.is_file():
            raise Unusable(f"{output} is missing")
        expected = output.read_text(encoding="utf-8").rstrip("\n")
        if path.name in OTHER_THAN_RFC_8785:
            theirs, ours = OTHER_THAN_RFC_8785[path.name]
            if theirs not in expected:
                raise Unusable(f"{output} has changed: {theirs!r} is not in it")
            expected = expected.replace(theirs, ours)
        text, refusal = programs.canon(path.read_bytes())
        yield Case("testdata", path.name, None if text == expected.encode() else
                   f"expected {expected!r}, got {refusal or text!r}")
