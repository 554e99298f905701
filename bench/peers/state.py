# SPDX-License-Identifier: Apache-2.0
"""A yardstick, not part of the product: the state document of valid events (SPEC 5 to 8), as plain Python.

Principals are not told apart: it takes all events of one type and target to be by one signer.
"""
import datetime
import re

MERGE_VERSION = "pith-open-graph-merge-v1"
LISTED_TYPES = ("graph_snapshot", "author_attestation", "timestamp_anchor", "storage_attestation",
                "citation_signature", "replication_record", "correction", "mirror_hint")
SIGNER = ("signer_id", "signer_type", "key_id", "public_key_fingerprint")
INSTANT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.]([0-9]{1,9}))?Z")

def instant(text):  # SPEC 4.4
    """A text that sorts as the instants do, or None if it is not an instant."""
    found = INSTANT.fullmatch(text) if isinstance(text, str) else None
    try:
        return found and datetime.datetime.fromisoformat(found[1]) and f"{found[1]}.{found[2] or '':0<9}"
    except ValueError:
        return None

def links(content):
    return {content["prev_event"], *content["supersedes"]} - {None}

def application_order(events):  # SPEC 5
    def rank(name):
        return instant(events[name]["created_at"]), events[name]["event_type"] != "record_created", name

    waiting, order = dict.fromkeys(sorted(events, key=rank)), []
    while waiting:
        taken = next(name for name in waiting if waiting.keys().isdisjoint(links(events[name])))
        del waiting[taken]
        order.append(taken)
    return order

def merged_aliases(aliases):  # SPEC 6.5
    earliest = {}
    for alias in aliases:
        kind, value, created_at = (alias.get(name) for name in ("alias_kind", "alias_value", "created_at"))
        if isinstance(kind, str) and isinstance(value, str) and instant(created_at):
            stamp = (instant(created_at), created_at)
            earliest[kind, value] = min(stamp, earliest.get((kind, value), stamp))
    return [{"alias_kind": kind, "alias_value": value, "created_at": stamp[1]}
            for (kind, value), stamp in sorted(earliest.items())]

def equivocations(events, live):  # SPEC 7
    groups = {}
    for name, content in events.items():
        for position in [content["prev_event"]] if content["prev_event"] else content["supersedes"] or [None]:
            groups.setdefault((content["event_type"], content["target"], position), []).append(name)
    entries = []
    for (event_type, target, position), names in groups.items():
        found = sorted(one for one in names if any(
            one != two and one not in links(events[two]) and two not in links(events[one]) for two in names))
        if found:
            signer = events[found[0]]["signer"]
            entries.append({"event_type": event_type, "target": target, "position": position,
                            "signer": {member: signer[member] for member in SIGNER},
                            "event_ids": found, "resolved": sum(name in live for name in found) <= 1})
    return sorted(entries, key=lambda entry: [entry[name] or "" for name in ("event_type", "target", "position")])

def state_of(subject, events, aliases):  # SPEC 6, 8
    """The state document without its hash. `events` maps the ids of the events to their contents."""
    order = application_order(events)
    superseded = {link for content in events.values() for link in content["supersedes"]}
    live = [name for name in order if name not in superseded]
    shown = {event_type: [] for event_type in ("record_created", *LISTED_TYPES)}
    for name in live:
        content = events[name]
        shown.get(content["event_type"], []).append({
            "event_id": name, "target": content["target"], "created_at": content["created_at"],
            "signer": content["signer"], "payload": content["payload"]})
    created = next(iter(shown["record_created"]), None)
    conflicts = equivocations(events, live)
    return {
        "state_type": "pith_open_graph_state", "state_version": "1.0", "pith_number": subject,
        "merge_version": MERGE_VERSION, "event_count": len(events), "valid_event_count": len(events),
        "invalid_event_count": 0, "equivocation_count": len(conflicts),
        "current": {
            "canonical_record": created["payload"]["canonical_record"] if created else None,
            "source_aliases": merged_aliases(aliases), "record_created": created,
            **{f"{event_type}s": shown[event_type] for event_type in LISTED_TYPES}},
        "equivocations": conflicts, "invalid_events": [], "applied_event_ids": order}
