"""Breaks each rule of SPEC in turn, as rules.json lists, and asks which property notices.

    tests/mutation/rules.py list                     the breakages, by rule
    tests/mutation/rules.py check                    each fits the code as it stands, and no rule is left out
    tests/mutation/rules.py run [RULE...] [--work FOLDER]
                                                     exit status 1 where no property notices one

An entry of rules.json says which rule it breaks, what is wrong then, and in which file `before`, which stands there
once, becomes `after`. `run` builds each in a copy of the project and runs the properties alone, quickest first, until
one fails. It goes on where an interrupted run stopped: what was noticed is not tried again while its entry stays.
"""

import argparse
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from project_copy import ROOT, ProjectCopy, run as run_command  # noqa: E402

RULES = HERE / "rules.json"
ROOMS = ("engine", "containers", "canon", "crypto")
MEMBERS = ["rule", "breaks", "file", "before", "after"]
# What the ordinary run of the tests draws.
ENVIRONMENT = {"RC_PARAMS": "seed=1 max_success=200"}
TEST_SECONDS_MAX = 300

# A property claims something of whatever is drawn, or of all there is, and takes its expectation from the slow
# reference, from what was planted, or from another computation. Every RC_GTEST_PROP is one; these are the plain tests
# that go through all histories, all bits or thousands of signatures. Examples, vectors and golden files are none.
THOROUGH_SUITES = ["Promise10_1_EverySmallHistory", "Promise10_3", "Rule3_8_Verdicts"]
# About parts of the code, and not about the rules.
NO_RULES = ["DigestIndex"]
COMPARES_MOST = "TheSlowReferenceGivesTheSameBytes"


def read_entries():
    return json.loads(RULES.read_text(encoding="utf-8"))


def numbered_rules():
    """The numbers of parts 1 to 9, as they stand in SPEC."""
    return re.findall(r"^\*\*([1-9]\.\d+)", (ROOT / "SPEC.md").read_text(encoding="utf-8"), re.MULTILINE)


def all_properties():
    """Suite and name of each, those that were drawn and those that are thorough."""
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
    """All properties as filters for gtest: first those that are named after the rule, then the one that compares most,
    and last the thorough ones, which are slow."""
    drawn, thorough = all_properties()
    part, number = rule.split(".")
    steps = [[], [], [], []]
    for suite, name in drawn:
        is_own = suite.startswith(f"Rule{part}_{number}_")
        steps[0 if is_own else 1 if name == COMPARES_MOST else 2].append(f"{suite}.{name}")
    steps[3] = [f"{suite}.{name}" for suite, name in thorough]
    return [":".join(step) for step in steps if step]


def misfits(entries):
    """What is wrong with the list, in words."""
    for entry in entries:
        about = f"{entry.get('rule')}: {entry.get('breaks')}"
        if list(entry) != MEMBERS or entry["before"] == entry["after"]:
            yield f"{about}: it needs {', '.join(MEMBERS)}, the last two different"
        elif not entry["file"].startswith(ROOMS):
            yield f"{about}: rules live in {', '.join(ROOMS)}"
        else:
            count = (ROOT / entry["file"]).read_text(encoding="utf-8").count(entry["before"])
            if count != 1:
                yield f"{about}: `before` stands {count} times in {entry['file']}"
    names = [(entry["rule"], entry["breaks"]) for entry in entries]
    for name in {name for name in names if names.count(name) > 1}:
        yield f"{name}: listed twice"
    listed, numbered = {entry["rule"] for entry in entries}, set(numbered_rules())
    for rule in sorted(listed ^ numbered):
        yield f"{rule}: " + ("nothing breaks it" if rule in numbered else "SPEC has no such rule")
    drawn, thorough = all_properties()
    for suite in set(THOROUGH_SUITES) - {suite for suite, _ in thorough}:
        yield f"{suite}: no such suite"
    if COMPARES_MOST not in {name for _, name in drawn}:
        yield f"{COMPARES_MOST}: no such property"


def check():
    entries = read_entries()
    found = list(misfits(entries))
    for line in found:
        print(line)
    print(f"{len(entries)} breakages of {len(numbered_rules())} rules")
    return 1 if found else 0


def failed_property(copy, rule):
    """The first property that fails, crashes or does not end; nothing where all hold."""
    for tests in filters_for(rule):
        log = copy.folder / "properties.log"
        with open(log, "w", encoding="utf-8") as output:
            ended = run_command([copy.test_program, "--gtest_fail_fast", f"--gtest_filter={tests}"],
                                {**copy.environment, **ENVIRONMENT}, TEST_SECONDS_MAX, output)
        if ended != 0:
            text = log.read_text(encoding="utf-8", errors="replace")
            failed = re.findall(r"^\[  FAILED  \] (\w+\.\w+)", text, re.MULTILINE)
            begun = re.findall(r"^\[ RUN {6}\] (\S+)", text, re.MULTILINE)  # the last one did not end
            return (failed[:1] or begun[-1:] or ["no property could begin"])[0]
    return None


def try_entry(copy, entry):
    with copy.with_text(entry["file"], lambda text: text.replace(entry["before"], entry["after"])):
        return (failed_property(copy, entry["rule"]) or "unnoticed") if copy.build() else "does not build"


def read_results(work):
    """What became of each entry that was tried, by its text."""
    file = work / "rules.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {json.dumps(result["entry"]): result["outcome"] for result in map(json.loads, lines)}


def run(rules, work):
    entries = [entry for entry in read_entries() if not rules or entry["rule"] in rules]
    if not entries:
        raise SystemExit("no breakage of these rules is listed")
    work.mkdir(parents=True, exist_ok=True)
    known = {text: outcome for text, outcome in read_results(work).items()
             if outcome not in ("unnoticed", "does not build")}
    copy = None
    # One file after the other: then each build compiles that one, and not the mended one as well. Headers last.
    for entry in sorted(entries, key=lambda entry: (entry["file"].endswith(".h"), entry["file"])):
        if json.dumps(entry) in known:
            continue
        if copy is None:
            copy = ProjectCopy(work / "rules", ["pith_tests"])
            failed = failed_property(copy, entry["rule"])
            if failed:
                raise SystemExit(f"{failed} fails with nothing broken")
        outcome = known[json.dumps(entry)] = try_entry(copy, entry)
        with open(work / "rules.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps({"entry": entry, "outcome": outcome}) + "\n")
        print(f"SPEC {entry['rule']}, {entry['breaks']}: {outcome}", file=sys.stderr)
    missed = [entry for entry in entries if known[json.dumps(entry)] in ("unnoticed", "does not build")]
    for entry in entries:
        print(f"{entry['rule']:4} {known[json.dumps(entry)]:60} {entry['breaks']}")
    print(f"{len(entries)} breakages, {len(missed)} of them noticed by no property")
    return 1 if missed else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["list", "check", "run"])
    parser.add_argument("rules", nargs="*", metavar="RULE")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build/mutation")
    arguments = parser.parse_args()
    if arguments.command == "run":
        return run(arguments.rules, arguments.work)
    if arguments.command == "check":
        return check()
    for entry in read_entries():
        print(f"{entry['rule']:4} {entry['file']:30} {entry['breaks']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
