"""What the suites share: what one is, and how its cases reach the program.

A suite is a published repository of test data, in a folder named like the repository. It has parts, and each part has
cases. A case holds, or differs from what is expected.
"""

import collections
import dataclasses
import json
import pathlib
import re
import subprocess
import sys
import typing

sys.set_int_max_str_digits(5000)  # SPEC 1.4 allows 4300 digits, which is also Python's default limit

# SPEC 1.4, and 9.5 for a blank input
REFUSALS = {"empty", "syntax", "trailing_data", "byte_order_mark", "invalid_utf8", "lone_surrogate",
            "duplicate_key", "number_out_of_range", "depth_exceeded"}
EXIT_REFUSED = 2
TIMEOUT_SECONDS = 600

# `part` and `name` say which case it is. `difference` is a sentence, or None if the case holds.
Case = collections.namedtuple("Case", "part name difference")


class Unusable(Exception):
    """A file of a suite does not have the form that the suite has had so far, or a program here fails."""


@dataclasses.dataclass(frozen=True)
class Suite:
    folder: str  # the name of the repository
    published: str
    commit: str  # the totals are those of this commit
    totals: dict[str, int]  # the number of cases of each part
    run: typing.Callable  # run(folder of the suite, programs) yields cases
    # Parts beside those in `totals` are run, but how many cases they have is not known.
    has_uncounted_parts: bool = False


class Programs:
    """The programs that are tested. Nothing else here runs code of the project."""

    def __init__(self, pith_merge, signature_lines):
        self.pith_merge = pith_merge
        self.signature_lines = signature_lines

    def canon(self, data):
        """(canonical bytes, None), or (None, code) if the document is refused, or (None, what went wrong)."""
        done = subprocess.run([self.pith_merge, "canon"], input=data, capture_output=True, timeout=TIMEOUT_SECONDS)
        if done.returncode == 0:
            return done.stdout, None
        code = re.match(r"[^\n]*?:\d+:\d+: (\w+): ", done.stderr.decode("utf-8", "replace"))
        if done.returncode != EXIT_REFUSED or done.stdout or code is None or code[1] not in REFUSALS:
            return None, f"exit status {done.returncode}, {done.stderr[:200]!r}"
        return None, code[1]

    def verdicts(self, signatures):
        """`holds` or `fails` for each (public key, message, signature), all in hexadecimal."""
        lines = "".join(" ".join(signature) + "\n" for signature in signatures)
        done = subprocess.run([self.signature_lines], input=lines.lower(), capture_output=True, text=True,
                              timeout=TIMEOUT_SECONDS)
        verdicts = done.stdout.split()
        if done.returncode != 0 or len(verdicts) != len(signatures):
            raise Unusable(f"pith_signature_lines: exit status {done.returncode}, {len(verdicts)} verdicts on "
                           f"{len(signatures)} signatures, {done.stderr[:200]!r}")
        return verdicts


def canonical(value):
    """SPEC 1, by Python."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def list_files(folder, pattern):
    files = sorted(pathlib.Path(folder).glob(pattern))
    if not files:
        raise Unusable(f"{folder} has no file {pattern}")
    return files


def read_json(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Unusable(f"{path}: {error}") from error
