"""Objects that change under a lock, and what becomes of them in a forked child."""

from __future__ import annotations

import os
import threading
from typing import Any
from weakref import WeakSet


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


_all: "WeakSet[Changeable]" = WeakSet()


def _renew_all() -> None:
    for changeable in list(_all):
        changeable._renew()


os.register_at_fork(after_in_child=_renew_all)
