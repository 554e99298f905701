"""The table of builds and surroundings: each row runs the suite, and must print the digest that is committed.

    rows.py quick --suite PROGRAM [--pith-merge PROGRAM] [--sanitized]
                          the builds that are given, with the quick part of the sets, in all surroundings
    rows.py all [--jobs N] [--work FOLDER] [ROW...]
                          every build and machine that is listed with all sets, and the first build in all surroundings;
                          with names, or parts of names, those rows alone
    rows.py list          the rows of `all`

Prints a table in Markdown, a line when its row is done. The exit status is 1 where a row says something else or could
not be run: what was left out is never taken for the same.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import builds  # noqa: E402
import machines  # noqa: E402
import suite  # noqa: E402
from surroundings import THREADS, all_surroundings  # noqa: E402


class Table:
    """Says of each row what became of it."""

    def __init__(self):
        self.is_whole = True
        print("| row | sets | digest | seconds |\n| --- | --- | --- | --- |", flush=True)

    def row(self, name, kind, make_lines):
        begin = time.monotonic()
        try:
            result = suite.compare(make_lines(), kind)[:16]
        except (suite.Failed, RuntimeError, OSError, ValueError, subprocess.SubprocessError) as failure:
            self.is_whole = False
            result = f"FAILED: {failure}"
        sets = {"all": suite.SETS_ALL, "quick": suite.SETS_QUICK, "program": "-"}[kind]
        print(f"| {name} | {sets} | {result} | {time.monotonic() - begin:.0f} |", flush=True)


def plain_environment():
    return {"PATH": os.environ.get("PATH", "")}


def surroundings_rows(table, program, pith_merge, sanitized, kind, wanted=lambda name: True):
    sets = {"all": suite.SETS_ALL, "quick": suite.SETS_QUICK}[kind]
    with all_surroundings() as surroundings:
        for each in surroundings:
            if wanted(each.name) and (each.under_sanitizers or not sanitized):
                table.row(each.name, kind, lambda each=each: suite.library_lines(
                    [program, *each.arguments], sets, each.environment, each.prepare))
    for threads in THREADS:
        name = f"the program, --threads {threads}"
        if pith_merge is not None and wanted(name):
            table.row(name, "program", lambda threads=threads: suite.program_lines(
                program, pith_merge, threads, plain_environment()))


def run_quick(arguments):
    table = Table()
    surroundings_rows(table, arguments.suite.resolve(), arguments.pith_merge and arguments.pith_merge.resolve(),
                      arguments.sanitized, "quick")
    return table


def machine_lines(machine, work, jobs):
    missing = machines.missing_packages(machine)
    if missing:
        raise RuntimeError("it needs the packages " + ", ".join(missing))
    return suite.library_lines(machines.make(machine, work, jobs=jobs), suite.SETS_ALL, plain_environment())


def run_all(arguments):
    def wanted(name):
        return not arguments.rows or any(part in name for part in arguments.rows)

    table = Table()
    for build in builds.BUILDS:
        if wanted(build.name):
            table.row(build.name, "all", lambda build=build: suite.library_lines(
                [builds.make_build(build, arguments.work, jobs=arguments.jobs)], suite.SETS_ALL, plain_environment()))
    base = builds.BUILDS[0]
    pith_merge = arguments.work / builds.folder_name(base.name) / "pith-merge"
    names = [name for name in row_names() if name not in {build.name for build in builds.BUILDS}]
    if any(wanted(name) for name in names if not name.endswith("qemu")):
        program = builds.make_build(base, arguments.work, jobs=arguments.jobs)
        surroundings_rows(table, program, pith_merge, False, "all", wanted)
    for machine in machines.MACHINES:
        if wanted(machine.name):
            table.row(machine.name, "all",
                      lambda machine=machine: machine_lines(machine, arguments.work, arguments.jobs))
    return table


def row_names():
    with all_surroundings() as surroundings:
        inside = [each.name for each in surroundings]
    return [*(build.name for build in builds.BUILDS), *inside, *(f"the program, --threads {n}" for n in THREADS),
            *(machine.name for machine in machines.MACHINES)]


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    quick = commands.add_parser("quick")
    quick.add_argument("--suite", type=pathlib.Path, required=True)
    quick.add_argument("--pith-merge", type=pathlib.Path)
    quick.add_argument("--sanitized", action="store_true")
    everything = commands.add_parser("all")
    everything.add_argument("rows", nargs="*")
    everything.add_argument("--jobs", type=int, default=1)
    everything.add_argument("--work", type=pathlib.Path, default=builds.ROOT / "build/platforms")
    commands.add_parser("list")
    arguments = parser.parse_args()
    if arguments.command == "list":
        print("\n".join(row_names()))
        return 0
    if arguments.command == "all" and not any(part in name for name in row_names() for part in arguments.rows or [""]):
        parser.error("no row has such a name")
    table = run_quick(arguments) if arguments.command == "quick" else run_all(arguments)
    return 0 if table.is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
