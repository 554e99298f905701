# SPDX-License-Identifier: Apache-2.0
"""Parts 1 and 2 of SPEC.md in plain Python: canonical JSON, the record and its number.

It is written from SPEC.md alone, slow and obvious, and is compared with the engine. A JSON object is a dict, an
integer is an int, and any other number is a float. Strings have no surrogates. So Python's order of strings, which
is by code point, is the order of their UTF-8 bytes everywhere in the reference.
"""
import base64
import hashlib
import json
import re
import sys

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
