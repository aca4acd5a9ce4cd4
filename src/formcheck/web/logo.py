"""The clinic's logo, which stands on every report of this server."""

import re
import shutil
from collections.abc import AsyncIterable
from pathlib import Path

from formcheck import letterhead
from formcheck.web.form import plain_text
from formcheck.web.problem import Problem, no_room

_LONGEST_NAME = 60


class Logo:
    """The one logo of a data folder, in a folder of its own under its clinic's name.

    Parameters
    ----------
    folder : Path
        Made when a logo comes, removed with it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self) -> Path | None:
        """Return the file, if there is one; never what a link leads to."""
        if self._folder.is_symlink() or not self._folder.is_dir():
            return None
        found = (p for p in sorted(self._folder.iterdir()) if p.suffix in (".png", ".jpg"))
        return next((p for p in found if p.is_file() and not p.is_symlink()), None)

    def clinic(self) -> str | None:
        """Return the clinic's name."""
        path = self.path()
        return None if path is None else letterhead.clinic(path.name)

    def put(self, name: str, content: bytes) -> None:
        """Keep a logo in place of the one before.

        Parameters
        ----------
        name : str
            Of the user's file. Letters, digits, spaces and hyphens of it name the clinic.
        content : bytes

        Raises
        ------
        Problem
            415 for what is no picture, 507 where there is no room.
        """
        suffix = letterhead.ending(content)
        if suffix is None:
            what = "The logo is no PNG or JPEG picture of up to 2 MB."
            raise Problem(415, what, letterhead.FIX, code="not_a_logo")
        self.remove()
        try:
            self._folder.mkdir(mode=0o700)
            with (self._folder / (_file_name(name) + suffix)).open("xb") as file:
                file.write(content)
        except OSError as error:
            self.remove()
            raise no_room() from error

    def remove(self) -> None:
        """Forget the logo."""
        if self._folder.is_symlink():
            self._folder.unlink()
        shutil.rmtree(self._folder, ignore_errors=True)


async def received(pieces: AsyncIterable[bytes]) -> bytes:
    """Return the bytes of a logo, or stop where they are too many.

    Raises
    ------
    Problem
        413.
    """
    content = b""
    async for piece in pieces:
        content += piece
        if len(content) > letterhead.MOST_BYTES:
            what = "The logo is larger than 2 MB."
            raise Problem(413, what, letterhead.FIX, code="too_large", hang_up=True)
    return content


def _file_name(name: str) -> str:
    """Return a name that is safe in any folder.

    Examples
    --------
    >>> _file_name("../Physio_North.v2.png"), _file_name("/.png")
    ('Physio North v2', 'clinic')
    """
    last = re.split(r"[/\\]", name)[-1]
    stem = last.rpartition(".")[0] if "." in last else last
    words = re.sub(r"[^\w-]|_", " ", plain_text(stem, 200))
    return " ".join(words.split())[:_LONGEST_NAME].strip() or "clinic"
