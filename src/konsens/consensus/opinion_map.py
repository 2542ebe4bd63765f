"""The opinion map: one object, fitted to votes, with everything the engine can say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.answers import AnyAnswers, answers_of
from konsens.consensus.bridging import Bridging, bridging, kendall
from konsens.consensus.common import FEWEST, CommonGround, Divide, common_ground, divide_of
from konsens.consensus.compatible import polis_drawing
from konsens.consensus.distinctive import Distinctive, distinctive
from konsens.consensus.drawing import MOST_GROUPS, SMALLEST, Drawing, draw
from konsens.consensus.influence import Influence, influence
from konsens.consensus.minority import Minority, minorities
from konsens.consensus.noise import DRAWS, NoiseTest, noise_test
from konsens.consensus.polis import PolisMap
from konsens.consensus.pooled import Here, PooledVotes
from konsens.consensus.randomness import uniforms
from konsens.consensus.sectors import Sectors, sectors_of
from konsens.consensus.shares import Tallies, count
from konsens.consensus.stability import RESAMPLES, Stability, stability_of
from konsens.consensus.votes import AnyVotes, Votes

#: Version of the engine: any change that can change a result raises it.
VERSION: Final = "1.0.0"
#: In rounds with more votes than this, noise and stability are tested on a lottery of people.
TESTED: Final = 2_000_000

NOT_TESTED: Final = NoiseTest(0, 1.0, 0.0, 0.0, 2)

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything besides the votes that a result depends on.

    Attributes:
        seed: published beforehand; every random choice derives from it.
        noise_draws: shuffles of the noise test; 0 leaves it out (the map is then provisional).
        resamples: how often a fifth of the people is left out; 0 leaves that out.
        groups: ask for exactly this number of groups instead of letting the votes decide.
        smallest: fewest people of any group or cell that is shown: 10 in public, 5 for staff.
        listed: whether the result lists the participants.
        polis: draw the map and the groups as Polis does, for comparison.
    """

    seed: int = 0
    noise_draws: int = DRAWS
    resamples: int = RESAMPLES
    groups: int | None = None
    smallest: int = SMALLEST
    listed: bool = True
    polis: bool = False

    @property
    def numbers(self) -> range:
        """How many groups are tried."""
        return range(2, MOST_GROUPS + 1) if self.groups is None else range(self.groups, self.groups + 1)


