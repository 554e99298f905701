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
    """The canonical form of a JSON document, or of the value at an RFC 6901 pointer, without a newline (SPEC 1).

    Raises :class:`InputError` with the first fault and its place, or with ``not_found`` if no value is at the pointer.
    Raises :class:`UsageError` if ``pointer`` is not a JSON Pointer.
    """
    buffer = Buffer()
    call("canonical_at", in_text(document), in_text(pointer.encode()), ctypes.byref(buffer))
    try:
        return get_bytes(buffer) or b""
    finally:
        library.pith_buffer_free(ctypes.byref(buffer))


def _verify(bundle: bytes, trusted: Keyring, trust_bundle_keys: bool) -> Report:
    """Needs the keyring's gate to be open for reading."""
    parsed = make("bundle", "bundle_parse", in_text(bundle))
    return Report(make("report", "bundle_verify", parsed.pointer, trusted._pointer,
                       TRUST_BUNDLE_KEYS if trust_bundle_keys else 0))


def verify(bundle: bytes, keyring: Optional[Keyring] = None, *, trust_bundle_keys: bool = False) -> Report:
    """Checks a whole bundle: recomputes everything that can be recomputed (SPEC 9.4).

    The report says whether the bundle holds. Raises :class:`InputError` if the document is not a bundle. By default,
    the keyring holds the registry's key alone. Keys that the bundle lists count only with ``trust_bundle_keys``.
    """
    trusted = registry_keyring() if keyring is None else keyring
    with trusted._gate.reading():
        return _verify(bundle, trusted, trust_bundle_keys)


def _processor_count() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def verify_many(bundles: Iterable[bytes], keyring: Optional[Keyring] = None, *, threads: Optional[int] = None,
                trust_bundle_keys: bool = False) -> List[Union[Report, Refusal]]:
    """Checks many bundles on several threads. By default, one thread for each processor that this process may use.

    Returns a report for each bundle, in the order of the bundles; or a refusal, with the error, for a document that is
    not a bundle. All are checked with the same keys: a change of the keyring waits for the last of them. Raises
    :class:`MachineError` if the machine fails, and :class:`UsageError` if ``threads`` is less than 1.
    """
    if threads is not None and threads < 1:
        raise UsageError("invalid_argument", "threads must be at least 1")
    everything = list(bundles)
    results: List[Union[Report, Refusal]] = [None] * len(everything)  # type: ignore[list-item]
    trusted = registry_keyring() if keyring is None else keyring
    indices = iter(range(len(everything)))
    indices_lock = threading.Lock()
    is_over = threading.Event()

    def check_some() -> None:
        while not is_over.is_set():
            with indices_lock:
                index = next(indices, None)
            if index is None:
                return
            try:
                results[index] = _verify(everything[index], trusted, trust_bundle_keys)
            except InputError as error:
                results[index] = Refusal(error.with_traceback(None))  # a traceback would keep all bundles in memory

    thread_count = max(1, min(threads or _processor_count(), len(everything)))
    with trusted._gate.reading(), concurrent.futures.ThreadPoolExecutor(max_workers=thread_count) as pool:
        workers: List[concurrent.futures.Future[None]] = []
        try:
            while len(workers) < thread_count:
                workers.append(pool.submit(check_some))
            concurrent.futures.wait(workers, return_when=concurrent.futures.FIRST_EXCEPTION)
        except RuntimeError as error:  # from Thread.start
            raise MachineError("out_of_memory", f"a thread could not be started: {error}") from None
        finally:  # after a failure or a signal, no thread begins another bundle
            is_over.set()
    for worker in workers:
        worker.result()
    return results


def merge(inputs: Iterable[bytes], *, subject: Optional[str] = None, keyring: Optional[Keyring] = None,
          authentic_only: bool = False, trust_bundle_keys: bool = False) -> State:
    """The state of whole inputs: bundles, events, arrays of these, or NDJSON, told apart by content (SPEC 9.5).

    Neither their order nor repetition makes a difference. The record is ``subject``, or the one that the inputs name if
    that is None. Keys that bundles list count only with ``trust_bundle_keys``. With ``authentic_only``, events that no
    trusted key signed are left out and not counted (SPEC 8.4). Raises :class:`InputError` if any part of an input is
    refused: a partial state would look like a whole one.
    """
    if subject == "":  # to the C interface, the empty text means that no subject is given
        raise UsageError("invalid_argument", "the subject is not a Pith Number")
    texts = [in_text(data) for data in inputs]
    array = (InText * len(texts))(*texts)
    flags = (AUTHENTIC_ONLY if authentic_only else 0) | (TRUST_BUNDLE_KEYS if trust_bundle_keys else 0)
    trusted = registry_keyring() if keyring is None else keyring
    with trusted._gate.reading():
        handle = make("state", "merge", trusted._pointer, array, len(texts), in_text((subject or "").encode()), flags)
    return State(handle, handle.pointer)
