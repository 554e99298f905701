"""One verdict on one document, counts over verdicts, and the digest of a mirror."""

from __future__ import annotations

import ctypes
import json
import os
from typing import Any, Dict, Mapping, Optional, Tuple, Union

from ._arguments import Document, in_count, in_flags, in_str, in_text
from ._errors import UsageError
from ._keyring import Keyring, trusted_keys
from ._library import Handle, InText, Sha256, get_buffer, get_digest, library, make
from ._locks import Owner
from ._values import JsonLine

#: The default of ``pith-merge audit --max-document``.
MAX_DOCUMENT_DEFAULT = 64 * 1024 * 1024

#: Codes of a document that was not read, by their numbers in the C interface.
_REFUSALS = {"unreadable": 14, "empty": 15, "too_large": 17}

#: Where a document is: a name, or its bytes if it is not UTF-8.
Source = Union[str, bytes]


def _in_source(source: Any) -> InText:
    if isinstance(source, str):
        try:
            data = os.fsencode(source)  # a name from os.listdir may hold bytes that are not UTF-8
        except UnicodeEncodeError:
            raise UsageError("invalid_argument", "source has half of a surrogate pair, which is not a name") from None
    elif isinstance(source, bytes):
        data = source
    else:
        raise TypeError(f"source must be a str or bytes, not {type(source).__name__}")
    return InText(data, len(data))


class AuditVerdict(JsonLine):
    """What an audit says about one document. Counts as true if it is a bundle and holds.

    It holds plain values alone, so it can be pickled and sent to another process.
    """

    def to_json_line(self) -> str:
        """The line with its newline."""
        return self.line + "\n"

    def __bool__(self) -> bool:
        return self.ok

    @property
    def source(self) -> str:
        """Where the document is. Bytes that are not UTF-8 are U+FFFD here."""
        return str(self.to_dict()["source"])

    @property
    def sha256(self) -> Optional[str]:
        """The hash of the document's bytes. None if they were not read."""
        return self._text("sha256")

    @property
    def pith_number(self) -> Optional[str]:
        """As the bundle has it, cut after 256 bytes. None if there is no bundle."""
        return self._text("pith_number")

    @property
    def ok(self) -> bool:
        """Whether it is a bundle and holds."""
        return bool(self.to_dict()["ok"])

    @property
    def state_sha256(self) -> Optional[str]:
        """The hash of the recomputed state. None if there is no bundle."""
        return self._text("state_sha256")

    @property
    def authentic_state_sha256(self) -> Optional[str]:
        """The hash of the state of the authentic events (SPEC 8.4). None if there is no bundle."""
        return self._text("authentic_state_sha256")

    @property
    def input_sha256(self) -> Optional[str]:
        """The hash of what the state depends on (SPEC 9.6). None if there is no bundle."""
        return self._text("input_sha256")

    @property
    def failed(self) -> Tuple[str, ...]:
        """The names of the checks that fail, in the order of a report."""
        return tuple(self.to_dict()["failed"])

    @property
    def reasons(self) -> Mapping[str, int]:
        """How many events are invalid, by reason."""
        reasons: Dict[str, int] = self.to_dict()["reasons"]
        return reasons

    @property
    def warnings(self) -> Tuple[str, ...]:
        """The codes of warnings, each once."""
        return tuple(self.to_dict()["warnings"])

    @property
    def error(self) -> Optional[Dict[str, Any]]:
        """Why there is no bundle: ``code``, ``line`` and ``column``. None if there is one."""
        error: Optional[Dict[str, Any]] = self.to_dict()["error"]
        return error

    def _text(self, member: str) -> Optional[str]:
        value = self.to_dict()[member]
        return None if value is None else str(value)


