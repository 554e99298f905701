"""The program writes a million doubles and some very large integers, in many spellings, as Python does."""

import json
import random
import struct
import sys
import unittest

import support

SEED = 0x1EEE754
sys.set_int_max_str_digits(5000)  # SPEC 1.4 allows 4300, which is also Python's default limit
HUGE = float("inf")


def double_of(bits):
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def bits_of(value):
    return struct.unpack("<Q", struct.pack("<d", value))[0]


def is_finite(text):
    return abs(float(text)) < HUGE


def spell_double(value, random_source):
    """One of the many texts for this double, or for one very close to it."""
    formats = (repr, "{:.17g}".format, "{:.16e}".format, "{:.20e}".format, "{:.15g}".format)
    text = random_source.choice(formats)(value)
    if "e" in text:
        mantissa, exponent = text.split("e")
        mark = random_source.choice(("e", "E", "e", "e0", "e00") if exponent[0] not in "+-" else ("e", "E"))
        zeros = "0" * random_source.randrange(4)
        sign = exponent[0] if exponent[0] in "+-" else ""
        if sign == "+" and random_source.random() < 0.5:
            sign = ""
        return f"{mantissa}{mark}{sign}{zeros}{exponent.lstrip('+-')}"
    if "." not in text:
        return text + random_source.choice((".0", "e0", "E-0", ".0000"))
    return text + random_source.choice(("", "0", "00", "e0", "E+0", "e-00"))


def random_bit_patterns(count, random_source):
    texts = []
    while len(texts) < count:
        value = double_of(random_source.getrandbits(64))
        if value == value and abs(value) < HUGE:
            texts.append(spell_double(value, random_source))
    return texts


def random_decimals(count, random_source):
    texts = []
    while len(texts) < count:
        digits = str(random_source.randrange(10 ** random_source.randint(1, 25)))
        point = random_source.randint(1, len(digits))
        whole = digits[:point] if point == 1 or digits[0] != "0" else "0"
        fraction = f".{digits[point:]}" if point < len(digits) else ""
        wide, narrow = random_source.randint(-345, 310), random_source.randint(-30, 30)
        exponent = random_source.choice(("", f"e{wide}", f"E{narrow:+}"))
        text = random_source.choice(("", "-")) + whole + fraction + exponent
        if is_finite(text):
            texts.append(text)
    return texts


def around_powers(random_source):
    """Doubles and integers at the powers of 2 and of 10, and up to two steps away."""
    texts = []
    powers_of_two = [2.0**power for power in range(-1074, 1024)]
    powers_of_ten = [float(f"1e{power}") for power in range(-323, 309)]
    for value in powers_of_two + powers_of_ten:
        for step in (-2, -1, 0, 1, 2):
            near = double_of(max(bits_of(value) + step, 0))
            if near < HUGE:
                texts.extend((repr(near), f"-{near:.17e}", spell_double(near, random_source)))
    for whole in [2**power for power in range(1200)] + [10**power for power in range(400)]:
        texts.extend(str(sign * (whole + step)) for sign in (1, -1) for step in (-1, 0, 1))
    return [text for text in texts if is_finite(text) or text.lstrip("-").isdigit()]


def subnormals(count, random_source):
    values = (double_of(random_source.getrandbits(random_source.randint(1, 52))) for _ in range(count))
    return [spell_double(value, random_source) for value in values]


def halfway_cases(count, random_source):
    """The exact middle of two neighbouring doubles, and texts just below and above it."""
    texts = []
    while len(texts) < count:
        exponent, mantissa = random_source.randint(1, 2046), random_source.getrandbits(52)
        power = exponent - 1075 - 1
        middle = 2 * (2**52 + mantissa) + 1  # times 2^power
        if abs(power) > 240:  # keeps the exact decimals short enough
            continue
        if power >= 0:
            texts.extend((f"{middle << power}.0", f"{(middle << power) - 1}.9999", f"{middle << power}.0001"))
        else:
            digits = str(middle * 5**-power).rjust(-power + 1, "0")
            text = f"{digits[:power]}.{digits[power:]}"
            texts.extend((text, text + "0000001", text[:-1] + "49999"))
    return texts


