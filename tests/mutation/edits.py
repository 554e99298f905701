"""Finds code by its tokens, and replaces it: layout, comments and moves to another file make no difference.

An edit is a JSON object:

    in      the name of the function, class, struct or enum around the code, without its scope; none at namespace scope
    before  a run of C++ tokens that appears once in it
    after   the text that replaces the run
    file    where to look first; if the run is not there, all rooms are searched
    include optional: a header that `after` needs, with its brackets

An entry of a list has the members of one edit, or `edits`, a list of edits.
"""

import bisect
import collections
import concurrent.futures
import difflib
import functools
import json
import operator
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from cpp_scopes import DIRECTIVE, Scope, find_scopes, fold, token_texts, tokenise  # noqa: E402

ROOT = HERE.parent.parent
ROOMS = ("engine", "containers", "canon", "crypto")
MEMBERS = {"file", "in", "before", "after", "include"}
NEEDED_MEMBERS = {"file", "before", "after"}

# For shortest_edit. A penalty is the number of tokens that are worth adding to avoid brackets without their partner,
# other statements, and a begin or end in the middle of an expression.
RUN_TOKENS_MIN = 5
UNBALANCED_PENALTY = 6
STATEMENT_PENALTY = 6
CUT_PENALTY = 2

COMPILERS_AT_ONCE = 2

Match = collections.namedtuple("Match", "file begin end")  # token indices


class NotFound(Exception):
    """Says why an edit does not fit the code."""


def join(left, right, is_spaced):
    """Two pieces of code with a space between them, if they should have one."""
    is_tight = not left or not right or left[-1] in "([!" or re.match(r"[])},;.]|->|::", right)
    return left + " " * (is_spaced and not is_tight) + right


def oddity(run, begin, end):
    """How hard a run is to read. The tokens between the two indices are those that an edit replaces."""
    is_unbalanced = any(run.count(opening) != run.count(closing) for opening, closing in ("()", "{}", "[]"))
    foreign = [*run[:begin], *run[end:]]
    if foreign and end < len(run) and run[-1] in (";", "{", "}"):
        foreign.pop()  # the end of a statement belongs to it
    cuts = (begin > 0 and not re.match(r"\w", run[0])) + (end < len(run) and not re.match(r"[\w;)]", run[-1]))
    return (UNBALANCED_PENALTY * is_unbalanced + CUT_PENALTY * cuts
            + STATEMENT_PENALTY * sum(foreign.count(text) for text in (";", "{", "}")))


