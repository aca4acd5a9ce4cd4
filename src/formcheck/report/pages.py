"""What every page of formcheck is made with: templates and our own styles and scripts."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from formcheck.report.imperial import both_units


@cache
def environment(package: str) -> Environment:
    """Return the templates of a room, e.g. ``"formcheck.report"``; they escape by themselves."""
    made = Environment(
        loader=PackageLoader(package, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["units"] = both_units
    return made


def static(package: str, name: str) -> Markup:
    """Return one of our own style sheets or scripts, to stand inside a page.

    They hold no ``</style`` or ``</script``, which a test keeps true.
    """
    return Markup(files(package).joinpath("static", name).read_text(encoding="utf-8"))  # noqa: S704
