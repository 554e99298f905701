"""A deterministic merge engine for signed event logs.

Everyone who merges the same events gets the same state document, byte for byte. The order, grouping, repetition
and spelling of the events make no difference.

Conventions:

- A document is JSON in UTF-8: ``bytes``, or a ``pathlib.Path`` to read it from. A ``str`` is a ``TypeError``, since it
  could be either. ``OSError`` is raised if a file cannot be read.
- Bad input raises :class:`InputError`, which has a stable code and a place. A caller's mistake raises
  :class:`UsageError`. A failing machine raises :class:`MachineError`, which says nothing about the input.
- Any object may be used from many threads. Reports and states never change. A call uses the keys that a
  :class:`Keyring` has when the call begins. Calls on one :class:`EventSet`, :class:`MirrorDigest` or
  :class:`AuditSummary` wait for each other, so a signal handler must not use one that the interrupted thread is using.
- Calls into the library release the interpreter's lock. Ctrl-C takes effect when the library returns.
- A forked child may use every object, even if other threads were in calls. The one exception is an :class:`EventSet`,
  :class:`MirrorDigest` or :class:`AuditSummary` that another thread was changing at that moment: its calls raise
  :class:`UsageError`.
- ``to_dict`` gives a value as plain dicts, lists, strings, numbers, booleans and None.
- ``SPEC 4.6`` names a rule of the project's SPEC.md.
"""

from ._audit import AuditSummary, AuditVerdict, MirrorDigest, audit, audit_refusal, audit_run, is_other_document
from ._diff import Difference, diff
from ._errors import InputError, MachineError, PithError, Place, UsageError
from ._event_set import EventSet, EventVerdict
from ._evidence import EvidenceFault, EvidenceReport, Proof, evidence, verify_evidence
from ._explain import Explanation, Statement, explain
from ._functions import canonical, library_version, merge, verify, verify_many
from ._graph import graph
from ._keyring import Key, Keyring
from ._minimise import Minimised, input_vector, minimise
from ._publish import (
    EventLinks, LeftOut, UnionBundle, WouldFork, add_bundle_signature, bundle_digest, union_bundle, would_fork)
from ._report import Check, EventReport, Refusal, Report
from ._sign import complete_draft, draft_digest, key_entry
from ._state import Equivocation, InvalidEvent, MergeWarning, State

__version__ = "0.1.0"

__all__ = [
    "AuditSummary", "AuditVerdict", "Check", "Difference", "Equivocation", "EventLinks", "EventReport", "EventSet",
    "EventVerdict", "EvidenceFault", "EvidenceReport", "Explanation", "InputError", "InvalidEvent", "Key", "Keyring",
    "LeftOut", "MachineError", "MergeWarning", "Minimised", "MirrorDigest", "PithError", "Place", "Proof", "Refusal",
    "Report", "State", "Statement", "UnionBundle", "UsageError", "WouldFork", "add_bundle_signature", "audit",
    "audit_refusal", "audit_run", "bundle_digest", "canonical", "complete_draft", "diff", "draft_digest", "evidence",
    "explain", "graph", "input_vector", "is_other_document", "key_entry", "library_version", "merge", "minimise",
    "union_bundle", "verify", "verify_evidence", "verify_many", "would_fork",
]
