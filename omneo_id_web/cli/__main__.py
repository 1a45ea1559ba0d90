"""`python -m omneo_id_web.cli`: the same as `omneo`."""

from __future__ import annotations

from . import main

main()
