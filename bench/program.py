"""Times the program as a whole: its start, one thread and two threads, and the same files given twice.

    bench/program.py PROGRAM [--files N] [--runs N]

Prints JSON as Google Benchmark does with --benchmark_format=json, but only the members that bench/table.py reads.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

from bundles import make_bundles


def seconds_of(command):
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        paths, keys = make_bundles(pathlib.Path(name), arguments.files)
        files = [str(path) for path in paths]
        verify = [arguments.program, "verify", "--quiet", "--keys", str(keys)]
        commands = {
            "program/version": [arguments.program, "--version"],
            "program/one_thread": [*verify, "--threads", "1", *files],
            "program/two_threads": [*verify, "--threads", "2", *files],
            "program/twice": [*verify, "--threads", "1", *files, *files],
        }
        times = {name: [] for name in commands}
        for _ in range(arguments.runs):  # in turns, so that a slow moment hits all of them
            for command_name, command in commands.items():
                times[command_name].append(seconds_of(command))
    benchmarks = [{"name": name, "cpu_time": statistics.median(runs) * 1e9, "time_unit": "ns"}
                  for name, runs in times.items()]
    print(json.dumps({"benchmarks": benchmarks}))


if __name__ == "__main__":
    main()
