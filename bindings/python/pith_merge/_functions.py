"""The package's functions."""

from __future__ import annotations

import concurrent.futures
import ctypes
import os
from typing import Iterable, List, Optional, Union

from ._errors import PithError
from ._keyring import Keyring, registry_keyring
from ._library import (
    AUTHENTIC_ONLY, TRUST_BUNDLE_KEYS, Buffer, InText, call, get_bytes, in_text, library, make)
from ._report import Report
from ._state import State


def library_version() -> str:
    """The version of the library that is loaded."""
    return library.pith_version().decode()


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


def verify(bundle: bytes, keyring: Optional[Keyring] = None, *, trust_bundle_keys: bool = False) -> Report:
    """Checks a whole bundle: recomputes everything that can be (SPEC 9.4).

    That a bundle does not hold is no error; :class:`InputError` is raised for what is no bundle. The keyring is the
    registry's key alone by default. Keys that the bundle lists count only if ``trust_bundle_keys``.
    """
    parsed = make("bundle", "bundle_parse", in_text(bundle))
    return Report(make("report", "bundle_verify", parsed.pointer, (keyring or registry_keyring()).pointer,
                       TRUST_BUNDLE_KEYS if trust_bundle_keys else 0))


def verify_many(bundles: Iterable[bytes], keyring: Optional[Keyring] = None, *, threads: Optional[int] = None,
                trust_bundle_keys: bool = False) -> List[Union[Report, PithError]]:
    """Checks many bundles on several threads: as many as there are processors, by default.

    Gives, in the order of the bundles, a report for each, or the error where it is refused.
    """
    shared = keyring or registry_keyring()

    def check(bundle: bytes) -> Union[Report, PithError]:
        try:
            return verify(bundle, shared, trust_bundle_keys=trust_bundle_keys)
        except PithError as error:
            return error

    with concurrent.futures.ThreadPoolExecutor(max_workers=threads or os.cpu_count()) as pool:
        return list(pool.map(check, bundles))


def merge(inputs: Iterable[bytes], *, subject: Optional[str] = None, keyring: Optional[Keyring] = None,
          authentic_only: bool = False, trust_bundle_keys: bool = False) -> State:
    """The state of whole files: bundles, events, arrays of these, or NDJSON, told apart by content (SPEC 9.5).

    Their order and repetition mean nothing. The record is ``subject``, or the one that they name. Raises
    :class:`InputError` where any of them is refused in any part, since a partial state would look like a whole one.
    """
    texts = [in_text(data) for data in inputs]
    array = (InText * len(texts))(*texts)
    flags = (AUTHENTIC_ONLY if authentic_only else 0) | (TRUST_BUNDLE_KEYS if trust_bundle_keys else 0)
    handle = make("state", "merge", (keyring or registry_keyring()).pointer, array, len(texts),
                  in_text((subject or "").encode()), flags)
    return State(handle, handle.pointer)
