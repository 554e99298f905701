"""Runs the determinism suite of a build and compares what it says with expected.txt.

    suite.py PROGRAM [--sets N]      prints the digest; if it differs, names the first case that differs, exit status 1
    suite.py PROGRAM --write --pith-merge PROGRAM
                                     writes expected.txt again, after a change that is intended

The suite is two programs in one folder, `determinism` and `determinism_inside`. A digest is the SHA-256 of all lines
`GROUP/NAME DIGEST` of both. expected.txt has the digest of all sets, of the quick sets, and of the program pith-merge.
It also has the first eight digits of each case. A line has the name of one case, its digits, and those of the next
cases.
"""

import argparse
import dataclasses
import hashlib
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from surroundings import plain_environment  # noqa: E402

EXPECTED = HERE / "expected.txt"
DATA = HERE.parent / "data"
CASES_PER_LINE = 16
CASE_DIGITS = 8
SETS = {"all": 10_000, "quick": 200}
GROUPS = {"all": {"vectors", "bundles", "numbers", "strings", "sets"}, "program": {"program"}}
GROUPS["quick"] = GROUPS["all"]
SECONDS_MAX = 7200  # enough under an emulator on a busy machine


class Failed(Exception):
    """The suite did not run to its end."""


class Differs(Failed):
    """The suite said something other than expected.txt."""


def run(command, environment, prepare=None, folder=None):
    return subprocess.run([str(item) for item in command], env=environment, preexec_fn=prepare, cwd=folder,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS_MAX, check=False)


def run_sound(command, environment, prepare=None):
    done = run(command, environment, prepare)
    if done.returncode != 0:
        raise Failed(f"exit status {done.returncode}: {done.stderr.decode(errors='replace').strip()[-2000:]}")
    return done


@dataclasses.dataclass(frozen=True)
class Suite:
    program: pathlib.Path  # `determinism`
    emulator: tuple = ()

    def lines(self, kind, environment, prepare=None, arguments=()):
        """The lines that both programs print."""
        lines = []
        for program in (self.program.with_name("determinism_inside"), self.program):
            command = [*self.emulator, program, "--sets", SETS[kind], *arguments]
            lines += run_sound(command, environment, prepare).stdout.decode("ascii").splitlines()
        return lines

    def export(self, folder, environment):
        run_sound([*self.emulator, self.program, "--export", folder], environment)


def describe_run(done):
    """The digest of what a program printed and of its exit status."""
    if done.returncode < 0:
        raise Failed(f"killed by signal {-done.returncode}")
    sizes = f"{done.returncode} {len(done.stdout)} {len(done.stderr)}\n"
    return hashlib.sha256(sizes.encode("ascii") + done.stdout + done.stderr).hexdigest()


def program_lines(suite, pith_merge, threads, environment):
    """The lines for the program, which runs on the real bundles and on the files that the suite exports."""
    with tempfile.TemporaryDirectory(prefix="pith-determinism-") as name:
        folder = pathlib.Path(name)
        suite.export(folder, environment)
        subject = (folder / "subject.txt").read_text(encoding="ascii")
        sets = sorted(path.name for path in folder.glob("*.ndjson"))
        bundles = sorted(path.name for path in DATA.glob("*.bundle.json"))
        for bundle in bundles:
            (folder / bundle).write_bytes((DATA / bundle).read_bytes())
        if not sets or not bundles:
            raise Failed("there is no input for the program")
        merge = ["merge", "--keys", "keys.json", "--subject", subject]
        commands = [["verify", "--json", *bundles], ["verify", "--trust-bundle-keys", *bundles]]
        commands += [["merge", bundle] for bundle in bundles] + [["canon", bundle] for bundle in bundles]
        commands += [[*merge, file] for file in sets] + [[*merge, "--authentic-only", *sets]]
        lines = []
        for number, command in enumerate(commands):
            options = [] if command[0] == "canon" else ["--threads", str(threads)]
            done = run([pith_merge, command[0], *options, *command[1:]], environment, folder=folder)
            lines.append(f"program/{number}_{command[0]} {describe_run(done)}")
        return lines


def digest(lines):
    return hashlib.sha256("".join(line + "\n" for line in lines).encode("ascii")).hexdigest()


def require_groups(lines, kind):
    """Throws if a group has no cases. An empty group would agree with anything."""
    missing = GROUPS[kind] - {line.split("/")[0] for line in lines}
    if missing:
        raise Failed("there are no cases of " + ", ".join(sorted(missing)))


def write_expected(full, program):
    require_groups(full, "all")
    require_groups(program, "program")
    quick = [line for line in full if not line.startswith("sets/") or int(line[5:].split()[0]) < SETS["quick"]]
    text = "# What every build says: see suite.py, which writes this file.\n"
    text += f"all {digest(full)}\nquick {digest(quick)}\nprogram {digest(program)}\n"
    for lines in (full, program):
        for first in range(0, len(lines), CASES_PER_LINE):
            part = [line.split() for line in lines[first:first + CASES_PER_LINE]]
            text += " ".join([part[0][0], *(hexadecimal[:CASE_DIGITS] for _, hexadecimal in part)]) + "\n"
    EXPECTED.write_text(text, encoding="ascii")


def read_expected():
    """The digests by name, and the cases as pairs of name and digits. The name is None if the file does not have it."""
    digests, cases = {}, []
    for line in EXPECTED.read_text(encoding="ascii").splitlines():
        name, *digits = line.split()
        if name in GROUPS:
            digests[name] = digits[0]
        elif name != "#":
            cases += [(name if number == 0 else None, each) for number, each in enumerate(digits)]
    return digests, cases


def first_difference(lines, cases):
    """The name of the first case that differs from what is expected, or None."""
    for number, line in enumerate(lines):
        name, hexadecimal = line.split()
        if number >= len(cases):
            return f"{name}, which is not expected"
        expected_name, digits = cases[number]
        if expected_name not in (None, name):
            return f"{name} instead of {expected_name}"
        if hexadecimal[:CASE_DIGITS] != digits:
            return name
    return None


def compare(lines, kind):
    """Returns the digest of `all`, `quick` or `program`. Throws if it is not the committed one."""
    require_groups(lines, kind)
    digests, cases = read_expected()
    first_of_program = next(number for number, (name, _) in enumerate(cases) if name and name.startswith("program/"))
    cases = cases[first_of_program:] if kind == "program" else cases[:first_of_program]
    found = digest(lines)
    if found != digests[kind]:
        case = first_difference(lines, cases) or "none of those that ran: some are missing"
        raise Differs(f"{found[:16]}, expected {digests[kind][:16]}; the first case that differs: {case}")
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--sets", type=int, choices=SETS.values(), default=SETS["all"])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--pith-merge", type=pathlib.Path)
    arguments = parser.parse_args()
    kind = next(kind for kind, sets in SETS.items() if sets == arguments.sets)
    if arguments.write and (arguments.pith_merge is None or kind != "all"):
        parser.error("--write needs all sets, and --pith-merge")
    suite = Suite(arguments.program.resolve())
    environment = plain_environment()
    try:
        lines = suite.lines(kind, environment)
        if arguments.write:
            write_expected(lines, program_lines(suite, arguments.pith_merge.resolve(), 1, environment))
        print(compare(lines, kind))
    except Failed as failure:
        print(f"determinism: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
