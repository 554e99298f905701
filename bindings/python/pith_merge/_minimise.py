"""The smallest input for which something still fails, and a conformance vector about it."""

from __future__ import annotations

from ctypes import CFUNCTYPE, POINTER, byref, c_int, c_void_p, cast, string_at
from dataclasses import dataclass
from typing import Any, Callable, Iterable, List, Optional

from ._arguments import Document, in_inputs, in_subject, in_text
from ._keyring import Keyring, trusted_keys
from ._library import CandidateStruct, MinimisedStruct, get_buffer

_PASSES, _FAILS, _STOP = 0, 1, 2
_Callback = CFUNCTYPE(c_int, c_void_p, POINTER(CandidateStruct))


@dataclass(frozen=True)
class Minimised:
    """The smallest input that failed. It holds plain values alone."""

    input: bytes  #: NDJSON: one bundle or event in each line, in canonical form
    event_count: int  #: the events in it, copies and events of bundles included
    given_event_count: int  #: the events in the whole input
    given_size_bytes: int  #: the size of the whole input in canonical form
    run_count: int  #: how many candidates were tried


def minimise(inputs: Iterable[Document], fails: Callable[[bytes], bool]) -> Optional[Minimised]:
    """Removes bundles and events, members of bundles, and members of payloads while the rest still fails.

    ``fails`` gets a candidate, in the format that :func:`merge` takes, and says whether it fails. Returns None if not
    even the whole input does. An exception of ``fails`` ends it, and is raised. Raises :class:`InputError` if any part
    of an input is refused. A payload that is changed no longer has the hash and signature of its event.
    """
    raised: List[BaseException] = []

    def try_candidate(_: Any, candidate: Any) -> int:
        try:
            text = candidate.contents.input
            return _FAILS if fails(string_at(text.data, text.size_bytes)) else _PASSES
        except BaseException as error:  # no exception may pass through the library
            raised.append(error)
            return _STOP

    found = MinimisedStruct()
    callback = _Callback(try_candidate)
    data = get_buffer("minimise", *in_inputs(inputs, "minimise"), cast(callback, c_void_p), None, then=(byref(found),))
    if raised:
        raise raised[0]
    if not found.is_failing:
        return None
    return Minimised(input=data, event_count=found.event_count, given_event_count=found.given_event_count,
                     given_size_bytes=found.given_size_bytes, run_count=found.run_count)


def input_vector(document: Document, *, subject: Optional[str] = None, keyring: Optional[Keyring] = None) -> bytes:
    """A conformance vector of the kind ``input`` about one input, as JSON in ASCII.

    It has the input, the keys, the subject and, as ``expected``, what this library makes of them.
    """
    return get_buffer("input_vector", trusted_keys(keyring).pointer, in_text(document, "input_vector"),
                      in_subject(subject))
