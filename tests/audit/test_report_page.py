"""The page of `audit --report`: its numbers, its structure, and texts that try to be more than text."""

import base64
import collections
import hashlib
import json
import pathlib
import re
import tempfile
import unicodedata
import unittest

import html_tree
import report_lines
from report_page import write_page

ROWS_MAX = 1000
# What a row with the longest texts may take, so that a page has a bound.
ROW_BYTES_MAX = 45_000
FAILING = report_lines.audit(1, hold=1200, fail=40, refuse=12)
CHARTS = ("Years", "Failed checks", "Reasons", "Warnings", "Errors")


def tree_of(lines, *arguments):
    return html_tree.parse(write_page(lines, *arguments).decode())


def number(text):
    return int(text.replace(",", ""))


def escaped(text):
    """What a page shows of a text: escapes for what cannot be seen, or would change the direction of writing."""
    def show(character):
        if unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp"):
            return character
        code = ord(character)
        return f"\\u{code:04x}" if code < 0x10000 else f"\\u{{{code:x}}}"
    return "".join(map(show, text))


def counts_of(lines):
    """What a page must say, computed from the lines."""
    counts = {name: collections.Counter() for name in CHARTS[1:]}
    years = collections.defaultdict(lambda: [0, 0])
    figures = collections.Counter()
    for line in lines:
        if line["error"]:
            figures["refused"] += 1
            counts["Errors"][line["error"]["code"]] += 1
            continue
        figures["hold" if line["ok"] else "fail"] += 1
        figures["bundles"] += 1
        figures["events"] += line["event_count"]
        figures["equivocations"] += line["equivocation_count"]
        years[line["pith_number"].split(":")[1]][not line["ok"]] += 1
        counts["Failed checks"].update(line["failed"])
        counts["Reasons"].update(line["reasons"])
        counts["Warnings"].update(line["warnings"])
    return figures, dict(years), counts


def mirror_sha256(lines):
    groups = collections.defaultdict(set)
    for line in lines:
        if line["ok"]:
            groups[line["pith_number"][10:12]].add(f"{line['pith_number']} {line['state_sha256']}\n")
    hashes = {prefix: hashlib.sha256("".join(sorted(group)).encode()).hexdigest() for prefix, group in groups.items()}
    return hashlib.sha256("".join(f"{prefix} {hashes[prefix]}\n" for prefix in sorted(hashes)).encode()).hexdigest()


def figures_of(page):
    """The large numbers at the top."""
    return {each.one("dt").text(): number(each.one("dd").text()) for each in page.of_class("figures")[0].all("div")}


def table_of(page, title):
    """The table below a heading: {name: [numbers]} in the order of the rows."""
    heading = next(each for each in page.all("h3") if each.text() == title)
    rows = [row for table in heading.parent.all("table") for body in table.all("tbody") for row in body.all("tr")]
    return {row.one("th").text(): [number(cell.text()) for cell in row.of_class("number")] for row in rows}


