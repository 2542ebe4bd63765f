"""The verbs of caring."""

from konsens.caring.cases.actions.assign import assign_caretaker, assign_many, hand_over_all, reroute
from konsens.caring.cases.actions.care import (
    Closing,
    answer_whether_done,
    ask_whether_done,
    begin,
    close,
    open_case,
    reopen,
    wait,
)
from konsens.caring.cases.actions.council import Paper, note_decision, note_implementation, take_to_council
from konsens.caring.cases.actions.dates import set_date
from konsens.caring.cases.actions.escalate import ask_due, escalate, escalate_late
from konsens.caring.cases.actions.join import (
    end_withdrawn,
    join,
    merge,
    recount_support,
    show_as_said,
)
from konsens.caring.cases.actions.notes import (
    note_inside,
    remove_template,
    save_template,
    tell,
    write_to_team,
)
from konsens.caring.cases.actions.people import become_one, expired, forget_resident, part_with_people
from konsens.caring.cases.actions.responsible import caretaker_at
from konsens.caring.cases.actions.routes import remove_route, set_route

__all__ = [
    "Closing",
    "Paper",
    "answer_whether_done",
    "ask_due",
    "ask_whether_done",
    "assign_caretaker",
    "assign_many",
    "become_one",
    "begin",
    "caretaker_at",
    "close",
    "end_withdrawn",
    "escalate",
    "escalate_late",
    "expired",
    "forget_resident",
    "hand_over_all",
    "join",
    "merge",
    "note_decision",
    "note_implementation",
    "note_inside",
    "open_case",
    "part_with_people",
    "recount_support",
    "remove_route",
    "remove_template",
    "reopen",
    "reroute",
    "save_template",
    "set_date",
    "set_route",
    "show_as_said",
    "take_to_council",
    "tell",
    "wait",
    "write_to_team",
]
