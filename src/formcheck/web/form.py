"""What may be said about a clip when it is uploaded, and how the command line is told."""

import unicodedata
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from formcheck.settings import RANGES
from formcheck.web.problem import Problem

NAME_LENGTH = 120

Model = TypeVar("Model", bound=BaseModel)

ON_COMMAND_LINE = (
    *("height_cm", "mass_kg", "sex", "age", "speed_kmh", "incline_pct", "capture_fps"),
    *("back_pain", "model"),
)


def plain_text(text: str, length: int) -> str:
    """Return a user's text in one piece: no control letters, no odd spaces, not too long."""
    kept = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return " ".join(kept.split())[:length]


def _told(name: str) -> Any:  # noqa: ANN401 - a default, and the rule that goes with it
    low, high, unit = RANGES[name]
    return Field(default=None, ge=low, le=high, description=unit or None)


class ClipForm(BaseModel):
    """A clip that is about to be sent, and what its runner tells about it."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    name: Annotated[str, Field(max_length=1000, description="Shown, never used as a path")]
    size: Annotated[int | None, Field(gt=0, description="Bytes of the whole file")] = None
    height_cm: float | None = _told("height_cm")
    mass_kg: float | None = _told("mass_kg")
    sex: Literal["f", "m"] | None = None
    age: int | None = _told("age")
    speed_kmh: float | None = _told("speed_kmh")
    incline_pct: float | None = _told("incline_pct")
    capture_fps: float | None = _told("capture_fps")
    back_pain: int | None = _told("back_pain")
    model: Literal["full", "heavy"] | None = None
    shoe: Annotated[str, Field(max_length=200)] = ""
    notes: Annotated[str, Field(max_length=4000)] = ""
    blur_faces: bool = False
    keep_original: bool = False

    @field_validator("name")
    @classmethod
    def _name(cls, text: str) -> str:
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

    def words(self) -> list[str]:
        """Return the options of ``formcheck analyze`` that say the same."""
        given = {name: getattr(self, name) for name in ON_COMMAND_LINE}
        words = [
            f"--{name.replace('_', '-')}={value}"
            for name, value in given.items()
            if value is not None
        ]
        return [*words, "--blur-faces"] if self.blur_faces else words

    def for_people(self) -> dict[str, Any]:
        """Return what was said, without what was left out."""
        return self.model_dump(exclude_defaults=True, exclude={"name", "size"})


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
