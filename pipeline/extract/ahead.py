"""Reads the words of a report's blocks some way ahead, so that the sentences of many blocks are parsed at once.

A parser takes three times as long over sentences that it is given one by one.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline.extract.grammar import parsed
from pipeline.extract.measures import sentences_to_parse
from pipeline.extract.periods import PeriodContext
from pipeline.extract.tokens import doc_of
from pipeline.types import Block, BlockKind

BLOCKS_AHEAD = 48


class Ahead:
    """The Docs of a report's blocks, and the trees of their sentences.

    nlp: the pipeline that finds figures, periods and names; model: the user's own, which parses if it can.
    """

    def __init__(self, nlp: Any, context: PeriodContext, *, model: str) -> None:
        self._nlp, self._context, self._model = nlp, context, model
        self._trees: dict[str, Any] = {}

    def over(self, blocks: Sequence[Block]) -> Iterator[tuple[Block, Any]]:
        """Yield each block with its Doc, None for one without running text."""
        for first in range(0, len(blocks), BLOCKS_AHEAD):
            stretch = blocks[first : first + BLOCKS_AHEAD]
            docs = [self.doc(block.text) if block.table is None and block.text else None for block in stretch]
            read = [d for b, d in zip(stretch, docs, strict=True) if d is not None and b.kind is not BlockKind.CONTENTS]
            sentences = dict.fromkeys(s for doc in read for s in sentences_to_parse(doc))
            self._trees = dict(zip(sentences, parsed(sentences, model=self._model), strict=True))
            yield from zip(stretch, docs, strict=True)

    def doc(self, text: str) -> Any:
        """Return the Doc of a text: its figures, periods, names and sentences."""
        doc = doc_of(self._nlp, text)
        doc._.period_context = self._context
        return self._nlp(doc)

    def parsed(self, sentences: Iterable[str]) -> Iterator[Any]:
        """Yield the parsed Doc of each sentence, as `grammar.parsed` does; raises InputError as that one."""
        wanted = list(sentences)
        missing = dict.fromkeys(s for s in wanted if s not in self._trees)
        new = dict(zip(missing, parsed(missing, model=self._model), strict=True))
        yield from (new[s] if s in new else self._trees[s] for s in wanted)
