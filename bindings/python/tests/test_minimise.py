"""The smallest input that still fails, from Python, and the vector about it."""

import base64
import json
import pathlib
import sys
import unittest

import pith_merge

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests" / "reference"))
import vectors  # noqa: E402


def lines(count):
    events = ({"event_type": f"e{number}", "payload": {"n": number, "é": [number, 7]}} for number in range(count))
    return b"".join(json.dumps(event).encode() + b"\n" for event in events)


class Minimise(unittest.TestCase):
    def test_one_event_and_one_member(self):
        tried = []

        def fails(candidate):
            tried.append(candidate)
            return b'"n":617' in candidate

        whole = lines(1000)
        found = pith_merge.minimise([whole], fails)
        self.assertEqual(found.input, b'{"event_type":"e617","payload":{"n":617}}\n')
        self.assertEqual((found.event_count, found.given_event_count, found.run_count), (1, 1000, len(tried)))
        self.assertEqual([json.loads(line) for line in tried[0].splitlines()],
                         [json.loads(line) for line in whole.splitlines()])
        self.assertEqual(found.given_size_bytes, len(tried[0]))
        self.assertLess(len(tried), 40)
        for candidate in tried:
            self.assertEqual(pith_merge.merge([candidate], subject="pith:2026:" + "A" * 26).event_count,
                             candidate.count(b"\n"))

    def test_none_if_nothing_fails(self):
        self.assertIsNone(pith_merge.minimise([lines(3)], lambda candidate: False))

    def test_an_exception_ends_it(self):
        runs = []

        def fails(candidate):
            runs.append(candidate)
            if len(runs) == 3:
                raise KeyboardInterrupt
            return True

        with self.assertRaises(KeyboardInterrupt):
            pith_merge.minimise([lines(100)], fails)
        self.assertEqual(len(runs), 3)

    def test_what_is_refused(self):
        with self.assertRaises(pith_merge.InputError) as caught:
            pith_merge.minimise([lines(1), b"["], lambda candidate: True)
        self.assertEqual((caught.exception.code, caught.exception.input), ("syntax", 1))
        with self.assertRaises(TypeError):
            pith_merge.minimise(lines(1), lambda candidate: True)
        for subject in ("", "pith:1"):
            with self.assertRaises(pith_merge.UsageError):
                pith_merge.input_vector(lines(1), subject=subject)

    def test_the_vector_is_right(self):
        """The reference finds what it expects, for real bundles under their key and without it, and for a refusal."""
        bundles = [path.read_bytes() for path in sorted((ROOT / "tests/data").glob("*.bundle.json"))]
        number = json.loads(bundles[0])["pith_number"]
        for data in (*bundles, bundles[0].rstrip() + b"\n" + bundles[1], lines(2)):
            for keyring in (None, pith_merge.Keyring(registry=False)):
                for subject in (None, number):
                    text = pith_merge.input_vector(data, subject=subject, keyring=keyring)
                    vector = json.loads(text.decode("ascii"))
                    self.assertEqual(base64.b64decode(vector["files_b64"][0]), data)
                    self.assertEqual(vector["subject"], subject)
                    self.assertEqual(vectors.outcome(vector)["expected"], vector["expected"])


if __name__ == "__main__":
    unittest.main()
