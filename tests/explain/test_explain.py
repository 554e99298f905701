"""Explains every event of random hostile sets with the program, and checks every statement from SPEC alone.

    test_explain.py [--sets N] [--seed S] [--workers W]

The reasons are those of tests/reference. What would have to arrive does arrive, signed by the keys of the tests, and
then the reference must call the event valid.
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

import scenarios  # noqa: E402
import schemas  # noqa: E402
import statements  # noqa: E402
import support  # noqa: E402
import merge as reference  # noqa: E402

GENERATORS = [scenarios.Campaign, scenarios.Scenario]
ROUNDS_MAX = 20
# What must occur, so that no statement is checked on nothing.
EXPECTED = [*(f"reason {name}" for name in (
    "malformed", "limit_exceeded", "unsupported_schema_version", "subject_mismatch", "unknown_key", "signer_mismatch",
    "key_expired", "not_authorised", "record_mismatch", "content_hash_mismatch", "event_id_mismatch", "bad_signature",
    "bad_receipt", "prev_event_unresolved")),
    *(f"need {name}" for name in ("nothing", "authentic_copy", "event", "trusted_key")),
    *(f"order {name}" for name in ("first", "created_at", "record_created", "event_id", "link")),
    *(f"effect {name}" for name in ("supersedes", "dangling_supersedes", "foreign_supersedes")),
    *(f"detail {name}" for name in ("missing_member", "wrong_member", "loose_base64", "does_not_hold", "another_key")),
    "need of a bound name", "need of a bundle's key", "became valid", "superseded", "equivocation", "through"]


class World:
    """What a merge is given, and what the reference says about it."""

    def __init__(self, keys, files, trusts_bundle_keys):
        self.keys, self.files, self.trusts_bundle_keys = keys, files, trusts_bundle_keys
        keyring = reference.Keyring.from_documents([keys])
        bundles, events = reference.read_input(files)
        if trusts_bundle_keys:
            keyring = keyring.with_bundle_keys([one["public_keys"] for one in bundles if "public_keys" in one])
        self.keyring = keyring
        events = [*events, *(event for bundle in bundles for event in bundle["events"])]
        self.judged = reference.authenticate(scenarios.SUBJECT, keyring, events)
        self.own_reasons = {name: event.reason or reference.receipt_fault(event, keyring)
                            for name, event in self.judged.items()}
        self.applied = reference.apply(self.judged, keyring)
        self.live = reference.live_events(self.applied)
        candidates = {name: event for name, event in self.judged.items() if self.own_reasons[name] is None}
        self.order = [event.id for event in reference.application_order(candidates)]

    def explain(self, event, *options):
        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder) / f"{index}.json" for index in range(len(self.files) + 1)]
            for path, data in zip(paths, [json.dumps(self.keys).encode(), *self.files]):
                path.write_bytes(data)
            if self.trusts_bundle_keys:
                options = ("--trust-bundle-keys", *options)
            done = support.run("explain", "--no-default-keys", "--subject", scenarios.SUBJECT, "--keys", paths[0],
                               *options, event, *paths[1:])
            return done, [str(path) for path in paths[1:]]


def find_signer(fingerprint):
    for signer in [*scenarios.SIGNERS, *scenarios.CROWD]:
        if signer.key.fingerprint == fingerprint:
            return signer.key
    return None


def key_named(need):
    """The key of the tests with this fingerprint, under the key_id that is asked for."""
    key = copy.copy(find_signer(need["fingerprint"]))
    key.key_id = need["key_id"]
    return key


def bring(world, needs, dropped):
    """The world with everything that is needed; None if the tests cannot make it."""
    keys, events, bundle_keys = list(world.keys), [], []
    for need in needs:
        if need["code"] == "event":
            if need["event_id"] not in dropped:
                return None
            events.append(dropped[need["event_id"]])
            continue
        if find_signer(need["fingerprint"]) is None:
            return None
        key = key_named(need)
        if need["code"] == "authentic_copy":
            events.append(support.sign_event(world.judged[need["event_id"]].copies[0], key))
        elif need["from_bundle"]:
            bundle_keys.append(support.make_key_entry(key.key_id, key.public))
        else:
            bound = {name: need[name] for name in ("signer_id", "signer_type") if need[name] is not None}
            keys.append(support.make_key_entry(key.key_id, key.public, **bound))
    files = [*world.files, json.dumps(events).encode()]
    if bundle_keys:
        files.append(json.dumps({"bundle_type": "pith_open_graph_bundle", "pith_number": scenarios.SUBJECT,
                                 "events": [], "public_keys": bundle_keys}).encode())
    return World(keys, files, world.trusts_bundle_keys)


def check_nothing(world, need):
    """Nothing that arrives helps: not a right copy, and not the key."""
    event, reason = world.judged[need["event_id"]], need["reason"]
    content = event.content
    if reason == "bad_receipt":
        receipt = content["payload"]["receipt"]
        known = isinstance(receipt, dict) and world.keyring.find(receipt) is not None
        assert known or not statements.could_hold(receipt, content["payload"]), "a key could make the receipt hold"
        return
    own = reference.content_fault(content, scenarios.SUBJECT, world.keyring)
    if own != "unknown_key":
        assert own == reason, f"{own} is not {reason}"
        return
    signer = content["signer"]
    if reason == "unknown_key":
        assert not statements.can_be_key(signer), "there can be such a key"
        return
    assert content["event_type"] == "record_created", "the keys decide about this"
    record = content["payload"].get("canonical_record")
    if reason == "record_mismatch":
        assert (reference.pith_number(record) != scenarios.SUBJECT
                or reference.canonical_hash(record) != content["payload"].get("canonical_sha256"))
    else:
        assert reason == "not_authorised" and signer["signer_type"] != "pith_registry"
        assert not world.trusts_bundle_keys or signer["signer_id"] in world.keyring.bound_ids


def check_needs(world, name, explanation, dropped, counts):
    """What is needed is brought, as long as the event is not valid and something is needed."""
    for _ in range(ROUNDS_MAX):
        needs = explanation["needs"]
        for need in needs:
            counts["need " + need["code"]] += 1
            counts["need of a bound name"] += need["signer_id"] is not None
            counts["need of a bundle's key"] += need["from_bundle"]
        if explanation["valid"]:
            assert needs == [], "a valid event needs nothing"
            return
        assert needs, "an invalid event needs something"
        if needs[0]["code"] == "nothing":
            assert len(needs) == 1 and explanation["needs_complete"]
            check_nothing(world, needs[0])
            return
        for need in needs:
            if need["code"] == "event":
                assert need["event_id"] not in world.judged, "this event is here"
                assert not explanation["needs_complete"], "nobody knows what that event needs"
            if need["code"] == "authentic_copy":
                assert world.judged[need["event_id"]].reason == need["reason"], "an authentic copy is here"
        world_before, world = world, bring(world, needs, dropped)
        if world is None:
            return
        if name in world.applied:
            counts["became valid"] += 1
            return
        assert not explanation["needs_complete"], f"all is here, and it is {world.judged[name].reason}"
        done, _ = world.explain(name, "--json")
        explanation = json.loads(done.out)
        assert world_before.judged[name].reason is not None
    raise AssertionError("it never ends")


def make_scenario(seed):
    """A random set, with an event by a stranger who may claim another name, and what is left out of it."""
    chance = random.Random(seed)
    scenario = GENERATORS[seed % 2](chance)
    if chance.randrange(100) < 30:
        event = scenario.draft(scenarios.STRANGER)
        if chance.randrange(100) < 50:
            event["event_type"], event["payload"] = "record_created", scenario.record_payload()
        else:
            event["signer"] = {**event["signer"], "signer_id": chance.choice(["alice", "free"]),
                               "signer_type": chance.choice(["author", "pith_registry"])}
        scenario.events.append(support.sign_event(event, scenarios.STRANGER.key))
    dropped = {}
    if chance.randrange(100) < 40:
        for _ in range(chance.randint(1, 2)):
            if len(scenario.events) < 3:
                break
            name = support.event_id(chance.choice(scenario.events))
            for event in [event for event in scenario.events if support.event_id(event) == name]:
                dropped[name] = event
                scenario.events.remove(event)
    return World(scenario.keys, scenario.files(), scenario.trust_bundle_keys), dropped


def run_set(seed):
    world, dropped = make_scenario(seed)
    counts = collections.Counter()
    try:
        for name in world.judged:
            done, paths = world.explain(name, "--json")
            explanation = json.loads(done.out)
            assert schemas.faults(explanation) == [], schemas.faults(explanation)
            assert done.exit == (0 if name in world.applied else 1), done
            statements.Checker(world, name, explanation, paths, counts).check_all()
            check_needs(world, name, explanation, dropped, counts)
        return seed, None, counts
    except Exception:  # pylint: disable=broad-except
        return seed, f"{name}\n{traceback.format_exc()}", counts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    counts = collections.Counter()
    failed = 0
    tasks = [arguments.seed * 1_000_000 + number for number in range(arguments.sets)]
    with multiprocessing.Pool(arguments.workers) as pool:
        for seed, failure, occurred in pool.imap_unordered(run_set, tasks, chunksize=4):
            counts += occurred
            if failure:
                failed += 1
                print(f"seed {seed}: {failure}", flush=True)
    for name, count in sorted(counts.items()):
        print(f"{count:8}  {name}")
    rare = [name for name in EXPECTED if not counts[name]]
    if rare:
        print("never seen:", ", ".join(rare))
    print(f"{arguments.sets - failed} sets passed, {failed} failed")
    return 1 if failed or rare else 0


if __name__ == "__main__":
    sys.exit(main())
