"""`python -m tests`: format, lint, types, every test, and that nothing has become slower, in one go.

Browsers are Playwright's own where they are installed, else the system's; what is missing of them, and of
the servers that tests talk to, is brought by apt. What follows the command goes to pytest:
`python -m tests tests/unit -k query`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

from .settings import ROOT, load

CHECKS = (
    ("format", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("types (mypy)", ["mypy"]),
    ("types (pyright)", ["pyright", "--warnings", "--pythonpath", sys.executable]),
)


def main(arguments: list[str]) -> int:
    bring(missing_packages())
    failed = [] if arguments else [name for name, command in CHECKS if not passes(name, ["-m", *command])]
    parallel = ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadgroup"]
    if not passes("tests", ["-m", "pytest", *parallel, *arguments]):
        failed.append("tests")
    if not arguments and not passes("speed", ["-m", "benchmarks", "check"]):  # last, when nothing else runs
        failed.append("speed")
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    print(f"── {name}", flush=True)
    return subprocess.run([sys.executable, *command], cwd=ROOT, check=False).returncode == 0


def missing_packages() -> list[str]:
    """What apt calls the programs that the tests need and that are not here."""
    missing = [] if shutil.which("redis-server") else ["redis-server"]
    with sync_playwright() as playwright:
        for engine in load().ENGINES:
            if not engine.there(getattr(playwright, engine.name).executable_path):
                missing += engine.packages
    return missing


def bring(packages: list[str]) -> None:
    """Installs packages of the system."""
    if not packages:
        return
    if shutil.which("apt-get") is None:
        sys.exit(f"missing: {' '.join(packages)}; install them, and browsers by `python -m playwright install`")
    print(f"── bringing {' '.join(packages)}", flush=True)
    root = [] if os.geteuid() == 0 else ["sudo"]
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run([*root, "apt-get", *command], check=True, stdout=subprocess.DEVNULL, env=quiet)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
