"""Two bundles of one record from different days, as two mirrors have them, give one state that shows the fork."""

import copy
import json
import unittest

import support

KEY = support.SigningKey("registry of two days")
SIGNER = "registry.example"
NO_WARNINGS = support.merge_counts(3)


def sign_anew(event, **changes):
    return support.sign_event({**copy.deepcopy(event), **changes}, KEY)


class TwoDays(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.first = support.make_signed_bundle(support.BUNDLE_OF_PAGE, KEY, SIGNER)
        [cls.created] = [e for e in cls.first["events"] if e["event_type"] == "record_created"]
        [cls.snapshot] = [e for e in cls.first["events"] if e["event_type"] == "graph_snapshot"]
        cls.keys = support.keys_file(support.make_key_entry(KEY.key_id, KEY.public, signer_id=SIGNER,
                                                            signer_type="pith_registry"))

    def second_bundle(self, **links):
        """The next day's bundle: another snapshot, a new alias, one alias with an earlier time and one with a later."""
        payload = copy.deepcopy(self.snapshot["payload"])
        payload["graph_snapshot"]["paper"]["headline"] = "Found the next day"
        changed = sign_anew(self.snapshot, payload=payload, created_at="2026-07-06T02:34:17Z", **links)
        bundle = copy.deepcopy(self.first)
        bundle["events"] = [sign_anew(self.created), changed]
        bundle["source_aliases"][0]["created_at"] = "2026-07-04T00:00:00Z"
        bundle["source_aliases"][1]["created_at"] = "2026-07-08T00:00:00Z"
        bundle["source_aliases"].append(
            {"alias_kind": "openalex", "alias_value": "W1", "created_at": "2026-07-06T00:00:00Z"})
        return support.sign_bundle(bundle, KEY), changed

    def merged_aliases(self, second):
        aliases = copy.deepcopy(self.first["source_aliases"])
        aliases[0]["created_at"] = "2026-07-04T00:00:00Z"
        return aliases + [second["source_aliases"][-1]]

    def merge(self, second, *options):
        """Merges both bundles in either order, and as NDJSON. All results must agree."""
        paths = [support.write_json(self.first, "first.json"), support.write_json(second, "second.json")]
        lines = support.write_file(b"\n".join(json.dumps(b).encode() for b in (second, self.first)), "both.ndjson")
        results = [support.run("merge", "--keys", self.keys, *options, *files)
                   for files in (paths, paths[::-1], [lines], [lines, *paths, *paths])]
        for result in results[1:]:
            self.assertEqual((result.exit, result.out), (results[0].exit, results[0].out))
        return results[0]

    def test_a_fork_is_reported_and_both_sides_stay(self):
        second, changed = self.second_bundle()
        state = support.make_state(self.first["pith_number"], [self.created, self.snapshot, changed],
                                   self.merged_aliases(second))
        del state["state_sha256"]
        state["equivocation_count"] = 1
        state["equivocations"] = [{
            "event_type": "graph_snapshot",
            "target": "graph",
            "position": None,
            "signer": support.sort_members(self.snapshot["signer"]),
            "event_ids": sorted([self.snapshot["event_id"], changed["event_id"]]),
            "resolved": False,
        }]
        state["state_sha256"] = support.digest_of(state).hex()
        result = self.merge(second)
        self.assertEqual(result.exit, 0)
        self.assertEqual(result.out, support.state_bytes(state))
        self.assertIn("several_live", result.err)
        strict = self.merge(second, "--strict")
        self.assertEqual((strict.exit, strict.out), (1, result.out))
        self.assertTrue(result.err.endswith(support.merge_counts(3, equivocations=1)), result.err)
        self.assertTrue(strict.err.endswith("--strict allows no equivocation\n"), strict.err)

    def test_a_replacement_is_not_a_fork(self):
        second, changed = self.second_bundle(supersedes=[self.snapshot["event_id"]])
        state = support.make_state(self.first["pith_number"], [self.created, self.snapshot, changed],
                                   self.merged_aliases(second))
        del state["state_sha256"]
        [_, shown] = state["current"]["graph_snapshots"]
        state["current"]["graph_snapshots"] = [shown]
        state["state_sha256"] = support.digest_of(state).hex()
        result = self.merge(second, "--strict")
        self.assertEqual((result.exit, result.err), (0, NO_WARNINGS))
        self.assertEqual(result.out, support.state_bytes(state))

    def test_a_second_bundle_without_a_good_signature_adds_events_but_no_aliases(self):
        second, changed = self.second_bundle(supersedes=[self.snapshot["event_id"]])
        second["bundle_signature"]["signature_b64"] = "A" * 86 + "=="
        result = self.merge(second)
        state = json.loads(result.out)
        self.assertEqual(state["applied_event_ids"][-1], changed["event_id"])
        self.assertEqual(state["current"]["source_aliases"], self.first["source_aliases"])
        self.assertIn("aliases left out", result.err)


if __name__ == "__main__":
    unittest.main()