def audit(document: Document, keyring: Optional[Keyring] = None, source: Source = "", *,
          trust_bundle_keys: bool = False) -> AuditVerdict:
    """Checks one document as a bundle, and says the result in short: a line that programs can keep by the million.

    A document that is not a bundle has a verdict too, so only a failing machine raises an exception, or a path that
    cannot be read. ``source`` says in the line where the document is.
    """
    return AuditVerdict(get_buffer("audit", trusted_keys(keyring).pointer, in_text(document, "audit"),
                                   _in_source(source), in_flags(trust_bundle_keys)).decode())


def audit_refusal(code: str, explanation: str, source: Source = "") -> AuditVerdict:
    """The verdict on a document that was not read. ``code`` is ``too_large``, ``unreadable`` or ``empty``."""
    if code not in _REFUSALS:
        raise UsageError("invalid_argument", f"code must be one of {', '.join(sorted(_REFUSALS))}")
    return AuditVerdict(get_buffer("audit_refusal", _REFUSALS[code], in_str(explanation, "explanation"),
                                   _in_source(source)).decode())


def is_other_document(document: Document) -> bool:
    """Whether a document is another file of a mirror: it has ``state_type`` or ``manifest_type``, and no bundle_type.

    Ask only if the verdict says ``not_a_bundle``. Such documents are not refused, but counted as ``other``.
    """
    return bool(library.pith_is_other_document(in_text(document, "is_other_document")))


def audit_run(keyring: Optional[Keyring] = None, *, max_document: int = MAX_DOCUMENT_DEFAULT,
              trust_bundle_keys: bool = False) -> str:
    """The first line of a file of verdicts, without its newline: ``pith-merge.audit-run.v1``.

    It names what verdicts depend on, other than the documents. Combine only audits for which it is equal.
    """
    return get_buffer("audit_run", trusted_keys(keyring).pointer, in_count(max_document, "max_document", 0),
                      in_flags(trust_bundle_keys)).decode()


def _new_handle(kind: str) -> Handle:
    context = make("context", "context_new", 0)
    return make(kind, kind + "_new", context.pointer)


class MirrorDigest(Owner):
    """One hash over all bundles of a mirror that hold, and hashes over parts of it.

    Lines may be added in any order and any number of times, and parts may be merged in any grouping. It takes at most
    64 bytes for each distinct line, and 128 KiB. It can be pickled: then it takes 102 bytes for each line.
    """

    def __init__(self) -> None:
        super().__init__()
        self._handle = _new_handle("mirror_digest")

    def add(self, pith_number: str, state_sha256: str) -> None:
        """Adds a bundle that holds. Raises :class:`UsageError` if the number or the hash has another form."""
        digest = Sha256()
        try:
            hash_bytes = bytes.fromhex(state_sha256)
        except ValueError:
            hash_bytes = b""
        if len(hash_bytes) != 32 or hash_bytes.hex() != state_sha256:
            raise UsageError("invalid_argument", "state_sha256 must be 64 lower-case hexadecimal digits")
        digest.bytes = (ctypes.c_uint8 * 32).from_buffer_copy(hash_bytes)
        self._change("mirror_digest_add", in_str(pith_number, "pith_number"), ctypes.byref(digest))

    def add_lines(self, lines: bytes) -> None:
        """Adds lines as ``lines`` gives them, or none of them."""
        text = in_text(lines, "MirrorDigest.add_lines")
        self._change("mirror_digest_add_lines", text)

    def merge(self, other: "MirrorDigest") -> None:
        """Adds the lines of another digest."""
        if not isinstance(other, MirrorDigest):
            raise TypeError(f"MirrorDigest.merge takes a MirrorDigest, not {type(other).__name__}")
        if other is self:
            return
        self._change_with("mirror_digest_merge", other)

    def __ior__(self, other: "MirrorDigest") -> "MirrorDigest":
        self.merge(other)
        return self

    def __len__(self) -> int:
        return self._read(lambda pointer: int(library.pith_mirror_digest_size(pointer)))

    @property
    def sha256(self) -> str:
        """``mirror_sha256``."""
        return self._read(lambda pointer: get_digest("mirror_digest_sha256", pointer))

    def lines(self, prefix: str = "") -> bytes:
        """The lines of the group with this prefix, in byte order; of all groups if it is empty."""
        text = in_str(prefix, "prefix")
        return self._read(lambda pointer: get_buffer("mirror_digest_lines", pointer, text))

    def groups(self) -> Dict[str, str]:
        """The hash of each group, by the first two characters of the suffixes."""
        return dict(line.split(" ") for line in self.to_text().splitlines())

    def to_text(self) -> str:
        """What ``pith-merge audit --digest`` writes. ``sha256`` is the hash of it."""
        return self._read(lambda pointer: get_buffer("mirror_digest_groups", pointer)).decode()

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _unpickle_digest, (self.lines(),)

    def __repr__(self) -> str:
        return f"<MirrorDigest of {len(self)} lines>"


