"""The program's output does not depend on configuration files, locale, time zone or other variables."""

import json
import os
import unittest

import support

# Each of these files changes how OpenSSL's default library context behaves.
CONFIGURATIONS = {
    "broken": "openssl_conf = [[[\n= no section\n\x00",
    "names_a_missing_section": "openssl_conf = nowhere\nconfig_diagnostics = 1\n",
    "fips_only": """
config_diagnostics = 1
openssl_conf = all
[all]
providers = providers_used
alg_section = algorithms
[providers_used]
fips = fips_used
base = base_used
[fips_used]
activate = 1
[base_used]
activate = 1
[algorithms]
default_properties = fips=yes
""",
    "activates_nothing": """
openssl_conf = all
[all]
providers = providers_used
[providers_used]
default = default_used
[default_used]
activate = 0
""",
    "null_provider": """
openssl_conf = all
[all]
providers = providers_used
[providers_used]
null = null_used
[null_used]
activate = 1
""",
    "impossible_properties": """
openssl_conf = all
[all]
alg_section = algorithms
[algorithms]
default_properties = provider=nobody
""",
}


class Environment(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        bundle = json.loads(support.BUNDLE_OF_PAGE.read_bytes())
        bundle["events"][1]["payload"]["graph_snapshot"]["claims"]["count"] = 1
        changed = support.write_json(bundle)
        numbers = support.write_file(b'{"I":[0.1,1e22,-1E-7,1234567.5],"i":"\\u0130\\u0131\\u00df"}')
        refused = support.write_file(b'{"a":1,"a":1e5}')
        cls.commands = [
            ("verify", *support.BUNDLES), ("verify", "--json", *support.BUNDLES),
            ("verify", "--json", changed), ("verify", changed), ("merge", support.BUNDLE_OF_PAGE),
            ("merge", "--sha256", changed), ("canon", support.BUNDLE_OF_PAGE),
            ("canon", "--sha256", support.BUNDLE_OF_PAGE), ("canon", numbers),
            ("canon", refused), ("verify", refused), ("merge", refused), ("--version",), ("verify", "--help"),
        ]
        cls.plain = {"PATH": os.environ.get("PATH", "")}
        cls.expected = [support.run(*command, environment=cls.plain) for command in cls.commands]

    def check(self, **variables):
        for command, expected in zip(self.commands, self.expected):
            with self.subTest(command=command[:2], **variables):
                done = support.run(*command, environment={**self.plain, **variables})
                self.assertEqual((done.exit, done.out, done.err), expected)

    def test_the_expected_results_are_right(self):
        # Otherwise a program that fails in every environment would pass all of these tests.
        exits = [done.exit for done in self.expected]
        self.assertEqual(exits, [0, 0, 1, 1, 0, 0, 0, 0, 0, 2, 2, 2, 0, 0])
        states = [json.loads(line)["ok"] for line in self.expected[1].out.splitlines()]
        self.assertEqual(states, [True] * len(support.BUNDLES))

    def test_openssl_configurations(self):
        for name, text in CONFIGURATIONS.items():
            self.check(OPENSSL_CONF=str(support.write_file(text.encode(), f"{name}.cnf")))

    def test_openssl_paths_that_do_not_exist(self):
        self.check(OPENSSL_CONF="/nonexistent/openssl.cnf")
        self.check(OPENSSL_CONF="")
        self.check(OPENSSL_MODULES="/nonexistent")
        self.check(OPENSSL_ENGINES="/nonexistent", OPENSSL_CONF_INCLUDE="/nonexistent")
        fips = str(support.write_file(CONFIGURATIONS["fips_only"].encode(), "fips.cnf"))
        self.check(OPENSSL_MODULES="/nonexistent", OPENSSL_CONF=fips)

    def test_locales(self):
        # Turkish has a dotless i, German has a decimal comma, and zz_ZZ does not exist.
        for locale in ("de_DE.UTF-8", "tr_TR.UTF-8", "C", "C.UTF-8", "POSIX", "zz_ZZ.nonsense", ""):
            self.check(LC_ALL=locale)
            self.check(LANG=locale, LC_NUMERIC=locale, LC_CTYPE=locale)

    def test_time_zones(self):
        for zone in ("UTC", "Asia/Kathmandu", "America/St_Johns", "XYZ-25:61", ":/nonexistent", ""):
            self.check(TZ=zone)

    def test_an_empty_environment(self):
        for command, expected in zip(self.commands, self.expected):
            with self.subTest(command=command[:2]):
                self.assertEqual(support.run(*command, environment={}), expected)

    def test_terminal_variables(self):
        self.check(NO_COLOR="1")
        self.check(TERM="xterm-256color", COLORTERM="truecolor", COLUMNS="20", LINES="5")
        self.check(TERM="dumb")


if __name__ == "__main__":
    unittest.main()
