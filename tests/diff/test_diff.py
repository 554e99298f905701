"""Plants causes in random hostile sets, and has `diff` find them. What must be found is computed by the reference.

    test_diff.py [--sets N] [--seed S] [--workers W]

For each set there is a pair of inputs for each kind of cause: B is made from A by adding, removing, re-signing, by
corrupting copies, or by changing keys, aliases or the stated state. Each may be a bundle, an array, NDJSON or, if the
cause allows it, a state document. Nothing here asks the program for the right answer.
"""

import argparse
import collections
import copy
import json
import multiprocessing
import os
import pathlib
import random
import sys
import tempfile
import traceback

TESTS = pathlib.Path(__file__).resolve().parent.parent
for folder in ("explain", "cli", "reference", "differential"):
    sys.path.insert(0, str(TESTS / folder))

import expectations  # noqa: E402
import scenarios  # noqa: E402
import support  # noqa: E402
import merge as reference  # noqa: E402

GENERATORS = [scenarios.Campaign, scenarios.Scenario]
# What must occur, so that nothing is checked on nothing.
EXPECTED = [*(f"planted {name}" for name in (
    "removed", "added", "signed again", "corrupted", "a better copy", "keys", "aliases", "a false state",
    "a changed state", "a stale state", "an edited copy", "a changed bundle", "nothing")),
    *(f"cause {name}" for name in expectations.CAUSES), "by copies", "by keys", "a consequence", "an equivocation",
    "a state document", "a bundle's member", "an edited copy"]


# ---- planting -----------------------------------------------------------------------------------------------


