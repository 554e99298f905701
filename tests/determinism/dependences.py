"""Applies each of dependences/*.patch to a copy of the project and asks which rows notice.

    tests/determinism/dependences.py [--work FOLDER] [--jobs N] [PATCH...]

A row notices where its digest is not the committed one. The first build goes first, with and without a locale whose
decimal point is a comma; then the others in turn, until one notices. The exit status is 1 where none does.
"""

import argparse
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "mutation")]

import builds  # noqa: E402
import machines  # noqa: E402
import suite  # noqa: E402
from project_copy import tracked_files  # noqa: E402
from rows import plain_environment  # noqa: E402
from surroundings import all_surroundings  # noqa: E402

# The dependences show on one of these; that which compiles soonest goes first.
BUILD_NAMES = ["g++ -O0", "clang -O0, libc++", "g++ -O2, unsigned char"]


def copy_project(folder):
    for name in tracked_files():
        target = folder / name
        text = (builds.ROOT / name).read_bytes()
        if not target.exists() or target.read_bytes() != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)


def apply(folder, patch, *options):
    # The work folder may lie in another repository, which is none of git's business here.
    environment = {"GIT_CEILING_DIRECTORIES": str(folder.parent), "PATH": "/usr/bin:/bin"}
    subprocess.run(["git", "apply", *options, str(patch)], cwd=folder, env=environment, check=True)


def rows(source, work, jobs):
    """Names and what runs each, the cheapest first."""
    for build in (build for name in BUILD_NAMES for build in builds.BUILDS if build.name == name):
        program = builds.make_build(build, work, source, jobs)
        yield build.name, [program], plain_environment()
        if build.name == BUILD_NAMES[0]:
            with all_surroundings() as surroundings:
                for each in surroundings:
                    if "--decimal-point" in each.arguments:
                        yield f"{build.name}, {each.name}", [program, *each.arguments], each.environment
    for machine in machines.MACHINES:
        if not machines.missing_packages(machine):
            yield machine.name, machines.make(machine, work, source=source, jobs=jobs), plain_environment()


def first_that_notices(source, work, jobs):
    """The row and what it said; and the names of those before it, which noticed nothing."""
    silent = []
    for name, command, environment in rows(source, work, jobs):
        try:
            suite.compare(suite.library_lines(command, suite.SETS_ALL, environment), "all")
            silent.append(name)
        except suite.Differs as failure:
            return name, str(failure), silent
    return None, "", silent


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("patches", nargs="*", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, default=builds.ROOT / "build/dependences")
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    patches = [patch.resolve() for patch in arguments.patches] or sorted((HERE / "dependences").glob("*.patch"))
    if not patches:
        raise SystemExit("there are no patches")
    source = arguments.work.resolve() / "project"
    copy_project(source)
    all_noticed = True
    for patch in patches:
        apply(source, patch)
        try:
            name, said, silent = first_that_notices(source, arguments.work.resolve(), arguments.jobs)
        finally:
            apply(source, patch, "--reverse")
        all_noticed = all_noticed and name is not None
        print(f"{patch.stem}: {'noticed by ' + name if name else 'UNNOTICED'}; {said}; before it, silent: "
              f"{', '.join(silent) or 'none'}", flush=True)
    return 0 if all_noticed else 1


if __name__ == "__main__":
    sys.exit(main())
