"""Cases of the warnings about the newest graph snapshot: SPEC 9.7."""

import hashlib

import cases_bundle
from cases_bundle import RECORD, content_of, disagreements
from signing import (
    ABSENT, ALICE, REGISTRY, STRANGER, changed, digest_of, event, event_id, pith_number, real_bundles, receipt_of,
    record_created, sign_bundle,
)

__all__ = ["cases", "disagreements"]
TITLE = "A TITLE of the Snapshots, 2nd [Z]"


def hash_of_title(title):
    return hashlib.sha256(title.encode()).hexdigest()


def hash_of_lists(detectors, findings):
    return digest_of({"payload": {"detectors": detectors, "findings": findings}}).hex()


def record_of(title_hash=hash_of_title(TITLE.lower())):
    """A record that states this hash of its title. ABSENT leaves it out."""
    metadata = {**RECORD["metadata"], "title_canon_sha256": title_hash}
    return {**RECORD, "metadata": {name: value for name, value in metadata.items() if value is not ABSENT}}


def integrity(detectors=(), findings=(), /, **changes):
    members = {"detectors_run": list(detectors), "findings": list(findings), "clean": True,
               "snapshot_sha256": hash_of_lists(list(detectors), list(findings)), **changes}
    return {name: value for name, value in members.items() if value is not ABSENT}


def payload(title=TITLE, **members):
    whole = {"paper": {"title": title}, "integrity": integrity(), **members}
    return {"graph_snapshot": {name: value for name, value in whole.items() if value is not ABSENT}}


def snapshot(of_record, content, key=REGISTRY, minute=1, **members):
    return event(key, minute, event_type="graph_snapshot", subject_pith_number=pith_number(of_record),
                 payload=content, **members)


def case(name, shows, of_record, snapshots, warnings=(), failed=()):
    """`warnings` are codes with the index of the snapshot that each is about."""
    created = record_created(record=of_record, receipt=receipt_of(of_record),
                             subject_pith_number=pith_number(of_record))
    content = content_of(of_record, events=[created, *snapshots])
    return cases_bundle.case("snapshot_" + name, shows, sign_bundle(content), True, rules=["9.7"], failed=failed,
                             warnings=[(code, snapshots[index]) for code, index in warnings])


def one(name, shows, content, title=False, lists=False, of_record=None):
    """A bundle with one graph snapshot."""
    of_record = record_of() if of_record is None else of_record
    codes = [code for code, is_given in (("title_differs", title), ("snapshot_hash_differs", lists)) if is_given]
    return case(name, shows, of_record, [snapshot(of_record, content)], [(code, 0) for code in codes])


def titles():
    yield one("title_lower_case", "A to Z count in lower case. Nothing else is changed.", payload())
    yield one("title_other", "Another title.", payload(TITLE + "."), title=True)
    yield one("title_spaces", "White space counts.", payload(" " + TITLE), title=True)
    yield one("title_empty", "The empty title is a title.", payload(""), title=True)
    yield one("title_escaped", "The title is hashed as a text, without escapes.", payload('A "T" \\ \n\x7f'),
              of_record=record_of(hash_of_title('a "t" \\ \n\x7f')))
    yield one("title_not_ascii", "A title that is not ASCII gives no warning.", payload("A title \u00e9"))
    yield one("title_not_ascii_last", "One character that is not ASCII is enough.", payload("A" * 70 + "\u0130"))
    for name, value in (("absent", ABSENT), ("null", None), ("number", 5), ("array", [TITLE])):
        paper = {} if value is ABSENT else {"title": value}
        yield one(f"title_{name}", "Without a title that is a string there is no warning.", payload(paper=paper))
    for name, value in (("absent", ABSENT), ("null", None), ("text", TITLE), ("array", [{"title": "x"}])):
        yield one(f"paper_{name}", "Without a paper that is an object there is no warning.", payload(paper=value))
    for name, value in (("absent", ABSENT), ("null", None), ("number", 5), ("array", [])):
        yield one(f"title_hash_{name}", "Without a hash that is a string there is no warning.", payload("other"),
                  of_record=record_of(value))
    right = hash_of_title(TITLE.lower())
    for name, value in (("upper", right.upper()), ("prefixed", "sha256:" + right), ("empty", ""),
                        ("of_title_as_written", hash_of_title(TITLE))):
        yield one(f"title_hash_{name}", "A string that is not the hash differs.", payload(), title=True,
                  of_record=record_of(value))


