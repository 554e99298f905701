"""What the black-box tests share: a way to run the program, and an independent signer of bundles.

Nothing here asks the program for the right answer. Canonical bytes come from Python's json, hashes from hashlib,
signatures from `cryptography`, and states from the merge rules, which are written out below.
"""

import base64
import collections
import copy
import hashlib
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
BUNDLES = sorted(DATA.glob("*.bundle.json"))
PAGE = DATA / "pith-2021-HNVV6UHHBPDG2TKPKLB4J4SIOF.page.txt"
BUNDLE_OF_PAGE = DATA / "pith-2021-HNVV6UHHBPDG2TKPKLB4J4SIOF.bundle.json"

BUNDLES_AT_A_TIME = 100

REGISTRY_KEY_ID = "pith-v1-2026-05"
REGISTRY_FINGERPRINT = "8d4b5ee74e4693bcd1df2446408b0d54"
REGISTRY_KEY_B64 = "stVStoiQhXFxp4s2pdzPNoqVNBMojDU/fJ2db5S3CbM="

ENVELOPE = ("signature", "content_sha256", "event_id")
PLURALS = {
    "graph_snapshot": "graph_snapshots",
    "author_attestation": "author_attestations",
    "timestamp_anchor": "timestamp_anchors",
    "storage_attestation": "storage_attestations",
    "citation_signature": "citation_signatures",
    "replication_record": "replication_records",
    "correction": "corrections",
    "mirror_hint": "mirror_hints",
}

Result = collections.namedtuple("Result", "exit out err")

if len(BUNDLES) < 3:
    sys.exit(f"the real bundles are missing from {DATA}")


# ---- running the program -------------------------------------------------------------------------

_scratch = tempfile.TemporaryDirectory(prefix="pith-merge-cli-")
_file_numbers = itertools.count()


def find_program():
    path = os.environ.get("PITH_MERGE", "")
    if not os.access(path, os.X_OK):
        sys.exit("set PITH_MERGE to the pith-merge program")
    return os.path.abspath(path)


PROGRAM = find_program()


def run(*arguments, stdin=b"", environment=None):
    """Runs the program with these arguments. `environment` replaces the inherited environment."""
    # A hang must fail the test. No run here takes longer than a second.
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, env=environment, timeout=300
    )
    return Result(done.returncode, done.stdout, done.stderr.decode("utf-8", "surrogateescape"))


def scratch_path(name="input.json"):
    """A new path in this process's scratch folder. Several threads may call this: `next` on a counter is atomic."""
    return pathlib.Path(_scratch.name) / f"{next(_file_numbers)}-{name}"


def write_file(data, name="input.json"):
    path = scratch_path(name)
    path.write_bytes(data)
    return path


def write_json(value, name="input.json"):
    return write_file(json.dumps(value).encode(), name)


def merge_counts(events, invalid="", invalid_count=0, equivocations=0):
    """The line with which `merge` says on standard error how many events are not valid, and how many equivocations."""
    return (f"pith-merge merge: {invalid_count} of {events} event{'' if events == 1 else 's'} "
            f"{'is' if 1 in (invalid_count, events) else 'are'} not valid{invalid}; "
            f"{equivocations} equivocation{'' if equivocations == 1 else 's'}\n")


def verify(path, *options):
    """Runs `verify --json` on one file. Returns (exit, report or None if it is refused, stderr)."""
    done = run("verify", "--json", *options, path)
    return done.exit, reports_of(done).get(str(path)), done.err


def reports_of(done):
    """The reports of a run of `verify --json`, by file. What is refused has none."""
    objects = [json.loads(line) for line in done.out.splitlines()]
    return {report["file"]: report for report in objects if "error" not in report}


def verify_each(values, *options):
    """Runs `verify --json` on each JSON value. Yields (report or None, stderr) for each.

    One process gets many values, since starting a process takes longer than verifying a bundle. Its exit status must
    be that of the worst value.
    """
    values = iter(values)
    while paths := [write_json(value) for value in itertools.islice(values, BUNDLES_AT_A_TIME)]:
        done = run("verify", "--json", *options, *paths)
        reports = reports_of(done)
        errors = {str(path): "" for path in paths}
        for line in done.err.splitlines(keepends=True):
            errors[line.split(":", 1)[0]] += line
        worst = max(2 if name not in reports else 0 if reports[name]["ok"] else 1 for name in errors)
        assert done.exit == worst and len(paths) == len(done.out.splitlines()), done.err
        for path in paths:
            yield reports.get(str(path)), errors[str(path)]
            path.unlink()


def failed_checks(report):
    return [check["name"] for check in report["checks"] if not check["ok"]]


def reasons(report):
    return [event["reason"] for event in report["events"]]


# ---- canonical JSON, hashes, keys -------------------------------------------------------------------


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def sha256_hex(data):
    return hashlib.sha256(data).hexdigest()


def digest_of(value):
    return hashlib.sha256(canonical(value)).digest()


def base32_of(digest):
    return base64.b32encode(digest).decode()


class SigningKey:
    """An Ed25519 key that is derived from its name alone, so that every run signs the same bytes."""

    def __init__(self, name, key_id=None):
        self.key_id = key_id or name
        self._private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())
        self.public = self._private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        self.fingerprint = sha256_hex(self.public)[:32]

    def sign(self, message):
        return base64.b64encode(self._private.sign(message)).decode()


