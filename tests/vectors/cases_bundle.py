"""Cases of bundle signatures: SPEC 9.1 to 9.3. The other checks of SPEC 9.4 are in cases_check.py."""

import json

import merge
from signing import (
    ABSENT, ALICE, NAMED, REGISTRY, STRANGER, TWIN, UNBOUND, canonical, changed, digest_of, event, event_id,
    flip_first_bit, key_entry, nested, pith_number, real_bundles, receipt_of, record_created, sign_bundle,
    suffix_of, text_of, to_base64,
)

RECORD = {
    "metadata": {"submitted_at": "2026-01-02T03:04:05Z"},
    "source": {"kind": "arxiv", "id": "2601.00001", "version": 2},
    "title": "A record of the bundles",
}
DEFAULT_KEYS = [REGISTRY.entry(), {"public_keys": [ALICE.entry(), UNBOUND.entry(), NAMED.entry()]}]
KEYRING = merge.Keyring.from_documents(DEFAULT_KEYS)


def aliases_of(record, created_at="2026-02-01T00:00:00Z", **changes):
    """Every alias that follows from an arXiv record. `changes` replaces values by their kind."""
    source, suffix = record["source"], suffix_of(record)
    values = {"arxiv": source["id"], "arxiv_version": f"{source['id']}v{source.get('version')}",
              "doi": "10.48550/arxiv." + source["id"],
              **{f"pith_short_{length}": suffix[:length] for length in (8, 12, 16)}, **changes}
    return [{"alias_kind": kind, "alias_value": value, "created_at": created_at}
            for kind, value in values.items()]


def with_state(bundle):
    """The bundle with the state that the reference gives for its events."""
    aliases = bundle.get("source_aliases", [])
    state = merge.merge(bundle["pith_number"], KEYRING, aliases if isinstance(aliases, list) else [],
                        bundle["events"])
    return {**bundle, "state": json.loads(state)}


def content_of(record, **members):
    """A whole bundle of a record, not signed, with a state that agrees. ABSENT leaves a member out."""
    number = pith_number(record)
    events = [record_created(record=record, receipt=receipt_of(record), subject_pith_number=number),
              event(REGISTRY, minute=1, subject_pith_number=number)]
    content = {
        "bundle_type": "pith_open_graph_bundle", "bundle_version": "1.0", "pith_number": number,
        "short_pith_number": "pith:" + suffix_of(record)[:8], "canonical_record": record,
        "canonical_sha256": digest_of(record).hex(), "events": events,
        "public_keys": [REGISTRY.entry()], "merge_version": "pith-open-graph-merge-v1",
        "note": {"number": 100.0, "text": "\u00e9\n"},
        "source_aliases": [{"alias_kind": "a", "alias_value": "b", "created_at": "2026-02-01T00:00:00Z"}],
        **({"source": record["source"]} if "source" in record else {}),
        **members,
    }
    return with_state({name: value for name, value in content.items() if value is not ABSENT})


CONTENT = content_of(RECORD)
BUNDLE = sign_bundle(CONTENT)


def case(name, shows, bundle, holds, keys=None, has_default_keys=False, rules=("9.2", "9.3"),
         failed=(), warnings=()):
    """`bundle` is a value, or a str with its JSON text. `failed` are the checks of SPEC 9.4 that fail, without
    `bundle_signature`, which follows from `holds`. `warnings` are those of SPEC 9.7, each a code and an event.
    """
    every_failed = sorted([*failed, *([] if holds else ["bundle_signature"])])
    return {
        "vector": "bundle",
        "name": name,
        "shows": shows,
        "rules": list(rules),
        "keys": DEFAULT_KEYS if keys is None else keys,
        "default_keys": has_default_keys,
        "bundle": bundle if isinstance(bundle, str) else text_of(bundle),
    }, {"signature_holds": holds, "failed_checks": every_failed,
        "warnings": sorted([code, event_id(about)] for code, about in warnings)}


