"""Runs the mirror of examples/ on the real bundles, serves what it writes, and kills it.

    PITH_MIRROR_KILLS   how often it is killed at a random moment (12)
    PITH_MIRROR_SEED    of the random moments
"""

import fcntl
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time
import unittest

from mirror_case import (
    BUNDLES, HERE, MIRROR, PROGRAM, ROOT, TIMEOUT_SECONDS, URL, MirrorTest, files_in, marks_of, run, suffix_of,
    without_signed_at)

GENERATOR = os.environ["PITH_AUDIT_GENERATOR"]
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
KILLS = int(os.environ.get("PITH_MIRROR_KILLS") or 12)
SEED = int(os.environ.get("PITH_MIRROR_SEED") or random.SystemRandom().randrange(10**6))
OTHERS_BYTES_MAX = 16 << 20


class Contents(MirrorTest):
    def test_it_serves_what_the_registry_serves(self):
        self.write_sources()
        lines = self.succeed("whole")
        for path, bundle in zip(BUNDLES, self.bundles):
            state = json.dumps(bundle["state"], separators=(",", ":"), ensure_ascii=False).encode()
            assert path.read_bytes().count(state) == 1  # so the registry serves these bytes
            self.assertEqual(self.served(bundle, "state.json"), state)
            self.assertEqual(json.loads(self.served(bundle, "bundle.json")), without_signed_at(bundle))
            self.assertIn([bundle["pith_number"], bundle["state"]["state_sha256"]], [line[:2] for line in lines])
        served = sorted(self.out.glob("public/**/bundle.json"))
        self.assertEqual(len(served), 2 * len(BUNDLES))
        self.assertEqual(run(PROGRAM, "verify", *served).returncode, 0)

    def test_what_strangers_send_is_remembered_and_changes_nothing_that_is_served(self):
        self.write_sources()
        lines = self.succeed("whole")
        served = files_in(self.out / "public")
        remarks = r"\A(pith:\d+:\w+: 1 event is kept and not served: malformed\n){%d}\Z" % len(BUNDLES)
        self.assertEqual(self.succeed("first", remarks=remarks), lines)
        self.assertEqual(files_in(self.out / "public"), served)
        remembered = b"".join(files_in(self.out / "records").values())
        for number in range(len(BUNDLES)):
            self.assertEqual(remembered.count(b'{"junk":%d}],' % number), 1)

    def test_parts_are_united(self):
        """Nobody signed the parts, so their aliases do not count."""
        self.write_sources()
        for inputs in (("rest", "first"), ("first", "rest")):
            shutil.rmtree(self.out, ignore_errors=True)
            self.succeed(inputs[0], remarks=None)
            self.succeed(inputs[1], remarks=None)
            for bundle in self.bundles:
                state = json.loads(self.served(bundle, "state.json"))
                self.assertEqual(state["applied_event_ids"], bundle["state"]["applied_event_ids"])
                self.assertEqual(state["current"]["source_aliases"], [])
                self.assertEqual(json.loads(self.served(bundle, "bundle.json"))["state"], state)

    def test_strangers_cannot_fill_the_disk(self):
        bundle = self.bundles[0]
        number = bundle["pith_number"]
        junk = [{"event_type": "x", "subject_pith_number": number, "number": i, "much": "x" * 1_000_000}
                for i in range(20)]
        self.write("a/junk.json", junk[:12])
        self.succeed("a", remarks=r"\A%s: not kept: no trusted key signed any of it\n\Z" % number)
        self.assertEqual(files_in(self.out), {})  # nobody whom it trusts has heard of the record
        self.write("b/part.json", {**bundle, "events": bundle["events"][:1]})
        self.succeed("b", "a", remarks="12 events are kept and not served: malformed\n")
        self.write("c/junk.json", junk[12:])
        self.succeed("c", remarks="16 events are kept and not served: malformed\n")
        [name] = os.listdir(self.out / "records")
        size = (self.out / "records" / name).stat().st_size
        self.assertTrue(OTHERS_BYTES_MAX - 1_100_000 < size < OTHERS_BYTES_MAX + len(json.dumps(bundle)), size)
        self.write("d/whole.json", bundle)
        self.succeed("d", remarks="malformed")
        self.assertEqual(json.loads(self.served(bundle, "bundle.json")), without_signed_at(bundle))

    def test_copies_that_differ_in_what_nobody_signs_are_one(self):
        bundle = self.bundles[0]
        event = bundle["events"][0]
        for i in range(20):
            signature = {**event["signature"], "signed_at": f"2026-07-05T00:00:{i:02}Z", "more": "x" * 60_000}
            self.write(f"a/{i}.json", {**event, "signature": signature})
        self.succeed("a")
        self.assertLess(sum(map(len, files_in(self.out).values())), 100_000)
        [name] = os.listdir(self.out / "records")
        kept = json.loads((self.out / "records" / name).read_bytes())
        self.assertEqual(kept, {**event, "signature": {key: value for key, value in event["signature"].items()
                                                       if key != "signed_at"}})

    def test_archives_and_folders_are_the_same(self):
        self.write_sources()
        run("tar", "-C", self.folder, "-czf", self.folder / "whole.tar.gz", "whole")
        (self.folder / "lines.ndjson").write_text("".join(json.dumps(bundle) + "\n" for bundle in self.bundles),
                                                  encoding="utf-8")
        self.succeed("whole")
        for source in ("whole.tar.gz", "lines.ndjson", "out"):
            other = self.folder / f"from-{source}"
            self.succeed(source, out=other)
            self.assertEqual(files_in(other), files_in(self.out))

    def test_what_was_never_created_is_not_served(self):
        bundle = self.bundles[0]
        rest = [event for event in bundle["events"] if event["event_type"] != "record_created"]
        self.assertEqual(len(rest), len(bundle["events"]) - 1)
        self.write("a/rest.json", {**bundle, "events": rest})
        self.assertEqual(self.succeed("a", remarks="kept and not served: no valid event creates the record\n"), [])
        self.assertEqual([name.partition("/")[0] for name in files_in(self.out)], ["records"])


