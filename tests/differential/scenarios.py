"""Random hostile sets of events, and files in which mirrors might keep them. A seed always gives the same scenario.

Scenario has a key for each signer, and keeps to what is usual. Campaign has what is rarely together: several keys of
one signer_id or one key_id, keys that rotate beside their successors, keys of bundles, several record_created of one
instant, envelopes and names of members that a careless reader gets wrong.
"""

import copy
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))

import support  # noqa: E402  (from tests/cli)

RECORD = json.loads(support.BUNDLE_OF_PAGE.read_bytes())["canonical_record"]
SUBJECT = json.loads(support.BUNDLE_OF_PAGE.read_bytes())["pith_number"]
OTHER_SUBJECT = "pith:2018:SZQIXLNZVGTWPCWH4C4GLVHIEF"

TIMES = ["2026-07-01T00:00:00Z", "2026-07-01T00:00:00.0Z", "2026-07-01T00:00:00.000000001Z", "2026-07-02T00:00:00Z",
         "2026-07-03T12:00:00.5Z", "2026-07-03T12:00:00.50Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"]
BAD_TIMES = ["2026-02-30T00:00:00Z", "2026-07-01T00:00:60Z", "2026-07-01", "2026-07-01T00:00:00.1234567890Z", ""]
TYPES = ["graph_snapshot", "correction", "mirror_hint", "pith.integrity.v1", "author_attestation", ""]
TARGETS = ["graph", "\ufb33", "\U0001f600", "\"quoted\\\n", ""]
VALUES = [None, True, 0, -0.0, 1.5, 1e16, 1e-5, 5e-324, 123456789012345678901234567890, "", "\u0000\u001f\u007f\u2028",
          "\ufb33\U0001f600", [], {}, [1, [2.0]], {"\ufb33": 1, "\U0001f600": 2, "a": 3}]
ROTATES_AT = "2026-07-02T00:00:00Z"


class Signer:
    """A key, the names in its events, and the other members of its key entry."""

    def __init__(self, name, signer_id, signer_type, entry_says, key_id=None):
        self.key = support.SigningKey(name, key_id)
        self.signer_id = signer_id
        self.signer_type = signer_type
        self.entry_says = entry_says

    def entry(self):
        return support.make_key_entry(self.key.key_id, self.key.public, **self.entry_says)

    def names(self):
        return {"signer_id": self.signer_id, "signer_type": self.signer_type, "key_id": self.key.key_id,
                "public_key_fingerprint": self.key.fingerprint}


REGISTRY = Signer("registry", "registry.test", "pith_registry",
                  {"signer_id": "registry.test", "signer_type": "pith_registry"})
ALICE = Signer("alice", "alice", "author", {"signer_id": "alice", "signer_type": "author"})
ALICE_AGAIN = Signer("alice again", "alice", "author", {"signer_id": "alice", "signer_type": "author"})
BOB = Signer("bob", "bob", "author", {"signer_id": "bob"})
CAROL = Signer("carol", "carol", "author", {})
TYPED = Signer("typed", "dora", "author", {"signer_type": "author"})
RETIRED = Signer("retired", "erin", "author", {"signer_id": "erin", "rotates_at": ROTATES_AT})
STRANGER = Signer("stranger", "mallory", "author", {})
SIGNERS = [REGISTRY, ALICE, ALICE_AGAIN, BOB, CAROL, TYPED, RETIRED, STRANGER]
WEIGHTS = [4, 6, 3, 3, 2, 1, 2, 1]


