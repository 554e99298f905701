"""Keyrings (SPEC 3)."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, Iterable, List, Optional

from ._arguments import Document, each_document, in_count, in_text
from ._library import KEY_ORIGINS, Handle, KeyStruct, call, elements, get_str, get_str_or_none, make
from ._locks import Changeable
from ._values import Plain


@dataclass(frozen=True)
class Key(Plain):
    """One trusted key."""

    key_id: str
    fingerprint: str  #: 32 hexadecimal digits
    signer_id: Optional[str]  #: what the key is bound to; else None
    signer_type: Optional[str]  #: what the key is bound to; else None
    rotates_at: Optional[str]  #: events from this instant on are not accepted; else None
    origin: str  #: ``built_in``, ``given`` or ``bundle``


def describe_key(key: KeyStruct) -> Key:
    return Key(get_str(key.key_id), get_str(key.fingerprint), get_str_or_none(key.signer_id),
               get_str_or_none(key.signer_type), get_str_or_none(key.rotates_at), KEY_ORIGINS[key.origin])


class Keyring(Changeable):
    """The keys that the caller trusts: the registry's key, unless ``registry`` is false, and the keys in ``documents``.

    A document is a key object, an array of them, or an object with ``public_keys``. Raises :class:`InputError` with the
    code ``bad_key`` and the place of the key if one is refused. The keyring remembers up to ``verdicts_max`` verdicts
    on signatures, 130 bytes each, so that an event in several inputs is verified once. That changes no result.

    ``copy.copy`` gives another keyring with the same keys. A call that is given a keyring uses the keys that it has
    when the call begins.
    """

    def __init__(self, documents: Iterable[Document] = (), *, registry: bool = True, verdicts_max: int = 0) -> None:
        super().__init__()
        context = make("context", "context_new", in_count(verdicts_max, "verdicts_max", 0))
        handle = make("keyring", "keyring_new", context.pointer, 1 if registry else 0)
        for document in each_document(documents, "Keyring"):
            call("keyring_add", handle.pointer, in_text(document, "Keyring"))
        self._handle = handle  # never changes from here on, so that no reader needs a lock; for this package only

    def add(self, document: Document) -> None:
        """Adds all keys of a document, or none of them. The order in which documents are added makes no difference."""
        text = in_text(document, "Keyring.add")
        with self._lock:
            larger = make("keyring", "keyring_copy", self._handle.pointer)
            call("keyring_add", larger.pointer, text)
            self._handle = larger

    @property
    def keys(self) -> List[Key]:
        """Every key, sorted by ``key_id`` and fingerprint as bytes."""
        handle = self._handle
        return [describe_key(key) for key in elements("keyring_key", KeyStruct, handle.pointer)]

    def __copy__(self) -> "Keyring":
        twin = Keyring.__new__(Keyring)
        Changeable.__init__(twin)
        twin._handle = self._handle
        return twin

    def __deepcopy__(self, memo: Any) -> "Keyring":
        return self.__copy__()

    def __repr__(self) -> str:
        return f"<Keyring: {', '.join(key.key_id for key in self.keys) or 'no keys'}>"


@functools.lru_cache(maxsize=None)
def _registry_keyring() -> Keyring:
    """The registry's key alone. The package keeps this object to itself, so that nobody adds keys to it."""
    return Keyring()


def trusted_keys(keyring: Optional[Keyring]) -> Handle:
    """The keys of a keyring as they are now; by default, the registry's key."""
    if keyring is None:
        return _registry_keyring()._handle
    if not isinstance(keyring, Keyring):
        raise TypeError(f"keyring must be a Keyring, not {type(keyring).__name__}: pass pith_merge.Keyring([document])")
    return keyring._handle
