"""Scores of clusterings: MUC, B³ and CEAF-e, and their mean, the CoNLL F1.

Clusterings are given as lists of sets of mentions. Mentions that only one side has count as in the reference scorer's
B³ and CEAF for predicted mentions (Pradhan et al. 2014): nothing is added to or taken from either side.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Clusters = Sequence[frozenset[Hashable]]


@dataclass(frozen=True, slots=True)
class Scores:
    recall: float
    precision: float

    @property
    def f1(self) -> float:
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def clusters(of: Mapping[Hashable, Hashable]) -> Clusters:
    """The clusters of a map from mentions to what they speak of."""
    found: dict[Hashable, set[Hashable]] = {}
    for mention, name in of.items():
        found.setdefault(name, set()).add(mention)
    return [frozenset(mentions) for mentions in found.values()]


def muc(gold: Clusters, found: Clusters) -> Scores:
    """Links: how few pieces the other side cuts each cluster into (Vilain et al. 1995)."""
    return Scores(_links(gold, found), _links(found, gold))


def b_cubed(gold: Clusters, found: Clusters) -> Scores:
    """Mentions: how much of each one's cluster is right (Bagga and Baldwin 1998)."""
    return Scores(_shares(gold, found), _shares(found, gold))


def ceaf_e(gold: Clusters, found: Clusters) -> Scores:
    """Entities: the best matching of clusters one to one, by 2|K∩R| / (|K|+|R|) (Luo 2005)."""
    similarity = best_matching(_similarities(gold, found), len(gold), len(found))
    return Scores(similarity / len(gold) if gold else 0.0, similarity / len(found) if found else 0.0)


def conll(gold: Clusters, found: Clusters) -> float:
    """The mean F1 of the three."""
    return (muc(gold, found).f1 + b_cubed(gold, found).f1 + ceaf_e(gold, found).f1) / 3


def _where(some: Clusters) -> dict[Hashable, int]:
    return {mention: index for index, cluster in enumerate(some) for mention in cluster}


def _links(of: Clusters, by: Clusters) -> float:
    where = _where(by)
    kept = total = 0
    for cluster in of:
        alone = sum(mention not in where for mention in cluster)
        pieces = alone + len({where[mention] for mention in cluster if mention in where})
        kept += len(cluster) - pieces
        total += len(cluster) - 1
    return kept / total if total else 0.0


def _shares(of: Clusters, by: Clusters) -> float:
    where = _where(by)
    right, total = 0.0, 0
    for cluster in of:
        counts: dict[int, int] = {}
        for mention in cluster:
            if mention in where:
                counts[where[mention]] = counts.get(where[mention], 0) + 1
        right += sum(count * count for count in counts.values()) / len(cluster)
        total += len(cluster)
    return right / total if total else 0.0


def _similarities(gold: Clusters, found: Clusters) -> dict[tuple[int, int], float]:
    where = _where(found)
    common: dict[tuple[int, int], int] = {}
    for row, cluster in enumerate(gold):
        for mention in cluster:
            if mention in where:
                pair = row, where[mention]
                common[pair] = common.get(pair, 0) + 1
    return {(row, column): 2 * count / (len(gold[row]) + len(found[column])) for (row, column), count in common.items()}


def best_matching(values: Mapping[tuple[int, int], float], rows: int, columns: int) -> float:
    """The greatest sum of values, one in each row and column at most; each connected part is solved by itself."""
    by_row: dict[int, list[int]] = {}
    by_column: dict[int, list[int]] = {}
    for row, column in values:
        by_row.setdefault(row, []).append(column)
        by_column.setdefault(column, []).append(row)
    seen: set[int] = set()
    total = 0.0
    for start in by_row:
        if start in seen:
            continue
        part, todo = [], [start]
        seen.add(start)
        while todo:
            row = todo.pop()
            part.append(row)
            for other in (one for column in by_row[row] for one in by_column[column]):
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        within = sorted({column for row in part for column in by_row[row]})
        total += _assignment([[values.get((row, column), 0.0) for column in within] for row in sorted(part)])
    return total


def _assignment(matrix: list[list[float]]) -> float:
    """The Hungarian method with potentials, O(rows² × columns), for the greatest sum of non-negative values."""
    if len(matrix) > len(matrix[0]):
        matrix = [list(column) for column in zip(*matrix, strict=True)]
    rows, columns = len(matrix), len(matrix[0])
    top = max(map(max, matrix))
    costs = [[top - value for value in row] for row in matrix]
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (columns + 1)
    matched, way = [0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        matched[0] = row
        column = 0
        least = [float("inf")] * (columns + 1)
        used = [False] * (columns + 1)
        while True:
            used[column] = True
            current, step, following = matched[column], float("inf"), 0
            for other in range(1, columns + 1):
                if not used[other]:
                    reduced = costs[current - 1][other - 1] - row_price[current] - column_price[other]
                    if reduced < least[other]:
                        least[other], way[other] = reduced, column
                    if least[other] < step:
                        step, following = least[other], other
            for other in range(columns + 1):
                if used[other]:
                    row_price[matched[other]] += step
                    column_price[other] -= step
                else:
                    least[other] -= step
            column = following
            if matched[column] == 0:
                break
        while column:
            matched[column] = matched[way[column]]
            column = way[column]
    return sum(matrix[matched[column] - 1][column - 1] for column in range(1, columns + 1) if matched[column])


def table(rows: Iterable[tuple[str, Clusters, Clusters]]) -> list[str]:
    """A line of all scores for each name with its gold and found clusters."""
    lines = [f"{'':34}  {'MUC':>6} {'B³':>6} {'CEAF-e':>6} {'CoNLL':>6}"]
    for name, gold, found in rows:
        three = [score(gold, found).f1 for score in (muc, b_cubed, ceaf_e)]
        lines.append(f"{name:34}  " + " ".join(f"{100 * value:6.2f}" for value in (*three, sum(three) / 3)))
    return lines