class Scenario:
    signers = SIGNERS
    weights = WEIGHTS
    spoilt_percent = 12
    spoilt_envelope_percent = 15
    trust_bundle_keys = False
    bundle_keys = ()  # one public_keys for each bundle that may have one

    def __init__(self, chance):
        self.chance = chance
        self.ids = []
        self.events = []  # copies included
        self.keys = self.some_keys()
        for _ in range(chance.randint(1, 12)):
            self.add_event()
        chance.shuffle(self.events)
        self.aliases = self.some_aliases()

    def some_keys(self):
        return [signer.entry() for signer in SIGNERS if signer is not STRANGER]

    def often(self, percent):
        return self.chance.randrange(100) < percent

    def some_link(self):
        if not self.ids or self.often(10):
            return "sha256:" + support.sha256_hex(str(self.chance.randrange(3)).encode())
        return self.chance.choice(self.ids)

    def add_event(self):
        signer = self.chance.choices(self.signers, self.weights)[0]
        event = self.draft(signer)
        if self.often(self.spoilt_percent):
            self.spoil_content(event)
        event = support.sign_event(event, signer.key)
        self.ids.append(event["event_id"])
        good = copy.deepcopy(event)
        if self.often(self.spoilt_envelope_percent):
            self.spoil_envelope(event)
            self.events.append(event)
            if self.often(60):
                return
        self.events.append(good)
        while self.often(15):
            bad = copy.deepcopy(good)
            if self.often(70):
                self.spoil_envelope(bad)
            self.events.append(bad)

    def draft(self, signer):
        event = {
            "event_type": self.chance.choice(TYPES[:3] if self.often(70) else TYPES),
            "subject_pith_number": SUBJECT,
            "target": "graph" if self.often(70) else self.chance.choice(TARGETS),
            "payload": {self.chance.choice(TARGETS): self.chance.choice(VALUES), "n": self.chance.randrange(3)},
            "signer": signer.names(),
            "created_at": self.chance.choice(TIMES),
            "supersedes": [],
            "prev_event": None,
            "schema_version": "1.0",
        }
        if self.often(35):
            event["prev_event"] = self.some_link()
        while self.often(30):
            link = self.some_link()
            if link not in event["supersedes"]:
                event["supersedes"].append(link)
        if self.often(10):
            event["unknown"] = self.chance.choice(VALUES)
        if signer is REGISTRY and self.often(50) or self.often(4):
            event["event_type"] = "record_created"
            event["payload"] = self.record_payload()
        return event

    def record_payload(self):
        payload = {"canonical_record": copy.deepcopy(RECORD), "canonical_sha256": support.digest_of(RECORD).hex()}
        kind = self.chance.randrange(10)
        receipt = {"kind": "pith_receipt", "algorithm": "ed25519", "signature_status": "signed_v1",
                   "signed_message": "canonical_sha256_bytes"}
        if kind < 6:
            signer = REGISTRY if kind < 4 else self.chance.choice([ALICE, STRANGER])
            payload["receipt"] = support.sign_receipt(receipt, RECORD, signer.key)
        if kind == 6:
            payload["receipt"] = self.chance.choice([None, {}, [], receipt])
        if kind == 7:
            payload["canonical_record"]["x"] = 1
        if kind == 8:
            payload["canonical_sha256"] = payload["canonical_sha256"].upper()
        return payload

    def spoil_content(self, event):
        chance = self.chance
        kind = chance.randrange(10)
        if kind == 0:
            del event[chance.choice(["target", "payload", "created_at", "supersedes", "prev_event", "signer"])]
        elif kind == 1:
            event[chance.choice(list(event))] = chance.choice(VALUES)
        elif kind == 2:
            event["created_at"] = chance.choice(BAD_TIMES)
        elif kind == 3:
            event["supersedes"] = ["sha256:" + support.sha256_hex(str(i).encode()) for i in range(65)]
        elif kind == 4:
            event["schema_version"] = "1.1"
        elif kind == 5:
            event["subject_pith_number"] = OTHER_SUBJECT
        elif kind == 6:
            event["signer"][chance.choice(list(event["signer"]))] = "other"
        elif kind == 7:
            event["signer"]["signer_id"] = chance.choice(["alice", "registry.test", "free"])
        elif kind == 8:
            event["signer"]["signer_type"] = "pith_registry"
        else:
            deep = {}
            for _ in range(58):
                deep = {"a": deep}
            event["payload"] = deep

    def spoil_envelope(self, event):
        chance = self.chance
        kind = chance.randrange(6)
        if kind == 0:
            event["content_sha256"] = chance.choice([None, "0" * 64, event["content_sha256"].upper()])
        elif kind == 1:
            event["event_id"] = chance.choice(["", event["content_sha256"], 1])
        elif kind == 2:
            member = chance.choice(list(event["signature"]))
            event["signature"][member] = chance.choice(["", None, "other"])
        elif kind == 3:
            event["signature"]["signature_b64"] = chance.choice(SIGNERS).key.sign(b"another message")
        elif kind == 4:
            del event[chance.choice(["signature", "content_sha256", "event_id"])]
        else:
            event["signature"]["signature_b64"] += chance.choice(["=", "\n", " "])

    def some_aliases(self):
        kinds = ["arxiv", "doi", "\ufb33", "\U0001f600"]
        return [{"alias_kind": self.chance.choice(kinds), "alias_value": self.chance.choice(["1", "2", ""]),
                 "created_at": self.chance.choice(TIMES + BAD_TIMES[:1])} for _ in range(self.chance.randrange(5))]

    # ---- the files ------------------------------------------------------------------------------------

    def bundle(self, events):
        bundle = {"bundle_type": "pith_open_graph_bundle", "pith_number": SUBJECT, "events": events,
                  "source_aliases": self.aliases}
        if self.bundle_keys and self.often(80):
            bundle["public_keys"] = self.chance.choice(self.bundle_keys)
        signer = self.chance.choice([REGISTRY, REGISTRY, ALICE, STRANGER])
        signed = support.sign_bundle(bundle, signer.key)
        if self.often(15):
            signed["bundle_signature"]["bundle_sha256"] = "0" * 64
        return signed

    def files(self):
        """The same events in one to three files. Each is a bundle, an array or NDJSON, in any spelling."""
        shares = [[] for _ in range(self.chance.randint(1, 3))]
        for event in self.events:
            self.chance.choice(shares).append(event)
            if self.often(10):
                self.chance.choice(shares).append(event)
        files = []
        for share in shares:
            kind = self.chance.randrange(3)
            if kind == 0:
                files.append(self.spell(self.bundle(share)))
            elif kind == 1:
                files.append(self.spell(share))
            else:
                lines = [json.dumps(event, ensure_ascii=self.often(50)) for event in share + [self.bundle([])]]
                files.append("\n".join(lines + ["{}"]).encode())
        return files

    def spell(self, document):
        return json.dumps(self.shuffled(document), ensure_ascii=self.often(50),
                          indent=self.chance.choice([None, 1, "\t"])).encode()

    def shuffled(self, value):
        if isinstance(value, dict):
            names = list(value)
            self.chance.shuffle(names)
            return {name: self.shuffled(value[name]) for name in names}
        return [self.shuffled(item) for item in value] if isinstance(value, list) else value


