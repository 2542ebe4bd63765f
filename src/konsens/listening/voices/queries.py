"""Reads on what moderators decided that serve more than one place."""

from __future__ import annotations

from collections.abc import Iterable

from konsens.listening.voices.kinds import Measure
from konsens.listening.voices.models import Judgement
from konsens.listening.voices.rules import still_shortened


def last_shortening(judgements: Iterable[Judgement]) -> Judgement | None:
    """Of all judgements about one contribution, the latest shortening that nobody has taken back."""
    about_words = sorted((each for each in judgements if each.photo_id is None), key=lambda each: each.pk)
    latest = still_shortened((each.pk, Measure(each.measure), each.keeps_a_text) for each in about_words)[-1:]
    return next((each for each in about_words if each.pk in latest), None)
