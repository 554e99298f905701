"""Differences: why two inputs give different states."""

from __future__ import annotations

from ctypes import byref, c_int
from typing import Any, Dict, Optional, Tuple

from ._arguments import Document, in_flags, in_subject, in_text
from ._keyring import Keyring, trusted_keys
from ._library import get_buffer
from ._values import JsonLine


class Difference(JsonLine):
    """Why two inputs give different states. Counts as true if they differ.

    docs/json.md describes the members of the dicts. It holds plain values alone, so it can be pickled and sent to
    another process.
    """

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
    equal = c_int()
    return Difference(get_buffer("diff", trusted_keys(keyring).pointer, in_text(a, "diff"), in_text(b, "diff"),
                                 in_subject(subject), in_flags(trust_bundle_keys), byref(equal)).decode())
