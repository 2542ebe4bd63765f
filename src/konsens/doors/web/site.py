"""What every page knows: whose it is, how it is called, where one can go from here."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.messages import WARNING, get_messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from konsens.city.people.kinds import LegalKind, Role
from konsens.city.people.models import Identity, Organisation
from konsens.city.places.atlas import Atlas
from konsens.city.places.locate import atlas
from konsens.doors.web import who
from konsens.doors.web.paths import path
from konsens.doors.web.theme import palette, theme_css

UI = Path(__file__).resolve().parent / "ui"
PUBLIC_PARTS = frozenset({"public_id", "slug"})
STEP_TONES = ("hear", "care", "done")


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a menu."""

    label: str
    address: str
    here: bool = False
    language: str = ""


class Site:
    """One placed request, as its page sees it; everything is looked up at most once, and only if asked."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        placed = vars(request)
        self.identity: Identity = placed["identity"]
        self.controller: Organisation = placed["controller"]
        self.language: str = placed["language"]
        self.base: str = placed["base"]
        self.path: str = request.path_info
        self.knows_somebody = who.has_session(request) and who.person(request) is not None
        self.viewer = who.viewer(request)

    @property
    def name(self) -> str:
        """How the platform is called here; a name that nobody changed is translated."""
        word = self.identity.platform_name
        return _(word)

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Tone and word of the three steps; a word that nobody changed is translated."""
        return [(tone, _(word)) for tone, word in zip(STEP_TONES, self.identity.steps, strict=True)]

    @cached_property
    def atlas(self) -> Atlas:
        """The areas of the city."""
        found = vars(self.identity)
        known = (found["map_revision"] or "", found["map_source"] or "") if "map_revision" in found else None
        return atlas(known)

    @property
    def theme(self) -> str:
        """Address of the style sheet; it changes with its content and may be kept for a year."""
        version = theme_version(self.identity.hue)
        return f"{reverse('theme', args=[self.controller.slug])}?v={version}"

    @property
    def colours(self) -> tuple[str, str]:
        """The colour around a page, light and dark, for the frame of a browser."""
        return (palette(self.identity.hue).card, palette(self.identity.hue, dark=True).card)

    @property
    def here(self) -> str:
        """The whole address of this page, without its host."""
        return self._request.get_full_path()

    @property
    def absolute(self) -> str:
        """The whole address of this page, with its host."""
        return self._request.build_absolute_uri()

    def menu(self) -> list[Link]:
        """Where everybody can go."""
        places = [
            (_("Ideen und Anliegen"), path("ideas")),
            (_("Karte"), path("ideas_map")),
            (_("So geht es"), path("how")),
            (_("Zahlen"), path("figures")),
        ]
        return [self._link(*each) for each in places]

    def work(self) -> list[Link]:
        """Where staff go, by their roles."""
        root = self.controller.root_id
        rooms = [
            (_("Meine Arbeit"), "desk", (Role.CARETAKER, Role.HEAD, Role.COORDINATOR)),
            (_("Koordination"), "board", (Role.COORDINATOR, Role.HEAD)),
            (_("Moderation"), "moderation", (Role.MODERATOR, Role.COORDINATOR)),
            (_("Einrichtung"), "furnish", (Role.ADMIN,)),
        ]
        return [
            self._link(label, path(name))
            for label, name, roles in rooms
            if self.viewer.is_any(*roles, controller=root)
        ]

    def service(self) -> list[Link]:
        """Languages and signing in."""
        links = [each for each in self.languages() if each.language != self.language]
        if self.identity.easy_language_url:
            links.append(Link(_("Leichte Sprache"), self.identity.easy_language_url))
        if self.identity.sign_language_url:
            links.append(Link(_("Gebärdensprache"), self.identity.sign_language_url))
        label = _("Mein Bereich") if self.knows_somebody else _("Anmelden")
        links.append(
            self._link(label, reverse("account") if self.knows_somebody else reverse("account_login"))
        )
        return links

    def languages(self) -> list[Link]:
        """This page in each language."""
        return [self._language(code, name) for code, name in settings.LANGUAGES]

    def messages(self) -> list[tuple[str, str]]:
        """What a form has to say on the page after it, with its tone; pages for everybody never ask."""
        if not who.has_session(self._request):
            return []
        found = get_messages(self._request)
        return [("done" if each.level < WARNING else "late", str(each)) for each in found]

    def barrier(self) -> str:
        """Where a barrier on this page can be reported, without an account.

        A report is public, so the secret of a link in a mail never comes along.
        """
        match = self._request.resolver_match
        page = "" if match is None else self.path
        if match is not None and not match.kwargs.keys() <= PUBLIC_PARTS:
            page = "/" + re.split(r"[<(]", match.route)[0]
        return f"{path('say')}?{urlencode({'art': 'anliegen', 'barriere': page[:80] or '/'})}"

    def legal(self) -> list[Link]:
        """The texts a controller owes its visitors."""
        return [self._link(str(kind.label), path("legal", SLUGS[kind])) for kind in LegalKind]

    def _link(self, label: str, address: str) -> Link:
        here = address if address == "/" else address.rstrip("/")
        return Link(label, address, here=self._request.path.rstrip("/") == here)

    def _language(self, code: str, name: str) -> Link:
        prefix = self.base if code == settings.LANGUAGE_CODE else f"{self.base}/{code}"
        query = self._request.META.get("QUERY_STRING", "")
        return Link(name, f"{prefix}{self.path}" + (f"?{query}" if query else ""), language=code)


SLUGS = {
    LegalKind.IMPRINT: "impressum",
    LegalKind.PRIVACY: "datenschutz",
    LegalKind.TERMS: "nutzungsbedingungen",
    LegalKind.NETIQUETTE: "netiquette",
    LegalKind.ACCESSIBILITY: "barrierefreiheit",
}


def site_of(request: HttpRequest) -> Site:
    """The site of a request, made once."""
    known = vars(request)
    if "known_site" not in known:
        known["known_site"] = Site(request)
    found: Site = known["known_site"]
    return found


@lru_cache(maxsize=64)
def style_sheet(hue: int) -> str:
    """The colours of an organisation followed by all components, in the order of their names."""
    components = (path.read_text(encoding="utf-8") for path in sorted((UI / "css").glob("*.css")))
    return theme_css(hue) + "\n".join(components)


@lru_cache(maxsize=64)
def packed_style_sheet(hue: int) -> bytes:
    """The same, compressed."""
    return gzip.compress(style_sheet(hue).encode(), 9, mtime=0)


@lru_cache(maxsize=64)
def theme_version(hue: int) -> str:
    """Changes when the style sheet does."""
    return hashlib.sha256(style_sheet(hue).encode()).hexdigest()[:12]