class Numbers(unittest.TestCase):
    def test_numbers_are_those_of_the_lines(self):
        page = tree_of(FAILING)
        figures, years, counts = counts_of(FAILING)
        shown = figures_of(page)
        self.assertEqual(shown, {"other documents": 0, **figures})
        self.assertEqual(table_of(page, "Years"), years)
        self.assertEqual(list(table_of(page, "Years")), sorted(years))
        for title, expected in counts.items():
            with self.subTest(title):
                self.assertTrue(expected)
                self.assertEqual(table_of(page, title), {name: [count] for name, count in expected.items()})
                shown = [count for (count,) in table_of(page, title).values()]
                self.assertEqual(shown, sorted(shown, reverse=True))

    def test_numbers_are_those_of_the_summary(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "summary.json")
            page = tree_of(FAILING, "--summary", str(file))
            summary = json.loads(file.read_bytes())
        shown = figures_of(page)
        self.assertEqual(shown.pop("other documents"), summary["other"])
        self.assertEqual(shown, {name: summary[name] for name in shown})
        for title, name in zip(CHARTS, ("years", "failed", "reasons", "warnings", "errors")):
            expected = {key: [value["hold"], value["fail"]] if title == "Years" else [value]
                        for key, value in summary[name].items()}
            self.assertEqual(table_of(page, title), expected)
        self.assertEqual(page.one(id="digest").text(), summary["mirror_sha256"])

    def test_the_digest(self):
        self.assertEqual(tree_of(FAILING).one(id="digest").text(), mirror_sha256(FAILING))
        self.assertIn("No bundle occurs twice.", tree_of(FAILING).text())
        twice = [line for line in FAILING if line["ok"]] * 2
        self.assertEqual(tree_of(twice).one(id="digest").text(), mirror_sha256(FAILING))
        self.assertIn("it covers 1,200 distinct lines", tree_of(twice).text())

    def test_the_first_sentences(self):
        for (hold, fail, refuse), expected in {
            (3, 0, 0): "Every bundle holds.",
            (1, 0, 0): "The bundle holds.",
            (0, 1, 0): "The bundle does not hold.",
            (0, 4, 1): "None of the 4 bundles holds. 1 document was refused.",
            (1, 1, 0): "1 of 2 bundles holds. 1 does not.",
            (1998, 2, 0): "1,998 of 2,000 bundles hold. 2 do not.",
            (1998, 2, 3): "1,998 of 2,000 bundles hold. 2 do not. 3 documents were refused.",
            (7, 0, 2): "All 7 bundles hold. 2 documents were refused.",
            (0, 0, 2): "There was no bundle to audit. 2 documents were refused.",
            (0, 0, 0): "There was no bundle to audit.",
        }.items():
            with self.subTest(expected):
                page = tree_of(report_lines.audit(7, hold, fail, refuse))
                self.assertEqual(page.one("h1").text(), expected)
                self.assertEqual(page.one("title").text(), expected + " Audit by pith-merge")

    def test_tables_are_bounded(self):
        faults = [[(f"check_{i}", None, None, "")] if i > 4 else [] for i in range(150)]
        lines = [report_lines.bundle(f"x#{i}", f"pith:{1900 + i}:" + "A" * 26, each) for i, each in enumerate(faults)]
        page = tree_of(lines + [line for line in lines if line["failed"] == ["check_77"]])
        years = table_of(page, "Years")
        self.assertEqual(list(years), ["50 earlier years"] + [str(year) for year in range(1950, 2050)])
        self.assertEqual((years["50 earlier years"], years["1977"], years["1978"]), ([5, 45], [0, 2], [0, 1]))
        checks = table_of(page, "Failed checks")
        self.assertEqual(len(checks), 101)
        self.assertEqual(next(iter(checks.items())), ("check_77", [2]))
        self.assertEqual(checks["and 45 more"], [45])

    def test_bars_are_as_long_as_their_numbers(self):
        def widths(row):
            return [float(rect.attributes["width"].rstrip("%")) for rect in row.all("rect")]

        page = tree_of(FAILING)
        for title in CHARTS:
            heading = next(each for each in page.all("h3") if each.text() == title)
            rows = heading.parent.one("tbody").all("tr")
            largest = max(sum(number(cell.text()) for cell in row.of_class("number")) for row in rows)
            for row in rows:
                numbers = [number(cell.text()) for cell in row.of_class("number")]
                shown = widths(row)
                self.assertEqual(len(shown), sum(count > 0 for count in numbers))
                self.assertLessEqual(sum(shown), 100)
                for count, width in zip([count for count in numbers if count > 0], shown):
                    # A part that is not zero can be seen, and the one beside it gives way.
                    self.assertAlmostEqual(width, max(0.8, 100 * count / largest), delta=0.9)


