"""Cases of the whole-bundle check: SPEC 9.4, and the aliases that follow from a record, 2.3."""

import cases_bundle
from cases_bundle import BUNDLE, CONTENT, RECORD, aliases_of, content_of, disagreements, with_state
from signing import (
    ABSENT, ALICE, OTHER_SUBJECT, REGISTRY, STRANGER, changed, digest_of, event, flip_first_bit, key_entry,
    real_bundles, receipt_of, record_created, sign_bundle, text_of, to_base64,
)

__all__ = ["cases", "disagreements"]
DERIVED = ("arxiv", "arxiv_version", "doi", "pith_short_8", "pith_short_12", "pith_short_16")
NUMBER = CONTENT["pith_number"]


def case(name, shows, content, failed=(), rules=("9.4",), **more):
    """A bundle with this content, signed by the vectors' registry key."""
    return cases_bundle.case("check_" + name, shows, sign_bundle(content), True, rules=rules, failed=failed,
                             **more)


def rehashed(state):
    """The state with the hash of its other members."""
    content = {name: value for name, value in state.items() if name != "state_sha256"}
    return {**content, "state_sha256": digest_of(content).hex()}


def published():
    for index, bundle in enumerate(real_bundles(), 1):
        content = {name: value for name, value in bundle.items() if name != "bundle_signature"}
        keys = {"keys": [REGISTRY.entry()], "has_default_keys": True}
        yield cases_bundle.case(f"check_published_{index}", "A published bundle passes every check.", bundle,
                                True, keys=[], has_default_keys=True, rules=["2.1", "2.2", "2.3", "9.4"])
        yield case(f"published_signed_again_{index}", "All checks pass, whichever registry key signs the bundle.",
                   content, **keys)
        first = changed(content["source_aliases"][0], "alias_value", "1.1")
        aliases = [first, *content["source_aliases"][1:]]
        state = changed(content["state"], "current.source_aliases", aliases)
        yield case(f"published_false_alias_{index}", "A false alias. The state has it as well.",
                   {**content, "source_aliases": aliases, "state": rehashed(state)}, ["source_aliases"],
                   ["2.3", "9.4"], **keys)


