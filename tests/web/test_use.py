"""What a person does with the page, from disk and from loopback. Every expected value is from the program, or from what
the fixture was made of.
"""

import json
import unittest

import fixtures
from browser import LoopbackTest, PageTest, program

YEARS = ("2018", "2019", "2021")


def report_of(path, *options):
    """What `verify --json` prints, without the name of the file."""
    report = json.loads(program("verify", "--json", *options, path))
    del report["file"]
    return report


class Uses:
    """Mixed into a test of each way to open the page."""

    def test_real_bundles_hold_and_everything_saved_is_what_the_program_prints(self):
        for year in YEARS:
            with self.subTest(year):
                verdict = self.check("real.json", fixtures.real(year))
                path = self.folder / "real.json"
                self.assertEqual(verdict, "It holds.")
                state = program("merge", "--quiet", path)
                saved, name = self.save_by("Save the state document")
                self.assertEqual(saved, state)
                self.assertTrue(name.endswith("state.json"), name)
                self.assertIn(json.loads(state)["state_sha256"], self.text(".verdict"))
                self.assertEqual(self.save_by("Save the picture")[0], program("graph", path))
                printed = program("verify", "--json", path).decode().replace(f'"file":"{path}",', "", 1)
                self.assertEqual(self.save_by("Save this report")[0].decode() + "\n", printed)
                paper = json.loads(state)["current"]["graph_snapshots"][-1]["payload"]["graph_snapshot"]["paper"]
                for said in (paper["title"], paper["authors_text"], paper["license"]):
                    self.assertIn(said, self.part("record"))
                self.assertIn("pith.science", self.part("keys"))
                self.assertIn("built into this page", self.part("keys"))
                self.assertEqual(self.text("#checks-title + details summary"), "Every check: all 15 pass")

    def test_a_changed_record(self):
        verdict = self.check("changed.json", fixtures.changed_record())
        report = report_of(self.folder / "changed.json")
        self.assertEqual(verdict, f"It does not hold: {report['summary']}.")
        self.assertEqual(json.loads(self.save_by("Save this report")[0]), report)
        wrong = self.part("wrong")
        cause = next(check for check in report["checks"] if check["name"] == report["causes"][0])
        for said in (cause["expected"], cause["actual"], cause["pointer"], "/metadata/primary_cat", "cs.LG", "xs.LG"):
            self.assertIn(said, wrong)
        self.assertIn(f"{len(report['consequences'])} other checks fail", wrong)
        self.assertIn("It does not fit the record in this file", self.text(".verdict"))

    def test_a_changed_event_is_named_and_its_title_is_not_shown(self):
        verdict = self.check("changed.json", fixtures.changed_event())
        report = report_of(self.folder / "changed.json")
        self.assertEqual(verdict, f"It does not hold: {report['summary']}.")
        event = next(event for event in report["events"] if event["verdict"] == "invalid")
        for said in ("it was changed after it was signed", event["event_id"], "/events/1", "open another copy"):
            self.assertIn(said, self.part("wrong"))
        self.assertNotIn("ScaleKom", self.ask("return document.body.innerText"))
        self.assertIn(event["reason"], self.part("events"))

    def test_a_bundle_that_cannot_be_merged_is_checked_all_the_same(self):
        changed = fixtures.real().replace(b'"pith_number":"pith:', b'"pith_number":"Pith:', 1)
        verdict = self.check("number.json", changed)
        report = report_of(self.folder / "number.json")
        self.assertEqual(verdict, f"It does not hold: {report['summary']}.")
        self.assertIn("There is no state to show", self.part("merge"))
        self.assertIn("/pith_number", self.part("wrong"))

    def test_a_foreign_key_then_its_own_word_then_a_key_file(self):
        verdict = self.check("foreign.json", fixtures.foreign())
        self.assertEqual(verdict, "Cannot be confirmed: it names a key that you do not trust (vector-registry).")
        self.assertIn("With the file’s own keys, everything fits together.", self.text(".verdict"))
        self.assertIn("Anyone can make a key with this name", self.text(".verdict"))
        self.assertIn("By these alone, it is claimed:Title (claimed)A record of another registry", self.part("record"))
        self.assertIsNone(self.text(".paper"))
        self.assertIn("Says it is by", self.part("events"))
        self.assertNotIn("Signed by", self.part("events"))
        self.ask("document.getElementById('key-box').open = true")
        self.one("#trust-bundle").click()
        self.wait(lambda: "only its own keys vouch" in (self.verdict() or ""))
        self.assertIn("Only the file itself vouches for this key", self.part("keys"))
        self.assertIn("keys_vouch_for_themselves", self.part("warnings"))
        self.one("#trust-bundle").click()
        self.choose(self.write("keys.json", fixtures.keys()), field="keys")
        self.wait(lambda: self.verdict() == "It holds.")
        self.assertIn("A record of another registry", self.part("record"))
        self.assertIn("You added this key", self.part("keys"))
        self.press("Remove")
        self.wait(lambda: (self.verdict() or "").startswith("Cannot be confirmed"))

    def test_unknown_keys_and_what_the_keys_of_the_file_would_tell(self):
        verdict = self.check("fork.json", fixtures.forked())
        self.assertEqual(verdict,
                         "Cannot be confirmed: it names keys that you do not trust (vector-alice, vector-registry).")
        self.assertIn("everything fits together, but a signer gave two answers", self.text(".verdict"))
        self.assertIn("caution", self.one(".verdict").get_attribute("class"))
        wrong = self.part("wrong")
        self.assertEqual(wrong.count("6 events name keys that you do not trust"), 1)
        self.assertEqual(self.ask("return document.querySelectorAll('#wrong-title ~ div > ul > li').length"), 2)
        for number in range(6):
            self.assertIn(f"/events/{number}", wrong)
        changed = fixtures.forked().replace(b'"is_author": true', b'"is_author": null', 1)
        self.assertTrue(self.check("fork.json", changed).startswith("Cannot be confirmed"))
        report = report_of(self.folder / "fork.json", "--trust-bundle-keys")
        self.assertIn(f"With the file’s own keys, it does not fit together: {report['summary']}.",
                      self.text(".verdict"))
        self.assertIn("bad", self.one(".verdict").get_attribute("class"))

    def test_a_forked_record_and_its_proof(self):
        keys = self.write("k.json", fixtures.keys())
        for name, content in (("fork.json", fixtures.forked()), ("fork.ndjson", fixtures.forked_lines())):
            with self.subTest(name):
                verdict = self.check(name, content, keys=fixtures.keys())
                self.assertTrue(verdict.endswith(", but alice gave two answers to one question."), verdict)
                state = json.loads(program("merge", "--quiet", "--keys", keys, self.folder / name))
                told = self.part("contradictions")
                for event in state["equivocations"][0]["event_ids"]:
                    self.assertIn(event, told)
                self.assertIn("1 listed event was replaced", told)
                self.assertIn("More than one still stands", told)
                proof = self.save_by("Save the proof")[0]
                self.assertEqual(proof + b"\n", program("evidence", "--quiet", "--keys", keys, self.folder / name))
        self.drop(self.write("proof.json", proof))
        self.wait(lambda: self.verdict() == "The evidence holds: alice gave two answers to one question.")
        self.drop(self.write("proof.json", proof.replace(b'"is_author":true', b'"is_author":null')))
        self.wait(lambda: self.verdict() ==
                  "The evidence does not hold: it was changed after it was signed.")
        self.assertIn("content_hash_mismatch", self.text("article"))

    def test_events_that_do_not_count_are_not_cleared_of_contradictions(self):
        self.check("fork.json", fixtures.forked())
        self.assertIn("Not judged: no event here is signed by a key that you trust.", self.part("contradictions"))
        self.assertNotIn("No signer gave", self.part("contradictions"))
        self.assertTrue(self.part("picture").startswith("The history as a pictureNo event here counts"))
        self.assertIn("contradictions not judged", self.one("#picture-title ~ figure img").get_attribute("alt"))
        self.check("fork.json", fixtures.forked(), keys=json.dumps([fixtures.REGISTRY.entry()]).encode())
        self.assertIn("Among the valid events, no signer", self.part("contradictions"))
        self.assertIn("Not judged: 4 events", self.part("contradictions"))
        self.check("real.json", fixtures.real())
        self.assertIn("No signer gave", self.part("contradictions"))

    def test_a_contradiction_by_the_word_of_the_file_alone(self):
        verdict = self.check("fork.json", fixtures.forked(), trust=True)
        self.assertEqual(verdict, "It fits together, but only its own keys vouch for it. "
                                  "Someone who claims to be alice gave two answers to one question.")
        told = self.part("contradictions")
        self.assertIn("The same key signed both, so whoever holds it cannot deny it. "
                      "Nothing shows that it is alice’s.", told)
        self.assertNotIn("the signer cannot deny it", told)
        self.check("fork.json", fixtures.forked(), keys=fixtures.keys())
        self.assertIn("the signer cannot deny it", self.part("contradictions"))

    def test_what_a_contradiction_says(self):
        self.check("fork.json", fixtures.forked(), keys=fixtures.keys())
        marked = "return Array.from(document.querySelectorAll('.answers mark'), (each) => each.textContent)"
        self.assertEqual(sorted(self.ask(marked)), ["false", "true"])
        self.assertIn("What differs is marked.", self.part("contradictions"))
        self.assertNotIn("{}", self.part("record"))
        self.check("fork.json", fixtures.forked(), trust=True)
        self.assertIn("alice (claimed) signed a correction of the title, but it says nothing", self.part("record"))
        payloads = ({"same": [1], "note": "x" * 1000 + "2" + "y" * 1000},
                    {"same": [1], "note": "x" * 1000 + "3" + "y" * 1000, "only": 1})
        answers = [fixtures.alice(minute, event_type="author_attestation", payload=payload)
                   for minute, payload in enumerate(payloads, 2)]
        self.check("long.json", fixtures.with_alice([fixtures.created(), *answers]), keys=fixtures.keys())
        texts = self.ask(marked)
        self.assertEqual(sorted(texts), ["1", "2", "3", "nothing"])
        told = self.part("contradictions")
        self.assertIn("This is cut. The file has all of it.", told)
        self.assertIn("same: [1]", told)
        self.assertNotIn("x" * 400, told)

    def test_what_passes_by_the_word_of_the_file_alone_is_not_green(self):
        colour = "return Array.from(document.querySelectorAll(arguments[0]), (each) => each.classList[1])"
        events = "#events-title ~ ol > li"
        self.check("foreign.json", fixtures.foreign(), trust=True)
        self.assertEqual(self.ask(colour, events), ["caution", "caution"])
        self.assertIn("signature fits; signer unknown", self.part("events"))
        self.assertNotIn("valid", self.part("events").split("proves it.")[0])
        self.assertIn("all 15 pass, 3 with a key that only the file vouches for", self.part("checks"))
        self.assertNotIn("A registry whose key you trust", self.part("checks"))
        self.check("foreign.json", fixtures.foreign(), keys=fixtures.keys())
        self.assertEqual(self.ask(colour, events), ["good", "good"])
        self.assertIn("A registry whose key you trust", self.part("checks"))

    def test_several_files_are_merged(self):
        self.open()
        self.choose(self.write("keys.json", fixtures.keys()), field="keys")
        events = fixtures.forked_events()
        paths = [self.write(f"{number}.json", json.dumps(half).encode())
                 for number, half in enumerate((events[:3], events[3:]))]
        self.drop(*paths)
        self.wait_for_result()
        state = program("merge", "--quiet", "--keys", self.folder / "keys.json", *paths)
        self.assertEqual(self.save_by("Save the state document")[0], state)
        self.assertTrue(self.verdict().startswith("Both files have valid events, but alice"), self.verdict())
        self.assertIn("How the two files differ", self.text("article"))

    def test_files_can_be_added(self):
        self.open()
        self.choose(self.write("keys.json", fixtures.keys()), field="keys")
        events = fixtures.forked_events()
        self.drop(self.write("a.json", json.dumps(events[:2]).encode()))
        self.wait_for_result()
        self.assertEqual(self.verdict(), "All 2 events are valid.")
        self.assertTrue(self.one("label[for=more]").is_displayed())
        self.choose(self.write("b.json", json.dumps(events[2:]).encode()), field="more")
        self.wait(lambda: "Both files have valid events" in (self.verdict() or ""))
        self.choose(self.folder / "a.json")  # other files instead
        self.wait(lambda: self.verdict() == "All 2 events are valid.")

    def test_two_records_are_checked_and_not_merged(self):
        self.open()
        self.drop(self.write("a.json", fixtures.real("2018")), self.write("b.json", fixtures.real("2019")))
        self.wait_for_result()
        self.assertEqual(self.verdict(), "These two files are about two different records. Each file holds.")
        self.assertNotIn("Pith Number", self.text(".verdict"))
        self.drop(self.folder / "a.json", self.write("c.json", fixtures.changed_record()))
        self.wait(lambda: self.verdict() == "These two files are about two different records. "
                                            "One does not hold and one holds.")
        self.assertIn("Record 2 of 2: It does not hold: the record was changed after it was signed.",
                      self.text(".verdict"))

    def test_two_files_with_unknown_keys(self):
        self.open()
        self.drop(self.write("a.json", fixtures.forked()), self.write("b.json", fixtures.foreign()))
        self.wait_for_result()
        self.assertEqual(self.verdict(), "Neither of the two files can be confirmed: a.json and b.json.")
        verdict = self.text(".verdict")
        for said in ("all of which name keys that you do not trust",
                     "Keys are named that you do not trust: vector-alice and vector-registry."):
            self.assertIn(said, verdict)
        self.assertEqual(self.part("keys").count("vector-registry"), 1)
        self.assertEqual(self.ask("return document.querySelectorAll('#events-title ~ ol > li.bad').length"), 0)
        self.drop(self.folder / "a.json", self.write("c.json", fixtures.real("2018")),
                  self.write("d.json", fixtures.changed_record()))
        self.wait(lambda: self.verdict() == "These three files are about three different records. "
                                            "One does not hold, one cannot be confirmed, and one holds.")

    def test_a_good_and_a_changed_copy_of_one_record(self):
        self.open()
        self.drop(self.write("a.json", fixtures.real()), self.write("b.json", fixtures.changed_event()))
        self.wait_for_result()
        self.assertEqual(self.verdict(), "One of the two files does not hold: b.json.")
        self.assertIn("The valid events are signed by pith.science", self.text(".verdict"))
        self.assertIn("It is a changed copy of", self.part("difference"))
        for said in ("/payload/graph_snapshot/paper/title", "ScaleCom: Sc", "ScaleKom: Sc"):
            self.assertIn(said, self.part("wrong"))

    def test_pasted_and_dropped_text(self):
        self.open()
        text = fixtures.real().decode()
        self.ask("document.getElementById('paste-box').open = true;"
                 "document.getElementById('paste').value = arguments[0]", text)
        self.press("Check this text")
        self.wait_for_result()
        self.assertEqual(self.verdict(), "It holds.")
        for kind, member in (("paste", "clipboardData"), ("drop", "dataTransfer")):
            with self.subTest(kind):
                self.open()
                self.ask("const data = new DataTransfer(); data.setData('text/plain', arguments[0]);"
                         "const Kind = arguments[1] === 'paste' ? ClipboardEvent : DragEvent;"
                         "document.body.dispatchEvent(new Kind(arguments[1], {[arguments[2]]: data, bubbles: true}))",
                         text, kind, member)
                self.wait_for_result()
                self.assertEqual(self.verdict(), "It holds.")

    def test_comparing_the_hash(self):
        self.check("real.json", fixtures.real())
        right = json.loads(program("merge", "--sha256", "--json", self.folder / "real.json"))["state_sha256"]
        field = self.one("#compare")
        for text, begin in ((right, "Equal"), (f"  sha256:{right.upper()} ", "Equal"), ("0" * 64, "Different"),
                            (right[:-1], "This is not a hash"), ("", "")):
            field.clear()
            field.send_keys(text + " ")
            self.assertTrue((self.text("#compared") or "").startswith(begin), text)
            self.assertEqual(begin == "", self.text("#compared") == "")

    def test_comparing_the_hash_of_a_file_that_does_not_hold(self):
        self.check("changed.json", fixtures.changed_record())
        report = report_of(self.folder / "changed.json")
        field = self.one("#compare")
        for text, said in ((report["authentic_state_sha256"], "Equal: both have the same state. This does not make"),
                           (report["state_sha256"], "Equal to another hash above: the state with the other names"),
                           ("0" * 64, "Nor is it another hash above")):
            field.clear()
            field.send_keys(text)
            self.assertIn(said, self.text("#compared"))
            self.assertNotIn("good", self.one("#compared").get_attribute("class"))
        for text in (report["authentic_state_sha256"], report["state_sha256"]):
            self.assertIn(text, self.part("state"))
        changed = fixtures.forked_lines().replace(b"A record with two", b"A record with 2")
        self.check("fork.ndjson", changed, keys=fixtures.keys())  # events that are not valid
        self.one("#compare").send_keys(self.text("#state-title ~ dl code"))
        self.assertIn("Equal: both have the same state. This does not make", self.text("#compared"))
        self.assertEqual(self.one("#compared").get_attribute("class"), "caution")
        self.check("fork.json", fixtures.forked())
        self.one("#compare").send_keys(json.loads(fixtures.forked())["state"]["state_sha256"])
        self.assertIn("Equal to another hash above: the state if the file’s own keys counted", self.text("#compared"))

    def test_no_option_of_the_command_line_is_named(self):
        for trust in (False, True):
            self.check("fork.json", fixtures.forked(), trust=trust)
            self.assertNotIn("--", self.text("article"))
        self.drop(self.write("a.json", fixtures.real("2018")), self.write("b.json", fixtures.real("2019")))
        self.wait(lambda: "two different records" in (self.verdict() or ""))
        self.assertNotIn("--", self.text("article"))

    def test_the_verdict_is_in_view_in_a_low_window(self):
        in_view = ("const box = document.getElementById('verdict').getBoundingClientRect();"
                   "return box.top >= 0 && box.bottom <= innerHeight")
        for height in (420, 900):
            with self.subTest(height=height):
                self.open()
                self.command("Emulation.setDeviceMetricsOverride", width=360, height=height, deviceScaleFactor=1,
                             mobile=False)
                self.choose(self.write("real.json", fixtures.real()))
                self.wait_for_result()
                self.assertTrue(self.ask(in_view))
        self.command("Emulation.setDeviceMetricsOverride", width=360, height=240, deviceScaleFactor=1, mobile=False)
        self.open()
        self.ask("document.getElementById('key-box').open = true")
        self.choose(self.write("foreign.json", fixtures.foreign()))
        self.wait_for_result()
        self.assertEqual(self.ask("return document.activeElement.id"), "verdict")
        self.one("#trust-bundle").click()  # who is choosing keys is left there
        self.wait(lambda: (self.verdict() or "").startswith("It fits together"))
        self.assertFalse(self.ask(in_view))
        self.assertEqual(self.ask("return document.activeElement.id"), "trust-bundle")

    def test_what_is_refused_has_its_place_and_reason(self):
        for name, content in (("cut.json", fixtures.real()[:5000]), ("twice.json", b'{\n "a": 1, "a": 2}'),
                              ("bytes.json", b'{"a": "\xff"}'), ("state.json", b'{"state_type": "x"}')):
            with self.subTest(name):
                verdict = self.check(name, content)
                lines = program("merge", "--json", self.folder / name, statuses=(2,)).splitlines()
                error = json.loads(lines[0])["error"]
                place = "" if error["line"] is None else f" (line {error['line']}, column {error['column']})"
                self.assertTrue(verdict.startswith(f"This cannot be checked{place}: "), verdict)

    def test_a_folder_cannot_be_read(self):
        self.open()
        (self.folder / "a folder").mkdir(exist_ok=True)
        self.drop(self.folder / "a folder")
        self.wait_for_result()
        self.assertIn("The browser cannot read “a folder”", self.text("#status"))
        self.drop(self.write("real.json", fixtures.real()))  # and the page goes on
        self.wait(lambda: self.verdict() == "It holds.")

    def test_why_an_event_is_not_valid(self):
        self.check("foreign.json", fixtures.foreign())
        summary = self.one("#events-title ~ ol details summary")
        summary.click()
        event = json.loads(program("verify", "--json", self.folder / "foreign.json"))["events"][0]["event_id"]
        story = json.loads(program("explain", "--json", event, self.folder / "foreign.json"))["story"]
        said = [each.text for each in self.all("#events-title ~ ol li:first-child details li")]
        self.assertEqual([text.split("“Whose keys count”")[0][:40] for text in said],
                         [statement["explanation"].split("--")[0][:40] for statement in story])
        self.check("real.json", fixtures.real())  # here it is asked for when the details open
        self.one("#events-title ~ ol details summary").click()
        self.wait(lambda: "valid and live" in self.text("#events-title ~ ol details"))

    def test_titles_in_german_and_arabic(self):
        for title, direction in ((fixtures.GERMAN, "ltr"), (fixtures.ARABIC, "rtl")):
            with self.subTest(title):
                self.assertEqual(self.check("titled.json", fixtures.titled(title), keys=fixtures.keys()), "It holds.")
                self.assertEqual(self.text(".paper"), title)
                self.assertEqual(self.ask("return getComputedStyle(document.querySelector('.paper')).direction"),
                                 direction)


class FromDisk(Uses, PageTest):
    pass


class FromLoopback(Uses, LoopbackTest):
    pass


if __name__ == "__main__":
    unittest.main()
