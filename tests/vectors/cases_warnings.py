"""Cases of merging, fourth part: valid events that give a warning (SPEC 6.1, 6.6)."""

from cases_links import forged
from cases_merge import VALID, case, disagreements
from cases_state import ids
from signing import (
    ALICE_LATER, BOB, OTHER_SUBJECT, REGISTRY, TYPED, UNBOUND, absent_id, event, record_created,
)

__all__ = ["cases", "disagreements"]
DANGLING, FOREIGN, SEVERAL = "dangling_supersedes", "foreign_supersedes", "several_live"


def superseding():
    first, by_bob = event(), event(BOB)
    unresolved = event(minute=3, prev_event=absent_id("x"))
    elsewhere = event(subject_pith_number=OTHER_SUBJECT)
    mixed = event(minute=5, supersedes=[absent_id("x"), *ids(by_bob, first), absent_id("y")])
    for name, events, reasons, found, shows in (
        ("none", [first, by_bob, event(minute=1, supersedes=ids(first))], VALID, [],
         "An entry that has an effect gives no warning."),
        ("dangling", [event(supersedes=[absent_id("x")])], VALID, [(DANGLING, 0)],
         "An entry that names no event."),
        ("dangling_twice", [event(supersedes=[absent_id("x"), absent_id("y")])], VALID, [(DANGLING, 0)] * 2,
         "Each entry that names no event is one warning."),
        ("dangling_not_authentic", [forged(first), event(minute=1, supersedes=ids(first))],
         ["bad_signature", VALID], [(DANGLING, 1)], "An entry that names an event without a good signature."),
        ("dangling_other_record", [elsewhere, event(minute=1, supersedes=ids(elsewhere))],
         ["subject_mismatch", VALID], [(DANGLING, 1)], "An entry that names another record's event."),
        ("dangling_unresolved", [unresolved, event(minute=4, supersedes=ids(unresolved))],
         ["prev_event_unresolved", VALID], [(DANGLING, 1)],
         "An entry that names an authentic event that is not valid."),
        ("foreign", [by_bob, event(minute=1, supersedes=ids(by_bob))], VALID, [(FOREIGN, 1)],
         "An entry that names another principal's event."),
        ("foreign_not_by_key", [first, event(ALICE_LATER, minute=1, supersedes=ids(first))], VALID, [],
         "Another key of the same principal is not foreign."),
        ("foreign_unbound", [event(UNBOUND), event(TYPED, minute=1, supersedes=ids(event(UNBOUND)))], VALID,
         [(FOREIGN, 1)], "Two keys that are bound to no signer_id are foreign to each other."),
        ("each_entry", [first, by_bob, mixed], VALID, [(DANGLING, 2), (DANGLING, 2), (FOREIGN, 2)],
         "Each entry is decided by itself."),
        ("not_of_invalid", [by_bob, forged(event(minute=1, supersedes=[absent_id("x"), *ids(by_bob)])),
                            event(prev_event=absent_id("p"), supersedes=[absent_id("x")])],
         [VALID, "bad_signature", "prev_event_unresolved"], [],
         "An event that is not valid gives no such warning."),
        ("dangling_prev_is_none", [unresolved], "prev_event_unresolved", [],
         "A prev_event that is not there gives no warning: it is not an entry of supersedes."),
    ):
        yield case("warning_" + name, shows, ["6.1"], events, reasons, warnings=found)
    copies = event(supersedes=[absent_id("x")])
    yield case("warning_once_for_copies", "Copies are one event, and one warning.", ["4.3", "6.1"],
               [copies, {**copies, "event_id": None}], [VALID, None], warnings=[(DANGLING, 0)])


def several():
    one, two, three = (event(minute=minute) for minute in (1, 2, 3))
    chained = event(minute=0, prev_event=ids(two)[0])
    for name, events, reasons, found, shows in (
        ("two", [two, one], VALID, [(SEVERAL, 1)], "Two live events. The warning names the one that is applied first."),
        ("three", [three, one, two], VALID, [(SEVERAL, 1)], "Three live events are one warning."),
        ("application_order", [chained, two], VALID, [(SEVERAL, 1)],
         "The first is the one that is applied first, although another one claims to be earlier."),
        ("two_keys", [one, event(ALICE_LATER)], VALID, [(SEVERAL, 1)],
         "Two keys of one signer are one principal."),
        ("principals", [one, event(BOB, minute=1)], VALID, [], "Two principals are two classes."),
        ("unbound", [event(UNBOUND), event(TYPED)], VALID, [], "Two unbound keys are two principals."),
        ("types", [one, event(minute=1, event_type="correction")], VALID, [], "Two types are two classes."),
        ("targets", [one, event(minute=1, target="b")], VALID, [], "Two targets are two classes."),
        ("superseded", [one, event(minute=2, supersedes=ids(one))], VALID, [],
         "An event that is superseded is not live."),
        ("superseded_first", [one, two, event(minute=3, target="b", supersedes=ids(one)), three], VALID,
         [(SEVERAL, 1)], "The warning names the first one that is live."),
        ("invalid", [one, forged(two)], [VALID, "bad_signature"], [], "An event that is not valid is not live."),
        ("open_type", [event(event_type="new", minute=minute) for minute in (0, 1)], VALID, [(SEVERAL, 0)],
         "Types without a list count too."),
        ("records", [record_created(), record_created(minute=1)], VALID, [(SEVERAL, 0)],
         "Records count too."),
        ("linked", [one, event(minute=2, prev_event=ids(one)[0])], VALID, [(SEVERAL, 0)],
         "A chain by prev_event is not a conflict, but it has several live events."),
        ("classes", [one, two, event(BOB), event(BOB, minute=1), event(REGISTRY)], VALID,
         [(SEVERAL, 0), (SEVERAL, 2)], "Each class is one warning."),
        ("with_dangling", [event(minute=0, supersedes=[absent_id("x")]), one], VALID,
         [(DANGLING, 0), (SEVERAL, 0)], "One event may give two warnings."),
    ):
        yield case("several_live_" + name, shows, ["6.6"], events, reasons, warnings=found)


def cases():
    yield from superseding()
    yield from several()
