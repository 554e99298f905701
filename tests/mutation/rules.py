"""Breaks each rule of SPEC in turn, as rules.json lists, and asks which property notices.

    tests/mutation/rules.py list                     the breakages, by rule
    tests/mutation/rules.py check [--compile]        whether each fits the code as it stands, and no rule is left out;
                                                     with --compile, also whether the broken files compile
    tests/mutation/rules.py run [RULE...] [--workers W] [--work FOLDER]
                                                     exit status 1 if no property, vector or case notices one

An entry of rules.json names the rule that it breaks, says what is wrong then, and has one edit or several (see
edits.py). `run` builds each breakage in a copy of the project and runs the properties, quickest first, until one
fails, then the vectors, and then the cases of merging whole inputs. After an interruption it goes on where it stopped.
It does not try a breakage again that was noticed, as long as the entry stays the same.
"""

import argparse
import concurrent.futures
import json
import pathlib
import re
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from edits import Code, compile_faults, misfits, read_list  # noqa: E402
from project_copy import ROOT, ProjectCopy, run as run_command, with_texts  # noqa: E402

RULES = HERE / "rules.json"
TEST_PROGRAM = "tests/pith_tests"
VECTOR_PROGRAM = "tests/pith_vector_tests"
# Which refusal of several inputs is reported, and where (SPEC 9.5), is the business of these: a vector has one error.
CASES = "MergeInputsTest.*"
# As many sets as the ordinary run of the tests draws.
ENVIRONMENT = {"RC_PARAMS": "seed=1 max_success=200"}
TEST_SECONDS_MAX = 300
MISSED = ("unnoticed", "does not build", "compiles to the same code")

# A property makes a claim about everything that is drawn, or about all there is. It takes its expectation from the slow
# reference, from what was planted, or from another computation. Every RC_GTEST_PROP is one. These are the plain tests
# that go through all histories, all bits or thousands of signatures. Examples, vectors and golden files do not count.
THOROUGH_SUITES = ["Promise10_1_EverySmallHistory", "Promise10_3", "Rule3_8_Verdicts"]
# Suites about parts of the code, and not about the rules.
NO_RULES = ["DigestIndex"]
COMPARES_MOST = "TheSlowReferenceGivesTheSameBytes"


def about(entry):
    return f"{entry.get('rule')}: {entry.get('breaks')}"


def numbered_rules():
    """The numbers of the rules in parts 1 to 9 of SPEC."""
    return re.findall(r"^\*\*([1-9]\.\d+)", (ROOT / "SPEC.md").read_text(encoding="utf-8"), re.MULTILINE)


def all_properties():
    """Suite and name of each: those that draw, and those that are thorough."""
    drawn, thorough = [], []
    for path in sorted((ROOT / "tests").glob("*_test.cpp")):
        for kind, suite, name in re.findall(r"^(RC_GTEST_PROP|TEST)\((\w+),\s*(\w+)", path.read_text(encoding="utf-8"),
                                            re.MULTILINE):
            if kind == "RC_GTEST_PROP" and suite not in NO_RULES:
                drawn.append((suite, name))
            elif kind == "TEST" and suite in THOROUGH_SUITES:
                thorough.append((suite, name))
    return drawn, thorough


def filters_for(rule):
    """All properties as filters for gtest. Those that are named after the rule go first, then the one that compares
    most. The thorough ones are slow and go last."""
    drawn, thorough = all_properties()
    part, number = rule.split(".")
    steps = [[], [], [], []]
    for suite, name in drawn:
        is_own = suite.startswith(f"Rule{part}_{number}_")
        steps[0 if is_own else 1 if name == COMPARES_MOST else 2].append(f"{suite}.{name}")
    steps[3] = [f"{suite}.{name}" for suite, name in thorough]
    return [":".join(step) for step in steps if step]


def faults(entries, code):
    """What is wrong with the list, in words."""
    yield from misfits(entries, about, code)
    names = [about(entry) for entry in entries]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name}: listed twice"
    listed, numbered = {entry["rule"] for entry in entries}, set(numbered_rules())
    for rule in sorted(listed ^ numbered):
        yield f"{rule}: " + ("nothing breaks it" if rule in numbered else "SPEC has no such rule")
    drawn, thorough = all_properties()
    for suite in sorted(set(THOROUGH_SUITES) - {suite for suite, _ in thorough}):
        yield f"{suite}: no such suite"
    if COMPARES_MOST not in {name for _, name in drawn}:
        yield f"{COMPARES_MOST}: no such property"


def check(with_compiler):
    entries, code = read_list(RULES), Code()
    found = list(faults(entries, code))
    if with_compiler:
        found += compile_faults(entries, about, code)
    for line in found:
        print(line)
    print(f"{len(entries)} breakages of {len(numbered_rules())} rules, {len(found)} faults")
    return 1 if found else 0


