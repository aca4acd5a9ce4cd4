"""``analysis.json``: the document as JSON, its schema, and documents of earlier versions."""

from formcheck.document.codec import as_json, as_text, parse

__all__ = ["as_json", "as_text", "parse"]
