"""Makes the seeds of the fuzz targets from the real bundles, the vectors, the regressions and a few texts of its own.

    python3 make_seeds.py SEEDS [ZIPS]    # SEEDS/TARGET/* and ZIPS/TARGET_fuzzer_seed_corpus.zip

Every run makes the same files. It fails if a folder has no files of the expected kind, so that an outdated path is
noticed. The fuzzer would cut off what is larger than the max_len of TARGET.options. So it fails if a regression is
larger, and leaves out the vectors that are larger, which are those of a limit on sizes."""

import base64
import hashlib
import json
import pathlib
import shutil
import sys
import zipfile

from merge_order_seeds import all_seeds as merge_order_seeds
from run import read_sections

ROOT = pathlib.Path(__file__).resolve().parent.parent
ORDER = 2**252 + 27742317777372353535851937790883648493
# A zip file needs times. This is the earliest that it can have.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
ENVELOPE = ("content_sha256", "event_id", "signature")


def read_files(folder, pattern):
    paths = sorted((ROOT / folder).glob(pattern))
    if not paths:
        sys.exit(f"{folder} has no {pattern}")
    return [path.read_text(encoding="utf-8") for path in paths]


def read_vectors(kind):
    return [json.loads(text) for text in read_files(f"tests/vectors/{kind}", "*.json")]


