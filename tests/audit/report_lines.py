"""Verdict lines of invented audits, for the tests of the page. No bundle is behind them."""

import hashlib
import json
import random

CHECKS = ("bundle_version", "canonical_record", "canonical_sha256", "pith_number", "short_pith_number", "source",
          "source_aliases", "public_keys", "receipt", "events", "state", "state_sha256", "merge_version",
          "bundle_sha256", "bundle_signature")
REASONS = ("malformed", "bad_hash", "bad_signature", "unknown_key", "wrong_signer", "unresolved_link")
WARNINGS = ("unknown_key", "unknown_event_type")
ERRORS = ("syntax", "invalid_utf8", "not_a_bundle", "unreadable", "depth_exceeded")
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
# Markup, quotes, control characters, characters that are invisible or change the direction of writing, and long words.
HOSTILE = (
    "<script>alert(1)</script>", "</code></td></table><h1>Every bundle holds.</h1>",
    "\" onclick=\"alert(1)\" x=\"",
    "' onload='alert(1)", "<img src=http://127.0.0.1:9/x onerror=alert(1)>", "&lt;b&gt; &amp; &#60;", "<!-- ",
    "]]><![CDATA[", "</style></script><script>alert(2)</script>", "\u202etxt.elbaliaer\u2066", "\x1b[2K\x07\x00\r\n\t",
    "zero\u200bwidth\ufeff\u00ad", "\u2028\u2029\U000e0041", "\ud7ff\ue000", "javascript:alert(1)",
    "A" * 3000, "\U0001f9ff" * 700,
    "\u05d0\u05d1\u05d2 abc \u0661\u0662", "<svg/onload=alert(1)>", "   spaces   ", "${alert(1)} {{1}} `x`",
)


def digest(*parts):
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()


def pith_number(chance):
    year = chance.choices(range(2012, 2026), weights=range(1, 15))[0]
    return f"pith:{year}:" + "".join(chance.choices(BASE32, k=26))


def line(source, **members):
    verdict = {
        "format": "pith-merge.audit.v1", "source": source, "sha256": digest("document", source), "pith_number": None,
        "ok": False, "state_sha256": None, "authentic_state_sha256": None, "input_sha256": None, "event_count": None,
        "equivocation_count": None, "failed": [], "reasons": {}, "warnings": [], "error": None, "faults": [],
    }
    return {**verdict, **members}


def bundle(source, number, faults=(), **members):
    states = {name: digest(name, source) for name in ("state_sha256", "authentic_state_sha256", "input_sha256")}
    faults = [dict(zip(("check", "expected", "actual", "pointer"), fault)) for fault in faults]
    failed = [check for check in CHECKS if any(fault["check"] == check for fault in faults)]
    failed += [fault["check"] for fault in faults if fault["check"] not in CHECKS]
    verdict = {"pith_number": number, "ok": not faults, "event_count": 3, "equivocation_count": 0, "failed": failed,
               "faults": faults, **states}
    return line(source, **{**verdict, **members})


def refusal(source, code, explanation, place=(None, None)):
    fault = {"check": None, "expected": None, "actual": explanation, "pointer": None}
    error = {"code": code, "line": place[0], "column": place[1]}
    return line(source, error=error, faults=[fault])


def invented_faults(chance, source):
    """The faults of a bundle that was changed in one of some ways."""
    way = chance.randrange(5)
    if way == 0:
        return [("canonical_sha256", digest(source, 1), digest(source, 2), "/canonical_sha256"),
                ("pith_number", pith_number(chance), pith_number(chance), "/pith_number"),
                ("bundle_sha256", digest(source, 3), digest(source, 4), "/bundle_sha256"),
                ("bundle_signature", None, "the signature does not verify", "/bundle_signature")]
    if way == 1:
        return [("bundle_signature", None, "no key that you trust has the fingerprint " + digest(source)[:32],
                 "/bundle_signature/public_key_fingerprint")]
    if way == 2:
        return [("events", "valid", "bad_signature", f"/events/{chance.randrange(9)}"),
                ("state", digest(source, 5), digest(source, 6), "/state"),
                ("state_sha256", digest(source, 5), digest(source, 6), "/state_sha256")]
    if way == 3:
        return [("state", digest(source, 7), digest(source, 8), "/state")]
    return [("bundle_sha256", digest(source, 9), digest(source, 0), "/bundle_sha256")]


def audit(seed, hold, fail, refuse):
    """The lines of an audit with these numbers of bundles and documents, in an order of chance."""
    chance = random.Random(seed)
    kinds = ["hold"] * hold + ["fail"] * fail + ["refuse"] * refuse
    chance.shuffle(kinds)
    lines = []
    for i, kind in enumerate(kinds):
        source = f"mirror/2026-11/bundles-{i % 40:03}.ndjson.zst#{i // 40 + 1}"
        if kind == "refuse":
            lines.append(refusal(source, chance.choice(ERRORS), "the text ends inside a string",
                                 chance.choice([(1, chance.randrange(1, 9000)), (None, None)])))
            continue
        number = pith_number(chance)
        faults = invented_faults(chance, source) if kind == "fail" else ()
        events = chance.randrange(1, 40)
        invalid = chance.random() < 0.1
        lines.append(bundle(source, number, faults, event_count=events, equivocation_count=int(chance.random() < 0.1),
                            reasons={chance.choice(REASONS): chance.randrange(1, 4)} if invalid else {},
                            warnings=[chance.choice(WARNINGS)] if chance.random() < 0.05 else []))
    return lines


def disguise(texts):
    """Lines in which every text that may be anything is one of these."""
    lines = []
    for i, text in enumerate(texts):
        lines.append(bundle(text + " source", text + " number", [
            ("events", text + " expected", text + " actual", text + " pointer"), ("state", text, text, text)]))
        lines.append(refusal(text + " source", "syntax", text + " explanation", (i + 1, 2**31 - 1)))
    return lines


def text_of(lines):
    return "".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) + "\n" for each in lines).encode()
