"""Measures the web on the database that the environment names; prints its rows as JSON."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, reset_queries  # noqa: E402
from django.db.models import Min  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.load import Ask, cpu_per_request, run  # noqa: E402
from konsens.caring.cases.actions import assign_many  # noqa: E402
from konsens.caring.cases.kinds import State  # noqa: E402
from konsens.caring.cases.models import Case  # noqa: E402
from konsens.city.people.actions import give_role  # noqa: E402
from konsens.city.people.kinds import Role  # noqa: E402
from konsens.city.people.models import Organisation, Person, Relation  # noqa: E402
from konsens.city.places.models import Area, Street  # noqa: E402
from konsens.city.topics.models import Topic  # noqa: E402
from konsens.conf.running import collect, server  # noqa: E402
from konsens.demo.build import build  # noqa: E402
from konsens.demo.cast import person  # noqa: E402
from konsens.doors.web.who import DEVICE_KEY  # noqa: E402
from konsens.kernel import clock  # noqa: E402

DATABASE = os.environ["BENCH_DATABASE"]
ROWS = int(os.environ["BENCH_ROWS"])
PORT = int(os.environ["PORT"])
CLIENTS = 16
SECONDS = 4.0
READ_P99, WRITE_P99 = 250.0, 600.0
CPU = {"sqlite": 5.0, "postgres": 7.0}[DATABASE]
SIGNED_IN_CPU = 8.0
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": ""}
SECRET = "b" * 32
FORTY = "vierzig@nachbarschaft.example"
Make = Callable[[int], Ask]


def note(text: str) -> None:
    """Say on the side what is going on."""
    print(f"[{DATABASE}] {text}", file=sys.stderr, flush=True)


def tell(row: dict[str, object]) -> None:
    """Say one finished row on the side."""
    note(
        ", ".join(
            f"{name} {row.get(name)}" for name in ("case", "cpu_ms", "queries", "requests_per_s", "p99_ms")
        )
    )


def prepare() -> Organisation:
    """The demo with its crowd, built once and kept."""
    call_command("migrate", interactive=False, verbosity=0)
    if Organisation.objects.exists() and Case.objects.count() < ROWS:
        raise SystemExit("build/bench holds another, smaller database; remove it first")
    if not Organisation.objects.exists():
        note(f"building {ROWS} contributions")
        build("stadt", contributions=ROWS, now=clock.now(), say=note)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    collect()
    return Organisation.objects.get(slug="nachbarschaft")


class Server:
    """The production server with two workers."""

    def __enter__(self) -> int:
        argv = server(host="127.0.0.1", port=PORT, workers=2)
        self.process = subprocess.Popen(argv, stdout=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/gesund/", timeout=5).read()
            except OSError:
                time.sleep(0.2)
            else:
                return self.process.pid
        raise SystemExit("the server does not answer")

    def __exit__(self, *_error: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)


def session(person: int, controller: int) -> str:
    """The cookie of a device that confirmed a mail link."""
    store = SessionStore()
    store[DEVICE_KEY] = {str(controller): person}
    store.set_expiry(3600)
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def sign_in(person: Person) -> str:
    """The cookie of somebody who signed in with both factors."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    assert person.account is not None
    store = SessionStore()
    store[SESSION_KEY] = str(person.account.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = person.account.get_session_auth_hash()
    store["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    store.set_expiry(3600)
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def forty_cases(root: Organisation) -> Person:
    """A caretaker as they are in life, with forty open cases; the crowd's have thousands."""
    known = Person.objects.filter(account__email=FORTY).first()
    if known is not None:
        return known
    now, boss = clock.now(), Person.objects.get(account__email=f"koordination@{root.slug}.example")
    made = person("Finn Fleißig", FORTY, now=now)
    office = Organisation.objects.get(slug=f"{root.slug}-wege")
    give_role(made, office, Role.CARETAKER, by=None, now=now, starts=now.date())
    open_cases = Case.objects.filter(organisation=office).exclude(state=State.CLOSED)
    assign_many(list(open_cases.order_by("-pk")[:40]), made, organisation=None, by=boss, now=now)
    return made


@dataclass(frozen=True, slots=True)
class Page:
    """One case of the benchmark: what is asked, and what it may cost; without `cpu` it is only shown."""

    name: str
    make: Make
    cpu: float | None
    queries: int | None
    count: int = 250


def _pages(root: Organisation) -> list[Page]:
    chance = random.Random(1)
    topics = [each.slug for each in Topic.objects.filter(controller=root, is_private=False)]
    areas = list(Area.objects.current().values_list("code", flat=True))
    streets = list(Street.objects.values_list("lat", "lon"))
    keys = list(
        Case.objects.filter(controller=root, prominence="public").values_list("public_id", flat=True)[:20000]
    )
    chance.shuffle(keys)
    words = ("Bank", "Radweg", "Spielplatz", "Mülleimer", "Haltestelle", "Toilette fehlt", "Laterne Straße")
    somebody = Relation.objects.filter(controller=root, email__startswith="menge").order_by("pk")[0]
    signed = {"Cookie": session(somebody.person_id, root.pk)}
    caretaker = {"Cookie": sign_in(forty_cases(root))}
    many = {"Cookie": sign_in(Person.objects.get(account__email="wege@nachbarschaft.example"))}

    def nearest(n: int) -> Ask:
        lat, lon = streets[n * 7 % len(streets)]
        return Ask(f"/ideen/?lat={lat + n % 50 / 10000:.5f}&lon={lon:.5f}&_={n}")

    def the_map(n: int) -> Ask:
        zoom = 9 + n % 10
        lat, lon = streets[n * 11 % len(streets)]
        wide = 360 / 2**zoom * 3
        return Ask(
            f"/ideen/karte/punkte.json?z={zoom}&w={lon - wide / 2:.5f}&e={lon + wide / 2:.5f}"
            f"&s={lat - wide / 3:.5f}&n={lat + wide / 3:.5f}&_={n}"
        )

    def filtered(n: int) -> Ask:
        state = ("", "gehoert", "in-arbeit", "wartet", "erledigt")[n % 5]
        return Ask(
            f"/ideen/?gebiet={areas[n % len(areas)]}&thema={topics[n % len(topics)]}&stand={state}&_={n}"
        )

    return [
        # what the server and the machine cost by themselves: other rows compare only where this one is alike
        Page("nothing but the server", lambda n: Ask(f"/gesund/?_={n}"), None, None, 1000),
        Page("start", lambda n: Ask(f"/?_={n}"), CPU, 8),
        Page("list", lambda n: Ask(f"/ideen/?_={n}"), CPU, 8),
        Page("list, filtered", filtered, CPU, 8),
        Page("list, one filter", lambda n: Ask(f"/ideen/?thema={topics[n % len(topics)]}&_={n}"), CPU, 8),
        Page("list, most important", lambda n: Ask(f"/ideen/?ordnung=wichtig&_={n}"), CPU, 8),
        Page(
            "list, words",
            lambda n: Ask(f"/ideen/?q={quote(words[n % len(words)])}&_={n}"),
            CPU,
            8,
            100,
        ),
        Page("list, nearest", nearest, CPU, 8),
        Page("detail", lambda n: Ask(f"/vorgang/{keys[n % len(keys)]}/?_={n}"), CPU, 8),
        Page("map data", the_map, 3.0, 8),
        Page("list, nothing changed", lambda n: Ask("/ideen/"), 0.5, None, 2000),
        Page("detail, nothing changed", lambda n: Ask(f"/vorgang/{keys[0]}/"), 0.5, None, 2000),
        Page("list, signed in", lambda n: Ask(f"/ideen/?_={n}", signed), SIGNED_IN_CPU, 12),
        Page(
            "detail, signed in", lambda n: Ask(f"/vorgang/{keys[n % len(keys)]}/", signed), SIGNED_IN_CPU, 12
        ),
        # the targets are for pages that residents see; how much the desk costs is only shown
        Page("desk, 40 cases", lambda n: Ask(f"/arbeit/?_={n}", caretaker), None, 12),
        Page("desk, thousands of cases", lambda n: Ask(f"/arbeit/?_={n}", many), None, 12, 40),
    ]


def queries(page: Page) -> int | None:
    """How many queries one request makes, counted in this process."""
    if page.queries is None:
        return None
    client = Client(SERVER_NAME="localhost")
    ask = page.make(3)
    headers = {"HTTP_COOKIE": ask.headers["Cookie"]} if "Cookie" in ask.headers else {}
    client.get(ask.path, **headers)
    reset_queries()
    with CaptureQueriesContext(connection) as caught:
        client.get(ask.path, **headers)
    return len(caught)


def _size(ask: Ask) -> int:
    request = urllib.request.Request(
        f"http://127.0.0.1:{PORT}{ask.path}",
        headers={**ask.headers, "Accept-Encoding": "gzip", "Host": "localhost"},
    )
    return len(urllib.request.urlopen(request).read())


def read(page: Page, server_pid: int) -> dict[str, object]:
    """One row for a page that only reads."""
    cpu = cpu_per_request(server_pid, PORT, page.make, count=page.count)
    load = run(PORT, lambda n: page.make(n + 5000), clients=CLIENTS, seconds=SECONDS)
    number = queries(page)
    p99 = load.percentile_ms(0.99)
    limits, fine = ["no error"], not load.wrong
    if page.cpu is not None:
        limits[:0] = [f"cpu <= {page.cpu:g} ms", f"p99 <= {READ_P99:g} ms"]
        fine = fine and cpu <= page.cpu and p99 <= READ_P99
    if page.queries is not None:
        limits.append(f"{page.queries} queries")
        fine = fine and number is not None and number <= page.queries
    return {
        "case": page.name,
        "database": DATABASE,
        "rows": ROWS,
        "requests_per_s": round(load.per_second, 1),
        "p50_ms": round(load.percentile_ms(0.5), 2),
        "p99_ms": round(p99, 2),
        "cpu_ms": round(cpu, 3),
        "queries": number,
        "bytes": _size(page.make(7)),
        "target": ", ".join(limits),
        "ok": fine,
    }


def support(root: Organisation, server_pid: int) -> dict[str, object]:
    """One row for people standing behind something, 16 at once."""
    last = Case.objects.aggregate(first=Min("pk"))["first"]
    cases = list(
        Case.objects.filter(controller=root, prominence="public", lead__state="published", pk__gt=last)
        .order_by("support_count", "pk")
        .values_list("public_id", flat=True)[:3000]
    )
    people = list(
        Relation.objects.filter(controller=root, email__startswith="menge")
        .order_by("-pk")
        .values_list("person_id", flat=True)[:200]
    )
    cookies = [f"{session(each, root.pk)}; {settings.CSRF_COOKIE_NAME}={SECRET}" for each in people]
    start = random.Random().randrange(len(cases))

    def make(n: int) -> Ask:
        # a household may press 40 times an hour, so the clients come from many addresses
        source = f"127.{10 + n // 7000}.{n // 30 % 250}.{1 + n % 5}"
        who, what = n % len(cookies), (start + n // len(cookies) * 37 + n) % len(cases)
        headers = {"Content-Type": FORM["Content-Type"], "Cookie": cookies[who]}
        return Ask(
            f"/vorgang/{cases[what]}/wichtig/", headers, f"csrfmiddlewaretoken={SECRET}", (302,), source
        )

    cpu = cpu_per_request(server_pid, PORT, lambda n: make(100_000 + n), count=100, warm=10)
    load = run(PORT, make, clients=CLIENTS, seconds=SECONDS * 2)
    p99 = load.percentile_ms(0.99)
    least = {"sqlite": 100.0}.get(DATABASE, 0.0)
    return {
        "case": "support",
        "database": DATABASE,
        "rows": ROWS,
        "requests_per_s": round(load.per_second, 1),
        "p50_ms": round(load.percentile_ms(0.5), 2),
        "p99_ms": round(p99, 2),
        "cpu_ms": round(cpu, 3),
        "queries": None,
        "bytes": None,
        "target": (f">= {least:g}/s, " if least else "") + f"p99 <= {WRITE_P99:g} ms, no error",
        "ok": load.per_second >= least and p99 <= WRITE_P99 and not load.wrong,
        **({"errors": load.wrong} if load.wrong else {}),
    }


def first_view() -> dict[str, object]:
    """One row for everything a first visit transfers before photos."""
    base = f"http://127.0.0.1:{PORT}"

    def get(path: str) -> bytes:
        request = urllib.request.Request(
            base + path, headers={"Accept-Encoding": "br, gzip", "Host": "localhost"}
        )
        answer = urllib.request.urlopen(request)
        body = answer.read()
        sizes.append(len(body))
        return gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body

    sizes: list[int] = []
    page = get("/").decode()
    for path in dict.fromkeys(re.findall(r'(?:href|src)="(/(?:static|theme)/[^"]+)"', page)):
        get(path.replace("&amp;", "&"))
    total = sum(sizes)
    return {
        "case": "first view",
        "database": DATABASE,
        "rows": ROWS,
        "bytes": total,
        "target": "<= 80 kB",
        "ok": total <= 80_000,
    }


def main() -> None:
    """Measure every case."""
    root = prepare()
    pages = _pages(root)
    wanted = os.environ.get("CASES", "")
    rows = []
    with Server() as pid:
        for page in pages:
            if wanted in page.name:
                rows.append(read(page, pid))
                tell(rows[-1])
        if wanted in "support":
            rows.append(support(root, pid))
            tell(rows[-1])
        if wanted in "first view":
            rows.append(first_view())
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
