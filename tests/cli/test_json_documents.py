"""docs/json.md, the schemas in docs/schemas and the program agree, member by member. docs/checks.md has every check."""

import base64
import collections
import copy
import itertools
import json
import os
import re
import unittest

import json_outputs
import jsonschema
import schemas
import support

PAGE = (schemas.ROOT / "docs/json.md").read_text(encoding="utf-8")
CHECKS = (schemas.ROOT / "docs/checks.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| [^|]+ \|$")

# Reports that the library makes: test_audit.py and test_publish.py in bindings/python/tests compare them with their
# schemas.
OF_THE_LIBRARY = {"pith-merge.audit.v1", "pith-merge.audit-run.v1", "pith-merge.audit-summary.v1",
                  "pith-merge.bundle.v1"}

OF_EACH_TYPE = {"null": None, "boolean": True, "integer": 7, "string": "%", "array": [None], "object": {"%": 1}}


# ---- what the tables say ------------------------------------------------------------------------------------


def read_tables():
    """{format or other heading: {table: [(member, type, there)]}}, from the headings of the page."""
    tables, part, name = {}, None, None
    for line in PAGE.splitlines():
        if line.startswith("## "):
            part, name = line[3:], None
        elif line.startswith("### "):
            name = line[4:]
            tables.setdefault(part, {})[name] = []
        elif (row := ROW.match(line)) and name is not None:
            tables[part][name].append(row.groups())
    return tables


def type_word(schema):
    """How the page writes the type of a member."""
    if "$ref" in schema:
        return schema["$ref"].removeprefix("#/$defs/")
    if "anyOf" in schema:
        return " or ".join(map(type_word, schema["anyOf"]))
    if "const" in schema or "enum" in schema:
        [word] = {{str: "string", bool: "boolean"}[type(value)] for value in schema.get("enum", [schema.get("const")])}
        return word
    if schema["type"] == "array":
        return "array of " + type_word(schema["items"])
    if "additionalProperties" in schema:
        return "object of " + type_word(schema["additionalProperties"])
    return schema["type"] if isinstance(schema["type"], str) else " or ".join(schema["type"])


def read_schema(schema):
    """{table: [(member, type, there)]}; of `there` only whether it is `always`."""
    return {name: [(member, type_word(part), member in definition["required"])
                   for member, part in definition["properties"].items()]
            for name, definition in schema["$defs"].items()}


class Tables(unittest.TestCase):
    maxDiff = None

    def test_they_have_the_members_and_types_of_the_schemas(self):
        tables = read_tables()
        common = {name: rows for part, named in tables.items() if part not in schemas.SCHEMAS
                  for name, rows in named.items()}
        self.assertEqual(set(tables) & set(schemas.SCHEMAS), set(schemas.SCHEMAS))
        for name, schema in schemas.SCHEMAS.items():
            documented = {table: [(member, word, there == "always") for member, word, there in rows]
                          for table, rows in {**common, **tables[name]}.items()
                          if table in schema["$defs"] or table in tables[name]}
            self.assertEqual(documented, read_schema(schema), name)

    def test_each_format_is_listed_and_its_schema_is_linked(self):
        listed = re.findall(r"^\| \[`(pith-merge\.[\w-]+\.v\d+)`\]", PAGE, re.MULTILINE)
        self.assertEqual(sorted(listed), sorted(schemas.SCHEMAS))
        for name in schemas.SCHEMAS:
            self.assertIn(f"[{name}.schema.json](schemas/{name}.schema.json)", PAGE)


# ---- what the program prints --------------------------------------------------------------------------------


def each_object(schema, table, value):
    """(table, object) for a document and each object in it."""
    yield table, value
    for member, part in schema["$defs"][table]["properties"].items():
        inner = part.get("items", part)
        inner = inner.get("anyOf", [inner])[0]  # an object or null
        if "$ref" in inner and value.get(member) is not None:
            for one in value[member] if "items" in part else [value[member]]:
                yield from each_object(schema, type_word(inner), one)


