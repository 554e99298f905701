"""The command `diff` of bundles, events and states: statuses, every mixture of kinds, refusals, forms of output."""

import json
import pathlib
import shlex
import sys
import unittest

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "cli"), str(TESTS / "audit")]

import forks  # noqa: E402
import scenarios  # noqa: E402
import schemas  # noqa: E402
import support  # noqa: E402
import verdict_lines  # noqa: E402

PATH = support.BUNDLE_OF_PAGE
BUNDLE = json.loads(PATH.read_bytes())
EVENTS = BUNDLE["events"]
NUMBER = BUNDLE["pith_number"]
KINDS = ("bundle", "events", "state")


def ndjson(events):
    return support.write_file(b"".join(json.dumps(event).encode() + b"\n" for event in events))


def forms(events):
    """Files of every kind that give one state without aliases: (kind, path)."""
    bundle = {"bundle_type": "pith_open_graph_bundle", "pith_number": NUMBER, "events": events}
    state = support.make_state(NUMBER, events, [])
    return [("bundle", support.write_json(bundle)), ("bundle", support.write_json([bundle])),
            ("events", support.write_json(events)), ("events", ndjson([*events, events[0]])),
            ("state", support.write_file(support.state_bytes(state))),
            ("state", support.write_file(json.dumps(support.sort_members(state), indent=1).encode()))]


