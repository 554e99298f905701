"""An audit neither reads what it writes nor writes two results to one file, by whatever names they are known."""

import os
import subprocess
import sys
import unittest

import mirror
from mirror import lines_of

RESULTS = ("--output", "--summary", "--digest", "--report")


class ResultsInOneFile(mirror.Small):
    def check_refused(self, *arguments, says):
        """The run is refused, and all files are as they were."""
        before = {path: path.read_bytes() for path in self.mirror.folder.iterdir() if path.is_file()}
        self.refused(*arguments, self.mirror.ndjson, says=says)
        self.assertEqual({path: path.read_bytes() for path in self.mirror.folder.iterdir() if path.is_file()}, before)

    def test_a_link_to_a_file_that_is_not_there_yet(self):
        link, chain, file = (self.mirror.path(name) for name in ("link", "chain", "file"))
        link.symlink_to("chain")
        chain.symlink_to(file)
        for first in RESULTS:
            for second in RESULTS:
                if first != second:
                    self.check_refused(first, file, second, link, says="one file")
        self.assertFalse(file.exists())
        with open(os.devnull, "wb") as out:
            done = subprocess.run(self.mirror.command("--output", link, "--digest", self.mirror.path("digest"),
                                                      "--overwrite", self.mirror.ndjson), stdout=out, stderr=out,
                                  timeout=mirror.TIMEOUT_SECONDS, check=False)
        self.assertEqual((done.returncode, link.is_symlink(), len(lines_of(file.read_bytes()))),
                         (0, True, mirror.SMALL + 1), "a link alone is written through")

    def test_hard_links(self):
        old = self.output("old")
        new = self.mirror.path("new")
        os.link(old, new)
        self.check_refused("--overwrite", "--since", old, "--output", new, says="read what it writes")
        self.check_refused("--resume", "--since", old, "--output", new, says="read what it writes")
        self.check_refused("--overwrite", "--output", new, "--summary", old, says="one file")
        keys = self.mirror.path("keys too")
        os.link(self.mirror.keys, keys)
        self.check_refused("--overwrite", "--output", keys, says="read what it writes")
        bundles = self.mirror.path("bundles")
        os.link(self.mirror.ndjson, bundles)
        self.check_refused("--overwrite", "--output", bundles, says="read what it writes")

    def test_a_link_in_a_circle(self):
        one, other = self.mirror.path("one"), self.mirror.path("other")
        one.symlink_to(other)
        other.symlink_to(one)
        self.refused("--output", one, self.mirror.ndjson)

    def test_devices_may_be_written_twice(self):
        done = self.mirror.audit("--summary", os.devnull, "--digest", os.devnull, self.mirror.ndjson)
        self.assertEqual((done.exit, len(lines_of(done.out))), (0, mirror.SMALL), done.err)


if __name__ == "__main__":
    sys.exit(unittest.main())