def edges():
    texts = ["-0", "0", "-0.0", "0.0", "0e5", "-0E-5", "1E5", "1e05", "1.0e+0000000000000001", "1e-00005",
             "5e-324", "2.5e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "-1e-400", "1e-400",
             "1e-999999999", "2.2250738585072011e-308", "2.2250738585072014e-308", "1.7976931348623157e308",
             "1.7976931348623158e308", "9007199254740993.0", "9007199254740993", "0.1", "0.30000000000000004",
             "179769313486231570000.0e288", "-1.0", "100", "1e2", "123456789012345678",
             "123456789012345678.0"]
    for power in (14, 15, 16, 17, 18):
        texts.extend(f"{digit}e{power}" for digit in ("1", "9.999999999999999", "1.5", "-1", "-9.99999"))
        for step in (-2, -1, 0, 1, 2):
            texts.extend(f"{10**power + step}.{tail}" for tail in ("0", "5", "25", "9"))
    for power in (3, 4, 5, 6, 7):
        digits = ("1", "9.999999999999999", "9.9999999999999999", "1.23")
        texts.extend(f"{digit}e-{power}" for digit in digits)
        texts.append("0." + "0" * (power - 1) + "1")
    return texts


def big_integers(random_source):
    texts = []
    for digits in (1, 15, 16, 17, 18, 19, 20, 21, 39, 40, 100, 308, 309, 310, 1000, 4299, 4300):
        for _ in range(20):
            number = random_source.randrange(10 ** (digits - 1), 10**digits)
            texts.extend((str(number), str(-number)))
        texts.extend((str(10 ** (digits - 1)), "-" + "9" * digits))
    return texts


class Doubles(unittest.TestCase):
    def check(self, texts):
        """The program writes these texts as Python does. Integers stay integers in both."""
        data = ("[" + ",\n".join(texts) + "]").encode()
        expected = support.canonical(json.loads(data))
        done = support.run("canon", stdin=data)
        self.assertEqual((done.exit, done.err), (0, ""))
        if done.out == expected:
            return
        actual = done.out[1:-1].split(b",")
        wrong = [
            (text, was.decode(), right.decode())
            for text, was, right in zip(texts, actual, expected[1:-1].split(b","))
            if was != right
        ]
        self.fail(f"{len(wrong)} of {len(texts)} differ: (text, program, Python): {wrong[:10]}")

    def test_a_million_doubles(self):
        print(f"doubles seed {SEED:#x}")
        random_source = random.Random(SEED)
        texts = around_powers(random_source) + edges() + subnormals(50_000, random_source)
        texts += halfway_cases(50_000, random_source) + random_bit_patterns(450_000, random_source)
        texts += random_decimals(max(0, 1_000_000 - len(texts)), random_source)
        self.assertGreaterEqual(len(texts), 1_000_000)
        self.check(texts)

    def test_edges(self):
        self.check(edges())

    def test_edges_with_results_written_by_hand(self):
        # So that an error in Python's json would show as well.
        for text, expected in (
            ("-0", "0"), ("-0.0", "-0.0"), ("-0e0", "-0.0"), ("1E5", "100000.0"), ("1e05", "100000.0"),
            ("1.0e+0000000000000001", "10.0"), ("1e16", "1e+16"), ("1e15", "1000000000000000.0"),
            ("9999999999999998.0", "9999999999999998.0"), ("1e-4", "0.0001"), ("1e-5", "1e-05"),
            ("0.00001", "1e-05"), ("-1e-400", "-0.0"), ("1e-400", "0.0"), ("5e-324", "5e-324"),
            ("1e100", "1e+100"), ("1e22", "1e+22"), ("123456789012345678", "123456789012345678"),
        ):
            with self.subTest(text):
                self.assertEqual(support.run("canon", stdin=text.encode()), (0, expected.encode(), ""))

    def test_big_integers(self):
        self.check(big_integers(random.Random(SEED)))


if __name__ == "__main__":
    unittest.main()
