"""Cases of merging, second part: copies, neighbouring checks, receipts, links, order (SPEC 4.3 to 5.2)."""

import json

from cases_merge import VALID, case, disagreements
from signing import (
    ABSENT, ALICE, ALICE_LATER, BOB, NAMED, OTHER_SUBJECT, RECORD, REGISTRY, RETIRED, ROTATES_AT, STRANGER,
    TWIN,
    TYPED, UNBOUND, absent_id, changed, digest_of, event, event_content, event_id, flip_first_bit, nested,
    receipt_of,
    record_created, text_of,
)

__all__ = ["cases", "disagreements"]

WRONG_HASH = {"content_sha256": absent_id("x")[7:]}
WRONG_ID = {"event_id": absent_id("x")}
TIMES = ("2026-03-01T00:00:00Z", "2026-03-01T00:00:00.0Z", "2026-03-01T00:00:00.000000000Z")


def forged(good):
    """The event with a signature that does not hold."""
    encoded = good["signature"]["signature_b64"]
    return changed(good, "signature.signature_b64", flip_first_bit(encoded))


def copies():
    good = event()
    bad = forged(good)
    hashed, named = {**good, **WRONG_HASH}, {**good, **WRONG_ID}
    later = changed(good, "signature.signed_at", "2027-01-01T00:00:00Z")
    for name, events, reason in (
        ("same_twice", [good, good], VALID),
        ("signed_again", [good, later], VALID),
        ("good_first", [good, bad, hashed], VALID),
        ("good_last", [hashed, named, bad, good], VALID),
        ("good_between", [bad, good, {**good, "signature": None}], VALID),
        ("without_envelope", [event_content(good), good], VALID),
        ("furthest_is_signature", [hashed, bad, named], "bad_signature"),
        ("furthest_is_id", [named, hashed], "event_id_mismatch"),
        ("furthest_is_hash", [hashed, {**hashed, **WRONG_ID}, forged(hashed)], "content_hash_mismatch"),
        ("nothing_put_together", [{**bad, "note": 1}, bad], "bad_signature"),
    ):
        reasons = [reason] + [None] * (len(events) - 1)
        if name == "nothing_put_together":
            reasons = ["content_hash_mismatch", reason]
        yield case("copies_" + name, "Copies count once, and the one that came furthest decides.",
                   ["4.3", "4.6"], events, reasons)
    whole = event(payload={"text": "\u00e9/\u2028", "number": 100.0, "whole": 0, "list": [{"b": 1, "a": 2}]})
    spelled = json.dumps(whole, indent=2, sort_keys=True).replace("100.0", "1e2").replace(": 0", ": -0")
    yield case("copies_spelled_otherwise",
               "White space, order, escapes and spellings of numbers make copies.",
               ["1.1", "1.2", "1.3", "4.3"], [text_of(whole), spelled.replace("/", "\\/")], [VALID, None])
    yield case("copies_not_of_other_numbers", "1 and 1.0 are two values, and so their events are two events.",
               ["1.3", "4.2"],
               [event(payload={"number": number}) for number in (1, 1.0, 0.0, -0.0)])
    yield case("claimed_id_of_another", "Nobody can shadow an event by claiming its id.", ["4.3", "4.6"],
               [{**event(minute=1), "event_id": event_id(good)}, good], ["event_id_mismatch", VALID])