class OpinionMap:
    """Turns votes into an opinion map, in the manner of scikit-learn.

    Args:
        seed: see ``Settings``; the others likewise.

    Attributes:
        votes_: the votes it was fitted to.
        noise_: the noise test.
        drawing_: components, positions, the divisions tried and the one chosen.
        labels_: (P,) group of each person, −1 without; all −1 when there are no groups.
        verdict_: "stable", "uncertain", "unstable" (candidates, but none is stable),
            "none" (nothing beyond chance or no division with large enough groups),
            "provisional" (not tested) or "polis" (as Polis would say, not tested either).
        stability_: what leaving people out says, or nothing.
        tallies_: (G, J) counts of the groups, (1, J) of everybody on the map without groups.
        agree_, disagree_: common ground on either side.
        divide_: what divides the groups.
        distinctive_: what is special about each group.
        minorities_: small, clearly different positions inside or beside the groups.
        bridging_: the second opinion without groups.
        kendall_: how far both rankings agree, in [−1, 1].
        influence_: what stands without the few who might have pushed it.
        sectors_: statistics per declared sector, or nothing.

    Example:
        >>> from konsens.consensus.votes import votes_from
        >>> votes = votes_from(["kim", "kim", "ali"], ["a", "b", "a"], [1, -1, 1])
        >>> OpinionMap(noise_draws=9, resamples=0).fit(votes).verdict_
        'none'
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        noise_draws: int = DRAWS,
        resamples: int = RESAMPLES,
        groups: int | None = None,
        smallest: int = SMALLEST,
        listed: bool = True,
        polis: bool = False,
    ) -> None:
        self.settings = Settings(seed, noise_draws, resamples, groups, smallest, listed, polis)

    votes_: AnyVotes
    answers_: AnyAnswers
    tested_: NDArray[np.bool_]
    noise_: NoiseTest
    polis_: PolisMap | None
    drawing_: Drawing
    labels_: NDArray[np.int64]
    verdict_: str
    stability_: Stability | None
    tallies_: Tallies
    agree_: CommonGround
    disagree_: CommonGround
    divide_: Divide
    distinctive_: tuple[Distinctive, ...]
    minorities_: tuple[Minority, ...]
    bridging_: Bridging
    kendall_: float
    influence_: Influence
    members_: dict[str, tuple[str, ...]]
    sectors_: Sectors | None

    def fit(
        self,
        votes: AnyVotes | Sequence[Votes],
        sectors: Mapping[str, Sequence[str]] | None = None,
        progress: Progress = lambda what, done, of: None,
    ) -> OpinionMap:
        """Find everything; the votes are not changed.

        Args:
            votes: the votes, or parts of them that hold different people, here or on a cluster.
            sectors: declared sectors per participant.
            progress: is told (step, done, of).
        """
        self.votes_ = PooledVotes(Here(votes)) if isinstance(votes, Sequence) else votes
        self._map(progress)
        self._groups(progress)
        self._statements()
        self._second_opinion()
        self._sectors(sectors or {})
        return self

    @property
    def groups_(self) -> int:
        """How many groups there are; 0 without."""
        return int(self.labels_.max(initial=-1)) + 1

    @property
    def fewest_(self) -> int:
        """Fewest votes of a group on a statement about which anything is said."""
        return max(FEWEST, self.settings.smallest)

    def _map(self, progress: Progress) -> None:
        """Noise test and map."""
        settings = self.settings
        self.polis_ = None
        self.answers_ = _answers(self.votes_)
        self.tested_ = self._tested()
        if settings.polis:
            self.noise_ = NOT_TESTED
            self.polis_, self.drawing_ = polis_drawing(_in_one_place(self.votes_))
            return
        self.noise_ = noise_test(
            self.answers_.rows(self.tested_),
            settings.seed,
            settings.noise_draws,
            lambda done: progress("noise", done, settings.noise_draws),
        )
        dimensions = self.noise_.dimensions if self.noise_.structured or not settings.noise_draws else 0
        self.drawing_ = draw(
            self.answers_, dimensions, settings.seed, numbers=settings.numbers, smallest=settings.smallest
        )

    def _tested(self) -> NDArray[np.bool_]:
        """(P,) who takes part in the tests: everybody, or a lottery when there are very many votes."""
        share = TESTED / max(int(self.answers_.cast.sum()), 1)
        if share >= 1:
            return np.ones(self.answers_.people, bool)
        return np.asarray(uniforms(self.answers_.people, self.settings.seed, "tested") < share)

    def _groups(self, progress: Progress) -> None:
        """Stability, and with it the verdict."""
        settings, drawing = self.settings, self.drawing_
        self.stability_ = None
        if drawing.chosen is not None and settings.resamples and not settings.polis:
            self.stability_ = stability_of(
                self.answers_.rows(self.tested_),
                drawing.placed[self.tested_],
                drawing.labels[self.tested_],
                len(drawing.chosen.sizes),
                drawing.dimensions,
                settings.seed,
                resamples=settings.resamples,
                numbers=settings.numbers,
                smallest=settings.smallest,
                progress=lambda done: progress("stability", done, settings.resamples),
            )
        self.verdict_ = self._verdict()
        found = self.verdict_ not in ("none", "unstable")
        self.labels_ = drawing.labels if found else np.full(self.votes_.people, -1, np.int64)

    def _verdict(self) -> str:
        """What may be said about groups."""
        if self.settings.polis:
            return "polis"
        if self.drawing_.chosen is None:
            return "none"
        if self.stability_ is None or not self.settings.noise_draws:
            return "provisional"
        if not self.stability_.stable.any():
            return "unstable"
        firm = self.stability_.stable.all() and self.stability_.certain
        return "stable" if firm else "uncertain"

    def _statements(self) -> None:
        """Everything about statements; without groups everybody on the map is one population."""
        votes, groups, fewest = self.votes_, max(self.groups_, 1), self.fewest_
        labels = self.labels_ if self.groups_ else np.where(self.drawing_.placed, 0, -1).astype(np.int64)
        self.tallies_ = count(votes, labels, groups)
        self.agree_, self.disagree_ = (
            common_ground(self.tallies_, agreeing=side, fewest=fewest) for side in (True, False)
        )
        self.divide_ = divide_of(self.tallies_, fewest)
        self.distinctive_ = distinctive(self.tallies_, votes.live, fewest)
        self.influence_ = influence(votes, self.answers_, labels, groups, fewest)
        self.minorities_ = minorities(votes, self.drawing_, self.labels_, self.settings.smallest)

    def _second_opinion(self) -> None:
        """The group-free score, from everybody or, in very large rounds, from those drawn by lot."""
        start = self.drawing_.points[self.tested_, :1].sum(axis=1).astype(np.float64)
        self.bridging_ = bridging(self.answers_.rows(self.tested_), start)
        live = self.votes_.live
        mean, share = self.agree_.mean[live], self.agree_.share[live]
        known = ~np.isnan(self.bridging_.score) & ~np.isnan(share)
        self.kendall_ = kendall(mean[known], self.bridging_.score[known])

    def _sectors(self, members: Mapping[str, Sequence[str]]) -> None:
        """Declared sectors."""
        self.members_ = {who: tuple(own) for who, own in members.items()}
        self.sectors_ = sectors_of(
            self.votes_, members, self.labels_, self.groups_, smallest=self.settings.smallest
        )


def _answers(votes: AnyVotes) -> AnyAnswers:
    """Answers to live statements, wherever the votes lie."""
    return votes.answers() if isinstance(votes, PooledVotes) else answers_of(_in_one_place(votes))


def _in_one_place(votes: AnyVotes) -> Votes:
    """The votes as they are, or a refusal."""
    if not isinstance(votes, Votes):
        raise TypeError("the Polis-compatible mode needs all votes in one place")
    return votes
