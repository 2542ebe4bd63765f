"""Minorities are not swallowed (R10), finds are real (R11), missing votes do not bend the map (R12), few
accounts make no consensus (R16)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from konsens.consensus.answers import answers_of
from konsens.consensus.bridging import bridging, kendall
from konsens.consensus.distinctive import distinctive, false_discovery_limit
from konsens.consensus.drawing import draw
from konsens.consensus.influence import alike, fragile
from konsens.consensus.opinion_map import OpinionMap
from konsens.consensus.result import result_of
from konsens.consensus.shares import Tallies
from konsens.consensus.votes import Votes, votes_from
from tests.consensus import worlds


def votes_of(rows: list[tuple[str, str, int]]) -> Votes:
    return votes_from(*(list(each) for each in zip(*rows, strict=True)))


def test_a_planted_minority_of_five_per_cent_is_found_with_what_it_holds() -> None:
    found = 0
    for seed in range(100):
        world = worlds.planted(400, 60, 0.7, groups=3, seed=seed, minority=20)
        fitted = OpinionMap(noise_draws=20, resamples=3, seed=seed).fit(world.votes)
        small = world.groups == 3
        # Either as a named minority position, or as a group of its own.
        sets = [each.members for each in fitted.minorities_]
        tops = [each.statements[0].statement for each in fitted.minorities_]
        for group in range(fitted.groups_):
            special = [each.statement for each in fitted.distinctive_ if each.group == group]
            if special:
                sets.append(fitted.labels_ == group)
                tops.append(special[0])
        found += any(
            (each & small).sum() >= 0.5 * (each | small).sum() and top < 15
            for each, top in zip(sets, tops, strict=True)
        )
    assert found >= 90


def test_a_small_position_that_several_divisions_find_is_named_once() -> None:
    world = worlds.planted(400, 60, 0.7, groups=3, seed=4, minority=20)
    fitted = OpinionMap(noise_draws=20, resamples=2, seed=4).fit(world.votes)
    assert fitted.groups_ == 3
    assert len(fitted.minorities_) == 1
    assert (fitted.minorities_[0].members & (world.groups == 3)).sum() >= 15


def test_on_noise_hardly_any_round_shows_distinctive_statements() -> None:
    shown = sum(
        bool(
            OpinionMap(noise_draws=39, resamples=5, seed=seed)
            .fit(worlds.noise(120, 30, 0.4, seed))
            .distinctive_
        )
        for seed in range(60)
    )
    assert shown <= 6


def test_false_finds_among_groups_drawn_by_lot_stay_below_a_tenth() -> None:
    """Groups that have nothing to do with the votes: any find is a false one."""
    random = np.random.default_rng(3)
    rounds = 0
    for seed in range(100):
        votes = worlds.noise(120, 40, 0.5, seed)
        labels = random.integers(0, 3, votes.people)
        disagree, passed, agree = np.moveaxis(votes.cells(labels, 3), 2, 0)
        cast = agree + disagree + passed
        rounds += bool(distinctive(Tallies(agree, disagree, cast, np.bincount(labels)), votes.live))
    assert rounds <= 14


def test_as_many_statements_are_shown_as_there_are(shared: Path) -> None:
    fitted = OpinionMap(noise_draws=20, resamples=5).fit(
        worlds.conversation(shared / "polis" / "vtaiwan.uberx")
    )
    per_group = [sum(each.group == group for each in fitted.distinctive_) for group in range(fitted.groups_)]
    assert all(each > 5 for each in per_group)
    for each in fitted.distinctive_:
        assert each.effect > 0
        assert each.low <= each.effect <= each.high
        assert each.share > each.rest


def test_benjamini_and_hochberg_find_what_they_should() -> None:
    assert false_discovery_limit(np.array([0.01, 0.02, 0.03, 0.5])) == 0.03
    assert false_discovery_limit(np.array([0.9, 0.8])) == -1
    assert false_discovery_limit(np.zeros(0)) == -1


def test_one_population_has_nothing_distinctive() -> None:
    one = Tallies(np.array([[9]]), np.array([[1]]), np.array([[10]]), np.array([10]))
    assert distinctive(one, np.array([True])) == ()


def test_rejecting_half_of_the_statements_leaves_people_where_the_rest_puts_them() -> None:
    votes = worlds.planted(300, 60, 0.4, groups=2).votes
    random = np.random.default_rng(4)
    rejected = set(votes.statements[random.permutation(60)[:30]].tolist())
    table = {name: -1 if name in rejected else 1 for name in votes.statements.tolist()}
    rows = np.arange(len(votes.person))
    columns = votes.participants[votes.person], votes.statements[votes.statement], votes.value
    moderated = votes_from(*columns, states=table)
    without = rows[[name not in rejected for name in columns[1]]]
    never = votes_from(*(each[without] for each in columns))
    one, two = draw(answers_of(moderated), 2, 0), draw(answers_of(never), 2, 0)
    both = np.isin(moderated.participants, never.participants)
    assert np.array_equal(one.points[both], two.points)


def test_the_scale_makes_up_for_statements_a_person_never_saw() -> None:
    """Somebody who voted on half of the statements stands as far out as somebody who voted on all."""
    names = [f"s{n}" for n in range(40)]
    rows = [(f"p{n}", name, 1 if n % 2 else -1) for n in range(40) for name in names]
    rows += [("half", name, 1) for name in names[:20]]
    votes = votes_of(rows)
    drawing = draw(answers_of(votes), 1, 0)
    place = dict(zip(votes.participants.tolist(), np.abs(drawing.points[:, 0]).tolist(), strict=True))
    assert place["half"] == pytest.approx(place["p1"] / np.sqrt(2), rel=0.02)


def coordinated(seed: int, accounts: int) -> Votes:
    """Two camps that disagree about a statement, and accounts that push it in the smaller camp."""
    random = np.random.default_rng(seed)
    rows: list[tuple[str, str, int]] = []
    for who in range(1000):
        camp = 1 if who < 600 else -1
        rows += [
            (f"p{who}", f"s{statement}", camp if random.random() < 0.85 else -camp)
            for statement in range(30)
            if random.random() < 0.5
        ]
        if random.random() < 0.3:
            rows.append((f"p{who}", "pushed", 1 if random.random() < (0.9 if camp == 1 else 0.48) else -1))
    for who in range(accounts):
        rows += [(f"bot{who}", f"s{statement}", -1) for statement in range(30) if random.random() < 0.5]
        rows.append((f"bot{who}", "pushed", 1))
    return votes_of(rows)


def test_one_per_cent_of_coordinated_accounts_makes_no_consensus() -> None:
    labelled = 0
    for seed in range(25):
        result = result_of(OpinionMap(noise_draws=20, resamples=3, seed=seed).fit(coordinated(seed, 10)))
        assert len(result["groups"]) == 2
        pushed = next(each for each in result["statements"] if each["statement"] == "pushed")
        labelled += pushed["agree"]["common_ground"]
    assert labelled == 0


def test_a_label_that_would_flip_is_marked() -> None:
    """Just above one half in a camp of 80: real, but two accounts could have made it."""
    random = np.random.default_rng(2)
    camp = np.where(np.arange(200) < 120, 1, -1)
    rows = [
        (f"p{n:03}", f"s{j:02}", int(camp[n] if random.random() < 0.85 else -camp[n]))
        for n in range(200)
        for j in range(20)
    ]
    rows += [(f"p{n:03}", "close", 1 if n < 110 or 120 <= n < 169 else -1) for n in range(200)]
    fitted = OpinionMap(noise_draws=20, resamples=3).fit(votes_of(rows))
    at = fitted.votes_.statements.tolist().index("close")
    assert fitted.groups_ == 2
    assert fitted.agree_.found[at]
    assert fragile(fitted.agree_, fitted.influence_.agree)[at]
    statement = result_of(fitted)["statements"][at]["agree"]
    assert statement["fragile"]
    assert not statement["common_ground"]


def twins(people: int, copies: int) -> Votes:
    """People who answer at random, and some who answer exactly like one of them."""
    random = np.random.default_rng(6)
    rows = random.integers(-1, 2, (people, 30))
    rows = np.vstack([rows, np.repeat(rows[:1], copies, axis=0)])
    person, statement = np.indices(rows.shape).reshape(2, -1)
    return votes_from([f"p{each:05}" for each in person.tolist()], statement, rows.ravel())


@pytest.mark.parametrize("pairwise", [6_000_000, 10])
def test_accounts_that_vote_the_same_are_counted_as_one(
    monkeypatch: pytest.MonkeyPatch, pairwise: int
) -> None:
    monkeypatch.setattr("konsens.consensus.influence.PAIRWISE", pairwise)
    votes = twins(60, 5)
    assert alike(answers_of(votes)).tolist() == [False] * 60 + [True] * 5


def test_people_who_agree_on_what_nearly_all_agree_on_are_not_taken_for_one() -> None:
    rows = [(f"p{n}", f"s{j}", 1) for n in range(50) for j in range(12)]
    votes = votes_of(rows)
    assert not alike(answers_of(votes)).any()
    assert not alike(answers_of(votes_from(["kim"] * 12, [f"s{j}" for j in range(12)], [1] * 12))).any()


def test_what_both_sides_like_bridges_and_what_one_side_likes_does_not() -> None:
    rows = [(f"p{n}", f"s{j}", 1 if (n < 60) == (j % 2 == 0) else -1) for n in range(100) for j in range(10)]
    rows += [(f"p{n}", "bridge", 1 if n % 5 else -1) for n in range(100)]
    fitted = OpinionMap(**worlds.QUICK).fit(votes_of(rows))
    names = fitted.votes_.statements.tolist()
    score = dict(zip(names, fitted.bridging_.score.tolist(), strict=True))
    assert score["bridge"] == max(score.values())
    assert abs(fitted.bridging_.leaning[names.index("bridge")]) < 0.1 * np.abs(fitted.bridging_.leaning).max()


def test_a_fit_that_does_not_settle_ends_after_its_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("konsens.consensus.bridging.ROUNDS", 2)
    votes = worlds.planted(80, 20, 0.6, groups=2).votes
    assert bridging(answers_of(votes), np.ones(votes.people)).rounds == 2


def test_without_busy_people_there_is_no_second_opinion() -> None:
    votes = votes_from(["kim", "ali"], ["a", "a"], [1, -1])
    found = bridging(answers_of(votes), np.zeros(2))
    assert np.isnan(found.score).all()
    assert found.rounds == 0


def test_rankings_agree_from_minus_one_to_one() -> None:
    up = np.arange(6.0)
    assert kendall(up, up) == 1
    assert kendall(up, -up) == -1
    assert kendall(up, np.ones(6)) == 0
    assert kendall(np.zeros(0), np.zeros(0)) == 0
