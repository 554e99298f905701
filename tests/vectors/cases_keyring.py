"""Cases of keyrings: SPEC 3.1 to 3.6."""

import hashlib
import json

import edwards
from edwards import PRIME, encode, encode_number
from signing import (
    ALICE, BOB, NAMED, REGISTRY, ROTATES_AT, TWIN, TYPED, UNBOUND, key_entry, real_bundles, to_base64,
)

ENTRY = ALICE.entry()
BAD = None


def full_entry(key, **changes):
    digest = hashlib.sha256(key.public).digest()
    return {
        **key.entry(),
        "format": "raw",
        "public_key_hex": key.public.hex(),
        "fingerprint_sha256_hex": digest.hex()[:32],
        "fingerprint_sha256_b32_first128bits": base32_of(digest),
        "rotates_at": None,
        **changes,
    }


def base32_of(digest):
    number = int.from_bytes(digest, "big") >> (256 - 130)
    return "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[number >> shift & 31] for shift in range(125, -1, -5))


def row(key, rotates_at=None, signer_id=None, signer_type=None):
    """A key as the vector expects it. `signer_id` and `signer_type` replace what the key is bound to."""
    return [key.key_id, key.fingerprint, signer_id or key.signer_id, signer_type or key.signer_type,
            rotates_at]


def case(name, shows, rules, documents, expected):
    """`expected` is a list of rows, or BAD."""
    keys = None if expected is BAD else sorted(expected, key=lambda line: (line[0], line[1]))
    return {
        "vector": "keyring",
        "name": name,
        "shows": shows,
        "rules": rules,
        "documents": [json.dumps(document) for document in documents],
    }, {"refusal": "bad_key"} if keys is None else {"keys": keys}


def several(*entries):
    return {"public_keys": list(entries)}


