"""A training block: what changed over many sessions, and two clips side by side."""

from formcheck.block.compare import Comparison, compare
from formcheck.block.compare_page import write_comparison
from formcheck.block.write import write_block_report

__all__ = ["Comparison", "compare", "write_block_report", "write_comparison"]
