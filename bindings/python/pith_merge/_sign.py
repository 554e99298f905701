"""Completing drafts: the digest to sign, and the event with the envelope around a signature (SPEC 4.2)."""

from __future__ import annotations

import functools
from ctypes import byref, c_int
from typing import Callable, TypeVar

from ._arguments import Document, in_bytes, in_str, in_text
from ._errors import InputError
from ._library import Handle, Sha256, call, get_buffer, make, reason_name

_Result = TypeVar("_Result")


@functools.lru_cache(maxsize=None)
def _context() -> Handle:
    return make("context", "context_new", 0)


def _with_reason(run: Callable[[c_int], _Result]) -> _Result:
    """What a call returns. If it is refused, the error says which check fails."""
    reason = c_int()
    try:
        return run(reason)
    except InputError as error:
        raise InputError(error.code, error.message, error.place, error.input, reason_name(reason.value)) from None


def draft_digest(draft: Document, key_id: str, public_key: bytes) -> bytes:
    """The content digest of a draft: the 32 bytes to sign with Ed25519.

    A draft is the whole content of an event, without its envelope. Only ``key_id`` and ``public_key_fingerprint`` of
    its ``signer`` may be missing: they are filled in. ``public_key`` is the 32 bytes of the key that will sign. Raises
    :class:`InputError` with ``bad_key``, ``not_a_draft``, or ``not_accepted`` if no signature would make it an event
    that is accepted; then ``reason`` is the check of SPEC 4 that fails. Other events are not looked at: whether
    ``prev_event`` is valid, and whether the event forks.
    """
    def run(reason: c_int) -> bytes:
        digest = Sha256()
        call("draft_digest", _context().pointer, in_text(draft, "draft_digest"), in_str(key_id, "key_id"),
             in_bytes(public_key, "public_key", 32), byref(digest), byref(reason))
        return bytes(digest.bytes)

    return _with_reason(run)


def complete_draft(draft: Document, key_id: str, public_key: bytes, signature: bytes, *, signed_at: str) -> bytes:
    """The event: the draft with the envelope around a signature, in canonical form, without a newline.

    ``signature`` is the 64 bytes of the signature over :func:`draft_digest`. ``signed_at`` is an instant, such as
    ``2026-07-05T14:38:00Z``; nothing signs it. The event is checked as any other one is. Raises what
    :func:`draft_digest` raises, also with the reason ``bad_signature``. Raises :class:`UsageError` if ``signed_at`` is
    not an instant.
    """
    return _with_reason(lambda reason: get_buffer(
        "draft_complete", _context().pointer, in_text(draft, "complete_draft"), in_str(key_id, "key_id"),
        in_bytes(public_key, "public_key", 32), in_bytes(signature, "signature", 64), in_str(signed_at, "signed_at"),
        then=(byref(reason),)))


def key_entry(key_id: str, public_key: bytes) -> bytes:
    """The key's entry for a keyring, in canonical form (SPEC 3.1).

    It binds the key to nothing: whoever trusts the key adds ``signer_id`` and ``signer_type``. Raises
    :class:`InputError` with ``bad_key`` if no keyring would take it.
    """
    return get_buffer("key_entry", _context().pointer, in_str(key_id, "key_id"),
                      in_bytes(public_key, "public_key", 32))
