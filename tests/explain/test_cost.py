"""What `explain` of one event costs beside the merge of all: at most 1.2 times as much, for each kind of question.

PITH_EXPLAIN_EVENTS=1000000 is the acceptance; the ordinary run has fewer events, and allows for noise.
"""

import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))

import support  # noqa: E402  (from tests/cli)

EVENTS = int(os.environ.get("PITH_EXPLAIN_EVENTS", "5000"))
FACTOR_MAX = 1.2 if EVENTS >= 100_000 else 1.5
ROUNDS = 3
SUBJECT = "pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF"
KEY = support.SigningKey("alice")


def sign(index, prev_event):
    """A signed event, written by hand: a million of them take minutes."""
    day, second = divmod(index, 86400)
    content = ('{"created_at":"2026-%02d-%02dT%02d:%02d:%02dZ","event_type":"correction","payload":{"n":%d},'
               '"prev_event":%s,"schema_version":"1.0","signer":{"key_id":"alice","public_key_fingerprint":"%s",'
               '"signer_id":"alice","signer_type":"author"},"subject_pith_number":"%s","supersedes":[],'
               '"target":"graph"}' % (1 + day // 28, 1 + day % 28, second // 3600, second // 60 % 60, second % 60,
                                      index, json.dumps(prev_event), KEY.fingerprint, SUBJECT))
    digest = support.hashlib.sha256(content.encode())
    signature = support.signature_block(KEY, digest.digest(), "open_graph_event_sha256_bytes")
    return (f'{content[:-1]},"content_sha256":"{digest.hexdigest()}","event_id":"sha256:{digest.hexdigest()}",'
            f'"signature":{json.dumps(signature)}}}'), "sha256:" + digest.hexdigest()


def write_events(folder):
    """NDJSON, one array and two of the same events: chains of ten, and one that waits for an unsigned event."""
    lines, ids, waiting, prev_event = [], [], [], None
    unsigned, first_cause = sign(10**6, None)
    unsigned = unsigned.replace(json.loads(unsigned)["signature"]["signature_b64"], "A" * 86 + "==")
    waits_for = first_cause
    for index in range(EVENTS):
        if index % 2:
            line, waits_for = sign(index, waits_for)
            waiting.append(waits_for)
        else:
            line, name = sign(index, prev_event if index % 20 else None)
            prev_event = name
            ids.append(name)
        lines.append(line)
    lines.append(unsigned)
    shapes = {"lines": [folder / "events.ndjson"], "array": [folder / "events.json"],
              "two arrays": [folder / "left.json", folder / "right.json"]}
    shapes["lines"][0].write_text("\n".join(lines) + "\n")
    chain, last = chain_of_copies()
    halves = [[*lines[half::2], *copies] for half, copies in enumerate(chain)]
    for paths, shares in ((shapes["array"], [lines]), (shapes["two arrays"], halves)):
        for path, share in zip(paths, shares, strict=True):
            path.write_text("[" + ",\n".join(share) + "]")
    return shapes, ids[len(ids) // 2], waiting[-1], first_cause, last


def chain_of_copies():
    """Sixteen events that wait for each other, each with two bad copies: for one file the first, for the other the
    second. A search for each of them would read both files each time."""
    copies, prev_event = ([], []), None
    for index in range(16):
        line, prev_event = sign(10**7 + index, prev_event)
        event = json.loads(line)
        copies[0].append(json.dumps({**event, "content_sha256": "0"}))
        copies[1].append(json.dumps({**event, "signature": None}))
    return copies, prev_event


def seconds(arguments, status):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([support.PROGRAM, *map(str, arguments)], capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == status, done
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


class Cost(unittest.TestCase):
    def test_it_is_little_more_than_the_merge(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            shapes, valid, waiting, first_cause, chain = write_events(folder)
            keys = folder / "keys.json"
            keys.write_text(json.dumps(support.make_key_entry(KEY.key_id, KEY.public, signer_id="alice")))
            for shape, paths in shapes.items():
                merge = min(seconds(["merge", "--quiet", "--sha256", "--keys", keys, *paths], 0)[0]
                            for _ in range(ROUNDS))
                asked = [(valid, 0), (waiting, 1), (first_cause, 1)] + [(chain, 1)] * (len(paths) > 1)
                for event, status in asked:
                    runs = [seconds(["explain", "--json", "--keys", keys, event, *paths], status)
                            for _ in range(ROUNDS)]
                    explain = min(taken for taken, _ in runs)
                    said = json.loads(runs[0][1])
                    if event == waiting:
                        cause = said["links"][0]["first_cause"]
                        self.assertEqual((cause["event_id"], cause["through_count"], len(cause["through"])),
                                         (first_cause, EVENTS // 2 - 1, min(100, EVENTS // 2 - 1)))
                    if event == chain:
                        self.assertEqual(len(said["needs"]), 16)
                    print(f"{shape}: merge {merge:.2f} s, explain {explain:.2f} s, {explain / merge:.2f} times")
                    self.assertLess(explain / merge, FACTOR_MAX)


if __name__ == "__main__":
    unittest.main()
