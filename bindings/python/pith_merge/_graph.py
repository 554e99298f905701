"""The history of a record as a picture."""

from __future__ import annotations

from ctypes import byref, c_size_t
from typing import Iterable, Optional

from ._arguments import Document, in_flags, in_inputs, in_subject
from ._errors import UsageError
from ._keyring import Keyring, trusted_keys
from ._library import get_buffer

_FORMATS = ("svg", "html", "dot")


def graph(inputs: Iterable[Document], *, format: str = "svg", subject: Optional[str] = None,
          keyring: Optional[Keyring] = None, trust_bundle_keys: bool = False) -> str:
    """Merges inputs as :func:`merge` does, and draws what came of each event.

    Each principal has a lane, time runs from left to right, and links are arrows. The format is ``"svg"`` for a
    picture, ``"html"`` for a page with the details of each event, which needs no network and no scripts, or ``"dot"``
    for Graphviz. Returns the text of the document, which is escaped for its language, whatever the inputs have. Raises
    :class:`InputError` if any part of an input is refused.
    """
    if format not in _FORMATS:
        raise UsageError("invalid_argument", "the format must be svg, html or dot")
    event_count = c_size_t()
    return get_buffer("graph", trusted_keys(keyring).pointer, *in_inputs(inputs, "graph"), in_subject(subject),
                      _FORMATS.index(format), in_flags(trust_bundle_keys), then=(byref(event_count),)).decode()
