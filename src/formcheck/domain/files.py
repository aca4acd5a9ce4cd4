"""What the files in the folder of one analysis are called."""

from typing import Final

ANALYSIS_JSON: Final = "analysis.json"
METRICS_CSV: Final = "metrics.csv"
EVENTS_CSV: Final = "events.csv"
STEPS_CSV: Final = "steps.csv"
LANDMARKS_CSV: Final = "landmarks.csv"
LANDMARKS_RAW_CSV: Final = "landmarks_raw.csv"
REPORT_HTML: Final = "report.html"
VIDEO: Final = "annotated.mp4"
PICTURES: Final = "pictures"
SHARE: Final = "share"
"""Folder of a copy that does not show who the runner is."""
REAR: Final = "rear"
"""Folder of the same run filmed from behind, with files of the same names."""
