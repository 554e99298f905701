"""Runs the determinism suite of a build and compares what it says with what is committed in expected.txt.

    suite.py PROGRAM [--sets N]      prints the digest; exit status 1, and the first case that differs, where it does
    suite.py PROGRAM --write --pith-merge PROGRAM
                                     writes expected.txt anew: for a change that is meant

A digest is the SHA-256 of all lines `GROUP/NAME DIGEST`. expected.txt has those of all sets and of the quick part, and
of each case the first eight digits, several cases to a line after the name of the first.
"""

import argparse
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
EXPECTED = HERE / "expected.txt"
DATA = HERE.parent / "data"
CASES_PER_LINE = 16
CASE_DIGITS = 8
SETS_ALL = 10_000
SETS_QUICK = 500
SECONDS_MAX = 7200  # under an emulator, with everything else that the machine does


class Failed(Exception):
    """The suite did not run to its end."""


class Differs(Failed):
    """It said something else."""


def run(command, environment=None, prepare=None, folder=None):
    done = subprocess.run([str(item) for item in command], env=environment, preexec_fn=prepare, cwd=folder,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS_MAX, check=False)
    if done.returncode not in (0, 1):
        raise Failed(f"exit status {done.returncode}: {done.stderr.decode(errors='replace').strip()[-2000:]}")
    return done


def library_lines(command, sets, environment=None, prepare=None):
    """What the suite says, line by line. The command may be an emulator's, with the suite as its last argument."""
    done = run([*command, "--sets", str(sets)], environment, prepare)
    if done.returncode != 0:
        raise Failed(f"exit status {done.returncode}: {done.stderr.decode(errors='replace').strip()[-2000:]}")
    return done.stdout.decode("ascii").splitlines()


def program_lines(suite, pith_merge, threads, environment=None, prepare=None):
    """The same of the program, on the real bundles and on what the suite exports for it."""
    with tempfile.TemporaryDirectory(prefix="pith-determinism-") as name:
        folder = pathlib.Path(name)
        run([suite, "--export", folder], environment, prepare)
        subject = (folder / "subject.txt").read_text(encoding="ascii")
        sets = sorted(path.name for path in folder.glob("*.ndjson"))
        bundles = sorted(path.name for path in DATA.glob("*.bundle.json"))
        for bundle in bundles:
            (folder / bundle).write_bytes((DATA / bundle).read_bytes())
        if not sets or not bundles:
            raise Failed("there is nothing to give to the program")
        merge = ["merge", "--keys", "keys.json", "--subject", subject]
        commands = [["verify", "--json", *bundles], ["verify", "--trust-bundle-keys", *bundles]]
        commands += [["merge", bundle] for bundle in bundles] + [["canon", bundle] for bundle in bundles]
        commands += [[*merge, file] for file in sets] + [[*merge, "--authentic-only", *sets]]
        lines = []
        for number, command in enumerate(commands):
            options = [] if command[0] == "canon" else ["--threads", str(threads)]
            done = run([pith_merge, command[0], *options, *command[1:]], environment, prepare, folder)
            lines.append(f"program/{number}_{command[0]} {hashlib.sha256(done.stdout).hexdigest()}")
        return lines


def digest(lines):
    return hashlib.sha256("".join(line + "\n" for line in lines).encode("ascii")).hexdigest()


def write_expected(full, program):
    quick = [line for line in full if not line.startswith("sets/") or int(line[5:].split()[0]) < SETS_QUICK]
    text = "# What every build says: see suite.py, which writes this file.\n"
    text += f"all {digest(full)}\nquick {digest(quick)}\nprogram {digest(program)}\n"
    for lines in (full, program):
        for first in range(0, len(lines), CASES_PER_LINE):
            part = [line.split() for line in lines[first:first + CASES_PER_LINE]]
            text += " ".join([part[0][0], *(hexadecimal[:CASE_DIGITS] for _, hexadecimal in part)]) + "\n"
    EXPECTED.write_text(text, encoding="ascii")


def read_expected():
    """The digests by name, and the cases as pairs of name and digits; of some only the digits are there."""
    digests, cases = {}, []
    for line in EXPECTED.read_text(encoding="ascii").splitlines():
        name, *digits = line.split()
        if name in ("all", "quick", "program"):
            digests[name] = digits[0]
        elif name != "#":
            cases += [(name if number == 0 else None, each) for number, each in enumerate(digits)]
    return digests, cases


def first_difference(lines, cases):
    """The name of the first case that is not as expected; nothing where there is none."""
    for number, line in enumerate(lines):
        name, hexadecimal = line.split()
        if number >= len(cases):
            return f"{name}, which nobody expects"
        expected_name, digits = cases[number]
        if expected_name not in (None, name):
            return f"{name}, where {expected_name} is expected"
        if hexadecimal[:CASE_DIGITS] != digits:
            return name
    return None


def compare(lines, kind):
    """Gives the digest of `all`, `quick` or `program`, which is as committed."""
    digests, cases = read_expected()
    programs = [number for number, (name, _) in enumerate(cases) if name and name.startswith("program/")]
    first_of_program = programs[0] if programs else len(cases)
    cases = cases[first_of_program:] if kind == "program" else cases[:first_of_program]
    found = digest(lines)
    if found != digests[kind]:
        case = first_difference(lines, cases) or "none of those that ran: some are missing"
        raise Differs(f"digest {found}, expected {digests[kind]}; the first case that differs: {case}")
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--sets", type=int, choices=[SETS_ALL, SETS_QUICK], default=SETS_ALL)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--pith-merge", type=pathlib.Path)
    arguments = parser.parse_args()
    program = arguments.program.resolve()
    environment = {"PATH": os.environ.get("PATH", "")}
    try:
        lines = library_lines([program], arguments.sets, environment)
        if arguments.write:
            if arguments.pith_merge is None or arguments.sets != SETS_ALL:
                parser.error("--write wants all sets, and --pith-merge")
            write_expected(lines, program_lines(program, arguments.pith_merge.resolve(), 1, environment))
            print(digest(lines))
            return 0
        print(compare(lines, "all" if arguments.sets == SETS_ALL else "quick"))
    except Failed as failure:
        print(f"determinism: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
