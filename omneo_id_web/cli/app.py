"""The commands, and how they end: 0 well, 1 with a failure, 2 for bad input, 3 for a missing or refused token."""

from __future__ import annotations

import logging
import os
import sys
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from ..errors import AuthenticationError, OmneoError, PermissionDenied, TokenError, TransportError, ValidationError
from . import output
from .commands import namespace, namespaces, nested, profile_tree, read_json
from .settings import Settings, Unset, find, needed_token

if TYPE_CHECKING:
    from ..admin import SyncOmneo

FAILED, BAD_INPUT, NO_ACCESS, INTERRUPTED = 1, 2, 3, 130


class _Shop:
    """The shop of this run, and a client for it when one is needed."""

    def __init__(self) -> None:
        self.tenant: str | None = None
        self._client: SyncOmneo | None = None

    @property
    def settings(self) -> Settings:
        return find(self.tenant)

    def client(self) -> SyncOmneo:
        if self._client is None:
            from ..admin import SyncOmneo

            settings = self.settings
            self._client = SyncOmneo(settings.tenant, token=needed_token(settings), base_url=settings.base_url)
        return self._client

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


shop = _Shop()


class _Root(TyperGroup):
    """Besides its own commands every namespace of the API, each made when it is named."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        made = profile_tree(shop.client) if cmd_name == "profile" else namespace(cmd_name, shop.client)
        return None if made is None else typer.main.get_command(made)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except Exception as unknown:
            told = getattr(unknown, "message", "")
            near = get_close_matches(args[0], [*namespaces(), "profile"], n=1) if told.endswith(".") else []
            if near:
                unknown.message = f"{told[:-1]}. Did you mean {near[0]!r}?"  # type: ignore[attr-defined]
            raise

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx))


def _epilog() -> str:
    return (
        f"Namespaces, each with its own --help: {', '.join(namespaces())}. And one member's: profile ID. "
        "OMNEO_TENANT, OMNEO_TOKEN and OMNEO_BASE_URL come from the environment or from .env; a token may "
        "also be in the system's keyring (keyring set omneo TENANT)."
    )


app = typer.Typer(
    name="omneo",
    cls=_Root,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=_epilog(),
)
token_commands = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Tokens: mint one, or look at yours.")
import_commands = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Bring many things in.")
app.add_typer(token_commands, name="token")
app.add_typer(import_commands, name="import")


def _version(asked: bool) -> None:
    if asked:
        from .. import __version__

        typer.echo(f"omneo {__version__}")
        raise typer.Exit


@app.callback()
def root(
    tenant: Annotated[str | None, typer.Option(help="Instead of OMNEO_TENANT.")] = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    """Omneo's admin API on a command line."""
    shop.tenant = tenant


@app.command()
def call(
    method: Annotated[str, typer.Argument(help="GET, POST, PUT or DELETE.")],
    path: Annotated[str, typer.Argument(help="Below the base URL, with a leading slash.")],
    query: Annotated[list[str] | None, typer.Option(help="NAME=VALUE, or NAME[part]=VALUE; may be repeated.")] = None,
    body: Annotated[str | None, typer.Option(help="JSON, @FILE, or - for what is piped in.")] = None,
) -> None:
    """Calls any endpoint at all, and prints its answer as JSON."""
    asked = nested(query or [], "--query")
    output.show(shop.client().call(method, path, query=asked, body=read_json(body, "--body")), output.Format.JSON)


@token_commands.command("mint")
def token_mint(profile_id: Annotated[str, typer.Argument(metavar="ID", help="The profile's id.")]) -> None:
    """Mints an ID token for a member and prints it; what it says goes to the error stream."""
    token = shop.client().mint_id_token(profile_id)
    typer.echo(f"{token!r}", err=True)
    typer.echo(token.value)


@token_commands.command("show")
def token_show(
    reveal: Annotated[bool, typer.Option("--reveal", help="Print the token itself, and nothing else.")] = False,
) -> None:
    """Tells where the token is from, what it says of itself and when it ends; never the token."""
    from .doctor import claims

    settings = shop.settings
    token = needed_token(settings)
    if reveal:
        return typer.echo(token)
    typer.echo(f"tenant   {settings.tenant}\nfrom     {settings.token_from}")
    said = claims(token)
    if said is None:
        return typer.echo("claims   none: it is opaque, and tells nothing of itself")
    if isinstance(said.get("exp"), (int, float)):
        end = datetime.fromtimestamp(said["exp"], UTC)
        over = "over since" if end < datetime.now(UTC) else "until"
        typer.echo(f"good     {over} {end:%Y-%m-%d %H:%M:%S} UTC")
    for name, value in said.items():
        typer.echo(f"{name:8} {output.plain(value)}")
    return None


