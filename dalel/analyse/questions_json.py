"""Questions, demands and promises as listings and the API give them; every key is always present."""

from __future__ import annotations

from typing import Any

from dalel.analyse.promises import Pledge
from dalel.analyse.promises_made import Made
from dalel.analyse.promises_outcomes import Outcome
from dalel.analyse.questions import Question
from dalel.analyse.questions_answers import Answer
from dalel.analyse.questions_asked import Asking
from dalel.analyse.questions_text import Row, Sentence

Json = dict[str, Any]

_ABOUT = (
    "type",
    "mode",
    "measure",
    "population",
    "place_name",
    "country",
    "day",
    "day_basis",
    "standing",
    "statements",
)


def question_json(question: Question) -> Json:
    """A question: what it asks, of what, in whose words and since when, and who answered."""
    return {
        "question": question.id,
        "asks": question.asks,
        "state": question.standing,
        "words": in_words(question),
        "implied": question.implied,
        "since": question.since,
        "about": _about(question),
        "topics": list(question.topics),
        "asked": [_asked(one) for one in question.askings],
        "answers": [_answer(one) for one in question.answers],
        "perhaps": [_answer(one) for one in question.perhaps],
        "earlier": [_answer(one) for one in question.earlier],
    }


def in_words(question: Question) -> str:
    """A question as a reader understands it: the words of who asked first; else what the record asks."""
    if question.askings:
        return question.askings[0].sentence.quote
    state = question.state or {}
    what = state.get("measure") or "/".join(filter(None, (state.get("type"), state.get("mode"))))
    parts = [what, state.get("place_name") or "place unknown", state.get("day") or "day unknown"]
    return f"{question.asks.capitalize()}? {', '.join(filter(None, parts))}: {question.implied}"


def _about(question: Question) -> Json | None:
    if question.state is None:
        return None
    kind = "figure" if "measure" in question.state else "event"
    return {
        "kind": kind,
        "id": question.topics[0],
        **{name: question.state.get(name) for name in (*_ABOUT, "statements")},
    }


def _asked(asking: Asking) -> Json:
    about = asking.about
    stands_there = about is not None and about in asking.sentence.statements
    return {
        "voice": asking.voice,
        "statement": about["id"] if about is not None and stands_there else None,
        **_passage(asking.sentence),
    }


def _answer(answer: Answer) -> Json:
    row = answer.row
    return {
        "voice": answer.voice,
        "answer": answer.words,
        "factuality": None if row is None else row["factuality"],
        "statement": None if row is None else row["id"],
        "because": answer.because or None,
        **_passage(answer.sentence),
    }


def pledge_json(pledge: Pledge) -> Json:
    """A demand or promise: by whom, of whom, until when, who reports it, and what was reported of it later."""
    term = pledge.term
    return {
        "promise": pledge.id,
        "kind": pledge.kind,
        "state": pledge.state,
        "words": pledge.made[0].sentence.quote,
        "by": pledge.by,
        "of": list(pledge.of),
        "since": pledge.since,
        "until": None if term is None else term.day,
        "until_words": None if term is None else term.words,
        "topics": list(dict.fromkeys(_event(one) for one in pledge.made if _event(one) is not None)),
        "origins": list(dict.fromkeys(one.voice for one in pledge.made)),
        "made": [{"voice": one.voice, "by": one.by, "of": list(one.of), **_said(one)} for one in pledge.made],
        "outcomes": [_outcome(one) for one in pledge.outcomes],
    }


def _event(made: Made) -> str | None:
    return None if made.row is None else made.row["event"]


def _said(made: Made) -> Json:
    row = made.row
    clause = None if row is None else {name: row[name] for name in ("start", "end", "quote")}
    return {**_passage(made.sentence), "statement": None if row is None else row["id"], "clause": clause}


def _outcome(outcome: Outcome) -> Json:
    row = outcome.row
    return {
        "voice": outcome.voice,
        "says": outcome.says,
        "after_term": outcome.late,
        "statement": None if row is None else row["id"],
        "score": round(outcome.score, 2),
        "reasons": [{"reason": name, "weight": weight} for name, weight in outcome.reasons],
        **_passage(outcome.sentence),
    }


def _passage(sentence: Sentence) -> Json:
    """Where exactly words stand: document, code points, quote."""
    row: Row = sentence.paper.row
    return {
        "quote": sentence.quote,
        "document": row["seq"],
        "source": row["source"],
        "start": sentence.start,
        "end": sentence.end,
        "known_at": sentence.known_at,
    }
