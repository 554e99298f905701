# SPDX-License-Identifier: Apache-2.0
"""The whole-bundle check of SPEC 9.4 and 9.7 in plain Python: recomputes every claim of a bundle."""
import base64
import re

from canon import canonical, canonical_hash, parse, pith_number, sha256_hex
from keys import read_bundle_key
from merge import bundle_signature_holds, gather, merge, reasons, signature_fits, well_formed

SHORT_ALIASES = {"pith_short_8": 8, "pith_short_12": 12, "pith_short_16": 16}

def same(one, two):  # SPEC 1, 9.4
    return canonical(one) == canonical(two)

def suffix_of(record):  # SPEC 2.2
    digest = bytes.fromhex(canonical_hash(record))
    return base64.b32encode(digest).decode()[:26]

def version_text(version):  # SPEC 2.3, 11; None if no alias follows
    if isinstance(version, str):
        return version
    is_number = isinstance(version, int | float) and not isinstance(version, bool)
    return canonical(version).decode() if is_number else None

def derived_aliases(record):  # SPEC 2.3, 11
    """The right value of each kind of alias that follows from a record."""
    if pith_number(record) is None:
        return {}
    follows = {kind: suffix_of(record)[:length] for kind, length in SHORT_ALIASES.items()}
    source = record.get("source")
    if isinstance(source, dict) and source.get("kind") == "arxiv" and isinstance(source.get("id"), str):
        follows["arxiv"] = source["id"]
        follows["doi"] = "10.48550/arxiv." + source["id"]
        version = version_text(source.get("version"))
        if version is not None:
            follows["arxiv_version"] = source["id"] + "v" + version
    return follows

def aliases_hold(bundle):  # SPEC 2.3, 9.4, 11
    aliases = bundle.get("source_aliases", [])
    if not isinstance(aliases, list):
        return False
    follows = derived_aliases(bundle.get("canonical_record"))
    for alias in (alias for alias in aliases if isinstance(alias, dict)):
        kind = alias.get("alias_kind")
        if isinstance(kind, str) and kind in follows and alias.get("alias_value") != follows[kind]:
            return False
    return True

def source_holds(bundle):  # SPEC 9.4, 11
    record = bundle.get("canonical_record")
    of_record = record if isinstance(record, dict) else {}
    if "source" not in of_record or "source" not in bundle:
        return "source" not in of_record and "source" not in bundle
    return same(bundle["source"], of_record["source"])

def public_keys_hold(bundle, keyring):  # SPEC 3.1, 3.5, 3.6, 9.4, 11
    entries = bundle.get("public_keys", [])
    if not isinstance(entries, list):
        return False
    return (all(read_bundle_key(entry) is not None for entry in entries)
            and all(len(keys) == 1 for keys in keyring.new_keys(entries).values()))

def receipt_holds(payload, keyring):  # SPEC 4.8, for a payload that has a receipt
    receipt, digest = payload["receipt"], payload.get("canonical_sha256")
    if not isinstance(digest, str) or re.fullmatch("[0-9a-f]{64}", digest) is None:
        return False
    key = keyring.find(receipt)
    return (key is not None and key.is_registry() and receipt.get("canonical_sha256") == digest
            and signature_fits(receipt, bytes.fromhex(digest), "canonical_sha256_bytes", key))

def receipts(events):  # SPEC 4.8, 9.4
    """The payloads that have a receipt, whether their events are valid or not."""
    contents = [event.content for event in gather(events).values() if well_formed(event.content)]
    return [content["payload"] for content in contents
            if content["event_type"] == "record_created" and "receipt" in content["payload"]]

def without(value, member):
    return {name: value[name] for name in value if name != member}

def check_record(bundle):  # SPEC 2.1, 2.2, 9.4
    """Without a year there is no Pith Number, and so canonical_record and both numbers fail."""
    number = pith_number(bundle.get("canonical_record"))
    digest = canonical_hash(bundle["canonical_record"]) if "canonical_record" in bundle else None
    short = "pith:" + number.split(":")[2][:8] if number else None
    return {
        "canonical_record": number is not None,
        "canonical_sha256": digest is not None and bundle.get("canonical_sha256") == digest,
        "pith_number": number is not None and bundle.get("pith_number") == number,
        "short_pith_number": short is not None and bundle.get("short_pith_number") == short,
    }

def check_state(bundle, events, keyring):  # SPEC 8.3, 9.4
    stated = bundle.get("state")
    if not isinstance(stated, dict):
        return {"state": False, "state_sha256": False}
    aliases = bundle.get("source_aliases")
    right = parse(merge(bundle["pith_number"], keyring, aliases if isinstance(aliases, list) else [], events))
    content = without(stated, "state_sha256")
    return {"state": same(content, without(right, "state_sha256")),
            "state_sha256": stated.get("state_sha256") == right["state_sha256"]}

def member_at(value, *names):
    """The value at the end of a path of members, or None."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value

def snapshot_warnings(bundle, keyring):  # SPEC 9.7
    """The warnings about the newest graph snapshot, each a code and an event id, sorted."""
    state = parse(merge(bundle["pith_number"], keyring, [], bundle["events"]))
    found = []
    for snapshot in state["current"]["graph_snapshots"][-1:]:
        title = member_at(snapshot, "payload", "graph_snapshot", "paper", "title")
        stated = member_at(bundle, "canonical_record", "metadata", "title_canon_sha256")
        if (isinstance(title, str) and title.isascii() and isinstance(stated, str)
                and stated != sha256_hex(title.lower().encode())):
            found.append(["title_differs", snapshot["event_id"]])
        integrity = member_at(snapshot, "payload", "graph_snapshot", "integrity")
        detectors, findings = member_at(integrity, "detectors_run"), member_at(integrity, "findings")
        stated = member_at(integrity, "snapshot_sha256")
        if (isinstance(stated, str) and isinstance(detectors, list) and isinstance(findings, list)
                and stated != canonical_hash({"payload": {"detectors": detectors, "findings": findings}})):
            found.append(["snapshot_hash_differs", snapshot["event_id"]])
    return sorted(found)

def check_bundle(bundle, keyring):  # SPEC 9.4
    """The result of each check by its name. `receipt` is left out if the bundle has no receipt."""
    events = bundle["events"]
    block = bundle.get("bundle_signature")
    block = block if isinstance(block, dict) else {}
    judged = reasons(bundle["pith_number"], keyring, events)
    checks = {
        "bundle_version": bundle.get("bundle_version") == "1.0",
        **check_record(bundle),
        "source": source_holds(bundle),
        "source_aliases": aliases_hold(bundle),
        "public_keys": public_keys_hold(bundle, keyring),
        "events": all(reason == "valid" for reason in judged.values()),
        **check_state(bundle, events, keyring),
        "merge_version": bundle.get("merge_version") == "pith-open-graph-merge-v1",
        "bundle_sha256": block.get("bundle_sha256") == canonical_hash(without(bundle, "bundle_signature")),
        "bundle_signature": bundle_signature_holds(bundle, keyring),
    }
    payloads = receipts(events)
    if payloads:
        checks["receipt"] = all(receipt_holds(payload, keyring) for payload in payloads)
    return checks
