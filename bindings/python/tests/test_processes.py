"""Forked children, pools of processes and interrupts. PITH_FORKS says how many children are forked."""

import faulthandler
import json
import multiprocessing
import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
import time
import unittest

import pith_merge

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUNDLES = [path.read_bytes() for path in sorted((ROOT / "tests" / "data").glob("*.bundle.json"))]
NUMBER = json.loads(BUNDLES[0])["pith_number"]
HASHES = [json.loads(bundle)["state"]["state_sha256"] for bundle in BUNDLES]
KEYS = [json.dumps(key).encode()
        for key in json.loads(sorted((ROOT / "tests/vectors/merge").glob("*.json"))[0].read_bytes())["keys"]]
FORK_COUNT = int(os.environ.get("PITH_FORKS", "100"))
INTERRUPT_COUNT = 200
PACKAGE = str(pathlib.Path(pith_merge.__file__).parent)
SECONDS_MAX = 120  # far more than anything here needs


def hash_of(bundle):
    """For pools: a function that another process can find."""
    return pith_merge.verify(bundle).state.sha256


def hash_of_many(bundles):
    return [report.to_dict()["state_sha256"] for report in pith_merge.verify_many(bundles, threads=2)]


class Busy:
    """Threads that do their jobs again and again."""

    def __init__(self, *jobs):
        self.is_over = threading.Event()
        self.failures = []
        self.threads = [threading.Thread(target=self.run, args=(job,), daemon=True) for job in jobs]

    def run(self, job):
        try:
            while not self.is_over.is_set():
                job()
        except Exception as error:
            self.failures.append(error)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *exception):
        self.is_over.set()
        for thread in self.threads:
            thread.join(SECONDS_MAX)
        if self.failures:
            raise self.failures[0]


class Shared:
    """Objects that threads use while children are forked, and what a child does with them."""

    def __init__(self):
        self.keyring = pith_merge.Keyring(verdicts_max=8)
        self.quiet = pith_merge.EventSet(NUMBER, self.keyring)
        self.quiet.add_bundle(BUNDLES[0])
        self.authentic_sha256 = self.quiet.state(authentic_only=True).sha256
        self.busy = pith_merge.EventSet(NUMBER, self.keyring)
        self.other = pith_merge.EventSet(NUMBER, self.keyring)
        self.report = pith_merge.verify(BUNDLES[0])

    def read_report(self):
        """Each time a report of which nothing has been computed."""
        self.report = pith_merge.verify(BUNDLES[0])
        return (self.report.state.document, self.report.checks, self.report.events, self.report.keys,
                self.report.state.applied_event_ids)

    def jobs(self):
        numbers = iter(range(10 ** 9))
        return (lambda: pith_merge.verify(BUNDLES[0], self.keyring), lambda: self.keyring.add(KEYS[0]),
                lambda: self.busy.add(b"%d" % (next(numbers) % 1000)), lambda: self.other.merge(self.busy),
                lambda: self.busy.state(), lambda: pith_merge.verify_many(BUNDLES, self.keyring, threads=2),
                self.read_report, pith_merge.Keyring)

    def use_in_child(self):
        assert self.read_report()
        assert self.report.state.sha256 == HASHES[0]
        self.keyring.add(KEYS[1])
        assert pith_merge.verify(BUNDLES[0], self.keyring)
        assert [report.ok for report in pith_merge.verify_many(BUNDLES, self.keyring, threads=2)] == [True] * 3
        assert pith_merge.merge([BUNDLES[1]]).sha256 == HASHES[1]
        assert pith_merge.Keyring().keys
        self.quiet.add(b"7")
        assert self.quiet.state(authentic_only=True).sha256 == self.authentic_sha256
        for events in (self.busy, self.other):  # a thread may have been changing them
            try:
                events.add(b"7")
                assert events.state().event_count > 0
            except pith_merge.UsageError as error:
                assert "another thread was changing" in error.message
        del self.busy, self.other


