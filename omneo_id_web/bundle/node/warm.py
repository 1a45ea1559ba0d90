"""What a page would do first, done once for all pages: run inside Pyodide while the snapshot is made."""

import encodings.cp437  # noqa: F401 - by it names in an archive are read, such as one that PyScript's `files` unpacks
import html  # PyScript's own Python does
import importlib
import re
import sys
import sysconfig
import urllib
from base64 import urlsafe_b64encode
from types import ModuleType

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


def later(package: ModuleType, name: str) -> None:
    """Has a module imported when it is first used, not where it is named."""
    made = ModuleType(f"{package.__name__}.{name}")
    modules, whole = sys.modules, importlib.import_module  # the page may have other things by these names

    def first_used(attribute: str) -> object:
        if attribute.startswith("__"):
            raise AttributeError(f"{made.__name__} is not imported yet")  # who looks at all modules uses none
        if modules[made.__name__] is made:
            del modules[made.__name__]
        return getattr(whole(made.__name__), attribute)

    made.__dict__["__getattr__"] = first_used
    modules[made.__name__] = made
    setattr(package, name, made)


names: list[str] = globals().pop("further")
if names:
    later(urllib, "request")  # whatever escapes XML imports it, with HTTP and email in tow
brought = [importlib.import_module(name) for name in names]
used = [module.__file__ for module in sys.modules.values() if getattr(module, "__file__", None)]


def without_entities() -> None:
    """Leaves 2,231 names of characters to who unescapes: PyScript escapes."""
    kept, reload = {"escape", "entities"}, importlib.reload  # the page may have another thing by this name

    def late(name: str) -> object:
        if name not in left_out:
            raise AttributeError(f"module 'html' has no attribute {name!r}")
        del html.__dict__["__getattr__"]
        return getattr(reload(html), name)

    left_out = {name for name in vars(html) if not name.startswith("__")} - kept
    for name in left_out | {"entities"}:
        delattr(html, name)
    del sys.modules["html.entities"]
    html.__dict__["__getattr__"] = late


without_entities()
re.purge()
sysconfig.__dict__.update(_CONFIG_VARS=None, _CONFIG_VARS_INITIALIZED=False)  # hundreds, of which one was asked for
del sys.modules["_sysconfigdata__emscripten_wasm32-emscripten"]
getattr(sys, "_clear_internal_caches")()  # noqa: B009 - no type checker knows it yet
del brought, first_profile, later, listening, names, without_entities
