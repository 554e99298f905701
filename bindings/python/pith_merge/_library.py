"""The C interface (pith/c.h) through ctypes. CDLL releases the interpreter's lock during each call."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
from ctypes import POINTER, byref, c_char, c_int, c_size_t, c_uint8, c_uint32, c_uint64, c_void_p
from typing import Any, Iterator, List, Optional, Tuple, Type

from ._errors import InputError, MachineError, PithError, Place, UsageError

ABI_VERSION = 1
SHARED_OBJECT = "libpith-merge.so.0.1"
INSIDE = "libpith-merge.so"
SIZE_MAX = 2 ** (8 * ctypes.sizeof(c_size_t)) - 1
NO_INPUT = SIZE_MAX

AUTHENTIC_ONLY = 1
TRUST_BUNDLE_KEYS = 2
KEY_ORIGINS = ("built_in", "given", "bundle")

_FIRST_MACHINE_CODE = 64
_FIRST_USAGE_CODE = 128


class InText(ctypes.Structure):
    """A text as an argument. The structure keeps the bytes alive."""

    _fields_ = [("data", ctypes.c_char_p), ("size_bytes", c_size_t)]


class Text(ctypes.Structure):
    """A text as a result. It belongs to a handle."""

    _fields_ = [("data", c_void_p), ("size_bytes", c_size_t)]


class Buffer(ctypes.Structure):
    _fields_ = [("data", c_void_p), ("size_bytes", c_size_t)]


class Error(ctypes.Structure):
    _fields_ = [("code", c_int), ("input", c_size_t), ("offset_bytes", c_size_t), ("line", c_size_t),
                ("column", c_size_t), ("message", c_char * 256)]


class Sha256(ctypes.Structure):
    _fields_ = [("bytes", c_uint8 * 32)]


class KeyStruct(ctypes.Structure):
    _fields_ = [("key_id", Text), ("fingerprint", Text), ("signer_id", Text), ("signer_type", Text),
                ("rotates_at", Text), ("origin", c_int)]


class EventStruct(ctypes.Structure):
    _fields_ = [("id", Sha256), ("reason", c_int), ("pointer", Text)]


class WarningStruct(ctypes.Structure):
    _fields_ = [("code", Text), ("explanation", Text), ("input", c_size_t), ("has_event_id", c_int),
                ("event_id", Sha256)]


class EquivocationStruct(ctypes.Structure):
    _fields_ = [("event_type", Text), ("target", Text), ("signer_json", Text), ("has_position", c_int),
                ("position", Sha256), ("is_resolved", c_int), ("event_count", c_size_t)]


class CheckStruct(ctypes.Structure):
    _fields_ = [("name", Text), ("ok", c_int), ("expected", Text), ("actual", Text), ("pointer", Text)]


class CandidateStruct(ctypes.Structure):
    _fields_ = [("input", Text), ("event_count", c_size_t), ("run", c_size_t)]


class MinimisedStruct(ctypes.Structure):
    _fields_ = [("is_failing", c_int), ("is_stopped", c_int), ("event_count", c_size_t),
                ("given_event_count", c_size_t), ("given_size_bytes", c_size_t), ("run_count", c_size_t)]


def _paths() -> Iterator[str]:
    named = os.environ.get("PITH_MERGE_LIBRARY")
    if named:
        yield named
        return
    inside = os.path.join(os.path.dirname(__file__), INSIDE)
    if os.path.exists(inside):  # a wheel has its own library, and no other one takes its place
        yield inside
        return
    yield SHARED_OBJECT
    found = ctypes.util.find_library("pith-merge")  # asked last, because it starts other programs
    if found:
        yield found


def _open() -> Tuple[ctypes.CDLL, str]:
    """The library in the package, or else the one of exactly this version that the system's loader finds, or else any
    one that it finds. Also returns its path."""
    failures = []
    for path in _paths():
        try:
            return ctypes.CDLL(path), path
        except OSError as error:
            failures.append(str(error))
    raise ImportError(f"cannot load the library pith-merge ({'; '.join(failures)}): install it where the system's "
                      "loader looks and run ldconfig, or set PITH_MERGE_LIBRARY to the path of the shared library")


def _load() -> ctypes.CDLL:
    library, path = _open()
    if not hasattr(library, "pith_abi_version"):
        raise ImportError(f"{path} is not the library pith-merge")
    library.pith_abi_version.restype = c_uint32
    version = library.pith_abi_version()
    if version != ABI_VERSION:
        raise ImportError(f"{path} has version {version} of the C interface, and this package needs {ABI_VERSION}")
    return library


def version_of(library: ctypes.CDLL) -> str:
    library.pith_version.restype = ctypes.c_char_p
    return str(library.pith_version().decode())


def _declare(library: ctypes.CDLL) -> None:
    error = POINTER(Error)
    handle, handle_out = c_void_p, POINTER(c_void_p)

    def can_fail(name: str, *arguments: Any) -> None:
        function = getattr(library, "pith_" + name)
        function.restype, function.argtypes = c_int, [*arguments, error]

    def gives(name: str, result: Any, *arguments: Any) -> None:
        function = getattr(library, "pith_" + name)
        function.restype, function.argtypes = result, list(arguments)

    def has_list(owner: str, element: str, struct: Any) -> None:
        gives(f"{owner}_{element}_count", c_size_t, handle)
        can_fail(f"{owner}_{element}", handle, c_size_t, POINTER(struct))

    gives("error_name", ctypes.c_char_p, c_uint32)
    gives("reason_name", ctypes.c_char_p, c_uint32)
    gives("buffer_free", None, POINTER(Buffer))
    for owner in ("context", "keyring", "bundle", "report", "state", "event_set", "mirror_digest",
                  "audit_summary"):
        gives(owner + "_free", None, handle)
    can_fail("context_new", c_size_t, handle_out)
    can_fail("report_json", handle, POINTER(Buffer))
    can_fail("canonical_at", InText, InText, POINTER(Buffer))
    can_fail("keyring_new", handle, c_uint32, handle_out)
    can_fail("keyring_add", handle, InText)
    can_fail("keyring_copy", handle, handle_out)
    has_list("keyring", "key", KeyStruct)
    for name in ("pith_number", "document"):
        gives("state_" + name, Text, handle)
    gives("state_event_count", c_size_t, handle)
    for name in ("state_sha256", "state_input_sha256", "report_authentic_state_sha256"):
        can_fail(name, handle, POINTER(Sha256))
    has_list("state", "applied_event", Sha256)
    has_list("state", "invalid_event", EventStruct)
    has_list("state", "equivocation", EquivocationStruct)
    can_fail("state_equivocation_event", handle, c_size_t, c_size_t, POINTER(Sha256))
    has_list("state", "warning", WarningStruct)
    can_fail("merge", handle, POINTER(InText), c_size_t, InText, c_uint32, handle_out)
    can_fail("explain", handle, POINTER(InText), c_size_t, InText, InText, c_uint32, POINTER(Buffer))
    can_fail("bundle_parse", InText, handle_out)
    can_fail("bundle_verify", handle, handle, c_uint32, handle_out)
    gives("report_ok", c_int, handle)
    gives("report_state", handle, handle)
    has_list("report", "check", CheckStruct)
    has_list("report", "event", EventStruct)
    has_list("report", "key", KeyStruct)
    has_list("report", "warning", WarningStruct)
    can_fail("event_set_new", InText, handle, handle_out)
    can_fail("event_set_add", handle, InText, POINTER(EventStruct))
    can_fail("event_set_add_bundle", handle, handle)
    can_fail("event_set_add_alias", handle, InText, InText, InText)
    can_fail("event_set_merge", handle, handle)
    can_fail("event_set_state", handle, c_uint32, handle_out)
    buffer = POINTER(Buffer)
    can_fail("audit", handle, InText, InText, c_uint32, buffer)
    can_fail("audit_refusal", c_uint32, InText, InText, buffer)
    gives("is_other_document", c_int, InText)
    can_fail("audit_run", handle, c_uint64, c_uint32, buffer)
    can_fail("mirror_digest_new", handle, handle_out)
    can_fail("mirror_digest_add", handle, InText, POINTER(Sha256))
    can_fail("mirror_digest_add_lines", handle, InText)
    can_fail("mirror_digest_merge", handle, handle)
    gives("mirror_digest_size", c_size_t, handle)
    can_fail("mirror_digest_sha256", handle, POINTER(Sha256))
    can_fail("mirror_digest_groups", handle, buffer)
    can_fail("mirror_digest_lines", handle, InText, buffer)
    can_fail("audit_summary_new", handle, handle_out)
    can_fail("audit_summary_add", handle, InText)
    can_fail("audit_summary_add_other", handle, c_uint64)
    can_fail("audit_summary_merge", handle, handle)
    can_fail("audit_summary_merge_packed", handle, InText)
    can_fail("audit_summary_pack", handle, buffer)
    can_fail("audit_summary_json", handle, InText, buffer)
    gives("audit_summary_digest", handle, handle)
    can_fail("diff", handle, InText, InText, InText, c_uint32, POINTER(c_int), buffer)
    can_fail("evidence", handle, POINTER(InText), c_size_t, InText, c_uint32, buffer, POINTER(c_size_t))
    can_fail("minimise", POINTER(InText), c_size_t, c_void_p, c_void_p, buffer, POINTER(MinimisedStruct))
    can_fail("input_vector", handle, InText, InText, buffer)
    can_fail("graph", handle, POINTER(InText), c_size_t, InText, c_uint32, c_uint32, buffer, POINTER(c_size_t))
    can_fail("evidence_verify", handle, InText, c_uint32, POINTER(c_int), buffer)
    can_fail("draft_digest", handle, InText, InText, InText, POINTER(Sha256), POINTER(c_int))
    can_fail("draft_complete", handle, InText, InText, InText, InText, InText, buffer, POINTER(c_int))
    can_fail("key_entry", handle, InText, InText, buffer)
    can_fail("would_fork", handle, InText, POINTER(InText), c_size_t, InText, c_uint32, buffer)
    can_fail("union_bundle", handle, POINTER(InText), c_size_t, InText, InText, InText, c_uint32, buffer, buffer)
    can_fail("bundle_digest", handle, InText, POINTER(Sha256))
    can_fail("bundle_add_signature", handle, InText, InText, InText, InText, InText, buffer)


library = _load()
try:
    _declare(library)
except AttributeError as missing:
    raise ImportError(f"the library pith-merge {version_of(library)} is older than this package: {missing}") from None


def _exception(error: Error) -> PithError:
    kind: Type[PithError] = InputError
    if error.code >= _FIRST_USAGE_CODE:
        kind = UsageError
    elif error.code >= _FIRST_MACHINE_CODE:
        kind = MachineError
    place = Place(error.offset_bytes, error.line, error.column) if error.line else None
    return kind(library.pith_error_name(error.code).decode(), error.message.decode(), place,
                None if error.input == NO_INPUT else error.input)


def call(name: str, *arguments: Any) -> None:
    """Calls a function that can fail. Raises its error as an exception."""
    error = Error()
    if getattr(library, "pith_" + name)(*arguments, byref(error)) != 0:
        raise _exception(error)


class Handle:
    """Owns a handle of the library, which is null at first, and frees it when this object dies."""

    def __init__(self, kind: str) -> None:
        self.is_abandoned = False
        self._free = getattr(library, f"pith_{kind}_free")
        self.pointer = c_void_p()

    def abandon(self) -> None:
        """Never uses or frees the library's handle again."""
        self.is_abandoned = True
        self.pointer = c_void_p()

    def __del__(self) -> None:
        if hasattr(self, "pointer"):  # else Ctrl-C came before it was set
            self._free(self.pointer)


