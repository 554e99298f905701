"""Differences: why two inputs give different states."""

from __future__ import annotations

import json
from ctypes import byref, c_int
from dataclasses import dataclass
from typing import Any, Dict, Optional, Tuple

from ._arguments import Document, in_str, in_text
from ._errors import UsageError
from ._keyring import Keyring, trusted_keys
from ._library import TRUST_BUNDLE_KEYS, get_buffer


@dataclass(frozen=True)
class Difference:
    """Why two inputs give different states. Counts as true if they differ.

    docs/json.md describes the members of the dicts. It holds plain values alone, so it can be pickled and sent to
    another process.
    """

    line: str  #: JSON, without a newline: ``pith-merge.diff.v1`` of the kind ``inputs``

    def to_dict(self) -> Dict[str, Any]:
        """What ``pith-merge diff --json`` prints, without ``file``, as a dict of plain values."""
        members: Dict[str, Any] = json.loads(self.line)
        return members

    def __bool__(self) -> bool:
        return not self.equal

    @property
    def equal(self) -> bool:
        """Whether both give the same state, and state the same one."""
        return bool(self.to_dict()["equal"])

    @property
    def causes(self) -> Tuple[str, ...]:
        """Why they differ: stable codes, the smallest cause first. Empty if they do not differ."""
        return tuple(self.to_dict()["causes"])

    @property
    def inputs(self) -> Tuple[Dict[str, Any], ...]:
        """What each of the two is, and the state that it gives."""
        return tuple(self.to_dict()["inputs"])

    @property
    def events(self) -> Tuple[Dict[str, Any], ...]:
        """Events on one side only, and events with different reasons."""
        return tuple(self.to_dict()["events"])

    @property
    def aliases(self) -> Tuple[Dict[str, Any], ...]:
        """Aliases that count on one side only, or with another time."""
        return tuple(self.to_dict()["aliases"])

    @property
    def keys(self) -> Tuple[Dict[str, Any], ...]:
        """Keys that are not trusted in the same way on both sides, and made a difference."""
        return tuple(self.to_dict()["keys"])

    @property
    def changes(self) -> Tuple[Dict[str, Any], ...]:
        """What differs in the states: the first 100 of each list and kind; ``to_dict`` has the counts."""
        return tuple(self.to_dict()["changes"])

    @property
    def bundle_changes(self) -> Tuple[Dict[str, Any], ...]:
        """What differs in two bundles and not in their states, even if :attr:`equal` is true: the first 100."""
        return tuple(self.to_dict()["bundle_changes"])


def diff(a: Document, b: Document, *, subject: Optional[str] = None, keyring: Optional[Keyring] = None,
         trust_bundle_keys: bool = False) -> Difference:
    """Says why two inputs give different states: the causes first, then what differs in the states.

    Each is a state document, or one input of :func:`merge`: a bundle, events, an array of these, or NDJSON. The kinds
    may be mixed. The other arguments are those of :func:`merge`. Raises :class:`InputError` if one of them is refused;
    its ``input`` is 0 for ``a`` and 1 for ``b``.
    """
    if subject == "":  # to the C interface, the empty text means that no subject is given
        raise UsageError("invalid_argument", "the subject is not a Pith Number")
    equal = c_int()
    return Difference(get_buffer("diff", trusted_keys(keyring).pointer, in_text(a, "diff"), in_text(b, "diff"),
                                 in_str("" if subject is None else subject, "subject"),
                                 TRUST_BUNDLE_KEYS if trust_bundle_keys else 0, byref(equal)).decode())
