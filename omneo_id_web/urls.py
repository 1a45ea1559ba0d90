"""Where a client may send a secret."""

from __future__ import annotations

import re

from .errors import ValidationError

_TENANT = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_LOOPBACK = r"(.+\.)?localhost|127(\.[0-9]{1,3}){3}|::1"


def base_url_of(tenant: str, base_url: str | None, path: str) -> str:
    """Where a client's paths go on from.

    Raises:
        ValidationError: a tenant that is no host label, or a base URL that is not https (loopback aside).
    """
    if not re.fullmatch(_TENANT, str(tenant)):
        why = "must be the [tenant] of https://api.[tenant].getomneo.com (small letters, digits, hyphens)"
        raise ValidationError.refusing({"tenant": why})
    if base_url is None:
        return f"https://api.{tenant}.getomneo.com{path}"
    return safe_url(base_url, "base_url").rstrip("/")


def safe_url(url: str, name: str) -> str:
    """A URL that a secret may travel to.

    Raises:
        ValidationError: it is not https (loopback aside), or holds more than a host and a path; under `name`.
    """
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except (ValueError, AttributeError, TypeError):
        raise ValidationError.refusing({name: "is not a URL"}) from None
    loopback = re.fullmatch(_LOOPBACK, host) is not None
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        why = "must be https:// (http:// only on this machine): a token would travel in the clear"
    elif not host or parts.username or parts.password or parts.query or parts.fragment:
        why = "must be a scheme, a host and a path, without user, query or fragment"
    else:
        return url
    raise ValidationError.refusing({name: why})