@import_commands.command("profiles")
def import_profiles(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV file with a header, in UTF-8.")],
    match: Annotated[str, typer.Option(help="What profiles are found by: email, an identity's handle, or none.")] = (
        "email"
    ),
    resume: Annotated[bool, typer.Option("--resume", help="Go on where an earlier run ended.")] = False,
    checkpoint: Annotated[Path | None, typer.Option(help="Where progress is kept; FILE.checkpoint otherwise.")] = None,
    concurrency: Annotated[int, typer.Option(help="Calls under way at once.")] = 4,
    rate: Annotated[float | None, typer.Option(help="Requests a second.")] = None,
) -> None:
    """Imports members from a CSV file. Rows that cannot be right are told by their line; the rest goes on."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from ..importing import import_profiles

    kept = checkpoint or file.with_name(f"{file.name}.checkpoint")
    if kept.exists() and not resume:
        why = f"{kept} is there from an earlier run: --resume goes on with it; delete it to begin anew"
        raise ValidationError.refusing({"--resume": why})
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(file.name, total=None)
        report = import_profiles(
            shop.client(),
            file,
            match=None if match == "none" else match,
            checkpoint=kept,
            concurrency=concurrency,
            rate=rate,
            on_progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    for problem in report.problems:
        typer.echo(f"{file}:{problem.line}: {_told(problem.error)}", err=True)
    typer.echo(f"{report.sent} imported, {report.skipped} were already, {len(report.problems)} not")
    if report.problems:
        raise typer.Exit(FAILED)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def sandbox(ctx: typer.Context) -> None:
    """Runs an Omneo on this machine; see omneo sandbox --help."""
    try:
        from ..sandbox.__main__ import main
    except ImportError:
        raise Unset("the sandbox needs more: pip install 'omneo-id-web[sandbox]'") from None
    raise typer.Exit(main(ctx.args, "omneo sandbox"))


@app.command()
def doctor(
    origin: Annotated[str, typer.Option(help="The page that should be able to call the ID API.")] = (
        "https://shop.example"
    ),
) -> None:
    """Checks tenant, token, scopes, clock and CORS, and says what to mend."""
    from ..transports import default_sync_transport
    from ..urls import base_url_of
    from .doctor import Doctor

    settings = shop.settings
    transport = default_sync_transport()
    good = True
    try:
        checks = Doctor(settings, base_url_of(settings.tenant, settings.base_url, "/api/v3"), transport, origin)
        for finding in checks.findings():
            sign = {True: "ok", False: "NOT", None: "?"}[finding.good]
            typer.echo(f"{sign:4} {finding.name:10} {finding.said}")
            good = good and finding.good is not False
    finally:
        getattr(transport, "close", lambda: None)()
    if not good:
        raise typer.Exit(FAILED)


def run(arguments: list[str] | None = None) -> int:
    """Runs one command.

    Returns:
        The exit code.
    """
    # What the client logs for a server's operator is told here by the error itself.
    logging.getLogger("omneo_id_web").addHandler(logging.NullHandler())
    try:
        code = app(arguments, prog_name="omneo", standalone_mode=False)
    except (Unset, AuthenticationError, PermissionDenied, TokenError) as problem:
        return _ended(NO_ACCESS, problem)
    except ValidationError as problem:
        return _ended(FAILED if problem.sent else BAD_INPUT, problem)
    except OmneoError as problem:
        return _ended(FAILED, problem)
    except BrokenPipeError:
        # Whoever read our output has had enough; Python would complain while it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("interrupted", err=True)
        return INTERRUPTED
    except SystemExit as end:  # so the sandbox's own arguments end
        return end.code if isinstance(end.code, int) else 0
    except Exception as problem:
        show = getattr(problem, "show", None)
        if show is None:
            raise
        show()  # what is wrong with the command line, as Typer tells it
        return int(getattr(problem, "exit_code", BAD_INPUT))
    finally:
        shop.close()
    return code if isinstance(code, int) else 0


def _ended(code: int, problem: OmneoError) -> int:
    typer.echo(f"error: {_told(problem)}", err=True)
    return code


def _told(problem: OmneoError) -> str:
    if isinstance(problem, ValidationError) and not problem.sent and problem.errors:
        return "; ".join(f"{name} {' '.join(texts)}" for name, texts in problem.errors.items())
    if isinstance(problem, AuthenticationError):
        return f"{problem}: the token is wrong or over; `omneo doctor` tells more"
    if isinstance(problem, TransportError):
        return f"{problem}: check OMNEO_TENANT, OMNEO_BASE_URL and the network; `omneo doctor` tells more"
    return str(problem)