def aliases():
    yield case("aliases_all", "Every alias that follows from a record.",
               content_of(RECORD, source_aliases=aliases_of(RECORD)), rules=["2.3", "9.4"])
    right = {alias["alias_kind"]: alias["alias_value"] for alias in aliases_of(RECORD)}
    for kind in DERIVED:
        wrong = right[kind][:-1] + ("A" if right[kind][-1] != "A" else "B")
        yield case(f"alias_{kind}", f"A false alias of the kind {kind}.",
                   content_of(RECORD, source_aliases=aliases_of(RECORD, **{kind: wrong})),
                   ["source_aliases"], ["2.3", "9.4"])
        both = [*aliases_of(RECORD), *aliases_of(RECORD, **{kind: wrong})]
        yield case(f"alias_{kind}_twice", "If a kind appears twice, each alias must have the derived value.",
                   content_of(RECORD, source_aliases=both), ["source_aliases"], ["2.3", "9.4"])
    for name, kind, value in (("case", "pith_short_8", right["pith_short_8"].lower()),
                              ("longer", "pith_short_8", right["pith_short_12"]),
                              ("doi_case", "doi", right["doi"].replace("arxiv", "arXiv")),
                              ("no_version", "arxiv_version", right["arxiv"]),
                              ("with_version", "arxiv", right["arxiv_version"])):
        yield case(f"alias_spelled_{name}", "An alias is compared letter by letter.",
                   content_of(RECORD, source_aliases=aliases_of(RECORD, **{kind: value})),
                   ["source_aliases"], ["2.3", "9.4"])
    for name, version, text in (("text", "2b", "2b"), ("point", 2.0, "2.0"), ("exponent", 1e16, "1e+16"),
                                ("large", 2**70, str(2**70))):
        record = {**RECORD, "source": {**RECORD["source"], "version": version}}
        for end, false in (("", ""), ("_false", "0")):
            given = aliases_of(record, arxiv_version=f"2601.00001v{text}{false}")
            yield case(f"alias_version_{name}{end}", "A version that is not a plain integer.",
                       content_of(record, source_aliases=given), ["source_aliases"] if false else [],
                       ["2.3", "9.4"])
    plain = {**RECORD, "source": {"kind": "arxiv", "id": "2601.00001"}}
    yield case("alias_no_version", "Without a version no arxiv_version follows, and any value passes.",
               content_of(plain, source_aliases=aliases_of(plain, arxiv_version="anything")),
               rules=["2.3", "9.4"])
    yield case("alias_no_version_doi", "Without a version, arxiv and doi follow all the same.",
               content_of(plain, source_aliases=aliases_of(plain, doi="10.1/x")), ["source_aliases"],
               ["2.3", "9.4"])
    other = {**RECORD, "source": {"kind": "other", "id": "2601.00001", "version": 2}}
    free = {"arxiv": "x", "doi": "10.1/x", "arxiv_version": "y"}
    yield case("alias_other_source", "If the source is not arxiv, only the short aliases follow.",
               content_of(other, source_aliases=aliases_of(other, **free)), rules=["2.3", "9.4"])
    yield case("alias_other_source_short", "The short aliases follow from any record that has a Pith Number.",
               content_of(other, source_aliases=aliases_of(other, pith_short_16="A" * 16)),
               ["source_aliases"], ["2.3", "9.4"])
    yield case("aliases_absent", "A bundle without aliases passes.",
               content_of(RECORD, source_aliases=ABSENT))
    yield case("aliases_removed", "The state check covers the aliases.",
               changed(CONTENT, "source_aliases", []), ["state", "state_sha256"])
    no_year = {**RECORD, "metadata": {}}
    yield case("alias_no_pith_number", "From a record without a Pith Number no alias follows.",
               changed(content_of(RECORD, source_aliases=aliases_of(RECORD, arxiv="x", pith_short_8="y")),
                       "canonical_record", no_year),
               ["canonical_record", "canonical_sha256", "pith_number", "short_pith_number"], ["2.3", "9.4"])
    no_text = {**RECORD, "source": {**RECORD["source"], "id": 5}}
    yield case("alias_id_no_string", "From an id that is not a string no alias follows.",
               content_of(no_text, source_aliases=[{"alias_kind": "arxiv", "alias_value": "x", "created_at": ""}]),
               rules=["2.3", "9.4"])
    for name, value in (("object", {}), ("text", "arxiv"), ("number", 5), ("null", None)):
        yield case(f"aliases_{name}", "source_aliases must be an array.", content_of(RECORD, source_aliases=value),
                   ["source_aliases"])


