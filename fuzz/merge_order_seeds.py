"""Writes the seeds of merge_order into a folder. Every run writes the same seeds.

    fuzz/merge_order_seeds.py FOLDER

fuzz/support/merge_history.cpp reads the bytes, and has the same layout."""

import pathlib
import sys

HEADER_SIZE_BYTES = 16
STEPS_MIN, STEPS_MAX = 9, 11
WORD_MASK = (1 << 64) - 1
FAULT_COUNT, ENVELOPE_COUNT, RECEIPT_COUNT = 64, 64, 24  # not less than there are, which CTest checks

# The bytes that choose a signer, an event type, another copy, and an id that never arrives.
ALICE, BOB, REGISTRY = 0, 4, 10
SNAPSHOT, CORRECTION, RECORD_CREATED = 0, 2, 3
COPY = 13
ABSENT = 7


class Chance:
    """splitmix64, so that the seeds are the same with every version of Python."""

    def __init__(self, seed):
        self.state = seed

    def byte(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & WORD_MASK
        word = self.state
        word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & WORD_MASK
        word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & WORD_MASK
        return (word ^ (word >> 31)) & 0xFF


def prev(step):
    """The byte that chooses an earlier step for prev_event, or for None an id that never arrives."""
    return next(c for c in range(256) if c % 4 >= 2 and names(c // 2, step))


def supersedes(*steps):
    return [next(c for c in range(256) if c % 3 == 2 and names(c // 3 * 3, step)) for step in steps]


def names(choice, step):
    if step is None:
        return choice % 8 == ABSENT
    return choice % 8 != ABSENT and choice // 8 == step


def step(kind=0, signer=ALICE, event_type=SNAPSHOT, target=0, time=0, follows=0, replaces=(), words=0, fault=None,
         envelope=None, how=0):
    links = (list(replaces) + [0, 0, 0])[:3]
    return bytes([kind, signer, event_type, target, time, follows, *links, words,
                  0 if fault is None else 4 * (fault % 64) + 3, 0 if envelope is None else 3 * envelope + 2, how])


def history(steps, chance):
    """An input with these steps, filled up to STEPS_MIN. Chance decides how they are put together."""
    steps = (list(steps) + [step(signer=BOB, time=i) for i in range(STEPS_MIN)])[:max(STEPS_MIN, len(steps))]
    assert len(steps) <= STEPS_MAX
    header = [len(steps) - STEPS_MIN] + [chance.byte() for _ in range(HEADER_SIZE_BYTES - 1)]
    spread = [one[:-1] + bytes([chance.byte()]) for one in steps]
    return bytes(header) + b"".join(spread)


def in_groups(items, size):
    return [items[begin:begin + size] for begin in range(0, len(items), size)]


def all_seeds():
    chance = Chance(1)
    yield b""
    yield history([step(follows=prev(i - 1) if i else 0, time=8 - i) for i in range(8)], chance)  # a chain back in time
    # A fork, and an event that supersedes part of it.
    yield history([step(time=i % 3) for i in range(6)] + [step(replaces=supersedes(0, 1, 2))], chance)
    yield history([step(follows=prev(0) if i else 0, replaces=supersedes(i - 1) if i > 1 else ())
                   for i in range(8)], chance)  # each supersedes only the one before
    yield history([step(follows=prev(None)), step(follows=prev(0)), step(signer=BOB, replaces=supersedes(0, None))],
                  chance)
    for faults in in_groups(range(FAULT_COUNT), STEPS_MAX - 2):
        yield history([step(fault=fault, event_type=CORRECTION) for fault in faults] + [step(follows=prev(0))], chance)
    for envelopes in in_groups(range(ENVELOPE_COUNT), STEPS_MAX - 2):
        yield history([step(signer=ALICE, envelope=envelopes[0])] +
                      [step(kind=COPY, signer=0, envelope=envelope) for envelope in envelopes], chance)
        yield history([step(envelope=envelope) for envelope in envelopes], chance)
    for receipts in in_groups(range(RECEIPT_COUNT), STEPS_MAX - 2):
        yield history([step(signer=REGISTRY, event_type=RECORD_CREATED, target=receipt, time=receipt)
                       for receipt in receipts], chance)
    for count in range(64):
        yield bytes([count]) + bytes(chance.byte() for _ in range(HEADER_SIZE_BYTES - 1 + 13 * STEPS_MAX))


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(all_seeds()):
        (folder / f"generated_{number:03}").write_bytes(seed)


if __name__ == "__main__":
    main()
