"""Which keys a caller can give, and which are refused."""

import base64
import json
import re
import unittest

import edwards
import support

CREATED_AT = json.loads(support.BUNDLE_OF_PAGE.read_bytes())["events"][0]["created_at"]


def b64(data):
    return base64.b64encode(data).decode()


class KeyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.key = support.SigningKey("keys-test-key")
        cls.bundle = support.write_json(
            support.make_signed_bundle(support.BUNDLE_OF_PAGE, cls.key, "registry.example")
        )

    def entry(self, **more):
        return support.make_key_entry(self.key.key_id, self.key.public, **more)

    def bound(self, **more):
        return self.entry(**{"signer_id": "registry.example", "signer_type": "pith_registry", **more})

    def minimal(self, **more):
        return {"key_id": self.key.key_id, "algorithm": "ed25519", "public_key_b64": b64(self.key.public),
                **more}

    def with_keys(self, *values):
        options = [part for value in values for part in ("--keys", support.write_json(value, "keys.json"))]
        return support.run("verify", "--json", *options, self.bundle)

    def check_only_refused(self, done):
        """With --json, a key file that is refused gives an object, and no bundle is verified."""
        codes = [json.loads(line)["error"]["code"] for line in done.out.splitlines()]
        self.assertEqual((done.exit, codes), (2, ["bad_key"]))

    def check_accepted(self, *values):
        done = self.with_keys(*values)
        self.assertEqual((done.exit, done.err), (0, ""), values)
        return done

    def check_taken(self, *values):
        """The keys are accepted, whether or not the bundle then holds."""
        done = self.with_keys(*values)
        self.assertIn(done.exit, (0, 1), f"{done.err} {values}")
        self.assertEqual(done.err, "")
        return json.loads(done.out)

    def check_refused(self, entry):
        """Every command refuses the entry, alone and beside a good key, and prints its place and nothing else."""
        good = support.SigningKey("another-good-key")
        fine = json.dumps(support.make_key_entry(good.key_id, good.public)).encode()
        bad = json.dumps(entry).encode()
        for text, line in ((bad, 1), (b"[" + fine + b",\n\n " + bad + b"]", 3),
                           (b'{"public_keys":[\n' + bad + b",\n" + fine + b"]}", 2)):
            path = support.write_file(text, "keys.json")
            for command in ("verify", "merge"):
                done = support.run(command, "--keys", path, support.BUNDLE_OF_PAGE)
                with self.subTest(command, entry=entry, line=line):
                    self.assertEqual((done.exit, done.out), (2, b""))
                    where = rf"{re.escape(str(path))}:{line}:[1-9]\d*"
                    self.assertRegex(done.err, rf"\A{where}: bad_key: \S[^\n]*\n\Z")


class Accepted(KeyTest):
    def test_the_forms_of_a_file(self):
        outputs = {
            self.check_accepted(value).out
            for value in (self.bound(), [self.bound()], {"public_keys": [self.bound()]},
                          {"public_keys": [self.bound()], "served_at": "whenever"})
        }
        self.assertEqual(len(outputs), 1)

    def test_what_may_be_left_out(self):
        binding = {"signer_id": "registry.example", "signer_type": "pith_registry"}
        full = self.check_accepted(self.bound()).out
        self.assertEqual(self.check_accepted(self.minimal(**binding)).out, full)
        optional = ("public_key_hex", "fingerprint_sha256_hex", "fingerprint_sha256_b32_first128bits",
                    "rotates_at", "format", "url", "notes")
        for member in optional:
            entry = self.bound(**{member: None})
            self.assertEqual(self.check_accepted(entry).out, full, f"{member} is null")
            del entry[member]
            self.assertEqual(self.check_accepted(entry).out, full, f"{member} is left out")

    def test_null_binds_nothing(self):
        for members in ({"signer_id": None}, {"signer_type": None}, {"signer_id": None, "signer_type": None}):
            report = self.check_taken(self.entry(**members))
            self.assertEqual(report["keys"][0]["signer_id"], None)
            self.assertEqual(report["keys"][0]["signer_type"], None)
            self.assertEqual(report["keys"][0]["origin"], "given")

    def test_several_keys_and_files(self):
        other = support.SigningKey("other")
        same_name = support.make_key_entry(self.key.key_id, other.public)
        same_key = support.make_key_entry("other-name", self.key.public)
        # A key is looked up by key_id and fingerprint together, so these are three keys.
        done = self.check_accepted([same_name, self.bound(), same_key])
        self.assertEqual(done.out, self.check_accepted(same_key, self.bound(), same_name).out)

    def test_points_of_mixed_order_are_keys(self):
        # Only points of small order are refused. A point with a component of small order is accepted.
        base = edwards.decode(self.key.public)
        self.assertEqual(edwards.encode(base), self.key.public)
        for small in edwards.small_order_points():
            if small != edwards.IDENTITY:
                mixed = edwards.encode(edwards.add(base, small))
                self.check_taken(support.make_key_entry("mixed", mixed))


