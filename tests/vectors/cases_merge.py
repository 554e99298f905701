"""Cases of merging, first part: which events are authentic (SPEC 4.1 to 4.8), and the effect of keys (3)."""

import json

from signing import (
    ABSENT, ALICE, ALICE_LATER, BOB, NAMED, OTHER_SUBJECT, RECORD, REGISTRY, RETIRED, ROTATES_AT, STRANGER,
    SUBJECT, TWIN, TYPED, UNBOUND, TestKey, absent_id, canonical, changed, digest_of, edwards, event, event_content,
    event_id, flip_first_bit, nested, pith_number, receipt_of, record_created, sign_event, suffix_of, text_of,
    to_base64,
)

DEFAULT_KEYS = [
    {"public_keys": [key.entry() for key in (REGISTRY, ALICE, ALICE_LATER, BOB, UNBOUND, TYPED, NAMED)]},
    RETIRED.entry(rotates_at=ROTATES_AT),
]
VALID = "valid"


def case(name, shows, rules, events, reasons=VALID, keys=None, bundle_keys=(), aliases=(), subject=SUBJECT,
         **intended):
    """An event is a value, or a str with its JSON text. `reasons` is one for all events, or a list with one for each
    event (None for a copy). `applied`, `live`, `conflicts` and `warnings` name events by their index.
    """
    texts = [given if isinstance(given, str) else text_of(given) for given in events]
    names = [event_id(json.loads(text)) for text in texts]
    listed = [reasons] * len(names) if isinstance(reasons, str) else reasons
    intended["reasons"] = {name: reason for name, reason in zip(names, listed, strict=True) if reason}
    for member in ("applied", "live"):
        if member in intended:
            intended[member] = [names[index] for index in intended[member]]
    if "conflicts" in intended:
        found = intended["conflicts"]
        intended["conflicts"] = sorted((sorted(names[index] for index in indices), resolved)
                                       for indices, resolved in found)
    if "warnings" in intended:
        intended["warnings"] = sorted([code, names[index]] for code, index in intended["warnings"])
    return {
        "vector": "merge",
        "name": name,
        "shows": shows,
        "rules": rules,
        "subject": subject,
        "keys": DEFAULT_KEYS if keys is None else keys,
        "bundle_keys": list(bundle_keys),
        "aliases": list(aliases),
        "events": texts,
    }, intended


def disagreements(vector, intended):
    document = json.loads(vector["expected"]["document"])
    current = document["current"]
    lists = [value for name, value in current.items() if name.endswith("s") and name != "source_aliases"]
    shown = [entry for entries in lists for entry in entries]
    if current["record_created"]:
        shown.append(current["record_created"])
    got = {
        "reasons": {
            **{name: VALID for name in document["applied_event_ids"]},
            **{entry["event_id"]: entry["reason"] for entry in document["invalid_events"]},
        },
        "applied": document["applied_event_ids"],
        "live": sorted(entry["event_id"] for entry in shown),
        "conflicts": sorted((entry["event_ids"], entry["resolved"]) for entry in document["equivocations"]),
        "state": document,
        "warnings": vector["expected"]["warnings"],
    }
    for member, meant in intended.items():
        found = got[member]
        if (found != meant) if member != "live" else (found != sorted(meant)):
            yield f"{member}: meant {meant}, got {found}"


