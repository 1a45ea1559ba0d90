"""Importing profiles: what is sent, what is refused by its line, and what survives `kill -9`."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from omneo_id_web import AuthenticationError, Omneo, Request, Response, SyncOmneo, ValidationError
from omneo_id_web.importing import ImportReport, import_profiles
from omneo_id_web.sandbox.app import App
from omneo_id_web.sandbox.serving import Running, listen, make, serving

HEADER = "email,first_name,last_name,birth_day,tags,identities.pos,comms.email_promo,custom.locale:language\n"


class Batches:
    """Takes batches, and refuses one that has a row with the last name `Refused`."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.batches: list[dict[str, Any]] = []

    def send(self, request: Request) -> Response:
        body = json.loads(request.content or b"{}")
        if self.status != 200:
            return Response(self.status, {}, b'{"message": "Unauthenticated."}')
        if any(row.get("last_name") == "Refused" for row in body["profiles"]):
            return Response(422, {}, b'{"message": "no", "errors": {"last_name": ["is refused"]}}')
        self.batches.append(body)
        return Response(200, {}, b'{"data": {"message": "Queued.", "batch_id": "b-%d"}}' % len(self.batches))

    @property
    def emails(self) -> list[str]:
        return [row["email"] for batch in self.batches for row in batch["profiles"]]


def client(api: Batches) -> SyncOmneo:
    return SyncOmneo("acme", token="secret", transport=api, retries=0)


def people(count: int) -> list[dict[str, Any]]:
    return [{"email": f"p{n}@example.com", "first_name": "P", "last_name": str(n)} for n in range(count)]


