#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the page as one file: build.py PACKAGE FOLDER, or `scripts/web`, which builds the package first.

PACKAGE is the folder of the npm package `pith-merge` with its WebAssembly and its notices. The same sources give the
same bytes.

Each module becomes a function in one script. It gets what it imports by name, and returns what it exports. So a module
of the page may only use the forms of `import` and `export` that are read here; anything else is an error.
"""

import base64
import hashlib
import html
import pathlib
import re
import sys

WEB = pathlib.Path(__file__).resolve().parent
NAME = "verify.html"
LICENCE = "SPDX-License-Identifier: Apache-2.0"

NAMES = r"\{([^{}]*)\}"
IMPORT = re.compile(rf"^import {NAMES} from '([^']+)';\n", re.MULTILINE)
REEXPORT = re.compile(rf"^export {NAMES} from '([^']+)';\n", re.MULTILINE)
EXPORT = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.MULTILINE)
STRANGE = re.compile(r"^\s*(?:import\b(?! *\()|export\b).*$|import\.meta", re.MULTILINE)


class Bundle:
    """The modules that one module needs, each after those that it imports."""

    def __init__(self, package):
        self.package = package
        self.order = []
        self.functions = {}

    def find(self, name, importer):
        return (self.package / "lib/index.js" if name == "pith-merge" else importer.parent / name).resolve()

    def add(self, path):
        if path in self.functions:
            if path not in self.order:
                raise SystemExit(f"{path} imports itself")
            return f"module{self.order.index(path)}"
        self.functions[path] = None
        text = path.read_text(encoding="utf-8")
        exported = {}

        def read_import(found):
            source = self.add(self.find(found[2], path))
            names = ", ".join(piece.strip().replace(" as ", ": ") for piece in found[1].split(",") if piece.strip())
            return f"const {{ {names} }} = {source};\n"

        def read_reexport(found):
            source = self.add(self.find(found[2], path))
            exported.update({name.strip(): f"{source}.{name.strip()}" for name in found[1].split(",") if name.strip()})
            return ""

        def read_export(found):
            exported[found[2]] = found[2]
            return f"{found[1]} {found[2]}"

        text = IMPORT.sub(read_import, text)
        text = REEXPORT.sub(read_reexport, text)
        text = EXPORT.sub(read_export, text)
        text = text.replace("import.meta.url", "globalThis.location.href")  # only modules may ask for theirs
        strange = STRANGE.search(text)
        if strange is not None:
            raise SystemExit(f"{path}: the page cannot be built with this: {strange[0].strip()}")
        members = ", ".join(name if name == value else f"{name}: {value}" for name, value in exported.items())
        self.order.append(path)
        self.functions[path] = f"(() => {{\n{text}return {{ {members} }};\n}})();\n"
        return f"module{self.order.index(path)}"

    def text(self):
        return "'use strict';\n" + "".join(f"const module{number} = {self.functions[path]}"
                                           for number, path in enumerate(self.order))


def bundle(entry, package):
    result = Bundle(package)
    result.add(entry.resolve())
    return result.text()


def inside_script(name, text):
    """A text that can stand in a <script>: it neither ends it, nor begins a comment in it."""
    if re.search(r"</script|<!--", text, re.IGNORECASE):
        raise SystemExit(f"{name} has </script or <!-- in it")
    return text


def source_hash(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode()}'"


def build(package):
    """The bytes of the page."""
    style = (WEB / "page.css").read_text(encoding="utf-8")
    page = inside_script("the page", bundle(WEB / "page.js", package))
    worker = inside_script("the worker", bundle(WEB / "worker.js", package))
    module = base64.b64encode((package / "lib/pith_merge.wasm").read_bytes()).decode()
    policy = "; ".join([
        "default-src 'none'", f"script-src {source_hash(page)} 'wasm-unsafe-eval'", f"style-src {source_hash(style)}",
        "img-src blob:", "worker-src blob:", "connect-src 'none'", "base-uri 'none'", "form-action 'none'",
        "require-trusted-types-for 'script'", "trusted-types pith-worker"])
    licences = "\n".join((package / name).read_text(encoding="utf-8") for name in ("THIRD-PARTY-NOTICES", "LICENSE"))
    values = {"POLICY": policy, "STYLE": style, "WORKER": worker, "MODULE": module, "PAGE": page,
              "LICENCES": html.escape(licences, quote=False)}
    template = (WEB / NAME).read_text(encoding="utf-8")
    text = re.sub(r"@([A-Z]+)@", lambda found: values[found[1]], template)
    return text.encode("utf-8")


def main(arguments):
    if len(arguments) != 2:
        raise SystemExit("usage: build.py PACKAGE FOLDER")
    package, folder = map(pathlib.Path, arguments)
    content = build(package.resolve())
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    path.write_bytes(content)
    print(f"{hashlib.sha256(content).hexdigest()}  {path}")


if __name__ == "__main__":
    main(sys.argv[1:])
