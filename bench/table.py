"""Prints one table of ratios from what the benches measured.

    bench/table.py RESULT.json...

Each file has the JSON that Google Benchmark prints with --benchmark_format=json, or that of bench/program.py, or that
of a peer. Its name says what it is: python.json and node.json are peers, openssl_alone.json is of the build without
libsodium. A ratio is between medians of one run.

A figure may have a guard and a goal. A guard is against getting slower: it is 15 % worse than the worst figure of the
runs on which it was set, which docs/performance.md describes. A goal is the figure that we want to reach, or have
reached. The exit status is 1 if a guard is missed or, peers aside, was not measured, and if a bench found its own
result wrong. A goal that is not reached is only shown.
"""

import collections
import json
import pathlib
import statistics
import sys

NANOSECONDS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}

# A smaller margin would fail too often on a busy machine. A larger one would hide that something got a sixth slower.
GUARD_MARGIN = 1.15

# What is measured, beside what, the worst ratio of the runs, and the goal. The ratio must not be much higher than
# `reached`, or with `least` not much lower.
Row = collections.namedtuple("Row", "what beside reached goal least", defaults=[None, None, False])

ROWS = [
    ("A bundle verified, beside its five hashes and four signatures", [
        # What is not hashes or signatures: parsing, the canonical text, the state and the report.
        Row("verify/real", "floor/libsodium", 1.21, 1.12),
        # The same, where members must be sorted and white space must be skipped.
        Row("verify/indented", "floor/libsodium", 1.21, 1.20),
        Row("verify/reversed_keys", "floor/libsodium", 1.22, 1.20),
        Row("verify/indented_reversed", "floor/libsodium", 1.21, 1.20),
        Row("verify/escaped", "floor/libsodium"),
        Row("verify/real", "floor/openssl"),
        # OpenSSL takes about twice as long for a signature, so everything else weighs less.
        Row("openssl_alone/verify/real", "openssl_alone/floor/openssl", 1.08, 1.07),
        # A peer that comes closer shows that we got slower, or that its libraries got faster.
        Row("peer/python/verify", "verify/real", 2.92, 3, True),
        Row("peer/node/verify", "verify/real", 2.71, 3.5, True),
    ]),
    ("Canonical form and its hash, beside the hash of the raw bytes", [
        # The parser and the writer. The raw bytes are about as long as the canonical form.
        Row("canon/real", "sha256/real", 2.61, 2.75),
        Row("canon/indented", "sha256/indented"),
        Row("canon/reversed_keys", "sha256/reversed_keys"),
        Row("canon/escape_heavy", "sha256/escape_heavy"),
        Row("canon/number_heavy", "sha256/number_heavy"),
        # As with `verify`.
        Row("peer/python/canon", "canon/real", 6.95, 6, True),
        Row("peer/node/canon", "canon/real"),
    ]),
    ("Cryptography, beside the libraries called directly", [
        Row("sha256/64", "floor/sha256/64"),
        Row("sha256/16384", "floor/sha256/16384"),
        Row("ed25519/holds", "floor/ed25519_libsodium"),
        Row("ed25519/fails", "floor/ed25519_openssl"),
    ]),
    ("The program", [
        # Two threads can be at most twice as fast.
        Row("program/one_thread", "program/two_threads", 1.95, 1.85, True),
        # A bundle that comes again costs its parsing and hashing, but no signature.
        Row("program/twice", "program/one_thread", 1.20, 1.25),
    ]),
    ("An audit of a mirror", [
        # Reading lines, hashing them, and writing verdicts.
        Row("audit/one_thread", "audit/library", 1.08, 1.15),
        Row("audit/one_thread", "audit/two_threads", 1.96, 1.85, True),
        # In its own thread or not, zstd must be read in less time than bundles are verified.
        Row("audit/tar_zst", "audit/one_thread", 1.05, 1.35),
        # What is not verified again is read and hashed. One bundle of a hundred is verified.
        Row("audit/one_thread", "audit/since", 13.4, 12, True),
        Row("audit/one_thread", "audit/since_changed", 11.7, 9, True),
        # Two processes beside two threads.
        Row("audit/python", "audit/two_threads", 2.84, 3.5, True),
    ]),
]

# Merges, by shape: the ratio that was reached with each of these numbers of events. With a million, the tables do not
# fit the cache, and each link waits for memory.
MERGE_SIZES = (1000, 10_000, 100_000, 1_000_000)
MERGES_REACHED = {
    "chain": (1.96, 1.84, 1.79, 2.90),
    "copies": (2.33, 2.16, 2.33, 3.63),
    "forest": (2.17, 2.09, 2.02, 3.33),
    "graph": (3.31, 2.89, 2.93, 3.99),
    "one_position": (1.84, 1.84, 1.85, 2.24),
    "one_predecessor": (2.25, 2.15, 2.20, 2.66),
    "supersedes_8": (9.72, 5.87, 5.49, 5.78),
    "unresolved": (1.71, 1.72, 1.55, 1.90),
}
MERGE_GOAL = 3.5
# The slowest shape beside the fastest. A shape that gets much slower than the others would be a way to attack.
SPREADS_REACHED = (5.69, 3.42, 3.53, 3.04)
SPREAD_GOAL = 3

