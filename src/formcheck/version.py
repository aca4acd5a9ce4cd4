"""Versions: our own, and those of the packages beside us."""

__version__ = "0.2.0"


def documentation() -> str | None:
    """Return the address of the documentation, None until ``[project.urls]`` names one."""
    from importlib import metadata

    try:
        told = metadata.metadata("formcheck").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return None
    named = dict(line.split(", ", 1) for line in told)
    return named.get("Documentation")


def installed(package: str) -> str | None:
    """Return the version of an installed package, None where it is not there."""
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
