"""Which engines a test is of: all, if it does not say."""

from __future__ import annotations

import pytest

CHROMIUM_ALONE = pytest.mark.engines("chromium")
"""Of what does not differ from one engine to the other."""