# With a million events of each shape. With fewer, it matters too much whether a table has just grown.
BYTES_NAME_END = "/1000000"
BYTES_REACHED = {"chain": -14.7, "copies": -14.1, "forest": -14.1, "graph": -2.6, "one_position": -11.0,
                 "one_predecessor": -11.0, "supersedes_8": 45.3, "unresolved": -15.2}
BYTES_MARGIN = 20  # about 15 % of an event, its own bytes included
BYTES_GOAL = 110

# A process that starts and ends, with nothing else to do.
START_REACHED_MILLISECONDS = 4.87
START_GOAL_MILLISECONDS = 6


def guard_of(reached, least=False):
    """The guard that follows from a figure that was reached. None if `reached` is None."""
    if reached is None:
        return None
    return round(reached / GUARD_MARGIN if least else reached * GUARD_MARGIN, 2)


def read_google(results, medians, counters, prefix=""):
    """Medians of CPU time in nanoseconds, by name: the aggregate of the repetitions, or the single run without any."""
    for entry in results["benchmarks"]:
        name = prefix + entry.get("run_name", entry["name"])
        if entry.get("error_occurred"):
            sys.exit(f"{name}: {entry['error_message']}")
        if entry.get("aggregate_name", "median") == "median" and "cpu_time" in entry:
            medians[name] = entry["cpu_time"] * NANOSECONDS[entry["time_unit"]]
            counters[name] = entry


def read(path, medians, counters):
    with open(path, encoding="utf-8") as file:
        results = json.load(file)
    if "benchmarks" in results:
        prefix = "openssl_alone/" if pathlib.Path(path).stem == "openssl_alone" else ""
        read_google(results, medians, counters, prefix)
        return
    for job, files in results.items():  # of the first bundle by name, which the benches use
        medians[f"peer/{pathlib.Path(path).stem}/{job}"] = statistics.median(files[min(files)]) * 1e9


def reached_with(event_count, figures):
    """The figure for this number of events, or None if there is none."""
    return dict(zip(MERGE_SIZES, figures)).get(event_count)


def merge_rows(medians):
    """Each shape and size beside a sort of the same digests. Then, for each size, the slowest beside the fastest."""
    shapes = collections.defaultdict(dict)
    for name, median in medians.items():
        parts = name.split("/")
        if parts[0] == "merge" and len(parts) == 3 and f"sort/{parts[2]}" in medians:
            shapes[int(parts[2])][parts[1]] = median
    for size, of_size in sorted(shapes.items()):
        for shape, median in of_size.items():
            yield (f"merge/{shape}/{size}", f"sort/{size}", median / medians[f"sort/{size}"],
                   guard_of(reached_with(size, MERGES_REACHED.get(shape, ()))), MERGE_GOAL)
        slowest, fastest = max(of_size, key=of_size.get), min(of_size, key=of_size.get)
        yield (f"merge/{slowest}/{size}", f"merge/{fastest}/{size}", of_size[slowest] / of_size[fastest],
               guard_of(reached_with(size, SPREADS_REACHED)), SPREAD_GOAL)


class Table:
    def __init__(self):
        self.missed_guards = 0
        self.missed_goals = 0
        self.unmeasured = 0

    def leave_out(self, row):
        self.unmeasured += row.reached is not None and not row.what.startswith("peer/")

    def title(self, text):
        print(f"\n{text}")

    def line(self, what, beside, value, guard=None, goal=None, least=False):
        def is_met(limit):
            return value >= limit if least else value <= limit

        verdict = ""
        if guard is not None:
            self.missed_guards += not is_met(guard)
            verdict = f"{'>=' if least else '<='} {guard:<6g} {'' if is_met(guard) else 'MISSED':6}"
        if goal is not None:
            self.missed_goals += not is_met(goal)
            verdict += f"  goal {goal:g}{'' if is_met(goal) else ', not reached'}"
        print(f"  {what:34} {beside:32} {value:8.2f}  {verdict}".rstrip())


def main():
    medians, counters = {}, {}
    for path in sys.argv[1:]:
        read(path, medians, counters)
    table = Table()
    for title, rows in ROWS:
        table.title(title)
        for row in rows:
            if row.what not in medians or row.beside not in medians:
                table.leave_out(row)
                continue
            table.line(row.what, row.beside, medians[row.what] / medians[row.beside],
                       guard_of(row.reached, row.least), row.goal, row.least)
    merges = list(merge_rows(medians))
    if merges:
        table.title("Events merged that are verified already, beside std::sort of their digests")
        for what, beside, value, guard, goal in merges:
            table.line(what, beside, value, guard, goal)
    sizes = {name: entry["bytes_per_event"] for name, entry in counters.items() if "bytes_per_event" in entry}
    if sizes:
        table.title("The most memory in use, in bytes per event without the event's own")
        for name, value in sorted(sizes.items()):
            if name.endswith(BYTES_NAME_END):
                reached = BYTES_REACHED.get(name.split("/")[1])
                table.line(name, "", value, None if reached is None else round(reached + BYTES_MARGIN), BYTES_GOAL)
            else:
                table.line(name, "", value)
    if "program/version" in medians:
        table.title("Milliseconds")
        table.line("program/version", "", medians["program/version"] / 1e6, guard_of(START_REACHED_MILLISECONDS),
                   START_GOAL_MILLISECONDS)
    print(f"\n{table.missed_guards} guards missed, {table.unmeasured} not measured; "
          f"{table.missed_goals} goals not reached")
    sys.exit(1 if table.missed_guards or table.unmeasured else 0)


if __name__ == "__main__":
    main()
