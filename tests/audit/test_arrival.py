"""The same bytes give the same documents, whether they arrive at once or byte by byte: also damaged ones.

A packet of a socket is what one call of read() gets, so each size of pieces is exact, however the machine is busy.
"""

import bz2
import gzip
import hashlib
import io
import lzma
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
import zipfile

import listing
from listing import brief
from test_reader import tar

SIZES = (1, 7, 4096)
FIRST, SECOND = (
    b"".join(b'{"n":%d,"text":"%s"}\n' % (number, hashlib.sha256(b"%d" % number).hexdigest().encode())
             for number in range(begin, begin + 700)) for begin in (0, 700))


def zstd(data):
    """With a checksum, unlike that of `listing`, so that damage is seen."""
    return subprocess.run(["zstd", "-cq"], input=data, stdout=subprocess.PIPE, check=True).stdout


COMPRESS = {"gzip": lambda data: gzip.compress(data, mtime=0), "zstd": zstd, "xz": lzma.compress,
            "bzip2": bz2.compress}


def send(end, data, size):
    try:
        for begin in range(0, len(data), size):
            end.send(data[begin : begin + size])
    except (BrokenPipeError, ConnectionResetError):  # the reader has given the file up
        pass
    finally:
        end.close()


def read_in_pieces(data, size):
    """The documents of standard input, of which each read() gets a piece of this size."""
    mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its, tempfile.TemporaryFile() as out:
        with subprocess.Popen([listing.PROGRAM, "-"], stdin=its, stdout=out) as process:
            its.close()
            sender = threading.Thread(target=send, args=(mine, data, size))
            sender.start()
            status = process.wait(300)
            sender.join()
        assert status == 0, status
        out.seek(0)
        return listing.documents_of(out.read())


def flip(data, place):
    damaged = bytearray(data)
    damaged[place] ^= 0x10
    return bytes(damaged)


def damages(compress):
    """Bytes with a fault, by the name of the fault. Half of the lines come before that of the second part."""
    first, second = compress(FIRST), compress(SECOND)
    both = first + second
    yield "none", both
    yield "header", flip(both, 3)
    for part in (1, 2, 3):
        yield f"data {part}", flip(both, len(first) * part // 4)
    for back in (1, 4, 5, 8, 9, 12):
        yield f"end of the first part, {back}", flip(both, len(first) - back)
    yield "header of the second part", flip(both, len(first) + 3)
    yield "data of the second part", flip(both, len(first) + len(second) // 2)
    yield "end of the second part", flip(both, len(both) - 6)
    for cut in (1, 5, len(second) // 3, len(second) - 5, len(second) + 3):
        yield f"cut by {cut}", both[:-cut]
    yield "rest", both + b"no data"
    yield "zeros and rest", both + bytes(3000) + b"no data"


class Arrival(unittest.TestCase):
    def check(self, data):
        """Returns the documents, of which there is at most one refusal."""
        whole = listing.read("-", stdin=data).documents
        for size in SIZES:
            self.assertEqual(read_in_pieces(data, size), whole, size)
        return whole

    def test_damaged_data(self):
        for name, compress in COMPRESS.items():
            for fault, data in damages(compress):
                with self.subTest(compression=name, fault=fault):
                    found = self.check(data)
                    self.assertLessEqual([one.code for one in found].count("unreadable"), 1)

    def test_what_is_whole_before_the_damage_is_given(self):
        """The checksum of gzip data, or the last byte of xz data, is wrong: all lines before it are there, and nothing
        behind it."""
        lines = brief(listing.split(b"-", "a.ndjson", FIRST, is_inside=False))
        for name, back in (("gzip", 6), ("xz", 1)):
            with self.subTest(name):
                first = COMPRESS[name](FIRST)
                found = self.check(flip(first, len(first) - back) + COMPRESS[name](SECOND))
                self.assertEqual(brief(found[:-1]), lines)
                self.assertEqual((found[-1].code, found[-1].source), ("unreadable", b"-#%d" % (len(lines) + 1)))

    def test_much_from_few_bytes_at_the_end(self):
        """The last bits of data that are cut off expand to more than the decompressor gives at a time: all of it comes
        before the end of the file, and before the fault of an archive. The line of the refusal tells how much came."""
        for name, suffix in (("gzip", "gz"), ("xz", "xz")):
            whole = COMPRESS[name](b"{}\n{}\n" + b"\n" * (1 << 19))
            for cut in range(1, 60):
                with self.subTest(compression=name, cut=cut):
                    data = whole[:-cut]
                    archive = tar([(f"a.ndjson.{suffix}", whole)])[: 512 + len(data)]
                    ways = [read_in_pieces(data, 1), listing.read("-", stdin=data).documents,
                            listing.read("-", stdin=archive).documents]
                    ends = {(found[-1].code, found[-1].source.rpartition(b"#")[2]) for found in ways}
                    self.assertEqual(len(ends), 1, ends)

    def test_archives(self):
        """Members that are compressed, in archives that are: damaged at many places, and cut."""
        zipped = io.BytesIO()
        with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("a.ndjson", FIRST)
            made.writestr("b.json", b"[]")
            made.writestr("c.ndjson", SECOND)
        files = [("a.ndjson.gz", COMPRESS["gzip"](FIRST)), ("b.ndjson.zst", zstd(SECOND)), ("c.json", b"[]")]
        tarred = tar(files)
        for name, data in (("zip", zipped.getvalue()), ("tar", tarred), ("tar.gz", COMPRESS["gzip"](tarred)),
                           ("tar.bz2", bz2.compress(tarred))):
            for place in (*range(60, len(data) - 30, len(data) // 4), len(data) - 12):
                with self.subTest(archive=name, place=place):
                    self.check(flip(data, place))
                    self.check(data[:place])


if __name__ == "__main__":
    sys.exit(unittest.main())
