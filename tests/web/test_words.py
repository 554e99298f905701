"""What the page says of one file: that it is true, that it adds up, and that it says what to do."""

import json
import unittest

import fixtures
from browser import PageTest, program

TICK = "tick “Also trust the keys that the files bring along” under “Whose keys count”"


def checks_of(report):
    failed = {check["name"] for check in report["checks"] if not check["ok"]}
    return failed, {check["name"] for check in report["checks"]}


class Words(PageTest):
    def test_contradictions_that_are_not_judged(self):
        self.check("fork.json", fixtures.forked())
        for place in (self.text(".verdict"), self.part("contradictions")):
            self.assertIn(TICK, place)
        self.assertIn("a signer gives two answers to one question", self.part("contradictions"))
        caveat = "#picture-title + p + figure"  # it is above the picture
        self.assertIsNotNone(self.text(caveat))
        self.assertIn("clear nobody", self.text("#picture-title + p"))
        self.check("foreign.json", fixtures.foreign())
        self.assertNotIn(TICK, self.text(".verdict"))
        self.assertIn("With the keys that the files bring along, no signer gives two answers",
                      self.part("contradictions"))
        self.check("real.json", fixtures.real())
        self.assertIsNone(self.text(caveat))

    def test_what_events_say(self):
        self.check("real.json", fixtures.real())
        paper = json.loads(fixtures.real())["events"][1]["payload"]["graph_snapshot"]["paper"]
        self.assertIn(f"title: {paper['title']}", self.part("events"))
        answers = [fixtures.alice(2, event_type="correction", target="title", payload={"text": "A better title"}),
                   fixtures.alice(3, event_type="correction", target="authors"),
                   fixtures.alice(4, event_type="mirror_hint", target="x",
                                  payload={**{f"m{number}": number for number in range(9)}, "long": "y" * 5000}),
                   fixtures.alice(5, event_type="mirror_hint", target="y", payload={"a": fixtures.HOSTILE})]
        self.check("say.json", fixtures.with_alice([fixtures.created(), *answers]), keys=fixtures.keys())
        self.assertIn("corrects the title:text: A better title", self.part("record"))
        told = self.part("events")
        for said in ("text: A better title", "nothing: the event has no content", "m0: 0", "And 4 more members",
                     "a: <img src=x"):
            self.assertIn(said, told)
        self.assertNotIn("y" * 300, told)
        self.assertNotIn("{}", self.part("record") + told)

    def test_an_event_that_was_replaced_says_what_it_said(self):
        old = fixtures.alice(2, event_type="correction", target="title", payload={"text": "The old one"})
        new = fixtures.alice(3, event_type="correction", target="title", payload={"text": "The new one"},
                             supersedes=[old["event_id"]], prev_event=old["event_id"])
        events = [fixtures.created(), old, new]
        for name, content in (("say.json", fixtures.with_alice(events)),
                              ("say.ndjson", "\n".join(map(json.dumps, events)).encode())):
            with self.subTest(name):
                self.check(name, content, keys=fixtures.keys())
                self.assertIn("Saystext: The old one", self.part("events"))
        forged = fixtures.with_alice(events).replace(b"The old one", b"The lie one", 1)
        self.check("say.json", forged, keys=fixtures.keys())
        self.assertNotIn("The lie one", self.ask("return document.body.innerText"))

    def test_a_role_is_a_claim(self):
        self.check("fork.json", fixtures.forked(), keys=fixtures.keys())
        self.assertNotIn("alice, an author", self.ask("return document.body.innerText"))
        self.assertIn("That does not show that its owner wrote this paper", self.part("keys"))
        self.check("fork.json", fixtures.forked(), trust=True)
        self.ask("for (const box of document.querySelectorAll('details')) box.open = true")
        self.wait(lambda: "SPEC" in self.part("events"))
        self.assertNotIn("counts as a registry key", self.ask("return document.body.innerText"))

    def test_a_changed_record_is_marked_where_the_record_is_shown(self):
        self.check("changed.json", fixtures.changed_record())
        told = self.part("record")
        self.assertIn("In changed.json it was changed: /metadata/primary_cat was signed as cs.LG, and is now xs.LG.",
                      told)
        self.assertIn("None counts", told)
        self.assertIn("Someone may have tampered with it", self.part("wrong"))
        self.assertIn("without the other names", self.text(".verdict"))

    def test_counts_add_up(self):
        for name, content in (("changed.json", fixtures.changed_record()), ("fork.json", fixtures.forked()),
                              ("event.json", fixtures.changed_event())):
            with self.subTest(name):
                self.check(name, content)
                report = json.loads(program("verify", "--json", self.folder / name))
                failed, all_of_them = checks_of(report)
                self.assertIn(f"Every check: {len(failed)} of {len(all_of_them)} ",
                              self.text("#checks-title + details"))
                self.assertEqual(len(failed), len(set(report["causes"])) + len(report["consequences"]))
                self.assertIn(f"{len(report['consequences'])} other check", self.part("wrong"))

    def test_failed_checks_have_words_of_their_own(self):
        self.check("changed.json", fixtures.changed_record())
        self.assertIn("Fails. The stated hash is not the hash of the record.", self.part("wrong"))
        self.assertIn("The Pith Number does not follow from the record", self.part("wrong"))
        self.check("fork.json", fixtures.forked())
        told = self.part("checks")
        self.assertIn("Not confirmed. No registry whose key you trust signed the bundle.", told)
        self.assertNotIn("Fails", told)
        self.assertNotIn("fail", self.text("#checks-title + details > summary"))
        self.check("fork.json", fixtures.forked(), keys=fixtures.keys())
        self.assertIn("No check can tell which one is right", self.text(".verdict"))
        self.assertNotIn("Every check passes", self.text(".verdict"))

    def test_notes_begin_with_words(self):
        self.check("fork.json", fixtures.forked(), trust=True)
        self.assertIn("A signer has several current answers of one kind: ", self.part("warnings"))

    def test_a_tampered_file_with_an_unknown_key(self):
        """The key is not the cause, so advice about it does not replace the warning."""
        registry = json.dumps([fixtures.REGISTRY.entry()]).encode()
        changed = fixtures.forked().replace(b'"is_author": true', b'"is_author": null', 1)
        for content, keys in ((changed, registry), (changed, None),
                              (fixtures.forked().replace(b"A record with two", b"A record with 2"), registry)):
            self.check("fork.json", content, keys=keys)
            told = self.part("wrong")
            self.assertIn("bad", self.one(".verdict").get_attribute("class"))
            self.assertIn("Do not rely on this file", told)
            self.assertIn("If you know whose key it is", told)
            self.assertNotIn("cannot be confirmed", told)
        self.check("fork.json", fixtures.forked())
        self.assertIn("If you know whose key it is", self.part("wrong"))
        self.assertNotIn("Do not rely", self.part("wrong"))

    def test_replaced_events_that_were_not_examined(self):
        """The page explains few events, and none of large files. It does not say that the others were not replaced."""
        chain = [fixtures.created()]
        for minute in range(2, 32):
            before = [chain[-1]["event_id"]] if minute > 2 else []
            chain.append(fixtures.alice(minute, event_type="correction", target="title", supersedes=before,
                                        prev_event=before[0] if before else None))
        large = fixtures.with_alice(fixtures.forked_events(), note="x" * 2_000_001)
        for name, content, begin in (
                ("large", large, "Whether a listed event"),
                ("many", fixtures.with_alice(chain), "Of 9 more listed events this was not examined")):
            with self.subTest(name):
                verdict = self.check("gone.json", content, keys=fixtures.keys())
                self.assertTrue(verdict.startswith("It holds"), verdict)
                self.assertNotIn("No listed event was replaced", self.part("contradictions"))
                self.assertIn(begin, self.part("contradictions"))
        self.check("real.json", fixtures.real())
        self.assertIn("No listed event was replaced", self.part("contradictions"))

    def test_three_answers_are_not_both(self):
        answers = [fixtures.alice(minute, event_type="author_attestation", payload={"number": minute})
                   for minute in (2, 3, 4)]
        content = fixtures.with_alice([fixtures.created(), *answers])
        self.check("three.json", content, keys=fixtures.keys())
        self.assertIn("All are signed, so the signer cannot deny it", self.part("contradictions"))
        self.check("three.json", content, trust=True)
        self.assertIn("The same key signed all", self.part("contradictions"))
        self.assertNotIn("Both", self.text("article"))

    def test_what_failed_once_can_be_asked_again(self):
        self.check("real.json", fixtures.real())
        self.ask("const post = Worker.prototype.postMessage; Worker.prototype.postMessage = function () {"
                 "Worker.prototype.postMessage = post; throw new Error('a fault'); }")
        summary = self.one("#events-title ~ ol details summary")
        summary.click()
        self.wait(lambda: "This did not work: a fault" in self.text("#events-title ~ ol details"))
        summary.click()
        summary.click()
        self.wait(lambda: "valid and live" in self.text("#events-title ~ ol details"))
        self.assertNotIn("a fault", self.text("#events-title ~ ol details"))

    def test_evidence_like_a_bundle(self):
        keys = self.write("k.json", fixtures.keys())
        lines = self.write("fork.ndjson", fixtures.forked_lines())
        proof = program("evidence", "--quiet", "--keys", keys, lines)
        self.check("proof.json", proof)
        self.assertEqual(self.verdict(), "Cannot be confirmed: it names a key that you do not trust (vector-alice).")
        self.assertIn("caution", self.one(".verdict").get_attribute("class"))
        self.assertIn("it fits together: someone who claims to be alice gave two answers", self.text(".verdict"))
        marked = "return Array.from(document.querySelectorAll('.answers mark'), (each) => each.textContent).sort()"
        self.assertEqual(self.ask(marked), ["false", "true"])
        self.check("proof.json", proof, trust=True)
        self.assertEqual(self.verdict(), "The evidence fits together, but only its own keys vouch for it. "
                                         "Someone who claims to be alice gave two answers to one question.")
        self.assertEqual(self.ask(marked), ["false", "true"])
        changed = proof.replace(b'"is_author":true', b'"is_author":null')
        for trust in (False, True):
            self.check("proof.json", changed, trust=trust)
            self.assertIn("bad", self.one(".verdict").get_attribute("class"))
            self.assertEqual(self.ask(marked), [])  # nobody signed that
            self.assertNotIn("null", self.part("evidence-0"))

    def test_only_what_differs_is_marked(self):
        papers = [fixtures.paper("The same words, and one of them"), fixtures.paper("The same words, and two of them")]
        events = [fixtures.created(), *[fixtures.snapshot(paper) for paper in papers]]
        self.check("two.json", fixtures.with_alice(events), keys=fixtures.keys())
        self.assertEqual(self.ask("return Array.from(document.querySelectorAll('.answers mark'),"
                                  " (each) => each.textContent).sort()"), ["one", "two"])
        self.assertIn("graph_snapshot / paper / title: \"The same words, and one of them\"",
                      self.part("contradictions"))

    def test_nothing_to_check_is_said(self):
        self.open()
        self.ask("document.getElementById('paste-box').open = true")
        self.press("Check this text")
        self.assertIn("There is no text to check", self.text("#status"))
        self.assertTrue(self.one("#status").is_displayed())

    def test_the_verdict_of_a_narrow_window_begins_early(self):
        self.open()
        self.look(390)
        self.drop(self.write("real.json", fixtures.real()))
        self.wait_for_result()
        self.ask("scrollTo(0, 0)")
        self.assertLess(self.ask("return document.getElementById('verdict').getBoundingClientRect().top"), 450)


if __name__ == "__main__":
    unittest.main()
