"""`diff` of two audits: verdict files, digests, or one of each."""

import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "cli"))

import support  # noqa: E402
import verdict_lines  # noqa: E402
from verdict_lines import header, line, number, refused, sha256, text  # noqa: E402

NAMES = sorted(map(number, range(10)))
KINDS = ("only_in_a", "only_in_b", "holds_in_a_only", "holds_in_b_only", "other_state", "other_failures")


def in_file(lines, run=None):
    return support.write_file(text(lines, run), "verdicts.ndjson")


def diff(a, b, *options, stdin=b""):
    return support.run("diff", *options, a, b, stdin=stdin)


# ---- the same comparison, in the obvious way ---------------------------------------------------------------------


def side_of(lines, name):
    about = [one for one in lines if one["pith_number"] == name]
    held = sorted({(one["state_sha256"], one["input_sha256"]) for one in about if one["ok"]})
    return about and {"ok": bool(held), "states": [{"state_sha256": state, "input_sha256": given}
                                                   for state, given in held],
                      "failed": [] if held else sorted({check for one in about for check in one["failed"]})} or None


def kind_of(a, b):
    if a is None or b is None:
        return "only_in_a" if b is None else "only_in_b"
    if a["ok"] != b["ok"]:
        return "holds_in_a_only" if a["ok"] else "holds_in_b_only"
    if a["ok"]:
        states = [{one["state_sha256"] for one in side["states"]} for side in (a, b)]
        return None if states[0] == states[1] else "other_state"
    return None if a["failed"] == b["failed"] else "other_failures"


def expect(a, b):
    """The report on two lists of verdicts."""
    names = sorted({one["pith_number"] for one in [*a, *b] if one["pith_number"] is not None}, key=str.encode)
    counts = dict.fromkeys(["records", "same", *KINDS[:5], "other_state_same_input", "other_failures"], 0)
    counts["records"] = len(names)
    differences = []
    for name in names:
        sides = side_of(a, name), side_of(b, name)
        kind = kind_of(*sides)
        counts[kind or "same"] += 1
        if kind is None:
            continue
        same_input = None
        if kind == "other_state":
            same_input = any(left["input_sha256"] == right["input_sha256"] and left != right
                             for left in sides[0]["states"] for right in sides[1]["states"])
            counts["other_state_same_input"] += same_input
        differences.append({"pith_number": name, "difference": kind, "same_input": same_input, "a": sides[0],
                            "b": sides[1]})
    refusals = [{one["sha256"] for one in lines if one["pith_number"] is None and one["sha256"]} for lines in (a, b)]
    unread = [sum(one["pith_number"] is None and one["sha256"] is None for one in lines) for lines in (a, b)]
    counts |= {"refused_only_in_a": len(refusals[0] - refusals[1]), "refused_only_in_b": len(refusals[1] - refusals[0]),
               "unread_in_a": unread[0], "unread_in_b": unread[1]}
    equal = not differences and refusals[0] == refusals[1] and unread[0] == unread[1]
    return {"format": "pith-merge.diff.v1", "kind": "audits", "equal": equal, "differences": differences,
            "counts": counts}


def random_audit(chance):
    """Verdicts on few records with few states, so that everything meets everything."""
    lines = []
    for _ in range(chance.randrange(14)):
        if chance.random() < 0.15:
            lines.append(refused(chance.choice([None, sha256(1), sha256(2)])))
            continue
        failed = chance.choice([[], [], [], ["events"], ["state", "state_sha256"], ["events", "state"]])
        # What holds has a right number; anything else may have any text.
        odd_names = ["", "pith:1", "pith:2021:\U0001f332", "pith:2021:\ufb00"]
        name = chance.choice([*NAMES[:6], *(odd_names if failed else [])])
        lines.append(line(name, failed=failed, state_sha256=sha256(chance.randrange(3)),
                          input_sha256=sha256(chance.randrange(3)), source=str(chance.random())))
    return lines


