"""A seed of one's own: a JSON file of members and requests, or a Python file with a function `seed(shop)`.

    {
      "begin": "empty",
      "members": [{"as": "ada", "email": "ada@example.com", "first_name": "Ada", "last_name": "Byrne",
                   "points": 1200, "days_ago": 30}],
      "requests": [
        {"path": "/brands", "body": {"handle": "acme"}, "as": "acme"},
        {"path": "/departments", "body": {"brand_id": "{acme}", "name": "Shoes", "handle": "shoes"}},
        {"path": "/profiles/{ada}/redeem", "body": {"amount": 5}, "days_ago": 3}
      ],
      "show": "ada"
    }

`begin` is `empty`, with the definitions that a new tenant has, or `demo`. A member has a profile's fields, `points`,
`rewards` and `transactions` as numbers, a `tier` by its handle, and is one since `days_ago`. Requests go to the admin
API on their day, as POST unless `method` says otherwise. What is made `as` a name has its id where `{name}` stands
further on, and `show` is the member that `/_sandbox/info` tells of, by default the first. In Python the same reads:

    def seed(shop):
        ada = shop.member(email="ada@example.com", first_name="Ada", last_name="Byrne", points=1200, days_ago=30)
        acme = shop.ask("POST", "/brands", {"handle": "acme"})
        shop.ask("POST", f"/profiles/{ada}/redeem", {"amount": 5}, days_ago=3)
        return ada
"""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal, NotRequired

from pydantic import ConfigDict, TypeAdapter, with_config
from pydantic import ValidationError as SchemaError
from typing_extensions import TypedDict

from .. import seed
from ..core import Sandbox
from ..wire import Refused
from .desk import Desk

Seeding = Callable[[Sandbox], str | None]
"""Fills an empty shop; answers the member that it shows, if there is one."""


class WrongSeed(ValueError):
    """The seed is none; the text says where and what is wrong."""


