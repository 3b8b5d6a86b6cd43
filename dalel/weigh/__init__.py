"""Between reading and the views: puts statements in their place and weighs again what they touch.

Copies give origins, statements join events and figures, and these get their histories of standing. Cost depends on what
a document touches, not on how much the record holds.
"""

from dalel.weigh.weighing import Weighing

__all__ = ["Weighing"]