def neighbours():
    """If two checks fail, the first one in the table gives the reason."""
    many = [absent_id(number) for number in range(65)]
    claims_bob = ALICE.signer(signer_id="bob")
    other = {"subject_pith_number": OTHER_SUBJECT}
    late_registry = [REGISTRY.entry(rotates_at="2026-01-01T00:00:00Z")]
    mismatched = {"canonical_record": {}}
    for name, events, reason, keys in (
        ("malformed_before_limit", [event(supersedes=many + many[:1]), event(payload=nested(58), target=5)],
         "malformed", None),
        ("malformed_instant_before_subject", [event(created_at="2026-02-30T00:00:00Z", subject_pith_number="pith:x")],
         "malformed", None),
        ("subject_of_no_form_before_unknown_key", [event(STRANGER, subject_pith_number="pith:x")], "subject_mismatch",
         None),
        ("limit_before_schema", [event(supersedes=many, schema_version="2.0")], "limit_exceeded", None),
        ("schema_before_subject", [event(schema_version="2.0", **other)], "unsupported_schema_version", None),
        ("subject_before_unknown_key", [event(STRANGER, **other)], "subject_mismatch", None),
        ("unknown_key_before_signer", [event(STRANGER, signer=STRANGER.signer(signer_id="alice"))],
         "unknown_key", None),
        ("signer_before_expired",
         [event(RETIRED, signer=RETIRED.signer(signer_id="bob"), created_at=ROTATES_AT)], "signer_mismatch",
         None),
        ("expired_before_not_authorised", [record_created(RETIRED, created_at=ROTATES_AT)], "key_expired",
         None),
        ("expired_before_record_mismatch", [record_created(payload=mismatched)], "key_expired",
         late_registry),
        ("not_authorised_before_record_mismatch", [record_created(ALICE, payload=mismatched)],
         "not_authorised", None),
        ("record_mismatch_before_hash", [{**record_created(payload=mismatched), **WRONG_HASH}],
         "record_mismatch", None),
        ("signer_before_hash", [{**event(signer=claims_bob), **WRONG_HASH}], "signer_mismatch", None),
        ("hash_before_id", [{**event(), **WRONG_HASH, **WRONG_ID}], "content_hash_mismatch", None),
        ("id_before_signature", [forged({**event(), **WRONG_ID})], "event_id_mismatch", None),
        ("hash_before_signature", [forged({**event(), **WRONG_HASH})], "content_hash_mismatch", None),
        ("signature_before_receipt", [forged(record_created(receipt=None))], "bad_signature", None),
        ("signature_before_link", [forged(event(prev_event=many[0]))], "bad_signature", None),
        ("receipt_before_link", [record_created(receipt=None, prev_event=many[0])], "bad_receipt", None),
    ):
        yield case("first_" + name, "The first check that fails gives the reason.",
                   ["4.5", "4.6", "4.8", "4.9"],
                   events, reason, keys)


def receipts():
    digest = digest_of(RECORD)
    other_registry = TWIN.entry(signer_type="pith_registry", key_id="other-registry")
    signed_by_twin = receipt_of(RECORD, TWIN, key_id="other-registry")
    whole = [REGISTRY.entry(), other_registry, ALICE.entry()]
    for name, receipt, shows in (
        ("holds", receipt_of(RECORD), "A receipt that holds."),
        ("absent", ABSENT, "A record_created need not have a receipt."),
        ("of_another_registry", signed_by_twin, "Any registry key of the keyring signs receipts."),
        ("signed_at_anything", receipt_of(RECORD, signed_at=[5], note={}), "Other members mean nothing."),
    ):
        yield case("receipt_" + name, shows, ["2.4", "4.8"], [record_created(receipt=receipt)], keys=whole)
    yield case("receipt_under_rotated_key", "rotates_at is not applied to receipts.", ["4.8", "4.9"],
               [record_created(receipt=signed_by_twin)],
               keys=[REGISTRY.entry(), {**other_registry, "rotates_at": "2000-01-01T00:00:00Z"}])
    yield case("receipt_of_other_event", "Only the receipt of a record_created is checked.", ["4.8"],
               [event(payload={"receipt": None}), event(REGISTRY, payload={"receipt": "bad"})])
    yield case("bad_receipt_no_object", "A receipt that is present must be an object.", ["4.8"],
               [record_created(minute=minute, receipt=value) for minute, value in
                enumerate((None, "text", [], 5, False))], "bad_receipt")
    encoded = receipt_of(RECORD)["signature_b64"]
    for member, values in {
        "signature_status": (ABSENT, None, "unsigned"),
        "algorithm": (ABSENT, None, "Ed25519"),
        "signed_message": (ABSENT, None, "open_graph_event_sha256_bytes"),
        "canonical_sha256": (ABSENT, None, digest.hex().upper(), digest_of({}).hex(), 5),
        "key_id": (ABSENT, None, "", STRANGER.key_id),
        "public_key_fingerprint": (ABSENT, None, ALICE.fingerprint, REGISTRY.fingerprint.upper()),
        "signature_b64": (ABSENT, None, "", flip_first_bit(encoded), encoded + "\n"),
    }.items():
        yield case(f"bad_receipt_{member}", f"receipt.{member} is missing or wrong.", ["4.8"],
                   [record_created(receipt=receipt_of(RECORD, **{member: value})) for value in values],
                   "bad_receipt")
    yield case("bad_receipt_no_registry_key", "Only registry keys of the keyring sign receipts.",
               ["3.3", "4.8"],
               [record_created(receipt=receipt_of(RECORD, key)) for key in (ALICE, UNBOUND, TYPED, NAMED,
                                                                            STRANGER)],
               "bad_receipt")
    yield case("bad_receipt_of_other_record", "The receipt is over another record.", ["2.4", "4.8"],
               [record_created(receipt=receipt_of({})),
                record_created(receipt=receipt_of({}, canonical_sha256=digest.hex()))], "bad_receipt")


