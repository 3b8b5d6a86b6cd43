"""Readers from outside, by entry point: what they propose is checked by `dalel.extract.proposals`, not believed.

A plug-in is a callable under the entry-point group `dalel.readers` that takes its settings and gives a `Reader`. A desk
names the plug-ins it wants in a TOML file, one table each:

    [endpoint]
    url = "http://127.0.0.1:8080/v1"
    model = "…"

Shipped with Dalel are `endpoint` (an OpenAI-compatible server), `spacy` (a pipeline) and `gliner` (a model); the
libraries and models of the last two are not.
"""

from dalel.plugins.loading import GROUP, PluginError, Reader, load

__all__ = ["GROUP", "PluginError", "Reader", "load"]
