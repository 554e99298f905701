"""Publishing: what an event would do, the union of inputs as one bundle, and the signature around a bundle."""

from __future__ import annotations

import json
from ctypes import byref
from dataclasses import dataclass
from typing import Any, Dict, Iterable, Mapping, Optional, Tuple

from ._arguments import Document, in_flags, in_inputs, in_str, in_subject, in_text
from ._errors import UsageError
from ._keyring import Keyring, trusted_keys
from ._library import Buffer, call, get_buffer, get_bytes, library, make
from ._library import Sha256, hexadecimal
from ._values import JsonObject, Plain


@dataclass(frozen=True)
class EventLinks(Plain):
    """Links of an event: members of a draft, to paste."""

    prev_event: Optional[str]  #: an event id, or None for null
    supersedes: Tuple[str, ...]  #: event ids, at most 64


def _read_links(members: Mapping[str, Any]) -> EventLinks:
    return EventLinks(members["prev_event"], tuple(members["supersedes"]))


class WouldFork(JsonObject):
    """What publishing an event would do. Counts as true if it would be valid and fork nothing. Never changes.

    docs/json.md describes the members of the dicts. It can be copied, but not pickled: between processes, send what
    ``to_dict`` returns.
    """

    def __bool__(self) -> bool:
        return bool(self._values["ok"])

    @property
    def pith_number(self) -> str:
        """The record."""
        return str(self._values["pith_number"])

    @property
    def event_id(self) -> str:
        """The event."""
        return str(self._values["event_id"])

    @property
    def is_draft(self) -> bool:
        """Whether it has no envelope, and is judged as if its signer had signed it."""
        return bool(self._values["draft"])

    @property
    def is_valid(self) -> bool:
        """Whether it would be valid."""
        return bool(self._values["valid"])

    @property
    def reason(self) -> Optional[str]:
        """Why it would not be valid; None if it would be."""
        reason: Optional[str] = self._values["reason"]
        return reason

    @property
    def copy_reason(self) -> Optional[str]:
        """Why the copy that was given fails, if the inputs have an authentic one; otherwise None."""
        reason: Optional[str] = self._values["copy_reason"]
        return reason

    @property
    def expected(self) -> Optional[str]:
        """What the rules ask for, if it would not be valid and there is such a value."""
        expected: Optional[str] = self._values["expected"]
        return expected

    @property
    def actual(self) -> Optional[str]:
        """What there is instead."""
        actual: Optional[str] = self._values["actual"]
        return actual

    @property
    def key(self) -> Optional[Dict[str, Any]]:
        """The key of its signer; None if the event is ``malformed``."""
        key: Optional[Dict[str, Any]] = self.to_dict()["key"]
        return key

    @property
    def superseded(self) -> Tuple[str, ...]:
        """The first events that are live and would not be."""
        return tuple(self._values["superseded"])

    @property
    def equivocations(self) -> Tuple[Dict[str, Any], ...]:
        """The first entries of ``equivocations`` that would be new or grow, or that have the event already."""
        return tuple(self.to_dict()["equivocations"])

    @property
    def also_live(self) -> Tuple[str, ...]:
        """The first other events of its principal, type and target that would be live."""
        return tuple(self._values["also_live"])

    @property
    def heads(self) -> Tuple[str, ...]:
        """The first valid events of its principal, type and target that no other valid one of these links to."""
        return tuple(self._values["heads"])

    @property
    def follow(self) -> Optional[EventLinks]:
        """Links with which it forks nothing, and what is live stays live; None if there is no advice."""
        advice = self._values["advice"]
        return None if advice is None else _read_links(advice["follow"])

    @property
    def replace(self) -> Optional[EventLinks]:
        """Links with which it forks nothing, and supersedes all that is live of its principal, type and target. None if
        there is no advice, or if more is live than one event can supersede."""
        advice = self._values["advice"]
        return None if advice is None or advice["replace"] is None else _read_links(advice["replace"])

    def __repr__(self) -> str:
        return f"<WouldFork: {self.event_id} {'is fine' if self else self.reason or 'would fork'}>"


