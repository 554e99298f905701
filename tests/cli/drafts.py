"""Drafts of events, and what signing makes of them, from SPEC 4.2 alone; and files of keys."""

import base64
import copy
import subprocess

import support
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SUBJECT = "pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF"


def draft(**changes):
    """A draft by alice. `changes` replace members; `...` takes a member out."""
    members = {
        "event_type": "author_attestation", "subject_pith_number": SUBJECT, "target": "authorship",
        "created_at": "2026-07-05T02:34:17Z", "schema_version": "1.0", "payload": {"role": "author", "caf\u00e9": 1.50},
        "signer": {"signer_type": "person", "signer_id": "alice"}, "supersedes": [], "prev_event": None, **changes}
    return {name: value for name, value in members.items() if value is not ...}


def filled(content, key):
    """The content with the names of its signer's key."""
    content = copy.deepcopy(content)
    content["signer"] = {**content["signer"], "key_id": key.key_id, "public_key_fingerprint": key.fingerprint}
    return content


def signed(content, key, signed_at):
    """The event that follows from a draft, a key and a time."""
    content = filled(content, key)
    digest = support.digest_of(content)
    block = support.signature_block(key, digest, "open_graph_event_sha256_bytes", signed_at)
    return {**content, "signature": block, "content_sha256": digest.hex(), "event_id": "sha256:" + digest.hex()}


def raw_signature(key, digest):
    return base64.b64decode(key.sign(digest))


def seed_of(key):
    return key._private.private_bytes(serialization.Encoding.Raw, serialization.PrivateFormat.Raw,
                                      serialization.NoEncryption())


def key_of_seed(seed, key_id):
    """A signing key with these 32 secret bytes."""
    key = support.SigningKey("unused", key_id)
    key._private = Ed25519PrivateKey.from_private_bytes(seed)
    key.public = key._private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    key.fingerprint = support.sha256_hex(key.public)[:32]
    return key


def private_pem(private, encryption=None):
    return private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                 encryption or serialization.NoEncryption())


def public_pem(public):
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def secret_file(data, mode=0o600, name="key.pem"):
    path = support.write_file(data, name)
    path.chmod(mode)
    return path


def key_file(key, mode=0o600):
    return secret_file(private_pem(key._private), mode)


def public_key_file(key):
    return support.write_file(public_pem(key._private.public_key()), "public.pem")


def openssl(*arguments, stdin=b""):
    """Runs the program of OpenSSL, which must succeed."""
    done = subprocess.run(["openssl", *map(str, arguments)], input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def openssl_verifies(key, message, signature):
    """Whether `openssl pkeyutl` accepts a signature over a message."""
    paths = [support.write_file(data, "part") for data in (message, signature)]
    done = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", str(public_key_file(key)), "-in", str(paths[0]),
         "-sigfile", str(paths[1])], capture_output=True, check=False)
    return done.returncode == 0