def members():
    counts = {}
    for name, value, failed in (
        ("bundle_version", ABSENT, ["bundle_version"]), ("bundle_version", "2.0", ["bundle_version"]),
        ("bundle_version", 1.0, ["bundle_version"]), ("merge_version", ABSENT, ["merge_version"]),
        ("merge_version", "pith-open-graph-merge-v2", ["merge_version"]),
        ("canonical_sha256", ABSENT, ["canonical_sha256"]),
        ("canonical_sha256", CONTENT["canonical_sha256"].upper(), ["canonical_sha256"]),
        ("canonical_sha256", digest_of({}).hex(), ["canonical_sha256"]),
        ("short_pith_number", ABSENT, ["short_pith_number"]),
        ("short_pith_number", NUMBER[10:18], ["short_pith_number"]),
        ("short_pith_number", CONTENT["short_pith_number"] + NUMBER[18], ["short_pith_number"]),
        ("pith_number", OTHER_SUBJECT, ["events", "pith_number", "state", "state_sha256"]),
        ("canonical_record", ABSENT, ["canonical_record", "canonical_sha256", "pith_number",
                                      "short_pith_number", "source"]),
        ("canonical_record", {**RECORD, "metadata": {}}, ["canonical_record", "canonical_sha256",
                                                          "pith_number", "short_pith_number"]),
        ("source", ABSENT, ["source"]), ("source", {**RECORD["source"], "version": 3}, ["source"]),
        ("source", {**RECORD["source"], "version": 2.0}, ["source"]), ("source", [], ["source"]),
        ("source", {name: RECORD["source"][name] for name in ("version", "kind", "id")}, []),
        ("public_keys", ABSENT, []), ("public_keys", [], []), ("public_keys", {}, ["public_keys"]),
        ("public_keys", "key", ["public_keys"]), ("public_keys", [None], ["public_keys"]),
        ("public_keys", None, ["public_keys"]),
        ("state", ABSENT, ["state", "state_sha256"]), ("state", [], ["state", "state_sha256"]),
    ):
        counts[name] = counts.get(name, 0) + 1
        yield case(f"{name}_{counts[name]}", f"{name} is absent, wrong, or right in another spelling.",
                   changed(CONTENT, name, value), failed)
    bare = {name: RECORD[name] for name in ("metadata", "title")}
    yield case("source_of_neither", "Neither record nor bundle has a source.", content_of(bare))
    yield case("source_null", "A source that is null is present, and equals one that is null.",
               content_of({**RECORD, "source": None}, source=None))
    yield case("source_null_of_bundle", "A source that is null is present, and its record has none.",
               content_of(bare, source=None), ["source"])
    yield case("source_of_bundle", "The bundle has a source and its record does not.",
               content_of(bare, source=RECORD["source"]), ["source"])


def keys():
    entry = key_entry("vector-stranger", STRANGER.public)
    for name, changes, failed in (
        ("plain", {}, []), ("hex", {"public_key_hex": STRANGER.public.hex()}, []),
        ("null", {"public_key_hex": None, "rotates_at": None}, []),
        ("signer_not_read", {"signer_id": 5, "signer_type": []}, []),
        ("wrong_hex", {"public_key_hex": ALICE.public.hex()}, ["public_keys"]),
        ("wrong_fingerprint", {"fingerprint_sha256_hex": ALICE.fingerprint}, ["public_keys"]),
        ("wrong_b32", {"fingerprint_sha256_b32_first128bits": "A" * 26}, ["public_keys"]),
        ("algorithm", {"algorithm": "Ed25519"}, ["public_keys"]),
        ("key_id", {"key_id": 5}, ["public_keys"]),
        ("rotates_at", {"rotates_at": "soon"}, []), ("rotates_at_number", {"rotates_at": 5}, []),
        ("small_order", {"public_key_b64": to_base64(bytes([1] + [0] * 31))}, ["public_keys"]),
        ("short", {"public_key_b64": to_base64(bytes(31))}, ["public_keys"]),
    ):
        yield case(f"key_{name}", "Each key entry of a bundle must agree with its key, trusted or not.",
                   content_of(RECORD, public_keys=[REGISTRY.entry(), {**entry, **changes}]), failed,
                   ["3.1", "3.6", "9.4"])


    for name, key in (("known", REGISTRY), ("new", STRANGER)):
        twice = [key.entry(rotates_at=f"20{year}-01-01T00:00:00Z") for year in (30, 31)]
        yield case(f"keys_differ_{name}", "Two entries of one key may differ in members that are not read.",
                   content_of(RECORD, public_keys=twice), [], ["3.5", "3.6", "9.4"])


