"""Breaks the code in one place at a time and runs the tests: a mutant that no test notices is a question.

    tests/mutation/mutate.py list                         every mutant there could be, counted by operator
    tests/mutation/mutate.py run [--again] [SAMPLE]       exit status 1 where the sample is not done, or as with report
    tests/mutation/mutate.py report [SAMPLE]              the score; exit status 1 where survivors are unexplained
    tests/mutation/mutate.py check                        the explanations fit the code as it stands

SAMPLE is [--count N] [--seed S] [--workers W] [--work FOLDER].

`run` draws N mutants (400) of all files of engine/, canon/ and containers/ by the seed (1), builds each in a copy of
the project and runs the tests, quickest first, until one fails. It goes on where an interrupted run stopped, and
tries again what has another text since; with --again, unexplained survivors too, as new tests ask for. A survivor is
killed by a new test, or explained in survivors.json, which names it by file, operator, text and which of several of
that text it is, and says why.
"""

import argparse
import collections
import concurrent.futures
import hashlib
import json
import pathlib
import random
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from operators import mutants_of  # noqa: E402
from project_copy import ROOT, ProjectCopy, run as run_command, tracked_files  # noqa: E402

ROOMS = ("engine", "canon", "containers")
SURVIVORS = HERE / "survivors.json"
# What is built, for how many seconds a test may run, and which: what is quick and notices most goes first.
LONG_TESTS = "Promise10_1_EverySmallHistory.*:Occurrence.*"
CRYPTO_TESTS = "Rule3_8_Verdicts.*"  # about another room, and slow
STEPS = [
    ("pith_vector_tests", 25, ["*"]),
    ("pith_tests", 90, [f"-Promise*:{CRYPTO_TESTS}:{LONG_TESTS}", f"Promise*-{LONG_TESTS}", LONG_TESTS]),
    ("pith_merge_program", 90, ["test_real_bundles", "test_refusals", "test_keys", "test_usage", "test_two_days",
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
    """What names a mutant among those of one state of the code."""
    return mutant.file, mutant.line, mutant.before, mutant.after


def explanation_keys(mutants):
    """What names each mutant in survivors.json, whatever its line number."""
    seen = collections.Counter()
    keys = {}
    for mutant in mutants:
        text = (mutant.file, mutant.operator, mutant.before.strip(), mutant.after.strip())
        seen[text] += 1
        keys[key_of(mutant)] = (*text, seen[text])
    return keys


def digest_of(name):
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def command_of(copy, target, test):
    if target == "pith_merge_program":
        return ["/usr/bin/python3", str(copy.folder / f"tests/cli/{test}.py"), "-f"]
    return [copy.program(f"tests/{target}"), "--gtest_fail_fast", f"--gtest_filter={test}"]


def outcome_of(copy):
    """`no_build`, `survived`, or the first test that fails or does not end."""
    for target, seconds_max, tests in STEPS:
        if not copy.build(target):
            return "no_build"
        for test in tests:
            status = run_command(command_of(copy, target, test), copy.environment, seconds_max)
            if status != 0:
                return f"{target} {test}" + (" (no end)" if status is None else "")
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
    """The last outcome of each mutant of the code as it stands."""
    file = work / "results.jsonl"
    results = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    digests = {name: digest_of(name) for name in {result["file"] for result in results} if (ROOT / name).exists()}
    return {(result["file"], result["line"], result["before"], result["after"]): result["outcome"]
            for result in results if result["text"] == digests.get(result["file"])}


def draw(arguments):
    mutants = all_mutants()
    random.Random(arguments.seed).shuffle(mutants)
    return mutants


def run(arguments):
    work = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    sample = Sample(draw(arguments), arguments.count)
    keys, explanations = explanation_keys(all_mutants()), read_explanations()
    known = {key: outcome for key, outcome in read_results(work).items()
             if not (arguments.again and outcome == "survived" and keys.get(key) not in explanations)}

    def worker(number):
        # A header is compiled into nearly everything: one worker prefers those, and compiles several files at once.
        likes_headers = number == 1
        copy = ProjectCopy(work / f"copy{number}", [target for target, _, _ in STEPS],
                           ["-DPITH_LONG_TESTS=OFF", *(SEVERAL_FILES_AT_ONCE if likes_headers else [])])

        def must_survive_unbroken():
            if (failed := outcome_of(copy)) != "survived":
                raise RuntimeError(f"{failed}, without any mutant")

        must_survive_unbroken()
        while mutant := sample.next(lambda mutant: mutant.file.endswith(".h") == likes_headers):
            outcome = known.get(key_of(mutant))
            if outcome is None:
                outcome = try_mutant(copy, mutant)
                result = {**mutant._asdict(), "text": digest_of(mutant.file), "outcome": outcome}
                with sample.lock, open(work / "results.jsonl", "a", encoding="utf-8") as file:
                    file.write(json.dumps(result) + "\n")
            sample.note(mutant, outcome)
        must_survive_unbroken()  # nothing stayed broken on the way

    with concurrent.futures.ThreadPoolExecutor(arguments.workers) as pool:
        for done in concurrent.futures.as_completed(pool.submit(worker, number) for number in range(arguments.workers)):
            done.result()
    return report(arguments)


def read_explanations():
    entries = json.loads(SURVIVORS.read_text(encoding="utf-8"))
    return {(entry["file"], entry["operator"], entry["before"], entry["after"], entry["occurrence"]): entry["why"]
            for entry in entries}


def check():
    explanations = read_explanations()
    keys = set(explanation_keys(all_mutants()).values())
    wrong = [key for key, why in explanations.items() if key not in keys or not why]
    for key in wrong:
        print(f"explains no mutant, or does not say why: {key}")
    print(f"{len(explanations)} survivors explained")
    return 1 if wrong else 0


def report(arguments):
    outcomes = read_results(arguments.work)
    keys = explanation_keys(all_mutants())
    explanations = read_explanations()
    tried = [(mutant, outcomes.get(key_of(mutant))) for mutant in draw(arguments)]
    sample = [(mutant, outcome) for mutant, outcome in tried if outcome != "no_build"][:arguments.count]
    missing = sum(outcome is None for _, outcome in sample)
    survivors = [mutant for mutant, outcome in sample if outcome == "survived"]
    unexplained = [mutant for mutant in survivors if keys[key_of(mutant)] not in explanations]
    for mutant in unexplained:
        occurrence = keys[key_of(mutant)][-1]
        print(f"{mutant.file}:{mutant.line}: {mutant.operator}, occurrence {occurrence}\n  - {mutant.before.strip()}\n"
              f"  + {mutant.after.strip()}")
    killers = collections.Counter(outcome for _, outcome in sample if outcome not in ("survived", None))
    for killer, count in killers.most_common():
        print(f"{count:5} noticed by {killer}")
    print(f"{len(sample) - missing} mutants of {len(sample)}, {len(survivors)} survived, "
          f"{len(survivors) - len(unexplained)} of them explained, {len(unexplained)} not: "
          f"{100 * len(unexplained) / max(1, len(sample) - missing):.1f} %")
    return 1 if unexplained or missing else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["list", "run", "report", "check"])
    parser.add_argument("--again", action="store_true")
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
    if arguments.command == "check":
        return check()
    return run(arguments) if arguments.command == "run" else report(arguments)


if __name__ == "__main__":
    sys.exit(main())
