"""A reproducibility audit: recomputes every bundle below a folder, and prints one line for each.

    python3 audit.py FOLDER    # exit status 1 where one does not hold, 2 where there is none
"""

import pathlib
import sys

import pith_merge


def main():
    paths = sorted(pathlib.Path(sys.argv[1]).rglob("*.json"))
    results = pith_merge.verify_many(path.read_bytes() for path in paths)
    all_hold = True
    for path, result in zip(paths, results):
        if isinstance(result, pith_merge.PithError):
            print(f"refused  {path}: {result}")
        elif result.ok:
            print(f"holds    {result.pith_number} {result.state.sha256}")
        else:
            failed = ", ".join(check.name for check in result.checks if not check.ok)
            print(f"FAILS    {result.pith_number} {failed}")
        all_hold = all_hold and not isinstance(result, pith_merge.PithError) and result.ok
    return 2 if not paths else 0 if all_hold else 1


if __name__ == "__main__":
    sys.exit(main())
