"""Every route and how its page is looked at; a route that is missing here fails the run.

A page is looked at filled (the demo's first organisation), empty (an organisation nobody spoke to yet), with
long texts (an organisation that has nothing but), and with the errors of a form that was sent blank.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.journeys.house import House
from tests.journeys.visitor import Visitor

STATES = {"filled": "", "empty": "/o/leer", "long": "/o/lang"}
Way = Callable[[Visitor, House], None]


@dataclass(frozen=True, slots=True)
class Page:
    """One route: who looks at it, and which things of the world its address names."""

    who: tuple[str, ...] = ("anybody",)
    args: tuple[str, ...] = ()
    query: str = ""
    form: bool = False
    states: tuple[str, ...] = ("filled", "empty", "long")
    status: int = 200
    way: Way | None = None

    @property
    def shown(self) -> tuple[str, ...]:
        """The states in which the page is there; an empty organisation has no objects."""
        return tuple(each for each in self.states if not (self.args and each == "empty"))


def of_person(*, form: bool = False, args: tuple[str, ...] = ()) -> Page:
    """A page about a person and their device: it is the same for every organisation."""
    return Page(("resident",), args=args, form=form, states=("filled",))


def entrance(*, form: bool = False, args: tuple[str, ...] = (), way: Way | None = None) -> Page:
    """A page on the way in."""
    return Page(("entering",), args=args, form=form, states=("filled",), way=way)


def ask_for_code(visitor: Visitor, _house: House) -> None:
    """Let a code be sent, to stand where it is typed in."""
    visitor.go("/konto/login/code/")
    visitor.page.fill("[name=email]", "bo@nachbarschaft.example")
    visitor.submit()


EVERYBODY = ("anybody", "resident", "coordinator")
CASE = ("case",)
PUBLIC = {
    "start": Page(EVERYBODY),
    "how": Page(),
    "figures": Page(),
    "ui": Page(states=("filled",)),
    "ideas": Page(EVERYBODY),
    "ideas_map": Page(),
    "say": Page(),
    "damage": Page(),
    "confirm": Page(args=("confirm_token",)),
    "case": Page((*EVERYBODY, "author"), args=CASE),
    "case_support": Page(args=CASE, form=True),
    "case_follow": Page(("anybody", "resident"), args=CASE, form=True),
    "case_join": Page(("anybody", "resident"), args=CASE, form=True),
    "case_report": Page(args=CASE, form=True),
    "case_message": Page(("resident",), args=CASE, form=True),
    "case_comment": Page(("resident",), args=("case_with_comments",), form=True),
    "case_reopen": Page(("author",), args=("closed_case",), form=True),
    "case_withdraw": Page(("author",), args=CASE),
    "case_complain": Page(("author",), args=("judged_case", "judgement"), form=True),
    "case_done": Page(args=("closed_case", "done_token"), form=True),
    "legal": Page(args=("legal",)),
    "follow_more": Page(("anybody", "resident"), form=True),
    "follow_confirm": Page(args=("follow_token",)),
    "unsubscribe": Page(args=("unsubscribe_token",)),
}
ACCOUNT = {
    "account": Page(("resident",)),
    "account_pseudonym": Page(("resident", "device"), form=True, states=("filled", "long")),
    "account_forget": Page(("resident",), form=True),
    "account_email": of_person(form=True),
    "account_change_password": of_person(),
    "account_set_password": of_person(form=True),
    "account_logout": of_person(),
    "mfa_index": of_person(),
    "mfa_activate_totp": of_person(form=True),
    "mfa_add_webauthn": of_person(),
    "socialaccount_connections": of_person(),
    "account_login": entrance(form=True),
    "account_signup": entrance(form=True),
    "account_request_login_code": entrance(form=True),
    "account_confirm_login_code": entrance(form=True, way=ask_for_code),
    "account_reset_password": entrance(form=True),
    "account_reset_password_done": entrance(),
    "account_email_verification_sent": entrance(),
    "account_inactive": entrance(),
    "socialaccount_login_cancelled": entrance(),
    "socialaccount_login_error": entrance(),
}
STAFF: dict[str, Page] = {}
PAGES = {**PUBLIC, **ACCOUNT, **STAFF}
NO_PAGES = {
    "theme": "a style sheet",
    "health": "one word for monitoring",
    "robots": "for search engines",
    "map_points": "data of the map",
    "map_shapes": "data of the map",
    "similar": "a part of the form that the journey of the whole loop sees",
    "spot": "words about a pin, data for the form",
    "streets": "a part of the form that the journey of the whole loop sees",
    "kept_photo": "a picture",
    "photo": "a picture",
    "follow_change": "takes a form, answers with the account's page",
    "account_language": "takes a form, answers with the account's page",
    "account_leave": "takes a form, answers with the start page",
    "account_export": "a file",
    "demo_enter": "answers with the room it leads to",
    "mfa_login_webauthn": "data for a passkey",
    "openid_connect_login": "leads to the provider, see the journeys of signing in",
    "openid_connect_callback": "comes back from the provider, see the journeys of signing in",
}