class File:
    """The tokens of one file."""

    def __init__(self, name, text):
        self.name, self.text = name, text
        self.tokens = tokenise(text)
        self.texts = [token.text for token in self.tokens]
        self.indices = collections.defaultdict(list)
        for index, token in enumerate(self.texts):
            self.indices[token].append(index)

    @functools.cached_property
    def scopes(self):
        return find_scopes(self.tokens, [match.span() for match in DIRECTIVE.finditer(self.text)])

    def scope_of(self, index):
        """The smallest scope that has a token, or None."""
        around = [scope for scope in self.scopes if scope.begin <= index < scope.end]
        return min(around, key=lambda scope: scope.end - scope.begin, default=None)

    def occurrences(self, run, scope_name=None):
        """Where the run of tokens begins, in the scopes of this name, or anywhere if it is None."""
        found = [begin for begin in self.indices[run[0]] if tuple(self.texts[begin:begin + len(run)]) == run]
        if scope_name is not None:
            scopes = [scope for scope in self.scopes if scope.name == scope_name]
            found = [begin for begin in found
                     if any(scope.begin <= begin and begin + len(run) <= scope.end for scope in scopes)]
        return found

    def change(self, begin, before, after):
        """A replacement of tokens at an index, in a form that is the same for all replacements with the same result."""
        before, after = list(before), list(after)
        while before and after and before[0] == after[0]:
            before, after, begin = before[1:], after[1:], begin + 1
        while before and after and before[-1] == after[-1]:
            before, after = before[:-1], after[:-1]
        moved = before or after
        while moved and not (before and after) and self.texts[begin + len(before):][:1] == moved[:1]:
            moved.append(moved.pop(0))
            begin += 1
        return self.name, begin, tuple(before), tuple(after)

    def line_of(self, index):
        return self.text.count("\n", 0, self.tokens[index].begin) + 1

    @functools.cached_property
    def begins(self):
        return [token.begin for token in self.tokens]

    def token_at(self, offset):
        """The index of the first token that begins at an offset or later."""
        return bisect.bisect_left(self.begins, offset)

    def shortest_edit(self, begin, end, after):
        """A short, readable edit that replaces the tokens from `begin` up to `end` by a text."""
        scope = self.scope_of(begin)
        name = scope.name if scope else None
        first, last = (scope.begin, scope.end) if scope else (0, len(self.texts))
        best = (len(self.texts), 0, 0)
        for size in range(max(end - begin, RUN_TOKENS_MIN), last - first + 1):
            if best[0] <= size:
                break
            for left in range(max(first, end - size), min(begin, last - size) + 1):
                run = tuple(self.texts[left:left + size])
                cost = size + oddity(run, begin - left, end - left)
                if cost < best[0] and len(self.occurrences(run, name)) == 1:
                    best = (cost, left, left + size)
        _, left, right = best
        edit = {"file": self.name} | ({"in": name} if name else {})
        pieces = [fold(self.tokens[left:begin]), after, fold(self.tokens[end:right])]
        is_insertion = begin == end
        new = join(pieces[0], pieces[1], is_insertion or self.is_spaced(begin))
        new = join(new, pieces[2], is_insertion or self.is_spaced(end))
        return edit | {"before": fold(self.tokens[left:right]), "after": new}

    def is_spaced(self, index):
        """Whether there is white space or a comment before a token."""
        return 0 < index < len(self.tokens) and self.tokens[index - 1].end < self.tokens[index].begin


class Code:
    """The files of the rooms under a folder."""

    def __init__(self, root=ROOT):
        self.root = pathlib.Path(root)
        self.files = {}
        for room in ROOMS:
            for path in sorted((self.root / room).rglob("*")):
                if path.suffix in (".cpp", ".h"):
                    name = path.relative_to(self.root).as_posix()
                    self.files[name] = File(name, path.read_text(encoding="utf-8"))

    def find(self, edit):
        """The one match of an edit. Throws NotFound."""
        run = token_texts(edit["before"])
        if not run:
            raise NotFound("`before` is empty")
        hint = self.files.get(edit["file"])
        # The named file goes first, because a function of the same name elsewhere may have the same code.
        for files in ([hint] if hint else [], self.files.values()):
            found = [(file, begin) for file in files for begin in file.occurrences(run, edit.get("in"))]
            if len(found) > 1:
                lines = ", ".join(f"{file.name}:{file.line_of(begin)}" for file, begin in found)
                raise NotFound(f"`before` appears {len(found)} times: {lines}")
            if found:
                file, begin = found[0]
                return Match(file.name, begin, begin + len(run))
        raise NotFound("`before` is not found" + self.nearest(edit, run))

    def nearest(self, edit, run):
        """Says which code is most like the edit's, for whoever has to adapt the edit."""
        name = edit.get("in")
        elsewhere = [(file, begin) for file in self.files.values() for begin in file.occurrences(run)]
        if len(elsewhere) == 1:
            file, begin = elsewhere[0]
            scope = file.scope_of(begin)
            return f"; it appears in {scope.name if scope else 'no scope'}, {file.name}:{file.line_of(begin)}"
        best = (0.0, None, None)
        wanted = collections.Counter(run)
        for file in self.files.values():
            for scope in [*file.scopes, Scope(None, 0, len(file.tokens))]:
                if (scope.name is None) != (name is None):
                    continue
                bonus = 0.5 * difflib.SequenceMatcher(None, name or "", scope.name or "").ratio()
                bonus += 0.3 * (pathlib.Path(file.name).name == pathlib.Path(edit["file"]).name)
                for begin in range(scope.begin, max(scope.begin + 1, scope.end - len(run) + 1)):
                    if file.texts[begin] in wanted:
                        window = collections.Counter(file.texts[begin:begin + len(run)])
                        score = bonus + sum((window & wanted).values()) / len(run)
                        if score > best[0]:
                            best = (score, file, begin)
        if best[1] is None:
            return ""
        _, file, begin = best
        scope = file.scope_of(begin)
        line = file.text.splitlines()[file.line_of(begin) - 1].strip()
        return f"; most like it: {scope.name if scope else 'no scope'}, {file.name}:{file.line_of(begin)}: {line}"

    def offsets(self, match):
        tokens = self.files[match.file].tokens
        return tokens[match.begin].begin, tokens[match.end - 1].end

    def changed_texts(self, entry):
        """The new texts of the files that an entry changes, by name."""
        replaced = collections.defaultdict(list)
        for edit in edits_of(entry):
            match = self.find(edit)
            replaced[match.file].append((*self.offsets(match), edit["after"]))
            if edit.get("include"):
                replaced[match.file].append((0, 0, f"#include {edit['include']}\n"))
        texts = {}
        for name, changes in replaced.items():
            text = self.files[name].text
            for begin, end, after in sorted(changes, reverse=True):
                text = text[:begin] + after + text[end:]
            texts[name] = text
        return texts


