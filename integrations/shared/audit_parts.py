"""What the audits with Spark and with Dask share: verdict lines, counts over them, and the digest of a mirror.

It is one file without dependencies but `pith_merge`, so that an engine can ship it to its workers. `pith_merge` is
imported by the first call that needs it: only then is it known which library a worker has.
"""

from __future__ import annotations

import argparse
import collections
import functools
import hashlib
import itertools
import json
import os
import pathlib
import re
import sys
import traceback
from typing import Any, Callable, Dict, Iterable, Iterator, List, NamedTuple, Optional, Sequence, Tuple

#: What JSON allows between values: a line of nothing else has no document.
WHITE_SPACE = b" \t\r\n"

#: As in `pith-merge audit`.
DOCUMENT_BYTES_MAX = 64 << 20

#: A partition is audited again as a whole if its worker dies: at 15 kB a bundle, about a second of one core.
PARTITION_BYTES = 32 << 20

_PITH_NUMBER = re.compile(r"pith:([0-9]{4}):([A-Z2-7]{2})[A-Z2-7]{24}", re.ASCII)

#: What tells where a JSON object ends.
_BRACKETS_AND_STRINGS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[][{}]', re.DOTALL)
_CLOSING = {b"{": b"}", b"[": b"]"}

#: Names of files, by how they are read.
LINES_NAME = re.compile(r"\.(ndjson|jsonl)(\.(gz|bz2|zst))?$")
WHOLE_NAME = re.compile(r"\.json(\.(gz|bz2|zst))?$")
#: What `pith-merge audit` reads, and these jobs do not.
UNREAD_NAME = re.compile(r"\.((json|ndjson|jsonl)\.xz|tar(\.(gz|bz2|zst|xz))?|tgz|tbz2|tzst|txz|zip)$")

#: Kinds of results.
VERDICT, OTHER = "verdict", "other"


class Trust(NamedTuple):
    """What verdicts depend on, other than the documents. The driver makes it, and each worker gets it."""

    documents: Tuple[bytes, ...]  #: keys documents
    has_registry_key: bool
    trusts_bundle_keys: bool
    document_bytes_max: int
    library: Optional[str]  #: the path of the shared library; None if the system's loader finds it


@functools.lru_cache(maxsize=None)
def _package(library: Optional[str]) -> Any:
    if library is not None:
        os.environ["PITH_MERGE_LIBRARY"] = library
    import pith_merge
    return pith_merge


@functools.lru_cache(maxsize=4)
def _keyring(trust: Trust) -> Any:
    """One keyring in each worker process, and so at most one in each partition."""
    return _package(trust.library).Keyring(trust.documents, registry=trust.has_registry_key)


def run_line(trust: Trust) -> str:
    """The first line of a verdict file. It says which program and which keys the verdicts come from."""
    return str(_package(trust.library).audit_run(
        _keyring(trust), max_document=trust.document_bytes_max, trust_bundle_keys=trust.trusts_bundle_keys))


# ---- verdicts ------------------------------------------------------------------------------------

def refuse(trust: Trust, source: str, code: str, explanation: str) -> str:
    """The line of a document that cannot be given to the library."""
    return str(_package(trust.library).audit_refusal(code, explanation, source).line)


def refuse_size(trust: Trust, source: str) -> str:
    return refuse(trust, source, "too_large", f"this document has more than {trust.document_bytes_max} bytes: if it "
                                              "may, raise the limit with --max-document")


def audit_document(trust: Trust, source: str, document: bytes) -> str:
    """The verdict line of one document, which is not blank."""
    if len(document) > trust.document_bytes_max:
        return refuse_size(trust, source)
    verdict = _package(trust.library).audit(document, _keyring(trust), source,
                                            trust_bundle_keys=trust.trusts_bundle_keys)
    return str(verdict.line)


def is_blank(line: bytes) -> bool:
    return not line.strip(WHITE_SPACE)


def is_whole_object(line: bytes) -> bool:
    """SPEC 9.5: whether the brackets of a line match from its first byte, a `{`, to its last. Those in strings do not
    count. White space around it must be stripped."""
    if not line.startswith(b"{"):
        return False
    expected = bytearray()  # the closing brackets that are still to come, the next one last
    for token in _BRACKETS_AND_STRINGS.finditer(line):
        bracket = token[0]
        if bracket in _CLOSING:
            expected += _CLOSING[bracket]
        elif not bracket.startswith(b'"'):
            if expected.pop() != bracket[0]:
                return False
            if not expected:
                return token.end() == len(line)
    return False


