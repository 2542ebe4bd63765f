"""`konsens check` finds whatever does not fit together, and says it in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.storage import default_storage
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from konsens.caring.cases import actions as caring
from konsens.caring.cases.models import Assignment, Case, Promise, Route
from konsens.city.people.models import Organisation
from konsens.conf import checking
from konsens.conf.command import main
from konsens.kernel.models import Entry
from konsens.listening.voices import actions as voices
from konsens.listening.voices.models import Contribution, Photo, Support
from konsens.telling.insight.figures import count_all
from konsens.telling.insight.models import Figure, MapCell
from tests import a
from tests.caring.cases.steps import Steps, World

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.fixture
def case(tmp_path: Any) -> Any:
    """A case with supporters, a joined duplicate, a photo and figures; all of it in order."""
    with override_settings(MEDIA_ROOT=tmp_path):
        boss = a.coordinator()
        one, two = (a.case(title, photos=(picture(),)) for title in ("Eine Bank", "Noch eine Bank"))
        for n in range(3):
            fan = a.resident(f"fan-{n}")
            voices.support(one.lead, relation=fan, by=fan.person, now=a.NOW)
        caring.merge(two, one, saying="", by=boss, now=a.NOW)
        count_all(now=a.NOW)
        one.refresh_from_db()
        yield one


def picture() -> Any:
    from io import BytesIO

    from PIL import Image

    from konsens.kernel.files import prepare_photo

    target = BytesIO()
    Image.radial_gradient("L").resize((30, 20)).save(target, "JPEG")
    target.seek(0)
    return prepare_photo(target)


def test_what_is_in_order_is_said_to_be(case: Case) -> None:
    assert checking.problems() == []
    answer = CliRunner().invoke(main, ["check"])
    assert answer.exit_code == 0
    assert answer.output.endswith("Alles stimmt.\n")
    assert answer.output.count("in Ordnung.") == len(checking.CHECKS)


def first_of(model: type[Support]) -> int:
    return model.objects.order_by("pk")[0].pk


def another_organisation() -> Organisation:
    return Organisation.objects.create(slug="x", name="X", kind="city")


DAMAGE: dict[str, tuple[Callable[[Case], Any], str]] = {
    "a state nobody told": (
        lambda case: Case.objects.filter(pk=case.pk).update(state="cared"),
        "Stand ist cared, das Tagebuch sagt received",
    ),
    "a line that is lost": (
        lambda case: Entry.objects.filter(verb="case.received", facts__case=case.pk).delete(),
        "das Tagebuch sagt hidden",
    ),
    "a prominence nobody told": (
        lambda case: Case.objects.filter(pk=case.pk).update(prominence="limited"),
        "Sichtbarkeit ist limited, das Tagebuch sagt public",
    ),
    "nobody cares": (
        lambda case: Assignment.objects.filter(case=case).update(ends=a.NOW),
        "Nicht genau eine Person kümmert sich",
    ),
    "a gap": (
        lambda case: Assignment.objects.filter(case=case).update(starts=a.NOW + a.DAY),
        "Eine Zeit lang hat sich niemand",
    ),
    "no date": (lambda case: Promise.objects.filter(case=case).delete(), "Er ist offen und hat keine Frist"),
    "a date of something closed": (
        lambda case: Promise.objects.filter(case__merged_into=case).update(kept_at=None, ended_at=None),
        "abgeschlossen und hat noch eine Frist",
    ),
    "one too many behind a case": (
        lambda case: Case.objects.filter(pk=case.pk).update(support_count=5),
        "Gezählt sind 5 Menschen, da sind 4",
    ),
    "a support that was not counted": (
        lambda case: Contribution.objects.filter(pk=case.lead_id).update(support_count=2),
        "Gezählt sind 2 Unterstützungen, da sind 3",
    ),
    "a comment that was not there": (
        lambda case: Contribution.objects.filter(pk=case.lead_id).update(comment_count=1),
        "Gezählt sind 1 Kommentare, da sind 0",
    ),
    "somebody supports themselves": (
        lambda case: Support.objects.filter(pk=first_of(Support)).update(person=case.lead.author),
        "unterstützt ihn auch selbst",
    ),
    "a contribution that did not go along": (
        lambda case: case.contributions.remove(*case.contributions.exclude(pk=case.lead_id)),
        "Nicht alles, was gesagt wurde, ist mitgegangen",
    ),
    "a photo that is gone": (
        lambda case: default_storage.delete(Photo.objects.filter(contribution=case.lead)[0].large.name),
        "fehlt",
    ),
    "nobody for everything else": (
        lambda case: Route.objects.all().delete(), "sind 0 Teams zuständig, nötig ist genau eines",
    ),
    "a route into another organisation": (
        lambda case: Route.objects.update(organisation=another_organisation()),
        "gehört nicht dazu",
    ),
    "a cell of the map too full": (
        lambda case: MapCell.objects.filter(zoom=9).update(count=9), "Gezählt sind 9 Vorgänge, da sind 2",
    ),
    "a cell of the map elsewhere": (
        lambda case: MapCell.objects.filter(zoom=9).update(lat_sum=1), "Seine Mitte liegt falsch",
    ),
    "a cell of the map that is lost": (
        lambda case: MapCell.objects.all().delete(), "Gezählt sind 0 Vorgänge, da sind 2",
    ),
    "figures that do not add up": (
        lambda case: Figure.objects.filter(name="heard", dimension="").update(value=7),
        "ergeben zusammen nicht das Ganze",
    ),
    "figures without those that are open": (
        lambda case: Figure.objects.filter(name="open").update(value=0),
        "Aufgenommen ist nicht offen plus abgeschlossen",
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_whatever_does_not_fit_is_found_and_said(case: Case, damage: str) -> None:
    harm, sentence = DAMAGE[damage]
    harm(case)
    assert [each for each in checking.problems() if sentence in each]
    answer = CliRunner().invoke(main, ["check"])
    assert answer.exit_code == 1
    assert sentence in answer.output
    assert "stimmen nicht." in answer.output


def test_many_faults_are_counted_and_some_are_shown(case: Case) -> None:
    for n in range(30):
        a.case(f"Sache Nummer {n}")
    Contribution.objects.update(support_count=50)
    answer = CliRunner().invoke(main, ["check"])
    assert "Unterstützung und Kommentare: 32 Fehler." in answer.output
    assert "… und 12 weitere." in answer.output


def test_every_check_reads_a_fixed_number_of_times(case: Case, django_assert_max_num_queries: Any) -> None:
    for n in range(20):
        a.case(f"Sache Nummer {n}")
    with django_assert_max_num_queries(45):
        assert not [each for each in checking.problems() if "Zahlen nach" not in each]


class EverythingFits(Steps):
    """Random steps; at the end everything still fits together."""

    def teardown(self) -> None:
        count_all(now=self.now)
        found = checking.problems()
        super().teardown()
        assert found == []


def test_whatever_happens_in_whatever_order_everything_fits_together() -> None:
    EverythingFits.world = World()
    run_state_machine_as_test(
        EverythingFits,
        settings=settings(
            max_examples=25,
            stateful_step_count=40,
            phases=[Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
