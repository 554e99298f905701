#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Parts 4 to 9 of SPEC.md in plain Python, except 9.4. Parts 1 and 2 are in canon.py, 3 in keys.py, 9.4 in bundle.py"""
import argparse
import functools
import heapq
import json
import pathlib
import re
import sys
from dataclasses import dataclass

sys.dont_write_bytecode = True
from canon import (  # noqa: E402
    Refused, canonical, canonical_hash, has_pith_form, in_order, nesting, parse, pith_number)
from keys import BadKey, Key, Keyring, instant, signature_holds  # noqa: E402

# ---- 4. Events

ENVELOPE = ("signature", "content_sha256", "event_id")
ENVELOPE_REASONS = ("content_hash_mismatch", "event_id_mismatch", "bad_signature", None)
EVENT_MESSAGE = "open_graph_event_sha256_bytes"
SIGNER = ("signer_id", "signer_type", "key_id", "public_key_fingerprint")

@dataclass
class Event:
    id: str
    content: object
    copies: list
    key: Key | None = None
    reason: str | None = None  # None while no check has failed

    @functools.cached_property
    def links(self):
        return {self.content["prev_event"], *self.content["supersedes"]} - {None}

def gather(values):  # SPEC 4.2, 4.3
    """The distinct events by their ids, each with all its copies."""
    events = {}
    for value in values:
        is_object = isinstance(value, dict)
        content = {name: value[name] for name in value if name not in ENVELOPE} if is_object else value
        name = "sha256:" + canonical_hash(content)
        events.setdefault(name, Event(name, content, [])).copies.append(value)
    return events

def is_event_id(value):
    return isinstance(value, str) and re.fullmatch("sha256:[0-9a-f]{64}", value) is not None

def well_formed(content):  # SPEC 4.1, 4.5
    if not isinstance(content, dict):
        return False
    strings = ("event_type", "subject_pith_number", "target", "created_at", "schema_version")
    signer, supersedes = content.get("signer"), content.get("supersedes")
    return (all(isinstance(content.get(member), str) for member in strings)
            and instant(content["created_at"]) is not None
            and isinstance(content.get("payload"), dict)
            and isinstance(signer, dict) and all(isinstance(signer.get(member), str) for member in SIGNER)
            and isinstance(supersedes, list) and all(is_event_id(entry) for entry in supersedes)
            and len(set(supersedes)) == len(supersedes)
            and "prev_event" in content
            and (content["prev_event"] is None or is_event_id(content["prev_event"])))

def content_fault(content, subject, keyring):  # SPEC 4.5; None if no check fails
    if not well_formed(content):
        return "malformed"
    if len(canonical(content)) > 1048576 or nesting(content) > 58 or len(content["supersedes"]) > 64:
        return "limit_exceeded"
    if content["schema_version"] != "1.0":
        return "unsupported_schema_version"
    if content["subject_pith_number"] != subject:
        return "subject_mismatch"
    signer, payload = content["signer"], content["payload"]
    key = keyring.find(signer)
    if key is None:
        return "unknown_key"
    if key.signer_id not in (None, signer["signer_id"]) or key.signer_type not in (None, signer["signer_type"]):
        return "signer_mismatch"  # clause 1
    if key.signer_id is None and signer["signer_id"] in keyring.bound_ids:
        return "signer_mismatch"  # clause 2
    if not key.is_registry() and signer["signer_type"] == "pith_registry":
        return "signer_mismatch"  # clause 3
    if key.rotates_at is not None and instant(content["created_at"]) >= instant(key.rotates_at):
        return "key_expired"
    if content["event_type"] == "record_created":
        if not key.is_registry():
            return "not_authorised"
        record = payload.get("canonical_record")
        if pith_number(record) != subject or canonical_hash(record) != payload.get("canonical_sha256"):
            return "record_mismatch"

def signature_fits(signature, message, signed_message, key):  # SPEC 4.2, 4.6, 4.8, 9.3
    """Whether a signature, a receipt or a bundle signature says what it must and holds under the key."""
    return (isinstance(signature, dict) and signature.get("signature_status") == "signed_v1"
            and signature.get("algorithm") == "ed25519" and signature.get("signed_message") == signed_message
            and signature.get("key_id") == key.key_id
            and signature.get("public_key_fingerprint") == key.fingerprint
            and signature_holds(key.public_key, message, signature.get("signature_b64")))

def in_bounds(signature):  # SPEC 4.6
    return nesting(signature) <= 16 and len(canonical(signature)) <= 65536

