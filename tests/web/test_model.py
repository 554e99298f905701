"""What the worker of the page makes of the conformance vectors, and of every change of a value in a bundle. In Node."""

import base64
import json
import re
import subprocess
import sys
import unittest

import fixtures
from model import PROGRAM, ROOT, ModelTest

sys.path.insert(0, str(ROOT / "tests/cli"))

import changes  # noqa: E402


def vectors(kind):
    return [json.loads(path.read_bytes()) for path in sorted((ROOT / "tests/vectors" / kind).glob("*.json"))]


class Model(ModelTest):
    def test_bundle_vectors(self):
        """The page adds keys to the registry's own one, so vectors without that key must not depend on it."""
        taken = [vector for vector in vectors("bundle") if vector["default_keys"] or "published" not in vector["name"]]
        self.assertGreater(len(taken), 150)
        results = self.check_all([([vector["bundle"].encode()], vector["keys"]) for vector in taken])
        holding = 0
        for vector, result in zip(taken, results):
            with self.subTest(vector["name"]):
                expected = vector["expected"]
                holds = expected["signature_holds"] and expected["failed_checks"] == []
                holding += holds
                self.assertEqual(result["headline"].startswith("It holds"), holds, result["headline"])
                self.assertEqual(result["headline"].startswith(("It does not hold: ", "Cannot be confirmed: ")),
                                 not holds)
                failed = {check["name"] for check in json.loads(result["json"])["checks"] if not check["ok"]}
                self.assertEqual(failed - {"bundle_signature"}, set(expected["failed_checks"]) - {"bundle_signature"})
        self.assertGreater(holding, 20)

    def test_input_vectors(self):
        taken = [vector for vector in vectors("input") if vector["subject"] is None
                 and (vector["default_keys"] or "published" not in vector["name"])]
        self.assertGreater(len(taken), 80)
        results = self.check_all([([base64.b64decode(text) for text in vector["files_b64"]], vector["keys"])
                                  for vector in taken])
        apart = []
        for vector, result in zip(taken, results):
            with self.subTest(vector["name"]):
                if "refusal" in vector["expected"]:
                    self.assertIn(vector["expected"]["refusal"], result["codes"])
                    self.assertIn(result["tone"], ("bad", "caution"))
                elif result["recordCount"] > 1:  # a bundle beside events of another record: the page keeps them apart
                    apart.append(vector["name"])
                elif vector["expected"].get("document") is not None:
                    self.assertEqual(result["document"], vector["expected"]["document"])

        self.assertLess(len(apart), 5, apart)

    def test_every_change_of_a_value(self):
        bundle = json.loads(fixtures.real())
        texts = [json.dumps(changes.apply_change(fixtures.real(), change)).encode()
                 for change in changes.list_changes(bundle)]
        self.assertGreater(len(texts), 500)
        folder = self.folder / "changed"
        folder.mkdir()
        for number, text in enumerate(texts):
            (folder / f"{number:05}.json").write_bytes(text)
        expected, own = ([json.loads(line) for line in subprocess.run(
            [PROGRAM, "verify", "--json", *options, folder], capture_output=True, check=False).stdout.splitlines()]
            for options in ([], ["--trust-bundle-keys"]))
        self.assertEqual(len(expected), len(texts))
        unconfirmed = 0
        for report, trial, result in zip(expected, own, self.check_all([([text], []) for text in texts])):
            with self.subTest(report["file"]):
                if "error" in report:  # then it may still be events
                    self.assertNotEqual(result["kinds"], ["bundle"])
                    continue
                del report["file"]
                self.assertEqual(json.loads(result["json"]), report)
                is_open = not report["ok"] and (trial["ok"] or re.match(
                    r"no key that you trust|(\d+) of \1 events are not signed by a key", report["summary"]) is not None)
                unconfirmed += is_open
                if is_open:
                    self.assertTrue(result["headline"].startswith("Cannot be confirmed: "), result["headline"])
                    continue
                self.assertEqual(result["headline"], "It holds." if report["ok"]
                                 else f"It does not hold: {report['summary']}.")
        self.assertLess(unconfirmed, len(texts) / 10)


if __name__ == "__main__":
    unittest.main()
