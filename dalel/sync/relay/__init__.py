"""A relay: a node that only carries. It needs no record and no key, and cannot read what is sealed.

In come files of any folder or peer; out they go again, unchanged. What is kept is told by its SHA-256 and nothing else:
no name, no sender, no time finer than a day. The rules: docs/formats/relay.md.
"""
