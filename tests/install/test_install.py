"""Installs the library into an empty folder, and builds other projects with it: by CMake and by pkg-config, static and
shared, in C and in C++."""

import json
import os
import pathlib
import platform
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUNDLES = sorted((HERE.parent / "data").glob("*.bundle.json"))
BUILD = os.environ["PITH_BUILD"]
COMPILERS = {"C": os.environ["PITH_C"], "CXX": os.environ["PITH_CXX"]}
FLAGS = {"C": os.environ.get("PITH_C_FLAGS", ""), "CXX": os.environ.get("PITH_CXX_FLAGS", "")}
IS_SHARED_BUILT = os.environ["PITH_SHARED"] == "ON"
KINDS = ["static", "shared"] if IS_SHARED_BUILT else ["static"]
[LISTED] = re.findall(r"set\(PITH_SODIUM_VERSIONS (.+)\)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))
SODIUM_VERSIONS = LISTED.split()
# As messages and docs/installing.md write the list.
SODIUM_VERSIONS_TEXT = ", ".join(SODIUM_VERSIONS[:-1]) + " or " + SODIUM_VERSIONS[-1]
# To compile everything as docs/installing.md says takes a minute. So object files of scripts/run are taken, unless
# PITH_COMPILE_AGAIN is set.
LAUNCHER = {} if os.environ.get("PITH_COMPILE_AGAIN") else {
    "CMAKE_CXX_COMPILER_LAUNCHER": f"{HERE}/compile_once", "PITH_ROOT": str(ROOT),
    "PITH_OBJECTS": f"{ROOT}/build/run/CMakeFiles"}
SODIUM = os.environ["PITH_SODIUM"]
SUBPROJECT = [f"-DPITH_WITH_LIBSODIUM={SODIUM}", "-DCMAKE_BUILD_TYPE=Release"]
SAME_OBJECTS = LAUNCHER if SODIUM == "ON" else {}  # scripts/run builds with libsodium

LICENCE = "share/doc/pith-merge/LICENSE"
HARDENING = ["-fstack-protector-strong", "-fstack-clash-protection", "-D_FORTIFY_SOURCE=3",
             "-D_GLIBCXX_ASSERTIONS", "-z,relro,-z,now"]


def run(*command, stdin=None, environment=None):
    return subprocess.run(command, input=stdin, capture_output=True, check=False,
                          env={**os.environ, **(environment or {})})


class Standards(unittest.TestCase):
    def compile(self, standard, text):
        return run(COMPILERS["CXX"], f"-std={standard}", "-fsyntax-only", f"-I{ROOT}/include", "-x", "c++", "-",
                   stdin=text.encode())

    def test_an_older_standard_gets_one_message(self):
        """The first error says what to do, and the only other one is that the compilation ends."""
        headers = [path.name for path in (ROOT / "include/pith").glob("*.h")
                   if not path.name.startswith(("c.", "c_", "export.", "version."))]
        self.assertGreater(len(headers), 8)
        for header in headers:
            text = f"#include <pith/{header}>\npith::Keyring keys = pith::Keyring::registry();\n"
            refused = self.compile("c++17", text).stderr.decode()
            errors = [line for line in refused.splitlines() if re.search(r":\d+:\d+: (fatal )?error: ", line)]
            self.assertIn("pith-merge needs C++20: compile with -std=c++20", errors[0], header)
            self.assertEqual([" fatal error: " in error for error in errors], [False, True], refused)
        self.assertEqual(self.compile("c++20", "#include <pith/merge.h>\n").returncode, 0)

    def test_the_c_header_needs_no_standard_of_cpp(self):
        for standard in ("c++11", "c++17"):
            compiled = self.compile(standard, "#include <pith/c.h>\n")
            self.assertEqual((compiled.returncode, compiled.stderr), (0, b""))


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.prefix = cls.folder / "usr/local"
        if LAUNCHER and IS_SHARED_BUILT:  # its object files must be of these sources
            built = run("cmake", "--build", f"{ROOT}/build/run")
            assert built.returncode == 0 or not (ROOT / "build/run").exists(), built.stdout + built.stderr
        cls.installed_build = str(cls.folder / "build") if IS_SHARED_BUILT else BUILD
        installed = cls.install_as_documented() if IS_SHARED_BUILT else run(
            "cmake", "--install", BUILD, "--prefix", str(cls.prefix))
        assert installed.returncode == 0, installed.stdout + installed.stderr
        (cls.package_config,) = cls.prefix.rglob("pith-merge.pc")
        cls.libraries = cls.package_config.parent.parent

    @classmethod
    def install_as_documented(cls):
        """Below another root, because a test does not run as root. The installed tree can be moved."""
        guide = (ROOT / "docs/installing.md").read_text(encoding="utf-8")
        [commands] = re.findall(r"```sh\n(cmake -S .*?)```", guide, re.DOTALL)
        assert "sudo cmake --install" in commands and "sudo ldconfig" in commands
        for words, instead in (("sudo ldconfig", ""), ("sudo ", ""), ("build/install", cls.installed_build)):
            commands = commands.replace(words, instead)
        return run("sh", "-exc", f"cd {ROOT}\n{commands}", environment={
            **LAUNCHER, "DESTDIR": str(cls.folder), "CC": COMPILERS["C"], "CXX": COMPILERS["CXX"],
            "CFLAGS": FLAGS["C"], "CXXFLAGS": FLAGS["CXX"]})

    def succeed(self, *command, **options):
        result = run(*command, **options)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result.stdout.decode()

    def check_consumer(self, program, environment=None):
        for bundle in BUNDLES:
            result = run(str(program), stdin=bundle.read_bytes(), environment=environment)
            self.assertEqual(result.stderr, b"")
            expected = json.loads(bundle.read_bytes())["state"]["state_sha256"]
            self.assertEqual(result.stdout.decode().strip(), expected)
        refused = run(str(program), stdin=b"[1,\n2", environment=environment)
        self.assertEqual(refused.returncode, 2)
        # In C, and in C++.
        self.assertRegex(refused.stderr, rb"\A(syntax in line 2|2:2: syntax: .+)\n\Z")

    def check_kind(self, program, kind):
        """A program that is linked to the shared library names it, and no other program does."""
        needed = self.succeed("readelf", "--dynamic", str(program))
        self.assertEqual("libpith-merge.so.0.1" in needed, kind == "shared", needed)

    def configure(self, source, build, *settings, environment=None):
        compilers = [f"-DCMAKE_{language}_COMPILER={name}" for language, name in COMPILERS.items()]
        flags = [f"-DCMAKE_{language}_FLAGS={text}" for language, text in FLAGS.items()]
        return run("cmake", "-S", str(source), "-B", str(build), "-G", "Ninja", "--no-warn-unused-cli", *compilers,
                   *flags, *settings, environment=environment)

    def build(self, source, build, *settings, environment=None):
        configured = self.configure(source, build, *settings, environment=environment)
        self.assertEqual(configured.returncode, 0, configured.stdout + configured.stderr)
        self.succeed("cmake", "--build", str(build), environment=environment)

    def test_by_cmake(self):
        """If both kinds are installed, both targets exist, whichever of them pith::merge is."""
        build = self.folder / "cmake"
        kinds = {f"consumer_{kind}": kind for kind in KINDS}
        for kind in KINDS:
            with self.subTest(kind):
                self.build(HERE, build, f"-DCMAKE_PREFIX_PATH={self.prefix}", f"-DBUILD_SHARED_LIBS={kind == 'shared'}")
                for program, own in {"consumer": kind, "consumer_in_c": kind, **kinds}.items():
                    self.check_consumer(build / program)
                    self.check_kind(build / program, own)

    def copy_without(self, name, *patterns):
        """The installed tree without some files, as distributions split it into packages."""
        copy = self.folder / name
        shutil.copytree(self.prefix, copy, symlinks=True)
        for pattern in patterns:
            found = list(copy.rglob(pattern))
            self.assertTrue(found, pattern)
            for path in found:
                path.unlink()
        return copy

    def another_libsodium(self, version="9.9.9"):
        """The environment of a machine whose libsodium has another version. Nobody has read 9.9.9."""
        folder = self.folder / f"libsodium-{version}"
        folder.mkdir(exist_ok=True)
        (folder / "libsodium.pc").write_text(f"Name: libsodium\nDescription: -\nVersion: {version}\nLibs:\n")
        return {"PKG_CONFIG_PATH": str(folder)}

    def refusal(self, source, prefix, *settings, environment=None):
        """CMake's message, in one line, if it does not find what it needs."""
        shutil.rmtree(self.folder / "refused", ignore_errors=True)
        refused = self.configure(source, self.folder / "refused", f"-DCMAKE_PREFIX_PATH={prefix}", *settings,
                                 environment=environment)
        self.assertNotEqual(refused.returncode, 0, refused.stdout)
        return " ".join(refused.stderr.decode().split())

    @unittest.skipUnless(IS_SHARED_BUILT, "this build has no shared library")
    def test_by_cmake_with_one_usable_kind(self):
        """Without components, one usable kind is enough to find the package. pith::merge is then that kind."""
        static = ("pith-merge-static-targets*.cmake", "libpith-merge.a")
        shared = ("pith-merge-shared-targets*.cmake", "libpith-merge.so*")
        for name, prefix, environment, is_shared, kind in (
                ("only-shared", self.copy_without("only-shared", *static), None, "OFF", "shared"),
                ("only-static", self.copy_without("only-static", *shared), None, "ON", "static"),
                ("needs-missing", self.prefix, self.another_libsodium(), "OFF", "shared")):
            with self.subTest(name):
                build = self.folder / f"{name}-build"
                self.build(HERE, build, f"-DCMAKE_PREFIX_PATH={prefix}", f"-DBUILD_SHARED_LIBS={is_shared}",
                           environment=environment)
                self.check_consumer(build / "consumer")
                self.check_kind(build / "consumer", kind)
                self.assertEqual([path.name for path in build.glob("consumer_s*")], [f"consumer_{kind}"])

    @unittest.skipUnless(IS_SHARED_BUILT, "this build has no shared library")
    def test_by_cmake_messages_name_what_is_missing(self):
        lack = f"the static library needs what CMake does not have: libsodium {SODIUM_VERSIONS_TEXT} (by pkg-config)"
        hint = "COMPONENTS shared"
        neither = self.copy_without("neither", "pith-merge-*-targets*.cmake")
        message = self.refusal(HERE, neither)
        self.assertIn("the component static is not installed, and the component shared is not installed", message)
        message = self.refusal(HERE / "twice", self.prefix, environment=self.another_libsodium())
        self.assertIn(lack, message)
        self.assertIn(hint, message)
        alone = self.copy_without("alone-without-needs", "pith-merge-shared-targets*.cmake")
        message = self.refusal(HERE, alone, environment=self.another_libsodium())
        self.assertIn(f"{lack}, and the component shared is not installed", message)
        self.assertNotIn(hint, message)
        self.assertIn("the component shared is not installed", self.refusal(HERE / "only_c", alone))

    @unittest.skipUnless(IS_SHARED_BUILT, "this build has no shared library")
    def test_by_cmake_a_second_find_package_keeps_the_target_of_the_first(self):
        build = self.folder / "twice"
        self.build(HERE / "twice", build, f"-DCMAKE_PREFIX_PATH={self.prefix}")
        for program, kind in (("twice", "static"), ("twice_static", "static"), ("twice_shared", "shared")):
            self.check_kind(build / program, kind)

    @unittest.skipUnless(IS_SHARED_BUILT, "once is enough, in a build without sanitizers")
    def test_every_listed_libsodium_is_accepted_and_no_other(self):
        for version in ("9.9.9", "1.0.19"):
            with self.subTest(version):
                message = self.refusal(ROOT, self.folder, "-DPITH_WITH_LIBSODIUM=ON",
                                       environment=self.another_libsodium(version))
                self.assertIn(f"no libsodium {SODIUM_VERSIONS_TEXT},", message)
                self.assertIn("-DPITH_WITH_LIBSODIUM=OFF", message)
        for version in SODIUM_VERSIONS:
            with self.subTest(version):
                accepted = self.configure(ROOT, self.folder / f"accepted-{version}", "-DPITH_WITH_LIBSODIUM=ON",
                                          "-DPITH_BUILD_TESTS=OFF", environment=self.another_libsodium(version))
                self.assertEqual(accepted.returncode, 0, accepted.stderr)
        guide = " ".join((ROOT / "docs/installing.md").read_text(encoding="utf-8").split())
        self.assertIn(f"The build accepts libsodium {SODIUM_VERSIONS_TEXT}.", guide)

    @unittest.skipUnless(SODIUM == "ON", "this build has no libsodium")
    def test_by_package_config_any_later_libsodium_links(self):
        """pkg-config cannot express the list. At run time, a version that is not listed is not used."""
        for version, is_enough in (("1.0.17", False), (SODIUM_VERSIONS[0], True), ("9.9.9", True)):
            with self.subTest(version):
                environment = self.another_libsodium(version)
                environment["PKG_CONFIG_PATH"] += f":{self.package_config.parent}"
                checked = run("pkg-config", "--static", "--libs", "pith-merge", environment=environment)
                self.assertEqual(checked.returncode == 0, is_enough, checked.stderr)

    @unittest.skipUnless(IS_SHARED_BUILT, "this build has no shared library")
    def test_by_cmake_without_a_cpp_compiler(self):
        build = self.folder / "only_c"
        self.build(HERE / "only_c", build, f"-DCMAKE_PREFIX_PATH={self.prefix}")
        self.check_consumer(build / "only_c")
        self.check_kind(build / "only_c", "shared")
        lack = "the static library needs what CMake does not have: the language CXX, which project() or"
        message = self.refusal(HERE / "only_c", self.prefix, "-DCOMPONENTS=static")
        self.assertIn(lack, message)
        self.assertIn("use COMPONENTS shared", message)
        alone = self.copy_without("alone-in-c", "pith-merge-shared-targets*.cmake")
        self.assertIn(lack, self.refusal(HERE / "only_c", alone))
        self.assertIn("project(NAME LANGUAGES C CXX)", self.refusal(HERE / "only_c", self.prefix, "-DIS_SOURCE=ON"))

    @unittest.skipUnless(IS_SHARED_BUILT, "once is enough, in a build without sanitizers")
    def test_what_only_the_program_needs_is_named(self):
        for name, package in (("CLI11", "libcli11-dev"), ("LibArchive", "libarchive-dev"),
                              ("ZLIB", "zlib1g-dev"), ("LibLZMA", "liblzma-dev")):
            message = self.refusal(ROOT, self.folder, f"-DCMAKE_DISABLE_FIND_PACKAGE_{name}=ON")
            self.assertIn(f"CMake finds no {name}, which the program needs. Debian has it as {package}.", message)
            accepted = self.configure(ROOT, self.folder / f"without-{name}", "-DPITH_BUILD_TESTS=OFF",
                                      "-DPITH_BUILD_PROGRAM=OFF", f"-DCMAKE_DISABLE_FIND_PACKAGE_{name}=ON")
            self.assertEqual(accepted.returncode, 0, accepted.stderr)

    @unittest.skipUnless(IS_SHARED_BUILT, "the sanitizers have checks of their own")
    def test_hardening(self):
        """What is installed has everything that docs/installing.md says, and PITH_HARDENING=OFF takes it out."""
        [library] = [path for path in self.libraries.glob("libpith-merge.so.*") if not path.is_symlink()]
        for path, independent in ((self.prefix / "bin/pith-merge", "yes"), (library, "no, regular shared library")):
            with self.subTest(path.name):
                found = dict(re.findall(r"^ ([\w -]+): (.+)$", run("hardening-check", str(path)).stdout.decode(), re.M))
                self.assertIn(independent, found["Position Independent Executable"])
                for name in ("Stack protected", "Fortify Source functions", "Read-only relocations",
                             "Immediate binding"):
                    self.assertRegex(found[name], "^yes", name)
                # Without a large frame there is nothing to see.
                self.assertRegex(found["Stack clash protection"], "^(yes|unknown)")
        # Each object file is marked. The program is not, because the start-up files of Debian's C library are not.
        notes = self.succeed("readelf", "--notes", str(self.libraries / "libpith-merge.a"))
        objects = self.succeed("ar", "t", str(self.libraries / "libpith-merge.a")).split()
        if platform.machine() == "x86_64":
            self.assertEqual(len(re.findall("x86 feature:.* IBT, SHSTK", notes)), len(objects))
        for is_hardened in ("ON", "OFF"):
            build = self.folder / f"hardening-{is_hardened}"
            configured = self.configure(ROOT, build, *SUBPROJECT, "-DPITH_BUILD_TESTS=OFF",
                                        f"-DPITH_HARDENING={is_hardened}")
            self.assertEqual(configured.returncode, 0, configured.stderr)
            rules = (build / "build.ninja").read_text(encoding="utf-8")
            for flag in HARDENING:
                self.assertEqual(flag in rules, is_hardened == "ON", flag)

    def check_package_config(self, name, package_config, kind, options, link):
        flags = shlex.split(self.succeed("pkg-config", *options, "--cflags", "--libs", "pith-merge",
                                         environment={"PKG_CONFIG_PATH": str(package_config.parent)}))
        self.assertEqual("-lcrypto" in flags, kind == "static", flags)
        for language, source, standard in (("C", "main.c", "c11"), ("CXX", "main.cpp", "c++20")):
            with self.subTest(f"{name}, {source}"):
                program = self.folder / f"{name}-{language}"
                self.succeed(COMPILERS[language], f"-std={standard}", *shlex.split(FLAGS[language]),
                             str(HERE / source), "-o", str(program), *link, *flags)
                self.check_consumer(program)
                self.check_kind(program, kind)

    @unittest.skipUnless(IS_SHARED_BUILT, "a build with sanitizers needs flags that pkg-config does not know")
    def test_by_package_config(self):
        self.check_package_config("static", self.package_config, "static", ["--static"], ["-static"])
        self.check_package_config("shared", self.package_config, "shared", [], [f"-Wl,-rpath,{self.libraries}"])

    @unittest.skipUnless(IS_SHARED_BUILT, "a build with sanitizers needs flags that pkg-config does not know")
    def test_the_examples_as_their_readme_says(self):
        guide = (ROOT / "examples/README.md").read_text(encoding="utf-8")
        commands = re.findall(r"^c(?:c|\+\+) -std=.+$", guide, re.MULTILINE)
        self.assertEqual([re.search(r"examples/(\S+) -o (\S+)", command).groups() for command in commands],
                         [("verify.c", "verify")])
        environment = {"PKG_CONFIG_PATH": str(self.package_config.parent), "LD_LIBRARY_PATH": str(self.libraries)}
        for command in commands:
            command = command.replace(" examples/", f" {ROOT}/examples/").replace(" -o ", f" -o {self.folder}/")
            self.succeed("sh", "-c", command, environment=environment)
        checked = run(str(self.folder / "verify"), stdin=BUNDLES[0].read_bytes(), environment=environment)
        self.assertEqual((checked.returncode, checked.stdout), (0, b"holds\n"))

    @unittest.skipUnless(IS_SHARED_BUILT, "a build with sanitizers needs flags that pkg-config does not know")
    def test_the_static_library_alone_in_its_own_folder(self):
        """If only the static library is installed, pkg-config gives its needs without --static."""
        build, libraries = self.folder / "alone", self.folder / "elsewhere" / "lib"
        self.build(ROOT, build, *SUBPROJECT, "-DPITH_BUILD_PROGRAM=OFF", "-DBUILD_TESTING=OFF",
                   "-DPITH_BUILD_SHARED=OFF", f"-DCMAKE_INSTALL_PREFIX={self.folder / 'alone-prefix'}",
                   f"-DCMAKE_INSTALL_LIBDIR={libraries}", environment=SAME_OBJECTS)
        self.assertFalse((build / "tests").exists(), "tests that BUILD_TESTING turned off")
        self.succeed("cmake", "--install", str(build))
        self.check_package_config("alone", libraries / "pkgconfig" / "pith-merge.pc", "static", [], [])

    @unittest.skipUnless(IS_SHARED_BUILT, "once is enough, in a build without sanitizers")
    def test_as_a_part_of_another_project(self):
        """BUILD_SHARED_LIBS may be changed later, in the same build folder. Fetched sources are always compiled."""
        for is_fetched, kinds, objects in ((True, ["static", "shared"], {}), (False, ["static"], SAME_OBJECTS)):
            build = self.folder / f"outer-{is_fetched}"
            for kind in kinds:
                with self.subTest(f"fetched: {is_fetched}, {kind}"):
                    self.build(HERE / "outer", build, *SUBPROJECT, f"-DPITH_SOURCE={ROOT}",
                               f"-DIS_FETCHED={is_fetched}", f"-DIS_SHARED={kind == 'shared'}",
                               f"-DCMAKE_UNITY_BUILD={is_fetched}", environment=objects)
                    self.check_consumer(build / "outer")
                    self.check_kind(build / "outer", kind)

    def test_program(self):
        installed = run(str(self.prefix / "bin" / "pith-merge"), "verify", "--quiet", str(BUNDLES[0]))
        self.assertEqual(installed.returncode, 0, installed.stderr)
        for name in ("man/man1/pith-merge.1", "bash-completion/completions/pith-merge",
                     "zsh/site-functions/_pith-merge", "fish/vendor_completions.d/pith-merge.fish"):
            self.assertTrue((self.prefix / "share" / name).is_file(), name)

    def files_of(self, prefix):
        return {path.relative_to(prefix).as_posix() for path in prefix.rglob("*") if not path.is_dir()}

    def test_components(self):
        """The licence is in every component, and each other file in one. `runtime` has only the shared library."""
        parts = {}
        for component in ("runtime", "development", "program"):
            prefix = self.folder / "components" / component
            self.succeed("cmake", "--install", self.installed_build, "--component", component, "--prefix", str(prefix))
            parts[component] = self.files_of(prefix)
            if parts[component]:  # without a shared library, `runtime` is empty
                self.assertEqual((prefix / LICENCE).read_bytes(), (ROOT / "LICENSE").read_bytes())
                parts[component].remove(LICENCE)
        self.assertEqual(sorted(name for part in parts.values() for name in part),
                         sorted(self.files_of(self.prefix) - {LICENCE}))
        runtime = {pathlib.PurePosixPath(name).name for name in parts["runtime"]}
        libraries = {path.name for path in self.libraries.glob("libpith-merge.so.*")}
        self.assertEqual(len(libraries), 2 if IS_SHARED_BUILT else 0)
        self.assertEqual(runtime, libraries)
        self.assertTrue(all(name.startswith(("bin/", "share/")) for name in parts["program"]), parts["program"])
        self.assertLessEqual({"bin/pith-merge", "share/doc/pith-merge/CLI11.txt"}, parts["program"])
        kinds = {pathlib.PurePosixPath(name).suffix for name in parts["development"]}
        self.assertEqual(kinds, {".h", ".a", ".cmake", ".pc", *([".so"] if IS_SHARED_BUILT else [])})

    def test_headers(self):
        headers = {path.name for path in (self.prefix / "include").rglob("*.h")}
        own = {path.name for path in (ROOT / "include" / "pith").glob("*.h")}
        self.assertEqual(headers, own, "the public headers and nothing else")


if __name__ == "__main__":
    unittest.main()
