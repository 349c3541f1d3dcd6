"""When an article was published or its event took place."""

from __future__ import annotations

from jianbao.indexer.periods import Period, parse_period

__all__ = ["Period", "parse_period"]
