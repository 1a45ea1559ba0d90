"""The shop's own server: its session, its forms, what each page may do, and what it hands out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from demo_site.__main__ import main
from demo_site.accounts import CODE_LIFE, CODE_TRIES, COOKIE, Accounts
from demo_site.pages import chosen
from demo_site.server import Shop, storefront
from omneo_id_web.bundle import Runtime
from omneo_id_web.sandbox.pytest_plugin import OmneoSandbox

RUNTIME = Runtime("/runtime/pyodide/pyodide.mjs", "/runtime/pyscript/core.js", ("omneo-id-web",))
ADA = "ada@example.com"
WRONG = "not it"


class Visitor:
    """A browser without JavaScript."""

    def __init__(self, client: TestClient, codes: dict[str, str]) -> None:
        self.client, self.codes = client, codes

    def form(self, path: str, **fields: str) -> str:
        """Sends a form as a page of the shop would; answers the page that comes of it."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.client.get("/").text)
        assert found
        return self.client.post(path, data={"csrf": found[1], **fields}).text

    def sign_in(self, email: str = ADA) -> str:
        self.form("/sign-in", email=email)
        return self.form("/code", code=self.codes[email])

    def token(self) -> int:
        """What the token endpoint answers to a page of the shop."""
        headers = {"X-Omneo-Token": "1", "Origin": "https://testserver", "Sec-Fetch-Site": "same-origin"}
        return self.client.post("/omneo/token", headers=headers).status_code


@pytest.fixture
def visitor(omneo_sandbox: OmneoSandbox, tmp_path: Path) -> Iterator[Visitor]:
    codes: dict[str, str] = {}
    (tmp_path / "pyscript").mkdir()
    (tmp_path / "pyscript" / "core.js").write_text("export {}")
    api = "https://api.sandbox.example/id/api/v1"
    shop = Shop(omneo_sandbox.sync_omneo(), "sandbox", api, RUNTIME, tmp_path, codes.__setitem__)
    with TestClient(storefront(shop), base_url="https://testserver") as client:
        yield Visitor(client, codes)


def test_the_shop_window_and_a_product(visitor: Visitor) -> None:
    page = visitor.client.get("/").text
    assert "Wool coat, sand" in page
    assert "$389.00" in page
    product = visitor.client.get("/products/ll-002")
    assert "Wool coat, sand" in product.text
    assert 'href="/account#/wishlists/add/LL-002"' in product.text
    assert visitor.client.get("/products/ll-050").status_code == 404  # it is no longer sold
    assert visitor.client.get("/products/none").status_code == 404


def test_signing_in_by_a_code(visitor: Visitor) -> None:
    assert visitor.token() == 401
    assert "Welcome back" in visitor.client.get("/account").text
    anonymous = visitor.client.cookies[COOKIE]
    assert 'data-tenant="sandbox"' in visitor.sign_in()
    assert visitor.token() == 200
    assert visitor.client.cookies[COOKIE] != anonymous  # who knew the old id gains nothing
    assert "Your membership" in visitor.client.get("/").text


def test_the_cookie_is_for_the_server_alone(visitor: Visitor) -> None:
    visitor.sign_in()
    given = visitor.client.get("/account").headers["set-cookie"]
    assert given.startswith("__Host-shop=")
    assert {"Path=/", "Secure", "HttpOnly", "SameSite=Lax"} <= set(given.split("; "))


def test_signing_out(visitor: Visitor) -> None:
    visitor.sign_in()
    kept = visitor.client.cookies[COOKIE]
    visitor.form("/sign-out")
    assert visitor.token() == 401
    visitor.client.cookies.set(COOKIE, kept, domain="testserver.local", path="/")
    assert visitor.token() == 401  # the session is gone, not only its cookie


