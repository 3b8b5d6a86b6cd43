"""The record for people: the page and its API (`web`). Reads the record, never writes it."""
