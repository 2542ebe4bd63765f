"""`konsens`: every command of the platform, put together at the top of the house."""

from __future__ import annotations

import os

import click

PORTS = click.IntRange(1, 65_535)
#: Commands that need no database, and start at once.
WITHOUT_DJANGO = frozenset({"map", "verify", "export"})


@click.group()
@click.version_option(package_name="konsens")
@click.pass_context
def main(context: click.Context) -> None:
    """Konsens: Zuhören · Kümmern · Machen."""
    if context.invoked_subcommand in WITHOUT_DJANGO:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "konsens.conf.settings")
    _set_up()


def _set_up() -> None:
    """Read the settings; what cannot be understood in them is said in a sentence."""
    import dj_database_url
    import django

    from konsens.doors.cli.answers import Refused

    try:
        django.setup()
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError):
        raise Refused(
            "DATABASE_URL ist nicht zu verstehen. Richtig wäre zum Beispiel: "
            "postgres://konsens:geheim@localhost/konsens"
        ) from None
    except OSError as error:
        raise Refused(
            f"Der Datenordner „{error.filename}“ lässt sich nicht benutzen: {error.strerror}. "
            "Bitte prüfen Sie KONSENS_DATA und wem der Ordner gehört."
        ) from None


@main.command()
@click.option("--port", type=PORTS, default=8000, show_default=True, envvar="PORT")
def run(port: int) -> None:
    """Zeigt die Plattform auf diesem Rechner; beim ersten Start mit Vorführung."""
    from konsens.conf.running import show
    from konsens.doors.cli.answers import find_database

    find_database(may_be_empty=True)
    raise SystemExit(show(port))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=PORTS, default=8000, show_default=True, envvar="PORT")
@click.option("--workers", type=int, default=2, show_default=True)
def serve(host: str, port: int, workers: int) -> None:
    """Startet nur den Server, für den Betrieb hinter einem Proxy."""
    from konsens.conf.running import collect, find_port, server
    from konsens.doors.cli.answers import find_database

    find_port(host, port)
    find_database(may_be_empty=True)
    collect()
    argv = server(host=host, port=port, workers=workers)
    os.execv(argv[0], argv)  # noqa: S606 - our own interpreter with our own arguments


@main.command()
def worker() -> None:
    """Arbeitet Aufgaben ab und sieht jede Minute nach, was fällig ist."""
    from konsens.conf.working import work
    from konsens.doors.cli.answers import find_database

    find_database()
    work()


@main.command()
def tick() -> None:
    """Sieht einmal nach, was fällig ist; mehrmals aufrufen schadet nicht."""
    from konsens.conf.tick import TickError
    from konsens.conf.tick import tick as once
    from konsens.doors.cli.answers import find_database
    from konsens.kernel import clock

    find_database()
    try:
        report = once(now=clock.now())
    except TickError as trouble:
        raise click.ClickException(str(trouble)) from trouble
    click.echo(
        f"{report.entries} Neuigkeiten verteilt, {report.queued} Mails bereit, {report.sent} übergeben."
    )


@main.command()
def check() -> None:
    """Prüft, ob Zähler, Verläufe und Zuständigkeiten stimmen; endet mit 1, wenn etwas nicht stimmt."""
    from konsens.conf.checking import look_over
    from konsens.doors.cli.answers import find_database

    find_database()
    wrong = look_over()
    click.echo("Alles stimmt." if not wrong else f"{wrong} Dinge stimmen nicht.")
    raise SystemExit(1 if wrong else 0)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Gibt einen Befehl an Django weiter, zum Beispiel: konsens manage migrate."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["konsens manage", *arguments])


@main.command()
@click.argument("scenario", metavar="VORFÜHRUNG")
@click.option("--contributions", type=click.IntRange(1, 5_000_000), help="so viele Beiträge zusätzlich")
def demo(scenario: str, contributions: int | None) -> None:
    """Baut eine Vorführung in eine leere Datenbank, zum Beispiel: konsens demo stadt."""
    from django.core.management import call_command

    from konsens.demo.build import build
    from konsens.doors.cli.answers import find_database, refusing
    from konsens.kernel import clock

    find_database(may_be_empty=True)
    call_command("migrate", interactive=False, verbosity=0)
    refusing(build)(scenario, contributions=contributions, now=clock.now(), say=click.echo)


def _furnish() -> None:
    """The commands of the doors; each loads what it needs only when it is called."""
    from konsens.doors.cli.areas import areas
    from konsens.doors.cli.opinions import draw, export, verify
    from konsens.doors.cli.organisations import organisations
    from konsens.doors.cli.search import search
    from konsens.doors.cli.staff import staff
    from konsens.doors.cli.streets import streets
    from konsens.doors.cli.transparency import transparency

    main.add_command(areas)
    main.add_command(draw)
    main.add_command(export)
    main.add_command(organisations)
    main.add_command(search)
    main.add_command(staff)
    main.add_command(streets)
    main.add_command(transparency)
    main.add_command(verify)


_furnish()
