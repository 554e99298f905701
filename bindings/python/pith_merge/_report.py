"""Reports on whole bundles (SPEC 9.4)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Dict, Optional, Tuple

from ._errors import InputError
from ._keyring import Key, describe_key
from ._library import (
    CheckStruct, EventStruct, Handle, KeyStruct, elements, event_id, get_buffer, get_digest, get_str, get_str_or_none,
    library, reason_name)
from ._state import MergeWarning, State, get_warnings
from ._values import Immutable, Plain, once

FORMAT = "pith-merge.verify.v1"


@dataclass(frozen=True)
class Check(Plain):
    """One check of a bundle."""

    name: str  #: stable
    ok: bool
    expected: Optional[str]  #: what the rules give, if the check fails and there is such a value
    actual: Optional[str]  #: what the bundle says, or what is wrong with it; else None
    pointer: str  #: RFC 6901, into the bundle


@dataclass(frozen=True)
class EventReport:
    """One event of a bundle, and whether it is valid."""

    event_id: str
    reason: Optional[str]  #: why it is not valid; None if it is valid
    pointer: str  #: where the bundle first has it, RFC 6901

    def to_dict(self) -> Dict[str, Any]:
        """The members as a dict of plain values, and ``verdict``: ``valid`` or ``invalid``."""
        return {"event_id": self.event_id, "verdict": "valid" if self.reason is None else "invalid",
                "reason": self.reason, "pointer": self.pointer}


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

    def to_dict(self) -> Dict[str, Any]:
        """What ``pith-merge verify --json`` prints for the document, without ``file``."""
        return {"format": FORMAT, "ok": False, "error": self.error.to_dict()}


class Report(Immutable):
    """Whether a bundle holds, and why not. Counts as true if the bundle holds. Never changes.

    It can be copied, but not pickled: between processes, send what ``to_dict`` returns.
    """

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    @property
    def ok(self) -> bool:
        """Whether every check passes."""
        return bool(library.pith_report_ok(self._handle.pointer))

    def __bool__(self) -> bool:
        return self.ok

    @property
    @once
    def state(self) -> State:
        """The recomputed state, with the bundle's own aliases."""
        return State(self._handle, library.pith_report_state(self._handle.pointer))

    @property
    def pith_number(self) -> str:
        """As the bundle has it, whatever its form."""
        return self.state.pith_number

    @property
    @once
    def authentic_state_sha256(self) -> str:
        """The hash of the state of the authentic events, without aliases (SPEC 8.4).

        What no trusted key signed does not change it.
        """
        return get_digest("report_authentic_state_sha256", self._handle.pointer)

    @property
    @once
    def checks(self) -> Tuple[Check, ...]:
        """The checks, in a fixed order.

        If more than 100 of one name fail, the first 100 are listed, and then one whose ``actual`` says how many more
        there are.
        """
        return tuple(Check(get_str(check.name), bool(check.ok), get_str_or_none(check.expected),
                           get_str_or_none(check.actual), get_str(check.pointer))
                     for check in elements("report_check", CheckStruct, self._handle.pointer))

    @property
    def failed_checks(self) -> Tuple[Check, ...]:
        """The checks that fail, in the order of ``checks``. Empty if the bundle holds."""
        return tuple(check for check in self.checks if not check.ok)

    @property
    @once
    def events(self) -> Tuple[EventReport, ...]:
        """The distinct events, in the order of the bundle."""
        return tuple(EventReport(event_id(event.id), reason_name(event.reason), get_str(event.pointer))
                     for event in elements("report_event", EventStruct, self._handle.pointer))

    @property
    @once
    def keys(self) -> Tuple[Key, ...]:
        """The keys of the keyring that signatures and signers of the bundle name."""
        return tuple(describe_key(key) for key in elements("report_key", KeyStruct, self._handle.pointer))

    @property
    @once
    def warnings(self) -> Tuple[MergeWarning, ...]:
        """The warnings, including those of the state, in a fixed order."""
        return get_warnings("report_warning", self._handle.pointer)

    @property
    @once
    def _json(self) -> bytes:
        return get_buffer("report_json", self._handle.pointer)

    @property
    def summary(self) -> str:
        """One sentence for people, which may change: why the bundle does not hold; ``holds`` if it does."""
        return str(self.to_dict()["summary"])

    @property
    def causes(self) -> Tuple[str, ...]:
        """The names of the failed checks that are causes. Empty if the bundle holds. See docs/checks.md."""
        return tuple(self.to_dict()["causes"])

    @property
    def consequences(self) -> Tuple[str, ...]:
        """The names of the failed checks that only follow from a cause."""
        return tuple(self.to_dict()["consequences"])

    def to_dict(self) -> Dict[str, Any]:
        """What ``pith-merge verify --json`` prints, without ``file``, as a dict of plain values."""
        report: Dict[str, Any] = json.loads(self._json)
        return report

    def __repr__(self) -> str:
        return f"<Report: {self.pith_number} {'holds' if self.ok else 'does not hold'}>"
