"""The exceptions."""

from __future__ import annotations

from typing import Any, Dict, NamedTuple, Optional


class Place(NamedTuple):
    """A place in the input, counted in bytes (SPEC 1.5)."""

    offset_bytes: int  #: from 0
    line: int  #: from 1
    column: int  #: from 1


class PithError(Exception):
    """Any failure. ``code`` is stable; ``message`` is for people and may change."""

    def __init__(self, code: str, message: str, place: Optional[Place] = None, input: Optional[int] = None,
                 reason: Optional[str] = None) -> None:
        super().__init__(code, message, place, input, reason)
        self.code = code
        self.message = message
        self.place = place  #: None if the error has no place
        self.input = input  #: which input of ``merge``, from 0; else None
        self.reason = reason  #: for ``not_accepted``, the check of SPEC 4 that the event fails; else None

    def to_dict(self) -> Dict[str, Any]:
        """The error as a dict of plain values, as in the program's reports. ``line`` is None without a place."""
        line, column = (None, None) if self.place is None else (self.place.line, self.place.column)
        members = {"code": self.code, "line": line, "column": column, "explanation": self.message}
        more = {"input": self.input, "reason": self.reason}
        return {**members, **{name: value for name, value in more.items() if value is not None}}

    def __str__(self) -> str:
        where = "" if self.place is None else f" in line {self.place.line}, column {self.place.column}"
        which = "" if self.input is None else f" of input {self.input}"
        return f"{self.code}{where}{which}: {self.message}"


class InputError(PithError, ValueError):
    """The input is refused, with a code of SPEC 1.4 or 9.5, or with ``not_found``, ``ambiguous``, ``not_a_verdict``,
    ``not_evidence``, ``not_a_draft`` or ``not_accepted``."""


class UsageError(PithError, ValueError):
    """The caller's mistake, such as a subject that is not a Pith Number."""


class MachineError(PithError, RuntimeError):
    """No memory is left, or the cryptographic library failed. It says nothing about the input."""
