"""Random hostile sets of events, and files in which mirrors might keep them. A seed always gives the same scenario."""

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

    def __init__(self, name, signer_id, signer_type, entry_says):
        self.key = support.SigningKey(name)
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
    def __init__(self, chance):
        self.chance = chance
        self.ids = []
        self.events = []  # copies included
        self.keys = [signer.entry() for signer in SIGNERS if signer is not STRANGER]
        for _ in range(chance.randint(1, 12)):
            self.add_event()
        chance.shuffle(self.events)
        self.aliases = self.some_aliases()

    def often(self, percent):
        return self.chance.randrange(100) < percent

    def some_link(self):
        if not self.ids or self.often(10):
            return "sha256:" + support.sha256_hex(str(self.chance.randrange(3)).encode())
        return self.chance.choice(self.ids)

    def add_event(self):
        signer = self.chance.choices(SIGNERS, WEIGHTS)[0]
        event = self.draft(signer)
        if self.often(12):
            self.spoil_content(event)
        event = support.sign_event(event, signer.key)
        self.ids.append(event["event_id"])
        good = copy.deepcopy(event)
        if self.often(15):
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
