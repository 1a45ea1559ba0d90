"""Sources: where a token may come from, and where none ever goes."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from omneo_id_web import (
    Cookie,
    GlobalVariable,
    IDToken,
    LocalStorage,
    MetaTag,
    SignedOut,
    TokenEndpoint,
    TokenError,
    ValidationError,
    first_of,
)

from .recording import answer, token
from .telling import tell_all
from .token_shop import ADA, ENDPOINT, Area, Shop, me


class Page(ModuleType):
    """As much of a page as the handovers touch."""

    def __init__(self) -> None:
        super().__init__("js")
        self.meta: dict[str, Any] = {}
        tags = SimpleNamespace(namedItem=self.meta.get)
        self.document = SimpleNamespace(head=SimpleNamespace(getElementsByTagName=lambda name: tags), cookie="")
        self.localStorage = Area()
        self.location = SimpleNamespace(origin="https://shop.example", href="https://shop.example/account/?a=b")
        self.URL = SimpleNamespace(new=self._url)

    @staticmethod
    def _url(url: str, base: str) -> Any:
        from urllib.parse import urljoin

        return SimpleNamespace(href=urljoin(base, url))


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    made = Page()
    monkeypatch.setitem(sys.modules, "js", made)
    return made


@pytest.mark.parametrize(
    "source", [MetaTag("t"), Cookie("t"), GlobalVariable("t"), LocalStorage(7), TokenEndpoint("/omneo/token")]
)
def test_what_is_of_a_page_says_so_elsewhere(shop: Shop, source: Any) -> None:
    id_ = shop.sync(source)
    with pytest.raises(TokenError, match="in a browser alone"):
        me(id_)
    id_.sign_out()
    # Beside a source that works it is passed over.
    assert me(shop.sync(first_of(source, shop.mint()))) == {"data": {"id": ADA}}


def test_a_meta_tag_hands_over_and_is_emptied(shop: Shop, page: Page) -> None:
    page.meta["omneo-token"] = SimpleNamespace(content=shop.mint())
    id_ = shop.sync(MetaTag("omneo-token"))
    me(id_)
    id_.sign_out()
    assert page.meta["omneo-token"].content == ""
    with pytest.raises(TokenError, match=r"MetaTag\('other'\): it has none"):
        me(shop.sync(MetaTag("other")))


def test_a_cookie_hands_over_and_is_expired(shop: Shop, page: Page) -> None:
    page.document.cookie = f"a=b; omneo={shop.mint()}; omneo2=x"
    id_ = shop.sync(Cookie("omneo"))
    me(id_)
    id_.sign_out()
    assert page.document.cookie == "omneo=; Max-Age=0; Path=/"


def test_two_cookies_of_one_name_are_none(shop: Shop, page: Page) -> None:
    page.document.cookie = f"omneo={shop.mint()}; omneo={shop.mint()}"
    with pytest.raises(TokenError, match="has none"):
        me(shop.sync(Cookie("omneo")))


@pytest.mark.parametrize("name", ["omneoToken", "Shop.omneo.token"])
def test_a_global_variable_hands_over_and_is_emptied(shop: Shop, page: Page, name: str) -> None:
    owner: Any = page
    for part in name.split(".")[:-1]:
        setattr(owner, part, SimpleNamespace())
        owner = getattr(owner, part)
    setattr(owner, name.rpartition(".")[2], shop.mint())
    id_ = shop.sync(GlobalVariable(name))
    me(id_)
    id_.sign_out()
    assert getattr(owner, name.rpartition(".")[2]) == ""


@pytest.mark.parametrize("value", [None, SimpleNamespace(href="javascript:1"), 7])
def test_a_global_that_is_no_text_is_none(shop: Shop, page: Page, value: Any) -> None:
    page.omneoToken = value  # type: ignore[attr-defined]
    for name in ("omneoToken", "missing", "missing.token"):
        with pytest.raises(TokenError, match="has none"):
            me(shop.sync(GlobalVariable(name)))


def test_the_shopify_plugins_entry_hands_over_and_is_removed(shop: Shop, page: Page) -> None:
    page.localStorage["shapes:omneo:shapestoken:7"] = shop.mint()
    id_ = shop.sync(LocalStorage(7))
    me(id_)
    id_.sign_out()
    assert not page.localStorage


@pytest.mark.parametrize(
    ("url", "resolved"),
    [
        ("/omneo/token", "https://shop.example/omneo/token"),
        ("token?next=https://evil.example", "https://shop.example/account/token?next=https://evil.example"),
        ("./token", "https://shop.example/account/token"),
        ("https://login.shop.example/token", "https://login.shop.example/token"),
        ("http://127.0.0.1:8000/token", "http://127.0.0.1:8000/token"),
    ],
)
def test_an_endpoint_is_resolved_against_the_page(page: Page, url: str, resolved: str) -> None:
    assert TokenEndpoint(url)._resolved() == resolved


@pytest.mark.parametrize(
    "url",
    [
        "",
        "//evil.example/token",
        "/\\evil.example/token",
        "\\\\evil.example/token",
        "http://shop.example/token",
        "https://user:pw@shop.example/token",
        "https:evil.example",
        "https:/evil.example",
        "javascript:alert(1)",
        "data:text/plain,x",
        "/omneo/token#x",
        "/omneo token",
        "/omneo\n/token",
        "\t//evil.example",
        "/é",
        None,
    ],
)
def test_an_endpoint_that_leads_elsewhere_is_refused(page: Page, url: Any) -> None:
    with pytest.raises(ValidationError):
        TokenEndpoint(url)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"null",
        b"[]",
        b"[" * 10_000,
        b'{"token": null}',
        b'{"data": {"token": "x"}}',
        b'{"token": "' + b"a" * 70_000 + b'"}',
    ],
)
def test_an_answer_without_a_token_is_told_and_not_quoted(shop: Shop, body: bytes) -> None:
    shop.outcomes = [answer(200, body)]
    with pytest.raises(TokenError, match=r"TokenEndpoint.*answered 200 without"):
        me(shop.sync(TokenEndpoint(ENDPOINT)))
    assert not shop.seen


@pytest.mark.parametrize("status", [301, 302, 307, 400, 403, 404, 500])
def test_another_status_of_the_endpoint_is_told(shop: Shop, status: int) -> None:
    secret = shop.mint()
    shop.outcomes = [answer(status, {"message": "No."}, location=f"https://evil.example/{secret}")]
    with pytest.raises(TokenError, match=rf"POST /omneo/token: {status} No") as caught:
        me(shop.sync(TokenEndpoint(ENDPOINT)))
    assert len(shop.requests) == 1
    assert secret not in str(caught.value)


def test_no_token_of_an_endpoint_is_in_its_errors(shop: Shop) -> None:
    made = [shop.mint(), token(exp=1), f"{token()}.x", f"{token()}\r\nX: 1"]
    shop.revoked.update(made)
    for text in made:
        shop.outcomes = [answer(200, {"token": text})] * 2
        id_ = shop.sync(TokenEndpoint(ENDPOINT))
        with pytest.raises(TokenError) as caught:
            me(id_)
        told = tell_all(caught.value) + repr(id_)
        assert not [one for one in made if one in told or repr(one)[1:-1] in told]


def test_no_url_has_a_token_in_it(shop: Shop) -> None:
    id_ = shop.sync(TokenEndpoint(f"{ENDPOINT}?shop=acme"))
    me(id_)
    assert not [r.url for r in shop.requests if "eyJ" in r.url]
    assert repr(TokenEndpoint(f"{ENDPOINT}?shop=acme")) == f"TokenEndpoint({ENDPOINT!r})"


def test_a_client_with_a_source_shows_none_of_it(shop: Shop) -> None:
    id_ = shop.sync(first_of(shop.mint(), TokenEndpoint(ENDPOINT)))
    me(id_)
    assert "eyJ" not in repr(id_) + repr(id_._credential._sources)  # type: ignore[attr-defined]
    assert id_.token == IDToken(shop.minted[0])


def test_nobody_at_the_shop_is_signed_out(shop: Shop) -> None:
    shop.member = None
    with pytest.raises(SignedOut):
        me(shop.sync(TokenEndpoint(ENDPOINT)))


def test_the_endpoint_is_asked_as_agreed(shop: Shop, source: TokenEndpoint) -> None:
    me(shop.sync(source))
    asked = shop.requests[0]
    assert (asked.method, asked.url, asked.content) == ("POST", ENDPOINT, b"{}")
    assert asked.headers["X-Omneo-Token"] == "1"
    assert asked.headers["Content-Type"] == "application/json"
    assert "Authorization" not in asked.headers
    assert asked.cookies
    assert not shop.requests[1].cookies


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("", "has none"),
        (None, "has none"),
        ("no.token", "three parts"),
        (7, "int"),
        (b"a.b.c", "bytes"),
        ("a" * 20_000, "longer"),
        (token() + "\r\nX-Evil: 1", "base64url"),
        (token(exp=1), "is over"),
    ],
)
def test_what_is_no_live_token_is_not_sent(shop: Shop, given: Any, why: str) -> None:
    id_ = shop.sync(lambda: given)
    with pytest.raises(TokenError, match=why) as caught:
        me(id_)
    assert not shop.requests
    if isinstance(given, str) and len(given) > 20:
        assert given not in tell_all(caught.value)


def test_the_first_source_with_a_live_token_counts(shop: Shop, source: TokenEndpoint) -> None:
    def broken() -> str:
        raise OSError("no such page")

    id_ = shop.sync(first_of(lambda: None, broken, token(exp=1), first_of(shop.mint()), source))
    me(id_)
    assert not shop.mints
    shop.clock.now += 895
    me(id_)
    assert len(shop.mints) == 1


def test_a_shop_without_a_session_ends_the_chain(shop: Shop, source: TokenEndpoint) -> None:
    shop.member = None
    id_ = shop.sync(first_of(source, shop.mint(ADA)))
    with pytest.raises(SignedOut):
        me(id_)
    assert not shop.seen


def test_a_chain_without_a_live_token_names_each(shop: Shop) -> None:
    def cookie() -> None:
        return None

    with pytest.raises(TokenError, match=r"cookie: it has none; the given token: it is over"):
        me(shop.sync(first_of(cookie, token(exp=1))))
