"""Content: what we know, in files. Reads, checks and holds it; knows nothing of Flask or of languages."""

from offswitch.content.library import Library
from offswitch.content.mistakes import ContentError, Mistake
from offswitch.content.reading import content_version, library_of_site, read_library

__all__ = ["ContentError", "Library", "Mistake", "content_version", "library_of_site", "read_library"]
