"""The curve of Ed25519 in plain integer arithmetic: slow, obvious, and independent of every library."""

import random

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, PRIME) % PRIME
SIGN_BIT = 1 << 255
IDENTITY = (0, 1)


def square_root(square):
    """A root modulo the prime (which is 5 modulo 8), or None."""
    root = pow(square, (PRIME + 3) // 8, PRIME)
    if root * root % PRIME != square % PRIME:
        root = root * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    return root if root * root % PRIME == square % PRIME else None


def find_x(y):
    """Solves -x^2 + y^2 = 1 + d x^2 y^2 for x. None if no point has this y."""
    return square_root((y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME)


def add(left, right):
    (x1, y1), (x2, y2) = left, right
    product = D * x1 * x2 * y1 * y2 % PRIME
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, PRIME) % PRIME
    y = (y1 * y2 + x1 * x2) * pow(1 - product, -1, PRIME) % PRIME
    return x, y


def multiply(scalar, point):
    result = IDENTITY
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def encode_number(y, is_x_odd=0):
    return (y | (SIGN_BIT if is_x_odd else 0)).to_bytes(32, "little")


def encode(point):
    return encode_number(point[1], point[0] & 1)


def decode(data):
    number = int.from_bytes(data, "little")
    y = number & (SIGN_BIT - 1)
    x = find_x(y)
    if x & 1 != number >> 255:
        x = PRIME - x
    return x, y


def random_point(random_source):
    while True:
        y = random_source.randrange(PRIME)
        x = find_x(y)
        if x is not None:
            return x, y


def small_order_points():
    """All eight points. The order of ORDER times any point divides 8."""
    random_source = random.Random(8)
    while True:
        point = multiply(ORDER, random_point(random_source))
        points = {multiply(times, point) for times in range(8)}
        if len(points) == 8:
            return sorted(points)


def non_canonical_small_order():
    """Encodings that are not canonical, and that careless decoders take for a point of small order."""
    points = small_order_points()
    raised = [
        encode_number(y + PRIME, odd) for _, y in points if y + PRIME < SIGN_BIT for odd in (0, 1)
    ]
    minus_zero = [encode_number(y, 1) for x, y in points if x == 0]
    return sorted(set(raised + minus_zero))


def numbers_off_the_curve(count):
    random_source = random.Random(count)
    found = [y for y in range(2, 30) if find_x(y) is None]
    while len(found) < count:
        y = random_source.randrange(PRIME)
        if find_x(y) is None:
            found.append(y)
    return found[:count]
