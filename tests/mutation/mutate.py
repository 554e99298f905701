"""Makes one small change to the code at a time and runs the tests. A mutant that no test notices is a question.

    tests/mutation/mutate.py list                         counts every possible mutant, by operator
    tests/mutation/mutate.py run [--again] [SAMPLE]       exit status 1 if the sample is not done, or as with report
    tests/mutation/mutate.py report [SAMPLE]              the score; exit status 1 if survivors are unexplained
    tests/mutation/mutate.py check                        whether the explanations fit the code as it stands

SAMPLE is [--count N] [--seed S] [--workers W] [--work FOLDER].

`run` draws N mutants (400) of all files of engine/, canon/ and containers/ by the seed (1). It builds each in a copy of
the project and runs the tests, quickest first, until one fails. A mutant that does not build, or that compiles to the
same code, does not count, and another one is drawn. After an interruption `run` goes on where it stopped. It tries
mutants of changed files again; with --again, unexplained survivors too, because there may be new tests.

A survivor gets a new test, or an entry in survivors.json: an edit (see edits.py) that has the same result, and `why` no
test can notice it. `report` prints the entry, without its reason, for each unexplained survivor.
"""

import argparse
import collections
import concurrent.futures
import hashlib
import json
import pathlib
import random
import re
import shlex
import subprocess
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from cpp_scopes import token_texts  # noqa: E402
from edits import Code, NotFound, misfits, read_list  # noqa: E402
from operators import mutants_of  # noqa: E402
from project_copy import ROOT, ProjectCopy, run as run_command, with_texts  # noqa: E402

ROOMS = ("engine", "canon", "containers")
SURVIVORS = HERE / "survivors.json"
LONG_TESTS = "Promise10_1_EverySmallHistory.*:Occurrence.*"
CRYPTO_TESTS = "Rule3_8_Verdicts.*"  # about another room, and slow
# What is built, its program, for how many seconds a test may run, and the tests. Quick tests that notice much go first.
STEPS = [
    ("pith_vector_tests", "tests/pith_vector_tests", 15, ["*"]),
    ("pith_tests", "tests/pith_tests", 60, [f"-Promise*:{CRYPTO_TESTS}:{LONG_TESTS}", f"Promise*-{LONG_TESTS}",
                                            LONG_TESTS]),
    ("pith_merge_program", "pith-merge", 60, ["test_two_days", "test_foreign_key", "test_hostile", "test_real_bundles",
                                              "test_usage", "test_refusals", "test_clarifications", "test_limits",
                                              "test_doubles", "test_keys"]),
]
TARGETS = [target for target, _, _, _ in STEPS]
LIBRARY_OBJECTS = "/pith_merge_objects.dir/"
NO_MUTANT = ("no_build", "same_code")
SEVERAL_FILES_AT_ONCE = ["-DCMAKE_UNITY_BUILD=ON", "-DCMAKE_UNITY_BUILD_BATCH_SIZE=8"]


def all_mutants(code):
    return [mutant for name, file in code.files.items() if name.split("/")[0] in ROOMS
            for mutant in mutants_of(name, file.text)]


def key_of(mutant):
    """What names a mutant among those of one state of the code."""
    return mutant.file, mutant.line, mutant.before, mutant.after


def change_of(code, mutant):
    """The tokens that a mutant replaces, and by which: the same for all edits with the same result."""
    file = code.files[mutant.file]
    offset = sum(map(len, file.text.splitlines(keepends=True)[:mutant.line - 1]))
    return file.change(file.token_at(offset), token_texts(mutant.before), token_texts(mutant.after))


def read_explanations(code):
    """The reasons by change. Entries that do not fit the code are left out."""
    explanations = {}
    for entry in read_list(SURVIVORS):
        try:
            match = code.find(entry)
        except NotFound:
            continue
        change = code.files[match.file].change(match.begin, token_texts(entry["before"]), token_texts(entry["after"]))
        explanations[change] = entry["why"]
    return explanations


