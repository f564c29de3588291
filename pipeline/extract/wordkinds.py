"""The embedding of words for the grammar: their form, and the kind of words that they are used like.

Words that stand among the same words in large bodies of text share a cluster (Brown et al., Class-based n-gram models
of natural language, 1992): `rose`, `fell` and `climbed` are one. A cluster is a path in a binary tree, its first bits
name wider kinds; parsers learn more from fewer sentences with them (Koo, Carreras and Collins, 2008).
"""

from collections import OrderedDict
from functools import partial
from typing import Any

from spacy.attrs import LOWER, ORTH
from spacy.tokens import Doc
from spacy.util import registry

CLUSTERS = "lexeme_cluster"  # spaCy's own name for the table: hash of a word to its path, first bit lowest


def make_word_embedding(width: int, attrs: list[str], rows: list[int], cluster_rows: list[int]) -> Any:
    """Make the layer from documents to one vector a word, as spaCy's MultiHashEmbed with columns for clusters.

    rows: of the table of each attribute; cluster_rows: of those of the wider kinds (4 and 6 bits) and of the whole.
    """
    from spacy.ml.featureextractor import FeatureExtractor
    from thinc.api import HashEmbed, Maxout, chain, concatenate, list2ragged, ragged2list, with_array

    own: list[Any] = [HashEmbed(width, n, column=i, seed=8 + i, dropout=0.0) for i, n in enumerate(rows)]
    kinds: list[Any] = [HashEmbed(width, n, column=i, seed=50 + i, dropout=0.0) for i, n in enumerate(cluster_rows)]
    mixed = Maxout(width, width * (len(own) + len(kinds)), nP=3, dropout=0.0, normalize=True)
    return chain(
        concatenate(
            chain(FeatureExtractor(attrs), list2ragged(), with_array(concatenate(*own))),
            chain(_cluster_columns(), list2ragged(), with_array(concatenate(*kinds))),
        ),
        with_array(mixed),
        ragged2list(),
    )


def _cluster_columns() -> Any:
    from thinc.api import Model

    def forward(model: Any, docs: list[Doc], is_train: bool) -> tuple[list[Any], Any]:  # noqa: ARG001
        columns = (model.ops.asarray(cluster_ids(doc), dtype="uint64").reshape(len(doc), 3) for doc in docs)
        return list(columns), _nothing_back

    return Model("reportcheck_clusters", forward)


def _nothing_back(gradients: list[Any]) -> list[Any]:  # noqa: ARG001 - thinc gives it
    return []


def cluster_ids(doc: Doc) -> list[list[int]]:
    """Return, for each word of a Doc, the first 4 bits of its cluster, the first 6, and all; zeros if it has none."""
    lookups = doc.vocab.lookups
    table = lookups.get_table(CLUSTERS) if lookups.has_table(CLUSTERS) else OrderedDict()
    get = partial(OrderedDict.get, table)  # spaCy's own `get` asks of each key whether it is a string
    found: list[Any] = [get(orth) or get(lower, 0) for orth, lower in doc.to_array([ORTH, LOWER]).tolist()]
    return [[path & 15, path & 63, path] for path in found]


registry.architectures("reportcheck.word_embedding.v1", func=make_word_embedding)