def accepted():
    yield case("none", "Without documents the keyring is empty.", ["3.2"], [], [])
    yield case("empty_list", "An empty list gives no key.", ["3.2"], [several()], [])
    yield case("single_entry", "A document may be one entry.", ["3.1"], [ENTRY], [row(ALICE)])
    yield case("list_of_entries", "A document may list entries.", ["3.1", "3.2"],
               [several(ENTRY, BOB.entry())], [row(ALICE), row(BOB)])
    yield case("array_of_entries", "A document may be an array of entries.", ["3.1", "3.2"],
               [[ENTRY, BOB.entry()]], [row(ALICE), row(BOB)])
    yield case("empty_array", "An empty array gives no key.", ["3.2"], [[]], [])
    yield case("public_keys_not_array", "If public_keys is not an array, the document is one entry.",
               ["3.1", "3.2"], [{**ENTRY, "public_keys": 5}, {**BOB.entry(), "public_keys": None}],
               [row(ALICE), row(BOB)])
    yield case("list_with_more_members", "Members beside public_keys mean nothing.", ["3.2"],
               [{**several(ENTRY), "key_id": 5, "algorithm": None}], [row(ALICE)])
    yield case("two_documents", "The keys of all documents form one keyring.", ["3.2"],
               [several(BOB.entry()), ENTRY], [row(ALICE), row(BOB)])
    yield case("all_members", "An entry with all its members. They agree.", ["3.1"],
               [full_entry(ALICE)], [row(ALICE)])
    yield case("unknown_members", "Other members of an entry mean nothing.", ["3.1"],
               [{**ENTRY, "notes": ["any", {"thing": 1.5}], "format": 7, "url": None}], [row(ALICE)])
    yield case("order_of_members", "The order of members means nothing.", ["3.1"],
               [dict(reversed(ENTRY.items()))], [row(ALICE)])
    registry = real_bundles()[0]["public_keys"][0]
    yield case("registry_key_as_published", "The registry's entry, as bundles show it, is bound to nothing.",
               ["3.1", "3.4"], [several(registry)],
               [["pith-v1-2026-05", "8d4b5ee74e4693bcd1df2446408b0d54", None, None, None]])
    for key, shows in ((UNBOUND, "nothing"), (NAMED, "a signer_id alone"), (TYPED, "a signer_type alone"),
                       (REGISTRY, "both")):
        yield case("bound_" + key.key_id.removeprefix("vector-"), f"A key may be bound to {shows}.", ["3.3"],
                   [key.entry()], [row(key)])
    yield case("null_members", "Members that are null count as left out.", ["3.6"],
               [full_entry(UNBOUND, signer_id=None, signer_type=None, public_key_hex=None,
                           fingerprint_sha256_hex=None, fingerprint_sha256_b32_first128bits=None)],
               [row(UNBOUND)])
    for name, key_id in (("", "k" * 1024), ("_wide", "\u00e9" * 512), ("_zeros", "\0" * 1024)):
        yield case("key_id_1024" + name, "A key_id may have 1,024 bytes, in UTF-8.", ["3.6"],
                   [key_entry(key_id, BOB.public)], [[key_id, BOB.fingerprint, None, None, None]])
        yield case("key_id_1025" + name, "A key_id of 1,025 bytes is too large.", ["3.6"],
                   [key_entry(key_id + "k", BOB.public)], BAD)
    yield case("empty_strings", "An empty string is a string.", ["3.1", "3.3"],
               [key_entry("", BOB.public, signer_id="", signer_type="")],
               [["", BOB.fingerprint, "", "", None]])
    yield case("rotates_at", "rotates_at keeps its spelling.", ["3.6", "4.4"],
               [{**ENTRY, "rotates_at": "2026-06-01T00:00:00.500Z"}],
               [row(ALICE, "2026-06-01T00:00:00.500Z")])
    yield case("two_keys_of_one_key_id", "Two keys may share a key_id.", ["3.2"],
               [several(TWIN.entry(), ENTRY)], [row(ALICE), row(TWIN)])
    yield case("one_key_under_two_key_ids", "One key under two key_ids counts as two keys.", ["3.2"],
               [several(ENTRY, ALICE.entry(key_id="a-second-name", signer_id="another"))],
               [row(ALICE), ["a-second-name", ALICE.fingerprint, "another", "author", None]])
    yield case("repeated", "A key that is given twice counts as one key.", ["3.6"],
               [several(ENTRY, full_entry(ALICE)), ENTRY], [row(ALICE)])
    others = full_entry(ALICE, notes="other", url=5, format=["raw"], more={})
    yield case("other_members_do_not_differ",
               "Only key, signer_id, signer_type and rotates_at can make two entries differ.", ["3.6"],
               [several(full_entry(ALICE, notes="one", url="two"), others), ENTRY], [row(ALICE)])
    yield case("null_does_not_differ", "A member that is null counts as left out, and differs from nothing.",
               ["3.6"], [several({**ENTRY, "rotates_at": ROTATES_AT},
                                 {**ENTRY, "signer_id": None, "rotates_at": None})],
               [row(ALICE, ROTATES_AT)])
    yield case("filled", "Each entry fills what the other one leaves out.", ["3.6"],
               [UNBOUND.entry(signer_id="filled"), UNBOUND.entry(signer_type="author"),
                UNBOUND.entry(rotates_at=ROTATES_AT)],
               [row(UNBOUND, ROTATES_AT, "filled", "author")])
    yield case("filled_from_earlier", "A later entry that says less removes nothing.", ["3.6"],
               [{**ENTRY, "rotates_at": ROTATES_AT}, key_entry(ALICE.key_id, ALICE.public)],
               [row(ALICE, ROTATES_AT)])
    spellings = ["2026-06-01T00:00:00Z", "2026-06-01T00:00:00.0Z", "2026-06-01T00:00:00.000Z"]
    for name, given in (("rising", spellings), ("falling", spellings[::-1])):
        yield case("rotates_at_spellings_" + name, "If one instant has two spellings, the lesser one is kept.",
                   ["3.6"], [{**ENTRY, "rotates_at": text} for text in given], [row(ALICE, min(spellings))])
    of_order_8 = next(point for point in edwards.small_order_points() if edwards.multiply(4, point)[1] != 1)
    mixed = edwards.add(edwards.decode(ALICE.public), of_order_8)
    entry = key_entry("mixed", encode(mixed))
    fingerprint = hashlib.sha256(encode(mixed)).hexdigest()[:32]
    yield case("mixed_order", "A key with a part of small order is not itself of small order.", ["3.6"],
               [entry], [["mixed", fingerprint, None, None, None]])
    yield case("sorted", "Keys are sorted by key_id, by code point, then by fingerprint.", ["3.2", "9.6"],
               [several(*(key_entry(name, key.public) for name in ("\U0001f600", "\ufb33", "a", "B")
                          for key in (ALICE, BOB)))],
               [[name, key.fingerprint, None, None, None] for name in ("\U0001f600", "\ufb33", "a", "B")
                for key in (ALICE, BOB)])


