"""Administrators and their browsers."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

from konsens.city.people.kinds import Role
from konsens.city.people.models import Organisation, Person
from tests import a


def admin(of: Organisation | None = None) -> Person:
    return a.staff(Role.ADMIN, at=of or a.controller(), name="ada")


def browser(of: Organisation | None = None) -> Client:
    return a.client(admin(of))


def html(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


FIELD = re.compile(r'<input type="(?:text|number|url|email|date|hidden)" name="(\w+)" value="([^"]*)"')
WORDS = re.compile(r'<textarea name="(\w+)"[^>]*>\n?(.*?)</textarea>', flags=re.DOTALL)
LIST = re.compile(r'<select name="(\w+)"[^>]*>(.*?)</select>', flags=re.DOTALL)
CHOSEN = re.compile(r'value="([^"]*)" selected')
RADIO = re.compile(r'<input type="radio" name="(\w+)" value="(\w+)"[^>]* checked')
TICK = re.compile(r'<input type="checkbox" name="(\w+)"[^>]* checked')


def typed(page: str) -> dict[str, str]:
    """What the main form of a page would send as it stands."""
    form = page[page.index('<form class="form"') :].partition("</form>")[0]
    lists = {name: CHOSEN.search(inner) for name, inner in LIST.findall(form)}
    found = {
        **dict(FIELD.findall(form)),
        **dict(WORDS.findall(form)),
        **{name: chosen[1] if chosen else "" for name, chosen in lists.items()},
        **dict(RADIO.findall(form)),
        **dict.fromkeys(TICK.findall(form), "on"),
    }
    found.pop("csrfmiddlewaretoken", None)
    return {name: unescape(value) for name, value in found.items()}
