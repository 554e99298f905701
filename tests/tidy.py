"""Rules that people forget: which room may use which, the lists in CMake, sizes, and what documents say of the code."""

import json
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"

# Each room may use itself and the rooms before it.
ENGINE = ["engine", "engine/records", "engine/keys", "engine/events", "engine/merge", "engine/bundles",
          "engine/reports"]
LIBRARY = ["include/pith", "containers", "canon", "crypto", *ENGINE]
ROOMS = [*LIBRARY, "capi", "cli", "bench", "fuzz"]
# These rooms use the library and these folders, and have their own lists in CMake.
APART = {"bench": set(), "fuzz": {"tests/support"}}
CODE_SUFFIXES = {".c", ".h", ".cpp"}
# What the headers for C may include.
# The headers for C, and what they may include.
C_INTERFACE = {"c.h", "c_audit.h", "c_codes.h", "c_evidence.h", "c_publish.h"}
C_HEADERS = {"stddef.h", "stdint.h"}
LINE_LENGTH_MAX = 120
FILE_LINES_MAX = 400

# Clocks, locales, the environment, threads, chance, and tables whose order is chance.
FORBIDDEN_IN_ENGINE = re.compile(
    r"std::(unordered_|chrono|random_device|mt19937|thread|async|mutex|locale|cout|cerr|shuffle"
    r"|uniform_int_distribution)|\b(getenv|setlocale|printf|fopen|rand|time|gettimeofday|localtime)\s*\(")
# The rooms that may include the headers of each other library.
FOREIGN_HEADERS = {"openssl": {"crypto", "bench", "fuzz"}, "sodium.h": {"crypto", "bench"}, "boost": {"canon"},
                   "CLI": {"cli"}, "archive.h": {"cli"},
                   "archive_entry.h": {"cli"}, "zlib.h": {"cli"}, "lzma.h": {"cli"}, "benchmark": {"bench"},
                   "nlohmann": {"fuzz"}}


def tracked_files():
    listing = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                             capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listing.splitlines() if (ROOT / name).is_file()]


def code_files(*folders):
    return [path for path in tracked_files() if path.suffix in CODE_SUFFIXES
            and (not folders or any(path.is_relative_to(ROOT / folder) for folder in folders))]


def is_script(path):
    """Whether the first line of a file names the program that runs it."""
    return path.is_file() and path.read_bytes()[:2] == b"#!"


def room_of(path):
    """The innermost room that a file is in; None if it is in no room."""
    return next((room for room in sorted(ROOMS, key=len, reverse=True) if path.is_relative_to(ROOT / room)), None)


def room_of_include(name):
    return room_of(ROOT / ("include/" + name if name.startswith("pith/") else name)) if "/" in name else None


def includes(path):
    return re.findall(r'^#include ["<]([^">]+)[">]', path.read_text(encoding="utf-8"), re.MULTILINE)


