"""Ports for servers of tests: numbers that nobody else takes between asking for one and listening there."""

import os
import socket


class Ports:
    """Numbers for servers, counted on from the first."""

    def __init__(self, first: int) -> None:
        self._next = first

    def free(self) -> int:
        """The next one that nobody listens on."""
        while True:
            self._next += 1
            with socket.socket() as attempt:
                attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    attempt.bind(("127.0.0.1", self._next))
                except OSError:
                    continue
            return self._next


# Below those that systems give to who names none, such as every connection that is made: they would take one
# before a server does. A hundred for each process: tests run side by side.
free_port = Ports(11_000 + os.getpid() % 200 * 100).free
