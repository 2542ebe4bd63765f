"""Contributions, support, photos, and what moderation decided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from konsens.city.people.kinds import Role
from konsens.city.people.models import LegalText, Organisation, Person
from konsens.city.people.viewer import Viewer
from konsens.city.places.models import Area
from konsens.city.projects.models import Phase
from konsens.city.topics.models import Topic
from konsens.kernel.ids import public_id
from konsens.kernel.models import File
from konsens.listening.voices.kinds import Channel, Ground, Kind, Measure, State

MODERATES = (Role.MODERATOR, Role.COORDINATOR)
SEES_EVERYTHING = (Role.COORDINATOR, Role.MODERATOR, Role.ADMIN)


class ContributionQuerySet(models.QuerySet["Contribution"]):
    """Reads on contributions."""

    def visible_to(self, viewer: Viewer) -> ContributionQuerySet:
        """What somebody may read: published ones, one's own, and for staff those of their controller.

        Of confidential topics only moderation and coordination read all; others come by the case.
        """
        allowed = Q(state=State.PUBLISHED)
        if viewer.person_id is not None:
            allowed |= Q(author_id=viewer.person_id)
        if viewer.controllers:
            wide = {each.controller for each in viewer.standings if each.role in SEES_EVERYTHING}
            everyday = Q(controller_id__in=viewer.controllers) & ~Q(topic__is_private=True)
            allowed |= (everyday | Q(controller_id__in=wide)) & ~Q(state=State.UNCONFIRMED)
        return self.filter(allowed)

    def awaiting_moderation(self, viewer: Viewer) -> ContributionQuerySet:
        """What a moderator still has to look at: held ones, and published ones nobody has looked at."""
        own = [each.controller for each in viewer.standings if each.role in MODERATES]
        return self.filter(
            Q(state=State.HELD) | Q(state=State.PUBLISHED, looked_at=None), controller_id__in=own
        )


class Contribution(models.Model):
    """Something that was said: an idea or a concern, always with its channel."""

    public_id = models.CharField(max_length=8, unique=True, default=public_id)
    controller = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contributions")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="contributions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.UNCONFIRMED)
    answers = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="comments")
    title = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=8, default="de")
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT, related_name="contributions")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="contributions")
    street = models.CharField(max_length=120, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="contributions")
    entered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    pseudonym = models.CharField(max_length=60, blank=True)
    notice = models.ForeignKey(LegalText, null=True, on_delete=models.PROTECT, related_name="+")
    private_note = models.TextField(blank=True)
    heard_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    look_by = models.DateField(null=True)
    looked_at = models.DateTimeField(null=True)
    support_count = models.PositiveIntegerField(default=0)
    comment_count = models.PositiveIntegerField(default=0)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[State.UNCONFIRMED, State.WITHDRAWN]) | Q(confirmed_at__isnull=False),
                name="only_what_was_confirmed_goes_on",
            ),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None) | Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                name="a_contribution_lies_on_earth_or_nowhere",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.COMMENT, answers__isnull=False)
                | (~Q(kind=Kind.COMMENT) & Q(answers=None)),
                name="a_comment_answers_something",
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-heard_at"], name="what_a_person_said"),
            models.Index(
                fields=["controller", "heard_at"],
                name="what_is_to_be_looked_at",
                condition=Q(state="held") | Q(state="published", looked_at=None),
            ),
            models.Index(fields=["answers", "state", "heard_at"], name="the_comments_on_something"),
            models.Index(
                fields=["heard_at"], name="what_was_never_confirmed", condition=Q(state="unconfirmed")
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.public_id

    @property
    def mark(self) -> str:
        """Changes with every judgement, so that nobody judges what a colleague has judged meanwhile."""
        return f"{self.state}@{self.looked_at.isoformat() if self.looked_at else ''}"


class Support(models.Model):
    """A person stands behind a contribution: once, by constraint."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="supports")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="supports")
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.WEB)
    given_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "person"], name="a_person_supports_something_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} supports {self.contribution_id}"


class Photo(models.Model):
    """A picture of a contribution; others see it only after a person has looked at it."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="photos")
    large = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    small = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    description = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    shown = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(shown=False) | Q(looked_at__isnull=False),
                name="a_photo_is_shown_only_after_somebody_looked",
            )
        ]
        indexes = [
            models.Index(fields=["given_at"], name="photos_to_be_looked_at", condition=Q(looked_at=None))
        ]

    def __str__(self) -> str:
        return f"photo {self.pk}"

    @property
    def mark(self) -> str:
        """Changes with every look, as the mark of a contribution does."""
        return f"{self.shown}@{self.looked_at.isoformat() if self.looked_at else ''}"


class Judgement(models.Model):
    """What a moderator decided, with the statement of reasons that its author gets."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="judgements")
    photo = models.ForeignKey(Photo, null=True, on_delete=models.CASCADE, related_name="judgements")
    measure = models.CharField(max_length=16, choices=Measure.choices)
    facts = models.TextField(blank=True)
    ground = models.CharField(max_length=16, choices=Ground.choices, blank=True)
    rule = models.CharField(max_length=200, blank=True)
    title_before = models.CharField(max_length=120, blank=True)
    text_before = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(measure__in=[Measure.PUBLISH, Measure.RESTORE]) | (~Q(facts="") & ~Q(ground="")),
                name="a_restriction_states_its_reasons",
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.contribution_id}"

    @property
    def keeps_a_text(self) -> bool:
        """Did it change words, and keeps those from before?"""
        return bool(self.title_before or self.text_before)


class Complaint(models.Model):
    """An author disagrees with a judgement; somebody else decides."""

    judgement = models.OneToOneField(Judgement, on_delete=models.CASCADE, related_name="complaint")
    text = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, upheld=None)
                | (Q(decided_at__isnull=False, upheld__isnull=False) & ~Q(answer="")),
                name="a_decided_complaint_has_an_answer",
            )
        ]

    def __str__(self) -> str:
        return f"complaint {self.pk}"


class Report(models.Model):
    """Somebody tells the moderators that a contribution should not stay as it is."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="reports")
    reason = models.TextField()
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    acted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, acted=None)
                | (Q(settled_at__isnull=False, acted__isnull=False) & ~Q(answer="")),
                name="a_settled_report_has_an_answer",
            )
        ]
        indexes = [models.Index(fields=["at"], name="reports_to_be_settled", condition=Q(settled_at=None))]

    def __str__(self) -> str:
        return f"report {self.pk}"
