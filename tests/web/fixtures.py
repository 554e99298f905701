"""What a person may open: real, changed, forked, foreign and hostile documents. They are made here, and signed by the
public test keys of tests/vectors; only the three published bundles are real.
"""

import functools
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
for folder in ("tests/reference", "tests/vectors"):
    sys.path.insert(0, str(ROOT / folder))

import signing  # noqa: E402
from cases_bundle import RECORD, content_of  # noqa: E402
from signing import ALICE, REGISTRY, event, pith_number, receipt_of, record_created, sign_bundle  # noqa: E402

GERMAN = "Über die Größe schöner Maße – „ähnlich“ heißt nicht gleich"
ARABIC = "حول دمج السجلات الموقَّعة (نسخة 2) والتحقق منها"
HOSTILE = ("<img src=x onerror=\"document.title='ran'\"><script>document.title='ran'</script>"
           "\u202egnp.exe\u2066 \u0000\u001b[31m\u200b\u3164\u2800\ufe0f</title></style> &lt;b&gt; javascript:alert(1)")
SUBJECT = pith_number(RECORD)


def real(year="2021"):
    return next((ROOT / "tests/data").glob(f"pith-{year}-*.bundle.json")).read_bytes()


def changed_record():
    return real().replace(b'"primary_cat":"cs', b'"primary_cat":"xs', 1)


def changed_event():
    return real().replace(b"ScaleCom: Sc", b"ScaleKom: Sc", 1)


def keys():
    return json.dumps([REGISTRY.entry(), ALICE.entry()]).encode()


def snapshot(paper, minute=1, key=REGISTRY, **members):
    return event(key, minute, event_type="graph_snapshot", target="graph", subject_pith_number=SUBJECT,
                 payload={"graph_snapshot": {"paper": paper, "source": RECORD["source"]}}, **members)


def created(minute=0):
    return record_created(minute=minute, record=RECORD, receipt=receipt_of(RECORD), subject_pith_number=SUBJECT)


def alice(minute, **members):
    return event(ALICE, minute, subject_pith_number=SUBJECT, **members)


def with_alice(events, **members):
    """Bytes of a signed bundle. The reference computes its state with Alice's key bound."""
    public_keys = [REGISTRY.entry(), ALICE.entry()]
    bundle = sign_bundle(content_of(RECORD, events=events, public_keys=public_keys, **members))
    return json.dumps(bundle, ensure_ascii=False).encode()


def paper(title, **members):
    return {"title": title, "authors_text": "Änne Müller, Łukasz Żółć", "license": "https://example.org/licence",
            "primary_cat": "cs.DL", "submitted_at": "2026-01-02T03:04:05Z", **members}


def titled(title, **members):
    return with_alice([created(), snapshot(paper(title, **members))])


def forked_events():
    """Alice answers twice at one position, and replaces another answer."""
    first = alice(2, event_type="author_attestation", payload={"is_author": True})
    second = alice(3, event_type="author_attestation", payload={"is_author": False})
    old = alice(4, event_type="correction", target="title")
    new = alice(5, event_type="correction", target="title", supersedes=[old["event_id"]], prev_event=old["event_id"])
    return [created(), snapshot(paper("A record with two answers")), first, second, old, new]


def forked():
    return with_alice(forked_events())


def forked_lines():
    return "\n".join(json.dumps(each) for each in forked_events()).encode()


def foreign():
    """It holds for whoever trusts the registry of the vectors. The page does not."""
    return titled("A record of another registry")


def hostile():
    """Every text that may be anything is hostile, in events that are valid and in one that is not."""
    unknown = signing.TestKey("vector-hostile", key_id=HOSTILE)
    events = [created(), snapshot(paper(HOSTILE, authors_text=HOSTILE, license=HOSTILE, primary_cat=HOSTILE)),
              alice(2, event_type=HOSTILE, target=HOSTILE),
              alice(3, event_type="correction", target=HOSTILE),
              alice(4, event_type="correction", target=HOSTILE),
              event(unknown, 5, subject_pith_number=SUBJECT, target=HOSTILE, event_type=HOSTILE,
                    signer=unknown.signer(signer_id=HOSTILE, signer_type=HOSTILE))]
    aliases = [{"alias_kind": HOSTILE, "alias_value": HOSTILE, "created_at": "2026-02-01T00:00:00Z"}]
    return with_alice(events, source_aliases=aliases, short_pith_number=HOSTILE, merge_version=HOSTILE)


@functools.cache
def large():
    """A bundle of 100 MB, most of it in a member that only the bundle's own signature covers."""
    note = [{"number": number, "text": "x" * 9000} for number in range(11_000)]
    return with_alice([created(), snapshot(paper("A large bundle"))], note=note)