def malformed():
    strings = (ABSENT, None, 5, ["text"], {})
    wrong = {name: strings for name in ("event_type", "subject_pith_number", "target", "created_at",
                                        "schema_version")}
    wrong["payload"] = (ABSENT, None, [], "text", 5)
    wrong["signer"] = (ABSENT, None, [], "alice", 5)
    wrong["supersedes"] = (ABSENT, None, {}, absent_id("x"), [None], [5], [[absent_id("x")]])
    wrong["prev_event"] = (ABSENT, "", 5, False, [absent_id("x")], {})
    for member, values in wrong.items():
        yield case(f"malformed_{member}", f"{member} is missing, or of another type.", ["4.1", "4.5"],
                   [event(**{member: value}) for value in values], "malformed")
    for member in ALICE.signer():
        signers = [changed(ALICE.signer(), member, value) for value in strings]
        yield case(f"malformed_signer_{member}", f"signer.{member} is missing, or of another type.",
                   ["4.1", "4.5"], [event(signer=signer) for signer in signers], "malformed")
    name = absent_id("x")
    forms = (name.upper(), name[7:], name[:-1], name + "0", "SHA256:" + name[7:], name[:7] + name[7:].upper(),
             name + "\n", " " + name, "sha512:" + name[7:], name[:-1] + "g")
    yield case("malformed_form_of_prev_event", "An event id is sha256: and 64 lower-case digits.",
               ["4.1", "4.5"], [event(prev_event=form) for form in forms], "malformed")
    yield case("malformed_form_of_supersedes",
               "An event id is sha256: and 64 lower-case digits, in every entry.",
               ["4.1", "4.5"], [event(supersedes=[name, form]) for form in forms], "malformed")
    yield case("malformed_repeated_supersedes", "No id may appear in supersedes twice.", ["4.1", "4.5"],
               [event(supersedes=[name, absent_id("y"), name])], "malformed")
    yield case("malformed_no_object", "Any value is an event, and malformed unless it is an object.",
               ["4.2", "4.5", "9.1"], ["null", "true", "5", "1.50", '"text"', "[]", "[[ ]]", '[{"a":1}]'],
               "malformed")
    yield case("malformed_empty_object", "An object without members and one with an envelope alone are copies.",
               ["4.2", "4.3", "4.5"], [{}, {"event_id": absent_id("x"), "content_sha256": None}], "malformed")
    for name, texts in (
        ("form", ["", "2026-02-01", "2026-02-01T00:00:00", "2026-02-01 00:00:00Z", "2026-02-01T00:00:00z",
                  "2026-02-01T00:00:00+00:00", "2026-02-01T00:00Z", "2026-2-01T00:00:00Z",
                  "02026-02-01T00:00:00Z",
                  "2026-02-01T00:00:00Z ", "2026-02-01T00:00:00Z\n", "-026-02-01T00:00:00Z"]),
        ("fraction", ["2026-02-01T00:00:00.Z", "2026-02-01T00:00:00.1234567890Z", "2026-02-01T00:00:00,5Z",
                      "2026-02-01T00:00:00.5", "2026-02-01T00:00:00.5e1Z"]),
        ("date", ["0000-01-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z",
                  "2026-01-00T00:00:00Z",
                  "2026-04-31T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z"]),
        ("time", ["2026-02-01T24:00:00Z", "2026-02-01T00:60:00Z", "2026-12-31T23:59:60Z"]),
        ("digits", ["\u0662\u0660\u0662\u0666-02-01T00:00:00Z", "2026-02-01T00:00:0\uff10Z",
                    "2026-02-01T00:00:00.\u0665Z"]),
    ):
        yield case(f"malformed_instant_{name}", "created_at is not an instant.", ["4.4", "4.5"],
                   [event(created_at=text) for text in texts], "malformed")
    yield case("instants", "All these are instants.", ["4.4"],
               [event(created_at=text) for text in (
                   "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z", "2024-02-29T12:00:00Z",
                   "2000-02-29T00:00:00.1Z", "2026-01-31T00:00:00.000000000Z")])


def limits():
    names = [absent_id(number) for number in range(65)]
    yield case("supersedes_64", "64 entries of supersedes are allowed.", ["4.5"],
               [event(supersedes=names[:64])])
    yield case("limit_supersedes_65", "65 entries of supersedes are too many.", ["4.5"],
               [event(supersedes=names)], "limit_exceeded")
    yield case("depth_58", "58 nested containers are allowed, and the event itself is counted.", ["4.5"],
               [event(payload=nested(57)), event(note=nested(57))])
    deep = [[]]
    for _ in range(56):
        deep = [deep]
    yield case("limit_depth_59", "59 nested containers are too many, in any member.", ["4.5"],
               [event(payload=nested(58)), event(note=nested(58)),
                event(payload={"in": deep[0][0]}, minute=1)],
               ["limit_exceeded"] * 2 + [VALID])
    yield case("limit_depth_59_arrays", "Arrays count like objects.", ["4.5"], [event(note=deep)],
               "limit_exceeded")
    yield case("depth_of_envelope", "The envelope is not content: content and signature have bounds of their own.",
               ["4.2", "4.5", "4.6"], [changed(event(payload=nested(57)), "signature.signed_at", nested(15))])


