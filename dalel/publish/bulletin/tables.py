"""The numbers that stand for words in a bulletin. A table is only ever added to, at its end.

docs/formats/bulletin.md lists the same tables; a test compares them.
"""

from __future__ import annotations

LANGUAGES = ("en", "ru", "kk")

# PLOVER types, then types with their modes, as Dalel reads them (extract/languages/*/events.tsv).
DEEDS: tuple[tuple[str, str | None], ...] = (
    *((type_, None) for type_ in ("ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONCEDE", "CONSULT", "COOPERATE")),
    *((type_, None) for type_ in ("MOBILIZE", "PROTEST", "REJECT", "REQUEST", "RETREAT", "SANCTION", "SUPPORT")),
    ("THREATEN", None),
    *(("ASSAULT", mode) for mode in ("kill", "wound", "firearms", "crowd-control", "beat", "explosives", "torture")),
    *(("ASSAULT", mode) for mode in ("abduct", "destroy", "heavy-weapons", "aerial", "drone", "suicide-attack")),
    *(("ASSAULT", mode) for mode in ("targeted", "execute", "assassinate", "sexual", "primitive", "unconventional")),
    *(("COERCE", mode) for mode in ("arrest", "censor", "curfew", "martial-law", "restrict", "ban", "seize", "deport")),
    *(("COERCE", mode) for mode in ("cyber", "withhold", "misinformation")),
    *(("PROTEST", mode) for mode in ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "blockade")),
    ("PROTEST", "vandalize"),
    *(("MOBILIZE", mode) for mode in ("troops", "police", "militia", "weapons")),
    *(("RETREAT", mode) for mode in ("release", "withdraw", "resign", "ceasefire", "access", "disarm", "ease")),
    ("RETREAT", "return"),
    *(("SANCTION", mode) for mode in ("convict", "discontinue", "expel", "withdraw")),
    *(("ACCUSE", mode) for mode in ("allege", "disapprove", "investigate")),
    *(("CONSULT", mode) for mode in ("phone", "visit", "third-party")),
    *(("REJECT", mode) for mode in ("assist", "change", "meet", "yield")),
    *(("REQUEST", mode) for mode in ("assist", "change", "meet", "yield")),
    *(("THREATEN", mode) for mode in ("arrest", "expel", "relations", "restrict", "territory", "violence")),
)

MEASURES = (
    *("killed", "injured", "hospitalised", "casualties", "missing", "detained", "released", "abducted", "displaced"),
    *("present", "troops", "damaged", "buildings_damaged", "vehicles_damaged", "vehicles", "weapons"),
    *("price", "price_change", "money", "percent", "days"),
)

# Keys of resolve/same.tsv; what is none of them travels in its own words.
POPULATIONS = (
    *("state forces", "participants", "children", "civilians", "women", "rescuers", "miners", "prisoners"),
    *("passengers", "drivers", "workers", "students", "medics", "journalists", "migrants", "families", "houses"),
    "vehicles",
)

STANDINGS = ("corroborated", "single-origin", "contested", "denied", "withdrawn", "open question")
BASES = ("stated", "reported")
PERIODS = ("", "total", "new", "before")
RELATIONS = ("=", ">=", ">", "<=", "<", "~")
SIDES = ("affirm", "deny", "open")
ASKS = ("who", "where", "when", "how many", "why")
STATES = ("open", "perhaps answered", "answers differ", "answered")
PLACE_KINDS = ("city", "region", "country")

# Who says it. "withheld": the source names somebody whom a bulletin does not.
ROLES = ("source", "named", "unnamed", "withheld", "hearsay")
