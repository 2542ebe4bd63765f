"""Names of places, made comparable: how people type them and how registers write them."""

import re
import unicodedata

LONGEST = 360
"""Letters that are compared; a column that keeps a folded name is as wide."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SEPARATORS = re.compile(r"[\W_]+")
_STREET = re.compile(r"strasse\b")
_HALF_A_STREET = re.compile(r"stras{0,2}$")
_HOUSE_NUMBER = re.compile(r"(?<=\w) \d+ ?[a-z]?$")


def fold(name: str) -> str:
    """The comparable form of a name: "Hörder-Str." and "HOERDER STRASSE" both become "hoerder str".

    Lower case, umlauts and ß written out, other accents dropped, hyphens and full stops blank, "strasse" at
    the end of a word shortened to "str". May be longer than the name, at most LONGEST letters.
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).translate(_UMLAUTS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _STREET.sub("str", _SEPARATORS.sub(" ", plain).strip()[:LONGEST])


def fold_typed(text: str) -> str:
    """The comparable form of a street that is still being typed: half words stay, a house number goes."""
    return _HALF_A_STREET.sub("str", _HOUSE_NUMBER.sub("", fold(text)))


def level_name(level: str) -> str:
    """A level's short name as people read it: "statistischer-bezirk" is "Statistischer Bezirk"."""
    return " ".join(word.capitalize() for word in level.split("-"))
