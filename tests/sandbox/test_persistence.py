"""What was acknowledged is kept: after kill -9, on a full disk, beside another program."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from omneo_id_web.sandbox.serving import make
from omneo_id_web.sandbox.sqlite import SQLiteStore

from .calling import Caller

WRITES = 120
"""Acknowledged writes before the kill."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Caller]:
    app = make("empty", store=tmp_path / "shop.db")
    yield Caller(app)
    app.sandbox.store.close()


def person(n: Any) -> dict[str, str]:
    return {"first_name": "Ada", "last_name": "Byrne", "email": f"ada{n}@example.com"}


def start(path: Path, first: str = "") -> tuple[subprocess.Popen[str], str]:
    """A sandbox of its own and its URL; `first` is Python that its process runs before."""
    code = f"{first}\nfrom omneo_id_web.sandbox.__main__ import main; main()"
    command = [sys.executable, "-c", code, "--port", "0", "--seed", "empty", "--store", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().split()[-1]


def stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_every_acknowledged_write_is_there_after_kill_9(tmp_path: Path) -> None:
    path, acknowledged, enough = tmp_path / "shop.db", list[str](), threading.Event()
    process, url = start(path)
    try:
        token = httpx.get(f"{url}/_sandbox/info", trust_env=False).json()["admin_token"]

        def write(thread: int) -> None:
            headers = {"Authorization": f"Bearer {token}"}
            with httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=30) as client:
                for n in range(10_000):
                    try:
                        answer = client.post("/api/v3/profiles", json=person(f"{thread}-{n}"))
                    except httpx.TransportError:
                        return
                    assert answer.status_code < 300, answer.text
                    acknowledged.append(answer.json()["data"]["id"])
                    if len(acknowledged) >= WRITES:
                        enough.set()

        threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        assert enough.wait(120)
    finally:
        stop(process)
    for thread in threads:
        thread.join()
    store = SQLiteStore(path)
    kept = {row["id"] for row in store.all("profile")}
    audited = {row["profile_id"] for row in store.all("audit") if row["auditable_type"] == "Profile"}
    lost = len(set(acknowledged) - kept)
    print(f"{len(acknowledged)} acknowledged, {len(kept)} kept, {lost} lost")  # noqa: T201
    assert set(acknowledged) <= kept
    # What was kept without being acknowledged was kept whole.
    assert kept == audited
    assert store.count("profile") == len(kept) <= len(acknowledged) + 4
    store.close()
    app = make(store=path)
    assert Caller(app).admin("GET", f"/profiles/{acknowledged[-1]}")["data"]["id"] == acknowledged[-1]
    assert app.sandbox.admin_token == token
    app.sandbox.store.close()


def test_a_full_disk_is_told_and_nothing_is_half_written(shop: Caller) -> None:
    store = shop.app.sandbox.store
    assert isinstance(store, SQLiteStore)
    shop.admin("POST", "/profiles", person(0))
    (pages,) = store._db.execute("PRAGMA page_count").fetchone()
    store._db.execute(f"PRAGMA max_page_count = {pages + 4}")
    made, refused = 1, None
    for n in range(1, 300):
        answer = shop.send("POST", "/api/v3/profiles", person(n), token=shop.app.sandbox.admin_token)
        if answer.status == 503:
            refused = answer
            break
        made += 1
    assert refused is not None
    assert b"disk is full" in refused.content
    assert shop.admin("GET", "/profiles")["meta"]["total"] == made == len(store.all("profile"))
    assert {row["profile_id"] for row in store.all("audit")} - {None} == {row["id"] for row in store.all("profile")}
    store._db.execute(f"PRAGMA max_page_count = {pages + 4000}")
    shop.admin("POST", "/profiles", person("last"))
    assert store._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_locked_file_is_told_and_read_all_the_same(shop: Caller, tmp_path: Path) -> None:
    made = shop.admin("POST", "/profiles", person(0))["data"]["id"]
    other = sqlite3.connect(tmp_path / "shop.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = shop.send("POST", "/api/v3/profiles", person(1), token=shop.app.sandbox.admin_token)
    assert (answer.status, answer.headers["retry-after"]) == (503, "1")
    assert b"locked" in answer.content
    assert shop.admin("GET", f"/profiles/{made}")["data"]["id"] == made
    other.execute("ROLLBACK")
    other.close()
    shop.admin("POST", "/profiles", person(1))


def test_a_file_that_is_no_sandboxs_is_refused_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("these are my notes, and they are long enough to be looked at by SQLite " * 20)
    command = [sys.executable, "-m", "omneo_id_web.sandbox", "--port", "0", "--store", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr
    assert path.read_text().startswith("these are my notes")


def test_a_snapshot_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "shop [1].db"
    app = make("empty", store=path)
    shop = Caller(app)
    shop.admin("POST", "/profiles", person(0))
    assert shop.ask("POST", "/_sandbox/snapshot", {"take": "before"}) == {"snapshots": ["before"]}
    shop.admin("POST", "/profiles", person(1))
    app.sandbox.store.close()
    app = make(store=path)
    again = Caller(app)
    assert again.ask("GET", "/_sandbox/snapshot") == {"snapshots": ["before"]}
    assert again.admin("GET", "/profiles")["meta"]["total"] == 2
    again.ask("POST", "/_sandbox/snapshot", {"restore": "before"})
    assert again.admin("GET", "/profiles")["meta"]["total"] == 1
    app.sandbox.store.close()


def test_a_snapshot_that_cannot_be_taken_or_gone_back_to_changes_nothing(shop: Caller, tmp_path: Path) -> None:
    shop.admin("POST", "/profiles", person(0))
    shop.ask("POST", "/_sandbox/snapshot", {"take": "before"})
    (tmp_path / "shop.db.other.snapshot.new").mkdir()
    told = shop.ask("POST", "/_sandbox/snapshot", {"take": "other"}, status=503)
    assert "other.snapshot cannot be written" in told["message"]
    (tmp_path / "shop.db.torn.snapshot").write_bytes(b"half of a file" * 100)
    told = shop.ask("POST", "/_sandbox/snapshot", {"restore": "torn"}, status=503)
    assert "torn.snapshot cannot be gone back to" in told["message"]
    old = sqlite3.connect(tmp_path / "shop.db.old.snapshot")
    old.execute("PRAGMA user_version = 1")
    old.close()
    told = shop.ask("POST", "/_sandbox/snapshot", {"restore": "old"}, status=503)
    assert "another version" in told["message"]
    shop.ask("POST", "/_sandbox/snapshot", {"restore": "never"}, status=404)
    assert shop.admin("GET", "/profiles")["meta"]["total"] == 1


def test_a_disk_that_takes_no_more_is_told_and_what_was_acknowledged_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    make("empty", store=path).sandbox.store.close()
    # The system itself refuses to let a file grow beyond this, as it does when the disk is full.
    most = path.stat().st_size + 400_000
    process, url = start(path, f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))")
    made = list[str]()
    try:
        token = httpx.get(f"{url}/_sandbox/info", trust_env=False).json()["admin_token"]
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=30) as client:
            while (answer := client.post("/api/v3/profiles", json=person(len(made)))).status_code == 201:
                made.append(answer.json()["data"]["id"])
            assert (answer.status_code, "store" in answer.json()["message"]) == (503, True)
            assert client.get(f"/api/v3/profiles/{made[-1]}").json()["data"]["id"] == made[-1]
    finally:
        stop(process)
    store = SQLiteStore(path)
    assert {row["id"] for row in store.all("profile")} == set(made)
    assert {row["profile_id"] for row in store.all("audit")} - {None} == set(made)
    assert store._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    store.close()