def would_fork(event: Document, inputs: Iterable[Document], *, subject: Optional[str] = None,
               keyring: Optional[Keyring] = None, trust_bundle_keys: bool = False) -> WouldFork:
    """Says what merging these inputs and an event would show, compared with merging the inputs alone.

    ``event`` is a draft, which has no envelope and is judged as if it were signed, or a signed event. The other
    arguments are those of :func:`merge`; if the inputs name no record, it is that of the event. Raises
    :class:`InputError` as :func:`merge` does, and with ``not_an_event`` if ``event`` is not one.
    """
    return WouldFork(get_buffer("would_fork", trusted_keys(keyring).pointer, in_text(event, "would_fork"),
                                *in_inputs(inputs, "would_fork"), in_subject(subject), in_flags(trust_bundle_keys)))


@dataclass(frozen=True)
class LeftOut(Plain):
    """One thing that a union leaves out."""

    code: str  #: stable; docs/json.md lists the codes
    event_id: Optional[str]  #: the event that it is about, if any
    member: str  #: the member of the bundle that it is about
    explanation: str  #: for people; may change


@dataclass(frozen=True)
class UnionBundle(Plain):
    """The union of inputs as one bundle, which is not signed. Counts as true if it holds everything that decides."""

    document: bytes  #: the bundle in canonical form
    report: str  #: JSON: ``pith-merge.bundle.v1``, which docs/json.md describes

    def __bool__(self) -> bool:
        return bool(json.loads(self.report)["ok"])

    @property
    def bundle_sha256(self) -> str:
        """What a key signs: the 32 bytes that these 64 digits spell."""
        return str(json.loads(self.report)["bundle_sha256"])

    @property
    def left_out(self) -> Tuple[LeftOut, ...]:
        """What the bundle does not have, in a fixed order."""
        return tuple(LeftOut(**one) for one in json.loads(self.report)["left_out"])


def union_bundle(inputs: Iterable[Document], *, subject: Optional[str] = None, keyring: Optional[Keyring] = None,
                 trust_bundle_keys: bool = False, built_at: Optional[str] = None,
                 signing_key: Optional[Document] = None) -> UnionBundle:
    """Unites inputs as one bundle: every event, one copy of each, and what follows from these.

    The order, grouping, repetition and spelling of the inputs make no difference. ``built_at`` is an instant.
    ``signing_key`` is the key entry of who will sign the bundle, which lists it. The other arguments are those of
    :func:`merge`. Raises :class:`InputError` as :func:`merge` does, and with ``bad_key`` for the signing key.
    """
    if built_at == "":
        raise UsageError("invalid_argument", "built_at is not an instant")
    if signing_key == b"":
        raise UsageError("invalid_argument", "the signing key is empty")
    key = in_text(b"" if signing_key is None else signing_key, "union_bundle")
    report = Buffer()
    try:
        document = get_buffer("union_bundle", trusted_keys(keyring).pointer, *in_inputs(inputs, "union_bundle"),
                              in_subject(subject),
                              in_str("" if built_at is None else built_at, "built_at"), key,
                              in_flags(trust_bundle_keys), then=(byref(report),))
        return UnionBundle(document, (get_bytes(report) or b"").decode())
    finally:
        library.pith_buffer_free(byref(report))


def bundle_digest(bundle: Document) -> str:
    """What a bundle's signature is over: the 64 digits of its hash without ``bundle_signature`` (SPEC 9.2).

    Raises :class:`InputError` if the document is not a bundle.
    """
    digest = Sha256()
    context = make("context", "context_new", 0)
    call("bundle_digest", context.pointer, in_text(bundle, "bundle_digest"), byref(digest))
    return hexadecimal(digest)


def add_bundle_signature(bundle: Document, *, key_id: str, fingerprint: str, signature_b64: str,
                         signed_at: Optional[str] = None) -> bytes:
    """The bundle in canonical form, with this signature over its :func:`bundle_digest` in place of any that it has.

    Does not check the signature: :func:`verify` does. Raises :class:`InputError` if the document is not a bundle.
    """
    if signed_at == "":
        raise UsageError("invalid_argument", "signed_at is not an instant")
    context = make("context", "context_new", 0)
    return get_buffer("bundle_add_signature", context.pointer, in_text(bundle, "add_bundle_signature"),
                      in_str(key_id, "key_id"), in_str(fingerprint, "fingerprint"),
                      in_str(signature_b64, "signature_b64"),
                      in_str("" if signed_at is None else signed_at, "signed_at"))
