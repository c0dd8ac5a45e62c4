"""Notes: the numbered sources of a page, whichever files they come from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from offswitch.content.model import Source
from offswitch.language import Phrase, current, format_date, gettext
from offswitch.told import Told, View


@dataclass(frozen=True, eq=False)
class Note(View):
    """A numbered source at the foot of a page."""

    number: int
    label: Phrase
    """What a link to it is called."""
    id: str
    source: Source
    state: Phrase
    """How old the state is that was read, and how it was read."""


class Notes:
    """What a page cites, in the order in which it does. A source that two files name alike is one note."""

    def __init__(self, told: Told | None = None) -> None:
        self._told = Told() if told is None else told
        self._found: dict[Source, Note] = {}
        # To compare two sources takes a while, and most are cited again and again.
        self._cited: dict[int, Note] = {}

    @property
    def all(self) -> tuple[Note, ...]:
        return tuple(self._found.values())

    def cite(self, names: Iterable[str], sources: Mapping[str, Source]) -> tuple[Note, ...]:
        return tuple(
            [self._cited.get(id(sources[name])) or self._note(name, sources[name]) for name in names]
        )

    def _note(self, name: str, source: Source) -> Note:
        if source not in self._found:
            number = len(self._found) + 1
            key = (current().code, number, name, id(source))
            self._found[source] = self._told.again(key, lambda: _note(number, name, source))
        self._cited[id(source)] = self._found[source]
        return self._found[source]


def _note(number: int, name: str, source: Source) -> Note:
    return Note(number, gettext("Source {number}", number=number), name, source, source_state(source))


def source_state(source: Source) -> Phrase:
    """One sentence: the state that was read, how, and when."""
    read = format_date(source.read)
    if source.seen == "undated":
        match source.how:
            case "live":
                return gettext("Seen live by a person on {read}.", read=read)
            case "archived":
                return gettext("Undated. Read in a public archive on {read}.", read=read)
            case "saved":
                return gettext("Undated. Read in a saved copy on {read}.", read=read)
            case "saved-in-part":
                return gettext("Undated. Read in a saved copy of a part on {read}.", read=read)
            case "quoted":
                return gettext("Undated. Read as others quote it on {read}.", read=read)
    seen = format_date(source.seen)
    match source.how:
        case "live":
            return gettext("As of {seen}. Seen live by a person on {read}.", seen=seen, read=read)
        case "archived":
            return gettext("As of {seen}. Read in a public archive on {read}.", seen=seen, read=read)
        case "saved":
            return gettext("As of {seen}. Read in a saved copy on {read}.", seen=seen, read=read)
        case "saved-in-part":
            return gettext("As of {seen}. Read in a saved copy of a part on {read}.", seen=seen, read=read)
        case "quoted":
            return gettext("As of {seen}. Read as others quote it on {read}.", seen=seen, read=read)
