"""How an organisation may show itself: pure decisions over plain values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext_lazy as _

from konsens.kernel.errors import RuleBrokenError

RETENTION_LEAST, RETENTION_MOST = 30, 36_500
LINKS = ("damage_url", "easy_language_url", "sign_language_url")
NAMES = ("platform_name", "step_heard", "step_cared", "step_done")
TILE_MARKS = ("{z}", "{x}", "{y}")
SEVERAL_LINES = frozenset({"words_to_check"})


def check_identity(values: Mapping[str, object], *, tile_hosts: Collection[str]) -> None:
    """Refuse an identity that would show nothing, or something broken.

    Args:
        values: all fields of an identity by name, as they would be.
        tile_hosts: from which servers pictures of a map may come.

    Raises:
        RuleBrokenError: naming what is wrong and how to mend it.
    """
    _check_lines(values)
    _check_names(values)
    if not 0 <= _number(values, "hue") < 360:
        raise RuleBrokenError(_("Der Farbton ist ein Winkel von 0 bis 359."))
    if not RETENTION_LEAST <= _number(values, "retention_days") <= RETENTION_MOST:
        raise RuleBrokenError(_("Aufbewahrt wird mindestens 30 Tage und höchstens 100 Jahre."))
    for name in LINKS:
        check_link(_text(values, name))
    if _text(values, "damage_name") and not (_text(values, "damage_url") or _text(values, "damage_phone")):
        raise RuleBrokenError(_("Zum Schadensdienst gehört ein Link oder eine Telefonnummer."))
    check_tiles(_text(values, "tile_url"), _text(values, "tile_attribution"), tile_hosts)


def _check_lines(values: Mapping[str, object]) -> None:
    for name, value in values.items():
        if isinstance(value, str) and name not in SEVERAL_LINES and not value.isprintable():
            raise RuleBrokenError(
                _(
                    "Eine Angabe enthält einen Zeilenumbruch oder ein unsichtbares Zeichen. "
                    "Bitte schreiben Sie sie neu, in einer Zeile."
                )
            )


def _check_names(values: Mapping[str, object]) -> None:
    if not all(_text(values, name).strip() for name in NAMES):
        raise RuleBrokenError(_("Die Plattform und jeder der drei Schritte brauchen einen Namen."))
    if len({_text(values, name).casefold() for name in NAMES[1:]}) < len(NAMES) - 1:
        raise RuleBrokenError(_("Die drei Schritte müssen verschieden heißen."))


def _text(values: Mapping[str, object], name: str) -> str:
    return str(values[name] or "")


def _number(values: Mapping[str, object], name: str) -> int:
    value = values[name]
    return value if isinstance(value, int) else -1


def check_link(link: str) -> None:
    """Refuse a link that does not lead to a page.

    Raises:
        RuleBrokenError: any scheme but http and https, or no host.
    """
    if not link:
        return
    parts = _parts(link)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise RuleBrokenError(_("Ein Link beginnt mit https:// und nennt dann die Adresse der Seite."))


def check_tiles(url: str, attribution: str, hosts: Collection[str]) -> None:
    """Refuse map pictures from a server that browsers may not ask.

    Raises:
        RuleBrokenError: not https, an unknown server, no place for the tile's numbers, or nobody credited.
    """
    if not url:
        return
    parts = _parts(url)
    if parts.scheme != "https" or not parts.hostname or parts.username:
        raise RuleBrokenError(_("Die Adresse der Karte beginnt mit https://."))
    if not hosts:
        raise RuleBrokenError(
            _(
                "Noch ist kein Kartenserver freigegeben. "
                "Wer die Plattform betreibt, trägt ihn in TILE_HOSTS ein."
            )
        )
    if parts.hostname not in allowed_hosts(hosts):
        raise RuleBrokenError(
            _("Von diesem Server dürfen keine Karten kommen. Freigegeben sind: %(hosts)s."),
            hosts=", ".join(allowed_hosts(hosts)),
        )
    if not all(mark in url for mark in TILE_MARKS):
        raise RuleBrokenError(_("In der Adresse der Karte müssen {z}, {x} und {y} stehen."))
    if not attribution.strip():
        raise RuleBrokenError(_("Bitte nennen Sie, von wem die Karte stammt. Das steht auf der Karte."))


def _parts(link: str) -> SplitResult:
    try:
        return urlsplit(link)
    except ValueError:
        return urlsplit("")


def allowed_hosts(hosts: Collection[str]) -> list[str]:
    """Names of hosts as the content security policy lists them, without scheme and port."""
    named = (urlsplit(each if "//" in each else f"//{each}").hostname or "" for each in hosts)
    return sorted(set(named))
