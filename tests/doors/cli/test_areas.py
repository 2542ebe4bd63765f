from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from konsens.city.places.locate import find_area, locate, suggest_streets
from konsens.city.places.models import Area, Street
from konsens.doors.cli.areas import areas
from konsens.doors.cli.streets import streets
from tests.city.places.land import as_bytes, collection, feature, halves, spot, square, there, two_by_two

pytestmark = pytest.mark.django_db
FIELDS = ["--code", "nr", "--name", "name"]


def run(*words: str) -> Result:
    return CliRunner().invoke(areas, words)


@pytest.fixture
def quarters(tmp_path: Path) -> str:
    file = tmp_path / "quartiere.geojson"
    overlapping = two_by_two()
    overlapping["features"][0]["geometry"] = square(0, 0, 1.1)
    file.write_bytes(as_bytes(overlapping))
    return str(file)


def test_a_city_is_loaded_level_by_level_and_every_repair_is_said(quarters: str, tmp_path: Path) -> None:
    coarse = tmp_path / "haelften.geojson"
    coarse.write_bytes(as_bytes(halves()))
    assert run("load", str(coarse), "--level", "haelfte", *FIELDS).exit_code == 0
    loaded = run("load", quarters, "--level", "quartier", *FIELDS, "--parent-level", "haelfte")
    assert loaded.exit_code == 0
    assert "Ebene „quartier“: 4 Gebiete, davon 4 neu und 0 geändert." in loaded.output.splitlines()
    assert "1 Paar von Gebieten überlappte sich (0,077 km²)." in loaded.output.splitlines()
    found = locate(*spot(1.5, 0.5))
    assert found is not None
    assert (found.place.name, found.ancestors[0].name) == ("Südost", "Süden")


BAD = [
    (b"", "kein gültiges JSON"),
    (as_bytes(collection()), "leer"),
    (as_bytes(collection(feature("1", "A", {"type": "Point", "coordinates": [7, 51]}))), "keine Flächen"),
]


@pytest.mark.parametrize(("data", "says"), BAD)
def test_bad_input_ends_with_one_sentence_and_code_2(data: bytes, says: str, tmp_path: Path) -> None:
    file = tmp_path / "schlecht.geojson"
    file.write_bytes(data)
    refused = run("load", str(file), "--level", "quartier", *FIELDS)
    assert refused.exit_code == 2
    assert says in refused.output
    assert len(refused.output.splitlines()) == 1
    assert not Area.objects.exists()


def test_a_missing_file_and_an_address_inside_are_refused() -> None:
    missing = run("load", "nirgends.geojson", "--level", "quartier", *FIELDS)
    inside = run("load", "http://127.0.0.1:9/x", "--level", "quartier", *FIELDS)
    assert (missing.exit_code, inside.exit_code) == (2, 2)
    assert "gibt es nicht" in missing.output
    assert "--allow-private" in inside.output


def test_an_area_gets_a_name_that_people_use(quarters: str) -> None:
    run("load", quarters, "--level", "quartier", *FIELDS)
    named = run("alias", "nordost", "Hafenkante")
    assert named.output == "Quartier „Nordost“ heißt jetzt auch „Hafenkante“.\n"
    assert there(find_area("hafenkante")).name == "Nordost"
    unknown = run("alias", "Atlantis", "Insel")
    assert (unknown.exit_code, unknown.output) == (
        2,
        "Das Gebiet „Atlantis“ ist nicht geladen. Bitte prüfen, wie es geschrieben wird.\n",
    )
    assert run("alias", "nordost", "Kante", "--level", "haelfte").exit_code == 2


def test_streets_are_loaded_or_refused_as_a_whole(quarters: str, tmp_path: Path) -> None:
    run("load", quarters, "--level", "quartier", *FIELDS)
    file = tmp_path / "strassen.csv"
    file.write_bytes("Straße;Gebiet\nLange Straße;Nordost\n".encode("cp1252"))
    loaded = CliRunner().invoke(streets, ["load", str(file)])
    assert (loaded.exit_code, loaded.output) == (0, "1 Straße, davon 1 neu und 0 geändert.\n")
    assert suggest_streets("lange str")[0].area.name == "Nordost"
    file.write_bytes("Straße;Gebiet\nKurze Straße;Nordost\nIrrweg;Atlantis\n".encode())
    refused = CliRunner().invoke(streets, ["load", str(file)])
    assert refused.exit_code == 2
    assert refused.output.startswith("Zeile 3: „Irrweg“ lässt sich keinem Gebiet zuordnen.")
    assert [street.name for street in Street.objects.all()] == ["Lange Straße"]
