"""Angles, lengths and the frame of reference in which every metric is taken."""
