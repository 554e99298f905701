"""A copy of the project, to be broken in one place, built, tested and mended."""

import contextlib
import os
import pathlib
import resource
import shutil
import signal
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD_SECONDS_MAX = 300
MEMORY_BYTES_MAX = 4 << 30  # what is broken may allocate without end


def tracked_files():
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return listing.splitlines()


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))


def run(command, environment=None, seconds_max=BUILD_SECONDS_MAX, output=subprocess.DEVNULL):
    """The exit status of a command; None where it took too long, and then nothing that it began goes on."""
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                          preexec_fn=limit_memory, start_new_session=True) as process:
        try:
            return process.wait(seconds_max)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return None


def copy_project(folder):
    """What is as it was is left alone, so that nothing is built for its sake."""
    for name in tracked_files():
        target = folder / name
        if not target.exists() or target.read_bytes() != (ROOT / name).read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)


@contextlib.contextmanager
def with_patch(folder, patch):
    """A copy of the project with a patch applied, for as long as the block runs."""
    # The copy may lie in another repository, which is none of git's business here.
    environment = {"GIT_CEILING_DIRECTORIES": str(folder.parent), "PATH": "/usr/bin:/bin"}

    def apply(*options):
        subprocess.run(["git", "apply", *options, str(patch)], cwd=folder, env=environment, check=True)

    apply()
    try:
        yield
    finally:
        apply("--reverse")


def check_patches(patches):
    """The exit status: 0 where each fits the code as it stands."""
    status = subprocess.run(["git", "apply", "--check", *map(str, patches)], cwd=ROOT, check=False).returncode
    print(f"{len(patches)} patches")
    return status


class ProjectCopy:
    """Needs CMake's options; the targets are what `build` makes unless it is told otherwise."""

    def __init__(self, folder, targets, options=("-DPITH_LONG_TESTS=OFF",)):
        self.folder = folder
        self.targets = targets
        copy_project(folder)
        self.build_folder = folder / "build"
        self.environment = {**os.environ, "RC_PARAMS": "seed=1", "PYTHONDONTWRITEBYTECODE": "1",
                            "PITH_MERGE": str(self.build_folder / "pith-merge")}
        if not (self.build_folder / "build.ninja").exists():
            subprocess.run(["cmake", "-S", str(folder), "-B", str(self.build_folder), "-G", "Ninja",
                            "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O1 -D_GLIBCXX_ASSERTIONS", *options],
                           check=True, stdout=subprocess.DEVNULL)
        # Nobody waits for the first build, which may be of everything.
        if not self.build(seconds_max=10 * BUILD_SECONDS_MAX):
            raise SystemExit("the project does not build as it stands")

    def build(self, *targets, seconds_max=BUILD_SECONDS_MAX):
        """Whether it builds. Throws where it takes too long, which says nothing of the code."""
        status = run(["cmake", "--build", str(self.build_folder), "--target", *(targets or self.targets), "-j", "1"],
                     seconds_max=seconds_max)
        if status is None:
            raise TimeoutError(f"{self.folder}: the build takes more than {seconds_max} seconds")
        return status == 0

    def program(self, name):
        return str(self.build_folder / name)

    @property
    def test_program(self):
        return self.program("tests/pith_tests")

    @contextlib.contextmanager
    def with_text(self, name, change):
        """One file with other text, which is given the old one, for as long as the block runs."""
        path = self.folder / name
        original = path.read_text(encoding="utf-8")
        path.write_text(change(original), encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(original, encoding="utf-8")
