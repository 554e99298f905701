"""Little address space: a result, or a failure that says so; never an abort. A sanitizer needs more than this."""

import resource
import subprocess
import unittest

import support

ADDRESS_SPACE_BYTES = 300_000_000


def limit_address_space():
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES))


class Limits(unittest.TestCase):
    def test_threads_that_cannot_be_started(self):
        files = [str(support.BUNDLE_OF_PAGE)] * 64
        done = subprocess.run([support.PROGRAM, "verify", "--quiet", "--threads", "64", *files],
                              preexec_fn=limit_address_space, capture_output=True, check=False)
        self.assertIn(done.returncode, (0, 70), done.stderr)

    def test_a_large_file(self):
        path = support.write_file(b"[" + b"1," * 60_000_000 + b"1]")
        done = subprocess.run([support.PROGRAM, "canon", path], preexec_fn=limit_address_space,
                              capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (70, b""))
        self.assertEqual(done.stderr, b"pith-merge: out of memory\n")


if __name__ == "__main__":
    unittest.main()
