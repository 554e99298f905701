"""Breaks a copy of the project as patches.json lists, and says how long a fuzz target takes to notice.

    tests/mutation/fuzz_patches.py check [--compile]      whether each patch fits the code as it stands, and compiles
    tests/mutation/fuzz_patches.py run [--seconds S] [--seed N...] [--work FOLDER] [--patch NAME...]

An entry of patches.json has a name, says what it breaks, and has one edit or several (see edits.py). It names the
target that must notice it, unless that is merge_order. A target runs on one core, once for each seed. merge_order makes
its own events, so it begins with an empty corpus; any other target begins with its seeds. The project as it stands goes
first, for --sound-seconds: the targets must find nothing there. The exit status is 1 if a patch is not found in time,
or if something is found without one. Needs clang.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent / "fuzz")]

from edits import Code, check_named, read_list  # noqa: E402
from project_copy import ROOT, ProjectCopy, with_texts  # noqa: E402
from run import read_options  # noqa: E402

PATCHES = HERE / "patches.json"
SECONDS_MAX = 180
USUAL_TARGET = "merge_order"
FINDING = re.compile(r"^(?:claimed|this does not hold): (.*)$", re.MULTILINE)
SANITIZERS = "-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all"
OPTIONS = ["-DCMAKE_CXX_COMPILER=clang++", "-DCMAKE_CXX_FLAGS=" + SANITIZERS, "-DPITH_BUILD_FUZZERS=ON",
           "-DPITH_BUILD_TESTS=OFF", "-DPITH_BUILD_PROGRAM=OFF", "-DPITH_WITH_LIBSODIUM=OFF"]


def target_of(patch):
    return patch.get("target", USUAL_TARGET)


class FuzzedCopy:
    """A copy of the project to which one patch after the other is applied."""

    def __init__(self, work, targets):
        self.work = work
        self.copy = ProjectCopy(work / "project", ["pith_fuzz_seeds", *(f"{target}_fuzzer" for target in targets)],
                                OPTIONS)

    def build(self):
        if not self.copy.build():
            raise SystemExit("it does not build")

    def run(self, name, target, seconds, seed):
        """The seconds until something was found, or None; the executions; and what the fuzzer printed."""
        corpus = self.work / "corpus" / name
        shutil.rmtree(corpus, ignore_errors=True)
        corpus.mkdir(parents=True)
        out = self.copy.build_folder / "fuzz/out"
        seeds = [] if target == USUAL_TARGET else [str(self.copy.build_folder / "fuzz/seeds" / target)]
        begin = time.monotonic()
        done = subprocess.run([str(out / f"{target}_fuzzer"), *read_options(out, target), "-print_final_stats=1",
                               f"-max_total_time={seconds}", f"-seed={seed}",
                               f"-artifact_prefix={self.work}/{name}-", str(corpus), *seeds],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False)
        seconds_taken = time.monotonic() - begin
        output = done.stdout + done.stderr
        (self.work / f"{name}.log").write_text(output, encoding="utf-8")
        executions = re.search(r"number_of_executed_units: (\d+)", output)
        is_found = done.returncode != 0 and FINDING.search(output) is not None
        if done.returncode != 0 and not is_found:
            raise SystemExit(f"the fuzzer itself fails: see {self.work}/{name}.log")
        return seconds_taken if is_found else None, int(executions.group(1)) if executions else 0, output


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["check", "run"])
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--patch", dest="patches", nargs="+", metavar="NAME", default=[])
    parser.add_argument("--seconds", type=int, default=SECONDS_MAX)
    parser.add_argument("--sound-seconds", type=int, default=20)
    parser.add_argument("--seed", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build/fuzz_patches")
    arguments = parser.parse_args()
    if arguments.command == "check":
        return check_named(PATCHES, arguments.compile)
    patches = [patch for patch in read_list(PATCHES) if not arguments.patches or patch["name"] in arguments.patches]
    if not patches:
        raise SystemExit("no patch has such a name")
    arguments.work.mkdir(parents=True, exist_ok=True)
    code = Code()
    targets = sorted({target_of(patch) for patch in patches})
    copy = FuzzedCopy(arguments.work.resolve(), targets)
    copy.build()
    is_sound = True
    for target in targets if arguments.sound_seconds > 0 else []:
        seconds, executions, output = copy.run("sound", target, arguments.sound_seconds, arguments.seed[0])
        found = "nothing" if seconds is None else "SOMETHING"
        print(f"{target}, as it stands: {found} found in {executions} executions", flush=True)
        print("" if seconds is None else output)
        is_sound = is_sound and seconds is None
    for patch in patches:
        name = patch["name"]
        with with_texts(copy.copy.folder, code.changed_texts(patch)):
            copy.build()
            found = [copy.run(name, target_of(patch), arguments.seconds, seed) for seed in arguments.seed]
        for seed, (seconds, executions, output) in zip(arguments.seed, found):
            is_sound = is_sound and seconds is not None
            said = f"NOT FOUND in {arguments.seconds} seconds" if seconds is None else f"found in {seconds:.1f} seconds"
            claim = FINDING.search(output)
            print(f"{name}, seed {seed}: {said}, {executions} executions: {claim.group(1) if claim else ''}",
                  flush=True)
    return 0 if is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
