"""Shelf: things that were made and may be wanted again, as many as there is room for."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """Things by their keys. What was not asked for the longest goes first."""

    def __init__(self, room: int) -> None:
        self.room = room
        """In the unit of the sizes that things are put there with."""
        self.taken = 0
        self._things: OrderedDict[Hashable, tuple[Thing, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._things)

    def get(self, key: Hashable) -> Thing | None:
        with self._lock:
            found = self._things.get(key)
            if found is None:
                return None
            self._things.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, thing: Thing, size: int = 1) -> None:
        """What is larger than all of the room is not kept."""
        if size > self.room:
            return
        with self._lock:
            if replaced := self._things.pop(key, None):
                self.taken -= replaced[1]
            self._things[key] = thing, size
            self.taken += size
            while self.taken > self.room:
                self.taken -= self._things.popitem(last=False)[1][1]

    def clear(self) -> None:
        with self._lock:
            self._things.clear()
            self.taken = 0
