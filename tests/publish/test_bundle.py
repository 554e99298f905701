"""Unites random hostile sets with the program and with the reference: both must give the same bytes, whatever the
order, grouping, repetition and spelling. Merging the union gives the state of the inputs, and the reference's
whole-bundle check passes as far as it can.

    test_bundle.py [--sets N] [--seed S] [--workers W]
"""

import argparse
import collections
import json
import multiprocessing
import os
import pathlib
import random
import re
import sys
import tempfile
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import sets  # noqa: E402  (first, because it says where the others are)
import scenarios  # noqa: E402
import support  # noqa: E402
import bundle as bundle_reference  # noqa: E402
import merge as reference  # noqa: E402
import union  # noqa: E402

EXPECTED = ["event_too_deep", "copy_too_deep", "false_alias", "not_agreed", "not_vouched_for", "chosen", "sound",
            "without a record", "with links", "with keys of bundles"]
BUILT_AT = "2026-07-05T14:38:00Z"
SIGNATURE_CHECKS = {"bundle_sha256", "bundle_signature"}


def program(command, scenario, files, *options):
    with tempfile.TemporaryDirectory() as folder:
        paths = [pathlib.Path(folder) / f"{index}.json" for index in range(len(files) + 1)]
        for path, data in zip(paths, [json.dumps(scenario.keys).encode(), *files]):
            path.write_bytes(data)
        if scenario.trust_bundle_keys:
            options = ("--trust-bundle-keys", *options)
        return support.run(command, "--no-default-keys", "--keys", paths[0], *options, *paths[1:])


def left_out_of(done):
    """What the program says about it: (code, event id or member)."""
    return sorted(set(re.findall(r"^pith-merge bundle: left out: (\w+): (sha256:\w+|\w+): ", done.err, re.MULTILINE)))


def check_bytes(documents, counts, chance):
    """The program and the reference give the same, whatever the files are like. Returns the union."""
    scenario, at = documents.scenario, chance.choice([None, BUILT_AT])
    keyring = reference.Keyring.from_documents([scenario.keys])
    for _ in range(2):
        files = documents.files(chance)
        expected, left_out = union.unite(files, keyring, scenarios.SUBJECT, scenario.trust_bundle_keys, at)
        done = program("bundle", scenario, files, "--subject", scenarios.SUBJECT, *(("--at", at) if at else ()))
        assert done.out == reference.canonical(expected) + b"\n", (done.err, done.out[:200])
        assert left_out_of(done) == left_out, (left_out_of(done), left_out)
        is_whole = not any(code in ("event_too_deep", "copy_too_deep") for code, _ in left_out)
        assert done.exit == (0 if is_whole else 1), done
        if counts is not None:
            counts.update(code for code, _ in left_out)
            first, counts = done.out, None
    assert done.out == first, "another order gives other bytes"
    return expected, files, is_whole


def check_merge(scenario, united, files, is_whole):
    """The state of the union is that of the inputs, apart from aliases."""
    bundles, events = reference.read_input(files)
    values = events + [event for bundle in bundles for event in bundle["events"]]
    keyring = sets.keyring_of(scenario, bundles)
    expected = reference.merge(scenarios.SUBJECT, keyring, [], values)
    done = program("merge", scenario, [json.dumps(united).encode()])
    assert done.exit == 0, done.err
    assert (done.out == expected) == is_whole, "the union has another state"
    if is_whole:
        stated = dict(united["state"], current={**united["state"]["current"], "source_aliases": []})
        stated.pop("state_sha256")
        right = json.loads(expected)
        right.pop("state_sha256")
        assert reference.canonical(stated) == reference.canonical(right)


def check_whole(scenario, united, bundles, counts):
    """Every check passes but those that depend on the signature, and on events that are not valid."""
    keyring = sets.keyring_of(scenario, bundles)
    has_record, all_valid = "canonical_record" in united, not united["state"]["invalid_events"]
    failing = set() if all_valid else {"events"}
    if not has_record:
        failing |= {"canonical_record", "canonical_sha256", "pith_number", "short_pith_number"}
    for document, missing in ((united, SIGNATURE_CHECKS), (support.sign_bundle(united, scenarios.REGISTRY.key), set())):
        checks = bundle_reference.check_bundle(document, keyring)
        failed = {name for name, passes in checks.items() if not passes} - {"receipt"}
        assert failed == failing | missing, failed
        done = program("verify", scenario, [json.dumps(document).encode()], "--quiet")
        assert done.exit == (1 if failed or not checks.get("receipt", True) else 0), done
    counts["sound"] += has_record and all_valid
    counts["without a record"] += not has_record


def run_set(seed):
    chance = random.Random(seed)
    counts = collections.Counter()
    try:
        scenario = (scenarios.Campaign, scenarios.Scenario)[seed % 2](chance)
        documents = sets.Documents(scenario, is_sound=seed % 3 == 0)
        united, files, is_whole = check_bytes(documents, counts, chance)
        check_merge(scenario, united, files, is_whole)
        check_whole(scenario, united, documents.bundles, counts)
        copies = {reference.canonical(event) for event in documents.events}
        counts["chosen"] += len(copies) > len(united["events"])
        counts["with links"] += "links" in united
        counts["with keys of bundles"] += any(key["key_id"] == "visitor" for key in united["public_keys"])
        return seed, None, counts
    except Exception:  # pylint: disable=broad-except
        return seed, traceback.format_exc(), counts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    counts = collections.Counter()
    failed = 0
    tasks = [arguments.seed * 1_000_000 + number for number in range(arguments.sets)]
    with multiprocessing.Pool(arguments.workers) as pool:
        for seed, failure, occurred in pool.imap_unordered(run_set, tasks, chunksize=4):
            counts += occurred
            if failure:
                failed += 1
                print(f"seed {seed}: {failure}", flush=True)
    for name, count in sorted(counts.items()):
        print(f"{count:8}  {name}")
    rare = [name for name in EXPECTED if not counts[name]]
    if rare:
        print("never seen:", ", ".join(rare))
    print(f"{arguments.sets - failed} sets passed, {failed} failed")
    return 1 if failed or rare else 0


if __name__ == "__main__":
    sys.exit(main())
