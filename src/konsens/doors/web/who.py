"""Who is looking: an account, a device that confirmed a mail link, or nobody known."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from konsens.city.people.models import Organisation, Person, Relation
from konsens.city.people.viewer import ANYBODY, Viewer, viewer_of
from konsens.kernel import clock

DEVICE_KEY = "recognised"
DEVICE_SECONDS = 90 * 24 * 3600


def has_session(request: HttpRequest) -> bool:
    """Does the browser bring a session? Pages for everybody else never touch one (D11)."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def person(request: HttpRequest) -> Person | None:
    """The person behind a request, looked up once; None for anybody."""
    known = vars(request)
    if "known_person" not in known:
        known["known_person"] = _find(request) if has_session(request) else None
    found: Person | None = known["known_person"]
    return found


def _find(request: HttpRequest) -> Person | None:
    if request.user.is_authenticated:
        return Person.objects.filter(account=request.user).select_related("account").first()
    by_controller = request.session.get(DEVICE_KEY, {})
    pk = by_controller.get(str(vars(request)["controller"].pk))
    return Person.objects.filter(pk=pk, account=None, anonymised_at=None).first() if pk else None


def viewer(request: HttpRequest) -> Viewer:
    """The person's rights today, looked up once.

    Staff who signed in without a second factor have no rights of their role yet.
    """
    known = vars(request)
    if "known_viewer" not in known:
        known["known_viewer"] = _rights(request)
    found: Viewer = known["known_viewer"]
    return found


def _rights(request: HttpRequest) -> Viewer:
    somebody = person(request)
    if somebody is None:
        return ANYBODY
    if somebody.account_id is None:
        # a device that is known is no second factor, whatever the person's roles
        return Viewer(person_id=somebody.pk)
    full = viewer_of(somebody, on=clock.day_of(clock.now()))
    vars(request)["known_to_work"] = bool(full.standings)
    if full.standings and not has_second_factor(request):
        return Viewer(person_id=somebody.pk)
    return full


def works_somewhere(request: HttpRequest) -> bool:
    """Does the person have a role today, with or without a second factor?"""
    viewer(request)
    works: bool = vars(request).get("known_to_work", False)
    return works


def has_second_factor(request: HttpRequest) -> bool:
    """Was this session opened with a second factor or a passkey (allauth records how)?"""
    methods = request.session.get("account_authentication_methods", [])
    return any(each.get("method") == "mfa" for each in methods)


def recognise(request: HttpRequest, somebody: Person, controller: Organisation) -> None:
    """Let this device act for a person at one controller without an account, for 90 days.

    Whoever is signed in stays who they are, for as long as they chose.
    """
    if request.user.is_authenticated:
        return
    request.session.cycle_key()
    known = dict(request.session.get(DEVICE_KEY, {}))
    known[str(controller.pk)] = somebody.pk
    request.session[DEVICE_KEY] = known
    request.session.set_expiry(DEVICE_SECONDS)
    vars(request).pop("known_person", None)
    vars(request).pop("known_viewer", None)


def relation(request: HttpRequest) -> Relation | None:
    """What the page's controller knows of the person, if they met before."""
    somebody = person(request)
    if somebody is None:
        return None
    return Relation.objects.filter(person=somebody, controller=vars(request)["controller"]).first()
