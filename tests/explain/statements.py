"""Checks the statements of an explanation from SPEC alone, with what tests/reference computes."""

import json
import re

import scenarios
import support
import merge as reference
from keys import instant, strict_base64

ORDER_OF_REASONS = ["malformed", "limit_exceeded", "unsupported_schema_version", "subject_mismatch", "unknown_key",
                    "signer_mismatch", "key_expired", "not_authorised", "record_mismatch", "content_hash_mismatch",
                    "event_id_mismatch", "bad_signature", "bad_receipt", None]
RULES = {**dict.fromkeys(ORDER_OF_REASONS[:9], "SPEC 4.5"), **dict.fromkeys(ORDER_OF_REASONS[9:12], "SPEC 4.6"),
         "bad_receipt": "SPEC 4.8", "prev_event_unresolved": "SPEC 4.9"}
BLOCK = {"signature_status": "signed_v1", "algorithm": "ed25519", "signed_message": None, "key_id": str,
         "public_key_fingerprint": str, "signature_b64": str}
MISSING = object()


def can_be_key(named):
    return (len(named["key_id"].encode()) <= 1024
            and re.fullmatch("[0-9a-f]{32}", named["public_key_fingerprint"]) is not None)


def could_hold(receipt, payload):
    """Whether a receipt may hold under a key that is not known."""
    return (block_fault(receipt, "canonical_sha256_bytes") is None and can_be_key(receipt)
            and receipt.get("canonical_sha256") == payload["canonical_sha256"])


def block_fault(block, signed_message):  # SPEC 4.2, 2.4, 3.8
    """The first fault of a signature or a receipt: its detail and member; None if only the key can tell."""
    if block is MISSING:
        return "missing_member", ""
    if not isinstance(block, dict):
        return "not_an_object", ""
    for member, wanted in BLOCK.items():
        wanted = signed_message if wanted is None else wanted
        value = block.get(member, MISSING)
        if value is MISSING:
            return "missing_member", member
        if not isinstance(value, str) or (wanted is not str and value != wanted):
            return "wrong_member", member
    data = strict_base64(block["signature_b64"])
    if data is None:
        return "loose_base64", "signature_b64"
    return None if len(data) == 64 else ("wrong_length", "signature_b64")


def signature_fault(copied, event):  # SPEC 4.6
    """The detail and member of a copy that is `bad_signature`."""
    signature = copied.get("signature", MISSING)
    if signature is not MISSING:
        if reference.nesting(signature) > 16:
            return "too_deep", ""
        if len(reference.canonical(signature)) > 65536:
            return "too_large", ""
    fault = block_fault(signature, reference.EVENT_MESSAGE)
    if fault is not None:
        return fault
    for member in ("key_id", "public_key_fingerprint"):
        if signature[member] != event.content["signer"][member]:
            return "another_key", member
    return "does_not_hold", "signature_b64"


def value_at(value, path):
    for name in path.split("/") if path else []:
        value = value.get(name, MISSING) if isinstance(value, dict) else MISSING
    return value


def shown(value):
    """As expected and actual show it."""
    if value is MISSING:
        return None
    text = (value if isinstance(value, str) else reference.canonical(value).decode()).encode()
    if len(text) <= 256:
        return text.decode()
    return text[:253].decode("utf-8", "ignore") + "..."


def has_form(content, member):  # SPEC 4.1
    value = value_at(content, member)
    if member == "":
        return isinstance(content, dict)
    if member in ("payload", "signer"):
        return isinstance(value, dict)
    if member == "created_at":
        return instant(value) is not None
    if member == "prev_event":
        return value is None or reference.is_event_id(value)
    if member == "supersedes":
        return (isinstance(value, list) and all(map(reference.is_event_id, value)) and len(set(value)) == len(value))
    return isinstance(value, str)


