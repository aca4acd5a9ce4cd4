"""Which pose models there are, where they lie, and whether they are the right files."""

import hashlib
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from formcheck.errors import InstallationError, UsageError
from formcheck.settings import DEFAULT_MODEL

FOLDER_VARIABLE: Final = "FORMCHECK_MODELS"
_REGISTRY: Final = "registry.toml"
_PACKAGE: Final = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class ModelBundle:
    """One entry of the registry.

    Attributes
    ----------
    name : str
        What ``--model`` takes.
    file : str
        File name.
    bytes : int
        Size of the file.
    sha256 : str
        Hash the file must have.
    original_sha256 : str
        Hash of the bundle it was made from. Both give the same landmarks to the last bit, so
        this is the name of the model wherever landmarks are kept or compared.
    licence, provenance : str
    path : Path or None
        Where the file was found; None if it is missing.
    """

    name: str
    file: str
    bytes: int
    sha256: str
    original_sha256: str
    licence: str
    provenance: str
    path: Path | None


def list_models() -> tuple[ModelBundle, ...]:
    """Return every registered model, found or not, the default first.

    Raises
    ------
    InstallationError
        The registry itself is missing (``model_missing``).
    """
    for folder in _folders():
        registry = folder / _REGISTRY
        if registry.is_file():
            entries = tomllib.loads(registry.read_text(encoding="utf-8"))["model"]
            return tuple(ModelBundle(**entry, path=_find(entry["file"])) for entry in entries)
    raise InstallationError(
        "The list of pose models is missing from this installation.",
        "Install formcheck again, or set FORMCHECK_MODELS to the folder `models` of its source.",
        code="model_missing",
    )


def load_model(name: str = DEFAULT_MODEL) -> tuple[ModelBundle, Path]:
    """Find one model and check that it is the registered file.

    Parameters
    ----------
    name : str
        ``"full"`` or ``"heavy"``.

    Returns
    -------
    ModelBundle, Path
        The entry and its file.

    Raises
    ------
    UsageError
        No model of that name (``unknown_model``).
    InstallationError
        The file is missing (``model_missing``) or another one (``model_damaged``).
    """
    model = find_model(name)
    if model.path is None:
        raise InstallationError(
            f"The pose model {model.file} is missing.",
            "Install formcheck again, or put the file into the folder named by FORMCHECK_MODELS.",
            code="model_missing",
        )
    with model.path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found not in (model.sha256, model.original_sha256):
        raise InstallationError(
            f"{model.path} is not the pose model formcheck was tested with (its hash differs).",
            "Copy the file again from formcheck's own `models` folder.",
            code="model_damaged",
        )
    return model, model.path


def find_model(name: str) -> ModelBundle:
    """Return the registry's entry of that name, without reading the model.

    Raises
    ------
    UsageError
        No model of that name (``unknown_model``).
    """
    models = list_models()
    for model in models:
        if model.name == name:
            return model
    raise UsageError(
        f"There is no pose model called {name}.",
        f"Choose one of: {', '.join(m.name for m in models)}.",
        code="unknown_model",
    )


def _folders() -> tuple[Path, ...]:
    named = os.environ.get(FOLDER_VARIABLE)
    own = (_PACKAGE / "_models", _PACKAGE.parents[1] / "models")
    return (Path(named), *own) if named else own


def _find(file: str) -> Path | None:
    return next((f / file for f in _folders() if (f / file).is_file()), None)
