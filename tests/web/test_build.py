"""The file that `scripts/web` writes: the same bytes each time, with a policy that fits what is in it."""

import base64
import hashlib
import html
import pathlib
import re
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "web"))

import build  # noqa: E402

MODULE = b"\0asm\1\0\0\0"  # the least module: nothing here runs it
NOTICES = {"THIRD-PARTY-NOTICES": "Copyright \u00c5 <a@example>, </pre> & others; see http://example\n",
           "LICENSE": "the licence @PAGE@\n"}
SINKS = re.compile(r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTML\w*|DOMParser|eval|Function)\b")


def sha256(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class Build(unittest.TestCase):
    def package(self, **files):
        """A folder like bindings/javascript, with these modules instead."""
        folder = tempfile.TemporaryDirectory(prefix="pith-web-")
        self.addCleanup(folder.cleanup)
        lib = pathlib.Path(folder.name, "lib")
        lib.mkdir()
        for path in (ROOT / "bindings/javascript/lib").glob("*.js"):
            (lib / path.name).write_bytes(path.read_bytes())
        (lib / "pith_merge.wasm").write_bytes(MODULE)
        for name, text in NOTICES.items():
            (lib.parent / name).write_text(text, encoding="utf-8")
        for name, text in files.items():
            (lib / f"{name}.js").write_text(text, encoding="utf-8")
        return lib.parent

    def test_the_same_bytes_in_every_folder(self):
        self.assertEqual(build.build(self.package()), build.build(self.package()))

    def test_the_policy_names_exactly_the_script_and_the_style(self):
        page = build.build(self.package()).decode()
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
        directives = {name: values for name, *values in map(str.split, policy.split(";"))}
        script = page.split('<script type="module">')[1].split("</script>")[0]
        style = page.split("<style>")[1].split("</style>")[0]
        self.assertEqual(directives["script-src"], [f"'sha256-{sha256(script)}'", "'wasm-unsafe-eval'"])
        self.assertEqual(directives["style-src"], [f"'sha256-{sha256(style)}'"])
        for name in ("default-src", "connect-src", "base-uri", "form-action"):
            self.assertEqual(directives[name], ["'none'"])
        self.assertEqual((directives["worker-src"], directives["img-src"]), (["blob:"], ["blob:"]))
        self.assertEqual(base64.b64decode(page.split('id="module">')[1].split("</script>")[0]), MODULE)

    def test_the_page_loads_nothing(self):
        page = build.build(self.package()).decode()
        text = r"(<script[^>]*>).*?</script>|<style>.*?</style>|<pre>[^<]*</pre>"
        markup = re.sub(text, r"\1", page, flags=re.DOTALL)
        self.assertEqual(re.findall(r'\b(?:src|href)="(?!#)[^"]*"', markup), [])
        self.assertNotIn("http:", markup)
        self.assertNotIn("https:", markup)

    def test_the_licences_are_in_the_page_as_text(self):
        page = build.build(self.package()).decode()
        licences = re.search(r'<details id="licences">.*?<pre>([^<]*)</pre>', page, re.DOTALL)[1]
        self.assertEqual(html.unescape(licences), NOTICES["THIRD-PARTY-NOTICES"] + "\n" + NOTICES["LICENSE"])
        self.assertIn("&lt;/pre&gt; &amp; others", licences)

    def test_no_module_of_the_page_turns_text_into_markup_or_code(self):
        modules = list((ROOT / "web").glob("*.js"))
        self.assertGreater(len(modules), 10)
        for path in modules:
            self.assertIsNone(SINKS.search(path.read_text(encoding="utf-8")), path)

    def test_what_cannot_be_built_is_refused(self):
        errors = "export const InputError = 1, makeError = 1, misuse = 1, MachineError = 1;\n"
        for text, message in (("export default 1;\n", "export default"), ("import fs from 'node:fs';\n", "import fs"),
                              ("const a = import.meta.env;\n", "import.meta"),
                              ("const a = '</script>';\n", "</script"),
                              ("import { a } from './errors.js';\n", "imports itself")):
            with self.subTest(text), self.assertRaises(SystemExit) as refusal:
                build.build(self.package(errors=text + errors))
            self.assertIn(message, str(refusal.exception))


if __name__ == "__main__":
    unittest.main()
