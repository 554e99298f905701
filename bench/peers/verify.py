#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A yardstick, not part of the product: the whole-bundle check of SPEC 9.4, as plain Python.

Times two jobs in this process. Both start from the bytes of a file in memory: `verify` ends with a verdict, and `canon`
with the hash of the canonical form. Prints the seconds per bundle as JSON. The exit status is 1 if a bundle does not
hold.

It does a little less than the program. It trusts only the keys of KEYS, stops at the first fault, and requires every
copy of an event to hold. It does not check nesting (SPEC 1.4, 4.5), nor whether a listed key is on the curve
(SPEC 3.6).
"""
import argparse
import base64
import hashlib
import json
import pathlib
import re
import sys
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from state import MERGE_VERSION, instant, state_of

class Key:
    """A public key and what it is bound to: None for what it is not bound to."""

    def __init__(self, entry):
        self.public = Ed25519PublicKey.from_public_bytes(base64.b64decode(entry["public_key_b64"]))
        self.bound = {name: entry[name] for name in ("signer_id", "signer_type") if entry.get(name) is not None}
        self.is_registry = self.bound.get("signer_type") == "pith_registry"

def keys_of(entries):  # SPEC 3.2
    """The keys by key_id and fingerprint."""
    return {(entry["key_id"], hashlib.sha256(base64.b64decode(entry["public_key_b64"])).hexdigest()[:32]): Key(entry)
            for entry in entries}

KEYS = keys_of([{"key_id": "pith-v1-2026-05", "public_key_b64": "stVStoiQhXFxp4s2pdzPNoqVNBMojDU/fJ2db5S3CbM=",
                 "signer_id": "pith.science", "signer_type": "pith_registry"}])
TEXTS = ("event_type", "subject_pith_number", "target", "created_at", "schema_version")
EVENT_ID = re.compile("sha256:[0-9a-f]{64}")
LOOP_SECONDS = 0.2

class Mismatch(Exception):
    """Something in the bundle that does not hold."""

def require(holds, what):
    if not holds:
        raise Mismatch(what)

def members(pairs):
    found = dict(pairs)
    require(len(found) == len(pairs), "duplicate key")
    return found

def parse(data):
    return json.loads(data.decode("utf-8"), object_pairs_hook=members)

def canonical(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")

def without(value, *names):
    return {name: value[name] for name in value if name not in names}

def strict_base64(text):
    data = base64.b64decode(text, validate=True)
    require(base64.b64encode(data).decode() == text, "base64")
    return data

def base32(digest):
    return base64.b32encode(digest).decode()[:26]

def number_of(record):  # SPEC 2.1, 2.2
    """The hash of a record, its Pith Number, and the suffix of the number."""
    digest = hashlib.sha256(canonical(record))
    year = re.match("[0-9]{4}", record["metadata"]["submitted_at"])
    require(year, "canonical_record")
    suffix = base32(digest.digest())
    return digest.hexdigest(), f"pith:{year[0]}:{suffix}", suffix

def check_aliases(aliases, source, suffix):  # SPEC 2.3
    follows = {f"pith_short_{length}": suffix[:length] for length in (8, 12, 16)}
    if isinstance(source, dict) and source.get("kind") == "arxiv" and isinstance(source.get("id"), str):
        follows |= {"arxiv": source["id"], "doi": "10.48550/arxiv." + source["id"]}
        if source.get("version") is not None:
            follows["arxiv_version"] = f"{source['id']}v{source['version']}"
    for alias in aliases:
        kind = alias["alias_kind"]
        require(kind not in follows or alias["alias_value"] == follows[kind], f"source_aliases: {kind}")

def check_public_key(entry):  # SPEC 3.1
    said = {name: value for name, value in entry.items() if value is not None}
    key = strict_base64(said["public_key_b64"])
    require(said["algorithm"] == "ed25519" and isinstance(said["key_id"], str) and len(key) == 32, "public_keys")
    digest = hashlib.sha256(key)
    follows = {"public_key_hex": key.hex(), "fingerprint_sha256_hex": digest.hexdigest()[:32],
               "fingerprint_sha256_b32_first128bits": base32(digest.digest())}
    for name, right in follows.items():
        require(said.get(name, right) == right, f"public_keys: {name}")
    require("rotates_at" not in said or instant(said["rotates_at"]), "public_keys: rotates_at")

def key_of(block, what):
    name = block["key_id"], block["public_key_fingerprint"]
    require(name in KEYS, f"{what}: unknown key")
    return KEYS[name]

def check_signature(block, digest, message, what, key=None):  # SPEC 3.8, 4.2
    """`key` is the one that the signature must be by. Without it, any registry key will do."""
    signer = key_of(block, what)
    require(signer is key if key else signer.is_registry, f"{what}: key_id")
    right = {"signature_status": "signed_v1", "algorithm": "ed25519", "signed_message": message}
    for name, value in right.items():
        require(block[name] == value, f"{what}: {name}")
    try:
        signer.public.verify(strict_base64(block["signature_b64"]), digest)
    except InvalidSignature:
        raise Mismatch(f"{what}: signature_b64") from None

def is_well_formed(content):  # SPEC 4.1
    superseded, prev_event = content["supersedes"], content["prev_event"]
    return (all(isinstance(content[name], str) for name in TEXTS) and instant(content["created_at"])
            and isinstance(content["payload"], dict) and isinstance(superseded, list)
            and all(EVENT_ID.fullmatch(link) for link in superseded) and len(set(superseded)) == len(superseded)
            and (prev_event is None or EVENT_ID.fullmatch(prev_event)))

def check_record_created(payload, subject):  # SPEC 4.5, 4.8
    digest, number, _ = number_of(payload["canonical_record"])
    require(payload["canonical_sha256"] == digest and number == subject, "record_mismatch")
    if "receipt" in payload:
        require(payload["receipt"]["canonical_sha256"] == digest, "receipt: canonical_sha256")
        check_signature(payload["receipt"], bytes.fromhex(digest), "canonical_sha256_bytes", "receipt")

def check_event(event, subject):  # SPEC 4.2 to 4.8
    """The event's id and its content."""
    content = without(event, "signature", "content_sha256", "event_id")
    text = canonical(content)
    digest = hashlib.sha256(text)
    name = "sha256:" + digest.hexdigest()
    require(event["content_sha256"] == digest.hexdigest(), "events: content_sha256")
    require(event["event_id"] == name, "events: event_id")
    require(is_well_formed(content), "events: malformed")
    require(len(text) <= 1048576 and len(content["supersedes"]) <= 64, "events: limit_exceeded")
    require(content["schema_version"] == "1.0", "events: schema_version")
    require(content["subject_pith_number"] == subject, "events: subject_mismatch")
    key = key_of(content["signer"], "events")
    require(all(content["signer"][member] == right for member, right in key.bound.items()), "events: signer")
    check_signature(event["signature"], digest.digest(), "open_graph_event_sha256_bytes", "events: signature", key)
    if content["event_type"] == "record_created":
        require(key.is_registry, "events: not_authorised")
        check_record_created(content["payload"], subject)
    return name, content

