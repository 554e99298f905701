"""Cases of Ed25519 signatures: SPEC 3.8, and with `key_is_refused` the keys of SPEC 3.6.

Some signatures need a key or an R that no signer makes. These are computed in plain integers. Whether such a
signature holds depends on a hash, so messages are tried in turn until both results have been seen.
"""

import base64
import hashlib

import edwards
from edwards import IDENTITY, ORDER, PRIME, add, encode, encode_number, multiply
from signing import ALICE, BOB, hash_scalar, to_base64

BASE = edwards.decode(bytes.fromhex("58" + "66" * 31))
SECRET = int.from_bytes(hashlib.sha256(b"vector-scalar").digest(), "little") % ORDER
NONCE = int.from_bytes(hashlib.sha256(b"vector-nonce").digest(), "little") % ORDER
TORSION = edwards.small_order_points()
OF_ORDER = {order: next(point for point in TORSION if multiply(order, point) == IDENTITY
                        and multiply(order // 2, point) != IDENTITY) for order in (2, 4, 8)}
OF_ORDER_8 = OF_ORDER[8]
MIXED = add(multiply(SECRET, BASE), OF_ORDER_8)

# The secret keys of RFC 8032, 7.1, tests 1 to 3 and SHA(abc). The messages here have 32 bytes.
RFC_SEEDS = [
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
]


def message(number):
    return hashlib.sha256(f"message {number}".encode()).digest()


def negate(point):
    return (PRIME - point[0]) % PRIME, point[1]


def join(first, scalar):
    return first + scalar.to_bytes(32, "little")


def secret_scalar(seed):
    digest = bytearray(hashlib.sha512(seed).digest()[:32])
    digest[0] &= 248
    digest[31] = digest[31] & 127 | 64
    return int.from_bytes(digest, "little")


def sign_plainly(seed, text):
    """RFC 8032, 5.1.6, in plain integers."""
    scalar = secret_scalar(seed)
    public = encode(multiply(scalar, BASE))
    prefix = hashlib.sha512(seed).digest()[32:]
    nonce = int.from_bytes(hashlib.sha512(prefix + text).digest(), "little") % ORDER
    first = encode(multiply(nonce, BASE))
    return public, join(first, (nonce + hash_scalar(first, public, text) * scalar) % ORDER)


def computed_scalar(first, public, text, nonce=0, secret=SECRET):
    return (nonce + hash_scalar(first, public, text) * secret) % ORDER


def case(name, shows, public, text, signature, holds, is_refused=False):
    """`signature` is 64 bytes, or the text of signature_b64."""
    encoded = signature if isinstance(signature, str) else to_base64(signature)
    return {
        "vector": "signature",
        "name": name,
        "shows": shows,
        "rules": ["3.6", "3.8"] if is_refused else ["3.8"],
        "public_key_hex": public.hex(),
        "message_hex": text.hex(),
        "signature_b64": encoded,
    }, {"holds": holds, "key_is_refused": is_refused}


def good_signatures():
    for number, seed in enumerate(RFC_SEEDS, 1):
        public, signature = sign_plainly(bytes.fromhex(seed), message(number))
        yield case(f"good_rfc_8032_key_{number}", "A signature made as RFC 8032 says.",
                   public, message(number), signature, True)
    for name, text in (("zeros", bytes(32)), ("ones", b"\xff" * 32)):
        yield case(f"good_message_of_{name}", "Any 32 bytes can be signed.",
                   ALICE.public, text, ALICE.sign(text), True)
    public = encode(multiply(SECRET, BASE))
    first = encode(multiply(NONCE, BASE))
    scalar = computed_scalar(first, public, message(5), NONCE)
    yield case("good_free_scalar", "Secret and nonce may be chosen in another way: nobody can see it.",
               public, message(5), join(first, scalar), True)


def damaged_signatures():
    text = message(1)
    good = ALICE.sign(text)
    for name, place in (("first_bit_of_r", 0), ("last_bit_of_r", 255), ("first_bit_of_s", 256),
                        ("last_bit_of_s", 507)):
        flipped = bytearray(good)
        flipped[place // 8] ^= 1 << place % 8
        yield case("flipped_" + name, "One bit of the signature is changed.",
                   ALICE.public, text, bytes(flipped), False)
    yield case("flipped_bit_of_message", "One bit of the message is changed.",
               ALICE.public, bytes([text[0] ^ 1]) + text[1:], good, False)
    yield case("flipped_sign_of_key", "The key is the negative of the signer's key.",
               encode(negate(edwards.decode(ALICE.public))), text, good, False)
    yield case("key_of_another", "The signature was made with another key.", BOB.public, text, good, False)
    yield case("r_and_s_exchanged", "S comes before R.", ALICE.public, text, good[32:] + good[:32], False)
    yield case("zeros", "64 zero bytes.", ALICE.public, text, bytes(64), False)
    yield case("message_hashed_again", "The signature is over the hash of the message.", ALICE.public, text,
               ALICE.sign(hashlib.sha256(text).digest()), False)
    yield case("message_as_text", "The signature is over the digits of the message.", ALICE.public, text,
               ALICE.sign(text.hex().encode()), False)


def scalars():
    text = message(2)
    good = ALICE.sign(text)
    scalar = int.from_bytes(good[32:], "little")
    for name, raised in (("s_plus_order", scalar + ORDER), ("s_plus_twice_the_order", scalar + 2 * ORDER),
                         ("s_with_highest_bit", scalar + 2**255)):
        yield case(name, "S is congruent, or differs in a bit that a reader might drop. It is not below L.",
                   ALICE.public, text, join(good[:32], raised), False)
    yield case("s_of_ones", "S is the largest number of 32 bytes.", ALICE.public, text,
               good[:32] + b"\xff" * 32, False)
    neutral = encode(IDENTITY)
    yield case("s_zero", "S may be zero. The key is refused all the same.",
               neutral, text, join(neutral, 0), True, True)
    yield case("s_order", "S = L is too large, although S*B is right.",
               neutral, text, join(neutral, ORDER), False, True)
    yield case("s_order_minus_one", "S = L - 1 is the largest S that is allowed.",
               neutral, text, join(encode(negate(BASE)), ORDER - 1), True, True)


def points_r():
    public = ALICE.public
    secret = secret_scalar(ALICE.seed)
    text = message(3)
    for name, first, holds, shows in (
        ("r_identity", encode(IDENTITY), True, "R of order 1 is accepted if the equation holds."),
        ("r_identity_not_canonical", encode_number(1 + PRIME), False,
         "R is the neutral point with y = 1 + p. Its bytes are not those of the encoding."),
        ("r_identity_with_sign", encode_number(1, 1), False,
         "R is the neutral point with a sign. Its bytes are not those of the encoding."),
        ("r_identity_both", encode_number(1 + PRIME, 1), False,
         "R is the neutral point with y = 1 + p and a sign."),
    ):
        yield case(name, shows, public, text,
                   join(first, computed_scalar(first, public, text, 0, secret)), holds)
    for order, point in OF_ORDER.items():
        first = encode(point)
        yield case(f"r_of_order_{order}",
                   f"With R of order {order} the equation holds with the cofactor only, which is not enough.",
                   public, text, join(first, computed_scalar(first, public, text, 0, secret)), False)
    # A library can confuse one of the orders and not another, so each has a case.
    for order, name in ((2, "r_with_torsion_of_order_2"), (4, "r_with_torsion_of_order_4"), (8, "r_with_torsion")):
        first = encode(add(multiply(NONCE, BASE), OF_ORDER[order]))
        yield case(name,
                   f"With a part of order {order} in R the equation holds with the cofactor only, which is not enough.",
                   public, text, join(first, computed_scalar(first, public, text, NONCE, secret)), False)
    first = encode_number(edwards.numbers_off_the_curve(1)[0])
    yield case("r_off_the_curve", "R is not a point of the curve.", public, text,
               join(first, computed_scalar(first, public, text, 0, secret)), False)


def mixed_keys():
    """A = aB + T with T of order 8. With the cofactor all of these would hold."""
    public = encode(MIXED)
    seen = set()
    first = encode(multiply(NONCE, BASE))
    for number in range(64):
        text = message(number)
        holds = hash_scalar(first, public, text) % 8 == 0
        if holds not in seen:
            seen.add(holds)
            yield case("mixed_key_" + ("holds" if holds else "fails"),
                       "Under a key with a part of order 8 a signature holds only if h is a multiple of 8.",
                       public, text, join(first, computed_scalar(first, public, text, NONCE)), holds)
    for name, nonce, shows in (
        ("mixed_key_r_of_order_8", 0, "Under a key with a part T of order 8, R of order 8 holds if it is -h*T."),
        ("mixed_key_r_with_torsion", NONCE, "Under such a key, R with a part of order 8 holds if that part is -h*T."),
    ):
        yield try_torsion(name, shows, public, nonce)


def try_torsion(name, shows, public, nonce):
    first = encode(add(multiply(nonce, BASE), OF_ORDER_8))
    number = 0
    while hash_scalar(first, public, message(number)) % 8 != 7:
        number += 1
    text = message(number)
    return case(name, shows, public, text, join(first, computed_scalar(first, public, text, nonce)), True)


def refused_keys():
    text = message(4)
    neutral = encode(IDENTITY)
    for index, point in enumerate(TORSION):
        public = encode(point)
        holds = multiply(hash_scalar(neutral, public, text), point) == IDENTITY
        yield case(f"key_small_order_{index}",
                   "Under a key of small order signatures hold that nobody made, so the key is refused.",
                   public, text, join(neutral, 0), holds, True)
    public = encode(OF_ORDER_8)
    number = 0
    while hash_scalar(neutral, public, message(number)) % 8:
        number += 1
    yield case("key_order_8_holds", "A signature that nobody made holds under a key of order 8.",
               public, message(number), join(neutral, 0), True, True)
    for name, public in (("key_identity_not_canonical", encode_number(1 + PRIME)),
                         ("key_identity_with_sign", encode_number(1, 1)),
                         ("key_identity_both", encode_number(1 + PRIME, 1))):
        yield case(name, "A key that decodes to the neutral point, and is not that point's encoding.",
                   public, text, join(neutral, 0), True, True)
    y = next(y for y in range(2, 19) if edwards.find_x(y) is not None)
    first = encode(multiply(NONCE, BASE))
    yield case("key_not_canonical", "A key of large order with y at or above p. Nobody can sign under it.",
               encode_number(y + PRIME), text, join(first, NONCE), False, True)
    yield case("key_off_the_curve", "A key that is not a point of the curve.",
               encode_number(edwards.numbers_off_the_curve(1)[0]), text, join(first, NONCE), False, True)


def lengths_and_spellings():
    text = message(6)
    good = ALICE.sign(text)
    encoded = to_base64(good)
    for length, data in ((0, b""), (32, good[:32]), (63, good[:63]), (65, good + b"\0"), (128, good + good)):
        yield case(f"length_{length}", f"{length} bytes are not a signature.", ALICE.public, text, data, False)
    # A signature whose text has both + and /, so that the other alphabet gives another text.
    number = 0
    while not {"+", "/"} <= set(to_base64(ALICE.sign(message(number)))):
        number += 1
    other = to_base64(ALICE.sign(message(number)))
    yield case("base64_both_signs", "The alphabet has + and /.", ALICE.public, message(number), other, True)
    yield case("base64_url_alphabet", "The alphabet with - and _ is not accepted.", ALICE.public,
               message(number),
               other.replace("+", "-").replace("/", "_"), False)
    stray = chr(ord(encoded[85]) + 1)
    for name, loose, shows in (
        ("no_padding", encoded[:86], "The padding must be there."),
        ("half_padding", encoded[:87], "The padding must be complete."),
        ("more_padding", encoded + "=", "There must not be more padding."),
        ("stray_bits", encoded[:85] + stray + "==", "The unused bits must be zero."),
        ("line_feed_at_end", encoded + "\n", "A line feed at the end is not allowed."),
        ("line_feed_inside", encoded[:64] + "\n" + encoded[64:], "A line feed inside is not allowed."),
        ("space_first", " " + encoded, "A space at the start is not allowed."),
        ("padding_inside", encoded[:43] + "=" + encoded[43:], "Padding inside is not allowed."),
        ("other_sign", encoded[:10] + "!" + encoded[10:], "A character outside the alphabet is not allowed."),
        ("not_ascii", encoded[:10] + "\u0410" + encoded[11:], "A letter that is not ASCII is not allowed."),
        ("zero_at_end", encoded + "\0", "A zero character at the end is not allowed."),
        ("twice", encoded + encoded, "Two texts one after the other are not base64 of 64 bytes."),
        ("hexadecimal", good.hex(), "Hexadecimal digits are in the alphabet, but have another length."),
    ):
        yield case("base64_" + name, shows, ALICE.public, text, loose, False)


def cases():
    for group in (good_signatures, damaged_signatures, scalars, points_r, mixed_keys, refused_keys,
                  lengths_and_spellings):
        yield from group()


def decode_key(public):
    """SPEC 3.8: y is reduced, and the sign of x = 0 means nothing. None if there is no point."""
    number = int.from_bytes(public, "little")
    y = number % 2**255 % PRIME
    x = edwards.find_x(y)
    if x is None:
        return None
    return (x, y) if x == 0 or x & 1 == number >> 255 else (PRIME - x, y)


def holds_plainly(public, text, encoded):
    """SPEC 3.8 in plain integers: what it says, and not what a library does."""
    try:
        signature = base64.b64decode(encoded, validate=True)
    except ValueError:
        return False
    if to_base64(signature) != encoded or len(signature) != 64:
        return False
    first, scalar, point = signature[:32], int.from_bytes(signature[32:], "little"), decode_key(public)
    if scalar >= ORDER or point is None:
        return False
    hashed = multiply(hash_scalar(first, public, text), point)
    return encode(add(multiply(scalar, BASE), negate(hashed))) == first


def disagreements(vector, intended):
    public, text = bytes.fromhex(vector["public_key_hex"]), bytes.fromhex(vector["message_hex"])
    if holds_plainly(public, text, vector["signature_b64"]) is not vector["holds"]:
        yield "the library and the words of SPEC 3.8 do not agree"
    for member, meant in intended.items():
        if vector[member] is not meant:
            yield f"{member} was meant to be {meant}"
