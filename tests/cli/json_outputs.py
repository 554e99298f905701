"""What the program prints with --json: reports of every kind, and refusals, for test_json_documents.py."""

import json
import os
import pathlib
import sys

import drafts
import forks
import scenarios
import schemas
import support

sys.path += [str(pathlib.Path(__file__).resolve().parent.parent / folder) for folder in ("audit", "explain", "publish")]

import test_explain  # noqa: E402
import test_would_fork  # noqa: E402
import verdict_lines  # noqa: E402

VECTORS = sorted((schemas.ROOT / "tests/vectors/bundle").glob("*.json"))

# So many random sets have every kind of statement.
EXPLAINED_SETS = 60
JUDGED_DRAFTS = 60


def read_lines(output):
    return [json.loads(line) for line in output.splitlines()]


def verify_vectors():
    """A report for each vector of bundles: they fail in every way that SPEC 9.4 knows."""
    for path in VECTORS:
        vector = json.loads(path.read_bytes())
        arguments = [] if vector["default_keys"] else ["--no-default-keys"]
        for keys in vector["keys"]:
            arguments += ["--keys", support.write_json(keys)]
        yield from read_lines(support.run("verify", "--json", *arguments, "-", stdin=vector["bundle"].encode()).out)


def verify_real_bundles():
    for options in ([], ["--no-default-keys"], ["--no-default-keys", "--trust-bundle-keys"]):
        yield from read_lines(support.run("verify", "--json", *options, *support.BUNDLES).out)


def refusals(command):
    """Refusals with a place and without one, of a name that is not UTF-8, and of no input alone."""
    options = ["--json"] if command != "minimise" else ["--json", "--check", "false"]
    broken = support.write_file(b'{"a": 1,}')
    name = os.fsencode(support.scratch_path()) + b"\xff.json"
    with open(name, "wb") as file:
        file.write(b"[NaN]")
    for path in (broken, support.scratch_path("missing.json"), os.fsdecode(name)):
        yield from read_lines(support.run(command, *options, path).out)
    if command != "canon":
        yield from read_lines(support.run(command, *options, "--keys", broken, support.BUNDLES[0]).out)
    if command in ("merge", "evidence", "graph", "bundle"):
        yield from read_lines(support.run(command, "--json", *support.BUNDLES).out)


def hashes():
    yield from read_lines(support.run("merge", "--json", "--sha256", support.BUNDLES[0]).out)
    for more in ([], ["--pointer", "/state"]):
        yield from read_lines(support.run("canon", "--json", "--sha256", *more, support.BUNDLES[0]).out)


def explanations():
    """Explanations of the events of random sets, which are of every kind, and of a file whose name is not UTF-8."""
    for seed in range(EXPLAINED_SETS):
        world, _ = test_explain.make_scenario(seed)
        for name in world.judged:
            yield from read_lines(world.explain(name, "--json")[0].out)
    path = support.scratch_path("name").with_name("explained\udce9.json")
    path.write_bytes(support.BUNDLES[0].read_bytes())
    name = json.loads(path.read_bytes())["events"][0]["event_id"]
    yield from read_lines(support.run("explain", "--json", name, path).out)
    yield from read_lines(support.run("explain", "--json", "00000000", path).out)
    twins = support.write_json([{"event_type": 3268}, {"event_type": 126713}])  # whose ids begin alike
    number = json.loads(path.read_bytes())["pith_number"]
    yield from read_lines(support.run("explain", "--json", "--subject", number, "e3ec82b1", twins).out)
    event = json.loads(path.read_bytes())["events"][0]
    changed = support.write_json([{**event, "payload": {}}, {**event, "prev_event": "sha256:" + "ab" * 32}])
    for missing in (event["event_id"], "abababab"):  # a copy states it; an event links to it
        yield from read_lines(support.run("explain", "--json", "--subject", number, missing, changed).out)
    broken = path.with_name("broken\udce9.json")
    broken.write_bytes(b"[NaN]")
    for refused in (broken, support.scratch_path("missing.json")):
        yield from read_lines(support.run("explain", "--json", "00000000", refused).out)


