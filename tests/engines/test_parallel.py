"""The commands of integrations/README.md for GNU parallel, word for word."""

import json
import os
import re
import subprocess
import unittest

import support


def blocks():
    """The shell commands of the page that use GNU parallel."""
    text = (support.ROOT / "integrations/README.md").read_text(encoding="utf-8")
    return [block for block in re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL) if "parallel" in block]


class Parallel(unittest.TestCase):
    def setUp(self):
        self.folder = support.SCRATCH / "parallel"
        self.addCleanup(support.remove, self.folder)
        (self.folder / "bin").mkdir(parents=True)
        (self.folder / "bin/pith-merge").symlink_to(support.PROGRAM)
        (self.folder / "keys.json").symlink_to(support.mirror().keys)
        self.environment = {**os.environ, "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "PITH_MERGE": "",
                            "HOME": str(self.folder)}

    def run_block(self, block):
        return subprocess.run(["bash", "-euo", "pipefail", "-c", block], cwd=self.folder, env=self.environment,
                              capture_output=True, text=True, timeout=support.TIMEOUT_SECONDS)

    def test_the_page_gives_the_summary_of_one_machine(self):
        commands = blocks()
        self.assertEqual(len(commands), 1)
        dump = support.mirror().folder / "dumps/a.ndjson"
        (self.folder / "mirror.ndjson").symlink_to(dump)
        done = self.run_block(commands[0])
        summary = json.loads((self.folder / "summary.json").read_text(encoding="utf-8"))
        whole = self.folder / "whole.json"
        subprocess.run([support.PROGRAM, "audit", "--quiet", "--keys", support.mirror().keys, "--summary", whole, dump],
                       stdout=subprocess.DEVNULL, check=False, timeout=support.TIMEOUT_SECONDS)
        expected = json.loads(whole.read_text(encoding="utf-8"))
        self.assertGreater(expected["hold"], 0)
        # Lines without a header name no program and no keys.
        headers = ("program", "merge_version", "keys_sha256")
        for name in headers:
            expected.pop(name)
            summary.pop(name, None)
        self.assertEqual(summary, expected, done.stderr)


if __name__ == "__main__":
    unittest.main()
