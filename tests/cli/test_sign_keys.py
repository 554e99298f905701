"""The keys of `sign`: which files are read, and that each other one is refused with a line that says why."""

import base64
import os
import random
import unittest

import drafts
import support
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa, x448, x25519

ALICE = support.SigningKey("alice")
PASSPHRASE = b"correct horse battery staple"


def public(key_file, *options):
    """Runs `sign --public`, which reads the key and nothing else."""
    return support.run("sign", "--public", "--key", key_file, "--key-id", "alice", *options)


def entry_of(key):
    return support.canonical({"algorithm": "ed25519", "key_id": "alice",
                              "public_key_b64": base64.b64encode(key.public).decode()}) + b"\n"


def body_of(pem):
    return b"".join(line for line in pem.splitlines() if not line.startswith(b"-"))


def wrap(label, data):
    text = base64.encodebytes(data).replace(b"\n", b"")
    lines = [text[start:start + 64] for start in range(0, len(text), 64)]
    return b"\n".join([b"-----BEGIN " + label + b"-----", *lines, b"-----END " + label + b"-----", b""])


def der_values(data):
    """The values of DER one after the other: (tag, bytes), or (tag, values) for a SEQUENCE."""
    values = []
    while data:
        tag, size, start = data[0], data[1], 2
        if size & 0x80:
            start = 2 + (size & 0x7F)
            size = int.from_bytes(data[2:start], "big")
        body, data = data[start:start + size], data[start + size:]
        values.append((tag, der_values(body) if tag == 0x30 else body))
    return values


def der(values):
    text = b""
    for tag, body in values:
        body = der(body) if isinstance(body, list) else body
        size = bytes([len(body)]) if len(body) < 128 else b"\x82" + len(body).to_bytes(2, "big")
        text += bytes([tag]) + size + body
    return text


def encrypted(*options):
    """The key of alice, encrypted by openssl."""
    return drafts.openssl("pkcs8", "-topk8", *options, "-passout", "pass:" + PASSPHRASE.decode(),
                          stdin=drafts.private_pem(ALICE._private))


def pem_of(private, form=serialization.PrivateFormat.PKCS8):
    return private.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


