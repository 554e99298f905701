"""An audit that is stopped loses nothing: it is resumed, and its file ends as that of a run that nobody stopped.

    PITH_AUDIT_KILLS    how often it is killed at a random moment (5); the acceptance of the command is with 50
    PITH_AUDIT_BUNDLES  how many bundles (1000)
    PITH_AUDIT_SEED     of the random moments
"""

import fcntl
import json
import os
import pathlib
import random
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest

import mirror

BUNDLES = mirror.number_of("PITH_AUDIT_BUNDLES", 1000)
KILLS = mirror.number_of("PITH_AUDIT_KILLS", 5)
SEED = mirror.number_of("PITH_AUDIT_SEED", random.SystemRandom().randrange(10**6))


def state_of(process):
    """S if a process waits for something, Z if it has ended: proc_pid_stat(5)."""
    stat = pathlib.Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii", errors="replace")
    return stat.rpartition(")")[2].split()[0]


def unread_bytes(descriptor):
    return struct.unpack("i", fcntl.ioctl(descriptor, termios.FIONREAD, b"\0\0\0\0"))[0]


class Stopped(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.mirror = mirror.Mirror(BUNDLES, max(2, BUNDLES // mirror.WAYS))
        cls.addClassCleanup(cls.mirror.close)
        cls.whole = cls.mirror.path("whole")
        begin = time.perf_counter()
        done = cls.mirror.audit("--output", cls.whole, "--summary", cls.mirror.path("whole.json"), cls.mirror.ndjson)
        cls.seconds = time.perf_counter() - begin
        assert done.exit == 2, done.err
        cls.right = cls.whole.read_bytes()
        cls.room_bytes = len(cls.right) // 2 // resource.getpagesize() * resource.getpagesize()
        assert cls.right.count(b"\n") == BUNDLES + 1

    def setUp(self):
        self.output = self.mirror.path("verdicts")
        self.output.unlink(missing_ok=True)

    def command(self, *more):
        return self.mirror.command("--output", self.output, *more, self.mirror.ndjson)

    def check_prefix(self, output=None):
        """The file is whole lines of the right ones, and at most a part of one more."""
        written = (output or self.output).read_bytes() if (output or self.output).exists() else b""
        self.assertTrue(self.right.startswith(written), written[-300:])
        return written

    def check_resumed(self, output=None, source=None):
        """The rest is written, and the file and its summary are those of the undisturbed run."""
        output = output or self.output
        summary = self.mirror.path("resumed.json")
        done = self.mirror.audit("--output", output, "--resume", "--summary", summary, source or self.mirror.ndjson)
        self.assertEqual(done.exit, 2, done.err)
        self.assertEqual(output.read_bytes(), self.right)
        self.assertEqual(summary.read_bytes(), self.mirror.path("whole.json").read_bytes())


class Killed(Stopped):
    def run_until_killed(self, moment, *options):
        """Whether the run was killed at this part of the time of a whole run. If not, it had ended."""
        with subprocess.Popen(self.command(*options), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                process.wait(moment * self.seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                return True
        type(self).seconds *= 0.7  # the machine has become faster
        return False

    def test_at_random_moments(self):
        """Every second time the run that resumes is killed as well, so that a resumed file is resumed."""
        print(f"PITH_AUDIT_SEED={SEED}", file=sys.stderr)
        chance = random.Random(SEED)
        kills = 0
        while kills < KILLS:
            self.output.unlink(missing_ok=True)
            for options in ((), ("--resume",))[: 1 + kills % 2]:
                kills += self.run_until_killed(chance.random(), *options)
                self.check_prefix()
            self.check_resumed()


class Signals(Stopped):
    """The input comes through a named pipe, so that the moment of the signal is known: half of it has come."""

    def start(self, *options):
        """A run that has read a half of the mirror, has verified it, and waits for more."""
        source = self.mirror.path("late.ndjson")
        source.unlink(missing_ok=True)
        os.mkfifo(source)
        process = subprocess.Popen(self.mirror.command("--output", self.output, *options, source),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        writer = os.open(source, os.O_WRONLY)
        self.addCleanup(os.close, writer)
        for text in self.mirror.texts[: BUNDLES // 2]:
            for part in (text, b"\n"):
                while part:
                    part = part[os.write(writer, part):]
        while not (unread_bytes(writer) == 0 and state_of(process) == "S") and state_of(process) != "Z":
            os.sched_yield()
        return process, source

    def test_they_end_the_run_in_order(self):
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with self.subTest(number):
                self.output.unlink(missing_ok=True)
                process, source = self.start()
                process.send_signal(number)
                out, err = process.communicate(timeout=60)
                self.assertEqual((process.returncode, out), (status, b""), err)
                said = [line for line in err.decode().splitlines() if "--resume" in line]
                self.assertEqual(len(said), 1, err)
                written = self.output.read_bytes()
                self.assertTrue(written.endswith(b"\n"), "a torn line")
                self.assertGreater(written.count(b"\n"), BUNDLES // 4, "what was verified is not there")
                self.check_whole(source)

    def test_a_pipe_that_nobody_writes_to(self):
        """The first signal ends the wait for a writer, and what was verified before is in the file."""
        never = self.mirror.path("never.ndjson")
        os.mkfifo(never)
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with self.subTest(number):
                self.output.unlink(missing_ok=True)
                reader, writer = os.pipe()
                process = subprocess.Popen(self.mirror.command("--output", self.output, "-", never), stdin=reader,
                                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
                self.addCleanup(process.stderr.close)
                self.addCleanup(process.wait)
                self.addCleanup(process.kill)
                os.close(reader)
                with open(writer, "wb") as first:
                    first.write(b"\n".join(self.mirror.texts[:5]))
                while state_of(process) not in "SZ" or not self.output.exists():
                    os.sched_yield()
                process.send_signal(number)
                err = process.communicate(timeout=60)[1]
                self.assertEqual(process.returncode, status, err)
                self.assertIn(b"--resume", err)
                self.assertEqual(self.output.read_bytes(), b"".join(
                    line.replace(str(self.mirror.ndjson).encode(), b"-")
                    for line in self.right.splitlines(keepends=True)[:6]))

    def test_a_second_signal_ends_it_at_once(self):
        """Both come while the program is stopped, so that it has handled the first one only when the second is there.
        Then it cannot end in order."""
        process, _ = self.start()
        for number in (signal.SIGSTOP, signal.SIGINT, signal.SIGTERM, signal.SIGCONT):
            process.send_signal(number)
        self.assertIn(process.wait(mirror.TIMEOUT_SECONDS), (-signal.SIGINT, -signal.SIGTERM))

    def check_whole(self, source):
        """The rest comes from an ordinary file with the name of the pipe."""
        source.unlink()
        source.write_bytes(self.mirror.ndjson.read_bytes())
        done = self.mirror.audit("--output", self.output, "--resume", source)
        self.assertEqual(done.exit, 2, done.err)
        mine, right = str(source).encode(), str(self.mirror.ndjson).encode()
        self.assertEqual(self.output.read_bytes().replace(mine, right), self.right)


class NoRoom(Stopped):
    def check_full(self, done, output):
        self.assertEqual(done.exit, 2, done.err)
        self.assertIn(str(output), done.err)
        self.assertLess(len(self.check_prefix(output)), len(self.right))

    def test_a_file_that_must_not_grow(self):
        """RLIMIT_FSIZE makes a write fail. Python leaves SIGXFSZ ignored if it need not restore signals."""
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.room_bytes, self.room_bytes))

        done = mirror.run(self.command(), preexec_fn=limit, restore_signals=False)
        self.check_full(done, self.output)
        self.check_resumed()

    def test_a_full_disk(self):
        with tempfile.TemporaryDirectory(prefix="pith-disk-") as disk:
            mount = ["mount", "-t", "tmpfs", "-o", f"size={self.room_bytes}", "tmpfs", disk]
            if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
                self.skipTest("needs root, and leave to mount a tmpfs")
            try:
                self.check_disk(pathlib.Path(disk))
            finally:
                subprocess.run(["umount", disk], check=True)

    def check_disk(self, disk):
        output = disk / "verdicts"
        done = self.mirror.audit("--output", output, self.mirror.ndjson)
        self.check_full(done, output)
        again = self.mirror.audit("--output", output, "--resume", self.mirror.ndjson)
        self.check_full(again, output)
        subprocess.run(["mount", "-o", "remount,size=100M", str(disk)], check=True)
        self.check_resumed(output)

    def test_a_summary_that_cannot_be_written(self):
        """The old one stays, and the verdicts are whole."""
        summary = self.mirror.path("folder/summary.json")
        summary.parent.mkdir(exist_ok=True)
        summary.write_bytes(b"old")
        for target in (self.mirror.path("no such folder/summary.json"), summary.parent):
            self.output.unlink(missing_ok=True)
            done = mirror.run(self.command("--summary", target))
            self.assertEqual(done.exit, 2, done.err)
            self.assertIn(str(target), done.err)
        self.assertEqual([path.name for path in summary.parent.iterdir()], ["summary.json"])

    def test_a_full_standard_output(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(self.mirror.command(self.mirror.ndjson), stdout=full, stderr=subprocess.PIPE,
                                  timeout=mirror.TIMEOUT_SECONDS, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"standard output", done.stderr)


class Pipes(Stopped):
    def test_a_reader_that_goes_away(self):
        """The run ends at once: it does not verify what nobody reads."""
        with subprocess.Popen(self.mirror.command(self.mirror.ndjson), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            line = json.loads(process.stdout.readline())
            process.stdout.close()
            err = process.stderr.read()
            status = process.wait(mirror.TIMEOUT_SECONDS)
        self.assertEqual(mirror.known_part(line), mirror.expected_line(self.mirror.texts[0], self.mirror.truths[0]))
        self.assertIn(status, (2, -signal.SIGPIPE))
        self.assertTrue(status < 0 or b"standard output" in err, err)


class ReadErrors(Stopped):
    """/proc/self/mem opens and cannot be read at its beginning."""

    def test_what_cannot_be_read_is_one_line(self):
        bad = self.mirror.path("bad.ndjson")
        bad.unlink(missing_ok=True)
        bad.symlink_to("/proc/self/mem")
        first = self.mirror.write_lines("first.ndjson", range(10))
        last = self.mirror.write_lines("last.ndjson", range(10, 20))
        done = self.mirror.audit("--output", self.output, first, bad, last)
        self.assertEqual(done.exit, 2, done.err)
        written = self.output.read_bytes()
        lines = mirror.lines_of(written)[1:]
        self.assertTrue(lines[10]["source"].startswith(str(bad)), lines[10])
        self.assertEqual(lines[10]["error"]["code"], "unreadable")
        self.assertEqual([mirror.known_part(line) for line in lines[:10] + lines[11:]],
                         [mirror.expected_line(*pair) for pair in zip(self.mirror.texts[:20], self.mirror.truths)])
        # The same run resumed in its middle ends with the same file.
        self.output.write_bytes(written[: len(written) // 3])
        self.mirror.audit("--output", self.output, "--resume", first, bad, last)
        self.assertEqual(self.output.read_bytes(), written)

    def test_a_folder_with_the_name_of_a_document(self):
        folder = self.mirror.path("folder")
        (folder / "a.json").mkdir(parents=True, exist_ok=True)
        (folder / "a.json" / "inner.json").write_bytes(self.mirror.texts[0])
        (folder / "b.json").write_bytes(self.mirror.texts[1])
        lines = mirror.lines_of(self.mirror.audit(folder).out)
        self.assertEqual([line["source"] for line in lines], [f"{folder}/a.json/inner.json", f"{folder}/b.json"])

    def test_a_file_that_ends_in_the_middle_of_a_line(self):
        """As one whose writer was killed: the whole lines count, and the part is refused."""
        path = self.mirror.write("cut.ndjson", self.mirror.ndjson.read_bytes()[:-100])
        lines = mirror.lines_of(self.mirror.audit(path).out)
        self.assertEqual(len(lines), BUNDLES)
        self.assertEqual(lines[-1]["error"]["code"], "syntax")


if __name__ == "__main__":
    sys.exit(unittest.main())
