"""The notices of what is inside something that CMake and Ninja built, from Debian's packages."""

import os
import pathlib
import subprocess

# Their licences ask for no notice beside compiled code: BSL-1.0, and the exceptions of GCC and of Linux.
NEEDS_NO_NOTICE = ("boost", "gcc-", "linux")


def included_files(build):
    """The headers of the system that the compiler read."""
    lines = subprocess.run(["ninja", "-C", build, "-t", "deps"], capture_output=True, text=True, check=True).stdout
    return {os.path.normpath(line.strip()) for line in lines.splitlines() if line.startswith("    /")}


def of_packages(packages):
    """The notices of these packages of sbom.py, as {name of the source package: bytes}."""
    return {package.source: pathlib.Path(f"/usr/share/doc/{package.name}/copyright").read_bytes()
            for package in packages if not package.source.startswith(NEEDS_NO_NOTICE)}
