"""A copy of the project that is broken, built, tested and mended, again and again."""

import contextlib
import hashlib
import os
import pathlib
import resource
import shutil
import signal
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD_SECONDS_MAX = 300
MEMORY_BYTES_MAX = 4 << 30  # broken code may allocate without end
CCACHE_SIZE_MAX = "2G"


def source_files():
    """What git tracks or would add, as far as it exists."""
    listing = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                             capture_output=True, text=True, check=True).stdout
    return sorted({name for name in listing.splitlines() if (ROOT / name).is_file()})


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))


def run(command, environment=None, seconds_max=BUILD_SECONDS_MAX, output=subprocess.DEVNULL):
    """The exit status of a command. None if it took too long; then it and all that it started are killed."""
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                          preexec_fn=limit_memory, start_new_session=True) as process:
        try:
            return process.wait(seconds_max)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return None


def copy_project(folder):
    """Leaves unchanged files alone, so that nothing is built again because of them."""
    names = source_files()
    listing = folder / "copied.txt"
    for name in set(listing.read_text(encoding="utf-8").splitlines() if listing.exists() else []) - set(names):
        (folder / name).unlink(missing_ok=True)
    for name in names:
        target = folder / name
        if not target.exists() or target.read_bytes() != (ROOT / name).read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)
    listing.write_text("\n".join(names), encoding="utf-8")


@contextlib.contextmanager
def with_texts(folder, texts):
    """Gives files of a folder other texts for as long as the block runs."""
    originals = {name: (folder / name).read_text(encoding="utf-8") for name in texts}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    try:
        yield
    finally:
        for name, text in originals.items():
            (folder / name).write_text(text, encoding="utf-8")


class ProjectCopy:
    """Needs CMake's options. `targets` is what `build` makes if it is not told otherwise."""

    def __init__(self, folder, targets, options=("-DPITH_LONG_TESTS=OFF",)):
        self.folder = folder
        self.targets = targets
        copy_project(folder)
        self.build_folder = folder / "build"
        self.environment = {**os.environ, "RC_PARAMS": "seed=1", "PYTHONDONTWRITEBYTECODE": "1",
                            "PITH_MERGE": str(self.build_folder / "pith-merge")}
        if shutil.which("ccache"):
            # A mended header need not be compiled again. The copies beside this one share what they compile.
            options = [*options, "-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"]
            self.environment |= {"CCACHE_DIR": str(folder.parent / "ccache"), "CCACHE_MAXSIZE": CCACHE_SIZE_MAX,
                                 "CCACHE_BASEDIR": str(folder), "CCACHE_NOHASHDIR": "1"}
        if not (self.build_folder / "build.ninja").exists():
            subprocess.run(["cmake", "-S", str(folder), "-B", str(self.build_folder), "-G", "Ninja",
                            "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O1 -D_GLIBCXX_ASSERTIONS",
                            "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", *options], check=True, stdout=subprocess.DEVNULL)
        # The first build may be of everything, and nobody waits for it.
        if not self.build(seconds_max=10 * BUILD_SECONDS_MAX):
            raise SystemExit("the project does not build as it stands")
        self.unbroken = {}

    def build(self, *targets, seconds_max=BUILD_SECONDS_MAX):
        """Whether it builds. Throws if it takes too long, which says nothing about the code."""
        status = run(["cmake", "--build", str(self.build_folder), "--target", *(targets or self.targets), "-j", "1"],
                     self.environment, seconds_max)
        if status is None:
            raise TimeoutError(f"{self.folder}: the build takes more than {seconds_max} seconds")
        return status == 0

    def program(self, name):
        return str(self.build_folder / name)

    @property
    def test_program(self):
        return self.program("tests/pith_tests")

    def note_unbroken(self, *programs):
        """Remembers programs that were built from unbroken code."""
        for name in programs:
            self.unbroken[name] = self.digest_of(name)

    def is_unbroken(self, name):
        """Whether a program is, byte for byte, the one from unbroken code: then its tests need not run."""
        return self.unbroken.get(name) == self.digest_of(name)

    def digest_of(self, name):
        return hashlib.sha256(pathlib.Path(self.program(name)).read_bytes()).hexdigest()
