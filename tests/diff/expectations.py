"""What `diff` must say about two inputs, from SPEC alone, with what tests/reference computes."""

import collections
import json

import scenarios
import schemas
import statements
import support
import merge as reference

BY_KEYS = {"unknown_key", "signer_mismatch", "key_expired", "not_authorised", "bad_receipt"}
BY_COPIES = {"content_hash_mismatch", "event_id_mismatch", "bad_signature"}
CAUSES = ["only_in_a", "only_in_b", "other_reason", "aliases", "keys", "merge_version", "stated_state", "other_merge",
          "edited_state"]
# What is compared member by member in two bundles.
BUNDLE_OBJECTS = ("", "/bundle_signature", "/canonical_record", "/canonical_record/metadata", "/links", "/source")
BUNDLE_LISTS = ("/events", "/source_aliases")
LISTS = {"/applied_event_ids": lambda entry: entry, "/invalid_events": lambda entry: entry["event_id"],
         "/current/source_aliases": lambda entry: (entry["alias_kind"], entry["alias_value"]),
         **{f"/current/{name}": lambda entry: entry["event_id"] for name in reference.LISTS}}


class Side:
    """An input, and what the reference says about it."""

    def __init__(self, data, keyring, trusts_bundle_keys):
        self.data = data
        document = self.parse()
        self.is_state = isinstance(document, dict) and "state_type" in document
        self.keyring, self.judged, self.stated, self.stated_holds = None, {}, None, None
        self.bundle = document if reference.is_bundle(document) else None
        if self.is_state:
            self.state = document
            reasons = {name: None for name in document["applied_event_ids"]}
            reasons.update({entry["event_id"]: entry["reason"] for entry in document["invalid_events"]})
            self.reasons = reasons
            self.own = {name: None if reason == "prev_event_unresolved" else reason
                        for name, reason in reasons.items()}
            self.aliases = document["current"]["source_aliases"]
            return
        bundles, events = reference.read_input([data])
        if isinstance(document, list) and len(bundles) == 1 and not events:
            document = self.bundle = bundles[0]  # an array of one bundle is one bundle
        if trusts_bundle_keys:
            keyring = keyring.with_bundle_keys([one["public_keys"] for one in bundles if "public_keys" in one])
        self.keyring = keyring
        events = events + [event for bundle in bundles for event in bundle["events"]]
        self.judged = reference.authenticate(scenarios.SUBJECT, keyring, events)
        self.own = {name: event.reason or reference.receipt_fault(event, keyring)
                    for name, event in self.judged.items()}
        applied = reference.apply(self.judged, keyring)
        self.reasons = {name: None if name in applied else event.reason for name, event in self.judged.items()}
        aliases = [alias for bundle in bundles if reference.bundle_signature_holds(bundle, keyring)
                   for alias in bundle["source_aliases"]]
        self.aliases = reference.source_aliases(aliases)
        self.state = json.loads(reference.merge(scenarios.SUBJECT, keyring, aliases, events))
        if reference.is_bundle(document) and "state" in document:
            own = json.loads(reference.merge(scenarios.SUBJECT, keyring, document["source_aliases"], events))
            right = {hash_of(self.state), hash_of(own)}
            self.stated_holds = hash_of(document["state"]) in right
            self.stated = None if self.stated_holds else document["state"]

    def parse(self):
        try:
            return json.loads(self.data)
        except ValueError:
            return None  # NDJSON

    def signature_holds(self):
        return self.bundle is None or reference.bundle_signature_holds(self.bundle, self.keyring)

    def is_edited(self):
        return self.is_state and self.state.get("state_sha256", hash_of(self.state)) != hash_of(self.state)

    def claimed(self):
        return self.state if self.stated is None else self.stated


def hash_of(state):
    return reference.canonical_hash({name: value for name, value in state.items() if name != "state_sha256"})


# ---- what must be found -------------------------------------------------------------------------------------


