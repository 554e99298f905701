"""Many bundles that share no signature: the real ones, changed to be about other records and signed by a test key."""

import copy
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/cli"))

import support  # noqa: E402

SIGNER_ID = "bench.example"


def replace_text(value, old, new):
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, list):
        return [replace_text(item, old, new) for item in value]
    if isinstance(value, dict):
        return {name: replace_text(item, old, new) for name, item in value.items()}
    return value


def about_another_record(bundle, number):
    """The bundle as if its record had another title, with everything that follows from the record changed too."""
    old_record = bundle["canonical_record"]
    record = copy.deepcopy(old_record)
    record["metadata"]["title_canon_sha256"] = support.sha256_hex(str(number).encode())
    old, new = support.digest_of(old_record), support.digest_of(record)
    bundle = replace_text(bundle, support.base32_of(old)[:8], support.base32_of(new)[:8])
    for length in (26, 16, 12):
        start, other = support.base32_of(new)[:8] + support.base32_of(old)[8:length], support.base32_of(new)[:length]
        bundle = replace_text(bundle, start, other)
    bundle = replace_text(bundle, old.hex(), new.hex())
    bundle["canonical_record"] = record
    for event in bundle["events"]:
        if "canonical_record" in event["payload"]:
            event["payload"]["canonical_record"] = record
    return bundle


def make_bundles(folder, count):
    """Writes `count` bundles and the keys file that they need. Returns the paths of the bundles and of that file."""
    key = support.SigningKey("bench-key")
    keys = folder / "keys.json"
    entry = support.make_key_entry(key.key_id, key.public, signer_id=SIGNER_ID, signer_type="pith_registry")
    keys.write_text(json.dumps(entry))
    originals = [json.loads(path.read_bytes()) for path in sorted((ROOT / "tests/data").glob("*.bundle.json"))]
    scratch = folder / "scratch.json"
    paths = []
    for number in range(count):
        scratch.write_text(json.dumps(about_another_record(originals[number % len(originals)], number)))
        bundle = support.make_signed_bundle(scratch, key, SIGNER_ID)
        paths.append(folder / f"{number:05}.bundle.json")
        paths[-1].write_bytes(support.state_bytes(bundle))
    scratch.unlink()
    return paths, keys
