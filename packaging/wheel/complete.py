"""Writes into a wheel what is inside its library and program: dist-info/sboms/pith-merge.cdx.json, and the licences of
what is linked in. What is inside is not a list that somebody keeps. It is what the compiler and the linker read.

    complete.py WHEEL BUILD_FOLDER    BUILD_FOLDER is where CMake built the wheel
"""

import base64
import csv
import hashlib
import io
import os
import pathlib
import sys
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import notices  # pylint: disable=wrong-import-position
import sbom  # pylint: disable=wrong-import-position


def linked_files(build):
    """The files of the system that the linker read: objects, static and shared libraries."""
    found = set()
    for listing in build.glob("*.link.d"):
        # A rule for make, with one file on each line. Spaces in names are not marked. Then come rules without inputs.
        inputs = listing.read_text(encoding="utf-8").partition(": \\\n")[2].partition("\n\n")[0]
        names = [line.removesuffix("\\").strip() for line in inputs.splitlines()]
        found |= {os.path.normpath(name) for name in names if name.startswith("/")}
    if not found:
        raise SystemExit(f"{build} has no *.link.d: the wheel was not built there")
    return found


def uses(build, source):
    """Each package, with how it is used: (name, use)."""
    own = (str(build) + "/", str(source) + "/")
    linked = {name for name in linked_files(build) if not name.startswith(own)}
    shared = {name for name in linked if ".so" in pathlib.PurePath(name).name}
    headers = {name for name in notices.included_files(build) if not name.startswith(own)}
    machine = sbom.Machine()
    static = machine.packages_of(linked - shared)
    return ([(name, "static") for name in static] +
            [(name, "header") for name in machine.packages_of(headers) if name not in static] +
            [(name, "shared") for name in machine.packages_of(shared) if name not in static])


def source_of(build):
    cache = (build / "CMakeCache.txt").read_text(encoding="utf-8")
    return cache.split("CMAKE_HOME_DIRECTORY:INTERNAL=")[1].split("\n")[0]


def additions(build, info, version):
    machine = sbom.Machine()
    used = uses(build, source_of(build))
    added = {f"{info}/sboms/pith-merge.cdx.json": sbom.text(sbom.wheel_document(machine, version, used))}
    inside = [machine.package(name) for name, use in used if use != "shared"]
    for source, notice in notices.of_packages(inside).items():
        added[f"{info}/licenses/{source}/copyright"] = notice
    return added


def record_line(name, data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return [name, f"sha256={digest}", len(data)]


def complete(path, build):
    with zipfile.ZipFile(path) as wheel:
        members = [(member, wheel.read(member)) for member in wheel.infolist()]
    [record] = [member for member, _ in members if member.filename.endswith(".dist-info/RECORD")]
    info = record.filename.removesuffix("/RECORD")
    version = info.removesuffix(".dist-info").partition("-")[2]
    for name, data in sorted(additions(build, info, version).items()):
        member = zipfile.ZipInfo(name, record.date_time)
        member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, record.external_attr
        members.append((member, data))
    lines = io.StringIO()
    rows = [record_line(member.filename, data) for member, data in members if member is not record]
    csv.writer(lines, lineterminator="\n").writerows([*rows, [record.filename, "", ""]])
    with zipfile.ZipFile(path, "w") as wheel:
        for member, data in members:
            wheel.writestr(member, lines.getvalue() if member is record else data)


if __name__ == "__main__":
    complete(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve())
