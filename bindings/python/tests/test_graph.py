"""Graphs from Python: each format, and what is refused."""

import json
import pathlib
import sys
import unittest
import xml.etree.ElementTree

import pith_merge

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests" / "cli"))
import forks  # noqa: E402
import scenarios  # noqa: E402


class Graph(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keyring = pith_merge.Keyring(registry=False)
        cls.keyring.add(json.dumps([scenarios.ALICE.entry()]).encode())
        cls.events = [forks.answer(payload={"n": n}) for n in (1, 2)]
        cls.inputs = [json.dumps(event).encode() for event in cls.events]

    def test_each_format(self):
        picture = pith_merge.graph(self.inputs, keyring=self.keyring)
        self.assertTrue(xml.etree.ElementTree.fromstring(picture).tag.endswith("svg"))
        page = pith_merge.graph(self.inputs, format="html", keyring=self.keyring)
        self.assertTrue(page.startswith("<!DOCTYPE html>"))
        for event in self.events:
            self.assertIn(event["event_id"], page)
        self.assertTrue(pith_merge.graph(self.inputs, format="dot", keyring=self.keyring).startswith("digraph "))
        self.assertEqual(pith_merge.graph(self.inputs[::-1], keyring=self.keyring), picture)
        self.assertIn("unknown_key 2", pith_merge.graph(self.inputs))  # nobody's key is trusted

    def test_what_is_refused(self):
        with self.assertRaises(pith_merge.InputError) as caught:
            pith_merge.graph([self.inputs[0], b"["], keyring=self.keyring)
        self.assertEqual((caught.exception.code, caught.exception.input), ("syntax", 1))
        for arguments in ({"subject": ""}, {"subject": "pith:1"}, {"format": "png"}):
            with self.assertRaises(pith_merge.UsageError):
                pith_merge.graph(self.inputs, **arguments)
        with self.assertRaises(TypeError):
            pith_merge.graph(self.inputs[0])


if __name__ == "__main__":
    unittest.main()
