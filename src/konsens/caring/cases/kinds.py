"""The closed lists of caring (D14)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a case stands (D6)."""

    RECEIVED = "received", _("Aufgenommen")
    CARED = "cared", _("In Arbeit")
    WAITING = "waiting", _("Wartet")
    CLOSED = "closed", _("Abgeschlossen")


class Outcome(models.TextChoices):
    """With what a case ended; closed never reads as done."""

    DONE = "done", _("Erledigt")
    PLANNED = "planned", _("Eingeplant")
    EXISTS = "exists", _("Gibt es schon")
    NOT_POSSIBLE = "not_possible", _("Nicht möglich")
    HANDED_OVER = "handed_over", _("Weitergegeben")
    DUPLICATE = "duplicate", _("Schon bekannt")
    WITHDRAWN = "withdrawn", _("Zurückgezogen")


class Prominence(models.TextChoices):
    """Who sees a case: a field of its own beside its state."""

    PUBLIC = "public", _("Öffentlich")
    LIMITED = "limited", _("Nur Beteiligte und Team")
    HIDDEN = "hidden", _("Nur Team")


class PromiseKind(models.TextChoices):
    """Which date is public; never called a promise to people (D7)."""

    FIRST_ANSWER = "first_answer", _("Rückmeldung bis")
    NEXT_STEP = "next_step", _("Nächster Schritt bis")
    DONE = "done", _("Voraussichtlich fertig")


class Audience(models.TextChoices):
    """For whom a note is."""

    PUBLIC = "public", _("Öffentlich")
    INTERNAL = "internal", _("Nur für das Team")


class WaitingFor(models.TextChoices):
    """On whom or what a case waits."""

    SITTING = "sitting", _("eine Sitzung")
    OTHER_BODY = "other_body", _("eine andere Stelle")
    AUTHOR = "author", _("eine Antwort der Person, die es gesagt hat")
    SEASON = "season", _("die passende Jahreszeit")


class CouncilKind(models.TextChoices):
    """The ways into the council."""

    SUGGESTION = "suggestion", _("Anregung nach § 24 GO NRW")
    MOTION = "motion", _("Antrag")
    INQUIRY = "inquiry", _("Anfrage")
    PAPER = "paper", _("Vorlage")


class CouncilDecision(models.TextChoices):
    """What a body decided."""

    ADOPTED = "adopted", _("Beschlossen")
    ADOPTED_CHANGED = "adopted_changed", _("Mit Änderungen beschlossen")
    REJECTED = "rejected", _("Abgelehnt")
    POSTPONED = "postponed", _("Vertagt")
    REFERRED = "referred", _("Überwiesen")
    NOTED = "noted", _("Zur Kenntnis genommen")
    ANSWERED = "answered", _("Beantwortet")


class Rung(models.TextChoices):
    """How far up a late case has been carried; internal."""

    CARETAKER = "caretaker", _("Kümmer*in")
    DEPUTY = "deputy", _("Vertretung")
    HEAD = "head", _("Amtsleitung")
