"""The assessment as plain values, ready for ``analysis.json``."""

from dataclasses import asdict
from typing import Any

from formcheck.domain.assessment import Assessment


def to_json(assessment: Assessment) -> dict[str, Any]:
    """Return the assessment as dicts, lists and numbers.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    dict
        ``score``, ``score_withheld``, ``findings`` (with ``try``), ``low_back``,
        ``references``, ``stride_norm``, ``glossary``, ``guidelines`` as in analysis.json, and
        ``ratings``: one dict a metric row in the order of the rows, with ``rating``,
        ``p_good``, ``p_watch``, ``p_off``, ``score``, ``band`` and ``why_not_scored``.
    """
    plain: dict[str, Any] = _plain(asdict(assessment))
    for finding in plain["findings"]:
        finding["try"] = finding.pop("cue")
    return plain


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON has no one type
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return round(value, 6) if isinstance(value, float) else value
