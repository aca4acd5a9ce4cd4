"""Whether a clip can carry an answer: evidence in, reasons out. Nothing here looks for evidence."""
