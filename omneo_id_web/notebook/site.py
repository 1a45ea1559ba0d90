"""A JupyterLite site for any static host: our wheel and all that it and its kernel need, in one folder.

Nothing in it is fetched from elsewhere: Pyodide is in the folder, its lock lists exactly the wheels that
are there, and the fallback to a public index is off.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from ..bundle.fetch import PYODIDE, SANDBOX, WHEELS, Unavailable, npm_package, wheels
from ..bundle.runtime import install
from ..bundle.wheel import build_sandbox_wheel, build_wheel

KERNEL = (
    "anywidget==0.11.0",
    "asttokens==3.0.2",
    "comm==0.2.3",
    "executing==2.3.0",
    "ipython==9.18.1",
    "ipython-pygments-lexers==1.1.1",
    "ipywidgets==8.1.9",
    "jedi==0.20.1",
    "jupyterlab-widgets==3.0.17",
    "matplotlib-inline==0.2.2",
    "parso==0.8.7",
    "prompt-toolkit==3.0.53",
    "psygnal==0.16.1",
    "pure-eval==0.2.4",
    "pygments==2.21.0",
    "stack-data==0.6.3",
    "tqdm==4.70.1",
    "traitlets==5.16.1",
    "wcwidth==0.9.4",
)
"""What JupyterLite's Python kernel and our widget need besides a page's wheels."""

LOADED = ("micropip", "piplite", "ipykernel", "pyodide-kernel", "comm", "jedi", "ipython", "anywidget", "tqdm")
"""What the kernel begins with, for our part imports it where no cell does; Pyodide loads it in one go."""

APPS = ("lab", "notebooks", "repl", "tree", "edit")
EXTENSIONS = ("@jupyterlite/pyodide-kernel-extension", "@jupyter-widgets/jupyterlab-manager", "anywidget")

_SHIPPED = Path(__file__).parent / "notebooks"
NOTEBOOKS = _SHIPPED if _SHIPPED.is_dir() else Path(__file__).parents[2] / "notebooks"
"""Inside the installed package, or at the top of a checkout."""


def build(out: Path, *, say: Callable[[str], None] = lambda _: None) -> None:
    """Fills `out` with the site; what is there is replaced.

    Parameters:
        out: the folder; made when it is not there.
        say: told what is being done.

    Raises:
        Unavailable: a part is not installed or cannot be fetched.
    """
    extensions = [_extension(name) for name in EXTENSIONS]
    say("fetching Pyodide and the kernel's wheels")
    pyodide = npm_package("pyodide", PYODIDE)
    served = [*wheels([*WHEELS, *KERNEL, *SANDBOX]), *sorted((extensions[0] / "static" / "pypi").glob("*.whl"))]
    say("building JupyterLite")
    _jupyterlite(out, extensions)
    shutil.copytree(_favicons(), out / "static" / "favicons", dirs_exist_ok=True)
    say("putting Pyodide beside it")
    with tempfile.TemporaryDirectory() as temporary:
        ours = [build_wheel(Path(temporary), notebook=True), build_sandbox_wheel(Path(temporary))]
        install(pyodide, [*_newest(served), *ours], out / "pyodide")


def _jupyterlite(out: Path, extensions: list[Path]) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        project = Path(temporary)
        kernel = {
            "pyodideUrl": "./pyodide/pyodide.mjs",
            "disablePyPIFallback": True,
            "loadPyodideOptions": {"packages": list(LOADED)},
        }
        config = {
            "appName": "Omneo notebooks",
            "exposeAppInBrowser": True,
            "litePluginSettings": {f"{EXTENSIONS[0]}:kernel": kernel},
        }
        (project / "jupyter-lite.json").write_text(
            json.dumps({"jupyter-lite-schema-version": 0, "jupyter-config-data": config})
        )
        command = [sys.executable, "-m", "jupyterlite_core", "build", "--ignore-sys-prefix", "--no-sourcemaps"]
        command += ["--no-unused-shared-packages", f"--lite-dir={project}", f"--output-dir={out.absolute()}"]
        command += [f"--contents={NOTEBOOKS}", *(f"--apps={app}" for app in APPS)]
        command += [f"--LiteBuildConfig.federated_extensions={extension}" for extension in extensions]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        told = "\n  ".join((done.stdout + done.stderr).strip().splitlines()[-8:])
        raise Unavailable(f"jupyterlite could not build the site. It said:\n  {told}")


def _extension(name: str) -> Path:
    """The folder of a JupyterLab extension, as pip has put it under this interpreter's prefix."""
    folder = Path(sys.prefix) / "share" / "jupyter" / "labextensions" / name
    if not folder.is_dir():
        raise Unavailable(f"the JupyterLab extension {name} is not installed: pip install 'omneo-id-web[notebook]'")
    return folder


def _favicons() -> Path:
    """The notebook's icons, which JupyterLite takes from jupyter_server and leaves out without the prefix."""
    from jupyter_server import DEFAULT_STATIC_FILES_PATH

    return Path(DEFAULT_STATIC_FILES_PATH) / "favicons"


def _newest(served: list[Path]) -> list[Path]:
    """The last of each distribution's wheels: the kernel brings its stand-in for widgetsnbextension twice."""
    return list({wheel.name.partition("-")[0]: wheel for wheel in served}.values())
