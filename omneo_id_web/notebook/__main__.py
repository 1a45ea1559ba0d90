"""`python -m omneo_id_web.notebook`: a JupyterLite site in a folder, or served with a sandbox; and its notebooks."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import threading
import webbrowser
from contextlib import ExitStack
from pathlib import Path

from ..bundle.fetch import Unavailable
from ..sandbox.serving import delivering, listen, make, serving
from .serving import alone, beside
from .site import NOTEBOOKS, build


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m omneo_id_web.notebook", description=__doc__)
    commands = parser.add_subparsers(required=True, dest="command")
    building = commands.add_parser("build", help="fill a folder with the site")
    building.add_argument("out", type=Path, help="the folder to fill")
    copying = commands.add_parser("copy", help="put the five notebooks into a folder, for ordinary Jupyter")
    copying.add_argument("out", type=Path, help="the folder; made when it is not there")
    opening = commands.add_parser("serve", help="serve the site with a sandbox, and open it")
    opening.add_argument("site", type=Path, nargs="?", help="a folder that was built; by default one is built now")
    opening.add_argument("--host", default="127.0.0.1")
    opening.add_argument("--port", type=int, default=8600, help="0 takes a free one")
    opening.add_argument("--in-page", action="store_true", help="the sandbox inside each page, not beside the site")
    opening.add_argument("--no-browser", action="store_true", help="open no browser")
    chosen = parser.parse_args(arguments)
    try:
        return {"build": _build, "copy": _copy, "serve": _serve}[chosen.command](chosen)
    except Unavailable as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1


def _build(chosen: argparse.Namespace) -> int:
    _fill(chosen.out)
    return 0


def _fill(out: Path) -> None:
    build(out, say=lambda text: print(f"… {text}", file=sys.stderr))
    files = [path for path in out.rglob("*") if path.is_file()]
    print(f"{out}: {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB")


def _copy(chosen: argparse.Namespace) -> int:
    books = sorted(NOTEBOOKS.glob("*.ipynb"))
    there = [book.name for book in books if (chosen.out / book.name).exists()]
    if there:
        print(f"error: {chosen.out} has {', '.join(there)} already; choose another folder", file=sys.stderr)
        return 1
    chosen.out.mkdir(parents=True, exist_ok=True)
    for book in books:
        shutil.copy2(book, chosen.out)
    print(f"{chosen.out}: {len(books)} notebooks")
    return 0


def _serve(chosen: argparse.Namespace) -> int:
    try:
        listening = listen(chosen.host, chosen.port)
    except OSError as problem:
        print(f"error: cannot listen on port {chosen.port}: {problem.strerror}; choose another --port", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as temporary:
        site = chosen.site
        if site is None:
            site = Path(temporary)
            _fill(site)
        with ExitStack() as running:
            app = alone(site)
            if not chosen.in_page:
                shop = make()
                running.enter_context(delivering(shop))
                app = beside(site, shop)
            url = running.enter_context(serving(app, listening))
            where = "inside each page" if chosen.in_page else f"beside them, at {url}/_sandbox/"
            print(f"notebooks at {url}/lab/index.html, a sandbox {where}\n  Ctrl-C ends it", flush=True)
            if not chosen.no_browser:
                webbrowser.open(f"{url}/lab/index.html?path=1-first-steps.ipynb")
            try:
                threading.Event().wait()
            except KeyboardInterrupt:
                print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
