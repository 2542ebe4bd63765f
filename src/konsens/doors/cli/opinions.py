"""`konsens map`, `verify` and `export`: votes in, common ground out; knows no database."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from konsens.doors.cli.answers import Refused, say
from konsens.doors.cli.progress import Progress

P = ParamSpec("P")
R = TypeVar("R")

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, writable=True, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)

# One thread: the sums are memory-bound, and waiting threads only burn processor time.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def refusing(command: Callable[P, R]) -> Callable[P, R]:
    """Let a command end with the sentence that says what is wrong with a file."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from konsens.consensus.errors import VotesError

        try:
            return command(*args, **kwargs)
        except VotesError as broken:
            raise Refused(broken.sentence(str(kwargs.get("lang", "de")))) from None
        except OSError as broken:
            raise Refused(f"{broken.filename}: {broken.strerror}") from None

    return run


@click.command(name="map")
@click.argument("votes", metavar="STIMMEN", type=FILE)
@click.option("--statements", type=FILE, help="Aussagen mit Wortlaut und Moderation")
@click.option("--sectors", type=FILE, help="wer zu welchen Bereichen gehört: participant, sector")
@click.option(
    "--seed", type=int, default=0, show_default=True, help="vorher veröffentlichte Startzahl der Lose"
)
@click.option(
    "--groups", type=click.IntRange(2, 26), help="genau so viele Gruppen, statt die Stimmen zu fragen"
)
@click.option("--quick", is_flag=True, help="ohne die Proben auf Zufall und Stabilität; heißt dann vorläufig")
@click.option("--staff", is_flag=True, help="für Mitarbeitende: Angaben ab 5 statt ab 10 Menschen")
@click.option("--unlisted", is_flag=True, help="ohne die Liste der Teilnehmenden, für die Veröffentlichung")
@click.option("--polis-compatible", is_flag=True, help="rechnet wie Polis, zum Vergleich")
@click.option("--json", "out", type=OUT, help="Ergebnis als JSON")
@click.option("--html", type=OUT, help="Bericht als eine Datei")
@click.option("--title", default="", help="Titel des Berichts")
@click.option("--lang", type=click.Choice(["de", "en"]), default="de", show_default=True, help="Sprache")
@refusing
def draw(
    votes: Path,
    *,
    statements: Path | None,
    sectors: Path | None,
    seed: int,
    groups: int | None,
    quick: bool,
    staff: bool,
    unlisted: bool,
    polis_compatible: bool,
    out: Path | None,
    html: Path | None,
    title: str,
    lang: str,
) -> None:
    """Zeichnet die Meinungskarte: Gruppen, gemeinsame und trennende Aussagen, mit ehrlicher Unsicherheit."""
    from konsens.consensus.opinion_map import OpinionMap
    from konsens.consensus.reading import read_sectors, read_votes
    from konsens.consensus.result import result_of, written

    tests: dict[str, Any] = {"noise_draws": 0, "resamples": 0} if quick or polis_compatible else {}
    fitted = OpinionMap(
        seed=seed,
        groups=groups,
        smallest=5 if staff else 10,
        listed=not unlisted,
        polis=polis_compatible,
        **tests,
    )
    with Progress(lang) as progress:
        cast = read_votes(votes, statements, progress)
        result = result_of(fitted.fit(cast, read_sectors(sectors) if sectors else {}, progress))
    if out is not None:
        out.write_text(written(result), encoding="utf-8")
    if html is not None:
        from konsens.consensus.report import report

        html.write_text(report(result, language=lang, title=title), encoding="utf-8")
    _tell(result, lang)


def _tell(result: dict[str, Any], lang: str) -> None:
    """Print the essentials."""
    from konsens.consensus.report.findings import essentials
    from konsens.consensus.report.words import Words

    say(essentials(result, Words(lang)))


@click.command()
@click.argument("result", metavar="ERGEBNIS", type=FILE)
@click.argument("votes", metavar="STIMMEN", type=FILE)
@click.option("--sectors", type=FILE, help="Bereiche, wenn das Ergebnis welche hat")
@click.option("--lang", type=click.Choice(["de", "en"]), default="de", show_default=True, help="Sprache")
@refusing
def verify(result: Path, votes: Path, *, sectors: Path | None, lang: str) -> None:
    """Rechnet ein Ergebnis aus den Stimmen nach und vergleicht; endet mit 1, wenn es nicht stimmt."""
    from konsens.consensus.reading import read_sectors
    from konsens.consensus.verifying import read_result, verified

    published = read_result(result)
    with Progress(lang) as progress:
        found = verified(published, votes, read_sectors(sectors) if sectors else {}, progress)
    for sentence in found.sentences(lang):
        click.echo(sentence)
    raise SystemExit(0 if found.same else 1)


@click.group()
def export() -> None:
    """Gibt Stimmen in Formaten anderer Programme aus."""


@export.command()
@click.argument("votes", metavar="STIMMEN", type=FILE)
@click.argument("folder", metavar="ORDNER", type=FOLDER)
@click.option("--statements", type=FILE, help="Aussagen mit Wortlaut und Moderation")
@click.option("--result", type=FILE, help="Ergebnis von konsens map, damit die Gruppen dabei sind")
@click.option("--topic", default="", help="Thema der Runde")
@refusing
def polis(votes: Path, folder: Path, *, statements: Path | None, result: Path | None, topic: str) -> None:
    """Schreibt die fünf Dateien des Polis-Exports, deren Summen aufgehen."""
    from konsens.consensus.polis_export import write_polis
    from konsens.consensus.reading import read_votes

    groups = json.loads(result.read_text(encoding="utf-8")) if result else None
    written = write_polis(read_votes(votes, statements), folder, result=groups, topic=topic)
    say([f"{name}: {rows} Zeilen" for name, rows in written.items()])