def has_lines(text: bytes) -> bool:
    """SPEC 9.5: whether a file whose name does not tell is NDJSON: its first line is a whole object, and another one
    follows. If the end of the first line is missing, it is not whole."""
    first, _, rest = text.lstrip(WHITE_SPACE).partition(b"\n")
    return not is_blank(rest) and is_whole_object(first.rstrip(WHITE_SPACE))


def audit_lines(trust: Trust, source: str, lines: Iterable[bytes], lines_before: int = 0) -> Iterator[str]:
    """The verdicts on lines of NDJSON. The line feeds may be there or not."""
    for number, line in enumerate(lines, lines_before + 1):
        if not is_blank(line):
            yield audit_document(trust, f"{source}#{number}", line[:-1] if line.endswith(b"\n") else line)


def audit_file(trust: Trust, source: str, text: bytes) -> Iterator[Tuple[str, str]]:
    """The results for a whole `.json` file, each with its kind. One of the kind OTHER says only where it is."""
    if is_blank(text):
        yield VERDICT, refuse(trust, source, "empty", "the input is empty, or has only white space")
    elif has_lines(text):
        yield from ((VERDICT, line) for line in audit_lines(trust, source, text.split(b"\n")))
    else:
        line = audit_document(trust, source, text)
        error = json.loads(line)["error"]
        is_bundle = error is None or error["code"] != "not_a_bundle"
        if not is_bundle and _package(trust.library).is_other_document(text):
            yield OTHER, json.dumps({"source": source}, ensure_ascii=False)
        else:
            yield VERDICT, line


# ---- counts --------------------------------------------------------------------------------------

class Summary:
    """Counts over verdict lines. Parts may be merged in any grouping. It can be pickled."""

    def __init__(self) -> None:
        self.counts: Dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)

    def add(self, line: str) -> None:
        verdict = json.loads(line)
        if verdict["error"] is not None:
            self.counts["all"]["refused"] += 1
            self.counts["errors"][verdict["error"]["code"]] += 1
            return
        result = "hold" if verdict["ok"] else "fail"
        number = _PITH_NUMBER.fullmatch(verdict["pith_number"])
        self.counts["all"].update({result: 1, "events": verdict["event_count"],
                                   "equivocations": verdict["equivocation_count"]})
        self.counts["failed"].update(verdict["failed"])
        self.counts["reasons"].update(verdict["reasons"])
        self.counts["warnings"].update(verdict["warnings"])
        self.counts[result][number[1] if number else "other"] += 1

    def merge(self, other: "Summary") -> "Summary":
        for name, counts in other.counts.items():
            self.counts[name].update(counts)
        return self

    @staticmethod
    def of(lines: Iterable[str]) -> "Summary":
        summary = Summary()
        for line in lines:
            summary.add(line)
        return summary

    def to_dict(self, run: str, other_count: int, groups: Dict[str, str]) -> Dict[str, Any]:
        """What `pith-merge audit --summary` writes."""
        every, hold, fail = self.counts["all"], self.counts["hold"], self.counts["fail"]
        years = {year: {"hold": hold[year], "fail": fail[year]} for year in sorted({*hold, *fail})}
        result = {**json.loads(run), "format": "pith-merge.audit-summary.v1", "bundles": every["hold"] + every["fail"],
                  "hold": every["hold"], "fail": every["fail"], "refused": every["refused"], "other": other_count,
                  "events": every["events"], "equivocations": every["equivocations"]}
        for name in ("failed", "reasons", "warnings", "errors"):
            result[name] = dict(sorted(self.counts[name].items()))
        return {**result, "years": years, "mirror_sha256": sha256(digest_text(groups))}


# ---- the digest of a mirror ----------------------------------------------------------------------

def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def prefix_of(pith_number: str) -> str:
    """The group of a number that has the right form: that of every bundle that holds."""
    match = _PITH_NUMBER.fullmatch(pith_number)
    if match is None:
        raise ValueError(f"a verdict says that {pith_number!r} holds, but this is not a Pith Number")
    return match[2]


