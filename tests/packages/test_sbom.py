"""scripts/sbom: each bill of materials fits the official schema of CycloneDX 1.5, and says what is true.

It needs PyPI, for the schema and its checker.
"""

import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import tarfile
import unittest
import zipfile

import artefacts
from artefacts import VERSION
from bare_debian import ENVIRONMENT, FOLDER, ROOT, BareDebian, run, say
from environments import Case

CHECKER = "cyclonedx-python-lib[json-validation]==11.12.0"
CHECK = ("import sys; from cyclonedx.schema import SchemaVersion; "
         "from cyclonedx.validation.json import JsonStrictValidator; "
         "faults = [JsonStrictValidator(SchemaVersion.V1_5).validate_str(open(name).read()) for name in sys.argv[1:]]; "
         "print(*[fault for fault in faults if fault]); sys.exit(any(faults))")
# A package of ours as dpkg-deb makes it: with one dependency of each kind.
CONTROL = """Package: {name}
Version: {version}-1
Architecture: {architecture}
Maintainer: nobody <nobody@example.org>
Description: a package for a test
Depends: libc6 (>= 2.34), libpith-merge0.1 (<< {version}-1.1~), libpith-merge0.1 (>= {version}-1),
 python3:any, not-installed | other
"""


def installed_version(package, root=pathlib.Path("/")):
    return run("dpkg-query", f"--admindir={root / 'var/lib/dpkg'}", "-W", "-f", "${Version}", package)


