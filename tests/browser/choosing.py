"""Which engines a test is of: all, if it does not say."""

from __future__ import annotations

import pytest

BUT_WEBKIT = pytest.mark.engines("chromium", "firefox")
"""Of journeys that nobody has seen pass in WebKit as a whole yet, where each start of Python takes ten seconds."""

CHROMIUM_ALONE = pytest.mark.engines("chromium")
"""Of what does not differ from one engine to the other."""
