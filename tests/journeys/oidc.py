"""A small OpenID Connect provider on this machine: authorization code with PKCE, id_token signed with RS256.

It refuses what a strict provider refuses (unknown client, other return address, a code used twice, a wrong
verifier), so that a sign-in which works here works by the book.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "konsens"
SECRET = "only-known-to-both"
KEY_ID = "journey"


@dataclass
class Provider:
    """Who may sign in, and what was handed out."""

    issuer: str
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )

    def add(self, subject: str, address: str, *, verified: bool = True) -> None:
        """Let somebody have an account here."""
        self.people[subject] = {"sub": subject, "email": address, "email_verified": verified, "name": subject}

    def configuration(self) -> dict[str, Any]:
        """What a client must know."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> dict[str, Any]:
        """The public half of the signing key."""
        jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**jwk, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]}

    def grant(self, subject: str, query: dict[str, str]) -> str:
        """Hand out a code and say where to go with it."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = {**query, "subject": subject}
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def redeem(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Exchange a code for tokens, once, for whoever can show that it was theirs."""
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        is_right = (
            asked is not None
            and (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
            and asked["redirect_uri"] == form.get("redirect_uri")
            and asked.get("code_challenge_method") == "S256"
            and secrets.compare_digest(asked["code_challenge"], challenge)
        )
        if not is_right or asked is None:
            return None
        access, now = secrets.token_urlsafe(16), int(time.time())
        self.tokens[access] = asked["subject"]
        claims = {
            **self.people[asked["subject"]],
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
        }
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": KEY_ID})
        return {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed}


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        if url.path == "/.well-known/openid-configuration":
            self._json(self.provider.configuration())
        elif url.path == "/keys":
            self._json(self.provider.keys())
        elif url.path == "/authorize":
            self._ask(query)
        elif url.path == "/userinfo":
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            self._json(self.provider.people[self.provider.tokens[token]])
        else:
            self._answer(404, "text/plain", b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        form = {key: values[0] for key, values in parse_qs(body).items()}
        if urlsplit(self.path).path == "/grant":
            self._answer(303, "text/plain", b"", Location=self.provider.grant(form.pop("subject"), form))
            return
        tokens = self.provider.redeem(form)
        self._json(tokens or {"error": "invalid_grant"}, status=200 if tokens else 400)

    def _ask(self, query: dict[str, str]) -> None:
        if query.get("client_id") != CLIENT or query.get("response_type") != "code":
            self._json({"error": "unauthorized_client"}, status=400)
            return
        kept = "".join(
            f'<input type="hidden" name="{key}" value="{html.escape(value)}">' for key, value in query.items()
        )
        names = "".join(
            f'<button name="subject" value="{each}">{each}</button>' for each in self.provider.people
        )
        head = '<!doctype html><html lang="de"><title>Anbieter</title><link rel="icon" href="data:,">'
        page = f'{head}<form method="post" action="/grant">{kept}{names}</form>'
        self._answer(200, "text/html; charset=utf-8", page.encode())

    def _json(self, value: object, status: int = 200) -> None:
        self._answer(status, "application/json", json.dumps(value).encode())

    def _answer(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that runs as long as it is needed."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    made = Provider(issuer=f"http://localhost:{server.server_port}")
    handler: Any = type("Handler", (_Handler,), {"provider": made})
    server.RequestHandlerClass = handler
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
