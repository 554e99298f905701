"""Events that conflict, and evidence of it, written from SPEC 12 by hand."""

import base64
import copy
import hashlib
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "differential"))

import edwards  # noqa: E402
import scenarios  # noqa: E402
import support  # noqa: E402

FORMAT = "pith-merge.evidence.v1"


def answer(signer=scenarios.ALICE, **more):
    """A correction of the title by Alice, at the start."""
    event = {"event_type": "correction", "subject_pith_number": scenarios.SUBJECT, "target": "title", "payload": {},
             "signer": signer.names(), "created_at": scenarios.TIMES[0], "supersedes": [], "prev_event": None,
             "schema_version": "1.0", **more}
    return support.sign_event(event, signer.key)


def document_of(events, signers=(scenarios.ALICE,), **more):
    """Evidence with one proof of these events, as SPEC 12 writes it, whether they prove anything or not."""
    events = [copy.deepcopy(event) for event in sorted(events, key=lambda event: event["event_id"])]
    for event in events:
        event["signature"].pop("signed_at", None)
    keys = [{"algorithm": "ed25519", "key_id": entry["key_id"], "public_key_b64": entry["public_key_b64"]}
            for entry in sorted((signer.entry() for signer in signers), key=lambda entry: entry["key_id"])]
    proof = {"event_type": "correction", "target": "title", "position": None, "events": events, **more}
    return {"format": FORMAT, "pith_number": scenarios.SUBJECT, "keys": keys, "equivocations": [proof]}


def sign_otherwise(name, message):
    """Another signature that holds, by the key of this name: RFC 8032 with another secret number."""
    seed = hashlib.sha512(hashlib.sha256(name.encode()).digest()).digest()
    scalar = int.from_bytes(bytes([seed[0] & 248]) + seed[1:31] + bytes([seed[31] & 127 | 64]), "little")
    y = 4 * pow(5, -1, edwards.PRIME) % edwards.PRIME  # of the base point, whose x is even
    x = edwards.find_x(y)
    base = (edwards.PRIME - x if x & 1 else x, y)
    public, point = (edwards.encode(edwards.multiply(number, base)) for number in (scalar, 12345))
    hashed = int.from_bytes(hashlib.sha512(point + public + message).digest(), "little")
    answer_to = (12345 + hashed * scalar) % edwards.ORDER
    return base64.b64encode(point + answer_to.to_bytes(32, "little")).decode()