# ---- what is rarely together ---------------------------------------------------------------------------

REGISTRY_NEXT = Signer("registry next", "registry.test", "pith_registry",
                       {"signer_id": "registry.test", "signer_type": "pith_registry"}, key_id="registry")
ALICE_TWIN = Signer("alice", "alice", "author", {"signer_id": "alice", "rotates_at": ROTATES_AT}, key_id="alice twin")
ROTATED = Signer("rotated", "frank", "author", {"signer_id": "frank", "rotates_at": ROTATES_AT})
ROTATED_NEXT = Signer("rotated next", "frank", "author", {"signer_id": "frank", "signer_type": "author"},
                      key_id="rotated")
CAROL_TWIN = Signer("carol", "carol", "author", {}, key_id="carol twin")
VISITOR = Signer("visitor", "visitor", "pith_registry", {})
VISITOR_NAMED_ALICE = Signer("visitor too", "visitor", "author", {}, key_id="alice")
VISITORS = [VISITOR, VISITOR_NAMED_ALICE]
CROWD = [REGISTRY, REGISTRY_NEXT, ALICE, ALICE_AGAIN, ALICE_TWIN, ROTATED, ROTATED_NEXT, BOB, CAROL, CAROL_TWIN, TYPED,
         RETIRED, *VISITORS, STRANGER]
CROWD_WEIGHTS = [6, 5, 5, 3, 3, 3, 3, 3, 2, 2, 1, 2, 5, 3, 1]
PRINCIPALS = [[ALICE, ALICE_AGAIN, ALICE_TWIN], [ROTATED_NEXT, ROTATED], [REGISTRY, REGISTRY_NEXT], [CAROL, CAROL_TWIN],
              [VISITOR]]
SPELLINGS_OF_ROTATES_AT = [ROTATES_AT, "2026-07-02T00:00:00.0Z", "2026-07-02T00:00:00.000000000Z"]
ODD_NAMES = ["", "\u0000", "__proto__", "constructor", "\u0000\u0000", "event_id\u0000", "\ufeff", "toString", "length"]
BAD_ENTRIES = [None, 5, [], {}, {"key_id": "visitor", "algorithm": "ed25519", "public_key_b64": "AA=="},
               {**VISITOR.entry(), "algorithm": "x"}, {**VISITOR.entry(), "key_id": "k" * 1025},
               {**VISITOR.entry(), "public_key_b64": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}]


