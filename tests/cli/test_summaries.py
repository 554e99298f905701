"""The sentence with which the report on a bundle says what is wrong."""

import copy
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import support
import test_causes

KEY = support.SigningKey("signed again")  # of test_causes.signed_again


class Summaries(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bundle, cls.options = test_causes.signed_again()

    def summary_of(self, change, *options):
        bundle = copy.deepcopy(self.bundle)
        change(bundle)
        [report] = test_causes.verify_each([bundle], options or self.options)
        return report

    def test_the_summary_says_what_is_wrong(self):
        def swap_signatures(bundle):
            one, two = bundle["events"]
            one["signature"], two["signature"] = two["signature"], one["signature"]

        for change, words in [
            (lambda bundle: bundle["canonical_record"]["metadata"].update(title="other"),
             "the record was changed after it was signed"),
            (swap_signatures, "2 of 2 events are not signed by their signer's key"),
            (lambda bundle: bundle["events"][0]["payload"].update(extra=1),
             "1 of 2 events was changed after it was signed"),
            (lambda bundle: bundle.update(built_at="2020-01-01T00:00:00Z"),
             "something in the bundle was changed after it was signed"),
            (lambda bundle: bundle.pop("bundle_signature"), "the bundle is not signed"),
            (lambda bundle: bundle["state"].update(event_count=7),
             "the stated state was changed after its hash was made"),
            (lambda bundle: bundle["source_aliases"].pop(),
             "the stated state is not what the events and aliases give"),
        ]:
            with self.subTest(words):
                self.assertIn(words, self.summary_of(change)["summary"])

    def test_without_a_trusted_key_the_summary_names_the_key(self):
        report = self.summary_of(lambda bundle: None, "--no-default-keys")
        self.assertEqual(report["summary"], f"no key that you trust signed this: {KEY.key_id}")

    def test_only_keys_of_events_are_named_for_events(self):
        """A key that signed the bundle alone is not one that an event names."""
        author, mirror = support.SigningKey("jane"), support.SigningKey("mirror")
        bundle = copy.deepcopy(self.bundle)
        content = {**support.event_content(bundle["events"][1]), "event_type": "author_attestation", "payload": {},
                   "prev_event": None, "supersedes": [],
                   "signer": {"signer_id": "jane", "signer_type": "author", "key_id": author.key_id,
                              "public_key_fingerprint": author.fingerprint}}
        bundle["events"].append(support.sign_event(content, author))
        [report] = test_causes.verify_each([support.sign_bundle(bundle, mirror)], self.options)
        self.assertEqual({key["key_id"] for key in report["unknown_keys"]}, {author.key_id, mirror.key_id})
        [said] = [part for part in report["summary"].split("; ") if "event" in part and "signed by a key" in part]
        self.assertEqual(said, f"1 of 3 events is not signed by a key that you trust: {author.key_id}")

    def test_a_signature_without_a_hash_is_not_a_missing_one(self):
        report = self.summary_of(lambda bundle: bundle.pop("bundle_signature"))
        self.assertEqual(report["summary"], "the bundle is not signed")
        report = self.summary_of(lambda bundle: bundle["bundle_signature"].pop("bundle_sha256"))
        self.assertEqual(report["summary"], "the bundle's signature does not state bundle_sha256")

    def test_an_event_that_waits_for_an_invalid_one_is_not_counted(self):
        richest = next(kind for kind in test_causes.KINDS if kind.name == "richest")
        bundle = copy.deepcopy(richest.bundle)
        links = {event["prev_event"] for event in bundle["events"]} - {None}
        first = next(event for event in bundle["events"] if event["event_id"] in links and not event["prev_event"])
        first["payload"]["note"] = "changed"
        [report] = test_causes.verify_each([bundle], richest.options)
        self.assertIn("prev_event_unresolved", support.reasons(report))
        count = len(bundle["events"])
        self.assertEqual(report["summary"], f"1 of {count} events was changed after it was signed")
        bundle["events"].remove(first)
        [report] = test_causes.verify_each([bundle], richest.options)
        self.assertEqual(report["summary"], f"2 of {count - 1} events wait for an event that is missing")

    def test_a_missing_event_is_a_fault_beside_another_one(self):
        """An event that waits for a missing one is not explained by an event that has nothing to do with it."""
        richest = next(kind for kind in test_causes.KINDS if kind.name == "richest")
        bundle = copy.deepcopy(richest.bundle)
        links = {event["prev_event"] for event in bundle["events"]} - {None}
        followed = next(event for event in bundle["events"] if event["event_id"] in links and not event["prev_event"])
        bundle["events"].remove(followed)
        other = next(event for event in bundle["events"] if event["event_id"] not in links and not event["prev_event"])
        other["payload"]["note"] = "changed"
        [report] = test_causes.verify_each([bundle], richest.options)
        self.assertEqual(report["summary"], f"3 of {len(bundle['events'])} events are not valid "
                                            "(1 content_hash_mismatch, 2 prev_event_unresolved)")

    def test_a_receipt_of_a_key_that_is_not_trusted(self):
        def replace_receipt(bundle):
            stranger = support.SigningKey("stranger")
            created = bundle["events"][0]
            payload = created["payload"]
            payload["receipt"] = support.sign_receipt(payload["receipt"], payload["canonical_record"], stranger)
            bundle["events"][0] = support.sign_event(created, KEY)

        report = self.summary_of(replace_receipt)
        self.assertEqual(report["causes"], ["receipt"])
        self.assertIn("the key that it names is not a trusted registry key", report["summary"])


class Hint(unittest.TestCase):
    """The command below a failing bundle trusts the same keys, and names the same file."""

    def test_it_gives_the_same_verdict(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        here = pathlib.Path(folder.name)
        (here / "pith-merge").symlink_to(support.PROGRAM)
        (here / "no keys.json").write_text("[]")
        environment = {**os.environ, "PATH": f"{folder.name}:{os.environ['PATH']}"}
        for name in ("plain.json", "with space.json", "-dash.json", "it's.json", "$HOME.json"):
            (here / name).write_bytes(support.BUNDLES[0].read_bytes())
            for options in (["--no-default-keys"], ["--no-default-keys", "--keys", "no keys.json"]):
                done = subprocess.run([support.PROGRAM, "verify", *options, "--", name], cwd=here, capture_output=True,
                                      text=True, check=False)
                self.assertEqual(done.returncode, 1, done.stderr)
                verdict = done.stdout.splitlines()[0]
                reason = ": not valid\n  SPEC 4.5  This event is not valid (unknown_key):"
                for hint, expected in zip(done.stdout.splitlines()[-2:], (verdict, reason), strict=True):
                    command = hint.split(", run: ")[1]
                    again = subprocess.run(["sh", "-c", command], cwd=here, env=environment, capture_output=True,
                                           text=True, check=False)
                    self.assertEqual((again.returncode, again.stderr), (1, ""), command)
                    self.assertIn(expected, again.stdout)

    def test_standard_input_cannot_be_named(self):
        done = support.run("verify", "--no-default-keys", "-", stdin=support.BUNDLES[0].read_bytes())
        event = json.loads(support.BUNDLES[0].read_bytes())["events"][0]["event_id"]
        for hint, command in zip(done.out.decode().splitlines()[-2:], ("verify -v", "explain"), strict=True):
            about = f" {event}" if command == "explain" else ""
            expected = f", run: pith-merge {command} --no-default-keys{about}, with the same input"
            self.assertTrue(hint.endswith(expected), hint)


if __name__ == "__main__":
    unittest.main()