def test_joining(visitor: Visitor, omneo_sandbox: OmneoSandbox) -> None:
    joining = {"first_name": "Nell", "last_name": "New", "email": "nell@example.com"}
    visitor.form("/sign-up", **joining)
    assert omneo_sandbox.sync_omneo().profiles.find_by_email("nell@example.com") is None  # not before the code
    assert 'data-tenant="sandbox"' in visitor.form("/code", code=visitor.codes["nell@example.com"])
    made = omneo_sandbox.sync_omneo().profiles.find_by_email("nell@example.com")
    assert made is not None
    assert made.first_name == "Nell"


def test_who_joins_twice_is_signed_in(visitor: Visitor, omneo_sandbox: OmneoSandbox) -> None:
    visitor.form("/sign-up", first_name="Not", last_name="Ada", email=ADA)
    visitor.form("/code", code=visitor.codes[ADA])
    assert visitor.token() == 200
    ada = omneo_sandbox.sync_omneo().profiles.find_by_email(ADA)
    assert ada is not None
    assert (ada.id, ada.first_name) == (omneo_sandbox.profile_id, "Ada")


def test_an_unknown_address_is_led_to_joining(visitor: Visitor) -> None:
    page = visitor.sign_in("nobody@example.com")
    assert "Nobody has this address yet" in page
    assert 'value="nobody@example.com"' in page
    assert visitor.token() == 401


@pytest.mark.parametrize("email", ["", "ada", "@", "a b@example.com", "a" * 300 + "@example.com"])
def test_what_is_no_address_is_refused(visitor: Visitor, email: str) -> None:
    assert "That is no email address." in visitor.form("/sign-in", email=email)
    assert not visitor.codes


def test_a_code_is_good_for_few_tries(visitor: Visitor) -> None:
    visitor.form("/sign-in", email=ADA)
    for _ in range(CODE_TRIES - 1):
        assert "That is not the code." in visitor.form("/code", code=WRONG)
    assert "That code is over." in visitor.form("/code", code=WRONG)
    visitor.form("/code", code=visitor.codes[ADA])
    assert visitor.token() == 401


def test_a_code_outlives_an_omneo_that_is_down(visitor: Visitor, omneo_sandbox: OmneoSandbox) -> None:
    visitor.form("/sign-in", email=ADA)
    omneo_sandbox.fault("/profiles", status=500, count=1)
    assert "cannot look that up now" in visitor.form("/code", code=visitor.codes[ADA])
    visitor.form("/code", code=visitor.codes[ADA])
    assert visitor.token() == 200


def test_who_is_signed_in_is_kept_by_digests(tmp_path: Path) -> None:
    file = tmp_path / "sessions.json"
    cookie = Accounts(lambda: 0.0, file).sign_in("", "p-1").partition(";")[0]
    assert file.stat().st_mode & 0o077 == 0
    assert cookie.partition("=")[2] not in file.read_text()
    again = Accounts(lambda: 0.0, file)
    id, session = again.find(cookie)
    assert session.profile_id == "p-1"
    again.end(id)
    assert Accounts(lambda: 0.0, file).find(cookie)[1].profile_id is None
    file.write_text("[1]")
    with pytest.raises(ValueError, match="holds no sessions"):
        Accounts(lambda: 0.0, file)


def test_a_code_is_good_for_some_minutes() -> None:
    now = 0.0
    accounts = Accounts(lambda: now)
    _, session = accounts.find("")
    code = accounts.challenge(session, ADA)
    now = CODE_LIFE + 1
    assert accounts.passed(session, code) is None


def test_an_address_is_sent_few_codes(visitor: Visitor) -> None:
    pages = [visitor.form("/sign-in", email=ADA) for _ in range(6)]
    assert "enough codes" not in pages[4]
    assert "enough codes" in pages[5]


def test_a_form_of_another_site_is_refused(visitor: Visitor) -> None:
    visitor.sign_in()
    for path in ("/sign-out", "/sign-in", "/sign-up", "/language"):
        visitor.client.cookies.delete(COOKIE) if path == "/sign-in" else None
        assert visitor.client.post(path, data={"csrf": "guessed", "email": ADA}).status_code == 403
    assert visitor.client.post("/sign-out", content=b"x" * 10_000).status_code == 403


