"""The suites about Ed25519 signatures (SPEC 3.8)."""

import hashlib
import pathlib
import sys

from suite import Case, Unusable, list_files, read_json

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
import edwards

FLAGS_OF_CCTV = {"low_order_R", "low_order_A", "low_order_component_R", "low_order_component_A", "low_order_residue",
                 "non_canonical_A", "non_canonical_R", "reencoded_k"}
# SPEC 3.8: nothing is multiplied by the cofactor, and the encoding of S*B - h*A is canonical, so R must be. Everything
# else that these vectors try is accepted, as CCTV says of OpenSSL.
REFUSED_FLAGS_OF_CCTV = {"low_order_residue", "non_canonical_R"}

# The README of speccheck says for each case of cases.json whether it holds without the cofactor (`cof-less`).
WITHOUT_COFACTOR = "VVVVXXVVVVVV"
# Of these, SPEC 3.8 refuses 6 and 7, whose S is not below L; 8 and 9, whose R is not canonical; and 10, whose signer
# hashed another encoding of A than the one that is given.
REFUSED_CASES = {6, 7, 8, 9, 10}
# scripts/cases.json is older, and no published table fits it. Integer arithmetic says what holds there.
OLDER_CASES = 15


def holds(key, message, signature):
    """SPEC 3.8 in integer arithmetic. Takes about 50 milliseconds."""
    y = int.from_bytes(key, "little") & (edwards.SIGN_BIT - 1)
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= edwards.ORDER or edwards.find_x(y) is None:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % edwards.ORDER
    # B is the point whose y is 4/5 and whose x is even. S*B - h*A is S*B + h*(-A).
    base = edwards.decode(edwards.encode_number(4 * pow(5, -1, edwards.PRIME) % edwards.PRIME))
    x, y = edwards.decode(key)
    point = edwards.add(edwards.multiply(s, base), edwards.multiply(h, (-x % edwards.PRIME, y)))
    return edwards.encode(point) == signature[:32]


def compare(part, names, signatures, are_good, programs):
    verdicts = programs.verdicts(signatures)
    for name, verdict, is_good in zip(names, verdicts, are_good, strict=True):
        expected = "holds" if is_good else "fails"
        yield Case(part, name, None if verdict == expected else f"expected {expected}, got {verdict}")


def run_cctv(folder, programs):
    path = list_files(folder, "ed25519/ed25519vectors.json")[0]
    vectors = read_json(path)
    flags = [set(vector["flags"] or ()) for vector in vectors]
    unknown = set().union(*flags) - FLAGS_OF_CCTV
    if unknown:
        raise Unusable(f"{path}: what do the flags {sorted(unknown)} mean?")
    signatures = [(vector["key"], vector["msg"].encode().hex(), vector["sig"]) for vector in vectors]
    yield from compare("ed25519", [f"number {vector['number']}" for vector in vectors], signatures,
                       [not vector & REFUSED_FLAGS_OF_CCTV for vector in flags], programs)


def run_wycheproof(folder, programs):
    path = list_files(folder, "testvectors_v1/ed25519_test.json")[0]
    tests = [(group["publicKey"]["pk"], test) for group in read_json(path)["testGroups"] for test in group["tests"]]
    for _, test in tests:
        if test["result"] not in ("valid", "invalid"):
            raise Unusable(f"{path}: tcId {test['tcId']} has the result {test['result']}")
    yield from compare("ed25519", [f"tcId {test['tcId']}" for _, test in tests],
                       [(key, test["msg"], test["sig"]) for key, test in tests],
                       [test["result"] == "valid" for _, test in tests], programs)


def run_speccheck(folder, programs):
    for part, count in (("cases.json", len(WITHOUT_COFACTOR)), ("scripts/cases.json", OLDER_CASES)):
        path = list_files(folder, part)[0]
        signatures = [(case["pub_key"], case["message"], case["signature"]) for case in read_json(path)]
        if len(signatures) != count:
            raise Unusable(f"{path} has {len(signatures)} cases, not {count}")
        are_good = [holds(*map(bytes.fromhex, signature)) for signature in signatures]
        if part == "cases.json":
            stated = [letter == "V" and number not in REFUSED_CASES for number, letter in enumerate(WITHOUT_COFACTOR)]
            if are_good != stated:
                raise Unusable(f"{path}: integer arithmetic does not agree with the table of the README: {are_good}")
        yield from compare(part, [f"case {number}" for number in range(count)], signatures, are_good, programs)
