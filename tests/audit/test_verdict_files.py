"""Verdict files: --output, --resume, --since and --from-verdicts; and --filter, whose verdicts go to a pipe."""

import json
import subprocess
import sys
import threading
import unittest

import mirror
from mirror import lines_of

MARK = 77  # events, more than any bundle here has


def mark(line):
    """A verdict that no bundle has, so that one sees who repeats it."""
    return json.dumps({**json.loads(line), "event_count": MARK}, separators=(",", ":")).encode() + b"\n"


class Since(mirror.Small):
    def test_nothing_is_verified_again(self):
        """The old verdict is told again, even one that no bundle has. What is new is verified."""
        old = self.output()
        lines = old.read_bytes().splitlines(keepends=True)
        lines[5] = mark(lines[5])
        del lines[8]
        old.write_bytes(b"".join(lines))
        order = list(range(mirror.SMALL))[::-1]
        path = self.mirror.write_lines("now.ndjson", order)
        done = self.mirror.audit("--since", old, path)
        self.assertEqual(done.exit, 0, done.err)
        expected = [mirror.expected_line(self.mirror.texts[index], self.mirror.truths[index]) for index in order]
        expected[order.index(4)]["event_count"] = MARK
        self.assertEqual([mirror.known_part(line) for line in lines_of(done.out)], expected)
        self.assertEqual([line["source"] for line in lines_of(done.out)],
                         [f"{path}#{number}" for number in range(1, mirror.SMALL + 1)])

    def test_the_lines_are_the_same(self):
        first = self.output("first")
        second = self.output("second", "--since", first)
        self.assertEqual(second.read_bytes(), first.read_bytes())

    def test_other_keys_and_versions_are_refused(self):
        old = self.output()
        self.refused("--since", old, "--max-document", "1000000", self.mirror.ndjson, file=old)
        header, rest = old.read_bytes().split(b"\n", 1)
        for name in ("program", "merge_version"):
            other = json.dumps({**json.loads(header), name: "9.9.9"}).encode()
            path = self.mirror.write("other", other + b"\n" + rest)
            self.refused("--since", path, self.mirror.ndjson, file=path)


class Outputs(mirror.Small):
    def test_the_header(self):
        header = json.loads(self.output().read_bytes().splitlines()[0])
        self.assertEqual(header["format"], "pith-merge.audit-run.v1")
        version = mirror.run([mirror.PROGRAM, "--version"]).out.decode()
        self.assertIn(header["program"].split()[-1], version)
        self.assertEqual(header["merge_version"], "pith-open-graph-merge-v1")
        self.assertRegex(header["keys_sha256"], "^[0-9a-f]{64}$")

    def test_an_existing_file_is_left_alone(self):
        path = self.output()
        self.refused("--output", path, self.mirror.ndjson, file=path, says="--resume")
        right = path.read_bytes()
        path.write_bytes(b"something else\n")
        self.assertEqual(self.mirror.audit("--output", path, "--overwrite", self.mirror.ndjson).exit, 0)
        self.assertEqual(path.read_bytes(), right)

    def test_verdicts_are_those_of_standard_output(self):
        lines = self.output().read_bytes().split(b"\n", 1)[1]
        self.assertEqual(lines, self.mirror.audit(self.mirror.ndjson).out)

    def test_a_torn_last_line(self):
        path = self.output()
        right = path.read_bytes()
        header_end = right.index(b"\n")
        for size in (0, 5, header_end, header_end + 1, header_end + 30, len(right) // 2, len(right) - 1, len(right)):
            path.write_bytes(right[:size])
            done = self.mirror.audit("--output", path, "--resume", "--summary", self.mirror.path("summary.json"),
                                     self.mirror.ndjson)
            self.assertEqual((done.exit, path.read_bytes()), (0, right), (size, done.err))
            self.assertEqual(self.mirror.counts()["hold"], mirror.SMALL, "the summary covers the whole file")

    def test_what_is_there_is_not_verified_again(self):
        """It stays, and counts, even a verdict that no bundle has."""
        path = self.output()
        lines = path.read_bytes().splitlines(keepends=True)
        lines[5] = mark(lines[5])
        path.write_bytes(b"".join(lines[:10]))
        done = self.mirror.audit("--output", path, "--resume", "--summary", self.mirror.path("summary.json"),
                                 self.mirror.ndjson)
        self.assertEqual((done.exit, path.read_bytes()), (0, b"".join(lines)), done.err)
        events = sum(truth.events for truth in self.mirror.truths)
        self.assertEqual(self.mirror.counts()["events"], events - self.mirror.truths[4].events + MARK)

    def test_a_damaged_file_is_refused_with_its_line(self):
        path = self.output()
        right = path.read_bytes().splitlines(keepends=True)
        foreign = right[5].replace(b'"source":"', b'"source":"other/')
        for line in (b"garbage\n", b"{}\n", b"\n", right[5][:40] + b"\n", foreign, right[6]):
            damaged = self.mirror.write("damaged", b"".join([*right[:5], line, *right[6:20]]))
            self.refused("--output", damaged, "--resume", self.mirror.ndjson, file=damaged, says=f"{damaged}:6")
        for line in (b"garbage\n", b"{}\n"):
            damaged = self.mirror.write("damaged", b"".join([*right[:5], line, *right[6:]]))
            self.refused("--from-verdicts", damaged, file=damaged, says=f"{damaged}:6")
            self.refused("--since", damaged, self.mirror.ndjson, file=damaged, says=f"{damaged}:6")
        headless = self.mirror.write("damaged", b"".join(right[1:]))
        self.refused("--output", headless, "--resume", self.mirror.ndjson, file=headless, says=f"{headless}:1")

    def test_other_keys_are_refused(self):
        path = self.output()
        self.refused("--output", path, "--resume", "--trust-bundle-keys", self.mirror.ndjson, file=path)

    def test_parts_of_other_runs_do_not_combine(self):
        first, second = self.output("first"), self.output("second", "--max-document", "1000000")
        self.refused("--from-verdicts", first, second, file=first)


class Filter(mirror.Small):
    def test_nothing_gives_nothing(self):
        done = self.mirror.audit("--filter")
        self.assertEqual((done.exit, done.out), (0, b""), done.err)

    def test_failures_and_refusals_are_data(self):
        lines = [self.mirror.texts[0].replace(b"graph", b"grape"), b"{", b"[]", self.mirror.texts[1]]
        done = self.mirror.audit("--filter", stdin=b"\n".join(lines))
        self.assertEqual(done.exit, 0, done.err)
        self.assertEqual([line["ok"] for line in lines_of(done.out)], [False, False, False, True])

    def test_each_answer_comes_before_the_next_question(self):
        """Whoever waits for the answer before asking again gets it: a pause flushes."""
        with subprocess.Popen(self.mirror.command("--filter"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as process:
            deadline = threading.Timer(60, process.kill)
            deadline.start()
            self.addCleanup(deadline.cancel)
            for index in range(5):
                process.stdin.write(self.mirror.texts[index] + b"\n")
                process.stdin.flush()
                line = json.loads(process.stdout.readline())
                self.assertEqual(mirror.known_part(line),
                                 mirror.expected_line(self.mirror.texts[index], self.mirror.truths[index]))
            process.stdin.close()
            self.assertEqual((process.stdout.read(), process.wait(mirror.TIMEOUT_SECONDS)), (b"", 0))


if __name__ == "__main__":
    sys.exit(unittest.main())