def envelope_fault(copy, event):  # SPEC 4.6
    """How far one copy comes: the index in ENVELOPE_REASONS of the first check that it fails, or of None."""
    digest, signature = event.id.removeprefix("sha256:"), copy.get("signature")
    passed = [copy.get("content_sha256") == digest, copy.get("event_id") == event.id, in_bounds(signature)
              and signature_fits(signature, bytes.fromhex(digest), EVENT_MESSAGE, event.key)]
    return [*passed, False].index(False)

def authenticate(subject, keyring, values):  # SPEC 4.5, 4.6, 4.7
    events = gather(values)
    for event in events.values():
        event.reason = content_fault(event.content, subject, keyring)
        if event.reason is None:
            event.key = keyring.find(event.content["signer"])
            event.reason = ENVELOPE_REASONS[max(envelope_fault(copy, event) for copy in event.copies)]
    return events

def receipt_fault(event, keyring):  # SPEC 4.8
    payload = event.content["payload"]
    if event.content["event_type"] != "record_created" or "receipt" not in payload:
        return None
    receipt, digest = payload["receipt"], payload["canonical_sha256"]
    key = keyring.find(receipt)
    if (key is None or not key.is_registry() or receipt.get("canonical_sha256") != digest
            or not signature_fits(receipt, bytes.fromhex(digest), "canonical_sha256_bytes", key)):
        return "bad_receipt"

# ---- 5. Order

def sort_key(event):  # SPEC 5.1
    return instant(event.content["created_at"]), event.content["event_type"] != "record_created", event.id

def application_order(events):  # SPEC 5.2
    waits_for = {name: {link for link in event.links if link in events} for name, event in events.items()}
    linked_from = {name: [] for name in events}
    for name, links in waits_for.items():
        for link in links:
            linked_from[link].append(name)
    ready = [sort_key(event) for name, event in events.items() if not waits_for[name]]
    heapq.heapify(ready)
    order = []
    while ready:
        taken = events[heapq.heappop(ready)[-1]]
        order.append(taken)
        for name in linked_from[taken.id]:
            waits_for[name].remove(taken.id)
            if not waits_for[name]:
                heapq.heappush(ready, sort_key(events[name]))
    return order

def apply(events, keyring):  # SPEC 4.8, 4.9, 5.2
    """The valid events in application order, by id; writes the reasons of the others."""
    for event in events.values():
        event.reason = event.reason or receipt_fault(event, keyring)
    applied = {}
    for event in application_order({name: event for name, event in events.items() if event.reason is None}):
        if event.content["prev_event"] is None or event.content["prev_event"] in applied:
            applied[event.id] = event
        else:
            event.reason = "prev_event_unresolved"
    return applied

def reasons(subject, keyring, events):
    judged = authenticate(subject, keyring, events)
    apply(judged, keyring)
    return {name: event.reason or "valid" for name, event in judged.items()}

# ---- 6. What is current

LISTS = ("graph_snapshots", "author_attestations", "timestamp_anchors", "storage_attestations",  # SPEC 6.2
         "citation_signatures", "replication_records", "corrections", "mirror_hints")

def live_events(applied):  # SPEC 6.1
    superseded = {link for event in applied.values() for link in event.content["supersedes"]
                  if link in applied and applied[link].key.principal() == event.key.principal()}
    return {name: event for name, event in applied.items() if name not in superseded}

def superseding_warnings(applied):  # SPEC 6.1
    found = []
    for event in applied.values():
        for link in event.content["supersedes"]:
            if link not in applied:
                found.append(["dangling_supersedes", event.id])
            elif applied[link].key.principal() != event.key.principal():
                found.append(["foreign_supersedes", event.id])
    return found

def several_live_warnings(live):  # SPEC 6.6
    classes = {}
    for event in live.values():  # in application order
        name = (event.key.principal(), event.content["event_type"], event.content["target"])
        classes.setdefault(name, []).append(event.id)
    return [["several_live", names[0]] for names in classes.values() if len(names) > 1]

def warnings(subject, keyring, events):  # SPEC 6.1, 6.6
    """Sorted lists of a code and an event id. An event with two such entries appears twice."""
    applied = apply(authenticate(subject, keyring, events), keyring)
    return sorted(superseding_warnings(applied) + several_live_warnings(live_events(applied)))

def shown(event):  # SPEC 6.3
    content = event.content
    return {"event_id": event.id, "target": content["target"], "created_at": content["created_at"],
            "signer": in_order(content["signer"]), "payload": in_order(content["payload"])}

