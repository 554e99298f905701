"""Cases of the input of a merge: files, subjects, and the bundles whose aliases count (SPEC 9.5, 6.5)."""

import json

from signing import (
    ALICE, BOB, OTHER_SUBJECT, REGISTRY, STRANGER, SUBJECT, changed, event, event_id, flip_first_bit,
    real_bundles, record_created, sign_bundle, text_of, to_base64,
)

KEYS = [{"public_keys": [REGISTRY.entry(), ALICE.entry(), BOB.entry()]}]
FIRST, SECOND, THIRD = (event(minute=minute) for minute in (1, 2, 3))
OTHER = event(subject_pith_number=OTHER_SUBJECT)
THREE = [event_id(given) for given in (FIRST, SECOND, THIRD)]
WRONG_NUMBERS = {  # the end of a case's name, and a text that does not have the form of a Pith Number
    "": "pith:2026:short",
    "_short": "pith:" + SUBJECT[10:18],
    "_lower_case": SUBJECT.lower(),
    "_longer": SUBJECT + "A",
    "_digit_1": SUBJECT[:-1] + "1",
    "_digit_8": SUBJECT[:10] + "8" + SUBJECT[11:],
    "_year_of_three": "pith:202:" + SUBJECT[10:] + "A",
    "_other_digits": "pith:\u0662\u0660\u0662\u0666:" + SUBJECT[10:],
    "_space": " " + SUBJECT,
    "_line_feed": SUBJECT + "\n",
    "_no_scheme": SUBJECT[5:],
}


def case(name, shows, files, rules=("9.5",), subject=None, keys=None, has_default_keys=False, **intended):
    """A file is bytes, a text or a value. `intended` is a `refusal`, or members of the document. `applied` is
    `applied_event_ids`, and `aliases` has the value and the created_at of each of `source_aliases`.
    """
    spelled = [given if isinstance(given, bytes | str) else text_of(given) for given in files]
    data = [text.encode() if isinstance(text, str) else text for text in spelled]
    return {
        "vector": "input",
        "name": name,
        "shows": shows,
        "rules": list(rules),
        "keys": KEYS if keys is None else keys,
        "default_keys": has_default_keys,
        "subject": subject,
        "files_b64": [to_base64(text) for text in data],
    }, intended


def disagreements(vector, intended):
    got = vector["expected"]
    if "document" in got:
        document = json.loads(got["document"])
        got = {"pith_number": document["pith_number"], "count": document["event_count"],
               "applied": document["applied_event_ids"], "state": document,
               "reasons": sorted(entry["reason"] for entry in document["invalid_events"]),
               "aliases": [[alias["alias_value"], alias["created_at"]]
                           for alias in document["current"]["source_aliases"]]}
    for member, meant in intended.items():
        if got.get(member) != meant:
            yield f"{member}: meant {meant}, got {got.get(member, got)}"


def lines(*values, end="\n"):
    return end.join(value if isinstance(value, str) else text_of(value) for value in values) + end


def bundle_of(events=(), key=REGISTRY, **members):
    return sign_bundle({"bundle_type": "pith_open_graph_bundle", "pith_number": SUBJECT,
                        "events": list(events), **members}, key)


