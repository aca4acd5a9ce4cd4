"""A refusal with its HTTP status: what happened, and what to do."""

from formcheck.errors import FormcheckError
from formcheck.locales.errors import translated_error


class Problem(FormcheckError):
    """Something that is answered instead of what was asked for.

    Parameters
    ----------
    status : int
        HTTP status, 400 to 599.
    what, fix : str
        As in :class:`FormcheckError`.
    code : str
        Stable reason code.
    hang_up : bool
        Close the connection: what the client is still sending is not wanted.
    """

    def __init__(
        self, status: int, what: str, fix: str = "", *, code: str, hang_up: bool = False
    ) -> None:
        super().__init__(what, fix, code=code)
        self.status = status
        self.hang_up = hang_up

    def as_json(self) -> dict[str, dict[str, str]]:
        """Return what ``--json`` prints for an error, and the same in the visitor's language."""
        words = f"{translated_error(self.what)} {translated_error(self.fix)}".strip()
        return {"error": {"code": self.code, "what": self.what, "fix": self.fix, "words": words}}


def of_film(problem: Problem, name: str | None) -> Problem:
    """Return a problem that says which of two films it is about."""
    what = f"{name}: {problem.what}"
    return Problem(problem.status, what, problem.fix, code=problem.code, hang_up=problem.hang_up)


def no_such_clip() -> Problem:
    """Return the answer to an id that nobody has, or that is no id at all."""
    return Problem(
        404,
        "There is no such clip here.",
        "It may have been deleted; the history lists what there is.",
        code="no_such_clip",
    )


def no_room() -> Problem:
    """Return the answer where disk or quota are full."""
    return Problem(
        507,
        "There is no room for another clip.",
        "Delete analyses in the history, or make room on the disk.",
        code="no_room",
        hang_up=True,
    )
