"""What the package's values have in common."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import Any, Callable, Dict, TypeVar

Self = TypeVar("Self")
Value = TypeVar("Value")


def once(compute: Callable[[Self], Value]) -> Callable[[Self], Value]:
    """Keeps what a method of an object that never changes returns.

    Two threads may compute it at the same time, and get equal values. ``functools.cached_property`` is not used: before
    Python 3.12 it holds a lock, which a forked child would find locked for ever.
    """
    name = "_" + compute.__name__

    @functools.wraps(compute)
    def kept(self: Self) -> Value:
        values: Dict[str, Any] = vars(self)
        if name not in values:
            values[name] = compute(self)
        value: Value = values[name]
        return value

    return kept


class Plain:
    """A dataclass whose members are plain values."""

    def to_dict(self) -> Dict[str, Any]:
        """The members as a dict of plain values, ready for ``json.dumps``."""
        return dict(vars(self))


class Immutable:
    """An object that never changes, so that it is its own copy. It belongs to this process."""

    def __copy__(self: Self) -> Self:
        return self

    def __deepcopy__(self: Self, memo: Any) -> Self:
        return self

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError(f"a {type(self).__name__} cannot be pickled: send what to_dict() returns")


class JsonObject(Immutable):
    """What a JSON object of the library says. docs/json.md describes its members.

    It can be copied, but not pickled: between processes, send what ``to_dict`` returns.
    """

    def __init__(self, data: bytes) -> None:
        self._json = data

    @property
    @once
    def _values(self) -> Dict[str, Any]:
        return self.to_dict()

    def to_dict(self) -> Dict[str, Any]:
        """What the program prints with ``--json``, as a dict of plain values."""
        values: Dict[str, Any] = json.loads(self._json)
        return values


@dataclass(frozen=True)
class JsonLine:
    """What a line of JSON says. docs/json.md describes its members.

    It holds plain values alone, so it can be pickled and sent to another process.
    """

    line: str  #: without a newline

    def to_dict(self) -> Dict[str, Any]:
        """The line as a dict of plain values."""
        members: Dict[str, Any] = json.loads(self.line)
        return members
