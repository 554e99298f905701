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
    """NDJSON and one array of the same events: chains of ten, and one long chain that waits for an unsigned event."""
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
    paths = {"lines": folder / "events.ndjson", "array": folder / "events.json"}
    paths["lines"].write_text("\n".join(lines) + "\n")
    paths["array"].write_text("[" + ",\n".join(lines) + "]")
    return paths, ids[len(ids) // 2], waiting[-1], first_cause


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
            paths, valid, waiting, first_cause = write_events(folder)
            keys = folder / "keys.json"
            keys.write_text(json.dumps(support.make_key_entry(KEY.key_id, KEY.public, signer_id="alice")))
            for shape, path in paths.items():
                merge = min(seconds(["merge", "--quiet", "--sha256", "--keys", keys, path], 0)[0]
                            for _ in range(ROUNDS))
                for event, status in ((valid, 0), (waiting, 1), (first_cause, 1)):
                    runs = [seconds(["explain", "--json", "--keys", keys, event, path], status)
                            for _ in range(ROUNDS)]
                    explain = min(taken for taken, _ in runs)
                    said = json.loads(runs[0][1])
                    if event == waiting:
                        cause = said["links"][0]["first_cause"]
                        self.assertEqual((cause["event_id"], cause["through_count"], len(cause["through"])),
                                         (first_cause, EVENTS // 2 - 1, min(100, EVENTS // 2 - 1)))
                    print(f"{shape}: merge {merge:.2f} s, explain {explain:.2f} s, {explain / merge:.2f} times")
                    self.assertLess(explain / merge, FACTOR_MAX)


if __name__ == "__main__":
    unittest.main()
