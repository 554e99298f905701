"""Asks `would-fork` about a random draft and a random history. What it says is what the reference shows once the draft
is signed and merged with the history; and a draft that follows the advice forks nothing.

    test_would_fork.py [--sets N] [--seed S] [--workers W]
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

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import sets  # noqa: E402  (first, because it says where the others are)
import scenarios  # noqa: E402
import schemas  # noqa: E402
import support  # noqa: E402
import merge as reference  # noqa: E402

SIGNERS = [*scenarios.SIGNERS, *scenarios.CROWD]
EXPECTED = [*(f"reason {name}" for name in (
    "malformed", "limit_exceeded", "unsupported_schema_version", "subject_mismatch", "unknown_key", "signer_mismatch",
    "key_expired", "not_authorised", "record_mismatch", "content_hash_mismatch", "event_id_mismatch", "bad_signature",
    "bad_receipt", "prev_event_unresolved", "None")),
    *(f"change {name}" for name in ("none", "created", "grown")),
    *(f"effect {name}" for name in ("supersedes", "dangling_supersedes", "foreign_supersedes", "None")),
    "known", "fine", "superseded", "also live", "others became valid", "advice", "advice without a head",
    "two kinds of advice", "copy reason", "awaited", "awaited advice"]


AUTHENTIC = (None, "bad_receipt", "prev_event_unresolved")
# Among so few sets, some of these may not occur.
SETS_OF_EVERYTHING_MIN = 1000


class World:
    """What the reference says about a history."""

    def __init__(self, keyring, events):
        self.judged = reference.authenticate(scenarios.SUBJECT, keyring, events)
        self.applied = reference.apply(self.judged, keyring)
        self.live = reference.live_events(self.applied)
        self.entries = reference.equivocations(self.applied, self.live)


def class_of(event):
    return event.key.principal(), event.content["event_type"], event.content["target"]


def sign(draft):
    """As the signer that the draft names, if the tests have the key."""
    signer = draft.get("signer")
    fingerprint = signer.get("public_key_fingerprint") if isinstance(signer, dict) else None
    keys = [one.key for one in SIGNERS if one.key.fingerprint == fingerprint] or [scenarios.STRANGER.key]
    key = copy.copy(keys[0])
    if isinstance(signer, dict) and isinstance(signer.get("key_id"), str):
        key.key_id = signer["key_id"]
    return support.sign_event(draft, key)


def links_of(content):
    supersedes = content.get("supersedes")
    links = [content.get("prev_event"), *(supersedes if isinstance(supersedes, list) else [])]
    return [link for link in links if isinstance(link, str)]


def changes(before, after, name):
    """The entries that are new or grown, or have the event: (change, entry)."""
    def same(one, two):
        return all(one[member] == two[member] for member in ("event_type", "target", "position"))
    for entry in after.entries:
        earlier = [one for one in before.entries
                   if same(one, entry) and set(one["event_ids"]) <= set(entry["event_ids"])]
        if not earlier:
            yield "created", entry
        elif all(one["event_ids"] != entry["event_ids"] for one in earlier):
            yield "grown", entry
        elif name in entry["event_ids"]:
            yield "none", entry


class Case:
    """A history in files, and an event that somebody wants to publish."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.scenario = (scenarios.Campaign, scenarios.Scenario)[seed % 2](self.chance)
        for _ in range(self.chance.randrange(8)):
            self.scenario.add_event()
        draft = self.pick_draft()
        self.files = self.scenario.files()
        bundles, events = reference.read_input(self.files)
        self.keyring = sets.keyring_of(self.scenario, bundles)
        self.history = events + [event for bundle in bundles for event in bundle["events"]]
        self.event = draft
        self.signed = sign(draft)
        if self.chance.randrange(3) == 0:
            self.event = copy.deepcopy(self.signed)
            if self.chance.randrange(3) == 0:
                self.scenario.spoil_envelope(self.event)
            self.signed = self.event
        self.is_draft = not any(member in self.event for member in reference.ENVELOPE)

    def pick_draft(self):
        chance, scenario = self.chance, self.scenario
        kind = chance.randrange(10)
        contents = [support.event_content(event) for event in scenario.events if isinstance(event.get("signer"), dict)
                    and isinstance(event.get("payload"), dict)]
        if kind < 2 or not contents:  # anything
            draft = scenario.draft(chance.choices(scenario.signers, scenario.weights)[0])
            if chance.randrange(4) == 0:
                draft["event_type"], draft["payload"] = "record_created", scenario.record_payload()
            if chance.randrange(2):
                scenario.spoil_content(draft)
            return draft
        reasons = reference.reasons(scenarios.SUBJECT, sets.keyring_of(scenario, []), scenario.events)
        valid = [content for content in contents if reasons[support.event_id(content)] == "valid"]
        if valid and chance.randrange(4):  # most answers are by those who may give them
            contents = valid
        linked = {link for content in contents for link in links_of(content)}
        followed = [content for content in contents if support.event_id(content) in linked]
        draft = copy.deepcopy(chance.choice(followed if followed and chance.randrange(2) else contents))
        if kind < 6:  # another answer
            draft["payload"] = {"answer": chance.randrange(100)}
            if chance.randrange(3) == 0:
                draft["prev_event"] = scenario.some_link()
            if chance.randrange(3) == 0:
                draft["supersedes"] = list({scenario.some_link() for _ in range(chance.randrange(3))})
        elif kind < 9:  # an event that is held back, while others may link to it
            name = support.event_id(draft)
            scenario.events[:] = [event for event in scenario.events if support.event_id(event) != name]
        return draft  # or one that the history has

    def run(self, event, *options):
        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder) / f"{index}.json" for index in range(len(self.files) + 2)]
            data = [json.dumps(self.scenario.keys).encode(), json.dumps(event).encode(), *self.files]
            for path, one in zip(paths, data):
                path.write_bytes(one)
            if self.scenario.trust_bundle_keys:
                options = ("--trust-bundle-keys", *options)
            return support.run("would-fork", "--no-default-keys", "--subject", scenarios.SUBJECT, "--keys", paths[0],
                               *options, *paths[1:])


