"""Explains every event of random hostile sets with the program, and checks every statement from SPEC alone.

    test_explain.py [--sets N] [--seed S] [--workers W]

The reasons are those of tests/reference. What would have to arrive does arrive, signed by the keys of the tests, and
then the reference must call the event valid.
"""

import argparse
import collections
import copy
import dataclasses
import itertools
import json
import multiprocessing
import os
import pathlib
import sys
import traceback

TESTS = pathlib.Path(__file__).resolve().parent.parent
for folder in ("explain", "cli", "reference", "differential"):
    sys.path.insert(0, str(TESTS / folder))

import copies  # noqa: E402
import scenarios  # noqa: E402
import schemas  # noqa: E402
import statements  # noqa: E402
import support  # noqa: E402
import merge as reference  # noqa: E402
from worlds import World, make_scenario  # noqa: E402

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
    "need of a bound name", "need of a bundle's key", "need of a binding", "need of a copy that may be here",
    "no binding suits one event", "no binding suits several events", "became valid", "superseded", "equivocation",
    "others of an entry", "through", "hidden wait", "changed", "listed by a bundle"]


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
    return World(keys, files, world.trusts_bundle_keys or bool(bundle_keys))


def chain_of(world, name):
    """The events that must all be valid: this one, and what it follows."""
    chain = []
    while name in world.judged:
        chain.append(world.judged[name])
        name = chain[-1].content["prev_event"] if reference.well_formed(chain[-1].content) else None
    return chain, name  # the name of the one that is missing, if one is


def names_of(named):
    return named["key_id"], named["public_key_fingerprint"]


def bindings_of(world, names, chain):
    """The keyrings that more key entries can make: with each binding of this key that its events claim."""
    known = world.keyring.pool.get(names)
    claims = [event.content["signer"] for event in chain if names_of(event.content["signer"]) == names]
    ids = {None, *(signer["signer_id"] for signer in claims)}
    types = {None, "pith_registry", *(signer["signer_type"] for signer in claims)}
    options = []
    if known is None or known.from_bundle:
        options = [reference.Key(names[0], b"", names[1], *bound, None, False)
                   for bound in itertools.product(ids, types)]
        options.append(reference.Key(names[0], b"", names[1], None, None, None, True))
    else:
        for signer_id, signer_type in itertools.product(ids, types):
            options.append(dataclasses.replace(known, signer_id=known.signer_id or signer_id,
                                               signer_type=known.signer_type or signer_type))
    return [(option, reference.Keyring({**world.keyring.pool, names: option})) for option in options]


def asks_for(event, names):
    """Whether the receipt of an event must be by a registry key of these names."""
    receipt = event.content["payload"].get("receipt")
    is_named = isinstance(receipt, dict) and (receipt.get("key_id"), receipt.get("public_key_fingerprint")) == names
    return event.content["event_type"] == "record_created" and is_named


def check_receipt_never_holds(world, event):
    payload = event.content["payload"]
    receipt, key = payload["receipt"], world.keyring.find(payload["receipt"])
    if copies.could_hold(receipt, payload):
        assert key is not None, "a key could make the receipt hold"
        digest = bytes.fromhex(payload["canonical_sha256"])
        assert (not reference.signature_fits(receipt, digest, "canonical_sha256_bytes", key)
                or (not key.is_registry() and key.signer_type is not None)), "a binding could make the receipt hold"


def check_never_passes(world, event, reason):
    """A check that no binding has a part in, although one before it may fail as well."""
    payload, key = event.content["payload"], world.keyring.find(event.content["signer"])
    if reason == "key_expired":
        assert reference.instant(event.content["created_at"]) >= reference.instant(key.rotates_at)
    else:
        record = payload.get("canonical_record")
        assert (reference.pith_number(record) != scenarios.SUBJECT
                or reference.canonical_hash(record) != payload.get("canonical_sha256"))


