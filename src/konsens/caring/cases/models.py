"""Cases and what binds them to people, dates and words."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from konsens.caring.cases.kinds import (
    Audience,
    CouncilDecision,
    CouncilKind,
    Outcome,
    Prominence,
    PromiseKind,
    Rung,
    State,
    WaitingFor,
)
from konsens.city.people.models import Organisation, Person
from konsens.city.people.viewer import Viewer
from konsens.city.places.models import Area
from konsens.city.topics.models import Topic
from konsens.kernel.ids import public_id
from konsens.listening.voices.models import SEES_EVERYTHING, Contribution


class CaseQuerySet(models.QuerySet["Case"]):
    """Reads on cases."""

    def visible_to(self, viewer: Viewer) -> CaseQuerySet:
        """What somebody may see: public ones, those they had a part in, and for staff their controller's."""
        allowed = Q(prominence=Prominence.PUBLIC)
        if viewer.person_id is not None:
            joined = Case.contributions.through.objects.filter(contribution__author_id=viewer.person_id)
            allowed |= Q(pk__in=joined.values("case_id")) & ~Q(prominence=Prominence.HIDDEN)
            allowed |= Q(lead__author_id=viewer.person_id)
        if viewer.standings:
            allowed |= self._inside(viewer)
        return self.filter(allowed)

    def read_inside_by(self, viewer: Viewer) -> CaseQuerySet:
        """Those whose inner side somebody may read; for many rows what `can_read_inside` says of one."""
        return self.filter(self._inside(viewer)) if viewer.standings else self.none()

    @staticmethod
    def _inside(viewer: Viewer) -> Q:
        """Staff read their controller's cases; private ones only those involved, and the coordination."""
        wide = {each.controller for each in viewer.standings if each.role in SEES_EVERYTHING}
        narrow = viewer.controllers - wide
        allowed = Q(controller_id__in=wide)
        if narrow:
            everyday = Q(controller_id__in=narrow)
            for topic in ("topic", "lead__topic"):
                everyday &= Q(**{topic: None}) | Q(**{f"{topic}__is_private": False})
            offices = {each.organisation for each in viewer.standings if each.controller in narrow}
            allowed |= everyday | Q(organisation_id__in=offices)
        for controller in narrow:
            mine = Assignment.objects.filter(ends=None, caretaker_id__in=viewer.caretakers(controller))
            allowed |= Q(controller_id=controller, pk__in=mine.values("case_id"))
        return allowed

    def overdue_on(self, today: date) -> CaseQuerySet:
        """Open cases with a date that passed, unless they wait for something that is still to come."""
        late = Promise.objects.open().filter(due__lt=today)
        waits = Q(state=State.WAITING, waiting_until__gte=today)
        return self.filter(pk__in=late.values("case_id")).exclude(state=State.CLOSED).exclude(waits)


class Route(models.Model):
    """Who looks after what, where: total, because each controller keeps exactly one catch-all."""

    controller = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="routes")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    caretaker = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(default=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["controller"],
                condition=Q(area=None, topic=None),
                name="a_controller_has_one_route_for_everything_else",
            ),
            models.UniqueConstraint(
                fields=["controller", "area", "topic"], name="a_place_and_a_topic_have_one_route"
            ),
            models.UniqueConstraint(
                fields=["controller", "area"], condition=Q(topic=None), name="a_place_has_one_route"
            ),
            models.UniqueConstraint(
                fields=["controller", "topic"], condition=Q(area=None), name="a_topic_has_one_route"
            ),
        ]

    def __str__(self) -> str:
        return f"route {self.pk}"


