"""What every answer carries: a strict policy, and nothing that trusts a foreign page (C11, C12)."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client, override_settings

from tests.security import scene as scenes
from tests.security.addresses import addresses
from tests.security.test_pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "connect-src": {"'self'"},
    "font-src": {"'self'"},
    "manifest-src": {"'self'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
}


def problems_of(response: HttpResponseBase) -> list[str]:
    """What an answer lacks."""
    found = []
    policy = {
        part.split()[0]: set(part.split()[1:])
        for part in response.headers.get("Content-Security-Policy", "").split(";")
        if part.strip()
    }
    loose = {name: policy.get(name) for name, value in POLICY.items() if policy.get(name) != value}
    if loose or set(policy) != set(POLICY):
        found.append(f"policy {loose or set(policy)}")
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        found.append("nosniff")
    if response.headers.get("Referrer-Policy") not in {"same-origin", "no-referrer", "strict-origin"}:
        found.append(f"referrer {response.headers.get('Referrer-Policy')}")
    if response.headers.get("Cross-Origin-Opener-Policy") != "same-origin":
        found.append("opener")
    if "Server" in response.headers or "X-Powered-By" in response.headers:
        found.append("says what it runs on")
    return found


@pytest.mark.parametrize("role", ["anybody", "coordinator", "admin"])
def test_every_answer_carries_the_same_strict_policy(role: str) -> None:
    scene = scenes.build()
    browser = scene.browser(role)
    wrong = {}
    for address in addresses(scene):
        response = browser.get(address.path)
        text_of(response)
        if found := problems_of(response):
            wrong[address.path] = found
    for path in (
        "/gibt-es-nicht/",
        "/o/niemand/",
        "/ideen/karte/punkte.json",
        "/en/",
        "/static/konsens/map.js",
    ):
        response = browser.get(path)
        text_of(response)
        found = [
            each for each in problems_of(response) if not (path.startswith("/static/") and "policy" in each)
        ]
        if found:
            wrong[path] = found
    assert wrong == {}


def test_refusals_carry_it_too() -> None:
    scene = scenes.build()
    strict = Client(enforce_csrf_checks=True)
    answers = {
        403: strict.post("/ideen/neu/", {}),
        405: strict.put("/ideen/"),
        404: strict.get(f"/vorgang/{scene.cases['confidential'].public_id}/"),
        410: strict.get("/ideen/bestaetigen/gibt-es-nicht/"),
    }
    for status, response in answers.items():
        assert (response.status_code, problems_of(response)) == (status, [])
    with override_settings(ALLOWED_HOSTS=["localhost"]):
        response = strict.get("/", HTTP_HOST="evil.example")
    assert (response.status_code, problems_of(response)) == (400, [])
    assert b"evil" not in response.content


def test_a_page_that_breaks_says_nothing_about_why(monkeypatch: pytest.MonkeyPatch) -> None:
    scenes.build()
    monkeypatch.setattr("konsens.doors.web.start.views.public_cases", lambda _key: 1 / 0)
    response = Client(raise_request_exception=False).get("/")
    assert (response.status_code, problems_of(response)) == (500, [])
    assert "no-store" in response.headers["Cache-Control"]
    for word in (b"Traceback", b"ZeroDivision", b"views.py", b"konsens.", settings.SECRET_KEY.encode()):
        assert word not in response.content


def test_a_photo_is_a_picture_and_nothing_else() -> None:
    scene = scenes.build()
    photo = scene.world.photo(scene.cases["public"]).large.name
    response = scene.browser("author").get(f"/bild/{photo}")
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8\xff")  # type: ignore[attr-defined]