def receipts():
    good = receipt_of(RECORD)
    spoiled = changed(good, "signature_b64", flip_first_bit(good["signature_b64"]))

    def bundle(receipt, key=REGISTRY):
        made = record_created(key, record=RECORD, receipt=receipt, subject_pith_number=NUMBER)
        return content_of(RECORD, events=[made])

    for name, receipt in (("null", None), ("text", "signed"), ("bad_signature", spoiled),
                          ("other_record", receipt_of({"a": 1})), ("not_registry", receipt_of(RECORD, ALICE)),
                          ("no_sha256", receipt_of(RECORD, canonical_sha256=ABSENT))):
        yield case(f"receipt_{name}", "A receipt that does not hold. Its event is bad_receipt.",
                   bundle(receipt), ["events", "receipt"], ["4.8", "9.4"])
    yield case("receipt_absent", "A bundle without a receipt passes.", bundle(ABSENT), rules=["4.8", "9.4"])
    yield case("receipt_of_invalid_event", "A good receipt holds, although its event is not authorised.",
               bundle(good, ALICE), ["events"], ["4.8", "9.4"])
    yield case("receipt_bad_of_invalid_event", "A bad receipt fails, although its event fails an earlier check.",
               content_of(RECORD, events=[*CONTENT["events"], record_created(
                   record=RECORD, receipt=spoiled, subject_pith_number=OTHER_SUBJECT)]),
               ["events", "receipt"], ["4.8", "9.4"])
    yield case("receipt_of_malformed_event", "A malformed event has no receipt.",
               content_of(RECORD, events=[*CONTENT["events"], record_created(receipt=spoiled, target=5)]),
               ["events"], ["4.8", "9.4"])


def events_and_state():
    state = CONTENT["state"]
    for name, added in (("malformed", 5), ("other_subject", event(REGISTRY)),
                        ("unknown_key", event(STRANGER, subject_pith_number=NUMBER)),
                        ("bad_signature", changed(event(REGISTRY, minute=3, subject_pith_number=NUMBER),
                                                  "signature.signature_b64", "AA=="))):
        yield case(f"events_{name}", "An event that is not valid. The state lists it.",
                   content_of(RECORD, events=[*CONTENT["events"], added]), ["events"], ["4.5", "9.4"])
    yield case("events_added", "A valid event that is missing in the state.",
               {**CONTENT, "events": [*CONTENT["events"], event(REGISTRY, minute=9, subject_pith_number=NUMBER)]},
               ["state", "state_sha256"])
    yield case("events_none", "A bundle without events passes.", content_of(RECORD, events=[]))
    yield case("events_copies", "Copies are one event.", content_of(RECORD, events=CONTENT["events"] * 2),
               rules=["4.3", "9.4"])
    for name, path, value in (("count", "event_count", 3), ("pith_number", "pith_number", OTHER_SUBJECT),
                              ("version", "state_version", "1.1"), ("count_with_point", "event_count", 2.0),
                              ("order", "applied_event_ids", state["applied_event_ids"][::-1]),
                              ("aliases", "current.source_aliases", []), ("more", "note", None)):
        wrong = rehashed(changed({"note": 1, **state} if path == "note" else state, path, value))
        yield case(f"state_{name}", "A state that is not the state of the events, with its own hash.",
                   {**CONTENT, "state": wrong}, ["state", "state_sha256"])
    for name, value in (("absent", ABSENT), ("wrong", digest_of({}).hex()), ("number", 5),
                        ("upper", state["state_sha256"].upper())):
        yield case(f"state_sha256_{name}", "The state is right, and its hash is wrong.",
                   changed(CONTENT, "state.state_sha256", value), ["state_sha256"], ["8.3", "9.4"])
    turned = {name: state[name] for name in sorted(state, reverse=True)}
    yield case("state_members_in_other_order", "The order of members means nothing.",
               {**CONTENT, "state": turned}, rules=["1.1", "9.4"])


def signatures():
    yield cases_bundle.case("check_unsigned", "Without a signature everything else may still pass.",
                            text_of(CONTENT), False, rules=["9.2", "9.4"], failed=["bundle_sha256"])
    yield cases_bundle.case("check_signed_by_alice", "Only the signature fails, because its key is not a registry key.",
                            sign_bundle(CONTENT, ALICE), False, rules=["9.3", "9.4"])
    both = with_state({**CONTENT, "merge_version": None, "bundle_version": None})
    yield case("two_at_once", "Each check is independent of the others.", both, ["bundle_version", "merge_version"])
    yield cases_bundle.case("check_without_keys", "The checks that need no keys still pass.", BUNDLE,
                            False, keys=[], failed=["events", "receipt", "state", "state_sha256"], rules=["3.2", "9.4"])


def cases():
    for group in (published, aliases, members, keys, receipts, events_and_state, signatures):
        yield from group()