def _unpickle_digest(lines: bytes) -> MirrorDigest:
    digest = MirrorDigest()
    digest.add_lines(lines)
    return digest


class AuditSummary(Owner):
    """Counts over verdicts, and the digest of the bundles that hold.

    Parts may be merged in any grouping: only the order of the failures depends on it. It keeps no verdict that holds,
    and the first 1,000 that do not. It can be pickled, so that each worker of a cluster sends one.
    """

    def __init__(self) -> None:
        super().__init__()
        self._handle = _new_handle("audit_summary")

    def add(self, verdict: Union[AuditVerdict, str, bytes]) -> None:
        """Adds a verdict, or its line. Raises :class:`InputError` if it is not one."""
        line = verdict.line if isinstance(verdict, AuditVerdict) else verdict
        text = in_str(line, "a line") if isinstance(line, str) else in_text(line, "AuditSummary.add")
        self._change("audit_summary_add", text)

    def add_other(self, count: int = 1) -> None:
        """Counts documents that have no verdict, because :func:`is_other_document` is true of them."""
        number = in_count(count, "count", 0)
        self._change("audit_summary_add_other", number)

    def merge(self, other: "AuditSummary") -> None:
        """Adds a summary of other verdicts. Raises :class:`UsageError` if it is the same object."""
        if not isinstance(other, AuditSummary):
            raise TypeError(f"AuditSummary.merge takes an AuditSummary, not {type(other).__name__}")
        if other is self:
            raise UsageError("invalid_argument", "a summary cannot be merged with itself: its verdicts would count "
                             "twice")
        self._change_with("audit_summary_merge", other)

    def __ior__(self, other: "AuditSummary") -> "AuditSummary":
        self.merge(other)
        return self

    @property
    def mirror_sha256(self) -> str:
        """The hash over all bundles that hold."""
        return self._read(lambda pointer: get_digest("mirror_digest_sha256",
                                                     library.pith_audit_summary_digest(pointer)))

    def digest(self) -> MirrorDigest:
        """A copy of the digest."""
        copy = MirrorDigest()
        self._read(lambda pointer: copy._change("mirror_digest_merge", library.pith_audit_summary_digest(pointer)))
        return copy

    def to_json(self, run: str) -> str:
        """What ``pith-merge audit --summary`` writes, without a newline. ``run`` is the line of :func:`audit_run`."""
        text = in_str(run, "run")
        return self._read(lambda pointer: get_buffer("audit_summary_json", pointer, text)).decode()

    def to_dict(self, run: str) -> Dict[str, Any]:
        """The same as a dict of plain values."""
        members: Dict[str, Any] = json.loads(self.to_json(run))
        return members

    def __reduce_ex__(self, protocol: Any) -> Any:
        packed = self._read(lambda pointer: get_buffer("audit_summary_pack", pointer))
        return _unpickle_summary, (packed,)


def _unpickle_summary(packed: bytes) -> AuditSummary:
    summary = AuditSummary()
    summary._change("audit_summary_merge_packed", InText(packed, len(packed)))
    return summary
