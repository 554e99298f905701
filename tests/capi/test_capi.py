"""Runs the C program with its files, and checks that it uses every function of the C headers."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parent
BUNDLE = sorted((TESTS / "data").glob("*.bundle.json"))[-1]


def is_wanted(vector):
    """Whether it has an equivocation and one warning, and can be written as a bundle."""
    expected = json.loads(vector["expected"]["document"])
    events = [json.loads(event) for event in vector["events"]]
    return (expected["equivocation_count"] and not vector["bundle_keys"] and not vector["aliases"]
            and all(isinstance(event, dict) for event in events)
            and [code for code, _ in vector["expected"]["warnings"]] == ["several_live"])


def find_equivocation():
    for path in sorted((TESTS / "vectors" / "merge").glob("*.json")):
        vector = json.loads(path.read_text(encoding="utf-8"))
        if is_wanted(vector):
            return vector
    raise AssertionError("no vector with an equivocation is suitable")


class CInterface(unittest.TestCase):
    def test_program_in_c(self):
        vector = find_equivocation()
        bundle = (f'{{"bundle_type":"pith_open_graph_bundle","pith_number":"{vector["subject"]}",'
                  f'"events":[{",".join(vector["events"])}]}}')
        keys = [key for document in vector["keys"] for key in document.get("public_keys", [document])]
        files = {"keys": json.dumps(keys), "bundle": bundle, "state": vector["expected"]["document"]}
        with tempfile.TemporaryDirectory() as folder:
            paths = {name: pathlib.Path(folder) / name for name in files}
            for name, text in files.items():
                paths[name].write_bytes(text.encode())
            result = subprocess.run(
                [os.environ["PITH_CAPI"], BUNDLE, paths["keys"], paths["bundle"], paths["state"],
                 *(["all"] if os.environ.get("PITH_CAPI_ALL") else [])],
                capture_output=True, text=True, check=False)
        self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)
        self.assertEqual(len(result.stdout.splitlines()), 2, result.stdout)
        print(result.stdout, end="")

    def test_it_uses_every_function(self):
        headers = (TESTS.parent / "include/pith").glob("c[._]*h")
        header = "".join(path.read_text(encoding="utf-8") for path in headers)
        functions = set(re.findall(r"^PITH_API [^;(]*?\*?(pith_\w+)\(", header, re.MULTILINE))
        self.assertEqual(len(functions), header.count("PITH_API"))
        used = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("*.c"))
        self.assertEqual({name for name in functions if name + "(" not in used}, set())


if __name__ == "__main__":
    unittest.main()
