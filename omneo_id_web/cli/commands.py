"""Commands for every namespace and method of the admin client, derived from their declarations.

A namespace is imported, and its commands are made, when it is named: to start costs nothing.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Callable, Mapping
from keyword import iskeyword
from pathlib import Path
from typing import Annotated, Any, NotRequired, get_origin, get_type_hints

import typer

from ..admin.namespaces import AdminNamespaces
from ..errors import ValidationError
from ..pagination import SyncPages
from ..reading import fields_of
from ..resource import Bound, Described, Resource, Submitted, parts_of
from . import output
from .output import Format

Chosen = Annotated[Format | None, typer.Option("--format", help="By default a table on a terminal, else JSON.")]
Client = Callable[[], Any]
"""Makes the client when a command has been understood."""

_KEYWORD = "__keyword"
"""Ends a parameter's name that Python has for itself, as `from`."""

_TEXT = re.compile(r"(str|Literal|Enum|DateTimeInput|DateInput|None|Gender|\w*Type)\b")


def namespaces() -> list[str]:
    """The namespaces of the admin client, as they are typed."""
    return sorted(_typed(name) for name in parts_of(AdminNamespaces))


def namespace(name: str, client: Client) -> typer.Typer | None:
    """The commands of one namespace; None when there is none of this name."""
    attribute = name.replace("-", "_")
    if attribute not in parts_of(AdminNamespaces):
        return None
    made = group(name, getattr(AdminNamespaces[Any](), attribute), lambda: getattr(client(), attribute))
    if attribute == "profiles":

        @made.command("get")
        def _(profile_id: Annotated[str, typer.Argument(metavar="ID")], format: Chosen = None) -> None:
            """A profile. GET /profiles/{id}. More of one member: omneo profile ID."""
            output.show(client().profile(profile_id).get(), format or output.usual())

    return made


def profile_tree(client: Client) -> typer.Typer:
    """`omneo profile ID …`: the commands of one member's tree."""
    chosen: list[str] = []
    described = AdminNamespaces[Any]().profile("id")
    made = group("profile", described, lambda: client().profile(chosen[0]))

    @made.callback()
    def whose(profile_id: Annotated[str, typer.Argument(metavar="ID", help="The profile's id.")]) -> None:
        """One member: their profile and everything under it."""
        chosen[:] = [profile_id]

    return made


def group(name: str, described: Resource[Any], real: Client) -> typer.Typer:
    """The commands of a resource: its methods, and its parts as groups."""
    about = (type(described).__doc__ or "").partition("\n")[0]
    made = typer.Typer(name=name, help=about, no_args_is_help=True, rich_markup_mode=None, add_completion=False)

    @made.callback(help=about)
    def _() -> None: ...

    for attribute in dir(type(described)):
        member = inspect.getattr_static(type(described), attribute)
        if isinstance(member, Described) and not attribute.startswith("_"):
            bound = getattr(described, attribute)
            made.command(_typed(attribute))(_command(bound, _getter(real, attribute)))
    for part in parts_of(type(described)):
        made.add_typer(group(_typed(part), getattr(described, part), _getter(real, part)))
    return made


def _getter(real: Client, attribute: str) -> Client:
    return lambda: getattr(real(), attribute)


def _command(bound: Bound, real: Client) -> Callable[..., None]:
    """A function with the signature that Typer makes arguments and options of."""
    function = bound.method.function
    input = bound.method.input if isinstance(bound.method, Submitted) else None
    parameters = list(inspect.signature(function).parameters.values())[1:]
    named: dict[str, tuple[Any, Any]] = {}
    positional: list[str] = []
    readers: dict[str, Callable[[str], Any]] = {}
    for parameter in parameters:
        kind = str(parameter.annotation)
        if parameter.kind is parameter.VAR_KEYWORD:
            continue
        readers[parameter.name] = _reader(parameter.name, kind)
        if parameter.kind is parameter.KEYWORD_ONLY or parameter.default is not parameter.empty:
            named[parameter.name] = _option(str | None, f"--{_typed(parameter.name)}", "VALUE", kind)
        else:
            positional.append(parameter.name)
            argument = typer.Argument(metavar=_typed(parameter.name).upper(), help=_NUMBERS.get(kind, kind))
            named[parameter.name] = (Annotated[str, argument], ...)
    fields = _fields(input) if input is not None else {}
    for field, kind in fields.items():
        if field not in named and field not in ("format", "body"):
            readers[field] = _reader(field, kind)
            named[field] = _option(str | None, f"--{_typed(field)}", "VALUE", kind)
    if input is not None:
        about = "The whole body as JSON, @FILE or - for what is piped in; fields given by name are stronger."
        named["body"] = _option(str | None, "--body", "JSON", about)
    takes_query = any(p.kind is p.VAR_KEYWORD for p in parameters) and input is None
    if takes_query:
        named |= _ITEM_OPTIONS if "ItemQuery" in str(parameters[-1].annotation) else _LIST_OPTIONS
    named["format"] = (Chosen, None)

    def run(**given: Any) -> None:
        format = given.pop("format") or output.usual()
        everything = given.pop("all", False)
        query = _query(given) if takes_query else {}
        body = _body(given.pop("body", None)) if input is not None else {}
        given = {name.removesuffix(_KEYWORD): value for name, value in given.items()}
        values = {name: readers[name](value) for name, value in given.items() if value is not None}
        arguments = [values.pop(name) for name in positional]
        if body or (input is not None and not fields):
            arguments.append(body)
        result = real()(*arguments, **values, **query)
        if not isinstance(result, SyncPages):
            output.show(result, format)
        elif everything or query.get("limit"):
            output.show_rows(result, format)
        else:
            output.show_rows(result.data, format)
            _tell_of_the_rest(result)

    run.__doc__ = inspect.cleandoc(bound.__doc__ or "").partition("\n\n")[0].replace("`", "")
    run.__name__ = bound.__name__
    named = {f"{name}{_KEYWORD}" if iskeyword(name) else name: kind for name, kind in named.items()}
    run.__annotations__ = {name: kind for name, (kind, _) in named.items()}
    run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(
                name,
                inspect.Parameter.KEYWORD_ONLY,
                annotation=kind,
                default=inspect.Parameter.empty if usual is ... else usual,
            )
            for name, (kind, usual) in sorted(named.items(), key=lambda item: item[1][1] is not ...)
        ]
    )
    return run


