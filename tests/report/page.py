"""A report taken apart: elements with their attributes, text and order."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "img", "br", "hr", "input", "link", "source", "area", "base", "col", "wbr"}


@dataclass
class Element:
    """One element; ``text`` is all text inside it."""

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    ancestors: tuple[str, ...] = field(default=())

    def get(self, name, default=None):
        return self.attributes.get(name, default)


class Page(HTMLParser):
    """Parse a page and complain about anything that is not closed in order."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self.open = []
        self.faults = []
        self.declaration = ""
        self.feed(html)
        self.close()
        self.faults += [f"<{e.tag}> never closed (line {e.line})" for e in self.open]

    def handle_decl(self, decl):
        self.declaration = decl

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice: {names}")
        element = Element(tag, {n: v or "" for n, v in attrs}, self.getpos()[0])
        element.ancestors = tuple(e.tag for e in self.open)
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open[-1].tag != tag:
            opened = self.open[-1].tag if self.open else "nothing"
            self.faults.append(f"</{tag}> closes <{opened}> (line {self.getpos()[0]})")
            return
        self.open.pop()

    def handle_data(self, data):
        for element in self.open:
            element.text += data

    def all(self, tag=None, **attributes):
        """Elements of this tag (or any) that carry these attributes (``_`` for ``-``)."""
        wanted = {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items()}
        return [
            e
            for e in self.elements
            if (tag is None or e.tag == tag)
            and all(
                e.get(k) == v if v is not None else k in e.attributes for k, v in wanted.items()
            )
        ]

    def one(self, tag=None, **attributes):
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag} {attributes}"
        return found[0]
