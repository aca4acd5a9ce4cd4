"""The schema file of the package, made from the code: ``python tests/document/write_schema.py``."""

import json
from pathlib import Path

from formcheck.document.codec import schema

PLACE = Path(__file__).parents[2] / "src" / "formcheck" / "document" / "analysis.schema.json"

if __name__ == "__main__":
    PLACE.write_text(json.dumps(schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