class Case(models.Model):
    """A promise to look after what was said, until it is done or honestly declined."""

    public_id = models.CharField(max_length=8, unique=True, default=public_id)
    controller = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    lead = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="leads")
    contributions = models.ManyToManyField(Contribution, related_name="cases")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT, related_name="cases")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="cases")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    cell = models.BigIntegerField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    prominence = models.CharField(max_length=12, choices=Prominence.choices, default=Prominence.HIDDEN)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    outcome_text = models.TextField(blank=True)
    outcome_reason = models.TextField(blank=True)
    handed_to = models.CharField(max_length=120, blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    waiting_for = models.CharField(max_length=16, choices=WaitingFor.choices, blank=True)
    waiting_until = models.DateField(null=True)
    received_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    escalation = models.CharField(max_length=12, choices=Rung.choices, default=Rung.CARETAKER)
    escalated_on = models.DateField(null=True)
    support_count = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | (~Q(outcome="") & ~Q(outcome_text="")),
                name="a_closed_case_says_its_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED) | Q(outcome=""), name="an_open_case_has_no_outcome"
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.NOT_POSSIBLE) | ~Q(outcome_reason=""),
                name="what_is_not_possible_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.HANDED_OVER) | ~Q(handed_to=""),
                name="what_was_handed_over_has_a_receiver",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.DUPLICATE, merged_into__isnull=False)
                | (~Q(outcome=Outcome.DUPLICATE) & Q(merged_into=None)),
                name="a_duplicate_says_of_what",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="no_case_is_its_own_duplicate"
            ),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, closed_at__isnull=False)
                | (~Q(state=State.CLOSED) & Q(closed_at=None)),
                name="a_closed_case_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WAITING) | (~Q(waiting_for="") & Q(waiting_until__isnull=False)),
                name="a_waiting_case_says_for_what_and_until_when",
            ),
        ]
        indexes = [
            models.Index(fields=["controller", "prominence", "-received_at", "-id"], name="newest_cases"),
            # area and state stand at the end so that further filters are judged without fetching rows
            models.Index(
                fields=["controller", "prominence", "topic", "-received_at", "-id", "area", "state"],
                name="newest_of_a_topic",
            ),
            models.Index(
                fields=["controller", "prominence", "area", "-received_at", "-id", "topic", "state"],
                name="newest_in_an_area",
            ),
            models.Index(
                fields=["controller", "prominence", "state", "-received_at", "-id"], name="newest_in_a_state"
            ),
            models.Index(fields=["controller", "prominence", "-support_count", "-id"], name="most_supported"),
            # the place itself stands at the end, so that distances are measured without fetching rows
            models.Index(
                fields=["controller", "prominence", "cell", "lat", "lon", "id"], name="cases_near_a_point"
            ),
            models.Index(
                fields=["closed_at"], name="whom_to_ask", condition=Q(state="closed", asked_at=None)
            ),
            models.Index(fields=["organisation", "state"], name="the_cases_of_an_office"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_open(self) -> bool:
        """Is somebody still at it?"""
        return self.state != State.CLOSED


class Assignment(models.Model):
    """Who looks after a case, from when until when; at most one row of a case is open (D6)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assignments")
    caretaker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ends=None), name="a_case_has_one_caretaker_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")), name="a_caretaker_ends_after_starting"
            ),
        ]
        indexes = [
            models.Index(fields=["caretaker"], name="whose_cases", condition=Q(ends=None)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} by {self.caretaker_id}"


class PromiseQuerySet(models.QuerySet["Promise"]):
    """Reads on public dates."""

    def open(self) -> PromiseQuerySet:
        """Those that still bind somebody; what was replaced has ended."""
        return self.filter(kept_at=None, ended_at=None)


class Promise(models.Model):
    """A public date of a case; a new one keeps the old one and says why."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="promises")
    kind = models.CharField(max_length=16, choices=PromiseKind.choices)
    due = models.DateField()
    made_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True)
    replaced_by = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaces")
    replaced_because = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(replaced_because=""),
                name="a_moved_date_says_why",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(ended_at__isnull=False), name="a_moved_date_has_ended"
            ),
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(kept_at=None, ended_at=None),
                name="a_case_has_one_open_date_of_a_kind",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due"],
                name="which_dates_are_open",
                condition=Q(kept_at=None, ended_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due}"

    @property
    def is_open(self) -> bool:
        """Does it still bind somebody?"""
        return self.kept_at is None and self.ended_at is None

    def is_late_on(self, today: date) -> bool:
        """Was it not kept in time, seen from a day?"""
        return self.is_open and self.due < today


class Note(models.Model):
    """Words about a case, for everybody or for the team."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    audience = models.CharField(max_length=12, choices=Audience.choices)
    text = models.TextField()
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    from_resident = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_note_says_something"),
            models.CheckConstraint(
                condition=Q(from_resident=False) | Q(audience=Audience.INTERNAL),
                name="what_a_resident_writes_to_the_team_stays_there",
            ),
        ]
        indexes = [models.Index(fields=["case", "at"], name="the_notes_of_a_case")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class CouncilStep(models.Model):
    """A step of a case through the council: paper, body, sitting, decision, implementation."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="council_steps")
    kind = models.CharField(max_length=16, choices=CouncilKind.choices)
    body = models.CharField(max_length=120)
    sitting_on = models.DateField(null=True)
    paper_number = models.CharField(max_length=40, blank=True)
    link = models.URLField(blank=True)
    decision = models.CharField(max_length=16, choices=CouncilDecision.choices, blank=True)
    decided_on = models.DateField(null=True)
    implementation = models.TextField(blank=True)
    implemented_on = models.DateField(null=True)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(decision="") & Q(decided_on=None))
                | (~Q(decision="") & Q(decided_on__isnull=False)),
                name="a_decision_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(implemented_on=None) | ~Q(decision=""),
                name="only_a_decision_is_implemented",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.body}"


class AnswerTemplate(models.Model):
    """Words that an office uses often; a caretaker changes them before they go out."""

    controller = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, null=True, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=80)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["controller", "title"], name="an_answer_template_has_its_own_title"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Verdict(models.Model):
    """What people on the spot answer to „Ist es erledigt?“, each once per closing."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="verdicts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    closed_at = models.DateTimeField()
    is_done = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person", "closed_at"], name="a_person_answers_once_per_closing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.is_done}"
