"""Writes for each artefact of a release what it is and what is in it, as CycloneDX 1.5 in JSON. scripts/sbom calls it.

    sbom.py [--root FOLDER] ARTEFACT...    each a wheel, sdist, source archive or .deb; writes ARTEFACT.cdx.json

Versions are those of the machine that built the artefact: this one, or the Debian in FOLDER. A wheel says itself what
is linked in (packaging/wheel/complete.py). A .deb names in `Depends` what it needs; what is compiled in is in INSIDE
below. The same artefact, machine and SOURCE_DATE_EPOCH give the same bytes.
"""

import argparse
import dataclasses
import datetime
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import urllib.parse
import uuid
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
LICENCE = "Apache-2.0"
# The licence of each Debian source package, of the parts that we use. A name that is not SPDX has a comma.
LICENCES = {
    "boost": "BSL-1.0", "bzip2": "bzip2-1.0.6", "cli11": "BSD-3-Clause",
    "gcc": "GPL-3.0-or-later WITH GCC-exception-3.1", "glibc": "LGPL-2.1-or-later", "libarchive": "BSD-2-Clause",
    "libsodium": "ISC", "libzstd": "BSD-3-Clause OR GPL-2.0-only", "linux": "GPL-2.0-only WITH Linux-syscall-note",
    "openssl": "Apache-2.0", "python3-defaults": "PSF-2.0", "xz-utils": "public domain, or 0BSD since 5.5",
    "zlib": "Zlib"}
# How a component is used.
USES = {"static": "linked in from a static library or object file", "header": "compiled in from headers",
        "shared": "loaded when it runs", "build": "needed to build it"}
# A file of each library that the sources need, by which its package is found.
HEADERS = {name: f"/usr/include/{path}" for name, path in {
    "boost": "boost/json.hpp", "openssl": "openssl/evp.h", "libsodium": "sodium.h", "cli11": "CLI/CLI.hpp",
    "libarchive": "archive.h", "zlib": "zlib.h", "xz-utils": "lzma.h"}.items()}
# What is compiled into the files of our Debian packages. Their libraries are in Depends.
INSIDE = [(re.compile(r"libpith-merge[\d.]+"), ["boost"]), (re.compile(r"libpith-merge-dev"), ["boost"]),
          (re.compile(r"pith-merge"), ["boost", "cli11"])]
OWN_PACKAGES = re.compile(r"libpith-merge[\d.]+|libpith-merge-dev|pith-merge|python3-pith-merge")
# For identifiers that follow from the artefact's hash.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "pith-merge/sbom")


def licence_of(source):
    name = re.sub(r"^(boost|gcc)-?(\d[\d.]*|defaults)$", r"\1", source)
    if name not in LICENCES:
        raise SystemExit(f"packaging/sbom.py does not know the licence of {source}: add it to LICENCES")
    return LICENCES[name]


@dataclasses.dataclass(frozen=True)
class Package:
    """A Debian package that is installed."""

    name: str
    version: str
    source: str
    architecture: str


class Machine:
    """The packages of a Debian: of this machine, or in a folder."""

    def __init__(self, root="/"):
        self.root = pathlib.Path(root)
        self.state = self.root / "var/lib/dpkg"

    @functools.cached_property
    def distribution(self):
        text = (self.root / "etc/os-release").read_text(encoding="utf-8")
        fields = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
        return f"{fields['ID']}-{fields.get('VERSION_ID', 'unstable')}".replace('"', "")

    def find(self, name):
        """The installed package of this name. None if there is none."""
        fields = "${Package}\t${Version}\t${source:Package}\t${Architecture}\t${db:Status-Status}\n"
        lines = subprocess.run(["dpkg-query", f"--admindir={self.state}", "-W", "-f", fields, name],
                               capture_output=True, text=True, check=False).stdout.splitlines()
        found = [Package(*line.split("\t")[:4]) for line in lines if line.endswith("\tinstalled")]
        return found[0] if found else None

    def package(self, name):
        found = self.find(name)
        if found is None:
            raise SystemExit(f"the package {name} is not installed on the machine that built this")
        return found

    def packages_of(self, files):
        """The names of the packages that have these files, sorted. Each file must be in one."""
        aliases = {}
        for file in files:
            for path in (file, os.path.realpath(file)):
                aliases.setdefault(path, file)
                aliases.setdefault(path.removeprefix("/usr"), file)  # packages list files as before the merge of /usr
        owners = {}
        for listing in (self.state / "info").glob("*.list"):
            for path in listing.read_text(encoding="utf-8").splitlines():
                if path in aliases:
                    owners[aliases[path]] = listing.name.removesuffix(".list").partition(":")[0]
        unknown = sorted(set(files) - owners.keys())
        if unknown:
            raise SystemExit(f"no Debian package has {unknown[0]}, so nobody knows its version")
        return sorted(set(owners.values()))

    def package_of_header(self, library):
        return self.packages_of([HEADERS[library]])[0]


def purl(kind, name, version, **qualifiers):
    """A package URL: https://github.com/package-url/purl-spec"""
    text = f"pkg:{kind}/{name}" + (f"@{urllib.parse.quote(version, safe='~.')}" if version else "")
    return text + ("?" + urllib.parse.urlencode(sorted(qualifiers.items())) if qualifiers else "")


def licences(licence):
    return [{"expression": licence} if "," not in licence else {"license": {"name": licence}}]


