"""The builds whose digests are compared. A build has only the suite and the library."""

import dataclasses
import pathlib
import re
import subprocess

from suite import Suite

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CLANG = "clang++"
SANITIZE = "-fno-sanitize-recover=all -fno-omit-frame-pointer"


@dataclasses.dataclass(frozen=True)
class Build:
    name: str
    flags: str
    compiler: str = "g++"
    options: tuple = ()
    arguments: tuple = ()  # of the suite
    # To compile a library as one source file takes a tenth of the time. What is shipped is not built like this.
    is_at_once: bool = True
    is_shared: bool = False
    has_program: bool = False  # it needs CLI11, and so this machine's own standard library


AS_SHIPPED = Build("g++, as shipped", "", options=("-DCMAKE_BUILD_TYPE=Release",), is_at_once=False, has_program=True)
LIBCXX = Build("clang -O0, libc++", "-O0 -stdlib=libc++", CLANG)
UNOPTIMISED = Build("g++ -O0", "-O0")
UNSIGNED_CHAR = Build("g++ -O2, unsigned char", "-O2 -funsigned-char")
BUILDS = [
    AS_SHIPPED,
    # File by file, as distributions build. How a compiler translates a function depends on what else it sees.
    Build("g++ -O2", "-O2", is_at_once=False),
    UNOPTIMISED,
    Build("g++ -O3 -march=native", "-O3 -march=native"),
    Build("g++ -O2, link-time optimisation", "-O2", options=("-DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON",),
          is_at_once=False),
    # If a static library is one source file, the linker takes all of it or nothing: see require_shared.
    Build("g++ -O2, shared", "-O2", options=("-DBUILD_SHARED_LIBS=ON",), is_at_once=False, is_shared=True),
    Build("g++ -O2, without libsodium", "-O2", options=("-DPITH_WITH_LIBSODIUM=OFF",)),
    UNSIGNED_CHAR,
    Build("g++ -O2, checked library", "-O2 -D_GLIBCXX_ASSERTIONS -D_GLIBCXX_DEBUG"),
    Build("clang -O0", "-O0", CLANG),
    Build("clang -O2", "-O2", CLANG),
    LIBCXX,
    Build("clang -O2, libc++", "-O2 -stdlib=libc++", CLANG),
    Build("clang -O3 -march=native, libc++", "-O3 -march=native -stdlib=libc++", CLANG),
    Build("clang, address and undefined", f"-O1 -fsanitize=address,undefined {SANITIZE}", CLANG,
          ("-DPITH_WITH_LIBSODIUM=OFF",)),
    Build("clang, thread", f"-O1 -fsanitize=thread {SANITIZE}", CLANG, arguments=("--threads", "7")),
]


def folder_name(name):
    return "".join(character if character.isalnum() else "_" for character in name)


def make(folder, compiler, flags, options=(), is_at_once=True, has_program=False, source=ROOT, jobs=1):
    """Configures and builds the suite."""
    targets = ["pith_determinism", "pith_determinism_inside"] + (["pith_merge_program"] if has_program else [])
    for command in (
            ["cmake", "-S", str(source), "-B", str(folder), "-G", "Ninja", "-DCMAKE_BUILD_TYPE=",
             f"-DCMAKE_CXX_COMPILER={compiler}", f"-DCMAKE_CXX_FLAGS={flags}",
             f"-DCMAKE_UNITY_BUILD={'ON' if is_at_once else 'OFF'}", "-DCMAKE_UNITY_BUILD_BATCH_SIZE=0",
             "-DPITH_BUILD_TESTS=OFF", "-DPITH_BUILD_DETERMINISM=ON",
             f"-DPITH_BUILD_PROGRAM={'ON' if has_program else 'OFF'}", *options],
            ["cmake", "--build", str(folder), "--parallel", str(jobs), "--target", *targets]):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{folder.name} does not build\n{done.stdout[-4000:]}")
    return Suite(folder / "tests/determinism/determinism")


def make_build(build, work, source=ROOT, jobs=1):
    folder = work / folder_name(build.name)
    suite = make(folder, build.compiler, build.flags, build.options, build.is_at_once, build.has_program, source, jobs)
    if build.is_shared:
        require_shared(suite.program, folder)
    return suite


def program_of(build, work):
    return work / folder_name(build.name) / "pith-merge"


def symbols(*arguments):
    """The functions and objects that a file defines, except those of headers, which every file may define."""
    listing = subprocess.run(["nm", *arguments], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^[0-9a-f]+ [TDBR] ([^@\s]+)", listing, re.MULTILINE))


def require_shared(program, folder):
    """Throws if the program has copies of functions that it should call in the shared library."""
    listing = subprocess.run(["readelf", "-d", str(program)], capture_output=True, text=True, check=True).stdout
    needed = re.findall(r"\(NEEDED\).*\[(libpith-merge\.so[^\]]*)\]", listing)
    if not needed:
        raise RuntimeError("the suite is not linked against the shared library")
    exported = symbols("-D", "--defined-only", str(folder / needed[0]))
    copies = exported & symbols("--defined-only", str(program))
    if not exported or copies:
        raise RuntimeError(f"the suite has its own copies of what the shared library exports: {sorted(copies)[:5]}")
