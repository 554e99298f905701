"""Checks the statements of an explanation from SPEC alone, with what tests/reference computes."""

import json
import re

import scenarios
import support
import merge as reference
from copies import BLOCK, MISSING, block_fault, cut, has_form, shown, signature_fault, signed_event, value_at

ORDER_OF_REASONS = ["malformed", "limit_exceeded", "unsupported_schema_version", "subject_mismatch", "unknown_key",
                    "signer_mismatch", "key_expired", "not_authorised", "record_mismatch", "content_hash_mismatch",
                    "event_id_mismatch", "bad_signature", "bad_receipt", None]
RULES = {**dict.fromkeys(ORDER_OF_REASONS[:9], "SPEC 4.5"), **dict.fromkeys(ORDER_OF_REASONS[9:12], "SPEC 4.6"),
         "bad_receipt": "SPEC 4.8", "prev_event_unresolved": "SPEC 4.9"}
CLAUSES = {"bound_to_another_signer": 1, "signer_id_of_another_key": 2, "not_a_registry_key": 3}


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
        content = self.event.content
        is_event = reference.well_formed(content)
        for member in ("event_type", "target", "created_at"):
            self.same(self.said[member], cut(content[member]) if is_event else None, member)
        for member in ("signer_id", "signer_type"):
            self.same(self.said[member], cut(content["signer"][member]) if is_event else None, member)

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
            signed = signed_event(copied, self.event) if reason == "content_hash_mismatch" else None
            self.counts["changed"] += signed is not None
            self.same(one["signed_event_id"], signed, "what was signed")
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
                  ("schema_version", '"1.0"', shown(copied["schema_version"])), "schema_version")

    def check_subject_mismatch(self, one, copied):
        self.same((one["member"], one["expected"], one["actual"]),
                  ("subject_pith_number", shown(scenarios.SUBJECT), shown(copied["subject_pith_number"])), "subject")

    def check_unknown_key(self, one, _):
        self.same((one["member"], one["detail"]), ("signer", None), "unknown_key")

    def check_signer_mismatch(self, one, _):
        signer, key = self.event.content["signer"], self.world.keyring.find(self.event.content["signer"])
        bound = {"signer_id": key.signer_id, "signer_type": key.signer_type}
        wrong = [member for member, value in bound.items() if value not in (None, signer[member])]
        if wrong:
            right = (1, "signer/" + wrong[0], shown(bound[wrong[0]]))
        elif key.signer_id is None and signer["signer_id"] in self.world.keyring.bound_ids:
            right = (2, "signer/signer_id", None)
        else:
            right = (3, "signer/signer_type", None)
        self.same((one["clause"], one["member"], one["expected"]), right, "clause")
        self.same(one["actual"], shown(signer[one["member"].split("/")[1]]), "actual")

    def check_key_expired(self, one, copied):
        key = self.world.keyring.find(self.event.content["signer"])
        self.same((one["member"], one["expected"], one["actual"]),
                  ("created_at", "before " + key.rotates_at, shown(copied["created_at"])), "key_expired")

    def check_not_authorised(self, one, _):
        key = self.world.keyring.find(self.event.content["signer"])
        actual = ("a key bound to no signer_type" if key.signer_type is None else
                  "a key bound to signer_type " + shown(key.signer_type))
        self.same((one["member"], one["expected"], one["actual"]),
                  ("signer", 'a key bound to signer_type "pith_registry"', actual), "not_authorised")

    def check_record_mismatch(self, one, _):
        payload = self.event.content["payload"]
        record = payload.get("canonical_record", MISSING)
        number = None if record is MISSING else reference.pith_number(record)
        if number is None:
            right = ("no_record", None, None)
        elif reference.canonical_hash(record) != payload.get("canonical_sha256"):
            right = ("another_hash", shown(reference.canonical_hash(record)),
                     shown(payload.get("canonical_sha256", MISSING)))
        else:
            right = ("another_record", shown(scenarios.SUBJECT), shown(number))
        self.same((one["detail"], one["expected"], one["actual"]), right, "record_mismatch")

    def check_stated(self, one, copied, member, right):
        stated = copied.get(member, MISSING)
        self.same((one["member"], one["expected"], one["actual"]), (member, shown(right), shown(stated)), member)
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
            right = "a string" if wanted is str else shown(message if wanted is None else wanted)
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
                  (cut(signer["key_id"]), cut(signer["public_key_fingerprint"])), "key names")
        named = (signer["key_id"], signer["public_key_fingerprint"])
        is_listed = not self.world.trusts_bundle_keys and named in self.world.listed_keys
        self.counts["listed by a bundle"] += is_listed
        self.same(said["listed_by_bundle"], is_listed, "listed by a bundle")
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
        if reason is not None:
            self.check_cause_fault({**said, "clause": CLAUSES.get(said["detail"])}, name)

    def check_cause_fault(self, said, name):
        """In which way the cause fails is true of one of its copies that came furthest."""
        other = Checker(self.world, name, None, self.paths, self.counts)
        failures = []
        for copied in other.event.copies:
            if other.own_reason(copied) == said["reason"]:
                try:
                    getattr(other, "check_" + said["reason"])(said, copied)
                    return
                except AssertionError as failure:
                    failures.append(failure)
        raise AssertionError(f"{said} is of no copy: {failures}")

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
        own, *earlier = (reference.sort_key(self.world.judged[name])
                         for name in (self.name, *reversed(applied[:index])))
        waited = None
        if any(other > own for other in earlier):  # it was not ready, so the last of its links let it follow
            waited = max(self.event.links & set(self.world.order), key=self.world.order.index)
            self.counts["hidden wait"] += own > earlier[0]
        self.same(said["waited_for"], waited, "what it waited for")
        self.same(said["rule"], "SPEC 5.2" if waited else "SPEC 5.1", "rule of the order")
        if index == 0 or own < earlier[0]:
            self.same(said["cause"], "link" if index else "first", "cause")
            return
        [differs] = [position for position in range(3) if own[:position] == earlier[0][:position]
                     and own[position] != earlier[0][position]]
        self.same(said["cause"], ("created_at", "record_created", "event_id")[differs], "cause")

    def check_superseded(self):
        right = [name for name, other in self.world.applied.items() if self.name in other.content["supersedes"]
                 and self.is_valid and other.key.principal() == self.event.key.principal()]
        self.counts["superseded"] += bool(right)
        self.same((self.said["superseded_by"], self.said["superseded_by_count"]), (right, len(right)), "superseded_by")

    def check_equivocations(self):
        entries = [entry for entry in reference.equivocations(self.world.applied, self.world.live)
                   if self.name in entry["event_ids"]]
        right = []
        for entry in entries:
            rest = [self.world.applied[name] for name in entry["event_ids"] if name != self.name]
            conflicting = [other.id for other in rest if reference.conflict(self.event, other)]
            others = [other.id for other in rest if other.id not in conflicting]
            self.counts["others of an entry"] += bool(others)
            right.append([entry["position"], conflicting, len(conflicting), others, len(others), entry["resolved"]])
        self.counts["equivocation"] += bool(right)
        members = ("position", "with", "with_count", "others", "others_count", "resolved")
        self.same([[one[member] for member in members] for one in self.said["equivocations"]], right, "equivocations")

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
        self.same("changed" in said, bool(self.said["copies"][0]["signed_event_id"]), "story of a change")
        for statement in self.said["story"]:
            self.check_quotes(statement["explanation"])
            assert re.fullmatch(r"SPEC \d\.\d+", statement["rule"]), statement

    def check_quotes(self, text):
        """Outside JSON strings, a sentence has our words alone: every text of the input is in quotes."""
        rest = re.sub(r'"(?:[^"\\]|\\.)*"', "", text)
        assert re.fullmatch(r"[A-Za-z0-9 .,:;()/_\[\]{}+'-]*", rest), text
        for hostile in ("quoted", "\\", '"'):
            assert hostile not in rest, text