def component(name, version, url, licence, use, kind="library"):
    made = {"type": kind, "bom-ref": url, "name": name, "version": version, "scope": "required",
            "licenses": licences(licence) if licence else None, "purl": url,
            "properties": [{"name": "pith-merge:use", "value": USES[use]}]}
    return {key: value for key, value in made.items() if value is not None}


def debian_component(machine, name, use):
    package = machine.package(name)
    url = purl("deb/debian", package.name, package.version, arch=package.architecture, distro=machine.distribution)
    return component(package.name, package.version, url, licence_of(package.source), use)


def timestamp():
    """The time of the commit, as everywhere in a release. None if it is not known."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    if seconds is None:
        shown = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True,
                               check=False)
        seconds = shown.stdout.strip() or None
    if seconds is None:
        return None
    return datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def document(kind, name, version, url, components):
    """What is known without the artefact's bytes."""
    metadata = {"timestamp": timestamp(), "component": {
        "type": kind, "bom-ref": url, "name": name, "version": version, "licenses": licences(LICENCE), "purl": url}}
    references = sorted(component["bom-ref"] for component in components)
    return {"$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json", "bomFormat": "CycloneDX",
            "specVersion": "1.5", "version": 1,
            "metadata": {key: value for key, value in metadata.items() if value is not None},
            "components": sorted(components, key=lambda made: made["bom-ref"]),
            "dependencies": [{"ref": url, "dependsOn": references}, *({"ref": other} for other in references)]}


def wheel_document(machine, version, used):
    components = [debian_component(machine, name, use) for name, use in used]
    return document("library", "pith-merge", version, purl("pypi", "pith-merge", version), components)


def of_wheel(path, _machine):
    with zipfile.ZipFile(path) as wheel:
        names = [name for name in wheel.namelist() if name.endswith(".dist-info/sboms/pith-merge.cdx.json")]
        if len(names) != 1:
            raise SystemExit(f"{path} does not say what is linked in: build it with scripts/wheel")
        return json.loads(wheel.read(names[0]))


def of_source(path, machine):
    """Sources hold nothing of others. The components are what the build needs."""
    version = re.fullmatch(r"pith[-_]merge-(.+)\.tar\.\w+", path.name)[1]
    components = [debian_component(machine, machine.package_of_header(name), "build") for name in HEADERS]
    url = purl("generic", "pith-merge", version, file_name=path.name)
    if path.name.startswith("pith_merge-"):  # the sdist
        url = purl("pypi", "pith-merge", version, file_name=path.name)
        text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        for name in re.findall(r'"([\w-]+)[^"]*"', re.search(r"^requires = \[(.*)\]$", text, re.MULTILINE)[1]):
            components.append(component(name, None, purl("pypi", name, None), None, "build"))
    return document("library", "pith-merge", version, url, components)


def field_of(path, name):
    shown = subprocess.run(["dpkg-deb", "--field", path, name], capture_output=True, text=True, check=True)
    return shown.stdout.strip()


def of_debian(path, machine):
    name, version, architecture = (field_of(path, field) for field in ("Package", "Version", "Architecture"))
    components = []
    for alternatives in filter(None, field_of(path, "Depends").split(",")):
        first = alternatives.split("|")[0].strip()
        needed = re.match(r"[\w.+-]+", first)[0]
        if OWN_PACKAGES.fullmatch(needed):
            own = component(needed, version, purl("deb/pith-merge", needed, version), LICENCE, "shared")
            if own not in components:  # each dependency names both ends of what is the version of this build
                components.append(own)
        elif machine.find(needed):
            components.append(debian_component(machine, needed, "shared"))
        else:  # the build did not need it, so it fixes no version
            components.append(component(needed, None, purl("deb/debian", needed, None), None, "shared"))
    for pattern, libraries in INSIDE:
        if pattern.fullmatch(name):
            components += [debian_component(machine, machine.package_of_header(library), "header")
                           for library in libraries]
    kind = "application" if name == "pith-merge" else "library"
    return document(kind, name, version, purl("deb/pith-merge", name, version, arch=architecture), components)


def complete(made, path):
    """Adds what follows from the artefact's bytes."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    made["serialNumber"] = f"urn:uuid:{uuid.uuid5(NAMESPACE, digest)}"
    made["metadata"]["component"]["hashes"] = [{"alg": "SHA-256", "content": digest}]
    made["metadata"]["properties"] = [{"name": "pith-merge:file", "value": path.name}]
    return made


def text(made):
    return (json.dumps(made, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def main():
    parser = argparse.ArgumentParser(prog="scripts/sbom", description="Writes ARTEFACT.cdx.json beside each artefact.")
    parser.add_argument("--root", default="/", metavar="FOLDER", help="the Debian that built the artefacts")
    parser.add_argument("artefacts", nargs="+", type=pathlib.Path, metavar="ARTEFACT")
    arguments = parser.parse_args()
    kinds = {".whl": of_wheel, ".gz": of_source, ".xz": of_source, ".deb": of_debian}
    for path in arguments.artefacts:
        if path.suffix not in kinds:
            parser.error(f"{path} is not a wheel, an archive of sources or a .deb")
        made = kinds[path.suffix](path, Machine(arguments.root))
        path.with_name(path.name + ".cdx.json").write_bytes(text(complete(made, path)))
        print(path.with_name(path.name + ".cdx.json"))


if __name__ == "__main__":
    sys.exit(main())
