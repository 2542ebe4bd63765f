"""A result as one page for people: sentences first, then bars, then the map; no network, no script."""

from konsens.consensus.report.page import report

__all__ = ["report"]