def test_a_file_becomes_batches_of_typed_fields(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("\ufeff" + HEADER + 'ada@example.com,Ada,"Byrne, Jr",4,vip|new,P-1,true,EN\n', encoding="utf-8")
    api = Batches()
    report = import_profiles(client(api), file)
    assert (report.sent, report.problems, report.batch_ids) == (1, [], ["b-1"])
    assert api.batches == [
        {
            "match_criteria": "email",
            "profiles": [
                {
                    "email": "ada@example.com",
                    "first_name": "Ada",
                    "last_name": "Byrne, Jr",
                    "birth_day": 4,
                    "tags": ["vip", "new"],
                    "identities": [{"handle": "pos", "identifier": "P-1"}],
                    "comms_attributes": {"email_promo": True},
                    "custom_attributes": [
                        {"namespace": "locale", "handle": "language", "type": "string", "value": "EN"}
                    ],
                }
            ],
        }
    ]


def test_rows_go_by_the_five_hundred() -> None:
    api = Batches()
    told: list[tuple[int, int | None]] = []
    report = import_profiles(client(api), people(1201), concurrency=1, on_progress=lambda *n: told.append(n))
    assert [len(batch["profiles"]) for batch in api.batches] == [500, 500, 201]
    assert report.sent == 1201
    assert told == [(500, 1201), (1000, 1201), (1201, 1201)]


def test_an_async_client_s_import_is_awaited() -> None:
    api = Batches()

    class Awaited:
        async def send(self, request: Request) -> Response:
            return api.send(request)

    async def scenario() -> ImportReport:
        return await import_profiles(Omneo("acme", token="secret", transport=Awaited()), people(3))

    assert asyncio.run(scenario()).sent == 3
    assert sorted(api.emails) == ["p0@example.com", "p1@example.com", "p2@example.com"]


def test_a_row_that_cannot_be_right_is_told_by_its_line_and_never_sent(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    rows = [
        "ada@example.com,Ada,Byrne,4,,,,",
        "no address,Bob,Cole,,,,,",
        ",Cy,Dunn,,,,,",
        'eve@example.com,"Eve\nof two lines",Fox,,,,,',
        "flo@example.com,Flo,Gray,31st,,,,",
        "gus@example.com,Gus,Hall,32,,,,",
        "hal@example.com,Hal",
        "",
        "ivy@example.com,Ivy,Jones,,,,maybe,",
        'jim@example.com,"Jim" oops,King,,,,,',
        "kim@example.com,Kim,Lane,,,,,",
    ]
    file.write_text(HEADER + "\n".join(rows) + "\n")
    api = Batches()
    report = import_profiles(client(api), file)
    assert [(problem.line, *_fields(problem.error)) for problem in report.problems] == [
        (3, "email"),
        (4, "email"),
        (7, "birth_day"),
        (8, "birth_day"),
        (9, "row"),
        (11, "comms_attributes.email_promo"),
        (12, "source"),
    ]
    assert api.emails == ["ada@example.com", "eve@example.com", "kim@example.com"]
    assert str(report.problems[0]).startswith("line 3: 422 refused before sending: email: must be an email address")


def _fields(error: Exception) -> list[str]:
    assert isinstance(error, ValidationError)
    assert not error.sent
    return list(error.errors)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "has no header"),
        (b"email,fist_name\n", "has columns that are no field: fist_name"),
        (b"email,custom.language,identities.\n", "custom.language, identities."),
        (b"email,email\n", "has columns twice: email"),
        ("email,first_name\nada@example.com,Zoë\n".encode("latin-1"), "is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused_before_anything_is_sent(
    tmp_path: Path, content: bytes, why: str
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    api = Batches()
    with pytest.raises(ValidationError) as caught:
        import_profiles(client(api), file)
    assert why in caught.value.errors["source"][0]
    assert not api.batches


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_may_be_parted_by_what_its_country_uses(tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "people.csv"
    file.write_text("email,first_name\nada@example.com,Ada\n".replace(",", delimiter))
    api = Batches()
    assert import_profiles(client(api), file).sent == 1


def test_rows_are_matched_by_an_identity_when_asked() -> None:
    api = Batches()
    rows: list[dict[str, Any]] = [
        {"identities": [{"handle": "pos", "identifier": "1"}], "tags": ["a"]},
        {"email": "ada@example.com"},
    ]
    report = import_profiles(client(api), rows, match="pos")
    assert api.batches == [{"match_criteria": "pos", "profiles": [rows[0]]}]
    assert [problem.line for problem in report.problems] == [2]


def test_a_batch_that_is_refused_is_halved_until_the_row_is_found() -> None:
    api = Batches()
    rows = people(40)
    rows[17]["last_name"] = "Refused"
    report = import_profiles(client(api), rows)
    assert report.sent == 39
    assert [problem.line for problem in report.problems] == [18]
    assert sorted(api.emails) == sorted(row["email"] for n, row in enumerate(rows) if n != 17)


def test_a_wrong_token_is_one_error() -> None:
    with pytest.raises(AuthenticationError):
        import_profiles(client(Batches(401)), people(5000))


def test_a_hundred_thousand_rows_go_once_though_the_token_ends_in_the_middle(tmp_path: Path) -> None:
    count, file, kept = 100_000, tmp_path / "people.csv", tmp_path / "kept.jsonl"
    with file.open("w") as lines:
        lines.write("email,first_name,last_name\n")
        lines.writelines(f"p{n}@example.com,P,N{n}\n" for n in range(count))

    class Ending(Batches):
        def send(self, request: Request) -> Response:
            if len(self.batches) == 100:
                self.status = 401
            return super().send(request)

    first, rest = Ending(), Batches()
    with pytest.raises(AuthenticationError):
        import_profiles(client(first), file, checkpoint=kept, concurrency=1)
    report = import_profiles(client(rest), file, checkpoint=kept, concurrency=1)
    assert (report.sent, report.skipped, report.problems) == (count // 2, count // 2, [])
    assert first.emails + rest.emails == [f"p{n}@example.com" for n in range(count)]


def test_only_what_was_mended_is_sent_again(tmp_path: Path) -> None:
    api, rows, kept = Batches(), people(5), tmp_path / "kept.jsonl"
    rows[2]["email"] = "oops"
    assert import_profiles(client(api), rows, checkpoint=kept).sent == 4
    rows[2]["email"] = "p2@example.com"
    report = import_profiles(client(api), rows, checkpoint=kept)
    assert (report.sent, report.skipped) == (1, 4)
    assert api.emails[-1] == "p2@example.com"


class Arrivals:
    """Every profile that a live sandbox is asked to create, seen before it answers."""

    def __init__(self) -> None:
        self.emails: list[str] = []
        self.enough = threading.Event()
        self.wait_for = 10**9

    def see(self, request: Request) -> None:
        self.emails.append(json.loads(request.content or b"{}")["email"])
        if len(self.emails) >= self.wait_for:
            self.enough.set()


@pytest.fixture
def port() -> Iterator[socket.socket]:
    """One port for a shop that stops and starts again."""
    with listen("127.0.0.1", 0) as listening:
        yield listening


@contextmanager
def watched(app: App, port: socket.socket) -> Iterator[tuple[Running, Arrivals]]:
    """The shop, listening; at the end of the block no request of the block is on its way any more."""
    arrivals, handle = Arrivals(), app.sandbox.handle

    def handled(request: Request) -> Response:
        if request.method == "POST" and request.url.endswith("/api/v3/profiles"):
            arrivals.see(request)
        return handle(request)

    with pytest.MonkeyPatch.context() as patch, serving(app, port.dup()) as url:
        patch.setattr(app.sandbox, "handle", handled)
        yield Running(url, app), arrivals


IMPORT = """
import os, sys
from omneo_id_web import SyncOmneo
from omneo_id_web.importing import import_profiles
with SyncOmneo("sandbox", token=os.environ["TOKEN"], base_url=sys.argv[1]) as omneo:
    report = import_profiles(omneo, sys.argv[2], match=None, concurrency=4, checkpoint=sys.argv[3])
    print(report.sent, report.skipped, *(problem.line for problem in report.problems))
"""


def test_kill_9_in_the_middle_loses_nothing_and_repeats_nothing_acknowledged(
    port: socket.socket, tmp_path: Path
) -> None:
    count, shop = 300, make("empty")
    file, kept = tmp_path / "people.csv", tmp_path / "kept.jsonl"
    file.write_text("email,first_name,last_name\n" + "".join(f"p{n}@example.com,P,N{n}\n" for n in range(count)))

    def command(live: Running) -> dict[str, Any]:
        arguments = [sys.executable, "-c", IMPORT, live.info["admin_base_url"], str(file), str(kept)]
        return {"args": arguments, "env": {**os.environ, "TOKEN": live.info["admin_token"]}}

    with watched(shop, port) as (live, before):
        before.wait_for = 100
        with subprocess.Popen(**command(live), stdout=subprocess.PIPE) as first:
            assert before.enough.wait(60)
            first.send_signal(signal.SIGKILL)
    assert first.returncode == -signal.SIGKILL
    acknowledged = kept.read_bytes().count(b'{"done"') - (not kept.read_bytes().endswith(b"\n"))
    assert 0 < acknowledged < count

    with watched(shop, port) as (live, after):
        again = subprocess.run(**command(live), capture_output=True, text=True, check=True)
    sent, skipped, *refused = map(int, again.stdout.split())
    assert skipped == acknowledged
    # Nothing is lost, and what was acknowledged is not among what is sent again.
    profiles = [row["email"] for row in shop.sandbox.store.all("profile")]
    assert sorted(profiles) == sorted(f"p{n}@example.com" for n in range(count))
    assert len(after.emails) == count - acknowledged
    # Sent twice, and refused as taken, are none but those that were on their way at the kill.
    twice = set(before.emails) & set(after.emails)
    assert len(twice) <= 4
    assert sent + skipped + len(refused) == count
    assert len(refused) <= len(twice)
