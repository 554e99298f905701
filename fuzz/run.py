"""Runs fuzz targets from their seeds and reports the results. The exit status is 1 if a target finds something.

    python3 run.py OUT --findings FOLDER [--corpus FOLDER] [--seconds N | --again] [--seed N] [--seeds-max N]
                   [TARGET ...]

OUT is the folder that fuzz/build made: each TARGET_fuzzer with its options, dictionary and seed corpus. Inputs that
break a target are kept in its folder under --findings, and new inputs that reach more code in its folder under
--corpus. With --again, the target only replays its inputs. Without --seed, each run draws a seed and prints it.
--seeds-max takes at most that many of the seeds, spread evenly, since all of them may take longer than --seconds."""

import argparse
import configparser
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

SUFFIX = "_fuzzer"
LOG_LINES_SHOWN = 60
COLUMNS = "{:14} {:>12} {:>12} {:>10} {:>12} {:>12}  {}"


def read_sections(path):
    sections = configparser.ConfigParser(interpolation=None)
    sections.read_string(path.read_text(encoding="utf-8"))
    return sections


def read_options(out, target):
    """The section of TARGET.options that is for libFuzzer, as arguments."""
    options = dict(read_sections(out / f"{target}{SUFFIX}.options")["libfuzzer"])
    options["dict"] = str(out / options["dict"])
    return [f"-{name}={value}" for name, value in options.items()]


def environment():
    # As in OSS-Fuzz: unsigned overflow counts for coverage, but is not an error.
    wanted = {"UBSAN_OPTIONS": "print_stacktrace=1:silence_unsigned_overflow=1", "ASAN_OPTIONS": "detect_leaks=1"}
    return {**wanted, **os.environ}


def statistic(log, name):
    found = re.findall(rf"^stat::{name}:\s+(\d+)$", log, re.MULTILINE)
    return int(found[-1]) if found else 0


def run(arguments, target):
    out = arguments.out.resolve()
    findings = (arguments.findings / target).resolve()
    findings.mkdir(parents=True, exist_ok=True)
    # In an empty folder, since a target must not need files from the folder where it is started.
    with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryDirectory() as seeds, \
            tempfile.TemporaryDirectory() as unkept:
        corpus = (arguments.corpus / target).resolve() if arguments.corpus else unkept
        pathlib.Path(corpus).mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(out / f"{target}{SUFFIX}_seed_corpus.zip") as archive:
            names = archive.namelist()
            names = names[::-(-len(names) // (arguments.seeds_max or len(names)))]
            archive.extractall(seeds, names)
        limit = ["-runs=0"] if arguments.again else [f"-max_total_time={arguments.seconds}"]
        command = [out / f"{target}{SUFFIX}", *read_options(out, target), *limit, f"-seed={arguments.seed}",
                   "-print_final_stats=1", "-print_pcs=0", "-print_funcs=0", f"-artifact_prefix={findings}/", corpus,
                   seeds]
        log_path = findings.with_suffix(".log")
        with log_path.open("wb") as log_file:
            status = subprocess.run(command, cwd=empty, env=environment(), stdin=subprocess.DEVNULL, stdout=log_file,
                                    stderr=subprocess.STDOUT, check=False).returncode
    log = log_path.read_text(encoding="utf-8", errors="replace")
    executions = statistic(log, "number_of_executed_units")
    coverage = re.findall(r"\bcov: (\d+)", log)
    seed = re.findall(r"^INFO: Seed: (\d+)$", log, re.MULTILINE)
    is_sound = status == 0 and executions >= len(names)
    print(COLUMNS.format(target, executions, statistic(log, "average_exec_per_sec"), coverage[-1] if coverage else "-",
                         statistic(log, "new_units_added"), seed[0] if seed else "-",
                         "" if is_sound else f"FAILED, see {findings}"), flush=True)
    if not is_sound:
        print("\n".join(log.splitlines()[-LOG_LINES_SHOWN:]), file=sys.stderr)
    return is_sound


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=pathlib.Path)
    parser.add_argument("--findings", type=pathlib.Path, required=True)
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--seed", type=int, default=0, help="0 draws a seed")
    parser.add_argument("--seeds-max", type=int)
    parser.add_argument("targets", nargs="*")
    arguments = parser.parse_intermixed_args()
    known = sorted(path.name.removesuffix(SUFFIX) for path in arguments.out.glob(f"*{SUFFIX}"))
    targets = arguments.targets or known
    unknown = [target for target in targets if target not in known]
    if unknown or not targets:
        print(f"no such target: {' '.join(unknown)}; the targets are: {' '.join(known)}", file=sys.stderr)
        return 2
    print(COLUMNS.format("target", "executions", "a second", "coverage", "new corpus", "seed", ""), flush=True)
    return 0 if all([run(arguments, target) for target in targets]) else 1


if __name__ == "__main__":
    sys.exit(main())
