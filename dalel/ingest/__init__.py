"""Files and folders in, documents out.

What comes in: paths to plain text, Markdown with front matter, saved web pages, tables (CSV, TSV,
JSON, JSON Lines), RSS and Atom files, zip archives and folders of these, `sources.toml` files that
say who the sources are, and `actors.toml` files that say who goes by which names. What goes out, one
after the other and never all in memory: a `Document` for each text, a `Source` for each source
described, and a `Problem` for everything the user should look at. An `Actor` for each actor described
comes from `described_actors`, for it is needed before the first document is read. Nothing is fetched,
nothing is executed, nothing is written to disk; a broken or hostile file costs one line and the rest
goes on. Times are never guessed: a document that does not say when it was published has no time.
"""

from dalel.ingest.counting import count
from dalel.ingest.draft import Defaults
from dalel.ingest.item import Problem
from dalel.ingest.walk import actors_of, described_actors, documents

__all__ = ["Defaults", "Problem", "actors_of", "count", "described_actors", "documents"]
