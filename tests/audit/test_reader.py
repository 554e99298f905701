"""The reader of `audit` gives the documents that an independent listing gives, in the same order."""

import bz2
import gzip
import io
import lzma
import os
import pathlib
import random
import socket
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

import listing
from listing import brief, document, read, refusal, split, write

COMPRESS = {**listing.COMPRESS, ".zst": listing.zstd}
IS_SANITIZED = os.environ.get("PITH_SANITIZED") == "1"
LINES = [b"", b" \t\r", b'{"a":1}', b'  {"b":2}\r', b"[1]", b"{", b"}", b'{"long":"' + b"x" * 300_000 + b'"}', b"text",
         b'{"a":{"b":1}', b',"c":2}', b'{"a":"{"}', b'{"a":"}', b'{"a":"\\"}"}', b"{]}", b"{}}", b"{},{}", b'{"a" 1}',
         b'{"long":["' + b"}" * 300_000 + b'"}', b'{"long":"' + b"{" * 300_000 + b'","b":[{}]}']


def random_text(chance):
    lines = chance.choices(LINES, k=chance.randrange(6))
    return b"\n".join(lines) + chance.choice([b"", b"\n", b"\n\n "])


class Folder(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="pith-reader-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def name(self, path):
        return os.fsencode(path)

    def expect(self, path, expected, **options):
        self.assertEqual(brief(read(path, **options).documents), expected)


class Forms(Folder):
    def test_texts_at_random_in_every_compression(self):
        chance = random.Random(19)
        for number in range(60):
            text = random_text(chance)
            base = chance.choice(["a.json", "a.ndjson", "a.jsonl"])
            suffix = chance.choice(list(COMPRESS))
            path = write(self.folder / f"{number}-{base}{suffix}", COMPRESS[suffix](text))
            self.expect(path, split(self.name(path), base, text, is_inside=False))

    def test_a_first_line_that_is_not_a_whole_object(self):
        """SPEC 9.5: the stream is one document, although the line begins with `{` and ends with `}`."""
        for first in (b'{"a":{"b":1}', b'{"a":[{}]}}', b'{"a":"}', b"{]}", b"{} {}", b"{},{}", b'{"a":"\\"}'):
            text = b"\n" + first + b'\r\n,"c":2}\n'
            path = write(self.folder / "one.json", text)
            self.expect(path, [document(self.name(path), text)])
            self.expect("-", [document(b"-", text)], stdin=text)
        for first in (b'{"a" 1}', b'{"a":"{"}', b'{"a":"\\"}"}', b'{"\xff":[{},[]]}\t'):
            path = write(self.folder / "lines.json", first + b"\n{}")
            self.expect(path, [document(self.name(path) + b"#1", first), document(self.name(path) + b"#2", b"{}")])

    def test_names_that_tell_nothing(self):
        text = b'{"a":1}\n{"b":2}\n'
        for suffix, compress in COMPRESS.items():
            path = write(self.folder / f"dump{suffix}", compress(text))
            self.expect(path, split(self.name(path), "dump", text, is_inside=False))
            bare = write(self.folder / "dump-without-suffix", compress(text))
            self.expect(bare, split(self.name(bare), "dump", text, is_inside=False))
            self.expect("-", split(b"-", "-", text, is_inside=False), stdin=compress(text))

    def test_compressed_data_in_several_parts(self):
        for suffix, compress in COMPRESS.items():
            path = write(self.folder / f"a.ndjson{suffix}", compress(b'{"a":1}\n{"b"') + compress(b":2}\n"))
            self.expect(path, split(self.name(path), "a.ndjson", b'{"a":1}\n{"b":2}\n', is_inside=False))

    def test_limit(self):
        """The largest document, and one byte more, as a line and as a whole; reading goes on behind a line."""
        fits, over = b'{"a":"' + b"x" * 92 + b'"}', b'{"a":"' + b"x" * 93 + b'"}'
        self.assertEqual((len(fits), len(over)), (100, 101))
        whole = write(self.folder / "whole.json", fits)
        self.expect(whole, [document(self.name(whole), fits)], maximum=100)
        self.expect(write(whole, over), [refusal(self.name(whole), "too_large")], maximum=100)
        self.expect(write(whole, fits + b"\n"), [refusal(self.name(whole), "too_large")], maximum=100)
        for base in ("lines.json", "lines.ndjson"):
            path = write(self.folder / base, b"\n".join([over, fits, over, fits]))
            name = self.name(path)
            self.expect(path, [refusal(name + b"#1", "too_large"), document(name + b"#2", fits),
                               refusal(name + b"#3", "too_large"), document(name + b"#4", fits)], maximum=100)
        blanks = write(self.folder / "blanks.json", b" " * 300 + b"\n" * 300 + fits + b"\n" * 300 + b" " + fits[:99])
        self.expect(blanks, [document(self.name(blanks) + b"#301", fits),
                             document(self.name(blanks) + b"#601", b" " + fits[:99])], maximum=100)

    def test_empty_files(self):
        for base in ("a.json", "a.ndjson"):
            for text in (b"", b" \n\n"):
                path = write(self.folder / base, text)
                self.expect(path, [refusal(self.name(path), "empty")])
        self.expect("-", [refusal(b"-", "empty")])


class Folders(Folder):
    def test_a_tree(self):
        text = b'{"a":1}'
        for name in ("b.json", "a/x.json", "a-b.json", "a/z/k.ndjson.gz", "n\nl.json"):
            suffix = ".gz" if name.endswith(".gz") else ""
            write(self.folder / name, COMPRESS[suffix](text))
        write(self.folder / "other.txt", text)
        write(self.folder / "json", text)
        write(self.folder / "empty.ndjson", b"")
        write(self.folder / "u\udcff.json", text)
        (self.folder / "link.json").symlink_to("b.json")
        (self.folder / "lost.json").symlink_to("nowhere")
        (self.folder / "linked").symlink_to("a")
        os.mkfifo(self.folder / "pipe.json")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.folder / "socket.json"))
        root = self.name(self.folder) + b"/"
        self.expect(self.folder, [
            document(root + b"a/x.json", text, True), document(root + b"a/z/k.ndjson.gz#1", text),
            document(root + b"a-b.json", text, True), document(root + b"b.json", text, True),
            document(root + b"link.json", text, True), refusal(root + b"lost.json", "unreadable"),
            document(root + b"n\nl.json", text, True), document(root + b"u\xff.json", text, True)])

    def test_what_cannot_be_read(self):
        good = write(self.folder / "good.json", b"{}")
        nothing = self.folder / "nothing"
        nothing.mkdir()
        missing = self.folder / "missing.json"
        self.assertEqual(brief(read(missing, nothing, good).documents),
                         [refusal(self.name(missing), "unreadable"), refusal(self.name(nothing), "empty"),
                          document(self.name(good), b"{}")])

    def test_a_folder_as_standard_input(self):
        """Reading fails behind a successful open."""
        descriptor = os.open(self.folder, os.O_RDONLY)
        self.addCleanup(os.close, descriptor)
        done = subprocess.run([listing.PROGRAM, "-"], stdin=descriptor, capture_output=True, check=True, timeout=60)
        self.assertIn(b"\tunreadable\t-\tthis is a folder", done.stdout)

    def test_ten_thousand_folders_deep(self):
        """The system opens no path of more than 4,095 bytes: one refusal, and reading goes on."""
        start = os.open(".", os.O_RDONLY)
        self.addCleanup(os.close, start)
        self.addCleanup(os.fchdir, start)
        (self.folder / "d").mkdir()
        write(self.folder / "e.json", b"{}")
        os.chdir(self.folder / "d")
        for _ in range(10_000):
            os.mkdir("d")
            os.chdir("d")
        os.fchdir(start)
        # A recursion of Python's own cannot remove them.
        self.addCleanup(subprocess.run, ["rm", "-rf", self.folder / "d"], check=True)
        found = read(self.folder)
        self.assertEqual([one.code for one in found.documents], ["unreadable", "-"])
        if not IS_SANITIZED:  # a sanitizer keeps what is freed
            self.assertLess(found.peak_kib, 64 << 10)