def would_forks():
    """Reports on drafts and random histories, and refusals of the event and of an input."""
    for seed in range(JUDGED_DRAFTS):
        case = test_would_fork.Case(seed)
        yield from read_lines(case.run(case.event, "--json").out)
    # A warning about a file, and an answer that was superseded.
    first = forks.answer(payload={"n": 1})
    replaced = {**support.event_content(first), "payload": {}, "supersedes": [first["event_id"]]}
    keys = support.write_json([scenarios.ALICE.entry()])
    path = support.write_json({"bundle_type": "pith_open_graph_bundle", "pith_number": scenarios.SUBJECT,
                               "events": [first], "source_aliases": [{"alias_kind": "a", "alias_value": "b",
                                                                      "created_at": "2026-07-05T14:38:00Z"}]})
    yield from read_lines(support.run("would-fork", "--json", "--keys", keys, support.write_json(replaced), path).out)
    both = support.write_json([first, forks.answer(payload={"n": 2})])
    bad_copy = {**first, "signature": {**first["signature"], "signature_b64": "A" * 86 + "=="}}
    yield from read_lines(support.run("would-fork", "--json", "--keys", keys, support.write_json(bad_copy), both).out)
    # More live answers than one event can supersede.
    many = support.write_json([forks.answer(payload={"n": number}) for number in range(65)])
    yield from read_lines(support.run("would-fork", "--json", "--keys", keys, support.write_json(replaced), many).out)
    # A draft that does not name its key, and a key whose key_id the keyring has with another fingerprint.
    unnamed = {**replaced, "signer": {"signer_id": "alice", "signer_type": "author"}}
    same_id = scenarios.Signer("another", "alice", "author", {}, scenarios.ALICE.key.key_id)
    other_keys = support.write_json([same_id.entry()])
    for keyring, event in ((keys, unnamed), (other_keys, first)):
        done = support.run("would-fork", "--json", "--keys", keyring, support.write_json(event), path)
        yield from read_lines(done.out)
    name = support.scratch_path("name").with_name("draft\udce9.json")
    name.write_bytes(b"[]")
    for arguments in ((name, path), (path, name), (support.scratch_path("missing.json"), path),
                      (support.write_file(b"{}"), support.write_file(b"[]"))):
        yield from read_lines(support.run("would-fork", "--json", *arguments).out)


def audits():
    """Two audits that differ in every way, as verdict files and as digests."""
    held, name = verdict_lines.sha256, verdict_lines.number
    same = [verdict_lines.line(name(index), state_sha256=held(index)) for index in range(100)]
    a = [verdict_lines.line(name(100)), verdict_lines.line(name(101)), verdict_lines.line(name(102), failed=["events"]),
         verdict_lines.line(name(103)), verdict_lines.line(name(104)), verdict_lines.line(name(105), failed=["state"])]
    b = [verdict_lines.line(name(106)), verdict_lines.line(name(101), failed=["events"]), verdict_lines.line(name(102)),
         verdict_lines.line(name(103), state_sha256=held("b")),
         verdict_lines.line(name(104), state_sha256=held("b"), input_sha256=held("b")),
         verdict_lines.line(name(105), failed=["source"])]
    verdicts = [support.write_file(verdict_lines.text(same + lines)) for lines in (a, b)]
    groups = [support.write_file(verdict_lines.digest(lines).encode()) for lines in (same[:90] + a, same[10:] + b)]
    return verdicts, groups


def diffs():
    for a, b in audits():
        for pair in ((a, b), (b, a), (a, a)):
            yield from read_lines(support.run("diff", "--json", *pair).out)