def in_child(job):
    """Does a job in a forked child. Returns what waitpid says: 0 if the job ends well, a signal if the child hangs."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.alarm(SECONDS_MAX)
            status = job() or 0
        except BaseException as error:
            os.write(2, f"in the child: {error!r}\n".encode())
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1]


class Forks(unittest.TestCase):
    def test_children_beside_busy_threads(self):
        shared = Shared()
        with Busy(*shared.jobs()):
            for number in range(FORK_COUNT):
                self.assertEqual(in_child(shared.use_in_child), 0, f"child {number}")

    def test_no_call_imports_a_module(self):
        """A child that is forked while another thread imports a module waits for ever when it imports the same."""
        script = ("import sys, pathlib, pith_merge; before = set(sys.modules); path = pathlib.Path(sys.argv[1])\n"
                  "for report in pith_merge.verify_many([path] * 9, threads=2): report.to_dict()\n"
                  "events = pith_merge.EventSet(report.pith_number); events.add_bundle(path)\n"
                  "events.state().to_dict()\n"
                  "pith_merge.merge([path]); pith_merge.canonical(path); print(sorted(set(sys.modules) - before))")
        result = subprocess.run([sys.executable, "-c", script, ROOT / "tests/data/pith-2018-SZQIXLNZVGTWPCWH4C4GLVHIEF"
                                 ".bundle.json"], capture_output=True, text=True, check=False)
        self.assertEqual((result.stdout, result.stderr), ("[]\n", ""))

    def test_a_set_that_was_being_changed_is_refused_and_not_freed(self):
        big, events = pith_merge.EventSet(NUMBER), pith_merge.EventSet(NUMBER)
        big.add_bundle(json.dumps({"bundle_type": "pith_open_graph_bundle", "pith_number": NUMBER,
                                   "events": list(range(20_000))}).encode())

        def use():
            nonlocal events
            try:
                return 3 if events.state() else 1
            except pith_merge.UsageError as error:
                assert "another thread was changing" in error.message
                del events
                return 4

        found = set()
        for _ in range(200):
            events = pith_merge.EventSet(NUMBER)
            thread = threading.Thread(target=events.merge, args=(big,))
            thread.start()
            while thread.is_alive() and not events._lock.locked():
                time.sleep(0)
            found.add(os.WEXITSTATUS(in_child(use)))
            thread.join()
            self.assertEqual(events.state().event_count, 20_000)
            if 4 in found:
                break
        self.assertLessEqual(found, {3, 4})
        self.assertIn(4, found)


class Pools(unittest.TestCase):
    def test_every_way_to_start_a_process(self):
        shared = Shared()
        for method in ("fork", "forkserver", "spawn"):
            with self.subTest(method), Busy(*shared.jobs()[:3]):
                with multiprocessing.get_context(method).Pool(2) as pool:
                    hashes = pool.map_async(hash_of, BUNDLES * 4).get(SECONDS_MAX)
                    self.assertEqual(hashes, HASHES * 4)
                    self.assertEqual(pool.apply_async(hash_of_many, [BUNDLES]).get(SECONDS_MAX), HASHES)
                    with self.assertRaisesRegex(Exception, "cannot be pickled: send what to_dict"):
                        pool.apply_async(pith_merge.verify, [BUNDLES[0]]).get(SECONDS_MAX)
                    with self.assertRaises(pith_merge.InputError) as caught:
                        pool.apply_async(pith_merge.verify, [b"[\n1,]"]).get(SECONDS_MAX)
                    self.assertEqual((caught.exception.code, caught.exception.place.line), ("syntax", 2))


class Interrupts(unittest.TestCase):
    """A timer raises KeyboardInterrupt, as Ctrl-C does, at random moments of each call."""

    def setUp(self):
        self.hit_count = 0
        self.addCleanup(signal.signal, signal.SIGALRM, signal.signal(signal.SIGALRM, self.interrupt))
        hook = sys.unraisablehook
        sys.unraisablehook = lambda ignored: None  # an interrupt of a destructor
        self.addCleanup(setattr, sys, "unraisablehook", hook)

    def interrupt(self, _, frame):
        while frame is not None:
            if frame.f_code.co_filename.startswith(PACKAGE):
                self.hit_count += 1
                raise KeyboardInterrupt
            frame = frame.f_back

    def interrupt_often(self, chance, call):
        start = time.perf_counter()
        call()
        seconds = time.perf_counter() - start
        self.hit_count = 0
        end = time.monotonic() + SECONDS_MAX
        while self.hit_count < INTERRUPT_COUNT and time.monotonic() < end:
            try:
                signal.setitimer(signal.ITIMER_REAL, max(1e-6, chance.random() * seconds * 1.2))
                call()
            except KeyboardInterrupt:
                pass
        signal.setitimer(signal.ITIMER_REAL, 0)
        self.assertGreaterEqual(self.hit_count, INTERRUPT_COUNT)

    def test_each_call_works_after_interrupts(self):
        chance = random.Random(1)
        shared = Shared()
        calls = {
            "verify": lambda: pith_merge.verify(BUNDLES[0], shared.keyring),
            "verify_many": lambda: pith_merge.verify_many(BUNDLES, shared.keyring, threads=2),
            "merge": lambda: pith_merge.merge([BUNDLES[0]], keyring=shared.keyring),
            "canonical": lambda: pith_merge.canonical(BUNDLES[0]),
            "Keyring": lambda: pith_merge.Keyring(KEYS),
            "Keyring.add": lambda: shared.keyring.add(KEYS[0]),
            "Keyring.keys": lambda: shared.keyring.keys,
            "EventSet": lambda: pith_merge.EventSet(NUMBER, shared.keyring),
            "EventSet.add": lambda: shared.busy.add(b"[1, 2]"),
            "EventSet.add_bundle": lambda: shared.busy.add_bundle(BUNDLES[0]),
            "EventSet.add_alias": lambda: shared.busy.add_alias("doi", "1", "2020-01-01T00:00:00Z"),
            "EventSet.merge": lambda: shared.other.merge(shared.busy),
            "EventSet.state": lambda: shared.busy.state(),
            "Report": lambda: shared.read_report(),
        }
        for name, call in calls.items():
            with self.subTest(name):
                self.interrupt_often(chance, call)
                self.check_after(shared)

    def check_after(self, shared):
        """Everything works, in a thread that is given up if it waits for ever."""
        done = []

        def use():
            shared.keyring.add(KEYS[1])
            assert pith_merge.verify(BUNDLES[0], shared.keyring).state.sha256 == HASHES[0]
            assert pith_merge.verify_many(BUNDLES[:1], shared.keyring)[0].ok
            shared.quiet.add_bundle(BUNDLES[0])
            assert shared.quiet.state().sha256 == HASHES[0]
            twin = pith_merge.EventSet(NUMBER, pith_merge.Keyring(KEYS[:2]))
            assert twin.state().event_count == 0
            for events in (shared.busy, shared.other):
                events.add(b"7")
                assert events.state().event_count > 0
            done.append(True)

        thread = threading.Thread(target=use, daemon=True)
        thread.start()
        thread.join(SECONDS_MAX / 4)
        self.assertEqual(done, [True], "a call failed or waits for ever")


if __name__ == "__main__":
    faulthandler.dump_traceback_later(10 * SECONDS_MAX, exit=True)  # if this process itself waits for ever
    unittest.main()
