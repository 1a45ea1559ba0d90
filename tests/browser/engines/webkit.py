"""WebKitGTK's own small browser: driven by its WebDriver; its inspector tells of the console."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import tempfile
import threading
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import websocket
from selenium.common.exceptions import JavascriptException, WebDriverException
from selenium.webdriver import Remote
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.webkitgtk.options import Options

from tests.settings import load

from . import Gone
from .actions import Acting
from .programs import running, soon

SMALL = "* { border-width: 0; margin: 0; min-height: 0; min-width: 0; padding: 0 }"
"""The style of the browser's own buttons: a window may then be as narrow as a phone."""

SETTINGS = """[Settings]
gtk-enable-animations={animations}
gtk-font-name=Sans 4
"""

SECOND = 2
"""What the number of a window is more than that of windows before it: the driver counts as one."""

BESIDE = 4
"""Pixels from the middle of what is pressed, to either side in turn; a double click is up to 5 away."""

SPARE = 10
"""Seconds that the driver is waited for beyond what it waits for a page."""

INNER = "return [innerWidth, innerHeight]"

REGIONS = {"ar": "ar_EG"}
"""Where a language is spoken that is asked for alone."""

LEFT = re.compile(r"no such (window|frame)|Callback was not called|navigat|unload", re.IGNORECASE)
"""How the driver says that the page went elsewhere."""


def listening(process: int) -> set[int]:
    """The ports that a process listens on."""
    links = []
    for each in Path(f"/proc/{process}/fd").iterdir():
        try:
            links.append(str(each.readlink()))
        except FileNotFoundError:
            continue  # closed by now
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in links}


def answers(port: int) -> bool:
    """Whether something listens on a port."""
    with socket.socket() as made:
        return made.connect_ex(("127.0.0.1", port)) == 0


def read(url: str) -> str:
    """What a server answers."""
    with urllib.request.urlopen(url) as answer:
        text: str = answer.read().decode()
        return text


def is_gone(problem: WebDriverException) -> bool:
    """Whether a script was not done because the page went elsewhere."""
    return bool(LEFT.search(f"{type(problem).__name__} {problem.msg}"))


class Inspector:
    """What the inspector tells of one page, heard in a thread of its own."""

    def __init__(self, url: str) -> None:
        self.complaints: list[str] = []
        self.urls: list[str] = []
        self._numbers = iter(range(1, 1 << 30))
        self._told = threading.Condition()
        self._answers: set[int] = set()
        self._loads = 0
        self._target = ""
        self._socket = websocket.create_connection(url, timeout=None, suppress_origin=True)
        self._send("Target.setPauseOnStart", pauseOnStart=True)
        self._thread = threading.Thread(target=self._hear, daemon=True)
        self._thread.start()
        soon(f"the window at {url}", lambda: self._target)

    def _send(self, method: str, **parameters: Any) -> int:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        return number

    def _send_to(self, target: str, method: str) -> int:
        number = next(self._numbers)
        self._send("Target.sendMessageToTarget", targetId=target, message=json.dumps({"id": number, "method": method}))
        return number

    def _hear(self) -> None:
        try:
            while text := self._socket.recv():
                self._take(json.loads(text))
        except (websocket.WebSocketException, OSError):
            return  # it was closed

    def _take(self, told: dict[str, Any]) -> None:
        method, given = told.get("method"), told.get("params", {})
        if method == "Target.targetCreated":
            about = given["targetInfo"]
            for domain in ("Console", "Network", "Page"):
                self._send_to(about["targetId"], f"{domain}.enable")
            if not about.get("isProvisional"):
                self._target = about["targetId"]
            if about.get("isPaused"):
                self._send("Target.resume", targetId=about["targetId"])
        elif method == "Target.didCommitProvisionalTarget":
            self._target = given["newTargetId"]
        elif method == "Target.dispatchMessageFromTarget":
            self._take_of_page(json.loads(given["message"]))

    def _take_of_page(self, told: dict[str, Any]) -> None:
        if "id" in told:
            with self._told:
                self._answers.add(told["id"])
                self._told.notify_all()
        elif told["method"] == "Page.loadEventFired":
            with self._told:
                self._loads += 1
                self._told.notify_all()
        elif told["method"] == "Network.requestWillBeSent":
            self.urls.append(told["params"]["request"]["url"])
        elif told["method"] == "Console.messageAdded":
            message = told["params"]["message"]
            if message["level"] in ("error", "warning"):
                self.complaints.append(message["text"])

    def listen(self) -> None:
        """Waits until all is taken in that the page has told so far."""
        # Any question does, but for `Console.enable`, which kills some pages when it is asked again.
        number = self._send_to(self._target, "Console.getLoggingChannels")
        with self._told:
            if not self._told.wait_for(lambda: number in self._answers, timeout=load().TIMEOUT / 1000):
                raise TimeoutError(f"the inspector does not answer within {load().TIMEOUT} ms")

    def loading(self, leave: Callable[[], None]) -> None:
        """Leaves a page and waits until the next is loaded.

        The driver is asked nothing meanwhile: the process of the page that is left may end before it has answered, and
        the driver waits for that for ever.
        """
        before = self._loads
        leave()
        with self._told:
            if not self._told.wait_for(lambda: self._loads > before, timeout=load().TIMEOUT / 1000):
                raise TimeoutError(f"the page is not loaded within {load().TIMEOUT} ms")

    def close(self) -> None:
        if self._socket.sock:
            self._socket.sock.shutdown(socket.SHUT_RDWR)  # which wakes the thread
        self._thread.join()
        self._socket.close()