def digest_of(name):
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def command_of(copy, target, test):
    if target == "pith_merge_program":
        return ["/usr/bin/python3", str(copy.folder / f"tests/cli/{test}.py"), "-f"]
    return [copy.program(f"tests/{target}"), "--gtest_fail_fast", f"--gtest_filter={test}"]


def outcome_of(copy):
    """`no_build`, `same_code`, `survived`, or the first test that fails or does not end."""
    is_same_code = True
    for target, program, seconds_max, tests in STEPS:
        if not copy.build(target):
            return "no_build"
        if copy.is_unbroken(program):
            continue
        is_same_code = False
        for test in tests:
            status = run_command(command_of(copy, target, test), copy.environment, seconds_max)
            if status != 0:
                return f"{target} {test}" + (" (no end)" if status is None else "")
    return "same_code" if is_same_code else "survived"


def mutated(text, mutant):
    lines = text.splitlines(keepends=True)
    assert lines[mutant.line - 1].rstrip("\n") == mutant.before
    lines[mutant.line - 1] = mutant.after + "\n"
    return "".join(lines)


def optimised_code(copy, name):
    """The object file that an optimising compiler makes of one source file of the library; None for a header."""
    if not name.endswith(".cpp"):
        return None
    commands = json.loads((copy.build_folder / "compile_commands.json").read_text(encoding="utf-8"))
    # All sources of the library are compiled in the same way.
    command = next(shlex.split(each["command"]) for each in commands if LIBRARY_OBJECTS in each["command"])
    out = copy.folder / "optimised.o"
    command[command.index("-o") + 1] = str(out)
    command[command.index("-c") + 1] = str(copy.folder / name)
    subprocess.run([*command, "-O2"], cwd=copy.build_folder, env=copy.environment, capture_output=True, check=True)
    return out.read_bytes()


def try_mutant(copy, mutant):
    text = mutated((copy.folder / mutant.file).read_text(encoding="utf-8"), mutant)
    with with_texts(copy.folder, {mutant.file: text}):
        outcome = outcome_of(copy)
        optimised = optimised_code(copy, mutant.file) if outcome == "survived" else None
    # This takes another two compilations, so it is done only for the few mutants that survive.
    if optimised is not None and optimised == optimised_code(copy, mutant.file):
        return "same_code"
    return outcome


class Sample:
    """The first mutants of the draw that count. One worker may take what another one does not want."""

    def __init__(self, mutants, count):
        self.waiting, self.count = mutants, count
        self.drawn = self.counted = 0
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
            self.drawn -= outcome in NO_MUTANT
            self.counted += outcome not in NO_MUTANT
            print(f"{self.counted}: {mutant.file}:{mutant.line} {mutant.operator}: {outcome}", file=sys.stderr)


def read_results(work):
    """The last outcome of each mutant of the code as it stands."""
    file = work / "results.jsonl"
    results = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    digests = {name: digest_of(name) for name in {result["file"] for result in results} if (ROOT / name).exists()}
    return {(result["file"], result["line"], result["before"], result["after"]): result["outcome"]
            for result in results if result["text"] == digests.get(result["file"])}


def draw(code, seed):
    mutants = all_mutants(code)
    random.Random(seed).shuffle(mutants)
    return mutants


def run(arguments):
    work = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    code = Code()
    mutants = draw(code, arguments.seed)
    explanations = read_explanations(code)
    changes = {key_of(mutant): change_of(code, mutant) for mutant in mutants}
    known = {key: outcome for key, outcome in read_results(work).items()
             if not (arguments.again and outcome == "survived" and changes.get(key) not in explanations)}
    sample = Sample(mutants, arguments.count)

    def worker(number):
        # A header is compiled into nearly everything. One worker prefers headers, and compiles several files at once.
        likes_headers = number == 1
        copy = ProjectCopy(work / f"copy{number}", TARGETS,
                           ["-DPITH_LONG_TESTS=OFF", *(SEVERAL_FILES_AT_ONCE if likes_headers else [])])

        def require_survival():
            if (failed := outcome_of(copy)) not in ("survived", "same_code"):
                raise RuntimeError(f"{failed}, without any mutant")

        require_survival()
        copy.note_unbroken(*(program for _, program, _, _ in STEPS))
        while mutant := sample.next(lambda mutant: mutant.file.endswith(".h") == likes_headers):
            outcome = known.get(key_of(mutant))
            if outcome is None:
                outcome = try_mutant(copy, mutant)
                result = {**mutant._asdict(), "text": digest_of(mutant.file), "outcome": outcome}
                with sample.lock, open(work / "results.jsonl", "a", encoding="utf-8") as file:
                    file.write(json.dumps(result) + "\n")
            sample.note(mutant, outcome)
        require_survival()  # nothing stayed broken on the way

    with concurrent.futures.ThreadPoolExecutor(arguments.workers) as pool:
        for done in concurrent.futures.as_completed(pool.submit(worker, number) for number in range(arguments.workers)):
            done.result()
    return report(arguments)


