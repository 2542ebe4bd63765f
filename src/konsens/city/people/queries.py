"""Reads on people and organisations that serve more than one page."""

from __future__ import annotations

from konsens.city.people.kinds import LegalKind
from konsens.city.people.models import LegalText, Relation


def current_text(controller_id: int, kind: LegalKind, language: str = "de") -> LegalText | None:
    """The version in force of a controller's legal text in a language, German when there is none."""
    texts = LegalText.objects.filter(controller_id=controller_id, kind=kind)
    latest = texts.filter(language=language).order_by("-version").first()
    if latest is None and language != "de":
        latest = texts.filter(language="de").order_by("-version").first()
    return latest


def pseudonyms(person_ids: set[int], controller_id: int) -> dict[int, str]:
    """How persons are called at one controller."""
    rows = Relation.objects.filter(person_id__in=person_ids, controller_id=controller_id)
    return dict(rows.values_list("person_id", "pseudonym"))
