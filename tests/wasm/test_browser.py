"""Runs the cases of make_cases.py in Chromium, over loopback: each gives what it gives natively.

    test_browser.py FOLDER [--sets N]

tests/chromium.py says what it needs.
"""

import argparse
import functools
import http.server
import pathlib
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import chromium  # it says what to install if selenium is missing
from selenium.webdriver.support.ui import WebDriverWait

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SECONDS_MAX = 900
KINDS = {"canon", "signature", "keyring", "merge", "bundle", "input", "program", "differential"}
PAGE = (b'<!doctype html><meta charset="utf-8"><title>cases</title>'
        b'<script type="module" src="/tests/wasm/run_browser.mjs"></script>')
# The policy of a page that needs the package: scripts of its own server, and WebAssembly.
POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json"}
arguments = argparse.Namespace()


class Handler(http.server.BaseHTTPRequestHandler):
    """The package, the tests and the cases, and nothing else."""

    def __init__(self, cases, *others):
        self.cases = cases
        super().__init__(*others)

    def do_GET(self):
        name = self.path.split("?")[0]
        if name == "/":
            self.answer("text/html", PAGE)
            return
        path = self.cases / name[len("/cases/"):] if name.startswith("/cases/") else ROOT / name[1:]
        is_ours = any(path.resolve().is_relative_to(folder) for folder in (
            self.cases, ROOT / "tests/wasm", ROOT / "bindings/javascript/lib"))
        if not is_ours or path.suffix not in TYPES or not path.is_file():
            self.send_error(404)
            return
        self.answer(TYPES[path.suffix], path.read_bytes())

    def answer(self, kind, data):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


class Browser(unittest.TestCase):
    def test_every_case_in_chromium(self):
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Handler, arguments.folder.resolve()))
        self.addCleanup(server.server_close)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.shutdown)
        driver = chromium.start()
        self.addCleanup(driver.quit)
        driver.get(f"http://127.0.0.1:{server.server_port}/?sets={arguments.sets}")
        WebDriverWait(driver, SECONDS_MAX, 0.5).until(
            lambda page: page.execute_script("return window.outcome !== undefined"), "the page did not end")
        outcome = driver.execute_script("return window.outcome")
        self.assertNotIn("error", outcome)
        print(f"Chromium: {outcome['counts']}, {len(outcome['lines'])} sets")
        self.assertEqual(outcome["differences"], [])
        self.assertEqual(set(outcome["counts"]), KINDS)
        expected = (arguments.folder / "sets.txt").read_text(encoding="ascii").splitlines()[:arguments.sets]
        self.assertEqual(len(expected), arguments.sets)
        self.assertEqual(outcome["lines"], expected)
        documents = (arguments.folder / "documents.txt").read_text(encoding="ascii").splitlines()
        self.assertEqual(outcome["documents"], documents)
        problems = [entry for entry in driver.get_log("browser") if "favicon" not in entry["message"]]
        self.assertEqual(problems, [])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--sets", type=int, default=10_000)
    arguments = parser.parse_args()
    unittest.main(argv=sys.argv[:1])