def previous():
    first = event()
    after = event(minute=1, prev_event=event_id(first))
    end = event(minute=2, prev_event=event_id(after))
    by_bob = event(BOB, minute=3, prev_event=event_id(first))
    unresolved = "prev_event_unresolved"
    bad_receipt = record_created(receipt=None)
    foreign = event(subject_pith_number=OTHER_SUBJECT)
    broken = {"schema": event(schema_version="2.0"), "signature": forged(first), "stranger": event(STRANGER),
              "receipt": bad_receipt, "foreign": foreign, "malformed": event(target=None)}
    why = {"schema": "unsupported_schema_version", "signature": "bad_signature", "stranger": "unknown_key",
           "receipt": "bad_receipt", "foreign": "subject_mismatch", "malformed": "malformed"}
    yield case("prev_present", "prev_event names a valid event, of any principal.", ["4.9", "5.2"],
               [by_bob, after, first], applied=[2, 1, 0])
    yield case("prev_absent", "prev_event names an event that is not there.", ["4.9"],
               [first, event(minute=1, prev_event=absent_id("x"))], [VALID, unresolved])
    for name, bad in broken.items():
        yield case(f"prev_invalid_{name}", "prev_event names an event that is not valid.", ["4.9"],
                   [event(minute=1, prev_event=event_id(bad)), bad], [unresolved, why[name]])
    yield case("prev_cascade", "An event that follows one that is not valid is not valid either.", ["4.9", "5.2"],
               [end, first, event(minute=3, prev_event=absent_id("x")),
                event(minute=1, prev_event=event_id(event(minute=3, prev_event=absent_id("x")))), after],
               [VALID, VALID, unresolved, unresolved, VALID], applied=[1, 4, 0])
    chain = [event(minute=0, prev_event=event_id(bad_receipt))]
    for minute in range(1, 6):
        chain.append(event(minute=minute, prev_event=event_id(chain[-1])))
    yield case("prev_cascade_long", "A bad receipt makes the whole chain after it unresolved.", ["4.8", "4.9"],
               [*chain[::-1], bad_receipt], [unresolved] * 6 + ["bad_receipt"])
    yield case("prev_is_id_claimed", "A link names the content digest, not what an envelope claims.", ["4.2", "4.9"],
               [{**first, **WRONG_ID}, event(minute=1, prev_event=absent_id("x"))],
               ["event_id_mismatch", unresolved])
    yield case("prev_copy_decides", "One authentic copy of the linked event is enough.", ["4.3", "4.9"],
               [forged(first), after, first, {**first, **WRONG_HASH}], [None, VALID, VALID, None])
    yield case("prev_of_record", "A record_created may follow another event.", ["4.9"],
               [record_created(minute=1, prev_event=event_id(first)), first], applied=[1, 0])


def superseding():
    """supersedes does not change what is valid. What is live is in the third part."""
    first = event()
    bad = event(STRANGER)
    yield case("supersedes_absent", "supersedes may name an event that is not there.", ["6.1"],
               [event(supersedes=[absent_id("x")])], live=[0])
    yield case("supersedes_invalid", "An entry that names no valid event has no effect.", ["6.1", "5.2"],
               [event(minute=1, supersedes=[event_id(bad)]), bad], [VALID, "unknown_key"], live=[0])
    withdrawn = event(minute=1, prev_event=absent_id("x"), supersedes=[event_id(first)])
    yield case("superseded_by_invalid", "An event that is not valid supersedes nothing.", ["4.9", "6.1"],
               [first, withdrawn], [VALID, "prev_event_unresolved"], live=[0])
    yield case("superseded_by_unauthentic", "An event without a good signature supersedes nothing.", ["4.7", "6.1"],
               [first, forged(event(minute=1, supersedes=[event_id(first)]))], [VALID, "bad_signature"],
               live=[0])
    yield case("supersedes_and_prev", "One event may be named in both members.", ["4.1", "6.1"],
               [first, event(minute=1, prev_event=event_id(first), supersedes=[event_id(first)])], live=[1])


