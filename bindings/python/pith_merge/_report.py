"""What a whole-bundle check finds (SPEC 9.4)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Optional, Tuple

from ._errors import InputError
from ._keyring import Key, describe_key
from ._library import (
    CheckStruct, EventStruct, Handle, KeyStruct, Text, elements, event_id, get_digest, get_str, get_str_or_none,
    library, reason_name)
from ._state import State


@dataclass(frozen=True)
class Check:
    """One check, by its stable name."""

    name: str
    ok: bool
    expected: Optional[str]  #: what the rules give, where the check fails and a value exists
    actual: Optional[str]  #: what the bundle says, or what is wrong with it
    pointer: str  #: RFC 6901, into the bundle


@dataclass(frozen=True)
class EventReport:
    """What became of one event."""

    event_id: str
    reason: Optional[str]  #: why it has no effect; None where it is valid
    pointer: str  #: where the bundle first holds it


@dataclass(frozen=True)
class Refusal:
    """What ``verify_many`` gives in place of a report for what is no bundle. False, like one that does not hold."""

    error: InputError

    @property
    def ok(self) -> bool:
        """Never."""
        return False

    def __bool__(self) -> bool:
        return False


class Report:
    """Whether a bundle holds, and why not. Never changes; true where it holds."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    @property
    def ok(self) -> bool:
        """Whether every check holds."""
        return bool(library.pith_report_ok(self._handle.pointer))

    def __bool__(self) -> bool:
        return self.ok

    @cached_property
    def state(self) -> State:
        """The recomputed state, with the bundle's own aliases."""
        return State(self._handle, library.pith_report_state(self._handle.pointer))

    @property
    def pith_number(self) -> str:
        """As it stands in the bundle."""
        return self.state.pith_number

    @cached_property
    def authentic_state_sha256(self) -> str:
        """The hash of the state of the authentic events alone: the same whatever junk was added (SPEC 8.4)."""
        return get_digest("report_authentic_state_sha256", self._handle.pointer)

    @cached_property
    def checks(self) -> Tuple[Check, ...]:
        """In a fixed order. Where over a hundred of one name fail, the last of them says how many more there are."""
        return tuple(Check(get_str(check.name), bool(check.ok), get_str_or_none(check.expected),
                           get_str_or_none(check.actual), get_str(check.pointer))
                     for check in elements("report_check", CheckStruct, self._handle.pointer))

    @cached_property
    def events(self) -> Tuple[EventReport, ...]:
        """The distinct events, in the order of the bundle."""
        return tuple(EventReport(event_id(event.id), reason_name(event.reason), get_str(event.pointer))
                     for event in elements("report_event", EventStruct, self._handle.pointer))

    @cached_property
    def keys(self) -> Tuple[Key, ...]:
        """The keys that it rests on."""
        return tuple(describe_key(key) for key in elements("report_key", KeyStruct, self._handle.pointer))

    @cached_property
    def warnings(self) -> Tuple[str, ...]:
        """In words, each led by its stable code and a colon."""
        return tuple(get_str(warning) for warning in elements("report_warning", Text, self._handle.pointer))

    def __repr__(self) -> str:
        return f"<Report: {self.pith_number} {'holds' if self.ok else 'does not hold'}>"
