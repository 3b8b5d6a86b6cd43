"""Places: a text in, its toponyms with GeoNames ids and coordinates out.

`recognise` finds names (`names`, with the words around them as `evidence`) and lets `choice` say which
of the places of that name is meant, over the whole document. `gazetteer` answers which places bear a
name, from an index that `gazetteer_build` makes once. `words` holds a language's data.
"""

from dalel.extract.places.learned import agree
from dalel.extract.places.names import Found
from dalel.extract.places.recognise import consider, find, is_demonym, is_town, place, resolve, settle, standing

__all__ = [
    "Found",
    "agree",
    "consider",
    "find",
    "is_demonym",
    "is_town",
    "place",
    "resolve",
    "settle",
    "standing",
]
