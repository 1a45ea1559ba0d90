"""The shop behind the portal: one inside the page, where there is no server."""

from demo_site.inside.shop import ask, client, sign_out, to, visit

__all__ = ["ask", "client", "sign_out", "to", "visit"]
