"""What moderation writes: reasons to authors, answers to complaints and to whoever reported something."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from konsens.caring.cases.models import Case
from konsens.doors.post.reader import Piece, Reader
from konsens.kernel import clock
from konsens.kernel.workdays import public_holidays
from konsens.listening.voices.kinds import Ground, Measure
from konsens.listening.voices.models import Complaint, Contribution, Judgement, Report
from konsens.listening.voices.rules import look_due
from konsens.telling.news.models import Delivery


def _case_of(contribution: Contribution) -> Case | None:
    """The case on whose page a contribution, or what it answers, can be read."""
    key = contribution.answers_id or contribution.pk
    return Case.objects.filter(contributions=key).order_by("pk").first()


def _page(contribution: Contribution, reader: Reader) -> str:
    case = _case_of(contribution)
    return reader.page(f"vorgang/{case.public_id}/") if case else reader.page("konto/")


def _judged(delivery: Delivery, reader: Reader) -> Piece | None:
    found = (
        Judgement.objects.select_related("contribution").filter(pk=delivery.entry.facts["judgement"]).first()
    )
    if found is None or found.contribution.author_id != reader.person.pk:
        return None
    name = _name(found.contribution)
    lines = [
        _("Ein Mensch hat Ihren Beitrag „%(title)s“ geprüft.") % {"title": name},
        _("Entscheidung: %(measure)s.") % {"measure": Measure(found.measure).label},
        *_reasons(found),
    ]
    return Piece(
        _("Zu Ihrem Beitrag: %(title)s") % {"title": name},
        "\n\n".join(lines),
        _page(found.contribution, reader),
    )


def _name(contribution: Contribution) -> str:
    """The heading of a contribution; of a comment, its first words."""
    return contribution.title or " ".join(contribution.text.split()[:8])


def _reasons(judgement: Judgement) -> list[str]:
    lines = []
    if judgement.facts:
        lines.append(_("Was der Grund ist: %(facts)s") % {"facts": judgement.facts})
    if judgement.ground:
        rule = f": {judgement.rule}" if judgement.rule else ""
        ground = Ground(judgement.ground).label
        lines.append(_("Worauf es beruht: %(ground)s%(rule)s") % {"ground": ground, "rule": rule})
        lines.append(_("Ein Mensch hat entschieden, kein Programm."))
        lines.append(
            _(
                "Sie sind nicht einverstanden? Auf der Seite können Sie widersprechen. "
                "Dann entscheidet jemand anderes."
            )
        )
    return lines


def _complaint(delivery: Delivery, reader: Reader) -> Piece | None:
    found = (
        Complaint.objects.select_related("judgement__contribution")
        .filter(pk=delivery.entry.facts["complaint"])
        .first()
    )
    if found is None or found.by_id != reader.person.pk:
        return None
    verdict = _("Sie haben recht bekommen.") if found.upheld else _("Es bleibt bei der Entscheidung.")
    return Piece(
        _("Zu Ihrem Widerspruch: %(title)s") % {"title": _name(found.judgement.contribution)},
        f"{verdict}\n\n{found.answer}",
        _page(found.judgement.contribution, reader),
    )


def _report(delivery: Delivery) -> Report | None:
    found = Report.objects.select_related("contribution").filter(pk=delivery.entry.facts["report"]).first()
    return found if found is not None and found.email else None


def _about_report(found: Report, reader: Reader, lines: list[str]) -> Piece:
    """Words for somebody who may be a stranger: the number of the contribution, never what it says."""
    case = _case_of(found.contribution)
    number = (case.public_id if case else found.contribution.public_id).upper()
    seen = case is not None and Case.objects.visible_to(reader.viewer).filter(pk=case.pk).exists()
    return Piece(
        _("Zu Ihrer Meldung: Beitrag %(number)s") % {"number": number},
        "\n\n".join(lines),
        reader.page(f"vorgang/{case.public_id}/") if case is not None and seen else "",
    )


def _reported(delivery: Delivery, reader: Reader) -> Piece | None:
    found = _report(delivery)
    if found is None or found.settled_at is not None:
        return None
    due = look_due(clock.day_of(found.at), public_holidays())
    lines = [
        _("Danke. Ihre Meldung ist angekommen."),
        _("Ein Mensch sieht sie sich bis %(day)s an. Danach schreiben wir Ihnen, was entschieden wurde.")
        % {"day": reader.day(due)},
    ]
    return _about_report(found, reader, lines)


def _settled(delivery: Delivery, reader: Reader) -> Piece | None:
    found = _report(delivery)
    if found is None or found.settled_at is None:
        return None
    verdict = (
        _("Wir haben nach Ihrer Meldung eingegriffen.")
        if found.acted
        else _("Wir haben es geprüft. Der Beitrag bleibt, wie er ist.")
    )
    redress = _(
        "Sie sind nicht einverstanden? Schreiben Sie uns oder rufen Sie an: %(contact)s. "
        "Dann sieht es sich jemand anderes an. Auch der Weg zu einem Gericht steht Ihnen offen."
    ) % {"contact": _contact(reader)}
    return _about_report(found, reader, [verdict, found.answer, redress])


def _contact(reader: Reader) -> str:
    ways = (reader.identity.sender_email, reader.identity.phone)
    return ", ".join(each for each in ways if each) or reader.identity.platform_name


MODERATION: dict[str, Callable[[Delivery, Reader], Piece | None]] = {
    "contribution.judged": _judged,
    "complaint.decided": _complaint,
    "contribution.reported": _reported,
    "report.settled": _settled,
}
