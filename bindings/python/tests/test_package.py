"""The behaviour of the package, with the real bundles."""

import concurrent.futures
import ctypes
import gc
import inspect
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import types
import unittest
import unittest.mock

import pith_merge

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUNDLES = [path.read_bytes() for path in sorted((ROOT / "tests" / "data").glob("*.bundle.json"))]


def stated_hash(bundle):
    return json.loads(bundle)["state"]["state_sha256"]


class RealBundles(unittest.TestCase):
    def test_there_are_three_bundles(self):
        self.assertEqual(len(BUNDLES), 3)

    def test_verify(self):
        for bundle in BUNDLES:
            report = pith_merge.verify(bundle)
            self.assertTrue(report.ok, report.checks)
            self.assertTrue(report)
            self.assertEqual(report.state.sha256, stated_hash(bundle))
            authentic = pith_merge.merge([bundle], authentic_only=True)
            self.assertEqual(report.authentic_state_sha256, authentic.sha256)
            self.assertEqual(json.loads(authentic.document)["current"],
                             {**json.loads(report.state.document)["current"], "source_aliases": []})
            self.assertEqual(report.pith_number, json.loads(bundle)["pith_number"])
            self.assertEqual([key.key_id for key in report.keys], ["pith-v1-2026-05"])
            self.assertEqual(report.keys[0].origin, "built_in")
            self.assertEqual([event.event_id for event in report.events],
                             [event["event_id"] for event in json.loads(bundle)["events"]])
            self.assertEqual({event.reason for event in report.events}, {None})
            self.assertEqual(report.warnings, ())

    def test_merge_in_any_order_and_with_copies(self):
        bundle = BUNDLES[0]
        events = [json.dumps(event).encode() for event in json.loads(bundle)["events"]]
        state = pith_merge.merge([bundle])
        self.assertEqual(state.sha256, stated_hash(bundle))
        self.assertEqual(json.loads(state.document), json.loads(bundle)["state"])
        self.assertEqual(pith_merge.merge([*reversed(events), bundle, *events, bundle]), state)
        self.assertEqual(state.warnings, ())

    def test_event_set(self):
        bundle = BUNDLES[0]
        events = pith_merge.EventSet(json.loads(bundle)["pith_number"])
        verdict = events.add(b"7")
        self.assertEqual(verdict.reason, "malformed")
        events.add_bundle(bundle)
        state = events.state()
        self.assertEqual([event.reason for event in state.invalid_events], ["malformed"])
        self.assertEqual(state.invalid_events[0].event_id, verdict.event_id)
        self.assertEqual(events.state(authentic_only=True).sha256, pith_merge.verify(bundle).authentic_state_sha256)

    def test_a_state_outlives_its_report(self):
        state = pith_merge.verify(BUNDLES[0]).state
        gc.collect()
        self.assertEqual(state.sha256, stated_hash(BUNDLES[0]))

    def test_verify_many_keeps_the_order(self):
        bundles = [*BUNDLES, b"[]", BUNDLES[0].replace(b'"2', b'"3')] * 20
        for threads in (1, 2, 7):
            results = pith_merge.verify_many(bundles, threads=threads)
            self.assertEqual(len(results), len(bundles))
            for bundle, result in zip(bundles, results):
                if bundle == b"[]":
                    self.assertEqual((result.ok, bool(result), result.error.code), (False, False, "not_a_bundle"))
                    self.assertIsNone(result.error.__traceback__, "it would keep all bundles")
                else:
                    self.assertEqual(result.ok, bundle in BUNDLES)
                    self.assertEqual(result.state.sha256 == stated_hash(bundle), bundle in BUNDLES)

    def test_calls_let_other_threads_run(self):
        """This thread counts while another one is in a long call."""
        text = b"[" + b",".join(b'{"a":%d.5}' % number for number in range(400_000)) + b"]"
        done = threading.Event()
        thread = threading.Thread(target=lambda: (pith_merge.canonical(text), done.set()))
        thread.start()
        turns = 0
        while not done.wait(0.001):
            turns += 1
        thread.join()
        self.assertGreater(turns, 10)


