"""What a page would do first, done once for all pages: run inside Pyodide while the snapshot is made."""

import _imp
import html  # noqa: F401 - PyScript's own Python does
import importlib
import sys
from base64 import urlsafe_b64encode

# The runtime comes without the sources that are frozen into it; the library's are the same.
getattr(_imp, "_override_frozen_modules_for_tests")(-1)  # noqa: B009
importlib.invalidate_caches()  # the clock stands still, so that a folder does not look changed

import omneo_id_web.tokens.renewal  # noqa: E402
import omneo_id_web.transports.pyfetch  # noqa: E402, F401
from omneo_id_web import ID, Request, Response  # noqa: E402
from omneo_id_web.tokens import TokenEndpoint, tabs  # noqa: E402, F401


def first_profile() -> None:
    class Answering:
        """A transport that never waits."""

        async def send(self, request: Request) -> Response:
            return Response(200, {}, b'{"data": {"id": "1"}}')

    parts = (b'{"alg": "HS256"}', b'{"pid": "1", "exp": 4102444800}', b"signature")
    token = ".".join(urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
    try:
        ID("acme", token=token, transport=Answering()).profile.get().__await__().send(None)
    except StopIteration as answer:
        if answer.value.id != "1":
            raise


# There are no tabs here, and what listens to them cannot be in a snapshot.
listening = tabs.Tabs
setattr(tabs, "Tabs", lambda *_: None)  # noqa: B010
first_profile()
setattr(tabs, "Tabs", listening)  # noqa: B010
used = [module.__file__ for module in sys.modules.values() if getattr(module, "__file__", None)]
del first_profile, listening
