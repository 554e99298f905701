"""Applies each of patches/*.patch to a copy of the project and says how long the merge_order fuzzer takes to find it.

    tests/mutation/fuzz_patches.py [--seconds S] [--seed N] [--work FOLDER] [PATCH...]

From no seeds, on one core. The project as it stands goes first, for --sound-seconds: nothing may be found there. Exit
status 1 where a patch is not found in time, or where something is found without one. Needs clang 14.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = "fuzz/merge_order_fuzzer.cpp"
SECONDS_MAX = 180
INPUT_SIZE_BYTES_MAX = 192  # of merge_order: more is not read
# Inputs are small from the start; what is remembered between them looks like a leak, and costs a second run.
FAST = ["-len_control=0", "-detect_leaks=0", "-entropic=0"]
SANITIZERS = "-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all"

WRAPPER = """cmake_minimum_required(VERSION 3.25)
project(fuzz_patches LANGUAGES CXX)
add_subdirectory(project)
add_executable(merge_order {sources})
target_compile_features(merge_order PRIVATE cxx_std_20)
target_include_directories(merge_order PRIVATE project)
# Only what is looked at guides the fuzzer: the harness and the reference would slow it down.
target_compile_options(merge_order PRIVATE -fno-sanitize=fuzzer-no-link,undefined)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
target_link_libraries(merge_order PRIVATE pith::merge OpenSSL::Crypto)
target_link_options(merge_order PRIVATE -fsanitize=fuzzer)
"""


def copy_project(folder):
    listing = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                             capture_output=True, text=True, check=True).stdout
    for name in filter(lambda name: (ROOT / name).is_file(), listing.splitlines()):
        target = folder / name
        if not target.exists() or target.read_bytes() != (ROOT / name).read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)


def sources_of(target):
    """The target, and of what it includes, whatever has a source outside of the library."""
    sources, seen = [], set()
    waiting = [target]
    while waiting:
        name = waiting.pop()
        if name in seen or not (ROOT / name).is_file():
            continue
        seen.add(name)
        sources += [name] if name.endswith(".cpp") else []
        text = (ROOT / name).read_text(encoding="utf-8")
        for header in re.findall(r'^#include "((?:fuzz|tests)/[^"]+)\.h"', text, re.MULTILINE):
            waiting += [header + ".h", header + ".cpp"]
    return sorted(sources)


class Copy:
    """A copy of the project that is broken by one patch after the other."""

    def __init__(self, work):
        self.work, self.folder, self.build_folder = work, work / "project", work / "build"
        copy_project(self.folder)
        sources = " ".join("project/" + name for name in sources_of(TARGET))
        (work / "CMakeLists.txt").write_text(WRAPPER.format(sources=sources), encoding="utf-8")
        subprocess.run(["cmake", "-S", str(work), "-B", str(self.build_folder), "-G", "Ninja",
                        "-DCMAKE_CXX_COMPILER=clang++-14", "-DCMAKE_BUILD_TYPE=Debug", "-DPITH_WITH_LIBSODIUM=OFF",
                        "-DCMAKE_CXX_FLAGS_DEBUG=-O1 -gline-tables-only", "-DCMAKE_CXX_FLAGS=" + SANITIZERS],
                       check=True, stdout=subprocess.DEVNULL)

    def build(self):
        subprocess.run(["cmake", "--build", str(self.build_folder), "--target", "merge_order", "-j", "1"], check=True,
                       stdout=subprocess.DEVNULL)

    def run(self, name, seconds, seed):
        """Seconds until something was found, or nothing; the executions; and what the fuzzer printed."""
        corpus = self.work / "corpus" / name
        shutil.rmtree(corpus, ignore_errors=True)
        corpus.mkdir(parents=True)
        begin = time.monotonic()
        done = subprocess.run([str(self.build_folder / "merge_order"), f"-max_total_time={seconds}", f"-seed={seed}",
                               f"-max_len={INPUT_SIZE_BYTES_MAX}", *FAST, "-print_final_stats=1",
                               f"-artifact_prefix={self.work}/{name}-", str(corpus)],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False)
        seconds_taken = time.monotonic() - begin
        output = done.stdout + done.stderr
        (self.work / f"{name}.log").write_text(output, encoding="utf-8")
        executions = re.search(r"number_of_executed_units: (\d+)", output)
        is_found = done.returncode != 0 and "\nclaimed: " in "\n" + output
        if done.returncode != 0 and not is_found:
            raise SystemExit(f"the fuzzer itself fails: see {self.work}/{name}.log")
        return seconds_taken if is_found else None, int(executions.group(1)) if executions else 0, output

    def apply(self, patch, *options):
        # The work folder may lie in another repository, which is none of git's business here.
        environment = {"GIT_CEILING_DIRECTORIES": str(self.work), "PATH": "/usr/bin:/bin"}
        subprocess.run(["git", "apply", *options, str(patch)], cwd=self.folder, env=environment, check=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("patches", nargs="*", type=pathlib.Path)
    parser.add_argument("--seconds", type=int, default=SECONDS_MAX)
    parser.add_argument("--sound-seconds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build/fuzz_patches")
    arguments = parser.parse_args()
    patches = [patch.resolve() for patch in arguments.patches] or sorted((HERE / "patches").glob("*.patch"))
    if not patches:
        raise SystemExit("there are no patches")
    arguments.work.mkdir(parents=True, exist_ok=True)
    copy = Copy(arguments.work.resolve())
    copy.build()
    is_sound = True
    if arguments.sound_seconds > 0:
        seconds, executions, output = copy.run("sound", arguments.sound_seconds, arguments.seed)
        is_sound = seconds is None
        print(f"as it stands: {'nothing' if is_sound else 'SOMETHING'} found in {executions} executions", flush=True)
        print("" if is_sound else output)
    for patch in patches:
        copy.apply(patch)
        try:
            copy.build()
            seconds, executions, output = copy.run(patch.stem, arguments.seconds, arguments.seed)
        finally:
            copy.apply(patch, "--reverse")
        if seconds is None:
            is_sound = False
            print(f"{patch.stem}: NOT FOUND in {arguments.seconds} seconds, {executions} executions", flush=True)
        else:
            claim = re.search(r"^claimed: (.*)$", output, re.MULTILINE).group(1)
            print(f"{patch.stem}: found in {seconds:.1f} seconds, {executions} executions: {claim}", flush=True)
    return 0 if is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
