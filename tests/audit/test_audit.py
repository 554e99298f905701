"""`audit` of a generated mirror: every verdict, every way to read it, its digest and its summary.

    PITH_AUDIT_BUNDLES  how many bundles (2000); the acceptance of the command is with 100,000
"""

import hashlib
import pathlib
import random
import subprocess
import sys
import tarfile
import unittest
import zipfile

import mirror
from mirror import add_member, lines_of

BUNDLES = mirror.number_of("PITH_AUDIT_BUNDLES", 2000)
BROKEN_EVERY = max(2, min(1000, BUNDLES // mirror.WAYS))
SMALL = 60  # bundles, for the slow compressions


def without_source(data):
    return [{name: value for name, value in line.items() if name != "source"} for line in lines_of(data)]


def suffix_in(text):
    """The suffix of the bundle's number, from the links that every bundle has, and a truncated one from its events."""
    return text.split(b"pith:", 1)[1][5:31]


class Whole(unittest.TestCase):
    """The whole mirror. Each run gives the verdicts and the summary that follow from how the bundles were made."""

    @classmethod
    def setUpClass(cls):
        cls.mirror = mirror.Mirror(BUNDLES, BROKEN_EVERY)
        cls.addClassCleanup(cls.mirror.close)
        cls.done = cls.mirror.audit("--threads", "1", "--summary", cls.mirror.path("summary.json"), "--digest",
                                    cls.mirror.path("digest"), cls.mirror.ndjson)
        cls.everything = range(BUNDLES)

    def check(self, *arguments, indices=None, count=None, stdin=b""):
        """Runs an audit of these bundles in this order, and checks everything that it says. Returns its output."""
        indices = self.everything if indices is None else indices
        truths = [self.mirror.truths[index] for index in indices]
        done = self.mirror.audit("--summary", self.mirror.path("again.json"), "--digest", self.mirror.path("again"),
                                 *arguments, stdin=stdin)
        self.assertEqual(done.exit, mirror.exit_of(truths), done.err[-500:])
        expected = [mirror.expected_line(self.mirror.texts[index], truth) for index, truth in zip(indices, truths)]
        lines = lines_of(done.out)
        self.assertEqual(len(lines), len(expected))
        for line, right in zip(lines, expected):
            self.assertEqual(mirror.known_part(line), right)
        self.check_summary("again.json", "again", truths)
        return done

    def check_summary(self, summary, digest, truths):
        counts = self.mirror.counts(summary)
        self.assertEqual(counts["format"], "pith-merge.audit-summary.v1")
        right = mirror.summary_of(truths)
        self.assertEqual({name: counts[name] for name in right}, right)
        self.assertEqual(self.mirror.path(digest).read_bytes(), mirror.digest_of(truths)[0])

    def by_suffix(self):
        """The order of a folder: that of the suffixes. Refused bundles have one too, which only their text shows."""
        return sorted(self.everything, key=lambda index: suffix_in(self.mirror.texts[index]))

    def test_all_ways_to_be_broken_are_there(self):
        self.assertEqual(len({truth.way for truth in self.mirror.truths}), mirror.WAYS + 1)
        self.assertTrue(any(truth.equivocations for truth in self.mirror.truths))

    def test_each_verdict_is_right(self):
        done = self.check(self.mirror.ndjson)
        self.assertEqual(done.out, self.done.out)
        self.assertEqual(self.mirror.path("again.json").read_bytes(), self.mirror.path("summary.json").read_bytes())
        self.assertIn(self.mirror.counts()["mirror_sha256"], done.err.splitlines()[-1])

    def test_each_line_names_its_source(self):
        sources = [line["source"] for line in lines_of(self.done.out)]
        self.assertEqual(sources, [f"{self.mirror.ndjson}#{number}" for number in range(1, BUNDLES + 1)])

    def test_a_line_that_fails_says_why(self):
        for line in lines_of(self.done.out):
            named = [fault["check"] for fault in line["faults"]]
            if line["error"]:
                self.assertEqual(named, [None])
            else:
                self.assertEqual(sorted(named), sorted(line["failed"]))
            self.assertEqual(line["error"] is None, line["input_sha256"] is not None)
            self.assertEqual(line["error"] is None, line["authentic_state_sha256"] is not None)

    def test_threads_never_show(self):
        for count in (2, 7):
            done = self.mirror.audit("--threads", count, "--summary", self.mirror.path("threads.json"),
                                     self.mirror.ndjson)
            self.assertEqual(done.out, self.done.out)
            self.assertEqual(self.mirror.path("threads.json").read_bytes(),
                             self.mirror.path("summary.json").read_bytes())

    def test_standard_input(self):
        done = self.check("-", stdin=self.mirror.ndjson.read_bytes())
        self.assertEqual(without_source(done.out), without_source(self.done.out))
        self.assertEqual(lines_of(done.out)[1]["source"], "-#2")

    def test_a_folder(self):
        folder = self.mirror.make_folder("folder")
        done = self.check(folder, indices=self.by_suffix())
        for line in lines_of(done.out)[:10]:
            path = pathlib.Path(line["source"])
            self.assertEqual(hashlib.sha256(path.read_bytes()).hexdigest(), line["sha256"])

    def test_compressed_files(self):
        for command, suffix in (("gzip", "gz"), ("zstd", "zst"), ("xz", "xz"), ("bzip2", "bz2")):
            if suffix in ("xz", "bz2"):  # they are slow
                path = self.mirror.write_lines("short.ndjson", range(SMALL))
                count = SMALL
            else:
                path, count = self.mirror.ndjson, BUNDLES
            packed = self.mirror.path(f"packed.ndjson.{suffix}")
            with open(path, "rb") as source, open(packed, "wb") as target:
                subprocess.run([command, "-1", "-c"], stdin=source, stdout=target, check=True)
            done = self.check(packed, indices=range(count))
            self.assertEqual(lines_of(done.out)[2]["source"], f"{packed}#3")

    def test_archives_of_files(self):
        names = [f"pith/{index:06}/bundle.json" for index in self.everything]
        plain = self.mirror.path("files.tar")
        with tarfile.open(plain, "w") as archive:
            for name, text in zip(names, self.mirror.texts):
                add_member(archive, name, text)
        zipped = self.mirror.path("files.zip")
        with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, text in zip(names, self.mirror.texts):
                archive.writestr(name, text)
        subprocess.run(["zstd", "-q", "-1", "-f", plain], check=True)
        subprocess.run(["gzip", "-1", "-k", "-f", plain], check=True)
        for path in (plain.with_suffix(".tar.zst"), plain.with_suffix(".tar.gz"), zipped):
            done = self.check(path)
            self.assertEqual([line["source"] for line in lines_of(done.out)], [f"{path}!{name}" for name in names])

    def test_an_archive_of_lines(self):
        path = self.mirror.path("lines.tar.zst")
        plain = self.mirror.path("lines.tar")
        half = BUNDLES // 2
        with tarfile.open(plain, "w") as archive:
            for name, texts in (("a.ndjson", self.mirror.texts[:half]), ("b.jsonl", self.mirror.texts[half:])):
                add_member(archive, name, b"".join(text + b"\n" for text in texts))
        subprocess.run(["zstd", "-q", "-1", "-f", plain], check=True)
        sources = [line["source"] for line in lines_of(self.check(path).out)]
        self.assertEqual([sources[0], sources[half]], [f"{path}!a.ndjson#1", f"{path}!b.jsonl#1"])

    def test_shuffled_and_with_repetitions(self):
        chance = random.Random(5)
        order = [*self.everything, *chance.sample(self.everything, BUNDLES // 5)]
        chance.shuffle(order)
        path = self.mirror.write_lines("shuffled.ndjson", order)
        self.check(path, indices=order)
        self.assertEqual(self.mirror.counts("again.json")["mirror_sha256"], self.mirror.counts()["mirror_sha256"])

    def test_two_halves(self):
        half = BUNDLES // 2
        parts = []
        for name, indices in (("first", range(half + 3)), ("second", range(half - 3, BUNDLES))):
            path = self.mirror.write_lines(f"{name}.ndjson", indices)
            parts.append(self.mirror.path(f"{name}.verdicts"))
            done = self.mirror.audit("--output", parts[-1], path)
            status = mirror.exit_of([self.mirror.truths[index] for index in indices])
            self.assertEqual((done.exit, done.out), (status, b""), done.err)
        truths = [self.mirror.truths[index] for index in (*range(half + 3), *range(half - 3, BUNDLES))]
        for order in (parts, parts[::-1]):
            done = self.mirror.audit("--from-verdicts", *order, "--summary", self.mirror.path("halves.json"),
                                     "--digest", self.mirror.path("halves"))
            self.assertEqual(done.exit, 2, done.err)
            self.check_summary("halves.json", "halves", truths)
        self.assertEqual(self.mirror.counts("halves.json")["mirror_sha256"], self.mirror.counts()["mirror_sha256"])

    def test_a_filter(self):
        done = self.mirror.audit("--filter", stdin=self.mirror.ndjson.read_bytes())
        self.assertEqual(done.exit, 0, done.err)
        self.assertEqual(without_source(done.out), without_source(self.done.out))


if __name__ == "__main__":
    sys.exit(unittest.main())
