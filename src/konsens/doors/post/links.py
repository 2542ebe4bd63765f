"""Absolute addresses of pages, for mails: on the host of the organisation they belong to (D1, D3)."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from konsens.city.people.models import Identity


def page(identity: Identity, path: str, *, language: str = "de") -> str:
    """The address of a page, such as `vorgang/k7f3m2qd/`, at one organisation in one language."""
    tongue = "" if language == settings.LANGUAGE_CODE else f"{language}/"
    return f"{home(identity)}{tongue}{path}"


def home(identity: Identity) -> str:
    """The address of an organisation's start page."""
    if identity.host:
        site = urlsplit(settings.SITE_URL)
        port = f":{site.port}" if site.port else ""
        return f"{site.scheme}://{identity.host}{port}/"
    if identity.is_default:
        return f"{settings.SITE_URL}/"
    return f"{settings.SITE_URL}/o/{identity.controller.slug}/"