def lists():
    full = (["b", {"name": "a", "b": 1.50}, "\u00e9"], [{"z": None, "a": [True]}])
    yield one("lists_full", "The lists are hashed in canonical form, in their order.",
              payload(integrity=integrity(*full)))
    turned = hash_of_lists(full[0][::-1], full[1])
    swapped = hash_of_lists(*full[::-1])
    for name, value in (("turned", turned), ("swapped", swapped), ("of_empty", hash_of_lists([], [])),
                        ("upper", hash_of_lists(*full).upper()), ("empty", "")):
        yield one(f"lists_hash_{name}", "A string that is not the hash of the lists differs.",
                  payload(integrity=integrity(*full, snapshot_sha256=value)), lists=True)
    for member in ("snapshot_sha256", "detectors_run", "findings"):
        for name, value in (("absent", ABSENT), ("null", None), ("object", {})):
            wrong = {"snapshot_sha256": "wrong", member: value}
            yield one(f"{member}_{name}", "Without the hash and both lists there is no warning.",
                      payload(integrity=integrity(**wrong)))
    for name, value in (("absent", ABSENT), ("null", None), ("array", [integrity(snapshot_sha256="")])):
        yield one(f"integrity_{name}", "Without an object `integrity` there is no warning.", payload(integrity=value))
    both = payload("other", integrity=integrity(snapshot_sha256=""))
    yield one("both", "Both warnings at once.", both, title=True, lists=True)
    for name, value in (("absent", {}), ("null", {"graph_snapshot": None}), ("array", {"graph_snapshot": [both]})):
        yield one(f"payload_{name}", "A payload without an object `graph_snapshot` gives no warning.", value)


def newest():
    of_record = record_of()
    both = payload("other", integrity=integrity(snapshot_sha256=""))
    good, bad = snapshot(of_record, payload(), minute=1), snapshot(of_record, both, minute=2)
    about = [[(code, index) for code in ("title_differs", "snapshot_hash_differs")] for index in (0, 1)]
    yield case("newest_last", "The last snapshot in application order counts, not the last in the bundle.",
               of_record, [bad, good], about[0])
    yield case("newest_first", "An older snapshot gives no warning.", of_record,
               [snapshot(of_record, both, minute=1), snapshot(of_record, payload(), minute=2)])
    linked = snapshot(of_record, payload(), minute=0, prev_event=event_id(bad))
    yield case("newest_by_link", "Application order decides, not created_at.", of_record, [linked, bad])
    replaced = snapshot(of_record, payload(), minute=3, supersedes=[event_id(bad)])
    yield case("newest_superseded", "A superseded snapshot gives no warning.", of_record, [bad, replaced])
    later = snapshot(of_record, payload(), minute=3)
    withdrawal = event(REGISTRY, 5, subject_pith_number=pith_number(of_record), supersedes=[event_id(later)])
    yield case("newest_withdrawn", "If the newest one is withdrawn, the one before it counts.", of_record,
               [bad, later, withdrawal], about[0])
    yield case("newest_of_others", "Whoever signs the newest snapshot, it is the newest.", of_record,
               [good, snapshot(of_record, both, ALICE, minute=2)], about[1])
    for name, wrong in (("bad_signature", changed(bad, "signature.signature_b64", "AA==")),
                        ("unknown_key", snapshot(of_record, both, STRANGER, minute=4))):
        yield case(f"newest_{name}", "A snapshot that is not valid gives no warning.", of_record, [good, wrong],
                   failed=["events"])
    yield case("newest_copy", "Copies have the same payload, and give one warning.", of_record,
               [changed(bad, "signature.signature_b64", "AA=="), good, bad], about[0])
    yield case("newest_other_type", "Only events of the type graph_snapshot count.", of_record,
               [event(REGISTRY, 3, subject_pith_number=pith_number(of_record), payload=both)])


def published():
    for index, bundle in enumerate(real_bundles(), 1):
        yield cases_bundle.case(f"snapshot_published_{index}", "A published bundle gives no such warning.", bundle,
                                True, keys=[], has_default_keys=True, rules=["2.4", "9.7"])
    no_record = changed(real_bundles()[0], "canonical_record", ABSENT)
    yield cases_bundle.case("snapshot_no_record", "Without a record there is no title to compare.", no_record, False,
                            keys=[], has_default_keys=True, rules=["9.7"],
                            failed=["bundle_sha256", "canonical_record", "canonical_sha256", "pith_number",
                                    "short_pith_number", "source"])


def cases():
    yield from titles()
    yield from lists()
    yield from newest()
    yield from published()