class Audits(unittest.TestCase):
    maxDiff = None

    def check(self, a, b):
        """Asserts that the program says what the obvious computation says. Returns the report."""
        expected = expect(a, b)
        status = 0 if expected["equal"] else 1
        files = in_file(a), in_file(b)
        done = diff(*files, "--json")
        self.assertEqual((done.exit, done.err, done.out.count(b"\n")), (status, "", 1))
        self.assertTrue(done.out.startswith(b'{"format":"pith-merge.diff.v1",'))
        self.assertEqual(json.loads(done.out), expected)
        self.assertEqual(diff(*files, "--quiet"), (status, b"", ""))
        self.assertEqual(diff(*files, "--json", "-q"), (status, b"", ""))
        done = diff(*files)
        named = [one.rsplit(": ", 2)[0] for one in done.out.decode().splitlines()]
        self.assertEqual((done.exit, done.err), (status, ""))
        self.assertEqual(named[:len(expected["differences"])],
                         [one["pith_number"] for one in expected["differences"]])
        return expected

    def test_random_pairs(self):
        seed = int(os.environ.get("PITH_SEED", "5"))
        print(f"seed {seed}")
        chance = random.Random(seed)
        seen = set()
        for _ in range(60):
            a = random_audit(chance)
            b = random_audit(chance) if chance.random() < 0.8 else chance.sample(a, len(a))
            report = self.check(a, b)
            seen |= {one["difference"] for one in report["differences"]} | {report["equal"]}
            seen |= {("same_input", one["same_input"]) for one in report["differences"]}
        self.assertEqual(seen, {*KINDS, True, False, ("same_input", True), ("same_input", False),
                                ("same_input", None)})

    def test_each_kind_of_difference_is_one_line(self):
        other = {"state_sha256": sha256("other")}
        a = [line(NAMES[0]), line(NAMES[2]), line(NAMES[3], failed=["events", "state"]), line(NAMES[4]),
             line(NAMES[5]), line(NAMES[6], failed=["receipt"]), line(NAMES[7])]
        b = [line(NAMES[1], failed=["events"]), line(NAMES[2], failed=["bundle_sha256"]), line(NAMES[3]),
             line(NAMES[4], **other, input_sha256=sha256("other input")), line(NAMES[5], **other),
             line(NAMES[6], failed=["source"]), line(NAMES[7], source="moved", sha256=sha256("reformatted"))]
        self.check(a, b)
        state, changed = sha256("state"), sha256("other")
        lines = diff(in_file(a), in_file(b), "--color=never").out.decode().splitlines()
        for found, name, words in zip(lines, NAMES, (
                ("only in A", state), ("only in B", "events"), ("holds in A only", state, "bundle_sha256"),
                ("holds in B only", state, "events", "state"), ("different input", state, changed),
                ("different merge", state, changed), ("receipt", "source"))):
            for word in (name, *words):
                self.assertIn(word, found)
        self.assertEqual(len(lines), 8)
        self.assertIn("7 of 8 records", lines[-1])

    def test_what_only_moved_or_is_repeated_is_no_difference(self):
        lines = [line(name, state_sha256=sha256(name)) for name in NAMES] + [refused(sha256("x"))]
        moved = [{**one, "source": f"elsewhere/{index}"} for index, one in enumerate(reversed(lines + lines))]
        self.assertTrue(self.check(lines, moved)["equal"])

    def test_a_record_with_a_bundle_that_holds_holds(self):
        whole, cut = line(NAMES[0]), line(NAMES[0], failed=["events"], state_sha256=sha256("other"))
        self.assertTrue(self.check([cut, whole, cut], [whole])["equal"])
        self.assertFalse(self.check([cut, whole], [cut])["equal"])

    def test_all_states_of_a_record_count(self):
        several = [line(NAMES[0], state_sha256=sha256(index), input_sha256=sha256(index)) for index in range(8)]
        self.assertTrue(self.check(several, several[::-1])["equal"])
        report = self.check(several, several[:3])
        self.assertEqual([len(report["differences"][0][side]["states"]) for side in "ab"], [8, 3])
        self.assertIn("3 more", diff(in_file(several), in_file(several[:3])).out.decode())

    def test_refused_documents_are_counted(self):
        report = self.check([line(NAMES[0]), refused(sha256(1)), refused(None, "unreadable")],
                            [line(NAMES[0]), refused(sha256(2)), refused(sha256(3)), refused(sha256(3))])
        self.assertFalse(report["equal"])
        out = diff(in_file([refused(sha256(1)), refused(None)]), in_file([refused(sha256(2))])).out.decode()
        self.assertEqual(out.count("1 in A, "), 2, out)

    def test_any_spelling(self):
        lines = [line(name) for name in NAMES]
        other = b"".join(b" " + json.dumps(dict(reversed({**one, "new": [1]}.items()))).encode() + b"\r\n"
                         for one in [header(), *lines])
        self.assertEqual(diff(in_file(lines), support.write_file(other), "-q").exit, 0)
        # Lines that do not fit into what is read at once.
        padded = other.replace(b"\r", b" " * 200_001)
        self.assertEqual(diff(in_file(lines), "-", "-q", stdin=padded).exit, 0)
        self.assertEqual(diff(in_file(lines[:-1]), "-", "-q", stdin=padded).exit, 1)

    def test_what_audit_prints_has_no_header(self):
        lines = [line(name) for name in NAMES]
        bare = support.write_file(text(lines).split(b"\n", 1)[1])
        self.assertEqual(diff(bare, in_file(lines), "-q").exit, 0)
        self.assertEqual(diff(in_file(lines), "-", "-q", stdin=bare.read_bytes()).exit, 0)
        self.assertEqual(diff("-", in_file(lines[1:]), "-q", stdin=bare.read_bytes()).exit, 1)

    def test_files_put_one_behind_the_other(self):
        lines = [line(name) for name in NAMES]
        both = support.write_file(text(lines[:4]) + text(lines[4:]))
        self.assertEqual(diff(both, in_file(lines)).exit, 0)
        mixed = support.write_file(text(lines[:4]) + text(lines[4:], header(keys=sha256("others"))))
        done = diff(mixed, in_file(lines))
        self.assertEqual((done.exit, done.out), (2, b""))
        self.assertTrue(done.err.startswith(f"{mixed}:6:1: not_a_verdict: "), done.err)

    def test_other_keys_or_rules_are_said_first(self):
        lines = [line(NAMES[0])]
        for other, word in ((header(keys=sha256("others")), "keys_sha256"), (header(rules="v2"), "merge_version")):
            done = diff(in_file(lines), in_file(lines, other))
            self.assertEqual((done.exit, done.err.count("\n")), (0, 1))
            self.assertIn(word, done.err)
            self.assertEqual(diff(in_file(lines), in_file(lines, other), "-q"), (0, b"", ""))

    def test_texts_are_safe_to_show(self):
        for name in ("pith:2021:\x1b[31m", "\u202epith", "a\nb", "\x00"):
            done = diff(in_file([line(name, failed=["pith_number"])]), in_file([line(NAMES[0])]), "--color=never")
            self.assertEqual((done.exit, done.out.count(b"\n")), (1, 3))
            self.assertTrue(done.out.decode().replace("\n", "").isprintable(), done.out)

    def test_colours(self):
        files = in_file([line(NAMES[0])]), in_file([line(NAMES[0], failed=["events"])])
        self.assertIn(b"\x1b[31mholds in A only\x1b[0m", diff(*files, "--color=always").out)
        self.assertNotIn(b"\x1b", diff(*files).out)

    def test_a_closed_pipe(self):
        files = in_file([line(number(index)) for index in range(3000)]), in_file([line("x")])
        done = subprocess.run(["bash", "-c", '"$@" | head -1; echo ${PIPESTATUS[0]}', "bash", support.PROGRAM, "diff",
                               *map(str, files)], capture_output=True, check=True)
        self.assertIn(done.stdout.splitlines()[-1], (b"2", b"141"))


