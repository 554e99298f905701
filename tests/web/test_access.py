"""The page for everybody: keyboard, reader of the screen, light and dark, from 360 to 1600 pixels.

PITH_AXE is axe.min.js of the npm package axe-core (tests/web/package.json).
"""

import os
import pathlib
import sys
import unittest

import fixtures
from browser import PageTest, program

try:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys
except ImportError:
    sys.exit("apt-get install python3-selenium")

AXE = pathlib.Path(os.environ.get("PITH_AXE", pathlib.Path(__file__).parent / "node_modules/axe-core/axe.min.js"))
if not AXE.is_file():
    sys.exit("run npm ci in tests/web, or set PITH_AXE to axe.min.js of the npm package axe-core")

WIDTHS = (360, 800, 1600)
SCHEMES = ("light", "dark")


def evidence(folder):
    (folder / "k.json").write_bytes(fixtures.keys())
    (folder / "f.ndjson").write_bytes(fixtures.forked_lines())
    return program("evidence", "--quiet", "--keys", folder / "k.json", folder / "f.ndjson")


class Pages(PageTest):
    def cases(self):
        """Each kind of result: its name, the file, the keys, and whether the file's own keys are trusted."""
        keys = fixtures.keys()
        return {
            "real": (fixtures.real(), None, False),
            "changed": (fixtures.changed_record(), None, False),
            "event": (fixtures.changed_event(), None, False),
            "fork": (fixtures.forked(), keys, False),
            "foreign": (fixtures.foreign(), None, False),
            "own": (fixtures.foreign(), None, True),
            "unknown": (fixtures.forked(), None, False),
            "claimed": (fixtures.forked(), None, True),
            "hostile": (fixtures.hostile(), keys, False),
            "german": (fixtures.titled(fixtures.GERMAN), keys, False),
            "arabic": (fixtures.titled(fixtures.ARABIC), keys, False),
            "lines": (fixtures.forked_lines(), keys, False),
            "evidence": (evidence(self.folder), keys, False),
            "proof": (evidence(self.folder), None, False),
            "claims": (fixtures.hostile(), None, False),
            "refused": (b"{", None, False),
        }

    def each_page(self):
        self.open()
        yield "start"
        for name, (content, keys, trust) in self.cases().items():
            self.check(f"{name}.json", content, keys, trust)
            yield name
        self.open()
        self.drop(self.write("a.json", fixtures.real()), self.write("b.json", fixtures.changed_event()))
        self.wait_for_result()
        yield "two"
        self.choose(self.write("keys.json", fixtures.keys()), field="keys")
        self.choose(self.write("refused.json", fixtures.foreign()), field="keys")
        self.drop(self.folder / "a.json", self.write("c.json", fixtures.forked()),
                  self.write("d.json", fixtures.foreign()), self.folder / "b.json", self.write("e.json", b"{"))
        self.wait(lambda: "five files" in (self.verdict() or "") and "refused.json" in self.text("#key-status"))
        yield "five"

    def open_details(self, is_open):
        self.ask("for (const box of document.querySelectorAll('details')) box.open = arguments[0]", is_open)

    def test_axe_finds_nothing(self):
        axe = AXE.read_text(encoding="utf-8")
        for name in self.each_page():
            self.open_details(True)
            self.ask(axe)
            for scheme in SCHEMES:
                for width in (WIDTHS[0], WIDTHS[-1]):
                    with self.subTest(name, scheme=scheme, width=width):
                        self.look(width, scheme)
                        found = self.driver.execute_async_script(
                            "const done = arguments[0]; axe.run(document, {resultTypes: ['violations', 'passes']})"
                            ".then((result) => done([result.violations.map((each) => [each.id, each.nodes.slice(0, 3)"
                            ".map((node) => node.html.slice(0, 200) + ' ' + node.failureSummary)]),"
                            "result.passes.length]), (error) => done([[String(error)], 0]))")
                        self.assertEqual(found[0], [])
                        self.assertGreater(found[1], 15)  # so it did look

    def test_nothing_is_wider_than_its_window_and_no_text_is_cut(self):
        for name in self.each_page():
            for is_open in (False, True):
                self.open_details(is_open)
                for width in WIDTHS:
                    with self.subTest(name, width=width, is_open=is_open):
                        self.look(width)
                        self.assertLessEqual(self.ask("return document.documentElement.scrollWidth"), width)
                        self.assertEqual(self.ask(
                            "return Array.from(document.querySelectorAll("
                            "'h1, h2, h3, p, dd, dt, code, summary, button'))"
                            ".filter((each) => each.clientWidth > 0 && !each.closest('.unseen')"
                            " && each.scrollWidth > each.clientWidth + 1)"
                            ".slice(0, 3).map((each) => each.outerHTML.slice(0, 200))"), [])

    def test_light_and_dark(self):
        brightness = ("const parts = getComputedStyle(document.body)[arguments[0]].match(/[0-9]+/g);"
                      "return parts.slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3")
        for name in self.each_page():
            for scheme in SCHEMES:
                self.look(1200, scheme)
                paper, ink = self.ask(brightness, "backgroundColor"), self.ask(brightness, "color")
                self.assertTrue(paper > 200 > 60 > ink if scheme == "light" else paper < 60 < 200 < ink, scheme)
                for width in WIDTHS:
                    self.look(width, scheme)
                    self.take_picture(f"{name}-{scheme}-{width}")