class Failures(unittest.TestCase):
    def rows_of(self, page):
        return page.one(id="failures").one("tbody").all("tr")

    def test_each_failure_has_a_row_in_order(self):
        expected = [line for line in FAILING if not line["ok"]]
        rows = self.rows_of(tree_of(FAILING))
        self.assertEqual(len(rows), len(expected))
        for row, line in zip(rows, expected):
            what = row.one("th").text()
            cells = row.all("td")
            self.assertTrue(what.startswith(line["source"]))
            first = line["faults"][0]
            if line["error"]:
                self.assertEqual(what, line["source"])
                self.assertTrue(cells[0].text().startswith("refused" + line["error"]["code"]))
                if line["error"]["line"]:
                    self.assertIn(f"line 1, column {line['error']['column']:,}", cells[0].text())
            else:
                self.assertEqual(what, line["source"] + line["pith_number"])
                self.assertTrue(cells[0].text().startswith(f"fails{first['check']}at {first['pointer']}"))
            self.assertEqual(cells[1].text(), first["expected"] or "")
            self.assertEqual(cells[2].text(), first["actual"] or "")
            for fault in line["faults"][1:]:
                others = cells[0].one("details")
                self.assertIn(fault["check"], others.one("summary").text())
                for text in (fault["expected"], fault["actual"], fault["pointer"]):
                    self.assertIn(text or "", [""] + [code.text() for code in others.all("code")])

    def test_a_check_without_a_fault_is_named(self):
        line = report_lines.bundle("x", "pith:2020:" + "A" * 26, [("state", "1", "2", "/state")])
        line["failed"].append("bundle_sha256")
        self.assertEqual(self.rows_of(tree_of([line]))[0].one("summary").text(), "also bundle_sha256")
        line["faults"] = []
        self.assertTrue(self.rows_of(tree_of([line]))[0].all("td")[0].text().startswith("failsstate"))

    def test_no_failure_gives_no_table(self):
        page = tree_of(report_lines.audit(2, 5, 0, 0))
        self.assertFalse(page.all(id="failures") or page.all("input"))
        self.assertIn("No bundle fails, and no document was refused.", page.text())

    def test_only_the_first_thousand(self):
        lines = report_lines.audit(3, 10, 1100, 50)
        page = tree_of(lines)
        rows = self.rows_of(page)
        self.assertEqual(len(rows), ROWS_MAX)
        last = [line for line in lines if not line["ok"]][ROWS_MAX - 1]
        self.assertTrue(rows[-1].one("th").text().startswith(last["source"]))
        self.assertIn("The first 1,000 of 1,150 documents", page.one(id="failures").one("caption").text())

    def test_a_row_is_bounded(self):
        text = "\"'" * 5000
        faults = [(f"check_{i}", text, text, text) for i in range(64)]
        line = report_lines.bundle(text, text, faults)
        size = len(write_page([line] * 3)) - len(write_page([line] * 2))
        self.assertGreater(size, 10_000)
        self.assertLess(size, ROW_BYTES_MAX)


