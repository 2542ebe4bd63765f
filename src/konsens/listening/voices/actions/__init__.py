"""The verbs of listening."""

from konsens.listening.voices.actions.moderate import (
    Reasons,
    approve,
    complain,
    decide_complaint,
    refuse,
    refuse_photo,
    report,
    settle_report,
    shorten,
    show_photo,
)
from konsens.listening.voices.actions.speak import (
    become_one,
    comment,
    confirm,
    confirm_support,
    forget_unconfirmed,
    hear,
    support,
    take_support_back,
    withdraw,
)

__all__ = [
    "Reasons",
    "approve",
    "become_one",
    "comment",
    "complain",
    "confirm",
    "confirm_support",
    "decide_complaint",
    "forget_unconfirmed",
    "hear",
    "refuse",
    "refuse_photo",
    "report",
    "settle_report",
    "shorten",
    "show_photo",
    "support",
    "take_support_back",
    "withdraw",
]
