"""Versions: our own, and those of the packages beside us."""

__version__ = "0.1.0"


def installed(package: str) -> str | None:
    """Return the version of an installed package, None where it is not there."""
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
