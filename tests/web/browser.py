"""The page in Chromium, as a person has it: from disk or from loopback.

PITH_PAGE is the page that `scripts/web` wrote, PITH_MERGE the program. tests/chromium.py says what it needs.
"""

import functools
import http.server
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import chromium  # it says what to install if selenium is missing
from selenium.webdriver.support.ui import WebDriverWait

PAGE = pathlib.Path(os.environ.get("PITH_PAGE", ""))
if not PAGE.is_file():
    sys.exit("set PITH_PAGE to the page that scripts/web wrote")
PROGRAM = os.environ.get("PITH_MERGE", "")
if not os.access(PROGRAM, os.X_OK):
    sys.exit("set PITH_MERGE to the program, which `scripts/run` builds")

WAIT_SECONDS = 60


def program(command, *arguments, statuses=(0, 1)):
    """What the program prints."""
    done = subprocess.run([PROGRAM, command, *map(str, arguments)], capture_output=True, check=False)
    if done.returncode not in statuses:
        raise AssertionError(done.stderr.decode())
    return done.stdout


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def end_headers(self):
        self.send_header("Cache-Control", "no-store")  # a test may change the page
        super().end_headers()

    def log_message(self, format, *arguments):  # noqa: A002
        pass


class PageTest(chromium.BrowserTest):
    """A test opens the page anew."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="pith-web-", ignore_cleanup_errors=True)
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.saved = cls.folder / "saved"
        cls.saved.mkdir()
        (cls.folder / "page").mkdir()
        shutil.copy(PAGE, cls.folder / "page/verify.html")
        cls.command("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(cls.saved))

    def one(self, selector):
        return self.driver.find_element("css selector", selector)

    def all(self, selector):
        return self.driver.find_elements("css selector", selector)

    def wait(self, condition):
        WebDriverWait(self.driver, WAIT_SECONDS, poll_frequency=0.02).until(lambda _: condition())

    def address(self):
        return (self.folder / "page/verify.html").as_uri()

    def open(self):
        self.driver.get(self.address())
        self.wait(lambda: self.ask("return document.documentElement.dataset.ready") == "yes")

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def choose(self, *paths, field="files"):
        self.one("#" + field).send_keys("\n".join(map(str, paths)))

    def drop(self, *paths):
        """Drops files onto the page, as from a window of files."""
        x, y = self.ask("document.getElementById('drop').scrollIntoView();"
                        "const box = document.getElementById('drop').getBoundingClientRect();"
                        "return [box.left + box.width / 2, box.top + box.height / 2]")
        data = {"items": [], "files": list(map(str, paths)), "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.command("Input.dispatchDragEvent", type=kind, x=x, y=y, data=data)

    def is_done(self):
        return self.ask("return document.getElementById('working').hidden && (!document.getElementById('result').hidden"
                        " || document.getElementById('status').textContent !== '')")

    def wait_for_result(self):
        self.wait(self.is_done)

    def check(self, name, content, keys=None, trust=False):
        """Opens the page, sets the keys, and drops one file. Returns the verdict."""
        self.open()
        if keys is not None:
            self.choose(self.write("keys.json", keys), field="keys")
        if trust:
            self.ask("document.getElementById('key-box').open = true")
            self.one("#trust-bundle").click()
        self.drop(self.write(name, content))
        self.wait_for_result()
        return self.verdict()

    def text(self, selector):
        return self.ask("return document.querySelector(arguments[0])?.textContent ?? null", selector)

    def verdict(self):
        return self.text("#verdict > span:last-child")

    def part(self, name):
        """The text of a part of the result; None if there is none."""
        return self.ask("return document.getElementById(arguments[0] + '-title')?.parentElement.textContent ?? null",
                        name)

    def press(self, label):
        button = next(each for each in self.all("button") if each.text.startswith(label) or
                      (each.get_attribute("textContent") or "").startswith(label))
        self.ask("arguments[0].closest('details')?.setAttribute('open', '')", button)
        button.click()

    def save_by(self, label):
        """The bytes of the file that a button saves, and its name."""
        for earlier in self.saved.iterdir():
            earlier.unlink()
        self.press(label)
        fresh = []

        def arrived():
            fresh[:] = list(self.saved.iterdir())  # an empty file has the name until all is there
            return len(fresh) == 1 and fresh[0].suffix != ".crdownload" and fresh[0].stat().st_size > 0

        self.wait(arrived)
        return fresh[0].read_bytes(), fresh[0].name


class LoopbackTest(PageTest):
    """The same page from a server of this machine."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        handler = functools.partial(QuietHandler, directory=str(cls.folder / "page"))
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)

    def address(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/verify.html"
