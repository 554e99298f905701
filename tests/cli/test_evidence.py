"""`evidence` and the check of it: for random sets, the same document and the same faults as the reference; every
changed value is noticed; and what the program says."""

import copy
import json
import os
import pathlib
import random
import sys
import tempfile
import unittest

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "differential"), str(TESTS / "reference")]

import forks  # noqa: E402
import schemas  # noqa: E402
import scenarios  # noqa: E402
import support  # noqa: E402
import evidence as reference  # noqa: E402
import merge as merge_reference  # noqa: E402

SETS = int(os.environ.get("PITH_EVIDENCE_SETS", "100"))
PROOFS_CHANGED = 50
KEYS = [signer.entry() for signer in scenarios.CROWD if signer not in (scenarios.STRANGER, *scenarios.VISITORS)]
KEYRING = merge_reference.Keyring.from_documents([KEYS])
GENERATORS = (scenarios.Scenario, scenarios.Campaign)


class Forks(scenarios.Campaign):
    """Campaigns that are mostly forks."""

    def add_event(self):
        self.add_fork() if self.often(60) else super().add_event()


def evidence(keys, files, *options):
    paths = [support.write_file(data) for data in files]
    return support.run("evidence", "--no-default-keys", "--keys", keys, "--subject", scenarios.SUBJECT, *options,
                       *paths)


