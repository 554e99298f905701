"""The builds whose digests are compared: the suite and the library, each compiled as one source file, nothing more."""

import dataclasses
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CLANG = "clang++-14"
SANITIZE = "-fno-sanitize-recover=all -fno-omit-frame-pointer"


@dataclasses.dataclass
class Build:
    name: str
    flags: str
    compiler: str = "g++-12"
    options: list = dataclasses.field(default_factory=list)
    is_sanitized: bool = False
    has_program: bool = False  # which needs oneTBB, and so this machine's own standard library


BUILDS = [
    Build("g++ -O2", "-O2", has_program=True),
    Build("g++ -O0", "-O0"),
    Build("g++ -O3 -march=native", "-O3 -march=native"),
    Build("g++ -O2, link-time optimisation", "-O2", options=["-DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON"]),
    Build("g++ -O2, shared", "-O2", options=["-DBUILD_SHARED_LIBS=ON"]),
    Build("g++ -O2, without libsodium", "-O2", options=["-DPITH_WITH_LIBSODIUM=OFF"]),
    Build("g++ -O2, no assertions", "-O2 -DNDEBUG"),
    Build("g++ -O2, unsigned char", "-O2 -funsigned-char"),
    Build("g++ -O2, checked library", "-O2 -D_GLIBCXX_ASSERTIONS -D_GLIBCXX_DEBUG"),
    Build("clang -O0", "-O0", CLANG),
    Build("clang -O2", "-O2", CLANG),
    Build("clang -O2, libc++", "-O2 -stdlib=libc++", CLANG),
    Build("clang -O0, libc++", "-O0 -stdlib=libc++", CLANG),
    Build("clang -O3 -march=native, libc++", "-O3 -march=native -stdlib=libc++", CLANG),
    Build("clang, address and undefined", f"-O1 -fsanitize=address,undefined {SANITIZE}", CLANG,
          ["-DPITH_WITH_LIBSODIUM=OFF"], is_sanitized=True),
    Build("clang, thread", f"-O1 -fsanitize=thread {SANITIZE}", CLANG, is_sanitized=True),
]


def folder_name(name):
    return "".join(character if character.isalnum() else "_" for character in name)


def make(folder, compiler, flags, options=(), has_program=False, source=ROOT, jobs=1):
    """Configures and builds; gives the path of the suite. All of a library is compiled at once: that takes a tenth."""
    if not (folder / "build.ninja").exists():
        subprocess.run(["cmake", "-S", str(source), "-B", str(folder), "-G", "Ninja", "-DCMAKE_BUILD_TYPE=",
                        f"-DCMAKE_CXX_COMPILER={compiler}", f"-DCMAKE_CXX_FLAGS={flags}", "-DCMAKE_UNITY_BUILD=ON",
                        "-DCMAKE_UNITY_BUILD_BATCH_SIZE=0", "-DPITH_BUILD_TESTS=OFF", "-DPITH_BUILD_DETERMINISM=ON",
                        f"-DPITH_BUILD_PROGRAM={'ON' if has_program else 'OFF'}", *options],
                       check=True, stdout=subprocess.DEVNULL)
    targets = ["pith_determinism"] + (["pith_merge_program"] if has_program else [])
    done = subprocess.run(["cmake", "--build", str(folder), "--parallel", str(jobs), "--target", *targets],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{folder.name} does not build:\n{done.stdout[-4000:]}")
    return folder / "tests/determinism/determinism"


def make_build(build, work, source=ROOT, jobs=1):
    return make(work / folder_name(build.name), build.compiler, build.flags, build.options, build.has_program, source,
                jobs)
