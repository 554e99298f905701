"""Explanations: what became of one event, and why (SPEC 4 to 7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Iterable, Optional, Tuple

from ._arguments import Document, in_flags, in_inputs, in_str, in_subject
from ._keyring import Keyring, trusted_keys
from ._library import get_buffer
from ._values import JsonObject, Plain, once


@dataclass(frozen=True)
class Statement(Plain):
    """One statement of an explanation. ``str`` of it is the explanation."""

    code: str  #: stable; docs/json.md lists the codes
    rule: str  #: such as ``SPEC 4.5``
    explanation: str  #: for people; may change

    def __str__(self) -> str:
        return self.explanation


class Explanation(JsonObject):
    """What became of one event. Counts as true if the event is valid. Never changes.

    docs/json.md describes the members of the dicts. It can be copied, but not pickled: between processes, send what
    ``to_dict`` returns.
    """

    def __bool__(self) -> bool:
        return self.is_valid

    @property
    def pith_number(self) -> str:
        """The record that was merged."""
        return str(self._values["pith_number"])

    @property
    def event_id(self) -> str:
        """The event."""
        return str(self._values["event_id"])

    @property
    def is_valid(self) -> bool:
        """Whether the event is valid (SPEC 4.9)."""
        return bool(self._values["valid"])

    @property
    def is_live(self) -> bool:
        """Whether it is valid, and not superseded (SPEC 6.1)."""
        return bool(self._values["live"])

    @property
    def reason(self) -> Optional[str]:
        """The first check that fails; None if it is valid."""
        reason: Optional[str] = self._values["reason"]
        return reason

    @property
    @once
    def story(self) -> Tuple[Statement, ...]:
        """The explanation for people, most important first."""
        return tuple(Statement(**statement) for statement in self._values["story"])

    @property
    def copies(self) -> Tuple[Dict[str, Any], ...]:
        """How far each copy came in the checks, and what stopped it. The one that came furthest is first."""
        return tuple(self.to_dict()["copies"])

    @property
    def key(self) -> Optional[Dict[str, Any]]:
        """The key that the signer names, and what it is bound to; None if the event is ``malformed``."""
        key: Optional[Dict[str, Any]] = self.to_dict()["key"]
        return key

    @property
    def links(self) -> Tuple[Dict[str, Any], ...]:
        """What the event links to, and what became of that, to the first cause."""
        return tuple(self.to_dict()["links"])

    @property
    def order(self) -> Optional[Dict[str, Any]]:
        """Its place in application order, and why there; None if it is not valid (SPEC 5)."""
        order: Optional[Dict[str, Any]] = self.to_dict()["order"]
        return order

    @property
    def superseded_by(self) -> Tuple[str, ...]:
        """The first events that supersede it."""
        return tuple(self._values["superseded_by"])

    @property
    def equivocations(self) -> Tuple[Dict[str, Any], ...]:
        """The equivocations that it is part of (SPEC 7)."""
        return tuple(self.to_dict()["equivocations"])

    @property
    def needs(self) -> Tuple[Dict[str, Any], ...]:
        """What would have to arrive for it to become valid."""
        return tuple(self.to_dict()["needs"])

    def __repr__(self) -> str:
        return f"<Explanation: {self.event_id} is {self.reason or 'valid'}>"


def explain(inputs: Iterable[Document], event: str, *, subject: Optional[str] = None,
            keyring: Optional[Keyring] = None, trust_bundle_keys: bool = False) -> Explanation:
    """Says what became of one event when these inputs are merged, by which rule, because of which other events.

    ``event`` is an event id, or its first 8 or more lower-case hexadecimal digits. The other arguments are those of
    :func:`merge`.
    Raises :class:`InputError` as :func:`merge` does; with ``not_found`` if no event has that id or prefix, and with
    ``ambiguous`` if several have the prefix.
    """
    return Explanation(get_buffer(
        "explain", trusted_keys(keyring).pointer, *in_inputs(inputs, "explain"), in_subject(subject),
        in_str(event, "event"), in_flags(trust_bundle_keys)))