class Keyboard(PageTest):
    def press_key(self, key):
        ActionChains(self.driver).send_keys(key).perform()

    def focused(self):
        return self.ask("const at = document.activeElement; return at.id || at.textContent.trim()")

    def test_tab_reaches_everything_in_order_and_shows_where_it_is(self):
        self.check("fork.json", fixtures.forked(), keys=fixtures.keys())
        self.ask("document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0)")
        expected = self.ask(
            "return Array.from(document.querySelectorAll('a, button, input, summary, textarea, [tabindex=\"0\"]'))"
            ".filter((each) => each.checkVisibility() && !(each.closest('details:not([open])') && "
            "each.localName !== 'summary')).map((each) => each.id || each.textContent.trim())")
        self.assertGreater(len(expected), 12)
        reached = []
        for _ in expected:
            self.press_key(Keys.TAB)
            name, style, width = self.ask(
                "const at = document.activeElement; const shown = at.localName === 'input' && at.type === 'file'"
                " ? at.nextElementSibling : at; const style = getComputedStyle(shown);"
                "return [at.id || at.textContent.trim(), style.outlineStyle, parseFloat(style.outlineWidth)]")
            self.assertEqual((style, width >= 2), ("solid", True), name)
            reached.append(name)
        self.assertEqual(reached, expected)

    def test_details_and_buttons_work_by_keyboard(self):
        self.check("changed.json", fixtures.changed_record())
        summary = self.one("#checks-title + details summary")
        is_shown = "return document.querySelector('#checks-title + details li').checkVisibility()"
        self.assertFalse(self.ask(is_shown))
        summary.send_keys(Keys.ENTER)
        self.assertTrue(self.ask(is_shown))
        self.one("#key-box summary").send_keys(Keys.ENTER)
        self.one("#trust-bundle").send_keys(Keys.SPACE)
        self.wait_for_result()
        self.assertTrue(self.one("#trust-bundle").is_selected())

    def test_the_focus_is_not_lost_when_a_job_is_cancelled(self):
        self.open()
        self.drop(self.write("large.json", fixtures.large()))
        self.wait(lambda: self.text("#phase").startswith("Checking"))
        self.one("#cancel").send_keys(Keys.ENTER)
        self.wait(lambda: self.text("#status").startswith("Cancelled"))
        self.assertEqual(self.focused(), "files")

    def test_the_skip_link(self):
        self.open()
        self.press_key(Keys.TAB)
        self.assertEqual(self.focused(), "Skip to the files")
        self.assertTrue(self.ask("return document.activeElement.getBoundingClientRect().left >= 0"))


class ReaderOfTheScreen(PageTest):
    def tree(self):
        nodes = [node for node in self.command("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]]
        return [(node["role"]["value"], node.get("name", {}).get("value", ""),
                 {each["name"]: each["value"].get("value") for each in node.get("properties", [])}) for node in nodes]

    def test_landmarks_headings_and_names(self):
        self.check("fork.json", fixtures.forked(), keys=fixtures.keys())
        tree = self.tree()
        roles = [role for role, _, _ in tree]
        for landmark in ("banner", "main", "contentinfo"):
            self.assertEqual(roles.count(landmark), 1, landmark)
        regions = {name for role, name, _ in tree if role == "region"}
        self.assertLessEqual({"Files to check", "The record", "Who signed what, and when", "All checks",
                              "Contradictions and replacements", "Keys: whose word this is"}, regions)
        levels = [properties["level"] for role, _, properties in tree if role == "heading"]
        self.assertEqual(levels[0], 1)
        self.assertTrue(all(after <= before + 1 for before, after in zip(levels, levels[1:])), levels)
        self.assertTrue(any(role == "heading" and name.startswith("It holds, but alice") for role, name, _ in tree))
        picture = [name for role, name, _ in tree if role in ("image", "img")]
        self.assertEqual(len(picture), 1)
        self.assertIn("6 events", picture[0])
        self.assertFalse([role for role, name, _ in tree if role in ("button", "textbox", "checkbox") and not name])

    def test_the_verdict_is_announced(self):
        self.open()
        self.ask("window.announced = []; new MutationObserver(() => "
                 "window.announced.push(document.getElementById('status').textContent))"
                 ".observe(document.getElementById('status'), {childList: true})")
        self.drop(self.write("changed.json", fixtures.changed_record()))
        self.wait_for_result()
        self.assertEqual(self.ask("return window.announced.filter((text) => text !== '')"),
                         ["Done. It does not hold: the record was changed after it was signed."])
        self.assertEqual(self.one("#status").get_attribute("role"), "status")


if __name__ == "__main__":
    unittest.main()
