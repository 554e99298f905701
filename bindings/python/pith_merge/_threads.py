"""Running one job on several threads."""

from __future__ import annotations

import _thread
from typing import Callable, List

from ._errors import MachineError


def run_on_threads(job: Callable[[], bool], thread_count: int) -> None:
    """Each thread does the job until it returns False, and then all of them have ended. Raises what a job raises.

    After an exception, or Ctrl-C, no thread begins the job again. Everything here is a plain lock: Ctrl-C in the middle
    of ``threading.Event`` or ``concurrent.futures`` can leave a lock of theirs locked, and a thread waits for ever.
    """
    is_over = False
    failures: List[BaseException] = []
    ends: List[_thread.LockType] = []  # each is locked until its thread ends

    def run(end: _thread.LockType) -> None:
        nonlocal is_over
        try:
            while not is_over and job():
                pass
        except BaseException as error:
            failures.append(error)
            is_over = True
        finally:
            end.release()

    def wait_for_all() -> None:
        for end in ends:
            with end:
                pass

    try:
        while len(ends) < thread_count:
            end = _thread.allocate_lock()
            end.acquire()
            _thread.start_new_thread(run, (end,))
            ends.append(end)
        wait_for_all()
    except RuntimeError as error:  # from start_new_thread
        raise MachineError("out_of_memory", f"a thread could not be started: {error}") from None
    finally:
        is_over = True
        wait_for_all()
    if failures:
        raise failures[0]
