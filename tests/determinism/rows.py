"""The table of builds and surroundings. Each row runs the suite, and must print the committed digest.

    rows.py quick --suite PROGRAM [--pith-merge PROGRAM] [--sanitized]
                          the given build in the quick surroundings, with the first 200 sets
    rows.py all [--jobs N] [--work FOLDER] [ROW...]
                          every build and machine with all sets, and the build as shipped in all surroundings; every
                          machine also in its floating-point settings, with 200 sets because qemu is slow; and
                          WebAssembly in Node, if scripts/wasm has built it;
                          with ROW, which must not begin with a hyphen, only rows whose names contain it
    rows.py list          the rows of `all`

Prints a table in Markdown, each line when its row is done. `all` first prints the system and its compilers. The table
has the first line of a failure; the rest goes to standard error. The exit status is 1 if a row says something else or
cannot run: a missing row never counts as equal.
"""

import argparse
import pathlib
import platform
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import builds  # noqa: E402
import machines  # noqa: E402
import suite  # noqa: E402
import webassembly  # noqa: E402
from surroundings import GERMAN, ROUNDING, SURROUNDINGS, THREADS, plain_environment, with_floating_point  # noqa: E402

FAILURES = (suite.Failed, RuntimeError, OSError, ValueError, subprocess.SubprocessError)
REASON_CHARACTERS_MAX = 200


class Table:
    """Prints the result of each row."""

    def __init__(self):
        self.is_whole = True
        print("| row | sets | digest | seconds |\n| --- | --- | --- | --- |", flush=True)

    def row(self, name, kind, make_lines):
        begin = time.monotonic()
        try:
            result = suite.compare(make_lines(), kind)[:16]
        except FAILURES as failure:
            self.is_whole = False
            reason, *rest = str(failure).splitlines() or [type(failure).__name__]
            result = "FAILED: " + reason[:REASON_CHARACTERS_MAX].replace("|", "/")
            print("\n".join(rest), file=sys.stderr, flush=True)
        sets = suite.SETS.get(kind, "-")
        print(f"| {name} | {sets} | {result} | {time.monotonic() - begin:.0f} |", flush=True)


def lines_in(made, kind, surroundings):
    with surroundings.environment() as environment:
        return made.lines(kind, environment, surroundings.prepare, surroundings.arguments)


def lines_of_program(made, pith_merge, threads):
    return suite.program_lines(made, pith_merge, threads, plain_environment())


def program_name(threads):
    return f"the program, --threads {threads}"


def describe_system():
    """The names and versions of this system and its compilers."""
    names = [platform.freedesktop_os_release()["PRETTY_NAME"], platform.machine()]
    for compiler in sorted({build.compiler for build in builds.BUILDS}):
        try:
            version = subprocess.run([compiler, "--version"], capture_output=True, text=True, check=True)
            names.append(f"{compiler}: {version.stdout.splitlines()[0]}")
        except OSError:
            names.append(f"{compiler}: missing")
    return "; ".join(names)


def run_quick(arguments):
    table = Table()
    made = suite.Suite(arguments.suite.resolve())
    for each in SURROUNDINGS:
        if each.under_sanitizers if arguments.sanitized else each.is_quick:
            table.row(each.name, "quick", lambda each=each: lines_in(made, "quick", each))
    if arguments.pith_merge is not None:
        for threads in THREADS:
            table.row(program_name(threads), "program", lambda threads=threads: lines_of_program(
                made, arguments.pith_merge.resolve(), threads))
    return table


def all_rows(work, jobs):
    """For each row its name, its kind, and a function that builds and runs it."""
    def of_build(build):
        return builds.make_build(build, work, jobs=jobs).lines("all", plain_environment(), None, build.arguments)

    def in_surroundings(build, surroundings):
        return lines_in(builds.make_build(build, work, jobs=jobs), "all", surroundings)

    def of_program(threads):
        made = builds.make_build(builds.AS_SHIPPED, work, jobs=jobs)
        return lines_of_program(made, builds.program_of(builds.AS_SHIPPED, work), threads)

    def of_machine(machine):
        return machines.make(machine, work, jobs=jobs).lines("all", plain_environment())

    def on_machine(machine, surroundings):
        return lines_in(machines.make(machine, work, jobs=jobs), "quick", surroundings)

    def in_webassembly():
        made = builds.make_build(builds.AS_SHIPPED, work, jobs=jobs)
        return webassembly.lines(made, plain_environment())

    for build in builds.BUILDS:
        yield build.name, "all", lambda build=build: of_build(build)
    for each in SURROUNDINGS:
        yield each.name, "all", lambda each=each: in_surroundings(builds.AS_SHIPPED, each)
    yield f"{builds.LIBCXX.name}, {GERMAN.name}", "all", lambda: in_surroundings(builds.LIBCXX, GERMAN)
    for threads in THREADS:
        yield program_name(threads), "program", lambda threads=threads: of_program(threads)
    if webassembly.MODULE.exists():
        yield "WebAssembly, in Node", "all", in_webassembly
    for machine in machines.MACHINES:
        yield machine.name, "all", lambda machine=machine: of_machine(machine)
        for each in [*map(with_floating_point, machine.floating_point), *ROUNDING]:
            yield (f"{machine.name}, {each.name}", "quick",
                   lambda machine=machine, each=each: on_machine(machine, each))


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
    if arguments.command == "quick":
        return 0 if run_quick(arguments).is_whole else 1
    if arguments.command == "list":
        print("\n".join(name for name, _, _ in all_rows(None, 1)))
        return 0
    wanted = [row for row in all_rows(arguments.work.resolve(), arguments.jobs)
              if not arguments.rows or any(part in row[0] for part in arguments.rows)]
    if not wanted:
        parser.error("no row has such a name")
    print(describe_system() + "\n", flush=True)
    table = Table()
    for name, kind, make_lines in wanted:
        table.row(name, kind, make_lines)
    return 0 if table.is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
