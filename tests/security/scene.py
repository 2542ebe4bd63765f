"""A world full of secrets: each has a word of its own, and a list of those who may ever read it."""

from __future__ import annotations

from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.test import Client

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import CouncilDecision, CouncilKind, Outcome
from konsens.caring.cases.models import AnswerTemplate, Case, CouncilStep
from konsens.city.people import actions as people
from konsens.city.people import staff
from konsens.city.people.kinds import Role
from konsens.city.people.models import Absence, Account, Invitation, Membership, Person, Relation
from konsens.city.projects.actions import change_phase
from konsens.doors.web.ideas import drafts
from konsens.kernel import clock, tokens
from konsens.kernel.files import prepare_photo
from konsens.kernel.models import Entry
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Channel, Ground
from konsens.listening.voices.models import Complaint, Contribution, Judgement, Photo, Report
from konsens.telling.insight.figures import count_all
from konsens.telling.news import actions as news
from konsens.telling.news.kinds import Reason, Sending
from konsens.telling.news.models import Delivery, Follow, Mailing
from tests import a
from tests.security import world
from tests.security.world import ROLES, World

EVERYBODY = frozenset(ROLES)
NOBODY: frozenset[str] = frozenset()
KNOWN = EVERYBODY - {"anybody"}
AUTHOR = frozenset({"author"})
STAFF = frozenset(
    {"caretaker", "deputy", "colleague", "neighbour", "head", "moderator", "coordinator", "admin"}
)
INVOLVED = STAFF - {"neighbour"}
MOVERS = frozenset({"caretaker", "deputy", "head", "coordinator"})
DESK = STAFF - {"moderator", "admin"}
WRITERS = STAFF - {"moderator"}
BOARD = frozenset({"head", "coordinator"})
COORDINATION = frozenset({"coordinator"})
MODERATORS = frozenset({"moderator", "coordinator"})
ADMIN = frozenset({"admin"})
SEARCHED = "Fundwort"
"""A word that stands in every secret text, so that a search finds them all, if it may."""


@dataclass
class Scene:
    """The world with everything in it that a page could give away."""

    world: World
    cases: dict[str, Case] = field(default_factory=dict)
    secrets: dict[str, frozenset[str]] = field(default_factory=dict)
    owed: dict[str, frozenset[str]] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    step: CouncilStep = field(init=False)
    judgement: Judgement = field(init=False)
    complaint: Complaint = field(init=False)
    report: Report = field(init=False)
    template: AnswerTemplate = field(init=False)
    mailing: Mailing = field(init=False)
    invitation: Invitation = field(init=False)
    tokens: dict[str, str] = field(default_factory=dict)

    def secret(self, name: str, may: frozenset[str], owed: frozenset[str] | None = None) -> str:
        """A word that only some may ever read; those to whom it is owed have to find it, too."""
        word = f"kanarie{name}"
        self.secrets[word] = may
        self.owed[word] = may if owed is None else owed
        return word

    def browser(self, role: str) -> Client:
        """The browser of a role."""
        return self.world.browser(role)

    def person(self, role: str) -> Person:
        """The human behind a role."""
        return self.world.person(role)


def build() -> Scene:
    """Build it by the real actions; seconds matter, so each secret is told once."""
    scene = Scene(world.build())
    _name_people(scene)
    _say_things(scene)
    _judge_things(scene)
    _work_on(scene)
    _furnish(scene)
    _make_links(scene)
    count_all(now=a.NOW)
    change_phase(world.phase(scene.world), comments=True, by=None, now=a.NOW)
    return scene


def _name_people(scene: Scene) -> None:
    """Names and addresses; staff know each other by name, nobody knows residents by theirs."""
    for role in KNOWN:
        somebody, relation = scene.person(role), scene.world.relation(role)
        works = role in STAFF | {"former", "unproven"}
        somebody.name = scene.secret(f"name{role}", STAFF | {role} if works else frozenset({role}), NOBODY)
        somebody.save(update_fields=["name"])
        relation.email = f"{scene.secret(f'mail{role}', frozenset({role}), NOBODY)}@beispiel.example"
        relation.save(update_fields=["email"])
    for account in Account.objects.all():
        EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    abroad = people.meet(scene.world.party, person=scene.person("author"), now=a.NOW)
    _call(abroad, scene.secret("pseudonymdort", NOBODY))
    _call(scene.world.relation("resident"), scene.secret("pseudonymhier", frozenset({"resident"})))


