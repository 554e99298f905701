"""No secret is left in the memory of `sign` once it has signed: what a core dump would show then.

The event is larger than a pipe, so the program waits for its reader after it has signed. All its memory is read then,
and searched. First the search must find what is put there on purpose: the same texts in the draft's payload.
"""

import base64
import hashlib
import json
import os
import pathlib
import select
import subprocess
import unittest

import drafts
import support

# Printable, so that they can be in a draft too.
SEED = b"thirty-two secret bytes, in text"
PASSPHRASE = b"a passphrase that nobody may see"
FILLER = "x" * (1 << 19)  # more than a pipe holds, and less than an event may
AT = "2026-07-05T14:38:00Z"


def expanded(seed):
    """RFC 8032: the scalar and the prefix that a seed stands for."""
    digest = bytearray(hashlib.sha512(seed).digest())
    plain = bytes(digest)
    digest[0] &= 248
    digest[31] = digest[31] & 127 | 64
    return {"scalar": bytes(digest[:32]), "hash of the seed": plain[:32], "prefix": plain[32:]}


def swapped(data, size):
    """Each word with its bytes turned round, as a hash function keeps them on machines like this."""
    return b"".join(data[start:start + size][::-1] for start in range(0, len(data), size))


def secrets_of(pem):
    body = b"".join(line for line in pem.splitlines() if not line.startswith(b"-"))
    # Any 16 bytes in a row are as good as the whole. The prefix of PKCS#8 is no secret, and has 16 of 48 bytes.
    whole = {"seed": SEED, "passphrase": PASSPHRASE, "PEM": body[24:], "decoded PEM": base64.b64decode(body)[16:],
             **expanded(SEED)}
    parts = {}
    for name, secret in whole.items():
        parts[name] = secret[:16]
        parts[name + ", second half"] = secret[16:32]
    for size in (4, 8):
        parts[f"seed in words of {size}"] = swapped(SEED, size)[:16]
        parts[f"passphrase in words of {size}"] = swapped(PASSPHRASE, size)[:16]
    return parts


def memory_of(process):
    """All memory of a process that can be read."""
    for line in pathlib.Path(f"/proc/{process.pid}/maps").read_text(encoding="utf-8").splitlines():
        span, permissions = line.split()[:2]
        if not permissions.startswith("r") or line.endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
            continue
        start, end = (int(address, 16) for address in span.split("-"))
        with open(f"/proc/{process.pid}/mem", "rb", buffering=0) as memory:
            while start < end:
                try:
                    data = os.pread(memory.fileno(), min(end - start, 1 << 24), start)
                except OSError:
                    break  # a page that is reserved
                if not data:
                    break
                yield data
                start += len(data)


def find(secrets, process):
    """The names of the secrets that are in the memory of a process."""
    found, tail = set(), b""
    for data in memory_of(process):
        data = tail + data
        found |= {name for name, secret in secrets.items() if secret in data}
        tail = data[-64:]
    return found


def found_after_reading(secrets, *options):
    """The secrets that are in memory when the key is read, and only its public half is needed."""
    pipe = support.scratch_path("draft")
    os.mkfifo(pipe)
    command = [support.PROGRAM, "sign", "--digest-only", *map(str, options), "--key-id", "alice", str(pipe)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        with open(pipe, "wb") as draft:  # waits until the program opens it, which is after it has read the key
            found = find(secrets, process)
            draft.write(json.dumps(drafts.draft()).encode())
        assert process.stdout.read() and process.wait() == 0
    return found


def found_after_signing(secrets, draft, *options):
    """(The secrets that are in memory once the event is being written, the event.)"""
    path = support.write_json(draft)
    with subprocess.Popen([support.PROGRAM, "sign", *map(str, options), "--key-id", "alice", "--at", AT, str(path)],
                          stdout=subprocess.PIPE) as process:
        ready, _, _ = select.select([process.stdout], [], [], 120)
        assert ready
        found = find(secrets, process)
        event = process.stdout.read()
        assert process.wait() == 0
    return found, event


class Memory(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.key = drafts.key_of_seed(SEED, "alice")
        cls.plain = drafts.private_pem(cls.key._private)
        cls.encrypted = drafts.openssl("pkcs8", "-topk8", "-passout", "pass:" + PASSPHRASE.decode(), stdin=cls.plain)
        cls.scrypt = drafts.openssl("pkcs8", "-topk8", "-scrypt", "-passout", "pass:" + PASSPHRASE.decode(),
                                    stdin=cls.plain)
        cls.passphrase = drafts.secret_file(PASSPHRASE + b"\n", name="passphrase")

    def test_the_search_finds_what_is_there(self):
        body = b"".join(line for line in self.plain.splitlines() if not line.startswith(b"-"))
        planted = {"seed": SEED, "passphrase": PASSPHRASE, "PEM": body}
        for name, secret in planted.items():
            draft = drafts.draft(payload={"filler": FILLER, "planted": secret.decode()})
            found, _ = found_after_signing(secrets_of(self.plain), draft, "--key", drafts.secret_file(self.plain))
            self.assertIn(name, found)
            self.assertEqual({one.split(",")[0] for one in found} - {name, "decoded PEM"}, set())

    def each_key(self):
        """(Its secrets, the options that name it.)"""
        for pem in (self.plain, self.encrypted, self.scrypt):
            options = ["--key", drafts.secret_file(pem)]
            if pem != self.plain:
                options += ["--passphrase-file", self.passphrase]
            yield {**secrets_of(self.plain), "PEM": secrets_of(pem)["PEM"]}, options

    def test_nothing_is_left_in_memory_after_reading(self):
        for secrets, options in self.each_key():
            self.assertEqual(found_after_reading(secrets, *options), set(), options)

    def test_nothing_is_left_in_memory_after_signing(self):
        draft = drafts.draft(payload={"filler": FILLER})
        expected = support.canonical(drafts.signed(draft, self.key, AT)) + b"\n"
        for secrets, options in self.each_key():
            found, event = found_after_signing(secrets, draft, *options)
            self.assertEqual(found, set(), options)
            self.assertTrue(event == expected)  # a message with both would be long
            self.assertEqual(json.loads(event)["signature"]["key_id"], "alice")


if __name__ == "__main__":
    unittest.main()