def input_diffs():
    """Pairs of inputs that differ in every way."""
    registry, author, visitor = scenarios.REGISTRY, scenarios.ALICE, scenarios.VISITOR
    options = ["--no-default-keys", "--trust-bundle-keys", "--keys",
               support.write_json([registry.entry(), author.entry()])]
    early, late = scenarios.TIMES[0], scenarios.TIMES[3]

    def answer(number, signer=author):
        return forks.answer(signer, payload={"n": number})

    def bundle(events, aliases=(), **more):
        return support.sign_bundle({"bundle_type": "pith_open_graph_bundle", "pith_number": scenarios.SUBJECT,
                                    "events": events, "source_aliases": list(aliases), **more}, registry.key)

    def aliases(*values):
        return [{"alias_kind": "doi", "alias_value": value, "created_at": time} for value, time in values]

    def state(value, **more):
        return {**json.loads(support.run("merge", "-q", *options, support.write_json(value)).out), **more}

    one, two, three, by_visitor = answer(1), answer(2), answer(3), answer(4, visitor)
    bad = {**one, "signature": {**one["signature"], "algorithm": "x"}}
    keys = [visitor.entry()]
    some, others = aliases(("1", early), ("2", early)), aliases(("2", late), ("3", early))
    pairs = [([one, two], [one, three]), ([one], [bad]), ([by_visitor], bundle([by_visitor], public_keys=keys)),
             (bundle([by_visitor], some, public_keys=keys), bundle([by_visitor], others)),
             (bundle([one], state=state([two])), bundle([one], state=state([one]))),
             (bundle([one], state=state([one])), [one]),
             (state([one]), state([one], pith_number=scenarios.OTHER_SUBJECT)), (state([one]), [bad]),
             (state([one, two]), state([one, two], applied_event_ids=state([one, two])["applied_event_ids"][::-1])),
             (state([one]), state([one], merge_version="x", new=1)), (state([one]), state([one])),
             ([one, bad], [one]), (bundle([one], public_keys=[{}]), [two]),
             (bundle([one]), {**bundle([one]), "built_at": "x"}), ([one], [{**one, "payload": {"n": 7}}]),
             (state([one]), {**state([one]), "event_count": 7})]
    for pair in pairs:
        paths = [support.write_json(value) for value in pair]
        for a, b in (paths, paths[::-1]):
            yield from read_lines(support.run("diff", "--json", *options, a, b).out)
    name = os.fsencode(support.scratch_path()) + b"\xff.json"
    with open(name, "wb") as file:
        file.write(json.dumps([one, two]).encode())
    yield from read_lines(support.run("diff", "--json", *options, support.write_json(one), os.fsdecode(name)).out)


def diff_refusals():
    """With a place, without one, and of a name that is not UTF-8."""
    [[good, _], _] = audits()
    name = os.fsencode(support.scratch_path()) + b"\xff.json"
    with open(name, "wb") as file:
        file.write(b"[]")
    for path in (support.write_file(b"{}"), support.scratch_path("missing.json"), os.fsdecode(name)):
        yield from read_lines(support.run("diff", "--json", good, path).out)


def evidences():
    """Evidence of two kinds, and the reports on what holds, on what does not, and on what one must trust."""
    missing = "sha256:" + "1" * 64
    keys = support.write_json([scenarios.ALICE.entry(), scenarios.CAROL.entry()])
    files = [support.write_json([forks.answer(signer, payload={"n": n}, supersedes=[missing]) for n in (1, 2)])
             for signer in (scenarios.ALICE, scenarios.CAROL)]
    files.append(support.write_json([forks.answer(payload={"n": n}) for n in (1, 2)]))
    done = support.run("evidence", "--json", "--keys", keys, *files)
    yield from read_lines(done.out)
    bad = json.loads(done.out)
    bad["keys"][0]["key_id"] = "other"
    bad["equivocations"][0]["target"] = "other"
    for options in (["--keys", keys], ["--trust-bundle-keys"], []):
        for document in (done.out, json.dumps(bad).encode()):
            yield from read_lines(support.run("verify", "--json", *options, "-", stdin=document).out)


def signings():
    """A digest, and refusals with a place, without one, and of a name that is not UTF-8."""
    key = drafts.key_file(support.SigningKey("alice"))
    name = support.scratch_path("draft").with_name("draft\udce9.json")
    name.write_bytes(b"[]")
    for path in (support.write_json(drafts.draft()), support.write_json({}), support.scratch_path("missing"), name):
        yield from read_lines(support.run("sign", "--json", "--digest-only", "--key", key, "--key-id", "a", path).out)


def verify_a_given_key():
    """A key without a binding, so that it is shown with null."""
    key = support.SigningKey("given without a binding")
    path = support.write_json(support.make_signed_bundle(support.BUNDLES[0], key, "x.example", "person"))
    keys = support.keys_file(support.make_key_entry(key.key_id, key.public))
    yield from read_lines(support.run("verify", "--json", "--keys", keys, path).out)


def verify_reports():
    return [*verify_real_bundles(), *verify_vectors(), *verify_a_given_key()]


def other_documents():
    commands = ("verify", "merge", "canon", "evidence", "graph", "minimise", "bundle")
    return [*hashes(), *diffs(), *input_diffs(), *diff_refusals(), *explanations(), *evidences(), *signings(),
            *would_forks(), *(one for command in commands for one in refusals(command))]
