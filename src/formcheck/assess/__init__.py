"""Judge the metrics: ratings, form-guideline match, findings, lower back."""

from formcheck.assess.assessment import assess
from formcheck.assess.baseline import compare_with_baseline

__all__ = ["assess", "compare_with_baseline"]
