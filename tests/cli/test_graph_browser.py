"""The page of `graph --format html` in Chromium: what a person does with it by keyboard, in light and dark, on paper.

tests/chromium.py says what it needs.
"""

import base64
import pathlib
import sys
import unittest

import forks
import scenarios
import support
from test_graph import hostile_events

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import chromium  # it says what to install if selenium is missing
from selenium.webdriver.common.keys import Keys

CHAIN_SIZE = 400


def chain():
    """More events than get a mark each, and a fork at the end."""
    events = [forks.answer(scenarios.BOB, payload={"n": 0})]
    for n in range(1, CHAIN_SIZE):
        events.append(forks.answer(scenarios.BOB, payload={"n": n}, prev_event=events[-1]["event_id"]))
    return events + [forks.answer(payload={"n": n}) for n in (1, 2)]


class Page(chromium.BrowserTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        keys = support.write_json([signer.entry() for signer in scenarios.SIGNERS
                                   if signer is not scenarios.STRANGER], "keys.json")
        cls.pages = {}
        for name, events in (("chain", chain()), ("hostile", hostile_events())):
            done = support.run("graph", "--format", "html", "--keys", keys, "--subject", scenarios.SUBJECT,
                               support.write_json(events))
            assert done.exit == 0, done
            cls.pages[name] = support.write_file(done.out, f"{name}.html")

    def tearDown(self):
        self.assertEqual(self.driver.get_log("browser"), [])

    def open(self, name, width=1400, scheme="light", media="screen"):
        self.look(width, scheme, media)
        self.driver.get(self.pages[name].as_uri())

    def test_a_mark_leads_to_its_details_by_keyboard(self):
        self.open("chain")
        marks = self.driver.find_elements("css selector", "svg a.mark")
        self.assertLess(len(marks), 60)
        for mark in (marks[0], marks[-1]):
            self.assertGreater(len(mark.find_element("css selector", "title").get_attribute("textContent")), 40)
            mark.send_keys(Keys.ENTER)
            box = self.ask("const box = document.querySelector(location.hash).getBoundingClientRect();"
                           "return [box.top, box.height]")
            self.assertTrue(-1 <= box[0] < 900 and box[1] > 100, box)
            self.assertTrue(self.ask("const at = document.querySelector(location.hash).getBoundingClientRect();"
                                     "return document.elementFromPoint(at.left + 5, Math.max(at.top, 0) + 5)"
                                     ".closest('article') === document.querySelector(location.hash)"))
        self.take_picture("graph-details")

    def test_nothing_runs_and_nothing_is_asked_for(self):
        self.take_requests()
        self.open("hostile")
        self.assertEqual(self.ask("return document.scripts.length"), 0)
        self.assertEqual(self.take_requests(), [self.pages["hostile"].as_uri()])

    def test_light_dark_and_narrow(self):
        brightness = ("return getComputedStyle(document.body)[arguments[0]].match(/[0-9]+/g).slice(0, 3)"
                      ".reduce((sum, part) => sum + Number(part), 0) / 3")
        for name in self.pages:
            for scheme in ("light", "dark"):
                for width in (400, 1400):
                    self.open(name, width, scheme)
                    paper, ink = self.ask(brightness, "backgroundColor"), self.ask(brightness, "color")
                    self.assertTrue(paper > 200 > 60 > ink if scheme == "light" else paper < 60 < 200 < ink, scheme)
                    self.assertLessEqual(self.ask("return document.documentElement.scrollWidth"), width)
                    self.take_picture(f"graph-{name}-{scheme}-{width}")

    def test_on_paper(self):
        self.open("chain", scheme="dark", media="print")
        self.assertEqual(self.ask("return getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)")
        pdf = base64.b64decode(self.command("Page.printToPDF", preferCSSPageSize=True)["data"])
        self.assertTrue(pdf.startswith(b"%PDF"))


if __name__ == "__main__":
    unittest.main()
