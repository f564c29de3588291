"""Looks for the fields that add up others: totals below or above their parts, of parts of parts, of all totals.

The fields are walked through once each way with those that are part of nothing yet on a stack. What a field may be
the sum of ends at the top of the stack, so its beginning is looked up by the sums so far. A total takes the place of
its parts.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.check.formulas.evidence import EXCEPTION, Bounds, agreeing, bits_of, tells
from pipeline.check.formulas.grid import RANK, Lines, Numbers

LOOKED_UP = 24  # items by which the parts of a total are looked up
STRONGEST = 5  # of these at one total
NEAREST = 64  # parts of a total of rounded numbers
MOST_PARTS_TRIED = 6
MOST_ROUNDED = 1_000  # fields of a table in which totals of rounded numbers are looked for that no label tells
MOST_BY_LABEL = 300  # parts of a total that no sum has shown yet
AT_THE_END = 20  # fields of a table among which a total of more parts is looked for
HALF = 0.5
NEEDED, NEEDED_CLEAR = 20.0, 5.0
WITNESS, WITNESSED = 10.0, 3  # bits, and items that obey, of what bears out which of several cells is wrong


@dataclass(frozen=True, slots=True)
class Block:
    """A field with those that it is taken to add up.

    `judged` and `agrees` tell the items, `weights` what each that agrees weighs, `bits` what all do, `clear` whether
    the label says that it is a total.
    """

    total: int
    parts: tuple[int, ...]
    judged: Numbers
    agrees: Numbers
    weights: Numbers
    bits: float
    clear: bool


@dataclass(slots=True)
class _Stack:
    """Fields that are part of nothing yet, with the sums of all up to each."""

    fields: list[int]
    ends: list[Numbers]  # lower and upper ends, how many are more than nothing, and how many are missing
    found: list[defaultdict[int, list[int]]]  # places on the stack by the sum so far, for each item looked up
    sums: list[list[int]]
    totals: list[int]  # places of totals

    def cut(self, size: int, items: int) -> None:
        """Take all fields from a place on off the stack."""
        while len(self.fields) > size:
            for n in range(items):
                places = self.found[n][self.sums[-1][n]]
                places.pop()
                if not places:
                    del self.found[n][self.sums[-1][n]]
            self.fields.pop()
            self.ends.pop()
            self.sums.pop()
        while self.totals and self.totals[-1] >= size:
            self.totals.pop()


class Blocks:
    """Finds the blocks of a table that is read one way; percents and ranks add up to nothing."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        cells = lines.cells
        # numbers in percent add up where a whole row or column is in percent, and ranks never do
        adds = (cells.unit != RANK) & lines.known
        self._value = np.where(adds, cells.value, np.nan)
        self._there = ~np.isnan(self._value)
        self._lower = np.where(self._there, cells.lower, 0.0)
        self._upper = np.where(self._there, cells.upper, 0.0)
        self._gap = cells.gap
        strength = (np.log2(np.abs(np.nan_to_num(self._value)) / cells.step + 1)).sum(axis=0)
        ordered = np.argsort(-strength, kind="stable")[: LOOKED_UP if lines.number <= MOST_ROUNDED else STRONGEST]
        self._looked_up = np.sort(ordered)
        scale = 1 / np.where(self._there, cells.step, 1.0)[:, self._looked_up].min(axis=0)
        whole = np.nan_to_num(self._value[:, self._looked_up]) * scale
        self._whole = [[int(v) for v in row] for row in np.rint(whole)]
        counted = self._there & (np.nan_to_num(self._value) != 0)
        self._ends = np.stack([self._lower, self._upper, counted, cells.gap], axis=1).astype(float)
        sizes = np.array([[abs(v) for v in row] for row in self._whole], dtype=float)
        self._strongest: list[list[int]] = np.argsort(-sizes, axis=1, kind="stable")[:, :STRONGEST].tolist()
        few = lines.number <= MOST_ROUNDED
        self._rounded = few and bool((self._upper > self._lower).any())

    def search(self, fields: Sequence[int]) -> list[Block]:
        """Return the blocks of some fields of one kind, in the order of the fields."""
        down = list(self._walk(fields))
        up = [b for b in self._walk(fields[::-1]) if b.agrees.any()]
        if up:  # totals over their parts: with the parts left out they may be parts of what stands below
            parts = {p for b in up for p in b.parts}
            known = {b.total for b in up}
            more = [b for b in self._walk([f for f in fields if f not in parts]) if b.total not in known]
            if _weight([*up, *more]) > _weight(down):
                down = [*up, *more]
        return sorted(down, key=lambda b: b.total)

    def _walk(self, fields: Sequence[int]) -> Iterator[Block]:
        items = len(self._looked_up)
        number = self._lines.items
        none = np.zeros((4, number))
        stack = _Stack([], [none], [defaultdict(list) for _ in range(items)], [[0] * items], [])
        for n in range(items):
            stack.found[n][0].append(0)
        for place, field in enumerate(fields):
            clear = "total" in self._lines.says(field)
            # What a label alone speaks for is tried over many parts at the end only, where a grand total stands.
            most = len(fields) if place >= len(fields) - AT_THE_END else MOST_BY_LABEL
            block = self._best(stack, field, clear=clear, most=most)
            if clear and (block is None or not block.agrees.any()) and self._repeats(stack, field):
                stack.cut(len(stack.fields) - 1, items)  # a total of one part
                stack.totals.append(len(stack.fields))
            elif block is not None:
                yield block
                size = len(stack.fields) - len(block.parts)
                if block.agrees.any() and stack.fields[size:] == list(block.parts):
                    stack.cut(size, items)
                stack.totals.append(len(stack.fields))
            self._push(stack, field)

    def _repeats(self, stack: _Stack, field: int) -> bool:
        """Whether a field holds what the one before it holds."""
        if not stack.fields:
            return False
        same = self._value[field] == self._value[stack.fields[-1]]
        there = self._there[field]
        return bool(there.any()) and bool((same | ~there)[~np.isnan(self._value[stack.fields[-1]])].mean() > HALF)

    def _push(self, stack: _Stack, field: int) -> None:
        stack.fields.append(field)
        stack.ends.append(stack.ends[-1] + self._ends[field])
        sums = [a + b for a, b in zip(stack.sums[-1], self._whole[field], strict=True)]
        stack.sums.append(sums)
        for n, total in enumerate(sums):
            stack.found[n][total].append(len(stack.fields))

    def _best(self, stack: _Stack, field: int, *, clear: bool, most: int) -> Block | None:
        starts = self._starts(stack, field, clear=clear, most=most)
        tried = [self._from(stack, field, start, clear=clear) for start in starts]
        if 2 <= len(stack.totals) <= most and clear:
            tried.insert(0, self._of_totals(stack, field))
        blocks = [b for b in tried if b.bits >= (NEEDED_CLEAR if clear else NEEDED)]
        blocks = blocks or [b for b in tried if is_witness(b, b.judged, b.agrees)]
        if not blocks and clear:  # the label says so, and the parts are those since the total before it
            blocks = [b for b in tried[-1:] if b.judged.any()]
        return max(blocks, key=lambda b: (b.bits, -len(b.parts)), default=None)

    def _starts(self, stack: _Stack, field: int, *, clear: bool, most: int) -> list[int]:
        """Return where on the stack the parts of a field may begin: where the sums say so, or the labels."""
        top = len(stack.fields)
        votes: dict[int, int] = defaultdict(int)
        for n in self._strongest[field]:
            if not self._whole[field][n]:
                break
            places = stack.found[n].get(stack.sums[-1][n] - self._whole[field][n], ())
            for start in places[-3:]:
                if start <= top - 2:
                    votes[start] += 1
        if self._rounded or clear:
            for start in self._near_starts(stack, field):
                votes[start] += 1
        found = sorted(votes, key=lambda s: (-votes[s], -s))[:MOST_PARTS_TRIED]
        if clear and top >= 2:
            after = stack.totals[-1] + 1 if stack.totals else 0
            found += [s for s in dict.fromkeys((0, after)) if top - most <= s <= top - 2 and s not in votes]
        return found

    def _near_starts(self, stack: _Stack, field: int) -> list[int]:
        """Return the beginnings whose sums meet a field's numbers in most of the items looked up, by rounding."""
        top, first = len(stack.fields), max(0, len(stack.fields) - NEAREST)
        if top - first < 2:
            return []
        at = self._looked_up
        below = np.array(stack.ends[first : top - 1])[:, :2, at]
        low, high = stack.ends[top][0, at] - below[:, 0], stack.ends[top][1, at] - below[:, 1]
        there = self._there[field][at] & (self._value[field][at] != 0)
        meets = (high + 1e-9 >= self._lower[field][at]) & (self._upper[field][at] + 1e-9 >= low) & there
        number = meets.sum(axis=1)
        best = np.argsort(-number, kind="stable")[:3]
        return [first + int(s) for s in best if number[s]]

    def _from(self, stack: _Stack, field: int, start: int, *, clear: bool) -> Block:
        top = len(stack.fields)
        lower, upper, count, gaps = stack.ends[top] - stack.ends[start]
        return self._weigh(
            field, tuple(stack.fields[start:]), Bounds(lower, upper), (count >= 2) & (gaps == 0), clear=clear
        )

    def _of_totals(self, stack: _Stack, field: int) -> Block:
        """Weigh a field as the sum of the totals before it alone."""
        parts = [stack.fields[place] for place in stack.totals if place < len(stack.fields)]
        bounds = Bounds(self._lower[parts].sum(axis=0), self._upper[parts].sum(axis=0))
        may = (self._there[parts].sum(axis=0) >= 2) & ~self._gap[parts].any(axis=0)
        return self._weigh(field, tuple(parts), bounds, may, clear=True)

    def _weigh(self, field: int, parts: tuple[int, ...], bounds: Bounds, may: Numbers, *, clear: bool) -> Block:
        cells = self._lines.cells
        value, step = self._value[field], cells.step[field]
        low, high = cells.lower[field], cells.upper[field]
        judged = tells(bounds, value, step) & may
        agrees = agreeing(bounds, low, high) & judged
        bits = bits_of(bounds, value, step, low, high) * agrees
        exceptions = int((judged & ~agrees).sum())
        counted = float(np.sort(bits)[::-1][:40].sum()) - min(EXCEPTION * exceptions * 0.5, float(bits.sum()) * 0.5)
        return Block(field, parts, judged, agrees, bits, counted, clear)


def bears_out(block: Block, agrees: Numbers) -> bool:
    """Whether the items of a block that agree weigh enough."""
    return float(block.weights[agrees].sum()) >= (NEEDED_CLEAR if block.clear else NEEDED)


def is_witness(block: Block, judged: Numbers, agrees: Numbers) -> bool:
    """Whether all items but one obey a sum: too few to tell of that one, enough to say which cell of it is wrong."""
    holds = int(agrees.sum())
    return holds >= WITNESSED and int(judged.sum()) == holds + 1 and float(block.weights[agrees].sum()) >= WITNESS


def _weight(blocks: Sequence[Block]) -> float:
    return sum(b.bits for b in blocks if b.agrees.any())