def existing_tests():
    """The suites of gtest, and the names of the program's tests."""
    suites = set()
    for path in (ROOT / "tests").glob("*_test.cpp"):
        suites |= set(re.findall(r"^(?:RC_GTEST_PROP|TEST\w*)\((\w+),", path.read_text(encoding="utf-8"), re.MULTILINE))
    return suites, {path.stem for path in (ROOT / "tests/cli").glob("test_*.py")}


def check():
    code = Code()
    entries = read_list(SURVIVORS)
    found = list(misfits(entries, lambda entry: entry.get("why") or "it does not say why", code))
    changes = {change_of(code, mutant) for mutant in all_mutants(code)}
    found += [f"explains no mutant: {change}" for change in read_explanations(code) if change not in changes]
    suites, cli_tests = existing_tests()
    for pattern in f"{LONG_TESTS}:{CRYPTO_TESTS}".split(":"):
        if pattern.split(".")[0] not in suites:
            found.append(f"{pattern}: no such test")
    found += [f"{test}: no such test" for test in set(STEPS[-1][-1]) - cli_tests]
    for line in found:
        print(line)
    print(f"{len(entries)} survivors explained, {len(found)} faults")
    return 1 if found else 0


def report(arguments):
    code = Code()
    outcomes = read_results(arguments.work)
    explanations = read_explanations(code)
    tried = [(mutant, outcomes.get(key_of(mutant))) for mutant in draw(code, arguments.seed)]
    sample = [(mutant, outcome) for mutant, outcome in tried if outcome not in NO_MUTANT][:arguments.count]
    missing = sum(outcome is None for _, outcome in sample)
    survivors = [mutant for mutant, outcome in sample if outcome == "survived"]
    unexplained = [mutant for mutant in survivors if change_of(code, mutant) not in explanations]
    for mutant in unexplained:
        name, begin, before, after = change_of(code, mutant)
        edit = code.files[name].shortest_edit(begin, begin + len(before), " ".join(after))
        print(f"{name}:{mutant.line}: {mutant.operator}\n  - {mutant.before.strip()}\n  + {mutant.after.strip()}\n"
              f"  {json.dumps({**edit, 'why': ''}, ensure_ascii=False)}")
    killers = collections.Counter(outcome for _, outcome in sample if outcome not in ("survived", None))
    for killer, count in killers.most_common():
        print(f"{count:5} noticed by {killer}")
    print(f"{len(sample) - missing} mutants of {len(sample)}, {len(survivors)} survived, "
          f"{len(survivors) - len(unexplained)} of them explained, {len(unexplained)} not: "
          f"{100 * len(unexplained) / max(1, len(sample) - missing):.1f} %; "
          f"{sum(outcome == 'same_code' for _, outcome in tried)} more compile to the same code")
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
    arguments.work = arguments.work.resolve()
    if arguments.command == "list":
        counts = collections.Counter(mutant.operator for mutant in all_mutants(Code()))
        for operator, count in counts.most_common():
            print(f"{count:6} {operator}")
        print(f"{sum(counts.values()):6} in all")
        return 0
    if arguments.command == "check":
        return check()
    return run(arguments) if arguments.command == "run" else report(arguments)


if __name__ == "__main__":
    sys.exit(main())
