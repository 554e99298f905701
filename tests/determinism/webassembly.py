"""The suite with the library as WebAssembly: the npm package in Node, with the module that scripts/wasm builds."""

import pathlib
import tempfile

from suite import Failed, run_sound

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MODULE = ROOT / "bindings/javascript/lib/pith_merge.wasm"
SCRIPT = ROOT / "tests/wasm/determinism.mjs"
# The package has no function for the other groups. tests/wasm compares what it says about their input.
GROUPS = ("numbers", "strings", "sets")


def lines(native, environment):
    """The lines of a native suite, but those of these groups as the package gives them for the same input."""
    with tempfile.TemporaryDirectory(prefix="pith-webassembly-") as folder:
        for name in ("sets", "documents"):
            run_sound([native.program, f"--export-{name}", f"{folder}/{name}.json"], environment)
        printed = run_sound(["node", SCRIPT, folder], environment).stdout.decode("ascii")
    found = dict(line.split() for line in printed.splitlines())
    result = []
    for line in native.lines("all", environment):
        name = line.split()[0]
        result.append(f"{name} {found.pop(name, 'missing')}" if name.split("/")[0] in GROUPS else line)
    if found:
        raise Failed("the suite does not have the case " + min(found))
    return result
