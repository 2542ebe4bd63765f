"""Whom a throttle counts: the network a visitor comes from, never stored as it is."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest


def visitor(request: HttpRequest) -> str:
    """The visitor's address; of an IPv6 address its /64, because one household has that many."""
    text = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text or "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)