def make_key_entry(key_id, public, /, **more):
    """A key object as the registry serves it. `more` adds or replaces members; None is written as null."""
    return {
        "key_id": key_id,
        "algorithm": "ed25519",
        "format": "raw",
        "public_key_b64": base64.b64encode(public).decode(),
        "public_key_hex": public.hex(),
        "fingerprint_sha256_b32_first128bits": base32_of(hashlib.sha256(public).digest())[:26],
        "fingerprint_sha256_hex": sha256_hex(public)[:32],
        "rotates_at": None,
        "url": "https://keys.example/key.json",
        "notes": "a key of the tests",
        **more,
    }


def keys_file(*entries):
    return write_json({"public_keys": list(entries)}, "keys.json")


# ---- signing ------------------------------------------------------------------------------------------


def signature_block(key, digest, signed_message, signed_at="2026-07-05T14:38:00.564145Z"):
    return {
        "signature_status": "signed_v1",
        "algorithm": "ed25519",
        "key_id": key.key_id,
        "public_key_fingerprint": key.fingerprint,
        "signature_b64": key.sign(digest),
        "signed_message": signed_message,
        "signed_at": signed_at,
    }


def event_content(event):
    return {name: value for name, value in event.items() if name not in ENVELOPE}


def event_id(event):
    return "sha256:" + digest_of(event_content(event)).hex()


def sign_event(event, key):
    """The event with a new envelope and the same content."""
    content = event_content(event)
    digest = digest_of(content)
    return {
        **content,
        "signature": signature_block(key, digest, "open_graph_event_sha256_bytes"),
        "content_sha256": digest.hex(),
        "event_id": "sha256:" + digest.hex(),
    }


def sign_bundle(bundle, key):
    unsigned = {name: value for name, value in bundle.items() if name != "bundle_signature"}
    digest = digest_of(unsigned)
    block = signature_block(key, digest, "bundle_sha256_bytes")
    return {**unsigned, "bundle_signature": {**block, "bundle_sha256": digest.hex()}}


def sign_receipt(receipt, record, key):
    digest = digest_of(record)
    return {
        **receipt,
        "key_id": key.key_id,
        "public_key_fingerprint": key.fingerprint,
        "canonical_sha256": digest.hex(),
        "signature_b64": key.sign(digest),
    }


def make_signed_bundle(path, key, signer_id, signer_type="pith_registry"):
    """A real bundle with another signer: receipt, events and bundle are signed by `key`, and the state is new."""
    bundle = json.loads(path.read_bytes())
    bundle["public_keys"] = [make_key_entry(key.key_id, key.public)]
    signer = {
        "signer_id": signer_id,
        "signer_type": signer_type,
        "key_id": key.key_id,
        "public_key_fingerprint": key.fingerprint,
    }
    for index, event in enumerate(bundle["events"]):
        event["signer"] = copy.deepcopy(signer)
        payload = event["payload"]
        if "receipt" in payload:
            payload["receipt"] = sign_receipt(payload["receipt"], payload["canonical_record"], key)
        bundle["events"][index] = sign_event(event, key)
    bundle["state"] = make_state(bundle["pith_number"], bundle["events"], bundle["source_aliases"])
    return sign_bundle(bundle, key)


# ---- the state of valid events without links (SPEC 5, 6 and 8) -------------------------------------------


def sort_members(value):
    return json.loads(canonical(value))


def order_key(event):
    # The tests write times in whole seconds, so their texts sort as the instants do.
    return (event["created_at"], event["event_type"] != "record_created", event_id(event))


def show_event(event):
    return {
        "event_id": event_id(event),
        "target": event["target"],
        "created_at": event["created_at"],
        "signer": sort_members(event["signer"]),
        "payload": sort_members(event["payload"]),
    }


def make_state(pith_number, events, aliases, invalid=()):
    """The state of these valid and invalid events.

    `events` are valid, distinct, and have no links. `invalid` is a list of (event_id, reason). `aliases` are distinct.
    """
    ordered = sorted(events, key=order_key)
    created = [event for event in ordered if event["event_type"] == "record_created"]
    current = {
        "canonical_record": sort_members(created[0]["payload"]["canonical_record"]) if created else None,
        "source_aliases": sorted(
            (sort_members(alias) for alias in aliases),
            key=lambda alias: (alias["alias_kind"].encode(), alias["alias_value"].encode()),
        ),
    }
    for event_type, plural in PLURALS.items():
        current[plural] = [show_event(event) for event in ordered if event["event_type"] == event_type]
    current["record_created"] = show_event(created[0]) if created else None
    state = {
        "state_type": "pith_open_graph_state",
        "state_version": "1.0",
        "pith_number": pith_number,
        "merge_version": "pith-open-graph-merge-v1",
        "event_count": len(ordered) + len(invalid),
        "valid_event_count": len(ordered),
        "invalid_event_count": len(invalid),
        "equivocation_count": 0,
        "current": current,
        "equivocations": [],
        "invalid_events": [{"event_id": name, "reason": reason} for name, reason in sorted(invalid)],
        "applied_event_ids": [event_id(event) for event in ordered],
    }
    state["state_sha256"] = digest_of(state).hex()
    return state


def state_bytes(state):
    """The bytes of the document: compact, in the order of SPEC 8.1, without a newline."""
    return json.dumps(state, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
