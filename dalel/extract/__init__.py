"""Text in, statements out: a pure function of text, language and publication time.

`read` is the whole of it. Each module finds one kind of thing in a `Text` (times, places, actors,
voices, figures, events, labels, factuality); `reading` puts them together into statements, each with
its exact span. What a language needs is data under `languages/`.
"""
