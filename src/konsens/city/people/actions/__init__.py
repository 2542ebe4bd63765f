"""What can be done with people and organisations."""

from konsens.city.people.actions.furnish import (
    change_identity,
    found_controller,
    found_office,
    publish_legal_text,
    require_furnishing,
)
from konsens.city.people.actions.meet import (
    change_pseudonym,
    choose_language,
    join_account,
    meet,
    verify_address,
)
from konsens.city.people.actions.roles import end_absence, end_role, enter_absence, give_role
from konsens.city.people.forget import forget_person

__all__ = [
    "change_identity",
    "change_pseudonym",
    "choose_language",
    "end_absence",
    "end_role",
    "enter_absence",
    "forget_person",
    "found_controller",
    "found_office",
    "give_role",
    "join_account",
    "meet",
    "publish_legal_text",
    "require_furnishing",
    "verify_address",
]
