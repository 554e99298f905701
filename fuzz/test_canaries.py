"""That each claim of a target is reached, and that one that fails is a finding: makes them fail, one at a time and
whatever their conditions, where some seed reaches them.

    python3 test_canaries.py PROGRAM SOURCES... -- FILES...

PROGRAM replays FILES in the build with PITH_FUZZ_CANARY. A claim that no file reaches says nothing, and that is a
failure."""

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
        sys.exit(f"{' '.join(sources)}: no claims, or two with the same words")
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