def _call(relation: Relation, pseudonym: str) -> None:
    Relation.objects.filter(pk=relation.pk).update(pseudonym=pseudonym)


def _say(scene: Scene, name: str, may: frozenset[str], **fields: object) -> Contribution:
    words = scene.secret(name, may)
    fields.setdefault("topic", scene.world.topic)
    fields.setdefault("by", scene.world.relation("author"))
    fields.setdefault("text", f"{SEARCHED} {words}text")
    return a.contribution(f"{SEARCHED} {words}", **fields)  # type: ignore[arg-type]


def _say_things(scene: Scene) -> None:
    note = scene.secret("notizdazu", STAFF | AUTHOR)
    photo = (prepare_photo(world.upload("blue")),)
    hidden = a.spot(lat=51.4912345, lon=7.4954321)
    scene.secrets |= {"51.4912345": NOBODY, "7.4954321": NOBODY}
    scene.cases["public"] = Case.objects.get(
        lead=_say(scene, "oeffentlich", EVERYBODY, private_note=note, photos=photo)
    )
    secret = _say(
        scene, "vertraulich", INVOLVED | AUTHOR, topic=scene.world.secret, spot=hidden, photos=photo
    )
    scene.cases["confidential"] = Case.objects.get(lead=secret)
    held = _say(scene, "angehalten", STAFF | AUTHOR, channel=Channel.PHONE)
    Contribution.objects.filter(pk=held.pk).update(state="held", look_by=clock.day_of(a.NOW))
    caring.show_as_said(held, now=a.NOW)
    scene.cases["held"] = Case.objects.get(lead=held)
    refused = _say(scene, "abgelehnt", STAFF | AUTHOR)
    scene.cases["refused"] = Case.objects.get(lead=refused)
    withdrawn = _say(scene, "zurueckgezogen", STAFF | AUTHOR)
    scene.cases["withdrawn"] = Case.objects.get(lead=withdrawn)
    _say(scene, "unbestaetigt", AUTHOR, confirmed=False)
    abroad = people.verify_address(_somebody_there(scene), now=a.NOW)
    foreign = a.case(
        f"{SEARCHED} {scene.secret('auswaerts', NOBODY)}", by=abroad,
        private_note=scene.secret("notizauswaerts", NOBODY), photos=photo,
    )  # fmt: skip
    scene.cases["foreign"] = foreign
    for each in ("refused", "withdrawn", "confidential", "public", "held"):
        for photo_row in Photo.objects.filter(contribution=scene.cases[each].lead):
            may = INVOLVED | AUTHOR if each == "confidential" else STAFF | AUTHOR
            scene.secrets |= {photo_row.large.name: may, photo_row.small.name: may}


def _somebody_there(scene: Scene) -> Relation:
    return a.resident("dort", of=scene.world.party)


def _judge_things(scene: Scene) -> None:
    moderator, author = scene.person("moderator"), scene.person("author")
    resident = scene.world.relation("resident")
    for name in ("refused", "withdrawn"):
        case = scene.cases[name]
        voices.support(case.lead, relation=resident, by=resident.person, now=a.NOW)
        news.follow(resident, news.Wish(case=case), by=resident.person, now=a.NOW)
    voices.support(scene.cases["public"].lead, relation=resident, by=resident.person, now=a.NOW)
    reasons = voices.Reasons(
        facts=scene.secret("grund", STAFF | AUTHOR, MODERATORS | AUTHOR), ground=Ground.PRIVACY
    )
    scene.judgement = voices.refuse(scene.cases["refused"].lead, reasons=reasons, by=moderator, now=a.NOW)
    words = scene.secret("widerspruch", MODERATORS | AUTHOR)
    scene.complaint = voices.complain(scene.judgement, words, by=author, now=a.NOW)
    public = scene.cases["public"].lead
    before = scene.secret("vorher", MODERATORS)
    Contribution.objects.filter(pk=public.pk).update(text=before)
    voices.shorten(
        public, title=public.title, text=f"{SEARCHED} kürzer", seen=(public.title, before),
        reasons=voices.Reasons(facts="Nennt eine Adresse.", ground=Ground.PRIVACY), by=moderator, now=a.NOW,
    )  # fmt: skip
    scene.report = voices.report(
        public, reason=scene.secret("meldung", MODERATORS), name=scene.secret("werMeldet", NOBODY),
        email=f"{scene.secret('meldermail', NOBODY)}@beispiel.example", by=None, now=a.NOW,
    )  # fmt: skip
    voices.withdraw(scene.cases["withdrawn"].lead, by=author, now=a.NOW)


