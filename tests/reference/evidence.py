# SPDX-License-Identifier: Apache-2.0
"""Part 12 of SPEC.md in plain Python: what evidence is made, and what is wrong with a document."""
import base64
import itertools

from canon import canonical, has_pith_form
from keys import BadKey, read_key
from merge import (
    ENVELOPE_REASONS, apply, authenticate, conflict, envelope_fault, gather, is_event_id, positions,
    read_input, subject_of, well_formed)

FORMAT = "pith-merge.evidence.v1"
SIGNATURE = ("signature_status", "algorithm", "key_id", "public_key_fingerprint", "signature_b64", "signed_message")

def question(event, position):  # SPEC 7.2, 7.3
    return event.key.principal(), event.content["event_type"], event.content["target"], position

def pair_of(events):  # SPEC 12.2; None if no two of them conflict
    """The two with the least ids; those that one key signed come first."""
    pairs = [tuple(sorted(pair, key=lambda event: event.id)) for pair in itertools.combinations(events, 2)
             if conflict(*pair)]
    def rank(pair):
        names = [(event.key.key_id, event.key.fingerprint) for event in pair]
        return names[0] != names[1], pair[0].id, pair[1].id
    return min(pairs, key=rank, default=None)

def whole(event):  # SPEC 12.1, 12.2
    authentic = [copy for copy in event.copies if ENVELOPE_REASONS[envelope_fault(copy, event)] is None]
    copy = min(authentic, key=lambda one: one["signature"]["signature_b64"].encode())
    return {**copy, "signature": {member: copy["signature"][member] for member in SIGNATURE}}

def key_entry(key):
    return {"algorithm": "ed25519", "key_id": key.key_id, "public_key_b64": base64.b64encode(key.public_key).decode()}

def make_evidence(subject, keyring, events):  # SPEC 12.2, 12.3; None if there is no equivocation
    answers = {}
    for event in apply(authenticate(subject, keyring, events), keyring).values():
        for position in positions(event):
            answers.setdefault(question(event, position), []).append(event)
    proofs, keys = [], {}
    for (_, event_type, target, position), given in answers.items():
        pair = pair_of(given)
        if pair is not None:
            proofs.append((event_type, target, position or "", pair[0].id,
                           {"event_type": event_type, "target": target, "position": position,
                            "events": [whole(event) for event in pair]}))
            keys.update({(event.key.key_id, event.key.fingerprint): event.key for event in pair})
    if not proofs:
        return None
    proofs.sort(key=lambda proof: proof[:4])
    return canonical({"format": FORMAT, "pith_number": subject, "equivocations": [proof[4] for proof in proofs],
                      "keys": [key_entry(key) for _, key in sorted(keys.items(), key=lambda item: item[0])]})

def make_evidence_of_files(files, keyring, subject=None, trust_bundle_keys=False):  # SPEC 12.2
    bundles, events = read_input(files)
    subject = subject if subject is not None else subject_of(bundles, events)
    if trust_bundle_keys:
        keyring = keyring.with_bundle_keys([bundle["public_keys"] for bundle in bundles if "public_keys" in bundle])
    return make_evidence(subject, keyring, [*events, *(event for bundle in bundles for event in bundle["events"])])

# ---- the check

def has_members(value, names):
    return isinstance(value, dict) and set(value) == set(names)

def has_form(document):  # SPEC 12.1
    def is_key(key):
        return has_members(key, ("algorithm", "key_id", "public_key_b64")) and all(
            isinstance(value, str) for value in key.values())
    def is_proof(proof):
        return (has_members(proof, ("event_type", "target", "position", "events"))
                and isinstance(proof["event_type"], str) and isinstance(proof["target"], str)
                and (proof["position"] is None or is_event_id(proof["position"]))
                and isinstance(proof["events"], list) and len(proof["events"]) >= 2
                and all(isinstance(event, dict) and has_members(event.get("signature"), SIGNATURE)
                        for event in proof["events"]))
    return (has_members(document, ("format", "pith_number", "keys", "equivocations")) and document["format"] == FORMAT
            and has_pith_form(document["pith_number"])
            and isinstance(document["keys"], list) and document["keys"] and all(map(is_key, document["keys"]))
            and isinstance(document["equivocations"], list) and document["equivocations"]
            and all(map(is_proof, document["equivocations"])))

def read_keys(document, keyring, faults):  # SPEC 12.3, 12.4
    """The names of the good keys, in their order."""
    names = []
    for entry in document["keys"]:
        try:
            key = read_key(entry, True)
        except BadKey:
            faults.add("bad_key")
            continue
        name = (key.key_id, key.fingerprint)
        if name in keyring.pool and keyring.pool[name].public_key != key.public_key:
            faults.add("bad_key")
        elif names and names[-1] >= name:
            faults.add("key_order")
        else:
            names.append(name)
    return names

def key_named(content):
    return content["signer"]["key_id"], content["signer"]["public_key_fingerprint"]

def check_proof(proof, subject, keyring, names):  # SPEC 12.5, 12.7
    faults, events, ids = set(), [], []
    for value in proof["events"]:
        [event] = authenticate(subject, keyring, [value]).values()
        if ids and ids[-1] >= event.id:
            faults.add("same_event" if ids[-1] == event.id else "event_order")
        ids.append(event.id)
        if well_formed(event.content) and key_named(event.content) not in names:
            faults.add("unlisted_key")
        if event.reason is not None:
            faults.add(event.reason)
            continue
        events.append(event)
        for member in ("event_type", "target"):
            if event.content[member] != proof[member]:
                faults.add(member + "_mismatch")
        if proof["position"] not in positions(event):
            faults.add("position_mismatch")
        if event.key.principal() != events[0].key.principal():
            faults.add("principal_mismatch")
    if not faults and not all(any(conflict(event, other) for other in events) for event in events):
        faults.add("no_conflict")
    return faults

def check_evidence(document, keyring, trust_keys=False):  # SPEC 12.4, 12.5, 12.6; for a document that has the form
    """The names of the faults of the document, and those of each proof. All are empty if it holds."""
    faults = set()
    names = read_keys(document, keyring, faults)
    if trust_keys:
        keyring = keyring.with_bundle_keys([[entry for entry in document["keys"]]])
    proofs = [check_proof(proof, document["pith_number"], keyring, names) for proof in document["equivocations"]]
    used = {key_named(event) for proof in document["equivocations"] for event in proof["events"] if well_formed(event)}
    if set(names) - used:
        faults.add("unused_key")
    order = [(proof["event_type"], proof["target"], proof["position"] or "", next(iter(gather(proof["events"][:1]))))
             for proof in document["equivocations"]]
    if any(one >= two for one, two in zip(order, order[1:])):
        faults.add("proof_order")
    return faults, proofs
