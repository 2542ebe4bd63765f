"""Every route and how its page is looked at; a route that is missing here fails the run.

A page is looked at filled (the demo's first organisation), empty (an organisation nobody spoke to yet), with
long texts (an organisation that has nothing but), and with the errors of a form that was sent blank.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.journeys.visitor import Visitor

STATES = {"filled": "", "empty": "/o/leer", "long": "/o/lang", "english": "/en", "wide": ""}
FILLED = {"english", "wide"}
"""Further views of what is filled: in the other language, and on a large screen."""
EVERY = tuple(STATES)
Way = Callable[[Visitor, str], None]
ALWAYS_THERE = {"legal", "part", "language"}


@dataclass(frozen=True, slots=True)
class Page:
    """One route: who looks at it, and which things of the world its address names."""

    who: tuple[str, ...] = ("anybody",)
    args: tuple[str, ...] = ()
    query: str = ""
    form: bool = False
    states: tuple[str, ...] = ("filled", "empty", "long")
    way: Way | None = None
    status: int = 200
    button: str = "main form[method=post] button:not([name], [type=button], [form])"

    @property
    def shown(self) -> tuple[str, ...]:
        """The states in which the page is there; an empty organisation has no objects."""
        has_objects = not set(self.args) <= ALWAYS_THERE
        return tuple(each for each in self.states if not (has_objects and each == "empty"))


def with_password(visitor: Visitor, path: str) -> None:
    """Go to a page that asks for the password first, once in a while."""
    from tests.journeys.furnishing.door import PASSWORD

    visitor.go(path)
    if "/reauthenticate/" in visitor.page.url:
        visitor.page.fill("[name=password]", PASSWORD)
        visitor.submit()


def ask_for_code(visitor: Visitor, _path: str) -> None:
    """Let a code be sent, to stand where it is typed in."""
    visitor.go("/konto/login/code/")
    visitor.page.fill("[name=email]", "bo@nachbarschaft.example")
    visitor.submit()


def give_password(visitor: Visitor, _path: str) -> None:
    """Sign in with a password, to stand where the second factor is asked for."""
    from tests.journeys.furnishing.door import PASSWORD

    visitor.go("/konto/login/")
    visitor.page.fill("[name=login]", "mit-app@nachbarschaft.example")
    visitor.page.fill("[name=password]", PASSWORD)
    visitor.submit()


def of_person(*args: str, form: bool = False) -> Page:
    """A page about a person and their device: it is the same for every organisation."""
    return Page(("resident",), args, form=form, states=("filled",))


def guarded(*args: str, form: bool = False) -> Page:
    """A page about locks, for somebody who has some."""
    return Page(("guarded",), args, form=form, states=("filled",), way=with_password)


def entrance(*args: str, form: bool = False, way: Way | None = None) -> Page:
    """A page on the way in."""
    return Page(("entering",), args, form=form, states=("filled",), way=way)


def desk(*args: str, form: bool = False) -> Page:
    """A page of whoever looks after cases."""
    return Page(("caretaker",), args, form=form)


def board(*args: str, form: bool = False) -> Page:
    """A page of the coordination."""
    return Page(("coordinator",), args, form=form)


def moderation(*args: str, form: bool = False) -> Page:
    """A page of the moderators."""
    return Page(("moderator",), args, form=form)


def furniture(*args: str, form: bool = False) -> Page:
    """A page of the administration."""
    return Page(("admin",), args, form=form)


PUBLIC = {
    "start": Page(("anybody", "coordinator"), states=EVERY),
    "how": Page(),
    "figures": Page(),
    "ui": Page(states=("filled",)),
    "ideas": Page(states=EVERY),
    "ideas_map": Page(states=EVERY),
    "say": Page(query="?art=idee", form=True, states=EVERY),
    "damage": Page(),
    "confirm": Page(args=("confirm_token",)),
    "case": Page(("anybody", "resident", "author"), ("case",), states=EVERY),
    "case_support": Page(args=("case",), form=True),
    "case_follow": Page(("anybody", "resident"), ("case",), form=True),
    "case_report": Page(args=("case",), form=True),
    "case_message": Page(("resident",), ("case",), form=True),
    "case_comment": Page(("resident",), ("case",), form=True),
    "case_join": Page(("resident",), ("case",)),
    "case_reopen": Page(("author",), ("closed_case",), form=True),
    "case_withdraw": Page(("author",), ("case",)),
    "case_complain": Page(("author",), ("judged_case", "judgement"), form=True),
    "case_done": Page(args=("closed_case", "done_token"), form=True),
    "legal": Page(args=("legal",)),
    "follow_more": Page(("anybody", "resident"), form=True),
    "follow_confirm": Page(args=("follow_token",)),
    "unsubscribe": Page(args=("unsubscribe_token",)),
    "invitation": Page(args=("invitation",)),
}
ACCOUNT = {
    "account": Page(("resident",), states=EVERY),
    "account_pseudonym": Page(("resident", "device"), form=True, states=("filled", "long")),
    "account_stay": Page(args=("stay_token",)),
    "account_forget": Page(("resident",), form=True),
    "account_email": Page(("resident",), form=True, states=("filled",), button="main [name=action_add]"),
    "account_set_password": of_person(form=True),
    "account_logout": of_person(),
    "mfa_index": of_person(),
    "mfa_activate_totp": of_person(form=True),
    "mfa_add_webauthn": of_person(),
    "socialaccount_connections": of_person(),
    "account_change_password": guarded(form=True),
    "account_reauthenticate": Page(("guarded",), form=True, states=("filled",)),
    "mfa_reauthenticate": Page(("guarded",), form=True, states=("filled",)),
    "mfa_deactivate_totp": guarded(),
    "mfa_view_recovery_codes": guarded(),
    "mfa_generate_recovery_codes": guarded(),
    "mfa_list_webauthn": guarded(),
    "mfa_edit_webauthn": guarded("passkey", form=True),
    "mfa_remove_webauthn": guarded("passkey"),
    "account_login": entrance(form=True),
    "account_signup": entrance(form=True),
    "account_request_login_code": entrance(form=True),
    "account_confirm_login_code": entrance(form=True, way=ask_for_code),
    "account_reset_password": entrance(form=True),
    "account_reset_password_done": entrance(),
    "account_reset_password_from_key": entrance("reset_uid", "reset_key", form=True),
    "account_reset_password_from_key_done": entrance(),
    "account_email_verification_sent": entrance(),
    "account_confirm_email": entrance("confirm_email_key"),
    "account_inactive": entrance(),
    "socialaccount_login_cancelled": entrance(),
    "socialaccount_login_error": Page(("entering",), states=("filled",), status=401),
    "mfa_authenticate": Page(("knocking",), form=True, states=("filled",), way=give_password),
}
STAFF = {
    "desk": Page(("caretaker",), states=EVERY),
    "desk_absences": desk(),
    "desk_away": desk(form=True),
    "desk_back": desk("absence"),
    "desk_hand_over": desk(form=True),
    "desk_templates": Page(("coordinator",)),
    "desk_template_new": Page(("coordinator",), form=True),
    "desk_template": board("template"),
    "desk_template_remove": board("template"),
    "desk_case": Page(("caretaker", "head"), ("case",), states=EVERY),
    "desk_similar": desk("open_case"),
    "desk_tell": desk("open_case", form=True),
    "desk_note": desk("open_case", form=True),
    "desk_date": desk("open_case", form=True),
    "desk_wait": desk("open_case", form=True),
    "desk_begin": desk("open_case"),
    "desk_close": desk("open_case", form=True),
    "desk_merge": desk("open_case", form=True),
    "desk_reopen": desk("closed_case", form=True),
    "desk_reroute": desk("open_case", form=True),
    "desk_assign": Page(("head",), ("open_case",), form=True),
    "desk_council": desk("open_case", form=True),
    "desk_decision": desk("council_case", "open_step", form=True),
    "desk_implementation": desk("council_case", "decided_step", form=True),
    "board": Page(("coordinator",), states=EVERY),
    "board_cases": board(),
    "board_give": Page(("coordinator",), query="?v={open_case}", form=True, states=("filled", "long")),
    "board_mails": board(),
    "board_team": board(),
    "board_away": board("caretaker", form=True),
    "board_hand_over": board("caretaker", form=True),
    "board_back": board("absence"),
    "moderation": moderation(),
    "moderation_item": Page(("moderator",), ("held",), states=EVERY),
    "moderation_shorten": moderation("held", form=True),
    "moderation_refuse": moderation("held", form=True),
    "moderation_restore": moderation("judged_case"),
    "moderation_refuse_photo": moderation("held", "held_photo", form=True),
    "moderation_settle": moderation("reported", "report", form=True),
    "moderation_complaint": moderation("complained", "complaint", form=True),
    "furnish": Page(("admin",), states=EVERY),
    "furnish_hue": furniture(),
    "furnish_texts": furniture(),
    "furnish_text": furniture("legal", "language", form=True),
    "furnish_phase": furniture(),
    "furnish_topics": furniture(),
    "furnish_topic_add": furniture(form=True),
    "furnish_topic": furniture("topic", form=True),
    "furnish_offices": furniture(),
    "furnish_office_add": furniture(form=True),
    "furnish_office": furniture("office", form=True),
    "furnish_routes": furniture(),
    "furnish_route_add": furniture(form=True),
    "furnish_route": furniture("route", form=True),
    "furnish_staff": furniture(),
    "furnish_invite": furniture(form=True),
    "furnish_role": furniture("role", form=True),
    "furnish_hand_over": furniture("caretaker", form=True),
    "furnish_part": furniture("part"),
}
PAGES = {**PUBLIC, **ACCOUNT, **STAFF}
FORMS_ONLY = (
    "account_language",
    "account_leave",
    "board_send_again",
    "follow_change",
    "furnish_office_again",
    "furnish_office_end",
    "furnish_route_remove",
    "furnish_topic_again",
    "furnish_topic_end",
    "furnish_topic_move",
    "furnish_withdraw",
    "moderation_approve",
    "moderation_look_over",
    "moderation_reporter",
    "moderation_show_photo",
)
"""They take a form and answer with a page that is looked at under its own name."""
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
    "account_export": "a file",
    "board_export": "a file",
    "mfa_download_recovery_codes": "a file",
    "moderation_next": "leads to a page that is looked at under its own name",
    "demo_enter": "leads to a page that is looked at under its own name",
    "mfa_login_webauthn": "data for a passkey",
    "mfa_reauthenticate_webauthn": "asks for a passkey, see the journeys of signing in",
    "openid_connect_login": "leads to the provider, see the journeys of signing in",
    "openid_connect_callback": "comes back from the provider, see the journeys of signing in",
    "socialaccount_signup": "for whom a provider sends without an address, see the journeys of signing in",
} | dict.fromkeys(FORMS_ONLY, "takes a form")
