"""Verdict files: --output, --resume, --since and --from-verdicts; and --filter, whose verdicts go to a pipe."""

import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import threading
import unittest
import warnings
import zipfile

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

    def test_a_torn_header_of_another_run_starts_afresh(self):
        right = self.output().read_bytes()
        torn = self.mirror.write("torn", b'{"format":"pith-merge.audit-run.v1","program":"pith-merge 0.0.9","merge')
        done = self.mirror.audit("--output", torn, "--resume", self.mirror.ndjson)
        self.assertEqual((done.exit, torn.read_bytes()), (0, right), done.err)
        other = self.mirror.write("other", b'{"format":"pith-merge.verify.v1",')
        self.refused("--output", other, "--resume", self.mirror.ndjson, file=other, says="not a file of verdicts")

    def test_no_result_takes_the_place_of_another(self):
        old = self.output("old")
        self.refused("--output", old, "--overwrite", "--since", old, self.mirror.ndjson, file=old, says="read what it")
        same = self.mirror.path("same")
        self.refused("--output", same, "--summary", same, self.mirror.ndjson, says="one file")
        self.refused("--digest", same, "--report", self.mirror.path("..") / same.parent.name / same.name,
                     self.mirror.ndjson, says="one file")
        inside = self.mirror.make_folder("folder") / "verdicts.ndjson"
        self.refused("--output", inside, inside.parent, says="outside of")
        self.assertFalse(same.exists() or inside.exists())

    def test_a_link_stays_a_link(self):
        real, link = self.mirror.write("real", b"before"), self.mirror.path("link")
        link.symlink_to(real.name)
        self.assertEqual(self.mirror.audit("--digest", link, self.mirror.ndjson).exit, 0)
        self.assertTrue(link.is_symlink())
        self.assertRegex(real.read_bytes(), rb"^[A-Z2-7]{2} [0-9a-f]{64}\n")

    def test_a_file_in_memory_is_replaced_like_any_other(self):
        """/dev/shm is below /dev, and has ordinary files."""
        with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
            digest = pathlib.Path(folder) / "digest"
            for _ in range(2):
                self.assertEqual(self.mirror.audit("--digest", digest, self.mirror.ndjson).exit, 0)
            once = digest.read_bytes()
            self.assertEqual(len(set(once.splitlines())), len(once.splitlines()))

    def test_all_that_can_be_written_is(self):
        digest = self.mirror.path("digest.txt")
        folder = self.mirror.path("folder")
        folder.mkdir()
        done = self.mirror.audit("--summary", folder, "--digest", digest, self.mirror.ndjson)
        self.assertEqual(done.exit, 2)
        self.assertIn("mirror_sha256", done.err)
        self.assertIn(f"{folder}: Is a directory", done.err)
        self.assertNotEqual(digest.read_bytes(), b"")

    def test_a_folder_that_is_missing_is_named_before_the_work(self):
        self.refused("--summary", self.mirror.path("nowhere/summary"), self.mirror.ndjson,
                     says="nowhere/summary: No such file or directory")

    def test_no_message_becomes_a_verdict(self):
        """A program that starts without a standard error opens its first file in its place."""
        path = self.mirror.path("alone")
        lines = [self.mirror.texts[0], b"{"]
        command = self.mirror.command("--output", path, self.mirror.write("two.ndjson", b"\n".join(lines)))
        subprocess.run(["sh", "-c", 'exec "$@" 2>&-', "sh", *command], check=False, timeout=mirror.TIMEOUT_SECONDS)
        self.assertEqual([json.loads(line)["format"] for line in path.read_bytes().splitlines()],
                         ["pith-merge.audit-run.v1", "pith-merge.audit.v1", "pith-merge.audit.v1"])

    def test_verdicts_without_a_header_have_no_run(self):
        bare = self.mirror.write("bare", self.output("first").read_bytes().split(b"\n", 1)[1])
        for files in ([bare], [self.output("second"), bare]):
            done = self.mirror.audit("--from-verdicts", *files, "--summary", self.mirror.path("summary.json"))
            self.assertEqual(done.exit, 0, done.err)
            self.assertEqual([self.mirror.counts()[name] for name in ("program", "merge_version", "keys_sha256")],
                             [None, None, None])
        header = self.output("third").read_bytes().split(b"\n", 1)[0]
        done = self.mirror.audit("--from-verdicts", bare, self.mirror.write("run", header + b"\n"), "--summary",
                                 self.mirror.path("summary.json"))
        self.assertEqual(done.exit, 0, done.err)
        self.assertEqual(self.mirror.counts()["keys_sha256"], json.loads(header)["keys_sha256"])

    def test_since_needs_a_file_that_an_audit_wrote(self):
        self.refused("--since", self.mirror.write("empty", b""), self.mirror.ndjson, says="empty")
        self.refused("--since", "/dev/null", self.mirror.ndjson, says="more than once")

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


