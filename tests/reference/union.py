# SPDX-License-Identifier: Apache-2.0
"""The union of inputs as one bundle (include/pith/union_bundle.h) in plain Python."""
import base64

from bundle import SHORT_ALIASES, derived_aliases, suffix_of
from canon import canonical, canonical_hash, nesting, parse, pith_number
from merge import (
    apply, authenticate, bundle_signature_holds, content_fault, envelope_fault, merge, read_input, subject_of)

EVENT_DEPTH_MAX = 62  # a bundle is an object with an array of events, and a document has 64 levels (SPEC 1.4)
TAKEN_OVER = ("links", "mirror_hints", "timestamp_proofs")

def reach(copy, event, subject, keyring):  # SPEC 4.6
    """How far a copy came. Of an event whose content decides, all copies came equally far."""
    return 0 if content_fault(event.content, subject, keyring) else envelope_fault(copy, event)

def choose(event, subject, keyring):
    """One copy or None, and whether another one that a bundle cannot hold came further."""
    fitting = [copy for copy in event.copies if nesting(copy) <= EVENT_DEPTH_MAX]
    if not fitting:
        return None, True
    furthest = max(reach(copy, event, subject, keyring) for copy in event.copies)
    best = max(reach(copy, event, subject, keyring) for copy in fitting)
    chosen = min((copy for copy in fitting if reach(copy, event, subject, keyring) == best), key=canonical)
    return chosen, best < furthest

def named_keys(events, keyring):
    """The keys that signers and receipts name."""
    named = []
    for event in (event for event in events if isinstance(event, dict)):
        named.append(event.get("signer"))
        payload = event.get("payload")
        if event.get("event_type") == "record_created" and isinstance(payload, dict):
            named.append(payload.get("receipt"))
    keys = {keyring.find(name) for name in named} - {None}
    return sorted(keys, key=lambda key: (key.key_id, key.fingerprint))

def write_key(key):
    entry = {"algorithm": "ed25519", "key_id": key.key_id, "public_key_hex": key.public_key.hex(),
             "public_key_b64": base64.b64encode(key.public_key).decode(), "fingerprint_sha256_hex": key.fingerprint}
    bound = {member: getattr(key, member) for member in ("signer_id", "signer_type", "rotates_at")}
    return {**entry, **{member: value for member, value in bound.items() if value is not None}}

def find_record(bundles, events, subject):  # SPEC 2.2
    said = [bundle["canonical_record"] for bundle in bundles if "canonical_record" in bundle]
    for event in (event for event in events if isinstance(event, dict)):
        payload = event.get("payload")
        if event.get("event_type") == "record_created" and isinstance(payload, dict):
            said.append(payload.get("canonical_record"))
    return min((record for record in said if pith_number(record) == subject), key=canonical, default=None)

def take_over(bundles, trusted, member):
    """A list with the value to take over, or an empty one; and why it is not taken over, or None."""
    said = {canonical(bundle[member]) if member in bundle else None for bundle in trusted}
    if len(said) > 1:
        return [], "not_agreed"
    taken = [value for value in said if value is not None]
    others = {canonical(bundle[member]) for bundle in bundles if bundle not in trusted and member in bundle
              and bundle[member] not in ([], {})}
    return [parse(value) for value in taken], "not_vouched_for" if others - set(taken) else None

def unite(files, keyring, subject=None, trust_bundle_keys=False, built_at=None):
    """The bundle, and (code, event id or member) of what is left out."""
    bundles, events = read_input(files)
    subject = subject if subject is not None else subject_of(bundles, events)
    if trust_bundle_keys:
        keyring = keyring.with_bundle_keys([bundle["public_keys"] for bundle in bundles if "public_keys" in bundle])
    values = events + [event for bundle in bundles for event in bundle["events"]]
    left_out, chosen = [], {}
    for name, event in sorted(authenticate(subject, keyring, values).items()):
        copy, is_short = choose(event, subject, keyring)
        if copy is not None:
            chosen[name] = copy
        if is_short:
            left_out.append(("event_too_deep" if copy is None else "copy_too_deep", name))
    applied = list(apply(authenticate(subject, keyring, chosen.values()), keyring))
    ordered = [chosen[name] for name in applied + sorted(set(chosen) - set(applied))]
    record = find_record(bundles, ordered, subject)
    about = [bundle for bundle in bundles if bundle["pith_number"] == subject]
    trusted = [bundle for bundle in about if bundle_signature_holds(bundle, keyring)]
    lists = [bundle["source_aliases"] for bundle in trusted if isinstance(bundle.get("source_aliases"), list)]
    follows = derived_aliases(record)
    aliases = []
    for alias in (alias for listed in lists for alias in listed if isinstance(alias, dict)):
        kind = alias.get("alias_kind")
        if isinstance(kind, str) and kind in follows and alias.get("alias_value") != follows[kind]:
            if all(isinstance(alias.get(member), str) for member in ("alias_value", "created_at")):
                left_out.append(("false_alias", "source_aliases"))
        else:
            aliases.append(alias)
    state = parse(merge(subject, keyring, aliases, ordered))
    union = {"bundle_type": "pith_open_graph_bundle", "bundle_version": "1.0", "pith_number": subject,
             "events": ordered, "public_keys": [write_key(key) for key in named_keys(ordered, keyring)],
             "merge_version": "pith-open-graph-merge-v1", "state": state,
             "source_aliases": state["current"]["source_aliases"]}
    if built_at is not None:
        union["built_at"] = built_at
    if record is not None:
        union.update(canonical_record=record, canonical_sha256=canonical_hash(record),
                     short_pith_number="pith:" + suffix_of(record)[:SHORT_ALIASES["pith_short_8"]])
        if "source" in record:
            union["source"] = record["source"]
    for member in TAKEN_OVER:
        taken, reason = take_over(about, trusted, member)
        union.update({member: value for value in taken})
        if reason is not None:
            left_out.append((reason, member))
    return union, sorted(set(left_out))
