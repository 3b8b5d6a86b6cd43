"""The record: an append-only log as the truth, and views derived from it, in one SQLite file.

Documents and sources go in as entries; everything else (statements, events, figures, search) is
derived from them and can be rebuilt. The only part of Dalel that touches the database.
"""
