"""What of a run is remembered in a file, and what of that file is believed."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from omneo_id_web import SyncOmneo, ValidationError
from omneo_id_web.bulk import Checkpoint

from .bulk_runs import API, Both, both, run_sync, thing


@both
def test_what_a_checkpoint_has_is_not_sent_again(run: Both, tmp_path: Path) -> None:
    file = tmp_path / "done.jsonl"
    _, first, _ = run(map(thing, range(6)), api=API(odd=404), checkpoint=file)
    assert first.done == 3
    _, again, api = run(map(thing, range(8)), checkpoint=file)
    assert sorted(api.sent) == [1, 3, 5, 6, 7]
    assert (again.done, again.skipped) == (5, 3)


@both
def test_the_same_thing_wanted_twice_is_done_twice_and_remembered_twice(run: Both, tmp_path: Path) -> None:
    file = tmp_path / "done.jsonl"
    assert len(run([thing(4), thing(4)], checkpoint=file)[2].sent) == 2
    assert run([thing(4), thing(4), thing(4)], checkpoint=file)[2].sent == [4]


@both
def test_an_input_has_one_key_or_several(run: Both, tmp_path: Path) -> None:
    file = tmp_path / "done.jsonl"
    run([1, 2], thing, checkpoint=file, key=lambda n: [f"a{n}", f"b{n}"])
    kept = [json.loads(line)["done"] for line in file.read_text().splitlines()[1:]]
    assert sorted(kept) == ["a1", "a2", "b1", "b2"]
    assert run([2, 3], thing, checkpoint=file, key=lambda n: f"a{n}")[2].sent == [3]


@both
def test_an_input_without_a_digest_needs_a_key(run: Both, tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="key: is needed with a checkpoint: a object has no digest"):
        run([object()], lambda _: thing(1), checkpoint=tmp_path / "done.jsonl")


@pytest.mark.parametrize("torn", [b'{"done": "c', b'{"done": "c"}', b"\x00\x00\x00"])
def test_a_torn_last_line_is_not_done(tmp_path: Path, torn: bytes) -> None:
    file = tmp_path / "done.jsonl"
    kept = Checkpoint(file, target="x")
    kept.record("a", "b")
    kept.close()
    with file.open("ab") as end:
        end.write(torn)
    again = Checkpoint(file, target="x")
    assert ("a" in again, "b" in again, "c" in again, len(again)) == (True, True, False, 2)
    again.record("c")
    again.close()
    assert [json.loads(line) for line in file.read_text().splitlines()] == [
        {"checkpoint_of": "x"},
        *({"done": key} for key in "abc"),
    ]


@pytest.mark.parametrize(
    "content", [b"email,first_name\n", b'{"done": "a"}\n', b'{"checkpoint_of": "x"}\n[]\n', b"\xff\xfe\n"]
)
def test_what_is_no_checkpoint_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    with pytest.raises(ValidationError, match="is no checkpoint; choose another file"):
        Checkpoint(file, target="x")
    assert file.read_bytes() == content


def test_a_checkpoint_of_another_shop_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "done.jsonl"
    run_sync([thing(1)], checkpoint=file)
    client = SyncOmneo("other", token="secret", transport=API())
    with pytest.raises(ValidationError, match=r"was kept for https://api.acme.getomneo.com/api/v3, not for"):
        client.bulk([thing(1)], checkpoint=file).run()


def test_a_checkpoint_serves_one_run_at_a_time(tmp_path: Path) -> None:
    held = Checkpoint(tmp_path / "done.jsonl", target="x")
    with pytest.raises(ValidationError, match="is in use by another run"):
        Checkpoint(tmp_path / "done.jsonl", target="x")
    held.close()
    Checkpoint(tmp_path / "done.jsonl", target="x").close()


def test_many_threads_share_a_checkpoint(tmp_path: Path) -> None:
    kept = Checkpoint(tmp_path / "done.jsonl", target="x")

    def work(thread: int) -> None:
        for n in range(50):
            kept.record(f"{thread}-{n}")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept.close()
    again = Checkpoint(tmp_path / "done.jsonl", target="x")
    assert len(again) == 400
    again.close()