def holding():
    yield case("holds", "A bundle that a registry key signed.", BUNDLE, True)
    yield case("smallest", "A bundle with only what it needs.",
               sign_bundle({name: CONTENT[name] for name in ("bundle_type", "pith_number", "events")}), True,
               rules=["9.1", "9.2", "9.3"], failed=[
                   "bundle_version", "canonical_record", "canonical_sha256", "merge_version", "pith_number",
                   "short_pith_number", "state", "state_sha256"])
    spelled = json.dumps(BUNDLE, indent=3, sort_keys=True).replace("100.0", "1.00E+2")
    yield case("spelled_otherwise", "White space, order, escapes and spellings of numbers mean nothing.",
               spelled, True, rules=["1.6", "9.2"])
    yield case("signed_at_left_out", "signed_at may be absent.",
               changed(BUNDLE, "bundle_signature.signed_at", ABSENT), True)
    yield case("signature_has_more", "Nothing inside bundle_signature is hashed.",
               changed(BUNDLE, "bundle_signature.note", [1, 2]), True)
    yield case("signature_depth_16", "bundle_signature may be nested 16 deep, and is itself counted.",
               changed(BUNDLE, "bundle_signature.signed_at", nested(15)), True, rules=["4.6", "9.3"])
    yield case("signature_depth_17", "A bundle_signature that is nested 17 deep is out of bounds.",
               changed(BUNDLE, "bundle_signature.note", nested(16)), False, rules=["4.6", "9.3"])
    empty = len(canonical(changed(BUNDLE, "bundle_signature.note", "")["bundle_signature"]))
    for size_bytes in (65536, 65537):
        yield case(f"signature_size_{size_bytes}", "bundle_signature may have 65,536 bytes in canonical form.",
                   changed(BUNDLE, "bundle_signature.note", "x" * (size_bytes - empty)), size_bytes == 65536,
                   rules=["4.6", "9.3"])
    yield case("any_events", "Whatever is in events is signed with the rest.",
               sign_bundle({**CONTENT, "events": [None, 5, "text", [], {}]}), True, rules=["9.1", "9.2"],
               failed=["events", "state", "state_sha256"])
    yield case("rotated_key", "rotates_at is not applied to bundle signatures.", BUNDLE, True,
               keys=[REGISTRY.entry(rotates_at="2000-01-01T00:00:00Z")], rules=["4.9", "9.3"],
               failed=["events", "state", "state_sha256"])
    yield case("registry_by_type_alone", "A key is a registry key by its signer_type alone.", BUNDLE, True,
               keys=[REGISTRY.entry(signer_id=None)], rules=["3.3", "9.3"])
    twin = TWIN.entry(key_id=REGISTRY.key_id, signer_type="pith_registry")
    yield case("two_keys_of_one_key_id", "The key is found by key_id and fingerprint.", BUNDLE, True,
               keys=[twin, REGISTRY.entry()], rules=["3.2", "9.3"])
    for index, bundle in enumerate(real_bundles(), 1):
        yield case(f"published_{index}", "A bundle that the registry published, under the built-in key.",
                   bundle, True, keys=[], has_default_keys=True, rules=["3.4", "9.2", "9.3"])


def failing():
    published = real_bundles()[0]
    yield case("published_without_key", "Without the built-in key, no key vouches for it.", published, False,
               keys=[], rules=["3.4", "3.5", "9.3"], failed=["events", "receipt", "state", "state_sha256"])
    yield case("published_key_unbound", "If the registry's key is bound to nothing, it is not a registry key.",
               published,
               False, keys=published["public_keys"], rules=["3.3", "9.3"],
               failed=["events", "receipt", "state", "state_sha256"])
    yield case("published_changed", "One member of a published bundle is changed.",
               changed(published, "built_at", published["built_at"] + " "), False, keys=[],
               has_default_keys=True, failed=["bundle_sha256"])
    yield case("own_key_is_no_trust", "A key is not trusted because the bundle lists it.",
               sign_bundle({**CONTENT, "public_keys": [key_entry("vector-stranger", STRANGER.public)]},
                           STRANGER),
               False, rules=["3.5", "9.3"])
    for key in (ALICE, UNBOUND, NAMED):
        name = key.key_id.removeprefix("vector-")
        yield case(f"signed_by_{name}", "Only registry keys sign bundles.", sign_bundle(CONTENT, key), False,
                   rules=["3.3", "9.3"])
    for name, bundle in (("changed_content", {**BUNDLE, "note": 1}),
                         ("more_content", {**BUNDLE, "more": None}),
                         ("less_content", changed(BUNDLE, "note", ABSENT)),
                         ("events_in_other_order", {**BUNDLE, "events": BUNDLE["events"][::-1]})):
        yield case(name, "The hash is over the whole bundle without bundle_signature.", bundle, False,
                   rules=["9.2"], failed=["bundle_sha256"])
    digest = digest_of(CONTENT).hex()
    for name, value in (("absent", ABSENT), ("null", None), ("text", digest), ("array", [])):
        yield case(f"signature_{name}", "bundle_signature must be an object.",
                   changed(BUNDLE, "bundle_signature", value), False,
                   failed=["bundle_sha256"])
    block = BUNDLE["bundle_signature"]
    over_text = to_base64(REGISTRY.sign(digest.encode()))
    for member, values in {
        "bundle_sha256": (ABSENT, None, digest.upper(), "sha256:" + digest, digest_of({}).hex()),
        "signature_status": (ABSENT, "unsigned"),
        "algorithm": (ABSENT, "Ed25519"),
        "key_id": (ABSENT, "vector-alice", None),
        "public_key_fingerprint": (ABSENT, ALICE.fingerprint, REGISTRY.fingerprint.upper()),
        "signed_message": (ABSENT, "open_graph_event_sha256_bytes", "canonical_sha256_bytes"),
        "signature_b64": (ABSENT, flip_first_bit(block["signature_b64"]), block["signature_b64"] + " ",
                          over_text),
    }.items():
        for number, value in enumerate(values, 1):
            yield case(f"wrong_{member}_{number}",
                       f"bundle_signature.{member} is missing or wrong.",
                       changed(BUNDLE, "bundle_signature." + member, value), False,
                       rules=["9.3"] if member != "bundle_sha256" else ["9.2", "9.3"],
                       failed=["bundle_sha256"] if member == "bundle_sha256" else [])


def cases():
    yield from holding()
    yield from failing()


def disagreements(vector, intended):
    if vector["expected"] != intended:
        yield f"meant {intended}, got {vector['expected']}"