def order():
    first, second, third = (event(minute=minute) for minute in (1, 2, 3))
    yield case("order_by_instant", "Earlier events come first, in whatever order they arrive.", ["5.1", "5.2"],
               [third, first, second], applied=[1, 2, 0])
    finer = [event(created_at=text) for text in ("2026-03-01T00:00:00.000000001Z", "2026-03-01T00:00:00Z",
                                                 "2026-03-01T00:00:00.1Z", "2026-03-01T00:00:00.09Z")]
    yield case("order_by_fraction", "Fractions are compared as numbers.", ["4.4", "5.1"], finer,
               applied=[1, 0, 3, 2])
    tied = [event(created_at=text, target=target) for text in TIMES for target in ("a", "b")]
    by_id = sorted(range(len(tied)), key=lambda index: event_id(tied[index]))
    yield case("order_of_spellings", "One instant in several spellings is a tie, and the ids decide.", ["4.4", "5.1"],
               tied, applied=by_id)
    early, late = event(created_at="0001-01-01T00:00:00Z"), event(created_at="9999-12-31T23:59:59.999999999Z")
    yield case("order_of_years", "The first and the last instant.", ["4.4", "5.1"], [late, first, early],
               applied=[2, 1, 0])
    at_once = [event(target=str(number)) for number in range(4)] + [record_created()]
    by_id = sorted(range(4), key=lambda index: event_id(at_once[index]))
    yield case("order_record_created_first", "At one instant a record_created comes before anything else.",
               ["5.1"], at_once, applied=[4, *by_id])
    yield case("order_record_created_by_time", "An earlier event comes before a record_created.", ["5.1"],
               [record_created(minute=2), first], applied=[1, 0])
    records = [record_created(payload={"number": number}) for number in range(4)]
    by_id = sorted(range(4), key=lambda index: event_id(records[index]))
    yield case("order_of_records", "Several record_created of one instant are ordered by id.", ["5.1", "6.4"],
               records, applied=by_id)
    linked = event(minute=0, prev_event=event_id(second))
    yield case("order_link_before_time",
               "An event waits for its links, although it claims to be earlier.",
               ["5.2"], [linked, first, second, third], applied=[1, 2, 0, 3])
    yield case("order_supersedes_before_time",
               "An entry of supersedes is a link too, and an event waits for all its links.",
               ["5.2"], [event(minute=0, supersedes=[event_id(first), event_id(third)]), first, second,
                         third],
               applied=[1, 2, 3, 0])
    yield case("order_others_supersedes_waits", "An event waits for a link that has no effect as well.",
               ["5.2", "6.1"], [event(BOB, minute=0, supersedes=[event_id(second)]), second], applied=[1, 0])
    unresolved = event(minute=9, prev_event=absent_id("x"))
    yield case("order_waits_for_unresolved",
               "An event waits for what it supersedes, whether or not that turns out to be valid.",
               ["4.9", "5.2"], [event(minute=0, supersedes=[event_id(unresolved)]), unresolved, first],
               [VALID, "prev_event_unresolved", VALID], applied=[2, 0])
    record = record_created(minute=0, prev_event=event_id(second))
    yield case("order_link_before_record", "A record_created waits for its links.", ["5.1", "5.2"],
               [record, first, second], applied=[1, 2, 0])
    chain = [event(ALICE_LATER, minute=50)]
    for minute in range(40, 0, -10):
        chain.append(event(minute=minute, prev_event=event_id(chain[-1])))
    yield case("order_chain_against_time", "A chain whose times run backwards is applied along its links.",
               ["5.2"], [*chain[::-1], event(minute=45), event(minute=55)], applied=[5, 4, 3, 2, 1, 0, 6])


def cases():
    for group in (copies, neighbours, receipts, previous, superseding, order):
        yield from group()