class Keys(unittest.TestCase):
    def check_read(self, path, *options, key=ALICE):
        done = public(path, *options)
        self.assertEqual((done.exit, done.err, done.out), (0, "", entry_of(key)))

    def check_refused(self, data, word, *options, mode=0o600):
        """Exit 2 and one line, which names the file and has nothing of what is in it."""
        path = data if isinstance(data, (str, os.PathLike)) else drafts.secret_file(data, mode)
        done = public(path, *options)
        self.assertEqual((done.exit, done.out), (2, b""), done.err)
        self.assertRegex(done.err, r"\A[^\n]+: (bad_key|unreadable): [^\n]+\n\Z")
        self.assertIn(word, done.err)
        if isinstance(data, bytes):
            for line in data.splitlines():
                self.assertFalse(len(line) > 8 and not line.startswith(b"-") and line.decode("latin-1") in done.err)
        self.assertNotIn(PASSPHRASE.decode(), done.err)
        return done.err

    def test_what_openssl_writes_is_read(self):
        path = support.scratch_path("key.pem")
        drafts.openssl("genpkey", "-algorithm", "ed25519", "-out", path)
        shown = drafts.openssl("pkey", "-in", path, "-pubout", "-outform", "DER")
        done = public(path)
        self.assertEqual(done.out, support.canonical({
            "algorithm": "ed25519", "key_id": "alice",
            "public_key_b64": base64.b64encode(shown[-32:]).decode()}) + b"\n")
        self.check_read(drafts.key_file(ALICE))

    def test_spellings(self):
        pem = drafts.private_pem(ALICE._private)
        for text in (pem.replace(b"\n", b"\r\n"), b"a note\n\n" + pem + b"more\n", pem.rstrip(b"\n"),
                     pem.replace(b"\n", b"", 2).replace(b"-----M", b"-----\nM").replace(b"-----END", b"\n-----END")):
            self.check_read(drafts.secret_file(text))

    def test_encrypted_keys(self):
        passphrase = drafts.secret_file(PASSPHRASE + b"\nsecond line\n", name="passphrase")
        for pem in (encrypted(), encrypted("-v2", "aes-128-cbc"), encrypted("-scrypt"), encrypted("-iter", "50000"),
                    encrypted("-v2", "aes256", "-v2prf", "hmacWithSHA512"),
                    drafts.private_pem(ALICE._private, serialization.BestAvailableEncryption(PASSPHRASE))):
            path = drafts.secret_file(pem)
            self.check_read(path, "--passphrase-file", passphrase)
            self.check_refused(path, "--passphrase-file")
            wrong = drafts.secret_file(b"wrong " + PASSPHRASE, name="passphrase")
            self.check_refused(path, "does not decrypt", "--passphrase-file", wrong)
        done = support.run("sign", "--key", path, "--key-id", "alice", "--passphrase-file", passphrase,
                           "--at", "2026-07-05T14:38:00Z", support.write_json(drafts.draft()))
        self.assertEqual(done.out, support.canonical(drafts.signed(drafts.draft(), ALICE, "2026-07-05T14:38:00Z"))
                         + b"\n")

    def test_passphrase_files(self):
        path = drafts.secret_file(encrypted())
        for text in (PASSPHRASE, PASSPHRASE + b"\n", PASSPHRASE + b"\n" + b"x" * 5000):
            self.check_read(path, "--passphrase-file", drafts.secret_file(text))
        for text, word in ((b"", "empty"), (b"\n" + PASSPHRASE, "empty"), (PASSPHRASE + b"\r\n", "does not decrypt"),
                           (b"x" * 1025, "1,024"), (b"x" * 1024, "does not decrypt")):
            self.check_refused(path, word, "--passphrase-file", drafts.secret_file(text, name="passphrase"))
        open_file = drafts.secret_file(PASSPHRASE, 0o644)
        self.check_refused(path, str(open_file), "--passphrase-file", open_file)
        self.check_read(path, "--insecure-key-file", "--passphrase-file", open_file)
        self.check_refused(path, "No such file", "--passphrase-file", support.scratch_path("missing"))

    def test_who_can_read_the_file(self):
        pem = drafts.private_pem(ALICE._private)
        for mode in (0o400, 0o600, 0o700):
            self.check_read(drafts.secret_file(pem, mode))
        for mode in (0o604, 0o640, 0o644, 0o660, 0o666, 0o444, 0o620, 0o602):
            self.check_refused(pem, "others can read", mode=mode)
            self.check_read(drafts.secret_file(pem, mode), "--insecure-key-file")
        # It is the file that counts, and not the link to it.
        for mode in (0o600, 0o644):
            link = support.scratch_path("link.pem")
            link.symlink_to(drafts.secret_file(pem, mode))
            if mode == 0o600:
                self.check_read(link)
            else:
                self.check_refused(link, "others can read")

    def test_what_is_no_private_key_is_no_secret(self):
        """Such a file is told apart before who can read it: nobody need make a new key."""
        public = drafts.public_pem(ALICE._private.public_key())
        for data, word in ((public, "this is a public key"), (support.BUNDLE_OF_PAGE.read_bytes()[:9000], "in PEM")):
            said = support.run("sign", "--public", "--key-id", "alice", "--key", drafts.secret_file(data, 0o644)).err
            self.assertIn(word, said)
            self.assertNotIn("others can read", said)
        der = ALICE._private.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8,
                                           serialization.NoEncryption())
        for data in (der, b"\n" + drafts.private_pem(ALICE._private), drafts.private_pem(ALICE._private)[:60]):
            self.check_refused(drafts.secret_file(data, 0o644), "others can read")

    def test_what_is_not_a_file(self):
        self.check_refused(support.scratch_path("missing.pem"), "No such file")
        self.check_refused("/", "not a file")
        self.check_refused("/dev/null", "not a file")

    def test_a_pipe_is_read(self):
        """As a shell makes one of `--key <(command)`: only its owner can read it."""
        done = support.run("sign", "--public", "--key", "/dev/stdin", "--key-id", "alice",
                           stdin=drafts.private_pem(ALICE._private))
        self.assertEqual((done.exit, done.err, done.out), (0, "", entry_of(ALICE)))

    def test_other_keys(self):
        rsa_key = rsa.generate_private_key(65537, 2048)
        for private, word in ((rsa_key, "RSA"), (x25519.X25519PrivateKey.generate(), "X25519"),
                              (ed448.Ed448PrivateKey.generate(), "not an Ed25519 key"),
                              (x448.X448PrivateKey.generate(), "not an Ed25519 key"),
                              (ec.generate_private_key(ec.SECP256R1()), "not an Ed25519 key")):
            self.check_refused(pem_of(private), word)
        self.check_refused(pem_of(rsa_key, serialization.PrivateFormat.TraditionalOpenSSL), "RSA")
        self.check_refused(pem_of(ec.generate_private_key(ec.SECP256R1()),
                                  serialization.PrivateFormat.TraditionalOpenSSL), "not an Ed25519 key")
        self.check_refused(pem_of(ALICE._private, serialization.PrivateFormat.OpenSSH), "OpenSSH")
        old = rsa_key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL,
                                    serialization.BestAvailableEncryption(PASSPHRASE))
        self.check_refused(old, "RSA")
        self.check_refused(drafts.public_pem(ALICE._private.public_key()), "public key")
        self.check_refused(wrap(b"CERTIFICATE", b"0" * 100), "not an Ed25519 key")

    def test_public_keys(self):
        def of(data, word=None, mode=0o644):
            path = drafts.secret_file(data, mode)
            done = support.run("sign", "--public", "--public-key", path, "--key-id", "alice")
            if word is None:
                self.assertEqual((done.exit, done.err, done.out), (0, "", entry_of(ALICE)))
            else:
                self.assertEqual((done.exit, done.out), (2, b""))
                self.assertRegex(done.err, rf"\A[^\n]+: (bad_key|unreadable): [^\n]*{word}[^\n]*\n\Z")

        pem = drafts.public_pem(ALICE._private.public_key())
        of(pem)
        of(drafts.private_pem(ALICE._private), "private key", 0o600)
        of(encrypted(), "private key", 0o600)
        of(drafts.public_pem(x25519.X25519PrivateKey.generate().public_key()), "not an Ed25519 key")
        of(drafts.public_pem(rsa.generate_private_key(65537, 2048).public_key()), "not an Ed25519 key")
        of(pem[:-3], "ends within")
        neutral = base64.b64decode(body_of(pem))[:12] + b"\x01" + bytes(31)
        of(wrap(b"PUBLIC KEY", neutral), "small order")

    def test_damaged_files(self):
        pem = drafts.private_pem(ALICE._private)
        data = base64.b64decode(body_of(pem))
        self.check_refused(data, "DER")
        self.check_refused(b"", "not a key in PEM")
        self.check_refused(b"{}", "not a key in PEM")
        self.check_refused(b"x" * 16_385, "16,384")
        for changed in (data[:-1], data + b"\0", b"", data[:16] + bytes(16), data.replace(b"\x04\x20", b"\x04\x1f")):
            self.check_refused(wrap(b"PRIVATE KEY", changed), "damaged")
            self.check_refused(wrap(b"ENCRYPTED PRIVATE KEY", changed), "damaged")
        self.check_refused(pem.replace(b"END PRIVATE", b"END PUBLIC"), "damaged")
        self.check_refused(pem.replace(b"M", b"%", 1), "damaged")
        self.check_refused(pem.replace(b"M", b" M", 1), "damaged")

    def test_a_key_that_is_cut_off_anywhere(self):
        for pem, step in ((drafts.private_pem(ALICE._private), 1), (encrypted(), 7)):
            for size in range(0, len(pem) - 1, step):
                path = drafts.secret_file(pem[:size])
                done = public(path, "--passphrase-file", drafts.secret_file(PASSPHRASE))
                if pem[:size].endswith(b"-----") and b"END" in pem[:size]:
                    continue  # only the line feed is missing
                self.assertEqual((done.exit, done.out), (2, b""), size)
                self.assertRegex(done.err, "not a key in PEM|ends within the key")
                path.unlink()

    def test_random_changes_are_read_or_refused(self):
        chance = random.Random(7)
        passphrase = drafts.secret_file(PASSPHRASE)
        for pem, label in ((drafts.private_pem(ALICE._private), b"PRIVATE KEY"),
                           (encrypted(), b"ENCRYPTED PRIVATE KEY")):
            data = base64.b64decode(body_of(pem))
            for _ in range(60):
                changed = bytearray(data)
                changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
                path = drafts.secret_file(wrap(label, bytes(changed)))
                done = public(path, "--passphrase-file", passphrase)
                self.assertIn(done.exit, (0, 2), changed.hex())
                self.assertEqual(done.err.count("\n"), 1 if done.exit else 0, changed.hex())

    def test_work_on_a_passphrase_is_bounded(self):
        """Within the time limit of the program's runs, whatever the file asks for."""
        passphrase = drafts.secret_file(PASSPHRASE)
        [[_, outer]] = der_values(base64.b64decode(body_of(encrypted())))
        parameters = outer[0][1][1][1]  # of PBES2: the hash and the cipher
        for count in (2**24, 2**31 - 1, 2**62, 2**70):
            parameters[0][1][1][1][1] = (2, count.to_bytes(10, "big").lstrip(b"\0"))
            self.check_refused(wrap(b"ENCRYPTED PRIVATE KEY", der([(0x30, outer)])), "more work",
                               "--passphrase-file", passphrase)
        [[_, outer]] = der_values(base64.b64decode(body_of(encrypted("-scrypt"))))
        numbers = outer[0][1][1][1][0][1][1][1]  # salt, N, r, p
        for index, number in ((1, 2**30), (2, 2**20), (3, 2**20), (1, 2**64)):
            kept = numbers[index]
            numbers[index] = (2, number.to_bytes(10, "big").lstrip(b"\0"))
            self.check_refused(wrap(b"ENCRYPTED PRIVATE KEY", der([(0x30, outer)])), "more work",
                               "--passphrase-file", passphrase)
            numbers[index] = kept

    def test_encryption_that_is_not_supported(self):
        passphrase = drafts.secret_file(PASSPHRASE)
        old = drafts.openssl("pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES", "-passout", "pass:" + PASSPHRASE.decode(),
                             stdin=drafts.private_pem(ALICE._private))
        self.check_refused(old, "openssl pkcs8 -topk8", "--passphrase-file", passphrase)


if __name__ == "__main__":
    unittest.main()
