"""Damaged and hostile archives: what is whole is given, a refusal says where reading stopped, memory is bounded."""

import gzip
import hashlib
import io
import random
import sys
import tarfile
import unittest
import zipfile

import listing
from listing import brief, document, read, refusal, write
from test_reader import COMPRESS, IS_SANITIZED, Folder, tar

DOCUMENT_MAX = 1 << 20
# The reader's own buffers, those of a decompressor with a window of 1 MiB, the libraries, and one document twice: it
# grows while it is read. An empty run takes a half of this.
MEMORY_KIB_MAX = (24 << 10) + 2 * (DOCUMENT_MAX >> 10)


class Bombs(Folder):
    def bounded(self, path, kib_max=MEMORY_KIB_MAX):
        found = read(path, maximum=DOCUMENT_MAX)
        if not IS_SANITIZED:
            self.assertLess(found.peak_kib, kib_max)
        return found.documents

    def test_zeros_are_one_line_that_is_too_large(self):
        """Two gigabytes in 64 KiB: the second line is never reached, because the file is given up."""
        data = listing.zstd_run(b"\0", 2 << 30, last=b"\n{}\n")
        for name in ("a.ndjson.zst", "a.json.zst"):
            path = write(self.folder / name, data)
            source = self.name(path) + (b"#1" if "nd" in name else b"")
            self.assertEqual(brief(self.bounded(path)), [refusal(source, "too_large")])

    def test_a_line_within_the_limit_of_expansion(self):
        """A gigabyte less what the file may expand to anyhow: reading goes on behind the line."""
        path = write(self.folder / "a.ndjson.zst", listing.zstd_run(b"\0", 1 << 29, last=b"\n{}\n"))
        self.assertEqual(brief(self.bounded(path)), [refusal(self.name(path) + b"#1", "too_large"),
                                                     document(self.name(path) + b"#2", b"{}")])

    def test_blank_lines_without_end(self):
        path = write(self.folder / "a.ndjson.zst", listing.zstd_run(b"\n", 2 << 30, last=b"{}\n"))
        found = self.bounded(path)
        self.assertEqual([one.code for one in found], ["too_large"])
        path = write(self.folder / "b.json.zst", listing.zstd_run(b" ", 2 << 30, last=b"{}\n"))
        self.assertEqual(brief(self.bounded(path)), [refusal(self.name(path), "too_large")])

    def test_a_member_that_is_not_wanted(self):
        """It is skipped, which expands it: the archive is given up, and the next path is read."""
        size = 2 << 30
        head = tarfile.TarInfo("x.bin")
        head.size = size
        frames = listing.zstd(tar([("a.json", b"{}")])[:1024] + head.tobuf()) + listing.zstd_run(b"\0", size)
        path = write(self.folder / "a.tar.zst", frames + listing.zstd(tar([("b.json", b"{}")])))
        good = write(self.folder / "good.json", b"{}")
        found = read(path, good, maximum=DOCUMENT_MAX)
        self.assertEqual(brief(found.documents), [
            document(self.name(path) + b"!a.json", b"{}", True), refusal(self.name(path), "too_large"),
            document(self.name(good), b"{}")])

    def test_gzip(self):
        path = write(self.folder / "a.ndjson.gz", gzip.compress(bytes(64 << 20), 1) + gzip.compress(b"\n{}\n"))
        self.assertEqual(brief(self.bounded(path)), [refusal(self.name(path) + b"#1", "too_large"),
                                                     document(self.name(path) + b"#2", b"{}")])

    def test_a_million_like_documents_are_no_bomb(self):
        """They expand by a factor of 30,000, and further than a file may without documents."""
        line = b'{"a":"' + b"x" * 119 + b'"}\n'
        self.assertEqual(len(line), 128)
        path = write(self.folder / "a.ndjson.zst", listing.zstd_run(b"\n", 1 << 17) + b"".join(
            listing.zstd(line * 1024) for _ in range(4)))
        found = self.bounded(path)
        self.assertEqual(len(found), 4096)
        self.assertEqual({one.code for one in found}, {"-"})

    def test_memory_of_windows_and_dictionaries(self):
        """Formats that ask for gigabytes are refused, and what the usual programs write is not."""
        for name, data in (("a.json.zst", listing.zstd_run(b"x", 1 << 17, window_log=31)),
                           ("a.json.xz", listing.xz_with_dictionary(b"{}", 37)),
                           ("b.json.xz", listing.xz_with_dictionary(b"{}", 40))):
            path = write(self.folder / name, data)
            self.assertEqual(brief(self.bounded(path)), [refusal(self.name(path), "unreadable")])
        usual = write(self.folder / "c.json.xz", listing.xz_with_dictionary(b"{}", 28))  # 64 MiB, as xz -9
        self.assertEqual(brief(self.bounded(usual, 128 << 10)), [document(self.name(usual), b"{}")])

    def test_sizes_that_are_claimed(self):
        """A member of eight exbibytes in an archive of a kilobyte, and a hole of a terabyte."""
        head = tarfile.TarInfo("a.json")
        head.size = 1 << 62
        path = write(self.folder / "a.tar", head.tobuf() + b"{}".ljust(512, b"\0"))
        self.assertEqual([(one.source, one.code) for one in self.bounded(path)],
                         [(self.name(path) + b"!a.json", "unreadable")])
        sparse = {"GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.name": "b.json",
                  "GNU.sparse.size": str(1 << 40), "GNU.sparse.map": f"{(1 << 40) - 2},2", "GNU.sparse.numblocks": "1"}
        member = tarfile.TarInfo("b.json")
        member.size, member.pax_headers = 2, sparse
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as made:
            made.addfile(member, io.BytesIO(b"{}"))
        path = write(self.folder / "b.tar", out.getvalue())
        self.assertEqual([one.code for one in self.bounded(path)], ["unreadable"])

    def test_names_that_are_long(self):
        path = write(self.folder / "a.tar", tar([("n" * 100_000 + ".json", b"{}"), ("b.json", b"{}")]))
        self.assertEqual(brief(self.bounded(path)), [refusal(self.name(path) + b"!" + b"n" * 4096, "unreadable"),
                                                     document(self.name(path) + b"!b.json", b"{}", True)])


