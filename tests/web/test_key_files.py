"""Whose keys count: what a person may add as a file of keys, and what the page says about it."""

import json
import unittest

import fixtures
from browser import PageTest, program

IN_PLACE = "Cannot be confirmed: it names a key that you do not trust (vector-registry)."


class KeyFiles(PageTest):
    def add_keys(self, name, content):
        self.choose(self.write(name, content), field="keys")
        self.wait(lambda: self.text("#key-status") != "" or name in self.text("#key-files"))
        return self.text("#key-status")

    def open_foreign(self):
        self.check("foreign.json", fixtures.foreign())
        self.assertEqual(self.verdict(), IN_PLACE)

    def test_a_bundle_does_not_vouch_for_itself(self):
        self.open_foreign()
        for name, kind in (("foreign.json", "a bundle"), ("no-type.json", "a bundle"), ("evidence.json", "evidence"),
                           ("state.json", "a state document"), ("event.json", "an event"), ("part.json", "a bundle"),
                           ("number.json", "a document about a record")):
            bundle = json.loads(fixtures.foreign())
            del bundle["bundle_type"]
            part = {name: bundle[name] for name in ("pith_number", "public_keys", "state")}
            number = {name: bundle[name] for name in ("pith_number", "public_keys")}
            content = {"foreign.json": fixtures.foreign, "no-type.json": lambda: json.dumps(bundle).encode(),
                       "evidence.json": lambda: json.dumps({"equivocations": [], "keys": []}).encode(),
                       "state.json": lambda: program("merge", "--quiet", self.folder / "foreign.json"),
                       "part.json": lambda: json.dumps(part).encode(),
                       "number.json": lambda: json.dumps(number).encode(),
                       "event.json": lambda: json.dumps(fixtures.created()).encode()}[name]()
            with self.subTest(name):
                said = self.add_keys(name, content)
                self.assertIn(f"{name} is {kind}, not a key file, and was not added.", said)
                self.assertEqual("tick “Also trust the keys that the files bring along”" in said,
                                 kind in ("a bundle", "evidence"))
                self.assertEqual(self.verdict(), IN_PLACE)
                self.assertEqual(self.text("#key-files"), "")
        self.assertTrue(self.one("#key-status").is_displayed())

    def test_the_keys_of_a_file_are_listed(self):
        self.open_foreign()
        self.assertEqual(self.add_keys("k.json", fixtures.keys()), "")
        self.wait(lambda: self.verdict() == "It holds.")
        told = self.text("#key-files")
        for key, owner in ((fixtures.REGISTRY, "registry.example, a registry"), (fixtures.ALICE, "alice")):
            self.assertIn(f"{key.entry()['key_id']} of {owner}", told)
            self.assertIn(f"fingerprint {key.fingerprint}", told)
        bare = {name: value for name, value in fixtures.ALICE.entry().items() if not name.startswith("signer_")}
        self.assertEqual(self.add_keys("bare.json", json.dumps(bare).encode()), "")
        self.assertIn("vector-alice, whose owner the file does not name", self.text("#key-files"))

    def test_what_is_no_key_file_leaves_the_result_in_place(self):
        self.open_foreign()
        other = {**fixtures.REGISTRY.entry(), "signer_id": "someone else"}
        self.add_keys("one.json", json.dumps(fixtures.REGISTRY.entry()).encode())
        self.wait(lambda: self.verdict() == "It holds.")
        for name, content in (("broken.json", b"[\n}"), ("number.json", b'[{"key_id": 1}]'), ("text.json", b"Hello"),
                              ("two.json", json.dumps(other).encode()), ("a.json", fixtures.HOSTILE.encode())):
            with self.subTest(name):
                said = self.add_keys(name, content)
                self.assertIn(f"{name} cannot be used as a key file", said)
                self.assertIn("A key file is JSON: one key or a list of keys", said)
                self.assertEqual(self.verdict(), "It holds.")
                self.assertNotIn(name, self.text("#key-files"))
        self.assertIn("one.json", self.text("#key-files"))

    def test_a_large_file_is_not_a_key_file(self):
        self.open_foreign()
        said = self.add_keys("large.json", fixtures.keys() + b" " * 1_000_000)
        self.assertIn("large.json has 1.0 MB, and was not added. A key file has at most 1.0 MB.", said)
        self.assertEqual(self.verdict(), IN_PLACE)

    def test_the_bytes_that_were_examined_count(self):
        """A person may edit a key file after it was added. The page goes on with what it showed."""
        self.open()
        self.assertEqual(self.add_keys("k.json", fixtures.keys()), "")
        self.write("k.json", b"[]" + b" " * 5000)
        self.drop(self.write("foreign.json", fixtures.foreign()))
        self.wait_for_result()
        self.assertEqual(self.verdict(), "It holds.")

    def test_a_job_that_is_cancelled_while_keys_are_added_stays_cancelled(self):
        self.open()
        self.drop(self.write("large.json", fixtures.large()))
        self.wait(lambda: self.text("#phase").startswith("Checking"))
        self.ask("const data = new DataTransfer(); data.items.add(new File([arguments[0]], 'k.json'));"
                 "const field = document.getElementById('keys'); field.files = data.files;"
                 "field.dispatchEvent(new Event('change')); document.getElementById('cancel').click()",
                 fixtures.keys().decode())
        self.wait(lambda: "k.json" in self.text("#key-files"))
        self.assertTrue(self.text("#status").startswith("Cancelled"))
        self.assertFalse(self.one("#working").is_displayed())

    def test_hostile_keys_are_text(self):
        self.open()
        entry = {**fixtures.ALICE.entry(), "signer_id": fixtures.HOSTILE, "signer_type": fixtures.HOSTILE}
        self.add_keys("k.json", json.dumps(entry).encode())
        self.assertIn("<img src=x", self.text("#key-files"))
        self.assertNotIn("\u202e", self.text("#key-files"))
        self.assertEqual(self.ask("return document.images.length"), 0)

    def test_keys_that_are_added_while_something_is_checked(self):
        self.open()
        self.drop(self.write("large.json", fixtures.large()))
        self.wait(lambda: self.text("#phase").startswith("Checking"))
        self.add_keys("k.json", fixtures.keys())
        self.wait(lambda: self.verdict() == "It holds.")
        self.drop(self.folder / "large.json")
        self.wait(lambda: self.text("#phase").startswith("Checking"))
        self.add_keys("foreign.json", fixtures.foreign())  # refused, and the check goes on
        self.wait(lambda: self.verdict() == "It holds.")


if __name__ == "__main__":
    unittest.main()