def hash_groups(rows: Iterable[Tuple[str, str, str]]) -> Iterator[Tuple[str, str]]:
    """The hash of each group, from its distinct rows (prefix, Pith Number, state hash) in byte order, one after the
    other. Memory does not grow with a group."""
    for prefix, group in itertools.groupby(rows, key=lambda row: row[0]):
        digest = hashlib.sha256()
        for _, pith_number, state_sha256 in group:
            digest.update(f"{pith_number} {state_sha256}\n".encode())
        yield prefix, digest.hexdigest()


def digest_text(groups: Dict[str, str]) -> str:
    """What `pith-merge audit --digest` writes. `mirror_sha256` is its SHA-256."""
    return "".join(f"{prefix} {groups[prefix]}\n" for prefix in sorted(groups))


# ---- the command line ----------------------------------------------------------------------------

def argument_parser(program: str, description: str) -> argparse.ArgumentParser:
    """The options that both jobs have. Those that `pith-merge audit` has too mean the same."""
    parser = argparse.ArgumentParser(prog=program, description=description)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file of bundles, or a folder of such files")
    parser.add_argument("--output", required=True, metavar="FOLDER", help="a new folder for the verdicts")
    parser.add_argument("--keys", action="append", default=[], metavar="FILE", help="trust these keys too")
    parser.add_argument("--no-default-keys", action="store_true", help="do not trust the registry's key")
    parser.add_argument("--trust-bundle-keys", action="store_true", help="trust the keys that bundles list")
    parser.add_argument("--max-document", type=int, default=DOCUMENT_BYTES_MAX, metavar="BYTES",
                        help="refuse larger documents (%(default)s)")
    parser.add_argument("--partition-bytes", type=int, default=PARTITION_BYTES, metavar="BYTES",
                        help="audit about so much in one task (%(default)s)")
    parser.add_argument("--library", metavar="FILE",
                        help="the shared library; if it is not given, the system's loader finds it")
    parser.add_argument("--summary", metavar="FILE", help="write the summary there, as JSON")
    parser.add_argument("--digest", metavar="FILE", help="write the hash of each group of the mirror there")
    return parser


def read_trust(options: argparse.Namespace) -> Trust:
    """The keys, which are read here and sent to the workers."""
    if options.partition_bytes < 1 or options.max_document < 1:
        raise OSError("--partition-bytes and --max-document must be at least 1")
    documents = tuple(pathlib.Path(name).read_bytes() for name in options.keys)
    return Trust(documents, not options.no_default_keys, options.trust_bundle_keys, options.max_document,
                 options.library)


def check_names(names: Iterable[str]) -> None:
    """Refuses input that would be left out without a word."""
    unread = [name for name in names if UNREAD_NAME.search(name)]
    if unread:
        raise OSError(f"{unread[0]}: these jobs do not read archives and .xz files ({len(unread)} here): audit them "
                      "with pith-merge audit, or write their bundles as .ndjson.zst")


def is_read(name: str) -> bool:
    """Whether a file of this name has documents."""
    return LINES_NAME.search(name) is not None or WHOLE_NAME.search(name) is not None


def refuse_name(name: str) -> OSError:
    """The error for a file that was named, and would be left out without a word."""
    return OSError(f"{name}: the name of a file must end in .json, .ndjson or .jsonl, or in one of these and .gz, .bz2 "
                   "or .zst")


def report(options: argparse.Namespace, summary: Dict[str, Any], groups: Dict[str, str]) -> int:
    """Prints the summary and writes what was asked for. Returns the exit status of `pith-merge audit`."""
    text = json.dumps(summary, ensure_ascii=False, separators=(",", ":"))
    for name, content in ((options.summary, text + "\n"), (options.digest, digest_text(groups))):
        if name is not None:
            pathlib.Path(name).write_text(content, encoding="utf-8")
    print(text, flush=True)
    if summary["refused"] > 0 or summary["bundles"] + summary["other"] == 0:
        return 2
    return 1 if summary["fail"] > 0 else 0


def run_job(job: Callable[[argparse.Namespace, Trust], int], parser: argparse.ArgumentParser,
            arguments: Optional[Sequence[str]] = None) -> int:
    """Runs a job. Wrong usage and input that cannot be read are one line on standard error, and exit status 2. The
    status is 70 if the engine fails: 1 would say that a bundle does not hold."""
    options = parser.parse_args(arguments)
    try:
        return job(options, read_trust(options))
    except OSError as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 2
    except Exception:  # whatever the engine raises
        traceback.print_exc()
        print(f"{parser.prog}: the job failed, and {options.output} is not complete: remove it before you try again",
              file=sys.stderr)
        return 70
