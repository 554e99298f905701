"""Writes the cases for cases.mjs: what they are about, and what the vectors, the references and the program give.

    make_cases.py FOLDER --determinism PROGRAM [--sets N]

PITH_MERGE names the program. It writes vectors.json, program.json and differential.json. Of the determinism suite it
writes sets.json and documents.json, and what the native library says of them as sets.txt and documents.txt.
"""

import argparse
import base64
import json
import pathlib
import random
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/differential"))
sys.path.insert(0, str(ROOT / "tests/reference"))

import merge as reference  # noqa: E402
import scenarios  # noqa: E402
import support  # noqa: E402  (from tests/cli)

KINDS = {"canon", "signature", "keyring", "merge", "bundle", "input"}
BYTE_CHANGES = 150
PROGRAM_SETS = 40  # random sets for the commands beside merge


def encode(data):
    return base64.b64encode(data).decode("ascii")


def vectors():
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "tests/vectors").glob("*/*.json"))]
    if {vector["vector"] for vector in found} != KINDS:
        sys.exit("the vectors are not of the known kinds")
    return found


class Program:
    """Runs commands of the program in a folder of its own, on files whose names do not matter to the result."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def case(self, name, call, documents, keys=None, subject=None, event=None, options=None):
        """A case, with what the program says."""
        paths = []
        for number, data in enumerate(documents):
            paths.append(self.folder / f"{number}.json")
            paths[-1].write_bytes(data)
        case = {"kind": "program", "name": name, "call": call, "documents_b64": [encode(data) for data in documents],
                "options": options or {}}
        arguments = []
        if keys is not None:
            (self.folder / "keys.json").write_text(json.dumps(keys))
            arguments += ["--no-default-keys", "--keys", self.folder / "keys.json"]
            case["keys"] = [keys]
        if (options or {}).get("trustBundleKeys"):
            arguments.append("--trust-bundle-keys")
        if (options or {}).get("authenticOnly"):
            arguments.append("--authentic-only")
        if subject is not None:
            arguments += ["--subject", subject]
            case["subject"] = subject
        if event is not None:
            case["event"] = event
        command = {"canonical": "canon", "verifyEvidence": "verify"}.get(call, call)
        if command == "canon":
            arguments = []
        if command in ("verify", "explain", "diff"):
            arguments.append("--json")
        if command == "graph":
            arguments += ["--format", options["format"]]
        refused, text = self.run(command, [*arguments, *([event] if event else []), *paths])
        return {**case, **({"expected": text} if refused is None else {"refusal": refused})}

    def run(self, command, arguments):
        """None and what the program prints, or the code, line and column of what it refuses."""
        done = subprocess.run([support.PROGRAM, command, *map(str, arguments)], capture_output=True, check=False)
        text = done.stdout.decode()
        if done.returncode == 2:
            return self.refusal(command, arguments, text), None
        if done.returncode not in (0, 1):
            sys.exit(f"{command}: exit status {done.returncode}: {done.stderr.decode()}")
        for path in arguments:  # the program names the files, and the package does not
            text = text.replace(f'"file":{json.dumps(str(path))},', "")
        return None, text[:-1] if command != "graph" and text.endswith("\n") else text

    def refusal(self, command, arguments, text):
        if command in ("verify", "explain", "diff"):
            error = json.loads(text)["error"]
            return [error["code"], error["line"], error["column"]]
        done = subprocess.run([support.PROGRAM, command, *map(str, arguments)], capture_output=True, check=False)
        # FILE:LINE:COLUMN: CODE: explanation, or FILE: CODE: explanation
        line = done.stderr.decode().splitlines()[0]
        place, code, *_ = line.split(": ")
        parts = place.split(":")
        where = [int(parts[-2]), int(parts[-1])] if len(parts) > 2 else [None, None]
        return [code, *where]


def changed_bundles():
    """The real bundles, whole, changed by a member, and changed in single bytes. Pairs of a name and bytes."""
    chance = random.Random(23)
    for path in support.BUNDLES:
        data = path.read_bytes()
        yield path.name, data
        for member in json.loads(data):
            bundle = json.loads(data)
            del bundle[member]
            yield f"{path.name} without {member}", json.dumps(bundle).encode()
            bundle[member] = "something else"
            yield f"{path.name} with another {member}", json.dumps(bundle, ensure_ascii=False).encode()
        bundle = json.loads(data)
        bundle["events"].pop()
        yield f"{path.name} without its last event", json.dumps(bundle).encode()
        bundle = json.loads(data)
        bundle["events"][0]["payload"]["more"] = "<script>"
        yield f"{path.name} with a larger payload", json.dumps(bundle, indent=2).encode()
        for number in range(BYTE_CHANGES):
            changed = bytearray(data)
            changed[chance.randrange(len(data))] = chance.randrange(256)
            yield f"{path.name} changed {number}", bytes(changed)
        yield f"{path.name} cut short", data[:len(data) // 2]


def bundle_cases(program):
    for name, data in changed_bundles():
        yield program.case(name, "verify", [data])
        yield program.case(name, "verify", [data], options={"trustBundleKeys": True})
        yield program.case(name, "canonical", [data])
    bundles = [path.read_bytes() for path in support.BUNDLES]
    for path, data in zip(support.BUNDLES, bundles):
        yield program.case(path.name, "merge", [data])
        for event in json.loads(data)["events"]:
            yield program.case(path.name, "explain", [data], event=event["event_id"])
        for form in ("svg", "html", "dot"):
            yield program.case(path.name, "graph", [data], options={"format": form})
        yield program.case(path.name, "diff", [data, bundles[0]])
    yield program.case("several records", "merge", bundles)
    yield program.case("several records", "merge", bundles, subject=json.loads(bundles[0])["pith_number"])


def set_cases(program):
    """Random sets of events through every other command."""
    for seed in range(PROGRAM_SETS):
        scenario = (scenarios.Scenario if seed % 2 else scenarios.Campaign)(random.Random(seed))
        files = scenario.files()
        given = {"keys": scenario.keys, "subject": scenarios.SUBJECT,
                 "options": {"trustBundleKeys": True} if scenario.trust_bundle_keys else {}}
        name = f"set {seed}"
        yield program.case(name, "diff", [files[0], files[-1]], **given)
        for event in sorted({support.event_id(event) for event in scenario.events})[:5]:
            yield program.case(name, "explain", files, event=event, **given)
        for form in ("svg", "html", "dot"):
            yield program.case(name, "graph", files, **{**given, "options": {**given["options"], "format": form}})
        evidence = program.case(name, "evidence", files, **given)
        yield evidence
        if evidence.get("expected"):
            del given["subject"]
            yield program.case(name, "verifyEvidence", [evidence["expected"].encode()], **given)


def regression_cases(program):
    """What the fuzz targets once tripped over, as documents. An empty file is an error of the program alone."""
    paths = sorted(path for path in (ROOT / "fuzz/regressions").glob("*/*") if path.is_file())
    if not paths:
        sys.exit("there are no regressions")
    for path in paths:
        data = path.read_bytes()
        for call in ("canonical", "verify", "merge") if data else ():
            yield program.case(f"{path.parent.name}/{path.name}", call, [data])


def differential_cases(count):
    for number in range(count):
        generator = list(scenarios_of())[number % 2]
        scenario = generator(random.Random(1_000_000 + number))
        files = scenario.files()
        keyring = reference.Keyring.from_documents([scenario.keys])
        for authentic_only in (False, True):
            expected = reference.merge_files(files, keyring, scenarios.SUBJECT, scenario.trust_bundle_keys,
                                             authentic_only)
            yield {"kind": "differential", "name": f"{number}, authentic only: {authentic_only}", "call": "merge",
                   "documents_b64": [encode(data) for data in files], "keys": [scenario.keys],
                   "subject": scenarios.SUBJECT, "expected": expected.decode(),
                   "options": {"trustBundleKeys": scenario.trust_bundle_keys, "authenticOnly": authentic_only}}


def scenarios_of():
    return scenarios.Scenario, scenarios.Campaign


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--determinism", type=pathlib.Path, required=True)
    parser.add_argument("--sets", type=int, default=1000)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)

    def write(name, cases):
        cases = list(cases)
        (arguments.folder / name).write_text(json.dumps(cases), encoding="ascii")
        print(f"{name}: {len(cases)} cases", flush=True)

    write("vectors.json", vectors())
    with tempfile.TemporaryDirectory(prefix="pith-wasm-") as folder:
        program = Program(folder)
        write("program.json", [*bundle_cases(program), *set_cases(program), *regression_cases(program)])
    write("differential.json", differential_cases(arguments.sets))
    subprocess.run([arguments.determinism, "--export-sets", arguments.folder / "sets.json"], check=True)
    subprocess.run([arguments.determinism, "--export-documents", arguments.folder / "documents.json"], check=True)
    lines = subprocess.run([arguments.determinism], capture_output=True, text=True, check=True).stdout.splitlines()
    for name, groups in (("sets", ("sets/",)), ("documents", ("numbers/", "strings/"))):
        text = "".join(line + "\n" for line in lines if line.startswith(groups))
        (arguments.folder / f"{name}.txt").write_text(text, encoding="ascii")


if __name__ == "__main__":
    main()