class Campaign(Scenario):
    signers = CROWD
    weights = CROWD_WEIGHTS
    spoilt_percent = 32
    spoilt_envelope_percent = 34

    def __init__(self, chance):
        self.chance = chance
        self.trust_bundle_keys = self.often(75)
        self.bundle_keys = [self.some_bundle_keys() for _ in range(2)]
        super().__init__(chance)

    def some_keys(self):
        """Some entries are given several times. Each says a part, or one instant in another spelling."""
        entries = []
        for signer in CROWD:
            if signer in VISITORS or signer is STRANGER:
                continue
            entries.append(signer.entry())
            while self.often(25):
                again = signer.entry()
                for member in ("signer_id", "signer_type", "rotates_at", "public_key_hex"):
                    if self.often(40):
                        again.pop(member, None)
                if again.get("rotates_at"):
                    again["rotates_at"] = self.chance.choice(SPELLINGS_OF_ROTATES_AT)
                entries.append(again)
        self.chance.shuffle(entries)
        return entries

    def some_bundle_keys(self):
        """Visitors, and others' keys, with members that are not read; and entries that are refused."""
        if self.often(5):
            return self.chance.choice([None, {}, "keys", VISITOR.entry()])
        entries = [signer.entry() for signer in VISITORS if self.often(80)]
        entries += [signer.entry() for signer in CROWD if self.often(15)]
        for entry in entries:
            if self.often(50):
                member = self.chance.choice(["signer_id", "signer_type", "rotates_at"])
                entry[member] = self.chance.choice(["alice", "pith_registry", "0001-01-01T00:00:00Z", ROTATES_AT, 5])
        while self.often(25):
            entries.append(self.chance.choice(BAD_ENTRIES))
        self.chance.shuffle(entries)
        return entries

    def odd_member(self, container):
        container[self.chance.choice(ODD_NAMES)] = self.chance.choice(VALUES + [{"__proto__": {"": {"\u0000": 1}}}])

    def draft(self, signer):
        event = super().draft(signer)
        is_registry = signer in (REGISTRY, REGISTRY_NEXT, VISITOR)
        if self.often(40 if is_registry else 5):
            event["event_type"], event["payload"] = "record_created", self.record_payload()
        if event["event_type"] == "record_created" and self.often(60):  # several of one instant
            event["created_at"] = self.chance.choice(TIMES[:2])
        for container in (event, event["signer"], event["payload"]):
            if self.often(10):
                self.odd_member(container)
        return event

    def record_payload(self):
        payload = super().record_payload()
        if self.often(40):  # rarely the same record_created twice
            payload["number"] = self.chance.randrange(4)
        return payload

    def add_fork(self):
        """Answers of one principal at one position, by any of its keys, and perhaps one event that settles them."""
        keys = self.chance.choice(PRINCIPALS)
        first = super().draft(self.chance.choice(keys))
        answers = []
        for number in range(self.chance.randint(2, 3)):
            signer = self.chance.choice(keys)
            answer = {**first, "signer": signer.names(), "created_at": self.chance.choice(TIMES[:2] + TIMES[6:7]),
                      "payload": {"answer": number}, "event_type": "correction"}
            answers.append(support.sign_event(answer, signer.key))
        self.events += answers
        ids = [answer["event_id"] for answer in answers]
        self.ids += ids
        if self.often(50):
            end = {**first, "supersedes": ids[self.chance.randrange(2):], "prev_event": None,
                   "event_type": "correction", "signer": keys[0].names(), "created_at": TIMES[0]}
            self.events.append(support.sign_event(end, keys[0].key))

    def add_event(self):
        if self.often(15):
            self.add_fork()
            return
        super().add_event()
        copies = [event for event in self.events if isinstance(event.get("signature"), dict)]
        if copies and self.often(25):
            copied = copy.deepcopy(self.chance.choice(copies))
            self.fill_signature(copied["signature"])
            self.events.append(copied)

    def spoil_envelope(self, event):
        if self.often(40):
            member = self.chance.choice(["event_id", "content_sha256"])
            event[member] = self.chance.choice([self.some_link(), "", "\0" + event[member], event[member] + "\0"])
        else:
            super().spoil_envelope(event)

    def fill_signature(self, signature):
        """With anything, up to the bounds of SPEC 4.6 and beyond."""
        name = self.chance.choice([*ODD_NAMES, "signed_at", "event_id", "content_sha256"])
        depth = self.chance.choice([1, 1, 14, 15, 16, 17, 40])
        value = self.chance.choice(VALUES)
        for _ in range(depth):
            value = {name: value} if self.often(50) else [value]
        signature[name] = value
        if self.often(10):
            size_bytes = len(support.canonical(signature))
            missing = 65536 - size_bytes - len(support.canonical({"fill": ""})) + 1
            signature["fill"] = "x" * (missing + self.chance.choice([0, 0, 1]))
