"""Writes the notices of what others wrote and pith_merge.wasm contains. scripts/wasm calls it.

    write_notices.py FOLDER FILE    FOLDER is where scripts/wasm has built

What is inside is not a list that somebody keeps. It is the headers that the compiler read, the files that the linker's
map names, and OpenSSL.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "packaging"))
import notices  # pylint: disable=wrong-import-position
import sbom  # pylint: disable=wrong-import-position

LINE = "-" * 80
# A line of the linker's map ends in FILE.a(MEMBER):(SYMBOL) or FILE.o:(SYMBOL).
MAPPED_FILE = re.compile(r"^[^/]* (/.+?\.[ao])(?:\([^()]*\))?:\(", re.MULTILINE)


def packages_inside(folder):
    """Debian's packages of whose files the module has a part."""
    build = folder / "module"
    linked = set(MAPPED_FILE.findall((build / "pith_merge.map").read_text(encoding="utf-8")))
    if not linked:
        raise SystemExit(f"{build}/pith_merge.map names no file in the form that {__file__} knows")
    own = (f"{folder}/", f"{ROOT}/")
    files = {name for name in linked | notices.included_files(build) if not name.startswith(own)}
    machine = sbom.Machine()
    return [machine.package(name) for name in machine.packages_of(files)]


def text(folder):
    packages = packages_inside(folder)
    texts = {source: notice.decode("utf-8") for source, notice in notices.of_packages(packages).items()}
    openssl = folder / "source/openssl"
    texts["openssl"] = (openssl / "debian/copyright").read_text(encoding="utf-8")
    names = {}
    for package in packages:
        names.setdefault(f"{package.source} {package.version}", []).append(package.name)
    names[f"openssl {(folder / 'source/version').read_text(encoding='utf-8').strip()}"] = ["libcrypto"]
    inside = "\n".join(f"  {source}: {', '.join(parts)}" for source, parts in sorted(names.items()))
    parts = "".join(f"\n{LINE}\n{source}\n{LINE}\n\n{notice.strip()}\n" for source, notice in sorted(texts.items()))
    return f"""pith_merge.wasm contains compiled parts of these packages of Debian:

{inside}

Their notices follow, as Debian has them. A notice is about a whole package, of which the module has only a part. Where
it names the Apache License 2.0, that text is in the file LICENSE. Boost has no notice here: its licence, BSL-1.0, asks
for none beside compiled code.
{parts}"""


if __name__ == "__main__":
    pathlib.Path(sys.argv[2]).write_text(text(pathlib.Path(sys.argv[1]).resolve()), encoding="utf-8")
