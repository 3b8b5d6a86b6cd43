"""Statements come in, events and figures with their standing go out.

Everything here is a pure function of the statements it is given: the same statements in any order
give the same events, figures and standings. Nothing here knows of storage.
"""
