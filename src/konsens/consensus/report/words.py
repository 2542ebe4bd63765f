"""What a report says, in German and in English, and how figures are written."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import Final

#: Between a number and its sign stands a space that does not break.
NARROW: Final = "\u202f"

SENTENCES: Final = MappingProxyType(
    {
        "title": ("Meinungskarte", "Opinion map"),
        "skip": ("Zum Inhalt", "To the content"),
        "contents": ("Inhalt", "Contents"),
        "summary": ("Das Wichtigste", "The essentials"),
        "who": (
            "{people} Menschen haben {votes} Antworten auf {statements} Aussagen gegeben.",
            "{people} people gave {votes} answers to {statements} statements.",
        ),
        "placed": (
            "{placed} von ihnen haben genug Aussagen beantwortet, um auf der Karte zu stehen.",
            "{placed} of them answered enough statements to be placed on the map.",
        ),
        "stable": (
            "Es gibt {n} Meinungsgruppen. Sie sind stabil: Sie kommen auch heraus, wenn ein Fünftel der "
            "Menschen fehlt.",
            "There are {n} opinion groups. They are stable: they appear even when a fifth of the people is "
            "left out.",
        ),
        "uncertain": (
            "Es zeichnen sich {n} Meinungsgruppen ab, aber sie sind unsicher: Fehlt ein Fünftel der "
            "Menschen, kommen oft andere Gruppen heraus.",
            "{n} opinion groups emerge, but they are uncertain: when a fifth of the people is left out, "
            "other groups often come out.",
        ),
        "unstable": (
            "Die Menschen sind verschiedener Meinung, aber sie bilden keine festen Meinungsgruppen: Fehlt "
            "ein Fünftel von ihnen, kommen andere Gruppen heraus. Darum zählen hier alle gemeinsam.",
            "People differ, but they form no lasting opinion groups: when a fifth of them is left out, "
            "other groups come out. Therefore everybody counts together here.",
        ),
        "none": (
            "Es gibt keine Meinungsgruppen: Die Antworten hängen nicht stärker zusammen, als es der Zufall "
            "ergäbe. Darum zählen hier alle gemeinsam.",
            "There are no opinion groups: the answers hang together no more than chance would have it. "
            "Therefore everybody counts together here.",
        ),
        "small": (
            "Es gibt keine Meinungsgruppen, die groß genug wären, um etwas über sie zu sagen. Darum zählen "
            "hier alle gemeinsam.",
            "There are no opinion groups large enough to say anything about them. Therefore everybody "
            "counts together here.",
        ),
        "provisional": (
            "Vorläufig: {n} Meinungsgruppen. Ob sie mehr sind als Zufall und ob sie stabil sind, ist noch "
            "nicht geprüft.",
            "Provisional: {n} opinion groups. Whether they are more than chance, and whether they are "
            "stable, has not been tested yet.",
        ),
        "polis": (
            "Wie Polis rechnet: {n} Meinungsgruppen, ohne Prüfung, ob sie mehr sind als Zufall. Nur zum "
            "Vergleich.",
            "As Polis computes: {n} opinion groups, not tested against chance. For comparison only.",
        ),
        "agreed": ("Was alle verbindet", "What everybody shares"),
        "refused": ("Was alle ablehnen", "What everybody rejects"),
        "divides": ("Was trennt", "What divides"),
        "groups": ("Die Meinungsgruppen", "The opinion groups"),
        "group_table": ("Größe und Stabilität der Gruppen", "Size and stability of the groups"),
        "all_table": ("Alle Aussagen mit ihren Zahlen", "All statements with their figures"),
        "minorities": ("Kleine, klare Positionen", "Small, clear positions"),
        "map": ("Die Karte", "The map"),
        "sectors": ("Nach Bereichen", "By sector"),
        "sure": ("Wie sicher ist das?", "How certain is this?"),
        "all": ("Alle Aussagen", "All statements"),
        "recompute": ("Selbst nachrechnen", "Recompute it yourself"),
        "at_least_agree": (
            "In jeder der {n} Meinungsgruppen stimmen mindestens {low} zu (Schätzung {share}, "
            "95 %-Bereich {range}).",
            "In each of the {n} opinion groups at least {low} agree (estimate {share}, 95% interval "
            "{range}).",
        ),
        "at_least_disagree": (
            "In jeder der {n} Meinungsgruppen lehnen das mindestens {low} ab (Schätzung {share}, "
            "95 %-Bereich {range}).",
            "In each of the {n} opinion groups at least {low} disagree (estimate {share}, 95% interval "
            "{range}).",
        ),
        "one_agree": (
            "Von allen zusammen stimmen mindestens {low} zu (Schätzung {share}, 95 %-Bereich {range}).",
            "Of everybody together at least {low} agree (estimate {share}, 95% interval {range}).",
        ),
        "one_disagree": (
            "Von allen zusammen lehnen das mindestens {low} ab (Schätzung {share}, 95 %-Bereich {range}).",
            "Of everybody together at least {low} disagree (estimate {share}, 95% interval {range}).",
        ),
        "divided": (
            "In Gruppe {high} stimmen {most} zu, in Gruppe {low} {least}.",
            "In group {high} {most} agree, in group {low} {least}.",
        ),
        "found_agree": (
            "{n} Aussagen finden in jeder Gruppe sicher eine Mehrheit.",
            "{n} statements certainly have a majority in every group.",
        ),
        "found_agree_one": (
            "{n} Aussagen finden sicher eine Mehrheit.",
            "{n} statements certainly have a majority.",
        ),
        "found_disagree": (
            "{n} Aussagen werden in jeder Gruppe sicher von einer Mehrheit abgelehnt.",
            "{n} statements are certainly rejected by a majority in every group.",
        ),
        "found_disagree_one": (
            "{n} Aussagen werden sicher von einer Mehrheit abgelehnt.",
            "{n} statements are certainly rejected by a majority.",
        ),
        "found_divide": (
            "Bei {n} Aussagen gehen die Gruppen sicher auseinander.",
            "On {n} statements the groups certainly differ.",
        ),
        "nothing_agreed_one": (
            "Keine Aussage findet sicher eine Mehrheit.",
            "No statement certainly has a majority.",
        ),
        "nothing_refused_one": (
            "Keine Aussage wird sicher von einer Mehrheit abgelehnt.",
            "No statement is certainly rejected by a majority.",
        ),
        "nothing_agreed": (
            "Keine Aussage hat sicher in jeder Gruppe eine Mehrheit.",
            "No statement certainly has a majority in every group.",
        ),
        "nothing_refused": (
            "Keine Aussage wird sicher in jeder Gruppe mehrheitlich abgelehnt.",
            "No statement is certainly rejected by a majority in every group.",
        ),
        "nothing_divides": (
            "Bei keiner Aussage gehen die Gruppen sicher auseinander.",
            "On no statement do the groups certainly differ.",
        ),
        "fragile": (
            "{n} weitere Aussagen sehen aus wie gemeinsame Mehrheiten, halten aber nicht, wenn man wenige "
            "sehr aktive oder gleich stimmende Teilnehmende weglässt. Sie zählen hier nicht.",
            "{n} more statements look like common majorities, but do not hold when a few very active or "
            "like-voting participants are left out. They do not count here.",
        ),
        "more": ("{n} weitere Aussagen", "{n} more statements"),
        "group": ("Gruppe {name}", "Group {name}"),
        "everybody": ("Alle", "Everybody"),
        "statement": ("Aussage", "Statement"),
        "who_answered": ("Wer", "Who"),
        "agree": ("Zustimmung", "Agree"),
        "disagree": ("Ablehnung", "Disagree"),
        "pass": ("weiß nicht", "pass"),
        "answers": ("Antworten", "Answers"),
        "people": ("Menschen", "People"),
        "share": ("Anteil", "Share"),
        "hidden": ("zu wenige", "too few"),
        "stability": ("Stabilität", "Stability"),
        "is_stable": ("stabil", "stable"),
        "is_unsure": ("unsicher", "uncertain"),
        "untested": ("nicht geprüft", "not tested"),
        "more_agree": (
            "stimmt öfter zu als die anderen: {share} gegen {rest} (Unterschied {range} Punkte)",
            "agrees more than the others: {share} against {rest} (difference {range} points)",
        ),
        "more_disagree": (
            "lehnt öfter ab als die anderen: {share} gegen {rest} (Unterschied {range} Punkte)",
            "disagrees more than the others: {share} against {rest} (difference {range} points)",
        ),
        "group_of": (
            "{people} Menschen, {share} derer auf der Karte.",
            "{people} people, {share} of those on the map.",
        ),
        "not_distinct": (
            "Keine einzelne Aussage unterscheidet diese Gruppe sicher von den anderen.",
            "No single statement certainly sets this group apart.",
        ),
        "minority_of": (
            "{people} Menschen haben eine eigene Position, die in den großen Gruppen untergeht. Am "
            "deutlichsten:",
            "{people} people hold a position of their own that disappears in the large groups. Most clearly:",
        ),
        "map_note": (
            "Jeder Punkt ist ein Mensch. Wer nah beieinander steht, hat ähnlich geantwortet; oben, unten, "
            "rechts und links bedeuten nichts. Hohle Zeichen stehen zwischen den Gruppen.",
            "Every mark is a person. Those who stand close answered alike; up, down, left and right mean "
            "nothing. Hollow marks stand between the groups.",
        ),
        "map_part": (
            "Gezeichnet ist jeder {n}. Mensch.",
            "Every {n}th person is drawn.",
        ),
        "map_label": (
            "Karte von {people} Menschen; die Tabelle darunter nennt dieselben Gruppen.",
            "Map of {people} people; the table below names the same groups.",
        ),
        "nobody_placed": (
            "Niemand hat genug Aussagen beantwortet, um auf der Karte zu stehen.",
            "Nobody answered enough statements to be placed on the map.",
        ),
        "noise_signal": (
            "Gegen den Zufall geprüft: In {draws} Proben wurden die Antworten innerhalb jeder Aussage "
            "gemischt. Der stärkste Zusammenhang erklärt {share} der Unterschiede, gemischt höchstens "
            "{noise} (p = {p}).",
            "Tested against chance: in {draws} trials the answers were shuffled within every statement. "
            "The strongest connection explains {share} of the differences, shuffled at most {noise} "
            "(p = {p}).",
        ),
        "noise_untested": (
            "Gegen den Zufall noch nicht geprüft.",
            "Not tested against chance yet.",
        ),
        "resampled": (
            "Stabilität geprüft: {resamples}-mal wurde ein Fünftel der Menschen weggelassen. So oft kam "
            "welche Zahl von Gruppen heraus: {numbers}.",
            "Stability tested: {resamples} times a fifth of the people was left out. How often which "
            "number of groups came out: {numbers}.",
        ),
        "times": ("{k} Gruppen: {n}-mal", "{k} groups: {n} times"),
        "times_none": ("keine: {n}-mal", "none: {n} times"),
        "between": (
            "{n} Menschen stehen zwischen den Gruppen.",
            "{n} people stand between the groups.",
        ),
        "influenced": (
            "Einfluss geprüft: ohne die {active} Aktivsten, mit {folded} gleich stimmenden Konten als "
            "einem gezählt, und ohne {pushers} beliebige Befürworter*innen in jeder Gruppe. Als gemeinsam "
            "gilt nur, was das alles übersteht.",
            "Influence tested: without the {active} most active, with {folded} accounts that vote alike "
            "folded, and without any {pushers} supporters in each group. Only what withstands all of this "
            "counts as shared.",
        ),
        "second": (
            "Zweite Meinung: Ein Verfahren ohne Gruppen ordnet die Aussagen ähnlich (Kendall {tau}; 1 wäre "
            "gleich, 0 unabhängig).",
            "Second opinion: a method without groups ranks the statements similarly (Kendall {tau}; 1 would "
            "be the same, 0 unrelated).",
        ),
        "counted": (
            "Gezählt: {rows} Zeilen, davon {votes} gültige Antworten und {repeated} spätere Wiederholungen. "
            "Keine Antwort ging verloren.",
            "Counted: {rows} rows, of which {votes} valid answers and {repeated} replaced by later ones. "
            "No answer was lost.",
        ),
        "lost": (
            "Achtung: Die Summen gehen nicht auf. Dieses Ergebnis darf nicht verwendet werden.",
            "Attention: the totals do not add up. This result must not be used.",
        ),
        "small_cells": (
            "Angaben über weniger als {smallest} Menschen werden nicht gezeigt.",
            "Figures about fewer than {smallest} people are not shown.",
        ),
        "sector_note": (
            "Jeder Bereich zählt gleich viel, wie viele Menschen er auch hat. Wer in mehreren ist, zählt in "
            "jedem.",
            "Every sector counts the same, however many people it has. Whoever is in several counts in each.",
        ),
        "sector": ("Bereich", "Sector"),
        "sector_agree": (
            "In jedem der {n} Bereiche stimmen mindestens {low} zu.",
            "In each of the {n} sectors at least {low} agree.",
        ),
        "objection": ("Mehrheitlich dagegen: {names}.", "A majority is against it in: {names}."),
        "cross": ("Bereiche und Meinungsgruppen", "Sectors and opinion groups"),
        "too_small": ("Zu klein, um etwas zu zeigen: {names}.", "Too small to show anything: {names}."),
        "hash_note": (
            "Dieselben Antworten ergeben immer dasselbe Ergebnis, Zeichen für Zeichen. Wer die Antworten "
            "hat, prüft es mit diesem Befehl:",
            "The same answers always give the same result, byte for byte. Whoever has the answers checks "
            "it with this command:",
        ),
        "input": ("Eingabe (SHA-256)", "Input (SHA-256)"),
        "result": ("Ergebnis (SHA-256)", "Result (SHA-256)"),
        "version": ("Version", "Version"),
        "seed": ("Startzahl der Lose", "Seed"),
        "rejected": ("abgelehnt in der Moderation", "rejected in moderation"),
        "bars_caption": ("Antworten auf: {text}", "Answers to: {text}"),
        "range_note": (
            "Der helle Streifen im Balken ist der 95 %-Bereich der Zustimmung.",
            "The light strip in the bar is the 95% interval of agreement.",
        ),
        "table_note": (
            "Zustimmung und Ablehnung in Prozent aller Antworten der Gruppe, „weiß nicht“ eingeschlossen.",
            "Agreement and disagreement in per cent of all answers of the group, passes included.",
        ),
        "more_1": ("eine weitere Aussage", "one more statement"),
        "found_agree_1": (
            "Eine Aussage findet in jeder Gruppe sicher eine Mehrheit.",
            "One statement certainly has a majority in every group.",
        ),
        "found_agree_one_1": (
            "Eine Aussage findet sicher eine Mehrheit.",
            "One statement certainly has a majority.",
        ),
        "found_disagree_1": (
            "Eine Aussage wird in jeder Gruppe sicher von einer Mehrheit abgelehnt.",
            "One statement is certainly rejected by a majority in every group.",
        ),
        "found_disagree_one_1": (
            "Eine Aussage wird sicher von einer Mehrheit abgelehnt.",
            "One statement is certainly rejected by a majority.",
        ),
        "found_divide_1": (
            "Bei einer Aussage gehen die Gruppen sicher auseinander.",
            "On one statement the groups certainly differ.",
        ),
        "fragile_1": (
            "Eine weitere Aussage sieht aus wie eine gemeinsame Mehrheit, hält aber nicht, wenn man wenige "
            "sehr aktive oder gleich stimmende Teilnehmende weglässt. Sie zählt hier nicht.",
            "One more statement looks like a common majority, but does not hold when a few very active or "
            "like-voting participants are left out. It does not count here.",
        ),
        "between_1": (
            "Ein Mensch steht zwischen den Gruppen.",
            "One person stands between the groups.",
        ),
        "source": ("Gerechnet mit Konsens {version}.", "Computed with Konsens {version}."),
    }
)


class Words:
    """The sentences of one language.

    Args:
        language: ``de`` or ``en``.
    """

    def __init__(self, language: str = "de") -> None:
        self.language = language
        self._german = language == "de"

    def __call__(self, key: str, **facts: object) -> str:
        """A sentence with its facts, whole numbers with separators; in the singular where n is 1."""
        said = {
            name: self.number(value) if isinstance(value, int) else value for name, value in facts.items()
        }
        if facts.get("n") == 1 and f"{key}_1" in SENTENCES:
            key = f"{key}_1"
        return SENTENCES[key][0 if self._german else 1].format(**said)

    def number(self, value: int) -> str:
        """A whole number: 1.921 or 1,921."""
        return f"{value:,}".replace(",", ".") if self._german else f"{value:,}"

    def decimal(self, value: float, places: int = 2) -> str:
        """A number with a comma or a point."""
        text = f"{value:.{places}f}"
        return text.replace(".", ",") if self._german else text

    def percent(self, share: float, rounding: str = "near") -> str:
        """A share in whole per cent; lower ends go down, upper ends up, never the other way."""
        return f"{_whole(share, rounding)}{self._sign}"

    def interval(self, low: float, high: float) -> str:
        """A range of shares: 55–69 %."""
        return f"{_whole(low, 'down')}–{_whole(high, 'up')}{self._sign}"

    def points(self, low: float, high: float) -> str:
        """A range of differences in percentage points."""
        return f"{_whole(low, 'down')}–{_whole(high, 'up')}"

    @property
    def _sign(self) -> str:
        return f"{NARROW}%" if self._german else "%"


def _whole(share: float, rounding: str) -> int:
    """Whole per cent; 1e-9 keeps what is exactly whole where it is."""
    hundred = share * 100
    if rounding == "down":
        return math.floor(hundred + 1e-9)
    if rounding == "up":
        return math.ceil(hundred - 1e-9)
    return round(hundred)


def letter(group: int) -> str:
    """A, B, C … for groups 0, 1, 2 …"""
    return chr(ord("A") + group)
