"""The events of one record (SPEC 10.1, 10.2)."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, Optional

from ._arguments import Document, in_str, in_text
from ._keyring import Keyring, trusted_keys
from ._library import AUTHENTIC_ONLY, EventStruct, event_id, make, reason_name
from ._locks import Owner
from ._state import State
from ._values import Plain


@dataclass(frozen=True)
class EventVerdict(Plain):
    """What is known about an event by itself. Its links are checked when a state is made."""

    event_id: str
    reason: Optional[str]  #: None if it passes every check up to ``bad_receipt``


class EventSet(Owner):
    """The events of one record. They may be added in any order, any number of times, and merged in any grouping.

    Sets of the same events give the same state. The keyring is copied; by default, it holds the registry's key alone.
    Raises :class:`UsageError` if ``pith_number`` is not a Pith Number. After a :class:`MachineError` during a change,
    the set cannot be used any more: every call raises :class:`UsageError`. The same holds in a forked child if another
    thread was changing the set when the process was forked.
    """

    def __init__(self, pith_number: str, keyring: Optional[Keyring] = None) -> None:
        super().__init__()
        self._pith_number = pith_number
        trusted = trusted_keys(keyring)
        self._handle = make("event_set", "event_set_new", in_str(pith_number, "pith_number"), trusted.pointer)

    def add(self, event: Document) -> EventVerdict:
        """Adds one event, or one more copy of it. Any JSON value counts as one, even if it is ``malformed``.

        Raises :class:`InputError` if the JSON is refused. Then nothing is added.
        """
        verdict = EventStruct()
        self._change("event_set_add", in_text(event, "EventSet.add"), ctypes.byref(verdict))
        return EventVerdict(event_id(verdict.id), reason_name(verdict.reason))

    def add_bundle(self, bundle: Document) -> None:
        """Adds all events of a bundle.

        Adds its aliases too, if the bundle is about this record and a registry key signed it (SPEC 6.5). If not, every
        later state has a warning that says why.
        """
        parsed = make("bundle", "bundle_parse", in_text(bundle, "EventSet.add_bundle"))
        self._change("event_set_add_bundle", parsed.pointer)

    def add_alias(self, kind: str, value: str, created_at: str) -> None:
        """Adds an alias that the caller vouches for."""
        self._change("event_set_add_alias", in_str(kind, "kind"), in_str(value, "value"),
                     in_str(created_at, "created_at"))

    def merge(self, other: "EventSet") -> None:
        """Adds everything in another set. Raises :class:`UsageError` unless record and keyring are the same."""
        if not isinstance(other, EventSet):
            raise TypeError(f"EventSet.merge takes an EventSet, not {type(other).__name__}")
        if other is self:
            self._change("event_set_merge", self._pointer())
            return
        self._change_with("event_set_merge", other)

    def state(self, *, authentic_only: bool = False) -> State:
        """The state of everything added so far.

        With ``authentic_only``, events that no trusted key signed are left out and not counted, and there are no
        aliases (SPEC 8.4).
        """
        flags = AUTHENTIC_ONLY if authentic_only else 0
        handle = self._read(lambda pointer: make("state", "event_set_state", pointer, flags))
        return State(handle, handle.pointer)

    def __copy__(self) -> "EventSet":
        raise TypeError("an EventSet cannot be copied: make a new one with the same keyring, and merge this into it")

    def __deepcopy__(self, memo: Any) -> "EventSet":
        return self.__copy__()

    def __repr__(self) -> str:
        return f"<EventSet of {self._pith_number}>"
