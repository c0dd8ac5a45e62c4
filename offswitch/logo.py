"""Logo: the operator's picture beside the name of the site. It only shows: it runs and loads nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Self

from lxml import etree

from offswitch.assets import Asset
from offswitch.settings import PREFIX, Settings, SettingsError

LARGEST = 100_000
"""Bytes. Every reader loads it."""
MOST_PIXELS = 4000
"""A side of a picture. A small file can unfold into one that fills the memory."""

WIDTH, HEIGHT = 200, 40
"""The room it has in the head of a page, in pixels."""

SVG = "http://www.w3.org/2000/svg"
ACTIVE = {"script", "foreignObject", "iframe", "object", "embed", "audio", "video", "handler", "listener"}
MOVING = {"animate", "animateColor", "animateMotion", "animateTransform", "set", "discard"}
WITHIN = re.compile(r"\s*(#.*|data:image/(png|jpeg|webp|gif);base64,[A-Za-z0-9+/=\s]*)", re.DOTALL)
"""What a picture may refer to: a part of itself, or pixels that it brings along."""
REFERENCE = re.compile(r"url\(\s*['\"]?([^'\")]*)|@import\s*['\"]?([^'\";]*)", re.IGNORECASE)
NUMBER = re.compile(r"\s*([0-9]*\.?[0-9]+)(px)?\s*")


@dataclass(frozen=True)
class Logo:
    asset: Asset
    width: int
    """As it is shown, in pixels, so that nothing moves when it arrives."""
    height: int

    @classmethod
    def of(cls, asset: Asset, width: float, height: float) -> Self:
        """In its own proportions, as large as the head of a page allows."""
        scale = min(WIDTH / width, HEIGHT / height)
        return cls(asset, max(1, round(width * scale)), max(1, round(height * scale)))


def read_logo(settings: Settings) -> Logo | None:
    """The logo that the settings name. Raises SettingsError with what is wrong with it."""
    if settings.logo is None:
        return None
    try:
        return _read(settings, settings.logo)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise SettingsError(f"{PREFIX}LOGO is {settings.logo!r}: {reason}") from None


def _read(settings: Settings, name: str) -> Logo:
    if settings.folder is None:
        raise ValueError(f"it stands in the folder that {PREFIX}FOLDER names, and none is named")
    content = (settings.folder / name).read_bytes()
    if len(content) > LARGEST:
        raise ValueError(f"at most {LARGEST} bytes, and it has {len(content)}")
    ending = name.rpartition(".")[2]
    width, height = _size_of_svg(content) if ending == "svg" else _size_of_png(content)
    return Logo.of(Asset(f"logo.{ending}", content), width, height)


def _size_of_png(content: bytes) -> tuple[int, int]:
    from PIL import Image, UnidentifiedImageError  # Only where there is one, so that the start stays fast.

    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as image:
            if max(image.size) > MOST_PIXELS:
                width, height = image.size
                raise ValueError(f"at most {MOST_PIXELS} pixels a side, and it has {width} by {height}")
            if getattr(image, "is_animated", False):
                raise ValueError("it moves; a picture that stands still")
            image.load()
            return image.size
    except (UnidentifiedImageError, SyntaxError, OSError) as error:
        raise ValueError(f"a PNG that can be read: {error}") from None


def _size_of_svg(content: bytes) -> tuple[float, float]:
    root = _parsed(content)
    if fault := next(_faults(root), None):
        raise ValueError(f"{fault}; a picture that only shows")
    box = [float(each) for each in re.findall(r"-?[0-9]*\.?[0-9]+", root.get("viewBox", ""))]
    if len(box) == 4:
        width, height = box[2:]
    else:
        width, height = (_number(root.get(name, "")) for name in ("width", "height"))
    if width <= 0 or height <= 0:
        raise ValueError("it says neither by viewBox nor by width and height how large it is")
    return width, height


def _number(text: str) -> float:
    found = NUMBER.fullmatch(text)
    return float(found[1]) if found else 0


def _parsed(content: bytes) -> etree._Element:
    """The root. Nothing outside is opened, and nothing is unfolded."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"an SVG that can be read: {error}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("it has a document type, which can hold more than one sees; remove <!DOCTYPE …>")
    if root.tag != f"{{{SVG}}}svg":
        raise ValueError(f"an SVG, whose root is <svg xmlns={SVG}>")
    return root


def _faults(root: etree._Element) -> Iterator[str]:
    """What in it does more than show."""
    for node in (*root.itersiblings(preceding=True), *root.iter(), *root.itersiblings()):
        if isinstance(node, etree._ProcessingInstruction):
            yield f"it has the instruction <?{node.target} …?>"
        if not isinstance(node.tag, str):
            continue
        tag = etree.QName(node)
        if tag.localname in ACTIVE or tag.namespace == "http://www.w3.org/1999/xhtml":
            yield f"it has the element <{tag.localname}>"
        if tag.localname in MOVING:
            yield f"it moves, by <{tag.localname}>"
        if tag.localname == "style":
            yield from _references("style", "".join(node.itertext()))
        for name, value in node.attrib.items():
            yield from _faults_of(etree.QName(name).localname, str(value))


def _faults_of(name: str, value: str) -> Iterator[str]:
    if name.lower().startswith("on"):
        yield f"it has the event handler {name}"
    elif name in {"href", "src", "base"} and not WITHIN.fullmatch(value):
        yield f"it refers to something outside, by {name}={value[:80]!r}"
    else:
        yield from _references(name, value)


def _references(name: str, words: str) -> Iterator[str]:
    # By these a style sheet names a file too, or hides that it does.
    if name == "style" and (hidden := re.search(r"\\|image-set|\bsrc\(", words)):
        yield f"it may refer to something outside, by {hidden[0]!r} in style"
    for found in REFERENCE.finditer(words):
        if not WITHIN.fullmatch(found[1] or found[2] or ""):
            yield f"it refers to something outside, by {found[0][:80]!r} in {name}"
