"""What becomes of a story, step by step, through the same actions as everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import (
    CouncilDecision,
    CouncilKind,
    Outcome,
    PromiseKind,
    WaitingFor,
)
from konsens.caring.cases.models import Case
from konsens.city.people.models import Person
from konsens.demo.stories import Story
from konsens.kernel import clock
from konsens.kernel.workdays import after_workdays, public_holidays

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scene:
    """A case, who looks after it, when it was said and what time it is."""

    case: Case
    story: Story
    by: Person
    said: datetime
    now: datetime

    def after(self, share: float) -> datetime:
        """A moment between then and now."""
        return self.said + (self.now - self.said) * share

    def workday(self, days: int) -> datetime:
        """Some working days after now, as a moment."""
        return self.now + timedelta(days=days)


def _answer(scene: Scene, text: str, at: float = 0.1) -> None:
    caring.tell(scene.case, text, by=scene.by, now=scene.after(at))


HELLO = "Danke, das ist bei uns angekommen. Wir sehen uns die Stelle an und melden uns hier."


def cared(scene: Scene) -> None:
    """Answered, and being worked on."""
    _answer(scene, HELLO)
    if scene.story.words:
        caring.tell(scene.case, scene.story.words, by=scene.by, now=scene.after(0.6))


def late(scene: Scene) -> None:
    """Answered once, and then a date passed."""
    _answer(scene, HELLO)


def moved(scene: Scene) -> None:
    """A date was late and moved, with the reason."""
    _answer(scene, HELLO)
    due = after_workdays(clock.day_of(scene.now), 12, public_holidays())
    caring.set_date(
        scene.case, PromiseKind.NEXT_STEP, due, because=scene.story.words, by=scene.by, now=scene.now - DAY
    )


def waiting(scene: Scene) -> None:
    """Waits openly for somebody else."""
    _answer(scene, HELLO)
    until = clock.day_of(scene.now + 21 * DAY)
    caring.wait(
        scene.case,
        what=WaitingFor.OTHER_BODY,
        until=until,
        saying=scene.story.words,
        by=scene.by,
        now=scene.after(0.5),
    )


def council(scene: Scene) -> None:
    """Became a motion; one body has decided, the next sitting is to come."""
    _answer(scene, "Das ist eine Sache für die Bezirksvertretung. Wir bereiten einen Antrag vor.")
    first = scene.after(0.6)
    step = caring.take_to_council(
        scene.case,
        caring.Paper(
            kind=CouncilKind.MOTION,
            body=f"Bezirksvertretung {_district(scene)}",
            sitting_on=clock.day_of(first),
            number="00815-26",
        ),
        saying="Der Antrag ist gestellt.",
        by=scene.by,
        now=scene.after(0.3),
    )
    caring.note_decision(
        step,
        CouncilDecision.REFERRED,
        decided_on=clock.day_of(first),
        saying="Die Bezirksvertretung ist dafür. Jetzt entscheidet der Ausschuss.",
        next_sitting=clock.day_of(scene.now + 16 * DAY),
        by=scene.by,
        now=first + DAY,
    )


def _district(scene: Scene) -> str:
    area = scene.case.area
    while area is not None and area.parent is not None:
        area = area.parent
    return area.name if area else ""


def _close(outcome: Outcome) -> Callable[[Scene], None]:
    def ending(scene: Scene) -> None:
        _answer(scene, HELLO)
        closing = caring.Closing(
            outcome,
            scene.story.words,
            reason="Der Mindestabstand zur Kreuzung wird nicht eingehalten."
            if outcome is Outcome.NOT_POSSIBLE
            else "",
            handed_to="das zuständige Unternehmen" if outcome is Outcome.HANDED_OVER else "",
        )
        at = scene.after(0.55)
        caring.close(scene.case, closing, by=scene.by, now=at)
        if outcome is Outcome.DONE and scene.story.days > 60 and scene.case.lead.author is not None:
            asked = at + 28 * DAY
            caring.ask_whether_done(scene.case, now=asked)
            caring.answer_whether_done(scene.case, is_done=True, by=scene.case.lead.author, now=asked + DAY)

    return ending


def nothing(scene: Scene) -> None:
    """Received just now."""


FATES: dict[str, Callable[[Scene], None]] = {
    "new": nothing,
    "held": nothing,
    "private": nothing,
    "cared": cared,
    "late": late,
    "moved": moved,
    "waiting": waiting,
    "council": council,
    "done": _close(Outcome.DONE),
    "planned": _close(Outcome.PLANNED),
    "exists": _close(Outcome.EXISTS),
    "not_possible": _close(Outcome.NOT_POSSIBLE),
    "handed": _close(Outcome.HANDED_OVER),
    "duplicate": nothing,
}
