"""Puts each dependence of dependences.json into a copy of the project and asks which rows notice.

    tests/determinism/dependences.py check [--compile]       whether each fits the code as it stands, and compiles
    tests/determinism/dependences.py run [--work FOLDER] [--jobs N] [NAME...]

An entry of dependences.json has a name, says on what the result depends then, and has one edit or several (see
tests/mutation/edits.py). The copy as it stands goes first: every row must say what is committed. Then, with each
dependence, one row after the other runs until one says something else than the first row. A dependence on the platform
is noticed if two rows disagree, but not if all say the same wrong thing. A row that cannot run is named, and counts as
having noticed nothing. The exit status is 1 if a dependence is not noticed, or if a row is wrong without one.
"""

import argparse
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "mutation")]

import builds  # noqa: E402
import machines  # noqa: E402
import suite  # noqa: E402
from edits import Code, check_named, read_list  # noqa: E402
from project_copy import copy_project, with_texts  # noqa: E402
from rows import FAILURES, lines_in  # noqa: E402
from surroundings import GERMAN, Surroundings  # noqa: E402

DEPENDENCES = HERE / "dependences.json"
PLAIN = Surroundings("nothing")
KIND = "quick"  # all sets notice at least as much


def all_rows(source, work, jobs):
    """The name of each, and a function that builds and runs it. The row that compiles fastest goes first."""
    def of(build, surroundings=PLAIN):
        return lambda: lines_in(builds.make_build(build, work, source, jobs), KIND, surroundings)

    first = builds.UNOPTIMISED
    rows = [(first.name, of(first)), (f"{first.name}, {GERMAN.name}", of(first, GERMAN))]
    rows += [(build.name, of(build)) for build in (builds.LIBCXX, builds.UNSIGNED_CHAR)]
    rows.append((machines.BIG_ENDIAN.name, lambda: lines_in(
        machines.make(machines.BIG_ENDIAN, work, source=source, jobs=jobs), KIND, PLAIN)))
    return rows


def ask(make_lines):
    """What a row says, in short, and whether that is committed. (None, False) if the row cannot run."""
    try:
        return suite.compare(make_lines(), KIND)[:16], True
    except suite.Failed as failure:
        return str(failure).splitlines()[0], False
    except FAILURES as failure:
        print(failure, file=sys.stderr, flush=True)
        return None, False


def run_as_it_stands(rows):
    """Whether every row says what is committed, and the rows that can run."""
    is_silent, usable = True, []
    for name, make_lines in rows:
        said, is_expected = ask(make_lines)
        is_silent = is_silent and is_expected
        print(f"as it stands, {name}: {said or 'CANNOT RUN'}", flush=True)
        if said is not None:
            usable.append((name, make_lines))
    return is_silent, usable


def is_noticed(name, rows):
    """Runs the rows until one disagrees with the first. Prints what each says."""
    first = None
    for row, make_lines in rows:
        said, is_expected = ask(make_lines)
        verdict = "CANNOT RUN" if said is None else "as committed" if is_expected else said
        print(f"{name}, {row}: {verdict}", flush=True)
        if said is not None and first is not None and said != first[1]:
            print(f"{name}: {first[0]} and {row} disagree", flush=True)
            return True
        first = first or (said and (row, said))
    print(f"{name}: UNNOTICED", flush=True)
    return False


def run(dependences, work, jobs):
    source = work / "project"
    copy_project(source)
    code = Code()
    is_good, rows = run_as_it_stands(all_rows(source, work, jobs))
    for dependence in dependences:
        with with_texts(source, code.changed_texts(dependence)):
            is_good = is_noticed(dependence["name"], rows) and is_good
    return 0 if is_good else 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["check", "run"])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--work", type=pathlib.Path, default=builds.ROOT / "build/dependences")
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.command == "check":
        return check_named(DEPENDENCES, arguments.compile)
    dependences = [each for each in read_list(DEPENDENCES) if not arguments.names or each["name"] in arguments.names]
    if not dependences:
        raise SystemExit("no dependence has such a name")
    return run(dependences, arguments.work.resolve(), arguments.jobs)


if __name__ == "__main__":
    sys.exit(main())
