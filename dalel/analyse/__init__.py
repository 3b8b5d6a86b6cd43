"""Between the record and its readers: pure functions that turn rows of `record.queries` into what is shown.

Rows come in as plain dictionaries; shares of words, series of figures, days and sides go out. Nothing
here opens a record or knows of the page.
"""
