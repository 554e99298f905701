"""Random hostile sets for explanations, with what the reference says about them."""

import copy
import json
import pathlib
import random
import tempfile

import scenarios
import support
import merge as reference

GENERATORS = [scenarios.Campaign, scenarios.Scenario]


class World:
    """What a merge is given, and what the reference says about it."""

    def __init__(self, keys, files, trusts_bundle_keys):
        self.keys, self.files, self.trusts_bundle_keys = keys, files, trusts_bundle_keys
        keyring = reference.Keyring.from_documents([keys])
        bundles, events = reference.read_input(files)
        arrays = [one["public_keys"] for one in bundles if isinstance(one.get("public_keys"), list)]
        self.listed_keys = keyring.new_keys([entry for array in arrays for entry in array])
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


def add_chain(scenario, chance):
    """A chain of events by one key, which may be unknown or unbound, and may claim several names."""
    signer = chance.choice([scenarios.STRANGER, scenarios.CAROL, scenarios.VISITOR])
    names = [chance.choice([signer.signer_id, "alice", "free"]), chance.choice(["author", "editor", "pith_registry"])]
    prev_event = None
    for _ in range(chance.randint(1, 4)):
        event = scenario.draft(signer)
        event["prev_event"] = prev_event
        if chance.randrange(100) < 15:
            event["event_type"], event["payload"] = "record_created", scenario.record_payload()
        if chance.randrange(100) < 20:
            names[0] = chance.choice([signer.signer_id, "alice", "free"])
        if chance.randrange(100) < 20:
            names[1] = chance.choice(["author", "editor", "pith_registry"])
        event["signer"] = {**event["signer"], "signer_id": names[0], "signer_type": names[1]}
        event = support.sign_event(event, signer.key)
        prev_event = event["event_id"]
        if chance.randrange(100) < 15:
            scenario.spoil_envelope(event)
        scenario.events.append(event)


def add_changed_event(scenario, chance):
    """An event whose content was changed after it was signed."""
    event = copy.deepcopy(chance.choice(scenario.events))
    if isinstance(event.get("payload"), dict):
        event["payload"]["changed"] = True
        scenario.events.append(event)


def add_replacement(scenario, chance):
    """Three answers at one position, of which one names another one."""
    first = {**scenario.draft(scenarios.ALICE), "event_type": "correction", "payload": {}, "target": "graph"}
    first["prev_event"], first["supersedes"] = None, []
    first = support.sign_event(first, scenarios.ALICE.key)
    answers = []
    for number in range(3):
        answer = {**first, "payload": {"answer": number}, "prev_event": first["event_id"],
                  "supersedes": [answers[0]["event_id"]] if number == 1 else []}
        answers.append(support.sign_event(answer, scenarios.ALICE.key))
    scenario.events += [first, *(answer for answer in answers if chance.randrange(100) < 90)]


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
    if chance.randrange(100) < 40:
        add_chain(scenario, chance)
    if chance.randrange(100) < 20:
        add_changed_event(scenario, chance)
    if chance.randrange(100) < 15:
        add_replacement(scenario, chance)
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
