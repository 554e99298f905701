"""What the tests of the mirror share: a folder of their own, the program, and what it wrote."""


import json
import os
import pathlib
import subprocess
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
BUNDLES = sorted((ROOT / "tests" / "data").glob("*.bundle.json"))
MIRROR = os.environ["PITH_EXAMPLE_MIRROR"]
PROGRAM = os.environ["PITH_MERGE"]
URL = "https://mirror.example"
TIMEOUT_SECONDS = 300


def run(*command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, check=False, timeout=TIMEOUT_SECONDS,
                          **options)


def suffix_of(bundle):
    return bundle["pith_number"].rpartition(":")[2]


def without_signed_at(bundle):
    signature = {key: value for key, value in bundle["bundle_signature"].items() if key != "signed_at"}
    return {**bundle, "bundle_signature": signature}


def files_in(folder):
    """The bytes of each file, by its path; not those that a web server must not serve, because they are being made."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.startswith(".")}


def marks_of(folder):
    """What changes if anybody touches a file or a folder."""
    return {path: (path.stat().st_mtime_ns, path.stat().st_ino, path.stat().st_size)
            for path in [folder, *folder.rglob("*")]}


class MirrorTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.out = self.folder / "out"
        self.bundles = [json.loads(path.read_bytes()) for path in BUNDLES]

    def write(self, name, value):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value), encoding="utf-8")
        return path

    def run_mirror(self, *inputs, options=(), out=None):
        return run(MIRROR, *options, out or self.out, *(self.folder / name for name in inputs))

    def succeed(self, *inputs, remarks=r"\A\Z", **options):
        result = self.run_mirror(*inputs, **options)
        self.assertEqual(result.returncode, 0, result.stderr)
        if remarks is not None:
            self.assertRegex(result.stderr.decode(), remarks)
        return [line.split() for line in result.stdout.decode().splitlines()]

    def served(self, bundle, name, out=None):
        return ((out or self.out) / "public" / "pith" / suffix_of(bundle) / name).read_bytes()

    def write_sources(self):
        """Each bundle whole (`whole`), without its first event, and with the first event and junk (`first`)."""
        for number, bundle in enumerate(self.bundles):
            first, *rest = bundle["events"]
            self.write(f"whole/{number}.json", bundle)
            self.write(f"rest/{number}.json", {**bundle, "events": rest})
            self.write(f"first/deep/{number}.json", {**bundle, "events": [first, {"junk": number}, first]})
