"""Shows that some file reaches each claim of a fuzz target, and that a claim that fails is a finding.

    python3 test_canaries.py PROGRAM SOURCES... -- FILES...

PROGRAM replays FILES. It is built with PITH_FUZZ_CANARY, which makes the claim of that name fail when it is reached,
whatever its condition. This is done for each claim in SOURCES, one at a time. The test fails if no file reaches a
claim, since such a claim tests nothing."""

import os
import pathlib
import re
import subprocess
import sys

CLAIM = re.compile(r'\bclaim(?:_equal)?\([^;]*?"([^"]+)"\);')


def replay(program, files, claim):
    environment = {**os.environ, "PITH_FUZZ_CANARY": claim}
    run = subprocess.run([program, *files], env=environment, capture_output=True, check=False)
    return run.returncode, run.stderr.decode("utf-8", errors="replace")


def main():
    divide = sys.argv.index("--")
    program, *sources = sys.argv[1:divide]
    files = sys.argv[divide + 1:]
    claims = [claim for source in sources for claim in CLAIM.findall(pathlib.Path(source).read_text(encoding="utf-8"))]
    if not claims or len(set(claims)) != len(claims):
        sys.exit(f"{' '.join(sources)}: no claims, or two with the same text")
    status, log = replay(program, files, "no claim")
    if status != 0:
        sys.exit(f"it fails without a canary:\n{log[-2000:]}")
    unreached = []
    for claim in claims:
        status, log = replay(program, files, claim)
        if status >= 0 or f"this does not hold: {claim}\n" not in log:
            unreached.append(claim)
    print(f"{len(claims)} claims")
    if unreached:
        sys.exit("no file reaches these:\n" + "\n".join(unreached))


if __name__ == "__main__":
    main()
