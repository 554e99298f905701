"""Merges random hostile sets of events with the program and with two references: all must give the same bytes.

    test_differential.py [--sets N] [--seed S] [--workers W] [--generator NAME]

PITH_MERGE names the program, and PITH_REFERENCE_STATES that of the reference in C++, whose hashes are compared.
If a set gives different bytes, it is made smaller, and is written as a vector into the folder that PITH_DIFFERENCES
names.
"""

import argparse
import base64
import collections
import functools
import json
import multiprocessing
import os
import pathlib
import random
import subprocess
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


GENERATORS = {"usual": scenarios.Scenario, "campaign": scenarios.Campaign}
# Each reason is that of at least this share of the events of a campaign, so that no rule is tried too rarely. In fewer
# events than these, chance decides.
SHARE_MIN = 0.01
SHARE_EVENTS_MIN = 1500


def program_merge(scenario, files, *options):
    with tempfile.TemporaryDirectory() as folder:
        paths = [pathlib.Path(folder) / f"{index}.json" for index in range(len(files) + 1)]
        for path, data in zip(paths, [json.dumps(scenario.keys).encode(), *files]):
            path.write_bytes(data)
        if scenario.trust_bundle_keys:
            options = ("--trust-bundle-keys", *options)
        result = support.run("merge", "--quiet", "--no-default-keys", "--subject", scenarios.SUBJECT,
                             "--keys", *paths[:1], *options, *paths[1:])
    return result.out if result.exit == 0 else f"exit {result.exit}: {result.err}".encode()


def reference_merge(scenario, files, authentic_only):
    keyring = reference.Keyring.from_documents([scenario.keys])
    return reference.merge_files(files, keyring, scenarios.SUBJECT, scenario.trust_bundle_keys, authentic_only)


def differs(scenario, files):
    return (program_merge(scenario, files) != reference_merge(scenario, files, False)
            or program_merge(scenario, files, "--authentic-only") != reference_merge(scenario, files, True))


@functools.cache
def reference_in_cpp():
    """The program of the reference in C++, one for each worker."""
    return subprocess.Popen([os.environ["PITH_REFERENCE_STATES"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def references_differ(scenario, files):
    given = reference.Keyring.from_documents([scenario.keys])
    resolved = reference.resolve_files(files, given, scenarios.SUBJECT, scenario.trust_bundle_keys)
    _, keyring, aliases, events = resolved
    added = [{"key_id": key.key_id, "algorithm": "ed25519", "public_key_b64": base64.b64encode(key.public_key).decode()}
             for name, key in keyring.pool.items() if name not in given.pool]
    question = {"subject": scenarios.SUBJECT, "keys": scenario.keys, "bundle_keys": added, "aliases": aliases,
                "events": [json.dumps(event) for event in events]}
    other = reference_in_cpp()
    other.stdin.write(json.dumps(question).encode() + b"\n")
    other.stdin.flush()
    states = [reference.merge(*resolved, authentic_only) for authentic_only in (False, True)]
    expected = [json.loads(state)["state_sha256"] for state in states]
    expected.append(reference.input_sha256(scenarios.SUBJECT, keyring, aliases, events))
    return other.stdout.readline().decode().split() != expected


def as_bundles(scenario, events):
    """The events, and all keys of bundles."""
    bundle = {"bundle_type": "pith_open_graph_bundle", "pith_number": scenarios.SUBJECT}
    keys = [{**bundle, "events": [], "public_keys": keys} for keys in scenario.bundle_keys]
    return [json.dumps(document).encode() for document in ({**bundle, "events": events}, *keys)]


def make_smaller(scenario, events):
    """Leaves out one event after another as long as the two still differ."""
    smaller = list(events)
    index = 0
    while index < len(smaller):
        without = smaller[:index] + smaller[index + 1:]
        if differs(scenario, as_bundles(scenario, without)):
            smaller = without
        else:
            index += 1
    return smaller


def write_vector(seed, scenario):
    events = scenario.events
    if differs(scenario, as_bundles(scenario, events)):
        events = make_smaller(scenario, events)
    bundle_keys = list(scenario.bundle_keys) if scenario.trust_bundle_keys else []
    keyring = reference.Keyring.from_documents([scenario.keys]).with_bundle_keys(bundle_keys)
    document = reference.merge(scenarios.SUBJECT, keyring, [], events)
    vector = {
        "vector": "merge", "name": f"difference_{seed}", "shows": "the program and the reference differ here",
        "rules": [], "subject": scenarios.SUBJECT, "keys": [scenario.keys], "bundle_keys": bundle_keys, "aliases": [],
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
    counts["events"] = state["event_count"]
    for entry in state["equivocations"]:
        counts["conflict"] += 1
        counts["resolved" if entry["resolved"] else "open"] += 1
    valid = set(state["applied_event_ids"])
    for event in {support.event_id(event): event for event in events}.items():
        if event[0] in valid:
            has_prev, has_supersedes = event[1]["prev_event"] is not None, bool(event[1]["supersedes"])
            counts["position " + POSITIONS[has_prev + 2 * has_supersedes]] += 1
    return counts


def run_set(task):
    generator, seed = task
    scenario = GENERATORS[generator](random.Random(seed))
    files = scenario.files()
    expected = reference_merge(scenario, files, False)
    if differs(scenario, files) or references_differ(scenario, files):
        return generator, seed, str(write_vector(seed, scenario)), collections.Counter()
    return generator, seed, None, count(expected, scenario.events)


def find_rare(counts, at_least):
    """Prints how often each thing occurred with each generator. Returns what occurred too rarely."""
    rare = []
    for generator, counted in counts.items():
        for name in REASONS + ["conflict", "resolved", "open"] + ["position " + name for name in POSITIONS]:
            print(f"{generator:>10} {counted[name]:8} {100 * counted[name] / max(counted['events'], 1):5.1f} %  {name}")
            has_share = generator == "campaign" and name in REASONS and counted["events"] >= SHARE_EVENTS_MIN
            if counted[name] < max(at_least, SHARE_MIN * counted["events"] if has_share else 0):
                rare.append(f"{name} ({generator})")
    return rare


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--at-least", type=int, default=1, help="how often each reason and position must occur")
    parser.add_argument("--generator", choices=[*GENERATORS, "both"], default="both")
    arguments = parser.parse_args()
    print(f"{arguments.sets} sets from seed {arguments.seed}", flush=True)
    names = list(GENERATORS) if arguments.generator == "both" else [arguments.generator]
    counts = {name: collections.Counter() for name in names}
    failures = []
    tasks = [(names[number % len(names)], arguments.seed * 1_000_000 + number) for number in range(arguments.sets)]
    with multiprocessing.Pool(arguments.workers) as pool:
        for generator, seed, failure, occurred in pool.imap_unordered(run_set, tasks, chunksize=8):
            counts[generator] += occurred
            if failure:
                failures.append(failure)
                print(f"seed {seed} of {generator} differs: {failure}", flush=True)
    rare = find_rare(counts, arguments.at_least)
    if rare:
        print(f"too rare: {', '.join(rare)}")
    print(f"{arguments.sets - len(failures)} passed, {len(failures)} failed")
    return 1 if failures or rare else 0


if __name__ == "__main__":
    sys.exit(main())
