"""Attackers: many clients who hold on to a server, or send it more than it should take.

A program of its own, so that it takes no time from the honest client that attacks.py watches. Ends by itself.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tomllib
from asyncio import StreamReader, StreamWriter
from collections import Counter
from collections.abc import Callable, Coroutine
from functools import cache
from typing import Any

from benchmarks.setups import TRUSTING, Door, connected
from offswitch.folders import CONTENT

CLIENTS = 256
PAUSE = 1.0
"""Seconds from one drop to the next, and before an attacker who was cut off comes back."""
RAMP = 2.0
"""Seconds until all of them are there."""
PAGE = "/el/meta-ai/settings/"
GUIDE = "linkedin-ai"
MADE_EACH_TIME = f"/el/{GUIDE}/checklist/"
"""The step that takes the longest to make, of the guide that has the most different ones."""
LONGEST_QUERY = 4000
"""Bytes. gunicorn takes 4,094 for the whole line."""
HEAD = "Host: localhost\r\n"
HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
"""How TLS begins."""

Counts = Counter[str]
Attack = Callable[[Door, Counts], Coroutine[Any, Any, None]]


async def opened(
    door: Door, *, receive: int | None = None, secure: bool = True
) -> tuple[StreamReader, StreamWriter]:
    plain = await asyncio.to_thread(connected, door, receive=receive)
    plain.setblocking(False)
    if door.secure and secure:
        return await asyncio.open_connection(
            sock=plain, ssl=TRUSTING, server_hostname="localhost", limit=receive or 2**16
        )
    return await asyncio.open_connection(sock=plain, limit=receive or 2**16)


async def drip(streams: tuple[StreamReader, StreamWriter], begin: bytes, drop: bytes, counts: Counts) -> None:
    """Begin, then send a drop now and then, until the server hangs up."""
    reader, writer = streams
    writer.write(begin)
    gone = asyncio.ensure_future(reader.read())
    try:
        while not (await asyncio.wait([gone], timeout=PAUSE))[0]:
            writer.write(drop)
        await gone
        counts["cut off"] += 1
    finally:
        gone.cancel()
        writer.close()
    await asyncio.sleep(PAUSE)


async def half_a_handshake(door: Door, counts: Counts) -> None:
    await drip(await opened(door, secure=False), HELLO, b"\x00", counts)


async def half_a_request(door: Door, counts: Counts) -> None:
    await drip(await opened(door), f"GET {PAGE} HTTP/1.1\r\n{HEAD}X-Slow: ".encode(), b"a", counts)


async def half_a_body(door: Door, counts: Counts) -> None:
    begin = f"POST {PAGE} HTTP/1.1\r\n{HEAD}Content-Length: 1000\r\n\r\n".encode()
    await drip(await opened(door), begin, b"a", counts)


async def slow_reader(door: Door, counts: Counts) -> None:
    """Asks for the heaviest page, not compressed, and takes 100 bytes a second."""
    reader, writer = await opened(door, receive=2048)
    writer.write(f"GET {PAGE} HTTP/1.1\r\n{HEAD}\r\n".encode())
    while await reader.read(100):
        await asyncio.sleep(PAUSE)
    counts["cut off"] += 1
    writer.close()


async def send(door: Door, request: bytes, counts: Counts) -> None:
    """The whole request at once; then comes back."""
    reader, writer = await opened(door)
    writer.write(request)
    try:
        status = (await reader.readline()).split()[1:2]
    finally:
        writer.close()
    counts[status[0].decode() if status else "cut off"] += 1
    await asyncio.sleep(PAUSE)


async def huge_header(door: Door, counts: Counts) -> None:
    await send(door, f"GET {PAGE} HTTP/1.1\r\n{HEAD}X-Huge: {'a' * 65536}\r\n\r\n".encode(), counts)


async def many_headers(door: Door, counts: Counts) -> None:
    lines = "".join(f"X-{number}: {'a' * 20}\r\n" for number in range(2000))
    await send(door, f"GET {PAGE} HTTP/1.1\r\n{HEAD}{lines}\r\n".encode(), counts)


async def huge_query(door: Door, counts: Counts) -> None:
    await send(door, f"GET {PAGE}?have={'a' * 65536} HTTP/1.1\r\n{HEAD}\r\n".encode(), counts)


async def endless_headers(door: Door, counts: Counts) -> None:
    """Line after line, as fast as the server takes them."""
    lines = f"X-More: {'a' * 8000}\r\n" * 128
    await send(door, f"GET {PAGE} HTTP/1.1\r\n{HEAD}{lines}".encode(), counts)


async def crowded_query(door: Door, counts: Counts) -> None:
    """As long as the server takes one, and full of answers: others each time, so that none is kept."""
    ticks = random.sample(all_ticks(), 12)
    query = "&".join([*ticks, *["have=posts&done=task-posts"] * 150])[:LONGEST_QUERY]
    await send(door, f"GET {MADE_EACH_TIME}?{query} HTTP/1.1\r\n{HEAD}\r\n".encode(), counts)


@cache
def all_ticks() -> list[str]:
    guide = tomllib.loads((CONTENT / "guides" / f"{GUIDE}.toml").read_text(encoding="utf-8"))
    have, done = ([each["id"] for each in guide[kind]] for kind in ("contents", "tasks"))
    return [*(f"have={content}" for content in have), *(f"done={task}" for task in done)]


ATTACKS: dict[str, Attack] = {
    each.__name__: each
    for each in (
        half_a_handshake,
        half_a_request,
        half_a_body,
        slow_reader,
        huge_header,
        many_headers,
        endless_headers,
        huge_query,
        crowded_query,
    )
}


async def again_and_again(attack: Attack, door: Door, counts: Counts, after: float) -> None:
    await asyncio.sleep(after)
    while True:
        try:
            await attack(door, counts)
        except OSError:
            counts["cut off"] += 1
            await asyncio.sleep(PAUSE)


async def attacked(attack: Attack, door: Door, seconds: float) -> Counts:
    """All clients, coming one after the other within RAMP, for so long."""
    counts: Counts = Counter()
    clients = [
        asyncio.create_task(again_and_again(attack, door, counts, number / CLIENTS * RAMP))
        for number in range(CLIENTS)
    ]
    done, _ = await asyncio.wait(clients, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    for client in clients:
        client.cancel()
    for client in done:
        client.result()
    return counts


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("attack", choices=list(ATTACKS))
    options.add_argument("port", type=int)
    options.add_argument("seconds", type=float)
    options.add_argument("--secure", action="store_true")
    chosen = options.parse_args()
    # They share a processor with the honest client, who must not wait for them there.
    os.nice(5)
    door = Door(chosen.port, chosen.secure)
    json.dump(asyncio.run(attacked(ATTACKS[chosen.attack], door, chosen.seconds)), sys.stdout)


if __name__ == "__main__":
    main()
