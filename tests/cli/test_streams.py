"""Standard input and output that are non-blocking, as a program that shares them can make them, and files too large."""

import fcntl
import json
import os
import pathlib
import struct
import subprocess
import termios
import unittest

import support

BUNDLE = support.BUNDLE_OF_PAGE.read_bytes()
DOCUMENT_SIZE_BYTES_MAX = 2**31 - 1
MEMORY_KIB_MAX = 600_000  # a sanitizer's memory included; less than a third of the largest document


def unread_bytes(descriptor):
    """How many bytes a pipe holds."""
    return struct.unpack("i", fcntl.ioctl(descriptor, termios.FIONREAD, b"\0\0\0\0"))[0]


def state_of(process):
    """S if a process waits for something, Z if it has ended: proc_pid_stat(5)."""
    stat = pathlib.Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii", errors="replace")
    return stat.rpartition(")")[2].split()[0]


def let_it_wait(process, has_used_the_pipe):
    """Returns when the pipe is as it must be and the process waits, or when the process has ended."""
    while not ((has_used_the_pipe() and state_of(process) == "S") or state_of(process) == "Z"):
        os.sched_yield()


class Pipe:
    """A pipe; one of its ends is non-blocking, for whoever has it."""

    def __init__(self, non_blocking_end):
        self.ends = list(os.pipe())
        os.set_blocking(self.ends[non_blocking_end], False)

    def close(self, end):
        os.close(self.ends[end])


class NonBlocking(unittest.TestCase):
    def test_a_late_writer(self):
        for arguments in (("verify", "--json", "-"), ("merge", "-"), ("canon",), ("canon", "-"),
                          ("verify", "--keys", "-", support.BUNDLE_OF_PAGE),
                          ("verify", "--json", "--files-from", "-")):
            data = BUNDLE
            if "--files-from" in arguments:
                data = str(support.BUNDLE_OF_PAGE).encode() + b"\n"
            if "--keys" in arguments:
                data = support.keys_file().read_bytes()
            expected = support.run(*arguments, stdin=data)
            self.assertEqual(expected.exit, 0)
            pipe = Pipe(0)
            with subprocess.Popen([support.PROGRAM, *map(str, arguments)], stdin=pipe.ends[0],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                for part in (data[: len(data) // 2], data[len(data) // 2 :]):
                    let_it_wait(process, lambda: unread_bytes(pipe.ends[0]) == 0)
                    os.write(pipe.ends[1], part)
                pipe.close(0)
                pipe.close(1)
                out, err = process.communicate(timeout=300)
            with self.subTest(arguments=arguments):
                self.assertEqual((process.returncode, out, err.decode()), expected)

    def check_slow_reader(self, stream, *arguments, size_min):
        """Nobody reads the stream until it is full and the program waits, or has given up."""
        expected = support.run(*arguments)
        is_error = stream == "stderr"
        self.assertGreater(len(expected.err if is_error else expected.out), size_min)
        pipe = Pipe(1)
        other = {"stdout" if is_error else "stderr": subprocess.DEVNULL}
        with subprocess.Popen([support.PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL,
                              **{stream: pipe.ends[1]}, **other) as process:
            pipe.close(1)
            let_it_wait(process, lambda: unread_bytes(pipe.ends[0]) > 0)
            with open(pipe.ends[0], "rb") as reader:
                shown = reader.read()
            self.assertEqual(process.wait(300), expected.exit)
        self.assertEqual(shown, expected.err.encode() if is_error else expected.out)

    def test_a_slow_reader_of_standard_output(self):
        value = support.write_json(["x" * 1000] * 1000)
        self.check_slow_reader("stdout", "canon", value, size_min=1_000_000)
        self.check_slow_reader("stdout", "verify", "--json", *[support.BUNDLE_OF_PAGE] * 100, size_min=200_000)

    def test_a_slow_reader_of_standard_error(self):
        missing = [f"missing/{i}/{'x' * 200}" for i in range(1000)]
        self.check_slow_reader("stderr", "verify", *missing, size_min=200_000)

    def test_an_output_that_is_closed_is_still_an_error(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([support.PROGRAM, "canon", support.BUNDLE_OF_PAGE], stdout=full,
                                  stderr=subprocess.PIPE, timeout=300, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"cannot write to standard output", done.stderr)


class Sizes(unittest.TestCase):
    def run_and_measure(self, *arguments, **streams):
        """(exit, stdout, KiB of memory at most) of a run."""
        with subprocess.Popen([support.PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, **streams) as process:
            out = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        return process.returncode, out, usage.ru_maxrss

    def test_a_file_that_is_too_large_is_refused_before_it_is_read(self):
        path = support.scratch_path("large.json")
        with open(path, "wb") as file:
            file.truncate(DOCUMENT_SIZE_BYTES_MAX + 1)  # a hole, which takes no room on the disk
        for arguments in (("verify", "--json", path), ("merge", "--json", path), ("canon", "--json", path),
                          ("verify", "--json", "--keys", path, support.BUNDLE_OF_PAGE)):
            status, out, memory_kib = self.run_and_measure(*arguments)
            self.assertEqual((status, json.loads(out)["error"]["code"]), (2, "unreadable"))
            self.assertIn("2,147,483,647", json.loads(out)["error"]["explanation"])
            self.assertLess(memory_kib, MEMORY_KIB_MAX)
        with open(path, "rb") as file:
            status, out, memory_kib = self.run_and_measure("verify", "--json", "-", stdin=file)
        self.assertEqual((status, json.loads(out)["error"]["code"]), (2, "unreadable"))
        self.assertLess(memory_kib, MEMORY_KIB_MAX)

    def test_standard_input_that_was_read_in_part(self):
        path = support.scratch_path("part.json")
        with open(path, "wb") as file:
            file.seek(DOCUMENT_SIZE_BYTES_MAX + 1)
            file.write(BUNDLE)
        with open(path, "rb", buffering=0) as file:
            file.seek(DOCUMENT_SIZE_BYTES_MAX + 1)
            status, out, _ = self.run_and_measure("canon", "-", stdin=file)
        self.assertEqual((status, out), (0, support.run("canon", support.BUNDLE_OF_PAGE).out))


if __name__ == "__main__":
    unittest.main()
