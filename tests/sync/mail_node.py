"""A process of its own with a mailbox, a propagation node, or somebody who sends.

python -m tests.sync.mail_node box FOLDER [NODE]      prints its address, then what came in: at the end of stdin, or
                                                      once it was fetched from the node
python -m tests.sync.mail_node node FOLDER            prints its address, and runs until the end of stdin
python -m tests.sync.mail_node send FOLDER FILE ADDRESS [NODE]
"""

from __future__ import annotations

import sys
from pathlib import Path

from dalel.sync.mesh import mail, network

# The least work that LXMF lets a node ask of a sender.
COST = 13


def main() -> None:
    what, folder = sys.argv[1], Path(sys.argv[2])
    network.start(folder)
    if what == "box":
        box = mail.Mailbox(network.own_identity(folder / "address"), folder / "work", folder / "in")
        print(box.address, flush=True)
        if len(sys.argv) > 3:
            box.fetch(sys.argv[3], patience=60)
        else:
            sys.stdin.read()
        for path in (folder / "in").iterdir():
            print(path.name, flush=True)
    elif what == "node":
        import LXMF

        node = LXMF.LXMRouter(storagepath=str(folder / "work"), propagation_cost=COST)
        node.enable_propagation()
        print(node.propagation_destination.hash.hex(), flush=True)
        sys.stdin.read()
    else:
        mail.send(Path(sys.argv[3]), sys.argv[4], node=sys.argv[5] if len(sys.argv) > 5 else None, patience=100)


if __name__ == "__main__":
    main()
