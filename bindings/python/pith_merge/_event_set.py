"""The events of one record (SPEC 10.1, 10.2)."""

from __future__ import annotations

import contextlib
import ctypes
from dataclasses import dataclass
from typing import Optional

from ._gate import Gate
from ._keyring import Keyring, registry_keyring
from ._library import AUTHENTIC_ONLY, EventStruct, call, event_id, in_text, make, reason_name
from ._state import State


@dataclass(frozen=True)
class EventVerdict:
    """What is known about an event by itself. Its links are checked when a state is made."""

    event_id: str
    reason: Optional[str]  #: None if it passes every check up to ``bad_receipt``


class EventSet:
    """The events of one record. They may be added in any order, any number of times, and merged in any grouping.

    Sets of the same events give the same state. The keyring is copied; by default, it holds the registry's key alone.
    Raises :class:`UsageError` if ``pith_number`` is not a Pith Number. After a :class:`MachineError` during a change,
    the set cannot be used any more: every call raises :class:`UsageError`.
    """

    def __init__(self, pith_number: str, keyring: Optional[Keyring] = None) -> None:
        self._gate = Gate()
        self._pith_number = pith_number
        trusted = registry_keyring() if keyring is None else keyring
        with trusted._gate.reading():
            self._handle = make("event_set", "event_set_new", in_text(pith_number.encode()), trusted._pointer)

    def __repr__(self) -> str:
        return f"<EventSet of {self._pith_number}>"

    def add(self, event: bytes) -> EventVerdict:
        """Adds one event, or one more copy of it. Any JSON value counts as one, even if it is ``malformed``.

        Raises :class:`InputError` if the JSON is refused. Then nothing is added.
        """
        verdict = EventStruct()
        with self._gate.changing():
            call("event_set_add", self._handle.pointer, in_text(event), ctypes.byref(verdict))
        return EventVerdict(event_id(verdict.id), reason_name(verdict.reason))

    def add_bundle(self, bundle: bytes) -> None:
        """Adds all events of a bundle.

        Adds its aliases too, if the bundle is about this record and a registry key signed it (SPEC 6.5). If not, every
        later state has a warning that says why.
        """
        parsed = make("bundle", "bundle_parse", in_text(bundle))
        with self._gate.changing():
            call("event_set_add_bundle", self._handle.pointer, parsed.pointer)

    def add_alias(self, kind: str, value: str, created_at: str) -> None:
        """Adds an alias that the caller vouches for."""
        texts = [in_text(text.encode()) for text in (kind, value, created_at)]
        with self._gate.changing():
            call("event_set_add_alias", self._handle.pointer, *texts)

    def merge(self, other: "EventSet") -> None:
        """Adds everything in another set. Raises :class:`UsageError` unless record and keyring are the same."""
        # Always in the same order: otherwise, two sets that are merged into each other at once would wait for ever.
        gates = [(id(self), self._gate.changing())]
        if other is not self:
            gates.append((id(other), other._gate.reading()))
        with contextlib.ExitStack() as stack:
            for _, gate in sorted(gates, key=lambda entry: entry[0]):
                stack.enter_context(gate)
            call("event_set_merge", self._handle.pointer, other._handle.pointer)

    def state(self, *, authentic_only: bool = False) -> State:
        """The state of everything added so far.

        With ``authentic_only``, events that no trusted key signed are left out and not counted (SPEC 8.4).
        """
        with self._gate.reading():
            handle = make("state", "event_set_state", self._handle.pointer, AUTHENTIC_ONLY if authentic_only else 0)
        return State(handle, handle.pointer)