def make(kind: str, function: str, *arguments: Any) -> Handle:
    """Calls a function that makes a handle."""
    handle = Handle(kind)  # first, so that Ctrl-C after the call does not lose what it made
    call(function, *arguments, byref(handle.pointer))
    return handle


def get_bytes(text: Any) -> Optional[bytes]:
    return None if text.data is None else ctypes.string_at(text.data, text.size_bytes)


def get_buffer(function: str, *arguments: Any, then: Tuple[Any, ...] = ()) -> bytes:
    """Calls a function that writes into a buffer. Returns the bytes, and frees the buffer. The arguments of ``then``
    come after the buffer."""
    buffer = Buffer()
    try:
        call(function, *arguments, byref(buffer), *then)
        return get_bytes(buffer) or b""
    finally:
        library.pith_buffer_free(byref(buffer))


def get_str(text: Any) -> str:
    return (get_bytes(text) or b"").decode()


def get_str_or_none(text: Any) -> Optional[str]:
    data = get_bytes(text)
    return None if data is None else data.decode()


def hexadecimal(digest: Sha256) -> str:
    return bytes(digest.bytes).hex()


def event_id(digest: Sha256) -> str:
    """The event id of a content digest (SPEC 4.2)."""
    return "sha256:" + hexadecimal(digest)


def reason_name(reason: int) -> Optional[str]:
    name = library.pith_reason_name(reason)
    return None if name is None else name.decode()


def elements(name: str, struct: Any, pointer: Any) -> List[Any]:
    """All elements of a handle's list."""
    count = getattr(library, f"pith_{name}_count")(pointer)
    found = []
    for index in range(count):
        element = struct()
        call(name, pointer, index, byref(element))
        found.append(element)
    return found


def get_digest(name: str, pointer: Any) -> str:
    digest = Sha256()
    call(name, pointer, byref(digest))
    return hexadecimal(digest)
