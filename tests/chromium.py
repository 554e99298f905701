"""Pages in Chromium, for tests: Debian's chromium, which python3-selenium steers through chromium-driver.

If PITH_SCREENSHOTS names a folder, pictures of pages are left there.
"""

import base64
import json
import os
import pathlib
import shutil
import sys
import unittest

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
except ImportError:
    sys.exit("apt-get install python3-selenium")

BROWSER = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")
if BROWSER is None or DRIVER is None:
    sys.exit("apt-get install chromium chromium-driver")
ARGUMENTS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
             "--force-color-profile=srgb")
PICTURE_HEIGHT_MAX = 12_000


def start():
    """A browser. Its log says what goes wrong in a page, and which addresses are asked for."""
    options = Options()
    options.binary_location = BROWSER
    for argument in ARGUMENTS:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(service=Service(DRIVER), options=options)


class BrowserTest(unittest.TestCase):
    """One browser for each class. Each test starts with empty logs."""

    @classmethod
    def setUpClass(cls):
        cls.driver = start()
        cls.addClassCleanup(cls.driver.quit)

    def setUp(self):
        self.look()
        self.take_requests()
        self.driver.get_log("browser")

    @classmethod
    def command(cls, name, **parameters):
        return cls.driver.execute_cdp_cmd(name, parameters)

    def ask(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def look(self, width=1200, scheme="light", media="screen"):
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.command("Emulation.setEmulatedMedia", media=media,
                     features=[{"name": "prefers-color-scheme", "value": scheme}])

    def take_requests(self):
        """The addresses asked for since the last call, whether the policy then refused them or not."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [message["params"]["request"]["url"] for message in messages
                if message["method"] == "Network.requestWillBeSent"]

    def take_picture(self, name):
        if "PITH_SCREENSHOTS" in os.environ:
            width, height = self.ask("return [innerWidth, document.documentElement.scrollHeight]")
            clip = {"x": 0, "y": 0, "width": width, "height": min(height, PICTURE_HEIGHT_MAX), "scale": 1}
            picture = self.command("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
            self.keep(f"{name}.png", base64.b64decode(picture["data"]))

    def keep(self, name, content):
        if "PITH_SCREENSHOTS" in os.environ:
            folder = pathlib.Path(os.environ["PITH_SCREENSHOTS"])
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