class Refused(KeyTest):
    def test_fields_that_disagree(self):
        other = support.make_key_entry("other", support.SigningKey("other").public)
        for member in ("public_key_hex", "fingerprint_sha256_hex", "fingerprint_sha256_b32_first128bits",
                       "public_key_b64"):
            self.check_refused(self.entry(**{member: other[member]}))
        for member in ("public_key_hex", "fingerprint_sha256_hex", "fingerprint_sha256_b32_first128bits"):
            right = self.entry()[member]
            for wrong in (right[:-1], right + "0", right + "=", "", 7, [right]):
                self.check_refused(self.minimal(**{member: wrong}))

    def test_required_members(self):
        for member in ("key_id", "algorithm", "public_key_b64"):
            for value in (None, 1, {}):
                self.check_refused(self.entry(**{member: value}))
            entry = self.entry()
            del entry[member]
            self.check_refused(entry)
        for not_an_entry in (1, "x", None, [self.entry()]):
            done = self.with_keys([not_an_entry])
            self.check_only_refused(done)
            self.assertIn(": bad_key: ", done.err)

    def test_other_algorithms(self):
        for algorithm in ("Ed25519", "ED25519", "ed448", "x25519", "ed25519 ", "", "rsa"):
            self.check_refused(self.entry(algorithm=algorithm))

    def test_rotates_at_must_be_an_instant(self):
        for text in ("", "soon", "2030-01-01", "2030-01-01T00:00:00", "2030-01-01T00:00:00z",
                     "2030-01-01 00:00:00Z", "2030-01-01T00:00:00+00:00", "2030-13-01T00:00:00Z",
                     "2030-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2030-01-01T24:00:00Z",
                     "2030-01-01T00:60:00Z", "2016-12-31T23:59:60Z", "0000-01-01T00:00:00Z",
                     "2030-01-01T00:00:00.Z", "2030-01-01T00:00:00.1234567890Z", "2030-01-01T00:00:00,5Z",
                     "02030-01-01T00:00:00Z", "2030-01-01T00:00:00Z ", "\u0662030-01-01T00:00:00Z",
                     1893456000,
                     False):
            self.check_refused(self.entry(rotates_at=text))
        for text in ("2100-01-01T00:00:00Z", "2096-02-29T23:59:59.123456789Z", "9999-12-31T23:59:59Z"):
            self.check_accepted(self.bound(rotates_at=text))

    def test_a_retired_key(self):
        second = CREATED_AT[:-1]
        for rotates_at, reason in ((CREATED_AT, "key_expired"), (second + ".000000000Z", "key_expired"),
                                   (second + ".000000001Z", None), ("0001-01-01T00:00:00Z", "key_expired")):
            done = self.with_keys(self.bound(rotates_at=rotates_at))
            report = json.loads(done.out)
            self.assertEqual(support.reasons(report), [reason, reason], rotates_at)
            # rotates_at is not applied to receipts and bundle signatures: their time is not signed.
            failed = set() if reason is None else {"events", "state", "state_sha256"}
            self.assertEqual(set(support.failed_checks(report)), failed)

    def test_loose_base64(self):
        right = b64(self.key.public)
        self.assertTrue(right.endswith("="))
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for stray in (1, 2, 3):
            last = alphabet[alphabet.index(right[-2]) + stray]
            self.assertEqual(base64.b64decode(right[:-2] + last + "="), self.key.public)
            self.check_refused(self.minimal(public_key_b64=right[:-2] + last + "="))
        for wrong in (right[:-1], right + "=", right + "\n", " " + right, right[:20] + " " + right[20:],
                      right[:20] + "\n" + right[20:], right[:-1] + "A", "", "=", right + right,
                      right.rstrip("=") + "-",
                      b64(self.key.public[:31]), b64(self.key.public + b"\x00"), self.key.public.hex()):
            self.check_refused(self.minimal(public_key_b64=wrong))

    def test_url_safe_base64(self):
        registry = support.REGISTRY_KEY_B64
        self.assertIn("/", registry)
        entry = {"key_id": "k", "algorithm": "ed25519", "public_key_b64": registry}
        self.check_taken(entry)
        self.check_refused({**entry, "public_key_b64": registry.replace("/", "_")})

    def test_encodings_that_are_not_canonical(self):
        for y in range(edwards.PRIME, 2**255):
            for odd in (0, 1):
                self.check_refused(support.make_key_entry("k", edwards.encode_number(y, odd)))

    def test_numbers_that_are_not_on_the_curve(self):
        for y in edwards.numbers_off_the_curve(40):
            self.check_refused(support.make_key_entry("k", edwards.encode_number(y, y & 1)))

    def test_points_of_small_order(self):
        points = edwards.small_order_points()
        self.assertEqual(len(points), 8)
        for point in points:
            self.assertEqual(edwards.multiply(8, point), edwards.IDENTITY)
            self.check_refused(support.make_key_entry("k", edwards.encode(point)))
        others = edwards.non_canonical_small_order()
        self.assertEqual(len(others), 6)
        for data in others:
            self.check_refused(support.make_key_entry("k", data))

    def test_files_that_are_not_key_files(self):
        for value in (1, "x", None, True):
            done = self.with_keys(value)
            self.check_only_refused(done)
        broken = support.write_file(b'{"public_keys":[\n {"key_id":1,"key_id":2}]}')
        done = support.run("verify", "--keys", broken, self.bundle)
        self.assertEqual((done.exit, done.out), (2, b""))
        self.assertTrue(done.err.startswith(f"{broken}:2:14: duplicate_key: "), done.err)
        missing = support.scratch_path()
        done = support.run("merge", "--keys", missing, self.bundle)
        self.assertEqual((done.exit, done.out), (2, b""))
        self.assertIn(": unreadable: ", done.err)

    def test_a_bundle_as_a_file_of_keys_gives_a_warning(self):
        """It is a document of keys by SPEC 3.2. Whoever made it would vouch for it."""
        bundle = json.loads(self.bundle.read_bytes())
        bundle["public_keys"] = [self.bound()]
        own = support.write_json(support.sign_bundle(bundle, self.key))
        for command in ("verify", "merge", "audit"):
            done = support.run(command, "--keys", own, own)
            self.assertEqual((done.exit, done.err.count(f"{own}: warning: this is a bundle")), (0, 1), done.err)
            self.assertNotIn("this is a bundle", support.run(command, "--quiet", "--keys", own, own).err)
        keys = support.write_json({"public_keys": [self.bound()]})
        self.assertEqual(support.run("verify", "--keys", keys, own).err, "")


