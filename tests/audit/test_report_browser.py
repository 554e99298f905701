"""The page of `audit --report` in Chromium: what a person does with it, by mouse, keyboard and reader of the screen.

tests/chromium.py says what it needs.
"""

import base64
import json
import pathlib
import sys
import tempfile
import unittest

import report_lines
from report_page import write_page

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import chromium  # it says what to install if selenium is missing
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

WIDTHS = (400, 560, 720, 900, 1100, 1400)
MANY = report_lines.audit(11, hold=3000, fail=60, refuse=20)
FAILING = [line for line in MANY if not line["ok"]]
PAGES = {
    "many": (MANY, ["mirror/2026-11", "pages.tar.zst"]),
    "none": (report_lines.audit(12, 2000, 0, 0), ["mirror"]),
    "hostile": (report_lines.disguise(report_lines.HOSTILE), [text.replace("\0", "") for text in report_lines.HOSTILE]),
    "empty": ([], []),
    "full": (report_lines.audit(13, 0, 1500, 100), ["mirror"]),
}


class PageTest(chromium.BrowserTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.TemporaryDirectory(prefix="pith-report-")
        cls.addClassCleanup(cls.folder.cleanup)
        for name, (lines, arguments) in PAGES.items():
            cls.path(name).write_bytes(write_page(lines, *arguments))

    @classmethod
    def path(cls, name):
        return pathlib.Path(cls.folder.name, name + ".html")

    def tearDown(self):
        # Also what a policy refuses is in this log.
        self.assertEqual(self.driver.get_log("browser"), [])

    def open(self, name):
        self.driver.get(self.path(name).as_uri())

    def visible_rows(self):
        return self.ask("return Array.from(document.querySelectorAll('#failures tbody tr'))"
                        ".flatMap((row, i) => row.getClientRects().length ? [i] : [])")

    def status(self, name):
        return self.ask("return document.getElementById(arguments[0]).textContent", name)


class Filter(PageTest):
    def type(self, text):
        field = self.driver.find_element("id", "filter")
        field.clear()
        field.send_keys(text)

    def test_typing_shows_the_rows_with_these_words(self):
        self.open("many")
        self.assertEqual(self.visible_rows(), list(range(len(FAILING))))
        self.assertEqual(self.status("matches"), "80 rows")
        refused = [i for i, line in enumerate(FAILING) if line["error"]]
        both = [i for i, line in enumerate(FAILING) if line["error"] and line["error"]["code"] == "syntax"]
        number = next(line["pith_number"] for line in FAILING if line["pith_number"])
        hash_of_other_check = next(line["faults"][2]["expected"] for line in FAILING if len(line["faults"]) == 4)
        for text, expected in {
            "refused": refused, "REFUSED": refused, " syntax  refused ": both, "refused fails": [],
            number[5:]: [i for i, line in enumerate(FAILING) if line["pith_number"] == number],
            hash_of_other_check: [i for i, line in enumerate(FAILING) if hash_of_other_check in json.dumps(line)],
        }.items():
            with self.subTest(text):
                self.type(text)
                self.assertEqual(self.visible_rows(), expected)
                self.assertEqual(self.status("matches"),
                                 f"{len(expected)} of 80 rows {'matches' if len(expected) == 1 else 'match'}")
        self.assertTrue(refused and both)
        self.driver.find_element("id", "filter").send_keys(Keys.ESCAPE)
        self.assertEqual(len(self.visible_rows()), 80)
        self.assertEqual(self.status("matches"), "80 rows")

    def test_markup_in_the_field_is_text(self):
        self.open("hostile")
        before = self.ask("return document.querySelectorAll('*').length")
        self.type("<script>alert(1)</script> explanation")
        self.assertEqual(self.visible_rows(), [1])
        self.assertEqual(self.ask("return document.querySelectorAll('*').length"), before)

    def test_filtering_on_a_narrow_screen(self):
        self.look(400)
        self.open("many")
        self.type("refused")
        self.assertEqual(len(self.visible_rows()), 20)

    def test_a_thousand_rows(self):
        self.open("full")
        self.assertEqual(self.status("matches"), "1,000 rows")
        self.type("refused")
        self.assertEqual(self.status("matches"), f"{len(self.visible_rows())} of 1,000 rows match")


class Keyboard(PageTest):
    def test_tab_goes_through_everything_in_order_and_shows_where_it_is(self):
        self.open("many")
        expected = self.ask("return Array.from(document.querySelectorAll('a, button, input, summary'))"
                            ".map((each) => each.textContent + each.id)")
        self.assertGreater(len(expected), 10)
        reached = []
        for _ in expected:
            ActionChains(self.driver).send_keys(Keys.TAB).perform()
            text, outline, width, shown = self.ask(
                "const at = document.activeElement; const style = getComputedStyle(at);"
                "const box = at.getBoundingClientRect();"
                "return [at.textContent + at.id, style.outlineStyle, parseFloat(style.outlineWidth),"
                " box.top >= 0 && box.bottom <= innerHeight]")
            self.assertEqual((outline, width >= 2, shown), ("solid", True, True), text)
            reached.append(text)
        self.assertEqual(reached, expected)

    def test_other_checks_open_by_keyboard(self):
        self.open("many")
        details = self.driver.find_element("css selector", "details")
        summary = details.find_element("css selector", "summary")
        hidden = details.find_element("css selector", "dd code")
        self.assertFalse(hidden.is_displayed())
        summary.send_keys(Keys.ENTER)
        self.assertTrue(hidden.is_displayed())

    def test_links_lead_to_the_parts(self):
        self.open("many")
        for link in self.driver.find_elements("css selector", "nav a"):
            link.send_keys(Keys.ENTER)
            self.assertTrue(self.ask("const box = document.querySelector(location.hash).getBoundingClientRect();"
                                     "return box.top >= 0 && box.bottom <= innerHeight"))

    def test_copy_selects_the_whole_digest(self):
        self.open("many")
        self.ask("const copied = document.getElementById('copied');"
                 "window.said = new Promise((resolve) => new MutationObserver(() => resolve(copied.textContent))"
                 ".observe(copied, {childList: true}))")
        self.driver.find_element("id", "copy").click()
        said = self.driver.execute_async_script("said.then(arguments[0])")
        digest = self.ask("return document.getElementById('digest').textContent")
        self.assertEqual(self.ask("return getSelection().toString()"), digest)
        self.assertIn(said, ("Copied.", "Selected. Copy it with your keyboard."))
        self.ask("getSelection().removeAllRanges()")
        self.driver.find_element("id", "digest").click()  # one click selects all of it, also without the button
        self.assertEqual(self.ask("return getSelection().toString()"), digest)


class ReaderOfTheScreen(PageTest):
    def tree(self):
        nodes = [node for node in self.command("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]]
        return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes]

    def test_landmarks_tables_and_names(self):
        for width in (400, 1400):
            with self.subTest(width):
                self.look(width)
                self.open("many")
                tree = self.tree()
                roles = [role for role, _ in tree]
                for landmark in ("banner", "navigation", "main", "contentinfo"):
                    self.assertEqual(roles.count(landmark), 1, landmark)
                regions = {name for role, name in tree if role == "region"}
                self.assertEqual(regions, {"Counts", "Mirror digest", "What was audited, and how", "Failures"})
                self.assertIn(("searchbox", "Show only rows with these words"), tree)
                self.assertEqual(roles.count("status"), 2)
                self.assertEqual(roles.count("table"), 7)
                # Also when the table is shown as blocks, it is still a table.
                self.assertIn(("columnheader", "Source and Pith Number"), tree)
                self.assertGreaterEqual(roles.count("row"), len(FAILING) + 1)
                for line in FAILING:
                    self.assertTrue(any(role == "rowheader" and name.startswith(line["source"])
                                        for role, name in tree), line["source"])


class Looks(PageTest):
    def test_no_page_is_wider_than_its_window_and_no_text_is_cut(self):
        for name in PAGES:
            self.open(name)
            for width in WIDTHS:
                with self.subTest(name, width=width):
                    self.look(width)
                    self.assertLessEqual(self.ask("return document.documentElement.scrollWidth"), width)
                    self.assertEqual(self.ask(
                        "return Array.from(document.querySelectorAll('td, th, code, p, dd, dt, summary, pre'))"
                        ".filter((each) => each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1)"
                        ".slice(0, 3).map((each) => each.outerHTML.slice(0, 200))"), [])

    def test_light_and_dark(self):
        brightness = ("const parts = getComputedStyle(document.body)[arguments[0]].match(/[0-9]+/g);"
                      "return parts.slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3")
        for name in PAGES:
            self.open(name)
            for scheme in ("light", "dark"):
                self.look(1400, scheme)
                paper, ink = self.ask(brightness, "backgroundColor"), self.ask(brightness, "color")
                self.assertTrue(paper > 200 > 60 > ink if scheme == "light" else paper < 60 < 200 < ink, scheme)
                for width in (400, 1400):
                    self.look(width, scheme)
                    self.take_picture(f"{name}-{scheme}-{width}")

    def test_on_paper(self):
        self.open("many")
        self.look(800, "dark", media="print")
        self.take_picture("many-print")
        self.assertEqual(self.ask("return getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)")
        for gone in ("nav", "#filter-box", "#copy"):
            self.assertFalse(self.driver.find_element("css selector", gone).is_displayed(), gone)
        count = "return document.querySelectorAll('details[open]').length"
        self.ask("dispatchEvent(new Event('beforeprint'))")
        self.assertEqual(self.ask(count), sum(len(line["faults"]) > 1 for line in FAILING))
        self.ask("dispatchEvent(new Event('afterprint'))")
        self.assertEqual(self.ask(count), 0)
        pdf = base64.b64decode(self.command("Page.printToPDF", preferCSSPageSize=True)["data"])
        self.assertTrue(pdf.startswith(b"%PDF"))
        self.keep("many.pdf", pdf)


class Hostile(PageTest):
    def test_nothing_runs_and_nothing_is_asked_for(self):
        for name in PAGES:
            with self.subTest(name):
                self.take_requests()
                self.open(name)
                # A script that runs says so by a dialog, which makes each command fail, or by a new element.
                self.assertEqual(self.ask("return document.scripts.length"), 1)
                self.assertEqual(self.ask("return performance.getEntriesByType('resource').length"), 0)
                self.assertEqual(self.take_requests(), [self.path(name).as_uri()])

    def test_the_policy_stops_what_is_not_of_the_page(self):
        """If a text did become an element, the browser would neither run nor load it."""
        self.open("empty")
        self.ask("const script = document.createElement('script'); script.textContent = 'document.title = \"ran\"';"
                 "document.body.append(script);"
                 "const image = document.createElement('img'); image.src = 'http://127.0.0.1:9/x';"
                 "document.body.append(image);"
                 "document.body.setAttribute('style', 'background: rgb(1, 2, 3)');")
        self.assertNotEqual(self.ask("return document.title"), "ran")
        self.assertNotEqual(self.ask("return getComputedStyle(document.body).backgroundColor"), "rgb(1, 2, 3)")
        refusals = [entry["message"] for entry in self.driver.get_log("browser")]
        self.assertGreaterEqual(sum("Content Security Policy" in message for message in refusals), 3)


class WithoutScripts(PageTest):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.command, "Emulation.setScriptExecutionDisabled", value=False)

    def open(self, name):
        """The page's script does not run. Afterwards the test can ask its questions, which are scripts too."""
        self.command("Emulation.setScriptExecutionDisabled", value=True)
        super().open(name)
        self.command("Emulation.setScriptExecutionDisabled", value=False)

    def test_the_whole_page_can_be_read(self):
        for width in (400, 1400):
            with self.subTest(width):
                self.look(width)
                self.open("many")
                self.assertEqual(self.status("matches"), "")  # the script did not run
                self.assertEqual(len(self.visible_rows()), len(FAILING))
                for hidden in ("filter", "copy"):
                    self.assertFalse(self.driver.find_element("id", hidden).is_displayed(), hidden)
                self.assertTrue(self.driver.find_element("id", "digest").is_displayed())
                summary = self.driver.find_element("css selector", "summary")
                summary.click()
                self.assertTrue(self.driver.find_element("css selector", "details dd code").is_displayed())


if __name__ == "__main__":
    unittest.main()