def verify(data):  # SPEC 9.4
    """Returns True, or raises Mismatch or another exception if anything does not hold."""
    bundle = parse(data)
    require(bundle["bundle_type"] == "pith_open_graph_bundle", "bundle_type")
    require(bundle["bundle_version"] == "1.0", "bundle_version")
    record = bundle["canonical_record"]
    aliases, keys = bundle.get("source_aliases", []), bundle.get("public_keys", [])
    require(isinstance(aliases, list) and isinstance(keys, list), "source_aliases, public_keys")
    digest, number, suffix = number_of(record)
    require(bundle["canonical_sha256"] == digest, "canonical_sha256")
    require(bundle["pith_number"] == number, "pith_number")
    require(bundle["short_pith_number"] == "pith:" + suffix[:8], "short_pith_number")
    require(canonical(bundle.get("source")) == canonical(record.get("source")), "source")
    check_aliases(aliases, record.get("source"), suffix)
    for entry in keys:
        check_public_key(entry)
    events = dict(check_event(event, number) for event in bundle["events"])
    for content in events.values():
        require(content["prev_event"] is None or content["prev_event"] in events, "events: prev_event_unresolved")
    state = canonical(state_of(number, events, aliases))
    require(canonical(without(bundle["state"], "state_sha256")) == state, "state")
    require(bundle["state"]["state_sha256"] == hashlib.sha256(state).hexdigest(), "state_sha256")
    require(bundle["merge_version"] == MERGE_VERSION, "merge_version")
    signature, digest = bundle["bundle_signature"], hashlib.sha256(canonical(without(bundle, "bundle_signature")))
    require(signature["bundle_sha256"] == digest.hexdigest(), "bundle_sha256")
    check_signature(signature, digest.digest(), "bundle_sha256_bytes", "bundle_signature")
    return True

def canon(data):
    return hashlib.sha256(canonical(parse(data))).hexdigest()

def seconds_per_call(job):
    calls, start = 0, time.perf_counter()
    while (seconds := time.perf_counter() - start) < LOOP_SECONDS:
        require(job(), "a run went wrong")
        calls += 1
    return seconds / calls

def measure(job, repetitions):
    seconds_per_call(job)  # warms up
    return [seconds_per_call(job) for _ in range(repetitions)]

def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("files", nargs="+", type=pathlib.Path, metavar="FILE")
    options = parser.parse_args()
    results = {"verify": {}, "canon": {}}
    for path in options.files:
        data = path.read_bytes()
        try:
            verify(data)
            right = canon(data)
        except Exception as fault:  # whatever goes wrong, the bundle does not hold
            sys.exit(f"{path.name}: {type(fault).__name__}: {fault}")
        results["verify"][path.name] = measure(lambda: verify(data), options.repetitions)
        results["canon"][path.name] = measure(lambda: canon(data) == right, options.repetitions)
    print(json.dumps(results))

if __name__ == "__main__":
    main()