class EmptyName(KeyTest):
    def test_an_empty_file_name_is_not_the_next_argument(self):
        """A forged bundle lists its own key, bound to the registry's name. As a key file, it would vouch for itself."""
        attacker = support.SigningKey("attacker-key")
        forged = support.make_signed_bundle(support.BUNDLE_OF_PAGE, attacker, "pith.science")
        forged["public_keys"] = [support.make_key_entry(attacker.key_id, attacker.public, signer_id="pith.science",
                                                        signer_type="pith_registry")]
        forged = support.sign_bundle(forged, attacker)
        first, second = support.write_json(forged), support.write_json(forged)
        self.assertEqual(support.run("verify", first, second).exit, 1)
        self.assertEqual(support.run("verify", "--keys", first, second).exit, 0)  # what must never happen by mistake
        for command in ("verify", "merge"):
            for keys in (("--keys=",), ("--keys", "")):
                for arguments in ((*keys, first, second), (first, *keys, second), (first, second, *keys)):
                    done = support.run(command, *arguments)
                    self.assertEqual((done.exit, done.out), (2, b""), arguments)


class SameKeyTwice(KeyTest):
    def both_orders(self, first, second):
        """As one array and as two files, in both orders."""
        return [self.with_keys([first, second]), self.with_keys([second, first]),
                self.with_keys(first, second), self.with_keys(second, first)]

    def test_one_entry_fills_what_the_other_leaves_out(self):
        full = self.check_accepted(self.bound()).out
        halves = [
            (self.entry(signer_id="registry.example"), self.entry(signer_type="pith_registry")),
            (self.bound(), self.minimal()),
            (self.bound(), self.bound()),
            (self.bound(signer_id=None), self.minimal(signer_id="registry.example")),
        ]
        for first, second in halves:
            for done in self.both_orders(first, second):
                self.assertEqual((done.exit, done.err, done.out), (0, "", full))

    def test_rotates_at_is_filled_too(self):
        outputs = self.both_orders(self.bound(rotates_at=CREATED_AT), self.entry())
        for done in outputs:
            self.assertEqual(support.reasons(json.loads(done.out)), ["key_expired", "key_expired"])
        self.assertEqual(len({done.out for done in outputs}), 1)

    def test_three_partial_entries_in_any_order(self):
        parts = [self.minimal(signer_id="registry.example"), self.minimal(signer_type="pith_registry"),
                 self.minimal(rotates_at="2100-01-01T00:00:00Z")]
        outputs = {self.check_accepted([parts[a], parts[b], parts[c]]).out
                   for a, b, c in ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0))}
        self.assertEqual(len(outputs), 1)

    def test_what_differs_is_refused(self):
        for member, one, other in (("signer_id", "a", "b"), ("signer_type", "pith_registry", "person"),
                                   ("rotates_at", "2100-01-01T00:00:00Z", "2100-01-01T00:00:01Z")):
            for done in self.both_orders(self.entry(**{member: one}), self.entry(**{member: other})):
                self.check_only_refused(done)
                self.assertRegex(done.err, r":\d+:\d+: bad_key: ")

    def test_an_entry_must_agree_with_the_built_in_key(self):
        registry = support.make_key_entry(support.REGISTRY_KEY_ID, base64.b64decode(support.REGISTRY_KEY_B64))
        same = {**registry, "signer_id": "pith.science", "signer_type": "pith_registry"}
        self.check_taken(registry)
        self.check_taken(same)
        for member in ("signer_id", "signer_type"):
            path = support.write_json({**same, member: "somebody"})
            done = support.run("verify", "--keys", path, support.BUNDLE_OF_PAGE)
            self.assertEqual((done.exit, done.out), (2, b""))
            self.assertIn(": bad_key: ", done.err)

    def test_the_built_in_key_can_be_retired(self):
        served = json.loads(support.BUNDLE_OF_PAGE.read_bytes())["public_keys"][0]
        path = support.write_json({**served, "rotates_at": CREATED_AT})
        _, report, _ = support.verify(support.BUNDLE_OF_PAGE, "--keys", path)
        self.assertEqual(support.reasons(report), ["key_expired", "key_expired"])


if __name__ == "__main__":
    unittest.main()