class Program(unittest.TestCase):
    maxDiff = None

    def diff(self, *arguments, stdin=b""):
        done = support.run("diff", "--json", *arguments, stdin=stdin)
        report = json.loads(done.out)
        self.assertEqual(schemas.faults(report), [])
        self.assertEqual(done.exit, 0 if report["equal"] else 1)
        return report

    def refuse(self, code, *arguments, stdin=b""):
        """Nothing is compared, and each form of output says the same."""
        done = support.run("diff", *arguments, stdin=stdin)
        self.assertEqual((done.exit, done.out), (2, b""), done)
        self.assertIn(f": {code}: ", done.err)
        with_json = support.run("diff", "--json", *arguments, stdin=stdin)
        self.assertEqual((with_json.exit, with_json.err), (2, done.err))
        for line in with_json.out.splitlines():
            self.assertEqual(schemas.faults(json.loads(line)), [])
        self.assertEqual(json.loads(with_json.out.splitlines()[0])["error"]["code"], code)
        self.assertEqual(support.run("diff", "--json", "-q", *arguments, stdin=stdin), (2, b"", done.err))
        return done.err

    def test_every_mixture_of_kinds(self):
        whole, part = forms(EVENTS), forms(EVENTS[:1])
        for kind_of_a, a in whole:
            for kind_of_b, b in whole:
                report = self.diff(a, b)
                self.assertEqual([one["kind"] for one in report["inputs"]], [kind_of_a, kind_of_b])
                self.assertTrue(report["equal"], (kind_of_a, kind_of_b))
                merged = "state" not in (kind_of_a, kind_of_b)
                self.assertEqual(report["same_input"], True if merged else None)
            for kind_of_b, b in part:
                report = self.diff(a, b)
                self.assertEqual((report["causes"], [one["event_id"] for one in report["events"]]),
                                 (["only_in_a"], [EVENTS[1]["event_id"]]))
                self.assertEqual(self.diff(b, a)["causes"], ["only_in_b"])
        self.assertEqual({kind for kind, _ in whole}, set(KINDS))

    def test_exit_statuses_and_streams(self):
        [(_, whole), *_], [(_, part), *_] = forms(EVENTS), forms(EVENTS[:1])
        for other, status in ((whole, 0), (part, 1)):
            done = support.run("diff", whole, other)
            self.assertEqual((done.exit, done.err), (status, ""))
            self.assertIn(NUMBER.encode(), done.out.splitlines()[0])
            self.assertEqual(support.run("diff", "--quiet", whole, other), (status, b"", ""))
            self.assertEqual(support.run("diff", "-q", "--json", whole, other), (status, b"", ""))
        for path in (whole, part):
            self.assertEqual(support.run("diff", "-q", "-", whole, stdin=path.read_bytes()).exit, int(path == part))
            self.assertEqual(support.run("diff", "-q", whole, "-", stdin=path.read_bytes()).exit, int(path == part))
        self.assertEqual(self.diff("-", part, stdin=whole.read_bytes())["inputs"][0]["file"], "-")

    def test_real_bundles(self):
        self.assertTrue(self.diff(PATH, PATH)["equal"])
        state = support.write_json(BUNDLE["state"])
        self.assertTrue(self.diff(PATH, state)["equal"])
        report = self.diff(*support.BUNDLES[:2])
        self.assertEqual((report["causes"], report["events"], report["changes"]), (["other_record"], [], []))
        self.assertIn(b"different records", support.run("diff", *support.BUNDLES[:2]).out)
        report = self.diff("--subject", NUMBER, *support.BUNDLES[:2])
        self.assertNotIn("other_record", report["causes"])

    def test_people_learn_the_cause_first_and_which_command_tells_more(self):
        bad = {**EVENTS[0], "signature": {}}
        done = support.run("diff", "--color=never", ndjson(EVENTS), ndjson([bad]))
        lines = done.out.decode().splitlines()
        cause = lines.index("Only A has 1 event:")
        self.assertIn(EVENTS[1]["event_id"], lines[cause + 1])
        other = lines.index("1 event of both has different reasons:")
        self.assertEqual(lines[other + 1], f"  {EVENTS[0]['event_id']}: valid in A, bad_signature in B")
        self.assertIn("signature/signature_status is missing", lines[other + 2])
        self.assertLess(cause, other)
        self.assertLess(other, lines.index("As a consequence, this differs in the states:"))
        commands = [shlex.split(line.split("pith-merge ", 1)[1]) for line in lines if ": pith-merge explain " in line]
        self.assertEqual([support.run(*command).exit for command in commands], [0, 1])

    def test_the_command_that_tells_more_trusts_the_same_keys(self):
        done = support.run("diff", "--no-default-keys", "--trust-bundle-keys", PATH, ndjson(EVENTS))
        self.assertIn("keys_vouch_for_themselves", done.err)
        [line] = [line for line in done.out.decode().splitlines() if ": pith-merge explain " in line]
        command = shlex.split(line.split("pith-merge ", 1)[1])
        self.assertEqual(command[:3], ["explain", "--no-default-keys", "--trust-bundle-keys"])
        self.assertIn(b"unknown_key", support.run(*command).out)
        self.assertIn(b"only A trusts it; it decides about 2 events", done.out)

    def test_why_aliases_do_not_count(self):
        signature = BUNDLE["bundle_signature"]
        stranger = scenarios.STRANGER.key
        foreign = support.sign_bundle(BUNDLE, stranger)
        as_registry = {name: signature[name] for name in ("key_id", "public_key_fingerprint")}
        for document, fault, words in (
                ({**BUNDLE, "links": "changed"}, "changed", "was changed after a trusted registry key signed it"),
                ({name: value for name, value in BUNDLE.items() if name != "bundle_signature"}, "not_signed",
                 "the bundle is not signed"),
                (foreign, "untrusted_key", "no trusted registry key signed the bundle"),
                ({**foreign, "links": "changed"}, "untrusted_key", "no trusted registry key signed the bundle"),
                ({**foreign, "bundle_signature": {**foreign["bundle_signature"], **as_registry}}, "does_not_hold",
                 "is not by the trusted registry key that it names"),
                ({**foreign, "links": "changed", "bundle_signature": {**foreign["bundle_signature"], **as_registry}},
                 "does_not_hold", "is not by the trusted registry key that it names"),
                ({**BUNDLE, "bundle_signature": {**signature, "algorithm": 5}}, "malformed", "has the wrong value"),
                ({**BUNDLE, "bundle_signature": {**signature, "bundle_sha256": "x"}}, "malformed",
                 "has the wrong value")):
            path = support.write_json(document)
            report = self.diff(PATH, path)
            self.assertEqual([one["signature_fault"] for one in report["inputs"]], [None, fault])
            self.assertEqual(report["causes"], ["aliases"])
            done = support.run("diff", PATH, path)
            self.assertEqual(done.exit, 1)
            self.assertIn(f"{path}: warning: aliases_not_vouched_for: ", done.err)
            [line] = [line for line in done.out.decode().splitlines() if line.startswith("  Of B: aliases left out: ")]
            self.assertIn(words, line)
            self.check_verify_command(done, path)
        self.assertIn(b"B has events alone", support.run("diff", PATH, ndjson(EVENTS)).out)

    def check_verify_command(self, done, path):
        """The report names, once, the command that checks the file, and that finds a fault."""
        commands = [shlex.split(line.split("run: pith-merge ", 1)[1]) for line in done.out.decode().splitlines()
                    if "run: pith-merge verify " in line]
        self.assertEqual(commands, [["verify", str(path)]])
        self.assertEqual(support.run(*commands[0]).exit, 1)

    def test_what_differs_in_bundles_is_named_though_aliases_are_lost(self):
        """A file was changed after it was signed. What was changed is named, and not only what follows."""
        aliases = BUNDLE["source_aliases"]
        metadata = BUNDLE["canonical_record"]["metadata"]
        record = {**BUNDLE["canonical_record"], "metadata": {**metadata, "license": "Another one"}}
        for changed, pointer, values in (
                ({"source_aliases": [{**aliases[0], "alias_value": "planted"}, *aliases[1:]]}, "/source_aliases", None),
                ({"canonical_record": record}, "/canonical_record/metadata/license",
                 (json.dumps(metadata["license"]), '"Another one"')),
                ({"built_at": "2020-01-01T00:00:00Z"}, "/built_at",
                 (json.dumps(BUNDLE["built_at"]), '"2020-01-01T00:00:00Z"'))):
            path = support.write_json({**BUNDLE, **changed})
            report = self.diff(PATH, path)
            self.assertEqual({one["pointer"] for one in report["bundle_changes"]}, {pointer})
            if values:
                self.assertEqual([(one["in_a"], one["in_b"]) for one in report["bundle_changes"]], [values])
            else:
                about = aliases[0]["alias_kind"] + " "
                self.assertEqual([(one["difference"], one["about"]) for one in report["bundle_changes"]],
                                 [("only_in_a", about + aliases[0]["alias_value"]), ("only_in_b", about + "planted")])
            lines = support.run("diff", PATH, path).out.decode().splitlines()
            [heading] = [line for line in lines if "not part of the state" in line]
            self.assertTrue(any(pointer in line for line in lines[lines.index(heading):]), lines)

    def test_bundles_of_one_state_that_differ(self):
        """Both lost their aliases, so they give one state; the status is 0, and the report says what differs."""
        unsigned = {name: value for name, value in BUNDLE.items() if name != "bundle_signature"}
        aliases = BUNDLE["source_aliases"]
        changed = {**BUNDLE, "source_aliases": [{**aliases[0], "alias_value": "planted"}, *aliases[1:]]}
        built = support.write_json({**BUNDLE, "built_at": "2020-01-01T00:00:00Z"})
        for document, pointers in ((unsigned, {"/built_at", "/bundle_signature"}),
                                   (changed, {"/built_at", "/source_aliases"})):
            path = support.write_json(document)
            report = self.diff(built, path)
            self.assertTrue(report["equal"])
            self.assertEqual(report["causes"], [])
            self.assertEqual({one["pointer"] for one in report["bundle_changes"]}, pointers)
            done = support.run("diff", "--color=never", built, path)
            lines = done.out.decode().splitlines()
            self.assertEqual(done.exit, 0)
            self.assertIn("A and B give the same state", lines[0])
            self.assertTrue(any("nor the exit status" in line for line in lines), lines)
            self.assertTrue(all(any(pointer in line for line in lines) for pointer in pointers), lines)
            self.assertIn("  Of A: the bundle was changed after a trusted registry key signed it.", lines)
        # The state that the changed bundle states has aliases that are neither vouched for nor its own.
        self.assertTrue(any("The state that B states is not what its events give" in line for line in lines), lines)
        self.assertEqual([one["stated_state_holds"] for one in report["inputs"]], [True, False])
        same = support.run("diff", built, built).out.decode()
        self.assertEqual(same.count("\n"), 1, same)

    def test_a_state_document_that_was_changed(self):
        changed = {**BUNDLE["state"], "event_count": 3}
        path = support.write_json(changed)
        report = self.diff(path, PATH)
        self.assertEqual(report["causes"], ["other_merge", "edited_state"])
        [said, other] = report["inputs"]
        self.assertEqual((said["written_state_sha256"], said["written_state_sha256_holds"]),
                         (BUNDLE["state"]["state_sha256"], False))
        self.assertEqual((other["written_state_sha256"], other["written_state_sha256_holds"]), (None, None))
        self.assertIn(b"The state document A was changed: ", support.run("diff", path, PATH).out)
        done = support.run("diff", path, path)
        self.assertEqual(done.exit, 0)
        self.assertIn(b"The state document A was changed: ", done.out)
        self.assertIn(b"The state document B was changed: ", done.out)
        right = support.write_json(BUNDLE["state"])
        self.assertNotIn(b"was changed", support.run("diff", right, PATH).out)
        self.assertEqual(self.diff(right, PATH)["inputs"][0]["written_state_sha256_holds"], True)
        for odd in (None, 5, [], "x" * 1000):
            path = support.write_json({**BUNDLE["state"], "state_sha256": odd})
            self.assertTrue(self.diff(path, right)["equal"])
            self.assertIn(b"The state document A was changed: ", support.run("diff", path, right).out)

    def test_an_edited_copy_is_named(self):
        edited = {**EVENTS[1], "payload": {**EVENTS[1]["payload"], "planted": 1}}
        changed, original = support.event_id(edited), EVENTS[1]["event_id"]
        for copied, is_edited, words in ((edited, True, "It is an edited copy of"),
                                         ({**edited, "signature": {}}, False, "It states the id of")):
            path = support.write_json([EVENTS[0], copied])
            [only_in_a, only_in_b] = self.diff(PATH, path)["events"]
            self.assertEqual((only_in_a["event_id"], only_in_a["states_id_of"]), (original, None))
            self.assertEqual((only_in_b["event_id"], only_in_b["states_id_of"], only_in_b["is_edited_copy"]),
                             (changed, original, is_edited))
            lines = support.run("diff", PATH, path).out.decode().splitlines()
            [line] = [line for line in lines if words in line]
            self.assertIn(original, line)
            self.assertIn(changed, lines[lines.index(line) - 1])

    def test_a_state_that_is_not_what_the_events_give(self):
        bundle = {"bundle_type": "pith_open_graph_bundle", "pith_number": NUMBER, "events": EVENTS}
        right = support.make_state(NUMBER, EVENTS, [])
        false = support.write_json({**bundle, "state": {**right, "event_count": 3}})
        report = self.diff(false, support.write_json({**bundle, "state": right}))
        self.assertEqual((report["causes"], report["same_input"]), (["stated_state"], True))
        self.assertEqual([one["pointer"] for one in report["changes"]], ["/event_count"])
        self.assertEqual([one["stated_state_holds"] for one in report["inputs"]], [False, True])
        done = support.run("diff", false, ndjson(EVENTS))
        self.assertIn(b"The input is the same, but the state that A states is not what its events give", done.out)
        self.assertEqual(support.run("diff", "-q", false, false).exit, 0)
        self.assertIn(b"The state that B states is not what its events give", support.run("diff", false, false).out)
        changed = support.write_json({**right, "event_count": 3})
        self.assertEqual(self.diff(ndjson(EVENTS), changed)["causes"], ["other_merge", "edited_state"])
        self.assertIn(b"different merge", support.run("diff", ndjson(EVENTS), changed).out)

    def test_long_lists_are_cut_for_people_alone(self):
        events = [{**EVENTS[0], "payload": {"n": number}} for number in range(250)]
        report = self.diff(support.write_json(EVENTS + events), ndjson(EVENTS))
        self.assertEqual(len(report["events"]), 250)
        count = {"pointer": "/invalid_events", "difference": "only_in_a", "count": 250}
        self.assertIn(count, report["change_counts"])
        self.assertEqual(sum(one["pointer"] == "/invalid_events" for one in report["changes"]), 100)
        lines = support.run("diff", support.write_json(EVENTS + events), ndjson(EVENTS)).out.decode().splitlines()
        self.assertEqual(lines.count("  ... and 150 more"), 2)

    def test_kinds_that_cannot_be_compared(self):
        audit = support.write_file(verdict_lines.text([verdict_lines.line(NUMBER)]))
        digest = support.write_file(verdict_lines.digest([verdict_lines.line(NUMBER)]).encode())
        for one in (audit, digest):
            for _, other in forms(EVENTS):
                self.assertIn("an audit is compared only with an audit", self.refuse("not_a_verdict", one, other))
                self.refuse("not_a_verdict", other, one)
        evidence = support.write_file(b'{"format": "pith-merge.evidence.v1"}')
        said = self.refuse("no_subject", evidence, PATH)
        self.assertIn("this is evidence", said)
        self.assertNotIn("--subject", said)  # with a subject, evidence would be compared as a malformed event
        for document, code in ((evidence.read_bytes(), "no_subject"), (b'{"a": 1}', "no_subject"),
                               (b"7", "not_an_event"), (b"[[]]", "not_an_event"),
                               (b'{"public_keys": []}', "not_a_bundle"),
                               (b'{"state_type": "other", "pith_number": "x"}', "not_a_bundle"),
                               (b'{"state_type": "pith_open_graph_state"}', "not_a_bundle"), (b" \n ", "empty"),
                               (b"", "empty"), (b"[", "syntax"), (b"\x1f\x8b\x08\x00" + bytes(80), "syntax")):
            path = support.write_file(document)
            self.assertTrue(self.refuse(code, path, PATH).startswith(f"{path}:"), document)
            self.refuse(code, PATH, "-", stdin=document)

    def test_both_refused_inputs_are_named(self):
        broken, missing = support.write_file(b"["), support.scratch_path("missing.json")
        self.assertEqual(self.refuse("syntax", broken, support.write_file(b"{}")).count("\n"), 2)
        self.assertEqual(self.refuse("unreadable", missing, missing).count("\n"), 2)
        self.refuse("unreadable", PATH, "/")
        self.refuse("syntax", "--keys", broken, PATH, PATH)
        for arguments in ((), (PATH,), (PATH, PATH, PATH), ("-", "-"), ("--subject", "pith", PATH, PATH)):
            done = support.run("diff", *arguments)
            self.assertEqual((done.exit, done.out), (2, b""), arguments)

    def test_refused_lines_are_skipped_if_asked(self):
        torn = support.write_file(ndjson(EVENTS).read_bytes() + b"[\n[[\n")
        self.assertEqual(self.refuse("syntax", torn, ndjson(EVENTS)).count("\n"), 2)
        done = support.run("diff", "--json", "--keep-going", torn, ndjson(EVENTS))
        *refused, report = map(json.loads, done.out.splitlines())
        self.assertEqual((done.exit, len(refused), report["equal"]), (2, 2, True))

    def test_several_records_in_one_input(self):
        both = support.write_json([*EVENTS, *json.loads(support.BUNDLES[0].read_bytes())["events"]])
        self.refuse("several_subjects", both, PATH)
        report = self.diff("--subject", NUMBER, both, ndjson(EVENTS))
        self.assertEqual({one["in_a"] for one in report["events"]}, {"subject_mismatch"})

    def test_threads_never_show(self):
        events = [{**EVENTS[0], "payload": {"n": number}} for number in range(400)]
        paths = support.write_json(EVENTS + events[:300]), ndjson([*events[100:], *EVENTS])
        alone = support.run("diff", "--json", *paths)
        self.assertEqual((alone.exit, len(json.loads(alone.out)["events"])), (1, 200))
        for number in (2, 7):
            self.assertEqual(support.run("diff", "--json", "--threads", number, *paths), alone)

    def test_hostile_texts_are_shown_and_not_obeyed(self):
        state = support.make_state(NUMBER, EVENTS, [{"alias_kind": "\u202e", "alias_value": "\x1b[2J",
                                                     "created_at": "2026-07-05T02:34:17Z"}])
        state["current"]["\x1b[31m\u202e"] = 1
        state["invalid_events"] = [{"event_id": "sha256:" + "0" * 64, "reason": "\x1b\u202e"}, {"event_id": "\x1b"}, 5]
        done = support.run("diff", "--color=never", ndjson(EVENTS), support.write_json(state))
        self.assertEqual(done.exit, 1)
        self.assertTrue(done.out.decode().replace("\n", "").isprintable(), done.out)
        self.assertIn("\\u202e", done.out.decode())

    def test_equivocations_of_two_signers_at_one_position_are_told_apart(self):
        signers = (scenarios.ALICE, scenarios.BOB)
        answers = {signer: [forks.answer(signer, payload={"n": number}) for number in (1, 2)] for signer in signers}
        keys = support.write_json([signer.entry() for signer in signers])
        both = support.write_json([*answers[signers[0]], *answers[signers[1]]])
        for signer in signers:
            report = self.diff("--keys", keys, both, support.write_json(answers[signer]))
            self.assertEqual([one["difference"] for one in report["changes"] if one["pointer"] == "/equivocations"],
                             ["only_in_a"])

    def test_states_of_any_form(self):
        base = {"state_type": "pith_open_graph_state", "pith_number": NUMBER}
        odd = [None, 5, "x", [], {}, [None], ["x", "x"], [[]], [{"event_id": 5}], {"source_aliases": 5},
               {"corrections": [5, 5, {}]}]
        for member in ("applied_event_ids", "invalid_events", "equivocations", "current", "merge_version"):
            for value, other in zip(odd, odd[1:] + odd[:1]):
                path = support.write_json({**base, member: value})
                self.assertIn("only_in_b", self.diff(path, ndjson(EVENTS))["causes"])
                self.assertTrue(self.diff(path, path)["equal"])
                self.assertFalse(self.diff(path, support.write_json({**base, member: other}))["equal"])


if __name__ == "__main__":
    unittest.main()
