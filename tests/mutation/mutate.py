"""Breaks the code in one place at a time and runs the tests: a mutant that no test notices is a question.

    tests/mutation/mutate.py list                         every mutant there could be, counted by operator
    tests/mutation/mutate.py run [--count N] [--seed S] [--workers W] [--work FOLDER]
    tests/mutation/mutate.py report [--work FOLDER]       the score; exit status 1 where survivors are unexplained

`run` draws N mutants (400) of all files of engine/ and canon/ by the seed (1), builds each in a copy of the project and
runs the tests, quickest first, until one fails. It goes on where an interrupted run stopped. A survivor is killed by a
new test, or explained in survivors.json, which names it by file, line text and operator: line numbers change.
"""

import argparse
import concurrent.futures
import collections
import json
import pathlib
import random
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from operators import mutants_of  # noqa: E402
from project_copy import ROOT, ProjectCopy, passes, tracked_files  # noqa: E402

ROOMS = ("engine", "canon")
SURVIVORS = HERE / "survivors.json"
TEST_SECONDS_MAX = 90
# What is built and run, one step after the other: what is quick and notices most goes first.
LONG_TESTS = "Promise10_1_EverySmallHistory.*:*Verdicts.*:Occurrence.*"
STEPS = [
    ("pith_vector_tests", ["*"]),
    ("pith_tests", [f"-Promise*:{LONG_TESTS}", f"Promise*-{LONG_TESTS}", LONG_TESTS]),
    ("pith_merge_program", ["test_real_bundles", "test_refusals", "test_keys", "test_usage", "test_two_days",
                            "test_foreign_key", "test_hostile", "test_doubles"]),
]
SEVERAL_FILES_AT_ONCE = ["-DCMAKE_UNITY_BUILD=ON", "-DCMAKE_UNITY_BUILD_BATCH_SIZE=8"]


def all_mutants():
    mutants = []
    for name in tracked_files():
        if name.endswith((".cpp", ".h")) and name.split("/")[0] in ROOMS:
            mutants.extend(mutants_of(name, (ROOT / name).read_text(encoding="utf-8")))
    return mutants


def key_of(mutant):
    """What names a mutant whatever its line number."""
    return {"file": mutant["file"], "operator": mutant["operator"], "before": mutant["before"].strip(),
            "after": mutant["after"].strip()}


def command_of(copy, target, test):
    if target == "pith_merge_program":
        return ["/usr/bin/python3", str(copy.folder / f"tests/cli/{test}.py"), "-f"]
    return [copy.program(f"tests/{target}"), "--gtest_fail_fast", f"--gtest_filter={test}"]


def outcome_of(copy):
    """`no_build`, `survived`, or the first test that fails."""
    for target, tests in STEPS:
        if not copy.build(target):
            return "no_build"
        for test in tests:
            if not passes(command_of(copy, target, test), copy.environment, TEST_SECONDS_MAX):
                return f"{target} {test}"
    return "survived"


def mutated(text, mutant):
    lines = text.splitlines(keepends=True)
    assert lines[mutant.line - 1].rstrip("\n") == mutant.before
    lines[mutant.line - 1] = mutant.after + "\n"
    return "".join(lines)


def try_mutant(copy, mutant):
    with copy.with_text(mutant.file, lambda text: mutated(text, mutant)):
        return outcome_of(copy)


class Sample:
    """The first mutants of the draw that build, for workers to take: what one of them does not want, another may."""

    def __init__(self, mutants, count):
        self.waiting, self.count = mutants, count
        self.drawn = self.built = 0
        self.lock = threading.Lock()

    def next(self, is_wanted):
        with self.lock:
            window = self.waiting[:self.count - self.drawn]
            if not window:
                return None
            mutant = next(filter(is_wanted, window), window[0])
            self.waiting.remove(mutant)
            self.drawn += 1
            return mutant

    def note(self, mutant, outcome):
        with self.lock:
            self.drawn -= outcome == "no_build"
            self.built += outcome != "no_build"
            print(f"{self.built}: {mutant.file}:{mutant.line} {mutant.operator}: {outcome}", file=sys.stderr)


def read_results(work):
    file = work / "results.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def run(arguments):
    work = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    mutants = all_mutants()
    random.Random(arguments.seed).shuffle(mutants)
    known = {(result["file"], result["line"], result["after"]): result["outcome"] for result in read_results(work)}
    sample = Sample(mutants, arguments.count)

    def worker(number):
        # A header is compiled into nearly everything: one worker prefers those, and compiles several files at once.
        likes_headers = number == 1
        copy = ProjectCopy(work / f"copy{number}", [target for target, _ in STEPS],
                           ["-DPITH_LONG_TESTS=OFF", *(SEVERAL_FILES_AT_ONCE if likes_headers else [])])
        failed = outcome_of(copy)
        if failed != "survived":
            raise SystemExit(f"{failed}, without any mutant")
        while mutant := sample.next(lambda mutant: mutant.file.endswith(".h") == likes_headers):
            outcome = known.get((mutant.file, mutant.line, mutant.after))
            if outcome is None:
                outcome = try_mutant(copy, mutant)
                with sample.lock, open(work / "results.jsonl", "a", encoding="utf-8") as file:
                    file.write(json.dumps({**mutant._asdict(), "outcome": outcome}) + "\n")
            sample.note(mutant, outcome)

    with concurrent.futures.ThreadPoolExecutor(arguments.workers) as pool:
        for done in [pool.submit(worker, number) for number in range(arguments.workers)]:
            done.result()
    return report(arguments)


def report(arguments):
    results = [result for result in read_results(arguments.work) if result["outcome"] != "no_build"]
    explained = json.loads(SURVIVORS.read_text(encoding="utf-8")) if SURVIVORS.exists() else []
    explanations = [{name: entry[name] for name in ("file", "operator", "before", "after")} for entry in explained]
    survivors = [result for result in results if result["outcome"] == "survived"]
    unexplained = [result for result in survivors if key_of(result) not in explanations]
    for result in unexplained:
        print(f"{result['file']}:{result['line']}: {result['operator']}\n  - {result['before'].strip()}\n"
              f"  + {result['after'].strip()}")
    killers = collections.Counter(result["outcome"] for result in results if result["outcome"] != "survived")
    for killer, count in killers.most_common():
        print(f"{count:5} noticed by {killer}")
    share = 100 * len(unexplained) / max(1, len(results))
    print(f"{len(results)} mutants, {len(survivors)} survived, {len(survivors) - len(unexplained)} of them explained, "
          f"{len(unexplained)} not: {share:.1f} %")
    return 1 if unexplained else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["list", "run", "report"])
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build/mutation")
    arguments = parser.parse_args()
    if arguments.command == "list":
        counts = collections.Counter(mutant.operator for mutant in all_mutants())
        for operator, count in counts.most_common():
            print(f"{count:6} {operator}")
        print(f"{sum(counts.values()):6} in all")
        return 0
    return run(arguments) if arguments.command == "run" else report(arguments)


if __name__ == "__main__":
    sys.exit(main())
