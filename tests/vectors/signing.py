"""The keys, events and bundles of the cases. Nothing here decides what is right; it only signs.

Every key has a public seed, the SHA-256 of its name, so that anyone can make the same files.
"""

import base64
import copy
import hashlib
import json
import pathlib
import sys

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))

import edwards

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
ENVELOPE = ("signature", "content_sha256", "event_id")
ABSENT = object()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def sha256_hex(data):
    return hashlib.sha256(data).hexdigest()


def to_base64(data):
    return base64.b64encode(data).decode()


def digest_of(value):
    return hashlib.sha256(canonical(value)).digest()


def hash_scalar(first, public, message):
    digest = hashlib.sha512(first + public + message).digest()
    return int.from_bytes(digest, "little") % edwards.ORDER


class TestKey:
    """A key that the README names. `signer_id` and `signer_type` are what it is bound to."""

    def __init__(self, name, key_id=None, signer_id=None, signer_type=None):
        self.key_id = key_id or name
        self.signer_id = signer_id
        self.signer_type = signer_type
        self.seed = hashlib.sha256(name.encode()).digest()
        self._private = Ed25519PrivateKey.from_private_bytes(self.seed)
        self.public = self._private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        self.fingerprint = sha256_hex(self.public)[:32]

    def sign(self, message):
        return self._private.sign(message)

    def signer(self, **changes):
        """The signer of an event. An unbound key claims a name of its own."""
        return {
            "signer_id": self.signer_id or self.key_id + ".example",
            "signer_type": self.signer_type or "author",
            "key_id": self.key_id,
            "public_key_fingerprint": self.fingerprint,
            **changes,
        }

    def entry(self, **changes):
        """The key entry for a keyring, without members that are None."""
        entry = key_entry(self.key_id, self.public, signer_id=self.signer_id, signer_type=self.signer_type)
        return {name: value for name, value in {**entry, **changes}.items() if value is not None}


def key_entry(key_id, public, **more):
    return {"key_id": key_id, "algorithm": "ed25519", "public_key_b64": to_base64(public), **more}


REGISTRY = TestKey("vector-registry", signer_id="registry.example", signer_type="pith_registry")
ALICE = TestKey("vector-alice", signer_id="alice", signer_type="author")
ALICE_LATER = TestKey("vector-alice-later", signer_id="alice", signer_type="author")
BOB = TestKey("vector-bob", signer_id="bob", signer_type="author")
UNBOUND = TestKey("vector-unbound")
TYPED = TestKey("vector-typed", signer_type="archive")
NAMED = TestKey("vector-named", signer_id="named.example")
RETIRED = TestKey("vector-retired", signer_id="retired.example", signer_type="author")
TWIN = TestKey("vector-twin", key_id="vector-alice", signer_id="twin.example", signer_type="author")
STRANGER = TestKey("vector-stranger")

ROTATES_AT = "2026-06-01T00:00:00Z"
RECORD = {"metadata": {"submitted_at": "2026-01-02T03:04:05Z"}, "title": "A record of the vectors"}


def suffix_of(record):
    return base64.b32encode(digest_of(record)).decode()[:26]


def pith_number(record):
    return f"pith:{record['metadata']['submitted_at'][:4]}:{suffix_of(record)}"


SUBJECT = pith_number(RECORD)
OTHER_SUBJECT = "pith:2025:" + suffix_of({"title": "another record"})


def event_content(event):
    if not isinstance(event, dict):
        return event
    return {name: value for name, value in event.items() if name not in ENVELOPE}


def event_id(event):
    return "sha256:" + digest_of(event_content(event)).hex()


def absent_id(name):
    """The id of an event that is in no vector."""
    return "sha256:" + sha256_hex(str(name).encode())


def signature_block(key, digest, signed_message):
    return {
        "signature_status": "signed_v1",
        "algorithm": "ed25519",
        "key_id": key.key_id,
        "public_key_fingerprint": key.fingerprint,
        "signature_b64": to_base64(key.sign(digest)),
        "signed_message": signed_message,
        "signed_at": "2026-07-01T00:00:00Z",
    }


def sign_event(content, key):
    digest = digest_of(content)
    return {
        **content,
        "signature": signature_block(key, digest, "open_graph_event_sha256_bytes"),
        "content_sha256": digest.hex(),
        "event_id": "sha256:" + digest.hex(),
    }


def event(key=ALICE, minute=0, **members):
    """A signed event. `minute` is the minute of its created_at. ABSENT leaves a member out."""
    content = {
        "event_type": "mirror_hint",
        "subject_pith_number": SUBJECT,
        "target": "record",
        "created_at": f"2026-02-01T00:{minute:02}:00Z",
        "schema_version": "1.0",
        "payload": {},
        "signer": key.signer(),
        "supersedes": [],
        "prev_event": None,
        **members,
    }
    return sign_event({name: value for name, value in content.items() if value is not ABSENT}, key)


def record_created(key=REGISTRY, minute=0, record=None, payload=None, receipt=ABSENT, **members):
    """A record_created of RECORD. `payload` replaces members of its payload, and ABSENT leaves one out."""
    record = RECORD if record is None else record
    whole = {
        "canonical_record": record,
        "canonical_sha256": digest_of(record).hex(),
        "receipt": receipt,
        **(payload or {}),
    }
    shown = {name: value for name, value in whole.items() if value is not ABSENT}
    return event(key, minute, **{"event_type": "record_created", "payload": shown, **members})


def receipt_of(record, key=REGISTRY, **changes):
    digest = digest_of(record)
    receipt = {
        **signature_block(key, digest, "canonical_sha256_bytes"),
        "canonical_sha256": digest.hex(),
        **changes,
    }
    return {name: value for name, value in receipt.items() if value is not ABSENT}


def sign_bundle(bundle, key=REGISTRY):
    digest = digest_of(bundle)
    block = signature_block(key, digest, "bundle_sha256_bytes")
    return {**bundle, "bundle_signature": {**block, "bundle_sha256": digest.hex()}}


def changed(value, path, replacement):
    """A copy in which the member at `path` (names with points between) is replaced, or left out if ABSENT."""
    result = copy.deepcopy(value)
    *parents, last = path.split(".")
    parent = result
    for name in parents:
        parent = parent[name]
    if replacement is ABSENT:
        del parent[last]
    else:
        parent[last] = replacement
    return result


def flip_first_bit(text):
    """The base64 of the same bytes with one bit changed."""
    data = bytearray(base64.b64decode(text))
    data[0] ^= 1
    return to_base64(bytes(data))


def nested(depth):
    """An object that is `depth` containers deep."""
    value = {}
    for _ in range(depth - 1):
        value = {"in": value}
    return value


def text_of(value):
    return json.dumps(value, ensure_ascii=False)


def real_bundles():
    return [json.loads(path.read_bytes()) for path in sorted(DATA.glob("*.bundle.json"))]
