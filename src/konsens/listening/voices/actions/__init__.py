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
from konsens.listening.voices.actions.people import (
    anonymise,
    become_one,
    forget_settled_reporters,
    forget_speaker,
    forget_unconfirmed,
)
from konsens.listening.voices.actions.speak import (
    comment,
    confirm,
    confirm_support,
    hear,
    support,
    take_support_back,
    withdraw,
)

__all__ = [
    "Reasons",
    "anonymise",
    "approve",
    "become_one",
    "comment",
    "complain",
    "confirm",
    "confirm_support",
    "decide_complaint",
    "forget_looks",
    "forget_reporters",
    "forget_settled_reporters",
    "forget_speaker",
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
