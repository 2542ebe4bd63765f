"""The verbs of the calendar."""

from konsens.city.calendar.actions.dates import What, When, cancel_date, move_date, plan_date
from konsens.city.calendar.actions.occupy import OccupiedError
from konsens.city.calendar.actions.people import forget_host
from konsens.city.calendar.actions.series import Outcome, change_series, end_series, plan_series, rule_of
from konsens.city.calendar.actions.spaces import add_room, change_space, end_space, open_house

__all__ = [
    "OccupiedError",
    "Outcome",
    "What",
    "When",
    "add_room",
    "cancel_date",
    "change_series",
    "change_space",
    "end_series",
    "end_space",
    "forget_host",
    "move_date",
    "open_house",
    "plan_date",
    "plan_series",
    "rule_of",
]