def cause_of(name, a, b):
    """By SPEC 4.5, 4.6 and 4.8 alone: the first of them that ends in another way, on the same content."""
    if a.is_state or b.is_state:
        own = {a.own[name], b.own[name]}
        by_content = own & (BY_KEYS - {"bad_receipt"})
        return "keys" if by_content else "copies" if own & BY_COPIES else "keys" if "bad_receipt" in own else None
    content = a.judged[name].content
    faults = [reference.content_fault(content, scenarios.SUBJECT, side.keyring) for side in (a, b)]
    if faults[0] != faults[1]:
        return "keys"
    furthest = [max(reference.envelope_fault(one, side.judged[name]) for one in side.judged[name].copies)
                for side in (a, b)]
    return "copies" if furthest[0] != furthest[1] else "keys"


def deciding_key(name, a, b):
    event = (a.judged.get(name) or b.judged.get(name))
    if event is None:
        return None
    receipt = "bad_receipt" in (a.own[name], b.own[name]) and None in (a.own[name], b.own[name])
    named = event.content["payload"]["receipt"] if receipt else event.content["signer"]
    return {"key_id": named["key_id"], "fingerprint": named["public_key_fingerprint"]}


def expect_events(a, b):
    def shown(side, name):
        return None if name not in side.reasons else side.reasons[name] or "valid"

    both = {name for name in a.own if name in b.own}
    found = [("only_in_a", name) for name in sorted(set(a.own) - both)]
    found += [("only_in_b", name) for name in sorted(set(b.own) - both)]
    found += [("other_value", name) for name in sorted(both) if a.own[name] != b.own[name]]
    return [{"difference": kind, "event_id": name, "in_a": shown(a, name), "in_b": shown(b, name),
             "cause": cause_of(name, a, b) if kind == "other_value" else None} for kind, name in found]


def expect_aliases(a, b):
    sides = [{(one["alias_kind"], one["alias_value"]): one["created_at"] for one in side.aliases} for side in (a, b)]
    return [{"difference": "only_in_a" if name not in sides[1] else "only_in_b" if name not in sides[0] else
             "other_value", "alias_kind": name[0], "alias_value": name[1], "in_a": sides[0].get(name),
             "in_b": sides[1].get(name)}
            for name in sorted({*sides[0], *sides[1]}, key=lambda name: [text.encode() for text in name])
            if sides[0].get(name) != sides[1].get(name)]


def expect_changes(a, b):
    """How many entries differ, by pointer and kind."""
    counts = collections.Counter()

    def compare(pointer, left, right):
        if reference.canonical(left) == reference.canonical(right):
            return
        if pointer in LISTS:
            keys = [[LISTS[pointer](entry) for entry in entries] for entries in (left, right)]
            entries = [dict(zip(keys[0], left)), dict(zip(keys[1], right))]
            counts[pointer, "only_in_a"] += len(set(keys[0]) - set(keys[1]))
            counts[pointer, "only_in_b"] += len(set(keys[1]) - set(keys[0]))
            both = [key for key in keys[0] if key in entries[1]]
            counts[pointer, "other_value"] += sum(entries[0][key] != entries[1][key] for key in both)
            counts[pointer, "other_order"] += both != [key for key in keys[1] if key in entries[0]]
        elif pointer == "/equivocations":
            rest = list(right)
            for entry in left:
                same = [other for other in rest if all(
                    entry[member] == other[member] for member in ("event_type", "target", "position"))
                    and set(entry["event_ids"]) & set(other["event_ids"])]
                assert len(same) <= 1, "an event has one principal"
                counts[pointer, "only_in_a"] += not same
                counts[pointer, "other_value"] += bool(same) and same != [entry]
                rest = [other for other in rest if other not in same]
            counts[pointer, "only_in_b"] += len(rest)
        elif pointer in ("", "/current"):
            for name in {*left, *right}:
                inner = f"{pointer}/{name}"
                if name not in left or name not in right:
                    counts[inner, "only_in_a" if name in left else "only_in_b"] += 1
                else:
                    compare(inner, left[name], right[name])
        else:
            counts[pointer, "other_value"] += 1

    compare("", a, b)
    return {name: count for name, count in counts.items() if count}


