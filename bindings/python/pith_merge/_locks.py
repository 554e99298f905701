"""Objects that change under a lock, and what becomes of them in a forked child."""

from __future__ import annotations

import os
import threading
from typing import Any, Callable, TypeVar
from weakref import WeakSet

from ._errors import UsageError
from ._library import Handle, call

Value = TypeVar("Value")


class Changeable:
    """An object that changes under a plain lock. The lock is free in a forked child, whoever held it in the parent.

    From Python 3.10 on, ``with`` on a plain lock lets it go again whenever Ctrl-C comes. With a lock that is written in
    Python it would not.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        _all.add(self)

    def _renew(self) -> None:
        """Makes the object ready for the child. Called in the child, while it has one thread."""
        self._lock = threading.Lock()

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError(f"{type(self).__name__} cannot be pickled: make one in each process")


class Owner(Changeable):
    """An object whose changes change a handle of the library.

    In a forked child, the handle may be half changed by a thread of the parent. Then it is never used or freed again.
    """

    _handle: Handle

    def __init__(self) -> None:
        super().__init__()
        self._is_changing = False  # whoever holds the lock is in a call that changes the handle

    def _renew(self) -> None:
        if self._lock.locked() and self._is_changing:
            self._handle.abandon()  # it may be half changed: not even freeing it is safe
        super()._renew()

    def _pointer(self) -> Any:
        """Needs the lock."""
        if self._handle.is_abandoned:
            kind = type(self).__name__
            raise UsageError("invalid_argument", f"another thread was changing this {kind} when this process was "
                             f"forked, so it may be half changed: make a new {kind}")
        return self._handle.pointer

    def _change(self, function: str, *arguments: Any) -> None:
        with self._lock:
            self._is_changing = True
            call(function, self._pointer(), *arguments)
            self._is_changing = False

    def _change_with(self, function: str, other: "Owner") -> None:
        """The same with another owner as the argument. Needs two different objects."""
        # Always in the same order: otherwise, two objects that are merged into each other at once would wait for ever.
        first, second = sorted((self, other), key=id)
        with first._lock, second._lock:
            self._is_changing, other._is_changing = True, False
            call(function, self._pointer(), other._pointer())
            self._is_changing = False

    def _read(self, use: Callable[[Any], Value]) -> Value:
        """Calls a function that changes nothing with the pointer."""
        with self._lock:
            self._is_changing = False
            return use(self._pointer())


_all: "WeakSet[Changeable]" = WeakSet()


def _renew_all() -> None:
    for changeable in list(_all):
        changeable._renew()


os.register_at_fork(after_in_child=_renew_all)