class Planter:
    """Makes pairs of inputs of one random set."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.scenario = GENERATORS[seed % 2](self.chance)
        self.events = self.scenario.events
        self.keys = self.scenario.keys
        self.keyring = reference.Keyring.from_documents([self.keys])
        self.aliases = [alias for alias in self.scenario.aliases if alias["created_at"] in scenarios.TIMES]

    def bundle(self, events, aliases=None, **more):
        bundle = {"bundle_type": "pith_open_graph_bundle", "pith_number": scenarios.SUBJECT, "events": events,
                  "source_aliases": self.aliases if aliases is None else aliases, **more}
        return support.sign_bundle(bundle, scenarios.REGISTRY.key)

    def spell(self, events):
        """An input with these events, and the aliases: one bundle, or the events beside a bundle."""
        kind = self.chance.randrange(3)
        if kind == 0:
            return self.scenario.spell(self.bundle(events))
        if kind == 1:
            return self.scenario.spell([*events, self.bundle([])])
        return "\n".join(json.dumps(value) for value in [*events, self.bundle([])]).encode()

    def some_event(self, is_authentic):
        """An event by its id, and the others; None if there is none."""
        judged = reference.authenticate(scenarios.SUBJECT, self.keyring, self.events)
        names = [name for name, event in judged.items() if not is_authentic or event.reason is None]
        if not names:
            return None
        name = self.chance.choice(names)
        own = [event for event in self.events if support.event_id(event) == name]
        return name, own, [event for event in self.events if support.event_id(event) != name]

    def state_of(self, data):
        return expectations.Side(data, self.keyring, False).state

    def pairs(self):
        """(what was planted, A, B, whether keys of bundles are trusted, the ids and causes that must be named)"""
        whole = self.spell(self.events)
        yield "nothing", whole, self.spell(self.chance.sample(self.events, len(self.events))), False, {}
        yield "a state document", whole, self.scenario.spell(self.state_of(whole)), False, {}
        if some := self.some_event(False):
            name, _, others = some
            less = self.spell(others)
            states = [self.scenario.spell(self.state_of(data)) for data in (whole, less)]
            yield "removed", whole, less, False, {"only_in_a": {name}}
            yield "added", less, whole, False, {"only_in_b": {name}}
            yield "removed", states[0], less, False, {"only_in_a": {name}}
            yield "added", states[1], states[0], False, {"only_in_b": {name}}
        if some := self.some_event(True):
            yield from self.pairs_of_copies(*some)
        yield from self.pairs_of_keys()
        yield from self.pairs_of_bundles()
        yield from self.pairs_of_aliases()
        yield from self.pairs_of_states()

    def pairs_of_copies(self, name, own, others):
        good = self.spell(others + own)
        again = copy.deepcopy([one for one in own if self.is_authentic(one)][0])
        again["signature"]["signed_at"] = "2027-01-01T00:00:00Z"
        signer = [one for one in scenarios.CROWD + scenarios.SIGNERS
                  if one.key.fingerprint == again["signer"]["public_key_fingerprint"]][0]
        if signer.key.key_id == again["signer"]["key_id"] and self.chance.randrange(2):
            again["signature"]["signature_b64"] = signer.key.sign(bytes.fromhex(again["content_sha256"]))
        yield "signed again", good, self.spell([*others, again]), False, {}
        bad = copy.deepcopy(again)
        while self.is_authentic(bad):
            self.scenario.spoil_envelope(bad)
        corrupted = self.spell([*others, bad])
        yield "corrupted", good, corrupted, False, {"other_value": {name}}
        yield "a better copy", corrupted, good, False, {"other_value": {name}}
        yield "corrupted", self.scenario.spell(self.state_of(good)), corrupted, False, {"other_value": {name}}
        yield "a better copy", corrupted, self.spell([*others, bad, again]), False, {"other_value": {name}}

        edited = copy.deepcopy([one for one in own if self.is_authentic(one)][0])
        edited["payload"]["planted"] = 1
        changed = support.event_id(edited)
        for names in ((), ("signature",)):
            pair = [good, self.spell([*others, {**edited, **{name: {} for name in names}}])]
            named = {"only_in_a": {name}, "only_in_b": {changed}, "original": (changed, name, not names)}
            yield "an edited copy", *pair, False, named

    def pairs_of_bundles(self):
        """Something else than events and aliases differs; the signature is by the registry on both sides, or broken."""
        more = {"built_at": "2026-01-01T00:00:00Z", "links": {"x": 1}, "source": {"kind": "x"}}
        member = self.chance.choice(["built_at", "links", "source", "other"])
        changed = {**more, member: {"y": [1]}}
        if member == "other" and self.chance.randrange(2):
            changed["events"] = self.events[::-1]
        a, b = self.bundle(self.events, **more), self.bundle(changed.pop("events", self.events), **changed)
        yield "a changed bundle", self.scenario.spell(a), self.scenario.spell(b), False, {"causes": []}
        state = {"state": self.state_of(self.scenario.spell(a))}
        a, b = {**self.bundle(self.events), **state}, {**self.bundle(self.events, []), **state, "built_at": "x"}
        yield "a changed bundle", self.scenario.spell(a), self.scenario.spell(b), False, {"causes": []}

    def is_authentic(self, event):
        [judged] = reference.authenticate(scenarios.SUBJECT, self.keyring, [event]).values()
        return judged.reason is None

    def pairs_of_keys(self):
        """Only B's bundle lists the keys of visitors."""
        visitor = self.chance.choice([*scenarios.VISITORS, scenarios.STRANGER])
        events = [self.scenario.draft(visitor) for _ in range(2)]
        events = self.events + [support.sign_event(event, visitor.key) for event in events]
        listed = [visitor.entry()]
        a, b = self.bundle(events), self.bundle(events, public_keys=listed)
        yield "keys", self.scenario.spell(a), self.scenario.spell(b), True, {}
        yield "keys", self.scenario.spell(b), self.scenario.spell(events), True, {}
        # A key that signs nothing makes no difference.
        yield "keys", self.scenario.spell(self.bundle(self.events, public_keys=listed)), self.scenario.spell(
            self.bundle(events[1:])), True, {}
        created = {**self.scenario.draft(scenarios.REGISTRY), "event_type": "record_created", "prev_event": None,
                   "payload": {"canonical_record": scenarios.RECORD,
                               "canonical_sha256": support.digest_of(scenarios.RECORD).hex(),
                               "receipt": self.receipt_by(visitor)}}
        created = support.sign_event(created, scenarios.REGISTRY.key)
        yield "keys", self.scenario.spell(self.bundle([created], public_keys=listed)), self.scenario.spell(
            self.bundle([created])), True, {}
        signed = support.sign_bundle(self.bundle(events, public_keys=listed), visitor.key)
        yield "keys", self.scenario.spell(signed), self.scenario.spell(self.bundle(events)), True, {}

    @staticmethod
    def receipt_by(signer):
        receipt = {"signature_status": "signed_v1", "algorithm": "ed25519", "signed_message": "canonical_sha256_bytes"}
        return support.sign_receipt(receipt, scenarios.RECORD, signer.key)

    def pairs_of_aliases(self):
        others = copy.deepcopy(self.aliases)
        others.append({"alias_kind": "planted", "alias_value": "1", "created_at": scenarios.TIMES[0]})
        if len(others) > 1:
            others[0]["created_at"] = scenarios.TIMES[-1]
        a, b = self.scenario.spell(self.bundle(self.events)), self.scenario.spell(self.bundle(self.events, others))
        yield "aliases", a, b, False, {"causes": ["aliases"]}
        yield "aliases", self.scenario.spell(self.state_of(a)), b, False, {"causes": ["aliases"]}
        if self.aliases:
            # Its state has its own aliases, and so is right, although they do not count (SPEC 9.4).
            unvouched = {**self.bundle(self.events), "x": 1, "state": self.state_of(a)}
            yield "aliases", a, self.scenario.spell(unvouched), False, None

    def pairs_of_states(self):
        right = self.state_of(self.scenario.spell(self.bundle(self.events)))
        false = copy.deepcopy(right)
        kind = self.chance.randrange(3)
        if kind == 0:
            false["event_count"] += 1
        elif kind == 1:
            false["current"]["canonical_record"] = {"x": 1}
        else:
            false["equivocations"].append({"x": 1})
        plain = self.scenario.spell(self.bundle(self.events, state=right))
        for other in (plain, self.scenario.spell(self.bundle(self.events))):
            yield ("a false state", self.scenario.spell(self.bundle(self.events, state=false)), other, False,
                   {"causes": ["stated_state"]})
        both = [self.scenario.spell(self.bundle(self.events, state=false)) for _ in range(2)]
        yield "nothing", *both, False, {}
        if kind < 2:
            yield "a changed state", plain, self.scenario.spell(false), False, {
                "causes": ["other_merge", "edited_state"]}
            yield "a changed state", self.scenario.spell(right), self.scenario.spell(with_hash(false)), False, {
                "causes": ["other_merge"]}
            yield "nothing", self.scenario.spell(false), self.scenario.spell(with_hash(false)), False, {"causes": []}
        if len(right["applied_event_ids"]) > 1:
            turned = {**right, "applied_event_ids": right["applied_event_ids"][::-1]}
            yield "a changed state", plain, self.scenario.spell(with_hash(turned)), False, {"causes": ["other_merge"]}
        other_rules = {**right, "merge_version": "other"}
        yield "a changed state", plain, self.scenario.spell(with_hash(other_rules)), False, {
            "causes": ["merge_version"]}
        if self.events:
            name = support.event_id(self.events[0])
            others = [event for event in self.events if support.event_id(event) != name]
            stale = self.scenario.spell(self.bundle(others, state=right))
            yield "a stale state", plain, stale, False, {"only_in_a": {name}, "causes": ["only_in_a"]}


