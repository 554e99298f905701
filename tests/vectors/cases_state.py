"""Cases of merging, third part: what is current, aliases, bundles' keys, equivocation (SPEC 6 to 9, 3.5)."""

import json

from cases_links import forged
from cases_merge import VALID, case, disagreements
from signing import (
    ALICE, ALICE_LATER, BOB, NAMED, OTHER_SUBJECT, RECORD, REGISTRY, ROTATES_AT, TWIN, TYPED, UNBOUND,
    TestKey, absent_id, event, event_id, key_entry, pith_number, real_bundles, receipt_of, record_created,
)

__all__ = ["cases", "disagreements"]

TYPES = ["graph_snapshot", "author_attestation", "timestamp_anchor", "storage_attestation",
         "citation_signature",
         "replication_record", "correction", "mirror_hint"]
AWKWARD = "\"\\/\b\f\n\r\t\u0000\u001f\u007f\u2028\u00e9e\u0301\ufb33\U0001f600<&>"
VISITOR = TestKey("vector-visitor")


def ids(*events):
    return [event_id(given) for given in events]


def superseded():
    first, by_bob = event(), event(BOB, minute=1)
    by_unbound = event(UNBOUND, minute=2)
    for name, events, live, shows in (
        ("same_key", [first, event(minute=1, supersedes=ids(first))], [1], "The signer withdraws an event."),
        ("other_key", [first, event(ALICE_LATER, minute=1, supersedes=ids(first))], [1],
         "A principal is a signer_id, whichever of its keys signs."),
        ("by_another", [first, event(BOB, minute=1, supersedes=ids(first))], [0, 1],
         "Nobody can withdraw another's event."),
        ("other_target", [first, event(minute=1, target="elsewhere", supersedes=ids(first))], [1],
         "The superseded event may have another target."),
        ("two_at_once", [first, event(minute=1, target="b"),
                         event(minute=2, supersedes=ids(first, event(minute=1, target="b")))], [2],
         "One event may supersede several."),
        ("some_of_them", [first, by_bob, event(minute=2, supersedes=[*ids(by_bob, first), absent_id("x")])],
         [1, 2], "Each entry of supersedes is decided by itself."),
        ("key_without_name", [by_unbound, event(UNBOUND, minute=3, supersedes=ids(by_unbound))], [1],
         "A key that is bound to no signer_id is a principal of its own."),
        ("type_alone_is_no_name", [event(TYPED), event(TYPED, minute=1, supersedes=ids(event(TYPED)))], [1],
         "A key that is bound to a signer_type alone is a principal of its own."),
    ):
        yield case("superseded_" + name, shows, ["3.7", "6.1"], events, live=live)
    middle = event(minute=1, supersedes=ids(first))
    yield case("superseded_by_superseded",
               "An event stays superseded if the event that superseded it is superseded too.", ["6.1"],
               [first, middle, event(minute=2, supersedes=ids(middle))], live=[2])
    typed = event(minute=1, event_type="correction", supersedes=ids(first))
    yield case("superseded_across_types", "The superseded event may have another type.", ["6.1"],
               [first, typed], live=[1])
    claimed = {"signer_id": "one.example", "signer_type": "author"}
    unbound, visitor = (event(key, signer=key.signer(**claimed)) for key in (UNBOUND, VISITOR))
    after = event(VISITOR, minute=1, signer=VISITOR.signer(**claimed), supersedes=ids(unbound, visitor))
    yield case("superseded_unbound_claims", "Two unbound keys that claim one signer_id are two principals.",
               ["3.7", "6.1"], [unbound, visitor, after], keys=[UNBOUND.entry(), VISITOR.entry()],
               live=[0, 2])
    named_so = TestKey("vector-visitor", key_id="named-so", signer_id=UNBOUND.fingerprint)
    yield case("superseded_kinds_of_principal", "A signer_id that looks like a fingerprint is not that key.",
               ["3.7", "6.1"], [event(UNBOUND), event(named_so, minute=1, supersedes=ids(event(UNBOUND)))],
               keys=[UNBOUND.entry(), named_so.entry()], live=[0, 1])
    again = TestKey(UNBOUND.key_id, key_id="another-name")
    yield case("superseded_one_key_two_names",
               "One key under two key_ids, bound to nothing, is one principal.",
               ["3.7", "6.1"], [event(UNBOUND), event(again, minute=1, supersedes=ids(event(UNBOUND)))],
               keys=[UNBOUND.entry(), again.entry()], live=[1])
    record, second = record_created(), record_created(minute=1)
    yield case("record_first_live", "record_created is the first live one.", ["6.4"], [second, record],
               live=[1])
    yield case("record_superseded", "If the first one is superseded, record_created is the next one.", ["6.1", "6.4"],
               [record, record_created(minute=1, supersedes=ids(record))], live=[1])
    yield case("record_withdrawn", "If no record_created is live, record_created is null.", ["6.4"],
               [record, event(REGISTRY, minute=1, supersedes=ids(record))], live=[1])


