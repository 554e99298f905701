"""A page of HTML as a tree. What does not belong in the page of an audit stays visible in the tree, or is an error."""

import html.parser

VOID = {"meta", "input", "br", "img", "link", "base", "hr", "wbr"}


class Element:
    def __init__(self, tag, attributes, parent):
        self.tag = tag
        self.attributes = dict(attributes)
        self.parent = parent
        self.children = []  # elements, and texts as str

    def text(self):
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def all(self, tag=None, **attributes):
        """The elements below this one with that tag and those attributes, in the order of the page."""
        found = []
        for child in self.children:
            if isinstance(child, str):
                continue
            if tag in (None, child.tag) and all(child.attributes.get(name) == value
                                                for name, value in attributes.items()):
                found.append(child)
            found += child.all(tag, **attributes)
        return found

    def of_class(self, name):
        return [element for element in self.all() if name in element.attributes.get("class", "").split()]

    def one(self, tag=None, **attributes):
        (element,) = self.all(tag, **attributes)
        return element

    def shape(self):
        """Tags and attributes without texts."""
        return (self.tag, sorted(self.attributes.items(), key=str),
                [child.shape() for child in self.children if not isinstance(child, str)])


class TreeBuilder(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Element("", [], None)
        self.at = self.root
        self.errors = []

    def handle_starttag(self, tag, attributes):
        if len(dict(attributes)) != len(attributes):
            self.errors.append(f"{self.getpos()}: an attribute is there twice")
        element = Element(tag, attributes, self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag, attributes):
        self.at.children.append(Element(tag, attributes, self.at))

    def handle_endtag(self, tag):
        if tag != self.at.tag:
            self.errors.append(f"{self.getpos()}: </{tag}> ends <{self.at.tag}>")
            return
        self.at = self.at.parent

    def handle_data(self, data):
        self.at.children.append(data)

    def handle_comment(self, data):
        self.errors.append(f"{self.getpos()}: a comment")

    def unknown_decl(self, data):
        self.errors.append(f"{self.getpos()}: {data}")

    def handle_pi(self, data):
        self.errors.append(f"{self.getpos()}: {data}")


def parse(text):
    """The tree of a page. Every element must be closed in its order, and nothing may be there twice."""
    builder = TreeBuilder()
    builder.feed(text)
    builder.close()
    if builder.at is not builder.root:
        builder.errors.append(f"<{builder.at.tag}> is not closed")
    if builder.errors:
        raise AssertionError("; ".join(builder.errors[:5]))
    return builder.root
