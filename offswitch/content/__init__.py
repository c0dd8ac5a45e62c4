"""Content: what we know, in files. Reads, checks and holds it; knows nothing of Flask or of languages."""

from offswitch.content.library import ContentError, Library, Mistake, read_library

__all__ = ["ContentError", "Library", "Mistake", "read_library"]