def lists():
    yield case("empty", "No event at all.", ["8.1", "8.2", "8.3"], [], applied=[], live=[], conflicts=[])
    for event_type in TYPES:
        first, second = (event(minute=minute, event_type=event_type, target=str(minute)) for minute in (1, 2))
        yield case(f"list_{event_type}",
                   f"Events of the type {event_type} are shown in the list of that name.",
                   ["6.2", "6.3", "8.1"], [second, first], live=[0, 1])
    every = [event(minute=minute, event_type=event_type) for minute, event_type in enumerate(TYPES, 1)]
    yield case("list_all_eight", "All eight lists, and a record.", ["6.2", "6.3", "8.1"],
               [*every, record_created(receipt=receipt_of(RECORD))], live=range(9))
    names = ["corrections", "mirror_hints", "Mirror_hint", "", "record", "mirror_hint ", "\U0001f600"]
    yield case("open_types", "Any other type is valid and applied, and shown in no list.", ["6.2"],
               [event(event_type=name) for name in names], live=[])
    yield case("invalid_alone", "Events that are not valid are counted, and listed by their ids.", ["8.1", "8.4"],
               [5, {}, event(subject_pith_number=OTHER_SUBJECT), forged(event()), event(schema_version="2")],
               ["malformed", "malformed", "subject_mismatch", "bad_signature", "unsupported_schema_version"])
    first = event()
    yield case("junk_around_authentic", "The state of the authentic events alone counts and lists no others.",
               ["4.7", "8.3", "8.4"],
               [first, 5, event(minute=2, prev_event=event_id(first)), record_created(receipt=None),
                forged(event(minute=3)), event(minute=4, prev_event=absent_id("x")), event(TWIN)],
               [VALID, "malformed", VALID, "bad_receipt", "bad_signature", "prev_event_unresolved",
                "unknown_key"],
               applied=[0, 2])
    awkward = {AWKWARD: [AWKWARD, {"\ufb33": 1, "\U0001f600": 2, "": None}], "b": True, "a": [[], {}]}
    signer = {**UNBOUND.signer(signer_id=AWKWARD, signer_type=AWKWARD + "type"), AWKWARD: AWKWARD, "extra": 1}
    yield case("escapes_everywhere", "Strings of every kind are written by the rules of strings.",
               ["1.2", "6.3", "8.2"], [event(UNBOUND, target=AWKWARD, payload=awkward, signer=signer),
                                       event(UNBOUND, target=AWKWARD, payload={}, signer=signer)],
               aliases=[{"alias_kind": AWKWARD, "alias_value": AWKWARD, "created_at": ROTATES_AT}],
               live=[0, 1])
    numbers = '{"whole": 123456789012345678901234567890, "z": -0, "list": [1e2, 0.00001, 1E16, -0.0, 5e-324]}'
    yield case("numbers_in_payload", "Numbers are written by the rules of numbers.", ["1.3", "8.2"],
               [event(payload=json.loads(numbers))], live=[0])
    yield case("unknown_members", "Other members of an event are hashed with the rest, and not shown.", ["4.1", "6.3"],
               [event(note=None), event(note={"a": [1]}), event()], live=[0, 1, 2])
    yield case("signer_whole", "signer and payload are shown whole, in canonical order.", ["6.3", "8.2"],
               [event(signer={"z": 1, **ALICE.signer(), "a": {"c": 1, "b": 2}}, payload={"b": 1, "a": 2})],
               live=[0])
    rich = {**RECORD, "numbers": [1.0, 100, 1e20, 2**70], "\U0001f600": 1, "\ufb33": [AWKWARD]}
    yield case("record_in_canonical_form", "canonical_record is written in canonical form.", ["6.4", "8.2"],
               [record_created(record=rich, subject_pith_number=pith_number(rich))],
               subject=pith_number(rich))
    for bundle in real_bundles():
        number = bundle["pith_number"]
        yield case("published_" + number.split(":")[1],
                   "Events of a published bundle give the published state.",
                   ["3.4", "8.1", "8.2", "8.3"], bundle["events"], subject=number,
                   aliases=bundle["source_aliases"],
                   keys=[{**bundle["public_keys"][0], "signer_id": "pith.science",
                          "signer_type": "pith_registry"}],
                   state=bundle["state"])


