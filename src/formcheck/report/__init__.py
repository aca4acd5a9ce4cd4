"""The report: one HTML file that a runner keeps and a physiotherapist can check.

Everything in it comes from the ``analysis.json`` dictionary and the pictures beside it; this
room measures nothing and judges nothing.
"""

from formcheck.report.render import prepare, render, render_plan

__all__ = ["prepare", "render", "render_plan"]
