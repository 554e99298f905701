"""The operators that make mutants. A mutant differs from the code by one operator on one line.

The operators work on lines of C++ as clang-format leaves them. They leave comments, strings and preprocessor lines
alone. A change that does not compile does not count as a mutant.
"""

import collections
import re

Mutant = collections.namedtuple("Mutant", "file line operator before after")

# Each text is replaced by the other one, one occurrence at a time. Both directions are listed.
EXCHANGES = {
    "comparison": [(" < ", " <= "), (" <= ", " < "), (" > ", " >= "), (" >= ", " > "), (" == ", " != "),
                   (" != ", " == "), (" < ", " > ")],
    "connective": [(" && ", " || "), (" || ", " && ")],
    "arithmetic": [(" + ", " - "), (" - ", " + "), (" += ", " -= "), ("++", "--"), (" * ", " / ")],
    "bits": [(" << ", " >> "), (" >> ", " << "), (" & ", " | "), (" | ", " & ")],
    "truth": [("true", "false"), ("false", "true")],
    "order": [("left", "right")],
    "choice": [("std::min(", "std::max("), ("std::max(", "std::min(")],
}
NEGATION = re.compile(r"(?<![\w!])!(?=[\w(])")
NUMBER = re.compile(r"(?<![\w.'])(0x[0-9A-Fa-f]+|\d[\d']*)(?![\w.'])")
CONDITION = re.compile(r"^(\s*(?:\} else )?(?:if|while)) \((.*)\) \{$")
STATEMENT = re.compile(r"^(\s*)((?:\+\+|--)?[A-Za-z_][\w.:\->\[\]]*(?:\(| [-+|&]?= |\+\+|--|;).*;)$")
NO_STATEMENT = re.compile(r"^\s*(return|using|const|constexpr|static|auto"
                          r"|std::(vector|string|array|optional|span)\b.* \w+[;(=]|struct|class|enum|friend|explicit"
                          r"|template|typedef|assert|throw|break|continue|case|default)\b")
RETURN = re.compile(r"^(\s*)return (.+);$")
LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)\'')
NO_CODE = ("#", "static_assert", "assert", "using", "namespace", "template")


def split_code(line):
    """The code of a line without its comment. Literals are blanked out, and columns stay the same."""
    blanked = LITERAL.sub(lambda match: match.group()[0] + "\0" * (len(match.group()) - 2) + match.group()[-1], line)
    return blanked.split("//")[0].rstrip()


def exchanges(line, code):
    for operator, pairs in EXCHANGES.items():
        for old, new in pairs:
            for match in re.finditer(re.escape(old), code):
                if old[0].isalpha() and (code[: match.start()][-1:].isalnum() or code[match.end():][:1].isalnum()):
                    continue
                yield operator, line[: match.start()] + new + line[match.end():]


def constants(line, code):
    for match in NUMBER.finditer(code):
        value = int(match.group().replace("'", ""), 0)
        for other in (value + 1, value - 1) if value > 0 else (value + 1,):
            yield "constant", line[: match.start()] + str(other) + line[match.end():]


def negations(line, code):
    for match in NEGATION.finditer(code):
        yield "negation", line[: match.start()] + line[match.end():]


def conditions(line, code):
    match = CONDITION.match(code)
    if match and ";" not in match.group(2):
        for value in ("true", "false"):
            if not (match.group(1).strip() == "while" and value == "true"):
                yield "condition", f"{match.group(1)} ({value}) {{"


def statements(line, code):
    if STATEMENT.match(code) and not NO_STATEMENT.match(code) and code.count("(") == code.count(")"):
        yield "statement", re.match(r"\s*", line).group() + ";"


def returns(line, code):
    match = RETURN.match(code)
    if match and match.group(2) not in ("true", "false", "{}"):
        yield "return", f"{match.group(1)}return {{}};"


def mutants_of(file, text):
    """Every mutant of one file, in the order of its lines."""
    for number, line in enumerate(text.splitlines(), 1):
        code = split_code(line)
        if not code.strip() or code.lstrip().startswith(NO_CODE):
            continue
        seen = set()
        for generate in (exchanges, constants, negations, conditions, statements, returns):
            for operator, after in generate(line, code):
                if after != line and after not in seen:
                    seen.add(after)
                    yield Mutant(file, number, operator, line, after)
