#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A yardstick, not part of the product: the whole-bundle check of each line of a file, in several processes.

Prints how many bundles hold. The exit status is 1 if one does not hold.
"""
import argparse
import json
import multiprocessing
import pathlib
import sys

import verify

def audit(part):
    """How many of the lines that begin in this part of the file hold."""
    path, begin, end = part
    held = 0
    with open(path, "rb") as file:
        if begin > 0:  # the line that began before belongs to the part before
            file.seek(begin - 1)
            file.readline()
        while file.tell() < end:
            held += verify.verify(file.readline())
    return held

def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("keys", type=pathlib.Path)
    parser.add_argument("file", type=pathlib.Path)
    options = parser.parse_args()
    verify.KEYS = verify.keys_of(json.loads(options.keys.read_text(encoding="utf-8"))["public_keys"])
    size, count = options.file.stat().st_size, options.processes
    parts = [(options.file, size * number // count, size * (number + 1) // count) for number in range(count)]
    with multiprocessing.get_context("fork").Pool(count) as pool:
        try:
            print(sum(pool.map(audit, parts, chunksize=1)))
        except Exception as fault:  # whatever goes wrong, a bundle does not hold
            sys.exit(f"{type(fault).__name__}: {fault}")

if __name__ == "__main__":
    main()
