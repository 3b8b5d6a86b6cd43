"""Carrying a record: who signs what, and how it travels between records over files and thin links.

In come entries of a log (`record`); out go signed messages, bundles and the bytes of a dialogue, and the other way
round. What is received is hostile until its signature and its form are checked. Nothing here reads texts or weighs
statements.
"""