def source_aliases(aliases):  # SPEC 6.5
    earliest = {}
    for alias in (alias for alias in aliases if isinstance(alias, dict)):
        kind, value, created = (alias.get(member) for member in ("alias_kind", "alias_value", "created_at"))
        if isinstance(kind, str) and isinstance(value, str) and instant(created) is not None:
            stamp = (instant(created), created)
            earliest[kind, value] = min(stamp, earliest.get((kind, value), stamp))
    return [{"alias_kind": kind, "alias_value": value, "created_at": stamp[1]}
            for (kind, value), stamp in sorted(earliest.items())]

def current(applied, live, aliases):  # SPEC 6.3, 6.4, 8.1
    lists = {name: [shown(event) for event in live.values() if event.content["event_type"] + "s" == name]
             for name in (*LISTS, "record_createds")}
    created = next(iter(lists.pop("record_createds")), None)
    return {"canonical_record": created["payload"]["canonical_record"] if created else None,
            "source_aliases": source_aliases(aliases), **lists, "record_created": created}

# ---- 7. Equivocation

def positions(event):  # SPEC 7.1
    if event.content["prev_event"] is not None:
        return [event.content["prev_event"]]
    return event.content["supersedes"] or [None]

def conflict(one, two):  # SPEC 7.2, for two events that share a position
    return one is not two and one.id not in two.links and two.id not in one.links

def equivocations(applied, live):  # SPEC 7.3
    answers = {}
    for event in applied.values():
        for position in positions(event):
            question = (event.key.principal(), event.content["event_type"], event.content["target"], position)
            answers.setdefault(question, []).append(event)
    entries = []
    for (_, event_type, target, position), given in answers.items():
        found = {event.id: event for event in given if any(conflict(event, other) for other in given)}
        if found:
            ids = sorted(found)
            signer = found[ids[0]].content["signer"]
            entries.append({"event_type": event_type, "target": target, "position": position,
                            "signer": in_order({member: signer[member] for member in SIGNER}),
                            "event_ids": ids, "resolved": sum(name in live for name in ids) <= 1})
    return sorted(entries, key=lambda entry: (entry["event_type"], entry["target"],
                                              entry["position"] or "", entry["event_ids"][0]))

# ---- 8. The state document

def merge(subject, keyring, aliases, events, authentic_only=False):  # SPEC 8.1, 8.2, 8.3
    """The bytes of the state document; authentic_only leaves out all other events and all aliases (SPEC 8.4)."""
    judged = authenticate(subject, keyring, events)
    if authentic_only:
        aliases = []
        judged = {name: event for name, event in judged.items() if event.reason is None}
    applied = apply(judged, keyring)
    live = live_events(applied)
    entries = equivocations(applied, live)
    document = {
        "state_type": "pith_open_graph_state", "state_version": "1.0", "pith_number": subject,
        "merge_version": "pith-open-graph-merge-v1", "event_count": len(judged),
        "valid_event_count": len(applied), "invalid_event_count": len(judged) - len(applied),
        "equivocation_count": len(entries), "current": current(applied, live, aliases),
        "equivocations": entries, "invalid_events": [{"event_id": name, "reason": judged[name].reason}
                                                     for name in sorted(judged) if name not in applied],
        "applied_event_ids": list(applied)}
    document["state_sha256"] = canonical_hash(document)
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()

# ---- 9. Bundles and input

def is_bundle(value):  # SPEC 9.1
    return (isinstance(value, dict) and value.get("bundle_type") == "pith_open_graph_bundle"
            and isinstance(value.get("pith_number"), str) and isinstance(value.get("events"), list))

def bundle_signature_holds(bundle, keyring):  # SPEC 9.2, 9.3
    signature = bundle.get("bundle_signature") if isinstance(bundle, dict) else None
    key = keyring.find(signature)
    if key is None or not key.is_registry() or not in_bounds(signature):
        return False
    digest = canonical_hash({name: value for name, value in bundle.items() if name != "bundle_signature"})
    return (signature.get("bundle_sha256") == digest
            and signature_fits(signature, bytes.fromhex(digest), "bundle_sha256_bytes", key))

def is_whole_object(line):  # SPEC 9.5, 11
    """Whether the brackets of a line, strings aside, match from a first `{` to the last byte."""
    open_brackets = []
    for token in re.finditer(rb'"(?:[^"\\]|\\.)*"?|[][{}]', line):
        bracket = token.group()
        if bracket in (b"{", b"["):
            open_brackets.append(bracket)
        elif bracket in (b"}", b"]") and (not open_brackets or open_brackets.pop() + bracket not in (b"{}", b"[]")):
            return False
        if not open_brackets:
            return line.startswith(b"{") and token.end() == len(line)
    return False