def tar(files, form=tarfile.PAX_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as made:
        for name, data in files:
            member = tarfile.TarInfo(name)
            if isinstance(data, bytes):
                member.size = len(data)
                made.addfile(member, io.BytesIO(data))
            else:
                member.type, member.linkname = data, "a.json"
                made.addfile(member)
    return out.getvalue()


class Archives(Folder):
    LINES = b"".join(b'{"n":%d}\n' % number for number in range(5))
    FILES = [("a.json", b'{"a":1}'), ("d/b.ndjson", LINES), ("d/c.json.gz", gzip.compress(LINES)), ("d/x.txt", b"no"),
             ("y.jsonl.xz", lzma.compress(LINES)), ("z.json.bz2", bz2.compress(b"[1]")), ("/abs.json", b"{}"),
             ("../../up.json", b"{}"), ("new\nline.json", b"{}"), ("gr\u00fcn.json", b"{}"), ("in.tar", b"xx"),
             ("z.ndjson.zst", listing.zstd(LINES)), ("e.ndjson", b""), ("e.json", b" "), ("n" * 300 + ".json", b"{}")]

    def expected(self, archive, files):
        found = []
        for name, data in files:
            if not isinstance(data, bytes) or name.endswith((".txt", ".tar")):
                continue
            suffix = next((suffix for suffix in (".gz", ".xz", ".bz2", ".zst") if name.endswith(suffix)), "")
            undo = {"": bytes, ".gz": gzip.decompress, ".xz": lzma.decompress, ".bz2": bz2.decompress,
                    ".zst": lambda _: self.LINES}[suffix]
            source = archive + b"!" + name.encode("utf-8", "surrogateescape")
            found += split(source, name.removesuffix(suffix), undo(data), is_inside=True)
        return found

    def test_tar(self):
        links = [("l.json", tarfile.SYMTYPE), ("h.json", tarfile.LNKTYPE), ("p.json", tarfile.FIFOTYPE),
                 ("d.json", tarfile.DIRTYPE), ("c.json", tarfile.CHRTYPE)]
        for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
            files = [*self.FILES, *links, ("bad\udcff.json", b"{}")]
            made = tar(files, form)
            for suffix, compress in COMPRESS.items():
                path = write(self.folder / f"a.tar{suffix}", compress(made))
                self.expect(path, self.expected(self.name(path), files))
                self.expect("-", self.expected(b"-", files), stdin=compress(made))
            for short, suffix in ((".tgz", ".gz"), (".tzst", ".zst"), (".txz", ".xz"), (".tbz2", ".bz2")):
                path = write(self.folder / f"a{short}", COMPRESS[suffix](made))
                self.expect(path, self.expected(self.name(path), files))

    def test_archives_behind_each_other(self):
        files = [("a.json", b"{}")], [("b.json", b"[]")]
        path = write(self.folder / "two.tar", tar(files[0]) + tar(files[1]))
        self.expect(path, self.expected(self.name(path), files[0] + files[1]))

    def test_zip(self):
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2):
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", method) as made:
                for name, data in self.FILES:
                    made.writestr(name, data)
            path = write(self.folder / "a.zip", out.getvalue())
            self.expect(path, self.expected(self.name(path), self.FILES))
            self.expect("-", self.expected(b"-", self.FILES), stdin=out.getvalue())

    def test_zip_written_to_a_pipe(self):
        """Sizes stand behind the members there."""

        class Pipe(io.RawIOBase):
            data = b""

            def writable(self):
                return True

            def write(self, data):
                self.data += bytes(data)
                return len(data)

        out = Pipe()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for name, data in self.FILES:
                made.writestr(name, data)
        path = write(self.folder / "a.zip", out.data)
        self.expect(path, self.expected(self.name(path), self.FILES))

    def test_archives_without_documents(self):
        """A named one is refused. In a folder it is in order, but not if the folder has nothing else."""
        for name, data in (("a.tar", tar([])), ("c.tar", tar([("x.txt", b"no")])),
                           ("d.zip", b"PK\x05\x06" + bytes(18))):
            path = write(self.folder / name, data)
            self.expect(path, [refusal(self.name(path), "empty")])
        self.expect(self.folder, [refusal(self.name(self.folder), "empty")])
        path = write(self.folder / "e.json", b"{}")
        self.expect(self.folder, [document(self.name(path), b"{}", True)])


if __name__ == "__main__":
    sys.exit(unittest.main())
