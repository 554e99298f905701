"""Audits a mirror with Dask: the same verdicts, summary and mirror_sha256 as `pith-merge audit` on one machine.

    python3 audit_dask.py --scheduler ADDRESS --output FOLDER PATH...

Paths, output and library are in folders that all workers share. Three steps:

1. Each partition is audited by one task. It writes its verdicts as NDJSON and as Parquet, each file whole or not at
   all, and its counts are its result. A task that runs again writes the same bytes under the same name.
2. Each Parquet file gives its rows (Pith Number, state) of what holds, in buckets by group. Rows have 62 bytes.
3. Each bucket of all files becomes a sorted set, and each group in it a hash: at most 1,024.

README.md beside this file says how to ship library and keys, and what happens when a worker dies.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import io
import json
import lzma
import os
import pathlib
import sys
import tempfile
import zlib
from typing import IO, Any, Callable, Dict, Iterable, Iterator, List, NamedTuple, Sequence, Tuple

import distributed
import pyarrow
from pyarrow import compute, parquet

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "shared"))
import audit_parts  # noqa: E402
from audit_parts import Summary, Trust  # noqa: E402

#: The rows of the largest mirror that is audited with Dask: 62 bytes each, and all of them in the workers' memory.
BUCKETS = 16
ROW_BYTES = 4 + 26 + 32
PREFIX_OF_ROW = slice(4, 6)

#: A task whose worker dies runs again, and so does one that fails, this many times.
RETRIES = 3

_TEXT = pyarrow.string()
_COUNT = pyarrow.int64()
VERDICT_COLUMNS = pyarrow.schema([
    ("format", _TEXT), ("source", _TEXT), ("source_bytes_b64", _TEXT), ("sha256", _TEXT), ("pith_number", _TEXT),
    ("ok", pyarrow.bool_()), ("state_sha256", _TEXT), ("authentic_state_sha256", _TEXT), ("input_sha256", _TEXT),
    ("event_count", _COUNT), ("equivocation_count", _COUNT), ("failed", pyarrow.list_(_TEXT)),
    ("reasons", pyarrow.map_(_TEXT, _COUNT)), ("warnings", pyarrow.list_(_TEXT)),
    ("error", pyarrow.struct([("code", _TEXT), ("line", _COUNT), ("column", _COUNT)])),
    ("faults", pyarrow.list_(pyarrow.struct([(name, _TEXT) for name in ("check", "expected", "actual", "pointer")])))])


class Part(NamedTuple):
    """The lines that begin in a range of a file; or a whole file if `end` is WHOLE."""

    path: str
    start: int
    end: int


WHOLE = -1


# ---- what is read --------------------------------------------------------------------------------

def find_files(paths: Iterable[str]) -> Iterator[str]:
    """The files that are named, and those below folders. Links to folders are not followed."""
    for path in paths:
        if not os.path.isdir(path):
            os.stat(path)  # raises if it is not there
            audit_parts.check_names([path])
            if not audit_parts.is_read(path):
                raise audit_parts.refuse_name(path)
            yield path
            continue
        for folder, folders, names in os.walk(path, onerror=_raise):
            folders.sort(key=os.fsencode)
            yield from (os.path.join(folder, name) for name in sorted(names, key=os.fsencode))


def _raise(error: OSError) -> None:
    raise error


def plan(files: Sequence[str], partition_bytes: int) -> List[List[Part]]:
    """Partitions of about so many bytes. Only files of lines that are not compressed are cut."""
    partitions: List[List[Part]] = []
    room = 0
    for path in files:
        if not audit_parts.is_read(path):
            continue
        size = os.stat(path).st_size
        is_cut = path.endswith((".ndjson", ".jsonl")) and size > partition_bytes
        for start in range(0, size, partition_bytes) if is_cut else [0]:
            end = min(start + partition_bytes, size) if is_cut else WHOLE
            part_bytes = (size if end == WHOLE else end) - start
            if part_bytes > room:
                partitions.append([])
                room = partition_bytes
            partitions[-1].append(Part(path, start, end))
            room -= part_bytes
    return partitions


def count_lines(part: Part) -> int:
    """How many lines begin in a part: one behind each line feed, and the first one of the file."""
    count = 1 if part.start == 0 else 0
    with open(part.path, "rb") as file:
        position = max(part.start - 1, 0)
        file.seek(position)
        while position < part.end - 1:
            block = file.read(min(1 << 20, part.end - 1 - position))
            if not block:
                break
            count += block.count(b"\n")
            position += len(block)
    return count


def _open(path: str) -> IO[bytes]:
    if path.endswith(".gz"):
        return gzip.open(path)  # type: ignore[return-value]
    if path.endswith(".bz2"):
        return bz2.open(path)  # type: ignore[return-value]
    if path.endswith(".zst"):
        import zstandard
        return io.BufferedReader(zstandard.open(path, "rb"))
    return open(path, "rb")


def _unreadable() -> Tuple[type, ...]:
    """What opening and reading raise for a file that is damaged or not there."""
    import zstandard
    return (OSError, EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError)


def read_lines(file: IO[bytes], part: Part, line_bytes_max: int) -> Iterator[bytes]:
    """The lines that begin in a part. Of a line that is too long only so much is kept that this can be seen."""
    if part.start > 0:
        file.seek(part.start - 1)
        _skip_line(file, line_bytes_max)
    position = file.tell() if part.end != WHOLE else 0
    while part.end == WHOLE or position < part.end:
        line = file.readline(line_bytes_max + 2)
        if not line:
            return
        position += len(line)
        if len(line) == line_bytes_max + 2 and not line.endswith(b"\n"):
            position += _skip_line(file, line_bytes_max)
        yield line


def _skip_line(file: IO[bytes], block_bytes: int) -> int:
    skipped = 0
    while block := file.readline(block_bytes):
        skipped += len(block)
        if block.endswith(b"\n"):
            break
    return skipped


# ---- what workers do -----------------------------------------------------------------------------

def audit_part(trust: Trust, part: Part, lines_before: int) -> Iterator[Tuple[str, str]]:
    """The results for a part, each with its kind. A file that cannot be read is one of them, and not a failure."""
    limit = trust.document_bytes_max
    try:
        if not audit_parts.LINES_NAME.search(part.path):
            with _open(part.path) as file:
                text = file.read(limit + 1)
            if len(text) <= limit:
                yield from audit_parts.audit_file(trust, part.path, text)
                return
            if not audit_parts.has_lines(text):
                yield audit_parts.VERDICT, audit_parts.refuse_size(trust, part.path)
                return
        with _open(part.path) as file:
            for line in audit_parts.audit_lines(trust, part.path, read_lines(file, part, limit), lines_before):
                yield audit_parts.VERDICT, line
    except _unreadable() as error:
        yield audit_parts.VERDICT, audit_parts.refuse(trust, part.path, "unreadable", str(error))


def write_whole(path: pathlib.Path, write: Callable[[IO[bytes]], Any]) -> None:
    """Writes a file under another name, and renames it when it is on disk. So it is whole, or not there."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        try:
            write(file)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


