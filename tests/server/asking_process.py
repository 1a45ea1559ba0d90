"""A process of its own that asks its own token service for each visitor, all at once, and prints the tokens."""

from __future__ import annotations

import asyncio
import json
import sys

import redis.asyncio

from omneo_id_web import Omneo
from omneo_id_web.server import RedisCache, TokenService
from tests.server.asking import ask


async def main(socket: str, base_url: str, token: str, visitors: list[str], clients: int) -> None:
    async with (
        redis.asyncio.Redis(unix_socket_path=socket) as store,
        Omneo("a", token=token, base_url=base_url) as omneo,
    ):
        await store.ping()
        service = TokenService(
            omneo, lambda scope: dict(scope["headers"])[b"cookie"].decode(), cache=RedisCache(store), rate=None
        )
        print("ready", flush=True)  # noqa: T201
        await asyncio.to_thread(sys.stdin.readline)
        asked = [(who, ask(service, cookie=who)) for _ in range(clients) for who in visitors]
        answers = await asyncio.gather(*(answer for _, answer in asked))
        told = [[who, a.status, a.body.get("token")] for (who, _), a in zip(asked, answers, strict=True)]
        print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    asyncio.run(main(**given))
