"""Peers read the same texts in the same run, each in a Python where it is installed (`--peers PYTHON`)."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.reading.peer_child import NOT_INSTALLED

_CHILD = Path(__file__).with_name("peer_child.py")


@dataclass(frozen=True, slots=True)
class Answers:
    """What a peer found in each text, or why there is nothing."""

    found: list[list[dict[str, Any]]] | None
    problem: str = ""


def ask(peer: str, pythons: Sequence[str], texts: Sequence[tuple[str, date | None]]) -> Answers:
    """Ask a peer, in the first of these Pythons that has it, about texts with their publication dates."""
    if not pythons:
        return Answers(None, "not asked: no --peers")
    questions = "".join(
        json.dumps({"text": text, "published": published.isoformat() if published else None}) + "\n"
        for text, published in texts
    )
    for python in pythons:
        run = subprocess.run(
            [python, str(_CHILD), peer], input=questions, capture_output=True, text=True, encoding="utf-8", check=False
        )
        if run.returncode == NOT_INSTALLED:
            continue
        if run.returncode:
            return Answers(None, f"failed: {(run.stderr.strip().splitlines() or ['no message'])[-1]}")
        answers = [json.loads(line) for line in run.stdout.splitlines()]
        return Answers(answers[: len(texts)])
    return Answers(None, "not installed")
