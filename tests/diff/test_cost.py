"""What `diff` costs beside the merge of both inputs, and that it grows as n log n.

PITH_DIFF_EVENTS=100000 is the acceptance; the ordinary run has fewer events, and allows for noise.
"""

import json
import os
import pathlib
import sys
import tempfile
import unittest

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "explain"), str(TESTS / "cli")]

import support  # noqa: E402
from test_cost import KEY, seconds, sign  # noqa: E402  (from tests/explain)

EVENTS = int(os.environ.get("PITH_DIFF_EVENTS", "4000"))
# Two merges are one part. The states are written and parsed, and the events whose keys or copies differ are read again.
FACTOR_MAX = 3.0
# Twice as many events take at most this many times as long. It would be 4 if anything were quadratic.
GROWTH_MAX = 3.0
# As many forged events as a report looks up, in documents that are slow to parse. It would be 40 times as long as the
# merges if each event were looked for on its own.
LISTED = 100
BALLAST = 100_000
LOOKUP_FACTOR_MAX = 8.0
ROUNDS = 3


def make_lines(count):
    lines = [sign(index, None)[0] for index in range(count)]
    right = KEY.sign(b"another message")
    bad = [line.replace(json.loads(line)["signature"]["signature_b64"], right) for line in lines]
    return lines, bad


class Cost(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.keys = self.write("keys.json", json.dumps(support.make_key_entry(KEY.key_id, KEY.public)))

    def write(self, name, text):
        (self.folder / name).write_text(text)
        return self.folder / name

    def measure(self, arguments, status):
        return min(seconds([*arguments], status)[0] for _ in range(ROUNDS))

    def inputs(self, count):
        """Pairs of inputs of so many events: nothing in common, all copies bad on one side, all keys missing there."""
        lines, bad = make_lines(2 * count)
        half, other, damaged = lines[:count], lines[count:], bad[:count]
        entry = support.make_key_entry(KEY.key_id, KEY.public)
        bundle = json.dumps({"bundle_type": "pith_open_graph_bundle", "events": [], "public_keys": [entry],
                             "pith_number": json.loads(half[0])["subject_pith_number"]})
        files = {name: self.write(name, text) for name, text in (
            ("half", "\n".join(half)), ("other", "[" + ",\n".join(other) + "]"), ("damaged", "\n".join(damaged)),
            ("array", "[" + ",\n".join(damaged) + "]"), ("listed", "\n".join([*half, bundle])))}
        options = ["--keys", self.keys]
        yield "nothing in common", [*options, files["half"], files["other"]]
        yield "bad copies in lines", [*options, files["half"], files["damaged"]]
        yield "bad copies in an array", [*options, files["half"], files["array"]]
        yield "other keys", ["--trust-bundle-keys", files["listed"], files["half"]]

    def test_the_copies_of_all_events_are_looked_up_at_once(self):
        """Each side has two lines with the same forged events. A search for each event would parse both each time."""
        events = [json.loads(sign(index, None)[0]) for index in range(LISTED)]
        paths = []
        for member in ("content_sha256", "event_id"):
            line = json.dumps({"bundle_type": "pith_open_graph_bundle", "links": [0] * BALLAST,
                               "pith_number": events[0]["subject_pith_number"],
                               "events": [{**event, member: "0"} for event in events]})
            paths.append(self.write(member, f"{line}\n{line}\n"))
        options = ["--keys", self.keys]
        merges = sum(self.measure(["merge", "-q", "--sha256", *options, path], 0) for path in paths)
        taken = self.measure(["diff", "--json", *options, *paths], 1)
        print(f"{LISTED} forged events: merges {merges:.2f} s, diff {taken:.2f} s, {taken / merges:.2f} times",
              flush=True)
        self.assertLess(taken / merges, LOOKUP_FACTOR_MAX)

    def test_it_grows_as_n_log_n(self):
        taken = {}
        for count in (EVENTS // 2, EVENTS):
            for name, arguments in self.inputs(count):
                merges = sum(self.measure(["merge", "-q", "--sha256", *arguments[:-2], path], 0)
                             for path in arguments[-2:])
                taken[name, count] = self.measure(["diff", "--json", *arguments], 1)
                print(f"{count} events, {name}: merges {merges:.2f} s, diff {taken[name, count]:.2f} s, "
                      f"{taken[name, count] / merges:.2f} times", flush=True)
                self.assertLess(taken[name, count] / merges, FACTOR_MAX, name)
        for name in {name for name, _ in taken}:
            self.assertLess(taken[name, EVENTS] / taken[name, EVENTS // 2], GROWTH_MAX, name)


if __name__ == "__main__":
    unittest.main()