def expect_causes(a, b, events, aliases, keys):
    causes = [kind for kind in ("only_in_a", "only_in_b") if any(one["difference"] == kind for one in events)]
    causes += ["other_reason"] * any(one["difference"] == "other_value" for one in events)
    causes += ["aliases"] * bool(aliases) + ["keys"] * bool(keys)
    causes += ["merge_version"] * (a.state["merge_version"] != b.state["merge_version"])
    false = [side.stated is not None and (not causes or hash_of(side.stated) != hash_of(other.state))
             for side, other in ((a, b), (b, a))]
    causes += ["stated_state"] * any(false)
    return (causes or ["other_merge"]) + ["edited_state"] * (a.is_edited() or b.is_edited())


def stated_states(a, b):
    """What both bundles state as their state; None unless both do."""
    states = [side.bundle and side.bundle.get("state") for side in (a, b)]
    return states if all(state is not None for state in states) else None


def expect_bundle_changes(a, b, report):
    """(pointers and kinds of members, pointers of lists) that differ in two bundles and are not told elsewhere."""
    if a.bundle is None or b.bundle is None:
        return set(), set()
    told = ["/state"] * (not report["equal"]) + ["/events"] * bool(report["events"])
    if report["aliases"] and a.signature_holds() and b.signature_holds():
        told.append("/source_aliases")
    members, lists = set(), set()

    def compare(pointer, left, right):
        if pointer in told or reference.canonical(left) == reference.canonical(right):
            return
        if pointer in BUNDLE_LISTS:
            lists.add(pointer)
        elif pointer in BUNDLE_OBJECTS and isinstance(left, dict) and isinstance(right, dict):
            for name in {*left, *right}:
                inner = f"{pointer}/{name}"
                if name in left and name in right:
                    compare(inner, left[name], right[name])
                elif inner not in told:
                    members.add((inner, "only_in_a" if name in left else "only_in_b"))
        else:
            members.add((pointer, "other_value"))

    compare("", a.bundle, b.bundle)
    return members, lists


def check_bundles(report, a, b, counts):
    members, lists = expect_bundle_changes(a, b, report)
    for found in (report["bundle_changes"], report["bundle_change_counts"]):
        assert {one["pointer"] for one in found if one["pointer"] in BUNDLE_LISTS} == lists, (found, lists)
        said = {(one["pointer"], one["difference"]) for one in found if one["pointer"] not in BUNDLE_LISTS}
        assert said == members, (said, members)
    counts["a bundle's member"] += bool(members)
    for said, side in zip(report["inputs"], (a, b)):
        assert (said["signature_fault"] is None) == side.signature_holds(), said


def check_originals(report, a, b, counts):
    """An event that one side lacks says which one it is of that side only if a copy does."""
    for one in report["events"]:
        stated = one["states_id_of"]
        if stated is None:
            assert not one["is_edited_copy"]
            continue
        side, other = (a, b) if one["difference"] == "only_in_a" else (b, a)
        assert stated in other.own and side.own[one["event_id"]] is not None, one
        copies = [copied for copied in side.judged[one["event_id"]].copies
                  if stated in (copied.get("event_id"), f"sha256:{copied.get('content_sha256')}")]
        assert copies, one
        counts["an edited copy"] += one["is_edited_copy"]


