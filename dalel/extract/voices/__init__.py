"""Voices: a text and its actors in, who says what out.

`attributions` finds cues and reads source and content off the clause around them (`cue_readers`,
`verb_readers`, `sayings`, over the stretches that `speech` and `quotes` mark). `speakers` says whom a
source phrase names; `voices` answers for any span whose words it is and how the cue stands to them.
"""

from dalel.extract.voices.attributions import attributions
from dalel.extract.voices.voices import AUTHOR, Spoken, holder_of, spoken, stance_of, voice_of

__all__ = ["AUTHOR", "Spoken", "attributions", "holder_of", "spoken", "stance_of", "voice_of"]