def files():
    one, many, pretty = THREE[:1], [FIRST, SECOND, THIRD], json.dumps(FIRST, indent=2)
    for name, given, found, shows in (
        ("event", [FIRST], one, "One event is one document."),
        ("event_pretty", [pretty], one, "An event over many lines is one document."),
        ("event_pretty_crlf", [pretty.replace("\n", "\r\n")], one, "Line ends are white space."),
        ("event_with_newline", [text_of(FIRST) + "\n"], one, "One line with its line feed."),
        ("event_blank_lines_around", ["\n \t\r\n" + text_of(FIRST) + " \n\n\t\n"], one,
         "If only blank lines follow, the file is not NDJSON."),
        ("event_blank_lines_of_returns", ["\r\n\r\r\n" + text_of(FIRST) + "\r\n\r\r\n"], one,
         "A line of carriage returns is blank."),
        ("array", [many], THREE, "An array of events."),
        ("array_pretty", [json.dumps(many, indent=1)], THREE, "An array over many lines."),
        ("array_starts_on_first_line", ["[" + ",\n".join(text_of(given) for given in many) + "]"], THREE,
         "The first line is not a whole object, because it starts with a bracket."),
        ("array_of_bundle_and_event", [[bundle_of([FIRST, SECOND]), THIRD]], THREE,
         "An array may have bundles and events."),
        ("ndjson", [lines(*many)], THREE, "Each line is an event."),
        ("ndjson_no_last_newline", [lines(*many).rstrip("\n")], THREE, "The last line need not end with a line feed."),
        ("ndjson_blank_lines", [lines("", FIRST, " \t ", "", SECOND, THIRD, "")], THREE,
         "Blank lines are skipped, before the first line as well."),
        ("ndjson_crlf", [lines(*many, "", end="\r\n")], THREE, "Lines may end with CR LF."),
        ("ndjson_indented", [lines(*("\t " + text_of(given) + " \t" for given in many))], THREE,
         "White space around a line's value means nothing."),
        ("ndjson_bundle_and_event", [lines(bundle_of([FIRST, SECOND]), THIRD)], THREE,
         "NDJSON may have bundles and events."),
        ("several_files", [bundle_of([FIRST]), lines(SECOND, FIRST), [THIRD, SECOND]], THREE,
         "Files of all three forms are merged together."),
        ("ndjson_brackets_in_strings", [lines(event(minute=1, payload={"a": "}{]\\\""}), SECOND)],
         [event_id(event(minute=1, payload={"a": "}{]\\\""})), THREE[1]],
         "Brackets inside strings do not count."),
    ):
        yield case("file_" + name, shows, given, applied=found)
    yield case("file_empty_array", "An empty array has no event.", [[]], subject=SUBJECT, applied=[],
               count=0)
    yield case("file_none_of_an_array", "An empty array beside an event.", [[], FIRST], applied=one)
    for index, bundle in enumerate(real_bundles(), 1):
        yield case(f"published_{index}", "A published bundle gives the state that is in it.", [bundle],
                   ["6.5", "9.5"], keys=[], has_default_keys=True, state=bundle["state"])


