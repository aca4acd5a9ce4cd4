"""Every small fault that could stand in a room: mutmut's operators, and a few of our own.

Left out is what would flatter, since any test that runs the line kills it (None in place of a
value, a positional argument less), and what says nothing about measuring: texts, annotations,
``strict=`` of zip, and what decorators such as ``@dataclass(frozen=True)`` are told.
"""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation import mutators

EASY_OR_TEXT = {
    mutators.operator_arg_removal,
    mutators.operator_assignment,
    mutators.operator_dict_arguments,
    mutators.operator_lambda,
    mutators.operator_string,
    mutators.operator_symmetric_string_methods_swap,
    mutators.operator_unsymmetrical_string_methods_swap,
}
TWINS = {
    "min": "max",
    "nanmin": "nanmax",
    "argmin": "argmax",
    "minimum": "maximum",
    "any": "all",
    "sin": "cos",
    "floor": "ceil",
    "mean": "median",
    "nanmean": "nanmedian",
}
BUILT_IN = {"min", "max", "any", "all"}
SWAPPED = TWINS | {twin: name for name, twin in TWINS.items()}
TOLD_NOTHING = {"dataclass", "lru_cache", "cache", "overload", "property"}


@dataclass(frozen=True)
class Mutant:
    """One fault: ``before`` from ``offset`` on becomes ``after``, in the file ``path``.

    Lines ``first_line`` to ``last_line`` are the statement it stands in.
    """

    path: str
    offset: int
    before: str
    after: str
    first_line: int
    last_line: int

    def source(self, text: str) -> str:
        """Return the file with the fault in it."""
        end = self.offset + len(self.before)
        assert text[self.offset : end] == self.before, f"{self.path} is not what it was"
        return text[: self.offset] + self.after + text[end:]


def _other_call(node: cst.Call) -> Iterator[cst.Call]:
    """Another function of the same kind; a named argument less, so that its usual value holds."""
    name = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    if not isinstance(name, cst.Name):
        return
    of_numpy = _code(node.func).startswith("np.")
    if name.value in SWAPPED and (of_numpy or name.value in BUILT_IN):
        yield node.with_deep_changes(name, value=SWAPPED[name.value])
    if name.value[0].isupper():  # a class mostly has no usual value: to fail at once is no test
        return
    for i, arg in enumerate(node.args):
        if arg.keyword is not None and len(node.args) > 1 and not _is_guard(arg):
            yield node.with_changes(args=[*node.args[:i], *node.args[i + 1 :]])


def _one_side(node: cst.BinaryOperation) -> Iterator[cst.BaseExpression]:
    """A term or a factor less."""
    if isinstance(node.operator, cst.Add | cst.Subtract | cst.Multiply | cst.Divide):
        yield node.left


def _without_filter(node: cst.CompFor) -> Iterator[cst.CompFor]:
    if node.ifs:
        yield node.with_changes(ifs=node.ifs[:-1])


def _condition(node: cst.If) -> Iterator[cst.If]:
    """The branch is never taken."""
    yield node.with_changes(
        test=cst.BooleanOperation(
            node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()]),
            cst.And(),
            cst.Name("False"),
        )
    )


OURS = (
    (cst.Call, _other_call),
    (cst.BinaryOperation, _one_side),
    (cst.CompFor, _without_filter),
    (cst.If, _condition),
)
OPERATORS = (*(p for p in mutators.mutation_operators if p[1] not in EASY_OR_TEXT), *OURS)


class _Faults(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, ParentNodeProvider)

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.path, self.text = path, text
        self.starts = [0]
        for line in text.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.found: dict[tuple[int, str, str], Mutant] = {}

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Annotation | cst.Import | cst.ImportFrom) or _told_nothing(node):
            return False
        if isinstance(node, cst.If) and "TYPE_CHECKING" in _code(node.test):
            return False
        for kind, operator in OPERATORS:
            if isinstance(node, kind):
                for other in operator(node):
                    self._note(node, other)
        return True

    def _note(self, node: cst.CSTNode, other: cst.CSTNode) -> None:
        if isinstance(node, cst.If):  # the test alone: its body would make a diff of many lines
            node, other = node.test, other.test
        place = self.get_metadata(PositionProvider, node, None)
        if place is None:
            return
        start = self.starts[place.start.line - 1] + place.start.column
        end = self.starts[place.end.line - 1] + place.end.column
        before, after = self.text[start:end], _code(other)
        if not before.strip() or before == after:
            return
        first, last = self._statement(node)
        self.found[start, before, after] = Mutant(self.path, start, before, after, first, last)

    def _statement(self, node: cst.CSTNode) -> tuple[int, int]:
        """Lines of the simple statement, or of the head of the compound one."""
        place = self.get_metadata(PositionProvider, node)
        while not isinstance(node, cst.BaseSmallStatement | cst.BaseCompoundStatement):
            node = self.get_metadata(ParentNodeProvider, node)
            if isinstance(node, cst.Module):
                break
        whole = self.get_metadata(PositionProvider, node)
        if isinstance(node, cst.BaseSmallStatement):
            return whole.start.line, whole.end.line
        return min(whole.start.line, place.start.line), place.end.line


def _code(node: cst.CSTNode) -> str:
    return cst.Module(body=[]).code_for_node(node)


def _is_guard(node: cst.CSTNode) -> bool:
    """``strict=`` of zip: lengths that differ are a slip of the programmer's, never of the data."""
    return isinstance(node, cst.Arg) and node.keyword is not None and node.keyword.value == "strict"


def _told_nothing(node: cst.CSTNode) -> bool:
    if _is_guard(node):
        return True
    if not isinstance(node, cst.Decorator):
        return False
    called = node.decorator.func if isinstance(node.decorator, cst.Call) else node.decorator
    return _code(called).rsplit(".", 1)[-1] in TOLD_NOTHING


def _compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def of_file(root: Path, path: str) -> list[Mutant]:
    """Return all mutants of a file, in the order of the text."""
    text = (root / path).read_text(encoding="utf-8")
    faults = _Faults(path, text)
    MetadataWrapper(cst.parse_module(text)).visit(faults)
    return [faults.found[key] for key in sorted(faults.found)]


def sample(root: Path, room: str, count: int, seed: int) -> tuple[list[Mutant], int]:
    """Draw mutants of a room without replacement; the second value is how many there are."""
    files = sorted((root / "src/formcheck" / room).glob("*.py"))
    everything = [m for f in files for m in of_file(root, f.relative_to(root).as_posix())]
    random.Random(f"{seed} {room}").shuffle(everything)  # noqa: S311
    texts = {m.path: (root / m.path).read_text(encoding="utf-8") for m in everything}
    sound = (m for m in everything if _compiles(m.source(texts[m.path])))
    return list(itertools.islice(sound, count)), len(everything)
