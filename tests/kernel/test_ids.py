"""Public ids are random, short and readable aloud."""

from konsens.kernel.ids import ALPHABET, LENGTH, public_id


def test_an_id_has_eight_signs_without_look_alikes() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert not set("01ilo") & set(ALPHABET)
    for _time in range(200):
        assert len(public_id()) == LENGTH
        assert set(public_id()) <= set(ALPHABET)


def test_ids_do_not_repeat_or_follow_each_other() -> None:
    many = [public_id() for _time in range(5000)]
    assert len(set(many)) == 5000
    assert many != sorted(many)
    first = {each[0] for each in many}
    assert first == set(ALPHABET)
