"""The package's functions."""

from __future__ import annotations

import concurrent.futures
import ctypes
import os
import threading
from typing import Iterable, List, Optional, Union

from ._errors import InputError, MachineError, UsageError
from ._keyring import Keyring, registry_keyring
from ._library import (
    AUTHENTIC_ONLY, TRUST_BUNDLE_KEYS, Buffer, InText, call, get_bytes, in_text, library, make, version_of)
from ._report import Refusal, Report
from ._state import State


def library_version() -> str:
    """The version of the library that is loaded."""
    return version_of(library)


def canonical(document: bytes, pointer: str = "") -> bytes:
    """The canonical form of a JSON document, or of the one value at an RFC 6901 pointer, without a newline.

    Raises :class:`InputError` with the first fault and its place, or with ``not_found``. SPEC 1.
    """
    buffer = Buffer()
    call("canonical_at", in_text(document), in_text(pointer.encode()), ctypes.byref(buffer))
    try:
        return get_bytes(buffer) or b""
    finally:
        library.pith_buffer_free(ctypes.byref(buffer))


def _verify(bundle: bytes, trusted: Keyring, trust_bundle_keys: bool) -> Report:
    """For whoever is reading the keyring."""
    parsed = make("bundle", "bundle_parse", in_text(bundle))
    return Report(make("report", "bundle_verify", parsed.pointer, trusted._pointer,
                       TRUST_BUNDLE_KEYS if trust_bundle_keys else 0))


def verify(bundle: bytes, keyring: Optional[Keyring] = None, *, trust_bundle_keys: bool = False) -> Report:
    """Checks a whole bundle: recomputes everything that can be (SPEC 9.4).

    That a bundle does not hold is no error; :class:`InputError` is raised for what is no bundle. The keyring is the
    registry's key alone by default. Keys that the bundle lists count only if ``trust_bundle_keys``.
    """
    trusted = registry_keyring() if keyring is None else keyring
    with trusted._gate.reading():
        return _verify(bundle, trusted, trust_bundle_keys)


def _processor_count() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def verify_many(bundles: Iterable[bytes], keyring: Optional[Keyring] = None, *, threads: Optional[int] = None,
                trust_bundle_keys: bool = False) -> List[Union[Report, Refusal]]:
    """Checks many bundles on several threads: as many as there are processors for this process, by default.

    Gives, in the order of the bundles, a report for each, or a refusal with the error of what is no bundle: all by
    the same keys, since whoever changes the keyring waits for the last. Raises :class:`MachineError` where the
    machine fails, :class:`UsageError` where ``threads`` is less than 1.
    """
    if threads is not None and threads < 1:
        raise UsageError("invalid_argument", "threads is less than 1")
    everything = list(bundles)
    results: List[Union[Report, Refusal]] = [None] * len(everything)  # type: ignore[list-item]
    trusted = registry_keyring() if keyring is None else keyring
    positions = iter(range(len(everything)))
    next_position = threading.Lock()
    is_over = threading.Event()

    def check_some() -> None:
        while not is_over.is_set():
            with next_position:
                position = next(positions, None)
            if position is None:
                return
            try:
                results[position] = _verify(everything[position], trusted, trust_bundle_keys)
            except InputError as error:
                results[position] = Refusal(error.with_traceback(None))  # which would keep all bundles

    thread_count = max(1, min(threads or _processor_count(), len(everything)))
    with trusted._gate.reading(), concurrent.futures.ThreadPoolExecutor(max_workers=thread_count) as pool:
        workers: List[concurrent.futures.Future[None]] = []
        try:
            while len(workers) < thread_count:
                workers.append(pool.submit(check_some))
            concurrent.futures.wait(workers, return_when=concurrent.futures.FIRST_EXCEPTION)
        except RuntimeError as error:  # no more threads can be had
            raise MachineError("out_of_memory", f"a thread could not be started: {error}") from None
        finally:  # after a failure, or a signal here, nobody begins another
            is_over.set()
    for worker in workers:
        worker.result()
    return results


def merge(inputs: Iterable[bytes], *, subject: Optional[str] = None, keyring: Optional[Keyring] = None,
          authentic_only: bool = False, trust_bundle_keys: bool = False) -> State:
    """The state of whole files: bundles, events, arrays of these, or NDJSON, told apart by content (SPEC 9.5).

    Their order and repetition mean nothing. The record is ``subject``, or where that is None the one that they name.
    Raises :class:`InputError` where any of them is refused in any part, since a partial state would look like a whole
    one.
    """
    if subject == "":  # which the C interface takes for none
        raise UsageError("invalid_argument", "the subject is no Pith Number")
    texts = [in_text(data) for data in inputs]
    array = (InText * len(texts))(*texts)
    flags = (AUTHENTIC_ONLY if authentic_only else 0) | (TRUST_BUNDLE_KEYS if trust_bundle_keys else 0)
    trusted = registry_keyring() if keyring is None else keyring
    with trusted._gate.reading():
        handle = make("state", "merge", trusted._pointer, array, len(texts), in_text((subject or "").encode()), flags)
    return State(handle, handle.pointer)
