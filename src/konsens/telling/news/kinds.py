"""The closed lists of telling (D14)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Cadence(models.TextChoices):
    """How often somebody wants to hear."""

    AT_ONCE = "at_once", _("Sofort")
    DAILY = "daily", _("Einmal am Tag gesammelt")


class Reason(models.TextChoices):
    """Why somebody gets a mail."""

    CONFIRM = "confirm", _("Bitte bestätigen")
    OWN = "own", _("Zu Ihrem Beitrag")
    FOLLOW = "follow", _("Weil Sie folgen")
    STAFF = "staff", _("Für das Team")


class Sending(models.TextChoices):
    """Where a mail stands (D15)."""

    QUEUED = "queued", _("Bereit")
    HANDED_OVER = "handed_over", _("Wird übergeben")
    SENT = "sent", _("Übergeben")
    UNCERTAIN = "uncertain", _("Ungewiss")
    FAILED = "failed", _("Fehlgeschlagen")
    EMPTY = "empty", _("Nichts mehr zu sagen")


class DeliveryState(models.TextChoices):
    """What became of one piece of news for one person."""

    WAITING = "waiting", _("Wartet")
    MAILED = "mailed", _("In einer Mail")
    DROPPED = "dropped", _("Nicht gesendet")
