"""Random inputs for the union: events and bundles as documents, and ways to put the same documents into files."""

import json
import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / folder) for folder in ("cli", "reference", "differential")]

import scenarios  # noqa: E402
import support  # noqa: E402
import merge as reference  # noqa: E402
from canon import nesting  # noqa: E402

MEMBERS = {"links": [{"bundle": "https://mirror.example/bundle.json"}, {}, None],
           "mirror_hints": [[{"name": "one"}], [{"name": "two"}], []],
           "timestamp_proofs": [[], [{"proof": 1.5}]]}
DEPTHS = [46, 58, 61, 62, 63, 64]


def keyring_of(scenario, bundles):
    keyring = reference.Keyring.from_documents([scenario.keys])
    if scenario.trust_bundle_keys:
        keyring = keyring.with_bundle_keys([bundle["public_keys"] for bundle in bundles if "public_keys" in bundle])
    return keyring


def nested(depth):
    value = 1
    for _ in range(depth):
        value = [value]
    return value


class Documents:
    """The documents of a set: events, and bundles with some of these. A seed always gives the same."""

    def __init__(self, scenario, is_sound):
        self.scenario, self.chance = scenario, scenario.chance
        if is_sound:
            self.keep_valid()
        else:
            self.add_deep()
        self.bundles = [self.bundle() for _ in range(self.chance.randrange(4))]
        self.events = scenario.events

    def keep_valid(self):
        scenario = self.scenario
        scenario.trust_bundle_keys = False
        payload = {"canonical_record": scenarios.RECORD,
                   "canonical_sha256": support.digest_of(scenarios.RECORD).hex()}
        created = {**scenario.draft(scenarios.REGISTRY), "event_type": "record_created", "payload": payload,
                   "prev_event": None, "supersedes": []}
        events = [*scenario.events, support.sign_event(created, scenarios.REGISTRY.key)]
        reasons = reference.reasons(scenarios.SUBJECT, keyring_of(scenario, []), events)
        scenario.events = [event for event in events if reasons["sha256:" + reference.canonical_hash(
            {name: event[name] for name in event if name not in reference.ENVELOPE})] == "valid"]

    def add_deep(self):
        """Copies and events at the edge of what a bundle can hold, and beyond."""
        for event in list(self.scenario.events):
            if self.scenario.often(4) and isinstance(event, dict):
                self.replace_by_damaged(event)
            elif self.scenario.often(12):
                kind, depth = self.chance.randrange(3), self.chance.choice(DEPTHS)
                if kind == 0:
                    event = {**event, "signature": {**(event.get("signature") or {}), "x": nested(depth - 2)}} \
                        if isinstance(event.get("signature"), dict | None) else event
                elif kind == 1:
                    event = {**event, "event_id": nested(depth - 1)}
                else:
                    event = {**event, "payload": {"x": nested(depth - 2)}}
                self.scenario.events.append(event)

    def replace_by_damaged(self, event):
        """Two copies that are not authentic. The one that came further is the deeper one."""
        events, name = self.scenario.events, support.event_id(event)
        events[:] = [other for other in events if support.event_id(other) != name]
        content = support.event_content(event)
        envelope = {"content_sha256": name.removeprefix("sha256:"), "event_id": name}
        events.append({**content, **envelope, "signature": nested(self.chance.choice(DEPTHS) - 1)})
        events.append({**content, **envelope, "content_sha256": "0"})

    def some_alias(self):
        chance = self.chance
        kind, value = chance.choice([("arxiv", "2104.11125"), ("arxiv", "1"), ("doi", "10.48550/arxiv.2104.11125"),
                                     ("pith_short_8", "HNVV6UHH"), ("pith_short_8", "x"), ("free", "1"), ("free", "2")])
        return {"alias_kind": kind, "alias_value": value, "created_at": chance.choice(scenarios.TIMES)}

    def bundle(self):
        scenario, chance = self.scenario, self.chance
        events = [event for event in scenario.events if scenario.often(40) and nesting(event) <= 62]
        bundle = {"bundle_type": "pith_open_graph_bundle", "pith_number": scenarios.SUBJECT, "events": events,
                  "source_aliases": [self.some_alias() for _ in range(chance.randrange(3))]}
        if scenario.often(10):
            bundle["pith_number"] = scenarios.OTHER_SUBJECT
        if scenario.often(20):
            bundle["source_aliases"] = [*bundle["source_aliases"], chance.choice(scenarios.VALUES)]
        if scenario.often(30):
            bundle["canonical_record"] = chance.choice([scenarios.RECORD, scenarios.RECORD, {"x": 1}, None])
        if scenario.bundle_keys and scenario.often(80):
            bundle["public_keys"] = chance.choice(scenario.bundle_keys)
        for member, values in MEMBERS.items():
            if scenario.often(50):
                bundle[member] = values[0] if scenario.often(60) else chance.choice(values)
        signer = chance.choice([scenarios.REGISTRY, scenarios.REGISTRY, scenarios.ALICE, scenarios.VISITOR])
        signed = support.sign_bundle(bundle, signer.key)
        if scenario.often(15):
            signed["bundle_signature"]["signature_b64"] = "AA=="
        return signed

    def files(self, chance):
        """The same documents in some files, in another order, grouping, repetition and spelling."""
        documents = [*self.events, *self.bundles]
        documents += [document for document in documents if chance.randrange(100) < 15]
        documents += [event for bundle in self.bundles for event in bundle["events"]
                      if isinstance(event, dict) and "event_type" in event and chance.randrange(100) < 20]
        chance.shuffle(documents)
        shares = [[] for _ in range(chance.randint(1, 4))]
        for document in documents:
            chance.choice(shares).append(document)
        self.scenario.chance = chance  # which spells the files
        files = []
        for share in shares:
            lines = [one for one in share if nesting(one) > 63]
            share = [one for one in share if nesting(one) <= 63]
            if chance.randrange(2) == 0:
                lines += share
            else:
                files.append(self.scenario.spell(share))
            if lines:
                text = [json.dumps(self.scenario.shuffled(line), ensure_ascii=chance.randrange(2) == 0)
                        for line in lines]
                files.append("\n".join(text).encode())
        return files
