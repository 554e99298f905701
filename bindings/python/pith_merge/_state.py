"""States (SPEC 8)."""

from __future__ import annotations

import ctypes
import json
from dataclasses import dataclass
from typing import Any, Dict, Optional, Tuple

from ._library import (
    NO_INPUT, EquivocationStruct, EventStruct, Sha256, WarningStruct, call, elements, event_id, get_bytes, get_digest,
    get_str, library, reason_name)
from ._values import Immutable, Plain, once


@dataclass(frozen=True)
class InvalidEvent(Plain):
    """An event that is not valid, and why (SPEC 4.5 to 4.9)."""

    event_id: str
    reason: str


@dataclass(frozen=True)
class Equivocation:
    """Events with which one signer gave several answers at one position (SPEC 7.3)."""

    event_type: str
    target: str
    position: Optional[str]  #: the event that all of them follow; else None
    signer_json: bytes  #: canonical
    event_ids: Tuple[str, ...]  #: sorted; at least two
    is_resolved: bool  #: whether at most one of them is live

    def to_dict(self) -> Dict[str, Any]:
        """The entry as a dict, as in the state document (SPEC 7.3)."""
        return {"event_type": self.event_type, "target": self.target, "position": self.position,
                "signer": json.loads(self.signer_json), "event_ids": list(self.event_ids),
                "resolved": self.is_resolved}


@dataclass(frozen=True)
class MergeWarning(Plain):
    """What a careful reader should know, although it changes nothing. pith/c.h lists the codes."""

    code: str  #: stable
    explanation: str  #: for people; may change
    event_id: Optional[str]  #: the event that it is about; else None
    input: Optional[int]  #: which input of ``merge``, from 0; else None

    def __str__(self) -> str:
        about = "" if self.event_id is None else f"{self.event_id}: "
        return f"{self.code}: {about}{self.explanation}"


def get_warnings(name: str, pointer: Any) -> Tuple[MergeWarning, ...]:
    """The warnings of a state or report."""
    return tuple(MergeWarning(get_str(warning.code), get_str(warning.explanation),
                              event_id(warning.event_id) if warning.has_event_id else None,
                              None if warning.input == NO_INPUT else warning.input)
                 for warning in elements(name, WarningStruct, pointer))


class State(Immutable):
    """The state of a record. It never changes.

    It depends on the events, the keyring and the aliases alone. Two states are equal if their documents are,
    byte for byte. It can be copied, but not pickled.
    """

    def __init__(self, owner: Any, pointer: Any) -> None:
        self._owner = owner  # keeps the handle from being freed
        self._pointer = pointer

    @property
    @once
    def document(self) -> bytes:
        """The exact bytes of the state document, without a newline (SPEC 8.2)."""
        return get_bytes(library.pith_state_document(self._pointer)) or b""

    @property
    @once
    def pith_number(self) -> str:
        """The Pith Number of the record."""
        return get_str(library.pith_state_pith_number(self._pointer))

    @property
    @once
    def sha256(self) -> str:
        """``state_sha256`` (SPEC 8.3)."""
        return get_digest("state_sha256", self._pointer)

    @property
    @once
    def input_sha256(self) -> str:
        """``input_sha256`` (SPEC 9.6).

        If it is equal and the states differ, one of the two is wrong. If it differs, so did the input, if only by junk
        or aliases.
        """
        return get_digest("state_input_sha256", self._pointer)

    @property
    def event_count(self) -> int:
        """The number of distinct events, including the invalid ones."""
        return int(library.pith_state_event_count(self._pointer))

    @property
    @once
    def applied_event_ids(self) -> Tuple[str, ...]:
        """The ids of the valid events, in application order (SPEC 5.2)."""
        return tuple(event_id(digest) for digest in elements("state_applied_event", Sha256, self._pointer))

    @property
    @once
    def invalid_events(self) -> Tuple[InvalidEvent, ...]:
        """The events that are not valid, sorted by id."""
        return tuple(InvalidEvent(event_id(event.id), reason_name(event.reason) or "")
                     for event in elements("state_invalid_event", EventStruct, self._pointer))

    @property
    @once
    def equivocations(self) -> Tuple[Equivocation, ...]:
        """The equivocations, in the document's order (SPEC 7)."""
        entries = elements("state_equivocation", EquivocationStruct, self._pointer)
        return tuple(self._describe_equivocation(index, entry) for index, entry in enumerate(entries))

    @property
    @once
    def warnings(self) -> Tuple[MergeWarning, ...]:
        """The warnings, in a fixed order (SPEC 3.5, 6.1, 6.5, 6.6)."""
        return get_warnings("state_warning", self._pointer)

    def to_dict(self) -> Dict[str, Any]:
        """The state document as a dict. ``input_sha256`` and the warnings are not part of the document."""
        document: Dict[str, Any] = json.loads(self.document)
        return document

    def _describe_equivocation(self, index: int, entry: EquivocationStruct) -> Equivocation:
        ids = []
        for number in range(entry.event_count):
            digest = Sha256()
            call("state_equivocation_event", self._pointer, index, number, ctypes.byref(digest))
            ids.append(event_id(digest))
        return Equivocation(get_str(entry.event_type), get_str(entry.target),
                            event_id(entry.position) if entry.has_position else None,
                            get_bytes(entry.signer_json) or b"", tuple(ids), bool(entry.is_resolved))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, State) and self.document == other.document

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __repr__(self) -> str:
        return f"<State of {self.pith_number}, sha256 {self.sha256}>"
