"""Verdicts, summaries and the digest of a mirror, compared with a computation in Python."""

import copy
import hashlib
import json
import multiprocessing
import pathlib
import pickle
import random
import sys
import unittest

import pith_merge

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests" / "cli"))
import schemas  # noqa: E402
PATHS = sorted((ROOT / "tests" / "data").glob("*.bundle.json"))
BUNDLES = [path.read_bytes() for path in PATHS]
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def mirror_text(held):
    """The lines of a digest file, from (pith_number, state_sha256), as docs/json.md describes them."""
    groups = {}
    for line in sorted({f"{number} {state}\n".encode() for number, state in held}):
        groups.setdefault(line[10:12].decode(), hashlib.sha256()).update(line)
    return "".join(f"{prefix} {groups[prefix].hexdigest()}\n" for prefix in sorted(groups))


def sha256(text):
    return hashlib.sha256(text if isinstance(text, bytes) else text.encode()).hexdigest()


def some_held(count, seed):
    chance = random.Random(seed)
    return [(f"pith:{chance.randrange(10000):04}:" + "".join(chance.choices(ALPHABET, k=26)),
             sha256(str(chance.randrange(count)))) for _ in range(count)]


def digest_of(held):
    digest = pith_merge.MirrorDigest()
    for number, state in held:
        digest.add(number, state)
    return digest


def changed(bundle):
    document = json.loads(bundle)
    document["events"][0]["target"] = "another"
    return json.dumps(document).encode()


def audit_part(documents):
    """What a worker of a cluster does."""
    summary = pith_merge.AuditSummary()
    for index, document in documents:
        summary.add(pith_merge.audit(document, source=f"part#{index}"))
    return summary


class Verdicts(unittest.TestCase):
    def test_a_bundle_that_holds(self):
        for path, bundle in zip(PATHS, BUNDLES):
            verdict = pith_merge.audit(path, source=str(path))
            report = pith_merge.verify(bundle)
            self.assertTrue(verdict)
            self.assertTrue(verdict.ok)
            self.assertEqual(verdict.to_dict(), {
                "format": "pith-merge.audit.v1", "source": str(path), "sha256": sha256(bundle),
                "pith_number": json.loads(bundle)["pith_number"], "ok": True,
                "state_sha256": json.loads(bundle)["state"]["state_sha256"],
                "authentic_state_sha256": report.authentic_state_sha256,
                "input_sha256": report.to_dict()["input_sha256"], "event_count": len(report.events),
                "equivocation_count": 0, "failed": [], "reasons": {}, "warnings": [], "error": None, "faults": []})
            self.assertEqual(
                (verdict.source, verdict.sha256, verdict.pith_number, verdict.state_sha256, verdict.input_sha256,
                 verdict.authentic_state_sha256, verdict.failed, verdict.reasons, verdict.warnings, verdict.error),
                (str(path), sha256(bundle), report.pith_number, report.state.sha256, report.state.input_sha256,
                 report.authentic_state_sha256, (), {}, (), None))
            self.assertEqual(verdict.to_json_line(), verdict.line + "\n")
            self.assertNotIn("\n", verdict.line)

    def test_a_bundle_that_fails(self):
        bundle = changed(BUNDLES[0])
        verdict = pith_merge.audit(bundle)
        report = pith_merge.verify(bundle)
        self.assertFalse(verdict)
        self.assertEqual(list(verdict.failed), list(dict.fromkeys(check.name for check in report.failed_checks)))
        self.assertIn("events", verdict.failed)
        self.assertEqual([fault["check"] for fault in verdict.to_dict()["faults"]],
                         [*report.causes, *report.consequences])
        self.assertEqual(sum(verdict.reasons.values()), sum(event.reason is not None for event in report.events))

    def test_keys(self):
        nothing = pith_merge.Keyring(registry=False)
        self.assertFalse(pith_merge.audit(BUNDLES[0], nothing))
        self.assertEqual(pith_merge.audit(BUNDLES[0], nothing, trust_bundle_keys=True).warnings,
                         ("keys_vouch_for_themselves",))

    def test_no_bundle(self):
        verdict = pith_merge.audit(b"[1,\n", source=b"caf\xe9.json")
        self.assertEqual((verdict.ok, verdict.error, verdict.pith_number, verdict.sha256),
                         (False, {"code": "syntax", "line": 2, "column": 1}, None, sha256(b"[1,\n")))
        self.assertEqual(verdict.source, "caf\ufffd.json")
        self.assertEqual(verdict.to_dict()["source_bytes_b64"], "Y2Fm6S5qc29u")
        self.assertEqual(pith_merge.audit(b"[1,\n", source="caf\udce9.json"), verdict)
        refusal = pith_merge.audit_refusal("too_large", "more than 10 bytes", "x")
        self.assertEqual((refusal.error["code"], refusal.sha256, refusal.error["line"]), ("too_large", None, None))
        self.assertEqual(refusal.to_dict()["faults"][0]["actual"], "more than 10 bytes")
        with self.assertRaises(pith_merge.UsageError):
            pith_merge.audit_refusal("syntax", "")
        with self.assertRaises(TypeError):
            pith_merge.audit(b"{}", source=1)
        with self.assertRaises(TypeError):
            pith_merge.audit("{}")
        self.assertTrue(pith_merge.is_other_document(b'{"state_type": 1}'))
        self.assertFalse(pith_merge.is_other_document(BUNDLES[0]))

    def test_a_verdict_can_be_pickled(self):
        verdict = pith_merge.audit(BUNDLES[0])
        self.assertEqual(pickle.loads(pickle.dumps(verdict)), verdict)

    def test_run(self):
        run = json.loads(pith_merge.audit_run())
        self.assertEqual(list(run), ["format", "program", "merge_version", "keys_sha256"])
        self.assertEqual(run["merge_version"], json.loads(BUNDLES[0])["merge_version"])
        [key] = pith_merge.Keyring().keys
        names = [key.key_id, key.fingerprint, key.signer_id, key.signer_type, key.rotates_at]
        what = {"keys": [names], "max_document": 2 ** 26, "trust_bundle_keys": False}
        self.assertEqual(run["keys_sha256"], sha256(json.dumps(what, separators=(",", ":"), sort_keys=True)))
        others = [pith_merge.audit_run(max_document=5), pith_merge.audit_run(trust_bundle_keys=True),
                  pith_merge.audit_run(pith_merge.Keyring(registry=False)), pith_merge.audit_run()]
        self.assertEqual(len(set(others)), 4)