class Threads(unittest.TestCase):
    def run_at_once(self, *jobs):
        failures = []

        def run(job):
            try:
                job()
            except Exception as error:
                failures.append(error)

        threads = [threading.Thread(target=run, args=(job,), daemon=True) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertEqual([thread for thread in threads if thread.is_alive()], [], "a deadlock")
        self.assertEqual(failures, [])

    def test_one_event_set_is_changed_from_many_threads(self):
        events = pith_merge.EventSet(json.loads(BUNDLES[0])["pith_number"])

        def add(first):
            for number in range(first, first + 200):
                events.add(b"%d" % number)
                if number % 50 == 0:
                    events.state()

        self.run_at_once(*(lambda first=first: add(first) for first in (0, 100, 1000, 2000)))
        self.assertEqual(events.state().event_count, 700)

    def test_two_sets_are_merged_into_each_other_at_once(self):
        number = json.loads(BUNDLES[0])["pith_number"]
        first, second = pith_merge.EventSet(number), pith_merge.EventSet(number)
        first.add(b"1")
        second.add(b"2")

        def merge(to, other):
            for _ in range(200):
                to.merge(other)

        self.run_at_once(lambda: merge(first, second), lambda: merge(second, first), lambda: merge(first, first))
        self.assertEqual(first.state(), second.state())
        self.assertEqual(first.state().event_count, 2)

    def test_a_keyring_is_added_to_while_others_read_it(self):
        vectors = sorted((ROOT / "tests/vectors/merge").glob("*.json"))
        documents = [json.dumps(key).encode() for key in json.loads(vectors[0].read_bytes())["keys"]]
        keyring = pith_merge.Keyring()

        def add():
            for _ in range(100):
                for document in documents:
                    keyring.add(document)

        self.run_at_once(add, add, *[lambda: [pith_merge.verify(BUNDLES[0], keyring) for _ in range(50)]] * 2,
                         lambda: [pith_merge.verify_many(BUNDLES * 2, keyring, threads=2) for _ in range(20)])
        self.assertGreater(len(keyring.keys), 1)

    def test_the_number_of_threads_is_at_least_one(self):
        for threads in (0, -1):
            with self.assertRaises(pith_merge.UsageError):
                pith_merge.verify_many(BUNDLES, threads=threads)
        self.assertEqual(pith_merge.verify_many([], threads=3), [])

    def test_an_executor_raises_what_is_raised(self):
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            with self.assertRaises(pith_merge.InputError):
                pool.submit(pith_merge.verify, b"[]").result()

    def test_a_thread_that_cannot_be_started_is_a_machine_failure(self):
        refused = RuntimeError("can't start new thread")
        with unittest.mock.patch("_thread.start_new_thread", side_effect=refused):
            with self.assertRaises(pith_merge.MachineError):
                pith_merge.verify_many(BUNDLES, threads=2)

    def test_only_refusals_are_results(self):
        with self.assertRaises(TypeError):
            pith_merge.verify_many(["{}"])


class Errors(unittest.TestCase):
    def error_of(self, kind, function, *arguments, **options):
        with self.assertRaises(kind) as caught:
            function(*arguments, **options)
        self.assertIsInstance(caught.exception, pith_merge.PithError)
        self.assertTrue(caught.exception.message)
        return caught.exception

    def test_codes_and_places(self):
        error = self.error_of(pith_merge.InputError, pith_merge.canonical, b'{"a":1,\n"a":2}')
        self.assertEqual((error.code, error.place, error.input), ("duplicate_key", (8, 2, 1), None))
        self.assertIn("line 2, column 1", str(error))
        error = self.error_of(pith_merge.InputError, pith_merge.merge, [BUNDLES[0], b'{}\n{"a":}\n'])
        self.assertEqual((error.code, error.input, error.place), ("syntax", 1, (8, 2, 6)))
        error = self.error_of(pith_merge.InputError, pith_merge.merge, BUNDLES[:2])
        self.assertEqual((error.code, error.place, error.input), ("several_subjects", None, None))
        error = self.error_of(pith_merge.InputError, pith_merge.canonical, b"{}", "/a")
        self.assertEqual(error.code, "not_found")
        self.assertIsInstance(error, ValueError)

    def test_usage(self):
        for call in (lambda: pith_merge.merge([b"{}"], subject="pith:1"),
                     lambda: pith_merge.merge([BUNDLES[0]], subject=""), lambda: pith_merge.EventSet("x"),
                     lambda: pith_merge.canonical(b"{}", "a")):
            self.assertEqual(self.error_of(pith_merge.UsageError, call).code, "invalid_argument")
        numbers = [json.loads(bundle)["pith_number"] for bundle in BUNDLES]
        first = pith_merge.EventSet(numbers[0])
        self.assertEqual(self.error_of(pith_merge.UsageError, first.merge, pith_merge.EventSet(numbers[1])).code,
                         "different_sets")
        with self.assertRaises(TypeError):
            pith_merge.canonical("{}")

    def test_keyrings(self):
        empty = pith_merge.Keyring(registry=False)
        self.assertEqual(empty.keys, [])
        self.assertFalse(pith_merge.verify(BUNDLES[0], empty))
        report = pith_merge.verify(BUNDLES[0], empty, trust_bundle_keys=True)
        self.assertTrue(report)
        [warning] = report.warnings
        self.assertIsInstance(warning, pith_merge.MergeWarning)
        self.assertEqual((warning.code, warning.event_id, warning.input), ("keys_vouch_for_themselves", None, None))
        self.assertTrue(warning.explanation)
        state = pith_merge.merge([BUNDLES[0]], keyring=empty, trust_bundle_keys=True)
        self.assertEqual([warning.code for warning in state.warnings], ["keys_vouch_for_themselves"])
        self.assertEqual(self.error_of(pith_merge.InputError, empty.add, b'{"key_id":1}').code, "bad_key")

    def test_warnings_of_reports(self):
        """A bundle without receipt, and two live events of one principal, type and target."""
        vector = json.loads((ROOT / "tests/vectors/merge/several_live_two.json").read_bytes())
        bundle = (f'{{"bundle_type":"pith_open_graph_bundle","pith_number":"{vector["subject"]}",'
                  f'"events":[{",".join(vector["events"])}]}}').encode()
        keyring = pith_merge.Keyring([json.dumps(key).encode() for key in vector["keys"]])
        report = pith_merge.verify(bundle, keyring)
        self.assertEqual([(warning.code, warning.event_id) for warning in report.warnings],
                         [("no_receipt", None), *(tuple(warning) for warning in vector["expected"]["warnings"])])
        self.assertEqual(report.warnings[1:], report.state.warnings)

    def test_aliases_that_are_left_out(self):
        other = "pith:2020:AAAAAAAAAAAAAAAAAAAAAAAAAA"
        damaged = BUNDLES[0].replace(b'"alias_value"', b'"alias_name"', 1)
        self.assertNotEqual(damaged, BUNDLES[0])
        state = pith_merge.merge([BUNDLES[0], damaged], subject=other)
        self.assertEqual([(warning.code, warning.input) for warning in state.warnings][:2],
                         [("aliases_of_another_record", 0), ("alias_left_out", 1)])
        nobody = pith_merge.EventSet(json.loads(BUNDLES[0])["pith_number"], pith_merge.Keyring(registry=False))
        nobody.add_bundle(BUNDLES[0])
        nobody.add_bundle(BUNDLES[0])
        self.assertEqual([warning.code for warning in nobody.state().warnings], ["aliases_not_vouched_for"])


class Library(unittest.TestCase):
    """The package repeats the layout of pith/c.h, and finds the library."""

    def test_layout(self):
        stated = (ROOT / "capi/layout.cpp").read_text(encoding="utf-8").partition("#elif")[0]  # of 64-bit machines
        structures = {"text": "Text", "buffer": "Buffer", "error": "Error", "sha256": "Sha256", "key": "KeyStruct",
                      "event": "EventStruct", "warning": "WarningStruct", "equivocation": "EquivocationStruct",
                      "check": "CheckStruct", "candidate": "CandidateStruct", "minimised": "MinimisedStruct"}
        sizes = dict(re.findall(r"^static_assert\(sizeof\(pith_(\w+)\) == (\d+)\);", stated, re.M))
        self.assertEqual(sizes, {name: str(ctypes.sizeof(getattr(pith_merge._library, struct)))
                                 for name, struct in structures.items()})
        self.assertEqual(ctypes.sizeof(pith_merge._library.InText), int(sizes["text"]))
        offsets = re.findall(r"offsetof\(pith_(\w+), (\w+)\) == (\d+)\);", stated)
        for name, member, offset in offsets:
            struct = getattr(pith_merge._library, structures[name])
            self.assertEqual(getattr(struct, member).offset, int(offset), f"{name}.{member}")
        members = sum(len(getattr(pith_merge._library, struct)._fields_) for struct in structures.values())
        self.assertEqual(len(offsets), members - len(structures), "each member but the first")

    def load(self, path):
        return subprocess.run([sys.executable, "-c", "import pith_merge"], capture_output=True, text=True, check=False,
                              env={**os.environ, "PITH_MERGE_LIBRARY": path})

    def test_a_missing_library(self):
        result = self.load("/nowhere/libpith-merge.so")
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stderr, "ImportError: .*PITH_MERGE_LIBRARY")
        self.assertIn("is not the library", self.load("libc.so.6").stderr)

    def test_a_package_with_a_library_inside_loads_that_one(self):
        """As in a wheel. A library that the environment names comes before it."""
        with tempfile.TemporaryDirectory() as folder:
            package = pathlib.Path(folder) / "pith_merge"
            shutil.copytree(pathlib.Path(pith_merge.__file__).parent, package,
                            ignore=shutil.ignore_patterns("__pycache__", "libpith-merge.so"))
            environment = {**os.environ, "PYTHONPATH": folder}
            named = environment.pop("PITH_MERGE_LIBRARY")
            script = ("import pith_merge; "
                      "print(*{line.split()[-1] for line in open('/proc/self/maps') if 'libpith' in line})")

            def loaded(**named_library):
                result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False,
                                        env={**environment, **named_library})
                return result.stdout.strip() or result.stderr

            inside = package / "libpith-merge.so"
            inside.write_bytes(b"not a library")
            self.assertEqual(loaded(PITH_MERGE_LIBRARY=named), os.path.realpath(named))
            found = loaded()  # that of the system, if it has one
            self.assertTrue(found.startswith("/") or f"{inside}: " in found, found)
            shutil.copy(named, inside)
            self.assertEqual(loaded(), str(inside))
            self.assertEqual(loaded(PITH_MERGE_LIBRARY=named), os.path.realpath(named))


