"""`graph`: what the picture, the page and the text for Graphviz say, and that nothing in a file can change their form.

What became of each event is computed by the reference. PITH_GRAPH_SETS=500 tries more sets. With Graphviz, what it
reads in the text is compared as well.
"""

import base64
import collections
import hashlib
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import unittest
import xml.etree.ElementTree

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "reference"), str(TESTS / "audit")]

import forks  # noqa: E402
import html_tree  # noqa: E402
import merge as reference  # noqa: E402
import scenarios  # noqa: E402
import support  # noqa: E402

SETS = int(os.environ.get("PITH_GRAPH_SETS", "40"))
FORMATS = ("svg", "html", "dot")
SVG = "{http://www.w3.org/2000/svg}"
DOT = shutil.which("dot")
HOSTILE = ["</text></svg><script>alert(1)</script>", "\u202egnp.exe\u202c", "\x00\x01\x1b[31mred\x7f\x85",
           "\"quoted\\\"\\N \\l &amp; &lt; <b> \\", "]]><!-- ?>", "\ufffe\uffff\ufdd0", "x" * 5000, "e" + "\u0301" * 40,
           "", "\n\t \r\n", "{x|y} <p0>", "\u2066a\u2069\u200b\ufeff\u2028", "javascript:alert(1)",
           "' onload='alert(1)"]
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]")


def graph(format, files, *options):
    paths = [support.write_file(data) for data in files]
    try:
        return support.run("graph", "--format", format, *options, *paths)
    finally:
        for path in paths:
            path.unlink()


def draw(format, keys, events, *more):
    done = graph(format, [json.dumps(events).encode(), *more], "--no-default-keys", "--keys", keys, "--subject",
                 scenarios.SUBJECT)
    assert (done.exit, done.err) == (0, ""), done
    return done.out.decode()


def hostile_events():
    """Every hostile text as type, target, signer, and in payloads; of events that hold, and of others."""
    events = []
    for i, text in enumerate(HOSTILE):
        other = HOSTILE[(i + 5) % len(HOSTILE)]
        events.append(forks.answer(event_type=text, target=other, payload={text: other}))
        stranger = scenarios.Signer("stranger", text, "author", {})
        events.append(forks.answer(stranger, event_type=other, target=text))
        events.append({"event_type": text, "created_at": other, "target": 7, "signer": text})
    events += [forks.answer(event_type=HOSTILE[0], target=HOSTILE[3], payload={"n": n}) for n in (1, 2)]
    return events


def articles_of(page):
    """The id and the standing of each event of a page, in its order."""
    return [(re.search("sha256:[0-9a-f]{64}", article.text()).group(), article.of_class("standing")[0].text())
            for article in page.all("article")]


def check_page(test, text):
    """What holds for every page: well formed, one style and no script, nothing from elsewhere, links that lead on."""
    page = html_tree.parse(text.removeprefix("<!DOCTYPE html>\n"))
    test.assertIsNone(UNSEEN.search(text))
    ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    test.assertEqual(len(ids), len(set(ids)))
    test.assertEqual({link.attributes["href"].removeprefix("#") for link in page.all("a")} - set(ids), set())
    tags = {element.tag for element in page.all()}
    test.assertEqual(tags & {"script", "img", "link", "iframe", "object", "form", "base", "image", "use"}, set())
    names = {name for element in page.all() for name in element.attributes}
    test.assertEqual({name for name in names if name.startswith("on")} | names & {"src", "style", "xlink:href"}, set())
    style = page.one("style").text()
    policy = page.one("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"]
    test.assertEqual(policy, "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-"
                     + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() + "'")
    test.assertNotRegex(style, "url\\(|@import")
    return page


