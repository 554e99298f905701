"""A deterministic merge engine for signed event logs.

Everyone who merges the same events gets the same state document, byte for byte. The order, grouping, repetition
and spelling of the events make no difference.

Conventions:

- Input is ``bytes``, in UTF-8.
- Bad input raises :class:`InputError`, which has a stable code and a place. A caller's mistake raises
  :class:`UsageError`. A failing machine raises :class:`MachineError`, which says nothing about the input.
- Any object may be used from many threads. Reports and states never change. In a :class:`Keyring` or
  :class:`EventSet`, a change waits until nobody reads, and readers wait until the change is done.
- Calls into the library release the interpreter's lock.
- ``SPEC 4.6`` names a rule of the project's SPEC.md.
"""

from ._errors import InputError, MachineError, PithError, Place, UsageError
from ._event_set import EventSet, EventVerdict
from ._functions import canonical, library_version, merge, verify, verify_many
from ._keyring import Key, Keyring
from ._report import Check, EventReport, Refusal, Report
from ._state import Equivocation, InvalidEvent, MergeWarning, State

__all__ = [
    "Check", "Equivocation", "EventReport", "EventSet", "EventVerdict", "InputError", "InvalidEvent", "Key", "Keyring",
    "MachineError", "MergeWarning", "PithError", "Place", "Refusal", "Report", "State", "UsageError", "canonical",
    "library_version", "merge", "verify", "verify_many",
]
