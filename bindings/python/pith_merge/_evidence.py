"""Evidence: a document that proves each equivocation by itself, and its check (SPEC 12)."""

from __future__ import annotations

from ctypes import byref, c_int, c_size_t
from dataclasses import dataclass
from typing import Any, Dict, Iterable, Mapping, Optional, Tuple

from ._arguments import Document, in_flags, in_inputs, in_subject, in_text
from ._keyring import Keyring, trusted_keys
from ._library import get_buffer
from ._values import JsonLine


@dataclass(frozen=True)
class EvidenceFault:
    """Something that is wrong with evidence. SPEC 12 has the names, which are stable."""

    name: str  #: a reason of SPEC 4, or a name of SPEC 12
    expected: Optional[str]  #: what it should be, if there is such a value
    actual: Optional[str]  #: what it is, or what is wrong with it
    pointer: str  #: RFC 6901, into the document


@dataclass(frozen=True)
class Proof:
    """What one proof says, and whether it holds. Counts as true if it does."""

    ok: bool  #: whether nothing is wrong with it
    principal: Optional[Tuple[str, str]]  #: ``("signer", signer_id)`` or ``("key", fingerprint)`` (SPEC 3.7)
    event_type: str  #: as the proof states it
    target: str  #: the same
    position: Optional[str]  #: the same: the event id that all of them claim to follow, or None
    event_ids: Tuple[str, ...]  #: of its events, in its order
    faults: Tuple[EvidenceFault, ...]  #: of each name the first

    def __bool__(self) -> bool:
        return self.ok


class EvidenceReport(JsonLine):
    """The check of an evidence document. Counts as true if every proof holds.

    It holds plain values alone, so it can be pickled and sent to another process.
    """

    def __bool__(self) -> bool:
        return self.ok

    @property
    def ok(self) -> bool:
        """Whether every proof holds, and nothing else is wrong."""
        return bool(self.to_dict()["ok"])

    @property
    def pith_number(self) -> str:
        """As the document states it."""
        return str(self.to_dict()["pith_number"])

    @property
    def proofs(self) -> Tuple[Proof, ...]:
        """In the order of the document."""
        return tuple(_read_proof(proof) for proof in self.to_dict()["proofs"])

    @property
    def faults(self) -> Tuple[EvidenceFault, ...]:
        """Of its keys and of the order of its proofs; of each name the first."""
        return tuple(EvidenceFault(**fault) for fault in self.to_dict()["faults"])

    @property
    def warnings(self) -> Tuple[str, ...]:
        """``CODE: explanation``; the code is stable."""
        return tuple(self.to_dict()["warnings"])


def _read_proof(members: Mapping[str, Any]) -> Proof:
    principal = members["principal"]
    return Proof(ok=members["ok"], principal=None if principal is None else (principal["kind"], principal["id"]),
                 event_type=members["event_type"], target=members["target"], position=members["position"],
                 event_ids=tuple(members["event_ids"]),
                 faults=tuple(EvidenceFault(**fault) for fault in members["faults"]))


def evidence(inputs: Iterable[Document], *, subject: Optional[str] = None, keyring: Optional[Keyring] = None,
             trust_bundle_keys: bool = False) -> Optional[bytes]:
    """Merges inputs as :func:`merge` does, and proves each entry of ``equivocations`` of their state (SPEC 12).

    Returns the document in canonical form, or None if there is no equivocation. Raises :class:`InputError` if any part
    of an input is refused.
    """
    proof_count = c_size_t()
    document = get_buffer("evidence", trusted_keys(keyring).pointer, *in_inputs(inputs, "evidence"),
                           in_subject(subject), in_flags(trust_bundle_keys), then=(byref(proof_count),))
    return document if proof_count.value else None


def verify_evidence(document: Document, keyring: Optional[Keyring] = None, *,
                    trust_bundle_keys: bool = False) -> EvidenceReport:
    """Checks evidence, which needs nothing else (SPEC 12).

    The report says who equivocated, about what, and whether each proof holds. Raises :class:`InputError` if the
    document is not evidence. The keys inside are a claim, and count only with ``trust_bundle_keys``.
    """
    ok = c_int()
    return EvidenceReport(get_buffer("evidence_verify", trusted_keys(keyring).pointer,
                                      in_text(document, "verify_evidence"),
                                      in_flags(trust_bundle_keys), byref(ok)).decode())
