"""The closed lists of this storey: what an organisation can be, what a person can be there (D14)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What an organisation is; the upper ones can be controllers, the lower ones are their parts."""

    CITY = "city", _("Stadt")
    PARTY = "party", _("Partei")
    ASSOCIATION = "association", _("Verein")
    UMBRELLA = "umbrella", _("Dachverband")
    CHURCH = "church", _("Kirche oder Glaubensgemeinschaft")
    COMPANY = "company", _("Unternehmen")
    SCIENCE = "science", _("Wissenschaft")
    INITIATIVE = "initiative", _("Initiative")
    OPERATOR = "operator", _("Betrieb der Plattform")
    OFFICE = "office", _("Amt oder Team")
    BOARD = "board", _("Gremium")
    GROUP = "group", _("Gruppe")


class Role(models.TextChoices):
    """What a person may do at an organisation, from a day until a day."""

    CARETAKER = "caretaker", _("Kümmer*in")
    HEAD = "head", _("Leitung")
    MODERATOR = "moderator", _("Moderation")
    COORDINATOR = "coordinator", _("Koordination")
    ADMIN = "admin", _("Einrichtung")


class LegalKind(models.TextChoices):
    """The texts that every controller owes its visitors."""

    IMPRINT = "imprint", _("Impressum")
    PRIVACY = "privacy", _("Datenschutz")
    TERMS = "terms", _("Nutzungsbedingungen")
    NETIQUETTE = "netiquette", _("Netiquette")
    ACCESSIBILITY = "accessibility", _("Barrierefreiheit")
