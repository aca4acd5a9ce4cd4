"""What may be said about a clip when it is uploaded, and how the command line is told."""

import unicodedata
from dataclasses import fields
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    create_model,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from formcheck.languages import LANGUAGES
from formcheck.settings import OPTIONS, AnalysisSettings, Option, option_word
from formcheck.web.problem import Problem

NAME_LENGTH = 120
UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"

Model = TypeVar("Model", bound=BaseModel)


def plain_text(text: str, length: int) -> str:
    """Return a user's text in one piece: no control letters, no odd spaces, not too long."""
    kept = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return " ".join(kept.split())[:length]


def _rule(option: Option) -> Any:  # noqa: ANN401 - a default, and the rule that goes with it
    if option.kind == "flag":
        return False
    if option.kind == "text":
        return Field(default=None, max_length=int(option.high))
    if option.kind in ("number", "whole", "person"):
        return Field(default=None, ge=option.low, le=option.high, description=option.unit or None)
    return None


def _kind(setting: Any) -> Any:  # noqa: ANN401 - a type
    """A runner is chosen by number here: only a laboratory's file knows them by name."""
    by_number = OPTIONS[setting.name].kind == "person"
    return (int if by_number else setting.type.__origin__) | None


_FIELDS: dict[str, Any] = {
    setting.name: (_kind(setting), _rule(OPTIONS[setting.name]))
    for setting in fields(AnalysisSettings)
    if OPTIONS[setting.name].label
}
_Settings: Any = create_model("_Settings", **_FIELDS)


class ClipForm(_Settings):  # type: ignore[misc]  # made from the settings
    """A clip that is about to be sent, and what its runner tells about it."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    name: Annotated[str, Field(max_length=1000, description="Shown, never used as a path")]
    size: Annotated[int | None, Field(gt=0, description="Bytes of the whole file")] = None
    rear_name: Annotated[
        str | None,
        Field(max_length=1000, description="As name, of the same run filmed from behind"),
    ] = None
    rear_size: Annotated[
        int | None, Field(gt=0, description="As size, of that film; it needs size and rear_name")
    ] = None
    shoe: Annotated[str, Field(max_length=200)] = ""
    notes: Annotated[str, Field(max_length=4000)] = ""
    keep_original: bool = False
    runner: Annotated[str | None, Field(pattern=UUID, description="Whose clip it is")] = None
    language: Annotated[
        str | None,
        Field(
            pattern=rf"^({'|'.join(LANGUAGES)})$",
            description="Of the words in pictures and video; that of the request, if left out",
        ),
    ] = None

    @field_validator("name", "rear_name")
    @classmethod
    def _name(cls, text: str | None) -> str | None:
        if text is None:
            return None
        last = text.replace("\\", "/").rsplit("/", 1)[-1]
        return plain_text(last, NAME_LENGTH) or "clip"

    @field_validator("shoe")
    @classmethod
    def _shoe(cls, text: str) -> str:
        return plain_text(text, 80)

    @field_validator("notes")
    @classmethod
    def _notes(cls, text: str) -> str:
        return plain_text(text, 1000)

    @field_validator("athlete", check_fields=False)
    @classmethod
    def _athlete(cls, text: str | None) -> str | None:
        return plain_text(text, 80) or None if text else None

    @model_validator(mode="after")
    def _part(self) -> Self:
        end_s: float | None = getattr(self, "end_s", None)
        if end_s is not None and end_s <= (getattr(self, "start_s", None) or 0.0):
            message = "The end must come after the beginning"
            raise PydanticCustomError("part", message)
        return self

    @model_validator(mode="after")
    def _rear(self) -> Self:
        """Two films come one after the other: without sizes nothing tells when each is whole."""
        told = self.rear_name is not None, self.rear_size is not None
        if any(told) and not (all(told) and self.size is not None):
            message = "A film from behind needs rear_name, rear_size and size"
            raise PydanticCustomError("rear", message)
        return self

    def words(self) -> list[str]:
        """Return the options of ``formcheck analyze`` that say the same."""
        given = {name: getattr(self, name) for name in OPTIONS if name in type(self).model_fields}
        given["note"] = self.notes or None
        return [
            option_word(name) if value is True else f"{option_word(name)}={value}"
            for name, value in given.items()
            if value is not None and value is not False
        ]

    def for_people(self) -> dict[str, Any]:
        """Return what was said, without what was left out."""
        told: dict[str, Any] = self.model_dump(
            exclude_defaults=True, exclude={"name", "size", "rear_name", "rear_size", "language"}
        )
        return told


class Preferences(BaseModel):
    """What holds for the whole history."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keep_days: Annotated[
        int | None, Field(ge=1, le=3650, description="Analyses older than this are deleted")
    ] = None


def read(kind: type[Model], given: object, *, texts: bool = False) -> Model:
    """Check what a client says against its shape.

    Parameters
    ----------
    kind : type
    given : object
        A JSON value, or a mapping of texts.
    texts : bool
        Numbers come as texts, from a query; in JSON they must be numbers.

    Raises
    ------
    Problem
        422, naming the field and the rule.
    """
    try:
        return kind.model_validate(given, strict=not texts)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(step) for step in first["loc"]) or "the whole"
        raise Problem(
            422,
            f"{plain_text(field, 60)}: {first['msg'][:1].lower()}{first['msg'][1:]}.",
            "Correct the field, or leave it out.",
            code="bad_field",
        ) from error