def test_another_language(visitor: Visitor) -> None:
    assert visitor.client.get("/", headers={"Accept-Language": "de-AT,en;q=0.5"}).text.count('lang="de"')
    page = visitor.form("/language", language="ar", to="/sign-in")
    assert '<html lang="ar" dir="rtl"' in page
    assert "مرحبًا بعودتك" in page
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example"):
        visitor.client.follow_redirects = False
        found = re.search(r'name="csrf" value="([^"]+)"', visitor.client.get("/").text)
        assert found
        answer = visitor.client.post("/language", data={"csrf": found[1], "language": "de", "to": elsewhere})
        assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("cookie", "header", "language"),
    [(None, "", "en"), ("de", "ar", "de"), ("xx", "fr, ar;q=0.8", "ar"), (None, "fr", "en"), (None, "EN-gb", "en")],
)
def test_the_language_is_chosen(cookie: str | None, header: str, language: str) -> None:
    assert chosen(cookie, header) == language


def test_what_pages_may_do(visitor: Visitor) -> None:
    window = visitor.client.get("/").headers
    assert "script-src" not in window["content-security-policy"]  # nothing runs there at all
    visitor.sign_in()
    portal = visitor.client.get("/account")
    policy = dict(rule.split(" ", 1) for rule in portal.headers["content-security-policy"].split("; "))
    assert "unsafe-inline" not in portal.headers["content-security-policy"]
    assert "'unsafe-eval'" not in policy["script-src"]
    assert policy["default-src"] == "'none'"
    assert policy["connect-src"] == "'self' https://api.sandbox.example"
    assert policy["require-trusted-types-for"] == "'script'"
    for answer in (window, portal.headers, visitor.client.get("/static/style.css").headers):
        assert answer["referrer-policy"] == "same-origin"
        assert "camera=()" in answer["permissions-policy"]
        assert answer["x-content-type-options"] == "nosniff"
    assert portal.headers["cache-control"] == "no-store"


def test_every_file_has_its_digest(visitor: Visitor) -> None:
    visitor.sign_in()
    page = visitor.client.get("/account").text
    for tag in re.findall(r"<(?:script|link)[^>]*(?:src|href)=\"/static/[^>]*(?:js|css)\"[^>]*>", page):
        assert 'integrity="sha256-' in tag
    assert '"/runtime/pyscript/core.js":"sha256-' in page
    assert '"/app.zip":"sha256-' in page


def test_the_shop_answers_its_members_alone(visitor: Visitor) -> None:
    asked: dict[str, str | int] = {"kind": 1, "place": 1, "day": "2031-01-06"}
    assert visitor.client.get("/shop/slots", params=asked).status_code == 401
    visitor.sign_in()
    assert visitor.client.get("/shop/slots", params={"kind": "x"}).status_code == 422
    assert visitor.client.get("/shop/slots", params={**asked, "day": "soon"}).status_code == 422
    found = visitor.client.get("/shop/products", params={"search": "mug"}).json()["data"]
    assert found
    assert all("mug" in row["title"].lower() for row in found)


def test_a_shared_list_tells_nothing_of_its_owner(visitor: Visitor) -> None:
    page = visitor.client.get("/shared/autumn-ada").text
    assert "Autumn wishes" in page
    assert "Ada" not in page
    assert "Byrne" not in page
    assert visitor.client.get("/shared/other").status_code == 404


def test_an_omneo_that_is_down_is_told(visitor: Visitor, omneo_sandbox: OmneoSandbox) -> None:
    omneo_sandbox.fault("/products", status=500, count=9)
    answer = visitor.client.get("/")
    assert answer.status_code == 503
    assert "The shop cannot look that up now" in answer.text


def test_a_certificate_that_cannot_be_used_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "chain.pem").write_text("no certificate")
    for chain in ("chain.pem", "missing.pem"):
        assert main(["--certificate", str(tmp_path / chain), str(tmp_path / "chain.pem")]) == 2
        assert "--certificate wants the PEM files" in capsys.readouterr().err
