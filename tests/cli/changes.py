"""Every change of a JSON document at a single path: a value changed, a container filled, a member removed."""

import collections
import json

# The new value of a member that is removed.
REMOVED = object()

# `path` is a tuple of member names and indices. `kind` names the change in one word.
Change = collections.namedtuple("Change", "path kind value")


def pointer(path):
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def change_character(text, path):
    """The text with one character changed.

    The index of the character follows from the path: it is the same in every run, and differs between leaves.
    """
    if not text:
        return "x"
    index = sum(pointer(path).encode()) % len(text)
    other = "b" if text[index] == "a" else "a"
    return text[:index] + other + text[index + 1 :]


def leaf_changes(leaf, path):
    """(kind, new value) pairs. No new value has the canonical form of the old one."""
    if leaf is None:
        return [("string", "x"), ("number", 0), ("bool", False)]
    if isinstance(leaf, bool):
        return [("changed", not leaf), ("null", None), ("string", str(leaf).lower())]
    if isinstance(leaf, (int, float)):
        # 1 and 1.0 are different numbers in canonical JSON, and so are 1 and "1".
        point = [("point", float(leaf))] if isinstance(leaf, int) else []
        return [("changed", leaf + 1), *point, ("null", None), ("string", str(leaf))]
    changes = [("changed", change_character(leaf, path)), ("null", None), ("number", 7)]
    if leaf.swapcase() != leaf:
        changes.append(("case", leaf.swapcase()))
    return changes


def walk(value, path=()):
    """All (path, value) pairs below the root."""
    if isinstance(value, dict):
        children = value.items()
    elif isinstance(value, list):
        children = enumerate(value)
    else:
        return
    for name, child in children:
        yield path + (name,), child
        yield from walk(child, path + (name,))


def list_changes(document):
    """Each leaf changed in value and in type, each empty container filled, each member removed."""
    changes = []
    for path, value in walk(document):
        if value == [] and isinstance(value, list):
            changes.append(Change(path, "filled", ["x"]))
        elif value == {} and isinstance(value, dict):
            changes.append(Change(path, "filled", {"x": 1}))
        elif not isinstance(value, (dict, list)):
            changes.extend(Change(path, kind, new) for kind, new in leaf_changes(value, path))
        if isinstance(path[-1], str):
            changes.append(Change(path, "removed", REMOVED))
    return changes


def apply_change(text, change):
    """A new copy of the document in `text`, with the change made."""
    document = json.loads(text)
    parent = document
    for part in change.path[:-1]:
        parent = parent[part]
    if change.value is REMOVED:
        del parent[change.path[-1]]
    else:
        parent[change.path[-1]] = change.value
    return document


def count_leaves(document):
    return sum(not isinstance(value, (dict, list)) for _, value in walk(document))
