"""List the pose models: where each lies, and whether its file is the right one."""

import argparse
from typing import TYPE_CHECKING

from formcheck.cli.console import Screen, TextLine
from formcheck.errors import InstallationError
from formcheck.locales import gettext, labelled
from formcheck.locales.errors import translated_error

if TYPE_CHECKING:
    from formcheck.pose.models import ModelBundle


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of ``formcheck models``."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """List the models; 5 when the default one cannot be used."""
    from formcheck.pose.models import list_models
    from formcheck.settings import DEFAULT_MODEL
    from formcheck.words.numbers import write

    screen = Screen.of(args)
    models = list_models()
    states = {model.name: state(model) for model in models}
    if screen.as_json:
        screen.json({"default": DEFAULT_MODEL, "models": [_row(m, states) for m in models]})
    else:
        for model in models:
            default = gettext(", default") if model.name == DEFAULT_MODEL else ""
            size = write(model.bytes / 1e6, 1)
            screen.lines(
                [
                    TextLine(
                        labelled(f"{model.name}{default}", translated_error(states[model.name])),
                        "bold",
                    ),
                    TextLine(f"  {model.path or model.file}, {size} MB"),
                    TextLine(f"  {model.licence}; {model.provenance}"),
                ]
            )
    return 0 if states[DEFAULT_MODEL] == "ok" else InstallationError.exit_code


def state(model: "ModelBundle") -> str:
    """Return ``"ok"``, or in a few words what is wrong with the model's file."""
    from formcheck.pose.models import load_model

    try:
        load_model(model.name)
    except InstallationError as error:
        return error.what
    return "ok"


def _row(model: "ModelBundle", states: dict[str, str]) -> dict[str, object]:
    return {
        "name": model.name,
        "state": states[model.name],
        "path": str(model.path) if model.path else None,
        "bytes": model.bytes,
        "sha256": model.sha256,
        "licence": model.licence,
        "provenance": model.provenance,
    }
