"""What staff see: council steps, absences, wordings, held posts, reports, complaints, routes, invitations."""

from __future__ import annotations

from typing import Any

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import CouncilDecision, CouncilKind
from konsens.caring.cases.models import Case, Route
from konsens.city.people import actions as people
from konsens.city.people.kinds import Role
from konsens.city.people.models import Membership, Organisation
from konsens.city.people.staff import PURPOSE, Task, invite
from konsens.kernel import clock
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Ground
from konsens.listening.voices.models import Photo
from konsens.telling.news.kinds import Sending
from konsens.telling.news.models import Mailing
from tests.journeys.furnishing.public import drawn
from tests.journeys.furnishing.room import DAY, Room


def work_everywhere(room: Room) -> dict[str, Any]:
    """Leave something to do in every room; returns what addresses need."""
    return _desk(room) | _council(room) | _held(room) | _objections(room) | _furniture(room)


def _desk(room: Room) -> dict[str, Any]:
    today = clock.day_of(room.now)
    absence = people.enter_absence(
        room.caretaker, room.controller, deputy=room.head, starts=today, ends=today + 5 * DAY,
        by=room.caretaker, now=room.now,
    )  # fmt: skip
    template = caring.save_template(
        room.controller, title=room.words.title[:80], text=room.words.text, by=room.coordinator, now=room.now
    )
    Mailing.objects.create(
        controller=room.controller,
        person=room.author.person,
        message_id=f"<{room.controller.slug}@localhost>",
        queued_at=room.past,
        handed_over_at=room.past,
        state=Sending.UNCERTAIN,
        trouble="TimeoutError",
    )
    return {"absence": absence.pk, "template": template.pk, "caretaker": room.caretaker.public_id}


def _council(room: Room) -> dict[str, Any]:
    """One step that waits for its sitting, and one that was decided."""
    case = room.case()
    steps = []
    for sitting in (room.now + 14 * DAY, room.past + 10 * DAY):
        paper = caring.Paper(
            kind=CouncilKind.MOTION, body=room.words.title[:120], number="0042-26",
            sitting_on=clock.day_of(sitting), link="https://rat.example/0042",
        )  # fmt: skip
        steps.append(
            caring.take_to_council(
                case, paper, saying=room.words.text, by=room.caretaker, now=room.past + DAY
            )
        )
    caring.note_decision(
        steps[1], CouncilDecision.ADOPTED, decided_on=clock.day_of(room.past + 10 * DAY),
        saying=room.words.text, by=room.caretaker, now=room.past + 11 * DAY,
    )  # fmt: skip
    return {"council_case": case.public_id, "open_step": steps[0].pk, "decided_step": steps[1].pk}


def _held(room: Room) -> dict[str, Any]:
    """A post that waits for a look because of the address in it, with a photo nobody has seen."""
    made = room.say(room.now, text=f"wer@mail.example\n{room.words.text}", photos=(drawn(),))
    return {"held": made.public_id, "held_photo": Photo.objects.get(contribution=made).pk}


def _objections(room: Room) -> dict[str, Any]:
    """A report, and a complaint about a colleague's judgement."""
    made = room.say(room.past)
    report = voices.report(
        made, reason=room.words.text[:900], name=room.words.name, email=room.address("fern"), by=None,
        now=room.now,
    )  # fmt: skip
    other = room.say(room.past)
    reasons = voices.Reasons(facts=room.words.text[:900], ground=Ground.NETIQUETTE, rule=room.words.title)
    voices.refuse(other, reasons=reasons, by=room.coordinator, now=room.past + DAY)
    complaint = voices.complain(
        other.judgements.get(), room.words.text[:900], by=room.author.person, now=room.now
    )
    return {
        "reported": made.public_id, "report": report.pk,
        "complained": other.public_id, "complaint": complaint.pk,
    }  # fmt: skip


def _furniture(room: Room) -> dict[str, Any]:
    office = Organisation.objects.get(slug=f"{room.controller.slug}-wege")
    task = Task(organisation=office, role=Role.CARETAKER, starts=clock.day_of(room.now))
    asked = invite(room.address("neue-kollegin"), room.words.name, task, by=room.coordinator, now=room.now)
    route = Route.objects.filter(controller=room.controller, topic=room.topic).get()
    role = Membership.objects.get(person=room.head)
    return {
        "topic": room.topic.slug, "office": office.slug, "route": route.pk, "role": role.pk,
        "invitation": room.link(PURPOSE, asked, asked.email), "open_case": _one_more(room).public_id,
    }  # fmt: skip


def _one_more(room: Room) -> Case:
    """A case that was just received."""
    return room.case(room.now)
