"""Makes pages for the tests."""

import os
import subprocess
import sys

import report_lines

PROGRAM = os.environ.get("PITH_REPORT_PAGE", "")
if not os.access(PROGRAM, os.X_OK):
    sys.exit("set PITH_REPORT_PAGE to the program pith_report_page")


def write_page(lines, *arguments):
    """The bytes of the page about these verdict lines."""
    done = subprocess.run([PROGRAM, *arguments], input=report_lines.text_of(lines), capture_output=True, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr.decode())
    return done.stdout
