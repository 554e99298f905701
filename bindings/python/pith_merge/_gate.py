"""Who may use a handle at the same time."""

from __future__ import annotations

import contextlib
import threading
from typing import Iterator


class Gate:
    """Lets in many who read, or one who changes."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._reader_count = 0

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        with self._condition:
            self._reader_count += 1
        try:
            yield
        finally:
            with self._condition:
                self._reader_count -= 1
                self._condition.notify_all()

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        with self._condition:  # nobody enters until this is left
            self._condition.wait_for(lambda: self._reader_count == 0)
            yield
