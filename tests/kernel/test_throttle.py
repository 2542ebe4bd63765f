"""How often is too often: counted race-proof under keyed hashes, in windows that end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings

from konsens.kernel import throttle
from konsens.kernel.errors import TooOftenError
from konsens.kernel.models import Counter
from konsens.kernel.throttle import Limit
from tests import a
from tests.at_once import at_once

LIMIT = Limit("ring", 3, timedelta(minutes=10))
SECOND = timedelta(seconds=1)


@pytest.mark.django_db
def test_three_times_is_fine_and_the_fourth_is_refused_with_a_sentence() -> None:
    for _time in range(3):
        throttle.check(LIMIT, "198.51.100.7", now=a.NOW)
    with pytest.raises(TooOftenError, match="10 Minuten"):
        throttle.check(LIMIT, "198.51.100.7", now=a.NOW)


@pytest.mark.django_db
def test_others_and_other_doors_are_counted_for_themselves() -> None:
    for _time in range(4):
        throttle.count(LIMIT, "bo@beispiel.example", now=a.NOW)
    assert throttle.count(LIMIT, "BO@Beispiel.example", now=a.NOW) == 5
    assert throttle.count(LIMIT, "kim@beispiel.example", now=a.NOW) == 1
    assert throttle.count(Limit("knock", 3, LIMIT.per), "bo@beispiel.example", now=a.NOW) == 1


@pytest.mark.django_db
def test_a_new_window_begins_at_its_second() -> None:
    last = a.NOW + LIMIT.per - SECOND
    assert throttle.count(LIMIT, "x", now=a.NOW) == 1
    assert throttle.count(LIMIT, "x", now=last) == 2
    assert throttle.count(LIMIT, "x", now=last + SECOND) == 1


@pytest.mark.django_db
def test_nobody_can_read_who_was_counted() -> None:
    throttle.count(LIMIT, "bo@beispiel.example", now=a.NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM kernel_counter")
        assert "beispiel" not in repr(cursor.fetchall())
    with_one_secret = throttle.key_of(LIMIT, "bo@beispiel.example")
    with override_settings(SECRET_KEY="another"):
        assert throttle.key_of(LIMIT, "bo@beispiel.example") != with_one_secret


@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_once_each_gets_its_own_number() -> None:
    assert sorted(at_once(20, lambda _n: throttle.count(LIMIT, "x", now=a.NOW))) == list(range(1, 21))  # type: ignore[type-var]
    assert Counter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_once_exactly_three_pass() -> None:
    results = at_once(20, lambda _n: throttle.check(LIMIT, "y", now=a.NOW))
    assert sum(each is None for each in results) == 3
    assert sum(isinstance(each, TooOftenError) for each in results) == 17


@pytest.mark.django_db
def test_old_counters_are_forgotten() -> None:
    throttle.count(LIMIT, "x", now=a.NOW)
    assert throttle.forget_old(a.NOW + timedelta(days=2)) == 0
    assert throttle.forget_old(a.NOW + timedelta(days=2, minutes=10)) == 1
