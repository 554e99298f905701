"""What a suite may be run in, and what must make no difference: locales, time zones, configurations, memory."""

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
# A provider that can do nothing, and complaints about whatever is wrong.
NULL_PROVIDER = """
config_diagnostics = 1
openssl_conf = all
[all]
providers = providers_used
[providers_used]
null = null_used
[null_used]
activate = 1
"""
BROKEN = "openssl_conf = [[[\n= no section\n\0"


@dataclasses.dataclass
class Surroundings:
    name: str
    environment: dict
    arguments: list = dataclasses.field(default_factory=list)
    prepare: typing.Optional[typing.Callable] = None
    under_sanitizers: bool = False  # which are slow: two of these are enough there


def limit_address_space():
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES))


def make_locale(folder, name):
    """Compiles a locale into a folder of our own: the system may have none but C."""
    if not (folder / name).exists():
        language, charmap = name.split(".")
        # Its warnings, with which it ends in status 1, are about parts that are not translated.
        done = subprocess.run(["localedef", "--no-archive", "-i", language, "-f", charmap, str(folder / name)],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        if not (folder / name / "LC_NUMERIC").exists():
            raise RuntimeError(f"localedef made no {name}: {done.stderr.decode(errors='replace')}")


@contextlib.contextmanager
def all_surroundings():
    with tempfile.TemporaryDirectory(prefix="pith-surroundings-") as name:
        folder = pathlib.Path(name)
        for locale in ("de_DE.UTF-8", "tr_TR.UTF-8"):
            make_locale(folder, locale)
        (folder / "null.cnf").write_text(NULL_PROVIDER, encoding="ascii")
        (folder / "broken.cnf").write_text(BROKEN, encoding="ascii")
        plain = {"PATH": os.environ.get("PATH", "")}

        def german_or_turkish(locale):
            # The suite fails where the decimal point is another: a locale that is not there would show nothing.
            return Surroundings(f"LC_ALL={locale}", {**plain, "LC_ALL": locale, "LOCPATH": str(folder)},
                                ["--decimal-point", ","], under_sanitizers=locale.startswith("de"))

        yield [
            Surroundings("LC_ALL=C", {**plain, "LC_ALL": "C"}, ["--decimal-point", "."]),
            german_or_turkish("de_DE.UTF-8"),
            german_or_turkish("tr_TR.UTF-8"),
            *(Surroundings(f"TZ={zone}", {**plain, "TZ": zone})
              for zone in ("Asia/Kathmandu", "America/St_Johns", "XYZ-24:59")),
            Surroundings("OPENSSL_CONF broken", {**plain, "OPENSSL_CONF": str(folder / "broken.cnf")}),
            Surroundings("OPENSSL_CONF null provider", {**plain, "OPENSSL_CONF": str(folder / "null.cnf")},
                         under_sanitizers=True),
            Surroundings("MALLOC_PERTURB_=165", {**plain, "MALLOC_PERTURB_": "165"}),
            Surroundings("200 MB of address space", plain, [], limit_address_space),
        ]
