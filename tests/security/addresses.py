"""Every address of the house: which methods it answers, and who gets in; whatever is not declared fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.security.scene import (
    ADMIN,
    AUTHOR,
    BOARD,
    COORDINATION,
    DESK,
    EVERYBODY,
    INVOLVED,
    KNOWN,
    MODERATORS,
    MOVERS,
    NOBODY,
    STAFF,
    WRITERS,
    Scene,
)

Roles = frozenset[str]
Arguments = Callable[[Scene], dict[str, Any]]


@dataclass(frozen=True)
class Rule:
    """Methods, who gets in, and the arguments of the address."""

    methods: str
    may: Roles
    arguments: Arguments = lambda scene: {}
    query: str = ""


def _case(name: str) -> Arguments:
    return lambda scene: {"public_id": scene.cases[name].public_id}


def _with(name: str, **more: Callable[[Scene], Any]) -> Arguments:
    return lambda scene: {**_case(name)(scene), **{key: value(scene) for key, value in more.items()}}


def _token(name: str) -> Arguments:
    return lambda scene: {"token": scene.tokens[name]}


def _topic(scene: Scene) -> dict[str, str]:
    return {"slug": scene.world.topic.slug}


def _office(scene: Scene) -> dict[str, str]:
    return {"slug": scene.world.works.slug}


def _judgement(scene: Scene) -> int:
    return scene.judgement.pk


def _step(scene: Scene) -> int:
    return scene.step.pk


def _photo(scene: Scene) -> int:
    return scene.world.photo(scene.cases["public"]).pk


def _absence(scene: Scene) -> dict[str, int]:
    return {"pk": scene.person("caretaker").absences.order_by("pk")[0].pk}


def _kim(scene: Scene) -> dict[str, str]:
    return {"public_id": scene.person("caretaker").public_id}


READS: dict[str, Roles] = {
    "public": EVERYBODY,
    "closed": EVERYBODY,
    "confidential": AUTHOR | INVOLVED,
    "held": AUTHOR | STAFF,
    "refused": AUTHOR | STAFF,
    "withdrawn": AUTHOR | STAFF,
    "foreign": NOBODY,
}
"""Who reads a case, by what became of it; the foreign one belongs to another controller."""

SHOW, ASK, ACT = "GET", "GET POST", "POST"
CARES = {name: (STAFF if name != "confidential" else INVOLVED) for name in READS} | {"foreign": NOBODY}

FEW = ("public", "confidential", "foreign")
READS_OF_FEW = {name: READS[name] for name in FEW}
CARES_OF_FEW = {name: CARES[name] for name in FEW}


def _of_each_case(name: str, methods: str, may: Roles, within: dict[str, Roles]) -> list[tuple[str, Rule]]:
    return [(name, Rule(methods, may & readers, _case(each))) for each, readers in within.items()]


RULES: list[tuple[str, Rule]] = [
    # the first pages
    ("start", Rule(SHOW, EVERYBODY)),
    ("how", Rule(SHOW, EVERYBODY)),
    ("figures", Rule(SHOW, EVERYBODY)),
    ("theme", Rule(SHOW, EVERYBODY, lambda scene: {"slug": "stadt"})),
    ("health", Rule(SHOW, EVERYBODY)),
    ("robots", Rule(SHOW, EVERYBODY)),
    ("ui", Rule(SHOW, EVERYBODY)),
    ("legal", Rule(SHOW, EVERYBODY, lambda scene: {"slug": "datenschutz"})),
    # what was said
    ("ideas", Rule(SHOW, EVERYBODY)),
    ("ideas", Rule(SHOW, EVERYBODY, query="q=Fundwort")),
    ("ideas", Rule(SHOW, EVERYBODY, query="thema=vertraulich")),
    ("ideas", Rule(SHOW, EVERYBODY, query="lat=51.49&lon=7.49")),
    ("ideas_map", Rule(SHOW, EVERYBODY)),
    ("map_points", Rule(SHOW, EVERYBODY, query="z=18&w=7.4&e=7.6&s=51.4&n=51.6")),
    ("map_points", Rule(SHOW, EVERYBODY, query="z=16&w=7.48&e=7.50&s=51.48&n=51.50")),
    ("map_shapes", Rule(SHOW, EVERYBODY)),
    ("say", Rule(ASK, EVERYBODY)),
    ("say", Rule(SHOW, EVERYBODY, query="art=idee")),
    ("similar", Rule(SHOW, EVERYBODY, query="title=Fundwort+kanarie&text=Fundwort")),
    ("streets", Rule(SHOW, EVERYBODY, query="street=Ufer")),
    ("spot", Rule(SHOW, EVERYBODY, query="lat=51.49&lon=7.49")),
    ("kept_photo", Rule(SHOW, EVERYBODY, lambda scene: {"key": scene.tokens["photo"]})),
    ("damage", Rule(SHOW, EVERYBODY)),
    ("confirm", Rule(ASK, EVERYBODY, _token("confirm"))),
    *_of_each_case("case", SHOW, EVERYBODY, READS),
    *_of_each_case("case_support", ASK, EVERYBODY, READS_OF_FEW),
    *_of_each_case("case_follow", ASK, EVERYBODY, READS_OF_FEW),
    *_of_each_case("case_join", ASK, EVERYBODY, READS_OF_FEW),
    *_of_each_case("case_report", ASK, EVERYBODY, READS_OF_FEW),
    *_of_each_case("case_message", ASK, KNOWN, READS_OF_FEW),
    *_of_each_case("case_comment", ASK, KNOWN, READS_OF_FEW),
    *_of_each_case("case_reopen", ASK, AUTHOR, READS_OF_FEW),
    *_of_each_case("case_withdraw", ASK, AUTHOR, READS_OF_FEW),
    ("case_complain", Rule(ASK, AUTHOR, _with("refused", judgement=_judgement))),
    ("case_complain", Rule(ASK, NOBODY, _with("public", judgement=_judgement))),
    ("case_done", Rule(ASK, EVERYBODY, _with("closed", token=lambda scene: scene.tokens["done"]))),
    ("photo", Rule(SHOW, AUTHOR | STAFF, lambda scene: {"name": _file(scene, "public")})),
    ("photo", Rule(SHOW, AUTHOR | INVOLVED, lambda scene: {"name": _file(scene, "confidential")})),
    ("photo", Rule(SHOW, NOBODY, lambda scene: {"name": _file(scene, "foreign")})),
    # following
    ("follow_more", Rule(ASK, EVERYBODY)),
    ("follow_change", Rule(ACT, AUTHOR, lambda scene: {"pk": scene.person("author").follows.first().pk})),
    ("follow_confirm", Rule(ASK, EVERYBODY, _token("follow"))),
    ("unsubscribe", Rule(ASK, EVERYBODY, _token("unsubscribe"))),
    # the desk
    ("desk", Rule(SHOW, DESK)),
    ("desk", Rule(SHOW, DESK, query="q=Fundwort&wessen=alle")),
    ("desk_absences", Rule(SHOW, DESK)),
    ("desk_away", Rule(ASK, DESK)),
    ("desk_back", Rule(ASK, frozenset({"caretaker"}), _absence)),
    ("desk_hand_over", Rule(ASK, DESK)),
    ("desk_templates", Rule(SHOW, WRITERS)),
    ("desk_template_new", Rule(ASK, WRITERS)),
    ("desk_template", Rule(ASK, WRITERS, lambda scene: {"pk": scene.template.pk})),
    ("desk_template_remove", Rule(ASK, WRITERS, lambda scene: {"pk": scene.template.pk})),
    *_of_each_case("desk_case", SHOW, STAFF, CARES),
    *_of_each_case("desk_similar", SHOW, STAFF, CARES_OF_FEW),
    *_of_each_case("desk_note", ASK, STAFF, CARES_OF_FEW),
    *_of_each_case("desk_tell", ASK, MOVERS, CARES_OF_FEW),
    *_of_each_case("desk_date", ASK, MOVERS, CARES_OF_FEW),
    *_of_each_case("desk_wait", ASK, MOVERS, CARES_OF_FEW),
    *_of_each_case("desk_begin", ASK, MOVERS, CARES_OF_FEW),
    *_of_each_case("desk_close", ASK, MOVERS, CARES_OF_FEW),
    *_of_each_case("desk_merge", ASK, MOVERS, CARES_OF_FEW),
    *_of_each_case("desk_reopen", ASK, MOVERS, CARES_OF_FEW),
    *_of_each_case("desk_reroute", ASK, MOVERS, CARES_OF_FEW),
    *_of_each_case("desk_council", ASK, MOVERS, CARES_OF_FEW),
    *_of_each_case("desk_assign", ASK, BOARD, CARES_OF_FEW),
    ("desk_decision", Rule(ASK, MOVERS, _with("public", step=_step))),
    ("desk_decision", Rule(ASK, NOBODY, _with("closed", step=_step))),
    ("desk_implementation", Rule(ASK, MOVERS, _with("public", step=_step))),
    ("desk_implementation", Rule(ASK, NOBODY, _with("closed", step=_step))),
    # the board
    ("board", Rule(SHOW, BOARD)),
    ("board_cases", Rule(SHOW, BOARD)),
    ("board_cases", Rule(SHOW, BOARD, query="q=Fundwort&zeigen=alles")),
    ("board_export", Rule(SHOW, BOARD)),
    ("board_give", Rule(ASK, BOARD)),
    ("board_mails", Rule(SHOW, COORDINATION)),
    ("board_send_again", Rule(ACT, COORDINATION, lambda scene: {"pk": scene.mailing.pk})),
    ("board_team", Rule(SHOW, COORDINATION)),
    ("board_away", Rule(ASK, COORDINATION, _kim)),
    ("board_hand_over", Rule(ASK, COORDINATION, _kim)),
    ("board_back", Rule(ASK, COORDINATION, _absence)),
    # moderation
    ("moderation", Rule(SHOW, MODERATORS)),
    *[("moderation", Rule(SHOW, MODERATORS, query=f"was={each}")) for each in ("neu", "fotos", "meldungen")],
    ("moderation_look_over", Rule(ACT, MODERATORS)),
    ("moderation_next", Rule(SHOW, MODERATORS)),
    *_of_each_case("moderation_item", SHOW, MODERATORS, CARES),
    ("moderation_approve", Rule(ACT, MODERATORS, _case("public"))),
    ("moderation_approve", Rule(ACT, NOBODY, _case("foreign"))),
    ("moderation_shorten", Rule(ASK, MODERATORS, _case("public"))),
    ("moderation_shorten", Rule(ASK, NOBODY, _case("foreign"))),
    ("moderation_refuse", Rule(ASK, MODERATORS, _case("public"))),
    ("moderation_refuse", Rule(ASK, NOBODY, _case("foreign"))),
    ("moderation_restore", Rule(ASK, MODERATORS, _case("refused"))),
    ("moderation_show_photo", Rule(ACT, MODERATORS, _with("public", photo=_photo))),
    ("moderation_show_photo", Rule(ACT, NOBODY, _with("closed", photo=_photo))),
    ("moderation_refuse_photo", Rule(ASK, MODERATORS, _with("public", photo=_photo))),
    ("moderation_refuse_photo", Rule(ASK, NOBODY, _with("closed", photo=_photo))),
    ("moderation_settle", Rule(ASK, MODERATORS, _with("public", report=lambda scene: scene.report.pk))),
    ("moderation_settle", Rule(ASK, NOBODY, _with("closed", report=lambda scene: scene.report.pk))),
    ("moderation_reporter", Rule(ACT, MODERATORS, _with("public", report=lambda scene: scene.report.pk))),
    ("moderation_reporter", Rule(ACT, NOBODY, _with("closed", report=lambda scene: scene.report.pk))),
    (
        "moderation_complaint",
        Rule(ASK, COORDINATION, _with("refused", complaint=lambda scene: scene.complaint.pk)),
    ),
    (
        "moderation_complaint",
        Rule(ASK, NOBODY, _with("closed", complaint=lambda scene: scene.complaint.pk)),
    ),
    # furnishing
    *[
        (name, Rule(methods, ADMIN))
        for name, methods in {
            "furnish": SHOW, "furnish_hue": SHOW, "furnish_texts": SHOW, "furnish_phase": ASK,
            "furnish_topics": SHOW, "furnish_topic_add": ASK, "furnish_offices": SHOW,
            "furnish_office_add": ASK, "furnish_routes": SHOW, "furnish_route_add": ASK,
            "furnish_staff": SHOW, "furnish_invite": ASK,
        }.items()
    ],
    *[("furnish_part", Rule(ASK, ADMIN, lambda scene, part=part: {"name": part})) for part in (
        "auftritt", "kontakt", "schaden", "sprachen", "karte", "regeln",
    )],
    ("furnish_text", Rule(ASK, ADMIN, lambda scene: {"slug": "impressum", "language": "de"})),
    *[(f"furnish_topic{verb}", Rule(ACT if verb else ASK, ADMIN, _topic))
      for verb in ("", "_move", "_end", "_again")],
    *[(f"furnish_office{verb}", Rule(ACT if verb else ASK, ADMIN, _office))
      for verb in ("", "_end", "_again")],
    ("furnish_route", Rule(ASK, ADMIN, lambda scene: {"key": _route(scene)})),
    ("furnish_route_remove", Rule(ACT, ADMIN, lambda scene: {"key": _route(scene)})),
    ("furnish_withdraw", Rule(ACT, ADMIN, lambda scene: {"key": scene.invitation.pk})),
    ("furnish_role", Rule(ASK, ADMIN, lambda scene: {"key": _role(scene)})),
    ("furnish_hand_over", Rule(ASK, ADMIN, _kim)),
    ("invitation", Rule(SHOW, EVERYBODY, _token("invitation"))),
    ("invitation", Rule(ACT, frozenset({"anybody"}), _token("invitation"))),
    # one's own
    ("account", Rule(SHOW, KNOWN)),
    ("account_pseudonym", Rule(ASK, KNOWN)),
    ("account_language", Rule(ACT, KNOWN)),
    ("account_export", Rule(SHOW, KNOWN)),
    ("account_forget", Rule(ASK, KNOWN)),
    ("account_stay", Rule(ASK, EVERYBODY, _token("stay"))),
    ("account_leave", Rule(ACT, EVERYBODY)),
    ("demo_enter", Rule(SHOW, NOBODY, lambda scene: {"token": "x"})),
    # to sign in, by django-allauth
    *[
        (name, Rule(methods, may))
        for name, methods, may in (
            ("account_login", ASK, EVERYBODY), ("account_logout", ASK, EVERYBODY),
            ("account_inactive", SHOW, EVERYBODY), ("account_signup", ASK, EVERYBODY),
            ("account_email_verification_sent", SHOW, EVERYBODY), ("account_reset_password", ASK, EVERYBODY),
            ("account_reset_password_done", SHOW, EVERYBODY),
            ("account_reset_password_from_key_done", SHOW, EVERYBODY),
            ("account_request_login_code", ASK, EVERYBODY), ("account_confirm_login_code", ASK, EVERYBODY),
            ("account_reauthenticate", ASK, KNOWN), ("account_email", ASK, KNOWN),
            ("account_change_password", ASK, KNOWN), ("account_set_password", ASK, KNOWN),
            ("mfa_index", SHOW, KNOWN), ("mfa_authenticate", ASK, KNOWN),
            ("mfa_reauthenticate", ASK, KNOWN), ("mfa_activate_totp", ASK, KNOWN),
            ("mfa_deactivate_totp", ASK, NOBODY), ("mfa_view_recovery_codes", SHOW, NOBODY),
            ("mfa_generate_recovery_codes", ASK, KNOWN), ("mfa_download_recovery_codes", SHOW, NOBODY),
            ("mfa_list_webauthn", SHOW, KNOWN), ("mfa_add_webauthn", ASK, KNOWN),
            ("mfa_reauthenticate_webauthn", ASK, KNOWN), ("mfa_login_webauthn", ASK, KNOWN),
            ("socialaccount_login_cancelled", SHOW, EVERYBODY), ("socialaccount_login_error", SHOW, NOBODY),
            ("socialaccount_signup", ASK, NOBODY), ("socialaccount_connections", ASK, KNOWN),
        )
    ],
    ("account_confirm_email", Rule(SHOW, EVERYBODY, lambda scene: {"key": "x"})),
    ("account_confirm_email", Rule(ACT, NOBODY, lambda scene: {"key": "x"})),
    ("account_reset_password_from_key", Rule(ASK, EVERYBODY, lambda scene: {"uidb36": "1", "key": "x-y"})),
    ("mfa_remove_webauthn", Rule(ASK, KNOWN, lambda scene: {"pk": 1})),
    ("mfa_edit_webauthn", Rule(ASK, KNOWN, lambda scene: {"pk": 1})),
    ("openid_connect_login", Rule(ASK, NOBODY, lambda scene: {"provider_id": "oidc"})),
    ("openid_connect_callback", Rule(SHOW, NOBODY, lambda scene: {"provider_id": "oidc"})),
]  # fmt: skip


def _file(scene: Scene, case: str) -> str:
    return scene.world.photo(scene.cases[case]).large.name


def _role(scene: Scene) -> int:
    return scene.person("colleague").memberships.order_by("pk")[0].pk


def _route(scene: Scene) -> int:
    return scene.world.city.routes.get(topic=scene.world.topic).pk


@dataclass(frozen=True)
class Address:
    """One address with its rule, as it stands in a scene."""

    name: str
    path: str
    rule: Rule


def addresses(scene: Scene) -> list[Address]:
    """Every declared address."""
    found = []
    for name, rule in RULES:
        path = reverse(name, kwargs=rule.arguments(scene))
        found.append(Address(name, f"{path}?{rule.query}" if rule.query else path, rule))
    return found


def one_of_each(scene: Scene) -> list[tuple[Address, str]]:
    """Each address once, with a role that gets in."""
    found = {each.name: each for each in addresses(scene) if each.rule.may}
    return [(each, min(each.rule.may)) for each in found.values()]


def names(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[str]:
    """The name of every address in the URL conf; those of the admin pages begin with `admin:`."""
    for each in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(each, URLResolver):
            space = f"{each.namespace}:" if each.namespace else ""
            yield from names(each.url_patterns, prefix + space)
        elif isinstance(each, URLPattern):
            yield f"{prefix}{each.name}"
