"""The report says first in sentences what it shows in bars, and never a figure without its table (R18)."""

from __future__ import annotations

import copy
import html
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from konsens.consensus.opinion_map import OpinionMap
from konsens.consensus.report import report
from konsens.consensus.report.findings import certainty, essentials
from konsens.consensus.report.markup import Markup, join, tag
from konsens.consensus.report.words import SENTENCES, Words, letter
from konsens.consensus.result import result_of
from konsens.consensus.votes import votes_from
from tests.consensus import worlds

TESTED = {"noise_draws": 20, "resamples": 5}


class Outline(HTMLParser):
    """What a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def count(self, name: str) -> int:
        return sum(each == name for each, _attributes in self.elements)


def plain(page: str) -> str:
    """The words of a page; spaces that do not break are spaces."""
    return re.sub(r"\s+", " ", Outline(page).text.replace("\u202f", " "))


@pytest.fixture(scope="module")
def grouped() -> dict[str, Any]:
    """A round with two groups, a small position and sectors."""
    votes = worlds.planted(400, 60, 0.7, groups=2, seed=3, minority=20).votes
    texts = {name: f"Aussage <{name}> & mehr" for name in votes.statements.tolist()}
    named = votes_from(
        votes.participants[votes.person], votes.statements[votes.statement], votes.value, texts=texts
    )
    sectors = {
        name: ("Kirche", "Verein")[: 1 + at % 2] for at, name in enumerate(votes.participants.tolist())
    }
    sectors[votes.participants.tolist()[0]] = ("Allein",)
    return result_of(OpinionMap(**TESTED).fit(named, sectors))


@pytest.fixture(scope="module")
def together() -> dict[str, Any]:
    """A round without groups, in which everybody agrees on something."""
    random = np.random.default_rng(8)
    settled = [(f"p{n}", f"s{j}", 1 if j < 3 else -1) for n in range(60) for j in range(5)]
    open_ = [(f"p{n}", f"t{j}", int(random.integers(-1, 2))) for n in range(60) for j in range(9)]
    columns = (list(each) for each in zip(*(settled + open_), strict=True))
    return result_of(OpinionMap(**TESTED).fit(votes_from(*columns)))


def test_the_page_is_one_file_that_asks_nobody_and_runs_nothing(grouped: dict[str, Any]) -> None:
    outline = Outline(report(grouped))
    assert outline.count("script") == outline.count("link") == outline.count("img") == 0
    for _name, attributes in outline.elements:
        assert not {"src", "onclick", "onload", "style"} & set(attributes)
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in report(grouped)


def test_what_people_wrote_is_shown_as_they_wrote_it(grouped: dict[str, Any]) -> None:
    page = report(grouped, title="<b>Titel</b>")
    assert "Aussage <1> & mehr" in plain(page)
    assert "<b>Titel" not in page
    assert html.escape("Aussage <1> & mehr", quote=False) in page


def test_every_chart_stands_with_its_table(grouped: dict[str, Any]) -> None:
    outline = Outline(report(grouped))
    tables = [attributes for name, attributes in outline.elements if name == "table"]
    drawings = [attributes for name, attributes in outline.elements if name == "svg"]
    bars = [each for each in drawings if "aria-hidden" in each]
    rows = sum(name == "th" and attributes.get("scope") == "row" for name, attributes in outline.elements)
    assert len(bars) > 10
    assert rows >= len(bars)
    assert outline.count("caption") == len(tables)
    assert [each["role"] for each in drawings if "aria-hidden" not in each] == ["img"]


def test_links_lead_to_sections_that_are_there(grouped: dict[str, Any]) -> None:
    outline = Outline(report(grouped))
    ids = [attributes["id"] for _name, attributes in outline.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _name, attributes in outline.elements:
        if (attributes.get("href") or "").startswith("#"):
            assert attributes["href"][1:] in ids
        if "aria-labelledby" in attributes:
            assert attributes["aria-labelledby"] in ids


def test_the_sentence_of_a_council_paper_stands_there_in_german(grouped: dict[str, Any]) -> None:
    said = plain(report(grouped))
    found = re.findall(
        r"In jeder der \d Meinungsgruppen stimmen mindestens (\d+) % zu "
        r"\(Schätzung (\d+) %, 95 %-Bereich (\d+)–(\d+) %\)\.",
        said,
    )
    assert found
    for low, share, start, end in found:
        assert low == start
        assert int(start) <= int(share) <= int(end)


def test_the_page_speaks_english_when_asked(grouped: dict[str, Any]) -> None:
    said = plain(report(grouped, language="en"))
    assert re.search(r"In each of the \d opinion groups at least \d+% agree", said)
    assert "Meinungsgruppe" not in said
    assert 'lang="en"' in report(grouped, language="en")


def test_sectors_have_their_place(grouped: dict[str, Any]) -> None:
    said = plain(report(grouped))
    assert "Nach Bereichen" in said
    assert "Zu klein, um etwas zu zeigen: Allein." in said
    assert "Bereiche und Meinungsgruppen" in said


def test_a_small_position_is_told_with_its_statements(grouped: dict[str, Any]) -> None:
    special = grouped["groups"][0]["distinctive"][:2]
    small = grouped | {"minorities": [{"people": 17, "strength": 0.7, "statements": special}]}
    said = plain(report(small))
    assert "17 Menschen haben eine eigene Position, die in den großen Gruppen untergeht." in said
    assert ("Kleine, klare Positionen" in plain(report(grouped))) == bool(grouped["minorities"])


def test_without_groups_everybody_counts_together(together: dict[str, Any]) -> None:
    said = plain(report(together))
    assert "Darum zählen hier alle gemeinsam." in said
    assert "Von allen zusammen stimmen mindestens" in said
    assert "Von allen zusammen lehnen das mindestens" in said
    assert "Die Meinungsgruppen" not in said
    assert "3 Aussagen finden sicher eine Mehrheit." in said


@pytest.mark.parametrize(
    ("verdict", "says"),
    [
        ("stable", "Sie sind stabil"),
        ("uncertain", "aber sie sind unsicher"),
        ("unstable", "keine festen Meinungsgruppen"),
        ("provisional", "Vorläufig: "),
        ("polis", "Wie Polis rechnet"),
        ("none", "groß genug"),
    ],
)
def test_each_verdict_has_its_sentence(grouped: dict[str, Any], verdict: str, says: str) -> None:
    assert any(says in each for each in essentials(grouped | {"verdict": verdict}, Words()))


def test_chance_is_named_where_nothing_goes_beyond_it(together: dict[str, Any]) -> None:
    chance = together | {"verdict": "none", "noise": together["noise"] | {"p": 0.4}}
    assert any("Zufall" in each for each in essentials(chance, Words()))
    untested = together | {"noise": together["noise"] | {"draws": 0}}
    assert certainty(untested, Words())[0] == "Gegen den Zufall noch nicht geprüft."


def test_a_result_whose_sums_do_not_add_up_says_so_first(grouped: dict[str, Any]) -> None:
    wrong = grouped | {"invariants": grouped["invariants"] | {"holds": False}}
    assert "darf nicht verwendet werden" in essentials(wrong, Words())[0]
    assert any("darf nicht verwendet werden" in each for each in certainty(wrong, Words()))


def nothing_found(result: dict[str, Any]) -> dict[str, Any]:
    """The same round, had it found nothing."""
    bare = copy.deepcopy(result)
    for each in bare["statements"]:
        each["agree"]["common_ground"] = each["disagree"]["common_ground"] = each["divide"]["found"] = False
    for group in bare["groups"]:
        group["distinctive"], group["stable"], group["overlap"] = [], None, None
    return bare


def test_nothing_found_is_said_in_a_sentence(grouped: dict[str, Any], together: dict[str, Any]) -> None:
    said = plain(report(nothing_found(grouped)))
    assert "Keine Aussage hat sicher in jeder Gruppe eine Mehrheit." in said
    assert "Bei keiner Aussage gehen die Gruppen sicher auseinander." in said
    assert "Keine einzelne Aussage unterscheidet" in said
    assert "nicht geprüft" in said
    alone = plain(report(nothing_found(together)))
    assert "Keine Aussage findet sicher eine Mehrheit." in alone


def test_unsure_groups_wear_it(grouped: dict[str, Any]) -> None:
    unsure = copy.deepcopy(grouped)
    unsure["groups"][0]["stable"] = False
    assert "◐" in report(unsure) or "is_unsure" in report(unsure)
    assert "unsicher (" in plain(report(unsure))


def test_hidden_figures_are_called_too_few(grouped: dict[str, Any]) -> None:
    hidden = copy.deepcopy(grouped)
    for each in hidden["statements"]:
        each["groups"] = [None, *each["groups"][1:]]
        each["divide"]["found"] = False
        each["everybody"]["votes"] = 0
    for each in hidden["sectors"]["statements"]:
        each["sectors"][0] = None
    hidden["sectors"]["cross"][0][0] = None
    hidden["sectors"]["cross"][0][1] = {"people": 0, "share": None, "low": None, "high": None}
    assert plain(report(hidden)).count("zu wenige") > 10


def test_a_round_without_a_list_of_participants_has_a_table_instead_of_a_map(grouped: dict[str, Any]) -> None:
    unlisted = grouped | {"participants": []}
    assert 'class="map"' not in report(unlisted)
    assert "Gruppe A" in plain(report(unlisted))


def test_a_map_of_nobody_and_of_one_direction_is_drawn(together: dict[str, Any]) -> None:
    nobody = copy.deepcopy(together)
    for each in nobody["participants"]:
        each["position"] = None
    assert "Niemand hat genug Aussagen beantwortet" in plain(report(nobody))
    line = copy.deepcopy(together)
    for at, each in enumerate(line["participants"]):
        each["position"] = [] if at == 0 else [1.5]
        each["group"] = at % 7
    assert 'class="map"' in report(line)
    unlisted = together | {"participants": []}
    assert "Die Karte" not in plain(report(unlisted))


def test_of_very_many_people_every_so_many_is_drawn(grouped: dict[str, Any]) -> None:
    crowd = grouped | {"participants": grouped["participants"] * 20}
    assert "Gezeichnet ist jeder 3. Mensch." in plain(report(crowd))
    assert len(report(crowd)) < 3_000_000


def test_rejected_statements_are_marked_in_the_list(together: dict[str, Any]) -> None:
    rejected = copy.deepcopy(together)
    rejected["statements"][0]["state"] = -1
    assert "[abgelehnt in der Moderation]" in plain(report(rejected))


def test_one_is_one() -> None:
    words = Words()
    assert words("found_divide", n=1) == "Bei einer Aussage gehen die Gruppen sicher auseinander."
    assert words("found_divide", n=2).startswith("Bei 2 Aussagen")
    assert words("between", n=1) == "Ein Mensch steht zwischen den Gruppen."


def test_ends_are_rounded_away_from_the_middle_so_that_nothing_is_promised() -> None:
    words = Words()
    assert words.percent(0.559, "down") == "55\u202f%"
    assert words.percent(0.551, "up") == "56\u202f%"
    assert words.percent(0.55, "down") == "55\u202f%"
    assert words.interval(0.551, 0.689) == "55–69\u202f%"
    assert Words("en").interval(0.551, 0.689) == "55–69%"
    assert (words.number(1921), Words("en").number(1921)) == ("1.921", "1,921")
    assert (words.decimal(0.123), Words("en").decimal(0.123)) == ("0,12", "0.12")
    assert [letter(group) for group in range(3)] == ["A", "B", "C"]


def test_every_sentence_is_there_in_both_languages_with_the_same_facts() -> None:
    for german, english in SENTENCES.values():
        assert set(re.findall(r"\{(\w+)\}", german)) == set(re.findall(r"\{(\w+)\}", english))


def test_markup_escapes_whatever_is_not_markup() -> None:
    assert tag("p", "a < b", tag("br"), title='"x"') == '<p title="&quot;x&quot;">a &lt; b<br></p>'
    assert tag("input", disabled=True, value=None, hidden=False) == "<input disabled></input>"
    assert join("&", Markup("&amp;"), None) == "&amp;&amp;"


@pytest.mark.parametrize("name", worlds.CONVERSATIONS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_conversation_has_a_report(shared: Path, name: str, language: str) -> None:
    result = result_of(
        OpinionMap(noise_draws=20, resamples=2).fit(worlds.conversation(shared / "polis" / name))
    )
    page = report(result, language=language)
    assert "None" not in plain(page).replace("None of", "")
    assert "nan" not in re.findall(r"\bnan\b", plain(page))
    assert len(page) < 3_000_000
