"""What the tests of `audit` share: mirrors of generated bundles, and what an audit of them must say.

Nothing here asks the program for the right answer. It follows from the generator's file of truths, which knows how each
bundle was made, and from hashlib.
"""

import collections
import hashlib
import io
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unittest

TIMEOUT_SECONDS = 300  # a hang must fail the test
WAYS = 20
SMALL = 60  # bundles, for what does not depend on how many there are

Result = collections.namedtuple("Result", "exit out err")
Truth = collections.namedtuple("Truth", "pith_number way failed state_sha256 events equivocations reasons warnings")


def find(variable):
    path = os.environ.get(variable, "")
    if not os.access(path, os.X_OK):
        sys.exit(f"set {variable} to the program")
    return os.path.abspath(path)


PROGRAM = find("PITH_MERGE")
GENERATOR = find("PITH_AUDIT_GENERATOR")
ENVIRONMENT = {**os.environ, "LC_ALL": "C"}


def number_of(variable, default):
    return int(os.environ.get(variable) or default)


def list_of(text):
    return [] if text == "-" else text.split(",")


def read_truth(path):
    rows = []
    for line in path.read_text(encoding="ascii").splitlines():
        number, way, failed, state, events, equivocations, reasons, warnings = line.split(" ")
        counts = {name: int(count) for name, count in (item.split("=") for item in list_of(reasons))}
        rows.append(Truth(number, way, list_of(failed), state, int(events), int(equivocations), counts,
                          list_of(warnings)))
    return rows


class Mirror:
    """Bundles with their truths, in a folder of their own: `mirror.ndjson`, and what the tests add."""

    def __init__(self, count, broken_every=None, seed=1):
        self._folder = tempfile.TemporaryDirectory(prefix="pith-audit-")
        self.folder = pathlib.Path(self._folder.name)
        self.arguments = [str(count), "--seed", str(seed)]
        self.arguments += ["--broken-every", str(broken_every)] if broken_every else []
        self.ndjson = self.folder / "mirror.ndjson"
        self.keys = self.folder / "keys.json"
        truth = self.folder / "truth"
        with open(self.ndjson, "wb") as file:
            subprocess.run([GENERATOR, *self.arguments, "--truth", truth], stdout=file, check=True)
        with open(self.keys, "wb") as file:
            subprocess.run([GENERATOR, "--keys"], stdout=file, check=True)
        self.texts = self.ndjson.read_bytes().splitlines()
        self.truths = read_truth(truth)
        assert len(self.texts) == len(self.truths) == count

    def close(self):
        self._folder.cleanup()

    def path(self, name):
        return self.folder / name

    def write(self, name, data):
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def write_lines(self, name, indices):
        """A file of these bundles, one a line."""
        return self.write(name, b"".join(self.texts[index] + b"\n" for index in indices))

    def make_folder(self, name):
        subprocess.run([GENERATOR, *self.arguments, "--folder", self.path(name)], check=True)
        return self.path(name)

    def command(self, *arguments):
        return [PROGRAM, "audit", "--keys", str(self.keys), *map(str, arguments)]

    def audit(self, *arguments, stdin=b""):
        return run(self.command(*arguments), stdin)

    def counts(self, name="summary.json"):
        """The summary that a run wrote."""
        return json.loads(self.path(name).read_bytes())


def run(command, stdin=b"", **more):
    done = subprocess.run([str(part) for part in command], input=stdin, capture_output=True, timeout=TIMEOUT_SECONDS,
                          env=ENVIRONMENT, check=False, **more)
    return Result(done.returncode, done.stdout, done.stderr.decode("utf-8", "surrogateescape"))


def lines_of(data):
    assert data == b"" or data.endswith(b"\n"), data[-200:]
    return [json.loads(line) for line in data.splitlines()]


