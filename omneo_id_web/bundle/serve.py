"""Serves the folder as a well set-up host does: compressed where the browser takes it, kept where it may be."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from .manifest import cache_control

ENCODINGS = {"br": "br", "gz": "gzip"}
"""What HTTP calls a file of that ending, the smallest first."""


class BundleFiles(StaticFiles):
    """The folder that `build` filled, as an ASGI app."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        accepted = Headers(scope=scope).get("accept-encoding", "")
        packed = (ending for ending, name in ENCODINGS.items() if name in accepted)
        found = next((e for e in packed if (Path(self.directory or "") / f"{path}.{e}").is_file()), None)
        answer = await super().get_response(f"{path}.{found}" if found else path, scope)
        if found:
            answer.headers["Content-Encoding"] = ENCODINGS[found]
            answer.headers["Content-Type"] = mimetypes.guess_type(path)[0] or "application/octet-stream"
        answer.headers["Vary"] = "Accept-Encoding"
        answer.headers["Cache-Control"] = cache_control(path)
        return answer
