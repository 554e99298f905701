"""What a copy of an event says and which check it fails, from SPEC alone, and how an explanation shows a value."""

import json
import re

import merge as reference
from keys import L, instant, strict_base64

BLOCK = {"signature_status": "signed_v1", "algorithm": "ed25519", "signed_message": None, "key_id": str,
         "public_key_fingerprint": str, "signature_b64": str}
MISSING = object()


def can_be_key(named):
    return (len(named["key_id"].encode()) <= 1024
            and re.fullmatch("[0-9a-f]{32}", named["public_key_fingerprint"]) is not None)


def could_hold(receipt, payload):
    """Whether a receipt may hold under a key that is not known."""
    return (block_fault(receipt, "canonical_sha256_bytes") is None and can_be_key(receipt)
            and receipt.get("canonical_sha256") == payload["canonical_sha256"])


def block_fault(block, signed_message):  # SPEC 4.2, 2.4, 3.8
    """The first fault of a signature or a receipt: its detail and member; None if only the key can tell."""
    if block is MISSING:
        return "missing_member", ""
    if not isinstance(block, dict):
        return "not_an_object", ""
    for member, wanted in BLOCK.items():
        wanted = signed_message if wanted is None else wanted
        value = block.get(member, MISSING)
        if value is MISSING:
            return "missing_member", member
        if not isinstance(value, str) or (wanted is not str and value != wanted):
            return "wrong_member", member
    data = strict_base64(block["signature_b64"])
    if data is None:
        return "loose_base64", "signature_b64"
    return None if len(data) == 64 else ("wrong_length", "signature_b64")


def could_be_signed(copied, event):  # SPEC 4.6, 3.8
    """Whether a copy passes every check of its envelope under some key."""
    signer, signature = event.content["signer"], copied.get("signature")
    if (copied.get("content_sha256") != event.id.removeprefix("sha256:") or copied.get("event_id") != event.id
            or block_fault(signature, reference.EVENT_MESSAGE) is not None or not reference.in_bounds(signature)):
        return False
    return (all(signature[member] == signer[member] for member in ("key_id", "public_key_fingerprint"))
            and int.from_bytes(strict_base64(signature["signature_b64"])[32:], "little") < L)


def signed_event(copied, event):
    """The id of what was signed, if the content was changed after that."""
    stated, signature = copied.get("content_sha256"), copied.get("signature")
    is_hash = isinstance(stated, str) and re.fullmatch("[0-9a-f]{64}", stated) is not None
    if (is_hash and "sha256:" + stated != event.id and reference.in_bounds(signature)
            and reference.signature_fits(signature, bytes.fromhex(stated), reference.EVENT_MESSAGE, event.key)):
        return "sha256:" + stated
    return None


def signature_fault(copied, event):  # SPEC 4.6
    """The detail and member of a copy that is `bad_signature`."""
    signature = copied.get("signature", MISSING)
    if signature is not MISSING:
        if reference.nesting(signature) > 16:
            return "too_deep", ""
        if len(reference.canonical(signature)) > 65536:
            return "too_large", ""
    fault = block_fault(signature, reference.EVENT_MESSAGE)
    if fault is not None:
        return fault
    for member in ("key_id", "public_key_fingerprint"):
        if signature[member] != event.content["signer"][member]:
            return "another_key", member
    return "does_not_hold", "signature_b64"


def value_at(value, path):
    for name in path.split("/") if path else []:
        value = value.get(name, MISSING) if isinstance(value, dict) else MISSING
    return value


def cut(text, end=""):
    """A text as the explanation has it. What is cut off is told by three points, after `end`."""
    data = text.encode()
    return text + end if len(data) <= 256 else data[:253].decode("utf-8", "ignore") + end + "..."


def shown(value):
    """As expected and actual show it."""
    if value is MISSING:
        return None
    if isinstance(value, str):
        kept = cut(value).removesuffix("...") if len(value.encode()) > 256 else value
        return json.dumps(kept, ensure_ascii=False) + ("..." if kept != value else "")
    text = reference.canonical(value).decode()
    if isinstance(value, dict | list) and len(text.encode()) > 256:
        return f"an {'object' if isinstance(value, dict) else 'array'} of {len(text.encode())} bytes"
    return cut(text)


def has_form(content, member):  # SPEC 4.1
    value = value_at(content, member)
    if member == "":
        return isinstance(content, dict)
    if member in ("payload", "signer"):
        return isinstance(value, dict)
    if member == "created_at":
        return instant(value) is not None
    if member == "prev_event":
        return value is None or reference.is_event_id(value)
    if member == "supersedes":
        return (isinstance(value, list) and all(map(reference.is_event_id, value)) and len(set(value)) == len(value))
    return isinstance(value, str)
