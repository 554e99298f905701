"""Arguments, from Python's types to those of the library."""

from __future__ import annotations

import operator
import os
from typing import Any, Iterable, Iterator, Optional, Tuple, Union

from ._errors import UsageError
from ._library import AUTHENTIC_ONLY, SIZE_MAX, TRUST_BUNDLE_KEYS, InText

#: A JSON text in UTF-8, or the path of a file with one.
Document = Union[bytes, bytearray, memoryview, "os.PathLike[str]"]


def _kind(value: Any) -> str:
    return type(value).__name__


def read_document(document: Any, function: str) -> bytes:
    """The bytes of a document. Reads the file if it is a path. ``function`` is named in the error."""
    if isinstance(document, bytes):
        return document
    if isinstance(document, os.PathLike):
        with open(document, "rb") as file:
            return file.read()
    try:
        return bytes(memoryview(document))
    except TypeError:
        pass
    hint = ": pass text.encode(), or pathlib.Path(name) to read a file" if isinstance(document, str) else ""
    raise TypeError(f"{function} takes JSON as bytes, or a pathlib.Path, not {_kind(document)}{hint}")


def in_text(document: Any, function: str) -> InText:
    data = read_document(document, function)
    return InText(data, len(data))


def each_document(documents: Iterable[Any], function: str) -> Iterator[Any]:
    """Iterates over documents. A single document is a mistake: its bytes would be taken for documents."""
    if isinstance(documents, (str, bytes, bytearray, memoryview, os.PathLike, dict)) or not hasattr(
            documents, "__iter__"):
        raise TypeError(f"{function} takes a list of documents, not {_kind(documents)}: pass [document] for one")
    return iter(documents)


def in_str(text: Any, name: str) -> InText:
    """A str as an argument that is not a document."""
    if not isinstance(text, str):
        raise TypeError(f"{name} must be a str, not {_kind(text)}")
    try:
        data = text.encode()
    except UnicodeEncodeError:
        raise UsageError("invalid_argument", f"{name} has half of a surrogate pair, which is not UTF-8") from None
    return InText(data, len(data))


def in_inputs(inputs: Iterable[Any], function: str) -> Tuple[Any, int]:
    """The inputs of a merge: an array of them, and their number."""
    texts = [in_text(document, function) for document in each_document(inputs, function)]
    return (InText * len(texts))(*texts), len(texts)


def in_subject(subject: Optional[str]) -> InText:
    """A subject, if there is one. To the C interface, the empty text means that there is none."""
    if subject == "":
        raise UsageError("invalid_argument", "the subject is not a Pith Number")
    return in_str("" if subject is None else subject, "subject")


def in_flags(trust_bundle_keys: bool, authentic_only: bool = False) -> int:
    return (TRUST_BUNDLE_KEYS if trust_bundle_keys else 0) | (AUTHENTIC_ONLY if authentic_only else 0)


def in_bytes(data: Any, name: str, size: int) -> InText:
    """A key or a signature, which has a fixed size."""
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise TypeError(f"{name} must be bytes, not {_kind(data)}")
    given = bytes(data)
    if len(given) != size:
        raise UsageError("invalid_argument", f"{name} must have {size} bytes, not {len(given)}")
    return InText(given, size)


def in_count(number: Any, name: str, least: int) -> int:
    """A size or count. ctypes alone would take any number modulo 2**64."""
    try:
        value = operator.index(number)
    except TypeError:
        raise TypeError(f"{name} must be an int, not {_kind(number)}") from None
    if not least <= value <= SIZE_MAX:
        raise UsageError("invalid_argument", f"{name} must be from {least} to {SIZE_MAX}")
    return value