def check_picture(test, text):
    test.assertIsNone(UNSEEN.search(text))
    picture = xml.etree.ElementTree.fromstring(text)
    allowed = {"svg", "title", "style", "defs", "marker", "path", "rect", "circle", "line", "text", "g"}
    test.assertEqual({element.tag.removeprefix(SVG) for element in picture.iter()} - allowed, set())
    test.assertEqual({name for element in picture.iter() for name in element.attrib if name.startswith("on")
                      or name in ("href", "style")}, set())
    return picture


def read_dot(text):
    """The nodes and the edges that Graphviz reads."""
    done = subprocess.run([DOT, "-Tdot_json"], input=text.encode(), capture_output=True, timeout=120, check=True)
    read = json.loads(done.stdout.decode(), strict=False)
    nodes = [node for node in read["objects"] if not node["name"].startswith("cluster_")]
    return nodes, read.get("edges", []), done.stderr.decode()


class Graphs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keys = support.write_json([signer.entry() for signer in scenarios.SIGNERS
                                       if signer is not scenarios.STRANGER], "keys.json")


class Words(Graphs):
    def test_a_superseded_answer_is_in_the_legend(self):
        first, second = (forks.answer(payload={"n": n}) for n in (1, 2))
        third = forks.answer(payload={"n": 3}, prev_event=first["event_id"], supersedes=[first["event_id"]])
        for events, is_said in (([first, second], False), ([first, second, third], True)):
            text = graph("svg", [json.dumps(events).encode()], "--keys", self.keys).out.decode()
            self.assertEqual("equivocates, superseded" in text, is_said)
            self.assertIn(" after no event: #", text)
            self.assertIn("claimed time", text)
            self.assertNotIn("time of signing", text)


class RandomSets(Graphs):
    def test_every_event_is_there_with_what_became_of_it(self):
        seen = collections.Counter()
        for seed in range(SETS):
            with self.subTest(seed=seed):
                chance = random.Random(seed)
                scenario = scenarios.Scenario(chance)
                files = scenario.files()
                keyring = reference.Keyring.from_documents([scenario.keys])
                state = json.loads(reference.merge_files(files, keyring, scenarios.SUBJECT))
                keys = support.write_json(scenario.keys)
                options = ("--no-default-keys", "--keys", keys, "--subject", scenarios.SUBJECT, "--quiet")
                page = check_page(self, graph("html", files, *options).out.decode())
                shown = articles_of(page)
                invalid = {event["event_id"]: event["reason"] for event in state["invalid_events"]}
                self.assertEqual([name for name, _ in shown if name not in invalid], state["applied_event_ids"])
                self.assertEqual({name: standing.removeprefix("not valid: ") for name, standing in shown
                                  if name in invalid}, invalid)
                live = {event["event_id"] for shown_list in state["current"].values() if isinstance(shown_list, list)
                        for event in shown_list if "event_id" in event}
                for name, standing in shown:
                    if name in live:
                        self.assertTrue(standing.startswith("valid and live"), standing)
                listed = page.all("ol")[0].all("li") if state["equivocations"] else []
                self.assertEqual(len(listed), len(state["equivocations"]))
                numbers = {name: f"#{i + 1}" for i, (name, _) in enumerate(shown)}
                for item, entry in zip(listed, state["equivocations"]):
                    self.assertEqual({link.text() for link in item.all("a")},
                                     {numbers[name] for name in entry["event_ids"]})
                    self.assertEqual("(not resolved)" not in item.text(), entry["resolved"])
                picture = check_picture(self, graph("svg", files, *options).out.decode())
                marks = [mark for mark in picture.iter(SVG + "g") if mark.get("class", "").startswith("mark")]
                titles = [mark.find(SVG + "title").text for mark in marks]
                self.assertEqual([title[-71:] for title in titles], [name for name, _ in shown])
                self.assertIn(state["state_sha256"], page.text())
                seen.update(invalid.values())
                seen["equivocations"] += len(listed)
        self.assertGreater(min(seen[name] for name in ("bad_signature", "malformed", "equivocations")), 0, seen)

    def test_order_and_grouping_change_nothing(self):
        for seed in range(5):
            events = scenarios.Scenario(random.Random(seed)).events
            half = len(events) // 2
            for format in FORMATS:
                self.assertEqual(draw(format, self.keys, events),
                                 draw(format, self.keys, events[:half:-1], json.dumps(events[:half + 1]).encode()))


