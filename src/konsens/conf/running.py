"""One command shows everything: database, demo, server and worker, on this machine only."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import socketserver
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import click
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.utils.translation import gettext as _

from konsens.city.people.models import Organisation
from konsens.demo.build import build, players
from konsens.demo.models import DemoDatabase
from konsens.doors.cli.answers import Refused
from konsens.kernel import clock, tokens

LOOPBACK = "127.0.0.1"
LINKS_LAST = timedelta(days=30)
GERMAN = {"resident": "Bewohner*in", "caretaker": "Kümmer*in", "coordinator": "Koordination"}


class _Probe(socketserver.TCPServer):
    """Listens for a moment where a server is to listen."""

    allow_reuse_address = True


def find_port(host: str, port: int) -> None:
    """Refuse a port on which something answers already: two servers would share it, and no link would last.

    Raises:
        Refused: in words, with another port to take.
    """
    try:
        _Probe((host, port), socketserver.BaseRequestHandler).server_close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            words = _("Auf Port %(port)s läuft schon etwas. Bitte nehmen Sie einen anderen: PORT=%(other)s")
        else:
            words = _("An %(host)s lässt sich Port %(port)s nicht öffnen: %(why)s. Bitte prüfen Sie beides.")
        values = {"host": host, "port": port, "other": port + 1, "why": error.strerror}
        raise Refused(words % values) from None


def server(*, host: str, port: int, workers: int) -> list[str]:
    """The command line of the server (stack.md: plain WSGI, few threads, bounded backlog)."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "2", "--backpressure", "64",
        "--respawn-failed-workers", "--workers-kill-timeout", "10", "--no-ws", "--log-level", "warning",
        "konsens.conf.wsgi:application",
    ]  # fmt: skip


def collect() -> None:
    """Bring the database up to date and lay out style sheets and scripts for the server."""
    call_command("migrate", interactive=False, verbosity=0)
    lay_out()


def lay_out() -> bool:
    """Lay out style sheets and scripts, compressed; returns whether there was anything to do.

    Compressing takes longer than everything else at a start, so files that did not change are left alone.
    """
    done, wanted = settings.STATIC_ROOT.with_suffix(".stamp"), _static_files()
    if settings.STATIC_ROOT.is_dir() and done.exists() and done.read_text() == wanted:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    done.write_text(wanted)
    return True


def _static_files() -> str:
    """A fingerprint of names, sizes and dates of all files that are to be laid out."""
    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            line = f"{path} {storage.size(path)} {storage.get_modified_time(path).isoformat()}\n"
            found.update(line.encode())
    return found.hexdigest()


def show(port: int) -> int:
    """Run server and worker until somebody stops them; returns the exit code.

    A database named by DATABASE_URL never gets demo data by itself.
    """
    find_port(LOOPBACK, port)
    call_command("migrate", interactive=False, verbosity=0)
    if not os.environ.get("DATABASE_URL") and not Organisation.objects.exists():
        click.echo("Die Vorführung wird gebaut, das dauert einen Augenblick …")
        build("stadt", now=clock.now(), say=lambda step: click.echo(f"  {step}"))
    lay_out()
    _welcome(port)
    return _run_both(port)


def _welcome(port: int) -> None:
    home = f"http://localhost:{port}"
    click.echo(f"\nKonsens läuft: {home}\n")
    if not DemoDatabase.objects.exists():
        return
    now = clock.now()
    for player in players():
        raw = tokens.mint("demo_sign_in", player.person, now=now, lasts=LINKS_LAST)
        click.echo(f"  {GERMAN[player.role]:<13}{home}/konto/vorfuehrung/{raw}/?raum={player.role}")
    click.echo("\nDiese Links gelten nur auf diesem Rechner. Mails liegen in "
               f"{_near(settings.EMAIL_FILE_PATH)}. Beenden mit Strg+C.\n", nl=True)  # fmt: skip


def _near(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _run_both(port: int) -> int:
    environment = {**os.environ, "PORT": str(port)}
    worker = subprocess.Popen([sys.executable, "-m", "konsens", "worker"], env=environment)
    serving = subprocess.Popen(server(host=LOOPBACK, port=port, workers=2), env=environment)  # noqa: S603
    both = (serving, worker)

    def stop(_number: int, _frame: object) -> None:
        for each in both:
            each.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    code = serving.wait()
    for each in both:
        if each.poll() is None:
            each.terminate()
    worker.wait()
    return code
