"""Prints one table of ratios from what the benches measured.

    bench/table.py RESULT.json...

Each file is what Google Benchmark prints with --benchmark_format=json, or bench/program.py, or a peer, and is named
after it: python.json, node.json; openssl_alone.json is of the build without libsodium. A ratio is between medians of
one run. Exit status 1 where a limit is missed or, peers aside, was not measured, and where a bench found its result
wrong.
"""

import collections
import json
import pathlib
import statistics
import sys

NANOSECONDS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}

# What is measured, beside what, and the most (or, of a `least`, the least) that the ratio may be.
Row = collections.namedtuple("Row", "what beside limit least", defaults=[None, False])

ROWS = [
    ("A bundle verified, beside its five hashes and four signatures", [
        Row("verify/real", "floor/libsodium", 1.12),
        Row("verify/indented", "floor/libsodium", 1.20),
        Row("verify/reversed_keys", "floor/libsodium", 1.20),
        Row("verify/indented_reversed", "floor/libsodium", 1.20),
        Row("verify/escaped", "floor/libsodium"),
        Row("verify/real", "floor/openssl"),
        Row("openssl_alone/verify/real", "openssl_alone/floor/openssl", 1.07),
        Row("peer/python/verify", "verify/real", 3, True),
        Row("peer/node/verify", "verify/real", 3.5, True),
    ]),
    ("Canonical form and its hash, beside the hash of the raw bytes", [
        Row("canon/real", "sha256/real", 2.75),
        Row("canon/indented", "sha256/indented"),
        Row("canon/reversed_keys", "sha256/reversed_keys"),
        Row("canon/escape_heavy", "sha256/escape_heavy"),
        Row("canon/number_heavy", "sha256/number_heavy"),
        Row("peer/python/canon", "canon/real", 6, True),
        Row("peer/node/canon", "canon/real"),
    ]),
    ("Cryptography, beside the libraries called directly", [
        Row("sha256/64", "floor/sha256/64"),
        Row("sha256/16384", "floor/sha256/16384"),
        Row("ed25519/holds", "floor/ed25519_libsodium"),
        Row("ed25519/fails", "floor/ed25519_openssl"),
    ]),
    ("The program", [
        Row("program/one_thread", "program/two_threads", 1.85, True),
        Row("program/twice", "program/one_thread", 1.25),
    ]),
]
MERGE_LIMIT = 3.5
SPREAD_LIMIT = 3
BYTES_LIMIT = 110
START_LIMIT_MILLISECONDS = 6


def read_google(results, medians, counters, prefix=""):
    """Medians of CPU time in nanoseconds, by name; with repetitions the aggregate, else the single run."""
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
    for job, files in results.items():  # of the bundle that the benches use: the first by name
        medians[f"peer/{pathlib.Path(path).stem}/{job}"] = statistics.median(files[min(files)]) * 1e9


def merge_rows(medians):
    """Each shape and size beside a sort of the same digests; and of each size the dearest beside the cheapest."""
    shapes = collections.defaultdict(dict)
    for name, median in medians.items():
        parts = name.split("/")
        if parts[0] == "merge" and len(parts) == 3 and f"sort/{parts[2]}" in medians:
            shapes[int(parts[2])][parts[1]] = median
    for size, of_size in sorted(shapes.items()):
        for shape, median in of_size.items():
            yield f"merge/{shape}/{size}", f"sort/{size}", median / medians[f"sort/{size}"], MERGE_LIMIT
        dearest, cheapest = max(of_size, key=of_size.get), min(of_size, key=of_size.get)
        yield (f"merge/{dearest}/{size}", f"merge/{cheapest}/{size}", of_size[dearest] / of_size[cheapest],
               SPREAD_LIMIT)


class Table:
    def __init__(self):
        self.misses = 0
        self.unmeasured = 0

    def leave_out(self, row):
        self.unmeasured += row.limit is not None and not row.what.startswith("peer/")

    def title(self, text):
        print(f"\n{text}")

    def line(self, what, beside, value, limit=None, least=False):
        verdict = ""
        if limit is not None:
            is_met = value >= limit if least else value <= limit
            self.misses += not is_met
            verdict = f"{'>=' if least else '<='} {limit:<6g} {'' if is_met else 'MISSED'}"
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
            table.line(row.what, row.beside, medians[row.what] / medians[row.beside], row.limit, row.least)
    merges = list(merge_rows(medians))
    if merges:
        table.title("Events merged that are verified already, beside std::sort of their digests")
        for what, beside, value, limit in merges:
            table.line(what, beside, value, limit)
    sizes = {name: entry["bytes_per_event"] for name, entry in counters.items() if "bytes_per_event" in entry}
    if sizes:
        table.title("Memory at its highest, in bytes an event beside the event's own")
        for name, value in sorted(sizes.items()):
            table.line(name, "", value, BYTES_LIMIT if name.endswith("/1000000") else None)
    if "program/version" in medians:
        table.title("Milliseconds")
        table.line("program/version", "", medians["program/version"] / 1e6, START_LIMIT_MILLISECONDS)
    print(f"\n{table.misses} limits missed, {table.unmeasured} not measured")
    sys.exit(1 if table.misses or table.unmeasured else 0)


if __name__ == "__main__":
    main()