def audit_partition(trust: Trust, output: str, index: int, parts: Sequence[Part],
                    lines_before: Sequence[int]) -> Tuple[Summary, int]:
    """Audits a partition and writes its verdicts. Returns its counts and how many other files it has."""
    lines: Dict[str, List[str]] = {audit_parts.VERDICT: [], audit_parts.OTHER: []}
    for part, before in zip(parts, lines_before):
        for kind, line in audit_part(trust, part, before):
            lines[kind].append(line)
    verdicts = lines[audit_parts.VERDICT]
    name = f"part-{index:06}"
    folder = pathlib.Path(output)
    rows = [json.loads(line) for line in verdicts]
    for row in rows:
        row["reasons"] = list(row["reasons"].items())
    table = pyarrow.Table.from_pylist(rows, VERDICT_COLUMNS)
    write_whole(folder / f"parquet/{name}.parquet", lambda file: parquet.write_table(table, file))
    text = "".join(line + "\n" for line in verdicts).encode()
    write_whole(folder / f"ndjson/{name}.ndjson", lambda file: file.write(text))  # last: it says that all is there
    return Summary.of(verdicts), len(lines[audit_parts.OTHER])


def bucket_of(prefix: bytes) -> int:
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return (alphabet.index(prefix[0]) * len(alphabet) + alphabet.index(prefix[1])) * BUCKETS // len(alphabet) ** 2


