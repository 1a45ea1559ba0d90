"""A Django shop, in one file, whose pages get the member's ID token: `python examples/django_shop.py`."""

from __future__ import annotations

import secrets
import sys
from typing import Any

from django.conf import settings as django_settings
from django.core.management import execute_from_command_line
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from shop import CUSTOMER, PORT, page, settings, visitor

from omneo_id_web import SyncOmneo
from omneo_id_web.server import SyncTokenService

omneo_ = settings()
omneo = SyncOmneo(omneo_.tenant, token=omneo_.token, base_url=omneo_.base_url)
service = SyncTokenService(omneo)

django_settings.configure(
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
    ROOT_URLCONF=__name__,
    SECRET_KEY=secrets.token_urlsafe(50),
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
)


def token(request: Any) -> HttpResponse:
    who = visitor(request.session.get("customer"))
    answer = service.answer(request.method, request.headers, who, request.body)
    return HttpResponse(answer.content, status=answer.status, headers=answer.headers)


def home(request: Any) -> HttpResponse:
    hidden = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'
    return HttpResponse(page(omneo_.id_base_url, hidden).encode())


def sign_in(request: Any) -> HttpResponse:
    request.session["customer"] = CUSTOMER  # your own sign-in goes here
    return HttpResponse(status=303, headers={"Location": "/"})


def sign_out(request: Any) -> HttpResponse:
    request.session.flush()
    return HttpResponse(status=303, headers={"Location": "/"})


urlpatterns = [
    path("", home),
    # Django's own token is not needed: the service checks the origin and a header that no other page can send.
    path("omneo/token", csrf_exempt(token)),
    path("sign-in", require_POST(sign_in)),
    path("sign-out", require_POST(sign_out)),
]

if __name__ == "__main__":
    execute_from_command_line([sys.argv[0], "runserver", "--noreload", "--skip-checks", f"127.0.0.1:{PORT}"])
