"""Run: asks every link, many hosts at a time and each host one thing at a time."""

import ssl
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from urllib.parse import urlsplit

from offswitch.link_check.asking import Manners, Turns, ask
from offswitch.link_check.outside import OutsideLink
from offswitch.link_check.page import printable
from offswitch.link_check.verdict import Finding, Verdict, judge

PARALLEL = 8
SECONDS = 20.0
PAUSE = 1.0


def check_links(
    links: Iterable[OutsideLink],
    *,
    context: ssl.SSLContext | None = None,
    seconds: float = SECONDS,
    pause: float = PAUSE,
    parallel: int = PARALLEL,
) -> Iterator[Finding]:
    """Ask every link, and yield what was found as it is found. One bad address stops nothing."""
    hosts: dict[str, list[OutsideLink]] = defaultdict(list)
    for link in links:
        hosts[(urlsplit(link.address).hostname or "").lower()].append(link)
    turns = Turns(pause)
    manners = Manners(turns=turns, seconds=seconds, context=context or ssl.create_default_context())
    found: SimpleQueue[Finding] = SimpleQueue()

    def ask_host(links_of_host: list[OutsideLink]) -> None:
        for link in links_of_host:
            if turns.are_over:
                return
            found.put(_check(link, manners))

    pool = ThreadPoolExecutor(max_workers=parallel)
    try:
        # The host with the most addresses takes longest, so it starts first.
        for links_of_host in sorted(hosts.values(), key=len, reverse=True):
            pool.submit(ask_host, links_of_host)
        for _ in range(sum(map(len, hosts.values()))):
            yield found.get()
    finally:
        turns.stop()
        pool.shutdown(cancel_futures=True)


def _check(link: OutsideLink, manners: Manners) -> Finding:
    answer = ask(link.address, manners, link.language)
    try:
        verdict, reason = judge(link, answer)
    # Whoever waits for this finding would otherwise wait for ever.
    except Exception as error:
        verdict, reason = Verdict.UNSEEN, printable(f"its answer could not be judged: {error!r}")
    return Finding(link=link, verdict=verdict, reason=reason, answer=answer)