def leaves(value, path=()):
    """The path of each value that is not a container with something in it."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not children or not value:
        yield path, value
        return
    for name, child in children:
        yield from leaves(child, (*path, name))


def changed(document, path, value):
    result = copy.deepcopy(document)
    parent = result
    for part in path[:-1]:
        parent = parent[part]
    parent[path[-1]] = value
    return result


def other_values(leaf, chance):
    """Other values for a leaf: of its own kind, and one of another kind."""
    if isinstance(leaf, str) and leaf:
        place = chance.randrange(len(leaf))
        other = chance.choice([c for c in "aB7+" if c != leaf[place]])
        return [leaf[:place] + other + leaf[place + 1:], leaf[:-1], chance.choice([None, 7, [leaf]])]
    if isinstance(leaf, bool):
        return [not leaf]
    if isinstance(leaf, int):
        return [leaf + 1, str(leaf)]
    return [chance.choice(["", "other", 1, [None]]) if leaf != "" else "x"]


def verify_all(documents, keys, *options):
    """The report or refusal of each document, from one run of `verify`."""
    with tempfile.TemporaryDirectory() as folder:
        for number, document in enumerate(documents):
            data = document if isinstance(document, bytes) else json.dumps(document).encode()
            (pathlib.Path(folder) / f"{number:06}.json").write_bytes(data)
        done = support.run("verify", "--json", "--no-default-keys", "--keys", keys, *options, folder)
    reports = [json.loads(line) for line in done.out.splitlines()]
    assert len(reports) == len(documents), done.err
    return done.exit, reports


def names_of(report):
    """The names of the faults, as the reference gives them; None for what is refused."""
    if "error" in report:
        assert report["error"]["code"] in ("not_evidence", "not_a_bundle"), report
        return None
    listed = [report["faults"], *(proof["faults"] for proof in report["proofs"])]
    names = [[fault["name"] for fault in faults] for faults in listed]
    assert all(len(set(some)) == len(some) for some in names), "one fault of each name"
    assert [proof["ok"] for proof in report["proofs"]] == [not some for some in names[1:]]
    assert report["ok"] == (not any(names))
    return set(names[0]), [set(some) for some in names[1:]]


def names_by_the_reference(document, trust_keys=False):
    if not reference.has_form(document):
        return None
    return reference.check_evidence(document, KEYRING, trust_keys)


class Evidence(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.keys = support.write_json(KEYS)

    def report_of(self, document, *options):
        _, [report] = verify_all([document], self.keys, *options)
        self.assertEqual(schemas.faults(report), [])
        return report

    def check(self, document, *names):
        """These are the faults of its only proof."""
        self.assertEqual(names_of(self.report_of(document)), (set(), [set(names)]))
        self.assertEqual(names_by_the_reference(document), (set(), [set(names)]))


class RandomSets(Evidence):
    @classmethod
    def setUpClass(cls):
        """(seed, scenario, keys file, document) of sets with an equivocation."""
        super().setUpClass()
        cls.found, cls.without = [], 0
        for number in range(SETS):
            scenario = (*GENERATORS, Forks, Forks)[number % 4](random.Random(20_000_000 + number))
            if number % 4 == 3:
                scenario.trust_bundle_keys = False
            keys, files = support.write_json(scenario.keys), scenario.files()
            options = ["--trust-bundle-keys"] if scenario.trust_bundle_keys else []
            done = evidence(keys, files, *options)
            keyring = merge_reference.Keyring.from_documents([scenario.keys])
            expected = reference.make_evidence_of_files(files, keyring, scenarios.SUBJECT, scenario.trust_bundle_keys)
            assert (done.exit, done.out) == ((0, b"") if expected is None else (1, expected + b"\n")), number
            state = json.loads(merge_reference.merge_files(files, keyring, scenarios.SUBJECT,
                                                           scenario.trust_bundle_keys))
            proofs = [] if expected is None else json.loads(expected)["equivocations"]
            assert len(proofs) == state["equivocation_count"]
            if expected is None:
                cls.without += 1
            else:
                cls.found.append((scenario, keys, files, options, expected, state))
        cls.documents = [json.loads(expected) for *_, expected, _ in cls.found]

    def test_there_are_enough_of_both_kinds(self):
        self.assertGreater(len(self.found), SETS // 4)
        self.assertGreater(self.without, SETS // 20)

    def test_each_proves_each_entry_of_the_state_by_itself(self):
        for scenario, keys, _, options, document, state in self.found:
            done = support.run("verify", "--json", "--no-default-keys", "--keys", keys, *options, "-", stdin=document)
            report = json.loads(done.out)
            self.assertEqual((done.exit, report["ok"], schemas.faults(report)), (0, True, []), report)
            keyring = merge_reference.Keyring.from_documents([scenario.keys])
            faults, proofs = reference.check_evidence(json.loads(document), keyring, scenario.trust_bundle_keys)
            self.assertEqual((faults, proofs), (set(), [set()] * len(report["proofs"])))
            entries = list(state["equivocations"])
            for proof in report["proofs"]:
                self.assertEqual(len(proof["event_ids"]), 2, "two suffice")
                [entry] = [entry for entry in entries if set(proof["event_ids"]) <= set(entry["event_ids"]) and
                           all(entry[member] == proof[member] for member in ("event_type", "target", "position"))]
                entries.remove(entry)
            self.assertEqual(entries, [])

    def test_a_pair_by_one_key_needs_no_keyring(self):
        """Whoever trusts the keys inside needs nothing. Pairs by two keys of one signer are the only others."""
        seen = set()
        for document in self.documents:
            done = support.run("verify", "--json", "--no-default-keys", "--trust-bundle-keys", "-",
                               stdin=json.dumps(document).encode())
            for proof, checked in zip(document["equivocations"], json.loads(done.out)["proofs"]):
                one_key = len({reference.key_named(event) for event in proof["events"]}) == 1
                self.assertEqual(checked["ok"], one_key or len({event["signer"]["public_key_fingerprint"]
                                                                for event in proof["events"]}) == 1)
                seen.add(one_key)
        self.assertEqual(seen, {True, False})

    def test_order_threads_and_repetition_never_show(self):
        chance = random.Random(1)
        for _, keys, files, options, document, _ in self.found[:12]:
            again = files + [chance.choice(files)]
            chance.shuffle(again)
            self.assertEqual(evidence(keys, again, *options, "--threads", "3").out, document + b"\n")

    def test_every_changed_value_is_refused(self):
        """Of at least 50 proofs, each value is changed in several ways. The reference finds the same faults."""
        chance, documents, proofs = random.Random(2), [], 0
        for scenario, _, _, _, data, _ in self.found:
            document = json.loads(data)
            if scenario.trust_bundle_keys or proofs >= PROOFS_CHANGED:
                continue
            proofs += len(document["equivocations"])
            for path, leaf in leaves(document):
                documents += [changed(document, path, value) for value in other_values(leaf, chance)
                              if merge_reference.canonical(value) != merge_reference.canonical(leaf)]
        self.assertGreaterEqual(proofs, PROOFS_CHANGED if SETS >= 100 else 1)
        seen = set()
        for options, some in (([], documents), (["--trust-bundle-keys"], documents[::5])):
            status, reports = verify_all(some, self.keys, *options)
            self.assertEqual(status, 2)  # some are refused
            for document, report in zip(some, reports):
                self.assertFalse(report["ok"], document)
                self.assertEqual(names_of(report), names_by_the_reference(document, bool(options)), document)
                seen |= {"refused"} if "error" in report else set().union(names_of(report)[0], *names_of(report)[1])
        self.assertLessEqual({"refused", "content_hash_mismatch", "event_id_mismatch", "bad_signature", "unknown_key",
                              "malformed", "subject_mismatch", "event_type_mismatch", "target_mismatch",
                              "position_mismatch", "bad_key", "unused_key", "unlisted_key"} if SETS >= 100 else set(),
                             seen)

    def test_added_and_removed_members_and_events_are_refused(self):
        documents = []
        for document in self.documents[:8]:
            for path in ((), ("keys", 0), ("equivocations", 0), ("equivocations", 0, "events", 0, "signature")):
                inner = document
                for part in path:
                    inner = inner[part]
                documents.append(changed({"": document}, ("", *path, "signed_at"), "2026-07-05T14:38:00Z")[""])
                for member in inner:
                    documents.append(changed({"": document}, ("", *path),
                                             {name: inner[name] for name in inner if name != member})[""])
            for path in (("keys",), ("equivocations",), ("equivocations", 0, "events")):
                inner = document[path[0]] if len(path) == 1 else document["equivocations"][0]["events"]
                documents += [changed(document, path, []), changed(document, path, inner + inner[:1])]
            documents.append(changed(document, ("equivocations", 0, "events"),
                                     document["equivocations"][0]["events"][::-1]))
        _, reports = verify_all(documents, self.keys)
        for document, report in zip(documents, reports):
            self.assertFalse(report["ok"], document)
            self.assertEqual(names_of(report), names_by_the_reference(document), document)

    def test_any_spelling_is_the_same_document(self):
        scenario = scenarios.Scenario(random.Random(3))
        for document in self.documents[:10]:
            _, [plain, spelt] = verify_all([document, scenario.spell(document)], self.keys)
            self.assertEqual({**plain, "file": ""}, {**spelt, "file": ""})
        escaped = json.dumps(self.documents[0]).replace('"format"', '"\\u0066ormat"').replace("pith-m", "\\u0070ith-m")
        self.assertEqual(self.report_of(escaped.encode())["format"], "pith-merge.verify-evidence.v1")


class ByHand(Evidence):
    def test_what_proves_nothing_is_refused_by_name(self):
        one, two = forks.answer(payload={"n": 1}), forks.answer(payload={"n": 2})
        self.check(forks.document_of([one, two]))
        self.check(forks.document_of([one, forks.answer(target="abstract")]), "target_mismatch")
        self.check(forks.document_of([one, forks.answer(event_type="mirror_hint")]), "event_type_mismatch")
        self.check(forks.document_of([one, forks.answer(prev_event=two["event_id"])]), "position_mismatch")
        elsewhere = forks.answer(subject_pith_number=scenarios.OTHER_SUBJECT)
        self.check(forks.document_of([one, elsewhere]), "subject_mismatch")
        by_bob = forks.answer(scenarios.BOB)
        self.check(forks.document_of([one, by_bob], [scenarios.ALICE, scenarios.BOB]), "principal_mismatch")
        stranger = [forks.answer(scenarios.STRANGER, payload={"n": n}) for n in (1, 2)]
        self.check(forks.document_of(stranger, [scenarios.STRANGER]), "unknown_key")
        self.check(forks.document_of([one, one]), "same_event")
        late = forks.answer(scenarios.RETIRED, created_at=scenarios.ROTATES_AT)
        self.check(forks.document_of([late, forks.answer(scenarios.RETIRED)], [scenarios.RETIRED]), "key_expired")
        forged = copy.deepcopy(two)
        forged["signature"]["signature_b64"] = one["signature"]["signature_b64"]
        self.check(forks.document_of([one, forged]), "bad_signature")

    def test_a_replacement_does_not_conflict(self):
        first = "sha256:" + "0" * 64
        one = forks.answer(prev_event=first)
        two = forks.answer(prev_event=first, supersedes=[one["event_id"]])
        self.check(forks.document_of([one, two], position=first), "no_conflict")
        three = forks.answer(prev_event=first, payload={"n": 3})
        four = forks.answer(prev_event=first, supersedes=[one["event_id"], three["event_id"]])
        self.check(forks.document_of([one, three], position=first))
        self.check(forks.document_of([one, three, four], position=first), "no_conflict")
        self.check(forks.document_of([one, two, three], position=first))
        report = self.report_of(forks.document_of([one, three, four], position=first))
        [fault] = report["proofs"][0]["faults"]
        events = report["proofs"][0]["event_ids"]
        self.assertEqual(fault["pointer"], f"/equivocations/0/events/{events.index(four['event_id'])}")

    def test_events_need_not_be_valid(self):
        missing = "sha256:" + "1" * 64
        events = [forks.answer(prev_event=missing, payload={"n": n}) for n in (1, 2)]
        self.check(forks.document_of(events, position=missing))

    def test_two_keys_of_one_signer_need_a_keyring_that_binds_them(self):
        signers = [scenarios.ALICE, scenarios.ALICE_AGAIN]
        document = forks.document_of([forks.answer(signer) for signer in signers], signers)
        self.check(document)
        done = support.run("verify", "--json", "--no-default-keys", "--trust-bundle-keys", "-",
                           stdin=json.dumps(document).encode())
        report = json.loads(done.out)
        self.assertEqual((done.exit, names_of(report)), (1, (set(), [{"principal_mismatch"}])))

    def test_the_expected_and_the_actual_value_are_given(self):
        one, two = forks.answer(payload={"n": 1}), forks.answer(subject_pith_number=scenarios.OTHER_SUBJECT)
        [fault] = self.report_of(forks.document_of([one, two]))["proofs"][0]["faults"]
        self.assertEqual((fault["expected"], fault["actual"]), (scenarios.SUBJECT, scenarios.OTHER_SUBJECT))
        other = forks.answer(target="abstract")
        [fault] = self.report_of(forks.document_of([one, other]))["proofs"][0]["faults"]
        self.assertEqual((fault["expected"], fault["actual"]), ("title", "abstract"))
        self.assertRegex(fault["pointer"], r"\A/equivocations/0/events/[01]/target\Z")

    def test_the_same_event_signed_twice_gives_one_document(self):
        """A signer can sign one event in several ways. Which copy comes first makes no difference."""
        one, two = forks.answer(payload={"n": 1}), forks.answer(payload={"n": 2})
        again, forged = copy.deepcopy(one), copy.deepcopy(one)
        again["signature"]["signature_b64"] = forks.sign_otherwise(
            "alice", bytes.fromhex(one["content_sha256"]))
        forged["signature"]["signature_b64"] = "+" + one["signature"]["signature_b64"][1:]
        self.assertNotEqual(again, one)
        files = [json.dumps(event).encode() for event in (one, again, forged, two)]
        expected = evidence(self.keys, files)
        self.assertEqual(expected.exit, 1)
        self.assertEqual(evidence(self.keys, files[::-1]), expected)
        least = min(copied["signature"]["signature_b64"] for copied in (one, again))
        [proof] = json.loads(expected.out)["equivocations"]
        self.assertIn(least, [event["signature"]["signature_b64"] for event in proof["events"]])


class Program(Evidence):
    def setUp(self):
        self.fork = support.write_json([forks.answer(payload={"n": n}) for n in (1, 2)])
        self.clean = support.write_json([forks.answer()])
        self.options = ("--no-default-keys", "--keys", self.keys)

    def test_exit_statuses_and_streams(self):
        done = support.run("evidence", *self.options, self.clean)
        self.assertEqual(done, (0, b"", "pith-merge evidence: no equivocations in 1 event\n"))
        done = support.run("evidence", *self.options, self.fork)
        self.assertEqual((done.exit, done.err), (1, "pith-merge evidence: 1 equivocation in 2 events\n"))
        self.assertEqual(done.out, reference.make_evidence(
            scenarios.SUBJECT, KEYRING, json.loads(self.fork.read_bytes())) + b"\n")
        self.assertEqual(support.run("evidence", "-q", *self.options, self.fork), (1, done.out, ""))
        self.assertEqual(support.run("evidence", "--json", *self.options, self.fork), done)
        broken = support.write_file(b"[")
        refused = support.run("evidence", "--json", *self.options, self.fork, broken)
        self.assertEqual((refused.exit, json.loads(refused.out)["error"]["code"]), (2, "syntax"))
        self.assertEqual(schemas.faults(json.loads(refused.out)), [])
        going = support.run("evidence", "--json", "--keep-going", *self.options, self.fork, broken)
        self.assertEqual((going.exit, going.out), (2, done.out))
        wrong = support.run("evidence", "--subject", "pith:1", self.fork)
        self.assertEqual((wrong.exit, wrong.out), (2, b""))

    def test_what_verify_says_to_people(self):
        document = support.write_file(support.run("evidence", "-q", *self.options, self.fork).out)
        done = support.run("verify", *self.options, document)
        self.assertEqual(done, (0, f"{document}: holds  {scenarios.SUBJECT}  "
                                   "alice equivocated about correction of \"title\"\n".encode(), ""))
        self.assertEqual(support.run("verify", "-q", *self.options, document), (0, b"", ""))
        verbose = support.run("verify", "-v", *self.options, document).out
        self.assertIn(b"  proof   holds  alice, correction of \"title\", after no event\n", verbose)
        done = support.run("verify", "--no-default-keys", document)
        self.assertEqual(done.exit, 1)
        self.assertTrue(done.out.startswith(f"{document}: FAILS  {scenarios.SUBJECT}: 1 of 1 proof does not hold\n"
                                            "  fault   unknown_key  /equivocations/0/events/0: alice ".encode()))
        self.assertIn(b"run: pith-merge verify -v --no-default-keys ", done.out)
        self.assertIn(b"give its entry with --keys", done.out)
        changed = support.write_file(document.read_bytes().replace(b'"title"', b'"other"'))
        done = support.run("verify", *self.options, changed)
        self.assertEqual((done.exit, b"run: pith-merge verify -v" in done.out), (1, True))
        self.assertNotIn(b"give its entry", done.out)
        both = support.run("verify", *self.options, document, support.BUNDLES[0])
        self.assertEqual((both.exit, both.out.splitlines()[-1]), (1, b"1 holds, 1 fails, 0 refused"))

    def test_what_is_not_evidence_is_refused_with_a_place(self):
        done = support.run("verify", "-", stdin=b'{\n "format": "pith-merge.evidence.v1", "keys": []}')
        self.assertEqual((done.exit, done.err[:17]), (2, "-:1:1: not_eviden"))
        done = support.run("verify", "-", stdin=b'{"format": "pith-merge.evidence.v2"}')
        self.assertEqual((done.exit, done.err[:22]), (2, "-:1:1: not_a_bundle: t"))

    def test_names_from_outside_are_safe_to_show(self):
        event = [forks.answer(target="\u202e\x1b[2J", payload={"n": n}) for n in (1, 2)]
        document = support.run("evidence", "-q", *self.options, support.write_json(event)).out
        shown = support.run("verify", *self.options, "-", stdin=document).out
        self.assertIn(rb'correction of "\u202e\u001b[2J"', shown)


if __name__ == "__main__":
    unittest.main()
