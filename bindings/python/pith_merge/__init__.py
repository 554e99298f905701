"""A deterministic merge engine for signed event logs.

Everyone who merges the same events gets the same state document to the byte, whatever order, grouping, repetition or
spelling the events arrived in.

Input is ``bytes``, in UTF-8. Bad input raises :class:`InputError`, with a stable code and a place; a caller's mistake
:class:`UsageError`; a failing machine :class:`MachineError`, which says nothing about the input. Calls into the
library release the interpreter's lock. Everything may be used from many threads: reports and states never change, and
a :class:`Keyring` or :class:`EventSet` makes whoever changes it wait for those who read it, and the other way round.

``SPEC 4.6`` and the like name the rule in SPEC.md of the project.
"""

from ._errors import InputError, MachineError, PithError, Place, UsageError
from ._event_set import EventSet, EventVerdict
from ._functions import canonical, library_version, merge, verify, verify_many
from ._keyring import Key, Keyring
from ._report import Check, EventReport, Refusal, Report
from ._state import Equivocation, InvalidEvent, State, StateWarning

__all__ = [
    "Check", "Equivocation", "EventReport", "EventSet", "EventVerdict", "InputError", "InvalidEvent", "Key", "Keyring",
    "MachineError", "PithError", "Place", "Refusal", "Report", "State", "StateWarning", "UsageError", "canonical",
    "library_version", "merge", "verify", "verify_many",
]
