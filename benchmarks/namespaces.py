"""What a client costs that has many more namespaces: its import, and what leads to a first call.

A namespace is declared by one annotation, and imported when it is first touched. So a copy of the package with
hundreds more of them should start as this one does.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory

import omneo_id_web
from tests.unit.recording import token

from .measure import report
from .rounds import order

NAME, MORE, STARTS = "namespaces", 500, 30
NOW, GROWN = "as it is", f"with {MORE} more namespaces"
TITLE = f"start {GROWN}"

NAMESPACE = '''"""One of many."""

from __future__ import annotations

from ..models.base import Model
from ..operation import Operation
from ..resource import M, Resource, endpoint


class Thing{n}Of(Model):
    """What there is."""

    id: int


class Thing{n}(Resource[M]):
    """Has them."""

    @endpoint
    def get(self, id: int) -> Operation[Thing{n}Of]:
        """One of them. `GET {{profile}}/thing{n}/{{id}}`"""
        return self._get("/thing{n}/{{id}}", Thing{n}Of, id)
'''

START = """
import asyncio, sys
import base64, json, random, string, typing_extensions
from pydantic import BaseModel, TypeAdapter
from time import process_time
began = process_time()
from omneo_id_web import ID, Response

class Ready:
    async def send(self, request):
        return Response(200, {}, b'{"data": {"id": "a"}}')

id_ = ID("acme", token=sys.argv[1], transport=Ready())
assert asyncio.run(id_.profile.get()).id == "a"
ended = process_time()
assert not sys.argv[2] or sys.argv[2] in dir(id_.profile)
print(ended - began)
"""


def grown(folder: Path, more: int) -> Path:
    """A copy of the package with so many namespaces more in its profile tree."""
    package = folder / "omneo_id_web"
    copytree(Path(omneo_id_web.__file__).parent, package, ignore=ignore_patterns("__pycache__"))
    tree = package / "profile" / "profile.py"
    for n in range(more):
        (tree.parent / f"thing{n}.py").write_text(NAMESPACE.format(n=n))
    declared = "".join(f'    thing{n}: Thing{n}[M]\n    """One of many."""\n' for n in range(more))
    imported = "".join(f"    from .thing{n} import Thing{n}\n" for n in range(more))
    text = tree.read_text()
    text = re.sub(r"(?=^    from \.achievements )", imported, text, count=1, flags=re.M)
    text = re.sub(r"(?=^    achievements: )", declared, text, count=1, flags=re.M)
    tree.write_text(text)
    return folder


def rounds(starts: int = STARTS) -> dict[str, list[float]]:
    """Seconds of a processor from before the import to after the first call, in a fresh interpreter each time."""
    with TemporaryDirectory() as folder:
        shops = {NOW: grown(Path(folder) / "now", 0), GROWN: grown(Path(folder) / "grown", MORE)}
        last = {NOW: "", GROWN: f"thing{MORE - 1}"}
        times: dict[str, list[float]] = {name: [] for name in shops}
        for turn in range(starts + 1):
            for name in order(list(shops), turn):
                command = [sys.executable, "-c", START, token(), last[name]]
                told = subprocess.run(command, cwd=shops[name], capture_output=True, text=True, check=True, env={})
                if turn:  # the first start compiles
                    times[name].append(float(told.stdout))
        return times


def main() -> None:
    report(TITLE, rounds(), GROWN, benchmark=NAME, aims={NOW: 1.1})
