"""Writes the conformance vectors, or with --check compares them with what would be written.

Every expected value comes from tests/reference. If it differs from what a case is meant to show, nothing is
written: either the case or the reference is wrong.
"""

import argparse
import json
import pathlib
import sys

sys.dont_write_bytecode = True
FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "reference"))

import cases_bundle
import cases_canon
import cases_check
import cases_input
import cases_keyring
import cases_links
import cases_merge
import cases_signature
import cases_snapshot
import cases_state
import cases_warnings
import vectors

MODULES = [
    cases_canon, cases_signature, cases_keyring, cases_merge, cases_links, cases_state, cases_warnings,
    cases_bundle, cases_check, cases_snapshot, cases_input,
]


def make_files():
    """The text of every vector by its path in this folder, and the disagreements of reference and cases."""
    files, problems = {}, []
    for module in MODULES:
        for case, intended in module.cases():
            path = f"{case['vector']}/{case['name']}.json"
            if path in files:
                problems.append(f"{path}: two cases have this name")
            vector = {**case, **vectors.outcome(case)}
            problems += [f"{path}: {problem}" for problem in module.disagreements(vector, intended)]
            files[path] = json.dumps(vector, indent=1, ensure_ascii=True) + "\n"
    return files, problems


def present_files():
    """The vectors that a case must make. `pith-merge minimise` makes the others, which the reference checks too."""
    return {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*.json")
            if not path.name.startswith("minimised_")}


def is_as_generated(path, text):
    """Compares bytes, so that line ends count."""
    return (FOLDER / path).is_file() and (FOLDER / path).read_bytes() == text.encode("ascii")


def write(files):
    for path in present_files() - files.keys():
        (FOLDER / path).unlink()
    for path, text in files.items():
        (FOLDER / path).parent.mkdir(exist_ok=True)
        (FOLDER / path).write_bytes(text.encode("ascii"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 on any difference")
    options = parser.parse_args()
    files, problems = make_files()
    if options.check:
        problems += [f"{path}: no case makes it" for path in sorted(present_files() - files.keys())]
        problems += [f"{path}: not as generated" for path in files if not is_as_generated(path, files[path])]
    elif not problems:
        write(files)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"{len(files)} vectors")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
