# SPDX-License-Identifier: Apache-2.0
"""Runs the conformance vectors of tests/vectors with the reference; `merge.py vectors FOLDER` calls it."""
import pathlib

from bundle import check_bundle, snapshot_warnings
from canon import Refused, canonical, canonicalise, parse, sha256_hex
from keys import BadKey, Keyring, key_fault, signature_holds, strict_base64
from merge import bundle_signature_holds, input_sha256, merge, merge_files, warnings

def canon_outcome(vector):  # SPEC 1
    try:
        text = canonicalise(strict_base64(vector["input_b64"]))
    except Refused as fault:
        place = {"offset_bytes": fault.offset, "line": fault.line, "column": fault.column}
        stated = {name: place[name] for name in place if name in (vector["refusal"] or place)}
        return {"expected": None, "sha256": None, "refusal": {"code": fault.code, **stated}}
    return {"expected": text.decode(), "sha256": sha256_hex(text), "refusal": None}

def signature_outcome(vector):  # SPEC 3.6, 3.8
    key, message = bytes.fromhex(vector["public_key_hex"]), bytes.fromhex(vector["message_hex"])
    holds = signature_holds(key, message, vector["signature_b64"])
    return {"key_is_refused": key_fault(key), "holds": holds}

def keyring_outcome(vector):  # SPEC 3.1 to 3.6
    try:
        documents = [parse(text.encode()) for text in vector["documents"]]
        return {"expected": {"keys": Keyring.from_documents(documents).rows()}}
    except (BadKey, Refused) as fault:
        return {"expected": {"refusal": fault.code}}

def merge_outcome(vector):  # SPEC 4 to 8
    keyring = Keyring.from_documents(vector["keys"]).with_bundle_keys(vector["bundle_keys"])
    events = [parse(text.encode()) for text in vector["events"]]
    given = (vector["subject"], keyring, vector["aliases"], events)
    document, authentic = merge(*given), merge(*given, authentic_only=True)
    return {"expected": {"document": document.decode(), "state_sha256": parse(document)["state_sha256"],
                         "authentic_document": authentic.decode(), "input_sha256": input_sha256(*given),
                         "warnings": warnings(vector["subject"], keyring, events)}}

def bundle_outcome(vector):  # SPEC 9.3, 9.4, 9.7
    keyring = Keyring.from_documents(vector["keys"], registry=vector["default_keys"])
    bundle = parse(vector["bundle"].encode())
    failed = sorted(name for name, holds in check_bundle(bundle, keyring).items() if not holds)
    return {"expected": {"signature_holds": bundle_signature_holds(bundle, keyring), "failed_checks": failed,
                         "warnings": snapshot_warnings(bundle, keyring)}}

def input_outcome(vector):  # SPEC 6.5, 9.5
    keyring = Keyring.from_documents(vector["keys"], registry=vector["default_keys"])
    try:
        files = [strict_base64(text) for text in vector["files_b64"]]
        return {"expected": {"document": merge_files(files, keyring, vector["subject"]).decode()}}
    except Refused as fault:
        return {"expected": {"refusal": fault.code}}

KINDS = {"canon": canon_outcome, "signature": signature_outcome, "keyring": keyring_outcome,
         "merge": merge_outcome, "bundle": bundle_outcome, "input": input_outcome}

def outcome(vector):
    """What the reference makes of one vector, as the members that a vector expects."""
    if vector["vector"] not in KINDS:
        raise ValueError(f"unknown kind of vector: {vector['vector']}")
    return KINDS[vector["vector"]](vector)

def run_vectors(folder):
    failed, paths = 0, sorted(pathlib.Path(folder).rglob("*.json"))
    for path in paths:
        try:
            vector = parse(path.read_bytes())
            got = outcome(vector)
            wrong = [name for name in got if canonical(got[name]) != canonical(vector[name])]
            problem = ", ".join(f"{name} is {canonical(got[name]).decode()[:300]}" for name in wrong)
        except Exception as fault:  # whatever it is, this vector has failed and the next one is run
            problem = f"{type(fault).__name__}: {fault}"
        if problem:
            failed += 1
            print(f"{path}: {problem}")
    print(f"{len(paths) - failed} passed, {failed} failed")
    return 0 if paths and not failed else 1
