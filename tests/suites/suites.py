"""Runs published suites of test data from a folder that has one sub-folder for each, named like its repository.

    suites.py FOLDER

`scripts/suites FOLDER` builds what it needs and calls it. The data is not part of this project. PITH_MERGE names the
program, and PITH_SIGNATURE_LINES the program of signature_lines.cpp. The exit status is 1 if a case differs, if a part
has another number of cases than expected, or if a suite is missing.
"""

import collections
import os
import pathlib
import sys

import json_suites
import signature_suites
from suite import Programs, Suite, Unusable

DIFFERENCES_SHOWN_MAX = 20

# In parse-number-fxx-test-data, 52,570 numbers mean a double, and 407 are refused: they are not JSON, or out of range.
# The repository has eight larger files as well. These are run if they are there.
SUITES = (
    Suite("JSONTestSuite", "https://github.com/nst/JSONTestSuite", "1ef36fa",
          {"test_parsing": 318, "test_transform": 22}, json_suites.run_json_test_suite),
    Suite("parse-number-fxx-test-data", "https://github.com/nigeltao/parse-number-fxx-test-data", "55d79b1",
          {"exhaustive-float16.txt": 31745,
           "freetype-2-7.txt": 3521, "freetype-2-7.txt, refused": 45,
           "google-wuffs.txt": 10606, "google-wuffs.txt, refused": 138,
           "lemire-fast-float.txt": 3169, "lemire-fast-float.txt, refused": 130,
           "more-test-cases.txt": 17, "more-test-cases.txt, refused": 43,
           "tencent-rapidjson.txt": 3512, "tencent-rapidjson.txt, refused": 51},
          json_suites.run_parse_number, has_uncounted_parts=True),
    Suite("CCTV", "https://github.com/C2SP/CCTV", "1e3d286", {"ed25519": 914}, signature_suites.run_cctv),
    Suite("wycheproof", "https://github.com/C2SP/wycheproof", "dac1dd4", {"ed25519": 151},
          signature_suites.run_wycheproof),
    Suite("ed25519-speccheck", "https://github.com/novifinancial/ed25519-speccheck", "6551933",
          {"cases.json": 12, "scripts/cases.json": 15}, signature_suites.run_speccheck),
    Suite("json-canonicalization", "https://github.com/cyberphone/json-canonicalization", "19d51d7",
          {"testdata": 6}, json_suites.run_jcs),
)


def check_totals(suite, counts):
    """A sentence for each part that has another number of cases than expected."""
    parts = [*suite.totals, *(part for part in sorted(counts) if part not in suite.totals)]
    for part in parts:
        expected = suite.totals.get(part, 0)
        if counts[part] != expected and not (suite.has_uncounted_parts and part not in suite.totals):
            yield f"{part}: {counts[part]:,} cases, but commit {suite.commit} has {expected:,}"


def run_suite(suite, folder, programs, say):
    """Runs one suite, and says what differs. Returns whether all is as expected."""
    if not folder.is_dir():
        say(f"{suite.folder}: missing. Put a clone of {suite.published} (at {suite.commit}) at {folder}")
        return False
    counts = collections.Counter()
    differing = 0
    problems = []
    try:
        for case in suite.run(folder, programs):
            counts[case.part] += 1
            if case.difference is not None:
                differing += 1
                if differing <= DIFFERENCES_SHOWN_MAX:
                    say(f"{suite.folder}: {case.part}: {case.name[:100]}: {case.difference[:300]}")
        problems = list(check_totals(suite, counts))
    except Unusable as error:
        problems = [str(error)]
    for problem in problems:
        say(f"{suite.folder}: {problem}")
    say(f"{suite.folder}: {counts.total():,} cases, {differing:,} differ")
    return not problems and differing == 0


def run_all(suites, folder, programs, say):
    """The exit status."""
    wrong = [suite.folder for suite in suites if not run_suite(suite, folder / suite.folder, programs, say)]
    if wrong:
        say(f"{len(wrong)} of {len(suites)} suites are not as expected: {', '.join(wrong)}")
    return 1 if wrong else 0


def main(arguments):
    if len(arguments) != 1 or not pathlib.Path(arguments[0]).is_dir():
        print("usage: suites.py FOLDER, which has one sub-folder for each suite", file=sys.stderr)
        return 2
    programs = Programs(os.environ["PITH_MERGE"], os.environ["PITH_SIGNATURE_LINES"])
    return run_all(SUITES, pathlib.Path(arguments[0]), programs, lambda line: print(line, flush=True))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
