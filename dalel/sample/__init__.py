"""The sample record: eighty short reports, from the Kazakhstan of January 2022, that `dalel demo` builds its page from.

In `reports/` lie Markdown files with a front matter; in `sources.toml` who publishes them; in `expected.toml` what a
reader found in them, for the tests. Outlets are fictional and the texts are our own; see `README.md`.
"""