class Documentation(unittest.TestCase):
    def test_the_readme_runs(self):
        [example] = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
        names = {"text": BUNDLES[0]}
        exec(example, names)
        self.assertTrue(names["report"].ok)
        self.assertEqual(names["state"].sha256, stated_hash(BUNDLES[0]))
        self.assertIn(repr(pith_merge.canonical(b'{"b": 1, "a": 2}')), example)

    def test_everything_is_documented_and_typed(self):
        folder = pathlib.Path(pith_merge.__file__).parent
        self.assertTrue((folder / "py.typed").is_file())
        for name in pith_merge.__all__:
            self.check_member(name, getattr(pith_merge, name))

    def check_member(self, name, member):
        """It has its own docstring, not one of dataclass or a base class, and types for arguments and result."""
        words = vars(member).get("__doc__") if inspect.isclass(member) else inspect.getdoc(member)
        self.assertTrue(words and not words.startswith(name + "("), f"{name} has no docstring")
        if inspect.isclass(member):
            for own_name, own in vars(member).items():
                if not own_name.startswith("_") and isinstance(
                        own, (types.FunctionType, property, classmethod, staticmethod)):
                    self.check_member(own_name, own)
        else:
            function = inspect.unwrap(getattr(member, "fget", None) or member)
            arguments = [argument for argument in inspect.signature(function).parameters if argument != "self"]
            self.assertEqual({*arguments, "return"} - set(function.__annotations__), set(), f"{name} has no types")

    def test_versions_agree(self):
        version = (ROOT / "include/pith/version.h").read_text(encoding="utf-8").split('PITH_VERSION "')[1].split('"')[0]
        self.assertEqual(pith_merge.library_version(), version)
        self.assertEqual(pith_merge.__version__, version)
        self.assertIn(version.rpartition(".")[0], pith_merge._library.SHARED_OBJECT)


if __name__ == "__main__":
    unittest.main()
