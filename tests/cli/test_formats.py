"""A refusal says what the bytes are if they are not JSON, and what to do."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import unittest
import zipfile

import support

BUNDLE = support.BUNDLE_OF_PAGE.read_bytes()


def tar_of(name):
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as file:
        member = tarfile.TarInfo(name)
        member.size = len(BUNDLE)
        file.addfile(member, io.BytesIO(BUNDLE))
    return archive.getvalue()


def zip_of(*names):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name in names:
            file.writestr(name, BUNDLE)
    return archive.getvalue()


def wide(codec, text=BUNDLE.decode()):
    return text.encode(codec)


# What the bytes are, and a word of the advice.
FORMATS = [
    (gzip.compress(BUNDLE), "gzip", "gzip -dc"),
    (bz2.compress(BUNDLE), "bzip2", "bzip2 -dc"),
    (lzma.compress(BUNDLE), "xz", "xz -dc"),
    (b"\x28\xb5\x2f\xfd\x04\x00\x01\x00\x00", "zstd", "zstd -dc"),  # RFC 8878: a frame begins with FD2FB528
    (zip_of("a.json"), "zip", "unzip"),
    (zip_of(), "zip", "unzip"),
    (tar_of("a.json"), "tar", "tar -xf"),
    (tar_of("123"), "tar", "tar -xf"),
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF", "address"),
    (b"<!DOCTYPE html>\n<html><head>", "HTML", "address"),
    (b"\n \r\n<html>", "HTML", "address"),
    (b"\xef\xbb\xbf<?xml version='1.0'?>", "XML", "address"),
    (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + BUNDLE, "HTTP", "again"),
    (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "Git LFS", "git lfs pull"),
    (b"\xff\xfe" + wide("utf-16-le"), "UTF-16", "iconv"),
    (b"\xfe\xff" + wide("utf-16-be"), "UTF-16", "iconv"),
    (wide("utf-16-le"), "UTF-16", "iconv"),
    (wide("utf-16-be", "\n[1]"), "UTF-16", "iconv"),
    (wide("utf-32"), "UTF-32", "iconv"),
    (wide("utf-32-le"), "UTF-32", "iconv"),
    (wide("utf-32-be"), "UTF-32", "iconv"),
]
OTHERS = [
    b"\0" * 600, b"\0", b"\x1f", b"\x28", b"not json", b"BZ", b"PK", b"x" * 257 + b"ustar", b"\x7fELF\x02\x01\x01\x00",
    b"\0\0\0\x18ftypmp42", b"", b"\n" * 2000 + b"<html>",
]


class Formats(unittest.TestCase):
    def explanations(self, command, data):
        """What the program says about a file, in both forms: as text and as JSON."""
        path = support.write_file(data)
        text = support.run(command, path)
        self.assertEqual((text.exit, text.out, text.err.count("\n")), (2, b"", 1), text.err)
        with_json = support.run(command, "--json", path)
        self.assertEqual((with_json.exit, with_json.err), (2, text.err))
        report = json.loads(with_json.out)
        self.assertEqual(report["ok"], False)
        self.assertTrue(text.err.endswith(f": {report['error']['code']}: {report['error']['explanation']}\n"))
        return report["error"]["explanation"]

    def test_what_the_bytes_are_and_what_to_do(self):
        for data, name, advice in FORMATS:
            for command in ("verify", "merge", "canon"):
                with self.subTest(command, name=name, data=data[:20]):
                    explanation = self.explanations(command, data)
                    self.assertIn(name, explanation)
                    self.assertIn(advice, explanation)

    def test_a_key_file(self):
        done = support.run("verify", "--keys", support.write_file(gzip.compress(BUNDLE)), support.BUNDLE_OF_PAGE)
        self.assertEqual((done.exit, done.out), (2, b""))
        self.assertIn("gzip -dc", done.err)

    def test_a_key_in_pem_is_no_key_entry(self):
        pem = support.write_file(b"-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n")
        done = support.run("verify", "--keys", pem, support.BUNDLE_OF_PAGE)
        self.assertEqual((done.exit, done.out), (2, b""))
        self.assertIn("this is PEM, not JSON: pith-merge sign --public", done.err)
        self.assertNotIn("MC4C", done.err)

    def test_other_bytes_are_not_taken_for_a_format(self):
        words = {name for _, name, _ in FORMATS}
        for data in OTHERS:
            with self.subTest(data=data[:20]):
                explanation = self.explanations("canon", data)
                self.assertFalse([word for word in words if word in explanation], explanation)

    def test_faults_of_json_are_explained_as_before(self):
        """Also if a string says what an archive would have at that place."""
        prefix = b'["' + b"x" * 255
        for data in (prefix + b'ustar", 1,]', b'[" <html>", 1,]', b'["BZh", 1,]'):
            self.assertIn("expected a value", self.explanations("canon", data))
        text = prefix + b'ustar"]'
        self.assertEqual(support.run("canon", support.write_file(text)), (0, text, ""))

    def test_a_cut_off_file(self):
        for size in (1, 100, len(BUNDLE) // 2, len(BUNDLE.rstrip()) - 1):
            for command in ("verify", "merge", "canon"):
                self.assertIn(f" {size} byte", self.explanations(command, BUNDLE[:size]))

    def test_names_that_are_not_files(self):
        for name, words in (("https://pith.science/x.json", ("address", "curl -fO")),
                            ("FTP://x/y", ("address", "curl -fO")),
                            ("pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF", ("Pith Number",)), ("x.json\r", ("carriage",)),
                            ("://x", ()), ("x", ())):
            for command in ("verify", "merge", "canon"):
                done = support.run(command, name)
                self.assertEqual((done.exit, done.out, done.err.count("\n")), (2, b"", 1))
                self.assertRegex(done.err, r": unreadable: \S")
                for word in ("address", "curl -fO", "Pith Number", "carriage"):
                    self.assertEqual(word in done.err, word in words, done.err)


if __name__ == "__main__":
    unittest.main()
