"""Draw the map: components, positions and the best division into groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.answers import AnswersScatter, AnyAnswers
from konsens.consensus.components import Components, components_of
from konsens.consensus.grouping import Labels, Partition, divide
from konsens.consensus.positions import Points, on_map, place

#: Most groups that are looked for.
MOST_GROUPS: Final = 6
#: Fewest people in a group: no smaller one could be published (house rule D13).
SMALLEST: Final = 10
#: The picture needs two dimensions even where only one is beyond chance.
PICTURE: Final = 2


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map of people.

    Attributes:
        components: directions over the live statements.
        points: (P, C) in units of 1 / STEP.
        placed: (P,) whether the person voted often enough to be placed.
        tried: one division per number of groups tried.
        chosen: the clearest division in which no group is too small, or nothing.
        dimensions: how many leading coordinates the groups were searched in.
    """

    components: Components
    points: Points
    placed: NDArray[np.bool_]
    tried: tuple[Partition, ...]
    chosen: Partition | None
    dimensions: int

    @property
    def labels(self) -> Labels:
        """(P,) group of each person, −1 for whoever is not placed or has no group."""
        labels = np.full(len(self.placed), -1, np.int64)
        if self.chosen is not None:
            labels[self.placed] = self.chosen.labels
        return labels


def draw(
    answers: AnyAnswers,
    dimensions: int,
    seed: int,
    *,
    numbers: range = range(2, MOST_GROUPS + 1),
    smallest: int = SMALLEST,
) -> Drawing:
    """Draw the map of some people.

    Args:
        answers: their answers to the live statements.
        dimensions: how many components groups are searched in; 0 means no groups.
        seed: the published seed.
        numbers: how many groups to try.
        smallest: fewest people in a group.
    """
    components = components_of(AnswersScatter(answers), max(dimensions, PICTURE))
    points = place(answers, components)
    placed = on_map(answers.cast, answers.statements)
    found = points[placed, :dimensions]
    tried = divide(found, numbers, seed) if found.size else []
    return Drawing(components, points, placed, tuple(tried), clearest(tried, smallest), dimensions)


def clearest(tried: list[Partition], smallest: int) -> Partition | None:
    """The simplest division that is as clear as the clearest, within one standard error.

    Divisions with too small a group are out of the question.

    Source:
        Breiman, Friedman, Olshen, Stone, Classification and Regression Trees, 1984, 3.4.3
        (the rule of one standard error).
    """
    fit = [each for each in tried if len(each.sizes) > 1 and each.sizes[-1] >= smallest]
    if not fit:
        return None
    best = max(fit, key=lambda each: each.silhouette)
    near = [each for each in fit if each.silhouette >= best.silhouette - best.error]
    return min(near, key=lambda each: len(each.sizes))
