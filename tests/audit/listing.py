"""What the tests of the reader share: running it, and an independent listing of the same documents in Python."""

import bz2
import collections
import gzip
import hashlib
import io
import lzma
import os
import pathlib
import struct
import subprocess
import sys
import zlib

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "reference"))

from merge import is_whole_object  # noqa: E402

PROGRAM = os.environ.get("PITH_READ_DOCUMENTS", "")
if not os.access(PROGRAM, os.X_OK):
    sys.exit("set PITH_READ_DOCUMENTS to the pith_read_documents program")

NAMES = (".json", ".ndjson", ".jsonl")
COMPRESS = {"": bytes, ".gz": gzip.compress, ".xz": lzma.compress, ".bz2": bz2.compress}

Document = collections.namedtuple("Document", "source size sha256 code other explanation")
Reading = collections.namedtuple("Reading", "documents peak_kib")


def read(*paths, stdin=b"", maximum=None):
    """Runs the reader. A hang must fail the test; each run takes seconds at most."""
    options = [] if maximum is None else ["--max", str(maximum)]
    environment = {"LC_ALL": "C"}  # names are bytes in every locale
    done = subprocess.run([PROGRAM, *options, *map(os.fspath, paths)], input=stdin, capture_output=True, check=True,
                          timeout=300, env={**os.environ, **environment})
    return Reading(documents_of(done.stdout), int(done.stdout.split(b"\t")[-1]))


def documents_of(out):
    """The documents that the reader has printed."""
    documents = []
    for line in out.decode("utf-8").splitlines()[:-1]:
        source, size, sha256, code, other, explanation = line.split("\t")
        documents.append(Document(bytes.fromhex(source), int(size), sha256, code, other == "other", explanation))
    return documents


def document(source, text, other=False):
    """A document as the reader must give it."""
    return Document(source, len(text), hashlib.sha256(text).hexdigest(), "-", other, "")


def refusal(source, code):
    """The source and the code of what has no document."""
    return source, code


def brief(documents):
    """Documents whole, and of refusals only the source and the code: the explanation may change."""
    return [(found.source, found.code) if found.code != "-" else found for found in documents]


def split(source, name, data, is_inside):
    """The documents of a file's decompressed bytes."""
    lines = [(number, line) for number, line in enumerate(data.split(b"\n"), 1) if line.strip(b" \t\r\n")]
    is_ndjson = name.endswith((".ndjson", ".jsonl"))
    if not is_ndjson and len(lines) > 1:
        is_ndjson = is_whole_object(lines[0][1].strip(b" \t\r\n"))
    if is_ndjson:
        if not lines and not is_inside:
            return [refusal(source, "empty")]
        return [document(source + b"#%d" % number, line) for number, line in lines]
    if not lines:
        return [refusal(source, "empty")]
    return [document(source, data, is_inside)]


def zstd(data):
    """zstd data without a compressor: blocks as they are, in a frame with a window of 1 MiB."""
    out = io.BytesIO()
    out.write(b"\x28\xb5\x2f\xfd\x00" + bytes([10 << 3]))
    blocks = [data[begin : begin + (1 << 17)] for begin in range(0, len(data), 1 << 17)] or [b""]
    for number, block in enumerate(blocks):
        is_last = number == len(blocks) - 1
        out.write(struct.pack("<I", (len(block) << 3) | is_last)[:3] + block)
    return out.getvalue()


def zstd_run(byte, size, window_log=20, last=b""):
    """zstd data of one byte, repeated: four bytes for each 128 KiB. `last` follows."""
    blocks = [struct.pack("<I", ((1 << 17) << 3) | 2)[:3] + byte] * (size >> 17)
    end = struct.pack("<I", (len(last) << 3) | 1)[:3] + last
    return b"\x28\xb5\x2f\xfd\x00" + bytes([(window_log - 10) << 3]) + b"".join(blocks) + end


def xz_with_dictionary(data, code):
    """xz data that ask for the dictionary with this code of the format: 40 is 4 GiB, 37 is 1.5 GiB."""
    made = bytearray(lzma.compress(data, check=lzma.CHECK_NONE, filters=[{"id": lzma.FILTER_LZMA2, "preset": 0}]))
    header, size = 12, (made[12] + 1) * 4
    assert made[header + 2 : header + 4] == b"\x21\x01"
    made[header + 4] = code
    made[header + size - 4 : header + size] = struct.pack("<I", zlib.crc32(made[header : header + size - 4]))
    return bytes(made)


def write(path, data):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