def documents_of(data):  # SPEC 9.5
    """Reads the documents of one input in turn, so that the first fault is met first. Each is a list of values."""
    lines = data.split(b"\n")
    filled = [number for number, line in enumerate(lines) if line.strip(b" \t\r")]
    if len(filled) < 2 or not is_whole_object(lines[filled[0]].strip(b" \t\r")):
        document = parse(data)
        yield document if isinstance(document, list) else [document]
        return
    for number in filled:
        try:
            yield [parse(lines[number])]
        except Refused as fault:
            before = sum(len(line) + 1 for line in lines[:number])
            raise Refused(fault.code, before + fault.offset, number + 1, fault.column) from None

def refusal_of(value):  # SPEC 9.5; None if the value is a bundle or an event
    if not isinstance(value, dict):
        return "not_an_event"
    if is_bundle(value) or "event_type" in value:
        return None
    claims = ("bundle_type", "state_type", "public_keys")
    return "not_a_bundle" if any(member in value for member in claims) else None

def read_input(files):  # SPEC 9.5
    bundles, events = [], []
    for values in (values for data in files for values in documents_of(data)):
        codes = [code for code in map(refusal_of, values) if code is not None]
        if codes:
            raise Refused(codes[0])
        new = [value for value in values if is_bundle(value)]
        if not all(has_pith_form(bundle["pith_number"]) for bundle in new):
            raise Refused("not_a_bundle")
        bundles += new
        events += [value for value in values if not is_bundle(value)]
    return bundles, events

def subject_of(bundles, events):  # SPEC 9.5, 11
    named = {bundle["pith_number"] for bundle in bundles}
    if not bundles:
        named = {event["subject_pith_number"] for event in events
                 if well_formed(event) and has_pith_form(event["subject_pith_number"])}
    if len(named) != 1:
        raise Refused("several_subjects" if named else "no_subject")
    return named.pop()

def resolve_files(files, keyring, subject, trust_bundle_keys):  # SPEC 9.5, 3.5, 6.5
    """What merge() takes: the subject, the keyring, the aliases that count, and the events."""
    bundles, events = read_input(files)
    subject = subject if subject is not None else subject_of(bundles, events)
    if trust_bundle_keys:
        keyring = keyring.with_bundle_keys([bundle["public_keys"] for bundle in bundles if "public_keys" in bundle])
    aliases = []
    for bundle in bundles:
        events = events + bundle["events"]
        if bundle["pith_number"] == subject and bundle_signature_holds(bundle, keyring):
            aliases += bundle["source_aliases"] if isinstance(bundle.get("source_aliases"), list) else []
    return subject, keyring, aliases, events

def merge_files(files, keyring, subject=None, trust_bundle_keys=False, authentic_only=False):
    return merge(*resolve_files(files, keyring, subject, trust_bundle_keys), authentic_only)

def input_sha256(subject, keyring, aliases, events):  # SPEC 9.6
    judged = authenticate(subject, keyring, events)
    return canonical_hash({"aliases": source_aliases(aliases), "keys": keyring.rows(), "subject": subject,
                           "events": {name: event.reason or "authentic" for name, event in judged.items()}})

# ---- The program

def main():
    parser = argparse.ArgumentParser(description="The reference implementation of SPEC.md.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("vectors", help="run every vector file in a folder").add_argument("folder")
    merging = commands.add_parser("merge", help="print the state document")
    merging.add_argument("--keys", action="append", default=[], metavar="FILE", type=pathlib.Path)
    merging.add_argument("--no-default-keys", action="store_true")
    merging.add_argument("--trust-bundle-keys", action="store_true")
    merging.add_argument("--subject")
    merging.add_argument("files", nargs="+", metavar="FILE", type=pathlib.Path)
    options = parser.parse_args()
    if options.command == "merge" and options.subject is not None and not has_pith_form(options.subject):
        parser.error("--subject does not have the form of a Pith Number")  # SPEC 9.5
    if options.command == "vectors":
        import vectors  # here and not above, because vectors.py imports this file
        return vectors.run_vectors(options.folder)
    try:
        documents = [parse(path.read_bytes()) for path in options.keys]
        keyring = Keyring.from_documents(documents, registry=not options.no_default_keys)
        files = [path.read_bytes() for path in options.files]
        state = merge_files(files, keyring, options.subject, options.trust_bundle_keys)
    except (Refused, BadKey, OSError) as fault:
        sys.exit(f"merge.py: {fault}")
    sys.stdout.buffer.write(state)

if __name__ == "__main__":
    sys.exit(main())