def refused():
    text = text_of(FIRST)
    for name, given, code, shows in (
        ("garbage_on_first_line", [text + " garbage\n" + text], "trailing_data",
         "If the first line has more than an object, the file is not NDJSON."),
        ("two_on_first_line", [text + text + "\n" + text], "trailing_data",
         "Two objects in the first line are not one whole object."),
        ("garbage_after_first_line", [text + "\ngarbage"], "syntax",
         "After a line that is a whole object, the next line is read by itself."),
        ("pretty_after_first_line", [text + "\n" + json.dumps(SECOND, indent=1)], "syntax",
         "In NDJSON a value must not take several lines."),
        ("pretty_then_another", [json.dumps(FIRST, indent=1) + "\n" + text], "trailing_data",
         "A file whose first line is not a whole object is one document."),
        ("faulty_first_line", ['{"a":1,}\n' + text], "syntax",
         "A first line is whole if its brackets match. Its inside may still be refused."),
        ("duplicate_in_second_file", [FIRST, '{"a":1,"a":2}'], "duplicate_key",
         "A fault in one file refuses the whole merge."),
        ("carriage_return_ends_no_line", [text + "\r" + text], "trailing_data", "Only a line feed ends a line."),
        ("line_separator_ends_no_line", [text + "\u2028" + text], "trailing_data", "U+2028 does not end a line."),
        ("form_feed_line", [text + "\n\f\n"], "syntax", "A line with a form feed is not blank."),
        ("no_break_space_line", [text + "\n\u00a0\n"], "syntax", "A line with U+00A0 is not blank."),
        ("form_feed_first_line", ["\f\n" + text], "syntax", "A first line with a form feed is not blank."),
        ("byte_order_mark_in_line", [lines(FIRST, "\ufeff" + text)], "byte_order_mark",
         "Each line is read by itself, and is refused for its byte-order mark."),
        ("byte_order_mark_line", [text + "\n\ufeff\n"], "byte_order_mark",
         "A line with a byte-order mark alone is not blank."),
        ("byte_order_mark_before_lines", ["\ufeff" + lines(FIRST, SECOND)], "byte_order_mark",
         "A file of lines is refused for its byte-order mark as well."),
        ("byte_order_mark_after_space", [lines(FIRST, " \ufeff" + text)], "syntax",
         "In a line too, EF BB BF is a mark at the very start only."),
        ("number_in_line", [lines(FIRST, '{"a":NaN}')], "number_out_of_range", "A line is refused."),
        ("byte_order_mark", [b"\xef\xbb\xbf" + text.encode(), SECOND], "byte_order_mark",
         "A file is refused for its byte-order mark."),
        ("invalid_utf8", [FIRST, b'{"a":"\xff"}'], "invalid_utf8", "A file is refused for its bytes."),
        ("lone_surrogate", [FIRST, '{"a":"\\ud800"}'], "lone_surrogate", "A file is refused for a string."),
        ("depth", [FIRST, "[" * 65 + "]" * 65], "depth_exceeded", "A file is refused for its depth."),
        ("empty", [FIRST, ""], "syntax", "An empty file is not a document."),
        ("blank", [FIRST, " \n\n"], "syntax", "A blank file is not a document."),
        ("bundle_type", [{"bundle_type": "pith_open_graph_bundle", "pith_number": SUBJECT}, FIRST],
         "not_a_bundle", "A bundle without events."),
        ("other_bundle_type", [{**bundle_of([FIRST]), "bundle_type": "another"}], "not_a_bundle",
         "A bundle of another type."),
        ("no_pith_number", [changed(bundle_of([FIRST]), "pith_number", 5)], "not_a_bundle",
         "A bundle whose pith_number is not a string."),
        ("events_object", [changed(bundle_of([FIRST]), "events", {})], "not_a_bundle",
         "A bundle whose events are not an array."),
        ("state_type", [{"state_type": "pith_open_graph_state"}, FIRST], "not_a_bundle", "A state document."),
        ("public_keys", [[FIRST, {"public_keys": [ALICE.entry()]}]], "not_a_bundle", "A file of keys."),
        ("bundle_type_in_line", [lines(FIRST, {"bundle_type": None})], "not_a_bundle",
         "A member bundle_type of any value is a claim to be a bundle."),
        *((f"form_of_pith_number{name}", [bundle_of([FIRST], pith_number=number)], "not_a_bundle",
           "A bundle whose pith_number does not have the form of one.") for name, number in WRONG_NUMBERS.items()),
        ("form_of_pith_number_bare", ['{"bundle_type":"pith_open_graph_bundle","pith_number":"","events":[]}'],
         "not_a_bundle", "A bundle whose pith_number is empty."),
        *((f"scalar_{index}", [FIRST, scalar], "not_an_event", "A file that is a scalar.")
          for index, scalar in enumerate(("null", "true", "5", '"text"'), 1)),
        ("scalar_in_array", [[FIRST, 5]], "not_an_event", "A scalar in an array."),
        ("array_in_array", [[FIRST, [SECOND]]], "not_an_event", "An array in an array is not opened."),
        ("array_in_line", [lines(FIRST, [SECOND])], "not_an_event", "An array in a line is not opened."),
        ("scalar_in_line", [lines(FIRST, "null")], "not_an_event", "A scalar in a line."),
        ("no_subject_array", [[]], "no_subject", "An empty array names no record."),
        ("no_subject_malformed", [{**FIRST, "target": 5}], "no_subject", "A malformed event names no record."),
        ("no_subject_empty_object", [{}], "no_subject", "Any other object is an event, and malformed."),
        ("no_subject_form", [event(subject_pith_number="pith:2026:short")], "no_subject",
         "A subject that does not have the form of a Pith Number names no record."),
        ("several_bundles", [bundle_of([FIRST]), bundle_of(pith_number=OTHER_SUBJECT)], "several_subjects",
         "Two bundles name two records."),
        ("several_events", [[FIRST, OTHER]], "several_subjects", "Two events name two records."),
        ("several_unsigned", [FIRST, {**OTHER, "signature": None}], "several_subjects",
         "An event need not be authentic to name a record."),
    ):
        yield case("refused_" + name, shows, given, refusal=code)


