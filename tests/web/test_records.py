"""Several files: what each record, file and difference says. Expected values come from the fixtures and the program."""

import json
import unittest

import fixtures
from browser import PageTest, program

CHANGE = ("/metadata/primary_cat", "cs.LG", "xs.LG")


class Records(PageTest):
    def open_files(self, contents, trust=False, keys=None):
        self.open()
        if keys is not None:
            self.choose(self.write("k.json", keys), field="keys")
        if trust:
            self.ask("document.getElementById('key-box').open = true")
            self.one("#trust-bundle").click()
        self.drop(*[self.write(f"{name}.json", content) for name, content in contents.items()])
        self.wait_for_result()

    def four(self):
        return {"a": fixtures.real(), "b": fixtures.changed_record(), "c": fixtures.forked(), "d": fixtures.foreign()}

    def numbered(self, name, number):
        return self.text(f"#{name}-title-{number}") and self.ask(
            "return document.getElementById(arguments[0]).parentElement.textContent", f"{name}-title-{number}")

    def test_each_record_is_shown_as_if_it_were_alone(self):
        self.open_files(self.four())
        self.assertEqual(self.verdict(), "These four files are about two different records. One does not hold, two "
                                         "cannot be confirmed, and one holds.")
        numbers = [json.loads(content)["pith_number"] for content in (fixtures.real(), fixtures.forked())]
        self.assertEqual([each.text for each in self.all("#result > section > h2")],
                         [f"Record 1 of 2: {numbers[0]}", f"Record 2 of 2: {numbers[1]}"])
        for said in CHANGE:
            self.assertIn(said, self.numbered("wrong", 1))
            self.assertIn(said, self.numbered("difference", 1))
        self.assertIn("ScaleCom", self.numbered("record", 1))
        self.assertIn("A record of another registry", self.numbered("record", 2))
        for name in ("events", "contradictions", "picture", "state", "keys", "checks"):
            for number in (1, 2):
                self.assertIsNotNone(self.numbered(name, number), name)
        ids = self.ask("return Array.from(document.querySelectorAll('[id]'), (each) => each.id)")
        self.assertEqual(len(ids), len(set(ids)))

    def test_the_parts_of_a_record_work(self):
        self.open_files(self.four())
        merged = {1: ("a", "b"), 2: ("c", "d")}
        for number, names in merged.items():
            paths = [self.folder / f"{name}.json" for name in names]
            state = json.loads(program("merge", "--quiet", *paths))["state_sha256"]
            field = self.one(f"#compare-{number}")
            field.send_keys(state)
            self.assertTrue(self.text(f"#compared-{number}").startswith("Equal"), number)
        summary = self.one("#events-title-1 ~ ol details summary")  # asked of the worker when it is opened
        summary.click()
        self.wait(lambda: "SPEC" in self.text("#events-title-1 ~ ol details"))

    def test_contradictions_of_one_record_and_of_one_file(self):
        hint = "With the file’s own keys, everything fits together, but a signer gave two answers to one question."
        self.open_files(self.four())
        self.assertEqual(self.numbered("files", 2).count(hint), 1)
        for place in (self.numbered("contradictions", 2), self.ask(
                "return document.getElementById('verdict-2').parentElement.textContent")):
            self.assertIn("there are 2 contradictions", place)
        self.open_files(self.four(), trust=True)
        self.assertIn("Someone who claims to be alice gave two answers", self.text("#verdict-2"))
        self.assertEqual(self.numbered("files", 2).count("In this file, a signer gave two answers"), 1)
        entries = "return document.querySelectorAll('#contradictions-title-2 ~ ul.plain > li').length"
        self.assertEqual(self.ask(entries), 2)

    def test_events_alone_and_files_that_are_refused_among_several_records(self):
        self.open_files({"a": fixtures.real(), "b": fixtures.forked_lines(), "c": b"{", "d": fixtures.real("2018")},
                        keys=fixtures.keys())
        self.assertEqual(self.verdict(), "These four files are about three different records. One cannot be checked, "
                                         "two hold, and one has events without a bundle.")
        self.assertIn("c.json", self.part("files"))
        self.assertIn("but alice gave two answers", self.text("#verdict-2"))

    def test_evidence_about_another_record(self):
        keys = self.write("k.json", fixtures.keys())
        lines = self.write("fork.ndjson", fixtures.forked_lines())
        proof = program("evidence", "--quiet", "--keys", keys, lines)
        self.open_files({"a": fixtures.real(), "proof": proof}, keys=fixtures.keys())
        self.assertIn("about two different records. Each file holds.", self.verdict())
        self.assertIn("The evidence holds: alice", self.text("#verdict-2"))

    def test_more_records_than_are_shown(self):
        contents = {f"f{number:02}": json.dumps([fixtures.event(
            fixtures.ALICE, 1, subject_pith_number=f"pith:2026:{letter * 26}", event_type="correction", target="title",
            payload={"text": "right"})]).encode() for number, letter in enumerate("ABCDEFGHIJKLM")}
        self.open_files(contents, keys=fixtures.keys())
        self.assertIn("about 13 different records", self.verdict())
        self.assertEqual(len(self.all("#result > section > h2")), 10)
        self.assertEqual(self.text("#others-title"), "3 more records")
        self.assertIn("3 more records: nothing is wrong.", self.text(".verdict"))
        self.assertIn("good", self.one(".verdict").get_attribute("class"))
        contents["f12"] = contents["f12"].replace(b"right", b"wrong")
        self.open_files(contents, keys=fixtures.keys())
        self.assertIn("bad", self.one(".verdict").get_attribute("class"))
        self.assertIn("3 more records: something does not hold in one.", self.text(".verdict"))
        self.assertIn("f12.json1 of 1 event is not valid.", self.part("others"))
        self.assertEqual(self.ask("return document.querySelectorAll('#others-title ~ ul > .bad').length"), 1)

    def test_what_the_hash_depends_on(self):
        self.open_files({"a": fixtures.real(), "b": fixtures.changed_record()})
        one, other = (json.loads(program("merge", "--sha256", "--json", self.folder / f"{name}.json"))["state_sha256"]
                      for name in "ab")
        self.assertNotEqual(one, other)
        self.assertIn("other names of the record count in one of them alone", self.part("difference"))
        for file, pasted in (("a", other), ("b", one)):
            self.drop(self.folder / f"{file}.json")
            self.wait(lambda: self.ask("return document.getElementById('files-title') === null"
                                       " && document.getElementById('compare') !== null"))
            self.wait_for_result()
            self.assertIn("the other names of the record that count", self.part("state"))
            self.one("#compare").send_keys(pasted)
            said = self.text("#compared")
            self.assertIn("Equal to another hash above", said)
            self.assertIn("Only the other names of the record that count differ.", said)
            self.one("#compare").clear()
            self.one("#compare").send_keys("0" * 64)
            self.assertIn("or counts other names of the record", self.text("#compared"))
            self.open()

    def test_the_differences_have_names_and_titles(self):
        for trust in (False, True):
            with self.subTest(trust=trust):
                self.open_files({"c": fixtures.forked(), "d": fixtures.foreign()}, trust=trust)
                told = self.part("difference")
                verb = "signed by someone called" if trust else "which says it is by"
                for said in (f"A record with two answers, {verb} registry.example: only in the first file",
                             f"A record of another registry, {verb} registry.example: only in the second file",
                             f"author_attestation, {verb} alice", "The signature of the bundle: another value"):
                    self.assertIn(said, told)

    def test_links_lead_to_the_parts_of_their_record(self):
        self.open_files(self.four(), trust=True)
        self.assertEqual(self.ask("return Array.from(document.querySelectorAll('#result a'), (each) => each.hash)"
                                  ".filter((hash) => document.querySelector(hash) === null)"), [])
        self.assertIn("#contradictions-title-2", self.ask(
            "return Array.from(document.querySelectorAll('#verdict-2 ~ p a'), (each) => each.hash)"))
        self.open_files({"c": fixtures.forked()})
        self.one(".verdict a[href='#key-box']").click()
        self.assertTrue(self.one("#trust-bundle").is_displayed())


if __name__ == "__main__":
    unittest.main()
