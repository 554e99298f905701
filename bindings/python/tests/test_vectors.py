"""Runs tests/vectors through the package. The kind `signature` is left out: the C interface cannot verify a signature
alone."""

import base64
import json
import pathlib
import unittest

import pith_merge

VECTORS = pathlib.Path(__file__).resolve().parents[3] / "tests" / "vectors"


def load(kind):
    paths = sorted((VECTORS / kind).glob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def keyring_of(vector, registry=False):
    documents = [json.dumps(key, ensure_ascii=False).encode() for key in vector["keys"]]
    return pith_merge.Keyring(documents, registry=registry)


def rows(keyring):
    return [[key.key_id, key.fingerprint, key.signer_id, key.signer_type, key.rotates_at] for key in keyring.keys]


def named_warnings(state):
    return sorted([warning.code, warning.event_id] for warning in state.warnings if warning.event_id)


class Vectors(unittest.TestCase):
    def run_all(self, kind, count_min, run):
        vectors = load(kind)
        self.assertGreaterEqual(len(vectors), count_min)
        for vector in vectors:
            with self.subTest(vector["name"]):
                run(vector)

    def test_canon(self):
        self.run_all("canon", 100, self.run_canon)

    def run_canon(self, vector):
        data = base64.b64decode(vector["input_b64"])
        if vector["refusal"] is None:
            self.assertEqual(pith_merge.canonical(data), vector["expected"].encode())
            return
        with self.assertRaises(pith_merge.InputError) as caught:
            pith_merge.canonical(data)
        self.assertEqual(caught.exception.code, vector["refusal"]["code"])
        for name in ("offset_bytes", "line", "column"):
            if name in vector["refusal"]:
                self.assertEqual(getattr(caught.exception.place, name), vector["refusal"][name])

    def test_keyring(self):
        self.run_all("keyring", 50, self.run_keyring)

    def run_keyring(self, vector):
        documents = [text.encode() for text in vector["documents"]]
        if "keys" in vector["expected"]:
            self.assertEqual(rows(pith_merge.Keyring(documents, registry=False)), vector["expected"]["keys"])
            return
        with self.assertRaises(pith_merge.InputError) as caught:
            pith_merge.Keyring(documents, registry=False)
        self.assertEqual(caught.exception.code, vector["expected"]["refusal"])
        self.assertIsNotNone(caught.exception.place)

    def test_merge(self):
        self.run_all("merge", 200, self.run_merge)

    def run_merge(self, vector):
        if vector["bundle_keys"]:
            self.run_merge_with_bundle_keys(vector)
            return
        expected = vector["expected"]
        sets = [pith_merge.EventSet(vector["subject"], keyring_of(vector)) for _ in range(2)]
        for number, event in enumerate(vector["events"]):
            sets[number % 2].add(event.encode())
        for alias in vector["aliases"]:
            members = alias if isinstance(alias, dict) else {}
            texts = [members.get(name) for name in ("alias_kind", "alias_value", "created_at")]
            if all(isinstance(text, str) for text in texts):
                sets[0].add_alias(*texts)
        sets[1].merge(sets[0])
        state = sets[1].state()
        self.assertEqual(state.document.decode(), expected["document"])
        self.assertEqual(state.sha256, expected["state_sha256"])
        self.assertEqual(state.input_sha256, expected["input_sha256"])
        self.assertEqual(named_warnings(state), expected["warnings"])
        self.assertEqual(sets[1].state(authentic_only=True).document.decode(), expected["authentic_document"])
        self.check_parts(state, json.loads(expected["document"]))

    def check_parts(self, state, document):
        self.assertEqual(list(state.applied_event_ids), document["applied_event_ids"])
        self.assertEqual(state.event_count, document["event_count"])
        self.assertEqual([{"event_id": event.event_id, "reason": event.reason} for event in state.invalid_events],
                         document["invalid_events"])
        self.assertEqual([{"event_type": entry.event_type, "target": entry.target, "position": entry.position,
                           "signer": json.loads(entry.signer_json), "event_ids": list(entry.event_ids),
                           "resolved": entry.is_resolved} for entry in state.equivocations],
                         document["equivocations"])

    def run_merge_with_bundle_keys(self, vector):
        """The keys are in bundles, and the events are in the first of them."""
        self.assertEqual(vector["aliases"], [])
        bundles = []
        for keys in vector["bundle_keys"]:
            events = ",".join(vector["events"]) if not bundles else ""
            bundles.append((f'{{"bundle_type":"pith_open_graph_bundle","pith_number":"{vector["subject"]}",'
                            f'"public_keys":{json.dumps(keys)},"events":[{events}]}}').encode())
        state = pith_merge.merge(bundles, keyring=keyring_of(vector), trust_bundle_keys=True)
        self.assertEqual(state.document.decode(), vector["expected"]["document"])
        self.assertEqual(state.input_sha256, vector["expected"]["input_sha256"])

    def test_bundle(self):
        self.run_all("bundle", 100, self.run_bundle)

    def run_bundle(self, vector):
        report = pith_merge.verify(vector["bundle"].encode(), keyring_of(vector, vector["default_keys"]))
        failed = sorted({check.name for check in report.checks if not check.ok})
        self.assertEqual(failed, vector["expected"]["failed_checks"])
        self.assertEqual(report.ok, not failed)
        about_snapshot = sorted([warning.code, warning.event_id] for warning in report.warnings
                                if warning.code in ("title_differs", "snapshot_hash_differs"))
        self.assertEqual(about_snapshot, vector["expected"]["warnings"])

    def test_input(self):
        self.run_all("input", 50, self.run_input)

    def run_input(self, vector):
        def merge():
            return pith_merge.merge([base64.b64decode(text) for text in vector["files_b64"]],
                                    subject=vector["subject"], keyring=keyring_of(vector, vector["default_keys"]))
        if "document" in vector["expected"]:
            self.assertEqual(merge().document.decode(), vector["expected"]["document"])
            return
        with self.assertRaises(pith_merge.InputError) as caught:
            merge()
        self.assertEqual(caught.exception.code, vector["expected"]["refusal"])


if __name__ == "__main__":
    unittest.main()
