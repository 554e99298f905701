"""A reproducibility audit: recomputes every bundle in a folder and its subfolders, and prints one line for each.

    python3 audit.py FOLDER

The exit status is 0 if every bundle holds, and 1 if one does not hold, is refused or cannot be read. It is 2 if there
are no bundles, or if the machine fails, which says nothing about any bundle.
"""

import errno
import os
import pathlib
import sys
from typing import Iterator, List, Sequence, Union

import pith_merge

#: The number of bundles in memory at a time.
BATCH_SIZE = 256

#: The result for one file.
Result = Union[OSError, pith_merge.Refusal, pith_merge.Report]


def read(path: pathlib.Path) -> Union[bytes, OSError]:
    """The bytes of a file, or the error. Only regular files are opened: a pipe could block."""
    try:
        if path.exists() and not path.is_file():
            return OSError(errno.EINVAL, "is not a regular file")
        return path.read_bytes()
    except OSError as error:
        return error


def describe(path: pathlib.Path, result: Result) -> str:
    """One line. Names and texts from others are escaped: a terminal could take them for commands."""
    if isinstance(result, OSError):
        return f"unread   {str(path)!a}: {result.strerror}"
    if isinstance(result, pith_merge.Refusal):
        return f"refused  {str(path)!a}: {str(result.error)!a}"
    if result.ok:
        return f"holds    {str(path)!a}: {result.pith_number!a} {result.state.sha256}"
    failed = ", ".join(check.name for check in result.failed_checks)
    return f"FAILS    {str(path)!a}: {result.pith_number!a} {failed}"


def find(folder: str, errors: List[OSError]) -> Iterator[pathlib.Path]:
    """The .json files of a folder and its subfolders. Adds an error for each folder that cannot be listed."""
    for parent, folders, names in os.walk(folder, onerror=errors.append):
        folders.sort()
        yield from (pathlib.Path(parent, name) for name in sorted(names) if name.endswith(".json"))


def audit(paths: Sequence[pathlib.Path]) -> bool:
    """Prints a line for each file. Returns whether all bundles hold."""
    texts = [read(path) for path in paths]
    reports = iter(pith_merge.verify_many(text for text in texts if not isinstance(text, OSError)))
    results: List[Result] = [text if isinstance(text, OSError) else next(reports) for text in texts]
    for path, result in zip(paths, results):
        print(describe(path, result))
    return all(not isinstance(result, OSError) and result.ok for result in results)


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        print("usage: audit.py FOLDER", file=sys.stderr)
        return 2
    unread: List[OSError] = []
    paths = list(find(arguments[0], unread))
    if not os.path.isdir(arguments[0]) or not (paths or unread):
        print(f"no bundles in {arguments[0]!a}", file=sys.stderr)
        return 2
    try:
        for error in unread:
            print(describe(pathlib.Path(error.filename), error))
        all_hold = all([audit(paths[start:start + BATCH_SIZE]) for start in range(0, len(paths), BATCH_SIZE)])
        return 0 if all_hold and not unread else 1
    except pith_merge.MachineError as error:
        print(f"the machine failed, and the audit is not complete: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
