# SPDX-License-Identifier: Apache-2.0
"""Parts 1 to 3 of SPEC.md in plain Python: canonical JSON, the record and its number, keys.

It is written from SPEC.md alone, slow and obvious, and is compared with the engine. A JSON object is a dict, an
integer is an int, and any other number is a float. Strings have no surrogates. So Python's order of strings, which
is by code point, is the order of their UTF-8 bytes everywhere in canon.py and merge.py.
"""
import base64
import datetime
import hashlib
import json
import re
import sys
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

sys.set_int_max_str_digits(0)  # SPEC 1.3: integers have any size; Reader checks the limit of SPEC 1.4

WORDS = {b"true": True, b"false": False, b"null": None}
ESCAPES = {b'"': '"', b"\\": "\\", b"/": "/", b"b": "\b", b"f": "\f", b"n": "\n", b"r": "\r", b"t": "\t"}
PLAIN = re.compile(rb'[^"\\\x00-\x1f]*')
HEX4 = re.compile(rb"[0-9a-fA-F]{4}")
DIGITS = re.compile(rb"[0-9]*")

class Refused(Exception):  # SPEC 1.4, 1.5
    """A document is refused as a whole. The place is None if no byte is at fault."""

    def __init__(self, code, offset=None, line=None, column=None):
        super().__init__(code + (f" at offset {offset}, line {line}, column {column}" if line else ""))
        self.code, self.offset, self.line, self.column = code, offset, line, column

class Reader:
    """Reads a document from left to right. Stops at the first fault, which is the one to report (SPEC 1.5)."""

    def __init__(self, data):
        self.data, self.at, self.depth = data, 0, 0

    def refuse(self, code, offset):  # SPEC 1.5
        before = self.data[:offset]
        line_start = before.rfind(b"\n") + 1
        raise Refused(code, offset, before.count(b"\n") + 1, offset - line_start + 1)

    def peek(self):
        """The next byte that is not white space, which stays unread. Empty at the end."""
        while self.data[self.at:self.at + 1] in (b" ", b"\t", b"\n", b"\r"):
            self.at += 1
        return self.data[self.at:self.at + 1]

    def unexpected(self):
        """Refuses the next token: it is not UTF-8, or the grammar does not allow it here."""
        for length in (1, 2, 3, 4):
            try:
                self.data[self.at:self.at + length].decode("utf-8")
                self.refuse("syntax", self.at)  # also at the end of the data, when nothing is decoded
            except UnicodeDecodeError:
                pass
        self.refuse("invalid_utf8", self.at)

    def value(self):
        first = self.peek()
        if first == b"{":
            return self.object()
        if first == b"[":
            return self.array()
        if first == b'"':
            return self.string()
        if first == b"-" or first.isdigit():
            return self.number()
        for word in WORDS:
            if self.data.startswith(word, self.at):
                self.at += len(word)
                return WORDS[word]
        if self.data.startswith((b"NaN", b"Infinity"), self.at):
            self.refuse("number_out_of_range", self.at)
        self.unexpected()

    def items(self, closing):
        """Opens a container, yields before each item so that the caller can read it, and closes the container."""
        if self.depth == 64:
            self.refuse("depth_exceeded", self.at)
        self.depth += 1
        self.at += 1
        more = self.peek() != closing
        while more:
            yield
            more = self.peek() == b","
            if more:
                self.at += 1
            elif self.peek() != closing:
                self.unexpected()
        self.at += 1
        self.depth -= 1

    def object(self):
        members = {}
        for _ in self.items(b"}"):
            if self.peek() != b'"':
                self.unexpected()
            start = self.at
            key = self.string()
            if key in members:
                self.refuse("duplicate_key", start)
            if self.peek() != b":":
                self.unexpected()
            self.at += 1
            members[key] = self.value()
        return members

    def array(self):
        return [self.value() for _ in self.items(b"]")]

    def string(self):  # SPEC 1.2
        start = self.at
        self.at += 1
        parts = []
        while True:
            plain = PLAIN.match(self.data, self.at).group()
            try:
                parts.append(plain.decode("utf-8"))
            except UnicodeDecodeError:
                self.refuse("invalid_utf8", start)
            self.at += len(plain)
            stop = self.data[self.at:self.at + 1]
            if stop == b'"':
                self.at += 1
                return "".join(parts)
            if stop != b"\\":  # a control character, or the end of the data
                self.refuse("syntax", start)
            parts.append(self.escape(start))

    def escape(self, start):
        letter = self.data[self.at + 1:self.at + 2]
        if letter in ESCAPES:
            self.at += 2
            return ESCAPES[letter]
        if letter != b"u":
            self.refuse("syntax", start)
        unit = self.utf16_unit(start)
        if 0xD800 <= unit <= 0xDBFF and self.data.startswith(b"\\u", self.at):
            low = self.utf16_unit(start)
            if not 0xDC00 <= low <= 0xDFFF:
                self.refuse("lone_surrogate", start)
            return chr(0x10000 + (unit - 0xD800) * 0x400 + (low - 0xDC00))
        if 0xD800 <= unit <= 0xDFFF:
            self.refuse("lone_surrogate", start)
        return chr(unit)

    def utf16_unit(self, start):
        digits = HEX4.match(self.data, self.at + 2)
        if digits is None:
            self.refuse("syntax", start)
        self.at += 6
        return int(digits.group(), 16)

    def digits(self, start):
        """One or more digits of the number that begins at start."""
        found = DIGITS.match(self.data, self.at).group()
        if found == b"":
            self.refuse("syntax", start)
        self.at += len(found)
        return found

    def number(self):  # SPEC 1.3
        """The longest number that begins here. In `01` it is `0`, and the `1` is left over."""
        start = self.at
        if self.data.startswith(b"-Infinity", start):
            self.refuse("number_out_of_range", start)
        if self.data.startswith(b"-", self.at):
            self.at += 1
        if self.data.startswith(b"0", self.at):
            self.at += 1
            count = 1
        else:
            count = len(self.digits(start))
        whole, exponent = self.data[self.at:self.at + 1] not in (b".", b"e", b"E"), b""
        if self.data.startswith(b".", self.at):
            self.at += 1
            count += len(self.digits(start))
        if self.data.startswith((b"e", b"E"), self.at):
            self.at += 1
            if self.data.startswith((b"+", b"-"), self.at):
                self.at += 1
            exponent = self.digits(start).lstrip(b"0")
        if count > 4300 or len(exponent) > 9:
            self.refuse("number_out_of_range", start)
        text = self.data[start:self.at].decode("ascii")
        if whole:
            return int(text)  # `-0` is 0
        value = float(text)
        if abs(value) == float("inf"):
            self.refuse("number_out_of_range", start)
        return value

