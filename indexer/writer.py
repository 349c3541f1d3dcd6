"""Write an index: add and delete articles, then commit all of it at once.

New articles go into new segments, written when `memory` is used up; an article whose id is already
there replaces the old one.  Nothing is visible before `commit`, which also merges segments: like
Lucene's tiered policy, eight segments of about the same size become one, so that an index of any
size has few segments and an article is rewritten only a few times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b
from math import log

import numpy as np

from jianbao.indexer.arrays import Array
from jianbao.indexer.batches import Batch
from jianbao.indexer.directory import Directory, Manifest, SegmentEntry
from jianbao.indexer.merging import merge_segments
from jianbao.indexer.segment_writer import SegmentWriter
from jianbao.indexer.segments import SegmentReader

MERGE_FACTOR = 8
"""Segments of about the same size that are merged into one."""
_SMALLEST = 1_000
"""Articles up to which segments count as equally small."""
_PEAK = 2.4
"""What writing a segment takes at its peak, relative to what was collected (measured: 2.3)."""
_FEW = 1_000
"""Ids that are looked up one by one rather than joined with all ids of a segment."""


class IndexWriter:
    """Collect changes to an index whose write lock the caller holds."""

    def __init__(self, directory: Directory, memory: int) -> None:
        """`memory` is the budget in bytes for what has not been written yet."""
        self._directory = directory
        self._memory = memory
        self.manifest, self.segments = directory.open_segments()
        self._deleted: list[set[int]] = [set() for _ in self.segments]
        self._current: SegmentWriter | None = None
        self._written: list[SegmentEntry] = []
        self._new: list[SegmentReader] = []
        self._dropped: dict[int, int] = {}
        self._after_commit: list[Callable[[], None]] = []

    def after_commit(self, action: Callable[[], None]) -> None:
        """Have something done when all changes are durable, and not done when they are dropped."""
        self._after_commit.append(action)

    def add(self, batch: Batch) -> None:
        """Add analysed articles."""
        if not len(batch):
            return
        if self._current is None:
            path = self._directory.new_segment_path()
            self._current = SegmentWriter(
                path, self.manifest.schema, self._directory.user_dictionary()
            )
        self._current.add(batch)
        if _PEAK * self._current.bytes > self._memory:
            self._finish_segment()

    def delete(self, segment: int, docs: Iterable[int]) -> None:
        """Delete articles of a segment that was there when the writer was opened."""
        self._deleted[segment].update(docs)

    def delete_id(self, id: str) -> bool:
        """Delete an article, committed or just added; tell whether there was one."""
        place = self.find(id)
        if place is not None:
            self.delete(place[0], [place[1]])
        added = sum(segment.doc_count for segment in self._new)
        is_new = any(segment.find_id(id) >= 0 for segment in self._new)
        if self._current is not None:
            added += len(self._current)
            is_new = is_new or id in self._current.ids
        if is_new:
            # What is added under this id from now on stays.
            self._dropped[_hash(id)] = added
        return place is not None or is_new

    def find(self, id: str) -> tuple[int, int] | None:
        """Give the (segment, article number) of a committed, live article, or None."""
        for number, segment in enumerate(self.segments):
            doc = segment.find_id(id)
            if doc >= 0 and (segment.live is None or segment.live[doc]):
                return number, doc
        return None

    def _finish_segment(self) -> None:
        if self._current is None:
            return
        writer, self._current = self._current, None
        writer.close()
        name = writer.path.name.removesuffix(writer.path.suffix)
        self._written.append(SegmentEntry(name, len(writer)))
        self._new.append(SegmentReader(writer.path))

    def abort(self) -> None:
        """Drop everything that was not committed."""
        if self._current is not None:
            self._current.abort()
        # Not our own manifest: when a commit fails at its very end, the new one is in force already.
        self._directory.clean(self._directory.manifest())

    def commit(self) -> Manifest:
        """Make all changes visible and durable; give the new manifest."""
        self._finish_segment()
        replaced = self._replace_old_articles()
        if not self._written and not any(self._deleted):
            self._finish_commit()
            return self.manifest
        generation = self.manifest.generation + 1
        entries: list[tuple[SegmentEntry, SegmentReader]] = []
        for entry, reader, fresh in zip(
            self.manifest.segments, self.segments, self._deleted, strict=True
        ):
            if fresh:
                old = [] if reader.deleted is None else reader.deleted.tolist()
                deleted = np.array(sorted(fresh.union(old)), dtype=np.int64)
                if len(deleted) == entry.docs:
                    continue
                entry = self._directory.with_deletions(entry, deleted, generation)
                reader = self._directory.open_segment(entry)
            entries.append((entry, reader))
        for entry, reader, deleted in zip(self._written, self._new, replaced, strict=True):
            if len(deleted) == entry.docs:
                continue
            if len(deleted):
                entry = self._directory.with_deletions(entry, deleted, generation)
                reader = self._directory.open_segment(entry)
            entries.append((entry, reader))
        manifest = replace(
            self.manifest, generation=generation, segments=tuple(self._merge(entries))
        )
        self._directory.commit(manifest)
        self.manifest, self.segments = self._directory.open_segments()
        self._deleted = [set() for _ in self.segments]
        self._written, self._new = [], []
        self._finish_commit()
        return manifest

    def _finish_commit(self) -> None:
        self._dropped.clear()
        actions, self._after_commit = self._after_commit, []
        for action in actions:
            action()

    def _replace_old_articles(self) -> list[Array]:
        """Delete what the new articles replace; give the deletions in each new segment.

        Of several new articles with one id the last one stays.
        """
        hashes = [_id_hashes(reader, range(reader.doc_count)) for reader in self._new]
        if not hashes:
            return []
        for number, old in enumerate(self.segments):
            if sum(map(len, hashes)) <= _FEW:
                found = [old.find_id(r.id(doc)) for r in self._new for doc in range(r.doc_count)]
                self._deleted[number].update(doc for doc in found if doc >= 0)
            else:
                candidates = np.flatnonzero(
                    np.isin(_id_hashes(old, range(old.doc_count)), np.concatenate(hashes))
                )
                self._deleted[number].update(candidates.tolist())
            if old.deleted is not None:
                self._deleted[number].difference_update(old.deleted.tolist())
        merged = np.concatenate(hashes)
        last = np.zeros(len(merged), dtype=bool)
        last[len(merged) - 1 - np.unique(merged[::-1], return_index=True)[1]] = True
        for number, added in self._dropped.items():
            last[:added] &= merged[:added] != np.uint64(number)
        bounds = np.cumsum([len(each) for each in hashes])[:-1]
        return [np.flatnonzero(~each) for each in np.split(last, bounds)]

    def _merge(self, entries: Sequence[tuple[SegmentEntry, SegmentReader]]) -> list[SegmentEntry]:
        """Merge segments of the same tier until none has `MERGE_FACTOR` of them."""
        current = list(entries)
        while chosen := _choose(current):
            path = self._directory.new_segment_path()
            merge_segments([reader for _, reader in chosen], path, self.manifest.schema)
            reader = SegmentReader(path)
            merged = SegmentEntry(path.name.removesuffix(path.suffix), reader.doc_count)
            place = current.index(chosen[0])
            current = [pair for pair in current if pair not in chosen]
            current.insert(place, (merged, reader))
        return [entry for entry, _ in current]


def _choose(
    entries: list[tuple[SegmentEntry, SegmentReader]],
) -> list[tuple[SegmentEntry, SegmentReader]]:
    """Choose segments to merge: a tier that is full, or one that is mostly deleted."""
    tiers: dict[int, list[tuple[SegmentEntry, SegmentReader]]] = {}
    for pair in entries:
        entry = pair[0]
        live = entry.docs - entry.deleted
        if entry.deleted > live:
            return [pair]
        tier = int(log(max(live, _SMALLEST) / _SMALLEST, MERGE_FACTOR))
        tiers.setdefault(tier, []).append(pair)
    full = [tier for tier in sorted(tiers) if len(tiers[tier]) >= MERGE_FACTOR]
    return tiers[full[0]] if full else []


def _id_hashes(reader: SegmentReader, docs: Iterable[int]) -> Array:
    """Give a 64-bit hash of each id; two ids of one index collide with a chance below 10^-7."""
    hashes = (_hash(reader.id(doc)) for doc in docs)
    return np.fromiter(hashes, dtype=np.uint64)


def _hash(id: str) -> int:
    return int.from_bytes(blake2b(id.encode(), digest_size=8).digest(), "little")
