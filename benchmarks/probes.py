"""Score single sentences: which region they are about, which dates they name.

    python benchmarks/probes.py PROBES.json [--json FILE]

A region probe is `[sentence, accepted paths]`, where an empty path means none and AMBIG that the
sentence alone must not decide.  A date probe is `[text, day of publication, "start/end"]`, several
joined by `+`, or null when nothing in the text is a date.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jianbao.indexer.dates import find_dates
from jianbao.indexer.folding import fold
from jianbao.indexer.regions import find_regions
from jianbao.indexer.repair import repair


def region_is_right(sentence: str, accepted: Sequence[str]) -> tuple[bool, tuple[str, ...]]:
    """Judge one sentence; return the regions found as well."""
    regions = find_regions(None, fold(repair(sentence).text)).regions
    if "AMBIG" in accepted:
        return not regions, regions
    if "MULTI" in accepted:
        return len(regions) > 1, regions
    return (regions[0] if regions else "") in accepted, regions


def dates_are_right(text: str, published: str, wanted: str | None) -> tuple[bool, list[str]]:
    """Judge one text: every period that is meant is found, and nothing where none is."""
    reference = datetime.date.fromisoformat(published)
    found = [
        f"{mention.period.start}/{mention.period.end}"
        for mention in find_dates(fold(repair(text).text), reference)
        if mention.period
    ]
    if wanted is None:
        return not found, found
    return set(wanted.split("+")) <= set(found), found


def evaluate(probes: Mapping[str, Any]) -> tuple[dict[str, float], list[str]]:
    """Return the shares of right answers and one line per mistake."""
    mistakes = []
    right = {"region": 0, "date": 0}
    for sentence, accepted, *_ in probes.get("region", []):
        fine, regions = region_is_right(sentence, accepted)
        right["region"] += fine
        if not fine:
            mistakes.append(f"region {sentence}: {list(regions)}, not {accepted}")
    for text, published, wanted, *_ in probes.get("date", []):
        fine, found = dates_are_right(text, published, wanted)
        right["date"] += fine
        if not fine:
            mistakes.append(f"date {text}: {found}, not {wanted}")
    shares = {kind: round(right[kind] / len(probes[kind]), 4) for kind in right if probes.get(kind)}
    return shares, mistakes


def main() -> int:
    """Print the shares, then the mistakes."""
    parser = argparse.ArgumentParser(description="Score regions and dates of single sentences.")
    parser.add_argument("probes", type=Path, metavar="PROBES.json")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    options = parser.parse_args()
    shares, mistakes = evaluate(json.loads(options.probes.read_text(encoding="utf-8")))
    for kind, share in shares.items():
        print(f"{kind:8} {share:.4f}")
    for mistake in mistakes:
        print(f"  {mistake}")
    if options.json:
        figures = {"report": shares, "mistakes": mistakes}
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