def parse(data):  # SPEC 1.4, 1.5
    reader = Reader(data)
    if data.startswith(b"\xef\xbb\xbf"):
        reader.refuse("byte_order_mark", 0)
    value = reader.value()
    if reader.peek() != b"":
        reader.refuse("trailing_data", reader.at)
    return value

def canonical(value):  # SPEC 1, 1.1, 1.2, 1.3
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")

def canonicalise(data):
    return canonical(parse(data))

def sha256_hex(data):  # SPEC 1.6
    return hashlib.sha256(data).hexdigest()

def canonical_hash(value):  # SPEC 1.6
    return sha256_hex(canonical(value))

def in_order(value):
    """The same value with its members in canonical order."""
    return json.loads(canonical(value))

def nesting(value):
    deepest, todo = 0, [(value, 1)]
    while todo:
        value, depth = todo.pop()
        if isinstance(value, dict | list):
            deepest = max(deepest, depth)
            todo += [(inner, depth + 1) for inner in (value.values() if isinstance(value, dict) else value)]
    return deepest

# ---- 2. The record and its number

def pith_number(record):  # SPEC 2.1, 2.2
    """The Pith Number of a canonical record, or None if the record has no year."""
    metadata = record.get("metadata") if isinstance(record, dict) else None
    submitted = metadata.get("submitted_at") if isinstance(metadata, dict) else None
    if not isinstance(submitted, str) or not re.match("[0-9]{4}", submitted):
        return None
    suffix = base64.b32encode(hashlib.sha256(canonical(record)).digest()).decode()[:26]
    return f"pith:{submitted[:4]}:{suffix}"

def has_pith_form(text):  # SPEC 2.2
    return isinstance(text, str) and re.fullmatch("pith:[0-9]{4}:[A-Z2-7]{26}", text) is not None

# ---- 3. Keys

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
    if key_fault(public_key):
        raise BadKey("the key cannot be trusted")
    digest = hashlib.sha256(public_key).digest()
    follows = {"public_key_hex": public_key.hex(), "fingerprint_sha256_hex": digest.hex()[:32],
               "fingerprint_sha256_b32_first128bits": base64.b32encode(digest).decode()[:26]}
    for member, right in follows.items():
        if said.get(member, right) != right:
            raise BadKey(f"{member} does not agree with the key")
    if "rotates_at" in said and instant(said["rotates_at"]) is None:
        raise BadKey("rotates_at is not an instant")
    bound = (None, None) if from_bundle else (said.get("signer_id"), said.get("signer_type"))
    if not all(isinstance(value, str | None) for value in bound):
        raise BadKey("a key is bound to something that is not a string")
    return Key(said["key_id"], public_key, digest.hex()[:32], *bound, said.get("rotates_at"), from_bundle)

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
        if not all(isinstance(array, list) for array in arrays):
            raise BadKey("public_keys is not an array")
        claimed = [read_key(entry, True) for array in arrays for entry in array]
        new = [key for key in claimed if (key.key_id, key.fingerprint) not in self.pool]
        return Keyring({**self.pool, **pooled(new)})

    def find(self, named):
        """The key that an object names by key_id and public_key_fingerprint, or None."""
        if not isinstance(named, dict):
            return None
        name = (named.get("key_id"), named.get("public_key_fingerprint"))
        return self.pool.get(name) if all(isinstance(part, str) for part in name) else None

    def rows(self):  # SPEC 9.6
        return [[key_id, fingerprint, key.signer_id, key.signer_type, key.rotates_at]
                for (key_id, fingerprint), key in sorted(self.pool.items(), key=lambda item: item[0])]