class Context(unittest.TestCase):
    def method(self, *arguments, lines=()):
        page = tree_of(list(lines), *arguments)
        facts = page.of_class("facts")[0].all("div")
        return page, {each.one("dt").text(): each.one("dd") for each in facts}

    def test_what_was_audited_and_how(self):
        run = {"format": "pith-merge.audit-run.v1", "program": "pith-merge 9.8.7", "merge_version": "1.2.3",
               "keys_sha256": report_lines.digest("keys")}
        page, facts = self.method("a b", "-", "--since", "old.ndjson", lines=[run])
        self.assertEqual([code.text() for code in facts["Audited"].all("code")], ["a b"])
        self.assertIn("standard input", facts["Audited"].text())
        self.assertIn("old.ndjson", facts["Verdicts"].text())
        self.assertIn("67,108,864 bytes", facts["Largest document"].text())
        self.assertEqual(facts["Program"].text(), run["program"])
        self.assertEqual(facts["Merge version"].text(), run["merge_version"])
        self.assertTrue(facts["Hash of the keys"].text().startswith(run["keys_sha256"]))
        self.assertEqual(facts["Command"].text(), "pith-merge audit 'a b' - --since old.ndjson")
        self.assertIn("pith-v1-2026-05", page.of_class("keys")[0].text())
        self.assertIn("8d4b5ee74e4693bcd1df2446408b0d54", page.of_class("keys")[0].text())

    def test_given_keys_are_listed_and_are_text(self):
        raw = bytes(range(32))
        for key_id in ("<b>key</b>", "k\u202e"):
            key = {"key_id": key_id, "algorithm": "ed25519", "public_key_b64": base64.b64encode(raw).decode(),
                   "signer_id": key_id + "signer", "signer_type": key_id + "type"}
            with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
                json.dump(key, file)
                file.flush()
                page, _ = self.method("--keys", file.name)
            table = page.of_class("keys")[0]
            self.assertIn(escaped(key_id) + hashlib.sha256(raw).hexdigest()[:32], table.text())
            self.assertIn("given with --keys", table.text())
            self.assertFalse(page.all("b"))

    def test_from_verdicts(self):
        page, facts = self.method("--from-verdicts", "one.ndjson", "two.ndjson")
        self.assertEqual([code.text() for code in facts["Verdict files"].all("code")], ["one.ndjson", "two.ndjson"])
        self.assertFalse(page.of_class("keys") or "Largest document" in facts)

    def test_long_command_lines_are_bounded(self):
        page, facts = self.method(*[f"file-{i}" for i in range(300)])
        self.assertIn("and 200 more paths", facts["Audited"].text())
        self.assertIn("and 202 more arguments", facts["Command"].text())
        self.assertIn("This line is shortened", facts["Command"].text())


