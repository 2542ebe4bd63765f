import pytest

from konsens.city.places.streetlist import StreetRow, read_streets
from konsens.kernel.errors import RuleBrokenError

ROW = StreetRow(line=2, name="Hörder Straße", area="Hörde", lat=51.49, lon=7.5)


@pytest.mark.parametrize(
    "data",
    [
        "name,area,lat,lon\nHörder Straße,Hörde,51.49,7.50\n".encode(),
        "name;area;lat;lon\r\nHörder Straße;Hörde;51,49;7,50\r\n".encode("cp1252"),
        "\ufeffLänge\tBreite\tGebiet\tStraße\n7.5\t51.49\tHörde\tHörder Straße\n\n".encode(),
        'Strasse;Stadtteil;Latitude;Longitude;Bemerkung\n"Hörder Straße"; Hörde;51.49;7.5;x\n'.encode(),
    ],
)
def test_a_street_list_is_understood_however_a_spreadsheet_wrote_it(data: bytes) -> None:
    assert read_streets(data) == [ROW]


BAD = [
    (b"", "Überschriften"),
    (b"\n\n", "Überschriften"),
    (b"a;b;c\n1;2;3", "Überschriften"),
    (b"name;lat\nX;51", "Überschriften"),
    (b"name;area\n", "leer"),
    (b"name;area\n;;\n", "leer"),
    (b"name;area\n;000\n", "Zeile 2: Der Straßenname fehlt"),
    (b"name;area\n!!!;000\n", "Zeile 2: Der Straßenname fehlt"),
    (b"name;area\nA;1\n" + b"x" * 121 + b";000\n", "Zeile 3: Der Straßenname fehlt oder ist länger als 120"),
    (b"name;area\nWeg;\n", "Zeile 2: Es fehlen Gebiet und Punkt von „Weg“".encode()),
    (b"name;area;lat;lon\nWeg;;51.5;\n", "Zeile 2: Es fehlen Gebiet und Punkt"),
    (
        b"name;area;lat;lon\nWeg;;Norden;7\n",
        "„Norden“ ist keine Angabe in Grad. Richtig wäre zum Beispiel 51.492",
    ),
    (b"name;area;lat;lon\nWeg;;5707000;393000\n", "keine Angabe in Grad"),
    (b"name;area;lat;lon\nWeg;;nan;7\n", "keine Angabe in Grad"),
    (b'name;area\n"Weg;000\n', "Anführungszeichen"),
    (b"PK\x03\x04\x00\x00", "kein Text"),
    (b"\x81\x8d\x8f", "kein Text"),
    (b"name;area\n" + b"x" * 200_000, "Zeile 2"),
]


@pytest.mark.parametrize(("data", "says"), BAD)
def test_a_bad_street_list_is_refused_with_a_sentence(data: bytes, says: str | bytes) -> None:
    with pytest.raises(RuleBrokenError) as refusal:
        read_streets(data)
    assert (says if isinstance(says, str) else says.decode()) in str(refusal.value)
