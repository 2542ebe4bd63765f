"""`konsens search`: make what a search keeps anew."""

from __future__ import annotations

import click

from konsens.doors.cli.answers import refusing, say


@click.group()
def search() -> None:
    """Suche: was gesagt wurde, wiederfinden."""


@search.command()
@click.option("--encode/--no-encode", default=True, help="auch gleich den Sinn neuer Texte berechnen")
@refusing
def rebuild(*, encode: bool) -> None:
    """Baut das Verzeichnis aller öffentlichen Beiträge neu; währenddessen geht alles weiter."""
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    from konsens.caring.cases.models import Case
    from konsens.kernel import clock
    from konsens.telling.search import actions, tasks

    with click.progressbar(length=Case.objects.count(), label=_("Beiträge lesen")) as bar:
        documents = actions.rebuild(now=clock.now(), progress=bar.update)
    sentences = [
        ngettext(
            "%(num)s öffentlicher Beitrag ist zu finden.",
            "%(num)s öffentliche Beiträge sind zu finden.",
            documents,
        )
        % {"num": documents}
    ]
    if encode:
        sentences.append(_encode())
    else:
        tasks.ask_for_meaning()
        sentences.append(_("Den Sinn neuer Texte berechnet der Hintergrunddienst."))
    say(sentences)


def _encode() -> str:
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    from konsens.telling.search import actions

    with click.progressbar(length=actions.without_meaning(), label=_("Sinn berechnen")) as bar:
        count = actions.give_meaning(progress=bar.update)
    return ngettext(
        "Der Sinn von %(num)s Text ist neu berechnet.",
        "Der Sinn von %(num)s Texten ist neu berechnet.",
        count,
    ) % {"num": count}
