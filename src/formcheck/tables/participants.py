"""Whose markers they are: a laboratory's file may hold several people, told apart by a prefix."""

from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

from formcheck.errors import ClipError, UsageError

Person = int | str | None
"""Number (1 = first in the file) or prefix of a participant; None where nobody said."""


def plain(label: str) -> str:
    """``"R.Heel"`` -> ``"rheel"``: how labels are compared."""
    return "".join(c for c in label.lower() if c.isalnum())


def split(label: str, known: Collection[str]) -> tuple[str, str]:
    """Return prefix and marker of a label.

    Examples
    --------
    >>> split("Anna:LKNE", {"lkne"}), split("P1_L.Knee", {"lknee"}), split("L_knee", {"lknee"})
    (('Anna', 'LKNE'), ('P1', 'L.Knee'), ('', 'L_knee'))
    """
    if ":" in label:
        prefix, _, name = label.rpartition(":")
        return prefix.strip(), name
    if plain(label) not in known:
        for place, letter in enumerate(label):
            if place and letter in "_-. " and plain(label[place + 1 :]) in known:
                return label[:place].strip(" -_."), label[place + 1 :]
    return "", label


def of_one(
    labels: Iterable[str],
    known: Collection[str],
    needed: Collection[str],
    path: Path,
    person: Person,
) -> dict[str, str]:
    """Choose the labels of one participant.

    Parameters
    ----------
    labels : iterable of str
        All labels of the file.
    known : collection of str
        Markers that stand for something, as `plain` writes them.
    needed : collection of str
        Markers of which a participant without a colon in the labels has one at least.
    path : Path
    person : int, str or None
        Which one.

    Returns
    -------
    dict of str to str
        Plain marker to label.

    Raises
    ------
    UsageError
        ``several_participants`` if there are several and nobody said which,
        ``no_such_person`` if there is no such one.
    """
    found: dict[str, dict[str, str]] = {}
    whose = {label: split(label, known) for label in labels}
    sure = {
        prefix for label, (prefix, name) in whose.items() if ":" in label or plain(name) in needed
    }
    for label, (prefix, name) in whose.items():
        owner, own = (prefix, name) if prefix in sure else ("", label)
        found.setdefault(owner, {})[plain(own)] = label
    people = [prefix for prefix, own in found.items() if known & own.keys()]
    if person is None:
        if len(people) > 1:
            raise UsageError(
                f"{path.name} holds {len(people)} participants: {_listed(people)}.",
                f"Say whose markers to measure: --person {_example(people)}, "
                f"or --person 1 to {len(people)}.",
                code="several_participants",
            )
        return found[people[0]] if people else found.get("", {})
    return found[_chosen(people, person, path)]


def _chosen(people: list[str], person: int | str, path: Path) -> str:
    same = [p for p in people if p and p.casefold() == str(person).casefold()]
    if str(person) in people or same:
        return str(person) if str(person) in people else same[0]
    if isinstance(person, int) and 1 <= person <= len(people):
        return people[person - 1]
    held = f"it holds {_listed(people)}" if people else "it holds none"
    raise UsageError(
        f"{path.name} has no participant {person}: {held}.",
        "Give the prefix of the markers, or the number of the participant.",
        code="no_such_person",
    )


def _listed(people: list[str]) -> str:
    return ", ".join(prefix or "(without a prefix)" for prefix in people)


def _example(people: list[str]) -> str:
    prefix = next(prefix for prefix in people if prefix)
    return f'"{prefix}"' if " " in prefix else prefix


def no_marker_twice(labels: Iterable[str], known: Collection[str], path: Path) -> None:
    """Refuse a file that names a marker twice: it may hold two people without a prefix.

    Raises
    ------
    ClipError
        Naming the markers.
    """
    count = Counter(labels)
    twice = [name for name, n in count.items() if n > 1 and plain(split(name, known)[1]) in known]
    if twice:
        raise ClipError(
            f"{path.name} holds {', '.join(twice[:3])} more than once.",
            "Export each participant with a prefix of their own, or into a file of their own.",
            code="unreadable_file",
        )


def only_one(path: Path, person: Person) -> None:
    """Refuse a choice where a file holds one runner only.

    Raises
    ------
    UsageError
        ``no_such_person``.
    """
    if person not in (None, 1):
        raise UsageError(
            f"{path.name} holds one runner, no participant {person}.",
            "Leave --person out.",
            code="no_such_person",
        )