def check_said(case, said, before, after, counts):
    """Everything that the report says about the event as it is."""
    name = support.event_id(case.event)
    own, reason = after.judged[name], after.judged[name].reason
    assert (said["event_id"], said["reason"], said["valid"]) == (name, reason, reason is None), (said, reason)
    assert said["draft"] == case.is_draft
    is_known = name in before.judged and before.judged[name].reason in AUTHENTIC
    assert said["known"] == is_known
    copy_reason = reference.authenticate(scenarios.SUBJECT, case.keyring, [case.signed])[name].reason
    assert said["copy_reason"] == (copy_reason if is_known and copy_reason not in AUTHENTIC else None), said
    counts["copy reason"] += said["copy_reason"] is not None
    assert said["live"] == (name in after.live)
    gone = [one for one in after.applied if one in before.live and one not in after.live]
    assert (said["superseded"], said["superseded_count"]) == (gone, len(gone))
    found = [(change, entry) for change, entry in changes(before, after, name)]
    listed = [(one["change"], {member: one[member] for member in ("event_type", "target", "position", "event_ids",
                                                                   "resolved")}) for one in said["equivocations"]]
    assert listed == [(change, {member: value for member, value in entry.items() if member != "signer"})
                      for change, entry in found], (listed, found)
    assert said["ok"] == (reason is None and not found)
    is_authentic = own.key is not None and reason in AUTHENTIC
    others = [one for one in after.live if one != name and is_authentic and class_of(after.live[one]) == class_of(own)]
    assert (said["also_live"], said["also_live_count"]) == (others, len(others))
    assert (said["principal"] is None) == (not is_authentic)
    assert said["awaited"] == (is_authentic and is_awaited(before, name))
    counts["awaited"] += said["awaited"]
    if said["advice"] is None and is_authentic:
        assert awaited_advice(case, before, own), "there is no advice"
        counts["awaited advice"] += 1
    if is_authentic:
        assert (said["principal"]["kind"], said["principal"]["id"]) == own.key.principal()
        for one in said["supersedes"]:
            link, effect = one["event_id"], "dangling_supersedes"
            if link in after.applied:
                is_own = after.applied[link].key.principal() == own.key.principal()
                effect = "supersedes" if is_own else "foreign_supersedes"
            assert one["effect"] == (effect if reason is None else None), one
            counts[f"effect {one['effect']}"] += 1
        assert [one["event_id"] for one in said["supersedes"]] == own.content["supersedes"]
        check_heads(said, before, own)
    counts[f"reason {reason}"] += 1
    counts.update(f"change {change}" for change, _ in found)
    counts["known"] += is_known
    counts["fine"] += said["ok"]
    counts["superseded"] += bool(gone)
    counts["also live"] += bool(others)
    counts["others became valid"] += len(after.applied) > len(before.applied) + (name not in before.applied)


