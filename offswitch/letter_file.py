"""Letter file: a letter to keep, as plain text or for a word processor. Its blanks stand in brackets.

The same letter always gives the same bytes: they hold no time, no machine and no name.
"""

import io
from typing import Literal, get_args
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from offswitch.letter import WrittenLetter

Ending = Literal["txt", "odt"]
ENDINGS: tuple[Ending, ...] = get_args(Ending)
MEDIA_TYPES: dict[Ending, str] = {
    "txt": "text/plain",
    "odt": "application/vnd.oasis.opendocument.text",
}

_MAKER = "Offswitch"
_LAST = "Text_20_body"
"""The style of a block's last paragraph: room below it."""
_BEFORE_LAST = "Standard"
_SUBJECT = "Subject"
_PARTS = ("mimetype", "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml")
"""What a text needs. The library's template also holds the settings and the picture of somebody's desk."""
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def letter_file(letter: WrittenLetter, ending: Ending) -> bytes:
    return f"{letter.text}\n".encode() if ending == "txt" else _document(letter)


def _document(letter: WrittenLetter) -> bytes:
    # Here, and not above: what reads and writes such files costs memory, and few readers want one.
    from odfdo import Document, Paragraph, Style

    document = Document("text")
    document.insert_style(
        Style("paragraph", name=_SUBJECT, parent_style=_LAST, area="text", bold=True), automatic=False
    )
    document.set_language(letter.language.code)
    for properties in document.styles.get_elements("//style:default-style/style:text-properties"):
        properties.set_attribute("fo:country", "none")
    document.body.clear()
    for block in letter.blocks:
        lines = [*map(str, block.lines), *block.numbered]
        for line in lines[:-1]:
            document.body.append(Paragraph(line, style=_BEFORE_LAST))
        document.body.append(Paragraph(lines[-1], style=_SUBJECT if block.is_subject else _LAST))

    document.meta.get_meta_body().clear()
    document.meta.title = str(letter.subject)
    document.meta.language = letter.language.code
    document.meta.generator = _MAKER
    for path in document.manifest.get_paths():
        if path not in {"/", *_PARTS}:
            document.manifest.del_full_path(path)
    saved = io.BytesIO()
    document.save(saved)
    return _bare(saved)


def _bare(saved: io.BytesIO) -> bytes:
    """The same archive without what a text does not need, and without the time of its making."""
    bare = io.BytesIO()
    with ZipFile(saved) as old, ZipFile(bare, "w") as new:
        for name in _PARTS:
            part = ZipInfo(name, _NO_TIME)
            part.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return bare.getvalue()