def check(report, a, b, counts):
    """Compares the whole report with what must be found."""
    assert schemas.faults(report) == [], schemas.faults(report)
    same_states = hash_of(a.state) == hash_of(b.state)
    both = stated_states(a, b)
    equal = same_states and (hash_of(a.claimed()) == hash_of(b.claimed()) or
                             both is not None and hash_of(both[0]) == hash_of(both[1]))
    assert report["equal"] == equal, "equal"
    for said, side in zip(report["inputs"], (a, b)):
        assert said["state_sha256"] == hash_of(side.state)
        assert said["event_count"] == len(side.own)
        assert said["stated_state_holds"] == side.stated_holds, "stated_state_holds"
        assert (said["written_state_sha256_holds"] is False) == side.is_edited(), said
    check_bundles(report, a, b, counts)
    check_originals(report, a, b, counts)
    if equal:
        assert not any(report[name] for name in ("causes", "events", "aliases", "keys", "changes", "change_counts"))
        return
    events = [] if same_states else expect_events(a, b)
    assert [{name: one[name] for name in events[0]} for one in report["events"]] == events if events else (
        report["events"] == []), (report["events"], events)
    aliases = [] if same_states else expect_aliases(a, b)
    assert report["aliases"] == aliases, (report["aliases"], aliases)
    check_depths(report, a, b, counts)
    keys = expect_keys(report, a, b)
    assert report["keys"] == keys, (report["keys"], keys)
    causes = expect_causes(a, b, events, aliases, keys)
    assert report["causes"] == causes, (report["causes"], causes)
    counts.update("cause " + cause for cause in causes)
    left, right = (both or (a.claimed(), b.claimed())) if same_states else (a.state, b.state)
    changes = expect_changes(left, right)
    said = {(one["pointer"], one["difference"]): one["count"] for one in report["change_counts"]}
    assert said == changes, (said, changes)
    listed = collections.Counter((one["pointer"], one["difference"]) for one in report["changes"])
    assert listed == changes, "fewer than 100 of each"
    check_pointers(report, left, right)
    counts["an equivocation"] += any(pointer == "/equivocations" for pointer, _ in changes)
    own = {one["event_id"] for one in events}
    counts["a consequence"] += any(a.reasons[name] != b.reasons.get(name) and name not in own for name in a.reasons
                                   if name in b.reasons)


def check_depths(report, a, b, counts):
    """The key or the copies that make a difference."""
    for one in report["events"]:
        name = one["event_id"]
        assert (one["key"] is None) == (one["cause"] != "keys" or a.is_state and b.is_state)
        if one["key"] is not None:
            counts["by keys"] += 1
            assert one["key"] == deciding_key(name, a, b), one
        for side, copied in ((a, one["copy_in_a"]), (b, one["copy_in_b"])):
            assert (copied is None) == (one["cause"] != "copies" or side.is_state)
            if copied is not None:
                counts["by copies"] += 1
                assert copied["reason"] == side.own[name]
                value = find_copy(side.data, copied)
                assert support.event_id(value) == name
                if copied["reason"] == "bad_signature":
                    detail, member = statements.signature_fault(value, side.judged[name])
                    path = "signature" + ("/" + member if member else "")
                    assert (copied["detail"], copied["member"]) == (detail, path), copied


def find_copy(data, place):
    try:
        value = json.loads(data)
    except ValueError:
        value = json.loads(data.split(b"\n")[place["line"] - 1])
    return find(value, place["pointer"])


def find(value, pointer):
    for token in pointer.split("/")[1:]:
        value = value[int(token)] if isinstance(value, list) else value[token]
    return value


def check_pointers(report, left, right):
    """Each change is where its pointers say."""
    for change in report["changes"]:
        for state, pointer, in_other in ((left, change["pointer_in_a"], "only_in_b"),
                                         (right, change["pointer_in_b"], "only_in_a")):
            assert (pointer is None) == (change["difference"] == in_other), change
            if pointer is not None and change["event"] is not None:
                entry = find(state, pointer)
                assert change["event"] == (entry if isinstance(entry, str) else entry["event_id"]), change


def expect_keys(report, a, b):
    if a.is_state or b.is_state or hash_of(a.state) == hash_of(b.state):
        return []
    named = collections.Counter((one["key"]["key_id"], one["key"]["fingerprint"])
                                for one in report["events"] if one["key"])
    sides = [{tuple(row[:2]) for row in side.keyring.rows()} for side in (a, b)]
    # Keys from bundles are registry keys, and so may vouch for aliases.
    return [{"difference": "only_in_a" if name in sides[0] else "only_in_b",
             "key": {"key_id": name[0], "fingerprint": name[1]}, "event_count": named[name]}
            for name in sorted(sides[0] ^ sides[1], key=lambda name: [text.encode() for text in name])
            if named[name] or report["aliases"]]
