"""The audit with Spark: a standalone cluster of a master and two workers on loopback."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import unittest

import support

JOB = support.ROOT / "integrations/spark/audit_spark.py"
BIN = pathlib.Path(sys.executable).parent

#: The rows of the digest as Spark shuffles them, compressed, and what the counting of lines and results adds.
SHUFFLED_BYTES_MAX = 120
EXECUTOR_MEMORY = "768m"


class Cluster:
    """A master and two workers with a core each. They listen on loopback only, and choose their ports."""

    def __init__(self):
        self.environment = {**os.environ, "SPARK_LOCAL_IP": support.LOOPBACK, "PYSPARK_PYTHON": sys.executable,
                            "PYTHONDONTWRITEBYTECODE": "1", "PATH": f"{BIN}:{os.environ['PATH']}",
                            "SPARK_DAEMON_MEMORY": "256m"}
        del self.environment["PITH_MERGE_LIBRARY"]  # the job ships it
        self.servers = []
        self.master = self._start("spark-master", r"Starting Spark master at (spark://127\.0\.0\.1:\d+)",
                                  "master.Master", "--host", support.LOOPBACK, "--port", 0, "--webui-port", 0)
        self.workers = [
            self._start(f"spark-worker-{number}", r"(Successfully registered) with master", "worker.Worker", "--host",
                        support.LOOPBACK, "--port", 0, "--webui-port", 0, "--cores", 1, "--memory", "1g", "--work-dir",
                        support.SCRATCH / f"spark-{number}", self.master.found)
            for number in range(2)]
        self.events = support.SCRATCH / "spark-events"
        self.events.mkdir(exist_ok=True)

    def _start(self, name, ready, main, *arguments):
        server = support.Server(name, [str(BIN / "spark-class"), "org.apache.spark.deploy." + main,
                                       *map(str, arguments)], ready, self.environment)
        self.servers.append(server)
        return server

    def command(self):
        settings = {"spark.driver.bindAddress": support.LOOPBACK, "spark.driver.host": support.LOOPBACK,
                    "spark.ui.enabled": "false", "spark.executor.memory": EXECUTOR_MEMORY,
                    "spark.executor.cores": "1", "spark.ui.showConsoleProgress": "false",
                    "spark.eventLog.enabled": "true", "spark.eventLog.dir": self.events.as_uri(),
                    "spark.eventLog.compress": "false", "spark.eventLog.rolling.enabled": "false"}
        options = [text for name, value in settings.items() for text in ("--conf", f"{name}={value}")]
        return [str(BIN / "spark-submit"), "--master", self.master.found, *options, "--py-files",
                support.package_archive(), JOB, "--library", support.LIBRARY]

    def take_events(self):
        """The events of the jobs since the last call."""
        found = []
        for path in self.events.iterdir():
            found += map(json.loads, path.read_text(encoding="utf-8").splitlines())
            path.unlink()
        return found

    def stop(self):
        for server in reversed(self.servers):
            server.stop()


def children(parent):
    """The processes that a process of this test has started."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(after_name[1]) == parent:
            found.append(int(path.parent.name))
    return found


class Spark(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.mirror = support.mirror()

    def setUp(self):
        self.output = support.SCRATCH / "spark" / self.id()
        self.output.parent.mkdir(exist_ok=True)
        self.cluster = Cluster()
        self.addCleanup(support.remove, self.output)
        self.addCleanup(self.cluster.stop)

    def audit(self):
        return support.run_job(self.cluster.command(), self.output, self.cluster.environment)

    def check(self, audited):
        expected = self.mirror.one_machine
        self.assertEqual(audited.summary, expected.summary)
        self.assertEqual(audited.summary["mirror_sha256"], self.mirror.mirror_sha256())
        self.assertEqual(audited.digest, expected.digest)
        self.assertEqual(audited.status, expected.status)
        self.assertEqual(audited.lines, expected.lines)
        again = support.count_again(*self.output.glob("run/part-*"), *self.output.glob("ndjson/kind=verdict/part-*"))
        self.assertEqual(again, {**expected.summary, "other": 0})
        rows = support.read_parquet(self.output)
        self.assertEqual(sorted(rows, key=lambda row: row["source"]),
                         sorted(map(json.loads, expected.lines), key=lambda row: row["source"]))

    def test_two_workers_give_what_one_machine_gives(self):
        audited = self.audit()
        events = self.cluster.take_events()
        # A task that was lost has no metrics.
        shuffled = sum(event["Task Metrics"]["Shuffle Write Metrics"]["Shuffle Bytes Written"] for event in events
                       if event["Event"] == "SparkListenerTaskEnd" and "Task Metrics" in event)
        support.say_rate("Spark, two workers", audited.seconds)
        print(f"Spark: {shuffled / audited.summary['hold']:.1f} bytes shuffled per bundle that holds", file=sys.stderr)
        self.check(audited)
        self.assertLess(shuffled, SHUFFLED_BYTES_MAX * audited.summary["hold"])
        self.assertEqual({event["Event"] for event in events if "ExecutorAdded" in event["Event"]},
                         {"SparkListenerExecutorAdded"})

    def test_a_worker_that_is_killed_changes_nothing(self):
        def has_begun():
            return len(list(self.output.glob("ndjson/_temporary/0/task_*"))) >= 5

        def kill():
            executors.extend(children(victim.process.pid))
            for process in executors:
                os.kill(process, signal.SIGKILL)
            victim.kill()

        executors = []
        victim = self.cluster.workers[0]
        killer = support.when(has_begun, kill)
        audited = self.audit()
        killer.is_cancelled.set()
        killer.join()
        self.assertTrue(killer.was_done)
        self.assertGreaterEqual(len(executors), 1)
        names = [event["Event"] for event in self.cluster.take_events()]
        self.assertIn("SparkListenerExecutorRemoved", names)
        self.check(audited)

    def test_what_cannot_be_read_is_said(self):
        folder = support.SCRATCH / "archives"
        self.addCleanup(support.remove, folder)
        folder.mkdir()
        (folder / "a.json").write_bytes(next(support.ROOT.glob("tests/data/*.bundle.json")).read_bytes())
        (folder / "c.tar.zst").write_bytes(b"not empty")
        (folder / "list.txt").write_bytes(b"not empty")
        for path, message in ((folder, "c.tar.zst"), (folder / "list.txt", "list.txt: the name"),
                              (folder / "none", "none")):
            done = subprocess.run([*self.cluster.command(), "--output", self.output, path], capture_output=True,
                                  text=True, env=self.cluster.environment, timeout=support.TIMEOUT_SECONDS)
            # spark-submit sends both streams of the job to standard output.
            self.assertEqual(done.returncode, 2, done.stdout[-3000:] + done.stderr[-3000:])
            self.assertRegex(done.stdout.splitlines()[-1], f"^audit_spark.py: .*{message}")
            self.assertFalse(self.output.exists())


if __name__ == "__main__":
    unittest.main()
