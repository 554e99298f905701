"""Measures how much faster verify_many is on two threads than on one. Prints the ratio; 2 would be perfect.

    PITH_MERGE_LIBRARY=build/release/libpith-merge.so PYTHONPATH=bindings/python python3 bindings/python/measure.py

Run it on a machine with two cores that does nothing else, with an optimised build of the library. The exit status is 1
if the ratio is below 1.8.
"""

import json
import os
import pathlib
import statistics
import sys
import time

import pith_merge

DATA = pathlib.Path(__file__).resolve().parents[2] / "tests" / "data"
BUNDLE_COUNT = 600
ROUND_COUNT = 25  # on a shared machine, the speed of two rounds can differ by a quarter
RATIO_MIN = 1.8


def respell(bundle, number):
    """The same bundle, with its members in another order and with other white space."""
    names = list(bundle)
    start = number % len(names)
    turned = {name: bundle[name] for name in names[start:] + names[:start]}
    return json.dumps(turned, indent=number // len(names) % 8).encode() + b" " * number


def seconds(bundles, threads):
    start = time.perf_counter()
    reports = pith_merge.verify_many(bundles, threads=threads)
    elapsed = time.perf_counter() - start
    assert all(report.ok for report in reports) and len(reports) == len(bundles)
    return elapsed


def seconds_of_processes(bundles):
    """Two separate processes verify half of the bundles each. This is the best that the machine can do."""
    start = time.perf_counter()
    children = []
    for first in range(2):
        child = os.fork()
        if child == 0:
            os._exit(0 if all([pith_merge.verify(bundle) for bundle in bundles[first::2]]) else 1)
        children.append(child)
    assert all(os.waitpid(child, 0)[1] == 0 for child in children)
    return time.perf_counter() - start


def one_round(bundles):
    """Seconds on one thread, on two threads, and in two processes. Each is measured twice, and the second time in the
    opposite order, so that a drift of the machine's speed affects all three alike."""
    first = seconds(bundles, 1), seconds(bundles, 2), seconds_of_processes(bundles)
    last = seconds_of_processes(bundles), seconds(bundles, 2), seconds(bundles, 1)
    return [(one + other) / 2 for one, other in zip(first, reversed(last))]


def main():
    originals = [json.loads(path.read_bytes()) for path in sorted(DATA.glob("*.bundle.json"))]
    bundles = [respell(originals[number % len(originals)], number) for number in range(BUNDLE_COUNT)]
    assert len(set(bundles)) == BUNDLE_COUNT
    seconds(bundles, 2)  # not counted: the first call also loads and prepares things
    rounds = [one_round(bundles) for _ in range(ROUND_COUNT)]
    single, double, processes = (statistics.median(column) for column in zip(*rounds))
    ratio = statistics.median(one / two for one, two, _ in rounds)
    limit = statistics.median(one / both for one, _, both in rounds)
    print(f"{BUNDLE_COUNT} bundles: {single * 1000:.0f} ms on one thread, {double * 1000:.0f} ms on two, "
          f"{processes * 1000:.0f} ms in two processes; ratio {ratio:.2f} with threads, {limit:.2f} with processes")
    return 0 if ratio >= RATIO_MIN else 1


if __name__ == "__main__":
    sys.exit(main())