def expected_line(text, truth):
    """What a verdict line says of a bundle, apart from its source and from what the truth does not know."""
    refusal = truth.failed[0][len("error:"):] if truth.failed and truth.failed[0].startswith("error:") else None
    line = {"format": "pith-merge.audit.v1", "sha256": hashlib.sha256(text).hexdigest(),
            "pith_number": truth.pith_number, "ok": truth.way == "ok", "state_sha256": truth.state_sha256,
            "event_count": truth.events, "equivocation_count": truth.equivocations, "failed": truth.failed,
            "reasons": truth.reasons, "warnings": truth.warnings, "error": None}
    if refusal:
        line |= {"pith_number": None, "state_sha256": None, "event_count": None, "equivocation_count": None,
                 "failed": [], "error": refusal}
    return line


def known_part(line):
    """The members of a verdict line that expected_line() knows. Of an error, the code."""
    known = {name: line[name] for name in ("format", "sha256", "pith_number", "ok", "state_sha256", "event_count",
                                           "equivocation_count", "failed", "reasons", "warnings", "error")}
    return known | {"error": line["error"] and line["error"]["code"]}


def digest_of(truths):
    """The text of --digest and the mirror_sha256."""
    groups = collections.defaultdict(set)
    for truth in truths:
        if truth.way == "ok":
            suffix = truth.pith_number.rpartition(":")[2]
            groups[suffix[:2]].add(f"{truth.pith_number} {truth.state_sha256}\n".encode())
    text = b"".join(f"{prefix} {hashlib.sha256(b''.join(sorted(groups[prefix]))).hexdigest()}\n".encode()
                    for prefix in sorted(groups))
    return text, hashlib.sha256(text).hexdigest()


def summary_of(truths):
    """The counts of a summary. A bundle that comes again counts again, but not in mirror_sha256."""
    counts = collections.Counter()
    names = {kind: collections.Counter() for kind in ("failed", "reasons", "warnings", "errors")}
    years = collections.defaultdict(lambda: {"hold": 0, "fail": 0})
    for truth in truths:
        if truth.failed and truth.failed[0].startswith("error:"):
            counts["refused"] += 1
            names["errors"][truth.failed[0][len("error:"):]] += 1
            continue
        verdict = "hold" if truth.way == "ok" else "fail"
        counts.update({verdict: 1, "events": truth.events, "equivocations": truth.equivocations})
        years[truth.pith_number[5:9]][verdict] += 1
        names["failed"].update(truth.failed)
        names["reasons"].update(truth.reasons)
        names["warnings"].update(truth.warnings)
    summary = {name: counts[name] for name in ("hold", "fail", "refused", "events", "equivocations")}
    return {**summary, "bundles": summary["hold"] + summary["fail"], **{kind: dict(found) for kind, found in
            names.items()}, "years": dict(years), "mirror_sha256": digest_of(truths)[1]}


def exit_of(truths):
    return max((2 if truth.failed[:1] and truth.failed[0].startswith("error:") else int(truth.way != "ok"))
               for truth in truths)


def add_member(archive, name, data, **members):
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for member, value in members.items():
        setattr(info, member, value)
    archive.addfile(info, io.BytesIO(data))


class Small(unittest.TestCase):
    """What does not depend on how many bundles there are. Every bundle is sound unless a test says otherwise."""

    def setUp(self):
        self.mirror = Mirror(SMALL, broken_every=10**6)
        self.addCleanup(self.mirror.close)

    def output(self, name="verdicts", *arguments):
        path = self.mirror.path(name)
        done = self.mirror.audit("--output", path, *arguments, self.mirror.ndjson)
        self.assertEqual((done.exit, done.out), (0, b""), done.err)
        return path

    def refused(self, *arguments, file=None, says=""):
        """The run is refused with 2 and this text, and the file stays as it is."""
        before = file and file.read_bytes()
        done = self.mirror.audit(*arguments)
        self.assertEqual((done.exit, done.out), (2, b""), done.err)
        self.assertIn(says, done.err)
        if file:
            self.assertEqual(file.read_bytes(), before)
        return done
