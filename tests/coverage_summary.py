"""Prints what share of each room's lines and branches the tests, or the fuzz targets, reach, from the summary of
llvm-cov. The exit status is 1 where it is not enough.

Run by scripts/coverage and scripts/fuzz."""

import argparse
import collections
import json
import pathlib
import sys

LINES_PERCENT_MIN = 98
BRANCHES_PERCENT_MIN = 95


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("summary", type=pathlib.Path)
    parser.add_argument("--lines", type=float, default=LINES_PERCENT_MIN)
    parser.add_argument("--branches", type=float, default=BRANCHES_PERCENT_MIN)
    arguments = parser.parse_args()
    summary = json.loads(arguments.summary.read_text(encoding="utf-8"))
    sums = collections.defaultdict(lambda: collections.Counter())
    for file in summary["data"][0]["files"]:
        name = pathlib.Path(file["filename"]).relative_to(arguments.root)
        for kind in ("lines", "branches"):
            for group in (name.parts[0], str(name)):
                sums[group][kind, "count"] += file["summary"][kind]["count"]
                sums[group][kind, "covered"] += file["summary"][kind]["covered"]
    is_enough = {"engine", "containers", "canon", "crypto"} <= sums.keys()
    for group, counts in sorted(sums.items()):
        shares = {kind: 100 * counts[kind, "covered"] / counts[kind, "count"] if counts[kind, "count"] else 100
                  for kind in ("lines", "branches")}
        is_room = "/" not in group
        if is_room:
            is_enough &= shares["lines"] >= arguments.lines and shares["branches"] >= arguments.branches
        if is_room or min(shares.values()) < 100:
            name = group if is_room else "  " + group
            print(f"{name:40} {shares['lines']:6.2f} % of lines {shares['branches']:6.2f} % of branches")
    return 0 if is_enough else 1


if __name__ == "__main__":
    sys.exit(main())
