from __future__ import annotations

from pathlib import Path

import pytest

from konsens.consensus.errors import VotesError
from konsens.consensus.reading import read_votes

CONVERSATIONS = [
    "15-per-hour-seattle",
    "brexit-consensus",
    "canadian-electoral-reform",
    "london.youth.policing",
    "scoop-hivemind.taxes",
]


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_the_log_and_the_matrix_of_a_conversation_hold_the_same_votes(shared: Path, name: str) -> None:
    folder = shared / "polis" / name
    log = read_votes(folder / "votes.csv", folder / "comments.csv")
    matrix = read_votes(folder / "participants-votes.csv", folder / "comments.csv")
    assert log.digest() == matrix.digest()
    assert log.counted.rows == log.counted.votes + log.counted.repeated


def test_an_empty_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "votes.csv"
    path.write_text("")
    with pytest.raises(VotesError, match="not a single vote"):
        read_votes(path)
