"""The shop of a tenant, as a process of its own: the sandbox stands in for the tenant."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx
import pytest

from demo_site.accounts import COOKIE
from omneo_id_web import SyncID
from omneo_id_web.sandbox.serving import Running, make, running
from tests.settings import ROOT

ADA = "ada@example.com"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Running]:
    with running(make()) as live:
        yield live


def environment(sandbox: Running, **other: str) -> dict[str, str]:
    info = sandbox.info
    ours = {
        "OMNEO_TENANT": info["tenant"],
        "OMNEO_TOKEN": info["admin_token"],
        "OMNEO_BASE_URL": info["admin_base_url"],
    }
    known = {name: value for name, value in os.environ.items() if not name.startswith("OMNEO_T")}
    return {name: value for name, value in {**known, **ours, **other}.items() if value}


class Visitor:
    """Somebody at the shop; their cookies are Secure, and go to this machine all the same."""

    def __init__(self, client: httpx.Client, said: IO[str]) -> None:
        self._client, self._said, self.cookie = client, said, ""

    def asks(self, method: str, path: str, **more: object) -> httpx.Response:
        headers = {"Cookie": f"{COOKIE}={self.cookie}", "Origin": str(self._client.base_url).rstrip("/")}
        request = self._client.build_request(method, path, headers={**headers, "X-Omneo-Token": "1"}, **more)  # type: ignore[arg-type]
        answer = self._client.send(request)
        if given := re.search(rf"{COOKIE}=([^;]+)", answer.headers.get("set-cookie", "")):
            self.cookie = given[1]
        return answer

    def form(self, path: str, **fields: str) -> httpx.Response:
        found = re.search(r'name="csrf" value="([^"]+)"', self.asks("GET", "/").text)
        assert found
        return self.asks("POST", path, data={"csrf": found[1], **fields})

    def code(self, email: str) -> str:
        """The code that the shop has sent."""
        for line in self._said:
            if line.startswith(f"code for {email}: "):
                return line.rpartition(" ")[2].strip()
        raise AssertionError("the shop has sent no code")


@contextmanager
def shop(sandbox: Running, sessions: Path) -> Iterator[Visitor]:
    """The shop while the block runs."""
    command = [sys.executable, "-m", "demo_site", "--port", "0", "--sessions", str(sessions)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(sandbox), stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        url = next(found[1] for line in process.stdout if (found := re.search(r" at (http://\S+)", line)))
        with httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
            yield Visitor(client, process.stdout)
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def refused(sandbox: Running, **other: str) -> str:
    """What the shop says when it does not start."""
    done = subprocess.run(
        [sys.executable, "-m", "demo_site", "--port", "0"],
        cwd=ROOT,
        env=environment(sandbox, **other),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode
    assert sandbox.info["admin_token"] not in done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_who_is_signed_in_stays_so_through_a_restart(sandbox: Running, tmp_path: Path) -> None:
    sessions = tmp_path / "sessions.db"
    with shop(sandbox, sessions) as visitor:
        assert "Wool coat" in visitor.asks("GET", "/").text
        page = visitor.form("/sign-in", email=ADA).text
        code = visitor.code(ADA)
        assert code not in page  # it is sent, not shown
        assert visitor.form("/code", code=code).headers["location"] == "/account"
        cookie = visitor.cookie
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert cookie.encode() not in kept
    with shop(sandbox, sessions) as visitor:
        visitor.cookie = cookie
        assert 'data-tenant="sandbox"' in visitor.asks("GET", "/account").text
        token = visitor.asks("POST", "/omneo/token").json()["token"]
        with SyncID("sandbox", token=token, base_url=sandbox.info["id_base_url"]) as id_:
            assert id_.profile.get().email == ADA
        visitor.form("/sign-out")
        visitor.cookie = cookie
        assert visitor.asks("POST", "/omneo/token").status_code == 401


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"OMNEO_TOKEN": "wrong"}, "sandbox does not take OMNEO_TOKEN"),
        ({"OMNEO_TOKEN": ""}, "set both OMNEO_TENANT and OMNEO_TOKEN"),
        ({"OMNEO_TENANT": "no tenant!"}, "tenant"),
        ({"OMNEO_BASE_URL": "http://127.0.0.1:9/api/v3"}, "check OMNEO_TENANT, OMNEO_BASE_URL and the network"),
        ({"OMNEO_BASE_URL": "http://example.com/api/v3"}, "https"),
    ],
    ids=["wrong token", "no token", "no name", "nobody there", "no https"],
)
def test_what_is_wrong_is_said(sandbox: Running, other: dict[str, str], said: str) -> None:
    assert said in refused(sandbox, **other)
