"""The clinic's logo, kept with the analysis so that its report can be written again."""

from pathlib import Path

from formcheck.errors import UsageError

NAME = "letterhead"
MOST_BYTES = 2_000_000
FIX = "Save the logo as a PNG or JPEG of some hundred pixels and give that file."
_BEGINS = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}


def read(source: Path) -> tuple[bytes, str]:
    """Return a logo's bytes and the ending that belongs to them.

    Raises
    ------
    UsageError
        If it cannot be read, is neither PNG nor JPEG, or is larger than 2 MB.
    """
    try:
        content = source.read_bytes()
    except OSError as error:
        what = f"The letterhead {source.name} cannot be read: {error.strerror or error}."
        raise UsageError(what, "Check its path.", code="usage") from error
    suffix = ending(content)
    if suffix is None:
        what = f"The letterhead {source.name} is no PNG or JPEG picture of up to 2 MB."
        raise UsageError(what, FIX, code="usage")
    return content, suffix


def ending(content: bytes) -> str | None:
    """Return ``.png`` or ``.jpg`` for a picture of up to 2 MB, None for anything else."""
    if len(content) > MOST_BYTES:
        return None
    return next((suffix for begin, suffix in _BEGINS.items() if content.startswith(begin)), None)


def keep(source: Path, folder: Path) -> None:
    """Copy a logo into the folder of an analysis."""
    content, suffix = read(source)
    (folder / (NAME + suffix)).write_bytes(content)


def kept_in(folder: Path) -> Path | None:
    """Return the logo that lies in a folder, if there is one."""
    found = (folder / (NAME + suffix) for suffix in _BEGINS.values())
    return next((path for path in found if path.is_file()), None)


def clinic(name: str) -> str:
    """Return the clinic's name from its logo's file name.

    Examples
    --------
    >>> clinic("Physio_North.png")
    'Physio North'
    """
    return " ".join(Path(name).stem.replace("_", " ").split())
