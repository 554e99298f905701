"""How much memory `diff` takes for two large audits. PITH_DIFF_RECORDS=3000000 is the size of the largest mirror."""

import os
import subprocess
import sys
import tempfile
import unittest

import verdict_lines

PROGRAM = os.environ.get("PITH_MERGE")
RECORDS = int(os.environ.get("PITH_DIFF_RECORDS", "300000"))
BYTES_PER_RECORD_AND_SIDE_MAX = 150
BYTES_MAX = 10**9  # for three million records on each side
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


# base32 has no 0, 1, 8 and 9.
DIGITS = str.maketrans("0189", "WXYZ")


def suffixes(count):
    """`count` distinct suffixes in no order, quicker than by hashing."""
    pairs = [first + second for first in ALPHABET for second in ALPHABET]
    for index in range(count):
        word = index * 0x9E3779B97F4A7C15 % 2**64  # the factor is odd, so that all are distinct
        yield pairs[word >> 54] + pairs[word >> 44 & 1023] + f"{word:020d}".translate(DIGITS) + "AA"


def write_audit(count, side):
    """Writes a verdict file to standard output. Every thousandth record has a state of this side alone."""
    sample = verdict_lines.line("NUMBER", state_sha256="STATE", input_sha256="INPUT")
    run, template = verdict_lines.text([sample]).decode().splitlines(keepends=True)
    before, rest = template.split("NUMBER")
    between, rest = rest.split("STATE")
    after, end = rest.split("INPUT")
    lines = [run]
    for index, suffix in enumerate(suffixes(count)):
        state = side * 64 if index % 1000 == 0 else f"{index:064x}"
        lines.append(f"{before}pith:2021:{suffix}{between}{state}{after}{index:064x}{end}")
        if len(lines) == 1000:
            sys.stdout.write("".join(lines))
            lines.clear()
    sys.stdout.write("".join(lines))


class Memory(unittest.TestCase):
    def test_it_grows_by_little_for_each_record(self):
        command = [sys.executable, "-B", __file__, "--write", str(RECORDS)]
        with subprocess.Popen([*command, "a"], stdout=subprocess.PIPE) as a, \
                subprocess.Popen([*command, "b"], stdout=subprocess.PIPE) as b:
            descriptors = a.stdout.fileno(), b.stdout.fileno()
            with subprocess.Popen([PROGRAM, "diff", *(f"/dev/fd/{one}" for one in descriptors)], pass_fds=descriptors,
                                  stdout=subprocess.PIPE) as process:
                lines = process.stdout.read().decode().splitlines()
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual((a.returncode, b.returncode, process.returncode), (0, 0, 1))
        different = (RECORDS + 999) // 1000
        self.assertEqual((len(lines), lines[:-1]), (different + 1, sorted(lines[:-1])))
        self.assertTrue(lines[-1].startswith(f"{different:,} of {RECORDS:,} records differ"), lines[-1])
        peak = usage.ru_maxrss * 1024
        share = peak / (2 * RECORDS)
        print(f"{RECORDS:,} records on each side: {peak / 1e6:.0f} MB, {share:.0f} bytes for each record and side")
        self.assertLess(share, BYTES_PER_RECORD_AND_SIDE_MAX)
        if RECORDS >= 3_000_000:
            self.assertLess(peak / RECORDS * 3_000_000, BYTES_MAX)

    def test_a_digest_with_huge_lines_takes_little(self):
        """The first line of another size ends the reading."""
        verdict = verdict_lines.line("pith:2021:" + "A" * 26)
        first = verdict_lines.digest([verdict]).splitlines()[0]
        lines = '{ echo "$0"; for i in {1..12}; do head -c 15000000 /dev/zero; echo; done; }'
        with tempfile.NamedTemporaryFile("wb", suffix=".ndjson") as other:
            other.write(verdict_lines.text([verdict]))
            other.flush()
            done = subprocess.run(["bash", "-c", f'ulimit -v 200000; {lines} | "$@"', first, PROGRAM, "diff", "-",
                                   other.name], capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (2, b""), done.stderr)
        self.assertRegex(done.stderr, rb"^-:2:1: not_a_verdict: ")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        write_audit(int(sys.argv[2]), sys.argv[3])
    else:
        unittest.main()
