"""Keyrings (SPEC 3)."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Iterable, List, Optional

from . import _library
from ._gate import Gate
from ._library import KEY_ORIGINS, KeyStruct, elements, get_str, get_str_or_none, in_text, make


@dataclass(frozen=True)
class Key:
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


class Keyring:
    """The keys that the caller trusts: the registry's key, unless ``registry`` is false, and the keys in ``documents``.

    A document is a key object, an array of them, or an object with ``public_keys``. Raises :class:`InputError` with the
    code ``bad_key`` and the place of the key if one is refused. The keyring remembers up to ``verdicts_max`` verdicts
    on signatures, 130 bytes each, so that an event in several inputs is verified once. That changes no result.
    """

    def __init__(self, documents: Iterable[bytes] = (), *, registry: bool = True, verdicts_max: int = 0) -> None:
        context = make("context", "context_new", verdicts_max)
        self._gate = Gate()  # _gate and _pointer are for this package only
        self._handle = make("keyring", "keyring_new", context.pointer, 1 if registry else 0)
        for document in documents:
            self.add(document)

    @property
    def _pointer(self) -> object:
        return self._handle.pointer

    def add(self, document: bytes) -> None:
        """Adds all keys of a document, or none of them. The order in which documents are added makes no difference."""
        with self._gate.changing():
            _library.call("keyring_add", self._pointer, in_text(document))

    def __repr__(self) -> str:
        return f"<Keyring: {', '.join(key.key_id for key in self.keys) or 'no keys'}>"

    @property
    def keys(self) -> List[Key]:
        """Every key, sorted by ``key_id`` and fingerprint as bytes."""
        with self._gate.reading():
            return [describe_key(key) for key in elements("keyring_key", KeyStruct, self._pointer)]


@functools.lru_cache(maxsize=None)
def registry_keyring() -> Keyring:
    """The registry's key alone. The package keeps this object to itself, so that nobody adds keys to it."""
    return Keyring()