class Shop:
    """What a seed of one's own fills.

    Parameters:
        sandbox: the sandbox itself.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self._desk = Desk(sandbox)

    def member(self, *, days_ago: float = 0, **fields: Any) -> str:
        """A new member's id.

        Parameters:
            days_ago: since when they are a member, and have what they have.
            fields: any fields of a profile; `points`, `rewards` and `transactions` as numbers, a `tier` by its handle.

        Raises:
            Refused: what the API refuses, and a field that there is not.
        """
        return str(seed.new_member(self.sandbox, fields, days_ago)["id"])

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None, *, days_ago: float = 0) -> Any:
        """What the admin API answers, out of its envelope.

        Parameters:
            path: below `/api/v3`.
            days_ago: when it is asked.

        Raises:
            Refused: what the API refuses.
        """
        return self._desk.ask(method, path, body or {}, days_ago)


@with_config(ConfigDict(extra="forbid"))
class Request(TypedDict):
    path: str
    method: NotRequired[Literal["POST", "PUT", "DELETE"]]
    body: NotRequired[dict[str, Any]]
    days_ago: NotRequired[float]


@with_config(ConfigDict(extra="forbid"))
class File(TypedDict, total=False):
    begin: Literal["empty", "demo"]
    members: list[dict[str, Any]]
    requests: list[dict[str, Any]]
    show: str


_FILE, _REQUEST, _DAYS = TypeAdapter(File), TypeAdapter(Request), TypeAdapter(float)
_NAME = re.compile(r"{(\w+)}")


def named(name: str) -> Seeding:
    """The seed of a name, or of a file.

    Raises:
        WrongSeed: there is none.
    """
    if name in seed.SEEDS:
        return seed.SEEDS[name]
    path = Path(name)
    if path.suffix not in (".json", ".py"):
        raise WrongSeed(f"there is no seed {name!r}: choose {', '.join(seed.SEEDS)}, or a .json or .py file")
    if not path.is_file():
        raise WrongSeed(f"there is no file {name}")
    fill = _python if path.suffix == ".py" else _json

    def seeding(sandbox: Sandbox) -> str | None:
        try:
            return fill(sandbox, path)
        except BaseException:
            sandbox.reset()
            raise

    return seeding


def _json(sandbox: Sandbox, path: Path) -> str | None:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as problem:
        raise WrongSeed(f"{path}:{problem.lineno}:{problem.colno}: {problem.msg}") from None
    except (OSError, UnicodeDecodeError, RecursionError) as problem:
        raise WrongSeed(f"{path}: {problem}") from None
    file = _checked(_FILE, given, path, "")
    seed.SEEDS[file.get("begin", "empty")](sandbox)
    ids: dict[str, Any] = {}
    shop, first = Shop(sandbox), None
    with sandbox.store.transaction():
        for number, entry in enumerate(file.get("members", ())):
            place = f"members.{number}"
            known, fields = entry.pop("as", None), _filled(entry, ids, path, place)
            days_ago = _checked(_DAYS, fields.pop("days_ago", 0), path, f"{place}.days_ago")
            made = _done(path, place, partial(shop.member, days_ago=days_ago, **fields))
            first = first or made
            _name(ids, known, made, path, place)
        for number, entry in enumerate(file.get("requests", ())):
            place = f"requests.{number}"
            known, asked = entry.pop("as", None), _filled(_checked(_REQUEST, entry, path, place), ids, path, place)
            method, where, days_ago = asked.get("method", "POST"), asked["path"], asked.get("days_ago", 0)
            ask = partial(shop.ask, method, where, asked.get("body"), days_ago=days_ago)
            answer = _done(path, f"{place}: {method} {where}", ask)
            _name(ids, known, answer.get("id") if isinstance(answer, Mapping) else None, path, place)
    shown = file.get("show")
    if shown is not None and shown not in ids:
        raise WrongSeed(f"{path}: show: nothing was made as {shown!r}")
    return str(ids[shown]) if shown else first


def _checked(kind: TypeAdapter[Any], given: Any, path: Path, place: str) -> Any:
    try:
        return kind.validate_python(given)
    except SchemaError as problem:
        item = problem.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in (place, *item["loc"]) if part != "")
        raise WrongSeed(f"{path}: {where or 'the file'}: {item['msg']}") from None


def _name(ids: dict[str, Any], known: Any, id: Any, path: Path, place: str) -> None:
    if known is None:
        return
    if not isinstance(known, str) or not re.fullmatch(r"\w+", known) or known in ids:
        raise WrongSeed(f"{path}: {place}.as: {known!r} is no name, or is taken already")
    ids[known] = id


def _filled(value: Any, ids: Mapping[str, Any], path: Path, place: str) -> Any:
    """A value with ids in the place of names; text that is a name alone becomes the id as it is."""
    if isinstance(value, dict):
        return {name: _filled(each, ids, path, f"{place}.{name}") for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, ids, path, f"{place}.{n}") for n, each in enumerate(value)]
    if not isinstance(value, str):
        return value
    for name in _NAME.findall(value):
        if name not in ids:
            raise WrongSeed(f"{path}: {place}: nothing was made as {name!r} before")
    whole = _NAME.fullmatch(value)
    return ids[whole[1]] if whole else _NAME.sub(lambda found: str(ids[found[1]]), value)


def _done(path: Path, place: str, work: Callable[[], Any]) -> Any:
    try:
        return work()
    except Refused as refusal:
        raise WrongSeed(f"{path}: {place}: {_told(refusal)}") from None


def _told(refusal: Refused) -> str:
    errors = refusal.body.get("errors")
    texts = [f"{name}: {text}" for name, each in errors.items() for text in each] if errors else []
    return " ".join(texts) or f"{refusal.status} {refusal.body.get('message', '')}"


def _python(sandbox: Sandbox, path: Path) -> str | None:
    space: dict[str, Any] = {"__name__": path.stem, "__file__": str(path)}
    try:
        # It is the user's own file, named on the user's own command line.
        exec(compile(path.read_bytes(), str(path), "exec"), space)  # noqa: S102
        if not callable(space.get("seed")):
            raise WrongSeed(f"{path}: it has no function seed(shop)")
        begin = space.get("begin", "empty")
        if begin not in seed.SEEDS:
            raise WrongSeed(f"{path}: begin must be of {', '.join(seed.SEEDS)}")
        seed.SEEDS[begin](sandbox)
        with sandbox.store.transaction():
            shown = space["seed"](Shop(sandbox))
    except WrongSeed:
        raise
    except SyntaxError as problem:
        raise WrongSeed(f"{path}:{problem.lineno}:{problem.offset}: {problem.msg}") from None
    except Exception as problem:
        lines = [frame.lineno for frame in traceback.extract_tb(problem.__traceback__) if frame.filename == str(path)]
        what = _told(problem) if isinstance(problem, Refused) else f"{type(problem).__name__}: {problem}"
        raise WrongSeed(f"{path}:{lines[-1] if lines else 1}: {what}") from None
    if shown is not None and sandbox.store.get("profile", shown) is None:
        raise WrongSeed(f"{path}: seed(shop) must answer a member's id or None, not {shown!r}")
    return None if shown is None else str(shown)
