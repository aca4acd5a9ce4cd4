"""The film that an analysis was made of, found again."""

from collections.abc import Iterator
from pathlib import Path

from formcheck.domain.analysis import Measured
from formcheck.domain.files import VIDEO
from formcheck.errors import UsageError
from formcheck.store.folder import run_around

_NO_FILM = {".json", ".csv", ".html", ".pdf", ".jpg", ".png", ".sqlite", ".toml", ".md", ".txt"}
_MOST_FILES = 40


def find_film(analysis: Measured, folder: Path, given: Path | None) -> Path | None:
    """Find the film that was analysed, inside and beside the folder, by its checksum.

    Parameters
    ----------
    analysis : Measured
    folder : Path
        Of this analysis.
    given : Path or None
        Where a person says that it lies.

    Returns
    -------
    Path or None
        None where it is not at hand, and for a table.

    Raises
    ------
    UsageError
        If ``given`` is another film.
    """
    from formcheck.video.probe import file_sha256

    if given is not None:
        if not given.is_file() or file_sha256(given) != analysis.clip.sha256:
            raise UsageError(
                f"{given} is not the film that was analysed in {folder}.",
                "Give that film, or leave --clip out: numbers and report need none.",
                code="usage",
            )
        return given
    if analysis.clip.container == "table":
        return None
    near = _near(folder, analysis.clip.name)
    return next((path for path in near if file_sha256(path) == analysis.clip.sha256), None)


def _near(folder: Path, name: str) -> Iterator[Path]:
    """Yield files inside and beside a folder that may be a film, those of that name first."""
    around = run_around(folder)
    places = folder, folder.resolve().parent, *([around.parent] if around else [])
    named = [place / name for place in places if (place / name).is_file()]
    yield from named
    others = (
        path
        for place in places
        for path in sorted(place.iterdir())
        if path.is_file() and path.suffix.lower() not in _NO_FILM and path not in named
    )
    for _, path in zip(range(_MOST_FILES), others, strict=False):
        if path.name != VIDEO:
            yield path
