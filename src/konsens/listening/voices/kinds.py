"""The closed lists of listening: what is said, through which channel, and where it stands (D14)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What somebody says."""

    IDEA = "idea", _("Idee")
    CONCERN = "concern", _("Anliegen")
    COMMENT = "comment", _("Kommentar")


class Channel(models.TextChoices):
    """Through which door it came; all weigh the same."""

    WEB = "web", _("Internet")
    PHONE = "phone", _("Telefon")
    COUNTER = "counter", _("Persönlich")
    LETTER = "letter", _("Brief")
    PAPER = "paper", _("Papierbogen")
    MAIL = "mail", _("E-Mail")


class State(models.TextChoices):
    """Where a contribution stands; only a published one is read by others."""

    UNCONFIRMED = "unconfirmed", _("Noch nicht bestätigt")
    HELD = "held", _("Wird geprüft")
    PUBLISHED = "published", _("Öffentlich")
    PRIVATE = "private", _("Nur für das Team")
    REFUSED = "refused", _("Nicht öffentlich")
    WITHDRAWN = "withdrawn", _("Zurückgezogen")


class Measure(models.TextChoices):
    """What a moderator decided."""

    PUBLISH = "publish", _("Veröffentlicht")
    SHORTEN = "shorten", _("Text gekürzt")
    REFUSE = "refuse", _("Nicht veröffentlicht")
    RESTORE = "restore", _("Wiederhergestellt")
    REFUSE_PHOTO = "refuse_photo", _("Foto nicht veröffentlicht")


class Ground(models.TextChoices):
    """On what a restriction rests."""

    NETIQUETTE = "netiquette", _("Netiquette und Nutzungsbedingungen")
    LAW = "law", _("Gesetz")
    PRIVACY = "privacy", _("Schutz persönlicher Daten")