class WebKitPage(Acting):
    """One window."""

    def __init__(self, profile: WebKitProfile, handle: str, inspector: Inspector) -> None:
        self._profile, self._handle, self._inspector = profile, handle, inspector
        self.complaints, self.urls = inspector.complaints, inspector.urls
        self._beside = BESIDE

    @property
    def _driver(self) -> Remote:
        return self._profile.at(self._handle)

    @property
    def url(self) -> str:
        return str(self._driver.current_url)

    def goto(self, url: str) -> None:
        page, _, anchor = url.partition("#")
        if anchor and page == self.url.partition("#")[0]:
            self._driver.get(url)
        else:
            self._inspector.loading(lambda: self._driver.get(url))

    def back(self) -> None:
        self._driver.back()

    def forward(self) -> None:
        self._driver.forward()

    def reload(self) -> None:
        self._inspector.loading(self._driver.refresh)

    def call(self, function: str, argument: Any = None) -> Any:
        script = f"""const [given, done] = arguments
            Promise.resolve(given).then(JSON.parse).then({function}).then(
                answer => done(JSON.stringify({{answer: answer ?? null}})),
                problem => done(JSON.stringify({{problem: String(problem)}})))"""
        try:
            told = json.loads(self._driver.execute_async_script(script, json.dumps(argument)))
        except WebDriverException as problem:
            if is_gone(problem):
                raise Gone(problem.msg) from None
            raise
        if "problem" in told:
            raise JavascriptException(told["problem"])
        return told["answer"]

    def click(self, x: float, y: float, times: int = 1) -> None:
        # Two presses at nearly one place in a moment are a double click to WebKit, and to a journey are not.
        self._beside = -self._beside
        super().click(x + self._beside, y, times)

    def act(self, sequence: dict[str, Any]) -> None:
        self._driver.execute(Command.W3C_ACTIONS, {"actions": [sequence]})

    def screenshot(self, path: Path) -> None:
        # What was drawn last may be older than what the page is; and only what is in sight can be had.
        self.call("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        path.write_bytes(self._driver.find_element("css selector", "html").screenshot_as_png)

    def download(self, press: Callable[[], None]) -> Path:
        for before in self._profile.downloads.iterdir():
            before.unlink()  # what is called the same would not be new
        press()
        made: list[Path] = soon("a download", lambda: list(self._profile.downloads.iterdir()))
        return made[0]

    def forget(self) -> None:
        self._driver.delete_all_cookies()

    def listen(self) -> None:
        self._inspector.listen()

    def close(self) -> None:
        self._driver.close()


class WebKitProfile:
    """A browser of its own, since its sessions keep nothing once they are over."""

    def __init__(
        self,
        programs: list[str],
        environment: dict[str, str],
        options: list[str],
        *,
        viewport: dict[str, int],
        still: bool,
    ) -> None:
        self._viewport = viewport
        browser, driver = programs
        with ExitStack() as open:
            folder = Path(open.enter_context(tempfile.TemporaryDirectory(prefix="webkit-", ignore_cleanup_errors=True)))
            self.downloads = folder / "Downloads"
            for made in (self.downloads, folder / "gtk-3.0"):
                made.mkdir()
            (folder / "user-dirs.dirs").write_text(f'XDG_DOWNLOAD_DIR="{self.downloads}"\n')
            (folder / "gtk-3.0" / "gtk.css").write_text(SMALL)
            (folder / "gtk-3.0" / "settings.ini").write_text(SETTINGS.format(animations=str(not still).lower()))
            inspected = f"127.0.0.1:{free_port()}"
            environment = environment | {"XDG_CONFIG_HOME": str(folder), "WEBKIT_INSPECTOR_HTTP_SERVER": inspected}
            command = [browser, "--automation", "--enable-developer-extras=true", *options]
            process = open.enter_context(running(command, environment))
            # The inspector's own server takes any port, and the driver speaks to that. The list of what can be
            # inspected stays as it is once the driver is there: windows are numbered as they come.
            ports = soon("the browser", lambda: len(found := listening(process.pid)) == 2 and found)
            (port,) = (port for port in ports if not inspected.endswith(f":{port}"))
            self._window = f"ws://{inspected}/socket/1/{{}}/WebPage"
            soon("the first window", lambda: "/socket/1/1/WebPage" in read(f"http://{inspected}/"))
            asked = Options()
            asked.set_capability("acceptInsecureCerts", True)
            asked.page_load_strategy = "none"  # journeys have pages be half loaded
            own = free_port()
            open.enter_context(running([driver, "-p", str(own), "-t", f"127.0.0.1:{port}"], environment))
            soon("the driver", lambda: answers(own))
            patience = {"timeout": load().TIMEOUT / 1000 + SPARE, "init_args_for_pool_manager": {"retries": False}}
            connection = RemoteConnection(client_config=ClientConfig(f"http://127.0.0.1:{own}", **patience))
            self._driver = open.enter_context(Remote(connection, options=asked))
            self._driver.set_script_timeout(load().TIMEOUT / 1000)
            self._driver.set_page_load_timeout(load().TIMEOUT / 1000)
            self._at = self._driver.current_window_handle
            self._open, self._inspectors = open.pop_all(), list[Inspector]()

    def at(self, handle: str) -> Remote:
        """The driver, at this window."""
        if self._at != handle:
            self._driver.switch_to.window(handle)
            self._at = handle
        return self._driver

    def page(self) -> WebKitPage:
        number = 1
        if self._inspectors:
            self._driver.switch_to.new_window("window")
            self._at = self._driver.current_window_handle
            number = len(self._inspectors) + SECOND
        # What is inspected before this may stay unanswered for ever.
        self._driver.get("about:blank")
        soon("the page", self._is_loaded)
        self._inspectors.append(self._open.enter_context(closing(Inspector(self._window.format(number)))))
        self._size()
        return WebKitPage(self, self._at, self._inspectors[-1])

    def _is_loaded(self) -> bool:
        try:
            return bool(self._driver.execute_script("return document.readyState === 'complete'"))
        except WebDriverException as problem:
            if is_gone(problem):
                return False
            raise

    def _size(self) -> None:
        """Makes the window so large that the page in it is as wanted."""
        wanted = [self._viewport["width"], self._viewport["height"]]

        def fits() -> bool:
            inner = self._driver.execute_script(INNER)
            if inner != wanted:
                outer = self._driver.get_window_size()
                wide, high = (outer[side] + wanted[at] - inner[at] for at, side in enumerate(("width", "height")))
                self._driver.set_window_rect(0, 0, wide, high)
            return bool(inner == wanted)

        soon("the window's size", fits)

    def close(self) -> None:
        self._open.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


class WebKit:
    """WebKitGTK on a screen of its own."""

    name = "webkit"

    def __init__(self, programs: list[str], arguments: list[str], environment: dict[str, str]) -> None:
        screen, *self._programs, self._localedef, _ = programs
        self._open = ExitStack()
        self._locales = self._open.enter_context(tempfile.TemporaryDirectory(prefix="locales-"))
        reading, writing = os.pipe()
        self._open.enter_context(running([screen, "-displayfd", str(writing), *arguments], pass_fds=[writing]))
        os.close(writing)
        with os.fdopen(reading) as told:
            display = told.readline().strip()
        self._environment = environment | {"DISPLAY": f":{display}", "LOCPATH": self._locales}

    def profile(
        self, *, locale: str, zone: str, viewport: dict[str, int], color_scheme: str, reduced_motion: str
    ) -> WebKitProfile:
        return WebKitProfile(
            self._programs,
            self._environment | {"LC_ALL": self._made(locale)},
            [f"--time-zone={zone}", *["--dark-mode"] * (color_scheme == "dark")],
            viewport=viewport,
            still=reduced_motion == "reduce",
        )

    def _made(self, locale: str) -> str:
        """What the system calls a locale; it is made when it is first asked for."""
        source = locale.replace("-", "_") if "-" in locale else REGIONS[locale]
        made = Path(self._locales) / f"{source}.UTF-8"
        if not made.exists():
            subprocess.run([self._localedef, "-i", source, "-f", "UTF-8", str(made)], check=True, capture_output=True)
        return made.name

    def close(self) -> None:
        self._open.close()
