"""Whom a throttle counts: the network a visitor comes from, never stored as it is."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def visitor(request: HttpRequest) -> str:
    """The visitor's address; of an IPv6 address its /64, because one household has that many.

    Behind a proxy (setting BEHIND_PROXY) it is the last address the proxy noted; whatever a visitor claims
    stands before that and is not believed.
    """
    text = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        text = str(request.META.get("HTTP_X_FORWARDED_FOR", text)).rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if address.version == 6 and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)