class Hostile(Graphs):
    def test_nothing_in_a_file_is_markup(self):
        events = hostile_events()
        page = check_page(self, draw("html", self.keys, events))
        self.assertEqual(len(page.all("article")), len(events))
        self.assertEqual({element.tag for element in page.one("main").all()} - {
            "section", "article", "h2", "h3", "p", "div", "span", "code", "pre", "a", "ol", "ul", "li", "dl", "dt",
            "dd", "br", "svg", "defs", "marker", "g", "title", "path", "rect", "line", "circle", "text"}, set())
        texts = [text.text() for text in page.all("h3")]
        for shown in ("</text></svg><script>alert(1)</script>", "\\u202egnp.exe\\u202c", "\\u0000\\u0001\\u001b[31m",
                      "\"quoted\\\"\\N \\l &amp; &lt; <b> \\", "\\ufffe\\uffff", "x" * 500 + "x" * 12 + "\u2026",
                      "e\u0301\u0301\\u0301\\u0301", "(empty)"):
            self.assertTrue(any(shown in text for text in texts), shown)
        check_picture(self, draw("svg", self.keys, events))
        self.assertIsNone(UNSEEN.search(draw("dot", self.keys, events)))

    @unittest.skipIf(DOT is None, "apt-get install graphviz")
    def test_graphviz_reads_what_is_meant(self):
        events = hostile_events()
        text = draw("dot", self.keys, events)
        nodes, edges, said = read_dot(text)
        self.assertEqual((len(nodes), said), (len(events), ""))
        self.assertEqual([edge for edge in edges if edge.get("style") != "invis"], [])
        picture = subprocess.run([DOT, "-Tsvg"], input=text.encode(), capture_output=True, timeout=120, check=True)
        drawn = xml.etree.ElementTree.fromstring(picture.stdout.decode())
        shown = {element.text for element in drawn.iter(SVG + "text")}
        for label in ("</text></svg><script>alert(\u2026", "\\u202egnp.exe\\u202c",
                      "\"quoted\\\"\\N \\l &amp; &lt; <\u2026",
                      "{x|y} <p0>", "' onload='alert(1)"):
            self.assertTrue(any(label in text.replace("\xa0", " ") for text in shown if text), label)


class Links(Graphs):
    def setUp(self):
        self.first = forks.answer()
        self.second = forks.answer(created_at=scenarios.TIMES[4], prev_event=self.first["event_id"],
                                   supersedes=[self.first["event_id"]])
        self.foreign = forks.answer(scenarios.BOB, created_at="2026-07-05T00:00:00Z",
                                    supersedes=[self.second["event_id"], "sha256:" + "0" * 64])
        self.events = [self.foreign, self.second, self.first]

    def test_arrows_say_what_the_links_do(self):
        picture = check_picture(self, draw("svg", self.keys, self.events))
        arrows = collections.Counter(path.get("class") for path in picture.iter(SVG + "path")
                                     if path.get("class", "").startswith("arrow"))
        # Each kind is in the legend once more; what is not here has an arrow that ends at these words.
        self.assertEqual(arrows, {"arrow prev": 2, "arrow sup": 2, "arrow void": 3})
        self.assertIn("not here", {text.text for text in picture.iter(SVG + "text")})
        page = check_page(self, draw("html", self.keys, self.events))
        facts = [[(fact.one("dt").text(), [link.text() for link in fact.all("a")]) for fact in article.all("div")]
                 for article in page.all("article")]
        self.assertIn(("Superseded by", ["#2"]), facts[0])
        self.assertIn(("Follows", ["#1"]), facts[1])
        self.assertIn(("Supersedes", ["#1"]), facts[1])
        self.assertEqual([fact for fact in facts[2] if fact[0] == "Supersedes"],
                         [("Supersedes", ["#2"]), ("Supersedes", [])])
        self.assertEqual(page.all("article")[2].text().count("without effect"), 2)

    @unittest.skipIf(DOT is None, "apt-get install graphviz")
    def test_edges_say_it_too(self):
        _, edges, said = read_dot(draw("dot", self.keys, self.events))
        styles = collections.Counter(edge.get("style", "solid") for edge in edges)
        self.assertEqual((styles, said), ({"solid": 1, "dashed": 1, "dotted": 2, "invis": 2}, ""))


