# SPDX-License-Identifier: Apache-2.0
"""Part 3 of SPEC.md in plain Python: keys, and with them instants (4.4)."""
import base64
import datetime
import hashlib
import re
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

BUILT_IN = {  # SPEC 3.4
    "key_id": "pith-v1-2026-05", "algorithm": "ed25519",
    "public_key_b64": "stVStoiQhXFxp4s2pdzPNoqVNBMojDU/fJ2db5S3CbM=",
    "fingerprint_sha256_hex": "8d4b5ee74e4693bcd1df2446408b0d54",
    "signer_id": "pith.science", "signer_type": "pith_registry",
}

class BadKey(Exception):  # SPEC 3.6
    code = "bad_key"

def strict_base64(text):  # SPEC 3.8
    """The bytes, or None if the text is not their one padded spelling."""
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        return None
    return data if base64.b64encode(data).decode() == text else None

def key_fault(public_key):  # SPEC 3.6
    """True for a key that is not canonically encoded, not on the curve, or of small order."""
    if len(public_key) != 32:
        return True
    y = int.from_bytes(public_key, "little") % 2**255  # bit 255 is the sign of x, which decides nothing here
    if y >= P:
        return True
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P  # from -x*x + y*y = 1 + d*x*x*y*y
    x = pow(xx, (P + 3) // 8, P)
    if x * x % P != xx:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != xx:
        return True
    for _ in range(3):  # doubled three times, a point of small order becomes the neutral one
        product = D * x * x * y * y
        x, y = 2 * x * y * pow(1 + product, -1, P) % P, (y * y + x * x) * pow(1 - product, -1, P) % P
    return (x, y) == (0, 1)

def signature_holds(public_key, message, signature_b64):  # SPEC 3.8
    signature = strict_base64(signature_b64)
    if signature is None or len(signature) != 64 or int.from_bytes(signature[32:], "little") >= L:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True

def instant(text):  # SPEC 4.4
    """A text that sorts as the instant does, or None if the text is not an instant."""
    form = "([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:[.]([0-9]{1,9}))?Z"
    found = re.fullmatch(form, text) if isinstance(text, str) else None
    if found is None:
        return None
    try:
        datetime.datetime(*(int(part) for part in found.groups()[:6]))
    except ValueError:
        return None
    return text[:19] + "." + (found.group(7) or "").ljust(9, "0")

@dataclass(frozen=True)
class Key:
    key_id: str
    public_key: bytes
    fingerprint: str
    signer_id: str | None
    signer_type: str | None
    rotates_at: str | None
    from_bundle: bool

    def is_registry(self):  # SPEC 3.3, 3.5
        return self.from_bundle or self.signer_type == "pith_registry"

    def principal(self):  # SPEC 3.7
        return ("key", self.fingerprint) if self.signer_id is None else ("signer", self.signer_id)

def read_key(entry, from_bundle):  # SPEC 3.1, 3.3, 3.5, 3.6
    if not isinstance(entry, dict):
        raise BadKey("a key entry is not an object")
    said = {member: value for member, value in entry.items() if value is not None}
    public_key = strict_base64(said.get("public_key_b64"))
    if not isinstance(said.get("key_id"), str) or said.get("algorithm") != "ed25519" or public_key is None:
        raise BadKey("a key entry lacks a member or has another algorithm")
    if len(said["key_id"].encode()) > 1024:
        raise BadKey("the key_id is too large")
    if key_fault(public_key):
        raise BadKey("the key cannot be trusted")
    digest = hashlib.sha256(public_key).digest()
    follows = {"public_key_hex": public_key.hex(), "fingerprint_sha256_hex": digest.hex()[:32],
               "fingerprint_sha256_b32_first128bits": base64.b32encode(digest).decode()[:26]}
    for member, right in follows.items():
        if said.get(member, right) != right:
            raise BadKey(f"{member} does not agree with the key")
    bound = [None if from_bundle else said.get(member) for member in ("signer_id", "signer_type", "rotates_at")]
    if not all(isinstance(value, str | None) for value in bound):
        raise BadKey("a key is bound to something that is not a string")
    if bound[2] is not None and instant(bound[2]) is None:
        raise BadKey("rotates_at is not an instant")
    return Key(said["key_id"], public_key, digest.hex()[:32], *bound, from_bundle)

def read_bundle_key(entry):  # SPEC 3.5; None if the entry is refused
    try:
        return read_key(entry, True)
    except BadKey:
        return None

def same_key_twice(one, two):  # SPEC 3.6
    if one.public_key != two.public_key:
        raise BadKey("two keys have one fingerprint")
    both = {}
    for member in ("signer_id", "signer_type", "rotates_at"):
        values = [value for value in (getattr(one, member), getattr(two, member)) if value is not None]
        spelled = [instant(value) for value in values] if member == "rotates_at" else values
        if len(set(spelled)) > 1:
            raise BadKey(f"one key is given with two values of {member}")
        both[member] = min(values, default=None)
    return replace(one, **both)

def pooled(keys):  # SPEC 3.2, 3.6
    pool = {}
    for key in keys:
        name = (key.key_id, key.fingerprint)
        pool[name] = same_key_twice(pool[name], key) if name in pool else key
    return pool

class Keyring:  # SPEC 3.2
    def __init__(self, pool):
        self.pool = pool
        self.bound_ids = {key.signer_id for key in pool.values() if key.signer_id is not None}

    @classmethod
    def from_documents(cls, documents, registry=False):  # SPEC 3.2
        entries = [BUILT_IN] if registry else []
        for document in documents:
            listed = document.get("public_keys") if isinstance(document, dict) else document
            entries += listed if isinstance(listed, list) else [document]
        return cls(pooled(read_key(entry, False) for entry in entries))

    def with_bundle_keys(self, arrays):  # SPEC 3.5
        entries = [entry for array in arrays if isinstance(array, list) for entry in array]
        new = {name: keys[0] for name, keys in self.new_keys(entries).items() if len(keys) == 1}
        return Keyring({**self.pool, **new})

    def new_keys(self, entries):  # SPEC 3.5
        """The distinct keys that entries of bundles list under each name that is not in the keyring."""
        new = {}
        for entry in entries:
            key = read_bundle_key(entry)
            if key is not None and (key.key_id, key.fingerprint) not in self.pool:
                new.setdefault((key.key_id, key.fingerprint), {})[key.public_key] = key
        return {name: list(keys.values()) for name, keys in new.items()}

    def find(self, named):
        """The key that an object names by key_id and public_key_fingerprint, or None."""
        if not isinstance(named, dict):
            return None
        name = (named.get("key_id"), named.get("public_key_fingerprint"))
        return self.pool.get(name) if all(isinstance(part, str) for part in name) else None

    def rows(self):  # SPEC 9.6
        return [[key_id, fingerprint, key.signer_id, key.signer_type, key.rotates_at]
                for (key_id, fingerprint), key in sorted(self.pool.items(), key=lambda item: item[0])]