def refused_fields():
    for member in ("key_id", "algorithm", "public_key_b64"):
        left_out = {name: value for name, value in ENTRY.items() if name != member}
        yield case(f"without_{member}", f"An entry must have {member}.", ["3.1", "3.6"], [left_out], BAD)
        yield case(f"null_{member}", f"If {member} is null, it counts as left out.", ["3.6"],
                   [{**ENTRY, member: None}], BAD)
        yield case(f"number_{member}", f"{member} must be a string.", ["3.1"], [{**ENTRY, member: 5}], BAD)
    full = full_entry(ALICE)
    for member in ("public_key_hex", "fingerprint_sha256_hex", "fingerprint_sha256_b32_first128bits"):
        other = full_entry(BOB)[member]
        yield case(f"other_{member}", f"{member} belongs to another key.", ["3.1", "3.6"],
                   [{**full, member: other}], BAD)
    base32 = "fingerprint_sha256_b32_first128bits"
    for name, member, value, shows in (
        ("hex_in_capitals", "public_key_hex", full["public_key_hex"].upper(),
         "Capitals are another spelling."),
        ("fingerprint_too_long", "fingerprint_sha256_hex", full["fingerprint_sha256_hex"] + "00",
         "A fingerprint has 32 digits."),
        ("base32_in_small_letters", base32, full[base32].lower(), "Base32 must have capital letters."),
        ("fingerprint_in_capitals", "fingerprint_sha256_hex", full["fingerprint_sha256_hex"].upper(),
         "Capitals are another spelling."),
        ("hex_number", "public_key_hex", 5, "A number does not count as left out."),
        ("base32_array", base32, [full[base32]], "An array does not count as left out."),
        ("base32_padded", base32, full[base32] + "======", "Nothing may follow the 26 characters."),
        ("hex_empty", "public_key_hex", "", "An empty string does not count as left out."),
        ("fingerprint_number", "fingerprint_sha256_hex", 5, "A number does not count as left out."),
        ("algorithm_in_capitals", "algorithm", "Ed25519", "The algorithm must be in small letters."),
        ("algorithm_other", "algorithm", "ecdsa", "Another algorithm is refused."),
        ("rotates_at_date", "rotates_at", "2026-06-01", "A date is not an instant."),
        ("rotates_at_no_real_date", "rotates_at", "2026-02-30T00:00:00Z", "A date must exist."),
        ("rotates_at_number", "rotates_at", 1780272000, "A number is not an instant."),
        ("rotates_at_empty", "rotates_at", "", "An empty string is not an instant."),
        ("signer_id_number", "signer_id", 5, "A key can be bound to a string only."),
        ("signer_type_array", "signer_type", ["author"], "A key can be bound to a string only."),
    ):
        yield case("bad_" + name, shows, ["3.1", "3.6"], [{**full, member: value}], BAD)
    for name, document in (("number", 5), ("text", "key"), ("null", None), ("entry_null", several(None)),
                           ("entry_text", several(ENTRY, "key")), ("empty_object", {})):
        yield case("no_entry_" + name, "A key entry is an object with three strings.", ["3.1"], [document], BAD)
    for name, document in (("array_in_array", [[ENTRY]]), ("public_keys_object", {"public_keys": ENTRY}),
                           ("public_keys_twice", {"public_keys": several(ENTRY)}), ("mirrors", {"keys": [ENTRY]})):
        yield case("no_list_" + name, "Key entries are listed in an array, or in public_keys, and not deeper.",
                   ["3.2", "3.6"], [document], BAD)
    yield case("one_bad_of_many", "One bad entry is enough: the keyring is refused.", ["3.6"],
               [several(BOB.entry(), {**ENTRY, "algorithm": "x"})], BAD)


def refused_keys():
    encoded = to_base64(ALICE.public)
    for name, text in (("31_bytes", to_base64(ALICE.public[:31])),
                       ("33_bytes", to_base64(ALICE.public + b"\0")),
                       ("empty", ""), ("no_padding", encoded[:43]), ("white_space", encoded + "\n"),
                       ("stray_bits", encoded[:42] + chr(ord(encoded[42]) + 1) + "="),
                       ("space_first", " " + encoded), ("url_alphabet", encoded.translate({43: "-", 47: "_"})),
                       ("hexadecimal", ALICE.public.hex())):
        yield case("key_" + name, "The key must be the strict base64 of 32 bytes.", ["3.1", "3.6"],
                   [key_entry("k", ALICE.public, public_key_b64=text)], BAD)
    large = next(y for y in range(2, 19) if edwards.find_x(y) is not None)
    small = edwards.small_order_points()
    for name, public, shows in (
        ("not_canonical", encode_number(large + PRIME), "y is at or above p."),
        ("y_is_prime", encode_number(PRIME), "y = p, which is 0."),
        ("y_of_ones", encode_number(2**255 - 1, 1), "y is the largest number of 255 bits."),
        ("off_the_curve", encode_number(edwards.numbers_off_the_curve(1)[0]), "y belongs to no point of the curve."),
        ("minus_zero", encode_number(1, 1), "x = 0 has no sign."),
        ("y_minus_one_with_sign", encode_number(PRIME - 1, 1), "x = 0 has no sign. This is the point of order 2."),
        *((f"small_order_{index}", encode(point), "The key is of small order.")
          for index, point in enumerate(small)),
    ):
        yield case("key_" + name, shows, ["3.6"], [key_entry("k", public)], BAD)


def differing():
    for member, one, two in (
        ("signer_id", "one", "two"),
        ("signer_type", "author", "archive"),
        ("rotates_at", ROTATES_AT, "2026-06-01T00:00:00.000000001Z"),
    ):
        entries = [UNBOUND.entry(**{member: one}), UNBOUND.entry(**{member: two})]
        yield case(f"differing_{member}", f"One key with two values of {member}.", ["3.6"],
                   [several(*entries)], BAD)
        yield case(f"differing_{member}_documents", f"One key with two values of {member}, in two documents.",
                   ["3.6"], entries, BAD)


def cases():
    for group in (accepted, refused_fields, refused_keys, differing):
        yield from group()


def disagreements(vector, intended):
    if vector["expected"] != intended:
        yield f"meant {intended}, got {vector['expected']}"
