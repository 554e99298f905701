"""`minimise`: what it leaves for checkers whose answer is known, how often it runs them, and how it treats programs
that hang, die, do not exist or misbehave. Its vectors are run with the reference."""

import base64
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "differential"), str(TESTS / "reference")]

import forks  # noqa: E402
import scenarios  # noqa: E402
import support  # noqa: E402
import vectors  # noqa: E402

# A checker notes its runs, and the events of each, beside itself.
HEAD = f"""#!{sys.executable}
import json, os, pathlib, signal, subprocess, sys, time
here = pathlib.Path(__file__).resolve().parent
[path] = sys.argv[1:]
lines = [json.loads(line) for line in open(path, encoding="utf-8")]
events = [event for line in lines for event in line.get("events", [line])]
targets = [event["target"] for event in events]
with open(here / "runs", "a") as runs:
    print(json.dumps([path, len(events)]), file=runs)
"""


def events_of(count, payload=None):
    return [forks.answer(target=f"t{number}.", payload=payload or {}) for number in range(count)]


class Minimise(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.temporary = self.folder / "temporary"
        self.temporary.mkdir()
        self.keys = support.write_json([scenarios.ALICE.entry()])
        self.environment = {**os.environ, "TMPDIR": str(self.temporary)}

    def checker(self, body, head=HEAD, name="checker"):
        path = self.folder / name
        path.write_text(head + body)
        path.chmod(0o700)
        return path

    def run_it(self, checker, *arguments, environment=None):
        done = support.run("minimise", "--check", checker, *arguments, environment=environment or self.environment)
        self.assertEqual(list(self.temporary.iterdir()), [], "temporary files are left")
        return done

    def runs(self):
        path = self.folder / "runs"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def write(self, values, name="input.ndjson"):
        return support.write_file(b"".join(json.dumps(value).encode() + b"\n" for value in values), name)

    def check_vector(self, data, subject=None):
        """Returns the input of a vector, once the reference agrees with it."""
        vector = json.loads(data.decode("ascii"))
        self.assertEqual((vector["vector"], vector["subject"]), ("input", subject))
        self.assertEqual(vectors.outcome(vector)["expected"], vector["expected"])
        [file] = vector["files_b64"]
        return base64.b64decode(file)

    # ---- what is left

    def test_one_event_of_a_thousand(self):
        events = events_of(1000)
        done = self.run_it(self.checker("sys.exit('t617.' in targets)\n"), "--keys", self.keys, self.write(events))
        self.assertEqual(done.exit, 0, done.err)
        self.assertEqual(json.loads(self.check_vector(done.out)), events[617])
        # Two runs for each halving, the whole, and a few for the payload, which is empty.
        runs = self.runs()
        self.assertLessEqual(len(runs), 2 * 10 + 5)
        self.assertEqual(runs[0][1], 1000)
        self.assertRegex(done.err, rf"\npith-merge minimise: {len(runs)} runs; from 1,000 events, [\d,]+ bytes to "
                                   r"1 event, [\d,]+ bytes\n\Z")
        self.assertIn("1 run: fails with 1,000 events", done.err)
        # The file has another file's place in each run, and its name tells nothing that an option could be.
        self.assertTrue(all(path.startswith(str(self.temporary)) for path, _ in runs))

    def test_two_events_together(self):
        events = events_of(300)
        checker = self.checker("sys.exit('t17.' in targets and 't203.' in targets)\n")
        done = self.run_it(checker, "--quiet", "--keys", self.keys, self.write(events))
        self.assertEqual((done.exit, done.err), (0, ""))
        self.assertEqual([json.loads(line) for line in self.check_vector(done.out).splitlines()],
                         [events[17], events[203]])
        self.assertLessEqual(len(self.runs()), 2 * 2 * 9 + 10)

    def test_an_event_of_a_bundle(self):
        bundle = json.loads(support.BUNDLE_OF_PAGE.read_bytes())
        checker = self.checker("sys.exit('graph' in targets)\n")
        done = self.run_it(checker, "--plain", support.BUNDLE_OF_PAGE, self.write(events_of(5)))
        self.assertEqual(done.exit, 0, done.err)
        left = json.loads(done.out)
        graph = {**bundle["events"][1], "payload": {}}
        self.assertEqual(left, {"bundle_type": bundle["bundle_type"], "pith_number": bundle["pith_number"],
                                "events": [graph]})

    def test_a_member_in_a_payload(self):
        payload = {"a": {"b": [1, {"c": 5, "d": [2]}], "e": "f"}, "g": [{}] * 30}
        events = events_of(20, payload)
        body = "sys.exit(any('\"c\": 5' in json.dumps(event) for event in events))\n"
        done = self.run_it(self.checker(body), "--plain", self.write(events))
        [left] = [json.loads(line) for line in done.out.splitlines()]
        self.assertEqual(left["payload"], {"a": {"b": [{"c": 5}]}})
        self.assertIn({name: value for name, value in left.items() if name != "payload"},
                      [{name: value for name, value in event.items() if name != "payload"} for event in events])
        # Its hash and signature no longer hold, which the vector shows: the event is not valid any more.
        done = self.run_it(self.checker(body), "--keys", self.keys, "--subject", scenarios.SUBJECT, self.write(events))
        self.check_vector(done.out, scenarios.SUBJECT)
        state = json.loads(json.loads(done.out)["expected"]["document"])
        self.assertEqual([entry["reason"] for entry in state["invalid_events"]], ["content_hash_mismatch"])

    def test_a_merge_that_differs(self):
        """As it is meant: a program that compares another merge with this one. Here the other one knows no forks."""
        fork = [forks.answer(payload={"n": n, "more": [n] * 3}) for n in (1, 2)]
        events = events_of(40) + fork + events_of(40)
        body = f"""
state = json.loads(subprocess.run([{support.PROGRAM!r}, "merge", "--keys", {str(self.keys)!r}, "--subject",
                                   {scenarios.SUBJECT!r}, path], check=True, capture_output=True).stdout)
sys.exit(state["equivocation_count"] > 0)
"""
        done = self.run_it(self.checker(body), "--keys", self.keys, "--subject", scenarios.SUBJECT, self.write(events))
        self.assertEqual(done.exit, 0, done.err)
        left = [json.loads(line) for line in self.check_vector(done.out, scenarios.SUBJECT).splitlines()]
        self.assertEqual(left, fork)

    def test_the_vector_has_all_keys(self):
        entry = {**scenarios.ALICE.entry(), "rotates_at": "2031-01-01T00:00:00Z"}
        keys = support.write_json([entry, scenarios.CAROL.entry()])
        checker = self.checker("sys.exit(1)\n")
        for options, given in (([], 3), (["--no-default-keys"], 2)):
            done = self.run_it(checker, *options, "--keys", keys, "--subject", scenarios.SUBJECT,
                               self.write(events_of(2)))
            self.check_vector(done.out, scenarios.SUBJECT)
            [document] = json.loads(done.out)["keys"]
            self.assertEqual(len(document["public_keys"]), given)
        # Keys of bundles are not part of such a vector, so the input itself is printed.
        done = self.run_it(checker, "--trust-bundle-keys", self.write(events_of(2)))
        self.assertIn("event_type", json.loads(done.out))

    # ---- programs

    def test_a_program_that_does_not_fail(self):
        for name in (self.checker(""), "true"):
            done = self.run_it(name, self.write(events_of(2)))
            self.assertEqual((done.exit, done.out), (2, b""))
            self.assertIn(f"{name} does not fail for the whole input", done.err)
        self.assertEqual(len(self.runs()), 1)

    def test_a_program_that_cannot_be_run(self):
        no_shell = self.checker("exit 1\n", head="", name="no-shell")  # no #!: a shell would run it
        not_executable = self.checker("")
        not_executable.chmod(0o600)
        for name in (self.folder / "missing", "pith-merge-has-no-such-program", self.folder, not_executable, no_shell):
            done = self.run_it(name, self.write(events_of(2)))
            self.assertEqual((done.exit, done.out), (2, b""), name)
            self.assertRegex(done.err, r"\Apith-merge minimise: cannot run .*: .*\n\Z")
        for arguments in (("--check", ""), ("--check=",), ()):
            done = support.run("minimise", *arguments, self.write(events_of(2)))
            self.assertEqual((done.exit, done.out), (2, b""))
            self.assertIn("--check PROGRAM", done.err)
        self.assertNotIn("\x1b", self.run_it("no\x1b[31m", self.write(events_of(2))).err)

    def test_a_program_that_vanishes(self):
        done = self.run_it(self.checker("os.remove(here / 'checker')\nsys.exit(1)\n"), self.write(events_of(2)))
        self.assertEqual((done.exit, done.out), (2, b""))
        self.assertIn("cannot run", done.err)

    def test_a_shell_sees_nothing(self):
        name = "a checker; touch $(touch gone) 'x' *\n"
        checker = self.checker("sys.exit('t1.' in targets)\n", name=name)
        done = self.run_it(checker, "--plain", self.write(events_of(3)))
        self.assertEqual((done.exit, json.loads(done.out)["target"]), (0, "t1."))
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), sorted([name, "runs", "temporary"]))

    def test_hostile_folder_names(self):
        for name in ("-rf", "a b;$(x)\n*", "\udcff"):
            folder = self.folder / name
            folder.mkdir()
            checker = self.checker("sys.exit('t1.' in targets)\n", name="checker")
            done = subprocess.run([support.PROGRAM, "minimise", "-q", "--plain", "--check", checker,
                                   self.write(events_of(3))], cwd=self.folder, capture_output=True, check=False,
                                  env={**self.environment, "TMPDIR": name})
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertEqual(list(folder.iterdir()), [])
            self.assertTrue(self.runs()[-1][0].startswith("./" + name))
        done = support.run("minimise", "--check", self.checker("sys.exit(1)\n"), self.write(events_of(1)),
                           environment={**os.environ, "TMPDIR": str(self.folder / "missing")})
        self.assertEqual((done.exit, done.out), (2, b""))
        self.assertIn("cannot write", done.err)

    def test_a_program_that_hangs(self):
        # It hangs for one event, and fails otherwise: a hang is another failure, unless the whole input hangs.
        hangs = "while 't3.' in targets: time.sleep(1000)\n"
        done = self.run_it(self.checker(hangs), "--time-limit", "1", "--plain", self.write(events_of(4)))
        self.assertEqual((done.exit, json.loads(done.out)["target"]), (0, "t3."))
        self.assertIn("over the time limit with 4 events", done.err)
        body = "while targets == ['t3.']: time.sleep(1000)\nsys.exit('t3.' in targets)\n"
        done = self.run_it(self.checker(body), "--time-limit", "1", "--plain", self.write(events_of(4)))
        self.assertEqual(done.exit, 0)
        left = [json.loads(line)["target"] for line in done.out.splitlines()]
        self.assertEqual((len(left), left[-1]), (2, "t3."))
        for limit in ("0", "-1", "1.5", "x", "", "9999999"):
            self.assertEqual(support.run("minimise", "--check", "true", "--time-limit", limit, self.keys).exit, 2)

    def test_a_program_that_a_signal_ends(self):
        for number in ("SIGSEGV", "SIGKILL", "SIGINT", "SIGTERM"):
            body = f"if 't2.' in targets: os.kill(os.getpid(), signal.{number})\n"
            done = self.run_it(self.checker(body), "--plain", self.write(events_of(9)))
            self.assertEqual((done.exit, json.loads(done.out)["target"]), (0, "t2."), number)

    def test_what_a_program_leaves_behind_is_ended(self):
        body = f"""
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
print(child.pid, file=open(here / "children", "a"))
sys.exit(1)
"""
        self.assertEqual(self.run_it(self.checker(body), self.write(events_of(2))).exit, 0)
        for number in (self.folder / "children").read_text().split():
            deadline = time.monotonic() + 20  # the signal is sent, and the system takes a moment to end it
            while self.is_alive(number) and time.monotonic() < deadline:
                os.sched_yield()
            if self.is_alive(number):
                os.kill(int(number), signal.SIGKILL)
                self.fail("a process is left")

    @staticmethod
    def is_alive(number):
        try:
            return pathlib.Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
        except (FileNotFoundError, ProcessLookupError):
            return False

    def test_a_program_that_meddles_with_its_file(self):
        victim = self.folder / "victim"
        victim.write_text("untouched")
        for meddle in ("os.remove(path)", "open(path, 'w').write('[')", "os.remove(path); os.mkdir(path)",
                       f"os.remove(path); os.symlink({str(victim)!r}, path)", "os.chmod(path, 0)"):
            checker = self.checker(meddle + "\nsys.exit('t1.' in targets)\n")
            done = self.run_it(checker, "--plain", self.write(events_of(5)))
            self.assertEqual((done.exit, json.loads(done.out)["target"]), (0, "t1."), meddle)
        self.assertEqual(victim.read_text(), "untouched")
        done = self.run_it(self.checker("import shutil\nshutil.rmtree(os.path.dirname(path))\nsys.exit(1)\n"),
                           self.write(events_of(5)))
        self.assertEqual((done.exit, done.out), (2, b""))

    def test_what_a_program_gets(self):
        """A private file, an empty standard input, and nowhere to print to; signals as at the start of a program."""
        body = """
status, folder = os.stat(path), os.stat(os.path.dirname(path))
handlers = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGCHLD)]
facts = {"modes": [oct(status.st_mode & 0o777), oct(folder.st_mode & 0o777)], "stdin": sys.stdin.read(),
         "descriptors": sorted(int(name) for name in os.listdir("/proc/self/fd"))[:4],
         "defaults": handlers == [signal.SIG_DFL] * 2, "blocked": sorted(signal.pthread_sigmask(0, [])),
         "leads": os.getpgid(0) == os.getpid()}
(here / "facts").write_text(json.dumps(facts))
print("out"), print("err", file=sys.stderr)
sys.exit(1)
"""
        done = subprocess.run([support.PROGRAM, "minimise", "-q", "--plain", "--check", self.checker(body), "-"],
                              input=json.dumps(events_of(1)[0]).encode(), capture_output=True, check=False,
                              env=self.environment)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn(b'"target":"t0."', done.stdout)
        facts = json.loads((self.folder / "facts").read_text())
        self.assertEqual(facts, {"modes": ["0o600", "0o700"], "stdin": "", "descriptors": [0, 1, 2, 3],
                                 "defaults": True, "blocked": [], "leads": True})

    def test_interruption(self):
        """It ends the program, removes its files, and prints the smallest input so far."""
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            for waits, left in (("len(events) == 2", 3), ("True", None)):
                body = f"""
if {waits}:
    (here / "pid").write_text(str(os.getpid()))
    os.kill(os.getppid(), {int(number)})
    os.kill(os.getppid(), {int(number)})
    time.sleep(1000)
sys.exit('t1.' in targets and 't2.' in targets and 't3.' in targets)
"""
                done = self.run_it(self.checker(body), "--plain", self.write(events_of(4)))
                self.assertEqual(done.exit, status, done.err)
                self.assertIn("stopped by a signal", done.err)
                if left is None:
                    self.assertEqual(done.out, b"")
                else:
                    self.assertGreaterEqual(len(done.out.splitlines()), left)
                with self.assertRaises(ProcessLookupError):
                    os.kill(int((self.folder / "pid").read_text()), 0)

    # ---- inputs

    def test_inputs_that_are_refused(self):
        checker = self.checker("sys.exit('t1.' in targets)\n")
        good, bad = self.write(events_of(3)), support.write_file(b"[5]")
        done = self.run_it(checker, "--json", good, bad)
        self.assertEqual((done.exit, self.runs()), (2, []))
        self.assertEqual(json.loads(done.out)["format"], "pith-merge.minimise.v1")
        done = self.run_it(checker, "--json", "--plain", "--keep-going", good, bad)
        self.assertEqual((done.exit, json.loads(done.out)["target"]), (2, "t1."))
        self.assertIn("not_an_event", done.err)
        for nothing in (b"[]", b"[ ]\n"):
            done = self.run_it(checker, support.write_file(nothing))
            self.assertEqual((done.exit, done.out), (2, b""))
            self.assertIn("nothing to remove", done.err)
        self.assertEqual(self.run_it(checker, "--subject", "pith:1", good).exit, 2)

    def test_a_full_disk(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([support.PROGRAM, "minimise", "-q", "--check", self.checker("sys.exit(1)\n"),
                                   self.write(events_of(1))], stdout=full, stderr=subprocess.PIPE, check=False,
                                  env=self.environment)
        self.assertEqual(done.returncode, 2)
        self.assertEqual(list(self.temporary.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
