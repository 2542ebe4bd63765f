"""Accounts are for signing in only; persons, organisations and what binds them are the city's nouns."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_noop

from konsens.city.people.kinds import LegalKind, OrganisationKind, Role
from konsens.city.places.models import Area
from konsens.kernel.ids import public_id


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; an address is kept in lower case so that it exists once."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> Account:
        """A new account with an address and, if given, a password."""
        account = self.model(email=email.lower().strip(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> Account:
        """A new account that may read the admin pages."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Account(AbstractBaseUser, PermissionsMixin):
    """A login, nothing else; the human behind it is a Person (D2)."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    def __str__(self) -> str:
        return f"account {self.pk}"


class Organisation(models.Model):
    """A tree: its root is a controller in the sense of data protection, its nodes are offices (D1)."""

    slug = models.SlugField(max_length=48, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=OrganisationKind.choices)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    controller = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    ends = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | Q(controller__isnull=False),
                name="an_office_knows_its_controller",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="no_organisation_is_its_own_part"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def root_id(self) -> int:
        """The id of the controller; a root is its own."""
        return self.controller_id or self.pk


class Identity(models.Model):
    """How a controller shows itself and what it has settled: name, step words, colours, sender."""

    controller = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="identity")
    host = models.CharField(max_length=120, unique=True, null=True, blank=True)
    is_default = models.BooleanField(default=False)
    platform_name = models.CharField(max_length=60, default=gettext_noop("Ideen und Anliegen"))
    step_heard = models.CharField(max_length=24, default=gettext_noop("Gehört"))
    step_cared = models.CharField(max_length=24, default=gettext_noop("In Arbeit"))
    step_done = models.CharField(max_length=24, default=gettext_noop("Ergebnis"))
    hue = models.PositiveSmallIntegerField(default=152)
    sender_name = models.CharField(max_length=80, blank=True)
    sender_email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    phone_hours = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=200, blank=True)
    names_persons = models.BooleanField(default=False)
    damage_name = models.CharField(max_length=80, blank=True)
    damage_url = models.URLField(blank=True)
    damage_phone = models.CharField(max_length=40, blank=True)
    retention_days = models.PositiveIntegerField(default=1825)
    tile_url = models.CharField(max_length=300, blank=True)
    tile_attribution = models.CharField(max_length=200, blank=True)
    easy_language_url = models.URLField(blank=True)
    sign_language_url = models.URLField(blank=True)
    words_to_check = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hue__lt=360), name="a_hue_is_an_angle"),
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="one_controller_answers_first"
            ),
        ]

    def __str__(self) -> str:
        return self.platform_name

    @property
    def steps(self) -> tuple[str, str, str]:
        """The three words that carry everything."""
        return (self.step_heard, self.step_cared, self.step_done)


class LegalText(models.Model):
    """A text a controller owes its visitors, in versions that are never changed."""

    controller = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="legal_texts")
    kind = models.CharField(max_length=16, choices=LegalKind.choices)
    language = models.CharField(max_length=8, default="de")
    version = models.PositiveIntegerField()
    text = models.TextField()
    valid_from = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["controller", "kind", "language", "version"],
                name="a_legal_text_has_each_version_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"

    @property
    def edition(self) -> str:
        """Language and version, as a form carries them."""
        return f"{self.language}-{self.version}"


class Person(models.Model):
    """A human, with or without an account."""

    public_id = models.CharField(max_length=8, unique=True, default=public_id)
    account = models.OneToOneField(Account, null=True, on_delete=models.SET_NULL, related_name="person")
    name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=8, default="de")
    since = models.DateTimeField()
    anonymised_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"person {self.pk}"


class Relation(models.Model):
    """What one controller knows of a person: another pseudonym at each, so that none can be joined (D2)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relations")
    controller = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    pseudonym = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    email_verified_at = models.DateTimeField(null=True)
    notice = models.ForeignKey(LegalText, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "controller"], name="a_person_has_one_relation_to_a_controller"
            ),
            models.UniqueConstraint(
                fields=["controller", "email"],
                condition=~Q(email=""),
                name="a_controller_knows_an_address_once",
            ),
            models.UniqueConstraint(
                fields=["controller", "pseudonym"], name="a_pseudonym_means_one_person_at_a_controller"
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Reads on who holds which role."""

    def on(self, day: date) -> MembershipQuerySet:
        """Those in force on a day; roles end by their date, not by a clean-up run."""
        return self.filter(Q(ends=None) | Q(ends__gte=day), starts__lte=day)


class Membership(models.Model):
    """A person's role at an organisation, for a place if need be, from a day until a day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    starts = models.DateField()
    ends = models.DateField(null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")), name="a_role_ends_after_it_starts"
            )
        ]
        indexes = [models.Index(fields=["person", "starts"], name="which_roles_a_person_has")]

    def __str__(self) -> str:
        return f"{self.role} at {self.organisation_id}"


class Invitation(models.Model):
    """Somebody is asked to work here; only whoever proves the address takes the role, and only in time."""

    controller = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=16, choices=Role.choices)
    starts = models.DateField()
    ends = models.DateField(null=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")), name="an_invitation_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="an_invitation_is_accepted_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=~Q(email="") | Q(accepted_at__isnull=False) | Q(withdrawn_at__isnull=False),
                name="an_open_invitation_has_an_address",
            ),
            models.UniqueConstraint(
                fields=["organisation", "role", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="nobody_is_asked_twice_for_the_same",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    def is_open_at(self, moment: datetime) -> bool:
        """Can it still be accepted?"""
        return self.accepted_at is None and self.withdrawn_at is None and moment < self.expires_at


class Absence(models.Model):
    """Days on which somebody else looks after a person's cases."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    controller = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deputising")
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")), name="an_absence_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~Q(person=F("deputy")), name="nobody_is_their_own_deputy"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.starts}–{self.ends}"


class Translation(models.Model):
    """A content in another language: which table, which row, which field (D12)."""

    noun = models.CharField(max_length=48)
    object_id = models.BigIntegerField()
    field = models.CharField(max_length=32)
    language = models.CharField(max_length=8)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["noun", "object_id", "field", "language"],
                name="a_content_is_translated_once_per_language",
            )
        ]

    def __str__(self) -> str:
        return f"{self.noun} {self.object_id} {self.field} {self.language}"
