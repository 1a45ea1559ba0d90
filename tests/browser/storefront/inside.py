"""The shop that was built for a host of files: served as plain files, and its Omneo, which is inside the page."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from omneo_id_web import Request, Response, SyncOmneo
from omneo_id_web.profile import ProfileTree
from omneo_id_web.resource import Sync
from tests.browser.driver import Tab

ASKING = """
import js
from pyodide.ffi import create_proxy
from demo_site.inside.shop import OMNEO
from omneo_id_web.operation import Headers, Request

async def ask(method, url, content):
    await OMNEO.ready()
    about = Headers({"authorization": "Bearer " + OMNEO.sandbox.admin_token, "content-type": "application/json"})
    answer = await OMNEO.send(Request(method, url, about, content.encode() or None, timeout=None))
    return js.JSON.stringify(js.Array.of(answer.status, answer.content.decode()))

js.askInside = create_proxy(ask)
"""

ASK = """([method, url, content]) => globalThis.askInside(method, url, content)"""

ADD = """source => {
    const script = document.createElement("py-script")
    script.hidden = true
    script.append(source)
    document.body.append(script)
}"""


class Inside:
    """Carries an admin's requests to the Omneo inside a tab."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab

    def send(self, request: Request) -> Response:
        if not self._tab.run("() => 'askInside' in globalThis"):
            self._tab.run(ADD, ASKING)
            self._tab.waits("'askInside' in globalThis")
        content = (request.content or b"").decode()
        status, body = json.loads(self._tab.run(ASK, [request.method, request.url, content]))
        return Response(status, {"content-type": "application/json"}, body.encode())


@dataclass(frozen=True)
class InsideSite:
    """The shop as one profile of the browser has it.

    Attributes:
        tab: signed in there.
        open: opens another.
    """

    url: str
    tab: Tab
    open: Callable[[], Tab]

    @property
    def omneo(self) -> SyncOmneo:
        """Its Omneo as an admin has it."""
        return SyncOmneo(
            "sandbox", token="inside", base_url="http://sandbox.localhost/api/v3", transport=Inside(self.tab)
        )

    @property
    def sandbox(self) -> Any:
        """What is told of a sandbox that has a port."""
        ada = self.omneo.profiles.find_by_email("ada@example.com")
        assert ada is not None
        return SimpleNamespace(info={"profile_id": ada.id})

    @property
    def ada(self) -> ProfileTree[Sync]:
        """The demo's member as Omneo has her."""
        return self.omneo.profile(self.sandbox.info["profile_id"])


class Quiet(SimpleHTTPRequestHandler):
    """A plain host of files: nothing compressed, no headers of its own, nothing kept."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """Serves a folder while the block runs; yields its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
