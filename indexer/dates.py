"""When an article was published or its event took place."""

from __future__ import annotations

from jianbao.indexer.date_spelling import parse_period
from jianbao.indexer.periods import Period

__all__ = ["Period", "parse_period"]