def order_of_faults():
    """Which of several faults is reported: SPEC 9.5."""
    text, unread = text_of(FIRST), "{x"
    unformed = bundle_of([FIRST], pith_number=WRONG_NUMBERS[""])
    for name, given, code, shows in (
        ("files", ["5", unread], "not_an_event", "If two files have a fault, the first is reported."),
        ("files_turned", [unread, "5"], "syntax",
         "If two files have a fault, the first is reported, whatever its fault is."),
        ("second_file", [lines(FIRST, SECOND), unformed, "5"], "not_a_bundle",
         "A file without a fault does not matter."),
        ("lines", [lines(FIRST, "5", unread)], "not_an_event", "If two lines have a fault, the first is reported."),
        ("lines_turned", [lines(FIRST, unread, "5")], "syntax",
         "If two lines have a fault, the first is reported, whatever its fault is."),
        ("lines_by_number", [lines(FIRST, unformed, "5")], "not_a_bundle",
         "A line is a document, and all its faults come before those of the next one."),
        ("json_before_values", ['[5, {"a":1,"a":2}]'], "duplicate_key",
         "In one document, a fault of JSON comes before a value that is refused."),
        ("values", [[{"state_type": None}, 5]], "not_a_bundle", "If two values are refused, the first is reported."),
        ("values_turned", [[5, {"state_type": None}]], "not_an_event",
         "If two values are refused, the first is reported."),
        ("values_before_number", [[unformed, 5]], "not_an_event",
         "A value that is refused comes before the form of a pith_number, wherever it is in the array."),
        ("refusal_before_subject", [[FIRST, OTHER], unread], "syntax",
         "The subject is looked for only if no document is refused."),
    ):
        yield case("first_fault_" + name, shows, given, ["1.5", "9.5"], refusal=code)
    for name, given, code, shows in (
        ("number", unformed, "not_a_bundle",
         "A bundle is refused for its pith_number, although the caller names a record."),
        ("file", text + " x", "trailing_data", "A file is refused, although the caller names a record."),
    ):
        yield case("refused_subject_named_" + name, shows, [FIRST, given], ["9.5"], subject=SUBJECT, refusal=code)


def subjects():
    yield case("event_type_of_bundle", "A bundle is taken as a bundle, although it has an event_type.",
               [bundle_of([FIRST], event_type="mirror_hint", state_type="x")], applied=THREE[:1], count=1)
    for member in ("bundle_type", "state_type", "public_keys"):
        given = event(minute=1, **{member: []})
        yield case(f"event_with_{member}", "An object with event_type that is not a bundle is an event.",
                   [given], applied=[event_id(given)])
    yield case("event_type_of_any_value", "An object with event_type is an event, whatever its value.",
               [FIRST, {"event_type": None, "public_keys": []}], applied=THREE[:1], reasons=["malformed"])
    yield case("other_object", "Any other object is an event, and malformed.", [[FIRST, {}, {"a": 1}]],
               applied=THREE[:1], reasons=["malformed"] * 2)
    yield case("anything_in_bundle", "Whatever is in a bundle's events is an event.",
               [bundle_of([FIRST, 5, [], {"public_keys": []}])], ["9.1", "9.5"], applied=THREE[:1],
               reasons=["malformed"] * 3)
    yield case("bundles_name_subject", "Bundles name the subject, although events name another one.",
               [OTHER, bundle_of([FIRST, OTHER])], pith_number=SUBJECT, reasons=["subject_mismatch"])
    yield case("bundle_without_its_events", "A bundle names the subject, although all events name another one.",
               [[OTHER], bundle_of()], pith_number=SUBJECT, applied=[])
    yield case("unsigned_bundle_names_subject", "A bundle names the subject, although nobody signed it.",
               [OTHER, changed(bundle_of([FIRST]), "bundle_signature", None)], pith_number=SUBJECT)
    yield case("event_of_no_number", "An event whose subject does not have the form of a Pith Number names no record.",
               [[FIRST, event(subject_pith_number="pith:2026:short"), event(subject_pith_number="")]],
               pith_number=SUBJECT, reasons=["subject_mismatch"] * 2)
    for name, number in WRONG_NUMBERS.items():
        yield case("event_of_wrong_number" + name,
                   "An event whose subject does not have the form of a Pith Number names no record.",
                   [[FIRST, event(subject_pith_number=number)]], ["2.2", "4.5", "9.5"], pith_number=SUBJECT,
                   reasons=["subject_mismatch"])
    yield case("event_of_bad_instant", "An event whose created_at is not an instant is malformed, and names no record.",
               [[FIRST, event(subject_pith_number=OTHER_SUBJECT, created_at="2026-02-30T00:00:00Z")]],
               ["4.5", "9.5"], pith_number=SUBJECT, reasons=["malformed"])
    yield case("number_of_any_letters", "The form of a Pith Number is enough, whether or not there is a record for it.",
               [event(subject_pith_number="pith:0000:" + "AZ27" * 6 + "QX", target="b")], ["2.2", "9.5"],
               pith_number="pith:0000:" + "AZ27" * 6 + "QX", count=1)
    yield case("event_of_lower_case_number", "A Pith Number in lower case does not have the form of one.",
               [[FIRST, event(subject_pith_number=SUBJECT.lower())]], pith_number=SUBJECT,
               reasons=["subject_mismatch"])
    yield case("malformed_names_none", "A malformed event does not name a record.",
               [[FIRST, {**OTHER, "target": 5}]], pith_number=SUBJECT, reasons=["malformed"])
    yield case("caller_names_subject", "The caller's subject comes before the one that bundles and events name.",
               [bundle_of([FIRST]), OTHER], subject=OTHER_SUBJECT, applied=[event_id(OTHER)],
               pith_number=OTHER_SUBJECT, reasons=["subject_mismatch"])
    yield case("caller_names_one_of_several", "If the caller names the subject, two bundles may name two records.",
               [bundle_of([FIRST]), bundle_of([OTHER], pith_number=OTHER_SUBJECT)], subject=SUBJECT,
               applied=THREE[:1], reasons=["subject_mismatch"])
    yield case("record_in_file", "A record and an event in two files.",
               [record_created(), event(minute=5)],
               applied=[event_id(record_created()), event_id(event(minute=5))])


