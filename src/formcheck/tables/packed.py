"""Files as services hand them out: zipped (Garmin's "original") or gzipped (Strava's)."""

import gzip
import io
import zipfile
import zlib
from pathlib import Path
from typing import IO, Final

MOST_BYTES: Final = 100_000_000
"""A day of recording takes a few megabytes; more is no activity, or a trap."""
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_DEPTH: Final = 3


def unpacked(path: Path, suffix: str) -> list[tuple[str, bytes]]:
    """Return the files with a suffix that a file holds, by what it is, not by how it is called.

    Parameters
    ----------
    path : Path
    suffix : str
        In small letters, such as ``".fit"``. A file that is not packed needs none.

    Returns
    -------
    list of (str, bytes)
        Name and content; one for a file that is not packed.

    Raises
    ------
    OSError, ValueError
        If it cannot be read or unpacked, or is too large.
    """
    with path.open("rb") as file:
        return _unpacked(path.name, _bounded(file), suffix, _DEPTH)


def _unpacked(name: str, data: bytes, suffix: str, depth: int) -> list[tuple[str, bytes]]:
    if depth == 0 or not data.startswith((_GZIP, _ZIP)):
        return [(name, data)]
    try:
        if data.startswith(_GZIP):
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
                return _unpacked(name, _bounded(file), suffix, depth - 1)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [
                found
                for member in archive.namelist()
                if member.lower().endswith((suffix, f"{suffix}.gz"))
                and not member.startswith("__MACOSX/")
                for found in _unpacked(member, _member(archive, member), suffix, depth - 1)
            ]
    except (EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as error:
        msg = f"it cannot be unpacked: {error}"
        raise ValueError(msg) from error


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        return _bounded(file)


def _bounded(file: IO[bytes] | gzip.GzipFile) -> bytes:
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        msg = f"it holds more than {MOST_BYTES // 1_000_000} MB"
        raise ValueError(msg)
    return data