def filled_signature(given, size_bytes, character="x"):
    """The event with a signature whose canonical form has that size. `character` is one character, of any size."""
    empty = len(canonical(changed(given, "signature.note", "")["signature"]))
    each = len(canonical(character)) - 2
    text = character * ((size_bytes - empty) // each)
    text += "x" * (size_bytes - empty - each * len(text))
    return changed(given, "signature.note", text)


def bounds_of_signature():
    """SPEC 4.6: a signature that is out of bounds."""
    given = event()
    deep = [[]]
    for _ in range(14):
        deep = [deep]
    for member in ("signed_at", "note"):
        yield case(f"signature_depth_16_{member}", "A signature may be nested 16 deep, and is itself counted.", ["4.6"],
                   [changed(given, f"signature.{member}", nested(15))])
        yield case(f"bad_signature_depth_17_{member}", "A signature that is nested 17 deep is out of bounds.", ["4.6"],
                   [changed(given, f"signature.{member}", nested(16))], "bad_signature")
    yield case("bad_signature_depth_17_arrays", "Arrays count like objects.", ["4.6"],
               [changed(given, "signature.note", deep)], "bad_signature")
    yield case("bad_signature_depth_60", "Junk in a signature must not make its bundle too deep.", ["4.6"],
               [changed(given, "signature.note", nested(59))], "bad_signature")
    for name, character in (("", "x"), ("_wide", "\U0001f600"), ("_escaped", "\0")):
        yield case("signature_size_65536" + name, "A signature may have 65,536 bytes in canonical form.", ["4.6"],
                   [filled_signature(given, 65536, character)])
        yield case("bad_signature_size_65537" + name, "A signature of 65,537 bytes in canonical form is out of bounds.",
                   ["4.6"], [filled_signature(given, 65537, character)], "bad_signature")
    spelled = text_of(filled_signature(given, 65536)).replace("xx", "x\\u0078").replace(": ", ":  \n ")
    yield case("signature_size_spelled_otherwise", "The size is that of the canonical form, not of the text.", ["4.6"],
               [spelled])
    yield case("signature_bounds_of_one_copy", "One copy within the bounds is enough.", ["4.3", "4.6"],
               [changed(given, "signature.note", nested(40)), given], [None, VALID])
    yield case("signature_bounds_after_id", "The bounds are part of the last check on the envelope.", ["4.6"],
               [{**changed(given, "signature.note", nested(40)), "event_id": absent_id("x")}], "event_id_mismatch")
    yield case("receipt_without_bounds", "A receipt is part of the content, and has no bounds of its own.",
               ["4.6", "4.8"], [record_created(receipt=receipt_of(RECORD, note=nested(50), more="x" * 70_000))])
    longest = TestKey("vector-longest", key_id="\0" * 1024)
    yield case("signature_of_longest_key_id", "Every key can sign.", ["3.6", "4.6"], [event(longest)],
               keys=[longest.entry()])


def keys_of_events():
    yield case("schema_versions", "schema_version must be the text 1.0, letter by letter.", ["4.5"],
               [event(schema_version=text) for text in ("1.1", "1", "1.0 ", "", "2.0", "1.00")],
               "unsupported_schema_version")
    yield case("subject_mismatch", "The subject must be the record that is merged, letter by letter.",
               ["4.5", "2.2"],
               [event(subject_pith_number=text) for text in (
                   OTHER_SUBJECT, SUBJECT.lower(), SUBJECT.upper(), SUBJECT + " ", "",
                   SUBJECT[:5] + SUBJECT[10:18],
                   SUBJECT.replace("2026", "2025"))], "subject_mismatch")
    yield case("unknown_key", "A key is looked up by key_id and fingerprint, both.", ["3.2", "4.5"],
               [event(STRANGER), event(signer=ALICE.signer(public_key_fingerprint=BOB.fingerprint)),
                event(signer=ALICE.signer(key_id=BOB.key_id)), event(signer=ALICE.signer(key_id="")),
                event(signer=ALICE.signer(public_key_fingerprint=ALICE.fingerprint.upper()))], "unknown_key")
    yield case("unknown_key_empty_keyring", "In an empty keyring every key is unknown.", ["3.2", "4.5"],
               [event(), record_created()], "unknown_key", keys=[])
    for name, key, changes in (
        ("other_id", ALICE, {"signer_id": "bob"}),
        ("other_type", ALICE, {"signer_type": "archive"}),
        ("registry_claimed_by_bound_key", ALICE, {"signer_type": "pith_registry"}),
        ("registry_of_other_id", REGISTRY, {"signer_id": "other.example"}),
        ("registry_as_author", REGISTRY, {"signer_type": "author"}),
        ("unbound_claims_bound_id", UNBOUND, {"signer_id": "alice"}),
        ("unbound_claims_registry", UNBOUND, {"signer_type": "pith_registry"}),
        ("typed_claims_bound_id", TYPED, {"signer_id": "alice"}),
        ("typed_claims_other_type", TYPED, {"signer_type": "author"}),
        ("named_claims_registry", NAMED, {"signer_type": "pith_registry"}),
        ("named_claims_other_id", NAMED, {"signer_id": "free.example"}),
        ("letters", ALICE, {"signer_id": "Alice"}),
    ):
        yield case(f"signer_mismatch_{name}", "The event claims a signer that its key does not allow.",
                   ["3.3", "4.5"],
                   [event(key, signer=key.signer(**changes))], "signer_mismatch")
    yield case("free_claims", "A key that is not bound lets an event claim any name that no other key is bound to.",
               ["3.3", "4.5"],
               [event(UNBOUND, signer=UNBOUND.signer(signer_id="anyone", signer_type="anything")),
                event(TYPED, signer=TYPED.signer(signer_id="anyone")),
                event(NAMED, signer=NAMED.signer(signer_type="anything"))])
    times = ("2026-06-01T00:00:00Z", "2026-06-01T00:00:00.000Z", "2026-06-01T00:00:00.000000001Z",
             "2027-01-01T00:00:00Z", "2026-05-31T23:59:59.999999999Z", "2026-05-31T00:00:00Z")
    yield case("key_expired", "A key is expired from rotates_at on. The two are compared as instants.", ["4.4", "4.5"],
               [event(RETIRED, created_at=text) for text in times], ["key_expired"] * 4 + [VALID] * 2)
    yield case("two_keys_of_one_key_id", "Two keys of one key_id are told apart by their fingerprints.",
               ["3.2", "4.5", "4.6"],
               [event(), event(TWIN), event(ALICE, minute=1, signer=TWIN.signer()),
                event(signer=ALICE.signer(signer_id="twin.example"))],
               [VALID, VALID, "bad_signature", "signer_mismatch"], keys=[ALICE.entry(), TWIN.entry()])


def records():
    yield case("record_created", "A record_created by a registry key.", ["2.1", "2.2", "3.3", "6.4"],
               [record_created()], applied=[0], live=[0])
    yield case("not_authorised", "Only registry keys create records.", ["3.3", "4.5"],
               [record_created(key) for key in (ALICE, UNBOUND, TYPED, NAMED)], "not_authorised")
    yield case("registry_by_type_alone", "A key is a registry key by its signer_type alone.", ["3.3"],
               [record_created()], keys=[REGISTRY.entry(signer_id=None)])
    bad = {"null": None, "array": [], "text": "text", "empty": {}, "no_submitted_at": {"metadata": {}},
           "metadata_no_object": {"metadata": "2026"}, "number": {"metadata": {"submitted_at": 2026}},
           "three_digits": {"metadata": {"submitted_at": "202"}},
           "letter": {"metadata": {"submitted_at": "202x"}},
           "other_digits": {"metadata": {"submitted_at": "\u0662\u0660\u0662\u0666-01-02"}}}
    for name, record in bad.items():
        # The subject is what the record's hash would give, so that the year alone is at fault.
        subject = "pith:2026:" + suffix_of(record)
        payload = {"canonical_record": record, "canonical_sha256": digest_of(record).hex()}
        yield case(f"record_mismatch_{name}", "The canonical record has no year, and so no Pith Number.",
                   ["2.2", "4.5"], [record_created(payload=payload, subject_pith_number=subject)],
                   "record_mismatch", subject=subject)
    digest = digest_of(RECORD).hex()
    for name, changes in (("without_record", {"canonical_record": ABSENT}),
                          ("without_hash", {"canonical_sha256": ABSENT}),
                          ("other_hash", {"canonical_sha256": digest_of({}).hex()}),
                          ("hash_in_capitals", {"canonical_sha256": digest.upper()}),
                          ("hash_with_prefix", {"canonical_sha256": "sha256:" + digest}),
                          ("hash_is_null", {"canonical_sha256": None})):
        yield case(f"record_mismatch_{name}", "canonical_sha256 must be the hash of the record.", ["2.1", "4.5"],
                   [record_created(payload=changes)], "record_mismatch")
    other = {**RECORD, "title": "Another title"}
    yield case("record_mismatch_other_record", "A whole record, but not that of the subject.", ["2.2", "4.5"],
               [record_created(record=other)], "record_mismatch")
    year = SUBJECT.replace("2026", "2025")
    yield case("record_mismatch_other_year", "The year of the Pith Number must be that of the record.", ["2.2", "4.5"],
               [record_created(subject_pith_number=year)], "record_mismatch", subject=year)
    short = {"metadata": {"submitted_at": "0000"}}
    yield case("record_year_alone", "Any four digits are enough.", ["2.2"],
               [record_created(record=short, subject_pith_number=pith_number(short))],
               subject=pith_number(short))
    spelled = text_of(record_created()).replace('"metadata": {', '"\\u006detadata" :\t{').replace(
        "A record", "\\u0041 record")
    yield case("record_spelled_otherwise", "The record's hash is over its canonical form.", ["1.6", "2.1"],
               [spelled])


def wrong_members(good):
    """What can be wrong with each member of an event's envelope, and the reason that it gives."""
    digest, name = good["content_sha256"], good["event_id"]
    encoded = good["signature"]["signature_b64"]
    return {
        "content_sha256": ("content_hash_mismatch", [
            ABSENT, None, digest.upper(), name, digest[:-1], digest_of({}).hex(), 5]),
        "event_id": ("event_id_mismatch", [
            ABSENT, None, digest, "SHA256:" + digest, name[:7] + digest.upper(), absent_id("x"), 5]),
        "signature": ("bad_signature", [ABSENT, None, "text", [], {}, encoded]),
        "signature.signature_status": ("bad_signature", [ABSENT, None, "", "unsigned", "SIGNED_V1"]),
        "signature.algorithm": ("bad_signature", [ABSENT, None, "Ed25519", "ecdsa"]),
        "signature.key_id": ("bad_signature", [ABSENT, None, "", BOB.key_id]),
        "signature.public_key_fingerprint": ("bad_signature", [
            ABSENT, None, BOB.fingerprint, ALICE.fingerprint.upper()]),
        "signature.signed_message": ("bad_signature", [
            ABSENT, None, "bundle_sha256_bytes", "canonical_sha256_bytes"]),
        "signature.signature_b64": ("bad_signature", [
            ABSENT, None, "", 5, flip_first_bit(encoded), encoded + "\n", encoded.rstrip("=")]),
    }


def envelopes():
    good = event()
    digest = good["content_sha256"]
    for member, (reason, values) in wrong_members(good).items():
        wrong = []
        for minute in range(len(values)):
            other = event(minute=minute)
            wrong.append(changed(other, member, wrong_members(other)[member][1][minute]))
        yield case(f"envelope_{member.replace('.', '_')}", f"{member} is missing or wrong.",
                   ["4.2", "4.6"], wrong, reason)
    yield case("signed_at_is_anything", "signed_at may be anything, or absent.", ["4.6"],
               [changed(event(minute=minute), "signature.signed_at", value)
                for minute, value in enumerate((ABSENT, None, 5, "", {"a": []}))])
    yield case("signature_has_more", "Other members of a signature mean nothing.", ["4.6"],
               [changed(good, "signature.note", ["anything"])])
    by_bob = changed(sign_event(event_content(good), BOB), "signature.key_id", ALICE.key_id)
    yield case("bad_signature_of_another_key", "The signature was made with another key, under the signer's name.",
               ["4.6"], [changed(by_bob, "signature.public_key_fingerprint", ALICE.fingerprint)],
               "bad_signature")
    yield case("bad_signature_key_not_the_signers",
               "The signature holds under the key that it names, but that is "
               "not the signer's key.", ["4.6"], [sign_event(event_content(good), BOB)], "bad_signature")
    over_text = to_base64(ALICE.sign(digest.encode()))
    yield case("bad_signature_over_text", "The signature is over the 32 bytes, not over their digits.", ["4.2", "4.6"],
               [changed(good, "signature.signature_b64", over_text)], "bad_signature")
    signature = ALICE.sign(bytes.fromhex(digest))
    raised = int.from_bytes(signature[32:], "little") + edwards.ORDER
    second = to_base64(signature[:32] + raised.to_bytes(32, "little"))
    yield case("bad_signature_s_plus_order", "A second signature cannot be made from one.", ["3.8", "4.6"],
               [changed(good, "signature.signature_b64", second)], "bad_signature")


def cases():
    for group in (malformed, limits, keys_of_events, records, envelopes, bounds_of_signature):
        yield from group()