class Remarks(MirrorTest):
    def test_events_of_keys_that_it_does_not_know_are_named(self):
        keys = self.folder / "keys.json"
        keys.write_bytes(run(GENERATOR, "--keys").stdout)
        bundle = json.loads(run(GENERATOR, 1, "--broken-every", 100).stdout)
        self.write("a.json", bundle)
        self.succeed("a.json", options=("--keys", keys))
        served = files_in(self.out / "public")
        names = {event["signer"]["key_id"] for event in bundle["events"]}
        result = self.run_mirror()
        self.assertEqual((result.returncode, files_in(self.out / "public")), (0, served))
        self.assertIn(b"not served: ", result.stderr)
        for name in names:
            self.assertIn(b"unknown_key " + name.encode(), result.stderr)
        self.succeed(options=("--keys", keys))
        self.assertEqual(files_in(self.out / "public"), served)


class Manifest(MirrorTest):
    def test_it_is_like_the_registrys(self):
        self.succeed(options=("--base-url", URL + "/", "--name", 'A "mirror" \\'))
        manifest = json.loads((self.out / "public" / "pith-mirrors.json").read_bytes())
        self.assertRegex(manifest.pop("generated_at"), r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
        self.assertTrue(manifest.pop("notes"))
        self.assertEqual(manifest, {
            "manifest_type": "pith_mirror_manifest", "manifest_version": "1.0",
            "merge_version": "pith-open-graph-merge-v1",
            "mirrors": [{"name": 'A "mirror" \\', "mirror_type": "https", "base_url": URL,
                         "bundle_pattern": URL + "/pith/{suffix}/bundle.json",
                         "state_pattern": URL + "/pith/{suffix}/state.json",
                         "well_known_pattern": URL + "/.well-known/pith/{suffix}/bundle.json", "status": "mirror"}]})

    def test_nothing_new_changes_no_file(self):
        self.write_sources()
        options = ("--base-url", URL)
        self.succeed("whole", "first", options=options, remarks="malformed")
        manifest = self.out / "public" / "pith-mirrors.json"
        old = manifest.read_text(encoding="utf-8").replace('"generated_at":"2', '"generated_at":"1')
        manifest.write_text(old, encoding="utf-8")  # of another time
        marks = marks_of(self.out)
        for inputs in (("whole", "first"), ("first",), ()):
            self.succeed(*inputs, options=options, remarks="malformed")
            self.assertEqual(marks_of(self.out), marks, inputs)
        self.succeed(options=("--base-url", URL + "/other"), remarks="malformed")
        self.assertNotIn('"generated_at":"1', manifest.read_text(encoding="utf-8"))


class Hostile(MirrorTest):
    def test_it_names_what_it_cannot_take(self):
        self.write("a/no.json", [1])
        self.write("a/path.json", {"bundle_type": "pith_open_graph_bundle", "pith_number": "../x", "events": []})
        self.write("a/event.json", {"event_type": "x", "subject_pith_number": "pith:2021:../../../../../../../../../x"})
        self.write("a/\x1b[31m.json", [1])
        self.write("a/state.json", {"state_type": "pith_open_graph_state"})
        (self.folder / "a/cut.json").write_text('{"event_type"', encoding="utf-8")
        (self.folder / "a/gone.json").symlink_to("nothing.json")
        result = self.run_mirror("a", "nowhere")
        self.assertEqual((result.returncode, result.stdout), (1, b""))
        self.assertNotIn(b"\x1b", result.stderr)
        for words in (rb"no.json: not_an_event", rb"path.json: its pith_number does not have the form",
                      rb"event.json: an event that names no record", rb"cut.json: 1:\d+: syntax",
                      rb"gone.json: .*unread", rb"nowhere: .*unread"):
            self.assertRegex(result.stderr, words)
        self.assertNotIn(b"state.json", result.stderr)
        self.assertEqual(files_in(self.out), {})
        self.assertEqual(sorted(os.listdir(self.folder)), ["a", "out"])

    def test_wrong_usage(self):
        for words in ((), ("--keys",), ("--nonsense", "x", self.out), ("--base-url", b"\xff", self.out),
                      ("--base-url", "///", self.out), ("",)):
            result = subprocess.run([MIRROR, *words], capture_output=True, check=False)
            self.assertEqual((result.returncode, result.stdout), (2, b""), words)
        self.assertFalse(self.out.exists())
        result = subprocess.run([MIRROR, "--help"], capture_output=True, check=False)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertIn(b"--base-url URL", result.stdout)
        keys = self.write("keys.json", [1])
        self.assertIn(b"bad_key", self.run_mirror(options=("--keys", keys)).stderr)

    def test_it_fails_if_the_machine_does(self):
        self.write_sources()
        self.out.write_text("a file", encoding="utf-8")
        result = self.run_mirror("whole")
        self.assertEqual((result.returncode, result.stdout), (2, b""))
        self.assertRegex(result.stderr, rb"\Amirror: .*out: Not a directory")
        self.out.unlink()
        with open("/dev/full", "wb") as full:
            result = subprocess.run([MIRROR, self.out, self.folder / "whole"], stdout=full, stderr=subprocess.PIPE,
                                    check=False)
        self.assertEqual((result.returncode, result.stderr), (2, b"mirror: standard output cannot be written\n"))

    def test_a_damaged_memory_is_left_as_it_is_and_others_go_on(self):
        self.write_sources()
        self.succeed("first", remarks=None)
        whole = self.folder / "other"
        self.succeed("first", "whole", remarks=None, out=whole)
        paths = sorted((self.out / "records").iterdir())
        for damaged in (paths[0], paths[-1]):
            damaged.write_bytes(damaged.read_bytes()[:-100])
        before = files_in(self.out)
        result = self.run_mirror("whole")
        self.assertEqual(result.returncode, 2)
        remark = rb"what was kept of pith:20\d\d:\w+ is damaged: .*; this record is left as it is"
        self.assertEqual(len(re.findall(remark, result.stderr)), 2)
        suffixes = [path.stem.rpartition("-")[2] for path in (paths[0], paths[-1])]
        expected = files_in(whole)
        for name, text in files_in(self.out).items():
            is_damaged = any(suffix in name for suffix in suffixes)
            self.assertEqual(text, before[name] if is_damaged else expected[name], name)

    def test_strangers_cannot_fill_the_memory(self):
        number = self.bundles[0]["pith_number"]
        path = self.folder / "ones.json"
        path.write_text(json.dumps([1] * 300_000), encoding="utf-8")
        result = self.run_mirror("ones.json")
        self.assertEqual(result.returncode, 1)
        lines = result.stderr.decode().splitlines()
        self.assertEqual((len(lines), lines[-1]), (101, f"{path}: and 299900 more"))
        path.write_text(json.dumps({"bundle_type": "pith_open_graph_bundle", "pith_number": number,
                                    "events": list(range(200_000))}), encoding="utf-8")
        self.write("whole.json", self.bundles[0])
        self.succeed("whole.json")
        self.succeed("ones.json", remarks="events are kept and not served: malformed")
        [name] = os.listdir(self.out / "records")
        self.assertLess((self.out / "records" / name).read_bytes().count(b"\n"), OTHERS_BYTES_MAX // 256 + 100)

    def test_two_mirrors_do_not_write_in_one_folder(self):
        self.out.mkdir()
        descriptor = os.open(self.out, os.O_RDONLY)
        self.addCleanup(os.close, descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        result = self.run_mirror()
        self.assertEqual(result.returncode, 2)
        self.assertIn(b"another mirror is writing there", result.stderr)


class Served(MirrorTest):
    def free_port(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            return server.getsockname()[1]

    def test_the_commands_of_the_page(self):
        """What curl fetches from nginx holds. Only the port, and the places of programs and files, are others."""
        page = (ROOT / "docs/mirror.md").read_text(encoding="utf-8")
        [commands] = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
        port = str(self.free_port())
        settings = (HERE / "mirror/nginx.conf").read_text(encoding="utf-8").replace("8080", port)
        if os.getuid() == 0:
            settings = "user root;\n" + settings  # the folder is root's alone
        (self.folder / "nginx.conf").write_text(settings, encoding="utf-8")
        for old, new in (("build/dev/examples/pith_example_mirror", MIRROR), ("8080", port),
                         (" mirror tests/data", f" {self.out} tests/data"), ("$PWD/mirror\"", f"{self.out}\""),
                         ("$PWD/examples/mirror/nginx.conf", f"{self.folder}/nginx.conf"), ("nginx -p", f"{NGINX} -p"),
                         ("pith-merge verify", f"{PROGRAM} verify")):
            self.assertIn(old, commands)
            commands = commands.replace(old, new)
        self.addCleanup(run, NGINX, "-p", self.out, "-c", self.folder / "nginx.conf", "-s", "stop")
        said = self.folder / "said"  # not a pipe, because nginx goes on and keeps it open
        with open(said, "wb") as file:
            status = subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=ROOT, stdout=file, stderr=file,
                                    check=False, timeout=TIMEOUT_SECONDS).returncode
        lines = said.read_text(encoding="utf-8").splitlines()
        self.assertEqual(status, 0, lines)
        self.assertRegex(lines[-1], r"\A-: holds  pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF  ")
        address = f"http://127.0.0.1:{port}/"
        [mirror] = json.loads(run("curl", "-sSf", address + "pith-mirrors.json").stdout)["mirrors"]
        for bundle in self.bundles:
            for pattern in ("bundle_pattern", "well_known_pattern"):
                fetched = run("curl", "-sSf", mirror[pattern].replace("{suffix}", suffix_of(bundle))).stdout
                self.assertEqual(run(PROGRAM, "verify", "-", input=fetched).returncode, 0)
            state = run("curl", "-sSf", mirror["state_pattern"].replace("{suffix}", suffix_of(bundle))).stdout
            self.assertEqual(json.loads(state), bundle["state"])
        (self.out / "public" / ".bundle.json.new").write_text("half", encoding="utf-8")
        for name in (".bundle.json.new", "../records", "%2e%2e/records"):
            self.assertNotEqual(run("curl", "-sSf", "--path-as-is", address + name).returncode, 0, name)


class Killed(MirrorTest):
    COUNT = 40

    def setUp(self):
        super().setUp()
        keys = run(GENERATOR, "--keys").stdout
        (self.folder / "keys.json").write_bytes(keys)
        self.options = ("--keys", self.folder / "keys.json", "--base-url", URL)
        lines = run(GENERATOR, self.COUNT, "--broken-every", 10 * self.COUNT).stdout.splitlines()
        for number, line in enumerate(lines):
            bundle = json.loads(line)
            self.write(f"new/{number}.json", bundle)
            if number % 4:
                self.write(f"old/{number}.json", {**bundle, "events": bundle["events"][:1]})

    def test_every_file_is_an_old_or_a_new_version(self):
        print(f"PITH_MIRROR_SEED={SEED}", file=sys.stderr)
        chance = random.Random(SEED)
        before, after = self.folder / "before", self.folder / "after"
        self.succeed("old", options=self.options, remarks=None, out=before)
        shutil.copytree(before, after)
        begin = time.perf_counter()
        self.succeed("new", options=self.options, remarks=None, out=after)
        seconds = time.perf_counter() - begin
        old, new = files_in(before), files_in(after)
        self.assertGreater(sum(old.get(name) != text for name, text in new.items()), 2 * self.COUNT)
        kills = mixed = 0
        while kills < KILLS:
            shutil.rmtree(self.out, ignore_errors=True)
            shutil.copytree(before, self.out)
            with subprocess.Popen([MIRROR, *self.options, self.out, self.folder / "new"], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL) as process:
                try:
                    process.wait(chance.random() * seconds)
                    seconds *= 0.7  # the machine has become faster
                except subprocess.TimeoutExpired:
                    process.kill()
                    kills += 1
            found = files_in(self.out)
            self.assertEqual(set(old) - set(found), set())
            for name, text in found.items():
                self.assertIn(text, (old.get(name), new[name]), name)
            mixed += found not in (old, new)
            self.succeed("new", options=self.options, remarks=None)
            self.assertEqual(files_in(self.out), new)
            self.assertEqual([path for path in self.out.rglob(".*") if path.name != ".well-known"],
                             [path for path in [self.out / ".unfinished"] if path.exists()])
        self.assertGreater(mixed, 0, "no run was killed while it was writing")


if __name__ == "__main__":
    unittest.main()
