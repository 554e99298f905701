"""A lock for many readers or one writer."""

from __future__ import annotations

import contextlib
import threading
from typing import Iterator


class Gate:
    """Lets in many readers, or one thread that changes the handle. New readers wait for a change that is waiting.

    A signal handler must not use an object that the interrupted thread is using: it could wait for itself.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._reader_count = 0
        self._waiting_count = 0

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        has_entered = False
        try:
            with self._condition:
                self._condition.wait_for(lambda: self._waiting_count == 0)
                self._reader_count += 1
                has_entered = True
            yield
        finally:
            if has_entered:
                with self._condition:
                    self._reader_count -= 1
                    self._condition.notify_all()

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        with self._condition:  # held until the change is done: nobody else enters
            self._waiting_count += 1
            try:
                self._condition.wait_for(lambda: self._reader_count == 0)
            finally:
                self._waiting_count -= 1
                self._condition.notify_all()
            yield
