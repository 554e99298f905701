"""With little address space the program gives a result or reports the failure. It never aborts.

These tests do not run under sanitizers, which need more address space than this.
"""

import json
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

    def verify_with(self, member, count):
        """The report on a bundle whose `member` is a list of `count` ones, made with little address space."""
        bundle = {**json.loads(support.BUNDLE_OF_PAGE.read_bytes()), member: [1] * count}
        done = subprocess.run([support.PROGRAM, "verify", "--json", support.write_json(bundle)],
                              preexec_fn=limit_address_space, capture_output=True, check=False)
        self.assertEqual(done.returncode, 1, done.stderr)
        return json.loads(done.stdout)

    def test_many_short_faults_do_not_fill_the_memory(self):
        report = self.verify_with("public_keys", 1_000_000)
        listed = [check for check in report["checks"] if check["name"] == "public_keys"]
        self.assertEqual((len(listed), listed[-2]["pointer"]), (101, "/public_keys/99"))
        self.assertEqual((listed[-1]["pointer"], listed[-1]["actual"]), ("/public_keys", "999900 more"))
        report = self.verify_with("source_aliases", 1_000_000)
        self.check_aliases(report["warnings"], "999900 more entries of source_aliases lack one of these three strings")
        bundle = json.loads(support.BUNDLE_OF_PAGE.read_bytes())
        bundle["source_aliases"] += [{"alias_kind": str(number), "alias_value": "", "created_at": ""}
                                     for number in range(1000)]
        _, report, _ = support.verify(support.write_json(bundle))
        self.check_aliases(report["warnings"], "900 more aliases have a created_at that is not an instant")

    def check_aliases(self, warnings, last):
        listed = [warning for warning in warnings if warning.startswith("alias_left_out: ")]
        self.assertEqual((len(listed), listed[-1]), (101, "alias_left_out: " + last))

    def test_faults_are_listed_up_to_a_hundred(self):
        report = self.verify_with("public_keys", 100)
        self.assertEqual(sum(check["name"] == "public_keys" for check in report["checks"]), 100)
        bundle = {**json.loads(support.BUNDLE_OF_PAGE.read_bytes()), "events": list(range(1000))}
        _, report, _ = support.verify(support.write_json(bundle))
        listed = [check for check in report["checks"] if check["name"] == "events"]
        self.assertEqual((len(listed), listed[-1]["actual"]), (101, "900 more"))
        self.assertEqual(support.reasons(report), ["malformed"] * 1000)

    def test_refused_lines_are_listed_up_to_a_hundred(self):
        done = support.run("merge", support.write_file(b"{}\n" + b"1\n" * 1000))
        self.assertEqual((done.exit, done.out, done.err.count("\n")), (2, b"", 100))
        self.assertIn(":101:1: not_an_event: ", done.err.splitlines()[-1])
        self.assertIn("; 900 more are refused after this one", done.err.splitlines()[-1])
        text = support.BUNDLE_OF_PAGE.read_bytes()
        bundle = json.dumps(json.loads(text)).encode()
        done = support.run("merge", "--keep-going", support.write_file(bundle + b"\n" + b"1\n" * 1000))
        self.assertEqual((done.exit, done.err.count(": not_an_event: ")), (2, 100))
        self.assertIn("; 900 more are refused after this one", done.err.splitlines()[99])

    def test_a_large_file(self):
        path = support.write_file(b"[" + b"1," * 60_000_000 + b"1]")
        done = subprocess.run([support.PROGRAM, "canon", path], preexec_fn=limit_address_space,
                              capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (70, b""))
        self.assertEqual(done.stderr, b"pith-merge: out of memory\n")


if __name__ == "__main__":
    unittest.main()
