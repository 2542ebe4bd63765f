"""The Jinja2 environment: strict, escaping, translated; with the few filters that pages need."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from django.conf import settings
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils import timezone, translation
from django.utils.translation import trans_real
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from konsens.doors.web.paths import path
from konsens.doors.web.places import district_of, districts_of, short_name

WEB = Path(__file__).resolve().parent


def environment(**_options: object) -> Environment:
    """The environment in German, for Django's own template engine (checks, and whoever asks it by name)."""
    return environment_in(settings.LANGUAGE_CODE)


@lru_cache(maxsize=8)
def environment_in(language: str) -> Environment:
    """The environment of one language, so that a page does not look its language up at every word.

    Pages lie in `<place>/templates/<place>/`, components in `ui/`.
    """
    folders = [WEB, *sorted(WEB.glob("*/templates"))]
    made = Environment(
        loader=FileSystemLoader([str(each) for each in folders]),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    catalogue = trans_real.translation(language)
    vars(made)["install_gettext_callables"](
        lru_cache(maxsize=4096)(catalogue.gettext),
        catalogue.ngettext,
        newstyle=True,
        pgettext=catalogue.pgettext,
    )
    made.globals.update(
        {
            "static": static,
            "url": url,
            "district_of": district_of,
            "districts_of": districts_of,
            "short_name": short_name,
            "kept": keeper(),
        }
    )
    made.filters.update(FILTERS)
    return made


def keeper(most: int = 4096) -> Callable[..., Markup]:
    """Draws a component and remembers it: `kept(mark, atlas)`.

    Only for components that show nothing but their arguments, in one language, below one organisation; what
    stands on many pages is then drawn once. The arguments must be hashable, so they cannot change.
    """

    @lru_cache(maxsize=most)
    def draw(_prefix: str, component: Callable[..., Markup], *args: object) -> Markup:
        return component(*args)

    def kept(component: Callable[..., Markup], *args: object) -> Markup:
        return draw(get_script_prefix(), component, *args)

    return kept


def url(name: str, *args: object, **query: object) -> str:
    """The address of a page in the present language and organisation, with a query if given."""
    address = path(name, *args)
    pairs = [(key, value) for key, value in query.items() if value not in (None, "")]
    if not pairs:
        return address
    return f"{address}?{urlencode(pairs)}"


def _language() -> str:
    return translation.get_language() or "de"


@lru_cache(maxsize=4096)
def _date(day: date, pattern: str, language: str) -> str:
    return format_date(day, pattern, locale=language)


def _day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime) -> str:
    """„12. März“, with the year when it is another one."""
    return _spoken(value, "d. MMMM", "d MMMM")


def weekday(value: date | datetime) -> str:
    """„Freitag, 12. März“, with the year when it is another one."""
    return _spoken(value, "EEEE, d. MMMM", "EEEE, d MMMM")


def _spoken(value: date | datetime, german: str, other: str) -> str:
    language, when = _language(), _day(value)
    year = "" if when.year == timezone.localdate().year else " y"
    return _date(when, (german if language == "de" else other) + year, language)


def moment(value: datetime) -> str:
    """„12. März, 14:05 Uhr“."""
    time = format_time(timezone.localtime(value), "HH:mm", locale=_language())
    return translation.gettext("%(day)s, %(time)s Uhr") % {"day": day(value), "time": time}


def iso(value: date | datetime) -> str:
    """For machines."""
    return _day(value).isoformat()


def number(value: float) -> str:
    """„1.234“."""
    return str(format_decimal(value, locale=_language()))


def distance(metres: float) -> str:
    """„350 m“ or „2,4 km“."""
    near = max(10, round(metres / 10) * 10)
    if near < 1000:
        return f"{near} m"
    return f"{format_decimal(round(metres / 1000, 1), locale=_language())} km"


def paragraphs(text: str) -> Markup:
    """Typed text as paragraphs and line ends, escaped."""
    blocks = [each.strip() for each in text.replace("\r", "").split("\n\n") if each.strip()]
    inner = (Markup("<br>").join(escape(line) for line in block.split("\n")) for block in blocks)
    return Markup("").join(Markup('<p dir="auto">{}</p>').format(each) for each in inner)


def short(text: str, most: int = 140) -> str:
    """The beginning of a text, ending with a whole word."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    return flat[:most].rsplit(" ", 1)[0].rstrip(",.;:–-") + " …"


def dial(phone: str) -> str:
    """A telephone number as a link has it."""
    return "".join(sign for sign in phone if sign.isdigit() or sign == "+")


FILTERS: dict[str, Callable[..., object]] = {
    "day": day,
    "weekday": weekday,
    "moment": moment,
    "iso": iso,
    "number": number,
    "distance": distance,
    "paragraphs": paragraphs,
    "short": short,
    "dial": dial,
}