def edits_of(entry):
    return entry["edits"] if "edits" in entry else [{name: entry[name] for name in MEMBERS & set(entry)}]


def misfits(entries, about, code):
    """What is wrong with the edits of a list, in words."""
    for entry in entries:
        for edit in edits_of(entry):
            if not NEEDED_MEMBERS <= set(edit) <= MEMBERS:
                yield f"{about(entry)}: an edit needs {', '.join(sorted(NEEDED_MEMBERS))}"
            elif token_texts(edit["before"]) == token_texts(edit["after"]):
                yield f"{about(entry)}: `after` has the tokens of `before`"
            else:
                try:
                    code.find(edit)
                except NotFound as failure:
                    inside = f" in {edit['in']}" if "in" in edit else ""
                    yield f"{about(entry)}\n    {edit['file']}{inside}: {failure}\n    before: {edit['before']}"


def compile_fault(entry, code):
    """The compiler's first error in the files that an entry changes, or None. A header is compiled alone."""
    try:
        texts = code.changed_texts(entry)
    except NotFound:
        return None
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            path = pathlib.Path(folder) / pathlib.Path(name).name
            path.write_text(text, encoding="utf-8")
            done = subprocess.run(["g++", "-std=c++20", "-fsyntax-only", f"-I{code.root}", f"-I{code.root}/include",
                                   "-x", "c++", str(path)], capture_output=True, text=True, check=False)
            if done.returncode != 0:
                error = next((line for line in done.stderr.splitlines() if "error:" in line), done.stderr)
                return f"{name}: {error.split('error:')[-1].strip()}"
    return None


def compile_faults(entries, about, code):
    with concurrent.futures.ThreadPoolExecutor(COMPILERS_AT_ONCE) as pool:
        found = pool.map(lambda entry: compile_fault(entry, code), entries)
        return [f"{about(entry)}\n    {fault}" for entry, fault in zip(entries, found) if fault]


def read_list(path):
    return json.loads(path.read_text(encoding="utf-8"))


def check_named(path, with_compiler):
    """Prints the entries of a list that do not fit the code. The exit status: 0 if there are none."""
    entries, code = read_list(path), Code()
    about = operator.itemgetter("name")
    found = list(misfits(entries, about, code)) + (compile_faults(entries, about, code) if with_compiler else [])
    for line in found:
        print(line)
    print(f"{len(entries)} entries of {path.name}, {len(found)} faults")
    return 1 if found else 0
