"""The closed lists of the calendar (D14)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OccurrenceKind(models.TextChoices):
    """What takes place."""

    OFFICE_HOUR = "office_hour", _("Sprechstunde")
    SESSION = "session", _("Sitzung")
    WORKSHOP = "workshop", _("Werkstatt")
    BOARD = "board", _("Vorstandstreffen")
    ROOM_USE = "room_use", _("Raumnutzung")
    TOUR = "tour", _("Rundgang")


class Frequency(models.TextChoices):
    """How a series repeats: every n weeks, or on the nth weekday of every n-th month."""

    WEEKLY = "weekly", _("Wöchentlich")
    MONTHLY = "monthly", _("Monatlich")


class OccurrenceState(models.TextChoices):
    """Whether a date takes place."""

    PLANNED = "planned", _("Geplant")
    CANCELLED = "cancelled", _("Abgesagt")


class Rejection(models.TextChoices):
    """Why a date of a series does not take place."""

    OCCUPIED = "occupied", _("Schon belegt")
    HOLIDAY = "holiday", _("Feiertag")
    CLOSED = "closed", _("Ort an diesem Tag nicht offen")