def alias(kind, value, created_at="2026-01-01T00:00:00Z", **more):
    return {"alias_kind": kind, "alias_value": value, "created_at": created_at, **more}


def aliases():
    instants = ["2026-01-02T00:00:00Z", "2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00.50Z",
                "2026-01-01T00:00:00.500000001Z"]
    tied = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.0Z"]
    usable = alias("kind", "value")
    for name, given, shows in (
        ("one", [usable], "An alias is shown with its three members."),
        ("earliest", [alias("k", "v", text) for text in instants],
         "If an alias is given several times, the earliest instant is kept."),
        ("earliest_is_no_text", [alias("k", "v", "2026-01-01T00:00:00.9Z"), alias("k", "v")],
         "Instants are compared as instants. As bytes a point would come before Z."),
        ("tie_of_fractions", [alias("k", "v", f"2026-01-01T00:00:17{end}Z") for end in (".5", ".50", ".500")],
         "If one instant has several spellings, the least as bytes is kept, although it is the longest."),
        ("tie", [alias("k", "v", text) for text in tied],
         "If one instant has several spellings, the least as bytes is kept."),
        ("sorted", [alias(*pair) for pair in (("b", "a"), ("a", "c"), ("a", "b"), ("B", "z"), ("", ""),
                                              ("a", ""))],
         "Aliases are sorted by kind, then by value."),
        ("sorted_by_code_point", [alias(text, text) for text in ("\U0001f600", "\ufb33", "\uffff", "z")],
         "Aliases are sorted by code point."),
        ("pairs_not_joined", [alias("ab", "c"), alias("a", "bc"), alias("ab", "")],
         "An alias is identified by its kind and its value, not by the two joined."),
        ("more_members", [alias("k", "v", note=[1], zero=0)], "Other members of an alias are not shown."),
        ("left_out_type", [usable, alias(5, "v"), alias("k", None), alias("k", "v", 2026),
                           {"alias_kind": "k"}, {}],
         "An alias whose three members are not all strings is left out."),
        ("left_out_no_object", [None, 5, "text", [usable], usable], "A value that is not an object is left out."),
        ("left_out_instant", [usable] + [alias("k", "v", text) for text in
                                         ("", "2026-01-01", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00.Z")],
         "An alias whose created_at is not an instant is left out."),
    ):
        yield case("aliases_" + name, shows, ["6.5", "9.6"], [], aliases=given)
        if name == "earliest":
            yield case("aliases_earliest_last", shows, ["6.5", "9.6"], [event()], aliases=given[::-1])


def bundle_keys():
    entry = VISITOR.entry()
    science = TWIN.entry(key_id="science", signer_id="pith.science", signer_type="pith_registry")
    registry = {"signer_type": "pith_registry"}
    record = record_created(VISITOR, signer=VISITOR.signer(**registry))
    for name, entries, events, reasons, keys, shows in (
        ("create_records", [entry], [record, record_created(VISITOR, minute=1)], VALID, None,
         "A key of a bundle counts as a registry key."),
        ("sign_receipts", [entry], [record_created(receipt=receipt_of(RECORD, VISITOR))], VALID, None,
         "A key of a bundle signs receipts."),
        ("not_given", [], [record], "unknown_key", None, "Without the caller's word a bundle's keys are unknown."),
        ("claim_registry_id", [entry], [event(VISITOR,
                                              signer=VISITOR.signer(signer_id="pith.science", **registry))],
         "signer_mismatch", [science], "A key of a bundle does not speak for a bound signer."),
        ("claim_free_registry_id", [entry],
         [event(VISITOR, signer=VISITOR.signer(signer_id="pith.science", **registry))], VALID, None,
         "If no key is bound to a signer_id, an unbound key may claim it."),
        ("claim_bound_id", [entry], [event(VISITOR, signer=VISITOR.signer(signer_id="alice"))],
         "signer_mismatch", None, "A key of a bundle does not speak for a bound signer."),
        ("binding_not_read", [{**entry, "signer_id": "bob", "signer_type": "archive"}], [event(VISITOR)],
         VALID,
         None, "A key of a bundle is bound to nothing, whatever it says."),
        ("binding_of_any_type", [{**entry, "signer_id": 5, "signer_type": [None]}], [event(VISITOR)], VALID,
         None,
         "signer_id and signer_type of a bundle's key are not read."),
        ("already_there", [ALICE.entry(signer_type="pith_registry", signer_id="x",
                                       rotates_at="2000-01-01T00:00:00Z")],
         [event(), record_created(ALICE)], [VALID, "not_authorised"], None,
         "An entry whose key_id and fingerprint are in the keyring adds and changes nothing."),
        ("name_of_another_key", [VISITOR.entry(key_id=ALICE.key_id)], [event(), record_created(ALICE)],
         [VALID, "not_authorised"], None, "A key_id alone does not name a key."),
        ("rotates_at", [{**entry, "rotates_at": ROTATES_AT}],
         [event(VISITOR), event(VISITOR, created_at=ROTATES_AT)], VALID, None,
         "The rotates_at of a bundle's key is not read: the key does not expire."),
        ("rotates_at_again", [entry, {**entry, "rotates_at": "0001-01-01T00:00:00Z"}], [event(VISITOR)], VALID, None,
         "Nobody makes another's key expire by listing it again."),
        ("rotates_at_twice", [{**entry, "rotates_at": text} for text in (ROTATES_AT, "2030-01-01T00:00:00Z")],
         [event(VISITOR, created_at=ROTATES_AT)], VALID, None, "Two entries of one key may state different ends."),
        ("rotates_at_of_any_type", [{**entry, "rotates_at": value} for value in (5, "soon", [], {})],
         [event(VISITOR)], VALID, None, "The rotates_at of a bundle's key may be anything."),
    ):
        arrays = [[given] for given in entries] or [[]]
        yield case("bundle_keys_" + name, shows, ["3.5", "4.5"], events, reasons, keys, arrays)
    small_order = key_entry("small", bytes([1] + [0] * 31))
    bad = [5, {}, None, {**entry, "algorithm": "x"}, {**entry, "public_key_hex": "00"},
           {**entry, "public_key_b64": "AA=="}, {**entry, "key_id": 5}, {**entry, "key_id": "k" * 1025}, small_order]
    yield case("bundle_keys_bad", "A bad entry of a bundle is left out, and the others count.", ["3.5", "3.6"],
               [event(VISITOR)], bundle_keys=[[*bad, entry], bad])
    yield case("bundle_keys_bad_alone", "A bad entry is not trusted.", ["3.5", "3.6"], [event(VISITOR)], "unknown_key",
               bundle_keys=[[given] for given in bad])
    for name, value in (("object", {"0": entry}), ("null", None), ("text", "keys"), ("entry", entry)):
        yield case("bundle_keys_no_array_" + name, "public_keys that are not an array list no key.", ["3.5"],
                   [event(VISITOR)], bundle_keys=[value, [entry]])
    unbound, other = event(VISITOR), event(UNBOUND,
                                           signer=UNBOUND.signer(signer_id=VISITOR.signer()["signer_id"]))
    yield case("bundle_keys_principal", "A key of a bundle is a principal of its own.", ["3.5", "3.7"],
               [unbound, other, event(VISITOR, minute=1, supersedes=ids(unbound, other))],
               bundle_keys=[[entry]],
               live=[1, 2])


def conflicts():
    one, two, three = (event(payload={"answer": number}) for number in (1, 2, 3))
    base = event(event_type="base")
    prev = [event(minute=1, prev_event=event_id(base), payload={"answer": number}) for number in (1, 2)]
    naming = event(minute=1, prev_event=event_id(one))
    over = [event(minute=1, supersedes=ids(base), payload={"answer": number}) for number in (1, 2)]
    gone = [event(minute=1, supersedes=[absent_id("x"), absent_id(number)]) for number in (1, 2)]
    both = [event(minute=1, supersedes=[absent_id("x"), absent_id("y")], payload={"answer": number})
            for number in (1, 2)]
    mixed = [event(minute=1, prev_event=event_id(base), supersedes=[absent_id("x")]),
             event(minute=1, supersedes=[absent_id("x")])]
    of_registry = [record_created(minute=number) for number in (1, 2)]
    for name, events, found, shows in (
        ("two", [one, two], [([0, 1], False)], "Two answers at the one position null."),
        ("three", [one, two, three], [([0, 1, 2], False)], "Three answers are one entry."),
        ("two_keys", [one, event(ALICE_LATER)], [([0, 1], False)],
         "Two keys of one signer are one principal."),
        ("records", of_registry, [([0, 1], False)], "The registry can equivocate like any other signer."),
        ("open_type", [event(event_type="new", payload={"a": number}) for number in (1, 2)],
         [([0, 1], False)],
         "Events of types without a list conflict too."),
        ("target", [one, event(target="b")], [], "Events with different targets do not conflict."),
        ("type", [one, event(event_type="correction")], [], "Events of different types do not conflict."),
        ("principal", [one, event(BOB)], [], "Two principals do not conflict."),
        ("unbound", [event(UNBOUND), event(TYPED)], [], "Two unbound keys are two principals."),
        ("time", [one, event(minute=9)], [([0, 1], False)], "Time makes no difference."),
        ("at_prev", [base, *prev], [([1, 2], False)], "Two events with one prev_event."),
        ("at_supersedes", [base, *over], [([1, 2], False)], "Two replacements of one event, both live."),
        ("at_prev_and_supersedes", [base, prev[0], over[0]], [([1, 2], False)],
         "One event as prev_event and in supersedes is one position."),
        ("at_absent", gone, [([0, 1], False)], "A position can be an event that is not there."),
        ("at_two_positions", both, [([0, 1], False)] * 2, "Each position that two events share is an entry."),
        ("prev_hides_supersedes", [base, *mixed], [], "An event with a prev_event has that one position."),
        ("named_by_supersedes", [one, event(minute=1, supersedes=ids(one))], [],
         "The position of a replacement is what it replaces."),
        ("named_at_one_position", [over[0], event(minute=2, supersedes=ids(base, over[0])), base], [],
         "An event that names the other answer at its position does not conflict with it."),
        ("named_partly", [*over, event(minute=2, supersedes=ids(base, over[0])), base], [([0, 1, 2], False)],
         "Naming must be direct: the third names the first and not the second."),
        ("named_wholly", [*over, event(minute=2, supersedes=ids(base, *over)), base], [([0, 1], True)],
         "The third names both, and so stays out of the entry and resolves it."),
        ("named_through_chain", [base, over[0], event(minute=2, supersedes=ids(over[0])),
                                 event(minute=3,
                                       supersedes=ids(base, event(minute=2, supersedes=ids(over[0]))))],
         [([1, 3], True)], "A chain of replacements does not name what it passed through."),
        ("named_by_prev", [one, two, naming], [([0, 1], False)], "Naming by prev_event resolves nothing."),
        ("resolved_by_both", [one, two, event(minute=1, supersedes=ids(one, two))], [([0, 1], True)],
         "A later event that supersedes both resolves the entry."),
        ("resolved_by_one", [one, two, event(minute=1, supersedes=ids(one))], [([0, 1], True)],
         "If at most one of them is live, the entry is resolved."),
        ("resolved_partly", [one, two, three, event(minute=1, supersedes=ids(one))], [([0, 1, 2], False)],
         "If two of three are live, the entry is not resolved."),
        ("resolved_by_another", [one, two, event(BOB, minute=1, supersedes=ids(one, two))], [([0, 1], False)],
         "Another principal's event resolves nothing."),
        ("resolved_by_other_type", [one, two, event(event_type="b", supersedes=ids(one, two))],
         [([0, 1], True)],
         "An event of another type resolves as well."),
    ):
        yield case("conflict_" + name, shows, ["7.1", "7.2", "7.3"], events, conflicts=found)
    for name, event_two, reason in (("unauthentic", forged(two), "bad_signature"),
                                    ("unresolved", event(prev_event=absent_id("x")),
                                     "prev_event_unresolved")):
        yield case("conflict_" + name, "An event that is not valid does not conflict.", ["7.2"], [one, event_two],
                   [VALID, reason], conflicts=[])


def entries():
    many = [event(minute=number, payload={"answer": number}) for number in range(20)]
    yield case("conflict_twenty", "Twenty answers are one entry, sorted by id.", ["7.3"], many,
               conflicts=[(range(20), False)])
    star = [event(minute=number, supersedes=ids(many[0])) for number in range(1, 5)]
    yield case("conflict_four_of_five", "A replaced event is at another position than its replacements.",
               ["7.1", "7.3"], [many[0], *star], conflicts=[(range(1, 5), False)])
    pairs = [event(target=target, event_type=event_type, payload={"answer": number})
             for event_type in ("\U0001f600", "\ufb33", "a") for target in ("\U0001f600", "\ufb33")
             for number in (1, 2)]
    yield case("entries_sorted", "Entries are sorted by type, then by target, by code point.", ["1.1", "7.3"],
               pairs, conflicts=[([index, index + 1], False) for index in range(0, 12, 2)])
    base = [event(event_type="base", target=str(number)) for number in range(3)]
    spread = [event(minute=1, prev_event=position, payload={"answer": number})
              for position in (*ids(*base), None) for number in (1, 2)]
    yield case("entries_by_position", "For one target, null comes first, and then positions by id.", ["7.1", "7.3"],
               [*base, *spread], conflicts=[([index, index + 1], False) for index in range(3, 11, 2)])
    both = [event(key, payload={"answer": number}) for key in (ALICE, BOB, NAMED) for number in (1, 2)]
    yield case("entries_of_several_principals", "For one position, entries are sorted by their first id.",
               ["7.3"], both, conflicts=[([index, index + 1], False) for index in range(0, 6, 2)])
    extra = [event(key, signer={**key.signer(), "z": number, "a": AWKWARD}) for key in (ALICE, ALICE_LATER)
             for number in (1, 2)]
    yield case("entries_signer", "signer is that of the event with the smallest id, with its four named members alone.",
               ["7.3", "8.2"], extra, conflicts=[(range(4), False)])
    targets = [event(target=AWKWARD, payload={"answer": number}) for number in (1, 2)]
    yield case("entries_escapes", "Strings of entries are written by the rules of strings.", ["1.2", "7.3"],
               targets, conflicts=[([0, 1], False)])


def cases():
    for group in (superseded, lists, aliases, bundle_keys, conflicts, entries):
        yield from group()
