"""The audit with Dask: a scheduler and two workers on loopback."""

import gzip
import json
import os
import signal
import subprocess
import sys
import unittest

import support

JOB = support.ROOT / "integrations/dask/audit_dask.py"


class Cluster:
    """A scheduler and two workers of one thread each, without nannies: a worker that is killed stays dead."""

    def __init__(self):
        self.environment = {**os.environ, "PYTHONPATH": str(support.PACKAGE.parent), "PYTHONDONTWRITEBYTECODE": "1"}
        del self.environment["PITH_MERGE_LIBRARY"]  # the job names it
        self.servers = []
        self.scheduler = self._start("dask-scheduler", r"Scheduler at:\s+(tcp://127\.0\.0\.1:\d+)", "scheduler",
                                     "--host", support.LOOPBACK, "--port", "0", "--dashboard-address",
                                     support.LOOPBACK + ":0")
        self.workers = [
            self._start(f"dask-worker-{number}", r"Registered to:\s+(tcp://127\.0\.0\.1:\d+)", "worker",
                        self.scheduler.found, "--host", support.LOOPBACK, "--nthreads", "1", "--no-nanny",
                        "--dashboard-address", support.LOOPBACK + ":0", "--local-directory",
                        support.SCRATCH / f"dask-{number}")
            for number in range(2)]

    def _start(self, name, ready, *arguments):
        server = support.Server(name, [sys.executable, "-B", "-m", "distributed.cli.dask_" + arguments[0],
                                       *map(str, arguments[1:])], ready, self.environment)
        self.servers.append(server)
        return server

    def command(self):
        return [sys.executable, "-B", JOB, "--scheduler", self.scheduler.found, "--library", support.LIBRARY]

    def stop(self):
        for server in reversed(self.servers):
            server.stop()


class Dask(unittest.TestCase):
    def setUp(self):
        self.output = support.SCRATCH / "dask" / self.id()
        self.output.parent.mkdir(exist_ok=True)
        self.cluster = Cluster()
        self.addCleanup(support.remove, self.output)
        self.addCleanup(self.cluster.stop)
        self.mirror = support.mirror()

    def audit(self):
        return support.run_job(self.cluster.command(), self.output, self.cluster.environment)

    def check(self, audited):
        expected = self.mirror.one_machine
        self.assertEqual(audited.summary, expected.summary)
        self.assertEqual(audited.summary["mirror_sha256"], self.mirror.mirror_sha256())
        self.assertEqual(audited.digest, expected.digest)
        self.assertEqual(audited.status, expected.status)
        self.assertEqual(audited.lines, expected.lines)
        again = support.count_again(self.output / "run.ndjson", *self.output.glob("ndjson/part-*"))
        self.assertEqual(again, {**expected.summary, "other": 0})
        rows = support.read_parquet(self.output)
        self.assertEqual(sorted(rows, key=lambda row: row["source"]),
                         sorted(map(json.loads, expected.lines), key=lambda row: row["source"]))

    def test_two_workers_give_what_one_machine_gives(self):
        audited = self.audit()
        support.say_rate("Dask, two workers", audited.seconds)
        self.check(audited)

    def test_a_worker_that_is_killed_changes_nothing(self):
        def has_begun():
            return len(list(self.output.glob("ndjson/part-*"))) >= 5

        victim = self.cluster.workers[0]
        killer = support.when(has_begun, victim.kill)
        audited = self.audit()
        killer.is_cancelled.set()
        killer.join()
        self.assertTrue(killer.was_done)
        self.assertEqual(victim.process.returncode, -signal.SIGKILL)
        self.assertIn("Remove worker", self.cluster.scheduler.log.read_text())
        self.check(audited)
        # A worker that dies may leave one file under a name that nobody reads.
        self.assertLessEqual(len(list(self.output.glob("ndjson/.*"))), 1)

    def test_what_cannot_be_read_is_said(self):
        folder = support.SCRATCH / "damaged"
        self.addCleanup(support.remove, folder)
        folder.mkdir()
        bundle = next(support.ROOT.glob("tests/data/*.bundle.json")).read_bytes()
        packed = gzip.compress(bundle.replace(b"\n", b" ") + b"\n")
        (folder / "a.ndjson.gz").write_bytes(packed[:-20])
        (folder / "b.json").write_bytes(bundle)
        done = self.run_job(folder)
        summary = json.loads(done.stdout)
        self.assertEqual((done.returncode, summary["hold"], summary["errors"]), (2, 1, {"unreadable": 1}))
        (folder / "c.tar").write_bytes(b"")
        (folder / "list.txt").write_bytes(b"")
        for arguments, message in (([folder], "c.tar"), ([folder / "list.txt"], "list.txt: the name"),
                                   ([folder / "none"], "No such file")):
            done = self.run_job(*arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(message, done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)

    def run_job(self, *paths):
        support.remove(self.output)
        return subprocess.run([*self.cluster.command(), "--output", self.output, *paths], capture_output=True,
                              text=True, env=self.cluster.environment, timeout=support.TIMEOUT_SECONDS)


class Parts(unittest.TestCase):
    def test_every_cut_gives_each_line_once_and_its_number(self):
        sys.path.insert(0, str(JOB.parent))
        import audit_dask
        path = support.SCRATCH / "cut.ndjson"
        for text in (b"ab\n\nc\n", b"\na\nbc", b"a", b"\n\n"):
            path.write_bytes(text)
            expected = list(enumerate(text.splitlines(keepends=True)))
            for partition_bytes in range(1, len(text)):
                found, before = [], 0
                for part in sum(audit_dask.plan([str(path)], partition_bytes), []):
                    with open(path, "rb") as file:
                        found += enumerate(audit_dask.read_lines(file, part, 100), before)
                    before += audit_dask.count_lines(part)
                self.assertEqual(found, expected, (text, partition_bytes))


if __name__ == "__main__":
    unittest.main()
