"""Merges random hostile sets of events with the program and with the reference: both must give the same bytes.

    test_differential.py [--sets N] [--seed S] [--workers W]

If a set gives different bytes, it is made smaller, and is written as a vector into the folder that PITH_DIFFERENCES
names.
"""

import argparse
import collections
import json
import multiprocessing
import os
import pathlib
import random
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "reference"))

import scenarios  # noqa: E402
import support  # noqa: E402
import merge as reference  # noqa: E402

DIFFERENCES = pathlib.Path(os.environ.get("PITH_DIFFERENCES", "differences"))
REASONS = ["malformed", "limit_exceeded", "unsupported_schema_version", "subject_mismatch", "unknown_key",
           "signer_mismatch", "key_expired", "not_authorised", "record_mismatch", "content_hash_mismatch",
           "event_id_mismatch", "bad_signature", "bad_receipt", "prev_event_unresolved"]
POSITIONS = ["null", "prev_event", "supersedes", "both"]


def program_merge(keys, files, *options):
    with tempfile.TemporaryDirectory() as folder:
        paths = [pathlib.Path(folder) / f"{index}.json" for index in range(len(files) + 1)]
        for path, data in zip(paths, [json.dumps(keys).encode(), *files]):
            path.write_bytes(data)
        result = support.run("merge", "--quiet", "--no-default-keys", "--subject", scenarios.SUBJECT,
                             "--keys", *paths[:1], *options, *paths[1:])
    return result.out if result.exit == 0 else f"exit {result.exit}: {result.err}".encode()


def reference_merge(keys, files, authentic_only):
    keyring = reference.Keyring.from_documents([keys])
    if not authentic_only:
        return reference.merge_files(files, keyring, subject=scenarios.SUBJECT)
    bundles, events = reference.read_input(files)
    every = events + [event for bundle in bundles for event in bundle["events"]]
    return reference.merge(scenarios.SUBJECT, keyring, [], every, authentic_only=True)


def differs(keys, files):
    return (program_merge(keys, files) != reference_merge(keys, files, False)
            or program_merge(keys, files, "--authentic-only") != reference_merge(keys, files, True))


def make_smaller(keys, events):
    """Leaves out one event after another as long as the two still differ."""
    smaller = list(events)
    index = 0
    while index < len(smaller):
        without = smaller[:index] + smaller[index + 1:]
        if differs(keys, [json.dumps(without).encode()]):
            smaller = without
        else:
            index += 1
    return smaller


def write_vector(seed, scenario):
    events = scenario.events
    if differs(scenario.keys, [json.dumps(events).encode()]):
        events = make_smaller(scenario.keys, events)
    keyring = reference.Keyring.from_documents([scenario.keys])
    document = reference.merge(scenarios.SUBJECT, keyring, [], events)
    vector = {
        "vector": "merge", "name": f"difference_{seed}", "shows": "the program and the reference differ here",
        "rules": [], "subject": scenarios.SUBJECT, "keys": [scenario.keys], "bundle_keys": [], "aliases": [],
        "events": [json.dumps(event) for event in events],
        "expected": {
            "document": document.decode(), "state_sha256": json.loads(document)["state_sha256"],
            "authentic_document": reference.merge(scenarios.SUBJECT, keyring, [], events, authentic_only=True).decode(),
            "input_sha256": reference.input_sha256(scenarios.SUBJECT, keyring, [], events),
        },
    }
    DIFFERENCES.mkdir(parents=True, exist_ok=True)
    path = DIFFERENCES / f"difference_{seed}.json"
    path.write_text(json.dumps(vector, indent=1) + "\n", encoding="utf-8")
    return path


def count(document, events):
    """Counts what occurred: reasons, conflicts, and which members give the valid events their positions."""
    state = json.loads(document)
    counts = collections.Counter(entry["reason"] for entry in state["invalid_events"])
    for entry in state["equivocations"]:
        counts["conflict"] += 1
        counts["resolved" if entry["resolved"] else "open"] += 1
    valid = set(state["applied_event_ids"])
    for event in {support.event_id(event): event for event in events}.items():
        if event[0] in valid:
            has_prev, has_supersedes = event[1]["prev_event"] is not None, bool(event[1]["supersedes"])
            counts["position " + POSITIONS[has_prev + 2 * has_supersedes]] += 1
    return counts


def run_set(seed):
    scenario = scenarios.Scenario(random.Random(seed))
    files = scenario.files()
    expected = reference_merge(scenario.keys, files, False)
    if differs(scenario.keys, files):
        return seed, str(write_vector(seed, scenario)), collections.Counter()
    return seed, None, count(expected, scenario.events)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--at-least", type=int, default=1, help="how often each reason and position must occur")
    arguments = parser.parse_args()
    print(f"{arguments.sets} sets from seed {arguments.seed}", flush=True)
    counts = collections.Counter()
    failures = []
    seeds = range(arguments.seed * 1_000_000, arguments.seed * 1_000_000 + arguments.sets)
    with multiprocessing.Pool(arguments.workers) as pool:
        for seed, failure, occurred in pool.imap_unordered(run_set, seeds, chunksize=8):
            counts += occurred
            if failure:
                failures.append(failure)
                print(f"seed {seed} differs: {failure}", flush=True)
    wanted = REASONS + ["conflict", "resolved", "open"] + ["position " + name for name in POSITIONS]
    for name in wanted:
        print(f"{counts[name]:8} {name}")
    rare = [name for name in wanted if counts[name] < arguments.at_least]
    if rare:
        print(f"fewer than {arguments.at_least}: {', '.join(rare)}")
    print(f"{arguments.sets - len(failures)} passed, {len(failures)} failed")
    return 1 if failures or rare else 0


if __name__ == "__main__":
    sys.exit(main())
