"""Other machines, under qemu-user: one is big-endian, some have an unsigned char, and one has 32 bits.

They need Debian's cross compilers and qemu-user; MACHINES names the packages. Each machine's OpenSSL is downloaded and
unpacked into the work folder, which has its own package state. So nothing foreign is installed, and the system learns
of no other architecture. Boost comes from the headers of this machine. libsodium is not used.
"""

import dataclasses
import shutil
import subprocess

import builds
from suite import Suite

# OpenSSL and what it needs. Of the names of one package, Debian 13 has the first one.
PACKAGES = (("libssl-dev",), ("libssl3t64", "libssl3"), ("zlib1g",), ("libzstd1",))


@dataclasses.dataclass
class Machine:
    architecture: str  # Debian's name
    processor: str     # the name in CMake and qemu
    triplet: str       # the compiler's
    library_triplet: str
    packages: tuple
    # Beside the rounding modes, the settings of tests/support/floating_point.h that it has. i386 computes with x87,
    # which cannot flush to zero. arm64 under qemu takes no traps, like most processors of its kind.
    floating_point: tuple

    @property
    def name(self):
        return f"{self.architecture}, qemu"


BIG_ENDIAN = Machine("s390x", "s390x", "s390x-linux-gnu", "s390x-linux-gnu", ("g++-s390x-linux-gnu", "qemu-user"),
                     ("traps",))
MACHINES = [
    BIG_ENDIAN,
    Machine("arm64", "aarch64", "aarch64-linux-gnu", "aarch64-linux-gnu", ("g++-aarch64-linux-gnu", "qemu-user"),
            ("flush",)),
    Machine("i386", "i386", "i686-linux-gnu", "i386-linux-gnu", ("g++-i686-linux-gnu", "qemu-user"),
            ("traps",)),
]


def missing_packages(machine):
    return [name for name, tool in zip(machine.packages, (f"{machine.triplet}-g++", f"qemu-{machine.processor}"))
            if shutil.which(tool) is None]


def run_apt(state, machine, *arguments, folder=None):
    """What apt-get prints, and whether it succeeded."""
    own = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    options = {"Dir::State": state, "Dir::State::status": state / "status", "Dir::Cache": state / "cache",
               "APT::Architecture": own.stdout.strip(), "APT::Sandbox::User": "root",
               "Debug::NoLocking": "true", "APT::Get::List-Cleanup": "false"}
    command = ["apt-get", "-qq"]
    for name, value in options.items():
        command += ["-o", f"{name}={value}"]
    for architecture in (own.stdout.strip(), machine.architecture):
        command += ["-o", f"APT::Architectures::={architecture}"]
    done = subprocess.run([*command, *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False)
    return done.stdout, done.returncode == 0


def unpack_openssl(machine, work):
    """The folder with the machine's OpenSSL and with Boost's headers, which are the same on every machine."""
    tree = work / "tree"
    crypto = tree / "usr/lib" / machine.library_triplet / "libcrypto.so"
    if not crypto.exists():
        state, downloads = work / "apt", work / "downloads"
        for folder in (state / "lists/partial", state / "cache/archives/partial", downloads, tree):
            folder.mkdir(parents=True, exist_ok=True)
        (state / "status").touch()
        # If one list cannot be downloaded, another one may have the packages. Any OpenSSL 3 will do.
        complaint, _ = run_apt(state, machine, "update")
        for names in PACKAGES:
            tried = [run_apt(state, machine, "download", f"{name}:{machine.architecture}", folder=downloads)
                     for name in names]
            if not any(is_there for _, is_there in tried):
                outputs = "".join(output for output, _ in tried)
                raise RuntimeError(f"apt cannot download {' or '.join(names)}\n{complaint}{outputs}")
        for package in sorted(downloads.glob("*.deb")):
            subprocess.run(["dpkg", "-x", str(package), str(tree)], check=True)
    boost = tree / "boost_alone/boost"
    if not boost.exists():
        boost.parent.mkdir(exist_ok=True)
        boost.symlink_to("/usr/include/boost")
    return tree


def make(machine, work, flags="-O1", source=builds.ROOT, jobs=1):
    """Builds the suite for a machine. It runs here under the emulator."""
    missing = missing_packages(machine)
    if missing:
        raise RuntimeError("it needs the packages " + ", ".join(missing))
    folder = work / machine.architecture
    tree = unpack_openssl(machine, folder)
    libraries = tree / "usr/lib" / machine.library_triplet
    options = [
        "-DCMAKE_SYSTEM_NAME=Linux", f"-DCMAKE_SYSTEM_PROCESSOR={machine.processor}", "-DPITH_WITH_LIBSODIUM=OFF",
        f"-DOPENSSL_INCLUDE_DIR={tree}/usr/include", f"-DOPENSSL_CRYPTO_LIBRARY={libraries}/libcrypto.so",
        f"-DOPENSSL_SSL_LIBRARY={libraries}/libssl.so",
        "-DBoost_NO_BOOST_CMAKE=ON", f"-DBoost_INCLUDE_DIR={tree}/boost_alone",
    ]
    suite = builds.make(folder / "build", f"{machine.triplet}-g++",
                        f"{flags} -isystem {tree}/usr/include/{machine.library_triplet}", options, source=source,
                        jobs=jobs)
    path = f"{libraries}:/usr/{machine.triplet}/lib"
    emulator = (f"qemu-{machine.processor}", "-L", f"/usr/{machine.triplet}", "-E", f"LD_LIBRARY_PATH={path}")
    return Suite(suite.program, emulator)