def is_awaited(before, name):
    is_there = name in before.judged and before.judged[name].reason in AUTHENTIC
    return not is_there and any(name in event.links for event in before.judged.values() if event.reason in AUTHENTIC)


def awaited_advice(case, before, own):
    """Whether the history waits for the event with links that avoid a fork."""
    same = {name: event for name, event in before.applied.items() if class_of(event) == class_of(own)}
    heads = {name for name in same if all(name not in event.links for event in same.values())} or {None}
    live = [name for name in before.applied if name in before.live and name in same]
    content = support.event_content(case.event)
    for supersedes in (content["supersedes"],
                       content["supersedes"] + [name for name in live if name not in content["supersedes"]]):
        for head in heads:
            draft = {**content, "prev_event": head, "supersedes": supersedes}
            if is_awaited(before, support.event_id(draft)):
                return True
    return False


def check_heads(said, before, own):
    same = {name: event for name, event in before.applied.items() if class_of(event) == class_of(own)}
    linked = {link for event in same.values() for link in event.links}
    heads = {name for name in same if name not in linked}
    assert set(said["heads"]) == heads and said["head_count"] == len(heads) == len(said["heads"])


def check_advice(case, said, before, counts):
    """Whoever follows the advice forks nothing, is valid unless the receipt is bad, and can replace what is live."""
    content = support.event_content(case.event)
    for kind, links in said["advice"].items():
        draft = {**content, **links}
        after = World(case.keyring, [*case.history, sign(draft)])
        name = support.event_id(draft)
        own = after.judged[name]
        assert not is_awaited(before, name), "others link to it already"
        assert own.reason in (None, "bad_receipt"), (kind, own.reason)
        assert list(changes(before, after, name)) == [], kind
        assert set(content["supersedes"]) <= set(links["supersedes"])
        if own.reason is None and kind == "replace":
            left = [one for one in after.live if class_of(after.live[one]) == class_of(own)]
            assert left in ([name], []), left
        done = case.run(draft, "--quiet")
        assert done.exit == (0 if own.reason is None else 1), done
        counts["advice"] += 1
        counts["advice without a head"] += links["prev_event"] is None
    counts["two kinds of advice"] += said["advice"]["follow"] != said["advice"]["replace"]


def run_set(seed):
    counts = collections.Counter()
    try:
        case = Case(seed)
        before = World(case.keyring, case.history)
        after = World(case.keyring, [*case.history, case.signed])
        done = case.run(case.event, "--json")
        said = json.loads(done.out)
        assert schemas.faults(said) == [], schemas.faults(said)
        check_said(case, said, before, after, counts)
        assert done.exit == (0 if said["ok"] else 1), done
        if said["advice"] is not None:
            check_advice(case, said, before, counts)
            check_text(case, said)
        return seed, None, counts
    except Exception:  # pylint: disable=broad-except
        return seed, traceback.format_exc(), counts


def check_text(case, said):
    """The text for people has each id that matters, and links to paste if it would fork."""
    text = case.run(case.event).out.decode()
    for name in [said["event_id"], *said["superseded"], *said["also_live"],
                 *(name for entry in said["equivocations"] for name in entry["event_ids"])]:
        assert name in text, name
    # An event that is published stays what it is: then only a new event can replace what is live.
    is_published = said["known"] and said["valid"]
    if (said["also_live"] if is_published else said["equivocations"] and said["reason"] != "bad_receipt"):
        links = said["advice"]["replace" if is_published else "follow"]
        assert f'"prev_event": {json.dumps(links["prev_event"])},\n' in text


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=100)
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
    return 1 if failed or (rare and arguments.sets >= SETS_OF_EVERYTHING_MIN) or not counts["change created"] else 0


if __name__ == "__main__":
    sys.exit(main())