def _option(kind: Any, name: str, metavar: str | None, help: str, usual: Any = None) -> tuple[Any, Any]:
    return Annotated[kind, typer.Option(name, metavar=metavar, help=help, show_default=False)], usual


_Several = list[str] | None
_Number = int | None
_LIST_OPTIONS: dict[str, tuple[Any, Any]] = {
    "filter": _option(_Several, "--filter", "FIELD=VALUE", "Or FIELD[gte]=VALUE and the like; may be repeated."),
    "include": _option(_Several, "--include", "NAME", "What is to come with it; may be repeated."),
    "sort": _option(_Several, "--sort", "FIELD", "-FIELD sorts downwards; may be repeated."),
    "param": _option(_Several, "--param", "NAME=VALUE", "Sent as it is; may be repeated."),
    "page_size": _option(_Number, "--page-size", "ROWS", "Rows on a page."),
    "page_number": _option(_Number, "--page-number", "NUMBER", "The page to begin with."),
    "limit": _option(_Number, "--limit", "ROWS", "So many rows at most, over all pages."),
    "all": _option(bool, "--all", None, "Every row of every page.", False),
}
_ITEM_OPTIONS = {name: _LIST_OPTIONS[name] for name in ("include", "param")}


def _query(given: dict[str, Any]) -> dict[str, Any]:
    """What of a command's options is a `ListQuery`; takes it out."""
    query: dict[str, Any] = {}
    for name in ("page_size", "page_number", "limit", "include", "sort"):
        value = given.pop(name, None)
        if value is not None and value != []:
            query[name] = value
    for name, place in (("filter", "filter"), ("param", "params")):
        pairs = given.pop(name, None)
        if pairs:
            query[place] = nested(pairs, f"--{name}")
    return query


def nested(pairs: list[str], option: str) -> dict[str, Any]:
    """`["email=a", "total[gte]=5"]` as nested mappings.

    Raises:
        ValidationError: a text that is no NAME=VALUE.
    """
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        keys = re.findall(r"[^\[\]]+", name)
        if not equals or not keys:
            raise ValidationError.refusing({option: f"must be NAME=VALUE, not {pair!r}"})
        here = found
        for key in keys[:-1]:
            here = here.setdefault(key, {})
        here[keys[-1]] = value
    return found


def read_json(text: str | None, option: str) -> Any:
    """What JSON, `@FILE` or `-` for the standard input says.

    Raises:
        ValidationError: it is no JSON, or the file cannot be read.
    """
    if text is None:
        return None
    try:
        if text == "-":
            return json.load(sys.stdin)
        return json.loads(Path(text[1:]).read_text(encoding="utf-8") if text.startswith("@") else text)
    except (OSError, ValueError) as problem:
        why = str(problem)
    raise ValidationError.refusing({option: f"cannot be read: {why}"})


def _body(text: str | None) -> dict[str, Any]:
    body = read_json(text, "--body")
    if body is not None and not isinstance(body, Mapping):
        raise ValidationError.refusing({"--body": "must be a JSON object"})
    return dict(body or {})


def _fields(input: Any) -> dict[str, str]:
    """The fields of a body, each with its type for people."""
    if not fields_of(input):
        return {}
    hints = get_type_hints(input, include_extras=True)
    # Where annotations are text, the class itself does not see which are NotRequired.
    needed = {name for name in input.__required_keys__ if get_origin(hints[name]) is not NotRequired}
    kinds = get_type_hints(input).items()
    return {name: f"required; {_readable(kind)}" if name in needed else _readable(kind) for name, kind in kinds}


def _readable(kind: Any) -> str:
    text = kind.__name__ if isinstance(kind, type) else str(kind)
    return re.sub(r"\b(\w+\.)+", "", text)


_NUMBERS = {"int": "a whole number", "float": "a number"}


def _reader(name: str, kind: str) -> Callable[[str], Any]:
    """Reads an argument: JSON where the type is more than text, text otherwise."""
    kind = kind.removeprefix("required; ")
    if _TEXT.match(kind) and not re.search(r"\b(list|dict|Sequence|Mapping|int|float|bool)\b", kind):
        return str

    def read(text: str) -> Any:
        try:
            value = json.loads(text)
        except ValueError:
            value = text
        if kind in _NUMBERS and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise ValidationError.refusing({name: f"must be {_NUMBERS[kind]}, not {text!r}"})
        return value

    return read


def _tell_of_the_rest(pages: SyncPages[Any]) -> None:
    page = pages.page()
    if page.next is not None:
        where = f"page {page.number} of {page.last}" if page.number and page.last else "one page"
        rows = f", {page.total} rows in all" if page.total is not None else ""
        sys.stderr.write(f"{where}{rows}: --all prints every row\n")


def _typed(name: str) -> str:
    return name.replace("_", "-")
