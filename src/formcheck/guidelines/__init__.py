"""Guidelines as data: bands, citations, findings and the lower-back texts.

Everything that judges or advises stands in ``data/*.toml`` with its source; the code
only reads, checks and applies it.
"""

from formcheck.guidelines.describe import GuidelineRow, describe
from formcheck.guidelines.load import check, load
from formcheck.guidelines.schema import GuidelineSet

__all__ = ["GuidelineRow", "GuidelineSet", "check", "describe", "load"]