class Hostile(unittest.TestCase):
    def test_texts_stay_texts(self):
        """A page with hostile texts has the elements and attributes of the page with harmless ones."""
        arguments = [text.replace("\0", "") for text in report_lines.HOSTILE]
        harmless = ["x" if len(text) < 500 else "x" * 3000 for text in report_lines.HOSTILE]
        page = tree_of(report_lines.disguise(report_lines.HOSTILE), *arguments)
        same = tree_of(report_lines.disguise(harmless), *[text or "x" for text in harmless])
        # The note about escapes in the command is there in both, because of the long words.
        self.assertEqual(page.shape(), same.shape())
        shown = page.text()
        for text in report_lines.HOSTILE:
            if len(text) < 500:
                for ending in (" source", " number", " expected", " actual", " pointer", " explanation"):
                    self.assertIn(escaped(text) + ending, shown)

    def test_no_character_is_invisible(self):
        text = write_page(report_lines.disguise(report_lines.HOSTILE)).decode()
        unseen = {character for character in text if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")}
        self.assertEqual(unseen, {"\n"})

    def test_bytes_that_are_not_utf_8(self):
        source = b"dir/\xff<b>.json"
        line = report_lines.bundle(source.decode(errors="replace"), "x", [("state", None, None, "")],
                                   source_bytes_b64=base64.b64encode(source).decode())
        page = tree_of([line], b"\xfe<i>")
        self.assertIn("dir/\ufffd<b>.json", page.one(id="failures").text())
        self.assertFalse(page.all("b") or page.all("i"))

    def test_a_long_text_is_cut_between_two_characters(self):
        page = tree_of([report_lines.bundle("\U0001f9ff" * 700, "x", [("state", None, None, "")])])
        shown = page.one(id="failures").one("tbody").all("code")[0].text()
        self.assertEqual(shown, "\U0001f9ff" * 128 + "...")


class Structure(unittest.TestCase):
    PAGES = [FAILING, [], report_lines.disguise(report_lines.HOSTILE)]

    def pages(self):
        return [tree_of(lines, "x") for lines in self.PAGES]

    def test_same_bytes_twice(self):
        for lines in self.PAGES:
            self.assertEqual(write_page(lines, "a"), write_page(lines, "a"))

    def test_the_policy_allows_this_style_and_this_script_alone(self):
        for page in self.pages():
            (policy,) = [meta.attributes["content"] for meta in page.all("meta")
                         if meta.attributes.get("http-equiv") == "Content-Security-Policy"]
            hashes = [f"{kind}-src 'sha256-"
                      + base64.b64encode(hashlib.sha256(page.one(tag).text().encode()).digest()).decode() + "'"
                      for kind, tag in (("style", "style"), ("script", "script"))]
            self.assertEqual(policy.split("; "),
                             ["default-src 'none'", *hashes, "base-uri 'none'", "form-action 'none'"])

    def test_nothing_is_loaded(self):
        for page in self.pages():
            for element in page.all():
                for name, value in element.attributes.items():
                    self.assertNotIn(name, ("src", "srcset", "action", "style", "data", "xlink:href"))
                    self.assertFalse(name.startswith("on"), name)
                    if name == "href":
                        self.assertTrue(value.startswith("#"), value)
            for sheet in re.findall(r"url\(([^)]*)\)|@import", page.one("style").text()):
                self.assertTrue(sheet.startswith("#"), sheet)

    def test_structure_for_readers_of_the_screen(self):
        for page in self.pages():
            self.assertEqual(page.one("html").attributes["lang"], "en")
            levels = [int(element.tag[1]) for element in page.all() if re.fullmatch("h[1-6]", element.tag)]
            self.assertEqual(levels[0], 1)
            self.assertEqual(levels.count(1), 1)
            for before, after in zip(levels, levels[1:]):
                self.assertLessEqual(after, before + 1)
            for landmark in ("header", "nav", "main", "footer"):
                page.one(landmark)
            ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
            self.assertEqual(len(ids), len(set(ids)))
            for element in page.all():
                for name in ("aria-labelledby", "aria-controls", "for"):
                    self.assertIn(element.attributes.get(name, ids[0]), ids)
                if element.tag == "a":
                    self.assertIn(element.attributes["href"][1:], ids)
                if element.tag == "svg":
                    self.assertEqual(element.attributes["aria-hidden"], "true")
            for table in page.all("table"):
                self.assertTrue(table.one("caption").text())
                for header in table.all("th"):
                    self.assertEqual(header.attributes["scope"],
                                     "col" if header.parent.parent.tag == "thead" else "row")
                    self.assertTrue(header.text())
            for field in page.all("input"):
                self.assertTrue(page.one("label", **{"for": field.attributes["id"]}).text())
                self.assertIn("hidden", page.one(id="filter-box").attributes)
                self.assertEqual(page.one(id="matches").attributes["role"], "status")

    def test_contrast(self):
        """WCAG 2.2, 1.4.3: 4.5 for text, in light, in dark and on paper."""
        def luminance(color):
            digits = color.lstrip("#")
            digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
            parts = [int(digits[i:i + 2], 16) / 255 for i in (0, 2, 4)]
            parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

        style = tree_of([]).one("style").text()
        palettes = [dict(re.findall(r"--(\w+):(#[0-9a-f]+)", block))
                    for block in re.findall(r":root\{([^}]*--paper:[^}]*)\}", style)]
        self.assertEqual(len(palettes), 3)
        for palette in palettes:
            for ground in ("paper", "raised"):
                for ink in ("ink", "soft", "hold", "fail"):
                    light, dark = sorted((luminance(palette[ground]), luminance(palette[ink])), reverse=True)
                    self.assertGreaterEqual((light + 0.05) / (dark + 0.05), 4.5, f"{ink} on {ground} in {palette}")


if __name__ == "__main__":
    unittest.main()