def alias(value, created_at="2026-01-02T00:00:00Z"):
    return {"alias_kind": "kind", "alias_value": value, "created_at": created_at}


def aliases():
    stamp = "2026-01-02T00:00:00Z"
    good = bundle_of([FIRST], source_aliases=[alias("good")])
    bad = bundle_of([SECOND], source_aliases=[alias("bad")])
    wrong_signature = flip_first_bit(bad["bundle_signature"]["signature_b64"])
    for name, given, shows in (
        ("bad_signature", changed(bad, "bundle_signature.signature_b64", wrong_signature),
         "whose signature does not hold"),
        ("unsigned", changed(bad, "bundle_signature", None), "that has no signature"),
        ("wrong_sha256", changed(bad, "bundle_signature.bundle_sha256", "0" * 64),
         "that states a wrong bundle_sha256 under a signature over the right one"),
        ("changed", {**bad, "source_aliases": [alias("bad"), alias("worse")]}, "that was changed"),
        ("no_registry_key", bundle_of([SECOND], ALICE, source_aliases=[alias("bad")]),
         "signed by a key that is not a registry key"),
        ("unknown_key", bundle_of([SECOND], STRANGER, source_aliases=[alias("bad")],
                                  public_keys=[STRANGER.entry()]), "signed by its own key only"),
    ):
        yield case("aliases_" + name, f"The aliases of a bundle {shows} are not given. Its events are merged.",
                   [good, given], ["6.5", "9.3", "9.5"], aliases=[["good", stamp]], applied=THREE[:2])
    other = bundle_of([OTHER], pith_number=OTHER_SUBJECT, source_aliases=[alias("other")])
    yield case("aliases_other_record", "The aliases of another record's bundle are not given.", [good, other],
               ["6.5", "9.5"], subject=SUBJECT, aliases=[["good", stamp]])
    yield case("aliases_of_caller_subject", "The aliases of a bundle are not given if the caller names another record.",
               [good], ["6.5", "9.5"], subject=OTHER_SUBJECT, aliases=[])
    early, late = (bundle_of(source_aliases=[alias("same", text), alias(text, text)])
                   for text in ("2026-01-02T00:00:00.5Z", "2026-01-02T00:00:01Z"))
    both = [["2026-01-02T00:00:00.5Z"] * 2, ["2026-01-02T00:00:01Z"] * 2, ["same", "2026-01-02T00:00:00.5Z"]]
    yield case("aliases_earliest", "If two bundles have one alias, the earliest created_at is kept.", [late, early],
               ["6.5", "9.5"], aliases=both)
    yield case("aliases_earliest_lines", "The order of bundles means nothing.", [lines(early, late)],
               ["6.5", "9.5"], aliases=both)
    forged = changed(early, "bundle_signature.signed_message", "canonical_sha256_bytes")
    yield case("aliases_earliest_of_good", "An earlier alias does not count if its bundle's signature does not hold.",
               [late, forged], ["6.5", "9.5"], aliases=both[1:2] + [["same", "2026-01-02T00:00:01Z"]])
    yield case("aliases_not_usable", "A value that is not a usable alias is left out.",
               [bundle_of([FIRST], source_aliases=[5, alias(5), alias("x", "soon"), alias("good")])],
               ["6.5", "9.5"], aliases=[["good", stamp]])
    yield case("aliases_of_no_array", "If source_aliases is not an array, it gives no alias.",
               [good, bundle_of([SECOND], source_aliases={"a": alias("bad")})], ["6.5", "9.5"],
               aliases=[["good", stamp]], applied=THREE[:2])
    yield case("aliases_of_event", "An event gives no alias.",
               [event(minute=1, source_aliases=[alias("bad")])], ["6.5", "9.5"], aliases=[])


def cases():
    for group in (files, refused, order_of_faults, subjects, aliases):
        yield from group()
