"""Surroundings that must make no difference: locales, time zones, configurations, memory, threads."""

import contextlib
import dataclasses
import os
import pathlib
import resource
import subprocess
import tempfile
import typing

ADDRESS_SPACE_BYTES = 200 << 20
THREADS = (1, 2, 7)
# A provider that cannot be loaded, and one that has no algorithms. Without config_diagnostics, OpenSSL 3.0 silently
# ignores a configuration that it cannot read. The suite fails if that happened.
PROVIDER = "config_diagnostics = 1\nopenssl_conf = all\n[all]\nproviders = used\n[used]\n{}\nactivate = 1\n"
BROKEN = PROVIDER.format("absent = absent_used\n[absent_used]\nmodule = /nonexistent/provider.so")
NULL = PROVIDER.format("null = null_used\n[null_used]")


@dataclasses.dataclass(frozen=True)
class Surroundings:
    name: str
    variables: dict = dataclasses.field(default_factory=dict)
    arguments: tuple = ()
    prepare: typing.Optional[typing.Callable] = None
    locale: str = ""        # it is compiled here, because the system may have only C
    openssl_conf: str = ""  # the text of the file
    is_quick: bool = False
    under_sanitizers: bool = False  # only a few, because sanitizers are slow

    @contextlib.contextmanager
    def environment(self):
        with tempfile.TemporaryDirectory(prefix="pith-surroundings-") as name:
            folder = pathlib.Path(name)
            environment = {**plain_environment(), **self.variables}
            if self.locale:
                make_locale(folder, self.locale)
                # The C library leaks 48 bytes when it reads a locale from a folder.
                environment |= {"LC_ALL": self.locale, "LOCPATH": str(folder), "ASAN_OPTIONS": "detect_leaks=0"}
            if self.openssl_conf:
                (folder / "openssl.cnf").write_text(self.openssl_conf, encoding="ascii")
                environment["OPENSSL_CONF"] = str(folder / "openssl.cnf")
            yield environment


def plain_environment():
    return {"PATH": os.environ.get("PATH", "")}


def limit_address_space():
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES))


def make_locale(folder, name):
    language, charmap = name.split(".")
    # localedef ends with status 1 after mere warnings, which are about parts that are not translated.
    done = subprocess.run(["localedef", "--no-archive", "-i", language, "-f", charmap, str(folder / name)],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if not (folder / name / "LC_NUMERIC").exists():
        raise RuntimeError(f"localedef made no {name}: {done.stderr.decode(errors='replace')}")


def with_comma(locale, **more):
    """The suite fails if the decimal point is not a comma. With a missing locale it would prove nothing."""
    return Surroundings(f"LC_ALL={locale}", arguments=("--decimal-point", ","), locale=locale, **more)


def with_openssl_conf(name, text, **more):
    return Surroundings(name, arguments=("--default-openssl", "broken"), openssl_conf=text, **more)


def with_floating_point(setting, **more):
    """The suite fails if the machine does not have the setting, or if the library leaves another one behind."""
    return Surroundings(f"floating point: {setting}", arguments=("--floating-point", setting), **more)


# The names are in tests/support/floating_point.h. The first is what a library does that is linked with -Ofast.
ROUNDING = [with_floating_point(setting) for setting in ("upward", "downward", "toward_zero")]
FLOATING_POINT = [with_floating_point("flush", is_quick=True, under_sanitizers=True),
                  with_floating_point("traps", is_quick=True), *ROUNDING]
GERMAN = with_comma("de_DE.UTF-8", is_quick=True, under_sanitizers=True)
SURROUNDINGS = [
    Surroundings("LC_ALL=C", {"LC_ALL": "C"}, ("--decimal-point", ".")),
    GERMAN,
    with_comma("tr_TR.UTF-8"),
    # In POSIX syntax, because the C library takes UTC for a name that is not in its database.
    *(Surroundings(f"TZ={zone}", {"TZ": zone}) for zone in ("NPT-5:45", "NST3:30NDT,M3.2.0,M11.1.0")),
    Surroundings("TZ=XYZ-24:59", {"TZ": "XYZ-24:59"}, is_quick=True),
    with_openssl_conf("OPENSSL_CONF broken", BROKEN, is_quick=True),
    with_openssl_conf("OPENSSL_CONF null provider", NULL),
    Surroundings("MALLOC_PERTURB_=165", {"MALLOC_PERTURB_": "165"}, is_quick=True),
    Surroundings("200 MB of address space", prepare=limit_address_space, is_quick=True),
    *FLOATING_POINT,
    *(Surroundings(f"--threads {threads}", arguments=("--threads", str(threads)), is_quick=threads == max(THREADS),
                   under_sanitizers=threads == max(THREADS)) for threads in THREADS),
]