class Bills(Case):
    def setUp(self):
        self.folder = self.new_folder()

    def bills(self, *paths):
        """The bills of these artefacts. The same call gives the same bytes twice."""
        environment = {**ENVIRONMENT, "SOURCE_DATE_EPOCH": "1700000000"}
        once = [pathlib.Path(name).read_bytes()
                for name in run(ROOT / "scripts/sbom", *paths, env=environment).splitlines()]
        written = run(ROOT / "scripts/sbom", *paths, env={**environment, "TZ": "Asia/Tokyo"}).splitlines()
        self.assertEqual(written, [f"{path}.cdx.json" for path in paths])
        self.assertEqual([pathlib.Path(name).read_bytes() for name in written], once)
        made = [json.loads(data) for data in once]
        for bill, path in zip(made, paths):
            self.assertEqual(bill["metadata"]["component"]["hashes"],
                             [{"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}])
            if path.suffix != ".whl":  # which has its own time inside
                self.assertEqual(bill["metadata"]["timestamp"], "2023-11-14T22:13:20Z")
        return made

    def deb(self, name):
        architecture = run("dpkg", "--print-architecture").strip()
        control = self.folder / name / "DEBIAN/control"
        control.parent.mkdir(parents=True)
        control.write_text(CONTROL.format(name=name, version=VERSION, architecture=architecture), encoding="ascii")
        return pathlib.Path(run("dpkg-deb", "--build", "--root-owner-group", control.parents[1], self.folder)
                            .split("'")[3])

    def source_archive(self):
        path = self.folder / f"pith-merge-{VERSION}.tar.xz"
        with tarfile.open(path, "w:xz") as archive:
            archive.add(ROOT / "LICENSE", f"pith-merge-{VERSION}/LICENSE")
        return path

    def uses(self, bill):
        """Each component's package and how it is used."""
        return {component["name"]: component["properties"][0]["value"].split()[0] for component in bill["components"]}

    def test_the_folder_is_complete(self):
        """SHA256SUMS is right, and lists everything but what describes one build. Each artefact has its bill."""
        folder = artefacts.folder()
        run("sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS", cwd=folder)
        listed = {line.split()[1] for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()}
        self.assertEqual(listed, {path.name for path in folder.iterdir()
                                  if path.name != "SHA256SUMS" and path.suffix not in (".buildinfo", ".changes")})
        described = [artefacts.source_archive(), artefacts.wheel(), artefacts.sdist(), *artefacts.files("*.deb")]
        bills = [path.with_name(path.name + ".cdx.json") for path in described]
        self.assertEqual(sorted(folder.glob("*.cdx.json")), sorted(bills))
        for path, bill in zip(described, bills):
            stated = json.loads(bill.read_text(encoding="utf-8"))["metadata"]["component"]["hashes"]
            self.assertEqual(stated, [{"alg": "SHA-256", "content": artefacts.sha256(path)}])

    def test_the_builders_have_the_security_updates(self):
        for name in ("builder", "wheel-builder"):
            machine = BareDebian(name, is_kept=True)
            self.assertIn("-security main", machine.run("cat /etc/apt/sources.list"))
            self.assertEqual(machine.run("apt-get --simulate -qq upgrade | { grep ^Inst || true; }"), "")

    def test_the_wheel_says_what_is_linked_in(self):
        wheel = shutil.copy(artefacts.wheel(), self.folder)
        [bill] = self.bills(pathlib.Path(wheel))
        uses = self.uses(bill)
        static = {name for name, use in uses.items() if use == "linked"}
        own = {name for name in static if not name.startswith(("libc6", "libgcc-", "libstdc++-"))}
        self.assertEqual(own, {"libssl-dev", "libsodium-dev", "libarchive-dev", "libzstd-dev", "libbz2-dev",
                               "zlib1g-dev", "liblzma-dev"})
        self.assertTrue([name for name in static if name.startswith("libstdc++-")])
        self.assertEqual(uses["libcli11-dev"], "compiled")
        self.assertTrue([name for name in uses if re.fullmatch(r"libboost[\d.]*-dev", name)])
        self.assertEqual([name for name, use in uses.items() if use == "loaded"], ["libc6"])
        versions = {name: installed_version(name, FOLDER / "wheel-builder") for name in uses}
        self.assertEqual({component["name"]: component["version"] for component in bill["components"]}, versions)
        self.assertEqual(bill["metadata"]["component"]["purl"], f"pkg:pypi/pith-merge@{VERSION}")
        with zipfile.ZipFile(wheel) as opened:  # the versions that the library itself has inside
            library = opened.read("pith_merge/libpith-merge.so")
        for package in ("libssl-dev", "libsodium-dev"):
            upstream = re.match(r"[\d.]+", versions[package])[0]
            self.assertIn(b"\0" + upstream.encode() + b"\0", library)
        say(f"linked into the wheel: {', '.join(f'{name} {versions[name]}' for name in sorted(static))}")

    def test_a_wheel_that_does_not_say_what_is_inside_is_refused(self):
        path = self.folder / "pith_merge-0.1.0-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as wheel:
            wheel.writestr("pith_merge/__init__.py", "")
        done = subprocess.run([ROOT / "scripts/sbom", path], env=ENVIRONMENT, capture_output=True, text=True,
                              check=False)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("does not say what is linked in: build it with scripts/wheel", done.stderr)
        self.assertFalse(path.with_name(path.name + ".cdx.json").exists())

    def test_a_debian_package_names_its_dependencies_and_what_is_compiled_in(self):
        program, python = self.bills(self.deb("pith-merge"), self.deb("python3-pith-merge"))
        self.assertEqual(self.uses(python), {"libc6": "loaded", "libpith-merge0.1": "loaded", "python3": "loaded",
                                             "not-installed": "loaded"})
        compiled = {name for name, use in self.uses(program).items() if use == "compiled"}
        self.assertTrue("libcli11-dev" in compiled and len(compiled) == 2, compiled)
        versions = {component["name"]: component.get("version") for component in program["components"]}
        self.assertIsNone(versions["not-installed"])
        self.assertEqual(versions["libpith-merge0.1"], f"{VERSION}-1")
        self.assertEqual(versions["libc6"], installed_version("libc6"))
        self.assertEqual(program["metadata"]["component"]["version"], f"{VERSION}-1")

    def test_sources_name_what_their_build_needs(self):
        sdist = pathlib.Path(shutil.copy(artefacts.sdist(), self.folder))
        archive, built = self.bills(self.source_archive(), sdist)
        self.assertEqual(set(self.uses(archive).values()), {"needed"})
        self.assertEqual(self.uses(built).keys() - self.uses(archive).keys(), {"scikit-build-core"})

    def test_every_bill_fits_the_official_schema(self):
        paths = [pathlib.Path(shutil.copy(path, self.folder)) for path in (artefacts.wheel(), artefacts.sdist())]
        paths += [self.source_archive(), self.deb("pith-merge"), self.deb("libpith-merge-dev")]
        self.bills(*paths)
        environment = self.new_environment(CHECKER)
        files = [*(f"{path}.cdx.json" for path in paths), *artefacts.folder().glob("*.cdx.json")]
        run(environment / "bin/python", "-c", CHECK, *files)
        broken = self.folder / "broken.cdx.json"
        broken.write_text(pathlib.Path(files[0]).read_text(encoding="utf-8").replace('"library"', '"libary"'),
                          encoding="utf-8")
        with self.assertRaises(AssertionError):
            run(environment / "bin/python", "-c", CHECK, broken)
        say(f"{len(files)} bills of materials fit the schema of CycloneDX 1.5")


if __name__ == "__main__":
    unittest.main()