def check_nothing(world, name, need, counts):
    """No new event, copy or key entry helps: every binding is tried."""
    chain, _ = chain_of(world, name)
    event, reason = world.judged[need["event_id"]], need["reason"]
    assert event in chain, "it does not wait for that event"
    if not reference.well_formed(event.content):
        assert reason == "malformed"
        return
    names = (need["key_id"], need["fingerprint"])
    if names == (None, None):
        if reason == "bad_receipt":
            return check_receipt_never_holds(world, event)
        chain, names = [event], names_of(event.content["signer"])
        if world.keyring.pool.get(names) is None and not copies.can_be_key(event.content["signer"]):
            assert reason in ("unknown_key", reference.content_fault(event.content, scenarios.SUBJECT, world.keyring))
            return
        counts["no binding suits one event"] += 1
    else:
        counts["no binding suits several events"] += 1
        assert names == names_of(event.content["signer"]) or asks_for(event, names), "it is not of that key"
        assert all(reference.well_formed(one.content) for one in chain)
    if reason in ("record_mismatch", "key_expired"):
        return check_never_passes(world, event, reason)
    faults = set()
    for key, keyring in bindings_of(world, names, chain):
        found = {reference.content_fault(one.content, scenarios.SUBJECT, keyring) for one in chain
                 if names_of(one.content["signer"]) == names}
        if not key.is_registry() and any(asks_for(one, names) for one in chain):
            found.add("bad_receipt")
        assert found - {None}, f"all events pass if the key is {key}"
        faults |= found
    assert reason in faults, f"{reason} is none of {faults}"


def check_need(world, need, explanation):
    if need["code"] == "event":
        assert need["event_id"] not in world.judged, "this event is here"
        assert not explanation["needs_complete"], "nobody knows what that event needs"
    if need["code"] == "authentic_copy":
        event = world.judged[need["event_id"]]
        key = world.keyring.find(event.content["signer"])
        assert event.reason == need["reason"], "an authentic copy is here"
        assert key is None or not any(
            reference.envelope_fault(one, dataclasses.replace(event, key=key)) == 3 for one in event.copies
        ), "a copy is here that is authentic under that key"
        right = key is None and any(copies.could_be_signed(one, event) for one in event.copies)
        assert need["may_be_here"] == right, "whether a copy may be here"
    bound = [names for names, key in sorted(world.keyring.pool.items())
             if need["signer_id"] is not None and key.signer_id == need["signer_id"]]
    assert [(key["key_id"], key["fingerprint"]) for key in need["bound_keys"]] == bound, "bound keys"


def check_completeness(world, name, explanation):
    """Needs are open only if the chain ends in a missing event, or a receipt waits for a key."""
    chain, missing = chain_of(world, name)
    is_open = missing is not None or any(
        event.content["event_type"] == "record_created" and "receipt" in event.content["payload"]
        and world.keyring.find(event.content["payload"]["receipt"]) is None for event in chain)
    assert explanation["needs_complete"] == (not is_open), "whether the needs are enough"


def check_each_is_needed(world, name, needs, dropped):
    """Without one of them, the event stays invalid."""
    trusts_more = any(need["from_bundle"] for need in needs)  # then a key that a bundle lists need not be given
    for need in needs:
        is_listed = trusts_more and (need["key_id"], need["fingerprint"]) in world.listed_keys
        if not need["may_be_here"] and not is_listed:
            less = bring(world, [other for other in needs if other is not need], dropped)
            assert less is None or name not in less.applied, f"it is valid without {need}"


def check_needs(world, name, explanation, dropped, counts):
    """What is needed is brought, as long as the event is not valid and something is needed."""
    for _ in range(ROUNDS_MAX):
        needs = explanation["needs"]
        for need in needs:
            counts["need " + need["code"]] += 1
            counts["need of a bound name"] += need["signer_id"] is not None
            counts["need of a bundle's key"] += need["from_bundle"]
            counts["need of a binding"] += (need["code"] == "trusted_key"
                                            and (need["key_id"], need["fingerprint"]) in world.keyring.pool)
            counts["need of a copy that may be here"] += need["may_be_here"]
        if explanation["valid"]:
            assert needs == [], "a valid event needs nothing"
            return
        assert needs, "an invalid event needs something"
        if needs[0]["code"] == "nothing":
            assert len(needs) == 1 and explanation["needs_complete"]
            check_nothing(world, name, needs[0], counts)
            return
        for need in needs:
            check_need(world, need, explanation)
        check_completeness(world, name, explanation)
        check_each_is_needed(world, name, needs, dropped)
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
