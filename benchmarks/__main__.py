"""`python -m benchmarks NAME …`: prints ratios that were measured side by side in one run.

What belongs to a release is kept in `history.csv`; `shown` makes the README's tables and the picture of it.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from .measure import machine

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if "\ndef main(" in path.read_text())


def run(names: list[str]) -> int:
    if not names or set(names) - set(NAMES):
        print(f"usage: python -m benchmarks {{{','.join(NAMES)}}} …", file=sys.stderr)
        return 2
    print(machine())
    for name in names:
        import_module(f".{name}", __package__).main()
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
