"""Reports on whole bundles (SPEC 9.4)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Optional, Tuple

from ._errors import InputError
from ._keyring import Key, describe_key
from ._library import (
    CheckStruct, EventStruct, Handle, KeyStruct, elements, event_id, get_digest, get_str, get_str_or_none, library,
    reason_name)
from ._state import MergeWarning, State, get_warnings


@dataclass(frozen=True)
class Check:
    """One check of a bundle."""

    name: str  #: stable
    ok: bool
    expected: Optional[str]  #: what the rules give, if the check fails and there is such a value
    actual: Optional[str]  #: what the bundle says, or what is wrong with it; else None
    pointer: str  #: RFC 6901, into the bundle


@dataclass(frozen=True)
class EventReport:
    """One event of a bundle, and why it has no effect, if so."""

    event_id: str
    reason: Optional[str]  #: why it has no effect; None if it is valid
    pointer: str  #: where the bundle first has it, RFC 6901


@dataclass(frozen=True)
class Refusal:
    """What ``verify_many`` returns, in place of a report, for a document that is not a bundle. Counts as false."""

    error: InputError

    @property
    def ok(self) -> bool:
        """Always False."""
        return False

    def __bool__(self) -> bool:
        return False


class Report:
    """Whether a bundle holds, and why not. Counts as true if the bundle holds. Never changes."""

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
        """As the bundle has it, whatever its form."""
        return self.state.pith_number

    @cached_property
    def authentic_state_sha256(self) -> str:
        """The hash of the state of the authentic events alone, which is the same whatever junk was added (SPEC 8.4)."""
        return get_digest("report_authentic_state_sha256", self._handle.pointer)

    @cached_property
    def checks(self) -> Tuple[Check, ...]:
        """The checks, in a fixed order.

        If more than 100 of one name fail, the first 100 are listed, and then one whose ``actual`` says how many more
        there are.
        """
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
        """The keys of the keyring that signatures and signers of the bundle name."""
        return tuple(describe_key(key) for key in elements("report_key", KeyStruct, self._handle.pointer))

    @cached_property
    def warnings(self) -> Tuple[MergeWarning, ...]:
        """The warnings, including those of the state, in a fixed order."""
        return get_warnings("report_warning", self._handle.pointer)

    def __repr__(self) -> str:
        return f"<Report: {self.pith_number} {'holds' if self.ok else 'does not hold'}>"