class Program(Graphs):
    def test_exit_statuses_and_streams(self):
        events = support.write_json([forks.answer()])
        options = ("--no-default-keys", "--keys", self.keys)
        default = support.run("graph", *options, events)
        self.assertEqual((default.exit, default.err), (0, ""))
        self.assertEqual(support.run("graph", *options, "--format=svg", "--json", events), default)
        broken = support.write_file(b"[")
        refused = support.run("graph", *options, "--json", events, broken)
        self.assertEqual((refused.exit, json.loads(refused.out)), (2, {
            "format": "pith-merge.graph.v1", "file": str(broken), "ok": False,
            "error": {**json.loads(refused.out)["error"], "code": "syntax", "line": 1, "column": 2}}))
        going = support.run("graph", *options, "--json", "--keep-going", events, broken)
        self.assertEqual((going.exit, going.out), (2, default.out))
        for arguments in (("--format", "png"), ("--format=",), ("--subject", "pith:1")):
            wrong = support.run("graph", *arguments, events)
            self.assertEqual((wrong.exit, wrong.out), (2, b""), arguments)
        no_subject = support.run("graph", "--json", support.write_json([]))
        self.assertEqual((no_subject.exit, json.loads(no_subject.out)["error"]["code"]), (2, "no_subject"))

    def test_real_bundles(self):
        for path in support.BUNDLES:
            bundle = json.loads(path.read_bytes())
            page = check_page(self, support.run("graph", "--format", "html", path).out.decode())
            self.assertEqual([name for name, _ in articles_of(page)], bundle["state"]["applied_event_ids"])
            self.assertIn(bundle["state"]["state_sha256"], page.text())
            for event in bundle["events"]:
                self.assertTrue(any(json.loads(pre.text()) == event["payload"] for pre in page.all("pre")))


class Size(unittest.TestCase):
    """A page has at most 160 KiB for each event, and 64 KiB for all of them, as pith/graph.h says."""

    @staticmethod
    def fork(hour, position):
        """An event that names as many events as it can, which are not there. Each byte gets six times as long."""
        return forks.answer(event_type='"' * 2000, target='"' * 2000, payload={"n": [hour, "&" * 20000]},
                            supersedes=[f"sha256:{position:02x}{i:02x}" + 60 * "0" for i in range(64)],
                            created_at=f"2026-07-{hour // 24 + 1:02}T{hour % 24:02}:00:00Z")

    def check(self, events):
        page = draw("html", support.write_json([scenarios.ALICE.entry()]), events)
        self.assertLessEqual(len(page.encode()), (len(events) * 160 + 64) * 1024)
        details = page[page.index("<article"):]
        self.assertEqual(details.count("valid and live; part of 64 equivocations"), len(events))
        return details

    def test_many_answers_at_the_same_positions(self):
        self.check([self.fork(hour, 0) for hour in range(70)])

    def test_many_positions_of_two_answers(self):
        details = self.check([self.fork(hour, hour // 2) for hour in range(40)])
        # What the first entries leave of the links is for the next ones.
        self.assertEqual((details.count("</a>, <a href"), details.count("<dd>2 events</dd>")), (40 * 32, 40 * 32))


if __name__ == "__main__":
    unittest.main()
