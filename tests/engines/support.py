"""What the tests of the engines share: a mirror, what one machine says about it, and programs on loopback."""

import contextlib
import functools
import gzip
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "bindings/python/pith_merge"

#: What a figure of the issue needs. Fewer bundles test the same paths, but a worker may finish before it is killed.
BUNDLES = int(os.environ.get("PITH_ENGINES_BUNDLES", "50000"))
#: About a hundred partitions, so that a worker dies in the middle.
PARTITION_BYTES = BUNDLES * 15_000 // 100

#: No step takes a tenth of this. A hang must fail the test.
TIMEOUT_SECONDS = 900

LOOPBACK = "127.0.0.1"


def _named(variable):
    path = os.environ.get(variable, "")
    if not os.path.exists(path):
        sys.exit(f"{variable} must name a file: run scripts/test --engines")
    return os.path.abspath(path)


PROGRAM = _named("PITH_MERGE")
LIBRARY = _named("PITH_MERGE_LIBRARY")
GENERATOR = _named("PITH_AUDIT_GENERATOR")

_scratch = tempfile.TemporaryDirectory(prefix="pith-engines-")
SCRATCH = pathlib.Path(_scratch.name)


# ---- the mirror ----------------------------------------------------------------------------------

class Mirror:
    """Bundles in files of every kind that the engines read, and what one machine says about them."""

    def __init__(self):
        self.folder = SCRATCH / "mirror"
        self.keys = SCRATCH / "keys.json"
        self.keys.write_bytes(subprocess.run([GENERATOR, "--keys"], capture_output=True, check=True).stdout)
        truth = b"".join(self._write_files())
        rows = [line.split(" ") for line in truth.decode().splitlines()]
        self.lines = sorted({f"{row[0]} {row[3]}\n" for row in rows if row[2] == "-"})
        self.bundle_count = len(rows)
        self.one_machine = self._audit()

    def _generate(self, count, start, *options):
        truth = SCRATCH / "truth"
        text = subprocess.run([GENERATOR, str(count), "--start", str(start), "--truth", truth, *options],
                              capture_output=True, check=True).stdout
        return text, truth.read_bytes()

    def _write_files(self):
        """Writes the mirror, and yields the truth about each file. A tenth is in each kind of compressed file."""
        tenth, in_folder, in_json = BUNDLES // 10, BUNDLES // 100, min(BUNDLES // 100, 200)
        (self.folder / "dumps").mkdir(parents=True)
        start = BUNDLES - 3 * tenth - in_folder - in_json
        text, truth = self._generate(start, 0)
        # A blank line counts, and a repeated bundle has a verdict but no second line in the digest.
        (self.folder / "dumps/a.ndjson").write_bytes(b"\n" + text + text[:text.index(b"\n") + 1] + b'{"a": 1}\r\n')
        yield truth
        for name, compress in (("b.ndjson.gz", functools.partial(gzip.compress, compresslevel=1)),
                               ("c.ndjson.bz2", self._bzip2), ("d.jsonl.zst", self._zstd)):
            text, truth = self._generate(tenth, start)
            (self.folder / "dumps" / name).write_bytes(compress(text))
            start += tenth
            yield truth
        _, truth = self._generate(in_folder, start, "--folder", self.folder)
        yield truth
        text, truth = self._generate(in_json, start + in_folder)
        (self.folder / "rest.json").write_bytes(text)  # NDJSON under a name that does not tell
        yield truth
        (self.folder / "pith/state.json").write_text('{"state_type": "pith_state"}')
        (self.folder / "pith-mirrors.json").write_text('{"manifest_type": "pith_mirrors"}')
        (self.folder / "blank line.json").write_text(" \n")
        (self.folder / "notes.txt").write_text("not a document")

    @staticmethod
    def _bzip2(text):
        import bz2
        return bz2.compress(text, 1)

    @staticmethod
    def _zstd(text):
        import zstandard
        return zstandard.compress(text, 1)

    def _audit(self):
        summary, digest, verdicts = SCRATCH / "one.json", SCRATCH / "one.digest", SCRATCH / "one.ndjson"
        began = time.monotonic()
        done = subprocess.run(
            [PROGRAM, "audit", "--quiet", "--keys", self.keys, "--summary", summary, "--digest", digest, "--output",
             verdicts, self.folder], capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
        seconds = time.monotonic() - began
        if done.returncode != 2 or not summary.exists():  # some documents are refused
            sys.exit(f"pith-merge audit: exit status {done.returncode}: {done.stderr}")
        header, *lines = verdicts.read_text(encoding="utf-8").splitlines()
        return Audited(done.returncode, json.loads(summary.read_text()), digest.read_text(), lines, seconds)

    def mirror_sha256(self):
        """From what the generator signed, by the words of the interface: independent of library and jobs."""
        groups = {}
        for line in self.lines:
            groups.setdefault(line[10:12], []).append(line)
        text = "".join(f"{prefix} {hashlib.sha256(''.join(groups[prefix]).encode()).hexdigest()}\n"
                       for prefix in sorted(groups))
        return hashlib.sha256(text.encode()).hexdigest()


class Audited:
    """What an audit leaves behind."""

    def __init__(self, status, summary, digest, lines, seconds):
        self.status = status
        self.summary = summary
        self.digest = digest
        self.lines = sorted(lines)
        self.seconds = seconds


@functools.lru_cache(maxsize=None)
def mirror():
    return Mirror()


def run_job(command, output, environment):
    """Runs a job that audits the mirror. Returns what it leaves behind."""
    summary, digest = f"{output}.json", f"{output}.digest"
    began = time.monotonic()
    done = subprocess.run([*command, "--keys", mirror().keys, "--partition-bytes", str(PARTITION_BYTES), "--summary",
                           summary, "--digest", digest, "--output", output, mirror().folder],
                          capture_output=True, text=True, env=environment, timeout=TIMEOUT_SECONDS)
    seconds = time.monotonic() - began
    if not os.path.exists(summary):
        raise AssertionError(f"exit status {done.returncode}: {done.stdout[-3000:]}{done.stderr[-3000:]}")
    text = pathlib.Path(summary).read_text(encoding="utf-8")
    if not done.stdout.endswith(text):  # spark-submit writes there too
        raise AssertionError(f"standard output is not the summary: {done.stdout[:1000]}")
    files = sorted(path for path in pathlib.Path(output, "ndjson").rglob("part-*") if "kind=other" not in str(path))
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    return Audited(done.returncode, json.loads(text), pathlib.Path(digest).read_text(), lines, seconds)


def count_again(*files):
    """The summary that `--from-verdicts` makes of files of verdicts."""
    summary = SCRATCH / "again.json"
    subprocess.run([PROGRAM, "audit", "--quiet", "--from-verdicts", "--summary", summary, *files],
                   stdout=subprocess.DEVNULL, check=False, timeout=TIMEOUT_SECONDS)
    return json.loads(summary.read_text(encoding="utf-8"))


def say_rate(name, seconds):
    count = mirror().bundle_count
    print(f"{name}: {count} bundles in {seconds:.1f} s, {count / seconds:.0f} a second", file=sys.stderr, flush=True)


def read_parquet(output):
    """The rows of all Parquet files, by source."""
    import pyarrow.parquet
    files = sorted(pathlib.Path(output, "parquet").glob("part-*.parquet"))
    rows = [row for path in files for row in pyarrow.parquet.read_table(path).to_pylist()]
    for row in rows:
        row["reasons"] = dict(row["reasons"])
        if row["source_bytes_b64"] is None:
            del row["source_bytes_b64"]
    return rows


def package_archive():
    """The Python package as a file that an engine can ship."""
    path = SCRATCH / "pith_merge.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(PACKAGE.glob("*.py")):
            archive.write(file, f"pith_merge/{file.name}")
    return path


# ---- programs ------------------------------------------------------------------------------------

class Server:
    """A program that runs until stop(). `ready` is what it logs when it can be used; its first group is the result."""

    def __init__(self, name, command, ready, environment):
        self.log = SCRATCH / f"{name}.log"
        self._ready = re.compile(ready)
        self._is_ready = threading.Event()
        self.found = None
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, env=environment, cwd=SCRATCH, text=True,
                                        errors="replace", start_new_session=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._is_ready.wait(TIMEOUT_SECONDS / 5) or self.found is None:
            self.stop()
            raise AssertionError(f"{name} does not start: {self.log.read_text()[-5000:]}")

    def _read(self):
        with open(self.log, "a", encoding="utf-8") as log:
            for line in self.process.stdout:
                log.write(line)
                log.flush()
                match = self._ready.search(line)
                if match and self.found is None:
                    self.found = match[1]
                    self._is_ready.set()
        self._is_ready.set()  # it ended

    def kill(self):
        """kill -9 of the program and of everything that it has started in its session."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.kill()
        self._reader.join()


def when(condition, action):
    """Calls `action` in another thread as soon as `condition` is true. Returns the thread, whose `was_done` tells."""
    def watch():
        end = time.monotonic() + TIMEOUT_SECONDS
        while time.monotonic() < end and not thread.is_cancelled.wait(0.02):  # nothing tells when a file appears
            if condition():
                action()
                thread.was_done = True
                return

    thread = threading.Thread(target=watch, daemon=True)
    thread.was_done = False
    thread.is_cancelled = threading.Event()
    thread.start()
    return thread


def remove(path):
    shutil.rmtree(path, ignore_errors=True)