class Digests(unittest.TestCase):
    def test_it_is_that_of_the_computation_in_python(self):
        for count in (0, 1, 2, 100, 20_000):
            held = some_held(count, count)
            digest = digest_of(held)
            self.assertEqual(digest.to_text(), mirror_text(held))
            self.assertEqual(digest.sha256, sha256(mirror_text(held)))
            self.assertEqual(len(digest), len(set(held)))
            self.assertEqual(digest.groups(), dict(line.split() for line in mirror_text(held).splitlines()))
            for prefix, group in list(digest.groups().items())[:10]:
                self.assertEqual(sha256(digest.lines(prefix)), group)

    def test_the_real_bundles(self):
        held = [(json.loads(bundle)["pith_number"], json.loads(bundle)["state"]["state_sha256"]) for bundle in BUNDLES]
        summary = pith_merge.AuditSummary()
        for bundle in [*BUNDLES, BUNDLES[0]]:
            summary.add(pith_merge.audit(bundle))
        self.assertEqual(summary.mirror_sha256, sha256(mirror_text(held)))
        self.assertEqual(summary.digest().lines(), digest_of(held).lines())

    def test_order_grouping_and_repetition(self):
        held = some_held(3_000, 1)
        chance = random.Random(2)
        parts = [pith_merge.MirrorDigest() for _ in range(4)]
        for number, state in chance.sample(held, len(held)) + held[:500]:
            chance.choice(parts).add(number, state)
        while len(parts) > 1:
            part = parts.pop(chance.randrange(len(parts)))
            parts[0] |= pickle.loads(pickle.dumps(part))
            parts[0] |= parts[0]
        self.assertEqual(parts[0].lines(), digest_of(held).lines())
        self.assertEqual(parts[0].sha256, digest_of(held).sha256)
        self.assertNotEqual(parts[0].sha256, digest_of(held[1:]).sha256)
        twin = copy.deepcopy(parts[0])
        self.assertEqual(twin.lines(), parts[0].lines())
        twin.add(*some_held(1, 3)[0])
        self.assertEqual(len(twin), len(parts[0]) + 1)

    def test_misuse(self):
        digest = pith_merge.MirrorDigest()
        number, state = some_held(1, 1)[0]
        for wrong in ((number[:-1], state), (number, state[:-1]), (number, state.upper()), (number, state + "00"),
                      (number, " " + state), ("", ""), (number, "x" * 64)):
            with self.assertRaises(pith_merge.UsageError, msg=wrong):
                digest.add(*wrong)
        with self.assertRaises(pith_merge.InputError) as caught:
            digest.add_lines(f"{number} {state}\nx".encode())
        self.assertEqual((caught.exception.code, caught.exception.place.line), ("not_a_verdict", 2))
        with self.assertRaises(TypeError):
            digest.merge(1)
        self.assertEqual(len(digest), 0)


