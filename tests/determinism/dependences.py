"""Applies each of dependences/*.patch to a copy of the project and asks which rows notice.

    tests/determinism/dependences.py check                   each patch fits the code as it stands
    tests/determinism/dependences.py run [--work FOLDER] [--jobs N] [PATCH...]

The copy as it stands goes first: every row must say what is committed. Then, with each patch, row after row until one
says something else than the first row does: a dependence on the platform is noticed where two rows disagree, and not
where all say the same wrong thing. A row that cannot be run is named, and has noticed nothing. The exit status is 1
where a dependence is not noticed, or a row is not as it should be without one.
"""

import argparse
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "mutation")]

import builds  # noqa: E402
import machines  # noqa: E402
import suite  # noqa: E402
from project_copy import check_patches, copy_project, with_patch  # noqa: E402
from rows import FAILURES, lines_in  # noqa: E402
from surroundings import GERMAN, Surroundings  # noqa: E402

PLAIN = Surroundings("nothing")
KIND = "quick"  # what that notices, all sets notice


def all_rows(source, work, jobs):
    """The name of each and what builds and runs it; that which compiles soonest goes first."""
    def of(build, surroundings=PLAIN):
        return lambda: lines_in(builds.make_build(build, work, source, jobs), KIND, surroundings)

    first = builds.UNOPTIMISED
    rows = [(first.name, of(first)), (f"{first.name}, {GERMAN.name}", of(first, GERMAN))]
    rows += [(build.name, of(build)) for build in (builds.LIBCXX, builds.UNSIGNED_CHAR)]
    rows.append((machines.BIG_ENDIAN.name, lambda: lines_in(
        machines.make(machines.BIG_ENDIAN, work, source=source, jobs=jobs), KIND, PLAIN)))
    return rows


def ask(make_lines):
    """What a row says, in short; and whether that is what is committed. Nothing where it cannot be run."""
    try:
        return suite.compare(make_lines(), KIND)[:16], True
    except suite.Failed as failure:
        return str(failure).splitlines()[0], False
    except FAILURES as failure:
        print(failure, file=sys.stderr, flush=True)
        return None, False


def run_as_it_stands(rows):
    """Whether all is silent; and the rows that can be run."""
    is_silent, usable = True, []
    for name, make_lines in rows:
        said, is_expected = ask(make_lines)
        is_silent = is_silent and is_expected
        print(f"as it stands, {name}: {said or 'CANNOT BE RUN'}", flush=True)
        if said is not None:
            usable.append((name, make_lines))
    return is_silent, usable


def is_noticed(name, rows):
    """Runs the rows until one disagrees with the first; prints what each says."""
    first = None
    for row, make_lines in rows:
        said, is_expected = ask(make_lines)
        verdict = "CANNOT BE RUN" if said is None else "as committed" if is_expected else said
        print(f"{name}, {row}: {verdict}", flush=True)
        if said is not None and first is not None and said != first[1]:
            print(f"{name}: {first[0]} and {row} disagree", flush=True)
            return True
        first = first or (said and (row, said))
    print(f"{name}: UNNOTICED", flush=True)
    return False


def run(patches, work, jobs):
    source = work / "project"
    copy_project(source)
    is_good, rows = run_as_it_stands(all_rows(source, work, jobs))
    for patch in patches:
        with with_patch(source, patch):
            is_good = is_noticed(patch.stem, rows) and is_good
    return 0 if is_good else 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["check", "run"])
    parser.add_argument("patches", nargs="*", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, default=builds.ROOT / "build/dependences")
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    patches = [patch.resolve() for patch in arguments.patches] or sorted((HERE / "dependences").glob("*.patch"))
    if not patches:
        raise SystemExit("there are no patches")
    if arguments.command == "check":
        return check_patches(patches)
    return run(patches, arguments.work.resolve(), arguments.jobs)


if __name__ == "__main__":
    sys.exit(main())
