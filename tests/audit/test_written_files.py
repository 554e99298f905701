"""An audit neither reads what it writes nor writes two results to one file, by whatever names they are known."""

import os
import subprocess
import sys
import unittest

import mirror
from mirror import lines_of

JUNK_LINES = 3000  # more verdicts than wait in memory: an audit that reads its own verdicts gets more to read
SECONDS = 30
RESULTS = ("--output", "--summary", "--digest", "--report")


class ReadsWhatItWrites(mirror.Small):
    """A mirror with names that lead to a file that the audit writes."""

    def setUp(self):
        super().setUp()
        self.path("m").mkdir()
        self.mirror.write("m/a.ndjson", b"x\n" * JUNK_LINES)

    def path(self, name):
        return self.mirror.path(name)

    def audit(self, *arguments, out=subprocess.DEVNULL, err=subprocess.DEVNULL, stdin=subprocess.DEVNULL):
        """A run whose standard output and error may be files. It must end."""
        return subprocess.run(self.mirror.command("-q", *arguments), stdin=stdin, stdout=out, stderr=err,
                              timeout=SECONDS, check=False).returncode

    def check_verdicts(self, path, *sources):
        """Each line of junk has a verdict, and so has each of these documents, which are not read."""
        lines = [line for line in lines_of(path.read_bytes()) if "source" in line]
        self.assertEqual(len(lines), JUNK_LINES + len(sources))
        self.assertEqual([(line["source"], line["error"]["code"]) for line in lines[JUNK_LINES:]],
                         [(str(source), "unreadable") for source in sources])

    def test_a_link_to_the_verdicts(self):
        """They are there when the link is read, though not when the audit starts."""
        out = self.path("out.ndjson")
        self.path("m/y.ndjson").symlink_to("../out.ndjson")
        self.path("m/z.ndjson").symlink_to("y.ndjson")
        links = self.path("m/y.ndjson"), self.path("m/z.ndjson")
        for options in (("--output", out), ("--output", out, "--overwrite"), ("--output", out, "--resume")):
            self.assertEqual(self.audit(*options, self.path("m")), 2)
            self.check_verdicts(out, *links)
        with open(out, "wb") as file:
            self.assertEqual(self.audit(self.path("m"), out=file), 2)
        self.check_verdicts(out, *links)

    def test_a_hard_link_to_the_verdicts(self):
        out = self.mirror.write("out.ndjson", b"")
        os.link(out, self.path("m/z.ndjson"))
        self.assertEqual(self.audit("--output", out, "--overwrite", self.path("m")), 2)
        self.check_verdicts(out, self.path("m/z.ndjson"))

    def test_a_link_to_each_other_file_that_is_written(self):
        verdicts = self.path("verdicts")
        for option in RESULTS[1:]:
            with self.subTest(option):
                result = self.mirror.write("result", self.mirror.texts[0])
                self.path("m/z.ndjson").unlink(missing_ok=True)
                self.path("m/z.ndjson").symlink_to("../result")
                self.assertEqual(self.audit("--output", verdicts, "--overwrite", option, result, self.path("m")), 2)
                self.check_verdicts(verdicts, self.path("m/z.ndjson"))
                self.assertNotEqual(result.read_bytes(), self.mirror.texts[0])

    def test_a_link_to_standard_error(self):
        log, verdicts = self.path("log"), self.path("verdicts")
        self.path("m/z.ndjson").symlink_to("../log")
        with open(log, "wb") as file:
            self.assertEqual(self.audit("--output", verdicts, self.path("m"), err=file), 2)
        self.check_verdicts(verdicts, self.path("m/z.ndjson"))

    def test_standard_input_that_is_written(self):
        """`audit --filter < a >> a`, and the like: nothing is written, and nothing is lost."""
        both = self.mirror.write("both.ndjson", self.mirror.texts[0] + b"\n")
        before = both.read_bytes()
        runs = [(("--filter",), both), (("-",), both), (("--output", both, "--overwrite", "-"), os.devnull),
                (("--output", self.path("new"), "--summary", both, "-"), os.devnull)]
        for arguments, out in runs:
            with self.subTest(arguments), open(both, "rb") as stdin, open(out, "ab") as file:
                self.assertEqual(self.audit(*arguments, stdin=stdin, out=file), 2)
                self.assertEqual(both.read_bytes(), before)

    def test_other_links_are_read(self):
        self.mirror.write("outside.json", self.mirror.texts[0])
        self.path("m/z.json").symlink_to("../outside.json")
        done = self.mirror.audit("-q", "--output", self.path("verdicts"), "--summary", self.path("summary.json"),
                                 self.path("m"))
        self.assertEqual((done.exit, self.mirror.counts()["hold"]), (2, 1), done.err)


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
