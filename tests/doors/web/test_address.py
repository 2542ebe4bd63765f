"""Whom a throttle counts, and that nobody can pretend to be many."""

from __future__ import annotations

import pytest
from allauth.core.internal import httpkit
from django.test import RequestFactory, override_settings

from konsens.doors.web.address import visitor

BEHIND = {"BEHIND_PROXY": True, "ALLAUTH_TRUSTED_PROXY_COUNT": 1}
HERE = "127.0.0.1"
FAR = "203.0.113.5"


def test_without_a_proxy_nobody_says_who_they_are() -> None:
    asked = RequestFactory().get("/", REMOTE_ADDR=FAR, HTTP_X_FORWARDED_FOR="198.51.100.7")
    assert visitor(asked) == httpkit.get_client_ip(asked) == FAR


@pytest.mark.parametrize("claimed", [FAR, f"198.51.100.7, {FAR}", f"127.0.0.1, evil, ::1,{FAR}"])
def test_behind_a_proxy_everybody_is_whom_the_proxy_saw(claimed: str) -> None:
    """In forms and at signing in alike: else one who guesses passwords would lock out everybody."""
    with override_settings(**BEHIND):
        asked = RequestFactory().get("/", REMOTE_ADDR=HERE, HTTP_X_FORWARDED_FOR=claimed)
        assert visitor(asked) == httpkit.get_client_ip(asked) == FAR


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("::ffff:203.0.113.5", FAR),
        ("", "unknown"),
        ("203.0.113.5:443", "unknown"),
    ],
)
def test_a_household_is_one_whatever_address_it_takes(address: str, counted: str) -> None:
    assert visitor(RequestFactory().get("/", REMOTE_ADDR=address)) == counted
