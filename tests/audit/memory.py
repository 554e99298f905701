"""How much memory an audit takes at most, of a mirror that comes through a pipe and is never on a disk.

    PITH_MERGE=... PITH_AUDIT_GENERATOR=... tests/audit/memory.py [--bundles N]

Prints a table, and ends with 1 if an audit of a million bundles (--bundles, or PITH_AUDIT_LARGE) takes more than one of
10,000 does, with 64 bytes for each distinct bundle that holds and 10 % on top.
"""

import argparse
import json
import subprocess
import sys
import tempfile

import mirror

SMALL = 10_000
BYTES_PER_BUNDLE = 64
SHARE = 1.10


# The kernel counts what a process has before it becomes another program. So a small process starts the program, and
# prints how it ended and the peak of its memory in KiB.
LAUNCHER = """
import posix, sys
child = posix.fork()
if child == 0:
    posix.dup2(posix.open("/dev/null", posix.O_WRONLY), 1)
    posix.execv(sys.argv[1], sys.argv[1:])
_, status, usage = posix.wait4(child, 0)
print(posix.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""


def peak_bytes(command, stdin=None):
    """The status and the peak of the memory of a run."""
    done = subprocess.run([sys.executable, "-I", "-S", "-c", LAUNCHER, *map(str, command)], stdin=stdin,
                          stdout=subprocess.PIPE, check=True)
    status, peak_kib = done.stdout.split()
    return int(status), int(peak_kib) * 1024


def measure(count, keys):
    """The peak of an audit of this many bundles, and how many hold."""
    with tempfile.NamedTemporaryFile(prefix="pith-summary-") as summary:
        with subprocess.Popen([mirror.GENERATOR, str(count)], stdout=subprocess.PIPE) as generator:
            status, peak = peak_bytes([mirror.PROGRAM, "audit", "--quiet", "--keys", keys, "--summary", summary.name,
                                       "--threads", "2", "-"], generator.stdout)
            generator.stdout.close()  # so that a generator whose reader has gone ends
        with open(summary.name, encoding="utf-8") as file:
            counts = json.load(file)
    broken = count // 1000  # one in a thousand, the one in the middle
    if status not in (1, 2) or generator.returncode != 0 or counts["hold"] != count - broken:
        sys.exit(f"the audit of {count} bundles went wrong: status {status}, {counts['hold']} hold")
    return peak, counts["hold"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bundles", type=int, default=mirror.number_of("PITH_AUDIT_LARGE", 1_000_000))
    large = parser.parse_args().bundles
    _, floor = peak_bytes(["/bin/true"])
    with tempfile.NamedTemporaryFile(prefix="pith-keys-", suffix=".json") as keys:
        subprocess.run([mirror.GENERATOR, "--keys"], stdout=keys, check=True)
        peaks = {count: measure(count, keys.name) for count in (SMALL, large)}
    print(f"{'bundles':>10} {'hold':>10} {'peak MiB':>10}")
    for count, (peak, hold) in peaks.items():
        print(f"{count:>10} {hold:>10} {peak / 2**20:>10.1f}")
    small_peak, small_hold = peaks[SMALL]
    peak, hold = peaks[large]
    bound = small_peak * SHARE + BYTES_PER_BUNDLE * hold
    print(f"bound {bound / 2**20:.1f} MiB; {(peak - small_peak) / max(1, hold - small_hold):.1f} bytes for each more")
    if small_peak < floor * SHARE:
        sys.exit(f"the smaller audit takes no more than what starts it, {floor / 2**20:.1f} MiB: nothing was measured")
    sys.exit(1 if peak > bound else 0)


if __name__ == "__main__":
    main()
