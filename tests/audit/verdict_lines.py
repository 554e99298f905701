"""Verdict files, headers and digests, written from the description of `audit` and not by the program."""

import base64
import hashlib
import json

KEYS = hashlib.sha256(b"keys").hexdigest()
RULES = "pith-open-graph-merge-v1"


def sha256(text):
    return hashlib.sha256(str(text).encode()).hexdigest()


def number(index, year=2021):
    """A Pith Number. Two indices give two numbers, which have no order."""
    return f"pith:{year}:{base64.b32encode(hashlib.sha256(str(index).encode()).digest()[:16]).decode()[:26]}"


def line(pith_number, **members):
    """The verdict on a bundle that holds, unless `failed` has names."""
    failed = members.get("failed", [])
    verdict = {
        "format": "pith-merge.audit.v1", "source": "mirror/bundle.json", "sha256": sha256("document"),
        "pith_number": pith_number, "ok": not failed, "state_sha256": sha256("state"),
        "authentic_state_sha256": sha256("state"), "input_sha256": sha256("input"), "event_count": 2,
        "equivocation_count": 0, "failed": failed, "reasons": {}, "warnings": [], "error": None,
        "faults": [{"check": name, "expected": None, "actual": None, "pointer": ""} for name in failed]}
    return {**verdict, **members}


def refused(sha, code="syntax", source="mirror/broken.json"):
    """The verdict on a document that is not a bundle; it could not be read whole if `sha` is None."""
    place = None if sha is None else 1
    return line(None, source=source, sha256=sha, ok=False, state_sha256=None, authentic_state_sha256=None,
                input_sha256=None, event_count=None, equivocation_count=None,
                error={"code": code, "line": place, "column": place},
                faults=[{"check": None, "expected": None, "actual": "explanation", "pointer": None}])


def header(keys=KEYS, rules=RULES):
    return {"format": "pith-merge.audit-run.v1", "program": "pith-merge 0.1.0", "merge_version": rules,
            "keys_sha256": keys}


def text(lines, run=None):
    """A verdict file; without a run, what `audit` prints."""
    return b"".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                    for one in [run or header(), *lines])


def digest(lines):
    """The digest of these verdicts: the hash of each group of lines `pith_number state_sha256`."""
    groups = {}
    for one in lines:
        if one["ok"]:
            entry = f"{one['pith_number']} {one['state_sha256']}\n"
            groups.setdefault(one["pith_number"].split(":")[2][:2], set()).add(entry)
    return "".join(f"{prefix} {sha256(''.join(sorted(entries)))}\n" for prefix, entries in sorted(groups.items()))
