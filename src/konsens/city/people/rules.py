"""Who stands in for whom, and what a mail address looks like: pure decisions over plain values."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from konsens.kernel.errors import RuleBrokenError


def stood_in_for(person: int, away: Collection[tuple[int, int]]) -> frozenset[int]:
    """Whose work falls to somebody: those they replace, and those whom these would have replaced.

    Args:
        person: id of the one who is asked about.
        away: who is away and who replaces them, as pairs of ids, all on the same day.
    """
    found: set[int] = set()
    ask = [person]
    while ask:
        deputy = ask.pop()
        more = {absent for absent, by in away if by == deputy} - found - {person}
        found |= more
        ask.extend(sorted(more))
    return frozenset(found)


def check_address(email: str) -> None:
    """Refuse what no mail can be sent to; no address at all is fine.

    Raises:
        RuleBrokenError: such as an address with a line break, which could forge a header.
    """
    if not email:
        return
    try:
        validate_email(email)
    except ValidationError as error:
        raise RuleBrokenError(
            _("Das ist keine E-Mail-Adresse. Bitte prüfen Sie, wie sie geschrieben wird.")
        ) from error
