"""The accuracy guide of the package: the bench's main tables with their date and versions."""

from collections.abc import Mapping
from datetime import UTC, datetime

def write(runs, *, model): ...
