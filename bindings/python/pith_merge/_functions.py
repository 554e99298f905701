"""The package's functions."""

from __future__ import annotations

import os
import threading
from typing import Iterable, List, Optional, Union

from ._arguments import Document, each_document, in_count, in_flags, in_inputs, in_str, in_subject, in_text
from ._errors import InputError
from ._keyring import Keyring, trusted_keys
from ._library import Handle, get_buffer, library, make, version_of
from ._report import Refusal, Report
from ._state import State
from ._threads import run_on_threads


def library_version() -> str:
    """The version of the library that is loaded."""
    return version_of(library)


def canonical(document: Document, pointer: str = "") -> bytes:
    """The canonical form of a JSON document, or of the value at an RFC 6901 pointer, without a newline (SPEC 1).

    Raises :class:`InputError` with the first fault and its place, or with ``not_found`` if no value is at the pointer.
    Raises :class:`UsageError` if ``pointer`` is not a JSON Pointer.
    """
    return get_buffer("canonical_at", in_text(document, "canonical"), in_str(pointer, "pointer"))


def _verify(bundle: Document, trusted: Handle, trust_bundle_keys: bool, function: str) -> Report:
    parsed = make("bundle", "bundle_parse", in_text(bundle, function))
    return Report(make("report", "bundle_verify", parsed.pointer, trusted.pointer,
                       in_flags(trust_bundle_keys)))


def verify(bundle: Document, keyring: Optional[Keyring] = None, *, trust_bundle_keys: bool = False) -> Report:
    """Checks a whole bundle: recomputes everything that can be recomputed (SPEC 9.4).

    The report says whether the bundle holds. Raises :class:`InputError` if the document is not a bundle. By default,
    the keyring holds the registry's key alone. Keys that the bundle lists count only with ``trust_bundle_keys``.
    """
    return _verify(bundle, trusted_keys(keyring), trust_bundle_keys, "verify")


def _processor_count() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def verify_many(bundles: Iterable[Document], keyring: Optional[Keyring] = None, *, threads: Optional[int] = None,
                trust_bundle_keys: bool = False) -> List[Union[Report, Refusal]]:
    """Checks many bundles on several threads. By default, one thread for each processor that this process may use.

    Returns a report for each bundle, in the order of the bundles; or a refusal, with the error, for a document that is
    not a bundle. All are checked with the keys that the keyring has at the start. A path is read when its turn comes.
    Raises :class:`MachineError` if the machine fails, ``OSError`` if a file cannot be read, and :class:`UsageError` if
    ``threads`` is less than 1.
    """
    wanted = _processor_count() if threads is None else in_count(threads, "threads", 1)
    everything = list(each_document(bundles, "verify_many"))
    results: List[Union[Report, Refusal]] = [None] * len(everything)  # type: ignore[list-item]
    trusted = trusted_keys(keyring)
    indices = iter(range(len(everything)))
    indices_lock = threading.Lock()

    def check_one() -> bool:
        with indices_lock:
            index = next(indices, None)
        if index is None:
            return False
        try:
            results[index] = _verify(everything[index], trusted, trust_bundle_keys, "verify_many")
        except InputError as error:
            results[index] = Refusal(error.with_traceback(None))  # a traceback would keep all bundles in memory
        return True

    run_on_threads(check_one, max(1, min(wanted, len(everything))))
    return results


def merge(inputs: Iterable[Document], *, subject: Optional[str] = None, keyring: Optional[Keyring] = None,
          authentic_only: bool = False, trust_bundle_keys: bool = False) -> State:
    """The state of whole inputs: bundles, events, arrays of these, or NDJSON, told apart by content (SPEC 9.5).

    Neither their order nor repetition makes a difference. The record is ``subject``, or the one that the inputs name if
    that is None. Keys that bundles list count only with ``trust_bundle_keys``. With ``authentic_only``, events that no
    trusted key signed are left out and not counted, and there are no aliases (SPEC 8.4). Raises :class:`InputError` if
    any part of an input is refused: a partial state would look like a whole one.
    """
    trusted = trusted_keys(keyring)
    handle = make("state", "merge", trusted.pointer, *in_inputs(inputs, "merge"),
                  in_subject(subject), in_flags(trust_bundle_keys, authentic_only))
    return State(handle, handle.pointer)