def read_rows(output: str, index: int) -> List[bytes]:
    """What holds in a partition, in buckets: year, suffix and hash, which sort as the lines of the digest do."""
    buckets: List[List[bytes]] = [[] for _ in range(BUCKETS)]
    table = parquet.read_table(f"{output}/parquet/part-{index:06}.parquet",
                                       columns=["ok", "pith_number", "state_sha256"])
    for row in table.filter(compute.field("ok")).to_pylist():
        number = row["pith_number"]
        prefix = audit_parts.prefix_of(number).encode()
        _, year, suffix = number.split(":")
        buckets[bucket_of(prefix)].append((year + suffix).encode() + bytes.fromhex(row["state_sha256"]))
    return [b"".join(bucket) for bucket in buckets]


def pick(buckets: List[bytes], bucket: int) -> bytes:
    return buckets[bucket]


def hash_bucket(pieces: Sequence[bytes]) -> Dict[str, str]:
    rows = {piece[start:start + ROW_BYTES] for piece in pieces for start in range(0, len(piece), ROW_BYTES)}
    ordered = sorted(rows, key=lambda row: (row[PREFIX_OF_ROW], row))
    return dict(audit_parts.hash_groups(
        (row[PREFIX_OF_ROW].decode(), f"pith:{row[:4].decode()}:{row[4:30].decode()}", row[30:].hex())
        for row in ordered))


# ---- what the driver does ------------------------------------------------------------------------

def count_before(client: distributed.Client, partitions: Sequence[Sequence[Part]]) -> Dict[Part, int]:
    """How many lines of its file come before each part, for files of several parts."""
    parts = [part for partition in partitions for part in partition if part.end != WHOLE]
    before: Dict[Part, int] = {}
    total = 0
    for part, count in zip(parts, client.gather(client.map(count_lines, parts, retries=RETRIES))):
        total = 0 if part.start == 0 else total
        before[part] = total
        total += count
    return before


def digest(client: distributed.Client, output: str, partition_count: int) -> Dict[str, str]:
    buckets = client.map(read_rows, [output] * partition_count, range(partition_count), retries=RETRIES)
    hashes = []
    for bucket in range(BUCKETS):
        pieces = client.map(pick, buckets, bucket=bucket, retries=RETRIES)
        hashes.append(client.submit(hash_bucket, pieces, retries=RETRIES))
    del buckets
    groups: Dict[str, str] = {}
    for part in client.gather(hashes):
        groups.update(part)
    return groups


def audit(options: argparse.Namespace, trust: Trust) -> int:
    files = list(find_files(options.paths))
    audit_parts.check_names(files)
    run = audit_parts.run_line(trust)
    for folder in ("ndjson", "parquet"):
        os.makedirs(os.path.join(options.output, folder))  # raises if it is there
    pathlib.Path(options.output, "run.ndjson").write_text(run + "\n", encoding="utf-8")
    partitions = plan(files, options.partition_bytes)
    with distributed.Client(options.scheduler) as client:
        client.upload_file(audit_parts.__file__)
        before = count_before(client, partitions)
        tasks = [client.submit(audit_partition, trust, options.output, index, parts,
                               [before.get(part, 0) for part in parts], pure=False, retries=RETRIES)
                 for index, parts in enumerate(partitions)]
        summary, other_count = Summary(), 0
        for task in distributed.as_completed(tasks):
            counts, others = task.result()
            summary.merge(counts)
            other_count += others
        groups = digest(client, options.output, len(partitions))
    return audit_parts.report(options, summary.to_dict(run, other_count, groups), groups)


if __name__ == "__main__":
    arguments = audit_parts.argument_parser("audit_dask.py", "Audits a mirror with Dask.")
    arguments.add_argument("--scheduler", required=True, metavar="ADDRESS", help="such as tcp://127.0.0.1:8786")
    sys.exit(audit_parts.run_job(audit, arguments))
