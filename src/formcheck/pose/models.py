"""Which pose models there are, where they lie, and whether they are the right files."""

import contextlib
import hashlib
import logging
import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict

from formcheck.errors import InstallationError, UsageError
from formcheck.settings import DEFAULT_MODEL

FOLDER_VARIABLE: Final = "FORMCHECK_MODELS"
_REGISTRY: Final = "registry.toml"
_PACKAGE: Final = Path(__file__).resolve().parents[1]
_LOG: Final = logging.getLogger(__name__)


class MaskOutput(TypedDict):
    """Where a file says which output is the mask (a byte), and another output's number."""

    at: int
    instead: int


@dataclass(frozen=True, slots=True)
class PoseModel:
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
    licence, provenance : str
    path : Path or None
        Where the file was found; None if it is missing.
    mask_output : MaskOutput or None
        How to leave the body's mask out; None if it is not known.
    """

    name: str
    file: str
    bytes: int
    sha256: str
    licence: str
    provenance: str
    path: Path | None
    mask_output: MaskOutput | None = None


def list_models() -> tuple[PoseModel, ...]:
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
            return tuple(PoseModel(**entry, path=_find(entry["file"])) for entry in entries)
    raise InstallationError(
        "The list of pose models is missing from this installation.",
        "Install formcheck again, or set FORMCHECK_MODELS to the folder `models` of its source.",
        code="model_missing",
    )


def load_model(name: str = DEFAULT_MODEL) -> tuple[PoseModel, Path]:
    """Find one model and check that it is the registered file.

    Parameters
    ----------
    name : str
        ``"full"`` or ``"heavy"``.

    Returns
    -------
    PoseModel, Path
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
    if found != model.sha256:
        raise InstallationError(
            f"{model.path} is not the pose model formcheck was tested with (its hash differs).",
            "Copy the file again from formcheck's own `models` folder.",
            code="model_damaged",
        )
    return model, model.path


@contextlib.contextmanager
def without_mask(model: PoseModel, file: Path) -> Iterator[Path]:
    """Lend a copy of a model that computes no mask of the body, which nobody here looks at.

    The mask is one of the network's five outputs. Where another output stands in its place,
    the layers that only it needs are dropped when the model is loaded. All landmarks stay the
    same to the last bit, and `full` needs a third less time a picture, `heavy` a tenth.

    Parameters
    ----------
    model : PoseModel
    file : Path
        What `load_model` checked.

    Yields
    ------
    Path
        The copy, which is gone after the block; or ``file`` itself where there is no place to
        put a copy.
    """
    with contextlib.ExitStack() as stack:
        try:
            lent = _copy_without_mask(model, file, stack)
        except OSError as error:
            _LOG.debug("no copy of the model without its mask: %s", error)
            lent = file
        yield lent


def _copy_without_mask(model: PoseModel, file: Path, stack: contextlib.ExitStack) -> Path:
    if model.mask_output is None:
        return file
    folder = tempfile.TemporaryDirectory(prefix="formcheck-model-", ignore_cleanup_errors=True)
    copy = Path(stack.enter_context(folder)) / file.name
    shutil.copyfile(file, copy)
    with copy.open("r+b") as bundle:
        bundle.seek(model.mask_output["at"])
        bundle.write(model.mask_output["instead"].to_bytes(4, "little"))
    return copy


def find_model(name: str) -> PoseModel:
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
