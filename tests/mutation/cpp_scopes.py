"""Tokens and scopes of C++, as far as edits.py needs them.

This is not a parser. It relies on the project's style, which has no macros with braces in them.
"""

import collections
import functools
import re

TOKEN = re.compile(r"""
    (?P<skipped> \s+ | //[^\n]* | /\*.*?\*/ )
  | (?:u8|[uUL])?R"(?P<delimiter>[^(\s]*)\((?P<raw>.*?)\)(?P=delimiter)"
  | (?:u8|[uUL])?"(?:[^"\\\n]|\\.)*"
  | (?:u8|[uUL])?'(?:[^'\\\n]|\\.)+'
  | [A-Za-z_]\w*
  | \.?\d(?:'\w|[eEpP][+-]|[\w.])*
  | <=>|<<=|\.\.\.|->\*|::|->|\+\+|--|&&|\|\||[-+*/%&|^!=<>]=|<<|>>|\S
""", re.VERBOSE | re.DOTALL)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.)*", re.MULTILINE | re.DOTALL)
CLOSING = {"(": ")", "{": "}", "[": "]", "<": ">"}
# Words between a function's parameters and its body.
AFTER_PARAMETERS = {"const", "noexcept", "override", "final", "mutable", "try", "&", "&&"}
# Words before a function's name that may have parentheses.
NO_NAMES = {"alignas", "decltype", "explicit", "noexcept", "requires", "__attribute__"}

Token = collections.namedtuple("Token", "text begin end")
Scope = collections.namedtuple("Scope", "name begin end")  # token indices


def tokenise(text):
    """The tokens of a text. A raw string is several tokens, so that an edit can change a part of it."""
    tokens = []
    for match in TOKEN.finditer(text):
        if match.group("raw") is not None:
            begin, end = match.span("raw")
            tokens.append(Token(text[match.start():begin], match.start(), begin))
            tokens += [Token(token.text, token.begin + begin, token.end + begin) for token in tokenise(text[begin:end])]
            tokens.append(Token(text[end:match.end()], end, match.end()))
        elif match.group("skipped") is None:
            tokens.append(Token(match.group(), match.start(), match.end()))
    return tokens


@functools.lru_cache(maxsize=None)
def token_texts(text):
    return tuple(token.text for token in tokenise(text))


def fold(tokens):
    """Tokens as a text of one line, without comments."""
    pieces = [token.text + " " * (after.begin > token.end) for token, after in zip(tokens, tokens[1:])]
    return "".join(pieces + [token.text for token in tokens[-1:]])


def skip_brackets(texts, begin):
    """The index after the bracket that closes the one at `begin`."""
    opening, closing = texts[begin], CLOSING[texts[begin]]
    depth = 0
    for index in range(begin, len(texts)):
        depth += (texts[index] == opening) - texts[index].count(closing) * (texts[index] in (closing, 2 * closing))
        if depth <= 0:
            return index + 1
    return len(texts)


def skip_template(texts, begin, end):
    while begin < end and texts[begin] == "template":
        begin = skip_brackets(texts, begin + 1)
    return begin


def class_name(head):
    """The name of the class, struct, union or enum that a head begins, or None."""
    words = [text for text in head if text not in ("inline", "static", "constexpr", "typedef")]
    if not words or words[0] not in ("class", "struct", "union", "enum"):
        return None
    index = 1
    while index < len(words) and (words[index] in ("class", "struct", "alignas", "[", "(")):
        index = skip_brackets(words, index) if words[index] in ("[", "(") else index + 1
    return words[index] if index < len(words) else ""


def function_name(head):
    """The name of the function that a head begins; None if the head begins something else."""
    if "operator" in head:
        rest = head[head.index("operator") + 1:]
        return "operator" + "".join(rest[:2] if rest[:2] == ["(", ")"] else rest[:rest.index("(")])
    index = 0
    while index < len(head):
        if head[index] == "(":
            name = head[index - 1] if index > 0 else ""
            if re.match(r"[A-Za-z_]", name) and name not in NO_NAMES:
                is_destructor = index > 1 and head[index - 2] == "~"
                return "~" + name if is_destructor else name
            index = skip_brackets(head, index)
        elif head[index] == "=":
            return None
        else:
            index += 1
    return None


def is_initialised_member(head):
    """Whether a brace after this head belongs to a constructor's list, as in `A() : b_{1} {`."""
    if not head or not re.match(r"[A-Za-z_>]", head[-1]) or head[-1] in AFTER_PARAMETERS:
        return False
    return any(head[index:index + 2] == [")", ":"] or head[index:index + 3] == [")", "noexcept", ":"]
               for index in range(len(head)))


def find_scopes(tokens, directives):
    """Every function, class, struct and enum with its head. Functions within functions count as part of them."""
    kept = [index for index, token in enumerate(tokens)
            if not any(begin <= token.begin < end for begin, end in directives)]
    texts = [tokens[index].text for index in kept]
    scopes, open_scopes = [], []
    head = index = 0
    while index < len(texts):
        text = texts[index]
        if text in ("(", "["):
            index = skip_brackets(texts, index)
            continue
        if text == "{":
            begin = skip_template(texts, head, index)
            words = texts[begin:index]
            if "namespace" in words or words[:1] == ["extern"]:
                open_scopes.append((None, head))
            elif class_name(words) is not None:
                open_scopes.append((class_name(words), head))
            elif function_name(words) is None or is_initialised_member(words):
                index = skip_brackets(texts, index)
                continue
            else:
                end = skip_brackets(texts, index)
                scopes.append(Scope(function_name(words), kept[head], kept[end - 1] + 1))
                head = index = end
                continue
            head = index + 1
        elif text == "}" and open_scopes:
            name, begin = open_scopes.pop()
            if name:
                scopes.append(Scope(name, kept[begin], kept[index] + 1))
            head = index + 1
        elif text == ";" or (text == ":" and texts[index - 1] in ("public", "protected", "private")):
            head = index + 1
        index += 1
    return scopes
