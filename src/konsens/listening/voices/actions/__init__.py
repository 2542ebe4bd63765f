"""The verbs of listening."""

from konsens.listening.voices.actions.moderate import (
    Reasons,
    approve,
    look_over,
    refuse,
    refuse_photo,
    restore,
    shorten,
    show_photo,
)
from konsens.listening.voices.actions.objections import (
    complain,
    decide_complaint,
    forget_looks,
    forget_reporters,
    report,
    see_reporter,
    settle_report,
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
    "forget_looks",
    "forget_reporters",
    "forget_unconfirmed",
    "hear",
    "look_over",
    "refuse",
    "refuse_photo",
    "report",
    "restore",
    "see_reporter",
    "settle_report",
    "shorten",
    "show_photo",
    "support",
    "take_support_back",
    "withdraw",
]
