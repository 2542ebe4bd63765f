"""What a walk tells people to look for stands on the pages in just these words."""

from __future__ import annotations

import re

from konsens.demo.stories import STORIES, TOPICS
from scripts.messages import read
from scripts.wording import texts
from tests.docs.pages import ROOT, prose

WALKS = ("docs/tutorials/from-idea-to-done.md", "docs/how-to/set-up-an-organisation.md")
EMPHASIS = re.compile(r"(?<![\w*])\*{1,2}(?=\S)([^*]+?)(?<=\S)\*{1,2}(?![\w*])")


def _on_pages() -> set[str]:
    """Every German sentence of the platform, and what the demo calls its topics and ideas."""
    said = {text for message in read("en") if message.id for text in texts(message)}
    topics = {name for _key, name, *_rest in TOPICS}
    return said | topics | {story.title for story in STORIES} | {"English", "Hörde"}


def test_words_to_look_for_are_on_the_pages() -> None:
    known = _on_pages()
    for walk in WALKS:
        named = [" ".join(each.split()) for each in EMPHASIS.findall(prose(ROOT / walk))]
        german = [each for each in named if each[0].isupper() or each.startswith("„")]
        assert len(german) > 10, walk
        for each in german:
            parts = each.strip("„“").split(" · ")
            missing = [part for part in parts if part not in known]
            assert not missing, f"{walk}: {missing} is on no page"