class Digests(unittest.TestCase):
    def setUp(self):
        self.lines = [line(number(index), state_sha256=sha256(index)) for index in range(200)]
        self.lines += [line(number(300), failed=["events"]), refused(sha256(1))]
        changed = line(number(3), state_sha256=sha256("changed"))
        self.others = [changed if one["pith_number"] == number(3) else one for one in self.lines]

    def check(self, a, b):
        """Compares two lists of verdicts as digests, and as a digest and a verdict file. Returns the report."""
        digests = [verdict_lines.digest(lines) for lines in (a, b)]
        groups = [dict(one.split() for one in text_of.splitlines()) for text_of in digests]
        expected = [{"prefix": prefix, "difference": "only_in_a" if prefix not in groups[1] else
                     "only_in_b" if prefix not in groups[0] else "other_hash",
                     "a_sha256": groups[0].get(prefix), "b_sha256": groups[1].get(prefix)}
                    for prefix in sorted({*groups[0], *groups[1]}) if groups[0].get(prefix) != groups[1].get(prefix)]
        report = {"format": "pith-merge.diff.v1", "kind": "digests", "equal": not expected, "groups": expected,
                  "group_count": len({*groups[0], *groups[1]})}
        files = [support.write_file(one.encode(), "digest") for one in digests]
        status = 1 if expected else 0
        for pair in (files, (in_file(a), files[1]), (files[0], in_file(b))):
            done = diff(*pair, "--json")
            self.assertEqual((done.exit, done.err, json.loads(done.out)), (status, "", report))
            self.assertEqual(diff(*pair, "-q"), (status, b"", ""))
        shown = diff(*files).out.decode().splitlines()
        self.assertEqual([one.split(":")[0] for one in shown[:-1]], [one["prefix"] for one in expected])
        return expected

    def test_equal(self):
        self.assertEqual(self.check(self.lines, random.Random(1).sample(self.lines * 2, 2 * len(self.lines))), [])

    def test_another_state_is_another_hash_of_its_group(self):
        [found] = self.check(self.lines, self.others)
        self.assertEqual((found["prefix"], found["difference"]), (number(3)[10:12], "other_hash"))

    def test_groups_on_one_side_only(self):
        found = {one["difference"] for one in self.check(self.lines[:60], self.others[40:])}
        self.assertEqual(found, {"only_in_a", "only_in_b", "other_hash"})

    def test_a_damaged_digest(self):
        good = verdict_lines.digest(self.lines).encode()
        first, second, rest = good.split(b"\n", 2)
        bad = [good[:-1], good + b"\n", second + b"\n" + first + b"\n" + rest, first + b"\n" + good, good + b"x",
               first + b"\n" + second[:10] + b"\n" + rest, good.replace(b"\n", b"\r\n"),
               b"".join(b"AA " + b"0" * 64 + b"\n" for _ in range(3000))]
        for data in bad:
            path = support.write_file(data, "digest")
            done = diff(path, in_file(self.lines))
            self.assertEqual((done.exit, done.out), (2, b""), data[:200])
            self.assertRegex(done.err, r"^\S+:\d+:\d+: not_a_verdict: ")

    def test_a_digest_with_a_line_of_another_size(self):
        """The first line that is wrong is named, whatever follows it."""
        first, second, rest = verdict_lines.digest(self.lines).encode().split(b"\n", 2)
        for wrong in (b"", second[:66], second + b"0", second + b"\r", second + second, b"x" * 1_000_000):
            for after in (b"", rest, b"x" * 20_000_000):
                damaged = support.write_file(b"\n".join([first, wrong, after]), "digest")
                done = diff(damaged, in_file(self.lines))
                self.assertRegex(done.err, r"^\S+:2:1: not_a_verdict: this is not a line of a digest file")


