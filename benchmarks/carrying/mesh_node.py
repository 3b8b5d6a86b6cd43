"""One of two processes that talk over a mesh, for tests and benchmarks.

    python -m benchmarks.carrying.mesh_node FOLDER [ADDRESS] < task.json

FOLDER holds a Reticulum configuration. Without an address it listens, and prints its address first. The task is either

    {"script": [[0, 60], [1, 60], ...]}     who says how many bytes, in order; 0 is the caller. A side says a message
                                            once it has heard all that came before it, and checks each byte it hears
    {"plan": {"entries": 10000, ...}}       a dialogue between the two stores of a `made_store.Plan`

and what came of it is printed as JSON.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.carrying.made_store import Plan
from dalel.sync.dialogue import exchange
from dalel.sync.mesh import network
from dalel.sync.mesh.pipe import MeshPipe

ACCEPT_SECONDS = 900


def main() -> None:
    folder = Path(sys.argv[1])
    task: dict[str, Any] = json.load(sys.stdin)
    store = Plan(**task["plan"]).store(0 if len(sys.argv) > 2 else 1) if "plan" in task else None
    network.start(folder)
    if len(sys.argv) > 2:
        side, pipe = 0, network.connect(sys.argv[2])
    else:
        listener = network.Listener(network.own_identity(folder / "address"))
        print(listener.address, flush=True)
        side, pipe = 1, listener.accept(ACCEPT_SECONDS)
    if store is None:
        play(task["script"], side, pipe)
        outcome = {"messages": len(task["script"])}
    else:
        exchanged = exchange(pipe, store, begins=side == 0, message_bytes=network.MESSAGE_BYTES)
        outcome = {**asdict(exchanged), "digest": store.digest}
    pipe.close()
    print(json.dumps(outcome), flush=True)


def play(script: Sequence[tuple[int, int]], side: int, pipe: MeshPipe) -> None:
    """Say our part of the script and listen to the other's."""
    for number, (speaker, size) in enumerate(script):
        message = random.Random(number).randbytes(size)
        if speaker == side:
            pipe.send(message)
        elif pipe.receive() != message:
            sys.exit(f"message {number} did not arrive as it was sent")


if __name__ == "__main__":
    main()