def failed_property(copy, rule):
    """The first property that fails, crashes or does not end; None if all hold."""
    for tests in filters_for(rule):
        log = copy.folder / "properties.log"
        with open(log, "w", encoding="utf-8") as output:
            ended = run_command([copy.program(TEST_PROGRAM), "--gtest_fail_fast", f"--gtest_filter={tests}"],
                                {**copy.environment, **ENVIRONMENT}, TEST_SECONDS_MAX, output)
        if ended != 0:
            text = log.read_text(encoding="utf-8", errors="replace")
            failed = re.findall(r"^\[  FAILED  \] (\w+\.\w+)", text, re.MULTILINE)
            begun = re.findall(r"^\[ RUN {6}\] (\S+)", text, re.MULTILINE)  # the last one did not end
            return (failed[:1] or begun[-1:] or ["no property could begin"])[0]
    return None


def vectors_fail(copy):
    """Some clauses are about single documents, which no property draws; each has a vector."""
    return run_command([copy.program(VECTOR_PROGRAM), "--gtest_fail_fast"], copy.environment, TEST_SECONDS_MAX) != 0


def cases_fail(copy):
    return run_command([copy.program(TEST_PROGRAM), "--gtest_fail_fast", f"--gtest_filter={CASES}"], copy.environment,
                       TEST_SECONDS_MAX) != 0


def first_to_notice(copy, rule):
    """The property that fails, or what else does."""
    return (failed_property(copy, rule) or ("vectors alone" if vectors_fail(copy) else None)
            or ("cases alone" if cases_fail(copy) else "unnoticed"))


def outcome_of(copy, entry, texts):
    with with_texts(copy.folder, texts):
        if not copy.build():
            return "does not build"
        if copy.is_unbroken(TEST_PROGRAM):
            return "compiles to the same code"
        return first_to_notice(copy, entry["rule"])


def read_results(work):
    """The outcome of each entry that was tried, by its text."""
    file = work / "rules.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {json.dumps(result["entry"]): result["outcome"] for result in map(json.loads, lines)}


def try_entries(entries, code, work, workers):
    """Writes the outcome of each entry to rules.jsonl."""
    # One file after the other: then a build compiles only that file. Headers go last.
    waiting = sorted(((code.changed_texts(entry), entry) for entry in entries),
                     key=lambda pair: (any(name.endswith(".h") for name in pair[0]), sorted(pair[0])))
    lock = threading.Lock()

    def worker(number):
        copy = ProjectCopy(work / f"rules{number}", ["pith_tests", "pith_vector_tests"])
        failed = failed_property(copy, entries[0]["rule"])
        if failed:
            raise SystemExit(f"{failed} fails with nothing broken")
        if vectors_fail(copy):
            raise SystemExit("a vector fails with nothing broken")
        if cases_fail(copy):
            raise SystemExit("a case fails with nothing broken")
        copy.note_unbroken(TEST_PROGRAM)
        while True:
            with lock:
                if not waiting:
                    return
                texts, entry = waiting.pop(0)
            outcome = outcome_of(copy, entry, texts)
            with lock:
                with open(work / "rules.jsonl", "a", encoding="utf-8") as file:
                    file.write(json.dumps({"entry": entry, "outcome": outcome}) + "\n")
                print(f"SPEC {about(entry)}: {outcome}", file=sys.stderr, flush=True)

    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for done in concurrent.futures.as_completed(pool.submit(worker, number) for number in range(workers)):
            done.result()


def run(rules, workers, work):
    entries = [entry for entry in read_list(RULES) if not rules or entry["rule"] in rules]
    if not entries:
        raise SystemExit("no breakage of these rules is listed")
    work.mkdir(parents=True, exist_ok=True)
    known = read_results(work)
    untried = [entry for entry in entries if known.get(json.dumps(entry), MISSED[0]) in MISSED]
    if untried:
        try_entries(untried, Code(), work, workers)
    known = read_results(work)
    missed = 0
    for entry in entries:
        outcome = known[json.dumps(entry)]
        missed += outcome in MISSED
        print(f"{entry['rule']:4} {outcome:60} {entry['breaks']}")
    print(f"{len(entries)} breakages, {missed} of them noticed by no property, vector or case")
    return 1 if missed else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["list", "check", "run"])
    parser.add_argument("rules", nargs="*", metavar="RULE")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build/mutation")
    arguments = parser.parse_args()
    if arguments.command == "run":
        return run(arguments.rules, arguments.workers, arguments.work.resolve())
    if arguments.command == "check":
        return check(arguments.compile)
    for entry in read_list(RULES):
        print(about(entry))
    return 0


if __name__ == "__main__":
    sys.exit(main())