class Refusals(unittest.TestCase):
    """What is not an audit, or is damaged, is refused by its line, and nothing is compared."""

    def refuse(self, data, code, place):
        good = in_file([line(NAMES[0])])
        bad = support.write_file(data)
        for pair in ((bad, good), (good, bad)):
            done = diff(*pair)
            self.assertEqual((done.exit, done.out), (2, b""), done.err)
            self.assertTrue(done.err.startswith(f"{bad}{place}: {code}: "), done.err)
            with_json = diff(*pair, "--json")
            self.assertEqual((with_json.exit, with_json.err), (2, done.err))
            report = json.loads(with_json.out)
            self.assertEqual((report["file"], report["ok"], report["error"]["code"]), (str(bad), False, code))
            self.assertEqual(diff(*pair, "--json", "-q"), (2, b"", done.err))
        return done.err

    def test_damaged_lines(self):
        lines = text([line(name) for name in NAMES]).splitlines(keepends=True)
        for damage, code in ((b"", "syntax"), (b"{", "syntax"), (b"[]", "not_a_verdict"), (b"{}", "not_a_verdict"),
                             (lines[3][:100], "syntax"), (lines[3].rstrip() + b"x", "trailing_data"),
                             (b"\x00" * 4096, "syntax"), (b"\xff", "invalid_utf8"),
                             (lines[3].replace(b'"ok":true', b'"ok":1').rstrip(), "not_a_verdict"),
                             (lines[3].replace(sha256("state").encode(), b"0").rstrip(), "not_a_verdict")):
            changed = b"".join([*lines[:3], damage + b"\n", *lines[4:]])
            done = diff(support.write_file(changed), in_file([]))
            self.assertEqual((done.exit, done.out), (2, b""))
            self.assertRegex(done.err, rf"^\S+:4:\d+: {code}: ")

    def test_a_line_that_is_cut_off(self):
        whole = text([line(NAMES[0]), line(NAMES[1])])
        last = len(whole) - whole[:-1].rindex(b"\n") - 2
        for cut in (2, 100, last - 1):
            done = diff(support.write_file(whole[:-cut]), in_file([]))
            self.assertEqual((done.exit, done.out), (2, b""))
            self.assertRegex(done.err, r"^\S+:3:\d+: \w+: .*--resume")
        self.assertEqual(diff(support.write_file(whole[:-1]), support.write_file(whole)).exit, 0)
        done = diff(support.write_file(whole[:50]), in_file([]))
        self.assertEqual(done.exit, 2)
        self.assertRegex(done.err, r"^\S+:1:\d+: \w+: .*--resume")

    def test_other_kinds(self):
        bundle = json.loads(support.BUNDLES[0].read_bytes())
        for data, word in (
                (json.dumps(bundle).encode(), "a bundle"), (json.dumps(bundle["state"]).encode(), "a state document"),
                (b"\n".join(json.dumps(event).encode() for event in bundle["events"]), "an event"),
                (json.dumps(bundle, indent=1).encode(), "neither"), (b"[]", "neither"), (b"7", "neither"),
                (b'{"format": "pith-merge.verify.v1"}', "a report"), (b"\n\n", "neither"), (b"x" * 67, "neither"),
                (b"\x1f\x8b\x08\x00" + bytes(80), "gzip"), (b"<!DOCTYPE html>", "HTML")):
            self.assertIn(word, self.refuse(data, "not_a_verdict", ":1:1"))

    def test_nothing_to_read(self):
        """An empty file has no verdicts, and is the digest of a mirror in which nothing holds."""
        empty, other = support.write_file(b""), support.write_file(b"")
        self.assertEqual((diff(empty, other).exit, diff(empty, empty, "--quiet").exit), (0, 0))
        missing = support.scratch_path("missing")
        done = diff(missing, pathlib.Path("/"))
        self.assertEqual((done.exit, done.out, done.err.count("\n"), done.err.count(": unreadable: ")),
                         (2, b"", 2, 2))

    def test_a_line_without_an_end(self):
        script = 'head -c 20000000 /dev/zero | tr "\\0" "{" | "$@"'
        done = subprocess.run(["bash", "-c", script, "bash", support.PROGRAM, "diff", "-", in_file([])],
                              capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertIn(b"-:1:1: too_large: ", done.stderr)

    def test_wrong_usage(self):
        file = in_file([])
        for arguments in ((), (file,), (file, file, file), ("-", "-"), (file, file, "--color=x"),
                          (file, file, "--sha256")):
            done = support.run("diff", *arguments)
            self.assertEqual((done.exit, done.out, done.err.count("\n")), (2, b"", 2))


class Help(unittest.TestCase):
    def test_the_examples_work(self):
        lines = [line(name) for name in NAMES]
        out = support.run("help", "diff").out.decode()
        with tempfile.TemporaryDirectory() as folder:
            here = pathlib.Path(folder)
            (here / "pith-merge").symlink_to(support.PROGRAM)
            for name in ("yesterday", "today"):
                (here / f"{name}.ndjson").write_bytes(text(lines))
            for name in ("ours", "theirs"):
                (here / f"{name}.digest").write_text(verdict_lines.digest(lines))
            subprocess.run(["gzip", "-k", here / "yesterday.ndjson"], check=True)
            bundle = support.BUNDLES[0].read_bytes()
            for name in ("monday", "tuesday", "bundle"):
                (here / f"{name}.json").write_bytes(bundle)
            (here / "state.json").write_text(json.dumps(json.loads(bundle)["state"]))
            examples = out.split("\nExamples:\n")[1].split("\n\n")[0].splitlines()
            self.assertGreaterEqual(len(examples), 2)
            for example in examples:
                environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
                done = subprocess.run(["sh", "-c", example], cwd=folder, env=environment, capture_output=True,
                                      check=False)
                self.assertEqual((done.returncode, done.stderr), (0, b""), example)


if __name__ == "__main__":
    unittest.main()
