"""A training block: what changed over many sessions, and two clips side by side."""
