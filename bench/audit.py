"""Times audits of one mirror: by the library alone, by the program in several ways, and by Python.

    bench/audit.py PROGRAM --generator GENERATOR --library PITH_AUDIT_BENCH [--bundles N] [--runs N]

Prints JSON as Google Benchmark does with --benchmark_format=json, but only the members that bench/table.py reads.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time

PEER = pathlib.Path(__file__).resolve().parent / "peers/audit.py"
# No bundle is broken: the library and Python end at one that does not hold.
NEVER = str(2**60)


class Bench:
    def __init__(self, arguments, folder):
        self.arguments = arguments
        self.keys = folder / "keys.json"
        self.ndjson = folder / "mirror.ndjson"
        self.changed = folder / "changed.ndjson"
        self.plain, self.packed = folder / "mirror.tar", folder / "mirror.tar.zst"
        self.verdicts = folder / "verdicts"
        self.summary = folder / "summary.json"
        self.keys.write_bytes(self.run([arguments.generator, "--keys"]))
        lines = self.generate(1)
        self.ndjson.write_bytes(b"".join(lines))
        others = self.generate(2)
        self.changed.write_bytes(b"".join(others[index] if index % 100 == 50 else line
                                          for index, line in enumerate(lines)))
        with tarfile.open(self.plain, "w") as archive:
            archive.add(self.ndjson, "mirror.ndjson")
        self.run(["zstd", "-q", "-3", self.plain, "-o", self.packed])
        self.run([*self.audit(1), "--output", self.verdicts, self.ndjson])

    def run(self, command):
        return subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE).stdout

    def generate(self, seed):
        command = [self.arguments.generator, self.arguments.bundles, "--seed", seed, "--broken-every", NEVER]
        return self.run(command).splitlines(keepends=True)

    def audit(self, threads):
        return [self.arguments.program, "audit", "--quiet", "--keys", self.keys, "--summary", self.summary,
                "--threads", threads]

    def seconds_of_audit(self, *arguments, threads=1):
        """Checks that every bundle holds, and so that the run did all of its work."""
        seconds = self.seconds_of([*self.audit(threads), *arguments])
        if json.loads(self.summary.read_bytes())["hold"] != self.arguments.bundles:
            sys.exit("an audit says that a bundle does not hold")
        return seconds

    def seconds_of(self, command):
        begin = time.perf_counter()
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        return time.perf_counter() - begin

    def jobs(self):
        return {
            "audit/library": lambda: float(self.run([self.arguments.library, self.keys, self.ndjson])),
            "audit/one_thread": lambda: self.seconds_of_audit(self.ndjson),
            "audit/two_threads": lambda: self.seconds_of_audit(self.ndjson, threads=2),
            "audit/tar_zst": lambda: self.seconds_of_audit(self.packed),
            "audit/since": lambda: self.seconds_of_audit("--since", self.verdicts, self.ndjson),
            "audit/since_changed": lambda: self.seconds_of_audit("--since", self.verdicts, self.changed),
            "audit/python": lambda: self.seconds_of([sys.executable, PEER, self.keys, self.ndjson]),
        }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--generator", required=True)
    parser.add_argument("--library", required=True)
    parser.add_argument("--bundles", type=int, default=20000)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pith-bench-") as name:
        jobs = Bench(arguments, pathlib.Path(name)).jobs()
        times = {name: [] for name in jobs}
        for _ in range(arguments.runs):  # in turns, so that a slow moment hits all of them
            for name, job in jobs.items():
                times[name].append(job())
    benchmarks = [{"name": name, "cpu_time": statistics.median(runs) * 1e9, "time_unit": "ns"}
                  for name, runs in times.items()]
    print(json.dumps({"benchmarks": benchmarks}))


if __name__ == "__main__":
    main()