class Layering(unittest.TestCase):
    def test_every_room_has_files(self):
        for room in ROOMS:
            self.assertTrue(code_files(room), room)

    def test_a_room_uses_only_itself_and_the_rooms_before_it(self):
        for path in code_files(*ROOMS):
            own = ROOMS.index(room_of(path))
            for name in includes(path):
                used = room_of_include(name)
                if used is not None:
                    self.assertLessEqual(ROOMS.index(used), own, f"{path} includes {name}")

    def test_benches_and_fuzz_targets_use_only_the_library_and_their_own_folders(self):
        for room, others in APART.items():
            for path in code_files(room):
                for name in includes(path):
                    folder = pathlib.PurePosixPath(name).parent.as_posix()
                    used = room_of_include(name) or (folder if name.startswith("tests/") else None)
                    self.assertIn(used, {None, room, *LIBRARY, *others}, f"{path} includes {name}")

    def test_the_c_interface_uses_only_public_headers_and_no_room_uses_it(self):
        for path in code_files(*ROOMS):
            for name in includes(path):
                used = room_of_include(name)
                if room_of(path) == "capi":
                    self.assertIn(used, {None, "include/pith", "capi"}, f"{path} includes {name}")
                else:
                    self.assertNotEqual(used, "capi", f"{path} includes {name}")

    def test_includes_are_written_from_the_root(self):
        for path in code_files():
            for name in re.findall(r'^#include "([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE):
                is_known = (ROOT / name).is_file() or (ROOT / "include" / name).is_file()
                self.assertTrue(is_known, f"{path} includes {name}")

    def test_headers_of_other_libraries_stay_in_their_rooms(self):
        for path in code_files(*ROOMS):
            for name in includes(path):
                rooms = FOREIGN_HEADERS.get(name.split("/")[0])
                self.assertTrue(rooms is None or room_of(path) in rooms, f"{path} includes {name}")

    def test_public_headers_use_only_the_standard_library(self):
        for path in code_files("include/pith"):
            for name in includes(path):
                is_for_c = path.name.startswith(("c.", "c_"))
                is_standard = name in C_HEADERS if is_for_c else "/" not in name and "." not in name
                self.assertTrue(name.startswith("pith/") or is_standard, f"{path}: {name}")

    def test_the_library_uses_no_clock_locale_environment_thread_or_chance(self):
        for path in code_files("containers", "canon", "crypto", "engine", "capi", "include/pith"):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                code = line.split("//")[0]
                self.assertIsNone(FORBIDDEN_IN_ENGINE.search(code), f"{path}:{number}: {line}")


class Lists(unittest.TestCase):
    def listed(self, cmake_file, folder, suffix):
        text = cmake_file.read_text(encoding="utf-8")
        if cmake_file == ROOT / "CMakeLists.txt":  # which includes the list of the program
            text += (ROOT / "packaging/cmake/program.cmake").read_text(encoding="utf-8")
        files = sorted(path.relative_to(cmake_file.parent).as_posix() for path in tracked_files()
                       if path.is_relative_to(folder) and path.name.endswith(suffix))
        self.assertTrue(files, f"no file {suffix} in {folder}")
        for name in files:
            self.assertRegex(text, r"(^|[\s(])" + re.escape(name) + r"($|[\s)])", f"{cmake_file}: {name}")

    def test_sources_are_listed_in_cmake(self):
        for room in ("containers", "canon", "crypto", "engine", "capi", "cli"):
            if room not in APART:
                self.listed(ROOT / "CMakeLists.txt", ROOT / room, ".cpp")
        self.listed(ROOT / "bench/CMakeLists.txt", ROOT / "bench", ".cpp")
        self.listed(ROOT / "fuzz/CMakeLists.txt", ROOT / "fuzz/support", ".cpp")
        self.listed(TESTS / "determinism/CMakeLists.txt", TESTS / "determinism", ".cpp")
        self.listed(ROOT / "CMakeLists.txt", ROOT / "include", ".h")

    def test_options_of_cmake_are_documented(self):
        """With their defaults. A star means that the default is ON only if no other project includes this one."""
        text = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
        options = dict(re.findall(r'^option\((\w+) "[^"]*"\s+(\S+)\)$', text, re.MULTILINE))
        self.assertEqual(len(options), text.count("\noption("))
        stars = {"${PROJECT_IS_TOP_LEVEL}", "${PITH_BUILD_TESTS_DEFAULT}"}
        document = (ROOT / "docs/installing.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| `(PITH_\w+)` \| ([^|]+) \|", document, re.MULTILINE)
        self.assertEqual(dict(rows), {name: "ON *" if value in stars else value for name, value in options.items()})

    def test_support_files_of_the_tests_are_listed_in_cmake(self):
        """Each in one of two lists. Fuzz targets and the determinism suite use the first one, only tests the second."""
        lists = [(TESTS / name).read_text(encoding="utf-8") for name in ("support/CMakeLists.txt", "CMakeLists.txt")]
        for path in code_files("tests/support"):
            if path.suffix == ".cpp":
                found = [re.search(rf"^  {prefix}{path.name}$", text, re.MULTILINE)
                         for prefix, text in zip(("", "support/"), lists)]
                self.assertEqual(sum(match is not None for match in found), 1, path)

    def test_fuzz_targets_are_complete(self):
        """Each target is in every list, and has options, seeds and regressions. Every target in a list has a file."""
        targets = {path.name.removesuffix("_fuzzer.cpp") for path in code_files("fuzz")
                   if path.name.endswith("_fuzzer.cpp")}
        self.assertTrue(targets)
        lists = (ROOT / "fuzz/CMakeLists.txt").read_text(encoding="utf-8")
        seeds = (ROOT / "fuzz/make_seeds.py").read_text(encoding="utf-8")
        files = [path for path in tracked_files() if path.is_relative_to(ROOT / "fuzz")]
        self.assertEqual(set(re.findall(r"^pith_add_fuzz_target\((\w+)", lists, re.MULTILINE)), targets)
        self.assertEqual(set(re.findall(r'"(\w+)": \w+_seeds\b', seeds)), targets)
        self.assertEqual({path.stem for path in files if path.suffix == ".options"}, targets)
        self.assertEqual({path.parent.name for path in files if path.parent.parent.name == "regressions"}, targets)

    def test_cpp_tests_are_listed_in_cmake(self):
        self.listed(TESTS / "capi/CMakeLists.txt", TESTS / "capi", ".c")
        self.listed(TESTS / "CMakeLists.txt", TESTS, "_test.cpp")

    def test_python_tests_are_listed_in_cmake(self):
        text = (TESTS / "CMakeLists.txt").read_text(encoding="utf-8")
        tests = [path for path in tracked_files() if path.is_relative_to(TESTS / "cli")
                 and path.name.startswith("test_") and path.suffix == ".py"]
        self.assertTrue(tests)
        for path in tests:
            name = path.relative_to(TESTS).with_suffix("").as_posix()
            self.assertIn(f"pith_add_python_test({name})", text)

    def test_bundles_are_there(self):
        self.assertEqual(len(list((TESTS / "data").glob("*.bundle.json"))), 3)


class Text(unittest.TestCase):
    def test_lines_and_files_are_short(self):
        for path in tracked_files():
            is_code = path.suffix in CODE_SUFFIXES | {".py", ".sh", ".cmake"} or path.name == "CMakeLists.txt"
            if not is_code and not is_script(path):
                continue
            lines = path.read_text(encoding="utf-8").splitlines()
            self.assertLessEqual(len(lines), FILE_LINES_MAX, path)
            for number, line in enumerate(lines, 1):
                self.assertLessEqual(len(line), LINE_LENGTH_MAX, f"{path}:{number}")
                self.assertEqual(line, line.rstrip(), f"{path}:{number}: white space at the end")
                if not lines[0].endswith("/make -f"):  # whose syntax needs tabs
                    self.assertNotIn("\t", line, f"{path}:{number}")

    def test_documents_have_no_placeholders(self):
        for path in tracked_files():
            if path.suffix == ".md":
                self.assertNotRegex(path.read_text(encoding="utf-8"), "@@[A-Z]+@@", path)

    def test_files_for_oss_fuzz_have_the_licence_header(self):
        """OSS-Fuzz refuses files without it."""
        files = [path for path in tracked_files() if path.parent == ROOT / "fuzz/oss-fuzz"]
        self.assertEqual({path.name for path in files}, {"Dockerfile", "build.sh", "project.yaml"})
        for path in files:
            text = path.read_text(encoding="utf-8")
            self.assertIn("# Copyright 2026 the pith-merge authors\n", text, path)
            self.assertIn("http://www.apache.org/licenses/LICENSE-2.0", text, path)

    def test_header_guards_are_named_after_the_path(self):
        for path in code_files():
            if path.suffix == ".h":
                place = path.relative_to(ROOT).as_posix().removeprefix("include/pith/")
                guard = "PITH_" + re.sub(r"[/.]", "_", place).upper()
                self.assertIn(f"#ifndef {guard}\n#define {guard}\n", path.read_text(encoding="utf-8"), path)

    def test_one_version(self):
        header = (ROOT / "include/pith/version.h").read_text(encoding="utf-8")
        version = re.search(r'PITH_VERSION "([^"]+)"', header).group(1)
        self.assertIn(f"project(pith-merge VERSION {version} ", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))
        self.assertIn(f"## {version}", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))

    def test_code_and_rules_know_each_other(self):
        """Every rule that the code cites exists, and the library's code cites every rule of parts 1 to 9."""
        spec = (ROOT / "SPEC.md").read_text(encoding="utf-8")
        rules = set(re.findall(r"^\*\*(\d+\.\d+)", spec, re.MULTILINE))
        self.assertGreater(len(rules), 40)
        defined = rules | set(re.findall(r"^## (\d+)\.", spec, re.MULTILINE))
        for part in ("10", "12"):
            text = spec.split(f"\n## {part}.")[1].split("\n## ")[0]
            defined |= {f"{part}.{number}" for number in re.findall(r"^(\d)\. ", text, re.MULTILINE)}
        cited = set()
        for path in code_files():
            for run in re.findall(r"SPEC (\d[\d., to]*)", path.read_text(encoding="utf-8")):
                numbers = set(re.findall(r"\d+(?:\.\d+)?", run))
                for part, first, last in re.findall(r"(\d+)\.(\d+) to \1\.(\d+)", run):
                    numbers |= {f"{part}.{number}" for number in range(int(first), int(last) + 1)}
                self.assertLessEqual(numbers, defined, path)
                if room_of(path) not in (None, *APART):
                    cited |= numbers
        self.assertEqual(rules - cited, set())

    def test_rules_and_vectors_know_each_other(self):
        """Every vector shows rules that exist, and some vector shows each rule of parts 1 to 9."""
        spec = (ROOT / "SPEC.md").read_text(encoding="utf-8")
        rules = set(re.findall(r"^\*\*(\d+\.\d+)", spec, re.MULTILINE))
        shown = set()
        vectors = list((TESTS / "vectors").rglob("*.json"))
        self.assertGreaterEqual(len(vectors), 300)
        for path in vectors:
            named = set(json.loads(path.read_text(encoding="utf-8"))["rules"])
            self.assertTrue(named and named <= rules | {"10.1", "10.2", "10.3", "10.4"}, path)
            shown |= named
        self.assertEqual(rules - shown, set())



