"""Once a year everybody may read what moderation did."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result

from konsens.city.people.kinds import OrganisationKind, Role
from konsens.conf.command import main
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Ground
from tests import a

pytestmark = pytest.mark.django_db
WHY = voices.Reasons(facts="Nennt eine Person.", ground=Ground.PRIVACY)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["transparency", *words])


def a_year() -> None:
    """One held and published after a day, one refused, reported, complained about and restored, in 2026."""
    city = a.controller()
    by, other = (a.staff(Role.MODERATOR, at=city, name=name) for name in ("noa", "mila"))
    voices.approve(a.contribution(text="Ruft an: 0231 1234567"), by=by, now=a.NOW + a.DAY)
    said = a.contribution()
    made = voices.report(said, reason="Das ist eine Lüge.", name="", email="", by=None, now=a.NOW)
    judgement = voices.refuse(said, reasons=WHY, by=by, now=a.NOW + a.DAY)
    voices.settle_report(made, acted=True, answer="Stimmt.", by=by, now=a.NOW + 3 * a.DAY)
    complaint = voices.complain(judgement, "Es stimmt aber.", by=said.author, now=a.NOW + a.DAY)
    voices.decide_complaint(complaint, upheld=True, answer="Ja.", by=other, now=a.NOW + 5 * a.DAY)


def test_a_year_is_told_in_sentences() -> None:
    a_year()
    told = run("2026")
    assert told.exit_code == 0, told.output
    lines = [line.strip() for line in told.output.splitlines()]
    assert lines == [
        "Stadt Stadt, 2026",
        "Gesagt: 2 Beiträge und Kommentare.",
        "Davon hielt die Plattform 1 an, bis ein Mensch sie ansah (die Hälfte nach höchstens 1,0 Tagen). "
        "Abgelehnt hat sie selbst nichts.",
        "Nicht veröffentlicht: 1 (Schutz persönlicher Daten: 1).",
        "Wiederhergestellt: 1.",
        "Gemeldet: 1. Beantwortet: 1 (die Hälfte nach höchstens 3,0 Tagen). Eingegriffen: 1.",
        "Widersprüche: 1. Entschieden: 1 (die Hälfte nach höchstens 4,0 Tagen). Recht bekommen: 1.",
    ]


def test_a_year_in_which_nothing_happened_is_told_too_and_years_do_not_mix() -> None:
    a_year()
    told = run("2027", "--json")
    [year] = json.loads(told.output)
    assert (year["heard"], year["judged"], year["reports"], year["days_to_settle"]) == (0, {}, 0, None)
    assert "Nichts wurde gekürzt" in run("2025").output


def test_a_year_ends_at_midnight_in_the_city() -> None:
    a.controller()
    late = a.NOW.replace(year=2026, month=12, day=31, hour=22, minute=59)
    a.contribution("Gerade noch", now=late)
    a.contribution("Schon im neuen Jahr", now=late + timedelta(minutes=1))
    numbers = [json.loads(run(year, "--json").output)[0]["heard"] for year in ("2026", "2027")]
    assert numbers == [1, 1]


def test_each_organisation_is_told_apart_and_an_unknown_one_is_refused() -> None:
    a_year()
    a.controller("partei", kind=OrganisationKind.PARTY)
    [party] = json.loads(run("2026", "--json", "--organisation", "partei").output)
    assert (party["organisation"], party["heard"]) == ("partei", 0)
    assert len(json.loads(run("2026", "--json").output)) == 2
    refused = run("2026", "--organisation", "nirgends")
    assert (refused.exit_code, "gibt es nicht" in refused.output) == (2, True)
