"""The one way in which a command gets data: a file, or a public address on the web."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.translation import gettext_lazy as _

from konsens.kernel.errors import RuleBrokenError

LARGEST = 50_000_000
"""Bytes a file or an answer may have."""
PATIENCE_S = 20.0
"""Seconds to wait for a connection and for each piece of an answer."""
WHOLE_S = 120.0
"""Seconds a whole answer may take."""
REDIRECTS = 3


def get(source: str, *, allow_private: bool = False) -> bytes:
    """The bytes of a file or of a web address.

    Args:
        source: a path, or an address beginning with http:// or https://.
        allow_private: also connect to this machine and to addresses inside a network.

    Raises:
        RuleBrokenError: says why nothing could be read; never repeats what a server answered.
    """
    if "://" not in source:
        return _read(Path(source))
    for _hop in range(REDIRECTS + 1):
        content, onward = _ask(source, allow_private=allow_private)
        if not onward:
            return content
        source = urljoin(source, onward)
    raise RuleBrokenError(_("Die Adresse leitet zu oft weiter. Bitte die nennen, unter der die Datei liegt."))


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise RuleBrokenError(
                _("Die Datei ist größer als 50 MB. Bitte eine kleinere ausgeben, mit weniger Feldern.")
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise RuleBrokenError(
            _("Die Datei „%(path)s“ gibt es nicht. Bitte den Pfad prüfen."), path=path
        ) from None
    except (OSError, ValueError):
        raise RuleBrokenError(
            _("Die Datei „%(path)s“ lässt sich nicht lesen. Bitte prüfen, wem sie gehört."), path=path
        ) from None


def _ask(address: str, *, allow_private: bool) -> tuple[bytes, str]:
    """One request: the answer's content, or the address it leads on to."""
    parts = _parts(address)
    until = time.monotonic() + WHOLE_S
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE_S)
    try:
        connection.sock = _connect(parts, allow_private=allow_private)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.putrequest("GET", path, skip_accept_encoding=True)
        connection.putheader("Accept-Encoding", "identity")
        connection.putheader("User-Agent", "konsens")
        connection.endheaders()
        with connection.getresponse() as response:
            return _answer(response, until)
    except (OSError, UnicodeError, http.client.HTTPException):
        raise RuleBrokenError(
            _("„%(host)s“ antwortet nicht oder nicht verständlich. Bitte später noch einmal versuchen."),
            host=parts.hostname,
        ) from None
    finally:
        connection.close()


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https") and parts.hostname and not parts.username
        fine = (
            known and (parts.port is None or parts.port > 0) and address.isascii() and address.isprintable()
        )
    except ValueError:
        fine = False
    if not fine or " " in address:
        raise RuleBrokenError(_("Das ist keine Web-Adresse. Sie beginnt mit https:// oder http://."))
    return parts


def _connect(parts: SplitResult, *, allow_private: bool) -> socket.socket:
    """Look the name up once, check every answer, and connect to what was checked."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    for *_kind, place in found:
        if not (allow_private or is_public(str(place[0]))):
            raise RuleBrokenError(
                _(
                    "„%(host)s“ liegt in einem internen Netz. Wenn das so sein soll, "
                    "bitte mit --allow-private aufrufen."
                ),
                host=parts.hostname,
            )
    family, kind, protocol, _name, place = found[0]
    plain = socket.socket(family, kind, protocol)
    plain.settimeout(PATIENCE_S)
    try:
        plain.connect(place)
        if parts.scheme == "http":
            return plain
        return ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname)
    except BaseException:
        plain.close()
        raise


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet, whatever clothes it wears.

    Not public are private, loopback, link-local, multicast and reserved addresses, and IPv6 addresses that
    carry one of them: mapped, 6to4, Teredo, NAT64.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if ip.sixtofour or ip.teredo or ip in ipaddress.ip_network("64:ff9b::/96"):
            return False
    return ip.is_global and not ip.is_multicast


def _answer(response: http.client.HTTPResponse, until: float) -> tuple[bytes, str]:
    if response.status in (301, 302, 303, 307, 308):
        return b"", response.headers.get("Location") or "/"
    if response.status != 200:
        raise RuleBrokenError(
            _("Der Server antwortet mit Fehler %(status)s. Bitte die Adresse prüfen."), status=response.status
        )
    content = bytearray()
    while piece := response.read1(65_536):
        content += piece
        if len(content) > LARGEST:
            raise RuleBrokenError(
                _("Die Datei ist größer als 50 MB. Bitte eine kleinere ausgeben, mit weniger Feldern.")
            )
        if time.monotonic() > until:
            raise RuleBrokenError(
                _("Das Laden dauert zu lange. Bitte die Datei herunterladen und ihren Pfad nennen.")
            )
    return bytes(content), ""