def _work_on(scene: Scene) -> None:
    kim, coordinator = scene.person("caretaker"), scene.person("coordinator")
    public, secret, foreign = (scene.cases[each] for each in ("public", "confidential", "foreign"))
    caring.tell(public, scene.secret("antwort", EVERYBODY), by=kim, now=a.NOW)
    caring.note_inside(public, scene.secret("intern", STAFF), by=kim, now=a.NOW)
    caring.write_to_team(
        public, scene.secret("nachricht", STAFF | {"resident"}), by=scene.person("resident"), now=a.NOW
    )
    caring.note_inside(secret, scene.secret("internvertraulich", INVOLVED), by=kim, now=a.NOW)
    there = a.caretaker_of(foreign)
    caring.note_inside(foreign, scene.secret("internauswaerts", NOBODY), by=there, now=a.NOW)
    paper = caring.Paper(CouncilKind.MOTION, "Bezirksvertretung", number="12/34")
    scene.step = caring.take_to_council(public, paper, saying="", by=coordinator, now=a.NOW)
    caring.note_decision(
        scene.step, CouncilDecision.ADOPTED, decided_on=clock.day_of(a.NOW), saying="", by=kim, now=a.NOW
    )
    done = a.case("Eine alte Bank", by=scene.world.relation("author"), topic=scene.world.topic)
    caring.close(done, caring.Closing(Outcome.DONE, "Sie steht."), by=kim, now=a.NOW)
    scene.cases["closed"] = done


def _furnish(scene: Scene) -> None:
    here, kim = scene.world, scene.person("caretaker")
    words = scene.secret("vorlage", WRITERS)
    scene.template = caring.save_template(here.city, title="Danke", text=words, by=kim, now=a.NOW)
    scene.mailing = Mailing.objects.create(
        controller=here.city, person=scene.person("author"), message_id="<1@x>", state=Sending.UNCERTAIN,
        queued_at=a.NOW,
    )  # fmt: skip
    address = f"{scene.secret('eingeladen', ADMIN)}@beispiel.example"
    task = staff.Task(here.green, Role.CARETAKER, clock.day_of(clock.now()))
    scene.invitation = staff.invite(address, "Neu", task, by=scene.person("admin"), now=clock.now())
    follow = news.follow(
        here.relation("resident"), news.Wish(lat=51.4934567, lon=7.4934567, radius_m=500),
        by=scene.person("resident"), now=a.NOW,
    )  # fmt: skip
    scene.secrets |= {"51.4934567": NOBODY, "7.4934567": NOBODY}
    assert follow.confirmed_at is not None


def _make_links(scene: Scene) -> None:
    now, author = clock.now(), scene.person("author")
    waiting = Contribution.objects.get(state="unconfirmed")
    unknown = people.meet(scene.world.city, email="neu@beispiel.example", now=now)
    follow = news.follow(unknown, news.Wish(), by=None, now=now)
    mine = Follow.objects.filter(person=author, ended_at=None)[0]
    caring.ask_whether_done(scene.cases["closed"], now=now)
    asked = Entry.objects.get(verb="case.done_asked")
    delivery = Delivery.objects.create(person=author, entry=asked, reason=Reason.FOLLOW, due_at=now)
    invited = scene.invitation
    scene.tokens = {
        "confirm": tokens.mint("confirm", waiting, now=now, lasts=a.DAY),
        "follow": tokens.mint("follow", follow, now=now, lasts=a.DAY),
        "unsubscribe": tokens.mint("unsubscribe", mine, now=now, lasts=a.DAY),
        "done": tokens.mint("done", delivery, now=now, lasts=a.DAY),
        "invitation": tokens.mint(staff.PURPOSE, invited, now=now, lasts=a.DAY, address=invited.email),
        "stay": tokens.mint("stay", scene.world.relation("author"), now=now, lasts=a.DAY),
        "photo": drafts.keep(world.upload("black")),
    }


def absence(scene: Scene) -> Absence:
    """Kim's absence, with the deputy."""
    return Absence.objects.get(person=scene.person("caretaker"))


def role_of(scene: Scene, role: str) -> Membership:
    """The membership behind a role."""
    return Membership.objects.get(person=scene.person(role))
