"""`konsens map`, `verify` and `export`, as somebody calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from konsens.conf.command import main
from konsens.consensus.polis_export import write_polis
from konsens.doors.cli.progress import Progress
from tests.consensus import worlds


def konsens(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture(scope="module")
def round_(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("round")
    write_polis(worlds.planted(150, 24, 0.6, groups=2).votes, folder)
    matrix = (folder / "participants-votes.csv").read_text().splitlines()
    people = [line.partition(",")[0] for line in matrix[1:]]
    sectors = "".join(f"{who},{('Kirche', 'Verein')[at % 2]}\n" for at, who in enumerate(people))
    (folder / "sectors.csv").write_text(f"participant,sector\n{sectors}")
    return folder


def test_votes_in_sentences_result_and_report_out(round_: Path, tmp_path: Path) -> None:
    out, page = tmp_path / "result.json", tmp_path / "report.html"
    said = konsens(
        *("map", round_ / "votes.csv", "--statements", round_ / "comments.csv"),
        *(
            "--sectors",
            round_ / "sectors.csv",
            "--seed",
            7,
            "--json",
            out,
            "--html",
            page,
            "--title",
            "Nordmarkt",
        ),
    )
    assert said.exit_code == 0, said.output
    assert "Es gibt 2 Meinungsgruppen. Sie sind stabil" in said.output
    result = json.loads(out.read_text())
    assert result["hashes"]["seed"] == 7
    assert result["sectors"]["names"] == ["Kirche", "Verein"]
    assert "<h1>Nordmarkt</h1>" in page.read_text()
    checked = konsens("verify", out, round_ / "participants-votes.csv", "--sectors", round_ / "sectors.csv")
    assert (checked.exit_code, checked.output) == (0, "Das Ergebnis stimmt, Zeichen für Zeichen.\n")
    without = konsens("verify", out, round_ / "votes.csv", "--lang", "en")
    assert without.exit_code == 1
    assert "not those" in without.output
    exported = konsens("export", "polis", round_ / "votes.csv", tmp_path / "polis", "--result", out)
    assert "votes.csv: " in exported.output
    assert (tmp_path / "polis" / "comment-groups.csv").exists()


@pytest.mark.parametrize(
    ("options", "verdict"),
    [
        (["--quick"], "provisional"),
        (["--polis-compatible"], "polis"),
        (["--quick", "--groups", "3"], "provisional"),
    ],
)
def test_quick_compatible_and_with_a_number_of_groups(
    round_: Path, tmp_path: Path, options: list[str], verdict: str
) -> None:
    out = tmp_path / "result.json"
    said = konsens("map", round_ / "votes.csv", "--json", out, "--lang", "en", *options)
    assert said.exit_code == 0, said.output
    assert "people gave" in said.output
    result = json.loads(out.read_text())
    assert result["verdict"] == verdict
    if "--groups" in options:
        assert len(result["groups"]) == 3


def test_staff_sees_from_five_people_on_and_the_public_no_list(round_: Path, tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    konsens("map", round_ / "votes.csv", "--quick", "--staff", "--unlisted", "--json", out)
    result = json.loads(out.read_text())
    assert result["settings"]["smallest"] == 5
    assert result["participants"] == []
    assert konsens("verify", out, round_ / "votes.csv").exit_code == 0


def test_a_bad_file_is_refused_with_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "votes.csv"
    path.write_text("participant,statement,vote\nkim,a,ja\n")
    refused = konsens("map", path)
    assert refused.exit_code == 2
    assert refused.output == "Zeile 2: „ja“ ist keine Stimme; erlaubt sind -1, 0 und 1.\n"
    assert konsens("map", path, "--lang", "en").output.startswith("Line 2:")
    assert konsens("verify", path, path).exit_code == 2
    assert konsens("export", "polis", path, tmp_path / "out").exit_code == 2


def test_a_folder_that_is_not_there_is_named(round_: Path, tmp_path: Path) -> None:
    refused = konsens("map", round_ / "votes.csv", "--quick", "--json", tmp_path / "nowhere" / "result.json")
    assert refused.exit_code == 2
    assert "nowhere" in refused.output
    assert "Traceback" not in refused.output


def test_the_commands_of_the_engine_start_without_django(round_: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "konsens", "map", round_ / "votes.csv", "--quick"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Meinungsgruppen" in said.stdout
    assert "numpy" in said.stderr
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in said.stderr.splitlines()}
    assert not loaded & {"django", "pyarrow", "dask", "distributed"}


def test_a_bar_appears_for_whoever_waits_and_is_gone_afterwards(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = iter([0.0, 1.0, 3.0])
    monkeypatch.setattr("konsens.doors.cli.progress.time.monotonic", lambda: next(now))
    with Progress("de", shown=True) as progress:
        progress("noise", 1, 99)
        assert capsys.readouterr().err == ""
        progress("stability", 50, 100)
        assert "Probe auf Stabilität" in capsys.readouterr().err
    assert capsys.readouterr().err.endswith("\r")
    monkeypatch.undo()
    with Progress("en", shown=False) as silent:
        silent("noise", 1, 99)
    assert capsys.readouterr().err == ""
