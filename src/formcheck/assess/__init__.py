"""Judge the metrics: ratings, form-guideline match, findings, lower back."""

from formcheck.assess.as_json import to_json
from formcheck.assess.assessment import assess
from formcheck.assess.baseline import Change, compare_with_baseline

__all__ = ["Change", "assess", "compare_with_baseline", "to_json"]
