"""Firefox by WebDriver BiDi, which it speaks itself."""

from __future__ import annotations

import base64
import json
import re
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import websocket

from tests.settings import load

from . import Gone
from .actions import Acting
from .programs import running, soon

EVENTS = [
    "log.entryAdded",
    "network.beforeRequestSent",
    "browsingContext.downloadEnd",
    "browsingContext.userPromptOpened",
]

LEFT = re.compile(r"no such frame|no such node|AbortError|destroyed|discarded|unloaded|Navigat", re.IGNORECASE)
"""How Firefox says that the page went elsewhere."""

NOTHING = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
"""The digest of no bytes, which Firefox says that a file has whose load was cut off by going elsewhere."""

LOOKS = {"dark": 0, "light": 1}


class Session:
    """One Firefox process and what it is told."""

    def __init__(self, command: list[str], environment: dict[str, str], preferences: dict[str, Any]) -> None:
        with ExitStack() as open:
            made = tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True)
            folder = Path(open.enter_context(made))
            lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items()]
            (folder / "user.js").write_text("\n".join(lines))
            open.enter_context(running([*command, "--profile", str(folder)], environment))
            told = json.loads(soon("Firefox", (folder / "WebDriverBiDiServer.json").read_text))
            url, seconds = f"ws://{told['ws_host']}:{told['ws_port']}/session", load().TIMEOUT / 1000
            self._socket = websocket.create_connection(url, timeout=seconds, suppress_origin=True)
            open.callback(self._socket.close, timeout=0)
            self._open = open.pop_all()
        self._numbers = count(1)
        self.pages: dict[str, FirefoxPage] = {}
        self.downloads: list[dict[str, Any]] = []
        self.send("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": True}})
        self.send("session.subscribe", events=EVENTS)

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What a command answers; events that come before it are taken in.

        Raises:
            Gone: the page went elsewhere in between.
        """
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (told := self.wait()).get("id") != number:
            pass
        if told["type"] == "error":
            problem = f"{method}: {told['error']}: {told['message']}"
            raise Gone(problem) if LEFT.search(problem) else RuntimeError(problem)
        result: dict[str, Any] = told["result"]
        return result

    def wait(self) -> dict[str, Any]:
        """The next thing that the browser tells; an event is taken in."""
        told: dict[str, Any] = json.loads(self._socket.recv())
        if told["type"] == "event":
            self._take(told["method"], told["params"])
        return told

    def _take(self, event: str, told: dict[str, Any]) -> None:
        if event == "browsingContext.downloadEnd":
            self.downloads.append(told)
        context = told.get("context") or told.get("source", {}).get("context")
        page = self.pages.get(context or "")
        if page is None:
            return
        if event == "network.beforeRequestSent":
            page.urls.append(told["request"]["url"])
        elif event == "browsingContext.userPromptOpened":
            page.complaints.append(f"{told['type']}: {told.get('message')}")
        elif event == "log.entryAdded" and told["level"] in ("error", "warn"):
            text = str(told.get("text"))
            if NOTHING not in text:
                page.complaints.append(text)

    def close(self) -> None:
        self._open.close()


class FirefoxPage(Acting):
    """One tab: in a window of its own, since Firefox draws nothing of a tab that is behind another."""

    def __init__(self, session: Session, context: str, profile: str) -> None:
        self._session, self._context, self._profile = session, context, profile
        self.complaints: list[str] = []
        self.urls: list[str] = []
        session.pages[context] = self

    def _send(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self._session.send(method, context=self._context, **parameters)

    @property
    def url(self) -> str:
        return str(self._send("browsingContext.getTree", root=self._context)["contexts"][0]["url"])

    def goto(self, url: str) -> None:
        self._send("browsingContext.navigate", url=url, wait="complete")

    def back(self) -> None:
        self._send("browsingContext.traverseHistory", delta=-1)

    def forward(self) -> None:
        self._send("browsingContext.traverseHistory", delta=1)

    def reload(self) -> None:
        self._send("browsingContext.reload", wait="complete")

    def call(self, function: str, argument: Any = None) -> Any:
        told = self._session.send(
            "script.callFunction",
            functionDeclaration=f"async given => JSON.stringify(await ({function})(JSON.parse(given)) ?? null)",
            awaitPromise=True,
            target={"context": self._context},
            arguments=[{"type": "string", "value": json.dumps(argument)}],
            userActivation=False,
        )
        if told["type"] == "exception":
            raise RuntimeError(told["exceptionDetails"]["text"])
        return json.loads(told["result"]["value"])

    def act(self, sequence: dict[str, Any]) -> None:
        self._send("input.performActions", actions=[sequence])

    def screenshot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self._send("browsingContext.captureScreenshot", origin="document")["data"]))

    def download(self, press: Callable[[], None]) -> Path:
        self._session.downloads.clear()
        press()
        while not self._session.downloads:
            self._session.wait()
        return Path(self._session.downloads[0]["filepath"])

    def forget(self) -> None:
        self._session.send("storage.deleteCookies", partition={"type": "storageKey", "userContext": self._profile})

    def listen(self) -> None:
        self._session.send("session.status")

    def close(self) -> None:
        self._session.pages.pop(self._context, None)
        self._send("browsingContext.close")


class FirefoxProfile:
    """A user context of Firefox's."""

    def __init__(self, session: Session, *, locale: str, zone: str, viewport: dict[str, int]) -> None:
        self._session = session
        self._folder = tempfile.TemporaryDirectory(prefix="downloads-")
        self._context = session.send("browser.createUserContext")["userContext"]
        own = {"userContexts": [self._context]}
        session.send("emulation.setLocaleOverride", locale=locale, **own)
        session.send("emulation.setTimezoneOverride", timezone=zone, **own)
        session.send("browsingContext.setViewport", viewport=viewport, **own)
        kept = {"type": "allowed", "destinationFolder": self._folder.name}
        session.send("browser.setDownloadBehavior", downloadBehavior=kept, **own)

    def page(self) -> FirefoxPage:
        made = self._session.send("browsingContext.create", type="window", userContext=self._context)
        return FirefoxPage(self._session, made["context"], self._context)

    def close(self) -> None:
        self._session.send("browser.removeUserContext", userContext=self._context)
        self._folder.cleanup()


class Firefox:
    """Firefox; a process for each look of its system, since those are preferences of the whole of it."""

    name = "firefox"

    def __init__(self, programs: list[str], arguments: list[str], environment: dict[str, str]) -> None:
        self._command, self._environment = [*programs, *arguments], environment
        self._sessions: dict[tuple[str, str], Session] = {}

    def profile(
        self, *, locale: str, zone: str, viewport: dict[str, int], color_scheme: str, reduced_motion: str
    ) -> FirefoxProfile:
        look = color_scheme, reduced_motion
        if look not in self._sessions:
            preferences = {
                "layout.css.prefers-color-scheme.content-override": LOOKS[color_scheme],
                "ui.prefersReducedMotion": int(reduced_motion == "reduce"),
            }
            self._sessions[look] = Session(self._command, self._environment, preferences)
        return FirefoxProfile(self._sessions[look], locale=locale, zone=zone, viewport=viewport)

    def close(self) -> None:
        for session in self._sessions.values():
            session.close()
