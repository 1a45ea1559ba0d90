"""The command line, against a live sandbox: what it prints, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked
from typer.testing import CliRunner

from omneo_id_web.cli import output
from omneo_id_web.cli.app import run
from omneo_id_web.cli.commands import namespace, namespaces, profile_tree
from omneo_id_web.cli.doctor import claims
from omneo_id_web.cli.settings import find
from omneo_id_web.sandbox.serving import Running, make, running
from tests.settings import ROOT
from tests.unit.recording import token as jwt


@pytest.fixture(scope="module")
def live() -> Iterator[Running]:
    with running(make("demo")) as sandbox:
        yield sandbox


@pytest.fixture
def omneo(live: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CLI:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OMNEO_TENANT", "sandbox")
    monkeypatch.setenv("OMNEO_TOKEN", live.info["admin_token"])
    monkeypatch.setenv("OMNEO_BASE_URL", live.info["admin_base_url"])
    return CLI(live, capsys)


class CLI:
    """Runs a command as the program does, and keeps what it printed."""

    def __init__(self, live: Running, capsys: pytest.CaptureFixture[str]) -> None:
        self.info = live.info
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, *arguments: str) -> int:
        code = run(list(arguments))
        self.out, self.err = self._capsys.readouterr()
        return code


def test_a_profile_is_printed_for_people_and_for_programs(omneo: CLI) -> None:
    id = omneo.info["profile_id"]
    assert omneo("profiles", "get", id) == 0
    assert json.loads(omneo.out)["id"] == id
    assert omneo("profiles", "get", id, "--format", "table") == 0
    assert "ada@example.com" in omneo.out
    assert omneo("profiles", "get", id, "--format", "csv") == 0
    assert next(csv.DictReader(io.StringIO(omneo.out)))["email"] == "ada@example.com"


def test_a_list_is_one_page_or_all_of_them(omneo: CLI) -> None:
    assert omneo("profiles", "list", "--page-size", "3") == 0
    assert len(json.loads(omneo.out)) == 3
    assert "rows in all: --all prints every row" in omneo.err
    assert omneo("profiles", "list", "--all", "--page-size", "50", "--format", "csv") == 0
    everybody = list(csv.DictReader(io.StringIO(omneo.out)))
    assert len({row["id"] for row in everybody}) == len(everybody) > 50
    assert omneo("profiles", "list", "--limit", "7", "--page-size", "5") == 0
    assert len(json.loads(omneo.out)) == 7


def test_a_list_is_filtered(omneo: CLI) -> None:
    assert omneo("profiles", "list", "--filter", "email=ada@example.com", "--format", "json") == 0
    assert [row["email"] for row in json.loads(omneo.out)] == ["ada@example.com"]
    assert omneo("profiles", "list", "--filter", "birth_year[gte]=2200") == 0
    assert json.loads(omneo.out) == []
    assert omneo("profiles", "list", "--filter", "email=nobody@example.com", "--format", "table") == 0
    assert (omneo.out, omneo.err) == ("", "nothing found\n")


def test_one_member_s_tree_hangs_below_their_id(omneo: CLI) -> None:
    id = omneo.info["profile_id"]
    assert omneo("profile", id, "addresses", "list") == 0
    before = len(json.loads(omneo.out))
    fields = ["--address-line-1", "1 High St", "--city", "Perth", "--state", "WA", "--country", "Australia"]
    assert omneo("profile", id, "addresses", "create", *fields, "--postcode", "6000") == 0
    made = json.loads(omneo.out)
    assert (made["city"], made["postcode"]) == ("Perth", "6000")
    assert omneo("profile", id, "addresses", "delete", str(made["id"])) == 0
    assert omneo("profile", id, "addresses", "list") == 0
    assert len(json.loads(omneo.out)) == before


def test_a_body_comes_from_fields_from_json_or_from_a_file(omneo: CLI, tmp_path: Path) -> None:
    id = omneo.info["profile_id"]
    assert omneo("profile", id, "update", "--birth-day", "4", "--tags", '["a", "b"]') == 0
    assert json.loads(omneo.out)["tags"] == ["a", "b"]
    (tmp_path / "body.json").write_text('{"tags": ["c"], "birth_day": 9}')
    assert omneo("profile", id, "update", "--body", "@body.json", "--birth-day", "5") == 0
    assert (json.loads(omneo.out)["tags"], json.loads(omneo.out)["birth_day"]) == (["c"], 5)


def test_any_endpoint_is_called_by_its_path(omneo: CLI) -> None:
    assert omneo("call", "GET", "/profiles", "--query", "page[size]=2") == 0
    assert json.loads(omneo.out)["meta"]["per_page"] == 2


def test_a_token_is_minted_on_the_output_alone(omneo: CLI) -> None:
    id = omneo.info["profile_id"]
    assert omneo("token", "mint", id) == 0
    said = claims(omneo.out.strip())
    assert said is not None
    assert said["pid"] == id
    assert omneo.out.strip() not in omneo.err


def test_a_token_is_shown_by_what_it_says_and_not_itself(omneo: CLI, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = jwt(exp=1_700_000_000, scopes=["read-profiles"])
    monkeypatch.setenv("OMNEO_TOKEN", secret)
    assert omneo("token", "show") == 0
    assert "over since 2023-11-14 22:13:20 UTC" in omneo.out
    assert "read-profiles" in omneo.out
    assert "the environment (OMNEO_TOKEN)" in omneo.out
    assert secret not in omneo.out + omneo.err
    assert omneo("token", "show", "--reveal") == 0
    assert omneo.out == f"{secret}\n"


def test_a_file_is_imported_and_resumed(omneo: CLI, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("email,first_name,last_name\ncli1@example.com,Al,Bo\nno address,Cy,Do\n")
    assert omneo("import", "profiles", "people.csv", "--match", "none") == 1
    assert omneo.out == "1 imported, 0 were already, 1 not\n"
    assert omneo.err == "people.csv:3: email must be an email address\n"
    assert omneo("import", "profiles", "people.csv", "--match", "none") == 2
    assert "--resume goes on with it" in omneo.err
    file.write_text("email,first_name,last_name\ncli1@example.com,Al,Bo\ncli2@example.com,Cy,Do\n")
    assert omneo("import", "profiles", "people.csv", "--match", "none", "--resume") == 0
    assert omneo.out == "1 imported, 1 were already, 0 not\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["profiles", "get", "nobody"], 1, "404 Not Found"),
        (["profiles", "list", "--filter", "email"], 2, "--filter must be NAME=VALUE, not 'email'"),
        (["profiles", "list", "--page-size", "0"], 2, "page_size must be a whole number"),
        (["profiles", "list", "--page-size", "x"], 2, "--page-size"),
        (["profiles"], 2, "find-by-email"),
        (["nonsense"], 2, "No such command 'nonsense'"),
        (["brand", "list"], 2, "No such command 'brand'. Did you mean 'brands'?"),
        (["brands", "get", "seven"], 2, "id must be a whole number, not 'seven'"),
        (["profile", "any", "redeem", "much"], 2, "amount must be a number, not 'much'"),
        (["brands", "create", "--nmae", "x"], 2, "No such option: --nmae"),
        (["profiles", "nonsense"], 2, "No such command 'nonsense'"),
        (["brands", "create", "--body", "{"], 2, "--body cannot be read"),
        (["brands", "create", "--body", "[]"], 2, "--body must be a JSON object"),
        (["brands", "create", "--name", "x"], 2, "handle This field is required."),
        (["call", "GET", "no-slash"], 2, "path must begin with one slash"),
        (["--tenant", "BAD", "brands", "list"], 2, "tenant must be"),
        (["import", "profiles", "nowhere.csv"], 2, "nowhere.csv"),
    ],
)
def test_a_mistake_ends_with_its_code_and_a_line_that_helps(
    omneo: CLI, arguments: list[str], code: int, said: str
) -> None:
    assert omneo(*arguments) == code
    assert said in omneo.err
    assert "Traceback" not in omneo.err


def test_a_missing_or_wrong_token_ends_with_3(omneo: CLI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMNEO_TOKEN", "wrong-secret")
    assert omneo("profiles", "list") == 3
    assert "`omneo doctor` tells more" in omneo.err
    assert omneo.err.count("\n") == 1
    assert "wrong-secret" not in omneo.err
    monkeypatch.delenv("OMNEO_TOKEN")
    monkeypatch.setattr("omneo_id_web.cli.settings._from_keyring", lambda tenant: None)
    assert omneo("profiles", "list") == 3
    assert "set OMNEO_TOKEN" in omneo.err
    monkeypatch.delenv("OMNEO_TENANT")
    assert omneo("profiles", "list") == 3
    assert "set OMNEO_TENANT" in omneo.err


def test_settings_come_from_the_environment_then_dotenv_then_the_keyring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("omneo_id_web.cli.settings._from_keyring", lambda tenant: f"ring-{tenant}")
    assert find("acme", {}).token == "ring-acme"
    assert find("acme", {}).token_from == "the keyring (omneo, acme)"
    (tmp_path / ".env").write_text("OMNEO_TENANT=shop\nOMNEO_TOKEN=filed\n")
    found = find(None, {})
    assert (found.tenant, found.token, found.token_from) == ("shop", "filed", str(tmp_path / ".env"))
    found = find(None, {"OMNEO_TOKEN": "set"})
    assert (found.token, found.token_from) == ("set", "the environment (OMNEO_TOKEN)")
    assert "set" not in repr(found).split()


def test_the_keyring_is_asked_for_the_tenant_s_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    class Ring(KeyringBackend):
        priority = 1.0  # pyright: ignore
        locked = False

        def get_password(self, service: str, username: str) -> str | None:
            if self.locked:
                raise KeyringLocked
            return "ring-secret" if (service, username) == ("omneo", "acme") else None

        def set_password(self, service: str, username: str, password: str) -> None:
            raise AssertionError("the keyring is only read")

    ring, before = Ring(), keyring.get_keyring()  # type: ignore[no-untyped-call]
    keyring.set_keyring(ring)
    try:
        assert find("acme", {}).token == "ring-secret"
        assert find("other", {}).token is None
        ring.locked = True
        assert find("acme", {}).token_from == "nowhere"
    finally:
        keyring.set_keyring(before)


def test_the_doctor_finds_what_is_well(omneo: CLI) -> None:
    assert omneo("doctor") == 0
    assert "ok   token      accepted" in omneo.out
    assert "ok   scope      read-profiles" in omneo.out
    assert "ok   CORS       pages of https://shop.example may call the ID API" in omneo.out


def test_a_shop_that_cannot_be_reached_is_told_with_what_to_check(
    omneo: CLI, monkeypatch: pytest.MonkeyPatch, unused_port: int
) -> None:
    monkeypatch.setenv("OMNEO_BASE_URL", f"http://127.0.0.1:{unused_port}/api/v3")
    assert omneo("brands", "list") == 1
    assert "no connection to 127.0.0.1" in omneo.err
    assert "check OMNEO_TENANT, OMNEO_BASE_URL and the network; `omneo doctor` tells more" in omneo.err


def test_help_tells_what_an_argument_is(omneo: CLI) -> None:
    assert omneo("brands", "get", "--help") == 0
    assert "brands get [OPTIONS] {ID}" in omneo.out
    assert "a whole number" in omneo.out
    assert omneo("benefit-definitions", "clone", "--help") == 0
    assert re.search(r"--handle VALUE +required; str", omneo.out)
    assert re.search(r"--name VALUE +str", omneo.out)
    assert omneo("sandbox", "--help") == 0
    assert "usage: omneo sandbox" in omneo.out


def test_the_doctor_says_what_to_mend(omneo: CLI, monkeypatch: pytest.MonkeyPatch, unused_port: int) -> None:
    monkeypatch.setenv("OMNEO_TOKEN", "wrong-secret")
    assert omneo("doctor") == 1
    assert "NOT  token      not accepted" in omneo.out
    assert "wrong-secret" not in omneo.out
    monkeypatch.setenv("OMNEO_BASE_URL", f"http://127.0.0.1:{unused_port}/api/v3")
    assert omneo("doctor") == 1
    assert "NOT  reach" in omneo.out


def test_every_namespace_and_method_has_its_command() -> None:
    runner = CliRunner()

    def client() -> object:
        raise AssertionError("help needs no client")

    for name in namespaces():
        made = namespace(name, client)
        assert made is not None
        assert runner.invoke(made, ["--help"]).exit_code == 0, name
        for command in made.registered_commands:
            assert command.name is not None
            assert runner.invoke(made, [command.name, "--help"]).exit_code == 0, (name, command.name)
    assert runner.invoke(profile_tree(client), ["ID", "addresses", "--help"]).exit_code == 0


def test_a_namespace_is_imported_when_it_is_named() -> None:
    code = (
        "import sys; from omneo_id_web.cli.app import run; run(['--help']); "
        "assert not [m for m in sys.modules if m.startswith('omneo_id_web.admin.brands')]; "
        "assert 'httpx' not in sys.modules; assert 'rich' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_the_program_runs_as_one(omneo: CLI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    command = [sys.executable, "-m", "omneo_id_web.cli", "profiles", "list", "--limit", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(json.loads(done.stdout)) == 2
    # Whoever reads may leave early: `omneo … | head -1`.
    everything = f"{sys.executable} -m omneo_id_web.cli profiles list --all --format csv"
    piped = subprocess.run(f"{everything} | head -1", shell=True, capture_output=True, text=True, check=True)
    assert piped.stdout.startswith("id,")
    assert "Traceback" not in piped.stderr
    assert "Exception" not in piped.stderr


def test_a_result_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    output.show({"id": 1, "name": "a\x1b[31mb\r\nc"}, output.Format.TABLE)
    assert "\x1b" not in capsys.readouterr().out