class Summaries(unittest.TestCase):
    def setUp(self):
        self.documents = list(enumerate([*BUNDLES, changed(BUNDLES[0]), b"{", b"[]", *BUNDLES]))
        self.run = pith_merge.audit_run()

    def test_it_counts(self):
        summary = audit_part(self.documents)
        summary.add_other(2)
        counts = summary.to_dict(self.run)
        self.assertEqual({name: counts[name] for name in ("bundles", "hold", "fail", "refused", "other", "errors")},
                         {"bundles": 7, "hold": 6, "fail": 1, "refused": 2, "other": 2,
                          "errors": {"not_a_bundle": 1, "syntax": 1}})
        self.assertEqual(counts["failed"]["events"], 1)
        self.assertEqual(sum(year["hold"] for year in counts["years"].values()), 6)
        self.assertEqual(counts["keys_sha256"], json.loads(self.run)["keys_sha256"])
        self.assertEqual(counts["mirror_sha256"], summary.mirror_sha256)

    def test_parts_of_other_processes_combine(self):
        whole = audit_part(self.documents)
        parts = [self.documents[:2], [], self.documents[2:5], self.documents[5:]]
        with multiprocessing.get_context("spawn").Pool(2) as pool:
            summaries = pool.map(audit_part, parts)
        combined = summaries[0]
        for summary in summaries[1:]:
            combined |= summary
        self.assertEqual(combined.to_json(self.run), whole.to_json(self.run))
        self.assertEqual(pickle.dumps(combined), pickle.dumps(whole))  # with the failures, in order

    def test_lines_are_read_as_they_come(self):
        line = pith_merge.audit(BUNDLES[0]).line
        summary = pith_merge.AuditSummary()
        summary.add(line)
        summary.add(line.encode())
        summary.add(json.dumps(json.loads(line), indent=1, sort_keys=True))
        self.assertEqual(summary.to_dict(self.run)["hold"], 3)
        for wrong in ("", "{}", line[:-1], line.replace('"ok":true', '"ok":false')):
            with self.assertRaises(pith_merge.InputError):
                summary.add(wrong)
        with self.assertRaises(pith_merge.InputError):
            summary.to_json("{}")
        with self.assertRaises(pith_merge.UsageError):
            summary.merge(summary)
        with self.assertRaises(TypeError):
            summary.merge(pith_merge.MirrorDigest())
        self.assertEqual(summary.to_dict(self.run)["hold"], 3)


class Schemas(unittest.TestCase):
    def lines(self):
        """Every kind of line."""
        verdicts = [pith_merge.audit(BUNDLES[0]), pith_merge.audit(changed(BUNDLES[0])), pith_merge.audit(b"{"),
                    pith_merge.audit(b"{}", source=b"\xff"), pith_merge.audit_refusal("empty", "why"),
                    pith_merge.audit(BUNDLES[0], pith_merge.Keyring(registry=False)),
                    pith_merge.audit(json.dumps({**json.loads(BUNDLES[0]), "pith_number": "x"}).encode())]
        summary = pith_merge.AuditSummary()
        for verdict in verdicts:
            summary.add(verdict)
        self.assertEqual(set(summary.to_dict(pith_merge.audit_run())["years"]) & {"other"}, {"other"})
        return [*(verdict.to_dict() for verdict in verdicts), json.loads(pith_merge.audit_run()),
                summary.to_dict(pith_merge.audit_run())]

    def test_lines_are_as_the_schemas_say(self):
        for line in self.lines():
            self.assertEqual(schemas.faults(line), [], line)
            self.assertEqual(list(line)[0], "format")

    def test_schemas_notice_what_is_missing_or_unknown(self):
        for line in self.lines():
            for member in line:
                less = {name: value for name, value in line.items() if name != member}
                self.assertEqual(bool(schemas.faults(less)), member != "source_bytes_b64", member)
            self.assertTrue(schemas.faults({**line, "new": 1}))
            self.assertEqual(schemas.faults({**line, "new": 1}, schemas.OPEN), [])

    def test_schemas_notice_contradictions(self):
        holds, fails, refused = self.lines()[:3]
        for wrong in ({**holds, "ok": False}, {**holds, "failed": ["events"]}, {**holds, "state_sha256": None},
                      {**holds, "event_count": -1}, {**holds, "error": refused["error"]}, {**fails, "ok": True},
                      {**fails, "faults": []}, {**refused, "error": None}, {**refused, "faults": []},
                      {**refused, "pith_number": "x"}, {**refused, "ok": True}, {**refused, "sha256": "x"},
                      {**fails, "reasons": {"events": "1"}}, {**fails, "reasons": {"Bad": 1}},
                      {**refused, "error": {**refused["error"], "line": None}}):
            self.assertTrue(schemas.faults(wrong), wrong)


if __name__ == "__main__":
    unittest.main()