def with_hash(state):
    return {**state, "state_sha256": expectations.hash_of(state)}


def check_planted(report, planted):
    """Exactly what was planted is named."""
    if planted is None:
        return
    found = collections.defaultdict(set)
    for one in report["events"]:
        found[one["difference"]].add(one["event_id"])
    for kind in ("only_in_a", "only_in_b", "other_value"):
        if "causes" not in planted or kind in planted:
            assert found[kind] == planted.get(kind, set()), (kind, planted)
    if "original" in planted:
        event, original, is_edited = planted["original"]
        [said] = [one for one in report["events"] if one["event_id"] == event]
        assert (said["states_id_of"], said["is_edited_copy"]) == (original, is_edited), (said, planted)
    if "causes" in planted:
        assert report["causes"] == planted["causes"], (report["causes"], planted)


def run_program(keys, a, b, trusts):
    """With --json, and with --quiet."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [pathlib.Path(folder) / name for name in ("keys", "a", "b")]
        for path, data in zip(paths, (json.dumps(keys).encode(), a, b)):
            path.write_bytes(data)
        options = ["--trust-bundle-keys"] if trusts else []
        options += ["--no-default-keys", "--subject", scenarios.SUBJECT, "--keys"]
        return [support.run("diff", how, *options, *paths) for how in ("--json", "--quiet")]


def run_set(seed):
    counts, planted = collections.Counter(), None
    try:
        planter = Planter(seed)
        for planted, a, b, trusts, named in planter.pairs():
            done, quiet = run_program(planter.keys, a, b, trusts)
            report = json.loads(done.out)
            assert done.exit == (0 if report["equal"] else 1), done
            sides = [expectations.Side(data, planter.keyring, trusts) for data in (a, b)]
            expectations.check(report, *sides, counts)
            if planted != "keys":
                check_planted(report, named)
            assert quiet == (done.exit, b"", ""), quiet
            counts["planted " + planted] += 1
            counts["a state document"] += any(side.is_state for side in sides)
        return seed, None, counts
    except Exception:  # pylint: disable=broad-except
        return seed, f"{planted}\n{traceback.format_exc()}", counts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=6, help="each has about 20 pairs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    counts = collections.Counter()
    failed = 0
    tasks = [arguments.seed * 1_000_000 + number for number in range(arguments.sets)]
    with multiprocessing.Pool(arguments.workers) as pool:
        for seed, failure, occurred in pool.imap_unordered(run_set, tasks):
            counts += occurred
            if failure:
                failed += 1
                print(f"seed {seed}: {failure}", flush=True)
    for name, count in sorted(counts.items()):
        print(f"{count:8}  {name}")
    rare = [name for name in EXPECTED if not counts[name]]
    if rare:
        print("never seen:", ", ".join(rare))
    pairs = sum(count for name, count in counts.items() if name.startswith("planted "))
    print(f"{pairs} pairs of {arguments.sets} sets; {failed} sets failed")
    return 1 if failed or rare else 0


if __name__ == "__main__":
    sys.exit(main())