class Output(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.reports = json_outputs.verify_reports()
        cls.documents = [*cls.reports, *json_outputs.other_documents()]

    def test_it_is_as_the_schemas_say(self):
        self.assertEqual([(document, faults) for document in self.documents if (faults := schemas.faults(document))],
                         [])
        counts = collections.Counter((document["format"].split(".")[1], "error" in document)
                                     for document in self.documents)
        self.assertGreater(counts.pop(("verify", False)), 150)
        self.assertGreater(counts.pop(("explain", False)), 150)
        self.assertEqual(counts, {("verify", True): 4, ("merge", True): 5, ("canon", True): 3, ("merge", False): 1,
                                  ("canon", False): 2, ("diff", True): 3, ("diff", False): 39,
                                  ("explain", True): 6, ("evidence", True): 5, ("evidence", False): 1,
                                  ("verify-evidence", False): 6, ("sign", True): 3, ("sign", False): 1,
                                  ("graph", True): 5, ("minimise", True): 4, ("bundle", True): 5,
                                  ("would-fork", True): 4, ("would-fork", False): json_outputs.JUDGED_DRAFTS + 5})

    def test_a_name_that_is_not_utf8_can_be_told(self):
        for command in ("verify", "merge", "canon"):
            [named] = [one for one in json_outputs.refusals(command) if "file_bytes_b64" in one]
            name = base64.b64decode(named["file_bytes_b64"], validate=True)
            self.assertTrue(name.endswith(b"\xff.json"))
            self.assertEqual(named["file"], name.decode("utf-8", "replace"))
        path = support.scratch_path("name").with_name("caf\udce9.json")  # as ISO 8859-1 writes it
        path.write_bytes(support.BUNDLES[0].read_bytes())
        [report] = json_outputs.read_lines(support.run("verify", "--json", path).out)
        self.assertEqual((report["ok"], schemas.faults(report)), (True, []))
        self.assertEqual(base64.b64decode(report["file_bytes_b64"]), os.fsencode(path))

    def test_the_format_comes_first(self):
        for command, name in (("verify", "verify"), ("merge", "merge"), ("canon", "canon")):
            options = ["--json"] if command == "verify" else ["--json", "--sha256"]
            done = support.run(command, *options, support.BUNDLES[0])
            self.assertTrue(done.out.startswith(b'{"format":"pith-merge.%s.v1",' % name.encode()), done.out[:60])

    def test_the_reports_are_of_every_kind(self):
        """What the schemas allow occurs: each name of a list, null where it may be, members that may be left out."""
        for format_name, schema in schemas.SCHEMAS.items():
            if format_name in OF_THE_LIBRARY:
                continue
            seen, counts = collections.defaultdict(list), collections.Counter()
            for document in self.documents:
                if document["format"] == format_name:
                    table = "refusal" if "error" in document else "report"
                    for name, value in each_object(schema, table, document):
                        counts[name] += 1
                        for member in value:
                            seen[name, member].append(value[member])
            for name, rows in read_schema(schema).items():
                for member, word, is_always in rows:
                    self.check_variety(schema["$defs"][name]["properties"][member], word, seen[name, member],
                                       f"{format_name} {name}.{member}")
                    if is_always:
                        self.assertEqual(len(seen[name, member]), counts[name], member)
                    elif (name, member) != ("report", "file_bytes_b64"):  # it has its own test
                        self.assertTrue(0 < len(seen[name, member]), (format_name, name, member))

    def check_variety(self, part, word, values, where):
        if word.endswith(" or null"):
            self.assertEqual({value is None for value in values}, {True, False}, where)
        if word.startswith("array"):
            self.assertTrue(any(values), where)
        if word == "boolean" and "const" not in part:
            self.assertEqual(set(values), {True, False}, where)
        self.assertEqual(set(part.get("enum", [])) - set(map(str, values)), set(), where)

    def test_every_check_is_on_its_page_and_both_passes_and_fails(self):
        names = re.findall(r"^### (\w+)$", CHECKS, re.MULTILINE)
        reports = [[check for check in report["checks"] if check["ok"]] for report in self.reports if report["ok"]]
        self.assertIn(names, [[check["name"] for check in checks] for checks in reports])
        failed = {check["name"] for report in self.reports for check in report["checks"] if not check["ok"]}
        self.assertEqual(failed, set(names))

    def test_every_reason_is_on_the_page_of_the_checks(self):
        header = (schemas.ROOT / "include/pith/event.h").read_text(encoding="utf-8")
        reasons = re.findall(r"^  (\w+),", header.split("enum class Reason")[1].split("};")[0], re.MULTILINE)
        section = CHECKS.split("### events\n")[1].split("\n### ")[0]
        rows = re.findall(r"^\| (`[a-z`_, ]+`) \|", section, re.MULTILINE)
        self.assertEqual([name for row in rows for name in re.findall(r"`(\w+)`", row)], reasons)

    def test_each_check_is_described_in_four_parts(self):
        for section in CHECKS.split("\n## ")[1].split("\n### ")[1:]:
            self.assertEqual(re.findall(r"\*\*(Recomputes|A failure means|How it happens|What to do|what to do)\*\*",
                                        section)[:4],
                             ["Recomputes", "A failure means", "How it happens",
                              "what to do" if section.startswith("events\n") else "What to do"], section[:30])


# ---- whether the schemas would notice -----------------------------------------------------------------------


def replace(document, path, value):
    changed = copy.deepcopy(document)
    parent = changed
    for part in path[:-1]:
        parent = parent[part]
    if value is ...:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return changed


def walk(value, path=()):
    """(path, value) of the document and everything in it."""
    yield path, value
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, child in children:
        yield from walk(child, (*path, name))


class Schemas(unittest.TestCase):
    def samples(self):
        """A report of each table, small enough to be changed everywhere."""
        changed = json.loads(support.BUNDLES[0].read_bytes())
        changed["source"]["id"] = "x"
        changed["events"][1]["target"] = "x"
        for done in (*(support.run("diff", "--json", *pair) for pair in json_outputs.audits()),
                     support.run("diff", "--json", support.write_file(b"{}"), support.write_file(b"{}")),
                     support.run("verify", "--json", support.BUNDLES[0], support.write_json(changed)),
                     support.run("merge", "--json", "--sha256", support.BUNDLES[0]),
                     support.run("canon", "--json", "--sha256", support.BUNDLES[0]),
                     support.run("explain", "--json", support.event_id(changed["events"][1]),
                                 support.write_json(changed)),
                     support.run("explain", "--json", "--no-default-keys", changed["events"][0]["event_id"],
                                 support.BUNDLES[0]),
                     support.run("verify", "--json", "--no-default-keys", support.BUNDLES[0]),
                     *(support.run(command, "--json", support.write_file(b"{,}")) for command in
                       ("verify", "merge", "canon"))):
            yield from json_outputs.read_lines(done.out)
        yield from itertools.islice(json_outputs.input_diffs(), 10)

    def test_they_are_schemas(self):
        for name, schema in schemas.SCHEMAS.items():
            jsonschema.Draft202012Validator.check_schema(schema)
            self.assertEqual(schema["$schema"], jsonschema.Draft202012Validator.META_SCHEMA["$id"], name)

    def test_they_notice_what_is_missing_or_has_another_type(self):
        for sample in self.samples():
            self.assertEqual(schemas.faults(sample), [])
            is_file_optional = "error" in sample and sample["format"] != "pith-merge.verify.v1"
            for path, value in walk(sample):
                is_file_optional = is_file_optional or path[:1] in (("copies",), ("inputs",))
                is_optional = not path or not isinstance(path[-1], str) or path[-1] == "file" and is_file_optional
                if not is_optional and path[-1] != "format":
                    self.assertTrue(schemas.faults(replace(sample, path, ...)), f"{path} is removed")
                for word, other in OF_EACH_TYPE.items():
                    if path and path[-1] != "format" and not self.is_allowed(sample["format"], path, word):
                        self.assertTrue(schemas.faults(replace(sample, path, other)), f"{path} is {word}")

    @staticmethod
    def is_allowed(name, path, word):
        """Whether the tables of this format allow a member to have another value of this type."""
        allowed = collections.defaultdict(set)  # two tables may have members of one name
        for part, named in read_tables().items():
            if name in part or "pith-merge." not in part:
                for member, words, _ in (row for rows in named.values() for row in rows):
                    allowed[member].update(words.split(" or "))
        if path[-1] in ("expected", "actual", "reason"):
            return word in ("null", "string")  # whether null is right depends on another member
        if path[-1] in ("causes", "consequences"):
            return False  # an array of null
        return word in allowed.get(path[-1], []) if isinstance(path[-1], str) else word == "string"

    def test_an_unknown_member_is_a_fault_in_the_tests_alone(self):
        for sample in self.samples():
            for path, value in walk(sample):
                if isinstance(value, dict):
                    changed = replace({"": sample}, ("", *path, "new"), 1)[""]
                    self.assertTrue(schemas.faults(changed), path)
                    self.assertEqual(schemas.faults(changed, schemas.OPEN), [], path)


if __name__ == "__main__":
    unittest.main()