class Resumed(mirror.Small):
    def archives(self):
        """Members of one name: bundles, and documents that have no verdict, before, between and behind them."""
        state = b'{"state_type":"pith_open_graph_state"}'
        members = [("a.json", state), ("a.json", self.mirror.texts[0]), ("a.json", state), ("b.json", state),
                   ("a.json", self.mirror.texts[1]), ("a.json", self.mirror.texts[1]), ("b.json", b"{"),
                   ("a.json", state)]
        with tarfile.open(self.mirror.path("names.tar"), "w") as archive:
            for name, data in members:
                mirror.add_member(archive, name, data)
        with warnings.catch_warnings(), zipfile.ZipFile(self.mirror.path("names.zip"), "w") as archive:
            warnings.simplefilter("ignore")  # about equal names
            for name, data in members:
                archive.writestr(name, data)
        return self.mirror.path("names.tar"), self.mirror.path("names.zip")

    def test_at_every_line(self):
        """The file and the summary of a run that was stopped behind any of its lines are those of one run."""
        output, summary = self.mirror.path("verdicts"), self.mirror.path("summary.json")
        for archive in self.archives():
            options = ("--summary", summary, archive, self.mirror.write_lines("few.ndjson", range(3)))
            output.unlink(missing_ok=True)
            self.assertEqual(self.mirror.audit("--output", output, *options).exit, 2)
            right, counts = output.read_bytes(), self.mirror.counts()
            self.assertEqual([counts[name] for name in ("hold", "refused", "other")], [6, 1, 4])
            lines = right.splitlines(keepends=True)
            for size in range(len(lines) + 1):
                with self.subTest(archive=archive.name, lines=size):
                    output.write_bytes(b"".join(lines[:size]))
                    done = self.mirror.audit("--output", output, "--resume", *options)
                    self.assertEqual((done.exit, output.read_bytes()), (2, right), done.err)
                    self.assertEqual(self.mirror.counts(), counts)


class Filter(mirror.Small):
    def test_nothing_gives_nothing(self):
        done = self.mirror.audit("--filter")
        self.assertEqual((done.exit, done.out), (0, b""), done.err)

    def test_failures_and_refusals_are_data(self):
        lines = [self.mirror.texts[0].replace(b"graph", b"grape"), b"{", b"[]", self.mirror.texts[1]]
        done = self.mirror.audit("--filter", stdin=b"\n".join(lines))
        self.assertEqual(done.exit, 0, done.err)
        self.assertEqual([line["ok"] for line in lines_of(done.out)], [False, False, False, True])

    def test_a_failure_of_reading_is_no_success(self):
        with subprocess.Popen(
                ["sh", "-c", 'exec "$@" < /', "sh", *self.mirror.command("--filter")], stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL) as process:
            self.assertIn(b'"unreadable"', process.stdout.read())
        self.assertEqual(process.returncode, 2)

    def test_each_answer_comes_before_the_next_question(self):
        """Whoever waits for the answer before asking again gets it: a pause flushes."""
        for threads in (1, 3):
            with self.subTest(threads=threads):
                self.ask_and_wait("--threads", threads)

    def ask_and_wait(self, *options):
        with subprocess.Popen(self.mirror.command("--filter", *options), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as process:
            deadline = threading.Timer(60, process.kill)
            deadline.start()
            self.addCleanup(deadline.cancel)
            for index in range(mirror.SMALL):
                process.stdin.write(self.mirror.texts[index] + b"\n")
                process.stdin.flush()
                line = json.loads(process.stdout.readline())
                self.assertEqual(mirror.known_part(line),
                                 mirror.expected_line(self.mirror.texts[index], self.mirror.truths[index]))
            process.stdin.close()
            self.assertEqual((process.stdout.read(), process.wait(mirror.TIMEOUT_SECONDS)), (b"", 0))


if __name__ == "__main__":
    sys.exit(unittest.main())