def write(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def events_of_bundles(bundles):
    for text in bundles:
        try:
            bundle = json.loads(text)
        except ValueError:
            continue
        if isinstance(bundle, dict) and isinstance(bundle.get("events"), list):
            yield from map(write, bundle["events"])


def canon_seeds():
    yield from (base64.b64decode(vector["input_b64"]) for vector in read_vectors("canon"))
    yield from (text.encode() for text in read_files("tests/data", "*.bundle.json"))
    for depth in (63, 64, 65, 200):
        yield b"[" * depth + b"]" * depth
        yield b'{"a":' * depth + b"0" + b"}" * depth
    for digits in (400, 4299, 4300, 4301, 5000):
        yield b"1" * digits
        yield b"-0." + b"0" * digits
    # Texts that nlohmann-json reads differently.
    yield from (b"\xef\xbb\xbf[]", b"[1]\0", b"1\0x", b'{"a":1,"a":2}', b'{"a":1,"\\u0061":2}', b"[1e400,-1e-400]",
                b"0e9999999999", b"1e0000000000009", b"123456789012345678901234567890")


def number_seeds():
    for vector in read_vectors("canon"):
        text = base64.b64decode(vector["input_b64"])
        if text.strip(b"0123456789+-.eE") == b"":
            yield text
    for exponent in (-999999999, -400, -324, -323, -308, -307, -5, -4, -1, 0, 15, 16, 17, 22, 23, 307, 308, 309):
        for mantissa in ("1", "-2.5", "9.999999999999999", "1.7976931348623157", "2.2250738585072011",
                         "4.9406564584124654"):
            yield f"{mantissa}e{exponent}".encode()
    yield from (b"1" * 4300, b"1" * 4301, b"0." + b"3" * 4299, b"0." + b"3" * 4300, b"1e+0000000000000000001", b"-0",
                b"-0.0", b"9007199254740993.0", b"1E1234567890")
    # Binary64 numbers by their bits: ends of the ranges, powers of two, ties.
    for bits in (0, 1, 0x000FFFFFFFFFFFFF, 0x0010000000000000, 0x3FF0000000000000, 0x4340000000000000,
                 0x44B52D02C7E14AF6, 0x3D30000000000000, 0x7FEFFFFFFFFFFFFF, 0x7FF0000000000000, 0x7FF8000000000000):
        yield b"d" + bits.to_bytes(8, "little") + (bits | 1 << 63).to_bytes(8, "little")
    yield b"d" + b"".join(hashlib.sha256(bytes([i])).digest() for i in range(16))


def bundle_seeds():
    bundles = read_files("tests/data", "*.bundle.json") + [vector["bundle"] for vector in read_vectors("bundle")]
    for text in bundles:
        yield text.encode()
        yield b"!" + text.encode()
    for vector in read_vectors("input"):
        files = [base64.b64decode(text) for text in vector["files_b64"]]
        yield from files
        yield b"\n".join(files)
    for vector in read_vectors("merge"):
        yield "\n".join(vector["events"]).encode()
        events = [json.loads(text) for text in vector["events"]]
        yield write({"bundle_type": "pith_open_graph_bundle", "pith_number": vector["subject"], "events": events,
                     "public_keys": vector["keys"], "source_aliases": vector["aliases"]})


def event_seeds():
    vectors = read_vectors("merge")
    events = [text.encode() for vector in vectors for text in vector["events"]]
    events += events_of_bundles(read_files("tests/data", "*.bundle.json"))
    events += events_of_bundles(vector["bundle"] for vector in read_vectors("bundle"))
    yield from events
    yield from (b"{", b"[]", b'{"event_type":1}', b"#[]", b"!0null")
    # Signed again by each signer that the target knows, in three ways.
    by_type = {}
    for text in events:
        try:
            event = json.loads(text)
        except ValueError:
            continue
        if isinstance(event, dict) and isinstance(event.get("event_type"), str):
            by_type.setdefault(event["event_type"], text)
    if "record_created" not in by_type:
        sys.exit("no vector has a record_created")
    for text in by_type.values():
        yield b"#" + text
        for choice in "012345678@ABCDEFGH`abcdefgh":
            yield b"!" + choice.encode() + text


def input_seeds():
    # The first byte: 1 trusts the keys of bundles, 2 names the record of the vectors, 4 is --keep-going, 0x38 pads the
    # last text, and the two highest bits choose an order.
    vectors = read_vectors("input")
    # A text ends at FF, so another byte that is not UTF-8 stands for it.
    files = [[base64.b64decode(text).replace(b"\xff", b"\xfe") for text in vector["files_b64"]] for vector in vectors]
    for index, (vector, texts) in enumerate(zip(vectors, files)):
        named = 2 if vector["subject"] else 0
        neighbours = files[index - 1]
        yield bytes([named]) + b"\xff".join(texts)
        yield bytes([named | 4 | 64]) + b"\xff".join(neighbours + texts)
        yield bytes([named | 5 | 128]) + b"\xff".join([b"\n".join(texts), *neighbours, *texts])
    # Enough items for several parts, enough faults for a list that ends early, and enough bytes for several batches.
    lines = {name: [b'{"a":%d%s}' % (i, end) for i in range(200)] for name, end in (("sound", b""), ("faulty", b","))}
    sound, faulty = b"\n".join(lines["sound"]), b"\n".join(lines["faulty"])
    mixed = b"\n".join(line for pair in zip(lines["sound"], lines["faulty"]) for line in pair)
    array = b"[" + b",".join(lines["sound"]) + b"]"
    for choices in (0, 2, 4, 6, 7, 0x38, 0x3E):
        yield from (bytes([choices]) + text for text in (sound, faulty, mixed, array))
        yield bytes([choices]) + b"\xff".join([files[0][0], sound, mixed])


def keyring_seeds():
    for vector in read_vectors("keyring"):
        yield b"\xff".join(text.encode() for text in vector["documents"])
    for vector in read_vectors("merge")[:1]:
        yield b"\xff".join(write(document) for document in vector["keys"])
        yield write(vector["keys"])
    for text in read_files("tests/data", "*.bundle.json"):
        bundle = json.loads(text)
        yield write({"public_keys": bundle["public_keys"]})


def ed25519_seeds():
    for vector in read_vectors("signature"):
        try:
            signature = base64.b64decode(vector["signature_b64"], validate=True)
        except ValueError:
            continue
        raw = bytes.fromhex(vector["public_key_hex"]) + bytes.fromhex(vector["message_hex"])
        if len(signature) == 64:
            yield b"r" + raw + signature
            scalar = int.from_bytes(signature[32:], "little") + ORDER
            yield b"r" + raw + signature[:32] + (scalar % 2**256).to_bytes(32, "little")
    yield from (b"s" + bytes([kind]) + bytes(32) for kind in range(3))
    for kind in range(8):
        for argument in (0, 1, 6, 8, 255):
            yield b"s" + bytes([kind]) + hashlib.sha256(bytes([argument])).digest() + bytes([kind, argument])


def verdicts_seeds():
    number, other, digest = "pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF", "pith:2018:SZQIXLNZVGTWPCWH4C4GLVHIEF", "0" * 64
    holds = {"format": "pith-merge.audit.v1", "source": "a.json", "sha256": digest, "pith_number": number, "ok": True,
             "state_sha256": digest, "authentic_state_sha256": digest, "input_sha256": digest, "event_count": 2,
             "equivocation_count": 0, "failed": [], "reasons": {}, "warnings": ["no_receipt"], "error": None,
             "faults": []}
    fault = {"check": "events", "expected": None, "actual": "bad_signature", "pointer": "/events/1"}
    fails = {**holds, "ok": False, "failed": ["events"], "reasons": {"bad_signature": 1}, "faults": [fault]}
    refused = {**holds, **{name: None for name, value in holds.items() if name.endswith("sha256") and name != "sha256"},
               "pith_number": None, "ok": False, "event_count": None, "equivocation_count": None, "warnings": [],
               "error": {"code": "syntax", "line": 3, "column": 7},
               "faults": [{"check": None, "expected": None, "actual": "it stops early", "pointer": None}]}
    yield from map(write, (holds, fails, refused))
    yield json.dumps(fails, indent=1).encode()
    yield write({"format": "pith-merge.audit-run.v1", "program": "pith-merge 0.1.0", "keys_sha256": digest,
                 "merge_version": "pith-open-graph-merge-v1"})
    groups = [f"{prefix} {digest}\n".encode() for prefix in ("HN", "SZ")]
    lines = [f"{name} {digest}\n".encode() for name in (number, other)]
    yield from (b"", groups[0], b"".join(groups), b"".join(groups[::-1]), lines[0], b"".join(lines), lines[0] * 2)
    counts = {"format": "pith-merge.audit-summary.v1", "program": None, "merge_version": None, "keys_sha256": None,
              "bundles": 0, "hold": 0, "fail": 0, "refused": 0, "other": 1, "events": 0, "equivocations": 0,
              "failed": {}, "reasons": {}, "warnings": {}, "errors": {}, "years": {},
              "mirror_sha256": hashlib.sha256(b"").hexdigest()}
    yield json.dumps(counts, separators=(",", ":")).encode() + b"\n\n"


def evidence_of(vector):
    """What SPEC 12 asks for, as far as it needs no signature: of each equivocation the first two events."""
    events = {}
    for text in vector["events"]:
        event = json.loads(text)
        if isinstance(event, dict) and isinstance(event.get("event_id"), str):
            events.setdefault(event["event_id"], event)
    proofs = []
    for entry in json.loads(vector["expected"]["document"])["equivocations"]:
        pair = [events.get(name) for name in entry["event_ids"][:2]]
        if all(pair):
            for event in pair:
                event["signature"].pop("signed_at", None)
            proofs.append({**{name: entry[name] for name in ("event_type", "target", "position")}, "events": pair})
    named = {event["signature"]["key_id"] for proof in proofs for event in proof["events"]}
    members = ("algorithm", "key_id", "public_key_b64")
    keys = [{name: key[name] for name in members} for document in vector["keys"]
            for key in document.get("public_keys", []) if key["key_id"] in named]
    return {"format": "pith-merge.evidence.v1", "pith_number": vector["subject"], "keys": keys, "equivocations": proofs}


def reports_seeds():
    # The first byte: 1 trusts the keys of bundles, 2 names the record of the vectors, 4 gives 8 digits of an event id.
    for vector in read_vectors("merge"):
        text = "\n".join(vector["events"]).encode()
        yield b"\x02" + text
        yield b"\x07" + text
        half = len(vector["events"]) // 2
        parts = ("\n".join(events).encode() for events in (vector["events"][:half], vector["events"][half:]))
        yield b"\x12" + b"\xff".join(parts)
        yield b"\x02" + b"\xff".join((text, vector["expected"]["document"].encode()))
        document = evidence_of(vector)
        if document["equivocations"]:
            yield b"\x00" + write(document)
            for name in ("target", "event_type"):
                document["equivocations"][0][name] += "x"
            yield b"\x00" + write(document)
    for text in read_files("tests/data", "*.bundle.json") + [vector["bundle"] for vector in read_vectors("bundle")]:
        yield b"\x00" + text.encode()
        yield b"\x05" + text.encode()
    bundles = [text.encode() for text in read_files("tests/data", "*.bundle.json")]
    yield from (b"\x00" + b"\xff".join(pair) for pair in zip(bundles, bundles[1:]))
    # Two events whose ids have the same first 8 digits.
    twins = [{"event_type": 3268}, {"event_type": 126713}]
    yield b"\x06" + b"\n".join(map(write, twins))


def draft_of(event, signer=None, **members):
    """The content of an event, whose signer does not name its key. The target fills that in and signs it."""
    content = {name: value for name, value in event.items() if name not in ENVELOPE}
    signer = signer or {name: event["signer"][name] for name in ("signer_id", "signer_type")}
    return {**content, "signer": signer, **members}


def publishing_seeds():
    # The first byte: 1 trusts the keys of bundles, 2 names the record of the vectors, 4 and 8 choose the format of the
    # graph, and the high four bits the signer.
    alice, retired, signers = 1 << 4, 6 << 4, 9
    whole = []
    for index, vector in enumerate(read_vectors("merge")):
        choices, lines = 2 | index % 3 << 2, [text.encode() for text in vector["events"]]
        history = b"\n".join(lines)
        yield bytes([choices | index % 2]) + b"\xff".join((lines[-1] if lines else b"{}", b"\n".join(lines[:-1])))
        try:
            events = [json.loads(text) for text in vector["events"]]
            draft, names = draft_of(events[-1], payload={"answer": index}), [event["event_id"] for event in events]
        except (IndexError, KeyError, TypeError, AttributeError):
            continue
        yield bytes([choices | index % signers << 4]) + b"\xff".join((write(draft), history))
        if draft["signer"] == {"signer_id": "alice", "signer_type": "author"} and len(whole) < 20:
            whole.append((events[-1], draft, names, history))
    for _, draft, names, history in whole:
        other = {**draft, "payload": {"answer": "other"}}
        for links in ({"prev_event": None, "supersedes": names}, {"prev_event": names[0], "supersedes": []}):
            yield bytes([2 | alice]) + b"\xff".join((write({**draft, **links}), write({**other, **links}), history))
            yield bytes([2 | alice]) + b"\xff".join(
                (write({**draft, **links}), write({**other, **links}), write({**draft, **links, "target": "other"})))
        # Only one key fits this signer.
        erin = draft_of(draft, {"signer_id": "erin", "signer_type": "author"}, created_at="2026-07-01T00:00:00Z")
        yield bytes([2 | retired]) + b"\xff".join((write(erin), history))
    event, draft, _, history = whole[0]
    content = {name: value for name, value in event.items() if name not in ENVELOPE}
    copy = {**event, "signature": {**event["signature"], "signed_at": ""}}
    yield b"\x02" + b"\xff".join((write(copy), history))
    hostile = "</text><script>alert(1)</script>\"'&lt;\\N\n\x1b[31m\u202e\ufffe\u0085]]>"
    for choices in (2, 6, 10):
        shown = {**draft, "event_type": hostile, "target": hostile, "payload": {hostile: hostile}}
        yield bytes([choices | alice]) + b"\xff".join((write(shown), write({"event_type": hostile, "x": hostile})))
        yield bytes([choices]) + b"\n".join(b'{"n":%d}' % number for number in range(400))
        for depth in (60, 61, 62, 63):
            yield bytes([choices]) + b"\xff".join((b'{"n":' + b"[" * depth + b"]" * depth + b"}", history))
        # The first copy came further than the second one, and is too deep for a bundle.
        deep = {**content, "content_sha256": event["content_sha256"]}
        yield bytes([choices]) + b"\xff".join((write(deep)[:-1] + b',"signature":' + b"[" * 63 + b"]" * 63 + b"}",
                                              write({**content, "content_sha256": "0"})))
    bundles = read_files("tests/data", "*.bundle.json") + [vector["bundle"] for vector in read_vectors("bundle")]
    for index, (text, other) in enumerate(zip(bundles, bundles[1:] + bundles[:1])):
        yield bytes([index % 3 << 2 | index % 2]) + text.encode()
        yield bytes([index % 3 << 2]) + b"\xff".join((next(events_of_bundles([text]), b"{}"), text.encode()))
        yield b"\x00" + b"\xff".join((text.encode(), other.encode()))


SEEDS = {"bundle": bundle_seeds, "canon": canon_seeds, "ed25519": ed25519_seeds, "event": event_seeds,
         "input": input_seeds, "keyring": keyring_seeds, "merge_order": merge_order_seeds, "number": number_seeds,
         "publishing": publishing_seeds, "reports": reports_seeds, "verdicts": verdicts_seeds}


def write_zip(path, seeds):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(seeds.items()):
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), content)


def main():
    folder = pathlib.Path(sys.argv[1])
    zips = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    shutil.rmtree(folder, ignore_errors=True)
    for target, make in SEEDS.items():
        found = [path.read_bytes() for path in sorted((ROOT / "fuzz/regressions" / target).iterdir())]
        size_bytes_max = read_sections(ROOT / f"fuzz/{target}.options").getint("libfuzzer", "max_len")
        made = [seed for seed in make() if len(seed) <= size_bytes_max]
        if not found or not made:
            sys.exit(f"{target} has no regressions or no seeds")
        largest = max(found, key=len)
        if len(largest) > size_bytes_max:
            sys.exit(f"{target}: a regression has {len(largest)} bytes, more than {size_bytes_max}: {largest[:80]}")
        seeds = {hashlib.sha256(seed).hexdigest()[:16]: seed for seed in found + made}
        (folder / target).mkdir(parents=True)
        for name, content in seeds.items():
            (folder / target / name).write_bytes(content)
        if zips is not None:
            zips.mkdir(parents=True, exist_ok=True)
            write_zip(zips / f"{target}_fuzzer_seed_corpus.zip", seeds)


if __name__ == "__main__":
    main()
