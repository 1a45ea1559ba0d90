"""Which engines a test is of: all, if it does not say."""

from __future__ import annotations

import pytest

BUT_WEBKIT = pytest.mark.engines("chromium", "firefox")
"""Of journeys that start Python again and again: WebKitGTK takes some ten seconds of a processor for each start."""

CHROMIUM_ALONE = pytest.mark.engines("chromium")
"""Of what does not differ from one engine to the other."""