class Documents(unittest.TestCase):
    """What documents say about the code is true."""

    def citations(self, document):
        """The files that a document cites, each with the names that it says are in the file: `file: name, name`."""
        text = (ROOT / document).read_text(encoding="utf-8")
        cited = re.findall(r"`([\w/.-]+\.(?:c|cpp|h|json|md|py|txt))(?::\s+([^`]+))?`", text)
        self.assertGreater(len(cited), 20, document)
        for file, names in cited:
            path = TESTS / file if (TESTS / file).is_file() else ROOT / file
            self.assertTrue(path.is_file(), f"{document} names {file}")
            yield file, path.read_text(encoding="utf-8"), [name for name in re.split(r",\s*", names) if name]

    def test_what_they_cite_exists(self):
        for document in ("docs/architecture.md", "docs/threat-model.md"):
            missing = [f"{file}: {name}" for file, text, names in self.citations(document) for name in names
                       if not re.search(rf"\b{re.escape(name)}", text)]
            self.assertEqual(missing, [], document)

    def test_the_architecture_lists_every_public_header(self):
        text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| `(include/pith/\w+\.h)` \|", text, re.MULTILINE)
        headers = [path.relative_to(ROOT).as_posix() for path in code_files("include/pith")]
        self.assertEqual(sorted(rows), sorted(headers))

    def test_the_architecture_lists_every_reason(self):
        text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
        header = (ROOT / "include/pith/event.h").read_text(encoding="utf-8")
        reasons = re.findall(r"^  (\w+),", header.split("enum class Reason")[1].split("};")[0], re.MULTILINE)
        self.assertGreater(len(reasons), 10)
        self.assertEqual(re.findall(r"^\| `(\w+)` \| 4\.\d \|", text, re.MULTILINE), reasons)

    def test_rooms_of_the_contributing_guide_are_the_rooms(self):
        text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| `([a-z/]+)` \|", text.split("## Rooms")[1].split("\n## ")[0], re.MULTILINE)
        self.assertEqual(rows, [room for room in ROOMS if room not in {"engine", *APART}])

    def test_links_lead_to_files(self):
        for path in (path for path in tracked_files() if path.suffix == ".md"):
            for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
                if not link.startswith("https://"):
                    self.assertTrue((path.parent / link).exists(), f"{path} links to {link}")


if __name__ == "__main__":
    sys.exit(unittest.main())