class Checker:
    def __init__(self, world, name, explanation, paths, counts):
        self.world, self.name, self.said, self.paths, self.counts = world, name, explanation, paths, counts
        self.event = world.judged[name]
        self.is_valid = name in world.applied

    def same(self, said, right, what):
        assert said == right, f"{what}: {said!r} is not {right!r}"

    def check_all(self):
        self.check_verdict()
        self.check_copies()
        well_formed = reference.well_formed(self.event.content)
        self.same(self.said["key"] is None, not well_formed, "key")
        if well_formed:
            self.check_key()
        self.check_links(well_formed)
        self.check_order()
        self.check_superseded()
        self.check_equivocations()
        self.check_story()

    def check_verdict(self):
        reason = None if self.is_valid else self.event.reason
        self.counts[f"reason {reason}"] += 1
        self.same(self.said["event_id"], self.name, "event_id")
        self.same(self.said["pith_number"], scenarios.SUBJECT, "pith_number")
        self.same((self.said["valid"], self.said["reason"]), (self.is_valid, reason), "reason")
        self.same(self.said["live"], self.name in self.world.live, "live")
        self.same(self.said["rule"], RULES.get(reason, "SPEC 4.9"), "rule")
        for member in ("event_type", "target", "created_at"):
            right = shown(self.event.content[member]) if reference.well_formed(self.event.content) else None
            self.same(self.said[member], right, member)

    # ---- copies

    def find_copy(self, copied):
        self.same(copied["file"], self.paths[copied["input"]], "file")
        data = self.world.files[copied["input"]]
        try:
            document = json.loads(data)
            self.same(copied["line"], 1, "line")
        except ValueError:
            document = json.loads(data.split(b"\n")[copied["line"] - 1])
        for token in copied["pointer"].split("/")[1:]:
            document = document[int(token)] if isinstance(document, list) else document[token]
        return document

    def own_reason(self, copied):
        fault = reference.content_fault(self.event.content, scenarios.SUBJECT, self.world.keyring)
        if fault is None:
            fault = reference.ENVELOPE_REASONS[reference.envelope_fault(copied, self.event)]
        return fault or reference.receipt_fault(self.event, self.world.keyring)

    def check_copies(self):
        said = self.said["copies"]
        self.same(self.said["copy_count"], len(self.event.copies), "copy_count")
        self.same(len(said), len(self.event.copies), "copies")
        self.same(len({(one["input"], one["line"], one["pointer"]) for one in said}), len(said), "places")
        reached = []
        for one in said:
            copied = self.find_copy(one)
            self.same(support.event_id(copied) if isinstance(copied, dict) else self.name, self.name, "copy")
            reason = self.own_reason(copied)
            self.same(one["reason"], reason, "reason of a copy")
            self.same(one["rule"], RULES.get(reason, "SPEC 4.7"), "rule of a copy")
            reached.append(ORDER_OF_REASONS.index(reason))
            if reason is not None:
                self.counts[f"detail {one['detail']}"] += 1
                getattr(self, "check_" + reason)(one, copied)
        self.same(reached, sorted(reached, reverse=True), "the order of copies")

    def check_malformed(self, one, copied):
        member = one["member"] or ""
        assert not has_form(self.event.content, member), f"{member} has the right form"
        right = ("not_an_object" if member == "" else
                 "missing_member" if value_at(copied, member) is MISSING else "wrong_member")
        self.same(one["detail"], right, "detail")
        self.same(one["actual"], shown(value_at(copied, member)), "actual")

    def check_limit_exceeded(self, one, _):
        content = self.event.content
        size, depth = len(reference.canonical(content)), reference.nesting(content)
        right = (("too_large", "at most 1048576 bytes", f"{size} bytes") if size > 1048576 else
                 ("too_deep", "at most 58 containers", f"{depth} containers") if depth > 58 else
                 ("too_many_links", "at most 64 entries", f"{len(content['supersedes'])} entries"))
        self.same((one["detail"], one["expected"], one["actual"]), right, "limit")

    def check_unsupported_schema_version(self, one, copied):
        self.same((one["member"], one["expected"], one["actual"]),
                  ("schema_version", "1.0", shown(copied["schema_version"])), "schema_version")

    def check_subject_mismatch(self, one, copied):
        self.same((one["member"], one["expected"], one["actual"]),
                  ("subject_pith_number", scenarios.SUBJECT, shown(copied["subject_pith_number"])), "subject")

    def check_unknown_key(self, one, _):
        self.same((one["member"], one["detail"]), ("signer", None), "unknown_key")

    def check_signer_mismatch(self, one, _):
        signer, key = self.event.content["signer"], self.world.keyring.find(self.event.content["signer"])
        bound = {"signer_id": key.signer_id, "signer_type": key.signer_type}
        wrong = [member for member, value in bound.items() if value not in (None, signer[member])]
        if wrong:
            right = (1, "signer/" + wrong[0], bound[wrong[0]])
        elif key.signer_id is None and signer["signer_id"] in self.world.keyring.bound_ids:
            right = (2, "signer/signer_id", None)
        else:
            right = (3, "signer/signer_type", None)
        self.same((one["clause"], one["member"], one["expected"]), right, "clause")
        self.same(one["actual"], shown(signer[one["member"].split("/")[1]]), "actual")

    def check_key_expired(self, one, copied):
        key = self.world.keyring.find(self.event.content["signer"])
        self.same((one["member"], one["expected"], one["actual"]),
                  ("created_at", "before " + key.rotates_at, copied["created_at"]), "key_expired")

    def check_not_authorised(self, one, _):
        key = self.world.keyring.find(self.event.content["signer"])
        self.same((one["expected"], one["actual"]), ("pith_registry", key.signer_type), "not_authorised")

    def check_record_mismatch(self, one, _):
        payload = self.event.content["payload"]
        record = payload.get("canonical_record", MISSING)
        number = None if record is MISSING else reference.pith_number(record)
        if number is None:
            right = ("no_record", None, None)
        elif reference.canonical_hash(record) != payload.get("canonical_sha256"):
            right = ("another_hash", reference.canonical_hash(record), shown(payload.get("canonical_sha256", MISSING)))
        else:
            right = ("another_record", scenarios.SUBJECT, number)
        self.same((one["detail"], one["expected"], one["actual"]), right, "record_mismatch")

    def check_stated(self, one, copied, member, right):
        stated = copied.get(member, MISSING)
        self.same((one["member"], one["expected"], one["actual"]), (member, right, shown(stated)), member)
        self.same(one["detail"], "missing_member" if stated is MISSING else "wrong_member", "detail")

    def check_content_hash_mismatch(self, one, copied):
        self.check_stated(one, copied, "content_sha256", self.name.removeprefix("sha256:"))

    def check_event_id_mismatch(self, one, copied):
        self.check_stated(one, copied, "event_id", self.name)

    def check_block(self, one, block, fault, where, copied):
        """`copied` is what another_key and another_hash compare with."""
        detail, member = fault
        self.same((one["detail"], one["member"]), (detail, where + ("/" + member if member else "")), where)
        wanted = BLOCK.get(member)
        if detail == "wrong_member":
            message = {"signature": reference.EVENT_MESSAGE, "payload/receipt": "canonical_sha256_bytes"}[where]
            right = "a string" if wanted is str else message if wanted is None else wanted
            self.same((one["expected"], one["actual"]), (right, shown(block[member])), "wrong member")
        if detail in ("another_key", "another_hash"):
            self.same((one["expected"], one["actual"]), (shown(copied), shown(value_at(block, member))), detail)

    def check_bad_signature(self, one, copied):
        fault = signature_fault(copied, self.event)
        self.check_block(one, copied.get("signature"), fault, "signature",
                         self.event.content["signer"].get(fault[1], MISSING))

    def check_bad_receipt(self, one, _):
        payload = self.event.content["payload"]
        receipt = payload["receipt"]
        fault = block_fault(receipt, "canonical_sha256_bytes")
        if fault is None:
            key = self.world.keyring.find(receipt)
            fault = (("another_hash", "canonical_sha256")
                     if receipt.get("canonical_sha256") != payload["canonical_sha256"] else
                     ("unknown_key", "key_id") if key is None else
                     ("not_a_registry_key", "key_id") if not key.is_registry() else ("does_not_hold", "signature_b64"))
        self.check_block(one, receipt, fault, "payload/receipt", payload["canonical_sha256"])

    # ---- what surrounds it

    def check_key(self):
        said, signer = self.said["key"], self.event.content["signer"]
        self.same((said["key_id"], said["fingerprint"]),
                  (shown(signer["key_id"]), shown(signer["public_key_fingerprint"])), "key names")
        keys = self.world.keyring.pool

        def row(key):
            return [key.key_id, key.fingerprint, key.signer_id, key.signer_type, key.rotates_at, key.from_bundle]

        def said_row(key):
            return [*(key[member] for member in ("key_id", "fingerprint", "signer_id", "signer_type", "rotates_at")),
                    key["origin"] == "bundle"]

        trusted = self.world.keyring.find(signer)
        self.same(said["trusted"] and said_row(said["trusted"]), trusted and row(trusted), "trusted")
        self.same(said["is_registry_key"], trusted is not None and trusted.is_registry(), "registry key")
        same_id = [row(keys[name]) for name in sorted(keys) if name[0] == signer["key_id"]]
        self.same([said_row(key) for key in said["same_key_id"]], same_id, "same_key_id")

    def first_cause(self, link):
        """The event that keeps a link from being valid, and those between."""
        through = []
        while self.world.judged.get(link) and self.world.judged[link].reason == "prev_event_unresolved":
            through.append(link)
            link = self.world.judged[link].content["prev_event"]
        return link, through

    def check_links(self, well_formed):
        content = self.event.content
        right = []
        if well_formed and len(content["supersedes"]) <= 64:
            right = [("prev_event", content["prev_event"])] * (content["prev_event"] is not None)
            right += [("supersedes", name) for name in content["supersedes"]]
        self.same([(link["member"], link["event_id"]) for link in self.said["links"]], right, "links")
        for said in self.said["links"]:
            target = self.world.judged.get(said["event_id"])
            is_valid = said["event_id"] in self.world.applied
            self.same(said["outcome"], "valid" if is_valid else "invalid" if target else "missing", "outcome")
            self.same(said["reason"], target.reason if target and not is_valid else None, "reason of a link")
            effect = None
            if said["member"] == "supersedes" and self.is_valid:
                effect = ("dangling_supersedes" if not is_valid else
                          "supersedes" if target.key.principal() == self.event.key.principal() else
                          "foreign_supersedes")
                self.counts["effect " + effect] += 1
            self.same(said["effect"], effect, "effect")
            self.same(said["first_cause"] is None, is_valid, "first cause")
            if not is_valid:
                self.check_cause(said["first_cause"], said["event_id"])

    def check_cause(self, said, link):
        name, through = self.first_cause(link)
        cause = self.world.judged.get(name)
        reason = cause.reason if cause else None
        self.counts["through"] += bool(through)
        self.same((said["event_id"], said["reason"]), (name, reason), "first cause")
        self.same((said["through"], said["through_count"]), (through, len(through)), "through")
        self.same(said["rule"], RULES.get(reason, "SPEC 4.9"), "rule of a cause")
        if reason == "bad_signature":
            faults = [signature_fault(one, cause) for one in cause.copies
                      if reference.ENVELOPE_REASONS[reference.envelope_fault(one, cause)] == reason]
            paths = [(detail, "signature" + ("/" + member if member else "")) for detail, member in faults]
            assert (said["detail"], said["member"]) in paths, f"{said} is not of {paths}"

    def check_order(self):
        said = self.said["order"]
        self.same(said is not None, self.is_valid, "order")
        if not self.is_valid:
            return
        applied = list(self.world.applied)
        index = applied.index(self.name)
        self.counts["order " + said["cause"]] += 1
        self.same((said["rank"], said["count"]), (index + 1, len(applied)), "position")
        self.same(said["previous"], applied[index - 1] if index else None, "previous")
        if index == 0:
            self.same((said["cause"], said["waited_for"]), ("first", []), "cause")
            return
        own, before = (reference.sort_key(self.world.judged[name]) for name in (self.name, applied[index - 1]))
        if own > before:
            [differs] = [position for position in range(3) if own[:position] == before[:position]
                         and own[position] != before[position]]
            self.same((said["cause"], said["waited_for"]),
                      (("created_at", "record_created", "event_id")[differs], []), "cause")
            return
        self.same(said["cause"], "link", "cause")
        order = self.world.order
        assert said["waited_for"] and set(said["waited_for"]) <= self.event.links
        places = [order.index(name) for name in said["waited_for"]]
        assert order.index(applied[index - 1]) <= max(places) < order.index(self.name), "it did not wait for that"

    def check_superseded(self):
        right = [name for name, other in self.world.applied.items() if self.name in other.content["supersedes"]
                 and self.is_valid and other.key.principal() == self.event.key.principal()]
        self.counts["superseded"] += bool(right)
        self.same((self.said["superseded_by"], self.said["superseded_by_count"]), (right, len(right)), "superseded_by")

    def check_equivocations(self):
        entries = [entry for entry in reference.equivocations(self.world.applied, self.world.live)
                   if self.name in entry["event_ids"]]
        right = [(entry["position"], [name for name in entry["event_ids"] if name != self.name], entry["resolved"])
                 for entry in entries]
        self.counts["equivocation"] += bool(right)
        self.same([(one["position"], one["with"], one["resolved"]) for one in self.said["equivocations"]], right,
                  "equivocations")
        assert all(one["with_count"] == len(one["with"]) for one in self.said["equivocations"])

    def check_story(self):
        codes = [statement["code"] for statement in self.said["story"]]
        self.same(codes[0], "live" if self.said["live"] else "superseded" if self.is_valid else "invalid", "story")
        said = set(codes)
        for need in self.said["needs"]:
            assert need["code"] in said, "a need is not told"
        self.same("equivocation" in said, bool(self.said["equivocations"]), "story of equivocations")
        self.same("superseded_by" in said, bool(self.said["superseded_by"]), "story of supersession")
        waits = [link for link in self.said["links"] if link["member"] == "prev_event" and link["first_cause"]]
        self.same("first_cause" in said, bool(waits), "story of the first cause")
        if waits:
            [told] = [one["explanation"] for one in self.said["story"] if one["code"] == "first_cause"]
            assert waits[0]["first_cause"]["event_id"] in told, told
        for statement in self.said["story"]:
            assert re.fullmatch(r"SPEC \d\.\d+", statement["rule"]), statement
