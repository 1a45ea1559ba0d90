"""The shop's own accounts: who is signed in, and the code by email that signs somebody in.

Omneo keeps members, not sessions: those are the shop's. A session is a random id in a cookie that no script
reads; what belongs to it stays here, in this process's memory. Who is signed in can be kept in a file, which
outlives the process: by digests of the ids, so that whoever reads the file is nobody's guest. And who signs out
is out, as a signed cookie could not have it. A shop with several processes keeps all of it in its database.
"""

from __future__ import annotations

import hmac
import json
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

COOKIE = "__Host-shop"
"""The prefix has browsers refuse it unless it is Secure, for this host alone and for all of it."""

LIFE = 12 * 3600.0
"""Seconds that a session lives after it was last used."""

REMEMBERED = 10_000
"""Sessions; beyond so many the one that was idle for longest is forgotten."""

CODE_LIFE, CODE_TRIES = 600.0, 5
"""Seconds that a code is good for, and wrong answers that end it."""


@dataclass
class Challenge:
    """A code that was sent, and what is to happen when it comes back.

    Attributes:
        email: where it went.
        digest: of the code; the code itself is in the email alone.
        ends: Unix seconds.
        joining: a new member's name, first and last; None to sign in.
        tries: answers that are left.
    """

    email: str
    digest: bytes
    ends: float
    joining: tuple[str, str] | None = None
    tries: int = CODE_TRIES


@dataclass
class Session:
    """One visitor.

    Attributes:
        csrf: what a form of this visitor's must carry.
        profile_id: the member; None while nobody is signed in.
        challenge: the code that this visitor was sent last.
        used: Unix seconds of the last request.
    """

    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    profile_id: str | None = None
    challenge: Challenge | None = None
    used: float = 0.0


class Accounts:
    """All sessions.

    Parameters:
        clock: answers Unix seconds.
        file: keeps who is signed in; None forgets it with the process.

    Raises:
        ValueError: the file holds something else.
        OSError: it cannot be read.
    """

    def __init__(self, clock: Callable[[], float], file: Path | None = None) -> None:
        self._clock, self._file = clock, file
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._guard = threading.Lock()
        if file and file.exists():
            try:
                kept = json.loads(file.read_bytes())
                self._sessions.update({key: Session(**fields) for key, fields in kept.items()})
            except (ValueError, TypeError, AttributeError):
                raise ValueError(f"{file} holds no sessions") from None

    def find(self, header: str) -> tuple[str, Session]:
        """The id and the session of a request's `Cookie` header; a new one, which nothing keeps yet, else."""
        try:
            cookie = SimpleCookie(header).get(COOKIE)
        except CookieError:
            cookie = None
        with self._guard:
            known = self._sessions.get(_key(cookie.value)) if cookie else None
            if cookie and known and self._clock() - known.used < LIFE:
                known.used = self._clock()
                self._sessions.move_to_end(_key(cookie.value))
                return cookie.value, known
        return secrets.token_urlsafe(32), Session()

    def keep(self, id: str, session: Session) -> str:
        """Keeps a session; answers the `Set-Cookie` that a browser is to be given."""
        with self._guard:
            session.used = self._clock()
            self._sessions[_key(id)] = session
            while len(self._sessions) > REMEMBERED:
                self._sessions.popitem(last=False)
        return f"{COOKIE}={id}; Path=/; Secure; HttpOnly; SameSite=Lax"

    def sign_in(self, old: str, profile_id: str) -> str:
        """A session under a new id, so that one who knew the old id gains nothing; answers the `Set-Cookie`."""
        self.end(old)
        kept = self.keep(secrets.token_urlsafe(32), Session(profile_id=profile_id))
        self._write()
        return kept

    def end(self, id: str) -> str:
        """Forgets a session; answers the `Set-Cookie` that takes the cookie away."""
        with self._guard:
            self._sessions.pop(_key(id), None)
        self._write()
        return f"{COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"

    def _write(self) -> None:
        if self._file is None:
            return
        with self._guard:
            signed_in = {
                key: {"csrf": each.csrf, "profile_id": each.profile_id, "used": each.used}
                for key, each in self._sessions.items()
                if each.profile_id and self._clock() - each.used < LIFE
            }
            whole = self._file.with_suffix(".new")
            whole.touch(0o600)
            whole.write_text(json.dumps(signed_in))
            whole.replace(self._file)

    def challenge(self, session: Session, email: str, joining: tuple[str, str] | None = None) -> str:
        """A fresh code for an address, which the visitor must know to go on."""
        code = f"{secrets.randbelow(1_000_000):06}"
        session.challenge = Challenge(email, _digest(session, code), self._clock() + CODE_LIFE, joining)
        return code

    def passed(self, session: Session, code: str) -> Challenge | None:
        """What the visitor was challenged for, once, when the code is right and in time."""
        with self._guard:
            asked = session.challenge
            if asked is None:
                return None
            asked.tries -= 1
            right = hmac.compare_digest(asked.digest, _digest(session, code))
            live = self._clock() < asked.ends and asked.tries >= 0
            if right or not live or not asked.tries:
                session.challenge = None
            return asked if right and live else None


def is_address(email: str) -> bool:
    """Whether a text may be an email address."""
    return "@" in email.strip("@") and " " not in email and len(email) <= 254


def _key(id: str) -> str:
    return sha256(id.encode()).hexdigest()


def _digest(session: Session, code: str) -> bytes:
    return sha256(f"{session.csrf} {code}".encode()).digest()
