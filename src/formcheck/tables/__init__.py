"""Landmark tables: the CSV form of a pose track, in and out."""