class Damage(Folder):
    LINES = b"".join(b'{"n":%d,"text":"%s"}\n' % (number, hashlib.sha256(b"%d" % number).hexdigest()[:40].encode())
                     for number in range(3000))

    def check_prefix(self, found, source):
        """Whole documents, then one refusal. Returns whether all documents are there."""
        expected = listing.split(source, "a.ndjson", self.LINES, is_inside=False)
        codes = [one.code for one in found]
        count = codes.index("unreadable") if "unreadable" in codes else len(found)
        self.assertEqual(found[:count], expected[:count])
        self.assertIn(codes[count:], ([], ["unreadable"]))
        if count < len(found):
            self.assertEqual(found[count].source, source + b"#%d" % (count + 1))
        return count == len(expected)

    def test_cut_off_at_50_places(self):
        chance = random.Random(50)
        for suffix in (".gz", ".zst", ".xz", ".bz2"):
            data = COMPRESS[suffix](self.LINES)
            path = self.folder / f"a.ndjson{suffix}"
            for _ in range(50):
                write(path, data[: chance.randrange(20, len(data) - 1)])
                found = read(path).documents
                self.assertEqual(found[-1].code, "unreadable")
                self.check_prefix(found, self.name(path))

    def test_a_byte_is_damaged(self):
        """The formats with a checksum notice each. What was given before may differ only behind the damaged byte."""
        chance = random.Random(51)
        for suffix in (".gz", ".xz", ".bz2"):
            data = COMPRESS[suffix](self.LINES)
            path = self.folder / f"a.ndjson{suffix}"
            for _ in range(15):
                damaged = bytearray(data)
                damaged[chance.randrange(20, len(data))] ^= 1 << chance.randrange(8)
                write(path, bytes(damaged))
                self.assertEqual([one.code for one in read(path).documents if one.code != "-"], ["unreadable"])

    def test_something_follows(self):
        for suffix in (".gz", ".zst", ".xz", ".bz2"):
            path = write(self.folder / f"a.ndjson{suffix}", COMPRESS[suffix](self.LINES) + b"no data")
            found = read(path).documents
            self.assertEqual([one.code for one in found if one.code != "-"], ["unreadable"], suffix)
            # libarchive drops up to 128 KiB of zstd data before a damaged place.
            self.assertEqual(self.check_prefix(found, self.name(path)), suffix != ".zst", suffix)
        padded = write(self.folder / "b.ndjson.gz", gzip.compress(self.LINES) + bytes(5000))
        self.assertTrue(self.check_prefix(read(padded).documents, self.name(padded)))

    def test_not_what_the_name_says(self):
        for suffix in (".gz", ".zst", ".xz", ".bz2"):
            for data in (b"{}", b""):
                path = write(self.folder / f"a.json{suffix}", data)
                self.expect(path, [refusal(self.name(path), "unreadable")])

    def test_tar(self):
        """Cut off: the members before, and one refusal. A damaged header: the members before and behind it."""
        names = [f"{number}.json" for number in range(8)]
        made = tar([(name, b"{%d}" % number) for number, name in enumerate(names)])
        path = self.folder / "a.tar"
        whole = [document(self.name(path) + b"!" + name.encode(), b"{%d}" % number, True)
                 for number, name in enumerate(names)]
        for size in range(100, 8 * 1024, 157):
            write(path, made[:size])
            found = brief(read(path).documents)
            is_at_boundary = size % 1024 == 0
            self.assertEqual(found[: -1 if not is_at_boundary else None], whole[: size // 1024], size)
            self.assertEqual(found[-1][1], "unreadable", size)
        for number in range(8):
            damaged = bytearray(made)
            damaged[number * 1024] ^= 1
            write(path, bytes(damaged))
            expected = [*whole[:number], refusal(self.name(path), "unreadable"), *whole[number + 1 :]]
            self.expect(path, expected)

    def test_a_damaged_member_is_alone(self):
        """A compressed member of an archive is damaged: the others are read."""
        files = [("a.json", b"{}"), ("b.json.gz", gzip.compress(b"{}")[:-3]), ("c.json.gz", b"no"), ("d.json", b"{}")]
        path = write(self.folder / "a.tar.gz", gzip.compress(tar(files)))
        name = self.name(path)
        self.expect(path, [document(name + b"!a.json", b"{}", True), refusal(name + b"!b.json.gz", "unreadable"),
                           refusal(name + b"!c.json.gz", "unreadable"), document(name + b"!d.json", b"{}", True)])

    def test_zip(self):
        """Cut off, in a stored member, and a header: what is whole is given. Behind damaged deflate data nothing is."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for number in range(8):
                method = zipfile.ZIP_STORED if number == 3 else zipfile.ZIP_DEFLATED
                made.writestr(f"{number}.json", b"[" + self.LINES[number * 300 :][:299], method)
        data = out.getvalue()
        path = self.folder / "a.zip"
        whole = read(write(path, data)).documents
        self.assertEqual([one.size for one in whole], [300] * 8)
        directory = data.index(b"PK\x01\x02")
        for size in range(40, directory, directory // 50):
            found = read(write(path, data[:size])).documents
            self.assertEqual([one.code for one in found], ["-"] * (len(found) - 1) + ["unreadable"], size)
            self.assertEqual(found[:-1], whole[: len(found) - 1])
        damaged = bytearray(data)
        damaged[data.index(b"3.json") + 30] ^= 1
        found = read(write(path, bytes(damaged))).documents
        self.assertEqual(found[:3], whole[:3])
        self.assertEqual(found[3].code, "unreadable")
        self.assertEqual(found[4:], whole[4:])
        # A member whose header is damaged is not seen at all. The directory has it.
        damaged = bytearray(data)
        damaged[data.index(b"3.json") - 30] ^= 1
        found = read(write(path, bytes(damaged))).documents
        self.assertEqual(found[:-1], whole[:3] + whole[4:])
        self.assertEqual(found[-1].code, "unreadable")
        self.assertIn("lists 8 members, and 7 were found", found[-1].explanation)

    def test_bytes_at_random(self):
        """Any bytes end in documents and refusals."""
        chance = random.Random(52)
        archives = [tar([("a.json", b"{}" * 300), ("b.ndjson", b"{}\n" * 300)]), COMPRESS[".zst"](b"{}\n" * 300)]
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("a.json", b"{}" * 300)
        archives.append(out.getvalue())
        for _ in range(60):
            data = bytearray(chance.choice(archives))
            for _ in range(chance.randrange(1, 9)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            for name in ("a.tar", "a.zip", "a.json.zst", "bare"):
                self.assertTrue(read(write(self.folder / name, bytes(data)), maximum=4096).documents)


if __name__ == "__main__":
    sys.exit(unittest.main())
